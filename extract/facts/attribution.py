"""Whom a sentence speaks of: the bank, the unit or the organisation that its facts belong to.

The subject is carried from sentence to sentence (该行, 我行, an omitted subject) and from a heading into its section. It
changes where another bank stands in the place of a subject; it ends where an article or a table row ends. What is
said of a city, an industry or all banks belongs to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.facts.named import Mentions, Named
from extract.facts.sentences import Sentence
from extract.lexicon import alternation, words
from extract.mentions.spans import HAN
from extract.registry import place_names
from extract.schema import Block

OBJECT_BEFORE = re.compile("(?:与|同|跟|向|对|给|联合|携手|联手|会同|牵手|高于|低于|比|较|除|超过|包括|服务|支持|帮助|接入|对接|受|被|入股|参股)$")
FREE_STANDING = re.compile(f"[^{HAN}A-Za-z]|[在由为对令使让是和与将截从其时日末年底初给向帮以即，]")
SELVES = "我行|本行|本公司|本集团|母行|我社|本银行"
DECLARES_SELF = re.compile(f"[（(][^（）()]{{0,40}}(?:{SELVES}|[“\"]公司[”\"])[^（）()]{{0,40}}[）)]")
DECLARES_COMPANY = re.compile("[“\"]公司[”\"]")
BETWEEN = re.compile(r"[、，,和与及以暨\s“”]{0,3}|（[^（）]{1,20}）[、，和与及]{0,2}")
LEAD = re.compile(
    r"[\s·•●○◆■□▪—\-–－*（(【]*(?:[一二三四五六七八九十\d]+[、.．）)]\s*)?"
    r"(?:(?:截至|截止|到|至|在|自)?[^，。；：]{0,14}?(?:年|月|日|末|底|初|期间|季度|以来|以后|前后|上午)(?:末|底|初|，|,)*)*"
    r"(?:同时|此外|另外|目前|随后|其中|据悉|据了解|近日|日前|近年来|而|但|不过|因此|如今|今年|去年|当年|同年|当时|例如|如|比如|，|,)*"
)
MANY = 2
SURVEY = 8
TOPICS = frozenset({"company", "alliance", "government", "association", "exchange"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose facts follow: banks (several in an enumeration), a unit of the first, an alliance; a company; or nobody."""

    banks: tuple[str, ...] = ()
    unit: str | None = None
    partner: str | None = None
    company: bool = False

    @property
    def heads(self) -> tuple[str, ...]:
        """The names that facts are credited to."""
        return (self.unit,) if self.unit else self.banks


NOBODY = Subject()


class Attribution:
    """The subject of each place in a text, from the markers that `attribute` set."""

    def __init__(self, markers: list[tuple[int, Subject]]) -> None:
        self.markers = markers
        self._starts = [start for start, _ in markers]

    def at(self, position: int) -> Subject:
        """Return whose facts stand at `position`."""
        index = bisect_right(self._starts, position) - 1
        return self.markers[index][1] if index >= 0 else NOBODY

    def bank_at(self, position: int) -> Subject:
        """Return the bank spoken of at `position`, or before a company became the topic there."""
        index = bisect_right(self._starts, position) - 1
        while index >= 0 and self.markers[index][1].company:
            index -= 1
        return self.markers[index][1] if index >= 0 else NOBODY

    def alliance_at(self, position: int) -> str | None:
        """Return the alliance that is the topic just before `position`, None where a bank is."""
        index = bisect_right(self._starts, position - 1) - 1
        return self.markers[index][1].partner if index >= 0 else None


@cache
def _anaphora(key: str) -> re.Pattern[str]:
    return re.compile(alternation(words("cues", "anaphora", key)))


@cache
def _others() -> re.Pattern[str]:
    return re.compile(alternation(words("cues", "others", "subjects")))


def is_object(text: str, sentence: Sentence, mention: Named) -> bool:
    """Return whether a bank stands in the place of an object: 与某银行, 向某银行."""
    return OBJECT_BEFORE.search(text, max(sentence.start, mention.start - 4), mention.start) is not None


def groups(text: str, mentions: Sequence[Named]) -> Iterator[list[Named]]:
    """Return mentions in groups: those that only a comma or a conjunction parts are told together."""
    group: list[Named] = []
    for mention in mentions:
        if group and not (mention.label == group[-1].label and BETWEEN.fullmatch(text, group[-1].end, mention.start)):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def foreign_subject(text: str, start: int, end: int) -> bool:
    """Return whether a clause speaks of a city, an industry or all banks (全市…, 东莞涉农贷款余额…)."""
    lead = LEAD.match(text, start, end)
    begin = lead.end() if lead else start
    if _others().match(text, begin, end):
        return True
    places = place_names()
    for size in (6, 5, 4, 3, 2):
        if text[begin : begin + size] in places:
            rest = text[begin + size : min(end, begin + size + 24)]
            return re.match(f"(?:全[市省区县]|[{HAN}]{{0,12}}(?:贷款|产值|总量|规模|人口|企业))", rest) is not None and not re.match(
                "[分支]行|农|银行|地区|的", rest
            )
    return False


