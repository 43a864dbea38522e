"""Answers out of a casebook, by SQL alone: nothing heavy is imported, so a command starts fast."""

from graph.queries.banks import Bank, UnknownNameError, banks, find_bank
from graph.queries.between import Compared, Step, compare, path
from graph.queries.documents import Document, Stats, documents, find_document, stats
from graph.queries.initiatives import Initiative, initiatives
from graph.queries.metrics import Metric, metrics
from graph.queries.partners import Partner, Unit, partners, units
from graph.queries.quotes import Quote
from graph.queries.search import NameHit, QuoteHit, Thing, search_names, search_quotes, show

__all__ = [
    "Bank",
    "Compared",
    "Document",
    "Initiative",
    "Metric",
    "NameHit",
    "Partner",
    "Quote",
    "QuoteHit",
    "Stats",
    "Step",
    "Thing",
    "Unit",
    "UnknownNameError",
    "banks",
    "compare",
    "documents",
    "find_bank",
    "find_document",
    "initiatives",
    "metrics",
    "partners",
    "path",
    "search_names",
    "search_quotes",
    "show",
    "stats",
    "units",
]
