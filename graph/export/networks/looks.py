"""How a node looks before anybody lays it out: colour by type, size by degree, and a place near its bank."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from graph.export.networks.attributes import typed
from graph.export.words import relation_word

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.MultiDiGraph[str]

# As in the atlas, see graph/view/templates/atlas.css.
COLOURS: dict[str, tuple[int, int, int]] = {
    "bank": (26, 31, 35),
    "product": (42, 98, 184),
    "program": (196, 130, 0),
    "partner": (47, 157, 147),
    "unit": (90, 101, 111),
    "metric": (95, 47, 118),
}
PLAIN = (128, 128, 128)
SMALLEST = 4.0
GROWTH = 2.0
# The distance of neighbours in a household, and how much room households leave between them.
STEP = 14.0
ROOM = 2.0
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def drawn_nodes(graph: Graph) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the nodes with their attributes and `r`, `g`, `b`, `size`, `x` and `y`, as Gephi names them."""
    places = positions(graph)
    degrees: dict[str, int] = dict(graph.degree())
    for node, data in graph.nodes(data=True):
        red, green, blue = COLOURS.get(data.get("type", ""), PLAIN)
        x, y = places[node]
        yield node, {**data, "r": red, "g": green, "b": blue, "size": size(degrees[node]), "x": x, "y": y}


def node_attributes(graph: Graph) -> dict[str, type]:
    """Return the attributes that `drawn_nodes` tells, with their types; see `typed`."""
    look: dict[str, type] = {"r": int, "g": int, "b": int, "size": float, "x": float, "y": float}
    return dict(sorted({**typed((data for _, data in graph.nodes(data=True)), "node"), **look}.items()))


def drawn_edges(graph: Graph) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield the edges with their attributes and a `label`, the relation in Chinese."""
    for head, tail, data in graph.edges(data=True):
        yield head, tail, {**data, "label": relation_word(data.get("type", ""))}


def edge_attributes(graph: Graph) -> dict[str, type]:
    """Return the attributes that `drawn_edges` tells, with their types; see `typed`."""
    return dict(sorted({**typed((data for _, _, data in graph.edges(data=True)), "edge"), "label": str}.items()))


@cache
def size(degree: int) -> float:
    """Return the diameter of a node: its area grows with the number of its edges."""
    return round(SMALLEST + GROWTH * math.sqrt(degree), 1)


def positions(graph: Graph) -> dict[str, tuple[float, float]]:
    """Place each bank with what belongs to it on a sunflower of its own, and these round a common middle.

    The same graph gives the same places, in time linear in its size. It is a start for a reader's own layout.

    Returns
    -------
    dict
        x and y of each node.

    References
    ----------
    H. Vogel, A better way to construct the sunflower head, Mathematical Biosciences 44 (1979).
    """
    degrees: dict[str, int] = dict(graph.degree())
    households: dict[str, list[str]] = defaultdict(list)
    for node in graph:
        households[_household(graph, node)].append(node)
    places: dict[str, tuple[float, float]] = {}
    area = 0.0
    for number, (home, members) in enumerate(sorted(households.items(), key=lambda item: (-len(item[1]), item[0]))):
        own = ROOM * len(members)
        left, top = _on_sunflower(number, math.sqrt(area + own / 2) if number else 0.0)
        area += own
        ranked = sorted((node != home, -degrees[node], node) for node in members)
        for rank, (_, _, node) in enumerate(ranked):
            x, y = _on_sunflower(rank, math.sqrt(rank))
            places[node] = round(left + x, 1), round(top + y, 1)
    return places


def _household(graph: Graph, node: str) -> str:
    """Return the bank that a node lies with: its own, else the first that it is linked with, else itself."""
    bank = graph.nodes[node].get("bank")
    if bank in graph:
        return str(bank)
    if graph.nodes[node].get("type") == "bank":
        return node
    near = {other for ends in (graph.pred, graph.succ) for other in ends[node]}
    banks = {other for other in near if graph.nodes[other].get("type") == "bank"}
    banks.update(str(graph.nodes[other].get("bank")) for other in near)
    return min((bank for bank in banks if bank in graph), default=node)


def _on_sunflower(number: int, radius: float) -> tuple[float, float]:
    angle = number * GOLDEN_ANGLE
    return STEP * radius * math.cos(angle), STEP * radius * math.sin(angle)
