"""Dates as facts give them: a day, a month, a half, a quarter or a year."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|([HQ])([1-4])))?")
# "到2027年" and the like name an aim, not a time at which something was there.
_IN_TEXT = re.compile(r"(?<![到\d])(?<!(?<!截)至)((?:19|20)\d\d)年(?:(1[0-2]|0?[1-9])月(?:(3[01]|[12]\d|0?[1-9])日)?)?")


def is_date(text: str) -> bool:
    """Say whether `text` is a date as facts give it."""
    return _DATE.fullmatch(text) is not None


def first_day(date: str) -> str:
    """Return the first day of a period as an ISO day, for ordering.

    Examples
    --------
    >>> first_day("2025-H2"), first_day("2024-Q2"), first_day("2024"), first_day("2025-03/2025-09")
    ('2025-07-01', '2024-04-01', '2024-01-01', '2025-03-01')
    """
    return _edge(date, first=True)


def last_day(date: str) -> str:
    """Return the last day of a period, a month taken to have 31.

    Examples
    --------
    >>> last_day("2025-H1"), last_day("2024"), last_day("2025-03/2025-09")
    ('2025-06-31', '2024-12-31', '2025-09-31')
    """
    return _edge(date, first=False)


def dates_in(text: str) -> list[str]:
    """Return the years, months and days that a text writes out (2023年5月), as ISO dates."""
    return [
        "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
        for year, month, day in _IN_TEXT.findall(text)
    ]


def earliest(dates: list[str]) -> str:
    """Return the date whose period begins first, the most exact one on a tie, or an empty string."""
    return min(dates, key=lambda date: (first_day(date), -len(date), date), default="")


def begin(date: str) -> dt.date | None:
    """Return the first day of a period as a day of the calendar, or None where there is no such day.

    Examples
    --------
    >>> begin("2024-Q2"), begin("2024-13"), begin("")
    (datetime.date(2024, 4, 1), None, None)
    """
    try:
        return dt.date.fromisoformat(first_day(date))
    except ValueError:
        return None


def _edge(date: str, *, first: bool) -> str:
    start, _, end = date.partition("/")
    found = _DATE.fullmatch(start if first else end or start)
    if found is None:
        return date
    year, month, day, period, number = found.groups()
    if period is not None:
        months = 12 // {"H": 2, "Q": 4}[period]
        month = f"{(int(number) - 1) * months + 1 if first else int(number) * months:02}"
    return f"{year}-{month or ('01' if first else '12')}-{day or ('01' if first else '31')}"
