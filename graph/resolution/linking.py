"""Which nodes of different documents are one: rules propose by names alone, and each link has its reason.

An id is a key (graph.names), so equal names need no link. What is left are names that differ: short names
that a document introduces, abbreviations of a company's full name, branches told with and without their place. A
short name links only where one thing in all documents could be meant, so every link follows from the documents that
are there and from none that was there before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from extract.keys import SHORTEST, has_legal_form, initiative_key, registered_partner, version_of, without_legal_form
from extract.lexicon import alternation, words
from extract.places import place_of, unit_levels, without_places
from extract.registry import banks, find_bank, institutions
from graph.names import KEY_OF, is_stand_in, key_in, node_id, scope_of, type_of
from graph.text import normalise

REGISTERED = "a name in the register"
WITHIN = "short form in the same document"
INTRODUCED = "a document gives it for the same thing"
ABBREVIATED = "short for the full name, the only one here that it fits"
PLACED = "the only branch here of its place"
CURATED = "curated"
TOGETHER = "launched together"
LABELLED = "same name within the bank, called product and program"

# Characters of an introduced short name, fewer of which are too few to mean the same in another document.
_SHORTEST_INTRODUCED = 3


@dataclass(frozen=True, slots=True)
class Link:
    """Two ids of one thing, `other` the one that may stand for both, and why; `documents` are those that say so."""

    one: str
    other: str
    why: str
    documents: tuple[str, ...] = ()


@dataclass(slots=True)
class Profile:
    """The names under which documents know an id, and the further forms that they give for it, by document."""

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def documents(self) -> set[str]:
        """The documents that name it."""
        return set().union(*self.names.values())


Profiles = Mapping[str, Profile]


def links(profiles: Profiles) -> list[Link]:
    """Return the links between the ids of units, products, programs and partners, in a fixed order.

    Parameters
    ----------
    profiles
        Their names, by id; banks among them are passed over, see `bank_links`.
    """
    partners = {node: profile for node, profile in profiles.items() if type_of(node) == "partner"}
    return [*partner_links(partners, profiles), *links_within_banks(profiles)]


def partner_links(partners: Profiles, units: Container[str]) -> list[Link]:
    """Return the links between the ids of partners, and from partners to units, of which only the ids matter."""
    profiles = dict(sorted(partners.items()))
    return [
        *_introduced(profiles, _shortens_partner),
        *_abbreviated(profiles),
        *(link for link in subsidiaries(profiles) if link.other in units),
    ]


def links_within_banks(profiles: Profiles) -> list[Link]:
    """Return the links between the ids of units, products and programs: all of them within one bank."""
    by_type: dict[str, dict[str, Profile]] = defaultdict(dict)
    for node in sorted(profiles):
        by_type[type_of(node)][node] = profiles[node]
    return [
        *_introduced(by_type["unit"], _shortens_unit),
        *_placed(by_type["unit"]),
        *map(_turned, _introduced(by_type["product"], _shortens_initiative)),
        *map(_turned, _introduced(by_type["program"], _shortens_initiative)),
        *_labelled(by_type["product"], by_type["program"]),
    ]


def bank_links(profiles: Profiles) -> list[Link]:
    """Return the links between ids of banks: a bank that no register has may be the short name of another."""
    return list(_introduced(dict(sorted(profiles.items())), shortens_bank))


def tokens(node: str, name: str, *, further: bool = False) -> frozenset[str]:
    """Return what an id has in common with every other id that a rule may link it with by this name.

    `links` and `bank_links` find the same links among the ids that share a token as among all of them, so that whoever
    has too many ids for the memory need load only those.

    Parameters
    ----------
    node, name
        An id, and a name under which a document knows it.
    further
        The name is a further form that the document gives, and not its name in full.

    Examples
    --------
    >>> sorted(tokens("product:海河银行/海智贷", "海智贷"))
    ['name 海河银行/海智贷', 'product:海河银行/海智贷']
    """
    type_, scope, key = type_of(node), scope_of(node), key_in(node)
    found = {node}
    if further:
        found.add(node_id(type_, scope, KEY_OF[type_](name)))
    elif type_ == "partner":
        shorter = abbreviations(name) if has_legal_form(name) else {normalise(key)}
        found.update(f"abbreviation {short}" for short in shorter)
        found.update(link.other for link in subsidiaries([node]))
    elif type_ == "unit":
        found.update(_without_branch(node))
    elif type_ in ("product", "program") and scope:
        found.add(f"name {scope}/{normalise(name)}")
    return frozenset(found)


# Short names that a document introduces


def _introduced(profiles: Profiles, shortens: Callable[[str, str], bool]) -> Iterator[Link]:
    """Link an id with the only other one, within its bank, that some document gives its name to as a further form."""
    claims: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for host, profile in profiles.items():
        for alias, documents in sorted(profile.aliases.items()):
            key = KEY_OF[type_of(host)](alias)
            claim = node_id(type_of(host), scope_of(host), key)
            if key and claim != host and claim in profiles:
                claims[claim].setdefault(host, set()).update(documents)
    for short, hosts in sorted(claims.items()):
        if len(hosts) == 1:
            ((host, documents),) = hosts.items()
            # A document that names both as two things knows better.
            if not profiles[short].documents & profiles[host].documents and any(
                shortens(key_in(short), name) for name in profiles[host].names
            ):
                yield Link(short, host, INTRODUCED, tuple(sorted(documents)))


def shortens_bank(short: str, full: str) -> bool:
    """Say whether a name that no register has may be short for the full name of a bank: its mark must be in it.

    Examples
    --------
    >>> shortens_bank("海河行", "海河银行"), shortens_bank("联合银行", "海河联合银行")
    (True, False)
    """
    if find_bank(short) is not None or is_stand_in(short):
        return False
    mark = _bank_ending().sub("", short)
    if len(mark) < SHORTEST or mark in _generic_marks() or not _in_order(mark, normalise(full)):
        return False
    known = find_bank(full)
    return not any(bank != known and without_legal_form(bank.full_name).endswith(short) for bank in banks())


def _shortens_partner(short: str, full: str) -> bool:
    return (
        len(short) >= _SHORTEST_INTRODUCED
        and not is_stand_in(short)
        and registered_partner(short) is None
        and _in_order(short, normalise(full))
    )


def _turned(link: Link) -> Link:
    """Let the short form stand for both: the core of a product's name, where a company's is its full name."""
    return Link(link.other, link.one, link.why, link.documents)


def _shortens_unit(short: str, full: str) -> bool:
    # 支行 of another branch may have the same name: those need their place, see `_placed`.
    return len(short) > _SHORTEST_INTRODUCED and not short.endswith(("分行", "支行", "部")) and _in_order(short, full)


def _shortens_initiative(short: str, full: str) -> bool:
    return len(short) >= SHORTEST and version_of(short) == version_of(initiative_key(full))


def _in_order(short: str, full: str) -> bool:
    """Say whether the characters of `short` occur in `full` in their order."""
    rest = iter(normalise(full))
    return all(character in rest for character in short)


@cache
def _bank_ending() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(words('banks', 'suffixes', 'words') | {'行'})})$")


@cache
def _generic_marks() -> frozenset[str]:
    return frozenset(_bank_ending().sub("", name) for name in words("banks", "generic", "words")) | {"联合", "发展"}


# Abbreviations of the full names of companies


def _abbreviated(profiles: Profiles) -> Iterator[Link]:
    """Link a company's short name with the only full name in all documents that it abbreviates."""
    full: defaultdict[str, set[str]] = defaultdict(set)
    for node, profile in profiles.items():
        for name in filter(has_legal_form, profile.names):
            for short in abbreviations(name):
                full[short].add(node)
    for short, profile in profiles.items():
        if any(map(has_legal_form, profile.names)):
            continue
        hosts = full.get(normalise(key_in(short)), set())
        if len(hosts) == 1:
            (host,) = hosts
            if not profile.documents & profiles[host].documents:
                yield Link(short, host, ABBREVIATED, tuple(sorted(profiles[host].documents)))


