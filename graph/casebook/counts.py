"""How much a casebook holds, counted when it is resolved: to count it when asked would take longer the more it is."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass

from graph.casebook.connection import read_meta, write_meta

_WHOLE = "counts"
_OWN = """
    WITH own (id, bank) AS (
        SELECT id, id FROM nodes WHERE type = 'bank' UNION ALL
        SELECT id, bank FROM nodes WHERE type = 'unit' AND bank IS NOT NULL
    )
"""
_INITIATIVES = f"""
    {_OWN} SELECT bank, count(*) AS number FROM (
        SELECT own.bank, tail AS id FROM own CROSS JOIN edges ON head = own.id AND rel IN ('offers', 'runs')
        CROSS JOIN nodes ON nodes.id = tail WHERE nodes.type = :type
        UNION SELECT bank, id FROM nodes WHERE type = :type AND bank IS NOT NULL
    ) GROUP BY bank
"""
# How many nodes of each type a bank has, itself or through its units; partners are those that it works with.
_OF_BANKS = {
    "product": _INITIATIVES,
    "program": _INITIATIVES,
    "unit": "SELECT bank, count(*) AS number FROM nodes WHERE type = :type AND bank IS NOT NULL GROUP BY bank",
    "metric": f"""
        {_OWN} SELECT own.bank, count(*) AS number FROM own CROSS JOIN observations ON subject = own.id
        GROUP BY own.bank
    """,
    "partner": f"""
        {_OWN} SELECT own.bank, count(DISTINCT tail) AS number FROM own CROSS JOIN edges ON head = own.id
        AND rel IN ('cooperates_with', 'finances', 'member_of') WHERE tail <> own.bank GROUP BY own.bank
    """,
}

CountsOfBanks = dict[str, dict[str, int]]
"""How many nodes each bank has, by their type and the bank's id; a bank that has none of a type is left out there."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of documents, evidences, nodes and edges."""

    documents: int
    characters: int
    evidences: int
    nodes: dict[str, int]
    edges: dict[str, int]


def count(connection: sqlite3.Connection) -> Stats:
    """Return how much there is of each type."""
    documents, characters = connection.execute(
        "SELECT count(*), coalesce(sum(length(text)), 0) FROM documents"
    ).fetchone()
    (evidences,) = connection.execute("SELECT count(*) FROM evidence").fetchone()
    return Stats(
        documents,
        characters,
        evidences,
        nodes=dict(connection.execute("SELECT type, count(*) FROM nodes GROUP BY type ORDER BY type")),
        edges=dict(connection.execute("SELECT rel, count(*) FROM edges GROUP BY rel ORDER BY rel")),
    )


def count_of_banks(connection: sqlite3.Connection) -> CountsOfBanks:
    """Return how much each bank has, itself or through its units."""
    return {type_: dict(connection.execute(query, {"type": type_})) for type_, query in _OF_BANKS.items()}


def write_counts(connection: sqlite3.Connection) -> None:
    """Count and note it, within the caller's transaction."""
    write_meta(connection, _WHOLE, json.dumps(asdict(count(connection))))
    for type_, query in _OF_BANKS.items():
        # Of thousands of banks, so it does not come through Python.
        connection.execute(
            f"INSERT OR REPLACE INTO meta SELECT :key, json_group_object(bank, number) FROM ({query})",
            {"key": _key(type_), "type": type_},
        )


def drop_counts(connection: sqlite3.Connection) -> None:
    """Forget what was counted, within the caller's transaction."""
    connection.executemany("DELETE FROM meta WHERE key = ?", [(_WHOLE,), *((_key(type_),) for type_ in _OF_BANKS)])


def stats(connection: sqlite3.Connection) -> Stats:
    """Return how much there is of each type: as noted, or counted where nothing is."""
    try:
        return Stats(**json.loads(read_meta(connection, _WHOLE) or ""))
    except (TypeError, ValueError):
        # Nothing is noted, or nothing that yinpu wrote.
        return count(connection)


def stats_of_banks(connection: sqlite3.Connection) -> CountsOfBanks:
    """Return how much each bank has: as noted, or counted where nothing is."""
    try:
        return {type_: dict(json.loads(read_meta(connection, _key(type_)) or "")) for type_ in _OF_BANKS}
    except (TypeError, ValueError):
        return count_of_banks(connection)


def _key(type_: str) -> str:
    return f"{_WHOLE} of {type_}"