def attribute(
    text: str, blocks: Sequence[Block], found: Sequence[Sentence], mentions: Mentions, default: str | None
) -> Attribution:
    """Return the subject of each place.

    Parameters
    ----------
    text, blocks, found
        The clean text, its blocks and its sentences.
    mentions
        The banks, units and organisations of the text, by place.
    default
        The bank that the whole document is about, None where there is more than one.
    """
    start = Subject((default,)) if default else NOBODY
    markers: list[tuple[int, Subject]] = []
    current, section, row = start, start, start
    block = -1
    itself = itself_of(text, mentions, default)
    surveys = len({one.name for one in mentions if one.label == "bank"}) >= SURVEY
    topics = mentions.of("bank", "unit", "partner")
    for sentence in found:
        kind = blocks[sentence.block].kind
        inside = topics.between(sentence.start, sentence.end)
        banks = tuple(dict.fromkeys(one.name for one in inside if one.label == "bank"))
        if sentence.block != block:
            block = sentence.block
            if kind == "title":
                current = section = start
            if kind != "row":
                row = start
            if default and kind == "paragraph":
                current = section
        if kind in ("title", "heading"):
            heads = [one for one in inside if one.label in ("bank", "unit")]
            if heads:
                section = current = _subject(heads[:1]) if kind == "heading" else start
            elif surveys:
                section = current = start
            markers.append((sentence.start, current))
            continue
        if kind == "row":
            named = [one for one in inside if one.label == "bank" or one.kind == "alliance"]
            if sentence.cell in (0, 1) and sum(one.end - one.start for one in named) * 2 > sentence.end - sentence.start:
                row = Subject(banks) if banks else _subject(named)
            current = row
        markers.append((sentence.start, current))
        current = _within(text, sentence, inside, current, section, markers, itself)
    return Attribution(markers)


def _joined(text: str, one: Named, other: Named) -> bool:
    return re.fullmatch("(?:（[^（）]{1,20}）)?[、和与及]", text[one.end : other.start]) is not None


def itself_of(text: str, mentions: Mentions, default: str | None) -> Subject | None:
    """Return the bank that a text calls 我行 or 本行: the one that it introduces so, else its main bank."""
    for one in mentions:
        if one.label == "bank" and DECLARES_SELF.match(text, one.end):
            return Subject((one.name,))
    return Subject((default,)) if default else None


def _subject(group: list[Named]) -> Subject:
    first = group[0]
    if first.label == "unit":
        return Subject((first.bank,) if first.bank else (), first.name)
    if first.label == "partner":
        return Subject(partner=first.name) if first.kind == "alliance" else Subject(company=True)
    return Subject(tuple(dict.fromkeys(one.name for one in group)))


def _within(
    text: str,
    sentence: Sentence,
    inside: list[Named],
    current: Subject,
    section: Subject,
    markers: list[tuple[int, Subject]],
    itself: Subject | None,
) -> Subject:
    """Add the markers of one sentence and return the subject that it hands on."""
    events: list[tuple[int, Subject | str]] = []
    last: Named | None = None
    for group in groups(text, inside):
        first = group[0]
        if first.label == "partner":
            clause = _clause(text, sentence, first.start)
            lead = LEAD.match(text, clause, first.start)
            if first.kind in TOPICS and lead and lead.end() >= first.start:
                events.append((first.start, _subject(group)))
        elif not is_object(text, sentence, first) and not (last and last.label == "partner" and _joined(text, last, first)):
            events.append((first.start, _subject(group)))
        last = group[-1]
    covered = {place for one in inside for place in range(one.start, one.end)}
    for key in ("bank", "unit"):
        for match in _anaphora(key).finditer(text, sentence.start, sentence.end):
            free = match.start() == sentence.start or FREE_STANDING.match(text[match.start() - 1])
            if free and match.start() not in covered:
                events.append((match.start(), itself if itself and re.fullmatch(SELVES, match[0]) else key))
    for clause in _clauses(text, sentence):
        if foreign_subject(text, clause, sentence.end) and not any(
            clause <= one.start < clause + 12 and (one.label in ("bank", "unit") or one.kind == "alliance") for one in inside
        ):
            events.append((clause, NOBODY))
    handed = ended = current
    for place, event in sorted(events, key=lambda item: item[0]):
        if event == "bank":
            base = handed if handed.banks else (current if current.banks else section)
            subject = Subject(base.banks)
        elif event == "unit":
            base = handed if handed.unit or handed.banks else section
            subject = base
        else:
            assert isinstance(event, Subject)
            subject = event
            if subject.unit and not subject.banks:
                subject = Subject(handed.banks or section.banks, subject.unit)
        markers.append((place, subject))
        if len(subject.banks) > MANY:
            handed = NOBODY
        elif subject.banks or subject.partner:
            handed = subject
        ended = subject
    if text[sentence.start : sentence.end].rstrip().endswith(("；", ";")) and not ended.heads:
        return ended
    return handed


def _clauses(text: str, sentence: Sentence) -> Iterator[int]:
    yield sentence.start
    for match in re.finditer("[，,：:]", text[sentence.start : sentence.end]):
        yield sentence.start + match.end()


def _clause(text: str, sentence: Sentence, position: int) -> int:
    return max((start for start in _clauses(text, sentence) if start <= position), default=sentence.start)

