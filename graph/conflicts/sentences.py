"""Sentences that are credited to two banks."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from extract.lexicon import words
from graph.conflicts.model import Conflict, Side
from graph.conflicts.passages import banks_named
from graph.measures import metric_key
from graph.names import key_in
from graph.queries.quotes import PASSAGE, Quote
from graph.text import normalise

# A sentence of fewer characters may stand in any two texts.
SHORTEST = 12

_CREDITS = f"""
    SELECT head, rel, tail, heads.label, tails.label, banks.id, banks.label,
        observations.name, value, value_max, unit, {PASSAGE}
    FROM edge_evidence JOIN evidence ON evidence.id = evidence_id JOIN documents ON documents.id = document_id
    JOIN nodes AS heads ON heads.id = head JOIN nodes AS tails ON tails.id = tail
    JOIN nodes AS banks ON banks.id = coalesce(heads.bank, heads.id) AND banks.type = 'bank'
    LEFT JOIN observations ON node = tail
    WHERE rel IN ('offers', 'runs', 'reports') ORDER BY documents.name, document_id, start, end, head, rel, tail
"""


@dataclass(frozen=True, slots=True)
class _Credit:
    rel: str
    what: tuple[object, ...]
    bank: str
    bank_label: str
    side: Side

    @property
    def place(self) -> Quote:
        return self.side.evidence[0]


def sentences(connection: sqlite3.Connection) -> Iterator[Conflict]:
    """Find sentences, in one place or word for word in two, of which facts are credited to one bank and to another.

    A sentence that names all its banks, or says that it speaks of several, is none.
    """
    credits: dict[str, list[_Credit]] = defaultdict(list)
    for row in connection.execute(_CREDITS).fetchall():
        head, rel, tail, head_label, tail_label, bank, bank_label, name, value, most, unit, *place = row
        what = (key_in(tail),) if name is None else (metric_key(name), value, most, unit)
        fact = tail if rel == "reports" else f"{head} {rel} {tail}"
        side = Side(fact, f"{head_label} {rel} {tail_label}", bank, [Quote(*place)])
        credits[normalise(side.evidence[0].quote)].append(_Credit(rel, what, bank, bank_label, side))
    several = words("conflicts", "several", "words")
    for quote, told in credits.items():
        if len(quote) < SHORTEST or len({credit.bank for credit in told}) < 2 or any(word in quote for word in several):
            continue
        named = {credit.place: banks_named(connection, credit.place) for credit in told}
        by_bank: dict[str, list[_Credit]] = defaultdict(list)
        for credit in told:
            by_bank[credit.bank].append(credit)
        for one, other in combinations(sorted(by_bank), 2):
            pair = _first_pair(by_bank[one], by_bank[other])
            if pair and not any({one, other} <= named[credit.place] for credit in pair):
                same_place = pair[0].place == pair[1].place
                yield Conflict(
                    "sentence",
                    "high" if pair[0].rel == "reports" else "medium",
                    [credit.bank_label for credit in pair],
                    "one sentence, two banks" if same_place else "the same sentence in two places, two banks",
                    (pair[0].side, pair[1].side),
                )


def _first_pair(ones: list[_Credit], others: list[_Credit]) -> tuple[_Credit, _Credit] | None:
    """Return the first fact that is credited to both, a number before a name: a long sentence may tell of each."""
    pairs = [(one, other) for one in ones for other in others if (one.rel, one.what) == (other.rel, other.what)]
    return min(pairs, key=lambda pair: pair[0].rel != "reports", default=None)
