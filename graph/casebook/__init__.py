"""The casebook: one SQLite file that keeps each document with its facts, and what resolution made of them."""

from graph.casebook.connection import CasebookError, lock, open_for_reading, open_for_writing, read_meta, write_meta
from graph.casebook.duplicates import mark_twins
from graph.casebook.facts import (
    add_failure,
    add_source,
    has_document,
    remove_document,
    remove_failure,
    source_of,
    store_extraction,
)

__all__ = [
    "CasebookError",
    "add_failure",
    "add_source",
    "has_document",
    "lock",
    "mark_twins",
    "open_for_reading",
    "open_for_writing",
    "read_meta",
    "remove_document",
    "remove_failure",
    "source_of",
    "store_extraction",
    "write_meta",
]
