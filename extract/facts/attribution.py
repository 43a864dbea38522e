"""Whom a sentence speaks of: the bank, the unit or the organisation that its facts belong to.

The subject is carried from sentence to sentence (该行, 我行, an omitted subject) and from a heading into its
section. It changes where another bank stands in the place of a subject; it ends where an article or a table row
ends. What is said of a city, an industry or all banks belongs to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from extract.facts.named import Mentions, Named
from extract.facts.sentences import Sentence, clause_start
from extract.lexicon import alternation, pattern, words
from extract.mentions.spans import HAN
from extract.registry import place_names
from extract.schema import Block

FREE_STANDING = re.compile(f"[^{HAN}A-Za-z]|[在由为对令使让是和与将截从其时日末年底初给向帮以即，]")
BETWEEN = re.compile(
    r"[、和与及以暨\s“”\"（）()]{0,4}|[（(][^（）()]{1,24}[）)][、，和与及]{0,2}|[“”\"]?[（(](?:以下)?(?:简称|下称)[“\"]?"
)
BULLET = r"[\s·•●○◆■□▪—\-–－*（(【]*(?:[一二三四五六七八九十\d]+[、.．）)]\s*)?"
TIME = (
    "(?:(?:截至|截止|到|至|在|自)?[^，。；：]{0,14}?"
    "(?:年|月|日|末|底|初|期间|季度|以来|以后|前后|上午)(?:末|底|初|，|,)*)*"
)
MANY = 2
SURVEY = 8
NEAR = 12
FORMER = 20
LEAD = 60
"""No more than this stands before the subject of a clause: without a bound commas alone take quadratic time."""
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
        self._settled = _latest(markers, lambda subject: not subject.company)
        self._banked = _latest(markers, lambda subject: bool(subject.banks))

    def at(self, position: int) -> Subject:
        """Return whose facts stand at `position`."""
        index = bisect_right(self._starts, position) - 1
        return self.markers[index][1] if index >= 0 else NOBODY

    def bank_at(self, position: int) -> Subject:
        """Return the bank spoken of at `position`, or before a company became the topic there."""
        return self._settled[bisect_right(self._starts, position)]

    def last_bank(self, position: int) -> Subject:
        """Return the bank that was last spoken of at `position`, whatever else was since."""
        return self._banked[bisect_right(self._starts, position)]

    def alliance_at(self, position: int) -> str | None:
        """Return the alliance that is the topic just before `position`, None where a bank is."""
        index = bisect_right(self._starts, position - 1) - 1
        return self.markers[index][1].partner if index >= 0 else None


def _latest(markers: list[tuple[int, Subject]], holds: Callable[[Subject], bool]) -> list[Subject]:
    """Return for each number of markers the last subject among these for which `holds` is true, else NOBODY."""
    subjects = (subject for _, subject in markers)
    return list(accumulate(subjects, lambda last, one: one if holds(one) else last, initial=NOBODY))


def lead() -> re.Pattern[str]:
    """Return the pattern of what may stand before the subject of a clause: a bullet, times, adverbs."""
    return pattern("attribution", "lead", "words", f"{BULLET}{TIME}{{}}*")


@cache
def declares_itself() -> re.Pattern[str]:
    """Return the pattern of a bracket in which a text says that a bank is 本行 or 公司 from here on."""
    itself = alternation(words("attribution", "itself", "words"))
    return re.compile(f'[（(][^（）()]{{0,40}}(?:{itself}|[“"]公司[”"])[^（）()]{{0,40}}[）)]')


def is_object(text: str, sentence: Sentence, mention: Named) -> bool:
    """Return whether a bank stands in the place of an object (与某银行, 向某银行) or is what another was before."""
    start = max(sentence.start, mention.start - 4)
    if pattern("attribution", "object", "before", "{}$").search(text, start, mention.start):
        return True
    start = max(sentence.start, mention.start - FORMER)
    if pattern("attribution", "former", "before", "{}[^，。；：、]{0,12}$").search(text, start, mention.start):
        return True
    became = pattern("attribution", "former", "after", "(?:等[^，。；：]{0,10})?{}").match(text, mention.end)
    return became is not None and "由" in text[max(sentence.start, mention.start - 3) : mention.start]


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
    opening = lead().match(text, start, min(end, start + LEAD))
    begin = opening.end() if opening else start
    if pattern("cues", "others", "subjects").match(text, begin, end):
        return True
    places = place_names()
    for size in (6, 5, 4, 3, 2):
        if text[begin : begin + size] in places:
            rest = text[begin + size : min(end, begin + size + 24)]
            whole = pattern("attribution", "region", "nouns", f"(?:全[市省区县]|[{HAN}0-9]{{0,12}}{{}})").match(rest)
            return whole is not None and not pattern("attribution", "region", "others").match(rest)
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
    itself = Subject((default,)) if default else None
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
                section = current = _subject([_head_of(text, sentence, heads)]) if kind == "heading" else start
            elif surveys:
                section = current = start
            markers.append((sentence.start, current))
            continue
        if kind == "row":
            named = [one for one in inside if one.label == "bank" or one.kind == "alliance"]
            length = sum(one.end - one.start for one in named)
            if sentence.cell in (0, 1) and length * 2 > sentence.end - sentence.start:
                row = Subject(banks) if banks else _subject(named)
            current = row
        markers.append((sentence.start, current))
        current = _within(text, sentence, inside, current, section, markers, itself)
    return Attribution(markers)


def _joined(text: str, one: Named, other: Named) -> bool:
    return re.fullmatch("(?:（[^（）]{1,20}）)?[、和与及]", text[one.end : other.start]) is not None


def _head_of(text: str, sentence: Sentence, heads: list[Named]) -> Named:
    """Return whom a heading is about: the first bank, or the last where it is under another (甲银行辖内乙农商行)."""
    under = pattern("attribution", "under", "words").search(text, sentence.start, sentence.end)
    return heads[-1] if under else heads[0]


def _founded(text: str, sentence: Sentence, unit: Named) -> bool:
    """Return whether a unit is what its clause says was founded: 总行设立某中心, and the bank speaks on."""
    clause = text[clause_start(text, sentence, unit.start) : unit.start]
    return not unit.explicit and pattern("cues", "found", "verbs", "{}[^，。；：]{0,8}$").search(clause) is not None


def _among_partners(text: str, last: Named | None, first: Named) -> bool:
    """Return whether a bank continues an enumeration of other organisations."""
    return last is not None and last.label == "partner" and _joined(text, last, first)


def declared_bank(text: str, mentions: Mentions) -> str | None:
    """Return the bank that a text calls 本行 or 我行 from its first naming on, None where none is."""
    return next((one.name for one in mentions if one.label == "bank" and declares_itself().match(text, one.end)), None)


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
            clause = clause_start(text, sentence, first.start)
            opening = lead().match(text, clause, first.start)
            if first.kind in TOPICS and opening and opening.end() >= first.start:
                events.append((first.start, _subject(group)))
        elif first.label == "unit" and _founded(text, sentence, first):
            continue
        elif not is_object(text, sentence, first) and not _among_partners(text, last, first):
            events.append((first.start, _subject(group)))
        last = group[-1]
    covered = {place for one in inside for place in range(one.start, one.end)}
    for key in ("bank", "unit"):
        for match in pattern("cues", "anaphora", key).finditer(text, sentence.start, sentence.end):
            free = match.start() == sentence.start or FREE_STANDING.match(text[match.start() - 1])
            if (
                free
                and match.start() not in covered
                and text[match.end() : match.end() + 1] not in ("动", "业", "为", "程")
            ):
                events.append(
                    (match.start(), itself if itself and match[0] in words("attribution", "itself", "words") else key)
                )
    for clause in _clauses(text, sentence):
        near = [one for one in inside if clause <= one.start < clause + NEAR]
        spoken_of = any(one.label in ("bank", "unit") or one.kind == "alliance" for one in near)
        if not spoken_of and foreign_subject(text, clause, sentence.end):
            events.append((clause, NOBODY))
    handed = ended = current
    for place, event in sorted(events, key=lambda item: item[0]):
        if event == "bank":
            base = handed if handed.banks else (current if current.banks else section)
            subject = Subject(base.banks)
        elif event == "unit":
            subject = handed if handed.unit or handed.banks else section
        else:
            assert isinstance(event, Subject)
            subject = event
            if subject.unit and not subject.banks:
                subject = Subject(handed.banks or section.banks, subject.unit)
        markers.append((place, subject))
        agent = handed.banks and text[max(sentence.start, place - 1) : place] == "由"
        if (subject.banks or subject.partner) and len(subject.banks) <= MANY and not agent:
            handed = subject
        ended = subject
    if text[sentence.start : sentence.end].rstrip().endswith(("；", ";")) and not ended.heads:
        return ended
    return handed


def _clauses(text: str, sentence: Sentence) -> Iterator[int]:
    yield sentence.start
    for match in re.finditer("[，,：:]", text[sentence.start : sentence.end]):
        yield sentence.start + match.end()
