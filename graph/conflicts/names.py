"""Names that do not go together: one product in two spellings, or claimed by two banks."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from extract.lexicon import table, words
from extract.registry import find_bank
from graph.conflicts.model import Conflict, Side
from graph.conflicts.passages import banks_named, together
from graph.names import key_in
from graph.queries.quotes import Quote, quotes_of_edges, quotes_of_nodes

# One edited character is a slip only in a name of at least so many: 招企贷 and 招创贷 are two.
LONG = 6
# Fewer Chinese characters than this may make the same name twice.
COINED = 4

_THINGS = """
    SELECT nodes.id, nodes.label, nodes.type, nodes.mentions, banks.id, banks.label
    FROM nodes JOIN nodes AS banks ON banks.id = nodes.bank
    WHERE nodes.type IN ('product', 'program') ORDER BY nodes.id
"""


@dataclass(frozen=True, slots=True)
class _Thing:
    node: str
    label: str
    type: str
    mentions: int
    bank: str
    bank_label: str

    @property
    def key(self) -> str:
        # What follows an @ was added when somebody split things of one name.
        return key_in(self.node).partition("@")[0]


def spellings(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Find products and programs of one bank, or of two that are near, whose names one thing may have.

    Names that sound the same (惠e通, 慧e通), or long ones of which one character inside differs and one is told once.
    """
    by_bank = _by_bank(connection)
    near = [(by_bank[one], by_bank[other]) for one, other in sorted(_near_banks(connection, by_bank))]
    pairs = [(one, other) for things in by_bank.values() for one, other in combinations(things, 2)]
    pairs += [(one, other) for ones, others in near for one in ones for other in others]
    found = []
    for one, other in pairs:
        if _same_sound(one.key, other.key):
            apart = one.bank != other.bank
            found.append((one, other, "low" if apart else "medium", "two names that sound the same"))
        elif one.bank == other.bank and min(one.mentions, other.mentions) == 1 and _slip(one.key, other.key):
            found.append((one, other, "low", "two names, one character differs"))
    quotes = quotes_of_nodes(connection, {thing.node for one, other, *_ in found for thing in (one, other)})
    for one, other, severity, why in found:
        if not together(quotes[one.node], quotes[other.node]):
            banks = list(dict.fromkeys((one.bank_label, other.bank_label)))
            sides = [Side(thing.node, thing.label, thing.bank, quotes[thing.node]) for thing in (one, other)]
            yield Conflict("spelling", severity, banks, why, (sides[0], sides[1]))


def claims(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Find coined names that two banks claim, where no sentence says that they share what is named."""
    by_key: dict[str, list[_Thing]] = defaultdict(list)
    by_bank = _by_bank(connection)
    for thing in (thing for things in by_bank.values() for thing in things):
        if _is_coined(thing.key):
            by_key[thing.key].append(thing)
    founded = _founded(by_bank)
    for things in by_key.values():
        for one, other in combinations(things, 2):
            if one.bank == other.bank or _pair(one.bank, other.bank) in founded:
                continue
            ours, theirs = _claims_of(connection, one), _claims_of(connection, other)
            if not ours or not theirs or _shared(connection, ours, other.bank) or _shared(connection, theirs, one.bank):
                continue
            documents = [{quote.document_id for side in sides for quote in side.evidence} for sides in (ours, theirs)]
            both = documents[0] & documents[1]
            yield Conflict(
                "claim",
                "high" if both else "medium",
                [one.bank_label, other.bank_label],
                "one name, two banks that are not said to share it",
                (_told_first(ours, both), _told_first(theirs, both)),
            )


def _by_bank(connection: sqlite3.Connection) -> dict[str, list[_Thing]]:
    found: dict[str, list[_Thing]] = defaultdict(list)
    for row in connection.execute(_THINGS):
        thing = _Thing(*row)
        found[thing.bank].append(thing)
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _founded(banks: dict[str, list[_Thing]]) -> set[tuple[str, str]]:
    """Return the pairs of banks of which the registry says that one founded the other."""
    known = {bank: find_bank(key_in(bank)) for bank in banks}
    pairs = {_pair(bank, f"bank:{entry.parent}") for bank, entry in known.items() if entry is not None and entry.parent}
    return {pair for pair in pairs if set(pair) <= banks.keys()}


def _near_banks(connection: sqlite3.Connection, banks: dict[str, list[_Thing]]) -> set[tuple[str, str]]:
    """Return the pairs of banks of which one founded the other, or that work together."""
    edges = connection.execute("SELECT head, tail FROM edges WHERE head LIKE 'bank:%' AND tail LIKE 'bank:%'")
    joined = {_pair(head, tail) for head, tail in edges if head != tail}
    return _founded(banks) | {pair for pair in joined if set(pair) <= banks.keys()}


def _same_sound(one: str, other: str) -> bool:
    differing = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    if len(one) != len(other) or not differing or len(differing) * 2 > len(one):
        return False
    return all(_is_chinese(a) and _is_chinese(b) for a, b in differing) and _sound(one) == _sound(other)


def _slip(one: str, other: str) -> bool:
    """Say whether one character was mistaken, left out or added inside of a long name."""
    short, long = sorted((one, other), key=len)
    if len(short) < LONG or len(long) - len(short) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    size = len(long) - len(short)
    if not 0 < start < len(long) - 1 or short[start + 1 - size :] != long[start + 1 :]:
        return False
    edited = [long[start], *([] if size else [short[start]])]
    return all(map(_is_chinese, edited)) and not any(
        len(edited) == len(set(edited) & set(line)) for line in table("conflicts")["contrasts"]["lines"]
    )


@lru_cache(maxsize=4096)
def _sound(name: str) -> tuple[str, ...]:
    # Its tables take a moment to load, and few casebooks have names that are so near.
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(name))


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _is_coined(key: str) -> bool:
    own = table("conflicts")["own"]
    trade = key.endswith(tuple(own["ends"])) or key.startswith(tuple(own["starts"]))
    return sum(map(_is_chinese, key)) >= COINED and not trade and key not in words("linking", "common", "words")


def _claims_of(connection: sqlite3.Connection, thing: _Thing) -> list[Side]:
    rel = "offers" if thing.type == "product" else "runs"
    heads = dict(
        connection.execute(
            "SELECT head, label FROM edges JOIN nodes ON nodes.id = head WHERE tail = ? AND rel = ?"
            " AND ? IN (nodes.id, nodes.bank) ORDER BY head",
            (thing.node, rel, thing.bank),
        ).fetchall()
    )
    quotes = quotes_of_edges(connection, heads, [rel])
    return [
        Side(f"{head} {rel} {thing.node}", f"{label} {rel} {thing.label}", thing.bank, quotes[head, rel, thing.node])
        for head, label in heads.items()
    ]


def _told_first(sides: list[Side], documents: set[str]) -> Side:
    """Return the side of which one of some documents tells, and its passages there first."""
    sorted_sides = [
        replace(side, evidence=sorted(side.evidence, key=lambda quote: quote.document_id not in documents))
        for side in sides
    ]
    return min(sorted_sides, key=lambda side: side.evidence[0].document_id not in documents)


def _shared(connection: sqlite3.Connection, sides: list[Side], bank: str) -> bool:
    places: set[Quote] = {quote for side in sides for quote in side.evidence}
    return any(bank in banks_named(connection, place) for place in places)
