"""Reading against extraction, format by format and side by side on one core, and pages of PDF a second.

    python tests/benchmarks/bench_reading.py

prints what reading costs in parts of the extraction of the same text, and how many pages of a report (one column,
about 1,400 characters a page) are read a second. Ends with status 1 if reading any format but PDF
costs as much as extraction, or fewer than 20 pages are read a second.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/extract/formats")]

import writers  # noqa: E402

from extract.pipeline import extract_document  # noqa: E402
from extract.reading import read_text  # noqa: E402
from extract.reading.decoding import decode  # noqa: E402
from extract.reading.document import compose  # noqa: E402
from extract.reading.formats import FORMATS  # noqa: E402

BRIEFS = 40
REPETITIONS = 5
MOST = 1.0
FEWEST_PAGES = 20.0


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes, in time of this process: other users of the machine shall not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def read(name: str, data: bytes) -> object:
    """Read a file of a format, from its bytes to the clean document."""
    content: bytes | str = decode(data).text if FORMATS[name].text else data
    return compose(FORMATS[name].read(content), "case", "0" * 64, name, "")


def main() -> None:
    """Measure, print, and end with 1 where a limit is passed."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    paths = sorted((ROOT / "data/cases").glob("*.md"))[:BRIEFS]
    text = "\n\n".join(path.read_text("utf-8").split("\n---\n", 1)[1] for path in paths)
    document = read_text(text)
    found = writers.blocks_of(document)
    blocks = [found[0], *(block for block in found[1:] if block[0] != "title")]
    rows = [["银行", "说明"], *(["海河银行", cells[0]] for _, cells in blocks)]
    files = {
        "txt": text.encode(),
        "md": writers.markdown(blocks).encode(),
        "html": writers.web_page(blocks).encode(),
        "docx": writers.word(blocks),
        "csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(),
        "xlsx": writers.excel({"余额": rows}),
        "pptx": writers.slides(blocks),
        "pdf": writers.pdf(blocks, size=10.5),
    }
    works: dict[str, Callable[[], object]] = {"extraction": lambda: extract_document(document)}
    works |= {name: lambda name=name, data=data: read(name, data) for name, data in files.items()}  # type: ignore[misc]
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(REPETITIONS):
        for name, work in works.items():
            times[name].append(seconds(work))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"extraction  {len(document.text) / medians['extraction']:,.0f} characters a second")
    ratios = {name: medians[name] / medians["extraction"] for name in files}
    for name, ratio in ratios.items():
        print(f"{name:<6}{ratio:>8.3f} × extraction")
    pages = FORMATS["pdf"].read(files["pdf"]).pages / medians["pdf"]
    print(f"pdf   {pages:>8.1f} pages a second")
    slow = any(ratio >= MOST for name, ratio in ratios.items() if name != "pdf")
    sys.exit(slow or pages < FEWEST_PAGES)


if __name__ == "__main__":
    main()
