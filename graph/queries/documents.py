"""What a casebook holds."""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from graph.errors import YinpuError


@dataclass(frozen=True, slots=True)
class Document:
    """A document, how it was read and how much it says, and the files that it came from.

    `status` is "read", "failed" for a file that could not be read (the reason stands in `warnings`), or "twin" for one
    whose facts do not count because `twin_of` says them all; its files stand among the sources of that one, too.
    """

    id: str
    name: str
    status: str
    title: str
    date: str
    publisher: str
    url: str
    reader: str
    encoding: str
    pages: int
    characters: int
    entities: int
    relations: int
    metrics: int
    facts: int
    sources: list[str]
    warnings: list[str]
    twin_of: str | None


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """A name in the clean text of a document: what it names, and as what."""

    start: int
    end: int
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """The clean text of a document as the extraction saw it, and the names that were found in it.

    `places` are the offsets at which a paragraph begins on another page or slide than the one before, and which.
    """

    id: str
    text: str
    mentions: list[MarkedMention]
    places: list[tuple[int, str]]


_DOCUMENTS = """
    SELECT id, name, title, meta, reader, encoding, pages, length(text),
        (SELECT count(*) FROM entities WHERE document_id = documents.id),
        (SELECT count(*) FROM relations WHERE document_id = documents.id),
        (SELECT count(*) FROM metrics WHERE document_id = documents.id),
        warnings, twin_of
    FROM documents ORDER BY name, id
"""


def documents(connection: sqlite3.Connection) -> list[Document]:
    """Return the documents by name, behind them the files that could not be read."""
    sources: dict[str, list[str]] = defaultdict(list)
    for document_id, path in connection.execute(
        "SELECT document_id, path FROM sources UNION"
        " SELECT twin_of, path FROM sources JOIN documents ON id = document_id WHERE twin_of IS NOT NULL ORDER BY 1, 2"
    ):
        sources[document_id].append(path)
    return [*_read(connection, sources), *_failed(connection)]


def _read(connection: sqlite3.Connection, sources: dict[str, list[str]]) -> Iterator[Document]:
    for node, name, title, meta, reader, encoding, pages, characters, *facts, warnings, twin in connection.execute(
        _DOCUMENTS
    ):
        told = json.loads(meta)
        yield Document(
            id=node,
            name=name,
            status="twin" if twin else "read",
            title=title,
            date=told.get("date", ""),
            publisher=told.get("publisher", ""),
            url=told.get("url", ""),
            reader=reader,
            encoding=encoding,
            pages=pages,
            characters=characters,
            entities=facts[0],
            relations=facts[1],
            metrics=facts[2],
            facts=sum(facts),
            sources=sources[node],
            warnings=json.loads(warnings),
            twin_of=twin,
        )


def _failed(connection: sqlite3.Connection) -> Iterator[Document]:
    for path, reason in connection.execute("SELECT path, reason FROM failures ORDER BY path"):
        name = path.rsplit("/", 1)[-1]
        yield Document("", name, "failed", "", "", "", "", "", "", 0, 0, 0, 0, 0, 0, [path], [reason], None)


def clean_text(connection: sqlite3.Connection, document_id: str) -> CleanText:
    """Return the clean text of a document with the names that were found in it.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    document_id
        See `find_document`.
    """
    text, offsets, locators = connection.execute(
        "SELECT text, offsets, locators FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    mentions = connection.execute(
        "SELECT start, end, label, name FROM mentions JOIN entities ON id = entity_id WHERE document_id = ?"
        " ORDER BY start, end DESC, label, name",
        (document_id,),
    )
    places = _places(text, json.loads(offsets), json.loads(locators))
    return CleanText(document_id, text, [MarkedMention(*row) for row in mentions], places)


def _places(text: str, offsets: list[tuple[int, int]], locators: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return where the place of paragraphs changes; rows of a sheet are too many to be told."""
    places: list[tuple[int, str]] = []
    if not locators:
        return places
    at = 0
    for line in text.split("\n"):
        clean, source = offsets[bisect_right(offsets, at, key=itemgetter(0)) - 1]
        index = bisect_right(locators, source + at - clean, key=itemgetter(0)) - 1
        place = re.sub(r" ?row [0-9]+$", "", locators[max(0, index)][1])
        if place and place != (places[-1][1] if places else None):
            places.append((at, place))
        at += len(line) + 1
    return places


def marked(found: CleanText) -> str:
    """Return the text with its names in brackets, each with its label and, where it differs, the entity's name.

    Examples
    --------
    >>> marked(CleanText("a", "交行发布", [MarkedMention(0, 2, "bank", "交通银行")], []))
    '⟦交行 bank 交通银行⟧发布'
    """
    marks = [(at, at, f"—— {place} ——\n") for at, place in found.places]
    for one in found.mentions:
        form = found.text[one.start : one.end]
        named = "" if form == one.name else f" {one.name}"
        marks.append((one.start, one.end, f"⟦{form} {one.label}{named}⟧"))
    pieces: list[str] = []
    last = 0
    for start, end, mark in sorted(marks, key=lambda one: (one[0], -one[1] if one[1] > one[0] else -len(found.text))):
        if start >= last:
            pieces += [found.text[last:start], mark]
            last = end
    return "".join([*pieces, found.text[last:]])


def find_document(connection: sqlite3.Connection, name: str) -> str:
    """Return the id of the document that a person means by its id, its name or the path of its file.

    Raises
    ------
    YinpuError
        There is none, or several have the name.
    """
    rows = connection.execute(
        "SELECT id FROM documents WHERE id = ?1 OR name = ?1"
        " UNION SELECT document_id FROM sources WHERE path = ?1 OR path = ?2 ORDER BY 1",
        (name, _absolute(name)),
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if rows:
        ids = ", ".join(document_id for (document_id,) in rows)
        raise YinpuError(f"{name}: several documents have this name; use one of their ids: {ids}")
    from difflib import get_close_matches

    names = [known for (known,) in connection.execute("SELECT name FROM documents ORDER BY name")]
    near = get_close_matches(name, names, n=5, cutoff=0.4)
    cure = f"did you mean {', '.join(near)}?" if near else "`yinpu documents` lists them"
    raise YinpuError(f"{name}: no such document in this casebook; {cure}")


def _absolute(name: str) -> str:
    from pathlib import Path

    return str(Path(name).resolve())
