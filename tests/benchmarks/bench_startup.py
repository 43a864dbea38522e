"""Start-up of a reading command against bare imports, side by side in one run.

    python tests/benchmarks/bench_startup.py

prints the ratio of the medians and ends with status 1 if it is above 2.5.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

LIMIT = 2.5
REPETITIONS = 15
BARE = [sys.executable, "-c", "import typer, rich.table, sqlite3"]
YINPU = [sys.executable, "-c", "from graph.cli import main; main()"]


def seconds(command: list[str]) -> float:
    """Return how long a command runs, start-up included."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - started


def ratios(casebook: Path) -> dict[str, float]:
    """Return the ratio to bare imports of each of some reading commands, alternating in one run."""
    commands = {
        "initiatives 交行": ["initiatives", "交行"],
        "banks --json": ["banks", "--json"],
        "search 贷": ["search", "贷"],
    }
    times: dict[str, list[float]] = {name: [] for name in ("bare", *commands)}
    for _ in range(REPETITIONS):
        times["bare"].append(seconds(BARE))
        for name, words in commands.items():
            times[name].append(seconds([*YINPU, *words, "--casebook", str(casebook)]))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"bare imports  {medians['bare'] * 1000:.0f} ms")
    return {name: medians[name] / medians["bare"] for name in commands}


def main() -> None:
    """Build the case briefs once, measure, print, and end with 1 above the limit."""
    with tempfile.TemporaryDirectory() as folder:
        casebook = Path(folder) / "cases.db"
        subprocess.run(
            [*YINPU, "build", "data/cases", "--casebook", str(casebook)], check=True, capture_output=True, cwd=ROOT
        )
        found = ratios(casebook)
    for name, ratio in found.items():
        print(f"{name:<18}{ratio:.2f} × bare imports")
    sys.exit(max(found.values()) > LIMIT)


if __name__ == "__main__":
    main()
