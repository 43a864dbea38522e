"""The edges between the entities of a document, each with the sentence that states it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extract.facts.attribution import Attribution, Subject, groups
from extract.facts.named import Mentions, Named
from extract.facts.roles import WINDOW, cue, role, says
from extract.facts.sentences import Places, Sentence, evidence
from extract.lexicon import alternation, words
from extract.mentions.spans import HAN
from extract.quantities.numerals import chinese
from extract.schema import Block, Evidence, Rel, Relation

LINE_END = re.compile("\n")
EACH = re.compile("分别|依次")
WITH = re.compile("[与同和及]")
LISTS_MEMBERS = re.compile("(?:会员|成员|理事)(?:单位|行|机构)?(?:主要)?(?:包括|有|为|涵盖|含|覆盖)了?$")
COLON = re.compile("[”」]?[^，。；：、“”\n]{0,6}[:：]")
COUNTED = re.compile(f"([两二三四五六七八九十])[大个项款类]?([{HAN}]{{2}})")
FAR = 400
"""How far the parts of a whole, or the banks that an organisation works with, may stand."""
MOST_SIGNING = 12


def lists_parts() -> re.Pattern[str]:
    """Return the pattern of what stands between a whole and its parts: X包括A, X（A, X，即A."""
    return says("parts", "verbs", r"[”」\"]?(?:系列)?[^，。；：、“”]{0,6}(?:[（(：]|，?{}[了有]?)[“「\"]?$")


Roles = Mapping[tuple[int, int], Rel | None]


class Relations:
    """Collects relations; equal ones share one edge with several evidences."""

    def __init__(self) -> None:
        self.found: dict[tuple[Rel, str, str], dict[Evidence, None]] = {}

    def add(self, rel: Rel, head: str, tail: str, proof: Evidence) -> None:
        """Add one statement of `head` `rel` `tail`."""
        if head != tail:
            self.found.setdefault((rel, head, tail), {})[proof] = None

    def all(self) -> Iterator[Relation]:
        """Return the relations by the place of their first evidence."""
        for (rel, head, tail), proofs in self.found.items():
            yield Relation(rel, head, tail, tuple(sorted(proofs, key=lambda one: (one.start, one.end))))


def offers_and_runs(text: str, places: Places, mentions: Mentions, subjects: Attribution, relations: Relations) -> None:
    """Add who offers each product and who runs each program.

    The first mention decides, further ones only add a bank where a verb of offering stands between it and the name.
    """
    credited: set[str] = set()
    for mention in mentions.of("product", "program"):
        sentence = places.at(mention.start)
        subject = subjects.at(mention.start)
        if sentence is None or not subject.heads:
            continue
        rel: Rel = "offers" if mention.label == "product" else "runs"
        between = text[max(sentence.start, mention.start - WINDOW) : mention.start]
        stated = cue("offer").search(between) or cue("run").search(between)
        if mention.name in credited and not stated:
            continue
        for head in _shared_out(text, sentence, mention, subject, mentions):
            relations.add(rel, head, mention.name, evidence(text, sentence, mention.start, mention.end))
        credited.add(mention.name)


def _shared_out(text: str, sentence: Sentence, mention: Named, subject: Subject, mentions: Mentions) -> tuple[str, ...]:
    """Return whose a thing is: the bank's right before it (甲银行“A”平台); 甲、乙银行分别推出“A”“B” gives each one."""
    owner = mentions.before(mention.start)
    if owner and owner.label == "bank" and text[owner.end : mention.start] in ("", "的"):
        return (owner.name,)
    if len(subject.heads) < 2 or not EACH.search(text, sentence.start, mention.start):
        return subject.heads
    same = [one for one in mentions.between(sentence.start, sentence.end) if one.label == mention.label]
    return (subject.heads[same.index(mention)],) if len(same) == len(subject.heads) else subject.heads


