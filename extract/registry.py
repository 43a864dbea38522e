"""What is known beforehand: China's banks, other financial institutions, places and organisations.

The tables are CSV files in data/registry, which says where they come from. Loading takes the csv module only,
so that commands which just look up a bank's name start fast.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from extract.resources import resource

_Entry = TypeVar("_Entry", "Bank", "Institution", "Organisation")

_DROPPED = re.compile(r"[\s\"'“”‘’「」『』《》〈〉`]+")
_LEGAL_FORM = re.compile(r"(?:股份有限公司|有限责任公司|股份公司|有限公司)$")
_DIVISION_SUFFIX = re.compile(r"(?<=[一-鿿]{2})(?:省|市|县|区)(?=[一-鿿]{3})")
_WRITTEN_FORMS = (
    (re.compile(r"农(?:村商业银行|商行|村商行)$"), "农商银行"),
    (re.compile(r"农(?:村商业联合银行|商联合行)$"), "农商联合银行"),
    (re.compile(r"农(?:村合作银行|合行)$"), "农合银行"),
    (re.compile(r"农村信用(?:合作)?联社$"), "农信联社"),
    (re.compile(r"村镇?银?行$"), "村镇银行"),
)


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank of the register or a well-known one from elsewhere; `kind` is one of `schema.KINDS["bank"]`.

    `aliases` may be searched for in a text. `weak_aliases` are everyday words, families of companies or codes
    (平安, 601328): they mean this bank only where a person asks for a bank.
    """

    name: str
    full_name: str
    kind: str
    province: str
    city: str
    aliases: tuple[str, ...]
    weak_aliases: tuple[str, ...]
    code: str
    parent: str


@dataclass(frozen=True, slots=True)
class Institution:
    """A financial institution that is not a bank; `parent` is the canonical name of the bank that owns it, or empty.

    `type` is trust, finance_company, leasing, consumer_finance, wealth, amc or other.
    """

    name: str
    full_name: str
    type: str
    province: str
    city: str
    aliases: tuple[str, ...]
    code: str
    parent: str


@dataclass(frozen=True, slots=True)
class Place:
    """A division, development zone or region; `level` is province, city, county, district, zone or region.

    `short` is the form without 省, 市, 区, 县 where it means this place alone and is no everyday word, else empty;
    `stem` is that form whether or not it is ambiguous.
    """

    name: str
    short: str
    stem: str
    level: str
    province: str
    city: str
    code: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A well-known organisation that is no bank; `kind` is one of `schema.KINDS["partner"]`."""

    name: str
    aliases: tuple[str, ...]
    kind: str


def normalize_name(name: str) -> str:
    """Return a name in one spelling: Unicode NFKC, without quotation marks and white space.

    >>> normalize_name("“汇丰银行（中国）” ")
    '汇丰银行(中国)'
    """
    compatible = unicodedata.normalize("NFKC", name)
    # A letter and its accent may meet only when the mark between them is gone.
    return unicodedata.normalize("NFKC", _DROPPED.sub("", compatible))


def _rows(file_name: str) -> Iterable[list[str]]:
    with resource("registry", file_name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def banks() -> tuple[Bank, ...]:
    """Return all banks: those of the register in its order, then those known from elsewhere."""
    return tuple(
        Bank(name, full_name, kind, province, city, _names(aliases), _names(weak), code, parent)
        for name, full_name, kind, province, city, aliases, weak, code, parent in _rows("banks.csv")
    )


@cache
def institutions() -> tuple[Institution, ...]:
    """Return trusts, finance companies, leasing, consumer finance and wealth companies and their like."""
    return tuple(
        Institution(name, full_name, type_, province, city, _names(aliases), code, parent)
        for name, full_name, type_, province, city, aliases, code, parent in _rows("institutions.csv")
    )


@cache
def places() -> tuple[Place, ...]:
    """Return provinces, cities, counties, districts, zones and regions."""
    return tuple(Place(*row) for row in _rows("places.csv"))


@cache
def organisations() -> tuple[Organisation, ...]:
    """Return well-known companies, government bodies, universities, associations and media."""
    return tuple(Organisation(name, _names(aliases), kind) for name, aliases, kind in _rows("organisations.csv"))


@cache
def place_names() -> frozenset[str]:
    """Return the names of places and those short names that are unambiguous."""
    return frozenset(name for place in places() for name in (place.name, place.short) if name)


def _index(entries: Iterable[_Entry], names_of: Callable[[_Entry], Iterable[str]]) -> Mapping[str, _Entry]:
    index: dict[str, _Entry] = {}
    for entry in entries:
        for name in names_of(entry):
            index[name] = entry
            if "（" in name:
                index[name.replace("（", "(").replace("）", ")")] = entry
    return MappingProxyType(index)


@cache
def bank_index() -> Mapping[str, Bank]:
    """Return the bank of every canonical name, full name and alias that may be searched for in a text."""
    return _index(banks(), lambda bank: (bank.name, bank.full_name, *bank.aliases))


@cache
def institution_index() -> Mapping[str, Institution]:
    """Return the institution of every canonical name, full name and alias."""
    return _index(institutions(), lambda institution: (institution.name, institution.full_name, *institution.aliases))


@cache
def organisation_index() -> Mapping[str, Organisation]:
    """Return the organisation of every name and alias."""
    return _index(organisations(), lambda organisation: (organisation.name, *organisation.aliases))


@cache
def _weak_index() -> Mapping[str, Bank]:
    return {alias.casefold(): bank for bank in banks() for alias in bank.weak_aliases}


def _variants(name: str) -> Iterable[str]:
    short = _LEGAL_FORM.sub("", name)
    for form in (name, short):
        yield form
        for pattern, written in _WRITTEN_FORMS:
            if pattern.search(form):
                yield pattern.sub(written, form)


def written_form(name: str) -> str:
    """Return the name of a bank without legal form, with 农商银行 for 农商行 and the like, without 省, 市, 县, 区.

    Examples
    --------
    >>> written_form("海澜省云港市农村商业银行股份有限公司")
    '海澜云港农商银行'
    """
    short = _DIVISION_SUFFIX.sub("", _LEGAL_FORM.sub("", normalize_name(name)))
    for pattern, written in _WRITTEN_FORMS:
        if pattern.search(short):
            return pattern.sub(written, short)
    return short


def find_bank(name: str) -> Bank | None:
    """Return the bank that a person means by a name, an alias, a weak alias or a stock code.

    A name that is not on record is tried without its legal form, in the other written forms of rural banks and without
    省, 市, 县, 区, and counts as found if all of that leads to one bank.

    Parameters
    ----------
    name
        Any form of the name: 交行, 江苏省常熟市农村商业银行, 汇丰, 601328.

    Returns
    -------
    Bank or None
        The bank, or None if the name is unknown or could mean several.

    Examples
    --------
    >>> find_bank("交行").name
    '交通银行'
    >>> find_bank("江苏省常熟市农村商业银行").name
    '常熟农商银行'
    """
    key = normalize_name(name)
    index = bank_index()
    exact = index.get(key) or _weak_index().get(key.casefold())
    if exact:
        return exact
    for form in (key, _DIVISION_SUFFIX.sub("", key)):
        found = {bank.full_name: bank for variant in _variants(form) if (bank := index.get(variant))}
        if len(found) == 1:
            return next(iter(found.values()))
    return None
