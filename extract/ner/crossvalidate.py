"""Measure the trained parts on texts that they did not see: python -m extract.ner.crossvalidate SHARED.

For each fifth of the annotated texts a model is trained on the other four. The figures of all fifths together, and
those of the shipped model on the development set, go into model/metrics.json and into the tables of MODEL_CARD.md: of
the tagger alone, and of the whole extraction with and without what is trained.
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

from extract.evaluation import PARTS, STRICT, Evaluation, compare, found_in, summed
from extract.evaluation import read_annotated as read_facts
from extract.ner import MODEL, load_ner
from extract.ner.examples.corpus import Annotated, read_annotated, to_doc
from extract.ner.examples.readers import FOLDS, fold_of
from extract.ner.tagger import score_entities
from extract.ner.train import train
from extract.schema import LABELS

CARD = Path(__file__).parent / "MODEL_CARD.md"
Metrics = dict[str, dict[str, dict[str, float]]]
Figures = dict[str, dict[str, float]]


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


def whole_extraction(shared: Path, models: Path, blind: Path | None = None) -> Figures:
    """Measure the facts that the whole extraction finds, as gold/score.py does.

    Parameters
    ----------
    shared
        The folder with corpus/ and gold/.
    models
        The models of the folds, as `held_out_examples` leaves them.
    blind
        A folder of folders with further annotated texts.

    Returns
    -------
    F1 of each of `PARTS` and their mean, for the annotated texts (each with the model that did not see it) and the
    development set, with and without what is trained.
    """
    corpus = read_facts(shared / "corpus")
    names = [text.name for text in corpus]
    model_of = {name: models / f"fold-{fold}" for fold in range(FOLDS) for name in fold_of(names, fold)}
    sets = {"corpus": corpus, "gold": read_facts(shared / "gold")}
    for folder in sorted(path for path in blind.iterdir() if path.is_dir()) if blind else []:
        sets[f"blind, {folder.name} half"] = read_facts(folder)
    figures = {}
    for name, texts in sets.items():
        for variant, without in ((name, frozenset[str]()), (f"{name}, without ner", frozenset({"ner"}))):
            found = {text.name: found_in(text, without, model_of.get(text.name)) for text in texts}
            figures[variant] = _figures(summed({text.name: compare(text.facts, found[text.name]) for text in texts}))
    return figures


def _figures(evaluation: Evaluation) -> dict[str, float]:
    parts = {part: round(evaluation.scores[part].f1, 3) for part in (*PARTS, STRICT)}
    return {"headline": round(evaluation.headline, 3), **parts}


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


def whole_table(figures: Figures) -> str:
    """Return the figures of the whole extraction as a table in Markdown: a row a variant."""
    head = ["texts", *next(iter(figures.values()))]
    lines = [head, ["---"] * len(head)]
    lines += [[variant, *(f"{value:.3f}" for value in row.values())] for variant, row in figures.items()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """Measure, and write the figures into model/metrics.json and MODEL_CARD.md."""
    parser = argparse.ArgumentParser(prog="python -m extract.ner.crossvalidate", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with corpus/, datasets/ and gold/")
    parser.add_argument(
        "--models", type=Path, help="keep the models of the folds in this folder, and use those that are there"
    )
    parser.add_argument("--blind", type=Path, help="a folder of folders with further annotated texts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = arguments.models or Path(folder)
        corpus = list(held_out_examples(arguments.shared, models))
        whole = whole_extraction(arguments.shared, models, arguments.blind)
    gold = examples(load_ner(), read_annotated(arguments.shared / "gold"))
    metrics = {"corpus": metrics_of(score_entities(corpus)), "gold": metrics_of(score_entities(gold))}
    (MODEL / "metrics.json").write_text(json.dumps({"tagger": metrics, "whole": whole}, indent=1) + "\n", "utf-8")
    CARD.write_text(_with_tables(CARD.read_text("utf-8"), table(metrics), whole_table(whole)), "utf-8")
    print(table(metrics), whole_table(whole), sep="\n")


def _with_tables(card: str, *tables: str) -> str:
    """Return the card with new tables in the places of those that have the same first column."""
    for new in tables:
        first = re.escape(new.split("|")[1])
        card = re.sub(rf"(?m)^\|{first}\|(.*\n\|)*.*\n", new, card, count=1)
    return card


if __name__ == "__main__":
    main()
