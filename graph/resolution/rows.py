"""What resolution reads: the facts of one document, as the casebook keeps them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An evidence: its place in the clean text, and its row."""

    start: int
    end: int
    id: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity of one document."""

    id: int
    label: str
    name: str
    kind: str
    bank: str | None = None
    evidence: tuple[Place, ...] = ()
    mentions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RelationRow:
    """An edge between two entities, by their rows."""

    rel: str
    head: int
    tail: int
    evidence: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricRow:
    """An observation; `subject` and `about` are rows of entities."""

    id: int
    subject: int
    about: int | None
    name: str
    value: float
    value_max: float | None
    unit: str
    date: str | None
    evidence: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """All facts of one document; `id` is the document's."""

    id: str
    entities: tuple[EntityRow, ...]
    relations: tuple[RelationRow, ...] = ()
    metrics: tuple[MetricRow, ...] = ()
