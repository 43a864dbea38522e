"""The way of one document: a spaCy pipeline finds its names, the functions of extract.facts read its facts."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

import extract.mentions
import extract.ner
import extract.tokenizer  # noqa: F401  registers the tokenizer
from extract.facts.assemble import assemble
from extract.schema import Document, Extraction

COMPONENTS = (
    "yinpu_ner",
    "yinpu_banks",
    "yinpu_quoted",
    "yinpu_organisations",
    "yinpu_units",
    "yinpu_coined",
    "yinpu_learned",
    "yinpu_select",
    "yinpu_short_names",
)


@cache
def pipeline() -> Language:
    """Return the pipeline; it is built once a process."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp


def extract_document(document: Document) -> Extraction:
    """Return the facts of a document that has been read."""
    nlp = pipeline()
    doc = nlp.make_doc(document.text)
    doc.user_data["text"] = document.text
    for _, component in nlp.pipeline:
        doc = component(doc)
    return assemble(document, doc)
