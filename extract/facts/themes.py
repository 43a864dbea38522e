"""What initiatives are for: the themes of finance and the stages of the enterprises that the text gives them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extract.facts.named import Mentions, Named
from extract.facts.sentences import CLAUSE_END, Places, Sentence
from extract.lexicon import alternation, pattern, table, words
from extract.schema import STAGES, THEMES, Block

INITIATIVES = ("product", "program")
ENOUGH = 2
"""How much must speak for a theme: a sign in the name or the clause, or two of the weaker ones together."""
LONGEST_LABEL = 16
GOVERNOR_REACH = 16
MEANS_REACH = 8

Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Purpose:
    """The themes and the stages of an initiative, each in the order of the schema."""

    themes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


def purposes(text: str, blocks: Sequence[Block], places: Places, mentions: Mentions) -> dict[str, Purpose]:
    """Return what the text says that each product and program is for.

    Parameters
    ----------
    text, blocks
        The clean text and its blocks.
    places
        The sentences of the text.
    mentions
        All mentions; those of products and programs get a purpose, the others are no evidence of one.

    Returns
    -------
    dict[str, Purpose]
        By the names of the products and programs. Time grows linearly with the length of the text.
    """
    initiatives = mentions.of(*INITIATIVES)
    stages = _stages(text, blocks, places, initiatives)
    themes = _themes(text, blocks, places, mentions)
    return {
        name: Purpose(
            tuple(theme for theme in THEMES if themes[name].get(theme, 0) >= ENOUGH),
            tuple(stage for stage in STAGES if stage in stages[name]),
        )
        for name in dict.fromkeys(one.name for one in initiatives)
    }


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
    for match in found.finditer(text, start, end):
        if match[0] in weights:
            yield match.start(), weights[match[0]]
