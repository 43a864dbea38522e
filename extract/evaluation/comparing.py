"""What of the facts found is right: each is held against the facts that careful readers found.

- An entity is right if label and one name agree; a second one that is the same entity is wrong.
- A relation is right if its kind and both ends agree; a unit as head is read as its bank, but for part_of.
- A metric is right if bank, dimension and value agree; to be right strictly, date and comparator must agree, too, and
  the names must share characters.
- What the readers call optional counts neither as right nor as wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from extract.evaluation.annotations import EntityFact, Facts, MetricFact, RelationFact
from extract.evaluation.scales import in_base_units, normal, overlap, same_value

Outcome = Literal["right", "wrong", "missed"]
PARTS = ("entity", "relation", "metric")
STRICT = "metric_strict"
SHARED_CHARACTERS = 0.4


@dataclass(slots=True)
class Tally:
    """How often each part of the facts was right, wrong or missed, and what was not right."""

    counts: dict[str, Counter[Outcome]] = field(
        default_factory=lambda: defaultdict(Counter, {part: Counter() for part in (*PARTS, STRICT)})
    )
    errors: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, *parts: str, error: str = "") -> None:
        """Count an outcome for some parts, and keep the error that it was."""
        for part in parts:
            self.counts[part][outcome] += 1
        if error:
            self.errors.append(error)


class Side:
    """The entities of one side, found by name, and which unit is part of what."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.names = [_normal_names(entity) for entity in facts.entities]
        self.by_name: dict[str, int] = {}
        for number, names in enumerate(self.names):
            for name in names:
                self.by_name.setdefault(name, number)
        self.whole: dict[int, int] = {}
        for relation in facts.relations:
            head, tail = self.find(relation.head), self.find(relation.tail)
            if relation.rel != "part_of" or head is None or tail is None or head == tail:
                continue
            if facts.entities[head].label == "unit":
                self.whole[head] = tail

    def find(self, name: str) -> int | None:
        """Return the number of the entity of that name."""
        return self.by_name.get(normal(name))

    def bank(self, number: int) -> int:
        """Return the bank that a unit is part of at last, any other entity itself."""
        seen: set[int] = set()
        while number in self.whole and number not in seen:
            seen.add(number)
            number = self.whole[number]
        return number

    def head(self, relation: RelationFact) -> int | None:
        """Return the head of a relation, a unit as its bank."""
        head = self.find(relation.head)
        return head if head is None or relation.rel == "part_of" else self.bank(head)


class Comparison:
    """Two sides and which entity of the prediction is which of the readers'."""

    def __init__(self, gold: Facts, predicted: Facts) -> None:
        self.gold, self.predicted = Side(gold), Side(predicted)
        self.link: dict[int, int] = {}
        for number, entity in enumerate(predicted.entities):
            names = self.predicted.names[number]
            first = normal(entity.names[0])
            hits = [self.gold.by_name[name] for name in (first, *sorted(names)) if name in self.gold.by_name]
            same = [hit for hit in hits if gold.entities[hit].label == entity.label]
            if hits:
                self.link[number] = (same or hits)[0]
        self.ignored = {
            number
            for number, names in enumerate(self.predicted.names)
            if number not in self.link and not self.optional.isdisjoint(names)
        }

    @cached_property
    def optional(self) -> frozenset[str]:
        """The names of entities that may be found or not."""
        return frozenset(normal(name) for entity in self.gold.facts.optional_entities for name in entity.names)


def compare(gold: Facts, predicted: Facts) -> Tally:
    """Count what is right, wrong and missed in the facts found in one text.

    Parameters
    ----------
    gold
        The facts that careful readers found.
    predicted
        The facts to judge.
    """
    both, tally = Comparison(gold, predicted), Tally()
    _entities(both, tally)
    _relations(both, tally)
    _metrics(both, tally)
    return tally


def _normal_names(entity: EntityFact) -> set[str]:
    return {normal(name) for name in entity.names} - {""}


def _entities(both: Comparison, tally: Tally) -> None:
    gold, found = both.gold.facts.entities, set[int]()
    for number, entity in enumerate(both.predicted.facts.entities):
        if number in both.ignored:
            continue
        parts = ("entity", f"entity:{entity.label}")
        meant = both.link.get(number)
        if meant is not None and gold[meant].label == entity.label and meant not in found:
            found.add(meant)
            tally.add("right", *parts)
        elif meant is None or normal(entity.names[0]) not in both.optional:
            tally.add("wrong", *parts, error=f"+ entity {entity.label} {entity.names[0]} ({_why(entity, meant, gold)})")
    for number, entity in enumerate(gold):
        if number not in found:
            error = f"- entity {entity.label} {entity.names[0]}"
            tally.add("missed", "entity", f"entity:{entity.label}", error=error)


