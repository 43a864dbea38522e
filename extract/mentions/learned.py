"""What the trained NER adds to the rules: names that no rule sees, where it is sure enough.

Where the two touch, the rules win. Organisations that no registry lists are found by the NER alone, but the heads of
their names settle where they end. What it adds must reach a probability that depends on the label and on whether the
name stands in quotation marks (data/lexicon/policy.toml).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.lexicon import alternation, table, words
from extract.mentions.banks import NOT_A_BANK_BEFORE, kind_of_bank
from extract.mentions.heads import head_at_end
from extract.mentions.organisations import HEADED, describes, kind_of_partner
from extract.mentions.quoted import Quoted, may_name, quotations
from extract.mentions.spans import HAN, add_candidates, bare, boundary, candidates, name_start, only_places, text_of
from extract.mentions.units import kind_of_unit

NER = "ner"
BANK_ENDS = ("银行", "农商行", "联社", "bank")
SHORTEST = 3
FURTHEST = 30
"""How many characters further than the NER a rule may see the end of a name."""
MOST_ALIKE = 100
"""How many organisations' names may hold the beginning of a name that is looked for in them."""
# 上海市科技局 has a head; 上海市科技型 is the beginning of 上海市科技型企业
HEADLESS = re.compile(f"[{HAN}]{{1,6}}?[省市县]|全国|国家")
# 经市农业农村局指导 names 市农业农村局
PREPOSITION = re.compile("[经由与和同向在对从](?=[市省区县州][^市省区县州]|国家|中国|中共)")
NO_NAME = re.compile("[，。；：、“”\\s]")


@cache
def _threshold(label: str, how: str) -> float:
    return float(table("policy")[how][label])


def kind_of(label: str, name: str) -> str:
    """Return the kind that the head of a name speaks for."""
    if label == "bank":
        return kind_of_bank(name)
    if label == "partner":
        return kind_of_partner(name)
    if label == "unit":
        return kind_of_unit(name)
    head = head_at_end(name)
    return head.kind if head and head.label == label else "other"


def is_name(label: str, name: str) -> bool:
    """Return whether a span may be a name: no common noun, no description."""
    if len(bare(name)) < SHORTEST:
        return False
    if label == "partner":
        generic = name in words("organisations", "partner_generic", "words") or describes(name)
        region = name.endswith(tuple(words("organisations", "partner_not", "ends")))
        adverb = name.startswith(tuple(words("organisations", "partner_not", "starts")))
        return not (generic or region or adverb or only_places(name)) and (
            HEADLESS.match(name) is None or _has_head(name)
        )
    if label == "unit":
        return name not in words("organisations", "unit_generic", "words")
    if label == "bank":
        return name.lower().endswith(BANK_ENDS) and name not in words("banks", "generic", "words")
    return name not in words("names", "generic", "others")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(head for heads in table("organisations")["partner"].values() for head in heads)


def _has_head(name: str) -> bool:
    return name.endswith((*_heads(), *words("organisations", "partner_ends", "characters")))


