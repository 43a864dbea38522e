"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Annotated

import typer

DEFAULT_CASEBOOK = Path("yinpu.db")


def complete_bank(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the names of the casebook's banks that begin with what was typed; none if anything is wrong with it."""
    try:
        with resolved(Path(ctx.params.get("casebook") or DEFAULT_CASEBOOK)) as connection:
            rows = connection.execute(
                "SELECT label, aliases FROM nodes WHERE type = 'bank' ORDER BY documents DESC, id"
            )
            names = [name for label, aliases in rows for name in (label, *aliases.split("|"))]
    except Exception:
        # An error here would be printed into the command line that the user is typing.
        return []
    return [name for name in dict.fromkeys(names) if name and name.startswith(incomplete)]


Casebook = Annotated[
    Path,
    typer.Option(
        "--casebook", metavar="FILE", envvar="YINPU_CASEBOOK", help="The casebook: one SQLite file.", dir_okay=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, with the evidence.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Evidence = Annotated[bool, typer.Option("--evidence", help="Print the quotes with document and place.")]
BankName = Annotated[
    str,
    typer.Argument(metavar="BANK", help="Any name or alias of the bank: 交通银行, 交行.", autocompletion=complete_bank),
]
Documents = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Documents, and folders that are searched for them; also URLs.")
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", envvar="YINPU_TIMEOUT", min=0.001, help="How long a document may take."
    ),
]
Memory = Annotated[
    int,
    typer.Option("--memory", metavar="MB", envvar="YINPU_MEMORY", min=1, help="How much memory a document may take."),
]
MaxSize = Annotated[
    int | None,
    typer.Option(
        "--max-size",
        metavar="MB",
        envvar="YINPU_MAX_SIZE",
        min=1,
        help="The largest file to read; by default 50 MB of text, 200 MB of other files.",
    ),
]


@contextmanager
def resolved(casebook: Path) -> Iterator[Connection]:
    """Open a casebook for a reading command."""
    from graph.reading import open_resolved

    with closing(open_resolved(casebook)) as connection:
        yield connection
