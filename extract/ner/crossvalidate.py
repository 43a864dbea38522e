"""Measure the tagger on texts that it did not see: python -m extract.ner.crossvalidate SHARED.

For each fifth of the annotated texts a model is trained on the other four. The figures of all fifths
together, and those of the shipped model on the development set, go into model/metrics.json and into the table
of MODEL_CARD.md. With --models the five models are kept, so that the whole pipeline can be measured with them.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example

from extract.ner import MODEL, load_ner
from extract.ner.examples.corpus import Annotated, read_annotated, to_doc
from extract.ner.examples.readers import FOLDS, fold_of
from extract.ner.tagger import score_entities
from extract.ner.train import train
from extract.schema import LABELS

CARD = Path(__file__).parent / "MODEL_CARD.md"
Metrics = dict[str, dict[str, dict[str, float]]]


def examples(nlp: Language, texts: dict[str, Annotated]) -> Iterator[Example]:
    """Tag texts and yield them beside their annotation.

    Parameters
    ----------
    nlp
        A trained pipeline.
    texts
        From name to annotated text.

    Yields
    ------
    Pairs of the tagged and the annotated document.
    """
    for text in texts.values():
        yield Example(nlp(text.text), to_doc(nlp, text))


def held_out_examples(shared: Path, models: Path) -> Iterator[Example]:
    """Train a model for each fifth of the annotated texts and tag the fifth with it.

    Parameters
    ----------
    shared
        The folder with corpus/ and datasets/.
    models
        Where the models are written, as fold-0 to fold-4; models that are there are not trained again.

    Yields
    ------
    Pairs of the tagged and the annotated document, for all texts.
    """
    texts = read_annotated(shared / "corpus")
    for fold in range(FOLDS):
        path = models / f"fold-{fold}"
        if not path.exists():
            train(shared, path, fold)
        yield from examples(load_ner(path), {name: texts[name] for name in fold_of(list(texts), fold)})


def metrics_of(scores: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 for each label and for all, rounded to what the table shows."""
    total = {key: scores[f"ner_{key}"] for key in "prf"}
    rows = {**scores["ner_per_label"], "all": total}
    return {label: {key: round(value, 3) for key, value in row.items()} for label, row in rows.items()}


def table(metrics: Metrics) -> str:
    """Return the figures as a table in Markdown: a row a label, for each set precision, recall and F1."""
    head = ["label", *(f"{name} {figure}" for name in metrics for figure in ("P", "R", "F1"))]
    lines = [head, ["---"] * len(head)]
    for label in (*LABELS, "all"):
        lines.append([label, *(f"{metrics[name][label][key]:.3f}" for name in metrics for key in "prf")])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Measure, and write the figures into model/metrics.json and MODEL_CARD.md."""
    parser = argparse.ArgumentParser(prog="python -m extract.ner.crossvalidate", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with corpus/, datasets/ and gold/")
    parser.add_argument("--models", type=Path, help="keep the models of the folds in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = list(held_out_examples(arguments.shared, arguments.models or Path(folder)))
    gold = examples(load_ner(), read_annotated(arguments.shared / "gold"))
    metrics = {"corpus": metrics_of(score_entities(corpus)), "gold": metrics_of(score_entities(gold))}
    (MODEL / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    card = CARD.read_text("utf-8")
    CARD.write_text(re.sub(r"(\| label \|.*\n)(\|.*\n)+", lambda _: table(metrics), card, count=1), "utf-8")
    print(table(metrics))


if __name__ == "__main__":
    main()
