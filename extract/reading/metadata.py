"""What a source says of itself: title, date, publisher, address."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:年|[-/.])(?P<month>1[0-2]|0?[1-9])(?:月|(?=[-/.]))"
    r"(?:[-/.]?(?P<day>3[01]|[12][0-9]|0?[1-9])日?(?![0-9]))?"
)
_DATELINE = re.compile(
    r"^(?:[（(【\[]|新闻稿|本报|本刊|来源|发布|日期|时间|记者|文/|\S{2,8}记者|[\u4e00-\u9fff]{2,4}[，,])"
)
_FIRST_LINES = 5
_LONGEST_DATELINE = 40


def find_date(first: Sequence[str]) -> str | None:
    """Return the ISO day or month of the dateline or byline among the first paragraphs of a text, or None.

    A date inside a sentence says when something happened; only a short line, or what stands in brackets or behind
    本报讯 at the start of a paragraph, says when the text was written.
    """
    for text in first[:_FIRST_LINES]:
        head = text[:_LONGEST_DATELINE]
        match = _DATE.search(head)
        if match and (match.end() == len(text) or (len(text) <= _LONGEST_DATELINE and _DATELINE.match(head))):
            return iso_date(match)
        if match and _DATELINE.match(head) and re.search("[）)】\\]讯电]", text[match.end() : match.end() + 8]):
            return iso_date(match)
    return None


def read_date(text: str) -> str | None:
    """Return the ISO form of the date that a field of a front matter holds, or None."""
    match = _DATE.search(text)
    return iso_date(match) if match else None


def iso_date(match: re.Match[str]) -> str:
    """Return the ISO form of a match with the groups year, month and day (which may be missing)."""
    year, month, day = match["year"], match["month"], match["day"]
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
