"""Nodes and edges out of the rows of facts that stand for them, as far as these have changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from operator import attrgetter, itemgetter

from graph.dates import dates_in, is_date
from graph.resolution.linking import Link
from graph.resolution.nodes import Node, Observation, Part, Reason, metric_node_of, names_of, node_of, reasons_of
from graph.text import split

# Nodes at once: a bank of which thousands of documents tell has as many parts.
_CHUNK = 100
# Nothing but CROSS JOIN keeps SQLite from going through a whole table for them (sqlite.org/optoverview.html#crossjoin).
_OF_CHUNK = "FROM chunk CROSS JOIN"
# The fields of a node are the columns of its table.
_row = attrgetter(*(field.name for field in fields(Node)))


def sum_up(connection: sqlite3.Connection, links: Mapping[str, list[Link]], labels: Mapping[str, str]) -> None:
    """Write anew the nodes and edges that are stale, within the caller's transaction.

    Parameters
    ----------
    connection
        A casebook open for writing, the rows of facts up to date.
    links
        Why ids became other ones, by these ids.
    labels
        The names that people gave nodes.
    """
    _write_edges(connection)
    connection.execute("CREATE TEMP TABLE chunk (id TEXT PRIMARY KEY) WITHOUT ROWID")
    while True:
        connection.execute("DELETE FROM chunk")
        connection.execute(
            "INSERT INTO chunk SELECT key FROM stale WHERE what = 'node' ORDER BY key LIMIT ?", (_CHUNK,)
        )
        if not connection.execute("SELECT EXISTS (SELECT 1 FROM chunk)").fetchone()[0]:
            break
        connection.execute("DELETE FROM nodes WHERE id IN chunk")
        _write_nodes(connection, links, labels)
        _write_observations(connection)
        connection.execute("DELETE FROM stale WHERE what = 'node' AND key IN chunk")
    connection.execute("DROP TABLE chunk")


def _write_nodes(connection: sqlite3.Connection, links: Mapping[str, list[Link]], labels: Mapping[str, str]) -> None:
    banks: dict[str, str] = dict(
        connection.execute(f"SELECT node, min(bank) {_OF_CHUNK} node_bank ON node = chunk.id GROUP BY node")
    )
    dates = _dates(connection)
    nodes, told = [], []
    for node_id, parts in _parts(connection):
        node = node_of(node_id, parts, banks.get(node_id), dates.get(node_id, []), labels.get(node_id), links)
        nodes.append(node)
        told += [(node.id, *numbered) for numbered in enumerate(reasons_of(node, parts, links))]
    _insert_nodes(connection, nodes)
    connection.executemany(
        "INSERT INTO node_names VALUES (?, ?, ?)",
        ((name, node.id, rank) for node in nodes for name, rank in names_of(node).items()),
    )
    documents = _names_of_documents(connection, {document for *_, one in told for document in one.documents})
    connection.executemany(
        "INSERT INTO node_reasons VALUES (?, ?, ?, ?, ?)",
        ((node, position, one.name, one.why, _told_by(one, documents)) for node, position, one in told),
    )


def _insert_nodes(connection: sqlite3.Connection, nodes: Iterable[Node]) -> None:
    connection.executemany("INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, nodes))


def _names_of_documents(connection: sqlite3.Connection, documents: Collection[str]) -> dict[str, str]:
    query = "SELECT id, name FROM documents WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (json.dumps(sorted(documents)),)))


def _told_by(reason: Reason, documents: Mapping[str, str]) -> str:
    names = {documents[document] for document in reason.documents if document in documents}
    return json.dumps(sorted(names), ensure_ascii=False)


def _parts(connection: sqlite3.Connection) -> Iterator[tuple[str, list[Part]]]:
    query = (
        "SELECT node, document_id, coalesce(node_entities.name, entities.name), node_entities.kind,"
        " (CASE WHEN node_entities.name IS NULL THEN (SELECT json_group_array(name) FROM"
        " (SELECT name FROM aliases WHERE aliases.entity_id = entities.id)) ELSE '[]' END),"
        f" node_entities.themes, node_entities.stages, mentions, via {_OF_CHUNK} node_entities ON node = chunk.id"
        " CROSS JOIN entities ON entities.id = entity_id ORDER BY node, document_id, entities.name, 3"
    )
    for node_id, rows in groupby(connection.execute(query).fetchall(), key=itemgetter(0)):
        yield (
            node_id,
            [
                Part(
                    document, name, kind, tuple(json.loads(aliases)), tuple(split(themes)), tuple(split(stages)), *rest
                )
                for _, document, name, kind, aliases, themes, stages, *rest in rows
            ],
        )


def _dates(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the dates of products, programs and units: of metrics about them and evidence, else of their documents."""
    told: dict[str, list[str]] = defaultdict(list)
    scoped = "(chunk.id LIKE 'product:%' OR chunk.id LIKE 'program:%' OR chunk.id LIKE 'unit:%')"
    quotes: Iterable[tuple[str, str]] = connection.execute(
        f"SELECT node, quote {_OF_CHUNK} node_evidence ON node = chunk.id"
        f" CROSS JOIN evidence ON evidence.id = evidence_id WHERE {scoped}"
        f" UNION ALL SELECT tail, quote {_OF_CHUNK} edges ON tail = chunk.id"
        " CROSS JOIN edge_evidence USING (head, rel, tail)"
        " CROSS JOIN evidence ON evidence.id = edge_evidence.evidence_id"
        " WHERE rel IN ('offers', 'runs')"
    )
    for node, quote in quotes:
        told[node] += dates_in(quote)
    for node, date in connection.execute(
        f"SELECT tellings.about, date {_OF_CHUNK} tellings ON tellings.about = chunk.id"
        " CROSS JOIN metrics ON metrics.id = metric_id WHERE date IS NOT NULL"
    ):
        told[node].append(date)
    published: dict[str, list[str]] = defaultdict(list)
    for node, date in connection.execute(
        f"SELECT node, json_extract(meta, '$.date') {_OF_CHUNK} node_entities ON node = chunk.id"
        " CROSS JOIN entities ON entities.id = entity_id CROSS JOIN documents ON documents.id = document_id"
        f" WHERE {scoped} AND json_extract(meta, '$.date') IS NOT NULL"
    ):
        if is_date(str(date)):
            published[node].append(str(date))
    for node, dates in published.items():
        told[node] = told[node] or dates
    return told


