"""Quantities and dates: what numbers a text tells and when they hold."""

from extract.quantities.amounts import Quantity, find_quantities
from extract.quantities.dates import DateExpr, find_dates
from extract.quantities.governing import governing_date

__all__ = ["DateExpr", "Quantity", "find_dates", "find_quantities", "governing_date"]
