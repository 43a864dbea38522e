"""What initiatives are for: the themes of finance and the stages of the enterprises that the text gives them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, product, zip_longest

from extract.facts.named import Mentions, Named
from extract.facts.sentences import CLAUSE_END, Places, Sentence
from extract.lexicon import alternation, pattern, table, words
from extract.schema import STAGES, THEMES, Block, Purpose

INITIATIVES = ("product", "program")
ENOUGH = 2
"""How much must speak for a theme: a sign in the name or the clause, or two of the weaker ones together."""
LONGEST_LABEL = 16
REACH = 24
"""How far from a stage its clause tells what it is about; a bound, so that a clause without end takes linear time."""
MEANS_REACH = 8

Weights = Mapping[str, int]


def purposes(text: str, blocks: Sequence[Block], places: Places, mentions: Mentions) -> dict[str, list[Purpose]]:
    """Return what the text says that each product and program is for.

    Parameters
    ----------
    text, blocks
        The clean text and its blocks.
    places
        The sentences of the text.
    mentions
        All mentions; products and programs get a purpose, names of neighbours are weak signs, names of banks none.

    Returns
    -------
    dict[str, list[Purpose]]
        By the names of the products and programs, one for each mention that tells something, in the order of the text.
        Time grows linearly with the length of the text.
    """
    initiatives = mentions.of(*INITIATIVES)
    stages = _stages(text, blocks, places, initiatives)
    themes = _themes(text, blocks, places, mentions)
    found: defaultdict[str, list[Purpose]] = defaultdict(list)
    for one in initiatives:
        purpose = Purpose(
            one.start,
            one.end,
            tuple(theme for theme in THEMES if themes[one].get(theme, 0) >= ENOUGH),
            tuple(stage for stage in STAGES if stage in stages.get(one, ())),
        )
        if purpose.themes or purpose.stages:
            found[one.name].append(purpose)
    return found


def summed(told: Iterable[Purpose]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all themes and all stages of some purposes, each in the order of the schema."""
    found = list(told)
    return (
        tuple(theme for theme in THEMES if any(theme in one.themes for one in found)),
        tuple(stage for stage in STAGES if any(stage in one.stages for one in found)),
    )


# Themes


@cache
def _cues(scope: str) -> tuple[re.Pattern[str], dict[str, dict[str, int]]]:
    """Return the pattern of all cue words of a scope (name or text) and the weight of each for its themes."""
    weights: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for theme in THEMES:
        lists = table("themes")[theme]
        for word in lists["hint"]:
            weights[word][theme] = ENOUGH - 1
        for word in [*lists["text"], *(lists["name"] if scope == "name" else [])]:
            weights[word][theme] = ENOUGH
    blind = words("themes", "blind", "words") - set(weights)
    return re.compile(alternation({*weights, *blind})), dict(weights)


def _signs(scope: str, text: str, start: int, end: int) -> Iterator[tuple[int, dict[str, int]]]:
    """Return the places of the cue words in text[start:end], each with its weights."""
    found, weights = _cues(scope)
    followers = tuple(words("themes", "blind", "followers"))
    for match in found.finditer(text, start, end):
        if match[0] in weights and not text.startswith(followers, match.end(), end):
            yield match.start(), weights[match[0]]


def _strongest(signs: Iterable[dict[str, int]]) -> dict[str, int]:
    """Return for each theme the weight of its strongest sign."""
    best: dict[str, int] = {}
    for weights in signs:
        for theme, weight in weights.items():
            best[theme] = max(weight, best.get(theme, 0))
    return best


def _themes(text: str, blocks: Sequence[Block], places: Places, mentions: Mentions) -> dict[Named, dict[str, int]]:
    """Return for each mention of an initiative how much speaks for each theme: its name and what is told there."""
    settings = _settings(text, blocks)
    names: dict[str, dict[str, int]] = {}
    told: defaultdict[Named, dict[str, int]] = defaultdict(dict)
    by_sentence: defaultdict[int, list[Named]] = defaultdict(list)
    for one in mentions.of(*INITIATIVES):
        index = places.index(one.start)
        if index is not None:
            by_sentence[index].append(one)
        shown = [weights for _, weights in _signs("name", text, one.start, one.end)]
        kinds = [{theme: ENOUGH} for theme in THEMES if one.kind in table("themes")[theme].get("kinds", ())]
        names[one.name] = _strongest([names.get(one.name, {}), *shown, *kinds])
    for index, found in by_sentence.items():
        sentence = places.found[index]
        for one, weights in _told(text, sentence, found, mentions):
            told[one] = _sum(weights, settings[sentence.block])
    return {one: _sum(names[one.name], told[one]) for one in mentions.of(*INITIATIVES)}


