"""Columns: how wide the lines of a text were set, and so which of them were broken by the setting alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.reading.cleanup.headings import is_finished
from extract.reading.cleanup.lines import Line

_HALF_SET = re.compile(r"[ -~\u00b7\u2010-\u201f\u2026\u3001\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f]+")
_HALF_SCREEN = re.compile(r"[\x00-\x7f]+")

Measure = Callable[[str], float]

_NARROW = 24
_WIDEST = 90
_FEWEST_LINES = 4
_SPREAD = 0.25
_SLACK = 3.0
_ALL_BUT_LAST_LINES = 0.85
_ENOUGH_TO_BE_EXACT = 12


def set_width(text: str) -> float:
    """Return the width in ideographs as a newspaper sets them: half an em for Latin letters and punctuation."""
    return len(text) - 0.5 * sum(map(len, _HALF_SET.findall(text)))


def screen_width(text: str) -> float:
    """Return the width in ideographs on a screen: half an em for ASCII only."""
    return len(text) - 0.5 * sum(map(len, _HALF_SCREEN.findall(text)))


def count(text: str) -> float:
    """Return the number of characters, the width for programs that wrap by counting."""
    return float(len(text))


MEASURES: tuple[Measure, ...] = (count, screen_width, set_width)


@dataclass(frozen=True, slots=True)
class Column:
    """The measure that the lines of a column agree in, its width, and whether they agree to the character."""

    measure: Measure
    width: float
    exact: bool

    def of(self, line: Line) -> float:
        """Return the width of a line in this column's measure, with its indentation."""
        return self.measure(line.text.text) + line.indent / (1 if self.measure is count else 2)

    def fills(self, line: Line) -> bool:
        """Tell whether a line is as full as a line is that the setting broke (it may have lost its indentation)."""
        slack = 1.0 if self.exact else max(_SLACK, 0.15 * self.width)
        return self.of(line) >= self.width - slack

    def flush(self, line: Line) -> bool:
        """Tell whether a line fills the column to both sides, as the first line of a paragraph does not."""
        return self.of(line) >= self.width - 1.0


def find_column(lines: Sequence[Line]) -> Column | None:
    """Return the column in which lines (also blank ones) were set, or None where each line stands for itself."""
    inner = [line for line, after in pairwise(lines) if not line.blank and not after.blank]
    body = [line for line in inner if not is_finished(line.text.text)]
    if len(body) < _FEWEST_LINES - 1 or 2 * len(body) < len(inner):
        return None
    candidates = [Column(measure, 0.0, False) for measure in MEASURES]
    settings = [_setting(column.measure, sorted(map(column.of, body))) for column in candidates]
    spread, column = min(settings, key=lambda setting: setting[0])
    return column if spread <= _SPREAD and column.width <= _WIDEST else None


def _setting(measure: Measure, widths: Sequence[float]) -> tuple[float, Column]:
    """Return how far lines differ in a measure, and the column that they make; the widths come in ascending order."""
    typical = _typical(widths)
    same = bisect_right(widths, typical) - bisect_left(widths, typical)
    enough = len(widths) >= _ENOUGH_TO_BE_EXACT
    exact = enough and widths[-1] == typical and same >= _ALL_BUT_LAST_LINES * len(widths)
    return 0.0 if exact else _spread(widths), Column(measure, typical, exact)


def _typical(widths: Sequence[float]) -> float:
    """Return the upper quartile: short last lines and headlines lie below the width of the column."""
    return widths[(3 * len(widths)) // 4]


def _spread(widths: Sequence[float]) -> float:
    """Return the share of lines that are far from the typical width, plus how far the others are from it."""
    typical = _typical(widths)
    near = widths[bisect_left(widths, 0.75 * typical) :]
    off = 1 - len(near) / len(widths)
    return 0.5 * off + sum(abs(w - typical) for w in near) / (len(near) * max(typical, 1.0))


def close_double_spacing(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the blank ones of stretches where one stands behind every line of a narrow column."""
    kept: list[Line] = []
    i = 0
    while i < len(lines):
        end = i
        while _is_prose(lines, end) and end + 2 < len(lines) and lines[end + 1].blank and _is_prose(lines, end + 2):
            end += 2
        run = lines[i : end + 1 : 2]
        column = find_column(run) if len(run) >= 2 * _FEWEST_LINES else None
        kept += run if column and column.width <= _NARROW else lines[i : end + 1]
        i = end + 1
    return kept


def _is_prose(lines: Sequence[Line], i: int) -> bool:
    return not lines[i].blank and not lines[i].tabs and lines[i].kind is None
