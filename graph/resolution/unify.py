"""All documents' facts in, one node for each real thing out. Pure: no database, and no order of documents matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.casebook.rows import DocumentRows
from graph.curation.decisions import Decision
from graph.names import type_of
from graph.resolution.banks import (
    Banks,
    assign,
    bank_ids,
    bank_keys,
    bank_profiles,
    is_split,
    link_banks,
    ranks,
)
from graph.resolution.curated import Curated, Directory, Names, ProfileNames
from graph.resolution.linking import TOGETHER, Link, Profile, links, united
from graph.resolution.observations import Telling, metric_id, observed
from graph.resolution.resolve import Assignment
from graph.resolution.scope import OWNING

Edge = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """An entity as part of a node.

    `name` is what of its name means the node, where that is not all; `via` the id that its document alone gives.
    """

    via: str
    mentions: int
    kind: str
    name: str | None
    themes: frozenset[str]
    stages: frozenset[str]

    def with_(self, other: Part) -> Part:
        """Return both as one: an entity that is also told by the name of its part keeps its own name."""
        own = self if self.name is None or other.name is not None else other
        return replace(
            own,
            mentions=self.mentions + other.mentions,
            themes=self.themes | other.themes,
            stages=self.stages | other.stages,
        )

    def row(self, node: str, entity: int) -> tuple[str, int, int, str, str | None, str, str, str]:
        """Return the row of the table node_entities that says so of an entity."""
        themes, stages = ("|".join(sorted(words)) for words in (self.themes, self.stages))
        return node, entity, self.mentions, self.kind, self.name, self.via, themes, stages


@dataclass(slots=True)
class Whole:
    """The nodes and edges of all documents, by the rows of their facts."""

    entities: dict[tuple[str, int], Part] = field(default_factory=dict)
    """By node and entity."""
    evidence: set[tuple[str, int]] = field(default_factory=set)
    edges: set[tuple[str, str, str, int]] = field(default_factory=set)
    metrics: set[tuple[str, int, str, str | None]] = field(default_factory=set)
    """Node, metric, subject, about."""
    banks: set[tuple[str, str]] = field(default_factory=set)
    links: dict[str, list[Link]] = field(default_factory=dict)
    """Why ids became another node, by these ids."""
    labels: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Node, and what a decision says of it."""
    accepted: set[str] = field(default_factory=set)
    """Ids of nodes, and edges as HEAD REL TAIL."""
    tellings: dict[str, str] = field(default_factory=dict)
    """The ids of observations, by those that single tellings give."""
    states: dict[Decision, str] = field(default_factory=dict)


def unify(documents: Sequence[DocumentRows], decisions: Sequence[Decision] = ()) -> Whole:
    """Return one node for each real thing that the documents name, as the decisions correct it.

    Parameters
    ----------
    documents
        The facts of each document.
    decisions
        What people decided, in the order of the file.
    """
    curated = Curated(decisions)
    banks, profiles = _banks(documents, curated)
    retyped = [curated.retyped(one, bank_keys(one, curated, banks), banks.scope) for one in documents]
    if any(new is not old for new, old in zip(retyped, documents, strict=True)):
        banks, profiles = _banks(retyped, curated)
    assignments = [assign(document, curated, banks) for document in retyped]
    profiles = {**profiles, **profiles_of(retyped, assignments)}
    joint = [group for assignment in assignments for group in assignment.joint]
    linked = link_names(profiles, ProfileNames(profiles), joint, banks, curated)
    whole = _whole(retyped, assignments, linked.directory.final, curated)
    whole.links = linked.links
    linked.directory.metrics = whole.tellings
    judge(whole, curated, linked.directory)
    whole.states = curated.states()
    return whole


def _banks(documents: Sequence[DocumentRows], curated: Curated) -> tuple[Banks, dict[str, Profile]]:
    profiles = bank_profiles(documents, curated)
    return link_banks(profiles, ProfileNames(profiles), curated), profiles


@dataclass(frozen=True, slots=True)
class Linked:
    """The nodes that ids have become, and why, by the ids that gave way."""

    directory: Directory
    links: dict[str, list[Link]]


