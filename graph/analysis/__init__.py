"""Analysis in Python: the answers of a casebook as pandas data frames, and its graph as networks of networkx."""

from graph.analysis.casebook import Casebook, open_casebook
from graph.analysis.networks import bipartite, centrality, communities, shared

__all__ = ["Casebook", "bipartite", "centrality", "communities", "open_casebook", "shared"]
