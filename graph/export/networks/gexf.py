"""GEXF 1.3, for Gephi and Gephi Lite: with a timeline, colours, sizes and positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from graph.dates import begin
from graph.export.networks.attributes import text_of
from graph.export.networks.looks import drawn_edges, drawn_nodes, edge_attributes, node_attributes
from graph.export.whole import written_whole
from graph.text import printable

if TYPE_CHECKING:
    import networkx as nx

_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double", str: "string"}
# These have places of their own in GEXF.
_LOOK = ("label", "r", "g", "b", "size", "x", "y")
_OF_EDGE = ("label", "weight")
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
    "<meta><creator>yinpu</creator></meta>\n"
    '<graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
)


def write_gexf(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph as GEXF 1.3, one element a line, in the order of the graph.

    On Gephi's timeline a node begins with the first day that its `date` or `first_date` names, an edge when both
    its ends are there; what has no date is there all the time. The type of an edge is its `kind`, so that Gephi keeps
    parallel edges.

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

    References
    ----------
    https://gexf.net/schema.html
    """
    node_types, edge_types = node_attributes(graph), edge_attributes(graph)
    node_names = [name for name in node_types if name not in _LOOK]
    edge_names = [name for name in edge_types if name not in _OF_EDGE]
    starts: dict[str, str] = {node: _start(data) for node, data in graph.nodes(data=True)}
    with written_whole(path) as file:
        file.write(_HEAD)
        for domain, names, types in (("node", node_names, node_types), ("edge", edge_names, edge_types)):
            file.write(f'<attributes class="{domain}">\n')
            for name in names:
                # Gephi Lite calls an attribute by its id, Gephi by its title.
                key = _attribute(name)
                file.write(f'<attribute id={key} title={key} type="{_TYPES[types[name]]}"/>\n')
            file.write("</attributes>\n")
        file.write("<nodes>\n")
        for node, data in drawn_nodes(graph):
            label = _attribute(str(data.get("label", node)))
            file.write(
                f"<node id={_attribute(node)} label={label}{_since(starts[node])}>{_values(data, node_names)}"
                f'<viz:color r="{data["r"]}" g="{data["g"]}" b="{data["b"]}"/>'
                f'<viz:position x="{data["x"]}" y="{data["y"]}" z="0"/><viz:size value="{data["size"]}"/></node>\n'
            )
        file.write("</nodes>\n<edges>\n")
        for number, (head, tail, data) in enumerate(drawn_edges(graph)):
            kind, label = _attribute(str(data.get("type", ""))), _attribute(str(data["label"]))
            ends = f'id="e{number}" source={_attribute(head)} target={_attribute(tail)}'
            weight = f'kind={kind} label={label} weight="{data.get("weight", 1)}"'
            start = _since(max(starts[head], starts[tail]))
            file.write(f"<edge {ends} {weight}{start}>{_values(data, edge_names)}</edge>\n")
        file.write("</edges>\n</graph>\n</gexf>\n")


def _start(data: Mapping[str, object]) -> str:
    day = begin(str(data.get("date") or data.get("first_date", "")))
    return day.isoformat() if day else ""


def _since(start: str) -> str:
    return f" start={_attribute(start)}" if start else ""


def _values(data: Mapping[str, object], names: Sequence[str]) -> str:
    told = ((name, text_of(data[name])) for name in names if name in data)
    values = (f"<attvalue for={_attribute(name)} value={_attribute(value)}/>" for name, value in told)
    return f"<attvalues>{''.join(values)}</attvalues>"


def _attribute(text: str) -> str:
    return quoteattr(printable(text))
