"""Which mentions of a document name the same thing: entity linking within one text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span

from extract.keys import has_legal_form, initiative_key, without_legal_form
from extract.lexicon import pattern
from extract.mentions.spans import QUOTES, bare

INNER = re.compile(r"[“「『\"]([^”」』\"]+)[”」』\"]")
ANAPHOR = re.compile("[该这]")
MOST_ALIKE = 100
"""How many full names may hold the beginning of a short one: of more, it would hardly mean just one."""
HEAD_OFFICE = re.compile("^总行")


@dataclass(slots=True)
class Thing:
    """An entity under construction: its label, the forms that name it, and where."""

    label: str
    key: str
    bank: str | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, int]] = field(default_factory=list)
    name: str = ""

    @property
    def kind(self) -> str:
        """The kind that most mentions speak for; of equals the first in the alphabet."""
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind))

    def add(self, span: Span, forms: Iterable[str]) -> None:
        """Take in a mention with the forms of the name that it shows."""
        self.kinds[span.id_] += 1
        self.forms.update(list(forms))
        self.places.append((span.start, span.end))


def forms_of(text: str) -> list[str]:
    """Return the names that a mention shows: the whole without marks, the words inside them; 该公司 shows none."""
    if ANAPHOR.match(text):
        return []
    inner = [match[1] for match in INNER.finditer(text)]
    return list(dict.fromkeys([bare(text) if not inner else _unquoted(text), *(_unquoted(one) for one in inner)]))


def _unquoted(text: str) -> str:
    return text.strip(QUOTES) if not INNER.search(text) else INNER.sub(lambda match: match[1], text)


def split_unit(text: str, banks: Collection[str]) -> tuple[str | None, str]:
    """Return the bank form that a unit's name begins with (None without one) and the rest of the name."""
    prefix = next((text[:size] for size in range(len(text) - 1, 1, -1) if text[:size] in banks), None)
    return prefix, HEAD_OFFICE.sub("", text[len(prefix) :] if prefix else text)


def link_extended(things: dict[str, Thing]) -> None:
    """Merge longer forms into the things whose core they extend: “甲乙”信贷服务 is “甲乙”, 丙丁·甲乙 is 甲乙."""
    extension = pattern("linking", "extensions", "words", "{}+")
    for long in sorted(things, key=lambda key: (-len(key), key)):
        shorter = [long[:size] for size in range(len(long) - 1, 2, -1) if extension.fullmatch(long, size)]
        short = next((key for key in [*shorter, long.rsplit("·", 1)[-1]] if key != long and key in things), None)
        if short:
            merge(things[short], things[long])
            things[long] = things[short]


def merge(host: Thing, other: Thing) -> None:
    """Let `host` take in what `other` has."""
    if host is not other:
        host.kinds.update(other.kinds)
        host.forms.update(other.forms)
        host.places.extend(other.places)


def link_companies(things: dict[str, Thing]) -> None:
    """Merge short names of companies into the full ones: 云深科技 is 杭州云深科技股份有限公司 in the same text."""
    full = {thing.key: thing for thing in things.values() if any(map(has_legal_form, thing.forms))}
    holding: defaultdict[str, set[str]] = defaultdict(set)
    for key, thing in full.items():
        for pair in {form[at : at + 2] for form in thing.forms for at in range(len(form) - 1)}:
            holding[pair].add(key)
    for short in sorted(things.values(), key=lambda thing: thing.key):
        if short.key in full:
            continue
        near = holding[short.key[:2]]
        if len(near) > MOST_ALIKE:
            continue
        hosts = [full[key] for key in near if any(_abbreviates(short.key, form) for form in full[key].forms)]
        if len(hosts) == 1:
            merge(hosts[0], short)
            things[short.key] = hosts[0]


def _abbreviates(short: str, full: str) -> bool:
    stem = without_legal_form(full)
    if len(short) < 3 or len(short) >= len(full):
        return False
    if short in stem:
        return True
    match = pattern("organisations", "trade", "words", "(.{2,4}){}").fullmatch(short)
    return match is not None and match[1] in stem[:8]


def choose_names(things: Iterable[Thing]) -> None:
    """Give each thing its fullest form as a name that no other thing of the text has."""
    taken: dict[str, Thing] = {}
    for thing in sorted(things, key=lambda thing: (min(thing.places), thing.label)):
        ranked = sorted(thing.forms, key=lambda form: (-len(form), form))
        free = [form for form in ranked if form not in taken]
        thing.name = free[0] if free else f"{thing.bank or thing.label}{ranked[0]}"
        for form in ranked:
            if form in taken:
                del thing.forms[form]
        taken.update(dict.fromkeys([thing.name, *thing.forms], thing))


def by_place(things: Iterable[Thing]) -> dict[tuple[int, int], Thing]:
    """Return the things by the places of their mentions."""
    return {place: thing for thing in things for place in thing.places}


def group(spans: Sequence[Span], keys: Sequence[str], label: str, banks: Sequence[str | None]) -> dict[str, Thing]:
    """Return the things that `spans` name, those with equal keys together."""
    things: dict[str, Thing] = {}
    for span, key, bank in zip(spans, keys, banks, strict=True):
        thing = things.setdefault(key, Thing(label, key, bank))
        thing.add(span, forms_of(span.text))
    return things


def label_votes(spans: Iterable[Span]) -> dict[str, str]:
    """Return for each core of a product's or program's name the label of most mentions (of the first, if even)."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        votes[initiative_key(forms_of(span.text)[-1])][span.label_] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in votes.items()}
