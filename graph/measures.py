"""Numbers as keys and figures: what is measured, in which unit, over which time, and how exactly. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extract.lexicon import table, words
from graph.dates import first_day, is_date, last_day
from graph.text import normalise

_SCALES = {
    "万亿": Decimal(10**12),
    "亿": Decimal(10**8),
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "万": Decimal(10**4),
}


def plain(value: float) -> str:
    """Return a number as one writes it: 4346 and 2.6, neither 4346.0 nor 4.346e3.

    Examples
    --------
    >>> plain(4346.0), plain(2.6)
    ('4346', '2.6')
    """
    return str(int(value)) if value.is_integer() else repr(value)


@lru_cache(maxsize=1000)
def scaled(value: float, unit: str) -> tuple[Decimal, str]:
    """Return a value in its unit without scale, exactly.

    Examples
    --------
    >>> scaled(1.5, "万亿元") == scaled(15000, "亿元")
    True
    >>> scaled(3, "千瓦时")
    (Decimal('3'), '千瓦时')
    """
    exact = Decimal(plain(float(value)))
    for word, factor in _SCALES.items():
        if unit.startswith(word):
            return exact * factor, unit.removeprefix(word)
    return exact, unit


@lru_cache(maxsize=1000)
def metric_key(name: str) -> str:
    """Return the name of a number without the words that do not say what is measured: 全行, 的.

    Examples
    --------
    >>> metric_key("全行科技贷款的余额")
    '科技贷款余额'
    """
    key = normalise(name)
    for word in table("linking")["metric"]["words"]:
        key = key.replace(word, "") or key
    return key


def digits(value: float) -> int:
    """Return how many digits of a value say something: zeros at its ends do not.

    Examples
    --------
    >>> digits(4346.0), digits(0.05), digits(1200.0)
    (4, 1, 2)
    """
    return len(plain(float(value)).replace(".", "").strip("-0"))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The first and the last day that a date covers, a month taken to have 31, and its length: 0 months for a day."""

    first: str
    last: str
    months: int

    def meets(self, other: Period) -> bool:
        """Say whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last


def period_of(date: str) -> Period | None:
    """Return what a date of a fact covers, None where it is none.

    Examples
    --------
    >>> period_of("2025-H1")
    Period(first='2025-01-01', last='2025-06-31', months=6)
    >>> period_of("2025-06-30").months, period_of("2025-01/2025-09").months, period_of("去年")
    (0, 9, None)
    """
    begin, _, end = date.partition("/")
    if not is_date(begin) or not is_date(end or begin):
        return None
    first, last = first_day(begin), last_day(end or begin)
    (year, month), (last_year, last_month) = (map(int, day.split("-")[:2]) for day in (first, last))
    months = 0 if first == last else (last_year - year) * 12 + last_month - month + 1
    return Period(first, last, months)


def step(value: float, unit: str) -> Decimal:
    """Return by how much a value may be off as it is printed: one of its last digit, of the second where zeros end it.

    Examples
    --------
    >>> step(1.5, "亿元"), step(4346, "户"), step(4000, "户")
    (Decimal('1E+7'), Decimal('1'), Decimal('1E+2'))
    """
    exact = Decimal(plain(float(value))).normalize()
    exponent = int(exact.as_tuple().exponent)
    if exponent > 0:
        exponent = max(0, min(exponent, exact.adjusted() - 1))
    return (Decimal(1).scaleb(exponent) * scaled(1, unit)[0]).normalize()


def agree(one: tuple[float, str], other: tuple[float, str]) -> bool:
    """Say whether two values, each with its unit, may be one number, rounded or cut off.

    Examples
    --------
    >>> agree((1.5, "万亿元"), (15423, "亿元")), agree((1.5, "万亿元"), (16100, "亿元"))
    (True, False)
    """
    return abs(scaled(*one)[0] - scaled(*other)[0]) < max(step(*one), step(*other))


@lru_cache(maxsize=4096)
def is_change(name: str) -> bool:
    """Say whether a number tells how another one changed."""
    return any(word in name for word in words("conflicts", "change", "words"))


@lru_cache(maxsize=4096)
def is_figure(name: str) -> bool:
    """Say whether a bank has only one number of this name at a time: a balance or a ratio, not the sum of a loan.

    Examples
    --------
    >>> is_figure("科技贷款余额"), is_figure("贷款金额"), is_figure("净利润同比增长"), is_figure("净利润增长")
    (True, False, True, False)
    """
    key = metric_key(name)

    def has(section: str, list_: str) -> bool:
        return any(word in key for word in words("conflicts", section, list_))

    if key in words("conflicts", "figure", "bare") or has("figure", "not"):
        return False
    return has("figure", "words") and (not is_change(key) or has("change", "bases"))
