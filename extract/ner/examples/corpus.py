"""Texts with named entities: the annotated case briefs and the pairs of organisations of FinRE.

Annotations list an entity once a document; training needs each place where it is named. `project` finds
them by its names, longest first, so that a name within a longer name is no entity of its own.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.mentions.spans import MENTIONS
from extract.ner.roles import ROLES, SPANS
from extract.reading import read_file

UNKNOWN = ""
"""The label of a place that may or may not name something: training leaves it out."""

_PRONOUNS = frozenset({"我行", "本行", "该行", "本集团", "集团", "该分行", "支行", "分行", "总行", "公司", "营业部"})
_SUFFIXES = (
    "公司", "集团", "银行", "基金", "证券", "保险", "信托", "大学", "学院", "委员会", "管委会", "协会", "交易所",
    "事务所", "研究院", "政府", "央行",
)  # fmt: skip
_ORGANISATION = re.compile(f"[\\w（）()]{{0,12}}(?:{'|'.join(_SUFFIXES)})|[\\w]{{1,8}}[局部厅委所院网社]")
BESIDE = 5
"""How many characters beside a name a quote must hold, too, to be about this place of it."""
_QUOTES = '“”「」"‘’'


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its entities as (start, end, label), in order and without overlap.

    A label is "bank", or as "product:loan" with the kind, as "partner:company:finances" with the role, or `UNKNOWN`.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]


def project(text: str, names: dict[str, str]) -> Annotated:
    """Find the places where names stand in a text.

    Parameters
    ----------
    text
        Any text.
    names
        From name to label, or to `UNKNOWN`.

    Returns
    -------
    The text with all places of the names; of names that overlap, the first and of these the longest.
    """
    if not names:
        return Annotated(text, ())
    # 中国银行 is not named by 中国银行业.
    matches = (
        m for m in _any_of(names).finditer(text) if not (m[0].endswith("银行") and text[m.end() : m.end() + 1] == "业")
    )
    return Annotated(text, tuple((m.start(), m.end(), names[m[0]]) for m in matches))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))))


def _names(facts: Iterable[dict[str, object]]) -> dict[str, str]:
    """Return the names that a document's annotation lists, with their labels."""
    names: dict[str, str] = {}
    for fact in facts:
        if fact["type"] not in ("entity", "optional") or fact["label"] == "metric":
            continue
        aliases = fact.get("aliases", [])
        assert isinstance(aliases, list)
        forms = {str(fact["name"]), *map(str, aliases)} - _PRONOUNS
        bare = {_without_quotes(form) for form in forms}
        label = f"{fact['label']}:{fact['kind']}" if fact["type"] == "entity" else UNKNOWN
        for form in bare:
            # “X”模式 is found as X, since the marks show the limits of the name.
            inner = re.match(f"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]", form)
            if len(form) < 2 or (inner and inner[1] in bare):
                continue
            names[form] = UNKNOWN if names.get(form, label) != label else label
    return names


def _without_quotes(form: str) -> str:
    inner = form[1:-1]
    quoted = form[:1] in _QUOTES and form[-1:] in _QUOTES and not any(mark in inner for mark in _QUOTES)
    return inner if quoted else form


def read_annotated(folder: Path) -> dict[str, Annotated]:
    """Read texts that have a file of facts beside them.

    Parameters
    ----------
    folder
        A folder with NAME.txt and NAME.jsonl.

    Returns
    -------
    From NAME to text and entities, sorted by name.

    Raises
    ------
    FileNotFoundError
        If there are no such files.
    """
    texts = {}
    for path in sorted(folder.glob("*.txt")):
        facts = [json.loads(line) for line in path.with_suffix(".jsonl").read_text("utf-8").splitlines()]
        texts[path.stem] = _with_roles(project(read_file(path).text, _names(facts)), facts)
    if not texts:
        raise FileNotFoundError(
            f"no annotated texts (NAME.txt with NAME.jsonl) in {folder}: name the folder above corpus/"
        )
    return texts


def _with_roles(annotated: Annotated, facts: Sequence[dict[str, Any]]) -> Annotated:
    """Return a text with the role of each organisation where a relation's evidence holds it, or only one is told."""
    forms = {
        form: fact["name"]
        for fact in facts
        if fact["type"] == "entity" and fact["label"] == "partner"
        for form in (fact["name"], *fact.get("aliases", []))
    }
    told: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact in facts:
        if fact["type"] == "relation" and fact["rel"] in ROLES and fact["tail"] in forms:
            told[forms[fact["tail"]]].append((fact["rel"], _flat(fact["evidence"])))
    spans = []
    for start, end, label in annotated.spans:
        found = told[forms.get(annotated.text[start:end], "")] if label.startswith("partner") else []
        here = _flat(annotated.text[max(0, start - BESIDE) : end + BESIDE])
        kinds = sorted({rel for rel, _ in found})
        near = [rel for rel, proof in found if here in proof] or (kinds if len(kinds) == 1 else [])
        spans.append((start, end, f"{label}:{near[0]}" if near else label))
    return Annotated(annotated.text, tuple(spans))


