"""Projections of the graph, and what networkx says of them."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import networkx as nx
import pandas as pd

from graph.errors import YinpuError
from graph.selection import TYPES

if TYPE_CHECKING:
    Graph: TypeAlias = "nx.Graph[str]"
    Knowledge: TypeAlias = "nx.MultiDiGraph[str]"

_PARTS = frozenset({"unit", "product", "program"})
_OWNING = frozenset({"offers", "runs", "part_of"})


class ProjectionError(YinpuError):
    """A projection that makes no sense."""


def bipartite(graph: Knowledge, left: str = "bank", right: str = "partner") -> Graph:
    """Return the network between two types of nodes, whatever stands between a bank and its facts left out.

    What a unit, product or program of a bank does, its bank does: with banks on one side, a company that works with
    上海分行 of 交行 is linked with 交行. Without banks, only edges between the two types count.

    Parameters
    ----------
    graph
        From `graph.load` or `Casebook.networkx`.
    left, right
        Two different types of nodes, see `graph.selection.TYPES`.

    Returns
    -------
    networkx.Graph
        Nodes with `label`, `type`, `kind` and `bipartite` (0 for left, 1 for right); edges with `weight` (number of
        evidences) and `relations` (joined by |). Nodes without an edge are left out.

    Raises
    ------
    ProjectionError
        There is no such type, or both are the same.
    """
    if left == right or {left, right} - set(TYPES):
        raise ProjectionError(f"{left}, {right}: name two different types of nodes out of {', '.join(TYPES)}")
    sides = {left: 0, right: 1}
    owners = _owners(graph) if "bank" in sides else {}
    weights: dict[tuple[str, str], int] = defaultdict(int)
    relations: dict[tuple[str, str], set[str]] = defaultdict(set)
    for head, tail, data in graph.edges(data=True):
        for one in _standing_for(graph, head, sides, owners):
            for other in _standing_for(graph, tail, sides, owners):
                types = graph.nodes[one]["type"], graph.nodes[other]["type"]
                if set(types) == set(sides):
                    pair = (one, other) if types[0] == left else (other, one)
                    weights[pair] += data["weight"]
                    relations[pair].add(data["type"])
    found: Graph = nx.Graph()
    for node in dict.fromkeys(node for pair in sorted(weights) for node in pair):
        data = graph.nodes[node]
        found.add_node(node, label=data["label"], type=data["type"], kind=data["kind"], bipartite=sides[data["type"]])
    for one, other in sorted(weights):
        joined = "|".join(sorted(relations[one, other]))
        found.add_edge(one, other, weight=weights[one, other], relations=joined)
    return found


def shared(graph: Graph, type: str = "bank") -> Graph:
    """Return the network of one side of a bipartite one: two nodes are linked if they share neighbours.

    Parameters
    ----------
    graph
        From `bipartite`.
    type
        The type of the nodes to keep.

    Returns
    -------
    networkx.Graph
        All nodes of this type; edges with `weight` (number of shared neighbours) and `shared` (their labels, joined
        by |).

    Raises
    ------
    ProjectionError
        The network has no side of this type.
    """
    kept = {node for node, data in graph.nodes(data=True) if data["type"] == type}
    if graph and not kept:
        raise ProjectionError(f"{type}: this network has no nodes of this type")
    common: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in graph:
        if node not in kept:
            for pair in combinations(sorted(graph[node]), 2):
                common[pair].append(graph.nodes[node]["label"])
    found: Graph = nx.Graph()
    found.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if node in kept)
    for (one, other), labels in sorted(common.items()):
        found.add_edge(one, other, weight=len(labels), shared="|".join(labels))
    return found


def centrality(graph: Graph) -> pd.DataFrame:
    """Return how central each node is, the best linked first.

    Parameters
    ----------
    graph
        From `bipartite` or `shared`.

    Returns
    -------
    pandas.DataFrame
        By node (index `id`): `label`, `type` (str), `degree` (int64), `strength` (int64: sum of the weights),
        `betweenness` (float64: share of the shortest paths that lead through it, weights not counted), `harmonic`
        (float64: sum of one over the distance to each other node, which holds in a network of several parts too).

    References
    ----------
    L. C. Freeman, A set of measures of centrality based on betweenness, Sociometry 40 (1977); M. Marchiori and
    V. Latora, Harmony in the small-world, Physica A 285 (2000).
    """
    nodes = list(graph)
    between = nx.betweenness_centrality(graph)
    harmonic = nx.harmonic_centrality(graph)
    found = pd.DataFrame(
        {
            "label": pd.Series([graph.nodes[node]["label"] for node in nodes], dtype="str"),
            "type": pd.Series([graph.nodes[node]["type"] for node in nodes], dtype="str"),
            "degree": pd.Series([graph.degree(node) for node in nodes], dtype="int64"),
            "strength": pd.Series([graph.degree(node, weight="weight") for node in nodes], dtype="int64"),
            "betweenness": pd.Series([between[node] for node in nodes], dtype="float64"),
            "harmonic": pd.Series([harmonic[node] for node in nodes], dtype="float64"),
        }
    ).set_index(pd.Index(nodes, name="id", dtype="str"))
    return found.sort_values(["degree", "strength", "label"], ascending=[False, False, True])


def communities(graph: Graph, resolution: float = 1.0, seed: int = 0) -> pd.DataFrame:
    """Return which nodes hang together more than with others, by the Louvain method.

    Parameters
    ----------
    graph
        From `bipartite` or `shared`.
    resolution
        Above 1 for more and smaller communities, below 1 for fewer.
    seed
        The same seed gives the same communities.

    Returns
    -------
    pandas.DataFrame
        By node (index `id`): `label`, `type` (str) and `community` (int64: 0 is the largest).

    References
    ----------
    V. D. Blondel et al., Fast unfolding of communities in large networks, J. Stat. Mech. (2008).
    """
    groups = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed) if graph else []
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    rows = [(node, number) for number, group in enumerate(ordered) for node in group]
    return pd.DataFrame(
        {
            "label": pd.Series([graph.nodes[node]["label"] for node, _ in rows], dtype="str"),
            "type": pd.Series([graph.nodes[node]["type"] for node, _ in rows], dtype="str"),
            "community": pd.Series([number for _, number in rows], dtype="int64"),
        }
    ).set_index(pd.Index([node for node, _ in rows], name="id", dtype="str"))


def _owners(graph: Knowledge) -> dict[str, set[str]]:
    """Return the banks of each unit, product and program: its own, and those that offer, run or contain it."""
    found: dict[str, set[str]] = defaultdict(set)
    for node, data in graph.nodes(data=True):
        if data["type"] in _PARTS and data.get("bank") in graph:
            found[node].add(data["bank"])
    for head, tail, data in graph.edges(data=True):
        if data["type"] in _OWNING:
            part, owner = (head, tail) if data["type"] == "part_of" else (tail, head)
            if graph.nodes[owner]["type"] == "bank" and graph.nodes[part]["type"] in _PARTS:
                found[part].add(owner)
    return found


def _standing_for(graph: Knowledge, node: str, sides: dict[str, int], owners: dict[str, set[str]]) -> list[str]:
    """Return the nodes of the two sides that an end of an edge stands for."""
    if graph.nodes[node]["type"] in sides:
        return [node]
    return sorted(owners.get(node, ()))
