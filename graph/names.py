"""Names as keys of nodes: two names with one key name one thing (within their bank)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from extract import keys
from extract.lexicon import words
from extract.registry import find_bank
from graph.text import normalise


@lru_cache(maxsize=4096)
def bank_key(name: str) -> str:
    """Return the key of a bank.

    Examples
    --------
    >>> bank_key("交行") == bank_key("交通银行股份有限公司") == "交通银行"
    True
    """
    return normalise(keys.bank_key(normalise(name) if find_bank(name) is None else name))


@lru_cache(maxsize=4096)
def bank_forms(key: str) -> frozenset[str]:
    """Return the forms in which the registry knows the bank of a key, folded, with the key itself."""
    known = find_bank(key)
    if known is None:
        return frozenset({key})
    return frozenset({key, *map(normalise, (known.name, known.full_name, *known.aliases))})


def is_stand_in(form: str) -> bool:
    """Say whether a form such as 本行 stands for whatever bank a document is about, and so names none."""
    return normalise(form) in words("linking", "stand_ins", "words")


def without_prefix(key: str, prefixes: tuple[str, ...]) -> str:
    """Return `key` without the first of `prefixes` that it begins with, if enough remains to be a name.

    Examples
    --------
    >>> without_prefix("(海河银行)滨江分行", ("海河银行",))
    '滨江分行'
    """
    for prefix in prefixes:
        for form in (prefix, f"({prefix})"):
            if key.startswith(form) and len(key) - len(form) >= keys.SHORTEST:
                return key[len(form) :]
    return key


KEY_OF: dict[str, Callable[[str], str]] = {
    "bank": bank_key,
    "unit": lambda name: keys.unit_key(normalise(name)),
    "product": lambda name: keys.initiative_key(normalise(name)),
    "program": lambda name: keys.initiative_key(normalise(name)),
    "partner": lambda name: keys.partner_key(normalise(name)),
}


def node_id(type_: str, scope: str, key: str) -> str:
    """Return the id of a node: a slash divides its parts, so none may stand within one (NFKC leaves no full-width one).

    Examples
    --------
    >>> node_id("product", "海河银行", "海智贷"), node_id("bank", "", "甲/乙")
    ('product:海河银行/海智贷', 'bank:甲／乙')
    """
    return f"{type_}:" + "/".join(part.replace("/", "／") for part in (scope, key) if part)


def type_of(node: str) -> str:
    """Return the type of a node by its id."""
    return node.partition(":")[0]


def scope_of(node: str) -> str:
    """Return the bank in the id of a node that is scoped by one, else nothing."""
    scope, slash, _ = node.partition(":")[2].partition("/")
    return scope if slash else ""


def key_in(node: str) -> str:
    """Return the part of an id that names the thing itself."""
    return node.partition(":")[2].rpartition("/")[2]