def parts_of_banks(text: str, places: Places, mentions: Mentions, subjects: Attribution, relations: Relations) -> None:
    """Add to what each unit belongs: the branch that its sentence speaks of, if it ranks above it, else the bank.

    Units of one rank in one sentence belong together (甲分行的乙支行、丙支行), and one that a branch has under it
    (甲分行辖内的乙分行) belongs to it whatever its rank.
    """
    last: Named | None = None
    parent = ""
    for mention in mentions.of("unit"):
        sentence = places.at(mention.start)
        if not mention.bank or not sentence:
            continue
        above = subjects.at(mention.start - 1) if mention.start > sentence.start else Subject()
        listed = text[mention.start - 1 : mention.start] in ("、", "和", "与", "及")
        alone = mention.explicit or text.startswith("总行", mention.start)
        under = above.unit is not None and mention.bank in above.banks and not alone
        near = last is not None and last.start >= sentence.start and last.bank == mention.bank
        if under and last and near and above.unit == last.name and _under(text, last, mention):
            parent = last.name
        elif near and last and rank(last.name) == rank(mention.name) and not alone:
            parent = parent if parent != mention.name else mention.bank
        elif under and above.unit and rank(mention.name) > rank(above.unit) and not listed:
            parent = above.unit
        else:
            parent = mention.bank
        relations.add("part_of", mention.name, parent, evidence(text, sentence, mention.start, mention.end))
        last = mention


def _under(text: str, above: Named, unit: Named) -> bool:
    """Return whether the words between two units say that the first has the second under it: 甲分行辖内的乙支行."""
    between = says("parts", "under", "[^，。；：、]{0,4}{}[^，。；：、]{0,6}")
    return between.fullmatch(text, above.end, unit.start) is not None


def rank(unit: str) -> int:
    """Return how far below the head office a unit stands: 分行 1, 支行 2, their departments and rooms 3."""
    return next((level for level, head in ((1, "分行"), (2, "支行")) if unit.endswith(head)), 3)


