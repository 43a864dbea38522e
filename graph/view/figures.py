"""Numbers as pages show them: the printed value, its place on a scale that several units share, and its date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

POWERS = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "千亿": 1e11, "万亿": 1e12}
_SCALED = re.compile(f"({'|'.join(sorted(POWERS, key=len, reverse=True))})?(.*)", re.DOTALL)
_FOLDED = str.maketrans("億萬個", "亿万个")
THIN_SPACE = "\u2009"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in the unit that is left without a power of ten: 2.6万家 is 26000 家."""

    value: float
    unit: str


def amount(value: float, unit: str) -> Amount:
    """Bring a printed value to the scale on which it can be compared with others of its unit.

    Examples
    --------
    >>> amount(2.6, "万家"), amount(1.5, "个百分点")
    (Amount(value=26000.0, unit='家'), Amount(value=1.5, unit='个百分点'))
    """
    folded = unit.translate(_FOLDED)
    if folded.startswith("百分点"):
        return Amount(value, folded)
    match = _SCALED.fullmatch(folded)
    power, rest = match.groups() if match else (None, folded)
    # 余额3万亿 is money: nothing else is told in 万亿 without its unit.
    base = rest or ("元" if power in ("亿", "千亿", "万亿") else "")
    return Amount(value * POWERS.get(power or "", 1), base)


def number(value: float) -> str:
    r"""Return a value as text, its digits in threes from five digits on.

    Examples
    --------
    >>> number(4346.0), number(1.28), number(12100)
    ('4346', '1.28', '12\u2009100')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    whole, point, fraction = text.partition(".")
    if len(whole.lstrip("-")) > 4:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", THIN_SPACE, whole)
    return whole + point + fraction


def bar_shape(cmp: str) -> str:
    """Return how the end of a bar says the comparator: arrow out, notch in, slant, or flat."""
    return {">": "gt", ">=": "gt", "<": "lt", "<=": "lt", "~": "ap"}.get(cmp, "eq")


def decimal(value: float, largest: float | None = None) -> Markup:
    """Return a value as HTML that a column aligns on the decimal point; a range is aligned as a whole."""
    if largest is not None:
        return Markup("{}–{}").format(number(value), number(largest))
    whole, point, fraction = number(value).partition(".")
    return Markup('{}<span class="f">{}</span>').format(whole, point + fraction)
