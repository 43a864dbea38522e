"""Mentions with the names of their entities, found by their place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span


@dataclass(frozen=True, slots=True)
class Named:
    """A mention with the name of the entity it stands for; of a unit its bank, and whether its name tells it."""

    start: int
    end: int
    label: str
    kind: str
    name: str
    bank: str | None = None
    explicit: bool = False


def named(span: Span, name: str, bank: str | None = None) -> Named:
    """Return the mention `span` with the name of its entity, and the bank that a unit's own name tells."""
    return Named(span.start, span.end, span.label_, span.id_, name, bank, bank is not None)


class Mentions:
    """The mentions of a text by place; a range of them is found in logarithmic time."""

    def __init__(self, found: Sequence[Named]) -> None:
        self.found = sorted(found, key=lambda one: one.start)
        self._starts = [one.start for one in self.found]

    def __iter__(self) -> Iterator[Named]:
        """Return the mentions by their place."""
        return iter(self.found)

    def of(self, *labels: str) -> Mentions:
        """Return the mentions with one of `labels`."""
        return Mentions([one for one in self.found if one.label in labels])

    def between(self, start: int, end: int) -> list[Named]:
        """Return the mentions that begin in text[start:end]."""
        return self.found[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, position: int) -> Named | None:
        """Return the last mention that begins before `position`."""
        index = bisect_left(self._starts, position)
        return self.found[index - 1] if index else None
