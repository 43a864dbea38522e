"""What stands on the pages and not in the text: running heads and feet, page numbers, watermarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.reading.formats.pdf.glyphs import Run, lines_of

_EDGE_LINES = 3
_EVERY_THIRD = 3
_FEWEST = 2
_MOST = 0.6
_NEAR = 2.0
_DIGITS = re.compile(r"[0-9]+|\b[ivxIVX]+\b")
_PAGE_NUMBER = re.compile(
    r"(?:第 ?)?[-—–·• ]*(?:[0-9]{1,4}|[ivx]{1,6})[-—–·• ]*(?:页|/ ?[0-9]{1,4})?(?:[ ，,/]*共 ?[0-9]{1,4} ?页)?"
)


def without_furniture(pages: Sequence[Sequence[Run]]) -> tuple[list[list[Run]], tuple[str, ...]]:
    """Return the runs of the pages without what the pages repeat, and a warning for each text that was left out.

    That is a text at the top or bottom that comes there again, but for numbers, on every third page (left and right
    ones may differ); a number alone there; and a text that stands at the same place of most pages.
    """
    edges = [_edge(page) for page in pages]
    again = Counter(key for page in edges for key in {_key(run) for run in page})
    placed = Counter(place for page in pages for place in {_place(run) for run in page})
    often = max(_FEWEST, len(pages) / _EVERY_THIRD)
    kept: list[list[Run]] = []
    dropped: Counter[str] = Counter()
    for page, edge in zip(pages, edges, strict=True):
        at_edge = {id(run) for run in edge}
        rest: list[Run] = []
        for run in page:
            is_edge = id(run) in at_edge
            marked = len(run.text) > 1 and placed[_place(run)] >= max(_FEWEST, _MOST * len(pages))
            if marked or (is_edge and again[_key(run)] >= often):
                dropped[_key(run)] += 1
            elif not (is_edge and _PAGE_NUMBER.fullmatch(run.text)):
                rest.append(run)
        kept.append(rest)
    told = {text: count for text, count in dropped.items() if not _PAGE_NUMBER.fullmatch(text.replace("#", "1"))}
    return kept, tuple(f"dropped {told[text]} times: {text}" for text in sorted(told))


def _edge(page: Sequence[Run]) -> list[Run]:
    """Return the runs of the first and last lines of a page."""
    lines = lines_of(page)
    near = lines[:_EDGE_LINES] + lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]
    return [run for line in near for run in line]


def _key(run: Run) -> str:
    return _DIGITS.sub("#", run.text).replace(" ", "")


def _place(run: Run) -> tuple[str, int, int]:
    return run.text, round(run.x0 / _NEAR), round(run.y / _NEAR)
