"""Forms of a text: as search compares it, and as a terminal or a file may show it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_QUOTES_AND_SPACE = re.compile(r"[\s\"'“”‘’「」『』《》〈〉【】]+")
# Control characters could command a terminal and are illegal in XML; lone surrogates cannot be encoded.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)

NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?%?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def fold(text: str) -> str:
    """Return `text` as search compares it: NFKC, without case and white space."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4096)
def normalise(name: str) -> str:
    """Return a name as resolution compares it: folded, without quotation marks and what cannot be printed."""
    return _QUOTES_AND_SPACE.sub("", printable(fold(name)))


def printable(text: str) -> str:
    """Return `text` without control characters, marks of writing direction and what XML cannot hold."""
    return UNPRINTABLE.sub("", text)


def split(joined: str) -> list[str]:
    """Return the parts of a text that was joined by |."""
    return joined.split("|") if joined else []


def disarmed(text: str) -> str:
    """Return a cell of a CSV that no spreadsheet takes for a formula.

    Examples
    --------
    >>> disarmed("=1+1"), disarmed("-3.5"), disarmed("=")
    ("'=1+1", '-3.5', '=')
    """
    harmless = len(text) < 2 or NUMBER.fullmatch(text)
    return f"'{text}" if text.startswith(_FORMULA) and not harmless else text
