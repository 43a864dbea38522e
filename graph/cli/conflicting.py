"""The command that lists what does not go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, Casebook, Csv, Json, complete_bank, resolved
from graph.cli.output import Form, form_of, print_json, print_line, print_rows


class ConflictKind(StrEnum):
    """What two facts contradict each other in."""

    value = "value"
    date = "date"
    sentence = "sentence"
    spelling = "spelling"
    claim = "claim"


def conflicts(
    bank: Annotated[
        str | None,
        typer.Argument(metavar="[BANK]", help="Only those of this bank, any name of it.", autocompletion=complete_bank),
    ] = None,
    kind: Annotated[ConflictKind | None, typer.Option("--kind", help="Only this kind.")] = None,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List facts that do not go together, each with both quotes, the severest first.

    value: a figure with two values for one date. date: one value with two dates in one document. sentence: one
    sentence credited to two banks. spelling: two names that one product may have. claim: one name that two banks claim.

    Behind each fact stands what `yinpu curate reject` and `yinpu curate accept` take; what they settle is listed no
    more. Names are settled by `yinpu curate merge`, or by accepting both.

    Examples: yinpu conflicts --kind value

    yinpu conflicts 交行 --csv
    """
    from graph import queries
    from graph.conflicts import conflicts as find

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        node = None if bank is None else queries.find_bank(connection, bank)
        found = find(connection, node, kind=kind.value if kind else None)
    if form is Form.JSON:
        print_json(found)
        return
    if form is Form.CSV:
        # A line for each side, so that every cell stays one value; the number joins them.
        rows = [
            {**asdict(conflict), **asdict(side), "conflict": number, **asdict(quote)}
            for number, conflict in enumerate(found, 1)
            for side in conflict.sides
            for quote in side.evidence[:1]
        ]
        place = ["document", "start", "end", "quote"]
        print_rows(rows, ["conflict", "severity", "kind", "banks", "why", "says", "fact", *place], form)
        return
    for conflict in found:
        print_rows([asdict(conflict)], ["severity", "kind", "banks", "why"], form)
        for side in conflict.sides:
            print_line(f"  {side.says}  [{side.fact}]")
            for quote in side.evidence[:1]:
                print_line(f"    {quote.document} {quote.start}–{quote.end}  {quote.quote}")
        print_line("")
    if not found:
        print_rows([], [], form, nothing="no conflicts" + (f" of {bank}" if bank else "") + " in this casebook")


COMMANDS: tuple[Callable[..., None], ...] = (conflicts,)
