"""Tables of tab-separated cells whose rows run over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.reading.cleanup.headings import is_finished, is_open, starts_below_table
from extract.reading.cleanup.lines import Line, Part, join_wrapped
from extract.reading.offsets import Traced

_LONGEST_FIRST_CELL = 10
_SHORT = 0.7
_MOST_LINES_OF_A_CELL = 40
_CONTINUED = re.compile("[（(]?续表")
_CLOSING = "、，。；：！？”’」』）》】,.;:!?)"


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
        elif starts_below_table(line.text.text) or not _continues(lines, end, last, filled < columns):
            break
        last = line.text.text
        end += 1
    return end


def read_rows(lines: Sequence[Line]) -> list[Part]:
    """Return the rows of the lines of one table; the first line tells how many cells a row has."""
    lines = [line for line in lines if not line.blank]
    columns = lines[0].tabs + 1
    wrap = _wrap_width(lines)
    rows: list[list[list[Traced]]] = []
    for i, line in enumerate(lines):
        cells = _cells(line.text)
        row = rows[-1] if rows else None
        if row and len(rows) > 1 and _is_rest_of_row(line, lines[i - 1], len(row), columns):
            row[-1].append(cells[-1])
        elif row is None or line.kind == "row" or _starts_row(lines, i, len(row), columns, wrap):
            rows.append([[cell] for cell in cells])
        else:
            row[-1].append(cells[0])
            row.extend([cell] for cell in cells[1:])
    return [Part("row", tuple(join_wrapped(cell) for cell in row)) for row in rows]


def _is_table_line(lines: Sequence[Line], i: int) -> bool:
    if lines[i].kind == "row" or lines[i].text.text.strip("\t").count("\t") > 1:
        return True
    if "\t" not in lines[i].text.text.strip("\t"):
        return False
    following = _next_text(lines, i + 1)
    return following < len(lines) and lines[following].tabs > 0


def _next_text(lines: Sequence[Line], i: int) -> int:
    while i < len(lines) and lines[i].blank:
        i += 1
    return i


def _continues(lines: Sequence[Line], i: int, last: str, incomplete: bool) -> bool:
    """Tell whether a line without a border belongs to the table: more rows follow, or the cell before goes on."""
    if lines[i].kind is not None:
        return False
    ahead = i + 1
    while ahead < min(len(lines), i + _MOST_LINES_OF_A_CELL) and not lines[ahead].blank and not lines[ahead].tabs:
        text = lines[ahead].text.text
        if starts_below_table(text) and not _CONTINUED.match(text):
            break
        ahead += 1
    if incomplete or is_open(last) or (ahead < len(lines) and lines[ahead].tabs):
        return True
    return not is_finished(last) and ("。" in last or not is_finished(lines[i].text.text))


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


def _is_rest_of_row(line: Line, before: Line, filled: int, columns: int) -> bool:
    """Tell whether a line goes on with the last cell of the row above, across a page: all other cells are empty."""
    empty = columns - 1
    only_last = line.tabs == empty and line.text.text.startswith("\t" * empty)
    return only_last and filled == columns > 2 and not is_finished(before.text.text)


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
    ends_short = i == 1 or len(before.text) < _SHORT * wrap or after.text.text[0] in _CLOSING
    return len(line.text) <= _LONGEST_FIRST_CELL and ends_short
