"""The resolved facts of a casebook as a networkx graph."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx

from graph.reading import open_resolved
from graph.text import printable

_NODES = (
    "SELECT id, label, type, kind, aliases, documents, mentions, first_date, bank, province, city, themes, stages"
    " FROM nodes ORDER BY id"
)
_OBSERVATIONS = "SELECT node, name, value, value_max, unit, cmp, date, about FROM observations ORDER BY node"
_EDGES = (
    "SELECT head, tail, rel, weight, quote, documents.name FROM edges JOIN evidence ON evidence.id = evidence_id"
    " JOIN documents ON documents.id = document_id ORDER BY head, tail, rel"
)
# These only some nodes have; the first columns of _NODES every node has.
_OPTIONAL = ("bank", "province", "city", "themes", "stages")


def load(casebook: str | Path) -> nx.MultiDiGraph[str]:
    """Return the knowledge graph of a casebook.

    Parameters
    ----------
    casebook
        The SQLite file that `yinpu build` wrote.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes by readable id, with `label`, `type`, `kind`, `aliases` (joined by |), `documents` and `mentions`
        (numbers), `first_date` (ISO or empty); where known also `bank`, `province`, `city`, `themes`, `stages`;
        metrics with `name`, `value`, `value_max`, `unit`, `cmp`, `date` and `about` (the id of what they measure).
        Edges keyed by their type, with `type`, `weight` (number of evidences), `evidence` (the first quote) and
        `document` (where it stands). Every value is a scalar. Nodes and edges come in the order of their ids.

    Raises
    ------
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.

    Examples
    --------
    >>> graph = load("yinpu.db")  # doctest: +SKIP
    >>> sorted(graph.successors("bank:交通银行"))  # doctest: +SKIP
    """
    with closing(open_resolved(Path(casebook))) as connection:
        return read_graph(connection)


def read_graph(connection: sqlite3.Connection) -> nx.MultiDiGraph[str]:
    """Return the knowledge graph of an open casebook, see `load`.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for values in _rows(connection, _NODES):
        kept = {name: value for name, value in values.items() if name not in _OPTIONAL or value}
        graph.add_node(kept.pop("id"), **kept)
    for values in _rows(connection, _OBSERVATIONS):
        graph.nodes[values.pop("node")].update({name: value for name, value in values.items() if value is not None})
    for head, tail, rel, weight, quote, document in connection.execute(_EDGES):
        graph.add_edge(
            head, tail, key=rel, type=rel, weight=weight, evidence=printable(quote), document=printable(document)
        )
    return graph


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query as columns by name."""
    cursor = connection.execute(query)
    columns = [column for column, *_ in cursor.description]
    for row in cursor:
        yield dict(zip(columns, row, strict=True))
