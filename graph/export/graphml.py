"""GraphML, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from graph.export.whole import written_whole
from graph.text import printable

_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph as GraphML, one element a line, in the order of the graph.

    Edges have ids of their own: Gephi drops an edge whose id it has seen, and the key of an edge is its type.
    `networkx.read_graphml(path, force_multigraph=True)` reads the same nodes, edges and attributes back.

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
    TypeError
        An attribute is no scalar.
    """
    node_keys = _keys((data for _, data in graph.nodes(data=True)), "node")
    edge_keys = _keys((data for _, _, data in graph.edges(data=True)), "edge")
    with written_whole(path) as file:
        file.write(_HEAD)
        for domain, keys in (("node", node_keys), ("edge", edge_keys)):
            for name, (key, kind) in keys.items():
                file.write(f'<key id="{key}" for="{domain}" attr.name={quoteattr(name)} attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        for node, data in graph.nodes(data=True):
            file.write(f"<node id={_attribute(node)}>{''.join(_data(data, node_keys))}</node>\n")
        for number, (head, tail, data) in enumerate(graph.edges(data=True)):
            ends = f'id="e{number}" source={_attribute(head)} target={_attribute(tail)}'
            file.write(f"<edge {ends}>{''.join(_data(data, edge_keys))}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _keys(rows: Iterable[Mapping[str, object]], domain: str) -> dict[str, tuple[str, str]]:
    """Return for each attribute its GraphML key and type, sorted by name."""
    types: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            if type(value) not in _TYPES:
                raise TypeError(f"{domain} attribute {name!r} is a {type(value).__name__}; GraphML holds scalars only")
            if types.setdefault(name, type(value)) is not type(value):
                # Whole numbers among fractions are fractions; all other mixtures are text.
                types[name] = float if {types[name], type(value)} == {int, float} else str
    return {name: (f"{domain[0]}{number}", _TYPES[types[name]]) for number, name in enumerate(sorted(types))}


def _data(data: Mapping[str, object], keys: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for name in sorted(data):
        value = data[name]
        text = str(value).lower() if isinstance(value, bool) else escape(printable(str(value)), {"\r": "&#13;"})
        yield f'<data key="{keys[name][0]}">{text}</data>'


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