def _flat(text: str) -> str:
    return "".join(text.split())


def read_finre(folder: Path) -> list[Annotated]:
    """Read the sentences of FinRE with all organisations that any of its pairs names.

    Parameters
    ----------
    folder
        The folder with train.txt: lines of head, tail, relation and sentence.

    Returns
    -------
    One annotated sentence for each distinct sentence. Its pairs are entities; what looks like a further
    organisation is unknown, the rest is outside.
    """
    pairs: dict[str, set[str]] = {}
    for line in (folder / "train.txt").read_text("utf-8").splitlines():
        if line.strip():
            head, tail, _, sentence = line.split("\t")
            pairs.setdefault(sentence, set()).update((head, tail))
    every = sorted({name for names in pairs.values() for name in names if len(name) > 2 and name != "<N>"})
    known = _any_of(every)
    sentences = []
    for sentence, names in pairs.items():
        labels = {name: _organisation(name) for name in names if len(name) > 1}
        labels |= {name: _organisation(name) for name in known.findall(sentence)}
        certain = project(sentence, labels).spans
        guesses = (match.span() for match in _ORGANISATION.finditer(sentence))
        gaps = [(a, b, UNKNOWN) for a, b in guesses if all(b <= first or last <= a for first, last, _ in certain)]
        sentences.append(_renumber(Annotated(sentence, tuple(sorted([*certain, *gaps])))))
    return sentences


def _organisation(name: str) -> str:
    if name.endswith(("分行", "支行")):
        return "unit:branch"
    return "bank" if name.endswith(("银行", "农商行", "信用社")) else "partner:company"


def _renumber(annotated: Annotated) -> Annotated:
    """Write numbers for <N>, which FinRE has in their place."""
    numbers = re.sub("<N>", "128", annotated.text)
    return Annotated(numbers, annotated.spans)


def pieces(annotated: Annotated, longest: int = 400) -> Iterator[Annotated]:
    """Cut a text into its lines, and long lines at ends of sentences.

    Parameters
    ----------
    annotated
        A text with entities.
    longest
        A piece ends at the first end of a sentence or line after so many characters, a line break after any.

    Yields
    ------
    The pieces, with the places of their entities counted from their start.
    """
    start = 0
    for match in re.finditer(r"\n|。|$", annotated.text):
        if match[0] == "。" and match.end() - start < longest:
            continue
        if any(first < match.end() < last for first, last, _ in annotated.spans):
            continue
        end = match.end()
        if annotated.text[start:end].strip():
            spans = ((a - start, b - start, label) for a, b, label in annotated.spans if start <= a and b <= end)
            yield Annotated(annotated.text[start:end], tuple(spans))
        start = end


def substitute(
    annotated: Annotated, name: Callable[[str], str | None], share: float, chance: random.Random
) -> Annotated:
    """Put other names into a text.

    Parameters
    ----------
    annotated
        A text with entities.
    name
        Gives a name for a label, or None if it has none.
    share
        The probability that a name is exchanged, the same name everywhere alike.
    chance
        The source of randomness.

    Returns
    -------
    The text with new names at the new places.
    """
    chosen: dict[str, str] = {}
    parts: list[str] = []
    spans = []
    length = position = 0
    for start, end, label in annotated.spans:
        old = annotated.text[start:end]
        if old not in chosen:
            chosen[old] = (label and chance.random() < share and name(label)) or old
        parts += [annotated.text[position:start], chosen[old]]
        begin = length + start - position
        length = begin + len(chosen[old])
        spans.append((begin, length, label))
        position = end
    return Annotated("".join([*parts, annotated.text[position:]]), tuple(spans))


def to_doc(nlp: Language, annotated: Annotated) -> Doc:
    """Make a spaCy document with entities, and missing values where the annotation has gaps.

    Parameters
    ----------
    nlp
        A pipeline whose tokens are characters.
    annotated
        A text with entities.

    Returns
    -------
    The document with `ents`, the same as `spans["mentions"]`, and the known roles of organisations as `spans["roles"]`.
    """
    doc = nlp.make_doc(annotated.text)
    entities = [Span(doc, start, end, label=label.partition(":")[0]) for start, end, label in annotated.spans if label]
    missing = [Span(doc, start, end) for start, end, label in annotated.spans if not label]
    doc.set_ents(entities, missing=missing, default="outside")
    doc.spans[MENTIONS] = entities
    doc.spans[SPANS] = [
        Span(doc, start, end, label=label.split(":")[2])
        for start, end, label in annotated.spans
        if label.count(":") == 2
    ]
    return doc