@Language.component("yinpu_learned")
def learned(doc: Doc) -> Doc:
    """Add the sure names of the NER that no rule touches to the candidates of `doc`."""
    if NER not in doc.spans:
        return doc
    text = text_of(doc)
    headed = sorted(doc.spans.get(HEADED, []), key=lambda one: one.end)
    taken = {place for span in candidates(doc) if span.label_ != "partner" for place in range(span.start, span.end)}
    touching: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    companies: defaultdict[str, set[str]] = defaultdict(set)
    for one in candidates(doc, "partner"):
        for place in range(one.start, one.end):
            touching[place].add((one.start, one.end))
    for company in {one.text for one in (*candidates(doc, "partner"), *headed)}:
        for at in range(len(company) - 1):
            companies[company[at : at + 2]].add(company)
    marks: dict[int, Quoted] = {one.start + 1: one for one in quotations(text)}
    group = doc.spans[NER]
    found: list[tuple[int, int, str, str]] = []
    for span, score in zip(group, group.attrs["scores"], strict=True):
        if not taken.isdisjoint(range(span.start, span.end)):
            continue
        quoted = marks.get(span.start)
        whole = quoted is not None and span.end == quoted.end - 1
        start, end = (span.start, span.end) if whole else _settled(text, span, headed)
        name = text[start:end]
        known = span.label_ == "partner" and any(
            first == start and last < end for first, last in touching.get(start, ())
        )
        confirmed = span.label_ == "partner" and any(one.end == end for one in islice(_near(headed, end), 1))
        if score < _threshold(
            span.label_, "quoted" if whole else "headed" if confirmed else "begun" if known else "plain"
        ):
            continue
        if not is_name(span.label_, name) or (span.label_ == "bank" and NOT_A_BANK_BEFORE.match(text, end)):
            continue
        # A name must hold all listed organisations that it touches, and more: 新华社 in 新华社某中心.
        listed = {one for place in range(start, end) for one in touching.get(place, ())}
        if not all(start <= first and last <= end and last - first < end - start for first, last in listed):
            continue
        alike = companies.get(name[:2], set())
        inside = len(alike) <= MOST_ALIKE and any(name in company for company in alike)
        if inside and span.label_ in ("product", "program"):
            continue
        if quoted is not None and whole:
            if may_name(text, quoted):
                found.append((quoted.start, quoted.end, span.label_, kind_of(span.label_, name)))
        else:
            found.append((start, end, span.label_, kind_of(span.label_, name)))
    add_candidates(doc, found)
    return doc


def _near(headed: Sequence[Span], position: int) -> Iterator[Span]:
    """Return the headed spans, which are sorted by their ends, that end at `position` or behind it."""
    return (headed[at] for at in range(bisect_left(headed, position, key=lambda one: one.end), len(headed)))


def _settled(text: str, span: Span, headed: Sequence[Span]) -> tuple[int, int]:
    """Return where a name of the NER begins and ends.

    An organisation ends with the head that a rule sees behind its beginning (江苏南通 is 江苏南通市总工会) or that
    follows it at once (同江 is 同江科技园), a product with the head in whose middle the NER stopped; and an
    organisation does not begin with words at which the rules let a name begin anew (走进甲集团).
    """
    start, end = span.start, span.end
    if span.label_ == "partner":
        preposition = PREPOSITION.match(text, start, end)
        start = preposition.end() if preposition else start
    else:
        start = _begun(text, start, end)
    if span.label_ in ("product", "program"):
        return start, _head_completed(text, start, end)
    if span.label_ == "bank":
        return start, end
    for guess in _near(headed, start):
        if guess.end > end + FURTHEST:
            break
        if guess.start >= end:
            continue
        if span.label_ == "partner" and not NO_NAME.search(text, start, guess.end):
            end = max(end, guess.end)
        if start < guess.start and guess.end == end:
            opening = name_start(text, start, end, "words", "nouns", "organisations", without="inner")
            start = guess.start if opening == guess.start else start
    if span.label_ == "partner" and not _has_head(text[start:end]):
        following = _next_head().match(text, end)
        end = following.end() if following else end
    return start, end


def _begun(text: str, start: int, end: int) -> int:
    """Return where a name begins behind a verb that the NER took with it or cut through: 拥有甲贷 is 甲贷."""
    verb = boundary("words", "nouns", "organisations", without="inner")
    if verb.fullmatch(text, max(start - 1, 0), start + 1):
        start += 1
    while (match := verb.match(text, start, end)) and len(match[0]) > 1 and end - match.end() >= SHORTEST:
        start = match.end()
    return start


def _head_completed(text: str, start: int, end: int) -> int:
    """Return where the head ends that text[start:end] breaks off within: 模 of 模型."""
    for size in (1, 2):
        head = head_at_end(text[start : end + size])
        if head is not None and size < len(head.text) and head_at_end(text[start:end]) is None:
            return end + size
    return end


@cache
def _next_head() -> re.Pattern[str]:
    return re.compile(alternation({head for head in _heads() if len(head) > 1}))


@Language.component("yinpu_learned_alone")
def learned_alone(doc: Doc) -> Doc:
    """Add all names of the NER to the candidates of `doc`: what it finds where no rule proposes names."""
    add_candidates(
        doc, [(span.start, span.end, span.label_, kind_of(span.label_, span.text)) for span in doc.spans[NER]]
    )
    return doc
