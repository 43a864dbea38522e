"""Numbers: what was told of a bank, its units and its initiatives."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.dates import first_day
from graph.queries.banks import OWN
from graph.queries.quotes import Quote, json_list, quotes_of_nodes
from graph.text import normalise


@dataclass(frozen=True, slots=True)
class Metric:
    """An observation, wherever it was told; `about` is the label of what it measures, if that is not the subject.

    Where no text dates it, `published` is when the first document that tells it was published.
    """

    id: str
    subject: str
    about: str | None
    name: str
    cmp: str
    value: float
    value_max: float | None
    unit: str
    date: str
    documents: int
    evidence: list[Quote]
    published: str


_METRICS = """
    SELECT observations.about, node, subjects.label, abouts.label, observations.name, cmp, value, value_max, unit, date,
        nodes.documents
    FROM observations JOIN nodes ON nodes.id = node
    LEFT JOIN nodes AS subjects ON subjects.id = observations.subject
    LEFT JOIN nodes AS abouts ON abouts.id = observations.about
"""


def metrics(connection: sqlite3.Connection, bank: str, *, name: str | None = None) -> list[Metric]:
    """Return the observations of a bank and its units, by name and date.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    bank
        The node of the bank, see `find_bank`.
    name
        Only those whose name contains this text.
    """
    rows = connection.execute(f"WITH own (id) AS ({OWN}) {_METRICS} WHERE observations.subject IN own", (bank,))
    found = [metric for _, metric in _metrics(connection, rows)]
    wanted = [metric for metric in found if name is None or normalise(name) in normalise(metric.name)]
    return sorted(wanted, key=lambda metric: (metric.name, first_day(metric.date), metric.id))


def metrics_about(connection: sqlite3.Connection, nodes: Iterable[str]) -> dict[str, list[Metric]]:
    """Return the observations that measure each of some nodes, by name and date."""
    query = f"{_METRICS} WHERE observations.about IN (SELECT value FROM json_each(?))"
    found: dict[str, list[Metric]] = defaultdict(list)
    for about, metric in _metrics(connection, connection.execute(query, (json_list(nodes),))):
        found[about].append(metric)
    for of_node in found.values():
        of_node.sort(key=lambda metric: (metric.name, first_day(metric.date), metric.id))
    return found


def _metrics(connection: sqlite3.Connection, cursor: sqlite3.Cursor) -> list[tuple[str, Metric]]:
    rows = cursor.fetchall()
    quotes = quotes_of_nodes(connection, [row[1] for row in rows])
    return [
        (
            about,
            Metric(
                id=node,
                subject=subject,
                about=about_label,
                name=name,
                cmp=cmp,
                value=_whole(value),
                value_max=None if value_max is None else _whole(value_max),
                unit=unit,
                date=date,
                documents=documents,
                evidence=quotes.get(node, []),
                published="" if date else min((q.published for q in quotes.get(node, []) if q.published), default=""),
            ),
        )
        for about, node, subject, about_label, name, cmp, value, value_max, unit, date, documents in rows
    ]


def _whole(value: float) -> float:
    # 4346 and not 4346.0, as it was printed.
    return int(value) if value.is_integer() else value
