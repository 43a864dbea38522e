"""How much a casebook holds, counted when it is resolved: to count it when asked would take longer the more it is."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass

from graph.casebook.connection import read_meta, write_meta

_KEY = "counts"


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of documents, evidences, nodes and edges."""

    documents: int
    characters: int
    evidences: int
    nodes: dict[str, int]
    edges: dict[str, int]


def count(connection: sqlite3.Connection) -> Stats:
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


def write_counts(connection: sqlite3.Connection) -> None:
    """Count and note it, within the caller's transaction."""
    write_meta(connection, _KEY, json.dumps(asdict(count(connection))))


def drop_counts(connection: sqlite3.Connection) -> None:
    """Forget what was counted, within the caller's transaction."""
    connection.execute("DELETE FROM meta WHERE key = ?", (_KEY,))


def stats(connection: sqlite3.Connection) -> Stats:
    """Return how much there is of each type: as noted, or counted where nothing is."""
    try:
        return Stats(**json.loads(read_meta(connection, _KEY) or ""))
    except (TypeError, ValueError):
        # Nothing is noted, or nothing that yinpu wrote.
        return count(connection)
