"""Organisations that may be partners: the registry's, and those that the head of their name gives away.

A head tells where a name ends (…有限公司, …局), but not where it begins, nor whether it names anything
(一家科技公司): what only its head gives away is no candidate of its own but a hint to the trained NER,
`doc.spans["headed"]`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extract.lexicon import alternation, pattern, table, words
from extract.mentions.heads import kind_by_head
from extract.mentions.quoted import quotations
from extract.mentions.spans import (
    HAN,
    add_candidates,
    before_heads,
    candidates,
    organisation_start,
    place_start,
    text_of,
)
from extract.registry import organisations, place_names

HEADED = "headed"
NATIONAL = ("全国", "国家", "中国")
PLACED = ("government", "association", "exchange", "park", "medium", "other")
CENTRAL_BANK = re.compile(f"(?:中国)?人民银行(?:[{HAN}]{{1,10}}?(?:分行|支行|中心支行))?")
OUTSIDE = re.compile(f"[^{HAN}A-Za-z（）()]")
REGULATOR = re.compile(f"国家金融监督管理总局(?:[{HAN}]{{1,8}}?监管(?:分)?局)?")


@cache
def _heads(kind: str) -> re.Pattern[str]:
    heads = f"(?:{alternation(table('organisations')['partner'][kind])})"
    return re.compile(f"{heads}(?:[）)]?{heads}){{0,2}}")


def by_head(text: str, banks: Sequence[Span]) -> Iterator[tuple[int, int, str, str]]:
    """Return organisations by the head of their name; those of `PLACED` need a place at its beginning.

    A name does not reach back over the name of a bank (甲银行联手[乙公司]), and no bank is a company.
    """
    ends = [bank.end for bank in banks]
    generic = words("organisations", "partner_generic", "words")
    for kind in table("organisations")["partner"]:
        for begin, match in before_heads(text, _heads(kind), OUTSIDE, 2, 24):
            while begin < match.start() and text[begin] in "（）()":
                begin += 1
            if match.start() - begin < 2:
                continue
            number = bisect_left(ends, match.end())
            if number < len(ends) and banks[number].start < match.end():
                continue
            floor = max(begin, ends[number - 1] if number else 0)
            start = organisation_start(text, floor, match.start() + 1, without="inner")
            while opening := pattern("cues", "boundary", "inner").match(text, start, match.start()):
                start = opening.end()
            national = text.startswith(NATIONAL, start)
            if kind in PLACED and not national and place_start(text, start, match.end()) != start:
                continue
            name = text[start : match.end()]
            if kind == "alliance" and len(name) < 5:
                continue
            if len(name) >= 4 and name not in generic and not describes(name) and _well_formed(name):
                yield start, match.end(), "partner", kind


def _well_formed(name: str) -> bool:
    """Return whether a name has both marks of each bracket and opens with no counter or pointer (某, 家, 该)."""
    opened, closed = (sum(name.count(mark) for mark in marks) for marks in ("（(", "）)"))
    return name[0] not in "某户家个名该这那）)" and opened == closed


@cache
def _trade() -> re.Pattern[str]:
    trades, heads = words("organisations", "trade", "words"), words("organisations", "partner", "company")
    return re.compile(
        f"(?:[一二两三四五六七八九十某这那各多几]?[家个])?(?:{alternation(trades)})*(?:{alternation(heads)})"
    )


def describes(name: str) -> bool:
    """Return whether a name only says what kind of organisation it is: 环保科技公司, 三家合作社."""
    return _trade().fullmatch(name) is not None


def quoted_alliances(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return alliances and associations whose name stands in quotation marks."""
    for quoted in quotations(text):
        for kind in ("alliance", "association"):
            if quoted.core.endswith(tuple(table("organisations")["partner"][kind])) and len(quoted.core) > 4:
                yield quoted.start, quoted.end, "partner", kind


def misread(text: str, span: Span) -> bool:
    """Return whether a listed name is a part of other words: 京东 in 北京东城, 科技部 in 金融科技部 or 科技部门."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    if before + text[span.start : span.start + 1] in place_names():
        return True
    return span.text.endswith("部") and (
        after == "门" or (re.match(f"[{HAN}]", before) is not None and before not in "与和由经向同跟及")
    )


@cache
def listed_kinds() -> dict[str, str]:
    """Return the kinds of the registry's organisations, by each of their names."""
    return {alias: one.kind for one in organisations() for alias in (one.name, *one.aliases) if len(alias) > 1}


def kind_of_partner(name: str) -> str:
    """Return the kind of an organisation: from the registry, else from the head of its name, else "company"."""
    return listed_kinds().get(name) or kind_by_head("partner", name) or "company"


@Language.factory("yinpu_organisations")
class Organisations:
    """Adds candidates with the label partner."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.matcher = PhraseMatcher(nlp.vocab)
        self.matcher.add("partner", [nlp.make_doc(alias) for alias in listed_kinds()])

    def __call__(self, doc: Doc) -> Doc:
        """Add the listed organisations of `doc` to its candidates, and what may be others to its headed spans."""
        text = text_of(doc)
        listed = [span for span in filter_spans(self.matcher(doc, as_spans=True)) if not misread(text, span)]
        found = [(span.start, span.end, "partner", kind_of_partner(span.text)) for span in listed]
        found += [(*match.span(), "partner", "government") for match in CENTRAL_BANK.finditer(text)]
        found += [(*match.span(), "partner", "government") for match in REGULATOR.finditer(text)]
        add_candidates(doc, sorted({*found, *quoted_alliances(text)}))
        guesses = sorted(set(by_head(text, candidates(doc, "bank"))))
        doc.spans[HEADED] = [Span(doc, start, end, label, span_id=kind) for start, end, label, kind in guesses]
        return doc
