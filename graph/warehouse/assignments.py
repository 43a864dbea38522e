"""What documents contribute to nodes and edges, a part at a time: `graph.resolution` applied where the facts lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from graph.casebook.rows import DocumentRows, EntityRow, MetricRow
from graph.curation import Decision
from graph.measures import metric_key
from graph.resolution.banks import Banks, assign, bank_ids
from graph.resolution.curated import Curated
from graph.resolution.linking import Profile, tokens
from graph.resolution.resolve import Assignment
from graph.resolution.unify import profiles_of
from graph.text import normalise
from graph.warehouse.store import part_file, read_part
from graph.warehouse.tables import Columns, Row, arrow_table, write_table

NAMES: Columns = {
    "node": "string", "name": "string", "further": "bool", "folded": "string", "documents": "list<string>",
    "tokens": "list<string>",
}  # fmt: skip
ASSIGNMENTS: Mapping[str, Columns] = {
    "stands": {
        "document_id": "string", "entity": "int32", "seq": "int32", "node": "string", "via": "string",
        "mentions": "int64", "kind": "string", "name": "string", "entity_name": "string", "aliases": "list<string>",
        "themes": "list<string>", "stages": "list<string>",
    },
    "places": {"document_id": "string", "evidence": "int32", "node": "string"},
    "relations_told": {
        "document_id": "string", "evidence": "int32", "head": "string", "rel": "string", "tail": "string",
    },
    "tellings": {
        "document_id": "string", "metric": "int32", "evidence": "int32", "subject": "string", "about": "string",
        "name": "string", "value": "double", "value_max": "double", "unit": "string", "date": "string",
        "measure": "string",
    },
    "owners": {"node": "string", "bank": "string"},
    "joint": {"nodes": "list<string>"},
    "names": NAMES,
}  # fmt: skip

Relabelled: TypeAlias = Mapping[str, Mapping[int, tuple[str, str]]]
"""The label and kind that decisions give to entities, by document and number."""


@dataclass(frozen=True, slots=True)
class Task:
    """A part to assign: where it lies and where the assignments go, and what is known from all documents together."""

    facts: Path
    part: str
    out: Path
    without: frozenset[str]
    relabelled: Relabelled
    banks: Banks
    decisions: Sequence[Decision]


def assign_part(task: Task) -> list[Decision]:
    """Write the assignments of a part's documents; return the decisions that were applied: what runs in a worker."""
    curated = Curated(task.decisions)
    documents = [relabel(one, task.relabelled) for one in read_part(task.facts, task.part, task.without)]
    assignments = [assign(document, curated, task.banks) for document in documents]
    rows: dict[str, list[Row]] = {name: [] for name in ASSIGNMENTS}
    for document, assignment in zip(documents, assignments, strict=True):
        for name, told in _rows(document, assignment, curated):
            rows[name].append(told)
    owners = {owner for assignment in assignments for owner in assignment.banks}
    rows["owners"] = [{"node": node, "bank": bank} for node, bank in sorted(owners)]
    groups = {group for assignment in assignments for group in assignment.joint}
    rows["joint"] = [{"nodes": list(group)} for group in sorted(groups)]
    rows["names"] = list(name_rows(profiles_of(documents, assignments)))
    for name, columns in ASSIGNMENTS.items():
        write_table(arrow_table(rows[name], columns), part_file(task.out, name, task.part))
    return [decision for decision, why in curated.states().items() if not why]


def relabel(document: DocumentRows, relabelled: Relabelled) -> DocumentRows:
    """Return a document in which entities have the labels and kinds that decisions give them."""
    wanted = relabelled.get(document.id)
    if not wanted:
        return document

    def of(entity: EntityRow) -> EntityRow:
        if entity.id not in wanted:
            return entity
        label, kind = wanted[entity.id]
        return replace(entity, label=label, kind=kind)

    return replace(document, entities=tuple(map(of, document.entities)))


def name_rows(profiles: Mapping[str, Profile]) -> Iterator[Row]:
    """Yield the names of ids, each with the documents that know it and the tokens by which ids may be linked."""
    for node, profile in sorted(profiles.items()):
        for further, names in ((False, profile.names), (True, profile.aliases)):
            for name, documents in sorted(names.items()):
                yield {
                    "node": node,
                    "name": name,
                    "further": further,
                    "folded": normalise(name),
                    "documents": sorted(documents),
                    "tokens": sorted(tokens(node, name, further=further)),
                }


def _rows(document: DocumentRows, assignment: Assignment, curated: Curated) -> Iterator[tuple[str, Row]]:
    entities = document.entities_by_id()
    bank_id = bank_ids(document, curated)
    for seq, stand in enumerate(assignment.entities):
        entity = entities[stand.entity]
        yield (
            "stands",
            {
                "document_id": document.id,
                "entity": stand.entity,
                "seq": seq,
                "node": stand.node,
                "via": bank_id(entity.name) if entity.label == "bank" else stand.node,
                "mentions": stand.mentions,
                "kind": entity.kind,
                "name": stand.name,
                "entity_name": entity.name,
                "aliases": [] if stand.name else list(entity.aliases),
                "themes": sorted(stand.themes),
                "stages": sorted(stand.stages),
            },
        )
    for node, evidence in assignment.evidence:
        yield "places", {"document_id": document.id, "evidence": evidence, "node": node}
    for head, rel, tail, evidence in assignment.edges:
        yield (
            "relations_told",
            {"document_id": document.id, "evidence": evidence, "head": head, "rel": rel, "tail": tail},
        )
    for metric, subject, about, evidence in assignment.metrics:
        yield "tellings", _telling(document.id, metric, subject, about, evidence)


def _telling(document_id: str, metric: MetricRow, subject: str, about: str | None, evidence: int) -> Row:
    return {
        "document_id": document_id,
        "metric": metric.id,
        "evidence": evidence,
        "subject": subject,
        "about": about,
        "name": metric.name,
        "value": metric.value,
        "value_max": metric.value_max,
        "unit": metric.unit,
        "date": metric.date,
        "measure": metric_key(metric.name),
    }
