"""Answers out of a casebook, by SQL alone: nothing heavy is imported, so a command starts fast."""

from graph.casebook.counts import Stats, stats
from graph.queries.banks import Bank, UnknownNameError, banks, find_bank
from graph.queries.between import Compared, Step, compare, path
from graph.queries.curation import Decided, decisions, edge_named, node_named, splittable
from graph.queries.documents import CleanText, Document, clean_text, documents, find_document, marked
from graph.queries.initiatives import Initiative, initiatives
from graph.queries.metrics import Metric, metrics
from graph.queries.partners import Partner, Unit, partners, units
from graph.queries.quotes import Quote
from graph.queries.search import NameHit, QuoteHit, Thing, search_names, search_quotes, show
from graph.queries.series import Growth, Point, Series, series

__all__ = [
    "Bank",
    "CleanText",
    "Compared",
    "Decided",
    "Document",
    "Growth",
    "Initiative",
    "Metric",
    "NameHit",
    "Partner",
    "Point",
    "Quote",
    "QuoteHit",
    "Series",
    "Stats",
    "Step",
    "Thing",
    "Unit",
    "UnknownNameError",
    "banks",
    "clean_text",
    "compare",
    "decisions",
    "documents",
    "edge_named",
    "find_bank",
    "find_document",
    "initiatives",
    "marked",
    "metrics",
    "node_named",
    "partners",
    "path",
    "search_names",
    "search_quotes",
    "series",
    "show",
    "splittable",
    "stats",
    "units",
]
