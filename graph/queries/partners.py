"""With whom a bank works, and through which of its units."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from graph.queries.banks import OWN
from graph.queries.quotes import Quote, quotes_of_edges, quotes_of_nodes
from graph.text import split

WITH_OTHERS = ("cooperates_with", "finances", "member_of")


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation and what joins it with the bank; `via` are the units and initiatives that do."""

    id: str
    name: str
    kind: str
    relations: list[str]
    via: list[str]
    evidences: int
    evidence: list[Quote]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a bank; `initiatives` are what it offers or runs."""

    id: str
    name: str
    kind: str
    aliases: list[str]
    part_of: list[str]
    initiatives: list[str]
    documents: int
    evidence: list[Quote]


_HEADS = f"""
    WITH own (id) AS ({OWN})
    SELECT id FROM own UNION SELECT tail FROM edges JOIN own ON head = own.id WHERE rel IN ('offers', 'runs')
    UNION SELECT id FROM nodes WHERE bank = ?1 AND type IN ('product', 'program')
"""


def partners(connection: sqlite3.Connection, bank: str) -> list[Partner]:
    """Return the partners of a bank, its units and its initiatives, those with most evidence first."""
    heads = [node for (node,) in connection.execute(_HEADS, (bank,))]
    edges = {
        edge: quotes for edge, quotes in quotes_of_edges(connection, heads, WITH_OTHERS).items() if edge[2] != bank
    }
    for (head,) in connection.execute(
        "SELECT DISTINCT head FROM edges WHERE tail = ? AND rel = 'cooperates_with'", (bank,)
    ).fetchall():
        # Another bank's document may tell of the work together.
        if head.startswith("bank:"):
            told = quotes_of_edges(connection, [head], ["cooperates_with"])
            edges[bank, "cooperates_with", head] = sorted(
                {*edges.get((bank, "cooperates_with", head), ()), *told[head, "cooperates_with", bank]}
            )
    found: dict[str, dict[tuple[str, str], list[Quote]]] = defaultdict(dict)
    for (head, rel, tail), quotes in edges.items():
        found[tail][rel, head] = quotes
    result = []
    for node, joined in found.items():
        label, kind = connection.execute("SELECT label, kind FROM nodes WHERE id = ?", (node,)).fetchone()
        quotes = sorted({quote for places in joined.values() for quote in places})
        via = {head for _, head in joined} - {bank}
        result.append(
            Partner(
                node, label, kind, sorted({rel for rel, _ in joined}), _labels(connection, via), len(quotes), quotes
            )
        )
    return sorted(result, key=lambda partner: (-partner.evidences, partner.id))


def units(connection: sqlite3.Connection, bank: str) -> list[Unit]:
    """Return the parts of a bank, by name."""
    rows = connection.execute(
        "SELECT id, label, kind, aliases, documents FROM nodes WHERE type = 'unit' AND bank = ? ORDER BY id", (bank,)
    ).fetchall()
    quotes = quotes_of_nodes(connection, [row[0] for row in rows])
    edges: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for node, rel, tail in connection.execute(
        "SELECT head, rel, tail FROM edges JOIN nodes ON nodes.id = head"
        " WHERE type = 'unit' AND bank = ? AND rel IN ('offers', 'runs', 'part_of')",
        (bank,),
    ):
        edges[node, rel == "part_of"].add(tail)
    return [
        Unit(
            id=node,
            name=label,
            kind=kind,
            aliases=split(aliases),
            part_of=_labels(connection, edges[node, True]),
            initiatives=_labels(connection, edges[node, False]),
            documents=documents,
            evidence=quotes.get(node, []),
        )
        for node, label, kind, aliases, documents in rows
    ]


def _labels(connection: sqlite3.Connection, nodes: set[str]) -> list[str]:
    return [
        label
        for node in sorted(nodes)
        for (label,) in connection.execute("SELECT label FROM nodes WHERE id = ?", (node,))
    ]
