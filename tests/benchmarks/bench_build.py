"""Builds side by side in one run: workers, engines, numbers of documents, one that changed, and queries after them.

    python tests/benchmarks/bench_build.py                 all of it, about half an hour on two cores
    python tests/benchmarks/bench_build.py --most 1000     no more than 1,000 documents, a few minutes

prints how many times faster two workers are than one, dask with two workers of this machine beside loky, what one
changed document costs beside the full build, what a document costs of processor time, and the builder of memory, in a
large build beside a small one, and how much longer a query takes on a large casebook than on one of 40 documents. Ends
with status 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/benchmarks")]

import corpus  # noqa: E402

from graph.casebook import open_for_reading  # noqa: E402
from graph.queries import banks  # noqa: E402

MIDDLE, SMALL, FEW = 1000, 100, 40
REPETITIONS = 7
# The builder itself says how much memory it took: what wait tells would be that of its workers.
YINPU = """
import resource, sys
from graph.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
# BANK stands for a bank of the few documents, which are among the many: of these the one that the many tell least of,
# since what is measured is what the size of the casebook costs and not that of the answer.
BANK = "BANK"
QUERIES = (
    ["banks"],
    ["initiatives", BANK],
    ["metrics", BANK],
    ["partners", BANK],
    ["stats"],
    ["search", "贷款"],
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds by the clock and of processors, and megabytes of memory of its first process."""

    seconds: float
    processor: float
    memory: float


def run(*words: str | Path) -> Run:
    """Run yinpu in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", YINPU, *map(str, words)], env=env, capture_output=True, text=True)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, processor, int(done.stderr.split()[-1]) / (1e6 if sys.platform == "darwin" else 1e3))


class Report:
    """What was measured, beside its targets."""

    def __init__(self) -> None:
        self.missed = False

    def tell(self, what: str, value: float, target: float, *, least: bool) -> None:
        """Print one ratio."""
        fits = value >= target if least else value <= target
        self.missed |= not fits
        print(f"{what:<64}{value:>7.3f}  {'≥' if least else '≤'} {target:g}{'' if fits else '  MISSED'}", flush=True)


def workers_and_engines(folder: Path, documents: Path, report: Report) -> Run:
    """Measure one worker, two, and two of dask; return what two took."""
    one = run("build", documents, "--casebook", folder / "one.db", "--jobs", "1")
    two = run("build", documents, "--casebook", folder / "two.db", "--jobs", "2")
    dask = run("build", documents, "--casebook", folder / "dask.db", "--jobs", "2", "--engine", "dask")
    print(f"one worker {one.seconds:.0f} s, two {two.seconds:.0f} s, dask with two {dask.seconds:.0f} s")
    report.tell("times faster, two workers than one", one.seconds / two.seconds, 1.7, least=True)
    report.tell("speed of dask in that of loky", two.seconds / dask.seconds, 0.8, least=True)
    return two


def one_changed(folder: Path, documents: Path, full: Run, report: Report) -> None:
    """Change one document of a casebook that is built, build again, and compare with the full build."""
    casebook = folder / "two.db"
    nothing = run("build", documents, "--casebook", casebook)
    changed = next(documents.rglob("*.txt"))
    changed.write_text(corpus.document(10**6), encoding="utf-8")
    again = run("build", documents, "--casebook", casebook)
    few = folder / "few"
    few.mkdir()
    (few / "one.txt").write_text(corpus.document(10**6), encoding="utf-8")
    started = run("build", few, "--casebook", folder / "one-document.db")
    print(
        f"full {full.seconds:.1f} s, one changed {again.seconds:.1f} s, nothing changed {nothing.seconds:.1f} s,"
        f" a casebook of this document alone {started.seconds:.1f} s"
    )
    beyond = (again.seconds - started.seconds) / full.seconds
    report.tell("one changed document beyond start-up, in parts of the full build", beyond, 0.03, least=False)


def numbers(folder: Path, most: int, report: Report) -> None:
    """Measure builds of more and more documents."""
    runs = {}
    for total in (SMALL, MIDDLE, 10 * MIDDLE):
        if total <= most:
            documents = corpus.write_documents(folder / f"{total}", total)
            # The small build is over before the machine has warmed up: the median of three tells.
            again = [
                run("build", documents, "--casebook", folder / f"{total}-{time_}.db", "--jobs", "2")
                for time_ in range(3 if total == SMALL else 1)
            ]
            runs[total] = done = sorted(again, key=lambda one: one.processor)[len(again) // 2]
            each = done.processor / total * 1000
            print(f"{total:>6} documents  {done.seconds:.0f} s  {each:.0f} ms each  {done.memory:.0f} MB", flush=True)
    starting = run("build", corpus.write_documents(folder / "1", 1), "--casebook", folder / "1.db").processor
    few, many = runs[SMALL], runs[max(runs)]
    each = {total: (done.processor - starting) / total for total, done in runs.items()}
    report.tell(f"time for a document, {max(runs)} beside {SMALL}", each[max(runs)] / each[SMALL], 1.15, least=False)
    report.tell(f"memory of the builder, {max(runs)} beside {SMALL}", many.memory / few.memory, 1.5, least=False)


def _banks(casebook: Path) -> dict[str, int]:
    """Return how many documents tell of each bank, by its name."""
    with closing(open_for_reading(casebook)) as connection:
        return {bank.name: bank.documents for bank in banks(connection)}


def queries(folder: Path, most: int, report: Report) -> None:
    """Measure commands on the largest casebook beside one of few documents."""
    run("build", corpus.write_documents(folder / "few-documents", FEW), "--casebook", folder / "few.db")
    casebooks = folder / "few.db", folder / f"{most}-0.db"
    here, there = map(_banks, casebooks)
    bank = min(here, key=lambda label: (there[label], label))
    times: dict[tuple[str, Path], list[float]] = {}
    for _ in range(REPETITIONS):
        for words in QUERIES:
            for casebook in casebooks:
                asked = (bank if word == BANK else word for word in words)
                took = run(*asked, "--casebook", casebook).processor
                times.setdefault((words[0], casebook), []).append(took)
    for command, *_ in QUERIES:
        few, many = (statistics.median(times[command, casebook]) for casebook in casebooks)
        report.tell(f"time of yinpu {command}, {most} documents beside {FEW}", many / few, 1.5, least=False)


def main() -> None:
    """Measure, print, and end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=10 * MIDDLE, help="the largest number of documents")
    most = parser.parse_args().most
    report = Report()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        documents = corpus.write_documents(folder / "documents", min(MIDDLE, most))
        full = workers_and_engines(folder, documents, report)
        one_changed(folder, documents, full, report)
        numbers(folder, most, report)
        queries(folder, most, report)
    sys.exit(report.missed)


if __name__ == "__main__":
    main()
