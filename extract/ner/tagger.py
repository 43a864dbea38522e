"""A spaCy component that tags characters and reads named entities off the tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model
from thinc.types import Floats2d

from extract.ner.layers import Codes, codes_of
from extract.schema import LABELS

TAGS: tuple[str, ...] = ("O", *(f"{part}-{label}" for label in LABELS for part in "BILU"))
MISSING = -1
CHUNK = 1500
"""Characters that go through the network at once: more would fall out of the processor's cache."""

Probabilities = npt.NDArray[np.float32]
Found = tuple[int, int, str, float]


def _transitions() -> npt.NDArray[np.float32]:
    """Return 0 where a tag may follow a tag, else minus infinity."""
    allowed = np.full((len(TAGS), len(TAGS)), -np.inf, dtype=np.float32)
    for i, left in enumerate(TAGS):
        for j, right in enumerate(TAGS):
            opened = left[0] in "BI"
            continued = right[0] in "IL"
            if opened == continued and (not opened or left[2:] == right[2:]):
                allowed[i, j] = 0.0
    return allowed


TRANSITIONS = _transitions()
BEGINS = np.array([tag[0] in "BU" for tag in TAGS])
ENDS = np.array([tag[0] in "LU" for tag in TAGS])


def best_tags(probabilities: Probabilities) -> list[int]:
    """Return the likeliest sequence of tags that is well-formed (Viterbi's algorithm).

    Parameters
    ----------
    probabilities
        One row a character, one column a tag.

    Returns
    -------
    The index of a tag for each row; the sequence may neither start nor end within an entity.
    """
    scores = np.log(probabilities + 1e-9)
    paths = np.empty(scores.shape, dtype=np.intp)
    score = scores[0] + TRANSITIONS[0]
    for i in range(1, len(scores)):
        candidates = score[:, None] + TRANSITIONS
        paths[i] = candidates.argmax(axis=0)
        score = candidates[paths[i], np.arange(len(TAGS))] + scores[i]
    tag = int((score + TRANSITIONS[:, 0]).argmax())
    tags = [tag]
    for i in range(len(scores) - 1, 0, -1):
        tag = int(paths[i, tag])
        tags.append(tag)
    return tags[::-1]


def decode(probabilities: Probabilities, outside: float) -> Iterator[Found]:
    """Read entities off the probabilities of tags.

    Where the likeliest tags are well-formed together they are the best sequence; elsewhere `best_tags` finds it.

    Parameters
    ----------
    probabilities
        One row a character, one column a tag.
    outside
        A character is taken to be outside of entities without a closer look if O is at least this probable.

    Yields
    ------
    Start, end, label and the mean probability of the tags of each entity, in the order of the text.
    """
    candidate = probabilities[:, 0] < outside
    tags = np.where(candidate, probabilities.argmax(axis=1), 0)
    bounded = np.concatenate([[0], tags, [0]])
    broken = np.flatnonzero(TRANSITIONS[bounded[:-1], bounded[1:]])
    edges = np.flatnonzero(np.diff(candidate, prepend=False, append=False)).reshape(-1, 2)
    for stretch in np.unique(np.searchsorted(edges[:, 0], broken, "right") - 1):
        first, last = edges[stretch]
        tags[first:last] = best_tags(probabilities[first:last])
    sums = np.concatenate([[0.0], np.cumsum(probabilities[np.arange(len(tags)), tags], dtype=np.float64)])
    starts = np.flatnonzero(BEGINS[tags])
    ends = np.flatnonzero(ENDS[tags]) + 1
    means = (sums[ends] - sums[starts]) / (ends - starts)
    for start, end, mean in zip(starts.tolist(), ends.tolist(), means.tolist(), strict=True):
        yield start, end, TAGS[tags[start]][2:], mean


def chunks(codes: Codes, size: int = CHUNK) -> Iterator[tuple[int, int]]:
    """Cut a text into pieces, at line breaks or ends of sentences if there are any.

    Parameters
    ----------
    codes
        The code points of a text.
    size
        The most characters of a piece.

    Yields
    ------
    Start and end of each piece; together they cover the text.
    """
    ends = np.flatnonzero((codes == ord("\n")) | (codes == ord("。"))) + 1
    start = 0
    while start < len(codes):
        end = min(start + size, len(codes))
        if end < len(codes):
            last = np.searchsorted(ends, end, "right") - 1
            end = int(ends[last]) if last >= 0 and ends[last] > start else end
        yield start, end
        start = end


