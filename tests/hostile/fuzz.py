"""Fuzzing guided by coverage, with atheris: for as long as it is told to, where the tests take seconds.

    python tests/hostile/fuzz.py readers -max_total_time=600       one target; further options are libFuzzer's
    make fuzz                                                      each target for a minute; needs the extra fuzz

Targets are readers, quantities, extraction and casebook. The first input that breaks what test_fuzz.py asks for is
printed and kept as crash-…; one that takes more than half a minute as timeout-….
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["extract", "graph"]):
    from extract import extract_text
    from extract.reading import ReadError
    from graph.build import build, find_documents
    from graph.casebook.health import examine_casebook
    from tests.hostile import facts, seeds, texts

SECONDS = 30
LONGEST_INPUT = 400
PIECES = [*texts.SIGNS, *texts.PHRASES]
# The parsers of other formats run in a process of their own, where no coverage is seen.
NAMES = [name for name in seeds.seeds() if Path(name).suffix in (".txt", ".md", ".csv", ".zip")]
FOLDER = Path(tempfile.mkdtemp())


def text_of(data: atheris.FuzzedDataProvider) -> str:
    """Return a text made of pieces that rules look for and of any characters."""
    parts = []
    while data.remaining_bytes() and len(parts) < 60:
        parts.append(data.PickValueInList(PIECES) if data.ConsumeBool() else data.ConsumeUnicodeNoSurrogates(8))
    return "".join(parts)


def readers(content: bytes) -> None:
    """Read a spoiled file."""
    data = atheris.FuzzedDataProvider(content)
    name = data.PickValueInList(NAMES)
    edits = []
    while data.remaining_bytes() and len(edits) < 6:
        edits.append((data.ConsumeIntInRange(0, 10_000), data.ConsumeIntInRange(0, 4), data.ConsumeIntInRange(0, 400)))
    for document in seeds.read(name, seeds.spoiled(seeds.seeds()[name], edits), FOLDER):
        seeds.check(document)


def quantities(content: bytes) -> None:
    """Find the numbers and dates of a text."""
    facts.check_quantities(text_of(atheris.FuzzedDataProvider(content)))


def extraction(content: bytes) -> None:
    """Extract the facts of a text."""
    with suppress(ReadError):
        facts.check(extract_text(text_of(atheris.FuzzedDataProvider(content))))


def casebook(content: bytes) -> None:
    """Examine a damaged casebook: that it is damaged is a finding, never an error."""
    data = atheris.FuzzedDataProvider(content)
    damaged = bytearray(whole_casebook())
    while data.remaining_bytes() > 3:
        damaged[data.ConsumeIntInRange(0, len(damaged) - 1)] = data.ConsumeIntInRange(0, 255)
    path = FOLDER / "damaged.db"
    path.write_bytes(damaged)
    list(examine_casebook(path))


@cache
def whole_casebook() -> bytes:
    """Return a casebook of one document."""
    document, path = FOLDER / "a.txt", FOLDER / "whole.db"
    document.write_bytes(seeds.seeds()["a.txt"])
    build(path, find_documents([document]))
    return path.read_bytes()


TARGETS: dict[str, Callable[[bytes], None]] = {one.__name__: one for one in (readers, quantities, extraction, casebook)}


def main() -> None:
    """Fuzz the target that the first word names."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python {sys.argv[0]} {'|'.join(TARGETS)} [-max_total_time=SECONDS ...]")
    target = TARGETS[sys.argv.pop(1)]
    # The first input costs what is loaded once: models, lexicons, writers.
    target(bytes(range(256)))
    atheris.Setup([*sys.argv, f"-timeout={SECONDS}", f"-max_len={LONGEST_INPUT}", "-len_control=0"], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
