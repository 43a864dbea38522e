"""The words that rules use, from data/lexicon: plain TOML that a bank analyst can read and mend."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from extract.resources import resource


@cache
def table(name: str) -> dict[str, Any]:
    """Return the tables of data/lexicon/`name`.toml."""
    with resource("lexicon", f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def words(name: str, section: str, key: str) -> frozenset[str]:
    """Return one list of words of data/lexicon/`name`.toml as a set."""
    return frozenset(table(name)[section][key])


def alternation(items: frozenset[str] | set[str] | list[str] | tuple[str, ...]) -> str:
    """Return a pattern that matches any of `items`, the longest first (ties in code point order)."""
    return "|".join(re.escape(item) for item in sorted(items, key=lambda item: (-len(item), item)))


@cache
def pattern(name: str, section: str, key: str, template: str = "{}") -> re.Pattern[str]:
    """Return the pattern of one list of words, its alternation in the place of {} in `template`."""
    return re.compile(template.replace("{}", f"(?:{alternation(words(name, section, key))})"))
