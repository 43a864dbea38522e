"""The casebook: one SQLite file that keeps each document with its facts, and what resolution made of them."""

from graph.casebook.connection import CasebookError, lock, open_for_reading, open_for_writing, read_meta, write_meta
from graph.casebook.facts import (
    add_source,
    has_document,
    remove_document,
    source_of,
    store_extraction,
)

__all__ = [
    "CasebookError",
    "add_source",
    "has_document",
    "lock",
    "open_for_reading",
    "open_for_writing",
    "read_meta",
    "remove_document",
    "source_of",
    "store_extraction",
    "write_meta",
]
