"""All conflicts of a casebook that nobody has settled."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from graph.conflicts import names, numbers, sentences
from graph.conflicts.model import KINDS, SEVERITIES, Conflict

_FINDERS: dict[str, Callable[[sqlite3.Connection], Iterator[Conflict]]] = {
    "value": numbers.values,
    "date": numbers.dates,
    "sentence": sentences.sentences,
    "spelling": names.spellings,
    "claim": names.claims,
}
# Both names, and both claims, may be right; of two values one is.
_BOTH_MAY_BE_RIGHT = ("spelling", "claim")


def conflicts(connection: sqlite3.Connection, bank: str | None = None, *, kind: str | None = None) -> list[Conflict]:
    """Return the conflicts, the severest first.

    Decisions settle one: a rejected fact is none any more, an accepted one stands against a value, a date or a
    bank that contradicts it; of two names or two claims both must be accepted.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    bank
        Only those of this node.
    kind
        Only this one of `KINDS`.
    """
    accepted = {fact for (fact,) in connection.execute("SELECT fact FROM accepted")}
    found = [
        conflict
        for name in KINDS
        if kind in (None, name)
        for conflict in _FINDERS[name](connection)
        if bank is None or any(side.bank == bank for side in conflict.sides)
    ]
    return sorted((conflict for conflict in found if not _is_settled(conflict, accepted)), key=_order)


def _is_settled(conflict: Conflict, accepted: set[str]) -> bool:
    by_side = [side.fact in accepted for side in conflict.sides]
    return all(by_side) if conflict.kind in _BOTH_MAY_BE_RIGHT else any(by_side)


def _order(conflict: Conflict) -> tuple[object, ...]:
    facts = tuple(side.fact for side in conflict.sides)
    return SEVERITIES.index(conflict.severity), KINDS.index(conflict.kind), conflict.banks, facts
