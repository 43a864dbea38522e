"""What the trained NER adds to the rules: names that no rule sees, where it is sure enough.

The rules win: a span of the NER that touches one of theirs is dropped. What is left must reach a probability that
depends on the label and on whether the name stands in quotation marks (data/lexicon/policy.toml).
"""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract.lexicon import table, words
from extract.mentions.heads import head_at_end, kind_by_head
from extract.mentions.organisations import describes
from extract.mentions.quoted import Quoted, may_name, quotations
from extract.mentions.spans import add_candidates, bare, candidates, text_of
from extract.mentions.units import kind_of_unit

NER = "ner"


@cache
def _threshold(label: str, quoted: bool) -> float:
    return float(table("policy")["quoted" if quoted else "plain"][label])


def kind_of(label: str, name: str) -> str:
    """Return the kind that the head of a name speaks for."""
    if label == "partner":
        return kind_by_head("partner", name) or "company"
    if label == "unit":
        return kind_of_unit(name)
    head = head_at_end(name)
    return head.kind if head and head.label == label else "other"


def is_name(label: str, name: str) -> bool:
    """Return whether a span may be a name: no common noun, no description."""
    if len(bare(name)) < 3:
        return False
    if label == "partner":
        return name not in words("organisations", "partner_generic", "words") and not describes(name)
    if label == "unit":
        return name not in words("organisations", "unit_generic", "words")
    return label in ("product", "program") and name not in words("names", "generic", "others")


@Language.component("yinpu_learned")
def learned(doc: Doc) -> Doc:
    """Add the sure names of the NER that no rule touches to the candidates of `doc`."""
    if NER not in doc.spans:
        return doc
    group = doc.spans[NER]
    taken = {place for span in candidates(doc) for place in range(span.start, span.end)}
    companies = "\n".join(span.text for span in candidates(doc, "partner") if span.text.endswith("公司"))
    marks: dict[int, Quoted] = {one.start + 1: one for one in quotations(text_of(doc))}
    found: list[tuple[int, int, str, str]] = []
    for span, score in zip(group, group.attrs["scores"], strict=True):
        quoted = marks.get(span.start)
        whole = quoted is not None and span.end == quoted.end - 1
        if span.label_ == "bank" or not taken.isdisjoint(range(span.start, span.end)):
            continue
        if span.label_ != "partner" and span.text[:3] in companies:
            continue
        if score < _threshold(span.label_, whole) or not is_name(span.label_, span.text):
            continue
        if quoted is not None and whole:
            if may_name(text_of(doc), quoted):
                found.append((quoted.start, quoted.end, span.label_, kind_of(span.label_, span.text)))
        else:
            found.append((span.start, span.end, span.label_, kind_of(span.label_, span.text)))
    add_candidates(doc, found)
    return doc


@Language.component("yinpu_learned_alone")
def learned_alone(doc: Doc) -> Doc:
    """Add all names of the NER to the candidates of `doc`: what it finds where no rule proposes names."""
    add_candidates(
        doc, [(span.start, span.end, span.label_, kind_of(span.label_, span.text)) for span in doc.spans[NER]]
    )
    return doc
