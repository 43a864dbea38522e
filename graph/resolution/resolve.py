"""Which real thing each fact of a document is about. Pure: rows in, assignments out.

A document is resolved by itself, so the order of documents cannot matter; `joint` groups, and what
graph.resolution.linking finds in the names of all documents, say which ids name one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from extract.places import unit_levels
from graph.casebook.rows import DocumentRows, EntityRow, MetricRow, Place
from graph.names import KEY_OF, bank_forms, node_id, without_prefix
from graph.resolution.scope import OWNING, Home, Scopes, nearest, within
from graph.text import normalise, split

SCOPED = {"unit", "product", "program"}


@dataclass(frozen=True, slots=True)
class Stand:
    """An entity as it stands for a node: how often, by a name of its own if not by the entity's, and what for."""

    node: str
    entity: int
    mentions: int
    name: str | None = None
    themes: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()


@dataclass(slots=True)
class Assignment:
    """The nodes and edges that one document contributes to."""

    entities: list[Stand] = field(default_factory=list)
    evidence: list[tuple[str, int]] = field(default_factory=list)  # node, evidence
    edges: list[tuple[str, str, str, int]] = field(default_factory=list)  # head, rel, tail, evidence
    metrics: list[tuple[MetricRow, str, str | None, int]] = field(
        default_factory=list
    )  # told, subject, about, evidence
    banks: list[tuple[str, str]] = field(default_factory=list)  # node, node of its bank
    joint: list[tuple[str, ...]] = field(default_factory=list)  # ids of one thing that several banks share


Mark = Callable[[str, str, str], str]
"""What a split adds to the id of a thing, by type, bank and name; nothing, mostly."""


def resolve(
    document: DocumentRows, bank_of: Callable[[str], str] | None = None, mark: Mark = lambda *_: ""
) -> Assignment:
    """Assign each fact of a document to a node or an edge.

    Parameters
    ----------
    document
        Its facts, in the order of extraction.
    bank_of
        The key of the bank that a name means in this document; by default the name's own key.
    mark
        What a split adds to the id of a thing of some type, bank and name.

    Returns
    -------
    Assignment
        By ids that depend on names and banks alone, such as `product:海河银行/海智贷`.

    Examples
    --------
    >>> rows = DocumentRows("report-1a2b3c4d", (EntityRow(1, "bank", "交行", "state", evidence=(Place(0, 2, 7),)),))
    >>> resolve(rows).evidence
    [('bank:交通银行', 7)]
    """
    nodes = Nodes(document, bank_of, mark)
    found = Assignment()
    for entity in document.entities:
        homes = nodes.scopes.homes(entity.id)
        counts = dict.fromkeys(homes, 0)
        for start, end in entity.mentions:
            counts[nearest(homes, start, end)] += 1
        for home in homes:
            node = nodes.id_of(entity, home)
            found.entities.append(Stand(node, entity.id, counts[home], None, *_purposes(entity, homes, home)))
            if entity.label in SCOPED and home.banks:
                found.banks.append((node, node_id("bank", "", home.scope)))
                if len(home.banks) > 1:
                    found.joint.append(tuple(nodes.id_of(entity, Home((bank,))) for bank in home.banks))
            if entity.label == "unit" and home.scope:
                _assign_parents(nodes, entity, home, counts[home], found)
        for place in entity.evidence:
            found.evidence.append((nodes.id_of(entity, nearest(homes, place.start, place.end)), place.id))
    for relation in document.relations:
        for place in relation.evidence:
            head, tail = nodes.ends(relation.head, relation.rel, relation.tail, place)
            found.edges.append((head, relation.rel, tail, place.id))
    for metric in document.metrics:
        for place in metric.evidence:
            subject, home = nodes.one(metric.subject, place)
            about = None if metric.about is None else nodes.one(metric.about, place, home.banks)[0]
            found.metrics.append((metric, subject, about, place.id))
    return found


