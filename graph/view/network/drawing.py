"""A graph with the places of its nodes as a network of pyvis, for one of the page templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from graph.view.network.layout import FULL_WIDTH, Graph, Place, bank_radius, text_width

LABEL_WIDTH = 9 * FULL_WIDTH
BANK_LABEL_WIDTH = 12 * FULL_WIDTH
QUOTED = re.compile(r"[“「『]([^“”「」『』]{1,40})[”」』]")
LISTS = ("aliases", "themes", "stages")
SCALARS = ("kind", "glyph", "province", "city", "about", "first_date", "value", "value_max", "unit", "cmp", "date")
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "selectable": False,
        "hover": False,
        "keyboard": {"enabled": False},
        # The page's script moves a still of the picture instead: templates/scripts/network/still.js.
        "hideEdgesOnDrag": True,
        "hideNodesOnDrag": True,
        "hideEdgesOnZoom": False,
    },
    "nodes": {"shape": "custom", "fixed": True, "chosen": False},
    "edges": {"chosen": False, "hoverWidth": 0, "selectionWidth": 0},
}
NodeDetails = Callable[[str], dict[str, Any]]


class Template(Protocol):
    """What is asked of a template of jinja2."""

    def render(self, **context: Any) -> str:
        """Return the page with these values."""


class _Page:
    """The environment that pyvis asks for its template: it has one, and what it shows beside the network."""

    def __init__(self, template: Template, context: Mapping[str, Any]) -> None:
        self.template = template
        self.context = context

    def get_template(self, _: str) -> _Page:
        return self

    def render(self, *, nodes: list[Any], edges: list[Any], options: str, **_: Any) -> str:
        number = {node["id"]: position for position, node in enumerate(nodes)}
        network = {
            "nodes": [_lean(node) for node in nodes],
            "edges": [[number[edge["from"]], number[edge["to"]], edge["type"], edge["weight"]] for edge in edges],
            "options": options,
        }
        return self.template.render(**{**self.context, "network": {**self.context["network"], **network}})


def render_network(
    template: Template,
    context: Mapping[str, Any],
    graph: Graph,
    places: Mapping[str, Place],
    short: Mapping[str, str],
    belongs: Mapping[str, tuple[str, ...]],
    of_node: NodeDetails,
) -> str:
    """Return a page with a network in it, by way of pyvis.

    Parameters
    ----------
    template, context
        The page and what it shows beside the network; `network` in `context` gets `nodes`, `edges` and `options`.
    graph, places, short
        The graph, where its nodes lie, and the label that stands beside each.
    belongs
        The banks that each thing belongs to, of `homes`.
    of_node
        What the page further tells of a node.
    """
    network = Network(directed=True, cdn_resources="in_line")
    network.options = OPTIONS
    # Network.add_node and Network.add_edge look through all nodes each time, and here each is new and has its ends.
    network.nodes = [
        Node(node, "custom", short[node], **_details(graph, node, places.get(node)), **of_node(node)).options
        for node in sorted(graph)
    ]
    network.edges = [
        Edge(head, tail, True, arrows="", type=relation, weight=int(weight or 1)).options
        for head, tail, relation, weight in relations(graph)
    ]
    spokes = _spokes(graph, places, belongs)
    network.edges += [Edge(bank, node, True, arrows="", type="via", weight=1).options for bank, node in spokes]
    network.templateEnv = _Page(template, context)
    return str(network.generate_html())


def relations(graph: Graph) -> list[tuple[str, str, str, Any]]:
    """List the edges as a page numbers them: (head, tail, relation, weight)."""
    edges = (
        (head, tail, relation, data.get("weight")) for head, tail, relation, data in graph.edges(keys=True, data=True)
    )
    return sorted(edges, key=lambda edge: edge[:3])


def _lean(node: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a node what pyvis adds for pages of its own, and what the page's script can tell itself."""
    told = {"shape": node["shape"], "label": node["name"], "banks": [node["home"]] if "home" in node else None}
    return {key: value for key, value in node.items() if key not in told or value != told[key]}


def labels(graph: Graph) -> dict[str, str]:
    """Return the label that stands beside each node: a few characters, without what a canvas cannot show."""
    return {node: _short(graph.nodes[node]) for node in graph}


def name_of(data: Mapping[str, Any]) -> str:
    """Return the full name; a metric's label repeats its value, its name does not."""
    return str((data.get("type") == "metric" and data.get("name")) or data.get("label", ""))


def _clip(text: str, width: float) -> str:
    """Cut a label to a width, an ellipsis in place of what is cut."""
    if text_width(text[:100]) <= width:
        return text
    while text and text_width(text[:100] + "…") > width:
        text = text[:100][:-1]
    return text + "…"


def _short(data: Mapping[str, Any]) -> str:
    """Return the quoted short name of a long one, and a metric with its value."""
    plain = "".join(char for char in name_of(data) if unicodedata.category(char)[0] != "C")
    if data.get("type") == "bank":
        return _clip(plain, BANK_LABEL_WIDTH)
    if data.get("type") == "metric":
        value = f" {data.get('value', ''):g}{data.get('unit', '')}" if "value" in data else ""
        return _clip(plain, max(LABEL_WIDTH - text_width(value), 2 * FULL_WIDTH)) + value
    if text_width(plain[:100]) > LABEL_WIDTH and (quoted := QUOTED.search(plain)):
        plain = quoted[1]
    return _clip(plain, LABEL_WIDTH)


def _details(graph: Graph, node: str, place: Place | None) -> dict[str, Any]:
    """Gather what the page tells of a node, without what is empty."""
    data = graph.nodes[node]
    details: dict[str, Any] = {
        "type": data.get("type", "other"),
        "name": name_of(data) or node,
        "mentions": int(data.get("mentions") or 0),
    }
    details |= {key: data[key] for key in SCALARS if data.get(key) not in (None, "")}
    details |= {key: str(data[key]).split("|") for key in LISTS if data.get(key)}
    if place:
        details |= {"x": place.x, "y": place.y, "side": place.side, "rank": place.rank, "shown": place.shown}
        if place.home:
            details["home"] = place.home
        else:
            details["room"] = place.room
        if place.reach:
            details |= {"reach": place.reach, "radius": bank_radius(int(graph.degree(node)))}
    return details


def _spokes(graph: Graph, places: Mapping[str, Place], belongs: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """List the leaves that their bank has through another thing only, with that bank."""
    return [
        (bank, node)
        for node, banks in sorted(belongs.items())
        for bank in banks
        if node in places and bank in places and not graph.has_edge(bank, node) and not graph.has_edge(node, bank)
    ]
