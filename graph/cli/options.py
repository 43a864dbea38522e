"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.workers.fan_out import Setup
    from graph.workers.limits import Limits

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

Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="How many workers at once; -1: one a core.")]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="What does the work: loky, dask, ray or spark.")]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Where the engine runs: tcp://host:8786.")
]


def setup_of(engine: str, scheduler: str | None, jobs: int, limits: Limits) -> Setup:
    """Return where and within which limits documents are read, once the options make sense together.

    Raises
    ------
    typer.BadParameter
        They do not.
    """
    from graph.workers.engines import ENGINES
    from graph.workers.fan_out import Setup

    if engine not in ENGINES:
        raise typer.BadParameter(f"{engine}: no such engine; there are {', '.join(ENGINES)}", param_hint="--engine")
    if jobs == 0 or jobs < -1:
        raise typer.BadParameter("give the number of workers, or -1 for all", param_hint="--jobs")
    if scheduler and not ENGINES[engine].address:
        raise typer.BadParameter(f"{engine} works on this machine and has none; see --engine", param_hint="--scheduler")
    return Setup(engine, scheduler, jobs, limits)


@contextmanager
def resolved(casebook: Path) -> Iterator[Connection]:
    """Open a casebook for a reading command."""
    from graph.reading import open_resolved

    with closing(open_resolved(casebook)) as connection:
        yield connection
