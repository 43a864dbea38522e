"""The way of one document: a spaCy pipeline finds its names, the functions of extract.facts read its facts."""

from __future__ import annotations

from functools import cache

import spacy
from spacy.language import Language

import extract.mentions
import extract.ner
import extract.tokenizer  # noqa: F401  registers the tokenizer
from extract.facts.assemble import assemble
from extract.reading import LARGEST_FILE
from extract.schema import Document, Extraction
from extract.traditional import in_original, in_simplified

NER = ("yinpu_ner",)
RULES = ("yinpu_banks", "yinpu_quoted", "yinpu_organisations", "yinpu_units", "yinpu_coined")
SETTLING = ("yinpu_select", "yinpu_short_names")


def components(without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of the pipeline's components in their order, less those of the parts "ner" and "rules"."""
    if "rules" in without:
        return (*(() if "ner" in without else (*NER, "yinpu_learned_alone")), *SETTLING)
    return (*(() if "ner" in without else NER), *RULES, "yinpu_learned", *SETTLING)


@cache
def pipeline(without: frozenset[str] = frozenset()) -> Language:
    """Return the pipeline, less the parts "ner" and "rules"; it is built once a process."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    # spaCy stops at a million characters for the sake of its parser, which has no part here.
    nlp.max_length = LARGEST_FILE
    for component in components(without):
        nlp.add_pipe(component)
    return nlp


def extract_document(document: Document, without: frozenset[str] = frozenset()) -> Extraction:
    """Return the facts of a document that has been read.

    Parameters
    ----------
    document
        What `extract.reading` has made of a file.
    without
        Parts to leave out, to measure what they add: "ner", or "rules", those that propose names.
    """
    nlp = pipeline(without)
    simplified = in_simplified(document)
    doc = nlp.make_doc(simplified.text)
    doc.user_data["text"] = simplified.text
    for _, component in nlp.pipeline:
        doc = component(doc)
    extraction = assemble(simplified, doc)
    return extraction if simplified is document else in_original(extraction, document)
