"""What the pages need of a casebook, read once: the graph, the texts, and the place of each fact and mention."""

from __future__ import annotations

import json
import re
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from graph.knowledge_graph import read_graph
from graph.view.network.layout import Graph

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Characters `start` to `end` (exclusive) of the clean text of a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a reader sees it.

    `marks` are (start, end, node) in the order of the text: each mention of a thing, and each value of a metric.
    """

    id: str
    name: str
    title: str
    text: str
    meta: dict[str, str]
    warnings: tuple[str, ...]
    sources: tuple[str, ...]
    marks: tuple[tuple[int, int, str], ...]

    @property
    def heading(self) -> str:
        """The title, or the name of the file where there is none."""
        return self.title or self.name


@dataclass(slots=True)
class Content:
    """A casebook for pages.

    `of_node` and `of_edge` list where a node is named as a fact and where an edge (head, relation, tail) is stated;
    `documents_of` the ids of the documents that tell of a node.
    """

    graph: Graph
    documents: dict[str, Text]
    of_node: dict[str, list[Place]]
    of_edge: dict[tuple[str, str, str], list[Place]]
    documents_of: dict[str, list[str]] = field(default_factory=dict)

    def quote(self, place: Place) -> str:
        """Return the text at a place."""
        return self.documents[place.document_id].text[place.start : place.end]

    def marks_in(self, place: Place) -> list[tuple[int, int, str]]:
        """Return (start, end, node) of each mention and value within a place, counted from its start."""
        marks = self.documents[place.document_id].marks
        near = marks[bisect_left(marks, (place.start, 0, "")) : bisect_right(marks, (place.end, 0, ""))]
        return [(start - place.start, end - place.start, node) for start, end, node in near if end <= place.end]


def read(connection: sqlite3.Connection) -> Content:
    """Read a casebook.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    """
    of_node = _grouped(
        (node, Place(*place))
        for node, *place in connection.execute(
            "SELECT node, document_id, start, end FROM node_evidence JOIN evidence ON evidence.id = evidence_id"
        )
    )
    of_edge = _grouped(
        ((head, rel, tail), Place(*place))
        for head, rel, tail, *place in connection.execute(
            "SELECT head, rel, tail, document_id, start, end FROM edge_evidence"
            " JOIN evidence ON evidence.id = evidence_id"
        )
    )
    marks: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
    documents_of: dict[str, set[str]] = defaultdict(set)
    for document_id, start, end, node in connection.execute(
        "SELECT document_id, start, end, node FROM mentions JOIN entities ON entities.id = mentions.entity_id"
        " JOIN node_entities ON node_entities.entity_id = entities.id"
    ):
        marks[document_id].add((start, end, node))
        documents_of[node].add(document_id)
    for node, places in of_node.items():
        documents_of[node].update(place.document_id for place in places)
    for node, document_id, start, quote, value, unit in connection.execute(
        "SELECT node, document_id, start, quote, value, unit FROM observations JOIN node_evidence USING (node)"
        " JOIN evidence ON evidence.id = evidence_id"
    ):
        if span := value_in(quote, value, unit):
            marks[document_id].add((start + span[0], start + span[1], node))
    sources = _grouped(connection.execute("SELECT document_id, path FROM sources"))
    documents = {
        document_id: Text(
            document_id,
            name,
            title,
            text,
            {str(key): str(value) for key, value in json.loads(meta).items()},
            tuple(json.loads(warnings)),
            tuple(sources.get(document_id, ())),
            tuple(sorted(marks[document_id])),
        )
        for document_id, name, title, text, meta, warnings in connection.execute(
            "SELECT id, name, title, text, meta, warnings FROM documents ORDER BY name, id"
        )
    }
    order = list(documents)
    rank = {document_id: number for number, document_id in enumerate(order)}
    return Content(
        read_graph(connection),
        documents,
        of_node,
        of_edge,
        {node: sorted(ids, key=rank.__getitem__) for node, ids in documents_of.items()},
    )


def value_in(quote: str, value: float, unit: str) -> tuple[int, int] | None:
    """Find where a quote prints a value, with its unit or, as in a table, without.

    Examples
    --------
    >>> value_in("贷款余额4,346亿元", 4346, "亿元"), value_in("不良率1.20%", 1.2, "%"), value_in("三千户", 3000, "户")
    ((4, 11), (3, 8), None)
    """
    whole, _, fraction = f"{value:.10f}".rstrip("0").partition(".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", "[,，]?", whole)
    number = rf"(?<![\d.]){grouped}" + (rf"\.{fraction}0{{0,4}}" if fraction else r"(?:\.0{1,4})?") + r"(?![\d])"
    found = re.search(rf"{number}\s?{re.escape(unit)}", quote) or re.search(number, quote)
    return found.span() if found else None


def _grouped(pairs: Iterable[tuple[KeyT, ValueT]]) -> dict[KeyT, list[ValueT]]:
    """Gather the values of each key, each once and sorted."""
    found: dict[KeyT, set[ValueT]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: sorted(values) for key, values in found.items()}  # type: ignore[type-var]
