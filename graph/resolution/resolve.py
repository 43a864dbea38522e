"""Which real thing each fact of a document is about. Pure: rows in, assignments out.

A document is resolved by itself, so the order of documents cannot matter; only `Joint` groups say something
about other documents: their ids name one thing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.resolution.names import KEY_OF, bank_forms, without_prefix
from graph.resolution.rows import DocumentRows, EntityRow, MetricRow, Place
from graph.resolution.scope import OWNING, Home, Scopes, nearest
from graph.text import normalise

SCOPED = {"unit", "product", "program"}
UNDATED = "未注明"


@dataclass(slots=True)
class Assignment:
    """The nodes and edges that one document contributes to."""

    entities: list[tuple[str, int, int]] = field(default_factory=list)  # node, entity, mentions
    evidence: list[tuple[str, int]] = field(default_factory=list)  # node, evidence
    edges: list[tuple[str, str, str, int]] = field(default_factory=list)  # head, rel, tail, evidence
    metrics: list[tuple[str, int, str, str | None]] = field(default_factory=list)  # node, metric, subject, about
    banks: list[tuple[str, str]] = field(default_factory=list)  # node, node of its bank
    joint: list[tuple[str, ...]] = field(default_factory=list)  # ids of one thing that several banks share


def resolve(document: DocumentRows) -> Assignment:
    """Assign each fact of a document to a node or an edge.

    Parameters
    ----------
    document
        Its facts, in the order of extraction.

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
    nodes = _Nodes(document)
    found = Assignment()
    for entity in document.entities:
        homes = nodes.scopes.homes(entity.id)
        counts = dict.fromkeys(homes, 0)
        for start, end in entity.mentions:
            counts[nearest(homes, start, end)] += 1
        for home in homes:
            node = nodes.id_of(entity, home)
            found.entities.append((node, entity.id, counts[home]))
            if entity.label in SCOPED and home.banks:
                found.banks.append((node, f"bank:{_part(home.scope)}"))
                if len(home.banks) > 1:
                    found.joint.append(tuple(nodes.id_of(entity, Home((bank,))) for bank in home.banks))
        for place in entity.evidence:
            found.evidence.append((nodes.id_of(entity, nearest(homes, place.start, place.end)), place.id))
    for relation in document.relations:
        for place in relation.evidence:
            head, tail = nodes.ends(relation.head, relation.rel, relation.tail, place)
            if head != tail:
                found.edges.append((head, relation.rel, tail, place.id))
    for metric in document.metrics:
        _assign_metric(nodes, metric, found)
    return found


class _Nodes:
    """The ids of a document's things."""

    def __init__(self, document: DocumentRows) -> None:
        self.document_id = document.id
        self.scopes = Scopes(document)

    def id_of(self, entity: EntityRow, home: Home) -> str:
        if entity.label == "bank":
            return f"bank:{_part(home.scope)}"
        key = KEY_OF[entity.label](entity.name)
        if entity.label == "partner":
            return f"partner:{_part(self.scopes.within(key))}"
        own_names = {normalise(name) for name, bank in self.scopes.banks.items() if bank in home.banks}
        forms = own_names.union(*map(bank_forms, home.banks))
        prefixes = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        key = without_prefix(key, prefixes)
        parent = self.scopes.parent_unit(entity.id) if entity.kind == "department" else None
        if parent is not None:
            # Every branch has its 普惠金融部: the branch belongs to the name.
            above = without_prefix(normalise(parent.name), prefixes)
            key = above + without_prefix(key, (above,))
        if home.scope:
            return f"{entity.label}:{_part(home.scope)}/{_part(key)}"
        # 上海分行 of a bank that is not told is another one in every document.
        return f"{entity.label}:{_part(f'{key}@{self.document_id}' if entity.label == 'unit' else key)}"

    def one(self, entity_id: int, place: Place, banks: tuple[str, ...] = ()) -> tuple[str, Home]:
        """Return the node that a fact means by an entity: that of `banks` if any, else the nearest in the text."""
        homes = self.scopes.homes(entity_id)
        of_banks = tuple(home for home in homes if set(home.banks) & set(banks))
        home = nearest(of_banks or homes, place.start, place.end)
        return self.id_of(self.scopes.entities[entity_id], home), home

    def ends(self, head: int, rel: str, tail: int, place: Place) -> tuple[str, str]:
        if rel in OWNING or len(self.scopes.homes(head)) == 1:
            head_node, home = self.one(head, place)
            return head_node, self.one(tail, place, home.banks)[0]
        tail_node, home = self.one(tail, place)
        return self.one(head, place, home.banks)[0], tail_node


def _assign_metric(nodes: _Nodes, metric: MetricRow, found: Assignment) -> None:
    for place in metric.evidence:
        subject, home = nodes.one(metric.subject, place)
        about = None if metric.about is None else nodes.one(metric.about, place, home.banks)[0]
        node = metric_id(subject, about, metric)
        found.metrics.append((node, metric.id, subject, about))
        found.evidence.append((node, place.id))
        found.edges.append((subject, "reports", node, place.id))


def metric_id(subject: str, about: str | None, metric: MetricRow) -> str:
    """Return the id of an observation: equal for the same name, date and value of the same thing wherever told."""
    parts = [subject.partition(":")[2]]
    if about is not None and about != subject:
        parts.append(about.rpartition("/")[2].rpartition(":")[2])
    value = plain(metric.value) + ("" if metric.value_max is None else f"–{plain(metric.value_max)}")
    parts += [_part(normalise(metric.name)), metric.date or UNDATED, value + _part(normalise(metric.unit))]
    return "metric:" + "/".join(parts)


def plain(value: float) -> str:
    """Return a number as one writes it: 4346 and 2.6, neither 4346.0 nor 4.346e3.

    Examples
    --------
    >>> plain(4346.0), plain(2.6)
    ('4346', '2.6')
    """
    return str(int(value)) if value.is_integer() else repr(value)


def _part(text: str) -> str:
    # The slash divides the parts of an id; NFKC leaves no full-width one in a name.
    return text.replace("/", "／")
