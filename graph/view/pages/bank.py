"""The page of a bank: all that the casebook knows of it, as the template bank.html shows it."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from extract.schema import KINDS, STAGES, THEMES
from graph.dates import first_day, last_day
from graph.queries import Bank, Initiative, Metric, Partner, Unit, initiatives, metrics, partners, units
from graph.text import normalise
from graph.view.evidence import Evidence, evidences, place_of
from graph.view.figures import amount, bar_shape
from graph.view.links import Links, anchor
from graph.view.reading import Content


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: `thing` as the queries give it, with its documents and quotes."""

    thing: Any
    type: str
    anchor: str
    documents: list[tuple[str, str]]
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric with its bar: `share` of the longest bar of its group, None where the unit occurs once."""

    metric: Metric
    about: str
    anchor: str
    share: float | None
    shape: str
    doubtful: bool
    documents: list[tuple[str, str]]
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with the units that are part of it."""

    row: Row
    parts: list[Branch]


@dataclass(slots=True)
class BankPage:
    """A bank with all that its page shows."""

    bank: Bank
    dates: tuple[str, str] | None
    initiatives: list[Row]
    matrix: list[tuple[str, dict[str, list[Row]]]]
    themes: list[tuple[str, int]]
    metrics: list[tuple[str, list[MetricRow]]]
    series: list[dict[str, Any]]
    partners: list[tuple[str, list[Row]]]
    units: list[tuple[str, list[Branch]]]
    documents: list[tuple[str, str, int]]
    doubtful: Set[str]
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    namesakes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def without_stage(self) -> list[Row]:
        """The products of which no text says whom they serve."""
        return [row for row in self.initiatives if row.type == "product" and not row.thing.stages]

    @property
    def metric_rows(self) -> list[MetricRow]:
        """All metrics, whatever their unit."""
        return [row for _, rows in self.metrics for row in rows]


def read_bank(
    connection: sqlite3.Connection, content: Content, links: Links, bank: Bank, doubtful: Set[str]
) -> BankPage:
    """Gather what the page of a bank shows.

    Parameters
    ----------
    connection
        The casebook.
    content, links
        The same casebook read for pages, and addresses as seen from this page.
    bank
        Of `graph.queries.banks`.
    doubtful
        The things of which some fact conflicts with another.
    """
    reader = _Reader(content, links)
    told = initiatives(connection, bank.id)
    numbers = metrics(connection, bank.id)
    seen = {metric.id for metric in numbers}
    numbers += [metric for initiative in told for metric in initiative.metrics if metric.id not in seen]
    numbers = list({metric.id: metric for metric in numbers}.values())
    rows = [reader.row(initiative, initiative.type) for initiative in _in_order(told)]
    dates = [metric.date for metric in numbers if metric.date]
    return BankPage(
        bank=bank,
        dates=(min(dates, key=first_day), max(dates, key=last_day)) if dates else None,
        initiatives=rows,
        matrix=_matrix(rows),
        themes=_themes(told),
        metrics=_groups(reader, bank, numbers, doubtful),
        series=_series(bank, numbers),
        partners=_by_kind(reader, partners(connection, bank.id)),
        units=_trees(reader, bank.id, units(connection, bank.id)),
        documents=_documents(reader, bank.id, [*told, *numbers]),
        doubtful=doubtful,
    )


class _Reader:
    """Makes the lines of tables."""

    def __init__(self, content: Content, links: Links) -> None:
        self.content = content
        self.links = links

    def documents(self, thing: Any) -> list[tuple[str, str]]:
        ids = dict.fromkeys(quote.document_id for quote in thing.evidence)
        return [(self.content.documents[document].heading, self.links.document(document)) for document in ids]

    def evidence(self, thing: Any) -> list[Evidence]:
        return evidences(self.content, self.links, map(place_of, thing.evidence), {thing.id})

    def row(self, thing: Any, type: str) -> Row:
        return Row(thing, type, anchor(thing.id), self.documents(thing), self.evidence(thing))


def _in_order(told: list[Initiative]) -> list[Initiative]:
    """Sort as a reader expects: programs first, then products, each by kind and number of quotes."""

    def key(one: Initiative) -> tuple[bool, int, int, str]:
        kinds = KINDS["program" if one.type == "program" else "product"]
        return one.type != "program", kinds.index(one.kind) if one.kind in kinds else 99, -one.evidences, one.id

    return sorted(told, key=key)


