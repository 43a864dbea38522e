"""Tables of a PDF: grids of rules, and columns of cells that only their places make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.reading.formats.pdf.glyphs import RUN_GAP, Rule, Rules, Run, lines_of

_NEAR = 3.0
_FEWEST_LINES = 3
_MOST_LEVELS = 400
_NARROWEST = 15.0
_MOSTLY = 0.6

Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of cells, each cell its runs in reading order, and where the table stands."""

    rows: tuple[tuple[Cell, ...], ...]
    left: float
    right: float
    top: float


def ruled_tables(runs: Sequence[Run], rules: Rules) -> tuple[list[Table], list[Run]]:
    """Return the tables whose cells are ruled off, and the runs outside of them."""
    tables: list[Table] = []
    rest = list(runs)
    for across, down in _grids(rules):
        ys, xs = _levels(across)[::-1], _levels(down)
        if len(ys) < 2 or len(xs) < 3 or max(len(xs), len(ys)) > _MOST_LEVELS:
            continue
        inside = [run for run in rest if _is_inside(run, xs, ys)]
        rows = _ruled_rows(inside, xs, ys, across, down)
        if max(map(len, rows), default=0) > 1:
            rest = [run for run in rest if not _is_inside(run, xs, ys)]
            tables.append(Table(tuple(rows), xs[0], xs[-1], ys[0]))
    return tables, rest


def _grids(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the rules in groups that touch each other, horizontal and vertical ones, from the top of the page on."""
    across = rules.across
    parent = list(range(len(across)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    touching: list[tuple[Rule, int]] = []
    for rule in rules.down:
        met = [i for i, one in enumerate(across) if _touch(one, rule)]
        for other in met[1:]:
            parent[root(other)] = root(met[0])
        touching += [(rule, met[0])] if met else []
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for rule, first in touching:
        groups.setdefault(root(first), ([], []))[1].append(rule)
    for i, rule in enumerate(across):
        if root(i) in groups:
            groups[root(i)][0].append(rule)
    return sorted(groups.values(), key=lambda group: -max(rule.at for rule in group[0]))


def _touch(across: Rule, down: Rule) -> bool:
    return down.start - _NEAR <= across.at <= down.end + _NEAR and across.start - _NEAR <= down.at <= across.end + _NEAR


def _levels(rules: Sequence[Rule]) -> list[float]:
    levels: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not levels or at - levels[-1] > _NEAR:
            levels.append(at)
    return levels


def _is_inside(run: Run, xs: Sequence[float], ys: Sequence[float]) -> bool:
    middle = (run.x0 + run.x1) / 2
    return xs[0] - _NEAR < middle < xs[-1] + _NEAR and ys[-1] - _NEAR < _height(run) < ys[0] + _NEAR


def _height(run: Run) -> float:
    return run.y + 0.3 * run.size


def _ruled_rows(
    runs: Sequence[Run], xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[tuple[Cell, ...]]:
    """Return the rows of a grid; a cell over several rows or columns stands in its first one."""
    cells: dict[tuple[int, int], list[Run]] = {}
    for piece in _split_at(runs, xs, down):
        row = _slot([-y for y in ys], -_height(piece))
        column = _slot(xs, (piece.x0 + piece.x1) / 2)
        middle = (xs[column] + xs[column + 1]) / 2
        while row > 0 and not _is_ruled(across, ys[row], middle):
            row -= 1
        height = (ys[row] + ys[row + 1]) / 2
        while column > 0 and not _is_ruled(down, xs[column], height):
            column -= 1
        cells.setdefault((row, column), []).append(piece)
    filled = {column for _, column in cells}
    used = [i for i, (left, right) in enumerate(pairwise(xs)) if i in filled or right - left > _NARROWEST]
    rows = sorted({row for row, _ in cells})
    return [tuple(_in_order(cells.get((row, column), ())) for column in used) for row in rows]


def _split_at(runs: Sequence[Run], xs: Sequence[float], down: Sequence[Rule]) -> list[Run]:
    """Return the runs, those in two that go through a vertical rule."""
    pieces: list[Run] = []
    for run in runs:
        for x in xs:
            if run.x0 < x < run.x1 and _is_ruled(down, x, _height(run)) and (parts := run.split(x)):
                pieces.append(parts[0])
                run = parts[1]
        pieces.append(run)
    return pieces


def _slot(levels: Sequence[float], value: float) -> int:
    return max(0, min(len(levels) - 2, sum(level <= value for level in levels) - 1))


def _is_ruled(rules: Sequence[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.start - 1 <= along <= rule.end + 1 for rule in rules)


def _in_order(runs: Sequence[Run]) -> Cell:
    return tuple(run for line in lines_of(runs) for run in line)


def aligned_table(lines: Sequence[Sequence[Run]], start: int) -> tuple[Table, int] | None:
    """Return the table without rules that begins at a line, and the index behind it; None where none does.

    Three of its lines or more have several runs, or two have three, and white space parts the runs into columns all
    the way down. A line without a first cell goes on with the row above.
    """
    if len(lines[start]) < 2:
        return None
    end, single = start, 0
    while end < len(lines) and single < 2:
        single = 0 if len(lines[end]) > 1 else single + 1
        end += 1
    band = lines[start : end - single]
    several = [line for line in band if len(line) > 1]
    fewest = 2 if all(len(line) > 2 for line in several) else _FEWEST_LINES
    if len(several) < max(fewest, _MOSTLY * len(band)):
        return None
    runs = [run for line in band for run in line]
    borders = _columns_of(runs)
    rows: list[list[list[Run]]] = []
    for line in band:
        cells: list[list[Run]] = [[] for _ in borders]
        for run in line:
            cells[max(i for i, left in enumerate(borders) if left <= run.x0)].append(run)
        if rows and not cells[0]:
            for cell, more in zip(rows[-1], cells, strict=True):
                cell += more
        else:
            rows.append(cells)
    if sum(sum(map(bool, row)) > 1 for row in rows) < 2:
        return None
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    return Table(tuple(tuple(map(tuple, row)) for row in rows), left, right, band[0][0].y), end - single


def _columns_of(runs: Sequence[Run]) -> list[float]:
    """Return where the columns begin into which white space parts the runs."""
    borders: list[float] = []
    reached = float("-inf")
    for run in sorted(runs, key=lambda one: one.x0):
        if run.x0 - reached > 0.6 * RUN_GAP * run.size:
            borders.append(run.x0)
        reached = max(reached, run.x1)
    return borders
