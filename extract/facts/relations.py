"""The edges between the entities of a document, each with the sentence that states it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.facts.attribution import Attribution, Subject, groups
from extract.facts.named import Mentions, Named
from extract.facts.sentences import Places, Sentence, evidence
from extract.lexicon import alternation, words
from extract.schema import Evidence, Rel, Relation

WITH = re.compile("(?:与|和|同|跟|联合|携手|联手|会同|协同|对接|接入|牵手|引入|依托|基于|联动|走进|经|由|在|向|联合了|携手了|入驻|连接|打通|直连|及)(?:[^，。；、：]{0,6}?)$")
MONEY = re.compile(r"\d[\d,.，]*\s*(?:多|余)?[万亿]?(?:元|美元)|贷款|授信|融资|债券|放款|投放|承销")
WHOLE_PARTS = re.compile(r"[”」\"]?(?:系列)?(?:[^，。；：、“”]{0,6})?(?:（|\(|：|，?(?:即|包括|包含|分别是|分别为|涵盖|下设|由|含|下有)(?:了|有)?)[“「\"]?$")
GUIDED = re.compile("指导|支持下|牵头|批复|推动|见证|创设|搭建|批准")
WHOLE_AGAIN = re.compile(
    "该(?:系列产品|产品体系|计划|项目|体系|品牌|战略|方案|工程|活动)[^。；\n]{0,40}?(?:包括|包含|涵盖|分为|下设|设有|实施|由)"
)
WINDOW = 60
LISTS_MEMBERS = re.compile("(?:会员|成员|理事)(?:单位|行|机构)?(?:主要)?(?:包括|有|为|涵盖|含|覆盖)了?$")
JOINS_AFTER = re.compile("(?:（[^（）]{1,20}）)?(?:等[^，。；]{0,12})?(?:与|同|和|跟|一起|共同|联合|携手|会同|联手)")
BELONGS = re.compile("的?(?:核心|重要|常务)?(?:成员|会员|理事)")
OWNER = re.compile("股东|入股|出资|持股|发起|控股|参股|保荐|评级")
LENDS = re.compile("[^，。；]{0,10}(?:发放|投放|提供|放款|授信|贷款|融资|承销|增贷|注入|批复)")
DIRECT = re.compile("(?:合作|联合|携手|联手|对接|接入|共建|签约|合作方|伙伴|走进|依托|引入)[^，。；]{0,8}$")
LEGAL = re.compile("(?:公司|集团)$")


@cache
def _cue(section: str) -> re.Pattern[str]:
    return re.compile(alternation(words("cues", section, "verbs")))


class Relations:
    """Collects relations; equal ones share one edge with several evidences."""

    def __init__(self) -> None:
        self.found: dict[tuple[Rel, str, str], list[Evidence]] = {}

    def add(self, rel: Rel, head: str, tail: str, proof: Evidence) -> None:
        """Add one statement of `head` `rel` `tail`."""
        if head == tail:
            return
        proofs = self.found.setdefault((rel, head, tail), [])
        if proof not in proofs:
            proofs.append(proof)

    def all(self) -> Iterator[Relation]:
        """Return the relations by the place of their first evidence."""
        for (rel, head, tail), proofs in self.found.items():
            yield Relation(rel, head, tail, tuple(sorted(proofs, key=lambda one: (one.start, one.end))))


def offers_and_runs(
    text: str, places: Places, mentions: Mentions, subjects: Attribution, relations: Relations
) -> None:
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
        stated = _cue("offer").search(between) or _cue("run").search(between)
        if mention.name in credited and not stated:
            continue
        for head in subject.heads:
            relations.add(rel, head, mention.name, evidence(text, sentence, mention.start, mention.end))
        credited.add(mention.name)


def parts_of_banks(
    text: str, places: Places, mentions: Mentions, subjects: Attribution, relations: Relations
) -> None:
    """Add to what each unit belongs: the branch that its sentence speaks of, if it ranks above it, else the bank."""
    for mention in mentions.of("unit"):
        sentence = places.at(mention.start)
        if not mention.bank or not sentence:
            continue
        above = subjects.at(mention.start - 1) if mention.start > sentence.start else Subject()
        lower = rank(mention.name) > rank(above.unit) if above.unit else False
        parent = above.unit if above.unit and lower and mention.bank in above.banks else mention.bank
        relations.add("part_of", mention.name, parent, evidence(text, sentence, mention.start, mention.end))


def rank(unit: str) -> int:
    """Return how far below the head office a unit stands: 分行 1, 支行 2, their departments and rooms 3."""
    return next((level for level, head in ((1, "分行"), (2, "支行")) if unit.endswith(head)), 3)


def parts_of_things(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add the whole of products and programs that an enumeration lists: X包括A、B, X（A、B）."""
    enumerated = list(groups(text, mentions.of("product", "program").found))
    for before, members in zip(enumerated, enumerated[1:], strict=False):
        whole = before[-1]
        sentence = places.at(whole.start)
        if sentence is None or members[0].start >= sentence.end:
            continue
        if members[0].start - whole.end <= 14 and WHOLE_PARTS.match(text[whole.end : members[0].start]):
            for part in members:
                if part.name != whole.name:
                    relations.add("part_of", part.name, whole.name, evidence(text, sentence, whole.start, part.end))


