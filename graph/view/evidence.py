"""Quotes as pages show them: cut at what is marked in them, with the document and the place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.queries import Quote
from graph.view.links import Links
from graph.view.reading import Content, Place


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `node` is what it names, empty where it names nothing that is marked."""

    text: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote: its pieces, the document, where it stands there (counted from 1), and the address of the place."""

    pieces: list[Piece]
    document: str
    first: int
    last: int
    href: str


def place_of(quote: Quote) -> Place:
    """Return where a quote of the queries stands."""
    return Place(quote.document_id, quote.start, quote.end)


def evidences(content: Content, links: Links, places: Iterable[Place], nodes: Collection[str]) -> list[Evidence]:
    """Return quotes with the mentions and values of some nodes marked, in the order of documents and text."""
    return [
        Evidence(
            pieces(content.quote(place), [mark for mark in content.marks_in(place) if mark[2] in nodes]),
            content.documents[place.document_id].heading,
            place.start + 1,
            place.end,
            links.place(place),
        )
        for place in places
    ]


def pieces(text: str, marks: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """Cut a text at its marks; of marks that overlap the longest of the first ones counts.

    Examples
    --------
    >>> pieces("推出海智贷。", [(2, 5, "product:海智贷")])
    [Piece(text='推出', node=''), Piece(text='海智贷', node='product:海智贷'), Piece(text='。', node='')]
    """
    found: list[Piece] = []
    at = 0
    for start, end, node in sorted(marks, key=lambda mark: (mark[0], -mark[1], mark[2])):
        if start >= at and end > start:
            if start > at:
                found.append(Piece(text[at:start]))
            found.append(Piece(text[start:end], node))
            at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found
