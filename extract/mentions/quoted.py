"""Quoted names: which quotations name a product or a program of a bank, and where such a name ends.

Chinese texts quote coined names (“科技e贷”), but slogans, policies and figures of speech too. The head of the name
decides first (data/lexicon/names.toml), then what follows and what precedes the quotation, then its neighbours in an
enumeration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract.lexicon import alternation, words
from extract.mentions.heads import Head, head_at_end, head_at_start
from extract.mentions.spans import HAN, add_candidates, bare

QUOTATION = re.compile(r"“([^“”\n]{1,60})”|「([^「」\n]{1,60})」|『([^『』\n]{1,60})』|\"([^\"\n]{1,60})\"")
TAIL = re.compile(f"[{HAN}A-Za-z0-9+]{{1,16}}")
BETWEEN = re.compile(r"[、，,和与及或以及暨]{0,2}")
FORMULA = re.compile(r"[+＋×]|\d[-—–+]|^\d+$|^[0-9A-Z]+$")
SENTENCE_MARK = re.compile(r"[。！？；：，,!?;:]")
LONGEST_NAME = 18


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: the whole with its marks, the words inside, and what they may name."""

    start: int
    end: int
    core: str
    label: str = ""
    kind: str = ""
    tail: int = 0

    @property
    def name_end(self) -> int:
        """Where the name ends: behind the mark, or behind the head that follows it."""
        return self.end + self.tail


@cache
def _pattern(section: str, key: str, template: str) -> re.Pattern[str]:
    return re.compile(template.format(alternation(words(*section.split("."), key))))


def _follows() -> re.Pattern[str]:
    return _pattern("names.after", "words", "{}")


def _precedes() -> re.Pattern[str]:
    return _pattern("names.before", "words", "(?:{})的?$")


def quotations(text: str) -> Iterator[Quoted]:
    """Return the quotations of a text in their order."""
    for match in QUOTATION.finditer(text):
        core = next(group for group in match.groups() if group is not None)
        yield Quoted(match.start(), match.end(), core)


def tail_length(text: str, end: int) -> int:
    """Return how many characters behind a closing mark belong to the name: up to a head that ends a phrase.

    “慧农”智能风控平台，… takes 智能风控平台; in “慧农”服务县域客户 the head 服务 is a verb, since an object follows.
    """
    match = TAIL.match(text, end)
    if not match:
        return 0
    run = match[0]
    boundary = _pattern("cues.boundary", "words", "{}")
    best = 0
    for length in range(1, len(run) + 1):
        part = run[:length]
        head = head_at_end("　" + part)
        if head and not boundary.search(part[: -len(head.text)]):
            rest = run[length:]
            if not rest or boundary.match(rest) or NUMBER.match(rest):
                best = length
    return best


NUMBER = re.compile("[0-9]|已|获|由|可|覆盖|涵盖|共|入选|里|中|上|内|下|各|从|则|还|也|具有|解决|打通|联动|惠及|累计")


def classify(text: str, quoted: Quoted) -> Quoted | None:
    """Return `quoted` with the label and kind of what it names, None where it names nothing of a bank."""
    core, tail = quoted.core, tail_length(text, quoted.end)
    after = text[quoted.end : quoted.end + 8]
    before = text[max(0, quoted.start - 6) : quoted.start]
    tail_head = head_at_end("　" + text[quoted.end : quoted.end + tail]) if tail else head_at_start(after)
    of_head = head_at_start(after[1:]) if after.startswith("的") else None
    core_head = head_at_end(core)
    if bare(core) in words("names", "set_phrases", "words"):
        if tail and tail_head and not tail_head.weak:
            return _with(quoted, tail_head, tail)
        return None
    strong_core = core_head is not None and not core_head.weak
    if SENTENCE_MARK.search(core) or len(core) > LONGEST_NAME:
        chosen = tail_head or of_head
        formula = FORMULA.search(core)
        if not chosen or chosen.label != "program" or (len(core) > LONGEST_NAME and not formula):
            return None
        return _with(quoted, chosen, tail)
    if not strong_core and not tail_head and (_follows().match(after) or _precedes().search(before)):
        return None
    if tail_head and tail:
        if strong_core and core_head and core_head.label == "product" and tail_head.weak:
            return _with(quoted, core_head, tail)
        return _with(quoted, tail_head, tail)
    if strong_core and core_head:
        return _with(quoted, core_head, 0)
    if tail_head and not tail_head.weak:
        return _with(quoted, tail_head, 0)
    if of_head and of_head.label == "program":
        return _with(quoted, of_head, 0)
    if "、" in core:
        return None
    if core_head:
        return _with(quoted, core_head, 0)
    if FORMULA.search(core):
        return replace(quoted, label="program", kind="model") if "+" in core and not after.startswith("的") else None
    return by_verb(text, quoted)


def by_verb(text: str, quoted: Quoted) -> Quoted | None:
    """Return `quoted` with the label that the verb before it speaks for: 上线“X” a product, 实施“X” a program."""
    if text.startswith("的", quoted.end):
        return None
    before = re.split(r"[。；！？\n]", text[max(0, quoted.start - 16) : quoted.start])[-1]
    offer = _last(_pattern("cues.offer", "verbs", "{}"), before)
    run = _last(_pattern("cues.run", "verbs", "{}"), before)
    if offer < 0 and run < 0:
        return None
    return replace(quoted, label="program", kind="other") if run >= offer else replace(quoted, label="product", kind="other")


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _with(quoted: Quoted, head: Head, tail: int) -> Quoted:
    return replace(quoted, label=head.label, kind=head.kind, tail=tail)


def enumerations(text: str, found: list[Quoted]) -> Iterator[list[Quoted]]:
    """Return the quotations in groups: those that only a comma or a conjunction parts stand together."""
    group: list[Quoted] = []
    for quoted in found:
        if group and not BETWEEN.fullmatch(text, group[-1].end, quoted.start):
            yield group
            group = []
        group.append(quoted)
    if group:
        yield group


def named(text: str) -> Iterator[Quoted]:
    """Return the quotations that name a product or program; members of an enumeration name things of one sort."""
    for group in enumerations(text, list(quotations(text))):
        labelled = [(quoted, classify(text, quoted)) for quoted in group]
        known = [result for _, result in labelled if result]
        for quoted, result in labelled:
            if result:
                yield result
            elif known and len(group) > 1 and bare(quoted.core) not in words("names", "set_phrases", "words"):
                yield replace(quoted, label=known[-1].label, kind=known[-1].kind)


@Language.component("yinpu_quoted")
def quoted_names(doc: Doc) -> Doc:
    """Add the quoted products and programs of `doc` to its candidates."""
    add_candidates(doc, ((quoted.start, quoted.name_end, quoted.label, quoted.kind) for quoted in named(doc.text)))
    return doc
