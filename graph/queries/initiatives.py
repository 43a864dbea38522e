"""What a bank does: the products that it offers and the programs that it runs, itself or through a unit."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from graph.dates import first_day, last_day
from graph.queries.banks import OWN
from graph.queries.metrics import Metric, metrics_about
from graph.queries.quotes import Quote, json_list, quotes_of_edges, quotes_of_initiatives
from graph.text import split


@dataclass(frozen=True, slots=True)
class Initiative:
    """A product or program of a bank.

    `partners` are those that the text says it works with, or that the bank works with in a passage that names it.
    """

    id: str
    name: str
    type: str
    kind: str
    aliases: list[str]
    units: list[str]
    first_date: str
    partners: list[str]
    metrics: list[Metric]
    themes: list[str]
    stages: list[str]
    evidences: int
    evidence: list[Quote]


_INITIATIVES = f"""
    WITH own (id) AS ({OWN})
    SELECT id, label, type, kind, aliases, first_date, themes, stages FROM nodes
    WHERE id IN (
        SELECT id FROM nodes WHERE bank = ?1 AND type IN ('product', 'program')
        UNION SELECT tail FROM edges JOIN own ON head = own.id WHERE rel IN ('offers', 'runs')
    ) AND +type IN ('product', 'program') ORDER BY type, id
"""
_UNITS = """
    SELECT tail, label FROM edges JOIN nodes ON nodes.id = head
    WHERE nodes.type = 'unit' AND rel IN ('offers', 'runs') AND nodes.bank = ? ORDER BY tail, label
"""


def initiatives(
    connection: sqlite3.Connection,
    bank: str,
    *,
    type: str | None = None,
    kind: str | None = None,
    since: str | None = None,
) -> list[Initiative]:
    """Return a bank's initiatives, the products first.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    bank
        The node of the bank, see `find_bank`.
    type
        Only `product` or `program`.
    kind
        Only this kind, such as `loan`.
    since
        Only those first told of at this date or later; one that is dated by its year alone counts if that year is
        not over by then, an undated one does not count.
    """
    rows = [
        row
        for row in connection.execute(_INITIATIVES, (bank,))
        if (type is None or row[2] == type)
        and (kind is None or row[3] == kind)
        and (since is None or (row[5] and last_day(row[5]) >= first_day(since)))
    ]
    ids = [row[0] for row in rows]
    own = [node for (node,) in connection.execute(OWN, (bank,))]
    quotes = quotes_of_initiatives(connection, ids, own)
    units: dict[str, list[str]] = defaultdict(list)
    for initiative, unit in connection.execute(_UNITS, (bank,)):
        units[initiative].append(unit)
    partners = _partners(connection, own, ids, quotes)
    metrics = metrics_about(connection, ids)
    return [
        Initiative(
            id=node,
            name=label,
            type=node_type,
            kind=node_kind,
            aliases=split(aliases),
            units=list(dict.fromkeys(units[node])),
            first_date=first_date,
            partners=sorted(partners[node]),
            metrics=metrics.get(node, []),
            themes=split(themes),
            stages=split(stages),
            evidences=len(quotes.get(node, ())),
            evidence=quotes.get(node, []),
        )
        for node, label, node_type, node_kind, aliases, first_date, themes, stages in rows
    ]


def _partners(
    connection: sqlite3.Connection, own: list[str], ids: list[str], quotes: dict[str, list[Quote]]
) -> dict[str, set[str]]:
    stated = quotes_of_edges(connection, [*own, *ids], ["cooperates_with"])
    labels: dict[str, str] = dict(
        connection.execute(
            "SELECT id, label FROM nodes WHERE id IN (SELECT value FROM json_each(?))",
            (json_list(tail for _, _, tail in stated),),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    of_bank: dict[str, list[tuple[Quote, str]]] = defaultdict(list)
    for (head, _, tail), places in stated.items():
        if head in own:
            for place in places:
                of_bank[place.document_id].append((place, labels[tail]))
        else:
            found[head].add(labels[tail])
    for node in ids:
        for quote in quotes.get(node, ()):
            found[node].update(
                label
                for place, label in of_bank[quote.document_id]
                if place.start < quote.end and quote.start < place.end
            )
    return found
