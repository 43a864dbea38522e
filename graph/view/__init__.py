"""The graph as an atlas: pages to look at in a browser."""

from graph.view.atlas import write_atlas, write_bank

__all__ = ["write_atlas", "write_bank"]
