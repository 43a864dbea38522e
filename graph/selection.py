"""Which part of the graph a person wants: one bank, some types, some relations, only what is well attested."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from extract.schema import LABELS, RELS
from graph.errors import YinpuError
from graph.queries.banks import find_bank

if TYPE_CHECKING:
    import networkx as nx

    Graph: TypeAlias = nx.MultiDiGraph[str]

TYPES: tuple[str, ...] = (*LABELS, "metric")
RELATIONS: tuple[str, ...] = (*RELS, "reports")


class SelectionError(YinpuError):
    """A selection that makes no sense."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to keep of a graph; by default all of it.

    Parameters
    ----------
    bank
        Any name or alias of a bank. Keeps the bank with what belongs to it (units, products, programs, metrics) and
        the direct neighbours of all these.
    depth
        Keeps of that bank the ego network instead: what is at most so many edges away, in either direction.
    types
        Keeps only these types of nodes (and the bank itself), see `TYPES`.
    relations
        Keeps only these types of edges, see `RELATIONS`, and the nodes that they join.
    min_weight
        Keeps only edges with at least so many evidences, and the nodes that they join.
    without
        Leaves out these types of nodes.

    Raises
    ------
    SelectionError
        There is no such type or relation, `depth` stands without `bank`, or a number is too small.
    """

    bank: str | None = None
    depth: int | None = None
    types: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    min_weight: int = 1
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        _check((*self.types, *self.without), TYPES, "type of node")
        _check(self.relations, RELATIONS, "relation")
        if self.depth is not None and self.bank is None:
            raise SelectionError("depth counts the steps from a bank: name the bank, too")
        if self.depth is not None and self.depth < 0:
            raise SelectionError(f"depth {self.depth}: use 0 or more steps")
        if self.min_weight < 1:
            raise SelectionError(f"min_weight {self.min_weight}: every edge has at least 1 evidence, use 1 or more")

    @property
    def by_edges(self) -> bool:
        """Whether it chooses among edges, so that a node without any is of no interest."""
        return bool(self.relations) or self.min_weight > 1


def selected(connection: sqlite3.Connection, selection: Selection) -> Graph:
    """Return the part of a casebook's graph that is wanted.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    selection
        What to keep.

    Raises
    ------
    graph.queries.UnknownNameError
        The casebook has no such bank.
    """
    from graph.knowledge_graph import read_graph

    bank = None if selection.bank is None else find_bank(connection, selection.bank)
    graph = read_graph(connection)
    return graph if selection == EVERYTHING else select(graph, selection, bank)


def select(graph: Graph, selection: Selection, bank: str | None = None) -> Graph:
    """Return the wanted part of a graph as a graph of its own, in the same order.

    Edges are chosen first, then the surroundings of the bank along these edges, then the types of nodes.

    Parameters
    ----------
    graph
        From `graph.load`.
    selection
        What to keep.
    bank
        The node of the bank that the selection names.
    """
    kept: Graph = graph.__class__()
    kept.add_nodes_from(graph.nodes(data=True))
    for head, tail, key, data in graph.edges(keys=True, data=True):
        if data["weight"] >= selection.min_weight and (not selection.relations or key in selection.relations):
            kept.add_edge(head, tail, key, **data)
    if bank is not None:
        near = _around(kept, bank, selection.depth)
        kept.remove_nodes_from([node for node in kept if node not in near])
    types = set(selection.types or TYPES) - set(selection.without)
    kept.remove_nodes_from([node for node in kept if kept.nodes[node]["type"] not in types and node != bank])
    if selection.by_edges:
        kept.remove_nodes_from([node for node in kept if not kept.degree(node) and node != bank])
    return kept


def _around(graph: Graph, bank: str, depth: int | None) -> set[str]:
    found = {bank}
    if depth is None:
        found.update(node for node in graph if graph.nodes[node].get("bank") == bank)
    border = found
    for _ in range(1 if depth is None else depth):
        border = {other for node in border for ends in (graph.succ, graph.pred) for other in ends[node]} - found
        if not border:
            break
        found = found | border
    return found


def _check(given: Iterable[str], known: tuple[str, ...], what: str) -> None:
    for name in given:
        if name not in known:
            raise SelectionError(f"{name}: no such {what}; there are {', '.join(known)}")


EVERYTHING = Selection()
