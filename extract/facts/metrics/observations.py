"""The observations of a document: each number with its bank, its name, its date and what it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extract.facts.attribution import Attribution
from extract.facts.metrics.naming import counted, left_name, metric_name, share_name, topic_name
from extract.facts.named import Mentions
from extract.facts.sentences import LONGEST_SENTENCE, Places, Sentence, evidence
from extract.lexicon import pattern
from extract.quantities import DateExpr, Quantity, governing_date
from extract.schema import Block, Evidence, Metric

RISE_FROM = re.compile("(?:^|[，。；])([^，。；]*)[由从](?:，?的)?$")
RISE_TO = re.compile(
    "(?:，?的?)?(?:增|提|升|降|扩|压|缩|减|增长|提升|提高|上升|下降|扩大|压缩|缩短|减少|增加)[至到](?:，?的)?$"
)
# a number that opens a short quotation is part of a motto: “三个高地”
OPENING_MARK = re.compile("[“「]")
MOTTO = re.compile("[^”」+，。0-9]{1,4}[”」]")
JOINED = re.compile(r"[、，和与及以]{1,2}")
DISTRIBUTED = re.compile("分别|依次")
TOGETHER = re.compile("合计|共同|总计|三家|两家|多家|家银行")
SAME_NAME = 0.4
ABOUT_WINDOW = 80
HEADER_CELL = 24
MOST_ALIKE = 50
"""With how many earlier numbers of one value a number is compared, of a bank and unit: an accident, beyond."""


class Carried(NamedTuple):
    """The name of the metric that a paragraph told last: a number without words of its own repeats it."""

    block: int
    name: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the metrics of one document are read from."""

    text: str
    blocks: Sequence[Block]
    places: Places
    mentions: Mentions
    initiatives: Mentions
    subjects: Attribution
    dates: Sequence[DateExpr]
    headers: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def headers(text: str, blocks: Sequence[Block], numbers: Sequence[Quantity]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the place of the header cell over each cell of a table, by the numbers of its block and cell.

    The first row of a table is its header where no cell of it tells a number or runs on.
    """
    starts = [number.start for number in numbers]
    found: dict[tuple[int, int], tuple[int, int]] = {}
    header: tuple[tuple[int, int], ...] = ()
    for index, block in enumerate(blocks):
        if block.kind != "row":
            header = ()
            continue
        first = index == 0 or blocks[index - 1].kind != "row"
        bare = bisect_left(starts, block.start) == bisect_left(starts, block.end)
        if first:
            short = all(end - start <= HEADER_CELL for start, end in block.cells)
            header = block.cells if bare and short else ()
            continue
        found |= {(index, cell): place for cell, place in enumerate(header)}
    return found


def metrics(context: Context, quantities: Iterable[Quantity]) -> list[Metric]:
    """Return the metrics of a document, each once."""
    found: list[Metric] = []
    sentence: Sentence | None = None
    inside: list[Quantity] = []
    carried = Carried(-1, "")
    for quantity in [*quantities, None]:
        at = context.places.at(quantity.start) if quantity else None
        if at != sentence or quantity is None:
            if sentence and inside:
                if carried.block != sentence.block:
                    carried = Carried(sentence.block, "")
                names = _names(context, sentence, inside, carried.name)
                told = [name for name, one in zip(names, inside, strict=True) if not one.structural]
                carried = Carried(sentence.block, told[-1] if told else carried.name)
                found += _of_sentence(context, sentence, inside, names)
            sentence, inside = at, []
        if quantity and at:
            inside.append(quantity)
    return once(found)


def _of_sentence(context: Context, sentence: Sentence, quantities: list[Quantity], names: list[str]) -> list[Metric]:
    found: list[Metric] = []
    runs = _runs(context.text, quantities)
    for number, quantity in enumerate(quantities):
        if quantity.structural or quantity.role in ("frame", "per") or _inside_name(context, quantity):
            continue
        if OPENING_MARK.search(context.text, quantity.start - 1, quantity.start) and MOTTO.match(
            context.text, quantity.end
        ):
            continue
        if pattern("metrics", "surveyed", "words", "的?{}").match(context.text, quantity.end):
            continue
        if _counts_banks(context, quantity):
            continue
        subject = context.subjects.at(quantity.start)
        run = next(run for run in runs if number in run)
        banks: tuple[str, ...] = subject.banks or ((subject.partner,) if subject.partner else ())
        bracketed = _bracketed(context, quantity)
        if bracketed:
            banks = (bracketed,)
        elif len(banks) > 1:
            if len(run) == len(banks):
                banks = (banks[run.index(number)],)
            elif TOGETHER.search(context.text, sentence.start, quantity.start) or pattern(
                "metrics", "themselves", "words"
            ).match(context.text, quantity.end):
                continue
        thing = _about(context, sentence, quantity)
        for bank in banks:
            found.append(
                Metric(
                    subject=bank,
                    name=names[number] or quantity.unit,
                    value=quantity.value,
                    unit=quantity.unit,
                    cmp=quantity.cmp,
                    evidence=(evidence(context.text, sentence, quantity.start, quantity.end),),
                    about=thing or subject.unit,
                    value_max=quantity.value_max,
                    date=_date(context, sentence, quantity, thing),
                )
            )
    return found


def _counts_banks(context: Context, quantity: Quantity) -> bool:
    """Return whether a number only counts the banks enumerated right before it: 甲银行、乙银行两家."""
    before = context.mentions.before(quantity.start)
    return before is not None and before.label == "bank" and before.end == quantity.start and quantity.unit == "家"


def _bracketed(context: Context, quantity: Quantity) -> str | None:
    """Return the bank that a number in brackets stands behind: 甲银行（2100亿元）、乙银行（1300亿元）."""
    if context.text[max(0, quantity.start - 1) : quantity.start] not in ("（", "("):
        return None
    before = context.mentions.before(quantity.start)
    return before.name if before and before.label == "bank" and before.end == quantity.start - 1 else None


def _runs(text: str, quantities: list[Quantity]) -> list[list[int]]:
    """Group the numbers that only a comma or a conjunction parts: 87家和46家."""
    runs: list[list[int]] = []
    for number, quantity in enumerate(quantities):
        last = quantities[runs[-1][-1]] if runs else quantity
        joint = JOINED.fullmatch(text, last.end, quantity.start)
        if runs and joint and ("，" not in joint[0] or last.unit == quantity.unit):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _names(context: Context, sentence: Sentence, quantities: list[Quantity], carried: str) -> list[str]:
    """Return the name of each number's metric; `carried` is the one told last in the same paragraph."""
    names: list[str] = []
    text = context.text
    runs = _runs(text, quantities)
    for index, run in enumerate(runs):
        begin = quantities[runs[index - 1][-1]].end if index else sentence.start
        left_text = _without_dates(context, begin, quantities[run[0]].start)
        left = left_name(left_text)
        told = [number for run in runs[:index] for number in run if not quantities[number].structural]
        before = [names[number] for number in runs[index - 1] if number in told] or [
            names[told[-1]] if told else carried
        ]
        limit = sentence.end
        items = _items(left_text) if len(run) > 1 else []
        for position, number in enumerate(run):
            quantity = quantities[number]
            right = counted(text, quantity.end, limit)
            last = before[position] if len(before) == len(run) and len(run) > 1 else (before[-1] if before else "")
            own = items[position] if len(items) == len(run) else left
            own = _told_within(text, quantity) or own
            if rise := RISE_FROM.search(left_text):
                own = left_name(rise[1])
            elif names and RISE_TO.match(left_text):
                own = names[-1]
            if not own and (header := context.headers.get((sentence.block, sentence.cell))):
                own = left_name(re.sub("[（(].*", "", _without_dates(context, *header)))
            if not own and text[max(0, quantity.start - 1) : quantity.start] in ("（", "("):
                own = topic_name(left_text)
            alike = [one for one in told if quantities[one].dimension == quantity.dimension]
            if not own and alike and len(run) == 1:
                last = names[alike[-1]]
            share = share_name(text, quantity.end, limit) if quantity.dimension == "ratio" and not own else ""
            names.append(share or metric_name(own, right, quantity.dimension, last) or last or topic_name(left_text))
    return names


def _told_within(text: str, quantity: Quantity) -> str:
    """Return the name that a number's own expression tells: 最高额度500万元."""
    within = text[quantity.start : quantity.number_start]
    return within if pattern("metrics", "within", "nouns").search(within) else ""


def _items(left: str) -> list[str]:
    """Return the things enumerated before 分别: 甲贷款和乙贷款余额分别为 gives 甲贷款 and 乙贷款余额."""
    clauses = [clause for clause in re.split("[，：；。]", left) if clause.strip()]
    if not clauses or not DISTRIBUTED.search(clauses[-1]):
        return []
    return [left_name(item) for item in re.split("[、和与及]", DISTRIBUTED.split(clauses[-1])[0])]


def _without_dates(context: Context, start: int, end: int) -> str:
    """Return text[start:end] without dates and without the names of banks, units and partners."""
    out = context.text[start:end]
    first, last = (bisect_left(context.dates, place, key=lambda one: one.start) for place in (start, end))
    cuts = [(one.start, one.end) for one in context.dates[first:last] if one.end <= end and not one.comparison]
    cuts += [
        (one.start, one.end)
        for one in context.mentions.between(start, end)
        if one.end <= end and one.label in ("bank", "unit", "partner")
    ]
    for first, last in sorted(cuts, reverse=True):
        out = out[: first - start] + "，" * (first > start) + out[last - start :]
    return out


def _inside_name(context: Context, quantity: Quantity) -> bool:
    around = context.mentions.before(quantity.number_start)
    return around is not None and quantity.number_end < around.end


def _about(context: Context, sentence: Sentence, quantity: Quantity) -> str | None:
    """Return the nearest product, program or company before the number in its sentence."""
    first = max(sentence.start, quantity.start - ABOUT_WINDOW)
    things = [
        one for one in context.mentions.between(first, quantity.start) if one.label in ("product", "program", "partner")
    ]
    since = things[-1].end if things else first
    between = context.text[since : quantity.start]
    if pattern("metrics", "away", "words", "[，。；]{}").search(between):
        return None
    if things:
        return things[-1].name
    if pattern("cues", "anaphora", "product").search(between):
        last = context.initiatives.before(first)
        return last.name if last and last.start >= context.blocks[sentence.block].start else None
    return None


def _date(context: Context, sentence: Sentence, quantity: Quantity, about: str | None) -> str | None:
    """Return when a number holds.

    A date of an earlier sentence governs what the bank reports, but neither the terms of a product (最长5年) nor
    what is said of a product or a partner that the sentence itself names.
    """
    block = context.blocks[sentence.block]
    floor = max(block.start, quantity.start - LONGEST_SENTENCE)
    start = max(floor, *(context.text.rfind(stop, floor, quantity.start) + 1 for stop in "。！？"))
    date = governing_date(context.dates, quantity.start, start, block.start, context.text)
    header = context.headers.get((sentence.block, sentence.cell))
    if date is None and header:
        first = bisect_left(context.dates, header[0], key=lambda one: one.start)
        date = next((one for one in context.dates[first : first + 1] if one.end <= header[1]), None)
        return date.iso if date else None
    if date is None:
        return None
    if date.start < start and (about or quantity.dimension == "time" or quantity.cmp == "<="):
        return None
    return date.iso


def overlap(one: str, other: str) -> float:
    """Return the Dice coefficient of two names' characters (0 to 1)."""
    first, second = Counter(one), Counter(other)
    return 2 * sum((first & second).values()) / max(1, sum(first.values()) + sum(second.values()))


def once(found: Iterable[Metric]) -> list[Metric]:
    """Return metrics without repetitions: a number told twice counts once, with both quotes."""
    kept: list[Metric] = []
    proofs: list[list[Evidence]] = []
    by_value: dict[tuple[str, float, float | None, str], list[int]] = {}
    for metric in found:
        key = (metric.subject, metric.value, metric.value_max, metric.unit)
        for index in by_value.get(key, [])[-MOST_ALIKE:]:
            other = kept[index]
            dated = metric.date == other.date or metric.date is None or other.date is None
            if dated and overlap(metric.name, other.name) >= SAME_NAME:
                kept[index] = replace(other, date=other.date or metric.date)
                proofs[index] += metric.evidence
                break
        else:
            by_value.setdefault(key, []).append(len(kept))
            kept.append(metric)
            proofs.append(list(metric.evidence))
    return [replace(metric, evidence=tuple(told)) for metric, told in zip(kept, proofs, strict=True)]
