"""Builds of the case briefs that are killed with SIGKILL at random moments, and what is left of their casebooks.

    python tests/benchmarks/bench_crashes.py             100 kills: the process group and the parent alone in turn
    python tests/benchmarks/bench_crashes.py --kills 10

After each kill the casebook must pass SQLite's integrity check, hold each document that a reader had seen stored, and
none by half; after five in a row the next build goes on, and its graph must be that of an undisturbed build. Ends with
status 1 at the first that is not so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.hostile.killing import LostError, endure  # noqa: E402

KILLS = 100
SEED = 8
BRIEFS = 12


def main() -> None:
    """Kill, check, print, and end with 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        documents = Path(place) / "briefs"
        documents.mkdir()
        for path in sorted((ROOT / "data/cases").glob("*.md"))[:BRIEFS]:
            shutil.copy(path, documents)
        try:
            told = endure(documents, Path(place), arguments.kills, arguments.seed)
        except LostError as error:
            sys.exit(f"{error}")
    spread = Counter("none" if not number else "all" if number == BRIEFS else "some" for number in told.stored)
    print(f"{told.kills} builds killed: all casebooks sound, nothing committed is missing, none by half")
    print(f"documents stored at the kill: {', '.join(f'{what} {number}' for what, number in sorted(spread.items()))}")


if __name__ == "__main__":
    main()
