"""What people decided, and which node they mean when they decide."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from graph.errors import YinpuError
from graph.queries.banks import UnknownNameError, nodes_named, unknown_name
from graph.queries.documents import find_document
from graph.text import normalise

NAMED = ("bank", "unit", "product", "program", "partner")


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of the file of decisions; `state` says why it does nothing, and is empty where it is applied."""

    line: int
    text: str
    state: str


def decisions(connection: sqlite3.Connection) -> list[Decided]:
    """Return the decisions in the order of the file."""
    return [Decided(*row) for row in connection.execute("SELECT line, text, state FROM decisions ORDER BY line")]


def node_named(connection: sqlite3.Connection, name: str) -> str:
    """Return the one node that a person means by an id, a name or an alias.

    Raises
    ------
    UnknownNameError
        There is none, or several; the message names them.
    """
    if connection.execute("SELECT 1 FROM nodes WHERE id = ?", (name,)).fetchone():
        return name
    found = nodes_named(connection, name, NAMED)
    if not found:
        raise unknown_name(connection, name, NAMED)
    if len(found) > 1:
        raise UnknownNameError(f"{name}: several things go by this name: {'、'.join(found)}; use one of these ids")
    return found[0]


def edge_named(connection: sqlite3.Connection, head: str, rel: str, tail: str) -> tuple[str, str, str]:
    """Return the one edge that a person means by its relation and the ids, names or aliases of its ends.

    Raises
    ------
    UnknownNameError
        One of the ends has no node, or not exactly one edge is between them.
    """
    ends = []
    for name in (head, tail):
        by_id = connection.execute("SELECT 1 FROM nodes WHERE id = ?", (name,)).fetchone()
        ends.append([name] if by_id else nodes_named(connection, name, NAMED))
        if not ends[-1]:
            raise unknown_name(connection, name, NAMED)
    query = "SELECT 1 FROM edges WHERE head = ? AND rel = ? AND tail = ?"
    edges = [(one, rel, other) for one in ends[0] for other in ends[1]]
    found = [edge for edge in edges if connection.execute(query, edge).fetchone()]
    if len(found) != 1:
        told = "; ".join(" ".join(edge) for edge in found) or f"`yinpu show {head}` lists those that there are"
        raise UnknownNameError(f"{head} {rel} {tail}: {'several edges' if found else 'no such edge'}: {told}")
    return found[0]


def splittable(connection: sqlite3.Connection, name: str, document: str | None = None) -> tuple[str, str | None]:
    """Return how a decision refers to what documents call `name`, and the name of the document if one is given.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    name
        A written name, or the id of a node that has only one.
    document
        The id, name or file of a document.

    Raises
    ------
    YinpuError
        Nothing has this name, or it was merged with nothing, or it could mean several things.
    """
    from graph.names import node_id, scope_of, type_of

    wanted = None if document is None else find_document(connection, document)
    rows = connection.execute(
        "SELECT node, via, coalesce(node_entities.name, entities.name), document_id, documents.name"
        " FROM node_entities JOIN entities ON entities.id = entity_id JOIN documents ON documents.id = document_id"
        " ORDER BY node, via, 3, document_id"
    ).fetchall()
    meant = [row for row in rows if normalise(row[2]) == normalise(name) or name in row[:2]]
    if name in {row[1] for row in meant}:
        meant = [row for row in meant if name == row[1]]
    if not meant:
        raise unknown_name(connection, name, NAMED)
    named = {node_id(type_of(via), scope_of(via), written) for _, via, written, _, _ in meant}
    if len(named) > 1:
        raise UnknownNameError(f"{name}: documents call it {'、'.join(sorted(named))}; split one of these")
    parts = [row for row in meant if wanted in (None, row[3])]
    others = {row[:4] for row in rows if row[0] in {part[0] for part in parts}} - {part[:4] for part in parts}
    if not parts or not others:
        raise YinpuError(
            f"{name}: nothing to split, it was merged with nothing"
            + (f" in {document}" if document else "; name a document to split what that one calls so")
        )
    return named.pop(), None if wanted is None else parts[0][4]
