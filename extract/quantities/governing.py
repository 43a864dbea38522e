"""Tell which date a number holds at.

The nearest date before a number in its sentence dates it, as far as that date reaches: 截至2025年6月末 and 2024年 reach
to the end of the sentence, 去年底 and 1988年设立 to the end of their clause. What no date of its own sentence reaches
has the date of an earlier sentence of the paragraph only where it reports the same books: balances, income, growth.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from extract.lexicon import alternation, table
from extract.quantities.dates import DateExpr, last_day
from extract.quantities.numerals import fold

# No writer expects a reader to look back over more.
_DATES_BACK = 24
_CLAUSE = 120
_NOTE_WITHIN = 24
_IS_MONTH = re.compile(r"\d{4}-\d\d")
_VALUE = re.compile("的?[^，,；;。0-9]{0,6}[0-9]")
_NOTE = re.compile("(?:[（(]|这是)(?:截至|截止)?$")
_CLAUSE_END = re.compile("[，,；;。！？\n]")


def governing_date(
    dates: Sequence[DateExpr], position: int, sentence_start: int, paragraph_start: int, text: str
) -> DateExpr | None:
    """Return the date that a number holds at.

    Parameters
    ----------
    dates : sequence of DateExpr
        What `find_dates` found in `text`.
    position : int
        Where the number begins.
    sentence_start, paragraph_start : int
        Where its sentence and its paragraph begin.
    text : str
        The text of the dates.

    Returns
    -------
    DateExpr or None
        The date; None, or a date whose `iso` is None, where the text states none.
    """
    before = bisect_right(dates, position, key=lambda date: date.end)
    near = [
        date
        for date in dates[max(0, before - _DATES_BACK) : before]
        if date.start >= paragraph_start and not date.comparison
    ]
    books = _books(text, position)
    for date in reversed(near):
        if date.start >= sentence_start:
            follows_date = any(sentence_start <= other.start < date.start and other.iso for other in near)
            if _reaches(text, date, position, sentence_start, follows_date):
                return _suited(date, near, books)
        elif date.governs and books:
            return _suited(date, near, books)
    following = dates[before] if before < len(dates) else None
    if following and following.start - position <= _NOTE_WITHIN and _NOTE.search(text[position : following.start]):
        return following
    return None


def _books(text: str, position: int) -> str | None:
    """Return what the clause of a number reports: "stock" (余额), "flow" (收入), "change" (同比), or None."""
    before = text[max(0, position - _CLAUSE) : position]
    words = [match.lastgroup for match in _reports().finditer(fold(_CLAUSE_END.split(before)[-1]))]
    return words[-1] if words else None


@cache
def _reports() -> re.Pattern[str]:
    reach = table("dates")["reach"]
    return re.compile("|".join(f"(?P<{name}>{alternation(reach[name])})" for name in ("flow", "stock", "change")))


def _suited(date: DateExpr, near: Sequence[DateExpr], books: str | None) -> DateExpr:
    """Return the day for a balance and the period for an income, where the text tells both (6月末, 上半年)."""
    if not date.iso or books not in ("stock", "flow"):
        return date
    for other in reversed(near):
        if other.iso and books == "stock" and last_day(date.iso) == other.iso:
            return other
        if other.iso and books == "flow" and last_day(other.iso) == date.iso:
            return other
    return date


def _reaches(text: str, date: DateExpr, position: int, sentence_start: int, follows_date: bool) -> bool:
    """Tell whether a date of a number's own sentence reaches the number; `follows_date` where it is not the first."""
    words = table("dates")["reach"]
    written = fold(text[date.start : date.end])
    after = text[date.end : date.end + 8].lstrip()
    before = text[max(sentence_start, date.start - 12) : date.start]
    if before.endswith(tuple(table("dates")["governing"]["before"])):
        return True
    if _starts_change(before) and _VALUE.match(after):
        return _same_part(text, date, position, "[，,；;、至到]")
    if after.startswith(("）", ")")):
        return False
    event = after.startswith(tuple(words["events"])) and "时" not in after
    passing = date.iso is None or last_day(date.iso) is None or _IS_MONTH.fullmatch(date.iso) is not None
    looks_back = (
        follows_date and written.startswith(tuple(words["past"])) and after.startswith(tuple(words["past_values"]))
    )
    aside = not date.governs and written in table("dates")["years"]["text"]
    at_clause = date.governs and (date.iso is not None or after.startswith(("，", ",")))
    if event or looks_back or aside or (passing and "/" not in (date.iso or "") and not at_clause):
        return _same_part(text, date, position, "[，,；;]")
    if passing and date.iso:
        return not any(word in text[date.end : min(position, date.end + _CLAUSE)] for word in words["promises"])
    return True


def _starts_change(before: str) -> bool:
    """Tell whether a date stands in the course of a change (由2023年末的2%降至1%)."""
    clause = _CLAUSE_END.split(before)[-1]
    return any(word in clause for word in table("dates")["reach"]["change_from"])


def _same_part(text: str, date: DateExpr, position: int, ends: str) -> bool:
    """Tell whether nothing that ends a part of a sentence stands between a date and a number."""
    return position - date.end <= _CLAUSE and not re.search(ends, text[date.end : position])
