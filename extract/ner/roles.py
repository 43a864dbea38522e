"""A spaCy component that tells how each organisation of a text stands to the bank that the text speaks of.

A softmax over a weighted sum of features: the words around the organisation and what the rules say of it, whose word
weighs more than any other (`contexts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer
from thinc.types import Floats2d

from extract.mentions.spans import MENTIONS, text_of
from extract.ner.contexts import Keys, Name, cues, enumerations, features

NONE = "none"
ROLES = (NONE, "cooperates_with", "finances", "member_of")
"""How an organisation stands to the bank that a text speaks of, the last three as relations of the schema."""
SPANS = "roles"
CUE_WEIGHT = 0.3
"""The weight of each thing that the rules say; the words around an organisation have a length of 1 together."""

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """The organisations of one enumeration, by their numbers among the names, and the features of their place."""

    members: range
    keys: Keys
    weights: Weights


def places_of(doc: Doc) -> list[Place]:
    """Return the places of the organisations among the mentions of a document, with their features."""
    text = text_of(doc)
    names: list[Name] = [(span.start, span.end, span.label_) for span in doc.spans.get(MENTIONS, [])]
    found = []
    for members in enumerations(text, names):
        around, said = features(text, names, members), cues(text, names, members)
        weights = np.full(len(around) + len(said), CUE_WEIGHT, dtype=np.float32)
        weights[: len(around)] = 1 / np.sqrt(len(around))
        found.append(Place(members, np.concatenate([around, said]), weights))
    return found


@spacy.registry.architectures("yinpu.WeightedSum.v1")
def create_weighted_sum(rows: int) -> Model[Sequence[Place], Floats2d]:
    """Build the network that a spaCy config names as the model of the roles.

    Parameters
    ----------
    rows
        Rows of the table into which the features are hashed.

    Returns
    -------
    A model from places to the probabilities of `ROLES`, a row a place.
    """
    return Model("weighted_sum", _forward, init=_initialize, attrs={"rows": rows}, params={"table": None})


def _initialize(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:
    model.set_param("table", cast(Floats2d, np.zeros((model.attrs["rows"], len(ROLES)), dtype=np.float32)))


def _forward(
    model: Model[Sequence[Place], Floats2d], places: Sequence[Place], is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], Sequence[Place]]]:
    table: Weights = np.asarray(model.get_param("table"))
    rows = [(place.keys % np.uint64(len(table))).astype(np.intp) for place in places]
    sums = np.zeros((len(places), len(ROLES)), dtype=np.float32)
    for number, (place, own) in enumerate(zip(places, rows, strict=True)):
        sums[number] = place.weights @ table[own]
    powers = np.exp(sums - sums.max(axis=1, keepdims=True)) if places else sums
    probabilities = powers / powers.sum(axis=1, keepdims=True)

    def backward(gradient: Floats2d) -> Sequence[Place]:
        change = np.zeros_like(table)
        for place, own, part in zip(places, rows, np.asarray(gradient), strict=True):
            np.add.at(change, own, place.weights[:, None] * part)
        model.inc_grad("table", cast(Floats2d, change))
        return places

    return cast(Floats2d, probabilities), backward


class OrganisationRoles(TrainablePipe):
    """The roles of the organisations among `doc.spans["mentions"]`: fills `doc.spans["roles"]`.

    The attribute `scores` of the group has for each span the probabilities of `ROLES`.
    """

    def __init__(
        self,
        vocab: Vocab,
        model: Model[Sequence[Place], Floats2d],
        name: str,
        optimizer: Optimizer,
        *,
        role_weights: list[float],
        blank: float,
    ) -> None:
        super().__init__(vocab, model, name, role_weights=role_weights, blank=blank)
        self.optimizer = optimizer

    @property
    def labels(self) -> tuple[str, ...]:
        """The roles."""
        return ROLES

    @property
    def label_data(self) -> tuple[str, ...]:
        """The roles as training data, for spaCy's initialisation."""
        return ROLES

    def predict(self, docs: Iterable[Doc]) -> list[list[tuple[range, Floats2d]]]:
        """Return for each document the organisations of each enumeration and the probabilities of their roles."""
        found = []
        for doc in docs:
            places = places_of(doc)
            scores = self.model.predict(places)
            found.append([(place.members, row) for place, row in zip(places, scores, strict=True)])
        return found

    def set_annotations(self, docs: Iterable[Doc], found: list[list[tuple[range, Floats2d]]]) -> None:
        """Write the likeliest role of each organisation into `doc.spans["roles"]`."""
        for doc, rows in zip(docs, found, strict=True):
            mentions = doc.spans.get(MENTIONS, [])
            group, scores = [], []
            for members, row in rows:
                for number in members:
                    group.append(
                        Span(doc, mentions[number].start, mentions[number].end, ROLES[int(np.asarray(row).argmax())])
                    )
                    scores.append(row.tolist())
            doc.spans[SPANS] = group
            doc.spans[SPANS].attrs["scores"] = scores

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples whose reference has `spans["mentions"]` and `spans["roles"]`.

        `sgd`, the optimizer of the whole pipeline, is left to the tagger: it takes steps of one size for words that are
        rare and for those that are not, and learns the rare ones by heart.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        pairs = [pair for example in examples for pair in known_roles(example.reference)]
        if not pairs:
            return losses
        known = [role for _, role in pairs]
        scores, backprop = self.model.begin_update([blanked(place, self.cfg["blank"]) for place, _ in pairs])
        gradient = np.array(scores, dtype=np.float32)
        gradient[np.arange(len(pairs)), known] -= 1.0
        losses[self.name] += float((gradient**2).sum())
        weights = np.array(self.cfg["role_weights"], dtype=np.float32)[known]
        backprop(cast(Floats2d, gradient * weights[:, None] / len(pairs)))
        self.finish_update(self.optimizer)
        self.optimizer.step_schedules()  # type: ignore[no-untyped-call]
        return losses

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Set all weights to zero."""
        self.model.initialize()


def blanked(place: Place, share: float) -> Place:
    """Return a place without a share of its features, drawn at random, the others having more weight for it."""
    kept = np.random.random(len(place.keys)) >= share
    return Place(place.members, place.keys[kept], place.weights[kept] / np.float32(1 - share))


def known_roles(doc: Doc) -> Iterator[tuple[Place, int]]:
    """Return the places of an annotated document whose role is known: that of most of an enumeration's members."""
    roles = {(span.start, span.end): ROLES.index(span.label_) for span in doc.spans.get(SPANS, [])}
    if not roles:
        return
    mentions = doc.spans[MENTIONS]
    for place in places_of(doc):
        known = [roles.get((mentions[number].start, mentions[number].end)) for number in place.members]
        told = [role for role in known if role is not None]
        if told:
            yield place, max(told, key=told.count)


@Language.factory("yinpu_organisation_roles")
def create_organisation_roles(
    nlp: Language,
    name: str,
    model: Model[Sequence[Place], Floats2d],
    optimizer: Optimizer,
    role_weights: list[float],
    blank: float,
) -> OrganisationRoles:
    """Create the component that a spaCy config describes, without weights.

    `role_weights` says how much an example of each of `ROLES` counts, `blank` what share of features is hidden while it
    learns.
    """
    return OrganisationRoles(nlp.vocab, model, name, optimizer, role_weights=role_weights, blank=blank)
