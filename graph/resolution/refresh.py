"""From the facts of a casebook to its nodes and edges: read, resolve, write."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from graph.casebook.connection import read_meta, write_meta
from graph.casebook.duplicates import mark_twins
from graph.dates import dates_in, is_date
from graph.resolution.nodes import Node, Observation, Part, metric_node_of, names_of, node_of
from graph.resolution.resolve import resolve
from graph.resolution.rows import DocumentRows, EntityRow, MetricRow, Place, RelationRow
from graph.text import split

_DERIVED = ("nodes", "node_names", "observations", "node_entities", "node_evidence", "edges", "edge_evidence")


def is_current(connection: sqlite3.Connection, version: str | None = None) -> bool:
    """Say whether the nodes and edges are those of the documents (as `version` of the rules makes them, if given)."""
    resolved = read_meta(connection, "resolved")
    return resolved is not None and version in (None, resolved)


def refresh(connection: sqlite3.Connection, version: str) -> None:
    """Write the nodes and edges anew, in one transaction.

    Parameters
    ----------
    connection
        A casebook open for writing, or a copy of one in memory.
    version
        Which rules did it.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for table in reversed(_DERIVED):
            connection.execute(f"DELETE FROM {table}")
        mark_twins(connection)
        connection.execute("CREATE TEMP TABLE node_bank (node TEXT, bank TEXT, PRIMARY KEY (node, bank)) WITHOUT ROWID")
        connection.execute(
            "CREATE TEMP TABLE node_metric (node TEXT, metric_id INTEGER, subject TEXT, about TEXT,"
            " PRIMARY KEY (node, metric_id)) WITHOUT ROWID"
        )
        _unite(connection, _assign(connection))
        _write_edges(connection)
        for node in _nodes(connection):
            _write_node(connection, node)
        for node, observation, subject, about in _metrics(connection):
            _write_node(connection, node)
            connection.execute(
                "INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    node.id,
                    subject,
                    about,
                    observation.name,
                    observation.value,
                    observation.value_max,
                    observation.unit,
                    observation.cmp,
                    observation.date,
                ),
            )
        connection.execute("DROP TABLE node_bank")
        connection.execute("DROP TABLE node_metric")
        write_meta(connection, "resolved", version)


