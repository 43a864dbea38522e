"""The tables of a casebook: documents, entities, relations, metrics and evidence, row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from graph.text import printable, split

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.MultiDiGraph[str]

Value: TypeAlias = str | int | float | list[str] | None
Row: TypeAlias = tuple[Value, ...]
ColumnType = Literal["text", "texts", "integer", "number"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns with their types, and where its rows come from.

    `rows` takes the wanted part of the graph and the casebook that it was read from.
    """

    name: str
    columns: dict[str, ColumnType]
    rows: Callable[[Graph, sqlite3.Connection], Iterator[Row]]


_NODE_EVIDENCE = """
    SELECT node, document_id, documents.name, start, end, quote FROM node_evidence
    JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    ORDER BY node, documents.name, document_id, start, end
"""
_EDGE_EVIDENCE = """
    SELECT head, rel, tail, document_id, documents.name, start, end, quote FROM edge_evidence
    JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    ORDER BY head, tail, rel, documents.name, document_id, start, end
"""
_DOCUMENTS = "SELECT id, name, title, sha256, length(text) FROM documents ORDER BY name, id"


def fact_of_edge(head: str, relation: str, tail: str) -> str:
    """Return the id under which the evidence of an edge stands.

    Examples
    --------
    >>> fact_of_edge("bank:交通银行", "runs", "program:交通银行/上海主场建设")
    'bank:交通银行 runs program:交通银行/上海主场建设'
    """
    return f"{head} {relation} {tail}"


def evidence_rows(graph: Graph, connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the places that state the nodes, then those that state the edges, grouped by fact.

    A place that states a fact twice, for two writings of a name, is told once.
    """
    number = 0
    before: Row = ()
    for node, *place in connection.execute(_NODE_EVIDENCE):
        row = (node, *place)
        if node in graph and row != before:
            number += 1
            yield number, *map(_clean, row)
        before = row
    for head, rel, tail, *place in connection.execute(_EDGE_EVIDENCE):
        row = (fact_of_edge(head, rel, tail), *place)
        if graph.has_edge(head, tail, rel) and row != before:
            number += 1
            yield number, *map(_clean, row)
        before = row


def document_rows(graph: Graph, connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the documents that state something of the graph."""
    stating = {row[2] for row in evidence_rows(graph, connection)}
    for row in connection.execute(_DOCUMENTS):
        if row[0] in stating:
            yield tuple(map(_clean, row))


def entity_rows(graph: Graph, connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the nodes that are no metrics."""
    lists = ("aliases", "themes", "stages")
    columns = [name for name in ENTITIES.columns if name not in ("id", "bank_label")]
    labels = _labels(connection)
    for node, data in graph.nodes(data=True):
        if data["type"] != "metric":
            told = {name: split(data.get(name, "")) if name in lists else data.get(name) for name in columns}
            told |= {"id": node, "bank_label": labels.get(data.get("bank"))}
            yield tuple(_clean(told[name]) for name in ENTITIES.columns)


def relation_rows(graph: Graph, connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the edges, those to metrics too."""
    labels = graph.nodes
    for head, tail, data in graph.edges(data=True):
        relation = data["type"]
        row = (fact_of_edge(head, relation, tail), head, labels[head]["label"], relation, tail, labels[tail]["label"])
        yield tuple(map(_clean, (*row, data["weight"], data["document"], data["evidence"])))


def metric_rows(graph: Graph, connection: sqlite3.Connection) -> Iterator[Row]:
    """Yield the observations."""
    subjects = dict(connection.execute("SELECT node, subject FROM observations"))
    labels = _labels(connection)
    for node, data in graph.nodes(data=True):
        if data["type"] == "metric":
            subject, about = subjects[node], data.get("about")
            told = (data["name"], data["cmp"], data["value"], data.get("value_max"), data["unit"], data["date"] or None)
            row = (node, subject, labels[subject], data.get("bank"), about, labels.get(about), *told, data["documents"])
            yield tuple(map(_clean, row))


def _labels(connection: sqlite3.Connection) -> dict[str | None, str]:
    """Return what a person reads for each node that others refer to, in the wanted part of the graph or not."""
    return dict(connection.execute("SELECT id, label FROM nodes WHERE type <> 'metric'"))


def _clean(value: Value) -> Value:
    if isinstance(value, list):
        return [printable(item) for item in value]
    return printable(value) if isinstance(value, str) else value


DOCUMENTS = Table(
    "documents",
    {"id": "text", "name": "text", "title": "text", "sha256": "text", "characters": "integer"},
    document_rows,
)
ENTITIES = Table(
    "entities",
    {
        "id": "text", "label": "text", "type": "text", "kind": "text", "bank": "text", "bank_label": "text",
        "aliases": "texts", "documents": "integer", "mentions": "integer", "first_date": "text",
        "province": "text", "city": "text", "themes": "texts", "stages": "texts",
    },
    entity_rows,
)  # fmt: skip
RELATIONS = Table(
    "relations",
    {
        "id": "text", "head": "text", "head_label": "text", "relation": "text", "tail": "text", "tail_label": "text",
        "weight": "integer", "document": "text", "evidence": "text",
    },
    relation_rows,
)  # fmt: skip
METRICS = Table(
    "metrics",
    {
        "id": "text", "subject": "text", "subject_label": "text", "bank": "text", "about": "text",
        "about_label": "text", "name": "text", "cmp": "text", "value": "number", "value_max": "number",
        "unit": "text", "date": "text", "documents": "integer",
    },
    metric_rows,
)  # fmt: skip
EVIDENCE = Table(
    "evidence",
    {
        "id": "integer", "fact": "text", "document_id": "text", "document": "text", "start": "integer",
        "end": "integer", "quote": "text",
    },
    evidence_rows,
)  # fmt: skip
TABLES: tuple[Table, ...] = (DOCUMENTS, ENTITIES, RELATIONS, METRICS, EVIDENCE)