def _write_observations(connection: sqlite3.Connection) -> None:
    query = (
        "SELECT DISTINCT node, tellings.subject, tellings.about, document_id, name, value, value_max, unit, cmp,"
        f" coalesce(date, ''), metrics.id {_OF_CHUNK} tellings ON node = chunk.id"
        " CROSS JOIN metrics ON metrics.id = metric_id"
        " ORDER BY node, document_id, name, value, value_max, unit, cmp, metrics.id"
    )
    nodes, observations = [], []
    for node_id, group in groupby(connection.execute(query).fetchall(), key=itemgetter(0)):
        rows = list(group)
        subject = min(row[1] for row in rows)
        about = min((row[2] for row in rows if row[2] is not None), default=None)
        tellings = [Observation(*row[3:-1]) for row in rows]
        node, told = metric_node_of(node_id, tellings, subject if subject.startswith("bank:") else None)
        nodes.append(node)
        observations.append(
            (node.id, subject, about, told.name, told.value, told.value_max, told.unit, told.cmp, told.date)
        )
    _insert_nodes(connection, nodes)
    connection.executemany("INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", observations)


def _write_edges(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM edges WHERE (head, rel, tail) IN (SELECT head, rel, tail FROM stale_edges)")
    query = (
        "SELECT head, rel, tail, documents.name, document_id, start, end, evidence.id FROM stale_edges"
        " CROSS JOIN edge_evidence USING (head, rel, tail)"
        " CROSS JOIN evidence ON evidence.id = evidence_id CROSS JOIN documents ON documents.id = document_id"
        " ORDER BY head, rel, tail, documents.name, document_id, start, end, evidence.id"
    )
    connection.executemany(
        "INSERT INTO edges VALUES (?, ?, ?, ?, ?)",
        (_edge(*group) for group in groupby(connection.execute(query), key=itemgetter(0, 1, 2))),
    )
    connection.execute("DELETE FROM stale_edges")


def _edge(
    edge: tuple[str, str, str], rows: Iterable[tuple[str, str, str, str, str, int, int, int]]
) -> tuple[str, str, str, int, int]:
    """Return an edge with its weight, in how many places of documents it is told, and the first of these."""
    places = [(row[4:7], row[7]) for row in rows]
    return (*edge, len({place for place, _ in places}), places[0][1])
