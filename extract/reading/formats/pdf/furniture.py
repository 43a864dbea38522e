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

    That is a text at the top or bottom that comes there again at the same height on every third page (left and right
    ones may differ), in the outermost line also with other numbers in it; a page number there; and a text that stands
    at the same place of most pages.
    """
    lines = [lines_of(page) for page in pages]
    again = Counter(key for page in lines for key in {key for _, key in _edge(page)})
    placed = Counter(place for page in pages for place in {_place(run) for run in page})
    often = max(_FEWEST, len(pages) / _EVERY_THIRD)
    most = max(_FEWEST, _MOST * len(pages))
    kept: list[list[Run]] = []
    dropped: Counter[str] = Counter()
    for page, own in zip(pages, lines, strict=True):
        edge = {id(run): key for run, key in _edge(own)}
        rest: list[Run] = []
        for run in page:
            number = id(run) in edge and _PAGE_NUMBER.fullmatch(run.text) is not None
            repeated = id(run) in edge and again[edge[id(run)]] >= often
            if not number and (repeated or (len(run.text) > 1 and placed[_place(run)] >= most)):
                dropped[_DIGITS.sub("#", run.text)] += 1
            elif not number:
                rest.append(run)
        kept.append(rest)
    return kept, tuple(f"dropped {dropped[text]} times: {text}" for text in sorted(dropped))


def _edge(lines: Sequence[Sequence[Run]]) -> list[tuple[Run, tuple[str, int]]]:
    """Return the runs of the first and last lines of a page, each with what tells that it is the same on another."""
    near = [*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]]
    outermost = (near[0], near[-1]) if near else ()
    return [
        (run, (_DIGITS.sub("#", run.text) if line in outermost else run.text, round(run.y / _NEAR)))
        for line in near
        for run in line
    ]


def _place(run: Run) -> tuple[str, int, int]:
    return run.text, round(run.x0 / _NEAR), round(run.y / _NEAR)
