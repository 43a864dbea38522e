"""Near-duplicates: an article that was saved twice, from two sites or in two formats, counts once.

Candidates are texts that share most of their smallest hashes of five letters in a row (Broder, "On the resemblance and
containment of documents", 1997). Texts of a form that comes every quarter share as many, so what decides are the
quotes: of two texts that are much alike the shorter is a twin where the longer says all that it is quoted for.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from heapq import heapify, heappop, heappush

from extract.schema import Document
from extract.traditional import simplify

_SHINGLE = 5
_SKETCH = 100
LEAST_SHARED = 70
_SHORTEST = 100
_ALIKE = 0.8
_QUOTES = 0.95
# Texts, and their hashes, that are at hand: a document is compared with several.
_TEXTS = 16
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
    Only documents that are not resolved yet, and those for which these matter, are looked at; one of which it turns
    out that it is a twin, or none any more, is not resolved either.
    """
    fresh = connection.execute(
        "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM resolved)"
        " OR twin_of NOT IN (SELECT id FROM documents)"
    )
    near: dict[str, set[str]] = {}
    for (document,) in fresh.fetchall():
        found = _alike(connection, document)
        if found or _twin_of(connection, document):
            near[document] = found

    def alike(document: str) -> set[str]:
        return near[document] if document in near else _alike(connection, document)

    def quotes(document: str) -> list[str]:
        rows = connection.execute("SELECT DISTINCT quote FROM evidence WHERE document_id = ?", (document,))
        return [quote for (quote,) in rows]

    letters = lru_cache(maxsize=_TEXTS)(partial(_letters, connection))
    for document, twin in twins(near, alike, letters, quotes, partial(_twin_of, connection)).items():
        if twin != _twin_of(connection, document):
            connection.execute("UPDATE documents SET twin_of = ? WHERE id = ?", (twin, document))
            connection.execute("DELETE FROM resolved WHERE document_id = ?", (document,))


def twins(
    fresh: Collection[str],
    alike: Callable[[str], Collection[str]],
    letters: Callable[[str], str],
    quotes: Callable[[str], Collection[str]],
    settled: Callable[[str], str | None],
) -> dict[str, str | None]:
    """Return the longer document of which one is a twin, if any, of documents that came and of those that they change.

    What a document is matters to shorter ones alone, so the longest are looked at first, and of those that were there
    only such as are like one that came, or that is a twin now and was none, or the other way round.

    Parameters
    ----------
    fresh
        The documents that came, or whose twin is gone.
    alike
        Those that share `LEAST_SHARED` hashes or more with a document.
    letters
        The letters of its text, see `letters_of`.
    quotes
        What it is quoted for.
    settled
        Of which one a document that was there is a twin so far.

    Returns
    -------
    dict
        By document, longest first; one that was there and is as before may be among them.
    """
    ranks: dict[str, tuple[int, str]] = {}
    found: dict[str, str | None] = {}
    # What is new about longer documents, by those that are like them.
    news: dict[str, list[str]] = defaultdict(list)

    def rank(document: str) -> tuple[int, str]:
        if document not in ranks:
            ranks[document] = -len(letters(document)), document
        return ranks[document]

    def is_twin(document: str, one: str) -> bool:
        state = found[one] if one in found else settled(one)
        return state is None and _resemble(letters(document), letters(one)) and _says(letters(one), quotes(document))

    waiting = [rank(document) for document in fresh]
    heapify(waiting)
    while waiting:
        _, document = heappop(waiting)
        if document in found:
            continue
        came = document in fresh
        before = None if came else settled(document)
        anew = came or before in news[document]
        longer = sorted(map(rank, alike(document) if anew else news[document]))
        least = rank(document) if anew or before is None else rank(before)
        after = next((one for length, one in longer if (length, one) < least and is_twin(document, one)), None)
        found[document] = after if anew or after is not None else before
        if came or (before is None) != (found[document] is None):
            for other in alike(document):
                if rank(other) > rank(document):
                    news[other].append(document)
                    heappush(waiting, rank(other))
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
    SELECT near.document_id FROM near CROSS JOIN fingerprints AS theirs ON theirs.document_id = near.document_id
    WHERE +theirs.hash IN (SELECT hash FROM fingerprints WHERE document_id = ?1) GROUP BY 1 HAVING count(*) >= ?2
"""
# Hashes of more documents than that are all taken for as common.
_RARE = 256


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


@lru_cache(maxsize=_TEXTS)
def _shingles(letters: str) -> frozenset[int]:
    if len(letters) < _SHORTEST:
        return frozenset()
    return frozenset(zlib.crc32(letters[i : i + _SHINGLE].encode()) for i in range(len(letters) - _SHINGLE + 1))


def _resemble(one: str, other: str) -> bool:
    ours, theirs = _shingles(one), _shingles(other)
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)


def _says(letters: str, quotes: Collection[str]) -> bool:
    return sum(letters_of(quote) in letters for quote in quotes) >= _QUOTES * len(quotes)
