"""Numbers over time: what was told of one thing at one date after another, and how it grew."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from graph.dates import first_day
from graph.measures import Period, agree, digits, is_change, metric_key, period_of, scaled, step
from graph.queries.banks import OWN
from graph.queries.metrics import Metric, metrics
from graph.text import normalise

_ENDS = f"WITH own (id) AS ({OWN}) SELECT node, subject, about FROM observations WHERE subject IN own"
_SHARES = ("%", "％")
_PLACES = (Decimal("0.01"), Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Growth:
    """How a number changed since an earlier one: in %, between ratios in 个百分点.

    `since` is the date and `since_id` the observation that it is compared with; no document says it, so `computed` is
    true.
    """

    value: float
    unit: str
    since: str
    since_id: str
    computed: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """One observation of a series, the names of the documents that tell it, and its growth if there is a base."""

    metric: Metric
    documents: list[str]
    growth: Growth | None


@dataclass(frozen=True, slots=True)
class Series:
    """The observations of one subject, of what it measures, under one name and in one unit but for its scale."""

    name: str
    subject: str
    about: str | None
    unit: str
    points: list[Point]


def series(connection: sqlite3.Connection, bank: str, *, name: str | None = None) -> list[Series]:
    """Return the observations of a bank and its units as series over documents and dates.

    Growth is computed between an observation and the next earlier one of the same series that covers as long a
    time: a day and a day, a half-year and a half-year. Bounds, ranges and undated ones have none, nor have numbers
    that tell a change themselves, nor any at a date for which the series has two values that rounding does not explain.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    bank
        The node of the bank, see `find_bank`.
    name
        Only those whose name contains this text.
    """
    ends: dict[str, tuple[str, str | None]] = {
        node: (subject, about) for node, subject, about in connection.execute(_ENDS, (bank,))
    }
    grouped: dict[tuple[str, str, str | None, str], list[Metric]] = defaultdict(list)
    for metric in metrics(connection, bank, name=name):
        unit = scaled(1, normalise(metric.unit))[1]
        grouped[metric_key(metric.name), *ends[metric.id], unit].append(metric)
    found = []
    for (*_, unit), members in grouped.items():
        members.sort(key=lambda metric: (first_day(metric.date), metric.date, metric.id))
        bases = _bases(members)
        found.append(
            Series(
                name=members[-1].name,
                subject=members[-1].subject,
                about=members[-1].about,
                unit=unit,
                points=[
                    Point(
                        metric,
                        list(dict.fromkeys(quote.document for quote in metric.evidence)),
                        _growth(bases[metric.id], metric) if metric.id in bases else None,
                    )
                    for metric in members
                ],
            )
        )
    return sorted(found, key=lambda one: (one.name, one.subject, one.about or "", one.unit))


def _bases(members: list[Metric]) -> dict[str, Metric]:
    """Return for each comparable observation the one before it, by its id."""
    by_period: dict[Period, list[Metric]] = defaultdict(list)
    for metric in members:
        period = period_of(metric.date)
        if period and metric.cmp == "=" and metric.value_max is None and not is_change(metric.name):
            by_period[period].append(metric)
    alone = {
        period: max(told, key=lambda metric: (digits(metric.value), metric.id))
        for period, told in by_period.items()
        if all(_agree(told[0], other) for other in told)
    }
    found = {}
    for period, metric in alone.items():
        earlier = [other for other in alone if other.months == period.months and other.last < period.first]
        if earlier:
            found[metric.id] = alone[max(earlier)]
    return found


def _agree(one: Metric, other: Metric) -> bool:
    return agree((one.value, normalise(one.unit)), (other.value, normalise(other.unit)))


def _growth(base: Metric, metric: Metric) -> Growth | None:
    pair = [(one.value, normalise(one.unit)) for one in (base, metric)]
    before, after = (scaled(*amount)[0] for amount in pair)
    if metric.unit in _SHARES:
        change, unit = after - before, "个百分点"
    elif before > 0 and after > 0:
        # Printed figures are rounded, and a growth has no more decimals than they hold.
        error = 100 * sum(step(*amount) / 2 / scaled(*amount)[0] for amount in pair)
        places = next((place for place in _PLACES if place >= error), Decimal(1))
        change, unit = ((after / before - 1) * 100).quantize(places), "%"
    else:
        return None
    return Growth(float(change), unit, base.date, base.id)
