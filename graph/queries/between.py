"""Between things: the shortest way from one to another, and banks side by side."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.errors import YinpuError
from graph.queries.banks import banks, find_bank
from graph.queries.initiatives import Initiative, initiatives
from graph.queries.metrics import Metric, metrics
from graph.queries.partners import partners
from graph.queries.quotes import Quote, json_list, quotes_of_edges
from graph.queries.search import find_nodes

FEWEST, MOST = 2, 5
FARTHEST = 8
_ASPECTS = ("kind", "theme", "stage")


@dataclass(frozen=True, slots=True)
class Step:
    """An edge on the way between two things, as the text states it: it may be walked against its direction."""

    head: str
    head_id: str
    relation: str
    tail: str
    tail_id: str
    evidence: list[Quote]


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that several banks have or are told of, by the name of the bank.

    `aspect` is count, kind, theme, stage, metric or partner; `what` names the thing, a metric with its date.
    """

    aspect: str
    what: str
    values: dict[str, str]
    evidence: dict[str, list[Quote]]


_AROUND = """
    SELECT head, rel, tail, tail FROM edges WHERE head IN (SELECT value FROM json_each(?1)) AND rel <> 'reports'
    UNION ALL
    SELECT head, rel, tail, head FROM edges WHERE tail IN (SELECT value FROM json_each(?1)) AND rel <> 'reports'
    ORDER BY 1, 2, 3
"""


def path(connection: sqlite3.Connection, start: str, end: str) -> list[Step]:
    """Return the edges of a shortest way between two things, walked in either direction; metrics join nothing.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    start, end
        Names, aliases or ids of nodes; if several go by a name, the way is between the nearest.

    Returns
    -------
    list of Step
        In order; empty if there is no way of at most `FARTHEST` steps, or if both are one.

    Raises
    ------
    UnknownNameError
        The casebook has no such thing.
    """
    starts, ends = find_nodes(connection, start), set(find_nodes(connection, end))
    came: dict[str, tuple[str, tuple[str, str, str]] | None] = dict.fromkeys(starts)
    border = starts
    reached = next((node for node in starts if node in ends), None)
    for _ in range(FARTHEST):
        if reached is not None or not border:
            break
        fresh: list[str] = []
        for head, rel, tail, other in connection.execute(_AROUND, (json_list(border),)):
            if other not in came:
                came[other] = (head if other == tail else tail, (head, rel, tail))
                fresh.append(other)
        border = fresh
        reached = next((node for node in border if node in ends), None)
    edges: list[tuple[str, str, str]] = []
    while reached is not None and (step := came[reached]) is not None:
        reached, edge = step
        edges.append(edge)
    return _steps(connection, edges[::-1])


def compare(connection: sqlite3.Connection, names: Sequence[str]) -> list[Compared]:
    """Return several banks side by side: how much there is of each kind, metrics of one name and date, shared partners.

    Parameters
    ----------
    connection
        From `graph.reading.open_resolved`.
    names
        Two to five banks, by any name or alias.

    Raises
    ------
    YinpuError
        There are too few or too many, or two names of one bank.
    UnknownNameError
        The casebook has no such bank.
    """
    nodes = list(dict.fromkeys(find_bank(connection, name) for name in names))
    if not FEWEST <= len(nodes) <= MOST or len(nodes) < len(names):
        raise YinpuError(f"{'、'.join(names)}: name {FEWEST} to {MOST} different banks")
    known = {bank.id: bank for bank in banks(connection)}
    chosen = [known[node] for node in nodes]
    counts = [
        Compared("count", what, {bank.name: str(getattr(bank, what)) for bank in chosen}, {})
        for what in ("documents", "products", "programs", "units", "metrics", "partners")
    ]
    does = {bank.name: initiatives(connection, bank.id) for bank in chosen}
    told = {bank.name: metrics(connection, bank.id) for bank in chosen}
    return [*counts, *_by_kind(does), *_aligned(told), *_shared(connection, {bank.name: bank.id for bank in chosen})]


def amount(metric: Metric) -> str:
    """Return the value of an observation as it is read: >120.5亿元."""
    most = "" if metric.value_max is None else f"–{metric.value_max}"
    return f"{'' if metric.cmp == '=' else metric.cmp}{metric.value}{most}{metric.unit}"


def _steps(connection: sqlite3.Connection, edges: Iterable[tuple[str, str, str]]) -> list[Step]:
    found = []
    for head, rel, tail in edges:
        labels = dict(connection.execute("SELECT id, label FROM nodes WHERE id IN (?, ?)", (head, tail)))
        quotes = quotes_of_edges(connection, [head], [rel]).get((head, rel, tail), [])
        found.append(Step(labels[head], head, rel, labels[tail], tail, quotes))
    return found


def _by_kind(does: dict[str, list[Initiative]]) -> list[Compared]:
    """Count the initiatives of each bank by kind, theme and stage, each with a passage that names it."""
    rows: dict[tuple[str, str], dict[str, list[Initiative]]] = defaultdict(lambda: defaultdict(list))
    for bank, items in does.items():
        for item in items:
            rows["kind", f"{item.type} {item.kind}"][bank].append(item)
            for aspect, values in (("theme", item.themes), ("stage", item.stages)):
                for value in values:
                    rows[aspect, value][bank].append(item)
    return [
        Compared(
            aspect,
            what,
            {bank: str(len(row[bank])) for bank in does},
            {bank: [item.evidence[0] for item in row[bank] if item.evidence] for bank in does},
        )
        for (aspect, what), row in sorted(rows.items(), key=lambda item: (_ASPECTS.index(item[0][0]), item[0]))
    ]


def _aligned(told: dict[str, list[Metric]]) -> list[Compared]:
    """Put side by side the observations of the banks themselves that have the same name and date."""
    rows: dict[tuple[str, str], dict[str, list[Metric]]] = defaultdict(lambda: defaultdict(list))
    for bank, observations in told.items():
        for metric in observations:
            if metric.subject == bank and metric.about is None:
                rows[metric.name, metric.date][bank].append(metric)
    found = []
    for (name, date), row in sorted(rows.items()):
        if len(row) > 1:
            values = {bank: "、".join(dict.fromkeys(map(amount, observations))) for bank, observations in row.items()}
            quotes = {
                bank: sorted({quote for metric in observations for quote in metric.evidence})
                for bank, observations in row.items()
            }
            found.append(Compared("metric", f"{name} ({date})" if date else name, values, quotes))
    return found


def _shared(connection: sqlite3.Connection, chosen: dict[str, str]) -> list[Compared]:
    rows: dict[tuple[str, str], Compared] = {}
    for bank, node in chosen.items():
        for partner in partners(connection, node):
            row = rows.setdefault((partner.name, partner.id), Compared("partner", partner.name, {}, {}))
            row.values[bank] = "、".join(partner.relations)
            row.evidence[bank] = partner.evidence
    return [row for _, row in sorted(rows.items()) if len(row.values) > 1]
