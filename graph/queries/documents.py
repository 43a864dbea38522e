"""What a casebook holds."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass

from graph.errors import YinpuError


@dataclass(frozen=True, slots=True)
class Document:
    """A document, how much it says, and the files that it came from."""

    id: str
    name: str
    title: str
    characters: int
    entities: int
    relations: int
    metrics: int
    sources: list[str]
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of documents, evidences, nodes and edges."""

    documents: int
    characters: int
    evidences: int
    nodes: dict[str, int]
    edges: dict[str, int]


_DOCUMENTS = """
    SELECT id, name, title, length(text),
        (SELECT count(*) FROM entities WHERE document_id = documents.id),
        (SELECT count(*) FROM relations WHERE document_id = documents.id),
        (SELECT count(*) FROM metrics WHERE document_id = documents.id),
        warnings
    FROM documents ORDER BY name, id
"""


def documents(connection: sqlite3.Connection) -> list[Document]:
    """Return the documents by name."""
    sources: dict[str, list[str]] = defaultdict(list)
    for document_id, path in connection.execute("SELECT document_id, path FROM sources ORDER BY document_id, path"):
        sources[document_id].append(path)
    return [
        Document(node, name, title, characters, entities, relations, metrics, sources[node], json.loads(warnings))
        for node, name, title, characters, entities, relations, metrics, warnings in connection.execute(_DOCUMENTS)
    ]


def find_document(connection: sqlite3.Connection, name: str) -> str:
    """Return the id of the document that a person means by its id, its name or the path of its file.

    Raises
    ------
    YinpuError
        There is none, or several have the name.
    """
    rows = connection.execute(
        "SELECT id FROM documents WHERE id = ?1 OR name = ?1"
        " UNION SELECT document_id FROM sources WHERE path = ?1 OR path = ?2 ORDER BY 1",
        (name, _absolute(name)),
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        ids = ", ".join(document_id for (document_id,) in rows)
        raise YinpuError(f"{name}: several documents have this name; use one of their ids: {ids}")
    from difflib import get_close_matches

    names = [known for (known,) in connection.execute("SELECT name FROM documents ORDER BY name")]
    near = get_close_matches(name, names, n=5, cutoff=0.4)
    cure = f"did you mean {', '.join(near)}?" if near else "`yinpu documents` lists them"
    raise YinpuError(f"{name}: no such document in this casebook; {cure}")


def stats(connection: sqlite3.Connection) -> Stats:
    """Return how much there is of each type."""
    documents, characters = connection.execute(
        "SELECT count(*), coalesce(sum(length(text)), 0) FROM documents"
    ).fetchone()
    (evidences,) = connection.execute("SELECT count(*) FROM evidence").fetchone()
    return Stats(
        documents,
        characters,
        evidences,
        nodes=dict(connection.execute("SELECT type, count(*) FROM nodes GROUP BY type ORDER BY type")),
        edges=dict(connection.execute("SELECT rel, count(*) FROM edges GROUP BY rel ORDER BY rel")),
    )


def _absolute(name: str) -> str:
    from pathlib import Path

    return str(Path(name).resolve())
