"""Parquet parts and duckdb against the casebook, on the same facts: equal results, time and memory as documents grow.

    python tests/benchmarks/bench_warehouse.py [DOCUMENTS...]      by default 1000 10000

The facts are those of the case briefs, varied (see varied.py): texts are not read again, so the times are those of
storing and resolving facts alone. Prints, for each number of documents, seconds and the peak of memory of the process
that resolves and of its largest worker, for the casebook and for parts and duckdb, and what lies on the disk. Ends with
status 1 if a table of nodes, edges, observations or evidence differs, or if ten times the documents take duckdb's
process more than twice the memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE), str(ROOT / "tests/graph/warehouse")]

LIMIT = "512MB"
GROWTH = 2.0
DOCUMENTS = (1000, 10_000)
# What is measured, each in a process of its own, and what it leaves on the disk.
STEPS = {"casebook": ["yinpu.db"], "network": ["yinpu.db"], "warehouse": ["facts", "graph"], "neo4j": ["neo4j"]}


def casebook(place: Path) -> None:
    """Build a casebook; print how long it takes to store and to resolve."""
    from graph.casebook import open_for_writing
    from graph.resolution import refresh

    started = time.perf_counter()
    stored = _stored(place / "yinpu.db", place / "texts")
    with open_for_writing(place / "yinpu.db") as connection:
        refresh(connection, "varied")
    _print(stored=stored - started, resolved=time.perf_counter() - stored)


def network(place: Path) -> None:
    """Load the graph of a casebook into memory, for networkx."""
    from graph import load

    started = time.perf_counter()
    load(place / "yinpu.db")
    _print(loaded=time.perf_counter() - started)


def neo4j(place: Path) -> None:
    """Write Neo4j's files from the graph of parts."""
    from graph.warehouse.export import export_neo4j

    started = time.perf_counter()
    export_neo4j(place / "graph", place / "neo4j", LIMIT)
    _print(written=time.perf_counter() - started)


def _stored(path: Path, texts: Path) -> float:
    import varied

    from graph.casebook import add_source, open_for_writing, store_extraction

    with open_for_writing(path) as connection:
        for file in sorted(texts.rglob("*.txt")):
            found = varied.varied(int(file.stem))
            with connection:
                store_extraction(connection, found, "varied")
                add_source(connection, str(file), found.document.id, found.document.sha256)
    return time.perf_counter()


def warehouse(place: Path) -> None:
    """Write parts and resolve them; print how long both take."""
    import varied

    import graph.build
    from graph.sources import find_documents
    from graph.warehouse.joining import resolve
    from graph.warehouse.store import extract_into

    graph.build.extract_file = varied.extract_varied
    found = find_documents([place / "texts"])
    started = time.perf_counter()
    report = extract_into(place / "facts", found)
    assert report.outcomes == {"new": len(found)}, report.warnings[:3]
    stored = time.perf_counter()
    resolve(place / "facts", place / "graph", memory=LIMIT)
    _print(stored=stored - started, resolved=time.perf_counter() - stored)


def _print(**seconds: float) -> None:
    workers = [_peak(child) for task in Path("/proc/self/task").iterdir() for child in _children(task)]
    print(json.dumps({"seconds": seconds, "own": _peak("self"), "worker": max(workers, default=0.0)}))


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def _peak(process: str) -> float:
    """Return the most megabytes that a process had in memory since it began its program."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def measured(what: str, place: Path) -> dict[str, Any]:
    """Return what a store prints in a process of its own."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)])}
    command = [sys.executable, str(Path(__file__)), what, str(place)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=env)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def size(path: Path) -> float:
    """Return the megabytes of a file or of all files in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def differences(place: Path) -> list[str]:
    """Return the tables in which casebook and parts differ."""
    import tables

    one, other = tables.of_casebook(place / "yinpu.db"), tables.of_graph(place / "graph")
    for name in ("nodes", "edges", "edge_evidence"):
        print(f"  {name:<14}{len(one[name]):>12,}")
    return [name for name, rows in one.items() if rows != other[name]]


def main(numbers: list[int]) -> None:
    """Measure, print, and end with 1 where results differ or memory grows."""
    import varied

    from extract import extract_file

    differ: list[str] = []
    peaks: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        briefs = sorted((ROOT / "data/cases").glob("*.md"))
        varied.write_bases(folder / "bases", [extract_file(path) for path in briefs])
        for total in numbers:
            place = folder / str(total)
            varied.write_stand_ins(place / "texts", total)
            print(f"{total:,} documents")
            for what, out in STEPS.items():
                found = measured(what, place)
                print(
                    f"  {what:<10} {', '.join(f'{step} in {time:.1f} s' for step, time in found['seconds'].items())},"
                    f" peak {found['own']:.0f} MB, largest worker {found['worker']:.0f} MB,"
                    f" {' + '.join(f'{size(place / one):.0f}' for one in out)} MB on disk",
                    flush=True,
                )
                if what == "warehouse":
                    peaks[total] = found["own"]
            differ += [f"{total}: {name}" for name in differences(place)]
    growth = max(peaks.values()) / min(peaks.values())
    print(f"peak of memory of the process with duckdb: {growth:.2f} times")
    print(f"tables that differ: {', '.join(differ) or 'none'}")
    sys.exit(bool(differ) or growth > GROWTH)


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in STEPS:
        globals()[sys.argv[1]](Path(sys.argv[2]))
    else:
        main([int(number) for number in sys.argv[1:]] or list(DOCUMENTS))