def target_tags(doc: Doc) -> npt.NDArray[np.intp]:
    """Return the index of each character's tag as annotated, `MISSING` where nothing is known."""
    tags = np.zeros(len(doc), dtype=np.intp)
    tags[doc.to_array("ENT_IOB") == 0] = MISSING
    for entity in doc.ents:
        base = TAGS.index(f"B-{entity.label_}")
        if len(entity) == 1:
            tags[entity.start] = base + 3
        else:
            tags[entity.start : entity.end] = base + 1
            tags[entity.start], tags[entity.end - 1] = base, base + 2
    return tags


class CharacterNer(TrainablePipe):
    """Named entities of single characters: fills `doc.spans["ner"]` and its attribute `scores`."""

    def __init__(
        self, vocab: Vocab, model: Model[Sequence[Doc | Codes], list[Floats2d]], name: str, *, outside: float
    ) -> None:
        super().__init__(vocab, model, name, outside=outside)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that entities can have."""
        return LABELS

    @property
    def label_data(self) -> tuple[str, ...]:
        """The labels as training data, for spaCy's initialisation."""
        return LABELS

    def predict(self, docs: Iterable[Doc]) -> list[list[Found]]:
        """Return start, end, label and score of the entities of each document."""
        return [list(self._find(doc)) for doc in docs]

    def _find(self, doc: Doc) -> Iterator[Found]:
        codes = codes_of(doc)
        for first, last in chunks(codes):
            (probabilities,) = self.model.predict([codes[first:last]])
            for start, end, label, score in decode(probabilities, self.cfg["outside"]):
                yield first + start, first + end, label, score

    def set_annotations(self, docs: Iterable[Doc], found: list[list[Found]]) -> None:
        """Write the entities that were found into `doc.spans["ner"]`."""
        for doc, entities in zip(docs, found, strict=True):
            group = [Span(doc, start, end, label=label) for start, end, label, _ in entities]
            doc.spans["ner"] = group
            doc.spans["ner"].attrs["scores"] = [score for *_, score in entities]

    def get_loss(self, examples: Iterable[Example], scores: list[Floats2d]) -> tuple[float, list[Floats2d]]:
        """Return the loss and the gradient of cross-entropy; characters whose tag is not known have none."""
        gradients = []
        for example, probabilities in zip(examples, scores, strict=True):
            tags = target_tags(example.reference)
            gradient = np.array(probabilities, dtype=np.float32)
            gradient[np.arange(len(tags)), tags] -= 1.0
            gradient[tags == MISSING] = 0.0
            gradients.append(gradient)
        total = sum(map(len, gradients))
        loss = sum(float((gradient**2).sum()) for gradient in gradients)
        return loss, [cast(Floats2d, gradient / total) for gradient in gradients]

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, words: dict[str, object]
    ) -> None:
        """Take the known words, set the number of tags and draw the first weights."""
        self.model.get_ref("features").attrs["words"] = words
        self.model.get_ref("output").set_dim("nO", len(TAGS))
        sample = [next(iter(get_examples())).reference]
        self.model.initialize(X=sample)

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Count entities that were found at the right place with the right label."""
        return score_entities(examples)


def score_entities(examples: Iterable[Example]) -> dict[str, Any]:
    """Compare found with annotated entities.

    Parameters
    ----------
    examples
        Pairs of a document with `spans["ner"]` and an annotated document. An entity found where the annotation
        is missing counts for nothing.

    Returns
    -------
    Precision, recall and F1 of exact spans as `ner_p`, `ner_r`, `ner_f`, and `ner_per_label`.
    """
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    annotated: Counter[str] = Counter()
    for example in examples:
        known = target_tags(example.reference) != MISSING
        expected = {(e.start, e.end, e.label_) for e in example.reference.ents}
        predicted = {(e.start, e.end, e.label_) for e in example.predicted.spans["ner"] if known[e.start : e.end].all()}
        for counter, entities in ((annotated, expected), (found, predicted), (right, expected & predicted)):
            counter.update(label for _, _, label in entities)
    per_label = {label: _prf(right[label], found[label], annotated[label]) for label in LABELS}
    total = _prf(right.total(), found.total(), annotated.total())
    return {**{f"ner_{key}": value for key, value in total.items()}, "ner_per_label": per_label}


def _prf(right: int, found: int, annotated: int) -> dict[str, float]:
    precision = right / found if found else 0.0
    recall = right / annotated if annotated else 0.0
    return {"p": precision, "r": recall, "f": 2 * right / (found + annotated) if found + annotated else 0.0}


@Language.factory("yinpu_character_ner", default_score_weights={"ner_f": 1.0, "ner_p": None, "ner_r": None})
def create_character_ner(
    nlp: Language, name: str, model: Model[Sequence[Doc | Codes], list[Floats2d]], outside: float
) -> CharacterNer:
    """Create the component that a spaCy config describes, without weights."""
    return CharacterNer(nlp.vocab, model, name, outside=outside)