def _sum(one: Weights, other: Weights) -> dict[str, int]:
    return {theme: one.get(theme, 0) + other.get(theme, 0) for theme in {**one, **other}}


def _weaker(weights: Weights) -> dict[str, int]:
    return {theme: weight - 1 for theme, weight in weights.items() if weight > 1}


def _heard(text: str, sentence: Sentence, mentions: Mentions) -> Iterator[tuple[int, dict[str, int]]]:
    """Return the signs of a sentence; within a neighbour they are weaker, within a bank none."""
    for place, weights in _signs("text", text, sentence.start, sentence.end):
        holder = mentions.before(place + 1)
        if holder is None or holder.end <= place:
            yield place, weights
        elif holder.label != "bank":
            yield place, _weaker(weights)


def _told(
    text: str, sentence: Sentence, found: Sequence[Named], mentions: Mentions
) -> Iterator[tuple[Named, dict[str, int]]]:
    """Return what a sentence says of each initiative in it.

    Most is said in its own clause, in those that lead up to the first initiative and in those up to the next one; what
    the other clauses say supports it.
    """
    ends = [match.end() for match in CLAUSE_END.finditer(text, sentence.start, sentence.end)]
    homes = sorted({bisect_right(ends, one.start) for one in found})
    parts: defaultdict[int, list[dict[str, int]]] = defaultdict(list)
    for place, weights in _heard(text, sentence, mentions):
        parts[bisect_right(homes, bisect_right(ends, place))].append(weights)
    strongest = {number: _strongest(signs) for number, signs in parts.items()}
    support = _weaker(_strongest(strongest.values()))
    lead = strongest.get(0, {})
    for one in found:
        own = strongest.get(bisect_right(homes, bisect_right(ends, one.start)), {})
        yield one, _strongest([own, lead, support])


def _settings(text: str, blocks: Sequence[Block]) -> list[dict[str, int]]:
    """Return for each block the weak signs of the title and the heading that it stands under."""
    title: dict[str, int] = {}
    heading: dict[str, int] = {}
    found: list[dict[str, int]] = []
    for block in blocks:
        own: dict[str, int] = {}
        if block.kind in ("title", "heading"):
            own = _weaker(_strongest(weights for _, weights in _signs("text", text, block.start, block.end)))
        if block.kind == "title":
            title, heading = own, {}
        elif block.kind == "heading":
            heading = own
        found.append(_strongest([title, heading]))
    return found


# Stages


@cache
def _stage_words() -> tuple[re.Pattern[str], dict[str, str]]:
    stage_of = {word: stage for stage in STAGES for word in table("themes")["stages"][stage]}
    return re.compile(alternation(set(stage_of))), stage_of


@cache
def _joint() -> re.Pattern[str]:
    both = words("themes", "stage", "joints") | words("themes", "stage", "ranges")
    return re.compile(f"(?:{alternation(both)}){{1,5}}")


@dataclass(frozen=True, slots=True)
class Group:
    """The stages that one place of a sentence names together, in the clause text[clause:clause_end]."""

    start: int
    end: int
    stages: tuple[str, ...]
    clause: int
    clause_end: int


def _stages(text: str, blocks: Sequence[Block], places: Places, initiatives: Mentions) -> dict[Named, set[str]]:
    """Return the stages of enterprises that each initiative serves, by the mentions where the text says so."""
    found: defaultdict[Named, set[str]] = defaultdict(set)
    shown, stage_of = _stage_words()
    hits: defaultdict[int, list[re.Match[str]]] = defaultdict(list)
    for match in shown.finditer(text):
        index = places.index(match.start())
        holder = initiatives.before(match.end())
        if holder and match.end() <= holder.end:
            found[holder].add(stage_of[match[0]])
        elif index is not None:
            hits[index].append(match)
    for index, matches in hits.items():
        sentence = places.found[index]
        named = initiatives.between(sentence.start, sentence.end)
        groups = [group for group in _groups(text, sentence, matches) if _governed(text, group)]
        if groups and not named:
            named = _taken_up(text, sentence, blocks, initiatives)
            for one in named or _beside(text, sentence, blocks, initiatives):
                found[one].update(stage for group in groups for stage in group.stages)
            continue
        for stage, one in _assigned(
            text, sentence.end, groups, [one for one in named if not _is_means(text, sentence, one)]
        ):
            found[one].add(stage)
    return found


