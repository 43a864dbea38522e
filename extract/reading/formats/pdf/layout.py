"""In which order a page is read: lines over its whole width, the columns between them, tables where they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.reading.formats.pdf.glyphs import Run, lines_of
from extract.reading.formats.pdf.tables import Table

_FEWEST_RUNS = 6
_FEW = 2
_MOST_CROSSING = 0.2
_GUTTER = 0.7
_NARROWEST = 6.0
_FULL = 0.75
_MOSTLY = 0.55
_DEEPEST = 5

Item = list[Run] | Table
# From where to where a line or a table row goes, and how much text it holds.
Extent = tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Column:
    """Visual lines and tables that are read one below the other."""

    items: tuple[Item, ...]


def read_columns(runs: Sequence[Run], tables: Sequence[Table]) -> list[Column]:
    """Return the columns of a page in reading order."""
    return list(_read(runs, tables, _DEEPEST))


def _read(runs: Sequence[Run], tables: Sequence[Table], depth: int) -> Iterator[Column]:
    sizes = sorted(run.size for run in runs)
    gutter = _find_gutter(_extents(runs, tables), sizes[len(sizes) // 2]) if depth and runs else None
    if gutter is None:
        if runs or tables:
            yield _column([*runs, *tables])
        return
    above: list[Run | Table] = []
    sides: tuple[list[Run | Table], list[Run | Table]] = ([], [])
    items: list[Run | Table] = [*runs, *tables]
    for item in sorted(items, key=_top, reverse=True):
        left, right = _edges(item)
        # Punctuation may hang into the gutter.
        hang = item.size if isinstance(item, Run) else 0.0
        if not left + hang < gutter < right - hang:
            if above:
                yield _column(above)
                above = []
            sides[left + right > 2 * gutter].append(item)
            continue
        if any(sides):
            yield from _read_sides(sides, depth)
            sides = ([], [])
        above.append(item)
    if above:
        yield _column(above)
    yield from _read_sides(sides, depth)


def _read_sides(sides: tuple[list[Run | Table], list[Run | Table]], depth: int) -> Iterator[Column]:
    for side in sides:
        runs = [item for item in side if isinstance(item, Run)]
        yield from _read(runs, [item for item in side if isinstance(item, Table)], depth - 1)


def _top(item: Run | Table) -> float:
    return item.y + 0.5 * item.size if isinstance(item, Run) else item.top


def _edges(item: Run | Table) -> tuple[float, float]:
    return (item.x0, item.x1) if isinstance(item, Run) else (item.left, item.right)


def _column(items: Sequence[Run | Table]) -> Column:
    found: list[Item] = [*lines_of([item for item in items if isinstance(item, Run)])]
    found += [item for item in items if isinstance(item, Table)]
    found.sort(key=lambda item: -(item.top if isinstance(item, Table) else item[0].y))
    return Column(tuple(found))


def _extents(runs: Sequence[Run], tables: Sequence[Table]) -> list[Extent]:
    lines = [(run.x0, run.x1, len(run.text)) for run in runs]
    return lines + [(table.left, table.right, _text_of(row)) for table in tables for row in table.rows]


def _text_of(row: Sequence[Sequence[Run]]) -> int:
    return sum(len(run.text) for cell in row for run in cell)


def _find_gutter(extents: Sequence[Extent], size: float) -> float | None:
    """Return the middle of the white space between two columns of running text, None where there is none.

    Few lines cross it, and on both sides most of the text stands in full lines: the cells of a table are of any length.

    Parameters
    ----------
    extents
        Where the lines go.
    size
        The height of their letters.
    """
    if len(extents) < _FEWEST_RUNS:
        return None
    starts, ends = sorted(one[0] for one in extents), sorted(one[1] for one in extents)
    candidates = []
    for end in sorted(set(ends)):
        before, begun = bisect_right(ends, end), bisect_left(starts, end)
        crossing, after = begun - before, len(extents) - begun
        if not min(before, after) or crossing > _MOST_CROSSING * len(extents):
            continue
        start = starts[begun]
        if start - end >= _GUTTER * size:
            candidates.append((crossing, end - start, (end + start) / 2))
    for _, _, middle in sorted(candidates)[:3]:
        sides = [one for one in extents if one[1] <= middle], [one for one in extents if one[0] >= middle]
        # A column may have no more than the end of a text in it.
        tell = [side for side in sides if len(side) > _FEW]
        if tell and all(_is_running(side, size) for side in tell):
            return middle
    return None


def _is_running(side: Sequence[Extent], size: float) -> bool:
    """Tell whether most of a text stands in lines that fill their column, or in columns of its own that do."""
    width = max(end for _, end, _ in side) - min(start for start, _, _ in side)
    full = sum(letters for start, end, letters in side if end - start >= _FULL * width)
    mostly = full >= _MOSTLY * sum(letters for _, _, letters in side)
    return width >= _NARROWEST * size and (mostly or _find_gutter(side, size) is not None)
