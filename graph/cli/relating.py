"""The commands that relate things to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from graph.cli.asking import PLACE, print_quote
from graph.cli.options import DEFAULT_CASEBOOK, Casebook, Csv, Evidence, Json, complete_bank, resolved
from graph.cli.output import Form, Row, form_of, print_json, print_rows
from graph.queries.quotes import Quote


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="A name, an alias or the id of a node.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Show the shortest way from one thing to another, and which sentences make it.

    Example: yinpu path 兴业银行 南京银行 --evidence
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.path(connection, start, end)
    if form is Form.JSON:
        print_json(found)
        return
    columns = ["head", "relation", "tail"]
    rows = [{"head": step.head, "relation": step.relation, "tail": step.tail} for step in found]
    nothing = f"nothing joins {start} and {end} in this casebook"
    _print(rows, columns, [step.evidence for step in found], form, evidence, nothing)


def compare(
    banks: Annotated[
        list[str],
        typer.Argument(metavar="BANK...", help="Two to five banks, by any name.", autocompletion=complete_bank),
    ],
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Put banks side by side: their initiatives by kind and theme, metrics of the same name and date, shared partners.

    Example: yinpu compare 农行 工行
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.compare(connection, banks)
    if form is Form.JSON:
        print_json(found)
        return
    names = list(dict.fromkeys(name for row in found for name in row.values))
    rows = [{"what": row.what, "aspect": row.aspect, **row.values} for row in found]
    quotes = [[quote for quotes in row.evidence.values() for quote in quotes] for row in found]
    _print(rows, ["what", "aspect", *names], quotes, form, evidence, "")


def _print(
    rows: Sequence[Row],
    columns: list[str],
    quotes: Sequence[Sequence[Quote]],
    form: Form,
    evidence: bool,
    nothing: str,
) -> None:
    """Print rows and, where it is asked for, their evidence: below the table, or a line of CSV for each quote."""
    if evidence and form is Form.CSV:
        rows = [{**row, **asdict(quote)} for row, told in zip(rows, quotes, strict=True) for quote in told]
        columns = [*columns, *PLACE]
    print_rows(rows, columns, form, nothing=nothing)
    if evidence and form is Form.TABLE:
        for quote in dict.fromkeys(quote for told in quotes for quote in told):
            print_quote(quote)


COMMANDS: tuple[Callable[..., None], ...] = (path, compare)