@lru_cache(maxsize=4096)
def abbreviations(full: str) -> frozenset[str]:
    """Return the names that abbreviate the full name of a company, as keys.

    They leave out the place (杭州云深处科技有限公司: 云深处科技), the trade (云深处) where three characters or more are
    left, or what stands between mark and trade (壁立智能科技有限公司: 壁立科技). An organisation of the registry is
    nobody else's abbreviation.

    Examples
    --------
    >>> sorted(abbreviations("杭州云深处科技股份有限公司"))
    ['云深处', '云深处科技', '杭州云深处', '杭州云深处科技']
    >>> "华为" in abbreviations("华为云计算技术有限公司"), "云岚科创" in abbreviations("云岚科技有限公司")
    (False, False)
    """
    stem = without_legal_form(normalise(full))
    core = without_places(stem)
    mark, trade = _mark_of(core)
    # 钢铁集团 is not said of every 湖南钢铁集团: only a mark before words of technical trades stands without its place.
    if not trade or len(mark) < SHORTEST:
        return frozenset()
    place = stem.removesuffix(core)
    traded = {core, *(mark + last for last in _last_trades(trade))}
    bare = {mark} if len(mark) > SHORTEST else set()
    forms = {start + form for form in traded | bare for start in ("", place)}
    return frozenset(
        form
        for form in forms
        if not has_legal_form(form)
        and (
            form.removeprefix(place) in traded
            or (form.removeprefix(place) in bare and registered_partner(form) is None)
        )
    )


