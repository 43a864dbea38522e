"""What a character costs in long hostile texts against short ones, side by side in one run, for each shape of text.

    python tests/benchmarks/bench_linear.py              32 kB and 256 kB of each shape
    python tests/benchmarks/bench_linear.py --large      125 kB and 1 MB, more than an hour
    python tests/benchmarks/bench_linear.py --only 贷    only shapes that hold a word

The shapes are those of tests/hostile/texts.py: each repeated sign, nested brackets, sentences with thousands of numbers
and names. Prints those that grow most and ends with status 1 if a character of a long text costs more than 3 times
as much as one of a short text, or the extractor fails on one. Each core measures the time of its own process.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from extract import extract_text  # noqa: E402
from extract.reading import ReadError  # noqa: E402
from tests.hostile.texts import of_bytes, shapes  # noqa: E402

BYTES = (32_000, 256_000)
LARGE = (125_000, 1_000_000)
STEEPEST = 3.0
TRIES = 3
SHOWN = 15


def cost(name: str, size: int) -> float:
    """Return the seconds of this process that a character takes in `size` bytes of a shape."""
    text = of_bytes(shapes()[name], size)
    started = time.process_time()
    with suppress(ReadError):  # what is nothing but white space
        extract_text(text)
    return (time.process_time() - started) / len(text)


def growth(name: str, sizes: tuple[int, int]) -> float:
    """Return how many times as much a character of the long text costs as one of the short one.

    What passes the limit is measured again: a machine that does other things makes a text slow, but not every time.
    """
    extract_text("海河银行推出“云帆贷”。")
    found = float("inf")
    for _ in range(TRIES):
        short, long = (cost(name, size) for size in sizes)
        found = min(found, long / short)
        if found <= STEEPEST:
            break
    return found


def main() -> None:
    """Measure each shape, print, and end with 1 above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="1 MB of each")
    parser.add_argument("--only", default="", help="only the shapes whose name holds this")
    arguments = parser.parse_args()
    sizes = LARGE if arguments.large else BYTES
    names = [name for name in shapes() if arguments.only in name]
    with ProcessPoolExecutor() as pool:
        found = dict(zip(names, pool.map(growth, names, [sizes] * len(names)), strict=True))
    print(f"{len(found)} shapes of text, {sizes[1]:,} bytes against {sizes[0]:,}; a character costs, at most,")
    for name, ratio in sorted(found.items(), key=lambda item: -item[1])[:SHOWN]:
        print(f"{ratio:>6.2f} × as much  {name}")
    sys.exit(max(found.values()) > STEEPEST)


if __name__ == "__main__":
    main()
