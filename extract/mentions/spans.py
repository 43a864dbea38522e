"""What the components share: adding candidates, finding where an unquoted name begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Doc, Span

from extract.lexicon import alternation, words
from extract.registry import place_names

CANDIDATES = "candidates"
MENTIONS = "mentions"
QUOTES = '“”"「」『』‘’'
UNQUOTED = str.maketrans("", "", QUOTES)
LONGEST_NAME = 100
"""No name is longer: what is, a model or a pattern made of a run of signs."""
HAN = "一-鿿㐀-䶿々"


def text_of(doc: Doc) -> str:
    """Return the text of `doc`, put together once: spaCy joins all tokens each time that it is asked."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def add_candidates(doc: Doc, found: Iterable[tuple[int, int, str, str]]) -> None:
    """Add (start, end, label, kind) to the candidates of `doc`, but for what is too long for a name."""
    group = doc.spans.get(CANDIDATES, [])
    names = (one for one in found if one[1] - one[0] <= LONGEST_NAME)
    doc.spans[CANDIDATES] = [*group, *(Span(doc, start, end, label, span_id=kind) for start, end, label, kind in names)]


def candidates(doc: Doc, *labels: str) -> list[Span]:
    """Return the candidates with one of `labels` (all without labels), by place."""
    group = doc.spans.get(CANDIDATES, [])
    found = [span for span in group if not labels or span.label_ in labels]
    return sorted(found, key=lambda span: (span.start, -span.end))


def before_heads(
    text: str, head: re.Pattern[str], outside: re.Pattern[str], least: int, most: int
) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each head behind `least` to `most` characters that may stand in a name, with where these begin.

    This finds what [inside]{least,most}?head finds, but looks back from the heads, which are rare.
    """
    floor = position = 0
    while match := head.search(text, position):
        start = max(floor, match.start() - most)
        for one in outside.finditer(text, start, match.start()):
            start = one.end()
        if match.start() - start < least:
            position = match.start() + 1
            continue
        yield start, match
        floor = position = match.end()


@cache
def boundary(*lists: str, without: str = "") -> re.Pattern[str]:
    """Return the pattern of the boundary words of data/lexicon/cues.toml in `lists`, less those of `without`."""
    found = {word for name in lists for word in words("cues", "boundary", name)}
    return re.compile(alternation(found - words("cues", "boundary", without) if without else found))


def name_start(text: str, floor: int, end: int, *lists: str, without: str = "") -> int:
    """Return where the unquoted name that ends at `end` begins: after the last boundary word behind `floor`."""
    start = position = floor
    pattern = boundary(*(lists or ("words", "nouns")), without=without)
    # Words may overlap (之下设立某中心: 下设, 设立), so the search goes on within each.
    while match := pattern.search(text, position, end):
        if match.end() < end:
            start = max(start, match.end())
        position = match.start() + 1
    return start


def place_start(text: str, start: int, end: int) -> int | None:
    """Return where the first place name in text[start:end] begins, None without one."""
    places = place_names()
    for begin in range(start, end - 1):
        if begin > start and text[begin - 1] in "（(":
            continue
        if any(text[begin : begin + size] in places for size in (6, 5, 4, 3, 2) if begin + size <= end):
            return begin
    return None


def longest_place(name: str) -> int:
    """Return how many characters of `name` are the place that it begins with."""
    return next((size for size in (6, 5, 4, 3, 2) if name[:size] in place_names()), 0)


def only_places(name: str) -> bool:
    """Return whether a name is made of names of places alone (江苏南通)."""
    position = 0
    while position < len(name):
        size = longest_place(name[position:])
        if not size:
            return False
        position += size
    return True


def organisation_start(text: str, floor: int, end: int, without: str = "") -> int:
    """Return where the name of an organisation or a branch that ends at `end` begins.

    It begins with its place where it has one; else it is bounded by words that a product's name may hold, too (到, 有).
    """
    start = name_start(text, floor, end, "words", "nouns", "organisations", without=without)
    placed = place_start(text, start, end)
    if placed is not None:
        return placed
    return name_start(text, start, end, "characters")


def bare(name: str) -> str:
    """Return a name without quotation marks."""
    return name.translate(UNQUOTED)
