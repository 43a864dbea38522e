"""How much a casebook holds, counted when it is resolved: to count it when asked would take longer the more it is."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass

from graph.casebook.connection import read_meta, write_meta

_WHOLE, _BANKS = "counts", "counts of banks"
_OF_BANKS = """
    WITH own (id, bank) AS (
        SELECT id, id FROM nodes WHERE type = 'bank' UNION ALL
        SELECT id, bank FROM nodes WHERE type = 'unit' AND bank IS NOT NULL
    ),
    initiatives (bank, id, type) AS (
        SELECT own.bank, nodes.id, nodes.type FROM own JOIN edges ON head = own.id AND rel IN ('offers', 'runs')
        JOIN nodes ON nodes.id = tail WHERE type IN ('product', 'program')
        UNION SELECT bank, id, type FROM nodes WHERE type IN ('product', 'program') AND bank IS NOT NULL
    ),
    partners (bank, id) AS (
        SELECT own.bank, tail FROM own JOIN edges ON head = own.id
        AND rel IN ('cooperates_with', 'finances', 'member_of') WHERE tail <> own.bank
    )
    SELECT bank, type, count(*) FROM initiatives GROUP BY bank, type
    UNION ALL SELECT bank, 'partner', count(DISTINCT id) FROM partners GROUP BY bank
    UNION ALL SELECT bank, 'unit', count(*) FROM nodes WHERE type = 'unit' AND bank IS NOT NULL GROUP BY bank
    UNION ALL SELECT own.bank, 'metric', count(*) FROM own JOIN observations ON subject = own.id GROUP BY own.bank
"""

CountsOfBanks = dict[str, dict[str, int]]
"""How many nodes of each type there are of each bank, by its id; a type of which there is none is left out."""


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
    counts: CountsOfBanks = {}
    for bank, what, number in connection.execute(_OF_BANKS):
        counts.setdefault(bank, {})[what] = number
    return counts


def write_counts(connection: sqlite3.Connection) -> None:
    """Count and note it, within the caller's transaction."""
    write_meta(connection, _WHOLE, json.dumps(asdict(count(connection))))
    write_meta(connection, _BANKS, json.dumps(count_of_banks(connection), ensure_ascii=False))


def drop_counts(connection: sqlite3.Connection) -> None:
    """Forget what was counted, within the caller's transaction."""
    connection.execute("DELETE FROM meta WHERE key IN (?, ?)", (_WHOLE, _BANKS))


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
        noted = json.loads(read_meta(connection, _BANKS) or "")
        return {bank: dict(counts) for bank, counts in noted.items()}
    except (AttributeError, TypeError, ValueError):
        return count_of_banks(connection)
