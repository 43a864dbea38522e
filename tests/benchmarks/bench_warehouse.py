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
    import varied

    from graph.casebook import add_source, open_for_writing, store_extraction
    from graph.resolution import refresh

    clock = Clock()
    with open_for_writing(place / "yinpu.db") as connection:
        for file in sorted((place / "texts").rglob("*.txt")):
            found = varied.varied(int(file.stem))
            with connection:
                store_extraction(connection, found, "varied")
                add_source(connection, str(file), found.document.id, found.document.sha256)
        clock.lap("stored")
        refresh(connection, "varied")
    clock.lap("resolved")
    clock.show()


def warehouse(place: Path) -> None:
    """Write parts and resolve them; print how long both take."""
    import varied

    import graph.build
    from graph.sources import find_documents
    from graph.warehouse.joining import resolve
    from graph.warehouse.store import extract_into

    graph.build.extract_file = varied.extract_varied
    found = find_documents([place / "texts"])
    clock = Clock()
    report = extract_into(place / "facts", found)
    assert report.outcomes == {"new": len(found)}, report.warnings[:3]
    clock.lap("stored")
    resolve(place / "facts", place / "graph", memory=LIMIT)
    clock.lap("resolved")
    clock.show()


def network(place: Path) -> None:
    """Load the graph of a casebook into memory, for networkx."""
    from graph import load

    clock = Clock()
    load(place / "yinpu.db")
    clock.lap("loaded")
    clock.show()


def neo4j(place: Path) -> None:
    """Write Neo4j's files from the graph of parts."""
    from graph.warehouse.export import export_neo4j

    clock = Clock()
    export_neo4j(place / "graph", place / "neo4j", LIMIT)
    clock.lap("written")
    clock.show()


class Clock:
    """The seconds of steps, of this process with its workers: by the clock, and those in which processors were busy."""

    def __init__(self) -> None:
        self._seconds: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), _busy("self")

    def lap(self, step: str) -> None:
        """End a step and begin the next."""
        now = time.perf_counter(), _busy("self")
        self._seconds[step] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now

    def show(self) -> None:
        """Print the steps as JSON, with the peaks of memory of this process and of its largest worker."""
        worker = max(map(_peak, _workers("self")), default=0.0)
        print(json.dumps({"seconds": self._seconds, "own": _peak("self"), "worker": worker}))


def _workers(process: str) -> list[str]:
    """Return the processes that a process has started, and those that these have."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    started = [child for task in tasks for child in (task / "children").read_text().split()]
    return started + [other for child in started for other in _workers(child)]


def _busy(process: str) -> float:
    """Return the seconds for which processors worked for a process and those that it has started."""
    ticks = 0
    for one in (process, *_workers(process)):
        # User and system time, of the process and of those that have ended; the name before may hold blanks.
        ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


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


def _told(step: tuple[str, tuple[float, float]]) -> str:
    name, (clock, busy) = step
    return f"{name} in {clock:.1f} s ({busy:.1f} s busy)"


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
                    f"  {what:<10} {', '.join(map(_told, found['seconds'].items()))},"
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
