"""The commands that examine: the extraction on annotated texts, the installation and a casebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.building import progress
from graph.cli.options import DEFAULT_CASEBOOK, Casebook, Csv
from graph.cli.output import Form, Row, cell, form_of, print_json, print_line, print_rows

if TYPE_CHECKING:
    from extract.evaluation import Evaluation, Score, Tally

ALL = "all"
FIGURES = ("precision", "recall", "f1", "right", "wrong", "missed")


class Part(StrEnum):
    """The parts of the extractor that can be left out."""

    ner = "ner"
    rules = "rules"


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="Texts (NAME.txt, NAME.md), each with its facts (NAME.jsonl).")
    ],
    without: Annotated[Part | None, typer.Option(help="Measure only what is found without this part.")] = None,
    errors: Annotated[int, typer.Option(metavar="N", min=0, help="Print up to N errors of each text.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Csv = False,
) -> None:
    """Measure what is found in annotated texts against what careful readers found, and what each part adds to it.

    Examples: yinpu evaluate data/cases

    yinpu evaluate data/cases --without ner --errors 20
    """
    form = form_of(as_json, as_csv)
    measured = _measured(gold, [_name(without)] if without else [ALL, *map(_name, Part)])
    evaluation = next(iter(measured.values()))
    wrong = {name: found[:errors] for name, found in evaluation.errors.items() if found[:errors]}
    if form is Form.JSON:
        print_json(_as_json(measured) | ({"errors": wrong} if errors else {}))
        return
    for name, found in wrong.items():
        for line in (f"== {name}", *found):
            typer.echo(cell(line), err=True)
    if form is Form.CSV:
        print_rows(list(_all_rows(measured)), ("variant", "document", "part", *FIGURES), form)
        return
    scores = [{"part": part, **_rounded(_figures(score))} for part, score in evaluation.scores.items()]
    documents = [{"document": name, **_rounded(_f1(found))} for name, found in evaluation.documents.items()]
    overview = [{"variant": name, **_rounded(_summary(found))} for name, found in measured.items()]
    for rows in (scores, documents, overview):
        print_rows(rows, rows[0], form)
        print_line("")
    print_line(f"headline  {evaluation.headline:.4f}")


def doctor(
    ctx: typer.Context,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Csv = False,
) -> None:
    """Check the installation and the casebook: versions, model, SQLite's integrity check, what is out of date.

    Ends with status 1 if something failed; a warning is no failure.

    Example: yinpu doctor
    """
    from dataclasses import asdict

    from graph.casebook.health import examine

    form = form_of(as_json, as_csv)
    chosen = getattr(ctx.get_parameter_source("casebook"), "name", "DEFAULT") != "DEFAULT"
    findings = list(examine(casebook if chosen or casebook.exists() else None))
    rows = [asdict(finding) for finding in findings]
    if form is Form.JSON:
        print_json(rows)
    else:
        print_rows(rows, ("check", "status", "found", "cure"), form)
    if any(finding.status == "failed" for finding in findings):
        raise typer.Exit(1)


def _name(part: Part) -> str:
    return f"without {part.value}"


def _measured(gold: Path, variants: Sequence[str]) -> dict[str, Evaluation]:
    """Extract the facts of each text with each variant and hold them against the annotation.

    Raises
    ------
    YinpuError
        The folder holds no annotated texts, or one of its files cannot be read.
    """
    from extract.evaluation import AnnotationError, compare, found_in, read_annotated, summed
    from extract.reading import ReadError
    from graph.errors import YinpuError

    parts = {ALL: frozenset[str](), **{_name(part): frozenset({part.value}) for part in Part}}
    measured: dict[str, Evaluation] = {}
    try:
        texts = read_annotated(gold)
        with progress("measuring", len(texts) * len(variants)) as advance:
            for variant in variants:
                tallies: dict[str, Tally] = {}
                for text in texts:
                    tallies[text.name] = compare(text.facts, found_in(text, parts[variant]))
                    advance()
                measured[variant] = summed(tallies)
    except (AnnotationError, ReadError) as error:
        raise YinpuError(str(error)) from None
    return measured


def _as_json(measured: Mapping[str, Evaluation]) -> dict[str, object]:
    """Return the figures of the first variant in full, and those of all in short."""
    evaluation = next(iter(measured.values()))
    return {
        "headline": evaluation.headline,
        "scores": {part: _figures(score) for part, score in evaluation.scores.items()},
        "documents": {name: _f1(scores) for name, scores in evaluation.documents.items()},
        "variants": {name: _summary(found) for name, found in measured.items()},
    }


def _all_rows(measured: Mapping[str, Evaluation]) -> Iterator[Row]:
    for variant, evaluation in measured.items():
        yield {"variant": variant, "part": "headline", "f1": evaluation.headline}
        for name, scores in {"": evaluation.scores, **evaluation.documents}.items():
            for part, score in scores.items():
                yield {"variant": variant, "document": name, "part": part, **_figures(score)}


def _summary(evaluation: Evaluation) -> dict[str, float]:
    from extract.evaluation import PARTS, STRICT

    return {"headline": evaluation.headline, **_f1({part: evaluation.scores[part] for part in (*PARTS, STRICT)})}


def _f1(scores: Mapping[str, Score]) -> dict[str, float]:
    return {part: score.f1 for part, score in scores.items()}


def _figures(score: Score) -> dict[str, float]:
    return dict(zip(FIGURES, (score.p, score.r, score.f1, score.right, score.wrong, score.missed), strict=True))


def _rounded(figures: Mapping[str, float]) -> Row:
    return {name: f"{value:.3f}" if isinstance(value, float) else value for name, value in figures.items()}


COMMANDS: tuple[Callable[..., None], ...] = (evaluate, doctor)
