"""Numbers that do not go together: one figure with two values, one value with two dates."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from extract.lexicon import table
from graph.conflicts.model import Conflict, Side
from graph.conflicts.passages import together
from graph.measures import Period, agree, digits, is_figure, metric_key, period_of, scaled
from graph.queries.quotes import Quote, quotes_of_nodes
from graph.text import normalise

_FIGURES = """
    SELECT node, nodes.label, coalesce(subjects.bank, subjects.id), banks.label, subject, about, name, value, unit, cmp,
        date
    FROM observations JOIN nodes ON nodes.id = node JOIN nodes AS subjects ON subjects.id = subject
    JOIN nodes AS banks ON banks.id = coalesce(subjects.bank, subjects.id)
    WHERE value_max IS NULL AND date <> '' AND subjects.type IN ('bank', 'unit')
"""


@dataclass(frozen=True, slots=True)
class _Figure:
    node: str
    label: str
    bank: str
    bank_label: str
    what: tuple[object, ...]
    value: float
    unit: str
    cmp: str
    period: Period

    @property
    def amount(self) -> tuple[float, str]:
        return self.value, self.unit

    def side(self, quotes: list[Quote]) -> Side:
        return Side(self.node, self.label, self.bank, quotes)


def values(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Find figures of one subject at one date that have two values.

    Rounding explains no difference of a whole last digit. A bound (>100) contradicts only what it excludes. Where one
    sentence tells both values, it tells of two things, or of a way from one to the other.
    """
    groups = _groups(_figures(connection), lambda figure: (figure.what, figure.period))
    pairs = [pair for group in groups for pair in combinations(group, 2) if _contradict(*pair)]
    quotes = _quotes(connection, pairs)
    for one, other in pairs:
        if not together(quotes[one.node], quotes[other.node]):
            exact = one.cmp == other.cmp == "="
            yield Conflict(
                "value",
                "high" if exact else "medium",
                [one.bank_label],
                "the same figure and date, two values" if exact else "the same figure and date, outside the bound",
                (one.side(quotes[one.node]), other.side(quotes[other.node])),
            )


def dates(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Find figures that one document tells twice with the same value, of enough digits, for dates apart."""
    enough = table("linking")["observation"]["digits"]
    exact = [figure for figure in _figures(connection) if figure.cmp == "=" and digits(figure.value) >= enough]
    groups = _groups(exact, lambda figure: (figure.what, scaled(*figure.amount)))
    pairs = [
        (one, other) for group in groups for one, other in combinations(group, 2) if not one.period.meets(other.period)
    ]
    quotes = _quotes(connection, pairs)
    for one, other in pairs:
        documents = [{quote.document_id for quote in quotes[side.node]} for side in (one, other)]
        shared = documents[0] & documents[1]
        places = [[quote for quote in quotes[side.node] if quote.document_id in shared] for side in (one, other)]
        if shared and not together(*places):
            yield Conflict(
                "date",
                "medium",
                [one.bank_label],
                "the same value in one document, two dates",
                (one.side(places[0]), other.side(places[1])),
            )


def _quotes(connection: sqlite3.Connection, pairs: Iterable[tuple[_Figure, _Figure]]) -> dict[str, list[Quote]]:
    return quotes_of_nodes(connection, {figure.node for pair in pairs for figure in pair})


def _figures(connection: sqlite3.Connection) -> list[_Figure]:
    found = []
    for node, label, bank, bank_label, subject, about, name, value, unit, cmp, date in connection.execute(_FIGURES):
        period, unit = period_of(date), normalise(unit)
        if period is not None and is_figure(name):
            what = (subject, about, metric_key(name), scaled(value, unit)[1])
            found.append(_Figure(node, label, bank, bank_label, what, value, unit, cmp, period))
    return sorted(found, key=lambda figure: (figure.period, figure.node))


def _groups(figures: Iterable[_Figure], key: Callable[[_Figure], object]) -> list[list[_Figure]]:
    grouped: dict[object, list[_Figure]] = defaultdict(list)
    for figure in figures:
        grouped[key(figure)].append(figure)
    return [group for group in grouped.values() if len(group) > 1]


def _contradict(one: _Figure, other: _Figure) -> bool:
    if agree(one.amount, other.amount):
        return False
    less, more = sorted((one, other), key=lambda figure: scaled(*figure.amount)[0])
    # The lower one leaves room above it, or the higher one below it, unless its words say no.
    return less.cmp in ("=", "<", "<=") and more.cmp in ("=", ">", ">=")
