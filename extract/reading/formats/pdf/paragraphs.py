"""From visual lines to paragraphs: which line ends the setting alone has made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.reading.cleanup.headings import is_finished, starts_apart
from extract.reading.formats.pdf.glyphs import Run
from extract.reading.formats.pdf.layout import Column
from extract.reading.formats.pdf.tables import Table, aligned_table

_UNBREAKABLE = re.compile(r"[“‘（(「『《]*[A-Za-z0-9.,%+-]*[，。、；：！？”’）)」』》%]*")
_HAN = re.compile("[\u3400-\u9fff]")
# In the height of a letter, or of the body's letters.
_LARGER, _SMALLER = 1.15, 0.87
_INDENT = 1.2
_DEEPER = 0.8
_SHORT_BY = 2.0
_USUAL_LEADING = 1.2
# In the usual distance of lines.
_APART = 1.45
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line in its column: whether it is indented, the room left behind it, its distance from the one above."""

    runs: Sequence[Run]
    page: int
    indented: bool
    room: float
    gap: float

    @property
    def text(self) -> str:
        """Its text, a space for each white gap."""
        return " ".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        """The height of its letters."""
        return max(run.size for run in self.runs)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.runs[0].x0

    @property
    def first_word(self) -> float:
        """How wide its beginning is that cannot be broken: a number, a Latin word."""
        run = self.runs[0]
        word = _UNBREAKABLE.match(run.text)
        end = word.end() if word else 0
        return (run.xs[end] if end < len(run.xs) else run.x1) - run.x0

    def is_filled_before(self, after: Line) -> bool:
        """Tell whether the setting may have broken it, because what begins the next line found no room in it."""
        return self.room <= _SHORT_BY * self.size + after.first_word


@dataclass(slots=True)
class Paragraph:
    """The lines of a paragraph."""

    lines: list[Line]

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page

    @property
    def size(self) -> float:
        """The usual height of its letters."""
        return median(line.size for line in self.lines)

    def is_heading(self, body: float) -> bool:
        """Tell whether it is set larger than the body of the text and is no more than a few lines."""
        return self.size > _LARGER * body and sum(len(line.text) for line in self.lines) <= _LONGEST_HEADING


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and its page."""

    table: Table
    page: int


def body_size(pages: Sequence[Sequence[Run]]) -> float:
    """Return the height of letters in which most of a document is set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page:
            sizes[round(run.size * 2) / 2] += len(_HAN.findall(run.text))
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def read_blocks(columns: Sequence[tuple[int, Column]], body: float) -> list[Paragraph | Placed]:
    """Return the paragraphs and tables of a document.

    A paragraph goes on in the next column or page where it was broken off in the middle of a sentence or, where
    paragraphs are indented, before a line that is not. Tables and notes in between come before it.

    Parameters
    ----------
    columns
        The columns in reading order, each with the number of its page.
    body
        The usual height of letters in points.
    """
    blocks: list[Paragraph | Placed] = []
    indents = False
    broken: Paragraph | None = None
    for page, column in columns:
        current: Paragraph | None = None
        for item in _items(page, column, body):
            if isinstance(item, Placed):
                blocks.append(item)
                current = None
                continue
            indents = indents or item.indented
            is_body = _SMALLER * body < item.size < _LARGER * body
            if current is not None and _continues(current, item, body):
                current.lines.append(item)
            elif is_body and broken is not None and broken.lines[-1].page <= page and _goes_on(broken, item, indents):
                if broken is not blocks[-1]:
                    blocks.remove(broken)
                    blocks.append(broken)
                broken.lines.append(item)
                current = broken
            else:
                current = Paragraph([item])
                blocks.append(current)
            if item.size >= _LARGER * body:
                broken = None
        if isinstance(current, Paragraph) and _SMALLER * body < current.size < _LARGER * body:
            broken = current
    return blocks


def _items(page: int, column: Column, body: float) -> Iterator[Line | Placed]:
    """Yield the lines and tables of a column, those without rules too."""
    items = column.items
    lines = [item for item in items if isinstance(item, list)]
    left, right = _edges(lines, body)
    leading = median([a[0].y - b[0].y for a, b in pairwise(lines)] or [0.0])
    before: list[Run] | None = None
    i = 0
    while i < len(items):
        item = items[i]
        if isinstance(item, Table):
            yield Placed(item, page)
            before = None
        elif found := _aligned(items, i):
            yield Placed(found[0], page)
            before, i = None, found[1] - 1
        else:
            size = max(run.size for run in item)
            gap = (before[0].y - item[0].y) / max(leading, _USUAL_LEADING * size) if before else 1.0
            yield Line(item, page, item[0].x0 > left + _INDENT * size, right - item[-1].x1, gap)
            before = item
        i += 1


def _aligned(items: Sequence[list[Run] | Table], start: int) -> tuple[Table, int] | None:
    first = items[start]
    if isinstance(first, Table) or len(first) < 2:
        return None
    lines: list[list[Run]] = []
    for item in items[start:]:
        if isinstance(item, Table):
            break
        lines.append(item)
    found = aligned_table(lines, 0)
    return (found[0], start + found[1]) if found else None


def _edges(lines: Sequence[Sequence[Run]], body: float) -> tuple[float, float]:
    """Return where the lines of a column begin and end that are set as the body is."""
    plain = [line for line in lines if max(run.size for run in line) < _LARGER * body] or lines
    if not plain:
        return 0.0, 0.0
    starts = sorted(line[0].x0 for line in plain)
    ends = sorted(line[-1].x1 for line in plain)
    # One line may stick out; two agree.
    return starts[0] if len(starts) < 8 else starts[1], ends[-1] if len(ends) < 8 else ends[-2]


def _continues(paragraph: Paragraph, line: Line, body: float) -> bool:
    """Tell whether a line goes on with the paragraph above it in the same column."""
    first, before = paragraph.lines[0], paragraph.lines[-1]
    if not _same_size(before, line) or line.gap > _APART:
        return False
    if min(before.size, line.size) >= _LARGER * body:
        return not starts_apart(line.text)
    if not before.is_filled_before(line):
        return False
    finished = is_finished(before.text)
    if finished and starts_apart(line.text):
        return False
    if line.x0 > before.x0 + _DEEPER * line.size:
        return starts_apart(first.text) and not finished
    return not (line.indented and finished)


def _goes_on(broken: Paragraph, line: Line, indents: bool) -> bool:
    """Tell whether a line goes on with a paragraph of an earlier column."""
    before = broken.lines[-1]
    if not _same_size(before, line) or not before.is_filled_before(line) or line.indented:
        return False
    return not is_finished(before.text) or (indents and not starts_apart(line.text))


def _same_size(before: Line, line: Line) -> bool:
    """Tell whether two lines are set in the same size, which a line of Latin letters alone does not tell."""
    tells = _HAN.search(before.text) and _HAN.search(line.text)
    return not tells or _SMALLER < line.size / before.size < _LARGER
