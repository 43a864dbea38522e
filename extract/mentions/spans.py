"""What the components share: adding candidates, finding where an unquoted name begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span

from extract.lexicon import alternation, words

CANDIDATES = "candidates"
MENTIONS = "mentions"
QUOTES = "“”\"「」『』‘’"
HAN = "一-鿿㐀-䶿々"


def add_candidates(doc: Doc, found: Iterable[tuple[int, int, str, str]]) -> None:
    """Add (start, end, label, kind) to the candidates of `doc`."""
    group = doc.spans[CANDIDATES] if CANDIDATES in doc.spans else []
    doc.spans[CANDIDATES] = [*group, *(Span(doc, start, end, label, span_id=kind) for start, end, label, kind in found)]


def candidates(doc: Doc, *labels: str) -> list[Span]:
    """Return the candidates with one of `labels` (all without labels), by place."""
    group = doc.spans[CANDIDATES] if CANDIDATES in doc.spans else []
    found = [span for span in group if not labels or span.label_ in labels]
    return sorted(found, key=lambda span: (span.start, -span.end))


@cache
def _boundary() -> re.Pattern[str]:
    return re.compile(alternation(words("cues", "boundary", "words")))


def name_start(text: str, floor: int, end: int) -> int:
    """Return where the unquoted name that ends at `end` begins: after the last boundary word behind `floor`."""
    start = floor
    for match in _boundary().finditer(text, floor, end):
        if match.end() < end:
            start = match.end()
    return start


def runs(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Return the places of a pattern's non-empty matches."""
    return (match.span() for match in pattern.finditer(text) if match.end() > match.start())


def bare(name: str) -> str:
    """Return a name without quotation marks."""
    return name.translate({ord(mark): None for mark in QUOTES})
