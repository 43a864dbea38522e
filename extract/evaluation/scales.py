"""When two names, two values or two printed amounts mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TOLERANCE = 1e-4
_UNSPOKEN = re.compile(r"[\s“”\"'‘’「」『』《》〈〉()\[\]【】·•・\-—–_]")
_POWERS = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}
_SCALED = re.compile(f"({'|'.join(sorted(_POWERS, key=len, reverse=True))})?余?多?(.*)", re.DOTALL)
_OF_THEIR_OWN = ("美元", "欧元", "港元", "日元", "吨", "公里", "平方米", "亩", "度", "千瓦时", "学时", "倍")

# unit: (what one is in the base unit, dimension)
_UNITS: dict[str, tuple[float, str]] = {
    "%": (1 / 100, "ratio"),
    "成": (1 / 10, "ratio"),
    "比例": (1, "ratio"),
    "倍": (1, "times"),
    **dict.fromkeys(("个百分点", "百分点"), (1, "points")),
    **dict.fromkeys(("个基点", "基点", "bp", "个bp", "bps"), (1 / 100, "points")),
    **dict.fromkeys(("秒", "秒钟"), (1 / 60, "time")),
    "分钟": (1, "time"),
    **dict.fromkeys(("小时", "个小时"), (60, "time")),
    **dict.fromkeys(("天", "日", "个工作日", "工作日"), (24 * 60, "time")),
    "周": (7 * 24 * 60, "time"),
    **dict.fromkeys(("个月", "月"), (30 * 24 * 60, "time")),
    "年": (365 * 24 * 60, "time"),
}


def normal(name: str) -> str:
    """Return a name without what is not spoken: width and case of letters, spaces, quotation marks and hyphens.

    Examples
    --------
    >>> normal("“海智 E贷”")
    '海智e贷'
    """
    return _UNSPOKEN.sub("", unicodedata.normalize("NFKC", name)).lower()


def overlap(left: str, right: str) -> float:
    """Return which share of the characters of two names they have in common (Dice's coefficient of multisets).

    Examples
    --------
    >>> overlap("贷款余额", "科技贷款余额")
    0.8
    """
    ours, theirs = Counter(normal(left)), Counter(normal(right))
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def in_base_units(value: float, unit: str) -> tuple[float, str]:
    """Return a printed amount in the base unit of its dimension, and the dimension.

    Parameters
    ----------
    value
        As printed.
    unit
        As printed, with its scale.

    Examples
    --------
    >>> in_base_units(4346, "亿元")
    (434600000000.0, 'CNY')
    >>> in_base_units(2.6, "万家")
    (26000.0, 'count')
    """
    printed = unicodedata.normalize("NFKC", unit).replace("人民币", "").replace(" ", "")
    known = (1, "ratio") if printed.endswith("分之") else _UNITS.get(printed) or _UNITS.get(printed.lower())
    if known:
        return value * known[0], known[1]
    match = _SCALED.fullmatch(printed)
    power, rest = match.groups() if match else (None, printed)
    return value * _POWERS.get(power or "", 1), _dimension(power, rest)


def same_value(left: float, right: float) -> bool:
    """Return whether two values are equal but for rounding, one part in ten thousand."""
    return abs(left - right) <= TOLERANCE * max(1e-9, abs(left), abs(right))


def _dimension(power: str | None, rest: str) -> str:
    if rest in ("元", "圆") or (not rest and power in ("亿", "万亿")):
        return "CNY"
    return rest if rest in _OF_THEIR_OWN else "count"
