"""Whatever bytes and texts come: a document or one clear error, facts whose quotes stand in the text, never a crash.

tests/hostile/fuzz.py looks for more, guided by coverage and for as long as it is told to.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import extract_text
from extract.reading import ReadError, guard
from extract.schema import Extraction
from graph.casebook import store_extraction
from graph.casebook.schema import creation

from . import facts, seeds, texts

BOUNDED = settings(
    max_examples=30,
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 4), st.integers(0, 400)), max_size=6)
PIECES = st.sampled_from([*texts.SIGNS, *texts.PHRASES, *(pattern.format(7, "江", 2025) for pattern in texts.COUNTED)])
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)


@pytest.mark.parametrize("name", seeds.seeds())
@BOUNDED
@given(edits=EDITS)
def test_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, edits: list[tuple[int, int, int]]) -> None:
    monkeypatch.setattr(guard, "SECONDS", 20.0)
    for document in seeds.read(name, seeds.spoiled(seeds.seeds()[name], edits), tmp_path):
        seeds.check(document)


@pytest.mark.parametrize("name", seeds.seeds())
def test_files_that_are_whole_are_read(tmp_path: Path, name: str) -> None:
    documents = seeds.read(name, seeds.seeds()[name], tmp_path)
    assert documents
    for document in documents:
        seeds.check(document)
        assert "海河银行" in document.text


@BOUNDED
@given(text=TEXTS)
def test_quantities_and_dates(text: str) -> None:
    facts.check_quantities(text)


@settings(BOUNDED, max_examples=15)
@given(text=TEXTS)
def test_extraction(text: str) -> None:
    try:
        extraction = extract_text(text)
    except ReadError:
        return
    facts.check(extraction)
    stored(extraction)


def stored(extraction: Extraction) -> None:
    """Store an extraction in a casebook in memory, where it must fit all constraints."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(creation())
        connection.execute("PRAGMA foreign_keys = ON")
        with connection:
            store_extraction(connection, extraction, "1")
        (entities,) = connection.execute("SELECT count(*) FROM entities").fetchone()
    assert entities == len(extraction.entities)
