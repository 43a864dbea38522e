"""Many documents' facts in, answers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from graph.analysis import Casebook


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


def open_casebook(casebook: str | Path) -> Casebook:
    """Open a casebook for analysis, its answers as pandas data frames; see `graph.analysis.Casebook`.

    Parameters
    ----------
    casebook
        The SQLite file that `yinpu build` wrote.

    Raises
    ------
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.
    """
    from graph.analysis import open_casebook as open_for_analysis

    return open_for_analysis(casebook)
