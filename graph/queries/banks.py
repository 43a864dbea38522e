"""Which banks there are, and which one a person means."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from graph.casebook.counts import stats_of_banks
from graph.errors import YinpuError
from graph.text import normalise, split


class UnknownNameError(YinpuError):
    """A name that nothing in the casebook has."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank, and how much the casebook knows of it."""

    id: str
    name: str
    kind: str
    province: str
    city: str
    aliases: list[str]
    documents: int
    products: int
    programs: int
    units: int
    metrics: int
    partners: int


# The bank itself and its units: whatever they do, the bank does.
OWN = "SELECT ?1 AS id UNION SELECT id FROM nodes WHERE type = 'unit' AND bank = ?1"


def banks(connection: sqlite3.Connection) -> list[Bank]:
    """Return all banks, those with most documents first."""
    counts = stats_of_banks(connection)
    rows = connection.execute(
        "SELECT id, label, kind, province, city, aliases, documents FROM nodes WHERE type = 'bank'"
        " ORDER BY documents DESC, mentions DESC, id"
    )
    return [
        Bank(
            *(node, label, kind, province, city, split(aliases), documents),
            products=counts["product"].get(node, 0),
            programs=counts["program"].get(node, 0),
            units=counts["unit"].get(node, 0),
            metrics=counts["metric"].get(node, 0),
            partners=counts["partner"].get(node, 0),
        )
        for node, label, kind, province, city, aliases, documents in rows
    ]


def find_bank(connection: sqlite3.Connection, name: str) -> str:
    """Return the node of the bank that a person means.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    name
        Any name or alias, of the documents or of the registry.

    Raises
    ------
    UnknownNameError
        No bank in the casebook has this name, or several have; the message names the nearest ones.
    """
    found = nodes_named(connection, name, ("bank",))
    if len(found) == 1:
        return found[0]
    if found:
        labels = "、".join(node.partition(":")[2] for node in found)
        raise UnknownNameError(f"{name}: several banks go by this name: {labels}; use one of these")
    from extract.registry import find_bank as find_registered

    known = find_registered(name)
    if known is not None:
        # Known under a name that nobody looked up before: a writing that only the registry's rules understand.
        found = nodes_named(connection, known.name, ("bank",))
        if found:
            return found[0]
        raise UnknownNameError(
            f"{name}: {known.name} is known, but no document of this casebook names it; "
            "`yinpu banks` lists those that are there"
        )
    raise UnknownNameError(f"{name}: no such bank in this casebook; {_nearest(connection, name, ('bank',))}")


def nodes_named(connection: sqlite3.Connection, name: str, types: tuple[str, ...]) -> list[str]:
    """Return the nodes of some types that go by a name: by its label, else the registry, else an alias."""
    rows = connection.execute(
        "SELECT node, rank FROM node_names WHERE name = ? ORDER BY rank, node", (normalise(name),)
    ).fetchall()
    rows = [(node, rank) for node, rank in rows if node.partition(":")[0] in types]
    return [node for node, rank in rows if rank == rows[0][1]]


def unknown_name(connection: sqlite3.Connection, name: str, types: tuple[str, ...]) -> UnknownNameError:
    """Return the error for a name that nothing has, with the nearest names of nodes of some types."""
    return UnknownNameError(f"{name}: nothing in this casebook has this name; {_nearest(connection, name, types)}")


def _nearest(connection: sqlite3.Connection, name: str, types: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    labels = {
        form: label
        for form, label, kind in connection.execute(
            "SELECT name, label, type FROM node_names JOIN nodes ON nodes.id = node ORDER BY name, label"
        )
        if kind in types
    }
    near = dict.fromkeys(labels[form] for form in get_close_matches(normalise(name), labels, n=8, cutoff=0.3))
    if near:
        return f"did you mean {'、'.join(list(near)[:5])}?"
    return "`yinpu banks` lists the banks, `yinpu search TEXT` looks everywhere"
