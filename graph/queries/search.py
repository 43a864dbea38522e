"""Looking things up by their names and by the words of the documents."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from graph.casebook.signatures import candidates
from graph.queries.banks import nodes_named, unknown_name
from graph.queries.quotes import PASSAGE, Quote, quotes_of_nodes
from graph.text import fold, normalise, split

_NAMED = ("bank", "unit", "product", "program", "partner")


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as one of its ends sees it: `direction` is out or in, `other` the label of the other end."""

    direction: str
    type: str
    other: str
    other_id: str
    weight: int
    evidence: str
    document: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a form is a name of a node, and the names of the documents that use it."""

    name: str
    why: str
    documents: list[str]


@dataclass(frozen=True, slots=True)
class Thing:
    """All that the casebook knows of one node; `reasons` say why each name is one, `notes` what people noted."""

    id: str
    name: str
    type: str
    kind: str
    bank: str | None
    aliases: list[str]
    documents: int
    mentions: int
    first_date: str
    province: str
    city: str
    themes: list[str]
    stages: list[str]
    accepted: bool
    notes: list[str]
    reasons: list[Reason]
    edges: list[Edge]
    evidence: list[Quote]


@dataclass(frozen=True, slots=True)
class NameHit:
    """A node of which some name contains the text."""

    id: str
    name: str
    type: str
    kind: str
    bank: str | None
    documents: int


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A passage that contains the text, and what it is evidence of."""

    quote: Quote
    nodes: list[str]


_EDGES = """
    SELECT direction, rel, other, label, weight, quote, documents.name, fact IN (SELECT fact FROM accepted) FROM (
        SELECT 'out' AS direction, rel, tail AS other, weight, evidence_id, head || ' ' || rel || ' ' || tail AS fact
        FROM edges WHERE head = ?1
        UNION ALL SELECT 'in', rel, head, weight, evidence_id, head || ' ' || rel || ' ' || tail
        FROM edges WHERE tail = ?1
    ) JOIN nodes ON nodes.id = other JOIN evidence ON evidence.id = evidence_id
    JOIN documents ON documents.id = document_id ORDER BY direction DESC, rel, other
"""


def show(connection: sqlite3.Connection, name: str) -> list[Thing]:
    """Return the nodes that go by a name or have it as their id, with their edges and evidence.

    Raises
    ------
    UnknownNameError
        There is none; the message names the nearest ones.
    """
    return [_thing(connection, node) for node in find_nodes(connection, name)]


def find_nodes(connection: sqlite3.Connection, name: str) -> list[str]:
    """Return the nodes that go by a name or have it as their id.

    Raises
    ------
    UnknownNameError
        There is none; the message names the nearest ones.
    """
    by_id = connection.execute("SELECT id FROM nodes WHERE id = ?", (name,)).fetchall()
    found = [node for (node,) in by_id] or nodes_named(connection, name, _NAMED)
    if not found:
        raise unknown_name(connection, name, _NAMED)
    return found


def search_names(connection: sqlite3.Connection, text: str, limit: int = -1) -> list[NameHit]:
    """Return the nodes of which a name or alias contains `text`, whatever its width and case, at most `limit`.

    Those of a type follow each other, those that most documents tell of first; a limit of -1 is none.
    """
    rows = connection.execute(
        "SELECT nodes.id, nodes.label, nodes.type, nodes.kind, banks.label, nodes.documents FROM nodes"
        " LEFT JOIN nodes AS banks ON banks.id = nodes.bank"
        " WHERE nodes.id IN (SELECT node FROM node_names WHERE instr(name, ?) > 0)"
        " ORDER BY nodes.type, nodes.documents DESC, nodes.id LIMIT ?",
        (normalise(text), limit),
    )
    return [NameHit(*row) for row in rows]


def search_quotes(connection: sqlite3.Connection, text: str, limit: int) -> list[QuoteHit]:
    """Return the passages of evidence that contain `text`, in the order of documents, at most `limit`."""
    hits: list[QuoteHit] = []
    for document in candidates(connection, text):
        places = connection.execute(
            f"SELECT {PASSAGE} FROM evidence JOIN documents ON documents.id = document_id"
            " WHERE document_id = ? AND instr(coalesce(folded, quote), ?) > 0"
            " GROUP BY start, end ORDER BY start, end LIMIT ?",
            (document, fold(text), limit - len(hits)),
        ).fetchall()
        hits += [QuoteHit(Quote(*place), _stated_at(connection, *place[1:4])) for place in places]
        if len(hits) >= limit:
            break
    return hits


def _stated_at(connection: sqlite3.Connection, document_id: str, start: int, end: int) -> list[str]:
    rows = connection.execute(
        "WITH at (id) AS (SELECT id FROM evidence WHERE document_id = ? AND start = ? AND end = ?)"
        " SELECT label FROM nodes WHERE id IN (SELECT node FROM node_evidence WHERE evidence_id IN at"
        " UNION SELECT head FROM edge_evidence WHERE evidence_id IN at"
        " UNION SELECT tail FROM edge_evidence WHERE evidence_id IN at) ORDER BY id",
        (document_id, start, end),
    )
    return [label for (label,) in rows]


def _thing(connection: sqlite3.Connection, node: str) -> Thing:
    import json

    row = connection.execute(
        "SELECT nodes.id, nodes.label, nodes.type, nodes.kind, banks.label, nodes.aliases, nodes.documents,"
        " nodes.mentions, nodes.first_date, nodes.province, nodes.city, nodes.themes, nodes.stages"
        " FROM nodes LEFT JOIN nodes AS banks ON banks.id = nodes.bank WHERE nodes.id = ?",
        (node,),
    ).fetchone()
    node, label, type_, kind, bank, aliases, documents, mentions, first_date, province, city, themes, stages = row
    return Thing(
        id=node,
        name=label,
        type=type_,
        kind=kind,
        bank=bank,
        aliases=split(aliases),
        documents=documents,
        mentions=mentions,
        first_date=first_date,
        province=province,
        city=city,
        themes=split(themes),
        stages=split(stages),
        accepted=connection.execute("SELECT 1 FROM accepted WHERE fact = ?", (node,)).fetchone() is not None,
        notes=[
            text
            for (text,) in connection.execute("SELECT text FROM node_notes WHERE node = ? ORDER BY position", (node,))
        ],
        reasons=[
            Reason(name, why, json.loads(documents))
            for name, why, documents in connection.execute(
                "SELECT name, why, documents FROM node_reasons WHERE node = ? ORDER BY position", (node,)
            )
        ],
        edges=[
            Edge(direction, rel, other, other_id, weight, quote, document, bool(accepted))
            for direction, rel, other_id, other, weight, quote, document, accepted in connection.execute(
                _EDGES, (node,)
            )
        ],
        evidence=quotes_of_nodes(connection, [node]).get(node, []),
    )
