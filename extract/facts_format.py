"""One document's facts as JSON lines, the interchange format: entities first, then relations, then metrics."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from extract.schema import Entity, Evidence, Extraction, Metric, Relation


def facts_lines(extraction: Extraction) -> list[str]:
    """Return the facts of a document, one JSON object a line.

    Parameters
    ----------
    extraction
        The document and its facts.

    Returns
    -------
    list of str
        Lines without line ends. Each has `evidence`, the quote, with `start` and `end`, its characters in the clean
        text; further places that state the fact follow as `further_evidence`, a list of [start, end].
    """
    return [json.dumps(row, ensure_ascii=False) for row in _rows(extraction)]


def _rows(extraction: Extraction) -> Iterator[dict[str, object]]:
    for entity in extraction.entities:
        yield {**_entity(entity), **_evidence(entity.evidence)}
    for relation in extraction.relations:
        yield {**_relation(relation), **_evidence(relation.evidence)}
    for metric in extraction.metrics:
        yield {**_metric(metric), **_evidence(metric.evidence)}


def _entity(entity: Entity) -> dict[str, object]:
    row: dict[str, object] = {
        "type": "entity",
        "label": entity.label,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "kind": entity.kind,
    }
    optional: dict[str, object] = {"bank": entity.bank, "themes": list(entity.themes), "stages": list(entity.stages)}
    return row | {key: value for key, value in optional.items() if value}


def _relation(relation: Relation) -> dict[str, object]:
    return {"type": "relation", "rel": relation.rel, "head": relation.head, "tail": relation.tail}


def _metric(metric: Metric) -> dict[str, object]:
    row: dict[str, object] = {
        "type": "metric",
        "subject": metric.subject,
        "about": metric.about,
        "name": metric.name,
        "value": _number(metric.value),
    }
    if metric.value_max is not None:
        row["value_max"] = _number(metric.value_max)
    return row | {"unit": metric.unit, "cmp": metric.cmp, "date": metric.date}


def _evidence(evidence: Iterable[Evidence]) -> dict[str, object]:
    first, *further = evidence
    row: dict[str, object] = {"evidence": first.quote, "start": first.start, "end": first.end}
    return row | ({"further_evidence": [[place.start, place.end] for place in further]} if further else {})


def _number(value: float) -> int | float:
    # 4346 and not 4346.0, as it was printed.
    return int(value) if value.is_integer() else value
