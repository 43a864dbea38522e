"""To which bank a unit, product or program of one document belongs.

海智贷 of one bank and 海智贷 of another are two things even where one document names both; the same product
jointly launched by two banks is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from graph.casebook.rows import DocumentRows, EntityRow, Place
from graph.names import bank_key, is_stand_in
from graph.text import normalise

OWNING = {"offers", "runs"}
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Home:
    """One thing that an entity of a document stands for: the banks that share it, and the places that say so."""

    banks: tuple[str, ...]
    places: tuple[Place, ...] = ()

    @property
    def scope(self) -> str:
        """The bank that gives the thing its id: the first in code point order, or none."""
        return self.banks[0] if self.banks else ""


class Scopes:
    """The homes of the entities of one document.

    Parameters
    ----------
    document
        The facts of the document.
    bank_of
        The key of the bank that a name means in this document, all documents considered.
    """

    def __init__(self, document: DocumentRows, bank_of: Callable[[str], str] | None = None) -> None:
        self.document_id = document.id
        self._bank_of = bank_of or (lambda name: within(bank_key(name), document.id))
        self.entities = document.entities_by_id()
        self.owners: dict[int, list[tuple[int, tuple[Place, ...]]]] = defaultdict(list)
        self.wholes: dict[int, list[tuple[int, tuple[Place, ...]]]] = defaultdict(list)
        for relation in document.relations:
            if relation.rel in OWNING:
                self.owners[relation.tail].append((relation.head, relation.evidence))
            elif relation.rel == "part_of":
                self.wholes[relation.head].append((relation.tail, relation.evidence))
        self._homes: dict[int, tuple[Home, ...]] = {}
        self._asked: set[int] = set()

    @cached_property
    def banks(self) -> dict[str, str]:
        """The keys of the document's banks, by the names that the document gives them."""
        return {entity.name: self._bank_of(entity.name) for entity in self.entities.values() if entity.label == "bank"}

    def homes(self, entity_id: int) -> tuple[Home, ...]:
        """Return what the entity stands for, at least one home, sorted by scope."""
        if entity_id not in self._homes:
            if entity_id in self._asked or len(self._asked) > DEEPEST:
                # Round in a circle of part_of relations, or down a chain that no bank has: no bank is found there.
                return (Home(()),)
            self._asked.add(entity_id)
            self._homes[entity_id] = self._find(self.entities[entity_id])
            self._asked.remove(entity_id)
        return self._homes[entity_id]

    def parent_unit(self, entity_id: int) -> EntityRow | None:
        """Return the unit that a unit is said to be part of, if it is exactly one."""
        parents = {tail for tail, _ in self.wholes[entity_id] if self.entities[tail].label == "unit"} - {entity_id}
        return self.entities[parents.pop()] if len(parents) == 1 else None

    def _find(self, entity: EntityRow) -> tuple[Home, ...]:
        if entity.label == "bank":
            return (Home((self.banks[entity.name],), entity.evidence),)
        if entity.label == "partner":
            return (Home(()),)
        claims = self._claims(self.owners[entity.id]) or self._claims(self.wholes[entity.id])
        if claims:
            return _homes_of(claims, joint=entity.label != "unit")
        if entity.bank is not None:
            return (Home((self.banks.get(entity.bank) or self._bank_of(entity.bank),)),)
        return (Home(self._prefix(normalise(entity.name))),)

    def _claims(self, owners: list[tuple[int, tuple[Place, ...]]]) -> dict[str, list[Place]]:
        claims: dict[str, list[Place]] = defaultdict(list)
        for owner, places in owners:
            for home in self.homes(owner):
                for bank in home.banks:
                    claims[bank].extend(places)
        return claims

    def _prefix(self, name: str) -> tuple[str, ...]:
        prefixes = {key for own, key in self.banks.items() if name.startswith((normalise(own), key))}
        return (max(prefixes, key=lambda key: (len(key), key)),) if prefixes else ()


def within(key: str, document_id: str) -> str:
    """Return the key of a bank or partner, bound to its document if it is a word such as 本行."""
    return f"{key}@{document_id}" if is_stand_in(key) else key


def nearest(homes: tuple[Home, ...], start: int, end: int) -> Home:
    """Return the home whose places lie nearest to a span of the text, on a tie the first."""
    if len(homes) == 1:
        return homes[0]
    return min(homes, key=lambda home: min((_distance(place, start, end) for place in home.places), default=0))


def _homes_of(claims: dict[str, list[Place]], *, joint: bool) -> tuple[Home, ...]:
    groups: list[tuple[set[str], list[Place]]] = []
    for bank in sorted(claims):
        members, places = {bank}, list(claims[bank])
        apart = []
        for group in groups:
            if joint and any(_overlap(one, other) for one in group[1] for other in places):
                members |= group[0]
                places += group[1]
            else:
                apart.append(group)
        groups = [*apart, (members, places)]
    return tuple(sorted((Home(tuple(sorted(banks)), tuple(sorted(at))) for banks, at in groups), key=lambda h: h.banks))


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _distance(place: Place, start: int, end: int) -> int:
    return max(place.start - end, start - place.end, 0)
