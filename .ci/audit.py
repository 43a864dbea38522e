"""Ask the package index for known vulnerabilities of what constraints.txt pins.

    make audit

Ends with status 1 where it tells of one. Before, it is asked of a release that is known to have some: where it tells
nothing of that one (a mirror, a machine without a network) it would find everything well, so nothing is checked, and
one line says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
KNOWN = "jinja2==2.4.1"
SECONDS = 300


def vulnerable(requirements: Path) -> list[dict[str, Any]]:
    """Return the packages of a file of requirements of which the index tells vulnerabilities; none if it cannot."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), "--format", "json"]
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=SECONDS)
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return []
    return [package for package in packages if package.get("vulns")]


def main() -> None:
    """Ask, print, and end with 1 where there is a vulnerability."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as known:
        known.write(f"{KNOWN}\n")
        known.flush()
        if not vulnerable(Path(known.name)):
            print("audit: no index that tells of vulnerabilities can be reached, the dependencies were not checked")
            return
    found = vulnerable(CONSTRAINTS)
    for package in found:
        for one in package["vulns"]:
            mended = ", ".join(one["fix_versions"]) or "no release yet"
            print(f"audit: {package['name']} {package['version']}: {one['id']}, mended in {mended}")
    print(f"audit: {len(found)} packages of constraints.txt have known vulnerabilities")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
