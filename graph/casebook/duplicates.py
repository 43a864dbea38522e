"""Near-duplicates: an article that was saved twice, from two sites or in two formats, counts once.

Candidates are texts that share most of their smallest hashes of five letters in a row (Broder, "On the resemblance and
containment of documents", 1997). Texts of a form that comes every quarter share as many, so what decides are the
quotes: of two texts that are much alike the shorter is a twin where the longer says all that it is quoted for.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from extract.schema import Document
from extract.traditional import simplify

_SHINGLE = 5
_SKETCH = 100
LEAST_SHARED = 70
_SHORTEST = 100
_ALIKE = 0.8
_QUOTES = 0.95
_LETTERS = re.compile(r"\w+")


def add_fingerprint(connection: sqlite3.Connection, document: Document) -> None:
    """Note the hashes by which the document is compared, within the caller's transaction."""
    rows = [(value, document.id) for value in fingerprint(document)]
    connection.executemany("INSERT INTO fingerprints VALUES (?, ?)", rows)


def fingerprint(document: Document) -> list[int]:
    """Return the hashes by which a document is compared, at most 100, ascending; none of a short text."""
    return sorted(_shingles(letters_of(document.text)))[:_SKETCH]


def mark_twins(connection: sqlite3.Connection) -> None:
    """Note for each document of which longer one it is a twin, within the caller's transaction.

    The outcome is the same whatever the order in which documents came. A twin keeps its facts, but they count no more.
    Only documents that are not resolved yet, and those that are like them, are looked at; one of which it turns out
    that it is a twin, or none any more, is not resolved either.
    """
    alike: dict[str, set[str]] = {}
    fresh = connection.execute(
        "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM resolved)"
        " OR twin_of NOT IN (SELECT id FROM documents)"
    )
    waiting = [document for (document,) in fresh.fetchall()]
    while waiting:
        document = waiting.pop()
        if document not in alike:
            near = _alike(connection, document)
            if near or _twin_of(connection, document):
                alike[document] = near
                waiting += near
    texts = {document: _letters(connection, document) for document in alike}

    def quotes(document: str) -> list[str]:
        rows = connection.execute("SELECT DISTINCT quote FROM evidence WHERE document_id = ?", (document,))
        return [quote for (quote,) in rows]

    found = twins(alike, texts, quotes)
    for document in alike:
        twin = found.get(document)
        if twin != _twin_of(connection, document):
            connection.execute("UPDATE documents SET twin_of = ? WHERE id = ?", (twin, document))
            connection.execute("DELETE FROM resolved WHERE document_id = ?", (document,))


def twins(
    alike: Mapping[str, Collection[str]], texts: Mapping[str, str], quotes: Callable[[str], Collection[str]]
) -> dict[str, str]:
    """Return the longer document of which one is a twin, by document.

    Parameters
    ----------
    alike
        For each document those that share `LEAST_SHARED` hashes or more with it.
    texts
        Their letters, see `letters_of`.
    quotes
        What a document is quoted for.
    """
    ranks = {document: rank for rank, document in enumerate(sorted(alike, key=lambda one: (-len(texts[one]), one)))}
    found: dict[str, str] = {}
    for document, rank in ranks.items():
        longer = sorted(
            (one for one in alike[document] if ranks[one] < rank and one not in found), key=ranks.__getitem__
        )
        near = (one for one in longer if _resemble(texts[document], texts[one]))
        twin = next((one for one in near if _says(texts[one], quotes(document))), None)
        if twin is not None:
            found[document] = twin
    return found


# Who shares the least number of hashes with a document shares one of as many as it may lack and one more, whichever
# these are: so those that fewest documents have are enough to find all candidates. Where a form comes every
# quarter, most hashes are in each of its texts.
_ALIKE_TO = """
    WITH rare (hash) AS MATERIALIZED (
        SELECT hash FROM fingerprints AS mine WHERE document_id = ?1
        ORDER BY (SELECT count(*) FROM (SELECT 1 FROM fingerprints AS all_ WHERE all_.hash = mine.hash LIMIT ?3)), hash
        LIMIT (SELECT max(0, count(*) - ?2 + 1) FROM fingerprints WHERE document_id = ?1)
    ),
    near (document_id) AS MATERIALIZED (
        SELECT DISTINCT document_id FROM rare CROSS JOIN fingerprints USING (hash) WHERE document_id <> ?1
    )
    SELECT near.document_id FROM near CROSS JOIN fingerprints AS mine ON mine.document_id = ?1
    CROSS JOIN fingerprints AS theirs ON theirs.hash = mine.hash AND theirs.document_id = near.document_id
    GROUP BY 1 HAVING count(*) >= ?2
"""
_RARE = 16


def _alike(connection: sqlite3.Connection, document: str) -> set[str]:
    """Return the documents that share so many hashes with one that they may be its twins."""
    return {other for (other,) in connection.execute(_ALIKE_TO, (document, LEAST_SHARED, _RARE))}


def _twin_of(connection: sqlite3.Connection, document: str) -> str | None:
    twin: str | None = connection.execute("SELECT twin_of FROM documents WHERE id = ?", (document,)).fetchone()[0]
    return twin


def _letters(connection: sqlite3.Connection, document: str) -> str:
    return letters_of(connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()[0])


def letters_of(text: str) -> str:
    """Return the letters and digits of a text as they are compared: simplified, without case."""
    return "".join(_LETTERS.findall(simplify(text))).casefold()


@lru_cache(maxsize=64)
def _shingles(letters: str) -> frozenset[int]:
    if len(letters) < _SHORTEST:
        return frozenset()
    return frozenset(zlib.crc32(letters[i : i + _SHINGLE].encode()) for i in range(len(letters) - _SHINGLE + 1))


def _resemble(one: str, other: str) -> bool:
    ours, theirs = _shingles(one), _shingles(other)
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)


def _says(letters: str, quotes: Collection[str]) -> bool:
    return sum(letters_of(quote) in letters for quote in quotes) >= _QUOTES * len(quotes)