def _matrix(rows: list[Row]) -> list[tuple[str, dict[str, list[Row]]]]:
    """Lay out the products by kind and stage, kinds without a stage left out."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.type == "product":
            for stage in row.thing.stages:
                found[row.thing.kind][stage].append(row)
    return [(kind, {stage: found[kind][stage] for stage in STAGES}) for kind in KINDS["product"] if kind in found]


def _themes(told: list[Initiative]) -> list[tuple[str, int]]:
    """Count the initiatives of each theme, most first, and last those without."""
    counts = Counter(theme for one in told for theme in one.themes)
    order = sorted(counts, key=lambda theme: (-counts[theme], THEMES.index(theme) if theme in THEMES else 99))
    without = sum(1 for one in told if not one.themes)
    return [(theme, counts[theme]) for theme in order] + ([("", without)] if without else [])


def _about(bank: Bank, metric: Metric) -> str:
    return metric.about or (metric.subject if metric.subject != bank.name else "")


def _groups(
    reader: _Reader, bank: Bank, numbers: list[Metric], doubtful: Set[str]
) -> list[tuple[str, list[MetricRow]]]:
    """Put metrics of one unit on one scale from 0; those whose unit occurs once come last, without bars."""
    of_unit: dict[str, list[Metric]] = defaultdict(list)
    for metric in numbers:
        of_unit[amount(metric.value, metric.unit).unit].append(metric)
    alone = [metric for group in of_unit.values() if len(group) == 1 for metric in group]
    groups = sorted((group for group in of_unit.values() if len(group) > 1), key=lambda group: -len(group))

    def row(metric: Metric, longest: float | None) -> MetricRow:
        value = amount(metric.value_max if metric.value_max is not None else metric.value, metric.unit).value
        share = None if longest is None else max(0.0, value) / longest if longest else 0.0
        return MetricRow(
            metric,
            _about(bank, metric),
            anchor(metric.id),
            share,
            bar_shape(metric.cmp),
            metric.id in doubtful,
            reader.documents(metric),
            reader.evidence(metric),
        )

    result = []
    for group in groups:
        sizes = {one.id: amount(one.value if one.value_max is None else one.value_max, one.unit).value for one in group}
        longest = max(sizes.values())
        unit = Counter(metric.unit for metric in group).most_common(1)[0][0]
        ordered = sorted(group, key=lambda one: (-sizes[one.id], one.name, one.date, one.id))
        result.append((unit, [row(metric, longest) for metric in ordered]))
    if alone:
        result.append(
            ("", [row(metric, None) for metric in sorted(alone, key=lambda one: (one.unit, one.name, one.id))])
        )
    return result


def _series(bank: Bank, numbers: list[Metric]) -> list[dict[str, Any]]:
    """Gather what was told of one metric at two dates or more, for a line."""
    of_name: dict[tuple[str, str, str], list[Metric]] = defaultdict(list)
    for metric in numbers:
        if metric.date:
            key = _about(bank, metric), normalise(metric.name), amount(metric.value, metric.unit).unit
            of_name[key].append(metric)
    found = [
        {
            "name": " · ".join(filter(None, (about, group[0].name))),
            "unit": Counter(metric.unit for metric in group).most_common(1)[0][0],
            "lines": [{"name": "", "points": [point(metric) for metric in group]}],
        }
        for (about, _, _), group in sorted(of_name.items())
        if len({metric.date for metric in group}) > 1
    ]
    return sorted(found, key=lambda one: -len(one["lines"][0]["points"]))


def point(metric: Metric) -> dict[str, Any]:
    """Return a metric as a point of a chart: the last day of its date, its value without powers, and as printed."""
    return {
        "date": metric.date,
        "day": last_day(metric.date.rpartition("/")[2]),
        "size": amount(metric.value, metric.unit).value,
        "value": metric.value,
        "unit": metric.unit,
        "cmp": metric.cmp,
    }


def _by_kind(reader: _Reader, found: list[Partner]) -> list[tuple[str, list[Row]]]:
    """Group the partners by kind, other banks last."""
    of_kind: dict[str, list[Row]] = defaultdict(list)
    for partner in found:
        type = partner.id.partition(":")[0]
        of_kind[partner.kind if type == "partner" else "bank"].append(reader.row(partner, type))
    return [(kind, of_kind[kind]) for kind in (*KINDS["partner"], "bank") if kind in of_kind]


def _trees(reader: _Reader, bank: str, found: list[Unit]) -> list[tuple[str, list[Branch]]]:
    """Hang each unit on the unit that it is part of; those that hang on the bank are grouped by kind."""
    graph = reader.content.graph
    own = {unit.id: unit for unit in found}
    above: dict[str, str] = {}
    for node in sorted(own):
        for _, whole, relation in sorted(graph.out_edges(node, keys=True)):
            if relation == "part_of" and whole in own and not _hangs_on(above, whole, node):
                above.setdefault(node, whole)
    below: dict[str, list[str]] = defaultdict(list)
    for node in own:
        below[above.get(node, bank)].append(node)

    def branch(node: str) -> Branch:
        return Branch(reader.row(own[node], "unit"), [branch(part) for part in below[node]])

    top = [branch(node) for node in below[bank]]
    return [
        (kind, of_kind) for kind in KINDS["unit"] if (of_kind := [one for one in top if one.row.thing.kind == kind])
    ]


def _hangs_on(above: dict[str, str], node: str | None, whole: str) -> bool:
    while node is not None and node != whole:
        node = above.get(node)
    return node == whole


def _documents(reader: _Reader, bank: str, told: Sequence[Any]) -> list[tuple[str, str, int]]:
    """List the documents that tell of the bank, with how many quotes of its things stand in each."""
    counts = Counter(quote.document_id for thing in told for quote in thing.evidence)
    ids = sorted(
        set(reader.content.documents_of.get(bank, ())) | set(counts),
        key=lambda document: (-counts[document], document),
    )
    return [(reader.content.documents[one].heading, reader.links.document(one), counts[one]) for one in ids]


def region_of(bank: Bank) -> str:
    """Return the province and city of a bank, once where they have one name."""
    return " ".join(dict.fromkeys(filter(None, (bank.province, bank.city))))


def comparable(page: BankPage, href: str) -> dict[str, Any]:
    """Return what the comparison needs of a bank, as JSON can hold it.

    `href` is the bank's page as the comparison sees it; that page's own addresses lead up from its folder first.
    """

    def proof(evidence: list[Evidence]) -> list[dict[str, Any]]:
        return [
            {
                "pieces": [[piece.text, bool(piece.node)] for piece in one.pieces],
                "document": one.document,
                "first": one.first,
                "last": one.last,
                "href": one.href.removeprefix("../"),
            }
            for one in evidence
        ]

    bank = page.bank
    return {
        "id": bank.id,
        "name": bank.name,
        "kind": bank.kind,
        "region": region_of(bank),
        "href": href,
        "initiatives": [
            {
                "id": row.thing.id,
                "name": row.thing.name,
                "type": row.type,
                "kind": row.thing.kind,
                "themes": row.thing.themes,
                "stages": row.thing.stages,
                "href": f"{href}#{row.anchor}",
                "evidence": proof(row.evidence[:2]),
            }
            for row in page.initiatives
        ],
        "metrics": [
            {
                **point(row.metric),
                "id": row.metric.id,
                "name": row.metric.name,
                "about": row.about,
                "max": row.metric.value_max,
                "base": amount(row.metric.value, row.metric.unit).unit,
                "doubtful": row.doubtful,
                "evidence": proof(row.evidence),
            }
            for row in page.metric_rows
        ],
        "partners": [
            {
                "id": row.thing.id,
                "name": row.thing.name,
                "type": row.type,
                "kind": row.thing.kind,
                "relations": row.thing.relations,
                "href": f"{href}#{row.anchor}",
                "evidence": proof(row.evidence[:1]),
            }
            for _, rows in page.partners
            for row in rows
        ],
        "units": sum(1 for _, branches in page.units for _ in branches),
        "documents": [{"name": name, "href": document.removeprefix("../")} for name, document, _ in page.documents],
    }
