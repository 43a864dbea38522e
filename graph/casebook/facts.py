"""What a casebook keeps of each document: stored whole, dropped whole."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from extract.schema import Document, Entity, Evidence, Extraction, Metric, Relation
from graph.casebook.duplicates import add_fingerprint
from graph.text import fold


class Source(NamedTuple):
    """A file that was read: the document that it became, and the digest of its bytes."""

    document_id: str
    sha256: str


def source_of(connection: sqlite3.Connection, path: str) -> Source | None:
    """Return what is known of the file at `path`, if it was read before."""
    row = connection.execute("SELECT document_id, sha256 FROM sources WHERE path = ?", (path,)).fetchone()
    return None if row is None else Source(*row)


def has_document(connection: sqlite3.Connection, document_id: str, extractor_version: str) -> bool:
    """Say whether the document is stored with the facts of this version of the extractor."""
    query = "SELECT 1 FROM documents WHERE id = ? AND extractor_version = ?"
    return connection.execute(query, (document_id, extractor_version)).fetchone() is not None


def add_source(connection: sqlite3.Connection, path: str, document_id: str, sha256: str) -> None:
    """Note that the file at `path` says what the document says; drop the document that it said before.

    A document stays as long as one file has it.
    """
    before = source_of(connection, path)
    connection.execute("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", (path, document_id, sha256))
    connection.execute("DELETE FROM failures WHERE path = ?", (path,))
    if before is not None and before.document_id != document_id:
        _drop_orphan(connection, before.document_id)


def add_failure(connection: sqlite3.Connection, path: str, reason: str) -> None:
    """Note that the file at `path` could not be read; what was stored of it before stays."""
    connection.execute("INSERT OR REPLACE INTO failures VALUES (?, ?)", (path, reason))


def remove_failure(connection: sqlite3.Connection, path: str) -> bool:
    """Forget that the file at `path` could not be read; return whether that was noted."""
    return connection.execute("DELETE FROM failures WHERE path = ?", (path,)).rowcount > 0


def remove_document(connection: sqlite3.Connection, document_id: str) -> None:
    """Remove a document with all that it says."""
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def store_extraction(connection: sqlite3.Connection, extraction: Extraction, extractor_version: str) -> None:
    """Store one document with its facts, in place of what was stored under its id; the sources stay.

    Parameters
    ----------
    connection
        Open for writing; the caller's transaction makes the whole document appear at once.
    extraction
        The document and its facts.
    extractor_version
        Which extractor found them.
    """
    document = extraction.document
    sources = connection.execute("SELECT * FROM sources WHERE document_id = ?", (document.id,)).fetchall()
    remove_document(connection, document.id)
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (
            document.id,
            document.name,
            document.title,
            document.sha256,
            document.text,
            document.reader,
            document.encoding,
            document.pages,
            _json(document.meta),
            _json(document.offsets),
            _json(document.locators),
            _json(document.warnings),
            extractor_version,
        ),
    )
    connection.executemany("INSERT INTO sources VALUES (?, ?, ?)", sources)
    add_fingerprint(connection, document)
    ids = {entity.name: _store_entity(connection, document, entity) for entity in extraction.entities}
    for relation in extraction.relations:
        _store_relation(connection, document, relation, ids)
    for metric in extraction.metrics:
        _store_metric(connection, document, metric, ids)


def _drop_orphan(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute(
        "DELETE FROM documents WHERE id = ? AND NOT EXISTS (SELECT 1 FROM sources WHERE document_id = ?)",
        (document_id, document_id),
    )


def _store_entity(connection: sqlite3.Connection, document: Document, entity: Entity) -> int:
    entity_id = _insert(
        connection,
        "INSERT INTO entities (document_id, label, name, kind, bank, themes, stages) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            entity.label,
            entity.name,
            entity.kind,
            entity.bank,
            "|".join(entity.themes),
            "|".join(entity.stages),
        ),
    )
    connection.executemany(
        "INSERT INTO aliases VALUES (?, ?, ?)",
        ((entity_id, position, name) for position, name in enumerate(entity.aliases)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)",
        ((entity_id, span.start, span.end) for span in entity.mentions),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO purposes VALUES (?, ?, ?, ?, ?)",
        ((entity_id, one.start, one.end, "|".join(one.themes), "|".join(one.stages)) for one in entity.purposes),
    )
    _store_evidence(connection, document, "entity_id", entity_id, entity.evidence)
    return entity_id


def _store_relation(
    connection: sqlite3.Connection, document: Document, relation: Relation, ids: dict[str, int]
) -> None:
    relation_id = _insert(
        connection,
        "INSERT INTO relations (document_id, rel, head, tail) VALUES (?, ?, ?, ?)",
        (document.id, relation.rel, ids[relation.head], ids[relation.tail]),
    )
    _store_evidence(connection, document, "relation_id", relation_id, relation.evidence)


def _store_metric(connection: sqlite3.Connection, document: Document, metric: Metric, ids: dict[str, int]) -> None:
    metric_id = _insert(
        connection,
        "INSERT INTO metrics (document_id, subject, about, name, value, value_max, unit, cmp, date)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            ids[metric.subject],
            None if metric.about is None else ids[metric.about],
            metric.name,
            metric.value,
            metric.value_max,
            metric.unit,
            metric.cmp,
            metric.date,
        ),
    )
    _store_evidence(connection, document, "metric_id", metric_id, metric.evidence)


def _store_evidence(
    connection: sqlite3.Connection, document: Document, column: str, fact_id: int, places: tuple[Evidence, ...]
) -> None:
    # Reading commands import this module, and have no need of the readers.
    from extract.reading.offsets import locate

    # `column` is one of three literals of this module, never a text of a document.
    connection.executemany(
        f"INSERT INTO evidence (document_id, {column}, start, end, quote, place, folded) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (document.id, fact_id, one.start, one.end, one.quote, locate(document, one.start), _folded(one.quote))
            for one in places
        ),
    )


def _folded(quote: str) -> str | None:
    folded = fold(quote)
    return None if folded == quote else folded


def _insert(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> int:
    row = connection.execute(statement, values).lastrowid
    assert row is not None, "an INSERT into a table with an integer key gives its row"
    return row


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