def parts_of_things(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add the whole of products and programs that an enumeration lists: X包括A、B, X（A、B）."""
    enumerated = list(groups(text, mentions.of("product", "program").found))
    for before, members in pairwise(enumerated):
        whole = before[-1]
        sentence = places.at(whole.start)
        if sentence is None or members[0].start >= sentence.end:
            continue
        if members[0].start - whole.end <= 14 and lists_parts().match(text[whole.end : members[0].start]):
            for part in members:
                relations.add("part_of", part.name, whole.name, evidence(text, sentence, whole.start, part.end))


def parts_by_anaphor(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add the parts of a thing that the text takes up again: 该计划包括A、B; 该系列产品有A（…）、B（…）."""
    things = mentions.of("product", "program")
    again = alternation(words("relations", "parts", "again"))
    takes_up = says("parts", "anaphora", f"{{}}[^。；\\n]{{0,40}}?(?:{again})")
    lines = [line.start() for line in LINE_END.finditer(text)]
    for match in takes_up.finditer(text):
        sentence, whole = places.at(match.start()), things.before(match.start())
        if sentence is None or whole is None or bisect_left(lines, whole.end) < bisect_left(lines, match.start()):
            continue
        for part in things.between(match.end(), sentence.end):
            relations.add("part_of", part.name, whole.name, evidence(text, sentence, match.start(), part.end))


def parts_behind_colon(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add the parts that a sentence tells behind its first whole and a colon: “甲”体系：“乙”给小微，“丙”给三农."""
    things = mentions.of("product", "program")
    divided: Sentence | None = None
    for whole in mentions.of("program"):
        sentence = places.at(whole.start)
        colon = COLON.match(text, whole.end)
        if sentence is None or colon is None or sentence is divided:
            continue
        divided = sentence
        parts = [one for one in things.between(colon.end(), sentence.end) if one.name != whole.name]
        if len({one.name for one in parts}) > 1:
            for part in parts:
                relations.add("part_of", part.name, whole.name, evidence(text, sentence, whole.start, part.end))


def parts_by_number(
    text: str, blocks: Sequence[Block], places: Places, mentions: Mentions, relations: Relations
) -> None:
    """Add the parts that a name counts, where so many follow that end as it does: 两大引擎 are 甲引擎 and 乙引擎."""
    things = mentions.of("product", "program")
    for whole in things:
        sentence = places.at(whole.start)
        counted = COUNTED.fullmatch(whole.name)
        if sentence is None or counted is None:
            continue
        following = things.between(whole.end, min(blocks[sentence.block].end, whole.end + FAR))
        parts = {one.name: one for one in following if one.name != whole.name and one.name.endswith(counted[2])}
        if (len(parts), None) == chinese(counted[1]):
            for part in parts.values():
                at = places.at(part.start)
                if at:
                    relations.add("part_of", part.name, whole.name, evidence(text, at, part.start, part.end))


def uses(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add which product or program works with which other: 甲助手依托“乙”大模型."""
    things = mentions.of("product", "program").found
    for one, other in pairwise(things):
        sentence = places.at(one.start)
        if sentence is None or other.start >= sentence.end or one.name == other.name:
            continue
        if says("belongs_to", "between", "[”」]?[^，。；、“]{0,4}{}[^，。；、“]{0,10}[“「]?").fullmatch(
            text[one.end : other.start]
        ):
            relations.add("part_of", one.name, other.name, evidence(text, sentence, one.start, other.end))
        elif says("uses", "between", "[”」]?[^，。；、]{0,6}{}[^，。；、]{0,10}").fullmatch(
            text[one.end : other.start]
        ):
            relations.add("uses", one.name, other.name, evidence(text, sentence, one.start, other.end))


def partners(
    text: str, places: Places, mentions: Mentions, subjects: Attribution, roles: Roles, relations: Relations
) -> None:
    """Add with whom a bank works, whom it finances and of what it is a member.

    `roles` are what the trained roles say of organisations, by place; where they say nothing the rules decide.
    """
    topics = mentions.of("bank", "unit")
    for members in groups(text, mentions.of("partner", "bank").found):
        first = members[0]
        sentence = places.at(first.start)
        if sentence is None:
            continue
        before = text[sentence.start : first.start]
        lists = first.label == "bank" and LISTS_MEMBERS.search(before)
        whole = (subjects.alliance_at(first.start) or _alliance_before(sentence, first, mentions)) if lists else None
        if whole:
            for one in members:
                relations.add("member_of", one.name, whole, evidence(text, sentence, first.start, one.end))
            continue
        subject = _joining(text, sentence, members, topics) or subjects.bank_at(first.start)
        if not subject.heads or (first.label == "bank" and {one.name for one in members} & set(subject.heads)):
            subject = _later(sentence, first, topics, subjects) or subject
        if subjects.at(first.start).partner == first.name:
            continue
        said = role(text, sentence, members)
        for one in members:
            rel = roles.get((one.start, one.end), said)
            if rel is None or one.name in subject.banks:
                continue
            for head in subject.heads:
                relations.add(rel, head, one.name, evidence(text, sentence, first.start, one.end))


def _joining(text: str, sentence: Sentence, members: Sequence[Named], topics: Mentions) -> Subject | None:
    """Return the banks that a clause tells behind the organisations that it opens with: 某局与甲银行、乙银行签约.

    Under a guidance (在某局指导下，甲银行…) they may follow in the next clause.
    """
    first, last = members[0], members[-1]
    before = topics.before(first.start)
    if first.label == "bank" or (before and before.start >= sentence.start):
        return None
    guided = says("guided", "under", "(?:等[^，。；]{0,8})?的?{}").match(text, last.end)
    joined = says("with", "joins", "(?:等[^，。；]{0,8})?(?:也|还|将|近日|已|日前|共同)?{}").match(text, last.end)
    for found in filter(None, (guided, joined)):
        behind = topics.between(found.end(), min(sentence.end, found.end() + FAR))
        if behind and (found is guided or behind[0].start - found.end() <= 1):
            group = next(groups(text, behind))
            return Subject(tuple(dict.fromkeys(one.name for one in group)))
    return None


def banks_among_themselves(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add that banks which one sentence enumerates work together where it says so: 甲银行与乙银行签署合作协议."""
    for members in groups(text, mentions.of("bank", "partner").found):
        sentence = places.at(members[0].start)
        names = list(dict.fromkeys(one.name for one in members))
        if sentence is None or not 1 < len(names) <= MOST_SIGNING or members[0].label != "bank":
            continue
        joined = any(WITH.search(text, one.end, other.start) for one, other in pairwise(members))
        if joined and says("signed", "words", "(?:等[^，。；]{0,8})?[^，。；]{0,6}{}").match(text, members[-1].end):
            proof = evidence(text, sentence, members[0].start, members[-1].end)
            for place, head in enumerate(names):
                for tail in names[place + 1 :]:
                    relations.add("cooperates_with", head, tail, proof)


def _alliance_before(sentence: Sentence, first: Named, mentions: Mentions) -> str | None:
    """Return the alliance that the same sentence names last before a list of members."""
    named = [one for one in mentions.between(sentence.start, first.start) if one.kind == "alliance"]
    return named[-1].name if named else None


def _later(sentence: Sentence, first: Named, topics: Mentions, subjects: Attribution) -> Subject | None:
    """Return the bank that follows in the same sentence, for organisations before it: 在某局指导下，某银行…."""
    following = topics.between(first.end, sentence.end)
    subject = subjects.at(following[0].start) if following else None
    return subject if subject and subject.heads else None
