"""Units of banks: branches, departments, centres and subsidiaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.lexicon import alternation, pattern, table, words
from extract.mentions.heads import kind_by_head
from extract.mentions.organisations import HEADED
from extract.mentions.quoted import quotations, tail_length
from extract.mentions.spans import (
    HAN,
    add_candidates,
    before_heads,
    candidates,
    name_start,
    organisation_start,
    text_of,
)
from extract.registry import institutions

FOUND_WINDOW = 14
NOT_HAN = re.compile(f"[^{HAN}]")
NOT_NAME = re.compile(f"[^{HAN}A-Za-z]")
COUNTED = "[一二两三四五六七八九十][个大家支名级地]?|[多几数][个大家支]"


def _heads(*kinds: str) -> str:
    return f"(?:{alternation([head for kind in kinds for head in table('organisations')['unit'][kind]])})"


@cache
def _branch_chain(links: int) -> re.Pattern[str]:
    return re.compile(f"(?:[{HAN}（）()]{{0,14}}?{_heads('branch')}){{{links}}}")


@cache
def _branch() -> re.Pattern[str]:
    return re.compile(f"{_heads('branch')}(?![长部])")


@cache
def _office_head() -> re.Pattern[str]:
    return re.compile(f"{_heads('department', 'centre')}(?![门分署长队落委位员])")


@cache
def _office() -> re.Pattern[str]:
    return re.compile(f"[{HAN}A-Za-z]{{0,14}}?{_office_head().pattern}")


@cache
def _room() -> re.Pattern[str]:
    return re.compile(f"[{HAN}]{{0,10}}?{_heads('department', 'centre')}(?![{HAN}])")


def kind_of_unit(name: str) -> str:
    """Return the kind of a unit by the head of its name."""
    return kind_by_head("unit", name) or "department"


def of_banks(text: str, banks: list[Span]) -> Iterator[tuple[int, int, str, str]]:
    """Return units that stand right behind their bank: 某银行苏州分行, 某银行总行零售部."""
    for bank in banks:
        end = branch_end(text, bank.end)
        if end and not _generic(text[bank.end : end]):
            yield bank.start, end, "unit", "branch"
            continue
        office = _office().match(text, bank.end)
        named = office and len(office[0]) > 1 and not _generic(office[0])
        if office and named and name_start(text, bank.end, office.end(), "words", "nouns", "organisations") == bank.end:
            yield bank.start, office.end(), "unit", kind_of_unit(office[0])


def branch_end(text: str, start: int) -> int | None:
    """Return where the branch that begins at `start` ends, the longest chain first: 上海市分行徐汇支行."""
    for links in (3, 2, 1):
        chain = _branch_chain(links).match(text, start)
        if chain and name_start(text, start, chain.end(), "words", "organisations") == start:
            return chain.end()
    return None


def _generic(name: str) -> bool:
    return name in words("organisations", "unit_generic", "words") or name.endswith(
        tuple(words("organisations", "unit_generic", "ends"))
    )


def branches(text: str, taken: frozenset[int]) -> Iterator[tuple[int, int, str, str]]:
    """Return branches without their bank: 城东支行; `taken` are the places of banks and the units behind them."""
    for begin, match in before_heads(text, _branch(), NOT_HAN, 2, 24):
        start = organisation_start(text, begin, match.end())
        name = text[start : match.end()]
        if not taken.isdisjoint(range(start, match.end())):
            continue
        if text[max(0, start - 2) : start] == "总行":
            start, name = start - 2, f"总行{name}"
        if len(name) >= 4 and not _generic(name) and not re.match("[一二三四五六七八九十两各多几家]|[^省市]*家", name):
            yield start, match.end(), "unit", "branch"


def offices(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return departments and centres that the text says were founded, or that 总行 or 分行 introduces."""
    for begin, match in before_heads(text, _office_head(), NOT_NAME, 0, 14):
        lists = ("words", "nouns", "organisations", "characters")
        start = name_start(text, begin, match.end(), *lists, without="inner")
        name = text[start : match.end()]
        head_office = text[max(0, start - 2) : start] in ("总行", "分行")
        before = text[max(0, start - FOUND_WINDOW) : start]
        founded = pattern("cues", "found", "verbs").search(re.split("[。；：]", before)[-1])
        if re.match(COUNTED, name) or re.search("[0-9]$", text[max(0, start - 1) : start]):
            continue
        if len(name) < 4 or _generic(name) or not (head_office or founded):
            continue
        yield (start - 2 if head_office else start), match.end(), "unit", kind_of_unit(name)


def _is_team(core: str, heads: tuple[str, ...]) -> bool:
    teams, others = (tuple(words("organisations", "unit_quoted", key)) for key in ("heads", "not"))
    return core.endswith(heads) or (core.endswith(teams) and not core.endswith(others))


def quoted_units(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return quoted teams and rooms: “数智先锋队”, “绿金”工作室."""
    unit = table("organisations")["unit"]
    heads = (*unit["department"], *unit["centre"])
    for quoted in quotations(text):
        tail = _room().match(text, quoted.end, quoted.end + 14)
        if tail and name_start(tail[0], 0, len(tail[0])):
            tail = None
        if _is_team(quoted.core, heads) and len(quoted.core) > 2 and not tail_length(text, quoted.end):
            yield quoted.start, quoted.end, "unit", kind_of_unit(quoted.core)
        elif tail and len(tail[0]) > 1:
            yield quoted.start, tail.end(), "unit", kind_of_unit(tail[0])


@cache
def _subsidiaries() -> re.Pattern[str]:
    names = {alias for one in institutions() if one.parent for alias in (one.name, one.full_name, *one.aliases)}
    return re.compile(f"(?:{alternation({name for name in names if len(name) > 3})})(?:公司)?")


def subsidiaries(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Return the wealth, leasing and other companies of banks that the registry lists with their parent."""
    for match in _subsidiaries().finditer(text):
        yield match.start(), match.end(), "unit", "subsidiary"


def owned_companies(text: str, companies: list[Span]) -> Iterator[tuple[int, int, str, str]]:
    """Return companies that the text calls a subsidiary: 全资子公司某金融科技有限公司."""
    for company in companies:
        if pattern("organisations", "subsidiary", "before", "{}$").search(
            text[max(0, company.start - 8) : company.start]
        ):
            yield company.start, company.end, "unit", "subsidiary"


@Language.component("yinpu_units")
def units(doc: Doc) -> Doc:
    """Add the units of `doc` to its candidates."""
    text = text_of(doc)
    banks = candidates(doc, "bank")
    behind = list(of_banks(text, banks))
    named = [(span.start, span.end) for span in banks] + [(start, end) for start, end, _, _ in behind]
    taken = frozenset(place for start, end in named for place in range(start, end))
    found = [*behind, *branches(text, taken), *offices(text), *quoted_units(text), *subsidiaries(text)]
    companies = [span for span in (*candidates(doc, "partner"), *doc.spans.get(HEADED, [])) if span.id_ == "company"]
    found += owned_companies(text, companies)
    add_candidates(doc, sorted(set(found)))
    return doc
