"""What a source says of itself: when it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])"
_WRITTEN = rf"(?P<year>(?:19|20)[0-9]{{2}})年{_MONTH}月(?:{_DAY}日)?"
_DATES = (
    re.compile(_WRITTEN),
    re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})[-/.]{_MONTH}(?:[-/.]{_DAY})?(?![0-9])"),
)
_BRACKET = r"[（(【\[][^（()）】\]截注]{0,20}"
_DATELINE = re.compile(rf"(?:{_BRACKET}|(?:本报|本刊|本网|新华社).{{0,12}}){_WRITTEN}.{{0,12}}?(?:[）)】\]]|讯|电)")
_OWN_LINE = re.compile(
    r"(?:(?:新闻稿|来源|发布|日期|时间|作者|文/|\S{2,8}记者).{0,20}|(?:[\u4e00-\u9fff]{2,6}[ ，,])?)"
    rf"{_WRITTEN}[^，。；]{{0,10}}$"
)
_AT_END = re.compile(rf"{_BRACKET}{_WRITTEN}[^（()）]{{0,4}}[）)】\]]$")
_LONGEST_LINE = 40


def find_date(first: Sequence[str]) -> str | None:
    """Return the ISO day or month of the dateline or byline among the first paragraphs of a text, or None.

    A date inside a sentence says when something happened. When the text was written is said by what stands in
    brackets or before 讯 at the start of a paragraph, in brackets at the end of a headline, or in a line of its own.
    """
    for text in first:
        match = _DATELINE.match(text)
        if match is None and len(text) <= _LONGEST_LINE:
            match = _OWN_LINE.match(text) or _AT_END.search(text)
        if match:
            return _iso(match)
    return None


def read_date(text: str) -> str | None:
    """Return the ISO form of the date that a field of a front matter holds, or None."""
    match = next((match for date in _DATES if (match := date.search(text))), None)
    return _iso(match) if match else None


def _iso(match: re.Match[str]) -> str:
    year, month, day = match["year"], match["month"], match["day"]
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
