"""Names as keys: two names with one key name one thing (within their bank)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from extract.lexicon import table
from extract.registry import find_bank
from graph.text import normalise

# Fewer characters than this say too little to stand for a name.
SHORTEST = 2


@cache
def bank_key(name: str) -> str:
    """Return the canonical name of a bank that the registry knows, else its name with one form for 农商行 and the like.

    Examples
    --------
    >>> bank_key("交行") == bank_key("交通银行股份有限公司") == "交通银行"
    True
    """
    known = find_bank(name)
    if known is not None:
        return normalise(known.name)
    key = _without(normalise(name), _suffixes("legal"))
    for long, short in table("resolution")["bank"].items():
        key = key.replace(long, short)
    return key


@cache
def partner_key(name: str) -> str:
    """Return a partner's name without its legal form."""
    return _without(normalise(name), _suffixes("legal"))


@cache
def initiative_key(name: str) -> str:
    """Return the name of a product or program without one generic suffix.

    Examples
    --------
    >>> initiative_key("“村舟”平台")
    '村舟'
    """
    return _without(normalise(name), _suffixes("generic"))


@cache
def bank_forms(key: str) -> frozenset[str]:
    """Return the forms in which the registry knows the bank of a key, folded, with the key itself."""
    known = find_bank(key)
    if known is None:
        return frozenset({key})
    return frozenset({key, *map(normalise, (known.name, known.full_name, *known.aliases))})


def is_stand_in(form: str) -> bool:
    """Say whether a form such as 本行 stands for whatever bank a document is about, and so names none."""
    return normalise(form) in table("resolution")["stand_ins"]["words"]


def without_prefix(key: str, prefixes: tuple[str, ...]) -> str:
    """Return `key` without the first of `prefixes` that it begins with, if enough remains to be a name."""
    for prefix in prefixes:
        if key.startswith(prefix) and len(key) - len(prefix) >= SHORTEST:
            return key[len(prefix) :]
    return key


KEY_OF: dict[str, Callable[[str], str]] = {
    "bank": bank_key,
    "unit": normalise,
    "product": initiative_key,
    "program": initiative_key,
    "partner": partner_key,
}


@cache
def _suffixes(section: str) -> tuple[str, ...]:
    return tuple(sorted(table("resolution")[section]["suffixes"], key=lambda suffix: (-len(suffix), suffix)))


def _without(key: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if key.endswith(suffix) and len(key) - len(suffix) >= SHORTEST:
            return key[: -len(suffix)]
    return key
