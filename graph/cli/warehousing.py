"""The commands for more documents than one casebook should hold: facts as Parquet files, and the graph of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import Engine, Jobs, Scheduler, setup_of
from graph.cli.output import print_line
from graph.workers.limits import Limits

if TYPE_CHECKING:
    from graph.sources import Source
    from graph.workers.fan_out import Setup


def resolve(
    facts: Annotated[Path, typer.Argument(metavar="FACTS", help="The folder that yinpu extract wrote.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the graph.", file_okay=False)],
    memory: Annotated[
        str, typer.Option("--memory-limit", metavar="SIZE", help="What duckdb may use; the rest is spilled to disk.")
    ] = "2GB",
    jobs: Jobs = -1,
    engine: Engine = "loky",
    scheduler: Scheduler = None,
) -> None:
    """Make the graph of facts that lie as Parquet files: the same nodes and edges as a casebook has.

    Decisions are read from the file beside FACTS: facts.curation for facts/. Needs the extra warehouse.

    Example: yinpu resolve facts-parquet/ -o graph/
    """
    from graph.cli.building import print_error
    from graph.warehouse.joining import resolve as resolve_facts

    found = resolve_facts(facts, out, setup_of(engine, scheduler, jobs, Limits()), memory)
    for warning in found.warnings:
        print_error(f"warning: {warning}")
    print_line(f"documents  {found.documents}")
    print_counts("nodes", found.nodes)
    print_counts("edges", found.edges)
    print_line(f"graph      {out}")


def extract_parts(found: Sequence[Source], out: Path, setup: Setup) -> None:
    """Write the facts of documents as Parquet files, for `yinpu extract --format parquet`."""
    from graph.cli.building import print_error, progress
    from graph.warehouse.store import extract_into

    with progress("extracting", len(found)) as advance:
        report = extract_into(out, found, lambda _: advance(), setup)
    for warning in report.warnings:
        print_error(f"warning: {warning}")
    outcomes = ("new", "changed", "unchanged", "failed")
    print_line("documents  " + " · ".join(f"{outcome} {report.outcomes[outcome]}" for outcome in outcomes))
    print_line(f"facts      {out}")
    if report.outcomes["failed"]:
        raise typer.Exit(1)


def print_counts(what: str, numbers: Mapping[str, int]) -> None:
    """Print how many there are, of all types and of each."""
    parts = "".join(f" · {name} {number}" for name, number in numbers.items())
    print_line(f"{what}      {sum(numbers.values())}{parts}")


COMMANDS: tuple[Callable[..., None], ...] = (resolve,)
