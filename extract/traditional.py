"""Texts in traditional characters: read as simplified ones, quoted as they are printed.

OpenCC's table for single characters maps one to one, so every place in the text stays where it is. (The larger of its
dictionaries also change words, 軟體 to 软件; names would no longer be those that were printed.)
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.schema import Document, Entity, Evidence, Extraction

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = re.compile("[\u3400-\u9fff]")
_ASCII_LIKE = re.compile("[\x00-\u2fff\u3000-\u303f\uff00-\uffef]*")
# In simplified text fewer than one ideograph in a hundred has another simplified form (乾 as a name), in traditional
# text about three in ten.
_TRADITIONAL = 0.08


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Return a text in simplified characters, of the same length, if it is printed in traditional ones, else as it is.

    Examples
    --------
    >>> simplify("招商銀行於香港推出「乾坤貸」"), simplify("乾县农商银行与乾元公司")
    ('招商银行于香港推出「乾坤贷」', '乾县农商银行与乾元公司')
    """
    if _ASCII_LIKE.fullmatch(text):
        return text
    simplified = str(_converter().convert(text))
    if simplified == text or len(simplified) != len(text):
        return text
    changed = sum(a != b for a, b in zip(text, simplified, strict=True))
    return simplified if changed >= _TRADITIONAL * len(_HAN.findall(text)) else text


def in_simplified(document: Document) -> Document:
    """Return the document with the blocks in traditional characters in simplified ones; itself where it has none."""
    lines = document.text.split("\n")
    simplified = [simplify(line) for line in lines]
    if simplified == lines:
        return document
    return replace(document, text="\n".join(simplified), title=simplify(document.title))


def in_original(extraction: Extraction, document: Document) -> Extraction:
    """Return the extraction of a simplified document as one of the document as it is printed.

    Quotes and units are those of the print; names stay simplified, so that a bank is one bank, with the printed forms
    among the aliases.
    """

    def quoted(places: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(Evidence(one.start, one.end, document.text[one.start : one.end]) for one in places)

    def as_printed(unit: str, places: tuple[Evidence, ...]) -> str:
        at = next((one.start + one.quote.index(unit) for one in places if unit in one.quote), -1)
        return document.text[at : at + len(unit)] if at >= 0 else unit

    def printed(entity: Entity) -> Entity:
        forms = dict.fromkeys(document.text[place.start : place.end] for place in entity.mentions)
        aliases = dict.fromkeys((*entity.aliases, *forms))
        aliases.pop(entity.name, None)
        return replace(entity, evidence=quoted(entity.evidence), aliases=tuple(aliases))

    return Extraction(
        document,
        tuple(map(printed, extraction.entities)),
        tuple(replace(relation, evidence=quoted(relation.evidence)) for relation in extraction.relations),
        tuple(
            replace(metric, unit=as_printed(metric.unit, metric.evidence), evidence=quoted(metric.evidence))
            for metric in extraction.metrics
        ),
    )