def link_names(
    profiles: Mapping[str, Profile], names: Names, joint: Sequence[tuple[str, ...]], banks: Banks, curated: Curated
) -> Linked:
    """Return which ids are one.

    Parameters
    ----------
    profiles
        The names of ids: of all, or of those that share a token with another (`graph.resolution.linking.tokens`).
    names
        All ids.
    joint
        Ids of one thing that several banks share.
    banks
        Which banks are one.
    curated
        The decisions.
    """
    found = [link for link in links(profiles) if not is_split(link)]
    linked = united([(link.one, link.other) for link in found], ranks(found, {}))
    directory = Directory(names, {**banks.final, **linked}, banks.final)
    merges = curated.merges(directory, banks=False)
    decided = curated.links(merges)
    final = united(
        [*((link.one, link.other) for link in (*found, *decided)), *joint], ranks(found, curated.ranks(merges))
    )
    directory.final = {**banks.final, **final}
    together = [Link(node, group[0], TOGETHER) for group in joint for node in group[1:]]
    why: dict[str, list[Link]] = {}
    for link in (*banks.links, *found, *decided, *together):
        for node in {link.one, link.other}:
            if directory.final.get(node, node) != node:
                why.setdefault(node, []).append(link)
    return Linked(directory, why)


def profiles_of(documents: Sequence[DocumentRows], assignments: Sequence[Assignment]) -> dict[str, Profile]:
    """Return the names of all that is no bank, by the ids that documents give before they are linked."""
    profiles: dict[str, Profile] = defaultdict(Profile)
    for document, assignment in zip(documents, assignments, strict=True):
        entities = document.entities_by_id()
        for stand in assignment.entities:
            entity = entities[stand.entity]
            if entity.label == "bank":
                continue
            profiles[stand.node].names[stand.name or entity.name].add(document.id)
            for alias in () if stand.name else entity.aliases:
                profiles[stand.node].aliases[alias].add(document.id)
    return profiles


def _whole(
    documents: Sequence[DocumentRows], assignments: Sequence[Assignment], final: Mapping[str, str], curated: Curated
) -> Whole:
    whole = Whole()

    def of(node: str) -> str:
        return final.get(node, node)

    tellings: list[Telling] = []
    evidence: list[tuple[Telling, int]] = []
    for document, assignment in zip(documents, assignments, strict=True):
        entities = document.entities_by_id()
        bank_id = bank_ids(document, curated)
        for stand in assignment.entities:
            entity = entities[stand.entity]
            via = bank_id(entity.name) if entity.label == "bank" else stand.node
            mine = Part(via, stand.mentions, entity.kind, stand.name, stand.themes, stand.stages)
            key = (of(stand.node), stand.entity)
            whole.entities[key] = whole.entities[key].with_(mine) if key in whole.entities else mine
        whole.evidence.update((of(node), place) for node, place in assignment.evidence)
        for head, rel, tail, place in assignment.edges:
            edge = edge_between(of(head), rel, of(tail))
            if edge is not None:
                whole.edges.add((*edge, place))
        whole.banks.update((of(node), of(bank)) for node, bank in assignment.banks if type_of(of(node)) != "partner")
        for metric, subject, about, place in assignment.metrics:
            telling = Telling(document.id, metric, of(subject), None if about is None else of(about))
            tellings.append(telling)
            evidence.append((telling, place))
    ids = observed(dict.fromkeys(tellings))
    whole.tellings = {metric_id(telling): node for telling, node in ids.items()}
    for telling, place in evidence:
        node = ids[telling]
        whole.metrics.add((node, telling.metric.id, telling.subject, telling.about))
        whole.evidence.add((node, place))
        whole.edges.add((telling.subject, "reports", node, place))
    return whole


# What a relation becomes where one of its ends is another kind of thing than the document's extraction took it for:
# by relation and type of the tail, the relation that the ontology has, and whether head and tail change places.
_BECOMES = {
    ("offers", "program"): ("runs", False),
    ("runs", "product"): ("offers", False),
    ("offers", "unit"): ("part_of", True),
    ("runs", "unit"): ("part_of", True),
    ("offers", "partner"): ("cooperates_with", False),
    ("runs", "partner"): ("cooperates_with", False),
    ("offers", "bank"): ("cooperates_with", False),
    ("runs", "bank"): ("cooperates_with", False),
    ("part_of", "partner"): ("cooperates_with", False),
    ("cooperates_with", "product"): ("uses", False),
    ("cooperates_with", "program"): ("uses", False),
}


