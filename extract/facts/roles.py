"""How an organisation stands to a bank by the words of its sentence: what rules say, and the trained roles weigh."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.facts.named import Named
from extract.facts.sentences import Sentence
from extract.lexicon import pattern
from extract.schema import Rel

WINDOW = 60
FOLLOWING = 150
SUM = re.compile(r"\d[\d,.，]*\s*(?:多|余)?[万亿]?(?:元|美元)")
LEGAL = re.compile("(?:公司|集团)$")


def says(section: str, key: str, template: str = "{}") -> re.Pattern[str]:
    """Return the pattern of one list of words of data/lexicon/relations.toml, see `extract.lexicon.pattern`."""
    return pattern("relations", section, key, template)


def cue(section: str) -> re.Pattern[str]:
    """Return the pattern of the verbs of a section of data/lexicon/cues.toml."""
    return pattern("cues", section, "verbs")


def role(text: str, sentence: Sentence, members: Sequence[Named]) -> Rel | None:
    """Return the relation of a bank to the organisations of one enumeration, None where the sentence states none.

    A company that is named in full in a bank's story is its customer where money is lent near it, else its partner;
    other organisations need a word of common work.
    """
    first, last = members[0], members[-1]
    before = text[sentence.start : first.start]
    after = text[last.end : sentence.end]
    joint = (
        says("with", "before", "{}[^，。；、：]{0,6}?$").search(before[-10:]) is not None
        or says("with", "after", "(?:（[^（）]{1,20}）)?(?:等[^，。；]{0,12})?{}").match(after) is not None
    )
    cooperate = cue("cooperate")
    work = cooperate.search(before[-16:]) or cooperate.search(after[:30])
    if first.label == "bank":
        return "cooperates_with" if joint and cooperate.search(before[-10:] + after[:30]) else None
    if says("belongs", "after", "的?{}").match(after):
        return "member_of"
    if first.kind == "alliance":
        return "member_of" if cue("member").search(before + after) else ("cooperates_with" if joint else None)
    if first.kind in ("company", "investor", "park"):
        if says("supplies", "before", "{}$").search(before[-6:]) and not before.endswith("经由"):
            return "cooperates_with"
        opens = not before or before[-1] in "，；：。、\n\t由"
        if opens and says("contributes", "after", "(?:（[^（）]{1,24}）)?(?:也|将|也将|负责|承担)?{}").match(after):
            return "cooperates_with"
        if says("owner", "words").search(before[-20:] + after[:20]):
            return "cooperates_with"
        lends = says("lends", "after", "[^，。；]{0,10}{}").match(after) is not None
        if joint and work and not lends:
            return "cooperates_with"
        around = sentence_part(text, sentence, first.start, last.end)
        if lent(around) and (lends or cue("finance").search(around)):
            return "finances"
        if says("customers", "before", "{}[^，。；]{0,6}$").search(before[-14:]):
            return "finances"
        wider = text[max(0, sentence.start - WINDOW) : sentence.end + FOLLOWING]
        full = any(LEGAL.search(one.name) for one in members)
        return "finances" if full and (cue("finance").search(around) or lent(wider)) else None
    if joint and work:
        return "cooperates_with"
    if says("contributes", "joining", "(?:（[^（）]{1,24}）)?(?:也|将|也将)?{}").match(after):
        return "cooperates_with"
    if first.kind == "government" and says("guided", "after").search(after[:12]):
        return "cooperates_with"
    if first.kind in ("other", "exchange") and says("joint", "words").search(before + after):
        return "cooperates_with"
    if says("direct", "before", "{}[^，。；]{0,8}$").search(before):
        return "cooperates_with"
    return None


def lent(text: str) -> bool:
    """Return whether a text tells of a sum of money or of a kind of lending."""
    return SUM.search(text) is not None or says("money", "words").search(text) is not None


def sentence_part(text: str, sentence: Sentence, start: int, end: int) -> str:
    """Return what stands around text[start:end] in its sentence, 60 characters on either side at most."""
    return text[max(sentence.start, start - WINDOW) : min(sentence.end, end + WINDOW)]
