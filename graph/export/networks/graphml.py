"""GraphML, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graph.export.networks.attributes import text_of, typed
from graph.export.networks.looks import drawn_edges, drawn_nodes
from graph.export.whole import written_whole
from graph.text import printable

if TYPE_CHECKING:
    import networkx as nx

_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def write_graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph as GraphML, one element a line, in the order of the graph.

    Edges have ids of their own: Gephi drops an edge whose id it has seen, and the key of an edge is its type.
    `networkx.read_graphml(path, force_multigraph=True)` reads the same nodes, edges and attributes back, and with
    them what `graph.export.networks.looks` adds for the eye.

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
    node_keys = _keys(typed((data for _, data in drawn_nodes(graph)), "node"), "n")
    edge_keys = _keys(typed((data for _, _, data in drawn_edges(graph)), "edge"), "e")
    with written_whole(path) as file:
        file.write(_HEAD)
        for domain, keys in (("node", node_keys), ("edge", edge_keys)):
            for name, (key, kind) in keys.items():
                file.write(f'<key id="{key}" for="{domain}" attr.name={quoteattr(name)} attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        for node, data in drawn_nodes(graph):
            file.write(f"<node id={_attribute(node)}>{''.join(_data(data, node_keys))}</node>\n")
        for number, (head, tail, data) in enumerate(drawn_edges(graph)):
            ends = f'id="e{number}" source={_attribute(head)} target={_attribute(tail)}'
            file.write(f"<edge {ends}>{''.join(_data(data, edge_keys))}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _keys(types: Mapping[str, type], prefix: str) -> dict[str, tuple[str, str]]:
    """Return for each attribute its GraphML key and type; Gephi takes keys d3 and d7 for labels of yEd."""
    return {name: (f"{prefix}{number}", _TYPES[kind]) for number, (name, kind) in enumerate(types.items())}


def _data(data: Mapping[str, object], keys: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for name in sorted(data):
        text = escape(printable(text_of(data[name])), {"\r": "&#13;"})
        yield f'<data key="{keys[name][0]}">{text}</data>'


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
