"""What a page of a PDF draws: runs of glyphs on their baselines, and the straight rules of tables."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

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


# A glyph: its character, left end, baseline, right end and height, upright, and by how many quarters it is turned.
_Glyph = tuple[str, float, float, float, float, int]


def read_runs(page: PdfPage) -> tuple[list[Run], int]:
    """Return the runs of a page from top to bottom, and by how many quarters its text is turned.

    Glyphs that run at another angle than most (watermarks, stamps) are left out.
    """
    glyphs = list(_glyphs(page.get_textpage()))
    turns = Counter(glyph[5] for glyph in glyphs)
    upright = max(range(4), key=lambda turn: (turns[turn], -turn))
    runs: list[Run] = []
    for part in _parts(glyph for glyph in glyphs if glyph[5] == upright):
        text = "".join([glyph[0] for glyph in part]).rstrip()
        if not text:
            continue
        xs = [glyph[1] for glyph in part][: len(text)]
        runs.append(Run(text, xs, part[len(text) - 1][3], part[0][2], max(glyph[4] for glyph in part)))
    return _merged(runs), upright


def _glyphs(text_page: PdfTextPage) -> Iterator[_Glyph]:
    """Yield the glyphs in the order in which the page draws them.

    This is run for every character, so it asks PDFium for no more than it must: the angle once a line, and the text
    of the page at once where it has one character for each glyph.
    """
    count = text_page.count_chars()
    raw, whole = text_page.raw, text_page.get_text_range(errors="replace")
    at_once = len(whole) == count
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    turn, line = 0, math.nan
    for index in range(count):
        character = whole[index] if at_once else chr(pdfium.FPDFText_GetUnicode(raw, index))
        if character < " " or character == "\ufffe":
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        left, right, bottom, top = box.left, box.right, box.bottom, box.top
        if right <= left or top <= bottom:
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        if turn or y.value != line:
            turn = _turn_of(pdfium.FPDFText_GetCharAngle(raw, index))
            line = y.value
        if turn <= 0:
            yield character, left, line, right, top - bottom, turn
        elif turn == 1:
            yield character, bottom, -x.value, top, right - left, turn
        elif turn == 2:
            yield character, -right, -line, -left, top - bottom, turn
        else:
            yield character, -top, x.value, -bottom, right - left, turn


def _parts(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Yield the glyphs in parts that follow each other without a gap, a space between Latin words that stand apart."""
    part: list[_Glyph] = []
    for glyph in glyphs:
        character, left, y, right, height, turn = glyph
        if part:
            last, last_left, last_y, last_right, last_height, _ = part[-1]
            size = height if height > last_height else last_height
            off, gap = abs(y - last_y), left - last_right
            # Drawn over itself, as some programs make bold letters.
            if character == last and abs(left - last_left) < _TWICE * (right - left) and off < _TWICE * height:
                continue
            if (
                off >= _SAME_LINE * size
                or gap >= RUN_GAP * size
                or left <= last_left + _TWICE * (last_right - last_left)
            ):
                yield part
                part = []
            elif gap > _WORD_GAP * size and _is_latin(last) and _is_latin(character):
                part.append((" ", last_right, y, left, last_height, turn))
        if part or not character.isspace():
            part.append(glyph)
    if part:
        yield part


def _turn_of(angle: float) -> int:
    """Return the quarters by which a glyph is turned counter-clockwise, -1 where it is askew."""
    # PDFium turns clockwise.
    quarters = -angle / (math.pi / 2)
    return round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else -1


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
    for path in islice(_paths(page), _MOST_PATHS):
        for a, b in _segments(path):
            (xa, ya), (xb, yb) = _turned(a, turn), _turned(b, turn)
            if abs(ya - yb) < _STRAIGHT and abs(xa - xb) > _SHORTEST_RULE:
                across.append(Rule((ya + yb) / 2, min(xa, xb), max(xa, xb)))
            elif abs(xa - xb) < _STRAIGHT and abs(ya - yb) > _SHORTEST_RULE:
                down.append(Rule((xa + xb) / 2, min(ya, yb), max(ya, yb)))
    return Rules(tuple(across), tuple(down))


def _paths(page: PdfPage) -> Iterator[object]:
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        found = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_PATH:
            yield found


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
