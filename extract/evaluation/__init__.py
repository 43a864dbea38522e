"""How good the extraction is: what it finds in annotated texts against what careful readers found in them.

    texts = read_annotated(Path("data/cases"))
    evaluation = summed({text.name: compare(text.facts, found_in(text)) for text in texts})

A part of the extractor can be left out, so that one sees what it adds.
"""

from __future__ import annotations

from pathlib import Path

from extract.evaluation.annotations import AnnotatedText, AnnotationError, Facts, parse_facts, read_annotated
from extract.evaluation.comparing import PARTS, STRICT, Tally, compare
from extract.evaluation.scores import Evaluation, Score, summed

__all__ = [
    "PARTS",
    "STRICT",
    "AnnotatedText",
    "AnnotationError",
    "Evaluation",
    "Facts",
    "Score",
    "Tally",
    "compare",
    "found_in",
    "parse_facts",
    "read_annotated",
    "summed",
]


def found_in(text: AnnotatedText, without: frozenset[str] = frozenset(), model: Path | None = None) -> Facts:
    """Return the facts that the extractor finds in an annotated text.

    Parameters
    ----------
    text
        The text; its annotation is not looked at.
    without
        Parts of the extractor to leave out: "ner", "rules".
    model
        The folder of the trained parts, those that ship by default.

    Raises
    ------
    extract.reading.ReadError
        The file cannot be read as text.
    """
    from extract.facts_format import facts_lines
    from extract.ner import MODEL
    from extract.pipeline import extract_document
    from extract.reading import read_file

    extraction = extract_document(read_file(text.path), without, model or MODEL)
    return parse_facts(facts_lines(extraction), f"the facts of {text.path}")
