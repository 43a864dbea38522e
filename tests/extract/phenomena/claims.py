"""Facts in one line each, so that a test reads as what a text says and does not say.

    product 皖禾贷 loan                       an entity; its kind may be left out
    partner 皖芯科技有限公司 = 皖芯科技         two names of one entity
    徽商银行 offers 皖禾贷                     a relation; what a unit does, its bank does
    徽商银行 reports 贷款余额 >12.5 亿元 2025-06-30 皖禾贷
                                             a metric: name, value (5-10 is a range), unit, date, about;
                                             - is none, * is not looked at, what is left out is not looked at
    not 徽商银行 offers 皖禾贷                 the text does not say so

Names of entities are compared as the reader of a graph would: without quotation marks, by name or alias. The name of a
metric is right when it shares half of its characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pytest

from extract import extract_text
from extract.facts.metrics import overlap
from extract.schema import LABELS, RELS, Entity, Extraction, Metric

MARKS = re.compile("[“”\"'‘’「」『』]")
VALUE = re.compile(r"(>=|<=|[=><~])?(-?[\d.]+)(?:-([\d.]+))?")
SAME_NAME = 0.5


def each(cases: str) -> list[object]:
    r"""Return each claim of `cases` with its text.

    A text stands at the beginning of a line and may go on in the next ones (a break of the text itself is written \\n);
    its claims follow, indented.
    """
    found: list[object] = []
    text, claimed = "", True
    for line in cases.strip("\n").split("\n"):
        if line.startswith(" "):
            written = text.replace(r"\n", "\n").replace(r"\r", "\r").replace(r"\t", "\t")
            found.append(pytest.param(written, line.strip(), id=str(len(found) + 1)))
            claimed = True
        else:
            text = line if claimed else text + line
            claimed = False
    return found


def check(text: str, claim: str) -> None:
    """Assert that a text says what a claim claims."""
    extraction = _read(text)
    wanted = not claim.startswith("not ")
    assert holds(extraction, claim.removeprefix("not ")) is wanted, f"{claim}\nfound:\n{_told(extraction)}"


def holds(extraction: Extraction, claim: str) -> bool:
    """Return whether an extraction has the fact that a claim (without its `not`) names."""
    words = claim.split()
    if words[0] in LABELS:
        found = [one for one in extraction.entities if one.label == words[0] and _is(one, words[1])]
        if words[2:3] == ["="]:
            return any(_is(one, other) for one in found for other in words[3:])
        return any(words[2:] in ([], [one.kind]) for one in found)
    if words[0] == "any":
        return any(_is(one, words[1]) for one in extraction.entities)
    if words[1] == "reports":
        return any(_tells(extraction, metric, words[0], words[2:]) for metric in extraction.metrics)
    if words[1] not in RELS:
        raise ValueError(f"no claim: {claim}")
    return any(
        one.rel == words[1] and _stands_for(extraction, one.head, words[0]) and _named(extraction, one.tail, words[2])
        for one in extraction.relations
    )


@cache
def _read(text: str) -> Extraction:
    return extract_text(text)


def _bare(name: str) -> str:
    return MARKS.sub("", name)


def _is(entity: Entity, name: str) -> bool:
    return _bare(name) in {_bare(form) for form in (entity.name, *entity.aliases)}


def _named(extraction: Extraction, name: str | None, wanted: str) -> bool:
    if wanted == "*":
        return True
    if name is None or wanted == "-":
        return name is None and wanted == "-"
    return any(entity.name == name and _is(entity, wanted) for entity in extraction.entities)


def _stands_for(extraction: Extraction, name: str, wanted: str) -> bool:
    """Return whether `name` is `wanted` or one of its units."""
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        if _named(extraction, name, wanted):
            return True
        units = {one.name for one in extraction.entities if one.label == "unit"}
        above = (one.tail for one in extraction.relations if one.rel == "part_of" and one.head == name)
        name = next(above, name) if name in units else name
    return False


def _tells(extraction: Extraction, metric: Metric, subject: str, wanted: Sequence[str]) -> bool:
    name, number, unit, date, about = [*wanted, "*", "*", "*"][:5]
    match = VALUE.fullmatch(number)
    if match is None:
        raise ValueError(f"no number: {number}")
    return (
        _stands_for(extraction, metric.subject, subject)
        and (name == "*" or overlap(name, metric.name) >= SAME_NAME)
        and match[1] in (None, metric.cmp)
        and float(match[2]) == metric.value
        and (float(match[3]) if match[3] else None) == metric.value_max
        and unit in ("*", metric.unit)
        and date in ("*", metric.date or "-")
        and _named(extraction, metric.about, about)
    )


def _told(extraction: Extraction) -> str:
    lines = [f"{one.label} {' = '.join((one.name, *one.aliases))} {one.kind}" for one in extraction.entities]
    lines += [f"{one.head} {one.rel} {one.tail}" for one in extraction.relations]
    lines += [
        f"{one.subject} reports {one.name} {one.cmp}{one.value:g}{f'-{one.value_max:g}' if one.value_max else ''} "
        f"{one.unit} {one.date or '-'} {one.about or '-'}"
        for one in extraction.metrics
    ]
    return "\n".join(lines)
