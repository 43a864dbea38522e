"""Find dates and periods, and resolve the relative ones.

A date stands as an ISO day, month, year, half ("2025-H1") or quarter ("2024-Q3"); a period of other bounds as
"2021/2024" or "2025-01/2025-09"; 年初 stands as its year. 目前, 近三年 and 上线以来 are found too, with no date: they
end what an earlier date governs.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.lexicon import alternation, table
from extract.quantities.numerals import chinese, fold

DateKind = Literal["point", "period", "open"]

_WINDOW = 8
_IS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_IS_REPORTED = re.compile(r"\d{4}(?:-[HQ]\d)?|\d{4}-01/\d{4}-\d\d")
_SPACE = "[ \u00a0\u3000]?"


@dataclass(frozen=True, slots=True)
class DateExpr:
    """An expression of time in a text.

    Attributes
    ----------
    start, end : int
        Its place, without words like 截至.
    iso : str or None
        The date or period; None where the text gives none (目前, 近三年) or its year is unknown.
    kind : DateKind
        "point" for a day, "period" for what lasts longer, "open" for what has no date.
    governs : bool
        Whether it governs the numbers that follow (截至2025年6月末).
    comparison : bool
        Whether a number is compared with it (较年初); such a date dates no number.
    """

    start: int
    end: int
    iso: str | None
    kind: DateKind
    governs: bool = False
    comparison: bool = False


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of an expression of time at a place; it may match nothing."""
    lexicon = table("dates")
    word = {name: alternation(words) for name, words in lexicon["words"].items()}
    month = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
    day = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
    year = r"(?:19|20)\d\d"
    to = f"{_SPACE}(?:[-–—~―]{{1,2}}|至|到){_SPACE}"
    return re.compile(
        rf"""
        (?P<first_year>{year}){_SPACE}年?{to}(?P<last_year>{year}){_SPACE}年(?!年?[末底]|{_SPACE}{month}{_SPACE}月|上半年|[前一二三四])
        | (?P<iso>{year}(?P<separator>[-/.])(?:1[0-2]|0?[1-9])(?P=separator)(?:3[01]|[12]\d|0?[1-9]))(?!\d)
        | (?P<year_before>{word["year_before"]}) | (?P<again>{word["again"]})
        | (?P<report_end>{word["report_end"]}) | (?P<report>{word["report"]})(?!后)
        | (?P<now>{word["now"]}) | (?P<since>{word["since"]})
        | (?P<span>(?:{word["spans"]})(?:[一两三四五六七八九十几数]{{1,3}}|\d{{1,2}})[多余]?{_SPACE}(?:年|个月|个季度))
        | (?P<plan>{alternation(list(lexicon["plans"]))})[”"’」]?(?:期间|时期)
        | (?:
            (?P<year>{year}){_SPACE}年度?(?![代级])
            | (?P<year_words>[一二][零〇九][零〇一二三四五六七八九]{{2}})年度?
            | (?P<short_year>\d\d)年(?=年?[末底初]|[上下]半年|前[一二三]|[一二三四]季|{month}月)
            | (?P<of_document>{alternation(list(lexicon["years"]["document"]))})
            | (?P<of_text>{alternation(list(lexicon["years"]["text"]))})
        )?
        (?:{_SPACE}(?:
            (?P<half1>{word["first_half"]}) | (?P<half2>{word["second_half"]})
            | 前(?P<first>[一二三四五六七八九十两]|1[0-2]|[1-9])个?(?P<step>季度|月)
            | (?P<from_month>{month}){_SPACE}月?{to}(?P<to_month>{month}){_SPACE}月
            | (?P<month>{month}){_SPACE}月份?(?:{_SPACE}(?P<day>{day}){_SPACE}[日号])?
            | 第?(?P<quarter>[一二三四1-4])(?:季度|个季度|季(?=[末报])) | Q(?P<q>[1-4]) | (?P<q1>首季)度?
            | (?P<day_alone>(?<!\d){day})日(?![均益常元内])
        ))?
        (?:{_SPACE}年?(?P<end>{word["end"]}) | 年?(?P<within>{word["within"]}) | (?P<middle>{word["middle"]}))?
        (?P<open>{word["since"]})?
        """,
        re.VERBOSE,
    )


