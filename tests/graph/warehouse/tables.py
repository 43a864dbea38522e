"""The tables of a casebook and of a graph of Parquet files, as rows that can be compared."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from graph.text import split

Row = tuple[Any, ...]

# For each file of the graph: what it has, and the same of a casebook.
TABLES = {
    "documents": ("id, name, title, twin_of", "SELECT id, name, title, twin_of FROM documents"),
    "nodes": (
        "id, type, label, kind, bank, aliases, documents, mentions, first_date, province, city, themes, stages",
        "SELECT id, type, label, kind, bank, aliases, documents, mentions, first_date, province, city, themes, stages"
        " FROM nodes",
    ),
    "names": (
        "name, node, rank",
        "SELECT name, node, rank FROM node_names",
    ),
    "reasons": (
        "node, position, name, why, documents",
        "SELECT node, position, name, why, documents FROM node_reasons",
    ),
    "observations": (
        "node, subject, about, name, value, value_max, unit, cmp, date",
        "SELECT node, subject, about, name, value, value_max, unit, cmp, date FROM observations",
    ),
    "node_entities": (
        "node, document_id, entity, name, kind, via, mentions, themes, stages",
        "SELECT node, document_id, entities.name, node_entities.name, node_entities.kind, via, mentions,"
        " node_entities.themes, node_entities.stages FROM node_entities JOIN entities ON entities.id = entity_id",
    ),
    "node_evidence": (
        'node, document_id, start, "end", quote, place',
        "SELECT node, document_id, start, end, quote, place FROM node_evidence JOIN evidence ON id = evidence_id",
    ),
    "edge_evidence": (
        'head, rel, tail, document_id, start, "end", quote, place',
        "SELECT head, rel, tail, document_id, start, end, quote, place FROM edge_evidence"
        " JOIN evidence ON id = evidence_id",
    ),
    "edges": (
        'head, rel, tail, weight, document_id, document, start, "end", evidence',
        "SELECT head, rel, tail, weight, document_id, documents.name, start, end, quote FROM edges"
        " JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id",
    ),
    "decisions": ("line, text, state", "SELECT line, text, state FROM decisions"),
    "notes": ("node, position, text", "SELECT node, position, text FROM node_notes"),
    "accepted": ("fact", "SELECT fact FROM accepted"),
}
_LISTS = {"reasons": (4,), "node_entities": (7, 8)}


def of_casebook(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each table, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: _sorted(name, connection.execute(query).fetchall()) for name, (_, query) in TABLES.items()}


def of_graph(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of each table, sorted."""
    return {
        name: _sorted(name, duckdb.sql(f"SELECT {columns} FROM '{folder}/{name}.parquet'").fetchall())
        for name, (columns, _) in TABLES.items()
    }


def _sorted(table: str, rows: list[Row]) -> list[Row]:
    plain = [
        tuple(_list(value) if at in _LISTS.get(table, ()) else value for at, value in enumerate(row)) for row in rows
    ]
    return sorted(plain, key=repr)


def _list(value: str | list[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(json.loads(value)) if value.startswith("[") else tuple(split(value))
    return tuple(value)
