"""Banks: the registry's names, and the names of banks that no registry lists, by the rules of such names."""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from extract.lexicon import alternation, pattern, table, words
from extract.mentions.spans import HAN, add_candidates, name_start, place_start, text_of
from extract.registry import bank_index, find_bank

# 银行 before these is no bank: 上海银行业, 中国银行间市场, 北京银行卡
NOT_A_BANK_BEFORE = re.compile("业|间|系|卡|类|级|家协会|同业|股东|端|账户|柜|保险监督|监管")
LEGAL = re.compile("股份有限公司|有限责任公司")
OPENING = re.compile(r"[\s。；！？，、：“「（(•●·]")
# 行 of a short name belongs to the next word before these: 构建行业, 其中行动
NOT_A_SHORT_NAME_BEFORE = re.compile("[业为动政驶长情程列使走]")


@cache
def unlisted() -> re.Pattern[str]:
    """Return the pattern of a bank's name by its suffix; its stem is checked by `unlisted_bank`."""
    suffixes = alternation(table("banks")["suffixes"]["words"])
    return re.compile(f"[{HAN}]{{2,16}}?(?:{suffixes})")


def kind_of_bank(name: str) -> str:
    """Return the kind of the bank `name`: from the registry, else from its suffix."""
    listed = find_bank(name)
    if listed:
        return listed.kind
    kinds: dict[str, str] = table("banks")["kinds"]
    return next((kind for suffix, kind in kinds.items() if name.endswith(suffix)), "other")


def unlisted_bank(text: str, start: int, end: int) -> int | None:
    """Return where the bank's name that ends at `end` begins, None where text[start:end] is no bank's name.

    A stem that begins with a place makes a name (哈密市商业银行). So does a suffix that only banks have (青溪农商银行),
    and, where a clause opens with it and tells what it launched, a short stem before 银行. Trade words never do
    (手机银行, 民营银行).
    """
    start = name_start(text, start, end, "words", "nouns", "organisations", without="inner")
    placed = place_start(text, start, end - 2)
    begin = start if placed is None else placed
    name = text[begin:end]
    generic = words("banks", "generic", "words")
    if name in generic:
        return None
    if _only_banks(name):
        return begin
    if placed is not None:
        counted = not words("banks", "counting", "characters").isdisjoint(name[:-2])
        return None if counted or any(name.endswith(word) for word in generic if len(word) > 2) else begin
    stem = re.sub("(?:商业|科创)?银行$", "", name)
    opens = begin == 0 or OPENING.match(text[begin - 1]) is not None
    acts = pattern("cues", "offer", "naming", "(?:（|(?:近日|日前|今年|今日)?{})").match(text, end) is not None
    return begin if opens and acts and 2 <= len(stem) <= 3 and not _kind_of_bank(stem) else None


def _only_banks(name: str) -> bool:
    """Return whether a name has a suffix that only banks have, behind a stem of its own."""
    suffix = next(
        (one for one in sorted(table("banks")["own"]["words"], key=len, reverse=True) if name.endswith(one)), ""
    )
    stem = name[: -len(suffix)] if suffix else ""
    if pattern("banks", "counting", "words").search(stem):
        return False
    return 2 <= len(stem) <= 8 and words("banks", "counting", "characters").isdisjoint(stem)


def _kind_of_bank(stem: str) -> bool:
    """Return whether what stands before 银行 says what kind of bank is meant."""
    return not words("banks", "trade", "characters").isdisjoint(stem)


@Language.factory("yinpu_banks")
class Banks:
    """Adds candidates with the label bank."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.matcher = PhraseMatcher(nlp.vocab)
        blank = nlp.make_doc
        self.matcher.add("bank", [blank(alias) for alias in bank_index() if len(alias) > 1])

    def __call__(self, doc: Doc) -> Doc:
        """Add the banks of `doc` to its candidates."""
        text = text_of(doc)
        listed = filter_spans(
            [
                span
                for span in self.matcher(doc, as_spans=True)
                if not NOT_A_BANK_BEFORE.match(text, span.end)
                and not (len(span.text) == 2 and NOT_A_SHORT_NAME_BEFORE.match(text, span.end))
            ]
        )
        taken = {place for span in listed for place in range(span.start, span.end)}
        found = [(span.start, span.end, "bank", kind_of_bank(span.text)) for span in listed]
        for match in unlisted().finditer(text):
            if NOT_A_BANK_BEFORE.match(text, match.end()):
                continue
            start = unlisted_bank(text, match.start(), match.end())
            legal = LEGAL.match(text, match.end())
            end = legal.end() if legal else match.end()
            if start is not None and not taken.intersection(range(start, end)):
                found.append((start, end, "bank", kind_of_bank(text[start : match.end()])))
        add_candidates(doc, found)
        return doc
