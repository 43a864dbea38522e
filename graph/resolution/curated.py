"""What decisions mean for the documents and nodes at hand, and which of them mean nothing any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from extract.schema import KINDS, LABELS
from graph.casebook.rows import DocumentRows, EntityRow
from graph.curation.decisions import Decision, Reference, reference_of
from graph.names import KEY_OF, bank_key, key_in, node_id, scope_of, type_of
from graph.resolution.linking import CURATED, Link, Profile
from graph.resolution.resolve import Mark, Nodes
from graph.text import normalise

NOTHING = "matches nothing any more"


class Names(Protocol):
    """The ids that documents gave."""

    def __contains__(self, node: object) -> bool:
        """Say whether a document gave this id."""

    def named(self, folded: str) -> tuple[set[str], set[str]]:
        """Return the ids that documents know under a name, folded, and those that have it as a further form."""


class ProfileNames:
    """The ids of profiles that are at hand."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._profiles = profiles

    def __contains__(self, node: object) -> bool:
        """Say whether a profile has this id."""
        return node in self._profiles

    def named(self, folded: str) -> tuple[set[str], set[str]]:
        """Return the ids with a name, and those with a further form."""
        names, further = self._by_name
        return names.get(folded, set()), further.get(folded, set())

    @cached_property
    def _by_name(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        names: defaultdict[str, set[str]] = defaultdict(set)
        further: defaultdict[str, set[str]] = defaultdict(set)
        for node, profile in self._profiles.items():
            for table, forms in ((names, profile.names), (further, profile.aliases)):
                for form in forms:
                    table[normalise(form)].add(node)
        return names, further


@dataclass(slots=True)
class Directory:
    """The nodes as decisions may name them: by an id that documents gave, or by any of their names.

    `names` has the ids that documents gave, `final` the node that one has become, `banks` the ids of banks that gave
    way, `metrics` the ids that single tellings give an observation.
    """

    names: Names
    final: Mapping[str, str] = field(default_factory=dict)
    banks: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def find(self, text: str) -> set[str]:
        """Return the nodes that a word of a decision means, at best one."""
        ids = self._by_id(reference_of(text)) or self._by_name(reference_of(text))
        return {self.metrics.get(node) or self.final.get(node, node) for node in ids}

    def _by_id(self, reference: Reference) -> set[str]:
        if reference.type is None:
            bank = node_id("bank", "", bank_key(reference.text))
            return {bank} if bank in self.names else set()
        if reference.type == "metric":
            parts = [self.scope(reference.scope), *reference.name.split("/")]
            return {node for node in (reference.text, "metric:" + "/".join(parts)) if node in self.metrics}
        scope = self.scope(reference.scope)
        name = reference.name if scope or not reference.scope else f"{reference.scope}/{reference.name}"
        key_of = KEY_OF[reference.type](name)
        for key in dict.fromkeys((f"{key_of}@{normalise(name)}", name, key_of)):
            found = node_id(reference.type, scope, key)
            for node in (reference.text, found):
                if node in self.names:
                    return {node}
        return set()

    def scope(self, bank: str) -> str:
        """Return the key of the bank that a decision has in an id."""
        if not bank:
            return ""
        verbatim = node_id("bank", "", bank)
        known = verbatim if verbatim in self.names or verbatim in self.banks else node_id("bank", "", bank_key(bank))
        return key_in(self.banks.get(known, known))

    def _by_name(self, reference: Reference) -> set[str]:
        scope = self.scope(reference.scope)
        wanted = normalise(reference.name)
        labelled = {node for node, label in self.labels.items() if normalise(label) == wanted}
        for found in (labelled, *self.names.named(wanted)):
            fitting = {
                node
                for node in found
                if reference.type in (None, type_of(node)) and (not scope or scope_of(node) == scope)
            }
            if fitting:
                return fitting
        return set()


class Curated:
    """The decisions of a casebook; what became of each is told by `states`.

    Parameters
    ----------
    decisions
        In the order of the file.
    """

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        self.decisions = tuple(decisions)
        self._done: set[Decision] = set()
        self._why: dict[Decision, str] = {}

    def states(self) -> dict[Decision, str]:
        """Return for each decision why it does nothing, an empty text if it is applied."""
        return {
            decision: "" if decision in self._done else self._why.get(decision, NOTHING) for decision in self.decisions
        }

    def of(self, *verbs: str) -> list[Decision]:
        """Return the decisions with some verbs, in the order of the file."""
        return [decision for decision in self.decisions if decision.verb in verbs]

    def one(self, directory: Directory, decision: Decision, text: str) -> str | None:
        """Return the node that a word of a decision means, None (and note why) if it is not exactly one."""
        found = sorted(directory.find(text))
        if len(found) == 1:
            return found[0]
        self._why[decision] = (
            f"{text}: several things have this name: {', '.join(found)}" if found else f"{text}: {NOTHING}"
        )
        return None

    def done(self, decision: Decision) -> None:
        """Note that a decision is applied."""
        self._done.add(decision)

    # Before names are compared

    def marks(self, document: DocumentRows, scope: Callable[[str], str] = bank_key) -> Mark:
        """Return what splits add to the ids of a document's things; `scope` has the banks that decisions name."""
        splits = self.of("split")

        def mark(type_: str, bank: str, name: str) -> str:
            for decision in splits:
                reference = reference_of(decision.words[0])
                fits = reference.type in (None, type_) and normalise(reference.name) == normalise(name)
                elsewhere = reference.scope and bank not in (reference.scope, scope(reference.scope))
                if fits and not elsewhere and decision.words[1:] in ((), (document.name,), (document.id,)):
                    self.done(decision)
                    return f"@{normalise(decision.words[-1] if decision.words[1:] else name)}"
            return ""

        return mark if splits else lambda *_: ""

    def retyped(
        self, document: DocumentRows, bank_of: Callable[[str], str], scope: Callable[[str], str]
    ) -> DocumentRows:
        """Return a document in which entities have the types that people gave them."""
        is_near = self.near()
        near = [entity for entity in document.entities if is_near is not None and is_near(entity.name)]
        if not near:
            return document
        wanted = self._retypings()
        nodes = Nodes(document, bank_of, self.marks(document, scope))
        changed: dict[int, EntityRow] = {}
        for entity in near:
            for decision, reference, label, kind in wanted:
                if self._is(nodes, changed.get(entity.id, entity), reference, scope):
                    self.done(decision)
                    changed[entity.id] = _relabelled(changed.get(entity.id, entity), label, *kind)
        return replace(document, entities=tuple(changed.get(entity.id, entity) for entity in document.entities))

    def near(self) -> Callable[[str], bool] | None:
        """Return what says whether a name may be that of a thing of another type, None if people gave nothing one."""
        keys = [normalise(reference.name) for _, reference, *_ in self._retypings()]
        return (lambda name: any(key in normalise(name) for key in keys)) if keys else None

    def _retypings(self) -> list[tuple[Decision, Reference, str, tuple[str, ...]]]:
        """Return the decisions on types with what they mean, and the label and kind that they give."""
        wanted = [
            (decision, reference_of(decision.words[0]), decision.words[1], decision.words[2:])
            for decision in self.of("retype")
        ]
        # To merge a partner with a bank is to say that it is one.
        for decision in self.of("merge"):
            one, other = map(reference_of, decision.words)
            if one.type not in (None, "bank") and other.type == "bank":
                wanted.append((decision, one, "bank", ()))
        return wanted

    @staticmethod
    def _is(nodes: Nodes, entity: EntityRow, reference: Reference, scope: Callable[[str], str]) -> bool:
        if reference.type not in (None, entity.label):
            return False
        homes = nodes.scopes.homes(entity.id)
        if reference.scope and all(home.scope != scope(reference.scope) for home in homes):
            return False
        named = normalise(entity.name) == normalise(reference.name)
        return named or any(key_in(nodes.id_of(entity, home)) == normalise(reference.name) for home in homes)

    # When names are compared

    def merges(self, directory: Directory, *, banks: bool) -> list[tuple[Decision, str, str]]:
        """Return the pairs of ids, of banks or of others, that people say are one, the second to stand for both."""
        found = []
        for decision in self.of("merge"):
            references = [reference_of(word) for word in decision.words]
            both_banks = references[1].type == "bank" or (
                references[1].type is None and type_of(next(iter(directory.find(decision.words[1])), "")) == "bank"
            )
            later = self._split_later(decision, references)
            if later:
                self._why[decision] = f"taken back by line {later.line}: {later.text}"
                self._done.discard(decision)
            elif both_banks is banks:
                words = [
                    f"bank:{reference.name}" if banks and reference.type is not None else reference.text
                    for reference in references
                ]
                one, other = (self.one(directory, decision, word) for word in words)
                if one and other:
                    found.append((decision, one, other))
                    self.done(decision)
                else:
                    self._done.discard(decision)
        return found

    def _split_later(self, merge: Decision, references: Iterable[Reference]) -> Decision | None:
        names = {normalise(reference.name) for reference in references}
        for decision in self.of("split"):
            if decision.line > merge.line and normalise(reference_of(decision.words[0]).name) in names:
                return decision
        return None

    def links(self, merges: Iterable[tuple[Decision, str, str]]) -> list[Link]:
        """Return merges as links with the decision as their reason."""
        return [Link(one, other, f"{CURATED}: {decision.text}") for decision, one, other in merges]

    def ranks(self, merges: Iterable[tuple[Decision, str, str]]) -> dict[str, int]:
        """Return ranks by which the last decision says what stands for all that are one."""
        return {other: -decision.line for decision, _, other in merges}


def _relabelled(entity: EntityRow, label: str, kind: str = "") -> EntityRow:
    assert label in LABELS
    kinds = KINDS[label]
    return replace(entity, label=label, kind=kind or (entity.kind if entity.kind in kinds else kinds[-1]))
