"""Where facts are told, and whom a passage names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from graph.queries.quotes import Quote


def together(one: Iterable[Quote], other: Sequence[Quote]) -> bool:
    """Say whether some passage of one fact overlaps one of the other: who tells both at once means two things."""
    return any(a.document_id == b.document_id and a.start < b.end and b.start < a.end for a in one for b in other)


def banks_named(connection: sqlite3.Connection, place: Quote) -> set[str]:
    """Return the banks that a passage names, themselves or by a unit."""
    rows = connection.execute(
        "SELECT CASE nodes.type WHEN 'bank' THEN nodes.id ELSE nodes.bank END FROM mentions"
        " JOIN entities ON entities.id = entity_id JOIN node_entities USING (entity_id) JOIN nodes ON nodes.id = node"
        " WHERE document_id = ? AND mentions.start < ? AND mentions.end > ? AND nodes.type IN ('bank', 'unit')",
        (place.document_id, place.end, place.start),
    )
    return {bank for (bank,) in rows if bank is not None}
