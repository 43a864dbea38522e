"""Names that stand in one enumeration with names that are known: what is coordinated is of one sort.

In 推出甲贷、乙融、丙通 the middle is a product because its neighbours are. An item counts where both of its limits are
certain: it stands between two of the enumeration's commas, or a comma and 等 or a stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.mentions.learned import is_name, kind_of
from extract.mentions.spans import HAN, add_candidates, candidates, text_of

ITEM = re.compile(f"、([{HAN}A-Za-z0-9+·\\-]{{2,12}}?)(?=、|等|[。，；）)])")
LABELS = ("product", "partner")
SHORTEST = 3
LEAST = 2
"""How many neighbours must be known: one may be an error, or the head of another phrase."""


def _chains(text: str, known: dict[int, Span]) -> Iterator[list[tuple[int, int, Span | None]]]:
    """Return enumerations that begin with a known name: start, end and, where it is known, the span of each item."""
    behind = {span.end: span for span in known.values()}
    seen: set[int] = set()
    for start in sorted(known):
        if start in seen:
            continue
        chain: list[tuple[int, int, Span | None]] = [(start, known[start].end, known[start])]
        end = known[start].end
        while text.startswith("、", end):
            nearest = known.get(end + 1)
            if nearest is not None:
                seen.add(end + 1)
                chain.append((end + 1, nearest.end, nearest))
                end = nearest.end
                continue
            item = ITEM.match(text, end)
            if not item:
                break
            chain.append((*item.span(1), behind.get(item.end(1))))
            end = item.end(1)
        if len(chain) > 1:
            yield chain


@Language.component("yinpu_coordinated")
def coordinated(doc: Doc) -> Doc:
    """Add the items of enumerations whose other items are known to the candidates of `doc`."""
    text = text_of(doc)
    spans = candidates(doc)
    taken = {place for span in spans for place in range(span.start, span.end)}
    known = {span.start: span for span in spans if span.label_ in LABELS}
    found = []
    for chain in _chains(text, known):
        labels = [span.label_ for _, _, span in chain if span is not None]
        if len(labels) < LEAST or len(set(labels)) > 1 or 2 * len(labels) < len(chain):
            continue
        for start, end, span in chain:
            name = text[start:end]
            if span is None and taken.isdisjoint(range(start, end)) and is_name(labels[0], name):
                found.append((start, end, labels[0], kind_of(labels[0], name)))
    add_candidates(doc, found)
    return doc
