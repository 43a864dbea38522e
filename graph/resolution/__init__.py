"""One node for each real thing: banks by the registry, what belongs to a bank within it, partners by name."""

from graph.resolution.refresh import is_current, refresh
from graph.resolution.resolve import Assignment, resolve
from graph.resolution.unify import unify

__all__ = ["Assignment", "is_current", "refresh", "resolve", "unify"]
