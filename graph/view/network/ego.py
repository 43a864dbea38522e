"""A bank with what is around it: the ego network that its page shows."""

from __future__ import annotations

from collections.abc import Iterable

from graph.view.network.layout import Graph


def ego(graph: Graph, bank: str, own: Iterable[str]) -> Graph:
    """Return the ego network of a bank: its things but metrics, and the banks that it is joined with.

    Other banks stand among the partners; `glyph` says that they are banks.

    Parameters
    ----------
    graph
        The knowledge graph.
    bank
        A node of it.
    own
        The things that belong to the bank.
    """
    around = {node for node in own if graph.nodes[node].get("type") != "metric"}
    others = {
        end for edge in (*graph.in_edges(bank), *graph.out_edges(bank)) for end in edge if end.startswith("bank:")
    } - {bank}
    found: Graph = graph.subgraph({bank, *around, *others}).copy()
    for node in others:
        found.nodes[node].update(type="partner", kind="bank", glyph="bank")
    # What the others have with each other is no part of this bank's picture.
    found.remove_edges_from([edge for edge in list(found.edges(keys=True)) if edge[0] in others and edge[1] != bank])
    return found
