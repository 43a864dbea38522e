"""What a casebook keeps of each document: stored whole, dropped whole."""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from typing import NamedTuple

from extract.schema import Evidence, Extraction
from graph.casebook.duplicates import add_fingerprint
from graph.casebook.signatures import signature
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
    _store_facts(connection, extraction)


def _drop_orphan(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute(
        "DELETE FROM documents WHERE id = ? AND NOT EXISTS (SELECT 1 FROM sources WHERE document_id = ?)",
        (document_id, document_id),
    )


def _store_facts(connection: sqlite3.Connection, extraction: Extraction) -> None:
    """Store facts table by table: a statement for each row would take twice as long."""
    # Reading commands import this module, and have no need of the readers.
    from extract.reading.offsets import locate

    document = extraction.document
    last = connection.execute(
        "SELECT (SELECT max(id) FROM entities), (SELECT max(id) FROM relations), (SELECT max(id) FROM metrics)"
    ).fetchone()
    first_entity, first_relation, first_metric = ((row or 0) + 1 for row in last)
    entities = list(enumerate(extraction.entities, first_entity))
    relations = list(enumerate(extraction.relations, first_relation))
    metrics = list(enumerate(extraction.metrics, first_metric))
    ids = {entity.name: row for row, entity in entities}
    connection.executemany(
        "INSERT INTO entities VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (row, document.id, one.label, one.name, one.kind, one.bank, "|".join(one.themes), "|".join(one.stages))
            for row, one in entities
        ),
    )
    connection.executemany(
        "INSERT INTO aliases VALUES (?, ?, ?)",
        ((row, position, name) for row, one in entities for position, name in enumerate(one.aliases)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)",
        ((row, span.start, span.end) for row, one in entities for span in one.mentions),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO purposes VALUES (?, ?, ?, ?, ?)",
        (
            (row, purpose.start, purpose.end, "|".join(purpose.themes), "|".join(purpose.stages))
            for row, one in entities
            for purpose in one.purposes
        ),
    )
    connection.executemany(
        "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
        ((row, document.id, one.rel, ids[one.head], ids[one.tail]) for row, one in relations),
    )
    connection.executemany(
        "INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                row,
                document.id,
                ids[one.subject],
                None if one.about is None else ids[one.about],
                one.name,
                one.value,
                one.value_max,
                one.unit,
                one.cmp,
                one.date,
            )
            for row, one in metrics
        ),
    )
    told: list[tuple[int | None, int | None, int | None, tuple[Evidence, ...]]] = [
        *((row, None, None, one.evidence) for row, one in entities),
        *((None, row, None, one.evidence) for row, one in relations),
        *((None, None, row, one.evidence) for row, one in metrics),
    ]
    quotes = {one.quote for *_, places in told for one in places}
    bits = signature(_folded(quote) or quote for quote in quotes)
    connection.execute("INSERT INTO signatures VALUES (?, ?)", (document.id, bits))
    connection.executemany(
        "INSERT INTO evidence VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (document.id, *fact, one.start, one.end, one.quote, locate(document, one.start), _folded(one.quote))
            for *fact, places in told
            for one in places
        ),
    )


@lru_cache(maxsize=1000)
def _folded(quote: str) -> str | None:
    folded = fold(quote)
    return None if folded == quote else folded


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