def _why(entity: EntityFact, meant: int | None, gold: list[EntityFact]) -> str:
    if meant is None:
        return "no such entity"
    return f"once more {gold[meant].names[0]}" if gold[meant].label == entity.label else f"is a {gold[meant].label}"


def _relations(both: Comparison, tally: Tally) -> None:
    wanted: dict[tuple[str, int, int], RelationFact] = {}
    for relation in both.gold.facts.relations:
        head, tail = both.gold.head(relation), both.gold.find(relation.tail)
        if head is not None and tail is not None:
            wanted.setdefault((relation.rel, head, tail), relation)
    found: set[tuple[str, int, int]] = set()
    unknown: set[tuple[str, str, str]] = set()
    for relation in both.predicted.facts.relations:
        parts = ("relation", f"relation:{relation.rel}")
        error = f"+ relation {relation.rel} {relation.head} → {relation.tail}"
        head, tail = both.predicted.head(relation), both.predicted.find(relation.tail)
        if head is None or tail is None:
            tally.add("wrong", *parts, error=f"{error} (an end is no entity)")
        elif head in both.ignored or tail in both.ignored:
            continue
        elif head in both.link and tail in both.link:
            meant = both.link[head] if relation.rel == "part_of" else both.gold.bank(both.link[head])
            key = (relation.rel, meant, both.link[tail])
            if key not in found:
                found.add(key)
                right = key in wanted
                tally.add("right" if right else "wrong", *parts, error="" if right else error)
        else:
            entities = both.predicted.facts.entities
            named = (relation.rel, normal(entities[head].names[0]), normal(entities[tail].names[0]))
            if named not in unknown:
                unknown.add(named)
                tally.add("wrong", *parts, error=error)
    for key, relation in wanted.items():
        if key not in found:
            error = f"- relation {relation.rel} {relation.head} → {relation.tail}"
            tally.add("missed", "relation", f"relation:{relation.rel}", error=error)


def _metrics(both: Comparison, tally: Tally) -> None:
    gold = [(_subject(both.gold, one), *in_base_units(one.value, one.unit), one) for one in both.gold.facts.metrics]
    optional = [in_base_units(*amount) for amount in both.gold.facts.optional_amounts]
    left = dict(enumerate(gold))
    for metric in both.predicted.facts.metrics:
        subject = _subject(both.predicted, metric)
        bank = both.gold.bank(both.link[subject]) if subject in both.link else None
        value, dimension = in_base_units(metric.value, metric.unit)
        same = [
            number
            for number, (whose, wanted, kind, _) in left.items()
            if bank is not None and whose == bank and kind == dimension and same_value(value, wanted)
        ]
        if same:
            best = max(same, key=lambda number: _agreement(left[number][3], metric))
            _strictly(left.pop(best)[3], metric, tally)
        elif not any(dimension == kind and same_value(value, wanted) for wanted, kind in optional):
            tally.add("wrong", "metric", STRICT, error=f"+ {_described(metric)}")
    for *_, metric in left.values():
        tally.add("missed", "metric", STRICT, error=f"- {_described(metric)}")


def _subject(side: Side, metric: MetricFact) -> int | None:
    number = side.find(metric.subject)
    return None if number is None else side.bank(number)


def _agreement(gold: MetricFact, found: MetricFact) -> tuple[bool, bool, float]:
    """Return in what two metrics of the same value agree: date, comparator, name."""
    return gold.date == found.date, gold.cmp == found.cmp, overlap(gold.name, found.name)


def _strictly(gold: MetricFact, found: MetricFact, tally: Tally) -> None:
    tally.add("right", "metric")
    date, cmp, name = _agreement(gold, found)
    if date and cmp and name >= SHARED_CHARACTERS:
        tally.add("right", STRICT)
    else:
        tally.add("missed", STRICT)
        tally.add("wrong", STRICT, error=f"~ {_described(found)} (is {gold.name} {gold.cmp} {gold.date})")


def _described(metric: MetricFact) -> str:
    return f"metric {metric.subject} {metric.name} {metric.cmp} {metric.value}{metric.unit} {metric.date}"
