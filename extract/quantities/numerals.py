"""Numerals of Chinese text: one way of writing for reading, and their values.

The numerals of case studies stay below 万 once the scale is left with the unit (2.6 and 万家), and most are not
well-formed numbers at all: 百余, 上千, 两三, 二三十, 十几. A table of digits and powers reads these; libraries for
Chinese numerals (cn2an) reject them.
"""

from __future__ import annotations

from functools import cache

from extract.lexicon import table

# Longer runs are account numbers or noise, and no quantity of a text.
LONGEST_NUMERAL = 16


@cache
def _variants() -> dict[int, int]:
    """Map full-width and traditional characters to the ones that the patterns are written in."""
    variants = table("numerals")["variants"]
    folded = {ord("０") + digit: ord("0") + digit for digit in range(10)}
    folded |= {ord(old): ord(new) for old, new in zip(variants["from"], variants["to"], strict=True)}
    return folded


def fold(text: str) -> str:
    """Return `text` in one way of writing: half-width digits and signs, simplified characters of numbers and units.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        A text of the same length, so that places in it are places in `text`.
    """
    return text.translate(_variants())


def decimal(numeral: str) -> float | None:
    """Return the value of an Arabic numeral with or without thousands separators, None where it is too long."""
    plain = numeral.replace(",", "").replace("，", "")
    return float(plain) if len(plain) <= LONGEST_NUMERAL else None


def chinese(numeral: str) -> tuple[float, float | None] | None:
    """Return the value of a Chinese numeral, and its upper value where it names two.

    Parameters
    ----------
    numeral : str
        A run of digits and powers, e.g. 六百, 百, 两三, 二三十, 一百零五, 三点五, 一万两千.

    Returns
    -------
    tuple of float and float or None, or None
        The value and the upper value; None where the run is not a numeral.
    """
    if len(numeral) > LONGEST_NUMERAL:
        return None
    myriads, _, rest = numeral.partition("万")
    if rest:
        above, below = chinese(myriads), chinese(rest)
        return (above[0] * 10_000 + below[0], None) if above and below else None
    whole, _, fraction = numeral.partition("点")
    low = high = 0
    digit: tuple[int, int] | None = None
    digits, powers = _digits(), _powers()
    limit = 10_000
    for sign in whole:
        if sign in powers:
            if powers[sign] >= limit or digit == (0, 0):
                return None
            limit = powers[sign]
            lower, upper = digit or (1, 1)
            low, high, digit = low + lower * limit, high + upper * limit, None
        elif digit is None or digit == (0, 0):
            digit = (digits[sign], digits[sign])
        elif digit[0] == digit[1] and digits[sign] - digit[1] in (1, 2) and digit[0] > 0:
            digit = (digit[0], digits[sign])
        else:
            return None
    if digit:
        low, high = low + digit[0], high + digit[1]
    if fraction and digit:
        low = high = float(f"{low}.{''.join(str(digits[sign]) for sign in fraction)}")  # type: ignore[assignment]
    return float(low), float(high) if high > low else None


@cache
def _digits() -> dict[str, int]:
    return dict(table("numerals")["digits"])


@cache
def _powers() -> dict[str, int]:
    return dict(table("numerals")["powers"])
