"""Quantities and dates: what numbers a text tells and when they hold."""

from extract.quantities.amounts import Quantity, find_quantities
from extract.quantities.dates import DateExpr, find_dates

__all__ = ["DateExpr", "Quantity", "find_dates", "find_quantities"]
