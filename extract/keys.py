"""Names as keys: two names with one key name one thing, within a bank for what belongs to a bank.

The one place that knows which parts of a name tell things apart: linking within a document (extract.facts.linking) and
across documents (graph.resolution) both compare these keys. The words stand in data/lexicon/linking.toml.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extract.lexicon import table, words
from extract.places import unit_levels
from extract.registry import (
    find_bank,
    institution_index,
    normalize_name,
    organisation_index,
    written_form,
)

# Fewer characters than this say too little to stand for a name.
SHORTEST = 2
_OPEN = re.compile(r"(?<=..)\([^)]*$")
_VERSION = re.compile(r"(?<![\d.])v?(\d{1,4}(?:\.\d{1,4}){0,3})版?$")


@lru_cache(maxsize=4096)
def bank_key(name: str) -> str:
    """Return the canonical name of a bank that the registry knows, else its name in one written form.

    Parameters
    ----------
    name
        As a text has it.

    Returns
    -------
    str
        Without legal form, 农商银行 for 农商行 and 农村商业银行.

    Examples
    --------
    >>> bank_key("交行") == bank_key("交通银行股份有限公司") == "交通银行"
    True
    >>> bank_key("海澜湾农商行")
    '海澜湾农商银行'
    """
    known = find_bank(name)
    return known.name if known else written_form(name)


@lru_cache(maxsize=4096)
def initiative_key(name: str) -> str:
    """Return the name of a product or program without a generic head; a version stays.

    Examples
    --------
    >>> initiative_key("“村舟”平台"), initiative_key("手机银行V7.0版"), initiative_key("科技金融战略")
    ('村舟', '手机银行7.0', '科技金融战略')
    """
    key = _VERSION.sub(r"\1", folded(name))
    plain = _without(key, "generic")
    stem = key.removesuffix(_program_head(key))
    # 市民管家 and 融资管家 are names; 春芽培育行动 is 春芽培育, and 春芽计划 春芽.
    return stem if plain == key and "+" not in key and len(stem) > SHORTEST and _tells(stem) else plain


@lru_cache(maxsize=4096)
def unit_key(name: str) -> str:
    """Return the name of a unit without that of its bank, its places in one form.

    Parameters
    ----------
    name
        Without the name of the bank: 上海市分行徐汇滨江支行.

    Examples
    --------
    >>> unit_key("上海市分行徐汇滨江支行"), unit_key("甘肃省张掖市分行"), unit_key("甲乙理财有限责任公司")
    ('上海分行徐汇滨江支行', '张掖分行', '甲乙理财')
    """
    known = institution_index().get(normalize_name(name))
    if known:
        return folded(known.name)
    # A bracket that nothing closes is where the name was cut: 安徽省分行(工行安徽分行.
    return "".join(unit_levels(_OPEN.sub("", without_legal_form(folded(name)))))


@lru_cache(maxsize=4096)
def partner_key(name: str) -> str:
    """Return the registry's name of an organisation, else its name without legal form, offices by their spoken name.

    Examples
    --------
    >>> partner_key("央行"), partner_key("云岚科技股份有限公司"), partner_key("海澜市科学技术局")
    ('中国人民银行', '云岚科技', '海澜市科技局')
    """
    key = folded(registered_partner(name) or without_legal_form(folded(name)))
    for long, short in table("linking")["government"].items():
        key = key.replace(long, short)
    return key


@lru_cache(maxsize=4096)
def registered_partner(name: str) -> str | None:
    """Return the canonical name of an organisation or institution that the registry knows under this name."""
    plain = normalize_name(name)
    known = organisation_index().get(plain) or institution_index().get(plain)
    return known.name if known else None


def without_legal_form(name: str) -> str:
    """Return a name without its legal form, if enough remains to be one; 集团 stays."""
    for form in _longest_first("legal"):
        if name.endswith(form) and len(name) - len(form) >= SHORTEST:
            return name[: -len(form)] + str(table("linking")["legal_kept"].get(form, ""))
    return name


def has_legal_form(name: str) -> bool:
    """Say whether a name ends with a legal form, as the full name of a company does."""
    return name.endswith(_longest_first("legal"))


def folded(name: str) -> str:
    """Return a name in one spelling, without quotation marks, white space and case."""
    return normalize_name(name).casefold()


def version_of(key: str) -> str:
    """Return the version at the end of a key of an initiative, empty without one."""
    match = _VERSION.search(key)
    return match[1] if match else ""


@cache
def _longest_first(section: str) -> tuple[str, ...]:
    return tuple(sorted(table("linking")[section]["words"], key=lambda word: (-len(word), word)))


@cache
def _heads() -> dict[str, str]:
    # data/lexicon/names.toml without extract.mentions.heads, whose package brings spaCy.
    return {
        text.casefold(): label
        for label in ("product", "program")
        for texts in table("names")[label].values()
        for text in texts
    }


def _program_head(key: str) -> str:
    """Return the longest head of names.toml at the end of a key if it is one of a program, else nothing."""
    longest = max(map(len, _heads()))
    head = next((key[-size:] for size in range(min(longest, len(key) - 1), 0, -1) if key[-size:] in _heads()), "")
    return head if _heads().get(head) == "program" else ""


def _tells(stem: str) -> bool:
    return len(stem) >= SHORTEST and stem not in words("linking", "common", "words")


def _without(key: str, section: str) -> str:
    for word in _longest_first(section):
        if key.endswith(word.casefold()):
            return key[: -len(word)] if _tells(key[: -len(word)]) else key
    return key
