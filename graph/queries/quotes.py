"""The places that state a fact."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """A passage of a document: characters `start` to `end` (exclusive) of its clean text.

    `place` is where it stands in a source with pages, slides or sheets ("page 3"). `published` is the date of the
    document, which is not that of what the passage tells; "" where the document says none.
    """

    document: str
    document_id: str
    start: int
    end: int
    quote: str
    place: str
    published: str


PASSAGE = "documents.name, document_id, start, end, quote, place, coalesce(json_extract(documents.meta, '$.date'), '')"
_NODE_QUOTES = f"""
    SELECT node, {PASSAGE} FROM node_evidence
    JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    WHERE node IN (SELECT value FROM json_each(?1))
"""
_OWNER_QUOTES = f"""
    SELECT tail, {PASSAGE} FROM edge_evidence
    JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    WHERE tail IN (SELECT value FROM json_each(?1)) AND rel IN ('offers', 'runs')
    AND head IN (SELECT value FROM json_each(?2))
"""
_EDGE_QUOTES = f"""
    SELECT head || char(10) || rel || char(10) || tail, {PASSAGE}
    FROM edge_evidence
    JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    WHERE head IN (SELECT value FROM json_each(?1)) AND rel IN (SELECT value FROM json_each(?2))
"""


def quotes_of_nodes(connection: sqlite3.Connection, nodes: Iterable[str]) -> dict[str, list[Quote]]:
    """Return the passages that name each node, in the order of documents and text, each once."""
    return _grouped(connection.execute(_NODE_QUOTES, (json_list(nodes),)))


def quotes_of_initiatives(
    connection: sqlite3.Connection, initiatives: Iterable[str], owners: Iterable[str]
) -> dict[str, list[Quote]]:
    """Return the passages that name each initiative or say that one of `owners` offers or runs it."""
    ids, own = json_list(initiatives), json_list(owners)
    rows = [*connection.execute(_NODE_QUOTES, (ids,)), *connection.execute(_OWNER_QUOTES, (ids, own))]
    return _grouped(rows)


def quotes_of_edges(
    connection: sqlite3.Connection, heads: Iterable[str], rels: Iterable[str]
) -> dict[tuple[str, str, str], list[Quote]]:
    """Return the passages that state each edge of some kinds from some nodes."""
    rows = connection.execute(_EDGE_QUOTES, (json_list(heads), json_list(rels)))
    edges: dict[tuple[str, str, str], list[Quote]] = {}
    for key, quotes in _grouped(rows).items():
        head, rel, tail = key.split("\n")
        edges[head, rel, tail] = quotes
    return edges


def json_list(values: Iterable[str]) -> str:
    """Return texts as the JSON list that a query takes as one parameter, however many they are."""
    import json

    return json.dumps(list(values), ensure_ascii=False)


def _grouped(rows: Iterable[tuple[str, str, str, int, int, str, str, str]]) -> dict[str, list[Quote]]:
    found: dict[str, set[Quote]] = defaultdict(set)
    for key, *place in rows:
        found[key].add(Quote(*place))  # type: ignore[arg-type]
    return {key: sorted(quotes) for key, quotes in found.items()}
