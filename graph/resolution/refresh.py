"""From the facts of a casebook to its nodes and edges: read, resolve, write."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from graph.casebook.connection import read_meta, write_meta
from graph.casebook.duplicates import mark_twins
from graph.casebook.rows import read_documents
from graph.curation import Curation
from graph.dates import dates_in, is_date
from graph.resolution.nodes import Node, Observation, Part, Reason, metric_node_of, names_of, node_of, reasons_of
from graph.resolution.unify import Whole, unify
from graph.text import split

_DERIVED = (
    "nodes",
    "node_names",
    "node_reasons",
    "node_notes",
    "accepted",
    "decisions",
    "observations",
    "node_entities",
    "node_evidence",
    "edges",
    "edge_evidence",
)


def is_current(connection: sqlite3.Connection, version: str | None = None, curation: str = "") -> bool:
    """Say whether the nodes and edges are those of the documents and decisions.

    Parameters
    ----------
    connection
        A casebook.
    version
        As this version of the rules makes them; by default, as any does.
    curation
        The digest of the decisions.
    """
    resolved = read_meta(connection, "resolved")
    return (
        resolved is not None and version in (None, resolved) and (read_meta(connection, "curation") or "") == curation
    )


def refresh(connection: sqlite3.Connection, version: str, curation: Curation | None = None) -> None:
    """Write the nodes and edges anew, in one transaction.

    Parameters
    ----------
    connection
        A casebook open for writing, or a copy of one in memory.
    version
        Which rules did it.
    curation
        What people decided; nothing, by default.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        mark_twins(connection)
        whole = unify(list(read_documents(connection)), curation.decisions if curation else ())
        for table in reversed(_DERIVED):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("CREATE TEMP TABLE node_bank (node TEXT, bank TEXT, PRIMARY KEY (node, bank)) WITHOUT ROWID")
        connection.execute(
            "CREATE TEMP TABLE node_metric (node TEXT, metric_id INTEGER, subject TEXT, about TEXT,"
            " PRIMARY KEY (node, metric_id, subject)) WITHOUT ROWID"
        )
        _write_rows(connection, whole)
        _write_edges(connection)
        documents: dict[str, str] = dict(connection.execute("SELECT id, name FROM documents"))
        for node, parts in _nodes(connection, whole):
            _write_node(connection, node)
            _write_reasons(connection, node, reasons_of(node, parts, whole.links), documents)
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
        _write_decisions(connection, whole, curation)
        connection.execute("DROP TABLE node_bank")
        connection.execute("DROP TABLE node_metric")
        write_meta(connection, "resolved", version)
        write_meta(connection, "curation", curation.digest if curation else "")


def _write_rows(connection: sqlite3.Connection, whole: Whole) -> None:
    entities = (
        (*key, part.mentions, part.kind, part.name, part.via, _joined(part.themes), _joined(part.stages))
        for key, part in whole.entities.items()
    )
    for table, columns, rows in (
        ("node_entities", 8, entities),
        ("node_evidence", 2, whole.evidence),
        ("edge_evidence", 4, whole.edges),
        ("node_metric", 4, whole.metrics),
        ("node_bank", 2, whole.banks),
    ):
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def _joined(words: frozenset[str]) -> str:
    return "|".join(sorted(words))


def _write_decisions(connection: sqlite3.Connection, whole: Whole, curation: Curation | None) -> None:
    if curation is None:
        return
    rows = [(decision.line, decision.text, state) for decision, state in whole.states.items()]
    rows += [(line, "", message) for line, message in curation.wrong]
    connection.executemany("INSERT INTO decisions VALUES (?, ?, ?)", rows)
    notes = ((node, position, text) for position, (node, text) in enumerate(whole.notes))
    connection.executemany("INSERT INTO node_notes VALUES (?, ?, ?)", notes)
    connection.executemany("INSERT INTO accepted VALUES (?)", ((fact,) for fact in whole.accepted))


def _write_reasons(
    connection: sqlite3.Connection, node: Node, reasons: list[Reason], documents: Mapping[str, str]
) -> None:
    for position, reason in enumerate(reasons):
        names = sorted({documents[document] for document in reason.documents})
        told = (node.id, position, reason.name, reason.why, json.dumps(names, ensure_ascii=False))
        connection.execute("INSERT INTO node_reasons VALUES (?, ?, ?, ?, ?)", told)


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


def _nodes(connection: sqlite3.Connection, whole: Whole) -> Iterator[tuple[Node, list[Part]]]:
    banks: dict[str, str] = dict(connection.execute("SELECT node, min(bank) FROM node_bank GROUP BY node"))
    dates = _dates(connection)
    query = (
        "SELECT node, document_id, coalesce(node_entities.name, entities.name), node_entities.kind,"
        " node_entities.themes, node_entities.stages,"
        " mentions, via,"
        " CASE WHEN node_entities.name IS NULL THEN (SELECT json_group_array(name) FROM"
        " (SELECT name FROM aliases WHERE aliases.entity_id = entities.id)) ELSE '[]' END"
        " FROM node_entities JOIN entities ON entities.id = entity_id ORDER BY node, document_id, entities.name, 3"
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
                via,
            )
            for _, document_id, name, kind, themes, stages, mentions, via, aliases in rows
        ]
        told = dates.get(node_id, [])
        yield node_of(node_id, parts, banks.get(node_id), told, whole.labels.get(node_id), whole.links), parts


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
    published: dict[str, list[str]] = defaultdict(list)
    for node, date in connection.execute(
        f"SELECT node, json_extract(meta, '$.date') FROM node_entities JOIN entities ON entities.id = entity_id"
        f" JOIN documents ON documents.id = document_id WHERE {scoped} AND json_extract(meta, '$.date') IS NOT NULL"
    ):
        if is_date(str(date)):
            published[node].append(str(date))
    for node, dates in published.items():
        told[node] = told[node] or dates
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
