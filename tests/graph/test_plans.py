"""What a changed document costs follows what it touches: no statement goes through all facts of a casebook.

SQLite decides anew with each version in which order it joins tables; EXPLAIN QUERY PLAN tells how.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from extract.schema import Extraction
from graph.casebook import store_extraction
from graph.casebook.connection import read_meta
from graph.resolution import refresh

# A row for each document, or each name that stands for others; and what has changed. Other tables grow with the facts.
MAY_BE_SCANNED = {"documents", "resolved", "linked", "links", "joint", "stale", "stale_edges", "chunk", "rare", "near"}
_SCANNED = re.compile(r"SCAN (?!CONSTANT ROW)(\w+)\b(?! VIRTUAL)")


class Explained(sqlite3.Connection):
    """A connection that notes which tables its statements go through from end to end, and in which statement."""

    def __init__(self, *words: object, **options: object) -> None:
        super().__init__(*words, **options)  # type: ignore[arg-type]
        self.scanned: dict[str, str] = {}
        self.statements = 0

    def execute(self, statement: str, values: object = ()) -> sqlite3.Cursor:  # type: ignore[override]
        """Run a statement, and note its plan."""
        self._explain(statement, values)
        return super().execute(statement, values)  # type: ignore[arg-type]

    def executemany(self, statement: str, rows: object) -> sqlite3.Cursor:  # type: ignore[override]
        """Run a statement for several rows, and note its plan."""
        given = list(rows)  # type: ignore[call-overload]
        if given:
            self._explain(statement, given[0])
        return super().executemany(statement, given)

    def _explain(self, statement: str, values: object) -> None:
        if statement.split()[0] in ("SELECT", "WITH", "INSERT", "DELETE", "UPDATE"):
            self.statements += 1
            for *_, detail in super().execute(f"EXPLAIN QUERY PLAN {statement}", values):  # type: ignore[arg-type]
                found = _SCANNED.match(detail)
                if found:
                    self.scanned.setdefault(found[1], statement)


def test_a_changed_document_makes_no_statement_go_through_all_facts(
    casebook: Path, folder: Path, extract_statements: Callable[[Path], Extraction]
) -> None:
    path = next(iter(sorted(folder.glob("*.txt"))))
    path.write_text(path.read_text("utf-8").replace("春芽计划", "夏木计划"), encoding="utf-8")
    with closing(sqlite3.connect(casebook, factory=Explained)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        version = read_meta(connection, "rules")
        assert version is not None
        with connection:
            connection.execute(
                "DELETE FROM documents WHERE id = (SELECT document_id FROM sources WHERE path = ?)", (str(path),)
            )
            store_extraction(connection, extract_statements(path), version)
        refresh(connection, version, more=True)
        assert connection.execute("SELECT 1 FROM node_names WHERE name = '夏木计划'").fetchone(), (
            "the change is resolved"
        )
    assert connection.statements > 50
    assert {table: said for table, said in connection.scanned.items() if table not in MAY_BE_SCANNED} == {}