def _mark_of(core: str) -> tuple[str, str]:
    """Return the mark of a company's name and the words of trade behind it: 云深处科技 is 云深处 and 科技."""
    match = _trade().search(core)
    return (core[: match.start()], match[0]) if match else (core, "")


def _last_trades(trade: str) -> set[str]:
    """Return what may stand for words of trade in a short name: the last of them, where descriptors precede it."""
    match = re.fullmatch(f"(?:{alternation(words('linking', 'descriptors', 'words'))})+(科技|股份)", trade)
    return {match[1]} if match else set()


@cache
def _trade() -> re.Pattern[str]:
    both = words("linking", "trades", "words") | words("linking", "descriptors", "words")
    # The mark itself may hold a word of trade: 智能 in 智能云. Only those up to the end count.
    return re.compile(f"(?:{alternation(both)}){{1,6}}$")


# Units


def subsidiaries(partners: Iterable[str]) -> Iterator[Link]:
    """Link partners with the units of their parent banks that they are by the register, if there are such units."""
    for node in partners:
        parent = _parents().get(key_in(node))
        if parent:
            yield Link(node, node_id("unit", KEY_OF["bank"](parent), key_in(node)), REGISTERED)


@cache
def _parents() -> Mapping[str, str]:
    return {normalise(one.name): one.parent for one in institutions() if one.parent}


def _placed(units: Profiles) -> Iterator[Link]:
    """Link 徐汇滨江支行 with 上海分行徐汇滨江支行 of the same bank: its place is in the branch's and nowhere else."""
    below: defaultdict[str, list[str]] = defaultdict(list)
    for node in units:
        for short in _without_branch(node):
            below[short].append(node)
    for node in units:
        full = below.get(node, [])
        if len(full) == 1 and lies_in_branch(key_in(node), key_in(full[0])):
            yield Link(node, full[0], PLACED)


def _without_branch(unit: str) -> tuple[str, ...]:
    """Return the id that a sub-branch has where its branch is not told, nothing for another unit."""
    levels = unit_levels(key_in(unit))
    told = len(levels) == 2 and levels[1].endswith("支行")
    return (node_id("unit", scope_of(unit), levels[1]),) if told else ()


def lies_in_branch(short: str, full: str) -> bool:
    """Say whether the place of a sub-branch is one in the whole country and lies in that of the branch.

    Examples
    --------
    >>> lies_in_branch("徐汇滨江支行", "上海分行徐汇滨江支行"), lies_in_branch("朝阳支行", "北京分行朝阳支行")
    (True, False)
    """
    place = place_of(short)
    branch = unit_levels(full)[0].removesuffix("分行")
    return place is not None and branch in (place.province, place.city)


# Products and programs


def _labelled(products: Profiles, programs: Profiles) -> Iterator[Link]:
    """Link a product and a program of one bank that have the same name: what most documents call it, it is."""
    by_name: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for node, profile in (*products.items(), *programs.items()):
        if scope_of(node):
            for name in profile.names:
                by_name[scope_of(node), normalise(name)].add(node)
    for nodes in by_name.values():
        if len({type_of(node) for node in nodes}) == 2 and len(nodes) == 2:
            product, program = sorted(nodes)
            both = {**products, **programs}
            fewer = len(both[product].documents) < len(both[program].documents)
            one, other = (product, program) if fewer else (program, product)
            yield Link(one, other, LABELLED, tuple(sorted(both[one].documents)))


# Several ids of one thing


def united(groups: Iterable[tuple[str, ...]], preferred: Mapping[str, int] | None = None) -> dict[str, str]:
    """Return, for each id that gives way, the id of all that are linked with it that stands for them.

    Parameters
    ----------
    groups
        Ids of one thing each; groups that share an id are about one thing.
    preferred
        Ranks of ids, the lowest stands for its group; without one, or between equals, the first in code point order.

    Examples
    --------
    >>> united([("b", "c"), ("a", "b")])
    {'b': 'a', 'c': 'a'}
    >>> united([("b", "c"), ("a", "b")], {"c": -1})
    {'a': 'c', 'b': 'c'}
    """
    ranks = preferred or {}
    first: dict[str, str] = {}

    def root(node: str) -> str:
        while first.get(node, node) != node:
            node = first[node]
        return node

    for group in groups:
        roots = sorted({root(node) for node in group}, key=lambda node: (ranks.get(node, 0), node))
        for other in roots:
            first[other] = roots[0]
    return {node: root(node) for node in sorted(first) if root(node) != node}
