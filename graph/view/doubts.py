"""What a reader must doubt: values that differ, names that several things share, and what the documents leave open."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from graph.queries import Quote, documents
from graph.queries.quotes import quotes_of_nodes
from graph.view.figures import amount

NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Side:
    """One of the statements that do not agree."""

    node: str
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Statements that do not agree: `kind` is `values` (one metric, one date) or `names` (one name, several things)."""

    kind: str
    name: str
    banks: tuple[str, ...]
    date: str
    sides: list[Side]


@dataclass(frozen=True, slots=True)
class Gap:
    """How many of a casebook's things lack something: `key` names what, `missing` of `total` lack it."""

    key: str
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class _Observed:
    """An observation with the bounds between which it says that the number lies."""

    node: str
    low: float
    high: float
    unit: str


_OBSERVATIONS = """
    SELECT coalesce(nodes.bank, subject), subject, coalesce(about, ''), name, observations.date, node, value,
        coalesce(value_max, value), unit, cmp
    FROM observations JOIN nodes ON nodes.id = node WHERE observations.date <> '' ORDER BY 1, 2, 3, 4, 5, node
"""
_NAMESAKES = """
    SELECT type, label, json_group_array(id), json_group_array(bank) FROM (
        SELECT type, label, id, bank FROM nodes
        WHERE type IN ('product', 'program') AND bank IS NOT NULL ORDER BY type, label, id
    ) GROUP BY type, label HAVING count(DISTINCT bank) > 1 ORDER BY type, label
"""
_GAPS = {
    "metric_date": ("SELECT count(*) FROM observations", " WHERE date = ''"),
    "initiative_stage": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND stages = ''"),
    "initiative_theme": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND themes = ''"),
    "initiative_date": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND first_date = ''"),
    "initiative_bank": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND bank IS NULL"),
    "bank_region": ("SELECT count(*) FROM nodes WHERE type = 'bank'", " AND province = ''"),
}


def doubts(connection: sqlite3.Connection) -> list[Doubt]:
    """Return where the documents do not agree, or seem to and do not speak of one thing.

    Nothing is decided here: all statements stay. Two values of one metric at one date differ where no number fits
    both with their comparators (约 leaves one part in twenty) and no sentence tells both: what one sentence tells
    side by side are two things that have one name.
    """
    found = [
        Doubt(
            "names",
            label,
            tuple(sorted(set(filter(None, json.loads(owners))))),
            "",
            [Side(node, []) for node in json.loads(nodes)],
        )
        for _, label, nodes, owners in connection.execute(_NAMESAKES)
    ]
    groups: dict[tuple[str, ...], list[_Observed]] = defaultdict(list)
    for bank, subject, about, name, date, node, value, value_max, unit, cmp in connection.execute(_OBSERVATIONS):
        low, high = amount(value, unit), amount(value_max, unit)
        groups[bank, subject, about, name, date].append(_Observed(node, *_range(low.value, high.value, cmp), low.unit))
    told = quotes_of_nodes(connection, (one.node for group in groups.values() if len(group) > 1 for one in group))
    differing = {key: nodes for key, observed in groups.items() if (nodes := _differing(observed, told))}
    values = [
        Doubt("values", name, (bank,), date, [Side(node, []) for node in nodes])
        for (bank, _, _, name, date), nodes in differing.items()
    ]
    quotes = told | quotes_of_nodes(connection, (side.node for doubt in found for side in doubt.sides))
    return [
        Doubt(
            doubt.kind,
            doubt.name,
            doubt.banks,
            doubt.date,
            [Side(side.node, quotes.get(side.node, [])) for side in doubt.sides],
        )
        for doubt in values + found
    ]


def _range(low: float, high: float, cmp: str) -> tuple[float, float]:
    """Return between which bounds a statement says that the number lies."""
    if cmp in (">", ">="):
        return low, float("inf")
    if cmp in ("<", "<="):
        return float("-inf"), high
    slack = NEAR * abs(low) if cmp == "~" else 1e-9 * abs(low)
    return low - slack, high + slack


def _differing(observed: list[_Observed], told: dict[str, list[Quote]]) -> list[str]:
    """Return the observations that some other of the same unit contradicts."""
    nodes: dict[str, None] = {}
    for one, other in combinations(observed, 2):
        apart = one.high < other.low or other.high < one.low
        together = set(told.get(one.node, ())) & set(told.get(other.node, ()))
        if one.unit == other.unit and apart and not together:
            nodes |= {one.node: None, other.node: None}
    return list(nodes)


def gaps(connection: sqlite3.Connection) -> list[Gap]:
    """Return what the documents leave open, in numbers."""
    counts = [
        Gap(key, connection.execute(total + lacking).fetchone()[0], connection.execute(total).fetchone()[0])
        for key, (total, lacking) in _GAPS.items()
    ]
    told = documents(connection)
    silent = sum(1 for document in told if not document.entities + document.relations + document.metrics)
    return [Gap("document_facts", silent, len(told)), *counts]