class Nodes:
    """The ids of a document's things."""

    def __init__(
        self, document: DocumentRows, bank_of: Callable[[str], str] | None = None, mark: Mark = lambda *_: ""
    ) -> None:
        self.document_id = document.id
        self.scopes = Scopes(document, bank_of)
        self.mark = mark
        self._ids: dict[tuple[int, tuple[str, ...]], str] = {}
        self._prefixes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def id_of(self, entity: EntityRow, home: Home) -> str:
        """Return the id of what an entity stands for in one of its homes."""
        known = self._ids.get((entity.id, home.banks))
        if known is None:
            known = self._ids[entity.id, home.banks] = self._id_of(entity, home)
        return known

    def _id_of(self, entity: EntityRow, home: Home) -> str:
        if entity.label == "bank":
            return node_id("bank", "", home.scope)
        mark = self.mark(entity.label, home.scope, entity.name)
        if entity.label == "partner":
            return node_id("partner", "", within(KEY_OF["partner"](entity.name), self.document_id) + mark)
        key = self.unit_key(entity, home) if entity.label == "unit" else self.own_key(entity, home)
        if entity.label == "unit" and not home.scope:
            # 上海分行 of a bank that is not told is another one in every document.
            mark = mark or f"@{self.document_id}"
        return node_id(entity.label, home.scope, key + mark)

    def own_key(self, entity: EntityRow, home: Home) -> str:
        """Return the key of a name without the name of its bank."""
        return KEY_OF[entity.label](without_prefix(normalise(entity.name), self._prefixes_of(home.banks)))

    def unit_key(self, entity: EntityRow, home: Home) -> str:
        """Return the key of a unit: every branch has its 普惠金融部, so the branch belongs to the name."""
        key = self.own_key(entity, home)
        parent = self.scopes.parent_unit(entity.id)
        if parent is None or not (entity.kind == "department" or (key.endswith("支行") and "分行" not in key)):
            return key
        above = self.own_key(parent, home)
        if entity.kind != "department" and not above.endswith("分行"):
            return key
        return above + without_prefix(key, (above,))

    def _prefixes_of(self, banks: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of banks with which a name of theirs may begin, longest first."""
        if banks not in self._prefixes:
            own_names = {normalise(name) for name, bank in self.scopes.banks.items() if bank in banks}
            forms = own_names.union(*map(bank_forms, banks))
            self._prefixes[banks] = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        return self._prefixes[banks]

    def one(self, entity_id: int, place: Place, banks: tuple[str, ...] = ()) -> tuple[str, Home]:
        """Return the node that a fact means by an entity: that of `banks` if any, else the nearest in the text."""
        homes = self.scopes.homes(entity_id)
        of_banks = tuple(home for home in homes if set(home.banks) & set(banks))
        home = nearest(of_banks or homes, place.start, place.end)
        return self.id_of(self.scopes.entities[entity_id], home), home

    def ends(self, head: int, rel: str, tail: int, place: Place) -> tuple[str, str]:
        """Return the nodes between which a place of the text states a relation."""
        if rel in OWNING or len(self.scopes.homes(head)) == 1:
            head_node, home = self.one(head, place)
            return head_node, self.one(tail, place, home.banks)[0]
        tail_node, home = self.one(tail, place)
        return self.one(head, place, home.banks)[0], tail_node


def _purposes(entity: EntityRow, homes: tuple[Home, ...], home: Home) -> tuple[frozenset[str], frozenset[str]]:
    """Return the themes and stages of an entity in one home: where two banks share a name, those told nearby."""
    if len(homes) == 1:
        return frozenset(split(entity.themes)), frozenset(split(entity.stages))
    told = [one for one in entity.purposes if nearest(homes, one.start, one.end) == home]
    return frozenset(theme for one in told for theme in one.themes), frozenset(s for one in told for s in one.stages)


def _assign_parents(nodes: Nodes, unit: EntityRow, home: Home, mentions: int, found: Assignment) -> None:
    """Let the name of a sub-branch tell its branch: 上海市分行徐汇滨江支行 is part of 上海市分行."""
    levels = unit_levels(nodes.own_key(unit, home))
    bank = node_id("bank", "", home.scope)
    child = nodes.id_of(unit, home)
    for depth in range(len(levels) - 1, 0, -1):
        level = levels[depth - 1][-2:]
        parent = node_id("unit", home.scope, "".join(levels[:depth]))
        found.entities.append(Stand(parent, unit.id, mentions, unit.name[: unit.name.rindex(level) + len(level)]))
        found.banks.append((parent, bank))
        for place in unit.evidence:
            found.evidence.append((parent, place.id))
            found.edges.append((child, "part_of", parent, place.id))
            if depth == 1:
                found.edges.append((parent, "part_of", bank, place.id))
        child = parent
