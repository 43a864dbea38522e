"""What resolution reads: the facts of one document, as the casebook keeps them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extract.schema import Purpose
from graph.text import split


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An evidence: its place in the clean text, and its row."""

    start: int
    end: int
    id: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity of one document; `themes` and `stages` are joined by |."""

    id: int
    label: str
    name: str
    kind: str
    bank: str | None = None
    evidence: tuple[Place, ...] = ()
    mentions: tuple[tuple[int, int], ...] = ()
    aliases: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    themes: str = ""
    stages: str = ""


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
    cmp: str = "="


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """All facts of one document; `id` is the document's, `name` the stem of its file."""

    id: str
    entities: tuple[EntityRow, ...]
    relations: tuple[RelationRow, ...] = ()
    metrics: tuple[MetricRow, ...] = ()
    name: str = ""

    def entities_by_id(self) -> dict[int, EntityRow]:
        """Return the entities by their ids, as relations, metrics and assignments name them."""
        return {entity.id: entity for entity in self.entities}


def read_documents(connection: sqlite3.Connection) -> Iterator[DocumentRows]:
    """Return the facts of each document that is no twin of another, in the order of their ids."""
    told = connection.execute("SELECT id, name FROM documents WHERE twin_of IS NULL ORDER BY id").fetchall()
    for document_id, name in told:
        yield read_document(connection, document_id, name)


def read_document(connection: sqlite3.Connection, document_id: str, name: str = "") -> DocumentRows:
    """Return the facts of one document; `name` is the stem of its file."""
    # By the entity, relation or metric: two of the three are None.
    places: dict[tuple[int | None, int | None, int | None], list[Place]] = defaultdict(list)
    for entity, relation, metric, *place in connection.execute(
        "SELECT entity_id, relation_id, metric_id, start, end, id FROM evidence WHERE document_id = ?"
        " ORDER BY start, end, id",
        (document_id,),
    ):
        places[entity, relation, metric].append(Place(*place))
    mentions: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for entity, start, end in connection.execute(
        "SELECT entity_id, start, end FROM mentions JOIN entities ON entities.id = entity_id WHERE document_id = ?"
        " ORDER BY entity_id, start, end",
        (document_id,),
    ):
        mentions[entity].append((start, end))
    purposes: dict[int, list[Purpose]] = defaultdict(list)
    for entity, start, end, themes, stages in connection.execute(
        "SELECT entity_id, start, end, purposes.themes, purposes.stages FROM purposes"
        " JOIN entities ON entities.id = entity_id WHERE document_id = ? ORDER BY entity_id, start, end",
        (document_id,),
    ):
        purposes[entity].append(Purpose(start, end, tuple(split(themes)), tuple(split(stages))))
    entities = connection.execute(
        "SELECT id, label, name, kind, bank, themes, stages,"
        " (SELECT json_group_array(name) FROM (SELECT name FROM aliases WHERE entity_id = entities.id"
        " ORDER BY position)) FROM entities WHERE document_id = ? ORDER BY id",
        (document_id,),
    )
    relations = connection.execute(
        "SELECT id, rel, head, tail FROM relations WHERE document_id = ? ORDER BY id", (document_id,)
    )
    metrics = connection.execute(
        "SELECT id, subject, about, name, value, value_max, unit, date, cmp FROM metrics"
        " WHERE document_id = ? ORDER BY id",
        (document_id,),
    )
    return DocumentRows(
        document_id,
        tuple(
            EntityRow(
                fact,
                label,
                name_,
                kind,
                bank,
                tuple(places[fact, None, None]),
                tuple(mentions[fact]),
                tuple(json.loads(aliases)),
                tuple(purposes[fact]),
                themes,
                stages,
            )
            for fact, label, name_, kind, bank, themes, stages, aliases in entities
        ),
        tuple(RelationRow(rel, head, tail, tuple(places[None, fact, None])) for fact, rel, head, tail in relations),
        tuple(
            MetricRow(fact, subject, about, name_, value, most, unit, date, tuple(places[None, None, fact]), cmp)
            for fact, subject, about, name_, value, most, unit, date, cmp in metrics
        ),
        name,
    )
