"""Which candidates stand: overlaps are settled by length, then by the order of trust."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from extract.mentions.spans import MENTIONS, QUOTES, bare, candidates

TRUST = {"unit": 0, "bank": 1, "product": 2, "program": 3, "partner": 4}


def without_overlaps(spans: list[Span]) -> list[Span]:
    """Return spans of which no two overlap: the longer wins, then the one of the more trusted label."""
    chosen: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span.start - span.end, TRUST[span.label_], span.start)):
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def repeated(doc: Doc, chosen: list[Span]) -> list[Span]:
    """Return further occurrences of the names chosen: a coined name means the same thing wherever it stands."""
    taken = {place for span in chosen for place in range(span.start, span.end)}
    known: dict[str, Span] = {}
    for span in chosen:
        if span.label_ in ("product", "program", "unit", "partner"):
            for name in {span.text.strip(QUOTES), *re.findall(r"[“「\"]([^”」\"]+)[”」\"]", span.text)}:
                if len(bare(name)) > 2:
                    known.setdefault(name, span)
            # Two characters may be any word, but not where they stand in quotation marks again.
            if span.text[0] in QUOTES and len(bare(span.text)) == 2:
                known.setdefault(span.text, span)
    found: list[Span] = []
    matcher = PhraseMatcher(doc.vocab)
    matcher.add("known", [Doc(doc.vocab, words=list(name), spaces=[False] * len(name)) for name in known])
    for again in sorted(matcher(doc, as_spans=True), key=lambda span: (span.start - span.end, span.start)):
        places = range(again.start, again.end)
        if taken.isdisjoint(places):
            taken.update(places)
            first = known[again.text]
            found.append(Span(doc, again.start, again.end, first.label_, span_id=first.id_))
    return found


@Language.component("yinpu_select")
def select(doc: Doc) -> Doc:
    """Leave in `doc.spans["mentions"]` the names of the document, no two of them overlapping."""
    chosen = without_overlaps(candidates(doc))
    doc.spans[MENTIONS] = sorted([*chosen, *repeated(doc, chosen)], key=lambda span: span.start)
    return doc
