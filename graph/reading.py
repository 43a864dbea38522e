"""Opening a casebook for its nodes and edges."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from graph.casebook import CasebookError, open_for_reading, open_for_writing, read_meta
from graph.curation import Curation, read_curation


def open_resolved(path: Path) -> sqlite3.Connection:
    """Open a casebook for reading, with nodes and edges that fit its documents.

    A build that was stopped leaves documents that are not yet resolved, and the file of decisions may have been
    changed by hand: then this resolves them in the casebook where nobody else writes to it, else in a copy in memory.

    Parameters
    ----------
    path
        The SQLite file.

    Raises
    ------
    CasebookError
        There is no such casebook, or it cannot be read.
    """
    connection = _snapshot(path)
    curation = read_curation(path)
    if _is_current(connection, curation):
        return connection
    version = read_meta(connection, "rules")
    connection.close()
    from graph.resolution import refresh

    with suppress(CasebookError), open_for_writing(path) as writer:
        refresh(writer, version or "after a stop", curation)
    connection = _snapshot(path)
    if _is_current(connection, curation):
        return connection
    with closing(connection):
        copy = sqlite3.connect(":memory:")
        connection.backup(copy)
    refresh(copy, version or "in memory", curation)
    return copy


def _is_current(connection: sqlite3.Connection, curation: Curation) -> bool:
    return (
        read_meta(connection, "resolved") is not None and (read_meta(connection, "curation") or "") == curation.digest
    )


def _snapshot(path: Path) -> sqlite3.Connection:
    """Open a casebook so that all that is read of it is of one moment, whatever a build writes meanwhile."""
    connection = open_for_reading(path)
    connection.execute("BEGIN")
    return connection
