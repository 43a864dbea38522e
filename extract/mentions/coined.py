"""Coined names without quotation marks: what gives them away is a head with a proper part before it.

兴乡e贷 and 茶韵贷 (a loan head, and no trade word), 丰农APP, 手机银行9.0, AIGX智审平台 (an acronym), 五优机制.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract.lexicon import alternation, words
from extract.mentions.heads import head_at_end
from extract.mentions.quoted import quotations
from extract.mentions.spans import HAN, add_candidates, name_start, text_of

WORD = f"{HAN}A-Za-z0-9"
LOAN = re.compile(f"[{WORD}+·]{{1,12}}?[贷](?![款给记出后前中投资审批方])")
APP = re.compile(f"[{HAN}A-Za-z]{{2,10}}?(?:APP|App)(?![A-Za-z])")
VERSION = re.compile(
    r"(?:个人|企业)?(?:手机银行|掌上银行|网上银行|企业网银|掌银|开放银行) ?(?:V|v)?\d{1,2}(?:\.\d{1,2}){1,2}(?:版)?"
)
LATIN = re.compile(f"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9.\\-]{{1,14}}[{HAN}]{{1,10}}")
E_NAME = re.compile(f"[{HAN}]{{1,4}}[eE][{HAN}]{{1,3}}")
NUMERAL = re.compile(f"[二三四五六七八九十两][{HAN}]{{1,2}}?(?:机制|工程|行动|战略|工作法)")
E_HEADS = ("网", "通", "链", "融", "付", "贴", "保", "贷", "站", "家", "税", "票", "户", "管家", "政通", "商通")


def loans(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return unquoted loans: a stem that is no trade word, then 贷."""
    found: list[tuple[int, int]] = []
    for match in LOAN.finditer(text):
        start = match.start() if text[match.start() - 1 : match.start()] == "、" else name_start(text, *match.span())
        if 3 <= match.end() - start <= 11:
            found.append((start, match.end()))
    for group in _enumerations(text, found):
        names = [text[start:end] for start, end in group]
        proper = [_is_proper(name) for name in names]
        for (start, end), name, own in zip(group, names, proper, strict=True):
            listed = any(proper) and (len(name) == 3 or not name.endswith(("信贷", "放贷")))
            if own or listed:
                yield start, end, "product", "loan"


def _enumerations(text: str, found: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    group: list[tuple[int, int]] = []
    for start, end in found:
        if group and not re.fullmatch("[、和与及]|以及", text[group[-1][1] : start]):
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def _is_proper(name: str) -> bool:
    generic = words("names", "generic", "loans")
    trade = name in generic or any(name.endswith(word) for word in generic if len(word) < len(name))
    return not trade and not name[:-1].isdigit() and not name.endswith("不贷")


def listed_products(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return the members of a list that the text calls products: 推出了林权流转贷款、湿地修复贷款等专属产品."""
    for match in _listed().finditer(text):
        place = match.start("items")
        for item in match["items"].split("、"):
            head = head_at_end(item)
            if (
                4 <= len(item) <= 12
                and head
                and head.label == "product"
                and item not in words("names", "generic", "loans")
            ):
                yield place, place + len(item), "product", head.kind
            place += len(item) + 1


@cache
def _listed() -> re.Pattern[str]:
    verbs = alternation(words("cues", "offer", "listing"))
    return re.compile(
        f"(?:{verbs})了?(?P<items>[{WORD}]{{2,14}}(?:、[{WORD}]{{2,14}}){{1,9}})等"
        "(?:多款|多个|多种|一系列|系列)?(?:特色|专属|专项|信贷|金融|创新|融资){0,3}产品"
    )


def apps(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return apps and versions of channels (手机银行9.0)."""
    for match in APP.finditer(text):
        start = name_start(text, match.start(), match.end())
        if match.end() - start > 5 and not text[start:].startswith(("手机银行", "官方")):
            yield start, match.end(), "product", "app"
    for match in VERSION.finditer(text):
        yield match.start(), match.end(), "product", "app"


def acronyms(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return names that a coined Latin word opens and a head closes: AIMS智能风控平台."""
    for match in LATIN.finditer(text):
        latin = re.match(r"[A-Za-z0-9.\-]+", match[0])
        assert latin
        if re.split(r"[-.\d]", latin[0])[0] in words("names", "technologies", "words"):
            continue
        for end in range(match.end(), match.start() + len(latin[0]), -1):
            name = text[match.start() : end]
            head = head_at_end(name)
            if head and not head.weak and name_start(text, match.start(), end) == match.start():
                yield match.start(), end, head.label, head.kind
                break


def e_names(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return names with e inside: 惠农e网."""
    for match in E_NAME.finditer(text):
        place = max(text.find("e", match.start(), match.end()), text.find("E", match.start(), match.end()))
        for head in sorted(E_HEADS, key=len, reverse=True):
            if text.startswith(head, place + 1):
                start = name_start(text, match.start(), place + 1)
                if start < place:
                    yield start, place + 1 + len(head), "product", "loan" if head == "贷" else "service"
                break


def numeral_schemes(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return schemes named by a numeral: 五优机制."""
    for match in NUMERAL.finditer(text):
        head = head_at_end(match[0])
        if head and not match[0][1:].startswith(("个", "项", "种", "大", "类", "套", "条")):
            yield match.start(), match.end(), head.label, head.kind


@Language.component("yinpu_coined")
def coined_names(doc: Doc) -> Doc:
    """Add the coined names without quotation marks to the candidates of `doc`."""
    text = text_of(doc)
    found = [*loans(text), *listed_products(text), *apps(text), *acronyms(text), *e_names(text), *numeral_schemes(text)]
    quoted = {place for one in quotations(text) for place in range(one.start, one.end)}
    add_candidates(doc, [item for item in sorted(set(found)) if item[0] not in quoted and item[1] - 1 not in quoted])
    return doc
