"""From the mentions of one document to its extraction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from extract.facts.attribution import Attribution, attribute, declared_bank
from extract.facts.linking import (
    Thing,
    by_place,
    choose_names,
    forms_of,
    group,
    label_votes,
    link_companies,
    link_extended,
    split_unit,
)
from extract.facts.metrics import Context, headers, metrics
from extract.facts.named import Mentions, Named, named
from extract.facts.relations import (
    Relations,
    banks_among_themselves,
    offers_and_runs,
    partners,
    parts_behind_colon,
    parts_by_anaphor,
    parts_by_number,
    parts_of_banks,
    parts_of_things,
    uses,
)
from extract.facts.sentences import Places, evidence, sentences
from extract.facts.themes import purposes, summed
from extract.keys import bank_key, initiative_key, unit_key
from extract.mentions.banks import kind_of_bank
from extract.mentions.spans import MENTIONS, candidates
from extract.ner.roles import SPANS
from extract.quantities import find_dates, find_quantities
from extract.registry import institution_index, normalize_name
from extract.schema import Document, Entity, Extraction, Mention, Metric, Purpose, Rel, Relation

RELATED: tuple[Rel, ...] = ("cooperates_with", "finances", "member_of")
UNRELATED = 0.45
"""From which probability on a place of an organisation tells nothing of a bank."""
MAIN_BANK_SHARE = 0.6
TITLED_BANK_SHARE = 0.15


def assemble(document: Document, doc: Doc) -> Extraction:
    """Return the extraction of a document from the mentions that the pipeline left in `doc`."""
    text = document.text
    found = sentences(text, document.blocks)
    places = Places(found)
    spans = [span for span in doc.spans[MENTIONS] if places.at(span.start)]
    banks = _banks(spans, candidates(doc, "bank"))
    bank_names = {place: thing.key for thing in set_of(banks) for place in thing.places}
    forms = {form: thing.key for thing in set_of(banks) for form in thing.forms}
    rough = [
        named(span, bank_names.get((span.start, span.end), span.text), _own_bank(span, forms))
        for span in spans
        if span.label_ in ("bank", "unit", "partner")
    ]
    default = _main_bank(set_of(banks), document.title, declared_bank(text, Mentions(rough)))
    subjects = attribute(text, document.blocks, found, Mentions(rough), default)
    things = [*set_of(banks), *_others(spans, forms, subjects)]
    choose_names(things)
    explicit = {(one.start, one.end) for one in rough if one.explicit}
    mentions = _named(spans, things, {thing.key: thing.name for thing in set_of(banks)}, explicit)
    subjects = attribute(text, document.blocks, found, mentions, _name_of(things, default))
    relations = Relations()
    offers_and_runs(text, places, mentions, subjects, relations)
    parts_of_banks(text, places, mentions, subjects, relations)
    parts_of_things(text, places, mentions, relations)
    parts_by_anaphor(text, places, mentions, relations)
    parts_behind_colon(text, places, mentions, relations)
    parts_by_number(text, document.blocks, places, mentions, relations)
    uses(text, places, mentions, relations)
    partners(text, places, mentions, subjects, _roles(doc, mentions), relations)
    banks_among_themselves(text, places, mentions, relations)
    dates = find_dates(text, document.meta.get("date"))
    quantities = find_quantities(text)
    initiatives = mentions.of("product", "program")
    over = headers(text, document.blocks, quantities)
    context = Context(text, document.blocks, places, mentions, initiatives, subjects, dates, over)
    numbers = metrics(context, quantities)
    served = purposes(text, document.blocks, places, mentions)
    return _extraction(document, things, list(relations.all()), numbers, places, served)


def _roles(doc: Doc, mentions: Mentions) -> dict[tuple[int, int], Rel | None]:
    """Return the relation in which each organisation stands to its bank, by place, as the trained roles say.

    Each place tells for itself whether it states a relation; which one it is, all places of a name tell together.
    """
    group = doc.spans.get(SPANS)
    rows = zip(group, group.attrs["scores"], strict=True) if group else ()
    scores: dict[tuple[int, int], list[float]] = {(span.start, span.end): row for span, row in rows}
    told = [(one, scores[(one.start, one.end)]) for one in mentions if (one.start, one.end) in scores]
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(RELATED))
    for one, row in told:
        sums[one.name] = [total + score for total, score in zip(sums[one.name], row[1:], strict=True)]
    likeliest = {name: RELATED[totals.index(max(totals))] for name, totals in sums.items()}
    return {(one.start, one.end): likeliest[one.name] if row[0] < UNRELATED else None for one, row in told}


def set_of(things: dict[str, Thing]) -> list[Thing]:
    """Return the things of a table in which several keys may name one, each once, by their first place."""
    return sorted({id(thing): thing for thing in things.values()}.values(), key=lambda thing: min(thing.places))


def _banks(spans: Sequence[Span], listed: Sequence[Span]) -> dict[str, Thing]:
    """Return the banks: those mentioned, and those that only the names of their units tell (某银行某分行)."""
    own = [span for span in spans if span.label_ == "bank"]
    opens = {span.start: span.end for span in spans if span.label_ == "unit"}
    inside = [span for span in listed if span.end < opens.get(span.start, 0)]
    both = sorted([*own, *inside], key=lambda span: span.start)
    return group(both, [bank_key(span.kb_id_ or span.text) for span in both], "bank", [None] * len(both))


def _main_bank(banks: Sequence[Thing], title: str, declared: str | None) -> str | None:
    """Return the bank that the document is about, None where there is more than one.

    It is the one that the text calls 本行 or 我行, the one that most names of banks name, or the only one of the title,
    if no other is named more often.
    """
    counts = Counter({thing.key: len(thing.places) for thing in banks})
    if declared or not counts:
        return declared
    most = max(counts.values())
    share = most / sum(counts.values())
    leading = sorted(key for key, count in counts.items() if count == most)
    if share >= MAIN_BANK_SHARE:
        return leading[0]
    titled = {thing.key for thing in banks if any(form in title for form in thing.forms)}
    return next((key for key in leading if titled == {key} and share >= TITLED_BANK_SHARE), None)


def _own_bank(span: Span, forms: dict[str, str]) -> str | None:
    """Return the key of the bank that a unit's name begins with, or that the registry has as its parent."""
    if span.label_ != "unit":
        return None
    prefix, _ = split_unit(span.text, forms)
    if prefix:
        return forms[prefix]
    listed = institution_index().get(span.text)
    return bank_key(listed.parent) if listed and listed.parent else None