def parts_by_anaphor(text: str, places: Places, mentions: Mentions, relations: Relations) -> None:
    """Add the parts of a thing that the text takes up again: 该计划包括A、B; 该系列产品有A（…）、B（…）."""
    things = mentions.of("product", "program")
    for match in WHOLE_AGAIN.finditer(text):
        sentence, whole = places.at(match.start()), things.before(match.start())
        if sentence is None or whole is None or "\n" in text[whole.end : match.start()]:
            continue
        for part in things.between(match.end(), sentence.end):
            if part.name != whole.name:
                relations.add("part_of", part.name, whole.name, evidence(text, sentence, match.start(), part.end))


def partners(text: str, places: Places, mentions: Mentions, subjects: Attribution, relations: Relations) -> None:
    """Add with whom a bank works, whom it finances and of what it is a member."""
    topics = mentions.of("bank", "unit")
    for members in groups(text, mentions.of("partner", "bank").found):
        first = members[0]
        sentence = places.at(first.start)
        if sentence is None:
            continue
        before = text[sentence.start : first.start]
        whole = subjects.alliance_at(first.start)
        if first.label == "bank" and whole and LISTS_MEMBERS.search(before):
            for one in members:
                relations.add("member_of", one.name, whole, evidence(text, sentence, first.start, one.end))
            continue
        subject = subjects.bank_at(first.start)
        if not subject.heads or (first.label == "bank" and {one.name for one in members} & set(subject.heads)):
            subject = _later(sentence, first, topics, subjects) or subject
        rel = role(text, sentence, members)
        if rel is None or subjects.at(first.start).partner == first.name:
            continue
        for one in members:
            for head in subject.heads:
                if one.name not in subject.banks:
                    relations.add(rel, head, one.name, evidence(text, sentence, first.start, one.end))


def _later(sentence: Sentence, first: Named, topics: Mentions, subjects: Attribution) -> Subject | None:
    """Return the bank that follows in the same sentence, for organisations that stand before it (在某局指导下，某银行…)."""
    following = topics.between(first.end, sentence.end)
    subject = subjects.at(following[0].start) if following else None
    return subject if subject and subject.heads else None


def role(text: str, sentence: Sentence, members: Sequence[Named]) -> Rel | None:
    """Return the relation of a bank to the organisations of one enumeration, None where the sentence states none.

    A company that is named in full in a bank's story is its customer where money is lent near it, else its partner;
    other organisations need a word of common work.
    """
    first, last = members[0], members[-1]
    before = text[sentence.start : first.start]
    after = text[last.end : sentence.end]
    joint = WITH.search(before[-10:]) is not None or JOINS_AFTER.match(after) is not None
    cooperate = _cue("cooperate")
    work = cooperate.search(before[-16:]) or cooperate.search(after[:30])
    if first.label == "bank":
        return "cooperates_with" if joint and cooperate.search(before[-4:] + after[:24]) else None
    if BELONGS.match(after):
        return "member_of"
    if first.kind == "alliance":
        return "member_of" if _cue("member").search(before + after) else ("cooperates_with" if joint else None)
    if first.kind in ("company", "investor", "park"):
        if OWNER.search(before[-20:] + after[:20]):
            return "cooperates_with"
        lends = LENDS.match(after) is not None
        if joint and work and not lends:
            return "cooperates_with"
        around = sentence_part(text, sentence, first.start, last.end)
        if MONEY.search(around) and (lends or _cue("finance").search(around)):
            return "finances"
        full = any(LEGAL.search(one.name) for one in members)
        return "finances" if full and MONEY.search(text[sentence.end : sentence.end + WINDOW]) else None
    if joint and work:
        return "cooperates_with"
    if first.kind == "government" and GUIDED.search(after[:12]):
        return "cooperates_with"
    if DIRECT.search(before):
        return "cooperates_with"
    return None


def sentence_part(text: str, sentence: Sentence, start: int, end: int) -> str:
    """Return what stands around text[start:end] in its sentence, 60 characters on either side at most."""
    return text[max(sentence.start, start - WINDOW) : min(sentence.end, end + WINDOW)]
