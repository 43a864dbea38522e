"""What CI installs is pinned, all of it: a release that somebody takes over or breaks does not come in by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Makes the environment itself.
UNPINNED = {"yinpu", "pip"}


def pinned(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+", line) for line in lines)
    return {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}


def needed(name: str, extras: frozenset[str], found: dict[str, frozenset[str]]) -> None:
    """Add what a package needs, with what that needs, to the packages found, each with its extras."""
    if extras <= found.get(name, frozenset()) and name in found:
        return
    found[name] = found.get(name, frozenset()) | extras
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        environments = [{"extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(map(requirement.marker.evaluate, environments)):
            needed(canonicalize_name(requirement.name), frozenset(requirement.extras), found)


def test_everything_is_pinned_to_what_is_installed(root: Path) -> None:
    found: dict[str, frozenset[str]] = {}
    needed("yinpu", frozenset({"test"}), found)
    assert len(found) > 100
    pins = pinned(root)
    assert set(found) - set(pins) - UNPINNED == set()
    assert {name: distribution(name).version for name in found if name not in UNPINNED} == {
        name: pins[name] for name in found if name not in UNPINNED
    }


def test_each_name_is_pinned_once(root: Path) -> None:
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    assert len(pinned(root)) == len(lines)


# Stands for the client that asks the index: it tells of the packages that are named, each with one vulnerability.
CLIENT = """
import json, sys
told = {names}
lines = open(sys.argv[sys.argv.index("--requirement") + 1], encoding="utf-8").read().split()
packages = [line.split("==") for line in lines]
vulns = [{{"id": "TEST-1", "fix_versions": ["99"]}}]
print(json.dumps({{"dependencies": [
    {{"name": name, "version": version, "vulns": vulns if name in told else []}} for name, version in packages
]}}))
"""


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        ([], 0, "no index that tells of vulnerabilities can be reached"),
        (["jinja2"], 0, "0 packages of constraints.txt have known"),
        (["jinja2", "networkx"], 1, "audit: networkx .*: TEST-1, mended in 99"),
    ],
)
def test_the_audit(root: Path, tmp_path: Path, told: list[str], status: int, said: str) -> None:
    (tmp_path / "pip_audit.py").write_text(CLIENT.format(names=told), "utf-8")
    command = [sys.executable, str(root / ".ci/audit.py")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert re.search(said, done.stdout)
