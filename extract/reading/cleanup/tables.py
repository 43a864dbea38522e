"""Tables of tab-separated cells whose rows run over several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.reading.cleanup.headings import is_finished, is_open, starts_apart
from extract.reading.cleanup.lines import Line
from extract.reading.cleanup.wraps import join_wrapped
from extract.reading.offsets import Traced

_LONGEST_HEAD = 10
_SHORT = 0.7


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a table row in their order."""

    cells: tuple[Traced, ...]


def find_table(lines: Sequence[Line], start: int) -> int:
    """Return the index behind the table that begins at `start`, or `start` where none begins.

    A table is a line with two borders, or lines with borders one after the other; lines without a border
    belong to it where they continue a cell.
    """
    if not _is_table_line(lines, start):
        return start
    columns = lines[start].tabs + 1
    filled, end, last = 0, start, ""
    while end < len(lines):
        line = lines[end]
        if line.blank:
            ahead = _next_text(lines, end)
            if filled >= columns or ahead >= len(lines) or not 0 < lines[ahead].tabs <= columns - filled:
                break
            end = ahead
            continue
        if line.tabs:
            filled = filled + line.tabs if filled > 0 and filled + line.tabs <= columns else line.tabs + 1
        elif starts_apart(line.text.text) or not _continues(lines, end, last, filled < columns):
            break
        last = line.text.text
        end += 1
    return end


def _is_table_line(lines: Sequence[Line], i: int) -> bool:
    if lines[i].kind == "row" or lines[i].text.text.strip("\t").count("\t") > 1:
        return True
    following = _next_text(lines, i + 1)
    return "\t" in lines[i].text.text.strip("\t") and following < len(lines) and lines[following].tabs > 0


def _next_text(lines: Sequence[Line], i: int) -> int:
    while i < len(lines) and lines[i].blank:
        i += 1
    return i


def _continues(lines: Sequence[Line], i: int, last: str, incomplete: bool) -> bool:
    """Tell whether a line without a border belongs to the table: more rows follow, or the cell before goes on."""
    ahead = i + 1
    while ahead < len(lines) and not lines[ahead].blank and not lines[ahead].tabs and ahead - i < 40:
        ahead += 1
    if ahead < len(lines) and lines[ahead].tabs:
        return True
    return incomplete or is_open(last) or not (is_finished(lines[i].text.text) or is_finished(last))


def read_rows(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of the lines of one table; the first line tells how many cells a row has."""
    lines = [line for line in lines if not line.blank]
    columns = lines[0].tabs + 1
    wrap = _wrap_width(lines)
    rows: list[list[list[Traced]]] = []
    for i, line in enumerate(lines):
        cells = _cells(line.text)
        row = rows[-1] if rows else None
        if row is None or line.kind == "row" or _starts_row(lines, i, len(row), columns, wrap):
            rows.append([[cell] for cell in cells])
        else:
            row[-1].append(cells[0])
            row.extend([cell] for cell in cells[1:])
    return [Row(tuple(join_wrapped(cell) for cell in row)) for row in rows]


def _cells(text: Traced) -> list[Traced]:
    cells: list[Traced] = []
    start = 0
    for cell in text.text.split("\t"):
        cells.append(text.cut(start, start + len(cell)).strip())
        start += len(cell) + 1
    return cells


def _wrap_width(lines: Sequence[Line]) -> int:
    """Return the usual length of a line that the next one continues."""
    widths = sorted(len(line.text) for line, after in pairwise(lines) if not after.tabs)
    return widths[len(widths) // 2] if widths else 0


def _starts_row(lines: Sequence[Line], i: int, filled: int, columns: int, wrap: int) -> bool:
    line, before = lines[i], lines[i - 1]
    if line.tabs:
        return filled + line.tabs > columns
    if filled < columns or is_open(before.text.text):
        return False
    # A first cell that is broken over two lines: 智能风 / 控 TAB 某银行 TAB …
    after = lines[i + 1] if i + 1 < len(lines) else None
    if after is None or after.tabs != columns - 1 or after.text.text.startswith("\t"):
        return False
    return len(line.text) <= _LONGEST_HEAD and ((before.tabs > 0 and i == 1) or len(before.text) < _SHORT * wrap)
