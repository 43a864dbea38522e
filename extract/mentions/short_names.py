"""Short names that a text introduces: 甲（以下简称“乙”）, 甲（下称乙）, 甲（乙）."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extract.lexicon import alternation, words
from extract.mentions.spans import HAN, MENTIONS, bare, longest_place, text_of

INTRODUCED = re.compile(
    f'[（(](?:以下)?(?:统)?(?:简称|下称|俗称|又称|股票简称|以下称)?(?:为)?[“「"]?([{HAN}A-Za-z0-9]{{2,12}})[”」"]?'
    f'(?:[、或和][“「"]?[{HAN}A-Za-z]{{2,10}}[”」"]?){{0,2}}[，,）)]'
)
EXPLICIT = re.compile("简称|下称|俗称|又称|以下称")
LEGAL = re.compile("(?:股份|有限责任|集团有限|有限|集团)?公司$")
LINE_END = re.compile("\n")
ANAPHORA = re.compile("[该这]家?(?:企业|公司)")
LABELS = ("bank", "unit", "partner", "product")
SELVES = frozenset({"本行", "我行", "公司", "本公司", "该行", "集团", "本集团", "母行"})


def is_short_form(short: str, full: str) -> bool:
    """Return whether the characters of `short` occur in `full` in their order (交行 in 交通银行)."""
    rest = iter(full)
    return all(char in rest for char in short)


def introduced(doc: Doc, mentions: list[Span]) -> Iterator[tuple[str, Span]]:
    """Return the short names that brackets right behind a name introduce, with the mention they stand for."""
    text = text_of(doc)
    for span in mentions:
        if span.label_ not in LABELS:
            continue
        match = INTRODUCED.match(text, span.end)
        if not match:
            continue
        explicit = EXPLICIT.search(match[0]) is not None
        for short in re.findall(f"[{HAN}A-Za-z0-9]{{2,12}}", EXPLICIT.sub("", match[0]).replace("以下", "")):
            if short not in SELVES and (explicit or is_short_form(short, span.text)):
                yield short, span


@cache
def _trade_heads() -> str:
    return alternation(words("organisations", "trade", "words") | {"集团", "股份", "控股"})


def derived(mentions: list[Span]) -> Iterator[tuple[str, Span]]:
    """Return short names that the full names of companies allow: their stem's beginning, or two characters and a trade.

    杭州云深处科技股份有限公司 allows 云深处科技, 云深处 and 云深科技.
    """
    for span in mentions:
        legal = LEGAL.search(span.text)
        if span.label_ != "partner" or not legal:
            continue
        name = span.text[: legal.start()]
        placed = longest_place(name)
        stem = name[placed:] if len(name) - placed >= 3 else name
        for length in range(3, len(stem) + 1):
            yield stem[:length], span
        for trade in re.findall(_trade_heads(), stem[2:]):
            yield stem[:2] + trade, span


def companies_meant(doc: Doc, mentions: list[Span]) -> Iterator[Span]:
    """Return 该企业 and 该公司 as mentions of the company that the same paragraph named last."""
    text = text_of(doc)
    companies = [span for span in mentions if span.label_ == "partner" and span.id_ == "company"]
    starts = [span.start for span in companies]
    lines = [line.start() for line in LINE_END.finditer(text)]
    for match in ANAPHORA.finditer(text):
        number = bisect_left(starts, match.start())
        last = companies[number - 1] if number else None
        if last and bisect_left(lines, last.start) == bisect_left(lines, match.start()):
            yield Span(doc, match.start(), match.end(), "partner", kb_id=last.kb_id_ or last.text, span_id="company")


def _meant(doc: Doc, span: Span, full: dict[str, Span]) -> Span:
    """Return a mention of an introduced short name with the full form that it stands for."""
    meant = full.get(bare(span.text))
    if meant is None or meant.label_ != span.label_ or meant.text == span.text:
        return span
    return Span(doc, span.start, span.end, span.label_, kb_id=meant.kb_id_ or meant.text, span_id=span.id_)


@Language.component("yinpu_short_names")
def short_names(doc: Doc) -> Doc:
    """Add each further occurrence of a short name to the mentions, `kb_id_` naming the full form."""
    mentions = list(doc.spans[MENTIONS])
    taken = {place for span in mentions for place in range(span.start, span.end)}
    full: dict[str, Span] = {}
    for short, span in introduced(doc, mentions):
        full.setdefault(short, span)
    mentions = [_meant(doc, span, full) for span in mentions]
    for short, span in derived(mentions):
        full.setdefault(short, span)
    if full:
        matcher = PhraseMatcher(doc.vocab)
        matcher.add("short", [Doc(doc.vocab, words=list(name), spaces=[False] * len(name)) for name in full])
        for match in filter_spans(matcher(doc, as_spans=True)):
            places = range(match.start, match.end)
            if taken.isdisjoint(places):
                taken.update(places)
                span = full[match.text]
                mentions.append(
                    Span(doc, match.start, match.end, span.label_, kb_id=span.kb_id_ or span.text, span_id=span.id_)
                )
    mentions.sort(key=lambda span: span.start)
    mentions += [span for span in companies_meant(doc, mentions) if span.start not in taken]
    doc.spans[MENTIONS] = sorted(mentions, key=lambda span: span.start)
    return doc