def edge_between(head: str, rel: str, tail: str) -> Edge | None:
    """Return the edge that a relation makes between two nodes, None where they are one.

    Examples
    --------
    >>> edge_between("bank:海河银行", "offers", "program:海河银行/春芽")
    ('bank:海河银行', 'runs', 'program:海河银行/春芽')
    >>> edge_between("partner:云岚科技", "offers", "product:海河银行/海智贷")
    ('product:海河银行/海智贷', 'cooperates_with', 'partner:云岚科技')
    """
    if head == tail:
        return None
    if type_of(head) == "partner" and rel in ("offers", "runs", "part_of"):
        return tail, "cooperates_with", head
    if rel == "part_of" and type_of(head) in ("product", "program") and type_of(tail) in ("bank", "unit"):
        return tail, "offers" if type_of(head) == "product" else "runs", head
    if rel == "part_of" and type_of(head) == "bank":
        return head, "cooperates_with", tail
    becomes, turned = _BECOMES.get((rel, type_of(tail)), (rel, False))
    if becomes == "uses" and type_of(head) not in ("product", "program"):
        becomes = "cooperates_with"
    return (tail, becomes, head) if turned else (head, becomes, tail)


def judge(whole: Whole, curated: Curated, directory: Directory) -> None:
    """Let decisions rename nodes, note something of them, and reject or accept facts."""
    known = {node for node, _ in whole.entities} | {node for node, *_ in whole.metrics}
    told = verdicts(curated, directory, known, {edge[:3] for edge in whole.edges})
    whole.labels, whole.notes, whole.accepted = told.labels, told.notes, told.accepted
    if told.rejected:
        reject(whole, told.rejected)


@dataclass(slots=True)
class Verdicts:
    """What decisions say of nodes and facts: a node as (id,), an edge as (head, rel, tail)."""

    labels: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    rejected: set[tuple[str, ...]] = field(default_factory=set)


def verdicts(curated: Curated, directory: Directory, nodes: Container[str], edges: Container[Edge]) -> Verdicts:
    """Return what the decisions say of the nodes and edges that there are."""
    told = Verdicts()
    judged: dict[tuple[str, ...], Decision] = {}
    for decision in curated.of("rename", "note", "reject", "accept"):
        if len(decision.words) == 3:
            head, tail = (curated.one(directory, decision, decision.words[at]) for at in (0, 2))
            fact = (head or "", decision.words[1], tail or "")
            if fact in edges:
                judged[fact] = decision
                curated.done(decision)
            continue
        node = curated.one(directory, decision, decision.words[0])
        if node is None or node not in nodes:
            continue
        curated.done(decision)
        if decision.verb == "rename":
            told.labels[node] = directory.labels[node] = decision.words[1]
        elif decision.verb == "note":
            told.notes.append((node, decision.words[1]))
        else:
            judged[node,] = decision
    told.rejected = {fact for fact, decision in judged.items() if decision.verb == "reject"}
    told.accepted = {" ".join(fact) for fact, decision in judged.items() if decision.verb == "accept"}
    return told


def reject(whole: Whole, facts: set[tuple[str, ...]]) -> None:
    """Take nodes and edges out, with all that stands on them."""
    nodes = {fact[0] for fact in facts if len(fact) == 1}
    # The observations of a node that is none go with it.
    observations = {node for node, _, subject, about in whole.metrics if {subject, about} & nodes}
    reported = {tail for _, rel, tail in (fact for fact in facts if len(fact) == 3) if rel == "reports"}
    gone = nodes | observations | reported
    whole.entities = {key: value for key, value in whole.entities.items() if key[0] not in gone}
    whole.evidence = {row for row in whole.evidence if row[0] not in gone}
    whole.metrics = {row for row in whole.metrics if row[0] not in gone}
    whole.edges = {row for row in whole.edges if not {row[0], row[2]} & gone and row[:3] not in facts}
    disowned = _disowned(whole, facts)
    whole.banks = {row for row in whole.banks if not set(row) & gone and row not in disowned}


def _disowned(whole: Whole, facts: set[tuple[str, ...]]) -> set[tuple[str, str]]:
    """Return the products and programs, with their banks, that nothing offers or runs any more for that bank."""
    bank_of = dict(sorted(whole.banks))
    owned = {(tail, bank_of.get(head, head)) for head, rel, tail, _ in whole.edges if rel in OWNING}
    rejected = {(fact[2], bank_of.get(fact[0], fact[0])) for fact in facts if len(fact) == 3 and fact[1] in OWNING}
    return rejected - owned
