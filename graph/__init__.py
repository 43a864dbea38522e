"""Many documents' facts in, answers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx


def load(casebook: str | Path) -> nx.MultiDiGraph[str]:
    """Return the knowledge graph of a casebook; see `graph.knowledge_graph.load`.

    Parameters
    ----------
    casebook
        The SQLite file that `yinpu build` wrote.

    Raises
    ------
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.
    """
    from graph.knowledge_graph import load as load_graph

    return load_graph(casebook)
