"""Plain text."""

from __future__ import annotations

from extract.reading.cleanup.lines import split_lines
from extract.reading.document import Source
from extract.reading.offsets import trace


def read(text: str) -> Source:
    """Return the lines of a plain text."""
    return Source(list(split_lines(trace(text))))
