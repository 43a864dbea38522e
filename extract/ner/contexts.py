"""What stands around an organisation, as hashed features: the words near it, other names by their kind alone.

A name says little of what its bearer has to do with a bank, and would be learned by heart: banks, units, products,
programs and other organisations are each one symbol in the context of an organisation. Organisations of one
enumeration share what stands before the first and behind the last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extract.facts.named import Named
from extract.facts.roles import role
from extract.facts.sentences import LONGEST_SENTENCE, Sentence
from extract.mentions.organisations import kind_of_partner
from extract.mentions.spans import bare

REACH = 40
"""How many symbols on either side count; what is further away belongs to another statement, mostly."""
RINGS = (3, 8, 18, REACH)
"""The rings of nearness around a name, in symbols: the same words count apart in each."""
SYMBOLS = {"bank": "\ue001", "unit": "\ue002", "product": "\ue003", "program": "\ue004", "partner": "\ue005"}
SENTENCE_END = "。！？；"
SENTENCE_MARKS = f"{SENTENCE_END}\n\t"
SENTENCE_CLOSE = re.compile(f"[{SENTENCE_MARKS}]")
ENUMERATION = re.compile('[、，,和与及以暨等\\s“”"（）()]{0,3}')

_NUMBER = re.compile("[0-9][0-9.,]*")

Name = tuple[int, int, str]
Keys = npt.NDArray[np.uint64]


def enumerations(text: str, names: Sequence[Name]) -> Iterator[range]:
    """Return the organisations of a text by their numbers among its names, those of an enumeration together.

    Parameters
    ----------
    text
        The text.
    names
        Start, end and label of its names, in order and without overlap.
    """
    first = 0
    for number, (_, end, label) in enumerate(names):
        if label != "partner":
            first = number + 1
            continue
        following = names[number + 1] if number + 1 < len(names) else None
        if not (following and following[2] == "partner" and ENUMERATION.fullmatch(text, end, following[0])):
            yield range(first, number + 1)
            first = number + 1


def symbols(text: str, names: Sequence[Name], start: int, end: int) -> str:
    """Return text[start:end], where `names` stand, with a symbol for each name and number, without quotation marks."""
    parts: list[str] = []
    position = start
    for name_start, name_end, label in names:
        parts += [text[position:name_start], SYMBOLS[label]]
        position = name_end
    return _NUMBER.sub("0", bare("".join([*parts, text[position:end]])))


def _around(text: str, names: Sequence[Name], members: range) -> tuple[str, str]:
    """Return the symbols before and behind an enumeration, the nearest first, no further than its line."""
    start, end = names[members[0]][0], names[members[-1]][1]
    floor = max(0, start - 6 * REACH)
    floor = max(text.rfind("\n", floor, start) + 1, floor)
    limit = min(len(text), end + 6 * REACH)
    ceiling = text.find("\n", end, limit)
    ceiling = limit if ceiling < 0 else ceiling
    left = [one for one in names[max(0, members[0] - REACH) : members[0]] if one[0] >= floor]
    right = [one for one in names[members[-1] + 1 : members[-1] + 1 + REACH] if one[1] <= ceiling]
    return symbols(text, left, floor, start)[::-1][:REACH], symbols(text, right, end, ceiling)[:REACH]


def _side(side: str, context: str) -> Iterator[str]:
    """Return the features of the symbols on one side."""
    yield f"{side}0{context[:1]}"
    yield f"{side}1{context[:2]}"
    yield f"{side}2{context[:3]}"
    ends = [place for place, symbol in enumerate(context) if symbol in SENTENCE_END]
    for place in range(len(context)):
        ring = bisect_left(RINGS, place + 1)
        beyond = bisect_left(ends, place)
        where = f"{side}{ring}{min(beyond, 1)}"
        for size in (1, 2, 3):
            if place + size <= len(context):
                gram = context[place : place + size]
                yield f"{where}{gram}"
                if size == 2:
                    yield f"{side}{min(beyond, 1)}{gram}"
                    yield f"*{min(beyond, 1)}{gram}"


def features(text: str, names: Sequence[Name], members: range) -> Keys:
    """Describe what stands around an enumeration of organisations, and their own names' ends.

    Parameters
    ----------
    text
        The text.
    names
        Start, end and label of its names, in order and without overlap.
    members
        The numbers of the organisations among the names.

    Returns
    -------
    Hashed features, each once, in no order that means anything.
    """
    before, behind = _around(text, names, members)
    told = [f"n{min(len(members), 3)}", f"b{before[:1]}{behind[:1]}"]
    for number in members:
        name = text[names[number][0] : names[number][1]]
        told += [f"e{name[-size:]}" for size in (1, 2, 3, 4)]
    return _hashed([*_side("L", before), *_side("R", behind), *told])


def cues(text: str, names: Sequence[Name], members: range) -> Keys:
    """Return as hashed features what the rules say of an enumeration of organisations, and what kind they are of."""
    found = [names[number] for number in members]
    spans = [Named(start, end, label, kind_of_partner(text[start:end]), text[start:end]) for start, end, label in found]
    said = role(text, _sentence(text, spans[0].start, spans[-1].end), spans) or "none"
    return _hashed([f"R{said}", f"k{spans[0].kind}", f"R{said}{spans[0].kind}"])


def _sentence(text: str, start: int, end: int) -> Sentence:
    """Return the sentence, within its line or table cell, that holds text[start:end]."""
    floor, limit = max(0, start - LONGEST_SENTENCE), min(len(text), end + LONGEST_SENTENCE)
    first = max(floor, *(text.rfind(mark, floor, start) + 1 for mark in SENTENCE_MARKS))
    last = SENTENCE_CLOSE.search(text, end, limit)
    return Sentence(first, last.end() if last else limit, 0)


def _hashed(told: Iterable[str]) -> Keys:
    return np.array(sorted({crc32(one.encode()) for one in told}), dtype=np.uint64)
