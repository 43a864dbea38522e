"""Observations: which tellings of a number, by however many documents, are one. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extract.lexicon import table
from graph.casebook.rows import MetricRow
from graph.dates import first_day, is_date, last_day
from graph.measures import digits, metric_key, plain, scaled
from graph.text import normalise

UNDATED = "未注明"


@dataclass(frozen=True, slots=True)
class Telling:
    """A metric of one document, with the nodes that it is about."""

    document_id: str
    metric: MetricRow
    subject: str
    about: str | None


def observed(tellings: Iterable[Telling]) -> dict[Telling, str]:
    """Return the id of the observation that each telling tells.

    Tellings are one where subject, what is measured, its name and the value agree, the value in whatever scale
    (0.15万亿元 is 1500亿元), and the dates end on the same day (2025-H1 and 2025-06-30). A telling without a date
    belongs to the only dated one that other documents tell, if its value has enough digits to be no coincidence.

    Parameters
    ----------
    tellings
        Of all documents, in any order.

    Returns
    -------
    dict
        Ids by telling; the most exact date and, between equals, the first in code point order gives its id.
    """
    alike: defaultdict[tuple[object, ...], list[Telling]] = defaultdict(list)
    for telling in tellings:
        alike[what_is_told(telling)].append(telling)
    ids: dict[Telling, str] = {}
    for group in alike.values():
        by_end: defaultdict[str, list[Telling]] = defaultdict(list)
        for telling in group:
            date = telling.metric.date
            by_end[_end(date) if date else ""].append(telling)
        undated = by_end.pop("", [])
        if len(by_end) == 1 and digits(group[0].metric.value) >= table("linking")["observation"]["digits"]:
            (dated,) = by_end.values()
            told = {telling.document_id for telling in dated}
            dated += [telling for telling in undated if telling.document_id not in told]
            undated = [telling for telling in undated if telling.document_id in told]
        for same in (*by_end.values(), undated):
            if same:
                exact = max(first_day(telling.metric.date or "") for telling in same)
                names = [metric_id(telling) for telling in same if first_day(telling.metric.date or "") == exact]
                ids.update(dict.fromkeys(same, min(names)))
    return ids


def metric_id(telling: Telling) -> str:
    """Return the id of an observation as one telling has it."""
    metric = telling.metric
    parts = [telling.subject.partition(":")[2]]
    if telling.about is not None and telling.about != telling.subject:
        parts.append(telling.about.rpartition("/")[2].rpartition(":")[2])
    value = plain(metric.value) + ("" if metric.value_max is None else f"–{plain(metric.value_max)}")
    told = (normalise(metric.name), metric.date or UNDATED, value + normalise(metric.unit))
    return "metric:" + "/".join([*parts, *(part.replace("/", "／") for part in told)])


def what_is_told(telling: Telling) -> tuple[str, str | None, str, Decimal, Decimal | None, str]:
    """Return what tellings of one observation have in common; their dates decide the rest."""
    metric = telling.metric
    value, unit = scaled(metric.value, normalise(metric.unit))
    most = None if metric.value_max is None else scaled(metric.value_max, normalise(metric.unit))[0]
    about = None if telling.about == telling.subject else telling.about
    return telling.subject, about, metric_key(metric.name), value, most, unit


def _end(date: str) -> str:
    """Return the last day of a period, in which 31 stands for the end of any month."""
    year, month, day = last_day(date).split("-") if is_date(date) else ("", "", date)
    ended = year and int(day) >= monthrange(int(year) or 1, min(max(int(month), 1), 12))[1]
    return f"{year}-{month}-31" if ended else date