def _others(spans: Sequence[Span], forms: dict[str, str], subjects: Attribution) -> list[Thing]:
    units: dict[str, Thing] = {}
    others: dict[str, dict[str, Thing]] = {"product": {}, "program": {}, "partner": {}}
    votes = label_votes(span for span in spans if span.label_ in ("product", "program"))
    for span in spans:
        if span.label_ == "bank":
            continue
        if span.label_ == "unit":
            prefix, rest = split_unit(span.text, forms)
            bank = _own_bank(span, forms) or next(iter(subjects.last_bank(span.start).banks), None)
            key = f"{bank}/{unit_key(rest)}"
            thing = units.setdefault(key, Thing("unit", key, bank))
            last = rest.rsplit("分行", 1)[-1] if rest.endswith("支行") else rest
            shorter = [*(forms_of(rest) if prefix else []), *(forms_of(last) if len(last) > 3 else [])]
            thing.add(span, dict.fromkeys([*forms_of(span.text), *shorter]))
            continue
        key = (
            initiative_key(forms_of(span.kb_id_ or span.text)[-1])
            if span.label_ != "partner"
            else normalize_name(span.kb_id_ or span.text)
        )
        label = votes.get(key, span.label_) if span.label_ != "partner" else "partner"
        thing = others[label].setdefault(key, Thing(label, key))
        thing.add(span, forms_of(span.text))
    link_companies(others["partner"])
    link_extended(others["product"])
    link_extended(others["program"])
    return [*set_of(units), *(thing for table in others.values() for thing in set_of(table))]


def _name_of(things: Sequence[Thing], key: str | None) -> str | None:
    return next((thing.name for thing in things if thing.label == "bank" and thing.key == key), None)


def _named(
    spans: Sequence[Span], things: Sequence[Thing], bank_names: dict[str, str], explicit: set[tuple[int, int]]
) -> Mentions:
    places = by_place(things)
    out: list[Named] = []
    for span in spans:
        place = (span.start, span.end)
        thing = places[place]
        bank = bank_names.get(thing.bank) if thing.bank else None
        out.append(Named(*place, thing.label, thing.kind, thing.name, bank, place in explicit))
    return Mentions(out)


def _extraction(
    document: Document,
    things: Sequence[Thing],
    relations: list[Relation],
    numbers: list[Metric],
    places: Places,
    served: dict[str, list[Purpose]],
) -> Extraction:
    """Keep the entities that the facts need: all banks, and of the others those that stand in a relation."""
    related = {name for one in relations for name in (one.head, one.tail)}
    related |= {one.subject for one in numbers}
    bank_names = {thing.key: thing.name for thing in things if thing.label == "bank"}
    bank_of = {thing.name: bank_names.get(thing.bank or thing.key) for thing in things}
    owners: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in relations:
        if one.rel in ("offers", "runs"):
            owners[one.tail].add(bank_of.get(one.head))
    entities: list[Entity] = []
    for thing in sorted(things, key=lambda thing: (min(thing.places), thing.label)):
        if thing.label != "bank" and thing.name not in related:
            continue
        spans = sorted(set(thing.places))
        proofs = [evidence(document.text, at, start, end) for start, end in spans if (at := places.at(start))]
        kind = kind_of_bank(thing.name) if thing.label == "bank" else thing.kind
        owner = owners[thing.name] if thing.label in ("product", "program") else {bank_names.get(thing.bank or "")}
        told = served.get(thing.name, ())
        themes, stages = summed(told)
        entities.append(
            Entity(
                label=thing.label,  # type: ignore[arg-type]
                name=thing.name,
                kind=kind,
                evidence=tuple(dict.fromkeys(proofs)),
                mentions=tuple(Mention(start, end) for start, end in spans),
                aliases=tuple(form for form in thing.forms if form != thing.name),
                bank=next(iter(owner)) if len(owner) == 1 else None,
                themes=themes,
                stages=stages,
                purposes=tuple(told),
            )
        )
    names = {entity.name for entity in entities}
    kept = [metric if metric.about in names or metric.about is None else _without_about(metric) for metric in numbers]
    return Extraction(
        document, tuple(entities), tuple(relations), tuple(metric for metric in kept if metric.subject in names)
    )


def _without_about(metric: Metric) -> Metric:
    return replace(metric, about=None)
