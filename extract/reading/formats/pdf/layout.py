"""In which order a page is read: lines over its whole width, the columns between them, tables where they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.reading.formats.pdf.glyphs import Run, lines_of
from extract.reading.formats.pdf.tables import Table

_FEWEST_RUNS = 4
_SMALLEST_SIDE = 0.15
_MOST_CROSSING = 0.2
_GUTTER = 0.7
_NARROWEST = 6.0
_FULL = 0.75
_MOSTLY = 0.55
_DEEPEST = 5

Item = list[Run] | Table


@dataclass(frozen=True, slots=True)
class Column:
    """Visual lines and tables that are read one below the other."""

    items: tuple[Item, ...]


def read_columns(runs: Sequence[Run], tables: Sequence[Table]) -> list[Column]:
    """Return the columns of a page in reading order."""
    return list(_read(runs, tables, _DEEPEST))


def _read(runs: Sequence[Run], tables: Sequence[Table], depth: int) -> Iterator[Column]:
    gutter = _find_gutter(runs) if depth else None
    if gutter is None:
        if runs or tables:
            yield _column([*runs, *tables])
        return
    above: list[Run | Table] = []
    sides: tuple[list[Run | Table], list[Run | Table]] = ([], [])
    for item in sorted([*runs, *tables], key=_top, reverse=True):
        left, right = _edges(item)
        if not left < gutter < right:
            if above:
                yield _column(above)
                above = []
            sides[left >= gutter].append(item)
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


def _find_gutter(runs: Sequence[Run]) -> float | None:
    """Return the middle of the white space between two columns of running text, None where there is none.

    Few lines cross it, both sides have lines, and on both sides most of the text stands in full lines: the cells of a
    table are of any length.
    """
    if len(runs) < 2 * _FEWEST_RUNS:
        return None
    size = sorted(run.size for run in runs)[len(runs) // 2]
    starts, ends = sorted(run.x0 for run in runs), sorted(run.x1 for run in runs)
    fewest = max(_FEWEST_RUNS, _SMALLEST_SIDE * len(runs))
    candidates = []
    for end in sorted(set(ends)):
        before, begun = bisect_right(ends, end), bisect_left(starts, end)
        crossing, after = begun - before, len(runs) - begun
        if min(before, after) < fewest or crossing > _MOST_CROSSING * len(runs):
            continue
        start = starts[begun]
        if start - end >= _GUTTER * size:
            candidates.append((crossing, end - start, (end + start) / 2))
    for _, _, middle in sorted(candidates)[:3]:
        sides = [run for run in runs if run.x1 <= middle], [run for run in runs if run.x0 >= middle]
        if all(map(_is_running, sides)):
            return middle
    return None


def _is_running(side: Sequence[Run]) -> bool:
    """Tell whether most of a text stands in lines that fill their column, or in columns of its own that do."""
    size = sorted(run.size for run in side)[len(side) // 2]
    width = max(run.x1 for run in side) - min(run.x0 for run in side)
    full = sum(len(run.text) for run in side if run.width >= _FULL * width)
    mostly = full >= _MOSTLY * sum(len(run.text) for run in side)
    return width >= _NARROWEST * size and (mostly or _find_gutter(side) is not None)
