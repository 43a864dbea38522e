"""The way of one document: a spaCy pipeline finds its names, the functions of extract.facts read its facts."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

import extract.mentions
import extract.tokenizer  # noqa: F401  registers the tokenizer
from extract.facts.assemble import assemble
from extract.ner import MODEL
from extract.schema import Document, Extraction
from extract.traditional import in_original, in_simplified

NER = ("yinpu_ner",)
ROLES = ("yinpu_roles",)
RULES = ("yinpu_banks", "yinpu_quoted", "yinpu_organisations", "yinpu_units", "yinpu_coined")
SETTLING = ("yinpu_select", "yinpu_short_names")


def components(without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of the pipeline's components in their order, less those of the parts "ner" and "rules"."""
    if "ner" in without:
        return (*(() if "rules" in without else RULES), *SETTLING)
    if "rules" in without:
        return (*NER, "yinpu_learned_alone", *SETTLING, *ROLES)
    return (*NER, *RULES, "yinpu_learned", "yinpu_coordinated", *SETTLING, *ROLES)


@cache
def pipeline(without: frozenset[str] = frozenset(), model: Path = MODEL) -> Language:
    """Return the pipeline with the trained parts of `model`, less the parts "ner" and "rules"; built once a process."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    # spaCy stops at a million characters for the sake of its parser, which has no part here; reading has a cap.
    nlp.max_length = sys.maxsize
    for component in components(without):
        nlp.add_pipe(component, config={"path": str(model)} if component in (*NER, *ROLES) else {})
    return nlp


def extract_document(document: Document, without: frozenset[str] = frozenset(), model: Path = MODEL) -> Extraction:
    """Return the facts of a document that has been read.

    Parameters
    ----------
    document
        What `extract.reading` has made of a file.
    without
        Parts to leave out, to measure what they add: "ner", what is trained, or "rules", those that propose names.
    model
        The folder of the trained parts, to measure others than those that ship.
    """
    nlp = pipeline(without, model)
    simplified = in_simplified(document)
    doc = nlp.make_doc(simplified.text)
    doc.user_data["text"] = simplified.text
    for _, component in nlp.pipeline:
        doc = component(doc)
    extraction = assemble(simplified, doc)
    return extraction if simplified is document else in_original(extraction, document)
