"""Builds killed with SIGKILL; tests/benchmarks/bench_crashes.py kills 100."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from . import killing

BRIEFS = 6
KILLS = 5


def test_killed_builds_lose_nothing_and_go_on(root: Path, tmp_path: Path) -> None:
    documents = tmp_path / "briefs"
    documents.mkdir()
    for path in sorted((root / "data/cases").glob("*.md"))[:BRIEFS]:
        shutil.copy(path, documents)
    told = killing.endure(documents, tmp_path, KILLS, seed=8, in_a_row=KILLS)
    assert told.kills == KILLS
    casebook = tmp_path / "undisturbed.db"
    whole = killing.facts_of(casebook)
    assert killing.check(casebook, whole, whole) == BRIEFS
    # What would be lost is seen.
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM evidence WHERE id = (SELECT max(id) FROM evidence)")
    with pytest.raises(killing.LostError, match="by half"):
        killing.check(casebook, {}, whole)
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM documents WHERE id = (SELECT max(id) FROM documents)")
    with pytest.raises(killing.LostError, match="committed and lost"):
        killing.check(casebook, whole, whole)