def _groups(text: str, sentence: Sentence, matches: Sequence[re.Match[str]]) -> list[Group]:
    """Return the stage words of a sentence, those that an enumeration or a range joins as one group."""
    _, stage_of = _stage_words()
    runs: list[list[re.Match[str]]] = []
    for match in matches:
        if runs and _joint().fullmatch(text, runs[-1][-1].end(), match.start()):
            runs[-1].append(match)
        else:
            runs.append([match])
    bounds = [
        sentence.start,
        *(match.end() for match in CLAUSE_END.finditer(text, sentence.start, sentence.end)),
        sentence.end,
    ]
    groups = []
    for run in runs:
        stages = [stage_of[match[0]] for match in run]
        if len(run) == 2 and any(
            sign in text[run[0].end() : run[1].start()] for sign in words("themes", "stage", "ranges")
        ):
            first, last = sorted(STAGES.index(stage) for stage in stages)
            stages = list(STAGES[first : last + 1])
        clause, last_clause = bisect_right(bounds, run[0].start()) - 1, bisect_right(bounds, run[-1].end() - 1)
        groups.append(
            Group(run[0].start(), run[-1].end(), tuple(dict.fromkeys(stages)), bounds[clause], bounds[last_clause])
        )
    return groups


def _governed(text: str, group: Group) -> bool:
    """Tell whether the text says that something is for the stages: a governor before them, or they open the clause."""
    lead = text[max(group.clause, group.start - REACH) : group.start]
    return not lead.strip(" 　•●–-·（(“「") or bool(pattern("themes", "stage", "governors").search(lead))


def _is_means(text: str, sentence: Sentence, one: Named) -> bool:
    lead = text[max(sentence.start, one.start - MEANS_REACH) : one.start]
    return bool(pattern("themes", "stage", "means", "{}[^，,、：:。的]{0,6}$").search(lead))


def _assigned(text: str, end: int, groups: Sequence[Group], named: Sequence[Named]) -> Iterator[tuple[str, Named]]:
    """Return the stages with the initiatives that they govern.

    A stage governs the names that follow it, up to the next stage; where none follows in its clause but some stand
    before it there (“…”面向成长期企业), it governs these; without any of these, the names of the clause before.
    """
    clauses = [list(same) for _, same in groupby(groups, key=lambda group: group.clause)]
    places = Mentions(named)
    free = 0
    for same, following in zip_longest(clauses, clauses[1:]):
        first, last = same[0], same[-1]
        limit = following[0].clause if following else end
        ahead = bool(places.between(last.end, last.clause_end))
        if not ahead and places.between(max(free, first.clause), first.start):
            starts = [max(free, first.clause), *(group.end for group in same)]
            regions = [(start, group.start) for start, group in zip(starts, same, strict=False)]
        else:
            limits = [*(group.start for group in same[1:]), limit]
            regions = [(group.end, until) for group, until in zip(same, limits, strict=True)]
            if not places.between(first.end, limit):
                regions = [(_nearest(text, places.between(free, first.start), first.start), first.start)] * len(same)
        for group, (start, until) in zip(same, regions, strict=True):
            told = text[max(group.clause, group.start - REACH) : max(until, group.end)]
            yield from _matched(text, group, places.between(start, until), told)
        free = max(last.end, regions[-1][1] if places.between(*regions[-1]) else 0)


def _nearest(text: str, named: Sequence[Named], end: int) -> int:
    """Return where the names begin that stand in one clause with the last of `named`; `end` if there are none."""
    start = end
    for one in reversed(named):
        if start < end and CLAUSE_END.search(text, one.end, start):
            break
        start = one.start
    return start


def _matched(text: str, group: Group, named: Sequence[Named], told: str) -> Iterator[tuple[str, Named]]:
    """Return the stages of a group with the names that it governs: in turn (分别), else each with each."""
    if pattern("themes", "stage", "respective").search(told) and len(group.stages) == len(named):
        yield from zip(group.stages, named, strict=True)
    elif not pattern("themes", "stage", "whole").search(
        text, max(group.clause, group.start - REACH), min(group.clause_end, group.end + REACH)
    ):
        yield from product(group.stages, named)


def _taken_up(text: str, sentence: Sentence, blocks: Sequence[Block], initiatives: Mentions) -> list[Named]:
    """Return the initiative of its block that a sentence without a name takes up again (该产品)."""
    last = initiatives.before(sentence.start)
    if last is None or last.start < blocks[sentence.block].start:
        return []
    return [last] if pattern("themes", "stage", "anaphors").match(text, sentence.start) else []


def _beside(text: str, sentence: Sentence, blocks: Sequence[Block], initiatives: Mentions) -> list[Named]:
    """Return the initiatives of a table row whose label is a cell that holds a stage and little else."""
    if sentence.cell < 0 or sentence.end - sentence.start > LONGEST_LABEL:
        return []
    block = blocks[sentence.block]
    return initiatives.between(block.start, block.end)
