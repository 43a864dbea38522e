"""GraphML, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graph.export.networks.attributes import text_of
from graph.export.networks.looks import drawn_edges, drawn_nodes, edge_attributes, node_attributes
from graph.export.whole import written_whole
from graph.text import UNPRINTABLE, printable

if TYPE_CHECKING:
    import networkx as nx

_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
_SPECIAL = re.compile(f'[&<>"\n\r\t]|{UNPRINTABLE.pattern}')
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
    node_types, edge_types = node_attributes(graph), edge_attributes(graph)
    with written_whole(path) as file:
        file.write(_HEAD)
        for domain, types in (("node", node_types), ("edge", edge_types)):
            for number, (name, kind) in enumerate(types.items()):
                key = f'<key id="{domain[0]}{number}" for="{domain}" attr.name={quoteattr(name)}'
                file.write(f'{key} attr.type="{_TYPES[kind]}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        opening = _opening_tags(node_types, "n")
        for node, data in drawn_nodes(graph):
            file.write(f"<node id={_attribute(node)}>{_data(data, opening)}</node>\n")
        opening = _opening_tags(edge_types, "e")
        for number, (head, tail, data) in enumerate(drawn_edges(graph)):
            ends = f'id="e{number}" source={_attribute(head)} target={_attribute(tail)}'
            file.write(f"<edge {ends}>{_data(data, opening)}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _opening_tags(types: Mapping[str, type], prefix: str) -> list[tuple[str, str]]:
    """Return for each attribute the tag that opens its value; Gephi takes keys d3 and d7 for labels of yEd."""
    return [(name, f'<data key="{prefix}{number}">') for number, name in enumerate(types)]


def _data(data: Mapping[str, object], opening: Sequence[tuple[str, str]]) -> str:
    return "".join([f"{tag}{_text(data[name])}</data>" for name, tag in opening if name in data])


def _text(value: object) -> str:
    text = value if isinstance(value, str) else text_of(value)
    # Most texts need no escaping, and to look is much cheaper than to escape.
    return escape(printable(text), {"\r": "&#13;"}) if _SPECIAL.search(text) else text


def _attribute(text: str) -> str:
    return quoteattr(printable(text)) if _SPECIAL.search(text) else f'"{text}"'
