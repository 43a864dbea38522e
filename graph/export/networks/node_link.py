"""Node-link JSON, as networkx and D3 read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from graph.export.whole import written_whole
from graph.text import printable

if TYPE_CHECKING:
    import networkx as nx


def write_json(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph as node-link JSON, one node or edge a line, in the order of the graph.

    `networkx.node_link_graph(json.load(file), edges="edges")` reads the same graph back.

    Parameters
    ----------
    graph
        With scalars as attributes.
    path
        Written beside and renamed when whole: a failed export leaves the old file.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with written_whole(path) as file:
        file.write('{"directed": true, "multigraph": true, "graph": {},\n"nodes": [')
        _write_lines(file, ({"id": node, **data} for node, data in graph.nodes(data=True)))
        file.write('],\n"edges": [')
        edges = graph.edges(keys=True, data=True)
        _write_lines(file, ({"source": head, "target": tail, "key": key, **data} for head, tail, key, data in edges))
        file.write("]}\n")


def _write_lines(file: TextIO, rows: Iterable[Mapping[str, object]]) -> None:
    separator = "\n"
    for row in rows:
        clean = {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}
        file.write(separator + json.dumps(clean, ensure_ascii=False))
        separator = ",\n"
