"""The graph as a page to look at in a browser."""

from graph.view.page import write_page

__all__ = ["write_page"]
