"""What must be true of the facts of any text."""

from __future__ import annotations

import math

from extract.quantities import find_dates, find_quantities
from extract.schema import Extraction


def check(extraction: Extraction) -> None:
    """Raise where a fact has no evidence, a quote is not what the text says there, or a name stands for nothing."""
    text = extraction.document.text
    names = {entity.name for entity in extraction.entities}
    assert len(names) == len(extraction.entities)
    for fact in (*extraction.entities, *extraction.relations, *extraction.metrics):
        assert fact.evidence, fact
        for one in fact.evidence:
            assert 0 <= one.start < one.end <= len(text), one
            assert text[one.start : one.end] == one.quote
    for relation in extraction.relations:
        assert {relation.head, relation.tail} <= names, relation
    for metric in extraction.metrics:
        assert metric.subject in names, metric
        assert metric.about is None or metric.about in names, metric
        assert math.isfinite(metric.value), metric


def check_quantities(text: str) -> None:
    """Raise where quantities or dates of a text overlap, leave it, or have no finite value."""
    for found in (find_quantities(text), find_dates(text)):
        ends = [0, *(one.end for one in found)]
        for one, floor in zip(found, ends, strict=False):
            assert floor <= one.start < one.end <= len(text), one
    for quantity in find_quantities(text):
        assert quantity.start <= quantity.number_start < quantity.number_end <= quantity.end, quantity
        assert math.isfinite(quantity.value), quantity
        assert quantity.value_max is None or math.isfinite(quantity.value_max), quantity
