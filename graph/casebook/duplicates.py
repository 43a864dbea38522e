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
from collections.abc import Callable, Collection, Mapping

from extract.schema import Document
from extract.traditional import simplify

_SHINGLE = 5
_SKETCH = 100
LEAST_SHARED = 50
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
    """
    connection.execute("UPDATE documents SET twin_of = NULL WHERE twin_of IS NOT NULL")
    alike: dict[str, set[str]] = defaultdict(set)
    for one, other in connection.execute(
        "SELECT a.document_id, b.document_id FROM fingerprints AS a"
        " JOIN fingerprints AS b ON a.hash = b.hash AND a.document_id < b.document_id"
        " GROUP BY 1, 2 HAVING count(*) >= ?",
        (LEAST_SHARED,),
    ):
        alike[one].add(other)
        alike[other].add(one)
    texts = {
        document: letters_of(connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()[0])
        for document in alike
    }

    def quotes(document: str) -> list[str]:
        rows = connection.execute("SELECT DISTINCT quote FROM evidence WHERE document_id = ?", (document,))
        return [quote for (quote,) in rows]

    connection.executemany(
        "UPDATE documents SET twin_of = ? WHERE id = ?",
        ((twin, document) for document, twin in twins(alike, texts, quotes).items()),
    )


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
        twin = next(
            (one for one in longer if _alike(texts[document], texts[one]) and _says(texts[one], quotes(document))), None
        )
        if twin is not None:
            found[document] = twin
    return found


def letters_of(text: str) -> str:
    """Return the letters and digits of a text as they are compared: simplified, without case."""
    return "".join(_LETTERS.findall(simplify(text))).casefold()


def _shingles(letters: str) -> set[int]:
    if len(letters) < _SHORTEST:
        return set()
    return {zlib.crc32(letters[i : i + _SHINGLE].encode()) for i in range(len(letters) - _SHINGLE + 1)}


def _alike(one: str, other: str) -> bool:
    ours, theirs = _shingles(one), _shingles(other)
    return len(ours & theirs) >= _ALIKE * len(ours | theirs)


def _says(letters: str, quotes: Collection[str]) -> bool:
    return sum(letters_of(quote) in letters for quote in quotes) >= _QUOTES * len(quotes)