@cache
def _start() -> re.Pattern[str]:
    """Return the class of characters that an expression of time begins with."""
    lexicon = table("dates")
    words = [*lexicon["years"]["document"], *lexicon["years"]["text"], *lexicon["plans"]]
    words += [
        word
        for name in (
            "again",
            "year_before",
            "report",
            "report_end",
            "now",
            "since",
            "spans",
            "first_half",
            "second_half",
        )
        for word in lexicon["words"][name]
    ]
    return re.compile(rf"(?<!\d)\d|[前第Q首年一二三四五六七八九十{''.join(sorted({word[0] for word in words}))}]")


def _matches(folded: str) -> Iterator[re.Match[str]]:
    """Yield the expressions of time of a folded text, in its order."""
    position = 0
    while start := _start().search(folded, position):
        match = _pattern().match(folded, start.start())
        if match and _is_time(folded, match):
            yield match
            position = match.end()
        else:
            position = start.start() + 1


def _is_time(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a match names a time: a bare 中期 or 末 does not."""
    if match.start() == match.end():
        return False
    if _given(match) <= {"end", "within", "middle", "open"}:
        before = folded[max(0, match.start() - 1) : match.start()]
        return folded[match.start()] == "年" and before not in set("0123456789一二两三四五六七八九十几多半数")
    return match["half1"] != "中期" or bool(_year_group(match))


def _given(match: re.Match[str]) -> set[str]:
    return {name for name, value in match.groupdict().items() if value}


def _year_group(match: re.Match[str]) -> str | None:
    return next((name for name in ("year", "year_words", "short_year", "of_document", "of_text") if match[name]), None)


def date_spans(folded: str) -> list[tuple[int, int]]:
    """Return the places of dates in a folded text, without spans of time such as 近三年."""
    return [match.span() for match in _matches(folded) if not match["span"]]


def find_dates(text: str, anchor: str | None = None) -> list[DateExpr]:
    """Return the expressions of time of a text in its order, without overlap.

    Parameters
    ----------
    text : str
        Any text.
    anchor : str, optional
        The date of the document, an ISO day, month or year, for 今年 and 去年. Without it the latest year of the
        text that is not to come stands for it.

    Returns
    -------
    list of DateExpr
        Dates, periods and open expressions. A month or quarter without a year has the year named before it.
    """
    folded = fold(text)
    matches = list(_matches(folded))
    told = _Told(int(anchor[:4]) if anchor else _year_spoken_in(folded, matches))
    found: list[DateExpr] = []
    for match in matches:
        if "\n" in folded[found[-1].end if found else 0 : match.start()]:
            told.nearby = None
        comparison = _is_compared(folded, match)
        iso = _iso(match, told)
        if iso and not comparison:
            told.note(match, iso)
        kind: DateKind = "open" if iso is None else "point" if _IS_DAY.fullmatch(iso) else "period"
        found.append(DateExpr(*match.span(), iso, kind, _is_governing(folded, match), comparison))
    return found


@dataclass(slots=True)
class _Told:
    """What a text has told so far, that later expressions lean on."""

    spoken_in: int | None
    named: int | None = None
    nearby: int | None = None
    last: str | None = None
    report: str | None = None

    def note(self, match: re.Match[str], iso: str) -> None:
        """Remember a date that was told; only one with a year of its own names a year."""
        if match["iso"] or _year_group(match) not in (None, "of_text"):
            self.named = self.nearby = int(iso[:4])
        self.last = iso
        if self.report is None and (_IS_REPORTED.fullmatch(iso) or iso == last_day(iso)):
            self.report = iso


def _year_spoken_in(folded: str, matches: list[re.Match[str]]) -> int | None:
    """Return the latest year of a text that is not to come."""
    coming = re.compile(f"(?:{alternation(table('dates')['future']['before'])})$")
    years = [
        int(match["year"] or match["iso"][:4])
        for match in matches
        if (match["year"] or match["iso"])
        and not coming.search(folded[max(0, match.start() - _WINDOW) : match.start()])
    ]
    return max(years, default=None)


def _year(match: re.Match[str], told: _Told) -> int | None:
    """Return the year of a match: its own, at a distance from another one, or the one named nearby."""
    years = table("dates")["years"]
    if match["year"]:
        return int(match["year"])
    if match["year_words"]:
        return int(match["year_words"].translate(str.maketrans("〇零一二三四五六七八九", "00123456789")))
    if match["short_year"]:
        return 2000 + int(match["short_year"])
    if word := match["of_document"]:
        return None if told.spoken_in is None else told.spoken_in + int(years["document"][word])
    if word := match["of_text"]:
        reference = told.named or told.spoken_in
        return None if reference is None else reference + int(years["text"][word])
    # A bare 年末 is the end of the year that the text reports on, whatever year it looks ahead to.
    reported = int(told.report[:4]) if told.report and _given(match) == {"end"} else None
    return told.nearby or reported or told.spoken_in


def _iso(match: re.Match[str], told: _Told) -> str | None:
    """Return the date of a match as text, given what was told before it."""
    if match["iso"]:
        return _day(*(int(part) for part in re.split("[-/.]", match["iso"])))
    if match["first_year"]:
        return f"{match['first_year']}/{match['last_year']}"
    if match["plan"]:
        first, final = table("dates")["plans"][match["plan"]]
        return f"{first}/{final}"
    if match["again"]:
        return told.last
    if match["year_before"]:
        return _year_earlier(told.last) if told.last else None
    if match["report"]:
        return told.report
    if match["report_end"]:
        return last_day(told.report) if told.report else None
    year = _year(match, told)
    if year is None or match["now"] or match["since"] or match["span"] or match["open"]:
        return None
    return _part_of_year(match, year, told.last)


def _part_of_year(match: re.Match[str], year: int, last: str | None) -> str | None:
    """Return the month, quarter, half or day of a year that a match tells, or its last day (末), or the year."""
    at_end = bool(match["end"])
    if match["from_month"]:
        return _months(year, _number(match["from_month"]), _number(match["to_month"]), at_end)
    if match["first"]:
        months = _number(match["first"]) * (3 if match["step"] == "季度" else 1)
        return _months(year, 1, months, at_end)
    if quarter := match["quarter"] or match["q"] or (match["q1"] and "1"):
        return _month_end(year, 3 * _number(quarter)) if at_end else f"{year}-Q{_number(quarter)}"
    if match["half1"] or match["half2"]:
        half = 1 if match["half1"] else 2
        return _month_end(year, 6 * half) if at_end else f"{year}-H{half}"
    if match["month"]:
        month = _number(match["month"])
        if match["day"]:
            return _day(year, month, _number(match["day"]))
        return _month_end(year, month) if at_end else f"{year}-{month:02}"
    if match["day_alone"]:
        month_told = re.match(r"\d{4}-(\d\d)", last or "")
        return _day(year, int(month_told[1]), _number(match["day_alone"])) if month_told else None
    if match["middle"]:
        return _month_end(year, 6)
    return _month_end(year, 12) if at_end else f"{year}"


def last_day(iso: str) -> str | None:
    """Return the last day of a year, half, quarter, month, or a day that ends a month; None for other dates."""
    ends = {"": 12, "H1": 6, "H2": 12, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}
    part = iso[5:]
    if part in ends:
        return _month_end(int(iso[:4]), ends[part])
    if "/" in iso or not part[:2].isdecimal():
        return None
    end = _month_end(int(iso[:4]), int(part[:2]))
    return end if len(part) == 2 or iso == end else None


def _year_earlier(iso: str) -> str:
    """Return the date a year before: the same day, or the last of its month."""
    earlier = re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) - 1), iso)
    return earlier.replace("-02-29", "-02-28")


def _number(numeral: str) -> int:
    """Return the value of a month, day or quarter, in figures or characters."""
    if numeral.isdecimal():
        return int(numeral)
    value = chinese(numeral)
    return int(value[0]) if value else 0


def _day(year: int, month: int, day: int) -> str | None:
    """Return an ISO day, None where the calendar has no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02}-{day:02}"


def _month_end(year: int, month: int) -> str | None:
    return _day(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _months(year: int, first: int, final: int, at_end: bool) -> str | None:
    """Return the period from one month to another, or its last day."""
    if not 1 <= first <= final <= 12:
        return None
    return _month_end(year, final) if at_end else f"{year}-{first:02}/{year}-{final:02}"


def _is_compared(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a date is what a number is compared with (较年初, 与上年末相比)."""
    words = table("dates")["comparison"]
    before = folded[max(0, match.start() - _WINDOW) : match.start()]
    return before.endswith(tuple(words["before"])) or folded.startswith(tuple(words["after"]), match.end())


def _is_governing(folded: str, match: re.Match[str]) -> bool:
    """Tell whether a date governs what follows: after 截至, or where a clause begins with it."""
    before = folded[max(0, match.start() - _WINDOW) : match.start()].rstrip(" \u3000")
    return (
        not before
        or before[-1] in "，。；：！？,;:\n（("
        or before.endswith(tuple(table("dates")["governing"]["before"]))
    )
