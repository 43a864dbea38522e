"""The same text gives the same facts in every process, whatever its hash seed."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from extract import extract_file
from extract.facts_format import facts_lines
for path in sys.argv[1:]:
    print(*facts_lines(extract_file(path)), sep="\\n")
"""


def facts_in_a_process(paths: list[Path], seed: str, root: Path) -> str:
    """The facts of the documents as a process with this hash seed writes them."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", PROGRAM, *map(str, paths)]
    return subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout


def test_processes_with_other_hash_seeds_find_the_same_facts(root: Path) -> None:
    paths = sorted((root / "data/cases").glob("*.md"))[::3]
    first = facts_in_a_process(paths, "1", root)
    assert len(first.splitlines()) > 20 * len(paths)
    assert facts_in_a_process(paths, "20261122", root) == first
