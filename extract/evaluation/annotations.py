"""Annotated texts: a text with the facts that careful readers found in it, one JSON object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.schema import COMPARATORS, LABELS, RELS

METRIC = "metric"
TEXTS = (".txt", ".md")
Row = dict[str, Any]


class AnnotationError(ValueError):
    """An annotation cannot be read; the message names the file and line, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class EntityFact:
    """An entity and its names, `names[0]` the fullest."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationFact:
    """A relation between two named entities."""

    rel: str
    head: str
    tail: str


@dataclass(frozen=True, slots=True)
class MetricFact:
    """A number about a bank or unit."""

    subject: str
    name: str
    value: float
    unit: str
    cmp: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text; the optional ones count neither as right nor as wrong."""

    entities: list[EntityFact] = field(default_factory=list)
    relations: list[RelationFact] = field(default_factory=list)
    metrics: list[MetricFact] = field(default_factory=list)
    optional_entities: list[EntityFact] = field(default_factory=list)
    optional_amounts: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text's file, the name under which it is reported, and the facts that are in it."""

    name: str
    path: Path
    facts: Facts


def read_annotated(folder: Path) -> list[AnnotatedText]:
    """Return the annotated texts of a folder, sorted by name.

    Parameters
    ----------
    folder
        Holds pairs of NAME.txt or NAME.md and NAME.jsonl or NAME.facts.jsonl; texts without an annotation are passed
        over.

    Raises
    ------
    AnnotationError
        There is no such folder or no pair in it, an annotation has no text, or a line of one is no fact.
    """
    if not folder.is_dir():
        raise AnnotationError(f"{folder}: no such folder; name one with texts and their annotations")
    found: dict[str, AnnotatedText] = {}
    for path in sorted(folder.glob("*.jsonl")):
        name = path.stem.removesuffix(".facts")
        text = next((one for suffix in TEXTS if (one := folder / f"{name}{suffix}").is_file()), None)
        if text is None:
            raise AnnotationError(
                f"{path}: there is no {name}.txt or {name}.md beside it; add the text that it annotates"
            )
        if name in found:
            raise AnnotationError(f"{path}: {text.name} has a second annotation; keep one of them")
        found[name] = AnnotatedText(name, text, read_facts(path))
    if not found:
        raise AnnotationError(
            f"{folder}: no annotated texts here; put NAME.txt or NAME.md beside NAME.jsonl or NAME.facts.jsonl"
        )
    return [found[name] for name in sorted(found)]


def read_facts(path: Path) -> Facts:
    """Return the facts of an annotation's file.

    Raises
    ------
    AnnotationError
        It is not in UTF-8, or a line is no fact; the message names the file and the line.
    """
    try:
        # Only line feeds end a line: JSON may hold other separators of lines as they are.
        return parse_facts(path.read_bytes().decode("utf-8-sig").split("\n"), str(path))
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: this is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def parse_facts(lines: Iterable[str], source: str) -> Facts:
    """Return the facts that lines of the interchange format state.

    Parameters
    ----------
    lines
        One JSON object each; empty lines are passed over.
    source
        Where they come from, for messages.

    Raises
    ------
    AnnotationError
        A line is no fact.
    """
    facts = Facts()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            _add(facts, json.loads(line))
        except json.JSONDecodeError as error:
            wrong = f"this is no valid JSON ({error.msg} at character {error.colno})"
            raise AnnotationError(f"{source}, line {number}: {wrong}; write one object a line") from None
        except AnnotationError as error:
            raise AnnotationError(f"{source}, line {number}: {error}; mend or remove the line") from None
    return facts


def _add(facts: Facts, row: object) -> None:
    if not isinstance(row, dict):
        raise AnnotationError("this is no JSON object")
    _READERS[_one_of(row, "type", tuple(_READERS))](facts, row)


def _entity(facts: Facts, row: Row) -> None:
    facts.entities.append(EntityFact(_one_of(row, "label", LABELS), _names(row)))


def _relation(facts: Facts, row: Row) -> None:
    facts.relations.append(RelationFact(_one_of(row, "rel", RELS), _text(row, "head"), _text(row, "tail")))


def _metric(facts: Facts, row: Row) -> None:
    facts.metrics.append(
        MetricFact(
            subject=_text(row, "subject"),
            name=_text(row, "name"),
            value=_number(row),
            unit=_text(row, "unit", ""),
            cmp=_one_of(row, "cmp", COMPARATORS, "="),
            date=_text(row, "date", "") or None,
        )
    )


def _optional(facts: Facts, row: Row) -> None:
    label = _one_of(row, "label", (*LABELS, METRIC))
    if label != METRIC:
        facts.optional_entities.append(EntityFact(label, _names(row)))
    elif row.get("value") is not None:
        facts.optional_amounts.append((_number(row), _text(row, "unit", "")))


_READERS: dict[str, Callable[[Facts, Row], None]] = {
    "entity": _entity,
    "relation": _relation,
    METRIC: _metric,
    "optional": _optional,
}


def _text(row: Row, key: str, default: str | None = None) -> str:
    value = row.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise AnnotationError(f'"{key}" must be a text')
    return value


def _one_of(row: Row, key: str, allowed: Sequence[str], default: str | None = None) -> str:
    value = row.get(key, default)
    if value not in allowed:
        raise AnnotationError(f'"{key}" must be one of {", ".join(allowed)}')
    return str(value)


def _names(row: Row) -> tuple[str, ...]:
    aliases = row.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise AnnotationError('"aliases" must be a list of texts')
    return (_text(row, "name"), *aliases)


def _number(row: Row) -> float:
    value = row.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise AnnotationError('"value" must be a number')
    return value