def _assign(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Write which facts make which nodes; return the groups of ids that name one thing."""
    joint: list[tuple[str, ...]] = []
    for (document_id,) in connection.execute("SELECT id FROM documents WHERE twin_of IS NULL ORDER BY id").fetchall():
        found = resolve(_rows(connection, document_id))
        for statement, rows in (
            ("INSERT INTO node_entities VALUES (?, ?, ?)", found.entities),
            ("INSERT OR IGNORE INTO node_evidence VALUES (?, ?)", found.evidence),
            ("INSERT OR IGNORE INTO edge_evidence VALUES (?, ?, ?, ?)", found.edges),
            ("INSERT OR IGNORE INTO node_metric VALUES (?, ?, ?, ?)", found.metrics),
            ("INSERT OR IGNORE INTO node_bank VALUES (?, ?)", found.banks),
        ):
            connection.executemany(statement, rows)
        joint += found.joint
    return joint


def _rows(connection: sqlite3.Connection, document_id: str) -> DocumentRows:
    places: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for row in connection.execute(
        "SELECT entity_id, relation_id, metric_id, start, end, id FROM evidence WHERE document_id = ?"
        " ORDER BY start, end, id",
        (document_id,),
    ):
        kind, fact = next((kind, fact) for kind, fact in zip("erm", row, strict=False) if fact is not None)
        places[kind, fact].append(Place(*row[3:]))
    mentions: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entity, start, end in connection.execute(
        "SELECT entity_id, start, end FROM mentions JOIN entities ON entities.id = entity_id WHERE document_id = ?"
        " ORDER BY entity_id, start, end",
        (document_id,),
    ):
        mentions[entity].append((start, end))
    return DocumentRows(
        document_id,
        tuple(
            EntityRow(entity, label, name, kind, bank, tuple(places["e", entity]), tuple(mentions[entity]))
            for entity, label, name, kind, bank in connection.execute(
                "SELECT id, label, name, kind, bank FROM entities WHERE document_id = ? ORDER BY id", (document_id,)
            )
        ),
        tuple(
            RelationRow(rel, head, tail, tuple(places["r", fact]))
            for fact, rel, head, tail in connection.execute(
                "SELECT id, rel, head, tail FROM relations WHERE document_id = ? ORDER BY id", (document_id,)
            )
        ),
        tuple(
            MetricRow(fact, subject, about, name, value, value_max, unit, date, tuple(places["m", fact]))
            for fact, subject, about, name, value, value_max, unit, date in connection.execute(
                "SELECT id, subject, about, name, value, value_max, unit, date FROM metrics"
                " WHERE document_id = ? ORDER BY id",
                (document_id,),
            )
        ),
    )


def _unite(connection: sqlite3.Connection, groups: list[tuple[str, ...]]) -> None:
    """Give the ids of each group their first one, in every table."""
    for old, new in sorted(united(groups).items()):
        for table, column in (
            ("node_entities", "node"),
            ("node_evidence", "node"),
            ("node_bank", "node"),
            ("edge_evidence", "head"),
            ("edge_evidence", "tail"),
            ("node_metric", "about"),
        ):
            connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (new, old))
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))


def united(groups: list[tuple[str, ...]]) -> dict[str, str]:
    """Return, for each id that gives way, the first id (in code point order) of all that are linked with it.

    Examples
    --------
    >>> united([("b", "c"), ("a", "b")])
    {'b': 'a', 'c': 'a'}
    """
    first: dict[str, str] = {}

    def root(node: str) -> str:
        while first.get(node, node) != node:
            node = first[node]
        return node

    for group in groups:
        roots = sorted({root(node) for node in group})
        for other in (*roots, *group):
            first[root(other)] = roots[0]
    return {node: root(node) for node in sorted(first) if root(node) != node}


def _write_edges(connection: sqlite3.Connection) -> None:
    query = (
        "SELECT head, rel, tail, documents.name, document_id, start, end, evidence.id FROM edge_evidence"
        " JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id"
        " ORDER BY head, rel, tail, documents.name, document_id, start, end, evidence.id"
    )
    for edge, rows in groupby(connection.execute(query), key=itemgetter(0, 1, 2)):
        places = [(row[4:7], row[7]) for row in rows]
        connection.execute(
            "INSERT INTO edges VALUES (?, ?, ?, ?, ?)", (*edge, len({place for place, _ in places}), places[0][1])
        )


def _nodes(connection: sqlite3.Connection) -> Iterator[Node]:
    banks: dict[str, str] = dict(connection.execute("SELECT node, min(bank) FROM node_bank GROUP BY node"))
    dates = _dates(connection)
    query = (
        "SELECT node, document_id, entities.name, kind, themes, stages, mentions,"
        " (SELECT json_group_array(name) FROM (SELECT name FROM aliases WHERE aliases.entity_id = entities.id))"
        " FROM node_entities JOIN entities ON entities.id = entity_id ORDER BY node, document_id, entities.name"
    )
    for node_id, rows in groupby(connection.execute(query), key=itemgetter(0)):
        parts = [
            Part(
                document_id,
                name,
                kind,
                tuple(json.loads(aliases)),
                tuple(split(themes)),
                tuple(split(stages)),
                mentions,
            )
            for _, document_id, name, kind, themes, stages, mentions, aliases in rows
        ]
        yield node_of(node_id, parts, banks.get(node_id), dates.get(node_id, []))


def _dates(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the dates of products, programs and units: of metrics about them and evidence, else of their documents."""
    told: dict[str, list[str]] = defaultdict(list)
    scoped = "(node LIKE 'product:%' OR node LIKE 'program:%' OR node LIKE 'unit:%')"
    quotes: Iterable[tuple[str, str]] = connection.execute(
        f"SELECT node, quote FROM node_evidence JOIN evidence ON evidence.id = evidence_id WHERE {scoped}"
        " UNION ALL SELECT tail, quote FROM edge_evidence JOIN evidence ON evidence.id = evidence_id"
        " WHERE rel IN ('offers', 'runs')"
    )
    for node, quote in quotes:
        told[node] += dates_in(quote)
    for node, date in connection.execute(
        "SELECT node_metric.about, date FROM node_metric JOIN metrics ON metrics.id = metric_id"
        " WHERE node_metric.about IS NOT NULL AND date IS NOT NULL"
    ):
        told[node].append(date)
    for node, date in connection.execute(
        f"SELECT node, json_extract(meta, '$.date') FROM node_entities JOIN entities ON entities.id = entity_id"
        f" JOIN documents ON documents.id = document_id WHERE {scoped} AND json_extract(meta, '$.date') IS NOT NULL"
    ):
        if not told[node] and is_date(str(date)):
            told[node].append(str(date))
    return told


def _metrics(connection: sqlite3.Connection) -> Iterator[tuple[Node, Observation, str, str | None]]:
    query = (
        "SELECT node, node_metric.subject, node_metric.about, document_id, name, value, value_max, unit, cmp,"
        " coalesce(date, '') FROM node_metric JOIN metrics ON metrics.id = metric_id"
        " ORDER BY node, document_id, name, value, value_max, unit, cmp, metrics.id"
    )
    for node_id, group in groupby(connection.execute(query), key=itemgetter(0)):
        rows = list(group)
        subject = min(row[1] for row in rows)
        about = min((row[2] for row in rows if row[2] is not None), default=None)
        tellings = [Observation(*row[3:]) for row in rows]
        bank = subject if subject.startswith("bank:") else None
        node, told = metric_node_of(node_id, tellings, bank)
        yield node, told, subject, about


def _write_node(connection: sqlite3.Connection, node: Node) -> None:
    connection.execute(
        "INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            node.id,
            node.type,
            node.label,
            node.kind,
            node.bank,
            node.aliases,
            node.documents,
            node.mentions,
            node.first_date,
            node.province,
            node.city,
            node.themes,
            node.stages,
        ),
    )
    if node.type != "metric":
        connection.executemany(
            "INSERT INTO node_names VALUES (?, ?, ?)", ((name, node.id, rank) for name, rank in names_of(node).items())
        )
