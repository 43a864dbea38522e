"""The patterns of numbers, units and comparators, made from data/lexicon.

Each is written for folded text (`numerals.fold`) and takes a time proportional to what it matches: none has an
unbounded repetition inside another one, and those that look back are given a window of constant length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from extract.lexicon import alternation, table
from extract.schema import Comparator

WINDOW = 16
SPACE = "[ \u00a0\u3000]?"
_FIGURES = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_RUN = "[零〇一二两三四五六七八九十百千]+"
_WORDS = f"{_RUN}(?:万{_RUN}|点[零〇一二三四五六七八九]+)?"
_SCALE = "万亿|[万亿]"
_FREE: Mapping[str, str] = {}
_GAP = "[^，。；：、！？,;:\\s\\d]{0,12}"
_CURRENCY = "(?:人民币|US|HK)?[$¥￥]?"


def _barred(words: Iterable[str], after: Mapping[str, str] = _FREE, before: Mapping[str, str] = _FREE) -> str:
    """Return an alternation of `words`, the longest first, each barred next to characters that make another word."""
    return "|".join(
        (f"(?<![{after[word]}])" if word in after else "")
        + re.escape(word)
        + (f"(?![{before[word]}])" if word in before else "")
        for word in sorted(words, key=lambda word: (-len(word), word))
    )


@cache
def number() -> re.Pattern[str]:
    """Return the pattern of a number with its scale: 1,210亿, 1.4万余, 六百, 十几, 百万, 3千万, 万."""
    more = f"[{''.join(comparators('inside'))}](?!元化|样|数|年来)"
    return re.compile(
        f"(?:(?P<figures>{_FIGURES})(?P<more1>{more})?{SPACE}(?P<power>[十百千](?![瓦克米]))?|(?P<words>{_WORDS})(?P<more2>{more})?)"
        f"{SPACE}(?P<scale>{_SCALE})?(?P<more3>{more})?"
        f"|(?P<bare>{_SCALE})(?P<more4>{more})?"
    )


@cache
def unit(after_figures: bool) -> re.Pattern[str]:
    """Return the pattern of a unit after figures, or after a numeral in characters."""
    units = table("units")
    words = [word for word in dimensions() if after_figures or word not in units["reading"]["after_figures_only"]]
    latin = [word for word in words if word.isascii() and word[-1].isalpha()]
    rest = _barred([word for word in words if word not in latin], before=units["not_before"])
    return re.compile(f"{SPACE}(?P<unit>{rest}|(?:{alternation(latin)})(?![A-Za-z]))")


@cache
def counted_noun() -> re.Pattern[str]:
    """Return the pattern of what a number without a counter counts: 6部门, 八大产业链."""
    reading = table("units")["reading"]
    return re.compile(f"{SPACE}(?:{reading['grand']}(?=[\u4e00-\u9fff])|(?={alternation(reading['counted_nouns'])}))")


@cache
def parts() -> re.Pattern[str]:
    """Return the pattern of a noun that names the parts of a thought: 四个维度, 三大领域."""
    return re.compile(alternation(table("units")["reading"]["parts"]))


@cache
def idiom() -> re.Pattern[str]:
    """Return the pattern of fixed expressions that hold a numeral and count nothing."""
    return re.compile(alternation(table("units")["reading"]["idioms"]))


@cache
def dimensions() -> dict[str, str]:
    """Return the dimension of each unit."""
    return {word: name for name, words in table("units")["dimensions"].items() for word in words}


@cache
def comparators(place: str) -> dict[str, Comparator]:
    """Return the comparator of each word of a place: before, before_round, superlative, inside or after."""
    return {word: sign for sign, words in table("comparators")[place].items() for word in words}


@cache
def before(place: str) -> re.Pattern[str]:
    """Return the pattern of a comparator at the end of a window, with the words that may stand between."""
    lexicon = table("comparators")
    words = _barred(comparators(place), after=lexicon["not_after"])
    between = {
        "before": f"(?:了|过)?{SPACE}{_CURRENCY}",
        "before_round": "",
        "before_share": _GAP,
        "superlative": f"(?!的){_GAP}{_CURRENCY}",
    }[place]
    return re.compile(f"(?P<word>{words}){between}{SPACE}$")


@cache
def after() -> re.Pattern[str]:
    """Return the pattern of a comparator behind the unit."""
    lexicon = table("comparators")
    return re.compile(f"{SPACE}(?P<word>{_barred(comparators('after'), before=lexicon['not_before'])})")


@cache
def frame() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what stands before a span that frames other numbers, and before one that is a term."""
    words = table("comparators")["frame"]
    return (
        re.compile(f"(?:{alternation(words['before'])}){SPACE}$"),
        re.compile(f"(?:{alternation(words['term_before'])})[^，。；：、]{{0,3}}$"),
    )
