"""Facts that do not go together: one module for each sort of thing that they are about."""

from graph.conflicts.find import conflicts
from graph.conflicts.model import KINDS, SEVERITIES, Conflict, Side

__all__ = ["KINDS", "SEVERITIES", "Conflict", "Side", "conflicts"]
