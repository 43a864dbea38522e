"""What the training loop reads: an endless stream of pieces of text, and the held-out texts."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example

from extract.ner.examples.corpus import Annotated, pieces, read_annotated, read_finre, substitute, to_doc
from extract.ner.examples.grammar import Grammar, read_grammar
from extract.ner.examples.marked import read_marked
from extract.ner.layers import FOLDED, WORD_LENGTHS, Words, shortened, word_keys
from extract.resources import resource

FOLDS = 5
REGISTRY = resource("registry")

# Parts of speech of jieba, as coarse as names need them, and the tables of the registry with the columns of names.
_PARTS = ("n", "v", "a", "d", "ns", "nt", "nz", "nr", "vn", "m", "t", "i", "l", "r", "p", "c", "f")
_REGISTRY = (
    ("places.csv", ("name", "short")),
    ("organisations.csv", ("name", "aliases")),
    ("institutions.csv", ("name", "full_name", "aliases")),
    ("banks.csv", ("name", "full_name", "aliases")),
)

Reader = Callable[[Language], Iterator[Example]]


def fold_of(names: list[str], fold: int) -> list[str]:
    """Return the names of the texts that a fold holds out: every fifth, or none for fold -1."""
    return [name for i, name in enumerate(sorted(names)) if i % FOLDS == fold]


def training_pieces(
    shared: Path, fold: int, seed: int, substituted: float, weights: dict[str, float]
) -> Iterator[Annotated]:
    """Yield pieces of the annotated texts, of FinRE and of the grammar, without end.

    Parameters
    ----------
    shared
        The folder with corpus/ and datasets/.
    fold
        The texts that are left out, see `fold_of`.
    seed
        For the same stream on each run.
    substituted
        The share of names in the annotated texts that others are put for.
    weights
        How often each of the sources "annotated", "marked", "finre" and "grammar" comes.
    """
    chance = random.Random(seed)
    texts = read_annotated(shared / "corpus")
    held_out = fold_of(list(texts), fold)
    finre = read_finre(shared / "datasets" / "finre")
    spans = {(sentence.text[start:end], label) for sentence in finre for start, end, label in sentence.spans}
    companies = sorted(name for name, label in spans if label == "partner:company" and len(name) > 2)
    grammar = read_grammar(shared, REGISTRY, seed)
    name = _names_from(grammar, companies, chance)
    marked = [piece for text in read_marked(resource("training")).values() for piece in pieces(text)]
    briefs = [piece for key, text in texts.items() if key not in held_out for piece in pieces(text)]
    sources = {
        "annotated": (substitute(piece, name, substituted, chance) for piece in _endless(briefs, chance)),
        "marked": (substitute(piece, name, substituted / 2, chance) for piece in _endless(marked, chance)),
        "finre": _endless(finre, chance),
        "grammar": iter(grammar.sentence, None),
    }
    while True:
        (source,) = chance.choices(list(weights), list(weights.values()))
        yield next(sources[source])


def _endless(items: list[Annotated], chance: random.Random) -> Iterator[Annotated]:
    while True:
        yield from chance.sample(items, len(items))


def _names_from(grammar: Grammar, companies: list[str], chance: random.Random) -> Callable[[str], str | None]:
    def name(label: str) -> str | None:
        kind = ":".join(label.split(":")[:2])
        if kind == "partner:company" and chance.random() < 0.5:
            return chance.choice(companies)
        kind = "bank" if kind.startswith("bank:") else kind
        return grammar.name(kind) if kind in grammar.kinds else None

    return name


@spacy.registry.readers("yinpu.words.v1")
def create_words_reader(least_frequency: int) -> Words:
    """Read the common words of the dictionary of jieba and the names of the registry, see `layers.cover`.

    Parameters
    ----------
    least_frequency
        Rarer words of jieba are left out.

    Returns
    -------
    Keys and parts of speech of words, by their length; names have parts of speech of their own.
    """
    parts: dict[str, int] = {}
    for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, part = line.split(" ")
        if int(frequency) >= least_frequency:
            parts[word] = 1 + _PARTS.index(part if part in _PARTS else part[0]) if part[0] in _PARTS else 0
    for number, (table, columns) in enumerate(_REGISTRY, 1 + len(_PARTS)):
        with (REGISTRY / table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                parts |= {name: number for column in columns for name in row[column].split("|") if name}
    words: Words = {}
    for length in WORD_LENGTHS:
        chosen = [word for word in parts if len(word) == length]
        codes = np.array([[ord(character) for character in word] for word in chosen], dtype=np.uint64)
        keys = shortened(word_keys(list(FOLDED[np.minimum(codes.T, np.uint64(0xFFFF))])))
        order = np.argsort(keys, kind="stable")
        words[str(length)] = keys[order]
        words[f"{length}pos"] = np.array([parts[word] for word in chosen], dtype=np.uint8)[order]
    return words


@spacy.registry.readers("yinpu.ner_training.v1")
def create_training_reader(shared: str, fold: int, seed: int, substituted: float, weights: dict[str, float]) -> Reader:
    """Return the reader of training examples that a spaCy config names, see `training_pieces`."""

    def read(nlp: Language) -> Iterator[Example]:
        for piece in training_pieces(Path(shared), fold, seed, substituted, weights):
            yield Example(nlp.make_doc(piece.text), to_doc(nlp, piece))

    return read


@spacy.registry.readers("yinpu.ner_held_out.v1")
def create_held_out_reader(shared: str, fold: int) -> Reader:
    """Return the reader of held-out examples; for fold -1, which holds out none, those of fold 0."""

    def read(nlp: Language) -> Iterator[Example]:
        texts = read_annotated(Path(shared) / "corpus")
        for name in fold_of(list(texts), max(fold, 0)):
            yield Example(nlp.make_doc(texts[name].text), to_doc(nlp, texts[name]))

    return read
