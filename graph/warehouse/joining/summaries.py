"""The tables of the graph: what nodes, edges and observations say of themselves, written as Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.resolution.linking import Link
from graph.resolution.nodes import Node, Observation, Part, metric_node_of, names_of, node_of, reasons_of
from graph.resolution.unify import Linked, Verdicts
from graph.warehouse.engine import parquet_writer, stream, write_parquet
from graph.warehouse.tables import Columns, Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

NODES: Columns = {
    field.name: "int64" if field.name in ("documents", "mentions") else "string" for field in fields(Node)
}
NAMES: Columns = {"name": "string", "node": "string", "rank": "int32"}
REASONS: Columns = {
    "node": "string", "position": "int32", "name": "string", "why": "string", "documents": "list<string>",
}  # fmt: skip
OBSERVATIONS: Columns = {
    "node": "string", "subject": "string", "about": "string", "name": "string", "value": "double",
    "value_max": "double", "unit": "string", "cmp": "string", "date": "string",
}  # fmt: skip
DECISIONS: Columns = {"line": "int32", "text": "string", "state": "string"}
NOTES: Columns = {"node": "string", "position": "int32", "text": "string"}
ACCEPTED: Columns = {"fact": "string"}

# Nodes that one can date: those that a bank has at some time and not at another.
_DATED = "(starts_with(node, 'product:') OR starts_with(node, 'program:') OR starts_with(node, 'unit:'))"


def write_graph(
    connection: Connection, out: Path, linked: Linked, told: Verdicts, states: Iterable[tuple[int, str, str]]
) -> None:
    """Write nodes, edges, observations, evidence and why, a Parquet file each.

    Parameters
    ----------
    connection
        With the tables of `join_facts`.
    out
        A folder.
    linked
        Why ids have become others.
    told
        What decisions say of nodes.
    states
        What became of the lines of the file of decisions: number, text and state.
    """
    with (
        parquet_writer(out / "nodes.parquet", NODES) as put_node,
        parquet_writer(out / "names.parquet", NAMES) as put_name,
        parquet_writer(out / "reasons.parquet", REASONS) as put_reason,
        parquet_writer(out / "observations.parquet", OBSERVATIONS) as put_observation,
    ):
        for node, parts in _nodes(connection, linked.links, told.labels):
            put_node(_row(node, NODES))
            for name, rank in names_of(node).items():
                put_name({"name": name, "node": node.id, "rank": rank})
            for position, reason in enumerate(reasons_of(node, parts, linked.links)):
                # The id of a document is its name with a digest.
                names = sorted({document.rpartition("-")[0] for document in reason.documents})
                put_reason(
                    {"node": node.id, "position": position, "name": reason.name, "why": reason.why, "documents": names}
                )
        for node, observation, subject, about in _metrics(connection):
            put_node(_row(node, NODES))
            said = ("name", "value", "value_max", "unit", "cmp", "date")
            put_observation({"node": node.id, "subject": subject, "about": about, **_row(observation, said)})
    _write_facts(connection, out)
    with parquet_writer(out / "decisions.parquet", DECISIONS) as put:
        for line, text, state in sorted(states):
            put({"line": line, "text": text, "state": state})
    with parquet_writer(out / "notes.parquet", NOTES) as put:
        for position, (noted, text) in enumerate(told.notes):
            put({"node": noted, "position": position, "text": text})
    with parquet_writer(out / "accepted.parquet", ACCEPTED) as put:
        for fact in sorted(told.accepted):
            put({"fact": fact})


def _write_facts(connection: Connection, out: Path) -> None:
    """Write the tables that are counted and joined alone."""
    write_parquet(
        connection,
        "SELECT id, name, title, twin_of FROM documents LEFT JOIN twins USING (id) ORDER BY id",
        out / "documents.parquet",
    )
    write_parquet(
        connection,
        "SELECT node, document_id, entity_name AS entity, name, kind, via, mentions, themes, stages"
        " FROM node_entities ORDER BY node, document_id, entity_name",
        out / "node_entities.parquet",
    )
    for table, fact in (("node_evidence", "node"), ("edge_evidence", "head, rel, tail")):
        write_parquet(
            connection,
            f'SELECT {fact}, document_id, number AS evidence, start, "end", quote, place FROM {table} AS told'
            " JOIN evidence USING (document_id) WHERE number = told.evidence"
            f' ORDER BY {fact}, document_id, start, "end", number',
            out / f"{table}.parquet",
        )
    write_parquet(
        connection,
        "SELECT head, rel, tail, weight, first.document_id AS document_id, first.document AS document,"
        ' first.start AS start, first.end AS "end", quote AS evidence FROM ('
        '  SELECT head, rel, tail, count(DISTINCT (document_id, start, "end")) AS weight, min({'
        "    'document': counted.name, 'document_id': document_id, 'start': start, 'end': \"end\", 'number': number"
        "  }) AS first FROM edge_evidence AS told JOIN evidence USING (document_id)"
        "  JOIN counted ON counted.id = document_id WHERE number = told.evidence GROUP BY head, rel, tail"
        ") JOIN evidence ON evidence.document_id = first.document_id AND number = first.number"
        " ORDER BY head, tail, rel",
        out / "edges.parquet",
    )


def _nodes(
    connection: Connection, links: Mapping[str, list[Link]], labels: Mapping[str, str]
) -> Iterator[tuple[Node, list[Part]]]:
    banks = _Beside(connection, "SELECT node, min(bank) FROM node_bank GROUP BY node ORDER BY node")
    dates = _Beside(connection, _dates(connection))
    query = (
        "SELECT node, document_id, coalesce(name, entity_name), kind, aliases, themes, stages, mentions, via"
        " FROM node_entities ORDER BY node"
    )
    for node, rows in groupby(stream(connection, query), key=itemgetter(0)):
        parts = [
            Part(document, name, kind, tuple(aliases), tuple(themes), tuple(stages), mentions, via)
            for _, document, name, kind, aliases, themes, stages, mentions, via in rows
        ]
        told = dates.get(node, [])
        yield node_of(node, parts, banks.get(node, None), told, labels.get(node), links), parts


def _row(told: Node | Observation, names: Iterable[str]) -> Row:
    return {name: getattr(told, name) for name in names}


class _Beside:
    """The values of a query for nodes in their order, asked for in this order."""

    def __init__(self, connection: Connection, query: str) -> None:
        self._rows = stream(connection, query)
        self._next = next(self._rows, None)

    def get(self, node: str, default: Any) -> Any:
        """Return the value of a node, which comes behind all that were asked for before."""
        while self._next is not None and self._next[0] < node:
            self._next = next(self._rows, None)
        return self._next[1] if self._next is not None and self._next[0] == node else default


def _dates(connection: Connection) -> str:
    """Return the query for the dates of nodes: of metrics about them and evidence, else of their documents."""
    connection.execute(
        "CREATE TABLE told_dates AS"
        f" SELECT DISTINCT node, unnest(dates) AS date FROM (SELECT * FROM node_evidence WHERE {_DATED}) AS told"
        "  JOIN evidence USING (document_id) WHERE number = told.evidence"
        " UNION SELECT DISTINCT tail, unnest(dates) FROM (SELECT * FROM edge_evidence WHERE rel IN ('offers', 'runs'))"
        "  AS told JOIN evidence USING (document_id) WHERE number = told.evidence"
        " UNION SELECT node_metric.about, metrics.date FROM node_metric JOIN metrics USING (document_id)"
        "  WHERE metrics.number = metric AND node_metric.about IS NOT NULL AND metrics.date IS NOT NULL"
    )
    return (
        "SELECT node, list(date) FROM (SELECT node, date FROM told_dates UNION"
        f" SELECT node, published FROM node_entities JOIN counted ON id = document_id WHERE {_DATED}"
        "  AND published IS NOT NULL AND node NOT IN (SELECT node FROM told_dates)) GROUP BY node ORDER BY node"
    )


def _metrics(connection: Connection) -> Iterator[tuple[Node, Observation, str, str | None]]:
    query = (
        "SELECT node, node_metric.subject, node_metric.about, document_id, name, value, value_max, unit, cmp,"
        " coalesce(date, '') FROM node_metric JOIN metrics USING (document_id) WHERE number = metric"
        " ORDER BY node, document_id, name, value, value_max NULLS FIRST, unit, cmp, number"
    )
    for node_id, group in groupby(stream(connection, query), key=itemgetter(0)):
        rows = list(group)
        subject = min(row[1] for row in rows)
        about = min((row[2] for row in rows if row[2] is not None), default=None)
        node, told = metric_node_of(
            node_id, [Observation(*row[3:]) for row in rows], subject if subject.startswith("bank:") else None
        )
        yield node, told, subject, about
