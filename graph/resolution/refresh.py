"""From the facts of a casebook to its nodes and edges: what has changed, or with decisions of people all of it."""

from __future__ import annotations

import sqlite3

from graph.casebook.connection import read_meta, write_meta
from graph.casebook.counts import drop_counts, write_counts
from graph.casebook.duplicates import mark_twins
from graph.casebook.rows import read_documents
from graph.curation import Curation
from graph.resolution.incremental import resolve_changes
from graph.resolution.summing import sum_up
from graph.resolution.unify import Whole, unify

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
    "node_bank",
    "tellings",
    "resolved",
    "stands",
    "joint",
    "tokens",
    "links",
    "linked",
    "stale",
    "stale_edges",
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


def refresh(
    connection: sqlite3.Connection, version: str, curation: Curation | None = None, *, more: bool = False
) -> None:
    """Bring the nodes and edges in line with the documents and decisions, in one transaction.

    Only what documents have changed is resolved, as long as the rules are the same and nobody has decided anything.
    A decision may be about any document: with decisions all of them are resolved at once.

    Parameters
    ----------
    connection
        A casebook open for writing, or a copy of one in memory.
    version
        Which rules do it.
    curation
        What people decided; nothing, by default.
    more
        Other documents will follow at once: what all of them are counted for is left to the last time.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        digest = curation.digest if curation else ""
        decided = curation is not None and bool(curation.decisions or curation.wrong)
        if decided or digest != (read_meta(connection, "curation") or "") or version != read_meta(connection, "rules"):
            for table in _DERIVED:
                connection.execute(f"DELETE FROM {table}")
        if decided:
            assert curation is not None
            mark_twins(connection)
            whole = unify(list(read_documents(connection)), curation.decisions)
            _write_rows(connection, whole)
            sum_up(connection, whole.links, whole.labels)
            _write_decisions(connection, whole, curation)
        else:
            sum_up(connection, resolve_changes(connection), {})
        if more:
            drop_counts(connection)
        else:
            write_counts(connection)
        write_meta(connection, "resolved", version)
        write_meta(connection, "rules", version)
        write_meta(connection, "curation", digest)


def _write_rows(connection: sqlite3.Connection, whole: Whole) -> None:
    for table, columns, rows in (
        ("node_entities", 8, (part.row(*key) for key, part in whole.entities.items())),
        ("node_evidence", 2, iter(whole.evidence)),
        ("edge_evidence", 4, iter(whole.edges)),
        ("node_bank", 3, ((node, bank, None) for node, bank in whole.banks)),
        ("tellings", 6, ((metric, None, *ends, None, node) for node, metric, *ends in whole.metrics)),
    ):
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def _write_decisions(connection: sqlite3.Connection, whole: Whole, curation: Curation) -> None:
    rows = [(decision.line, decision.text, state) for decision, state in whole.states.items()]
    rows += [(line, "", message) for line, message in curation.wrong]
    connection.executemany("INSERT INTO decisions VALUES (?, ?, ?)", rows)
    notes = ((node, position, text) for position, (node, text) in enumerate(whole.notes))
    connection.executemany("INSERT INTO node_notes VALUES (?, ?, ?)", notes)
    connection.executemany("INSERT INTO accepted VALUES (?)", ((fact,) for fact in whole.accepted))
