"""What a page of a PDF draws: runs of glyphs on their baselines, and the straight rules of tables."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

# In the height of a glyph: what parts two runs, what is a space between Latin words, what is drawn twice for bold.
RUN_GAP = 0.9
_WORD_GAP = 0.18
_TWICE = 0.25
_SAME_LINE = 0.3
_MOST_PATHS, _MOST_SEGMENTS = 3000, 600
_SHORTEST_RULE = 8.0
_STRAIGHT = 1.5

Point = tuple[float, float]


@dataclass(slots=True)
class Run:
    """Glyphs that follow each other on one baseline, in points; `y` grows upwards, `xs` is where each glyph starts."""

    text: str
    xs: list[float]
    x1: float
    y: float
    size: float

    @property
    def x0(self) -> float:
        """The left end."""
        return self.xs[0]

    @property
    def width(self) -> float:
        """The width."""
        return self.x1 - self.xs[0]

    def split(self, at: float) -> tuple[Run, Run] | None:
        """Return the runs left and right of a vertical line, None where it parts no two glyphs."""
        index = sum(x < at - 0.5 for x in self.xs)
        if not 0 < index < len(self.xs):
            return None
        left = Run(self.text[:index], self.xs[:index], min(self.xs[index], at), self.y, self.size)
        return left, Run(self.text[index:], self.xs[index:], self.x1, self.y, self.size)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along one axis: where it lies on the other, and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The horizontal and the vertical rules of a page."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


@dataclass(slots=True)
class _Glyph:
    character: str
    x: float
    y: float
    x1: float
    height: float
    turn: int


def read_runs(page: PdfPage) -> tuple[list[Run], int]:
    """Return the runs of a page from top to bottom, and by how many quarters its text is turned.

    Glyphs that run at another angle than most (watermarks, stamps) are left out.
    """
    glyphs = list(_glyphs(page))
    turns = Counter(glyph.turn for glyph in glyphs if glyph.turn >= 0)
    if not turns:
        return [], 0
    turn = max(turns, key=lambda one: (turns[one], -one))
    runs: list[Run] = []
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph.turn != turn or _is_again(last, glyph):
            continue
        if last is not None and _follows(last, glyph):
            _append(runs[-1], glyph, glyph.x - last.x1)
        elif glyph.character.isspace():
            last = None
            continue
        else:
            runs.append(Run(glyph.character, [glyph.x], glyph.x1, glyph.y, glyph.height))
        last = glyph
    return _merged(runs), turn


def _glyphs(page: PdfPage) -> Iterator[_Glyph]:
    text_page = page.get_textpage()
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    turn, line = 0, math.nan
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code < 32 or code == 0xFFFE:
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if right <= left or top <= bottom:
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        if turn or y.value != line:
            turn = _turn_of(pdfium.FPDFText_GetCharAngle(text_page, index))
            line = y.value
        character = chr(code)
        if turn <= 0:
            yield _Glyph(character, left, y.value, right, top - bottom, turn)
        elif turn == 1:
            yield _Glyph(character, bottom, -x.value, top, right - left, turn)
        elif turn == 2:
            yield _Glyph(character, -right, -y.value, -left, top - bottom, turn)
        else:
            yield _Glyph(character, -top, x.value, -bottom, right - left, turn)


def _turn_of(angle: float) -> int:
    """Return the quarters by which a glyph is turned counter-clockwise, -1 where it is askew."""
    quarters = angle / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else -1


def _follows(last: _Glyph, glyph: _Glyph) -> bool:
    size = max(last.height, glyph.height)
    return (
        abs(glyph.y - last.y) < _SAME_LINE * size
        and glyph.x > last.x + _TWICE * (last.x1 - last.x)
        and glyph.x - last.x1 < RUN_GAP * size
    )


def _is_again(last: _Glyph | None, glyph: _Glyph) -> bool:
    """Tell whether a glyph is drawn over itself, as some programs make bold letters."""
    return (
        last is not None
        and glyph.character == last.character
        and abs(glyph.x - last.x) < _TWICE * (glyph.x1 - glyph.x)
        and abs(glyph.y - last.y) < _TWICE * glyph.height
    )


def _append(run: Run, glyph: _Glyph, gap: float) -> None:
    if gap > _WORD_GAP * run.size and _is_latin(run.text[-1]) and _is_latin(glyph.character):
        run.text += " "
        run.xs.append(run.x1)
    run.text += glyph.character
    run.xs.append(glyph.x)
    run.x1 = max(run.x1, glyph.x1)
    run.size = max(run.size, glyph.height)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Return the runs line by line, joined where they touch, and once where they are drawn twice."""
    merged: list[Run] = []
    for line in lines_of(runs):
        here: list[Run] = []
        for run in line:
            last = here[-1] if here else None
            if last is not None and run.x0 < last.x1 - 0.5 * run.size and run.text in last.text:
                continue
            gap = run.x0 - last.x1 if last is not None else 0.0
            if last is not None and -0.3 * run.size < gap < RUN_GAP * max(run.size, last.size):
                spaced = gap > _WORD_GAP * run.size and _is_latin(last.text[-1]) and _is_latin(run.text[0])
                last.text += " " * spaced + run.text
                last.xs += [last.x1] * spaced + run.xs
                last.x1, last.size = max(last.x1, run.x1), max(last.size, run.size)
            else:
                here.append(run)
        merged += here
    for run in merged:
        kept = len(run.text.rstrip())
        run.text, run.xs = run.text[:kept], run.xs[:kept]
    return merged


def lines_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the runs by visual lines from top to bottom, each from left to right; raised small ones with theirs."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: (-one.y, one.x0)):
        if lines and lines[-1][0].y - run.y < _SAME_LINE * max(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda one: one.x0) for line in lines]


def read_rules(page: PdfPage, turn: int) -> Rules:
    """Return the straight rules that a page draws, as strokes or as thin boxes, turned as its text is."""
    across: list[Rule] = []
    down: list[Rule] = []
    for path in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]), _MOST_PATHS):
        for a, b in _segments(path.raw):
            (xa, ya), (xb, yb) = _turned(a, turn), _turned(b, turn)
            if abs(ya - yb) < _STRAIGHT and abs(xa - xb) > _SHORTEST_RULE:
                across.append(Rule((ya + yb) / 2, min(xa, xb), max(xa, xb)))
            elif abs(xa - xb) < _STRAIGHT and abs(ya - yb) > _SHORTEST_RULE:
                down.append(Rule((xa + xb) / 2, min(ya, yb), max(ya, yb)))
    return Rules(tuple(across), tuple(down))


def _turned(point: Point, turn: int) -> Point:
    x, y = point
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _segments(path: object) -> list[tuple[Point, Point]]:
    """Return the straight segments of a path, in points of the page."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    begins: set[int] = set()
    first = 0
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            first = len(points)
            begins.add(first)
        across = matrix.a * x.value + matrix.c * y.value + matrix.e
        points.append((across, matrix.b * x.value + matrix.d * y.value + matrix.f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[first])
    return [pair for i, pair in enumerate(pairwise(points), 1) if i not in begins]
