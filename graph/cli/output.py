"""Answers on a terminal, in a pipe, as JSON or as CSV."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from enum import Enum

import typer

from graph.text import NUMBER, UNPRINTABLE, disarmed, printable

Row = Mapping[str, object]
WIDEST_NAME = 32


class Form(Enum):
    """How a command prints its answer."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def form_of(as_json: bool, as_csv: bool) -> Form:
    """Return the form that the options ask for.

    Raises
    ------
    typer.BadParameter
        They ask for two.
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other: use one of them")
    return Form.JSON if as_json else Form.CSV if as_csv else Form.TABLE


def print_json(value: object) -> None:
    """Print data classes, lists and mappings as JSON in UTF-8; what could command a terminal is escaped."""
    told = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    typer.echo(UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", told))


def print_rows(rows: Sequence[Row], columns: Iterable[str], form: Form, *, nothing: str = "nothing found") -> None:
    """Print rows as a table on a terminal, as tab-separated lines in a pipe, or as CSV.

    Parameters
    ----------
    rows
        Cells by column; a list becomes its elements joined.
    columns
        Which columns, in which order.
    form
        TABLE or CSV.
    nothing
        What to say on stderr where there are no rows.
    """
    asked = list(columns)
    cells = [[cell(row.get(column)) for column in asked] for row in rows]
    headers = [cell(column) for column in asked]
    if form is Form.CSV:
        _print_csv(headers, cells)
    elif not rows:
        typer.echo(nothing, err=True)
    elif sys.stdout.isatty():
        _print_table(headers, cells)
    else:
        lines = ([column.replace("_", " ") for column in headers], *cells)
        typer.echo("\n".join(map("\t".join, lines)))


def print_line(text: str) -> None:
    """Print a line without what could command a terminal."""
    typer.echo(printable(text))


def cell(value: object) -> str:
    """Return a value as the text of one cell, on one line."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "、".join(map(cell, value))
    return printable(" ".join(str(value).split()))


def _print_csv(headers: list[str], cells: list[list[str]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([disarmed(text) for text in line] for line in cells)


def _print_table(headers: list[str], cells: list[list[str]]) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    # A terminal is narrow: columns without a value give way, and the first, the name, is broken last.
    shown = [number for number in range(len(headers)) if any(line[number] for line in cells)]
    for number in shown:
        numeric = all(NUMBER.fullmatch(line[number]) for line in cells)
        longest = max(cell_len(line[number]) for line in cells)
        table.add_column(
            headers[number].replace("_", " "),
            justify="right" if numeric else "left",
            overflow="fold",
            min_width=min(longest, WIDEST_NAME) if number == shown[0] or numeric else None,
        )
    for line in cells:
        table.add_row(*(Text(line[number]) for number in shown))
    Console(highlight=False).print(table)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} is no data")
