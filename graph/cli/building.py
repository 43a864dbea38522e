"""The commands that read documents, and the one that takes a document back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import (
    DEFAULT_CASEBOOK,
    Casebook,
    Documents,
    Engine,
    Jobs,
    MaxSize,
    Memory,
    Scheduler,
    Timeout,
    setup_of,
)
from graph.cli.output import print_line
from graph.workers.limits import MEMORY, SECONDS, Limits

if TYPE_CHECKING:
    from graph.sources import Source

Advance = Callable[[], None]


class FactsFormat(StrEnum):
    """How `yinpu extract` writes facts."""

    jsonl = "jsonl"
    parquet = "parquet"


def build(
    paths: Documents,
    casebook: Casebook = DEFAULT_CASEBOOK,
    jobs: Jobs = -1,
    engine: Engine = "loky",
    scheduler: Scheduler = None,
    timeout: Timeout = SECONDS,
    memory: Memory = MEMORY,
    max_size: MaxSize = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say which documents are new, changed, unchanged or gone.")
    ] = False,
) -> None:
    """Read documents into the casebook; only what is new or changed is read.

    Examples: yinpu build reports/

    yinpu build report.txt notes.md --casebook banks.db

    yinpu build reports/ --jobs 2 --dry-run
    """
    from graph.build import build as build_casebook
    from graph.cli import INTERRUPTED
    from graph.sources import find_documents

    setup = setup_of(engine, scheduler, jobs, Limits(timeout, memory, max_size))
    found = find_documents(paths)
    if dry_run:
        _print_plan(casebook, found, paths, setup.limits)
        return
    done: list[str] = []
    try:
        with progress("reading", len(found)) as advance:

            def on_document(_: Source, outcome: str) -> None:
                done.append(outcome)
                advance()

            report = build_casebook(casebook, found, on_document, setup)
    except KeyboardInterrupt:
        print(
            f"yinpu: stopped; {len(done) - done.count('failed')} of {len(found)} documents are stored in {casebook}, "
            "the same command goes on from there",
            file=sys.stderr,
        )
        raise typer.Exit(INTERRUPTED) from None
    _print_warnings(report.warnings)
    print_line(
        f"documents  new {report.new} · changed {report.changed} · unchanged {report.unchanged}"
        f" · failed {report.failed}"
    )
    _print_graph(casebook)
    print_line(f"seconds    {report.seconds:.1f}")
    print_line(f"casebook   {casebook}")
    if report.failed:
        raise typer.Exit(1)


def _print_plan(casebook: Path, found: Sequence[Source], paths: Sequence[str], limits: Limits) -> None:
    from graph.build import plan
    from graph.sources import is_url

    roots = [path.rstrip("/") if is_url(path) else str(Path(path).resolve()) for path in paths]
    would = plan(casebook, found, roots, limits)
    for what, sources in (("new", would.new), ("changed", would.changed), ("failed before", would.again)):
        for source in sources:
            print_line(f"{what:<14} {source}")
    for _, reason in would.unreadable:
        print_line(f"{'unreadable':<14} {reason}")
    for path in would.gone:
        print_line(f"{'gone':<14} {path}")
    print_line(
        f"would read     new {len(would.new)} · changed {len(would.changed)} · unchanged {len(would.unchanged)}"
        f" · unreadable {len(would.unreadable)}"
    )
    if would.gone:
        print_line(f"gone           {len(would.gone)} stay in the casebook: yinpu remove DOC takes one out")


def extract(
    paths: Documents,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the facts.", file_okay=False)],
    timeout: Timeout = SECONDS,
    memory: Memory = MEMORY,
    max_size: MaxSize = None,
    format: Annotated[
        FactsFormat, typer.Option("--format", help="A file a document, or tables for yinpu resolve and for duckdb.")
    ] = FactsFormat.jsonl,
    jobs: Jobs = -1,
    engine: Engine = "loky",
    scheduler: Scheduler = None,
) -> None:
    """Write the facts of each document as DIR/STEM.jsonl, without a casebook.

    As parquet, DIR is a folder of tables, written by several processes or by the workers of an engine; a second run
    replaces only what changed. Needs the extra warehouse.

    Examples: yinpu extract reports/ --out facts/

    yinpu extract reports/ --out facts-parquet/ --format parquet
    """
    from extract.facts_format import facts_lines
    from graph.build import DocumentError, extract_document
    from graph.cli.warehousing import extract_parts
    from graph.export.whole import written_whole
    from graph.sources import find_documents

    limits = Limits(timeout, memory, max_size)
    found = find_documents(paths)
    if format is FactsFormat.parquet:
        extract_parts(found, out, setup_of(engine, scheduler, jobs, limits))
        return
    warnings: list[str] = []
    written: dict[str, Source] = {}
    with progress("extracting", len(found)) as advance:
        for path in found:
            try:
                if path.stem in written:
                    raise DocumentError(
                        f"{path}: its facts would overwrite those of {written[path.stem]};"
                        " extract it into another folder"
                    )
                lines = facts_lines(extract_document(path, limits))
                with written_whole(out / f"{path.stem}.jsonl") as file:
                    file.writelines(f"{line}\n" for line in lines)
                written[path.stem] = path
            except DocumentError as error:
                warnings.append(str(error))
            advance()
    _print_warnings(warnings)
    print_line(f"documents  extracted {len(written)} · failed {len(warnings)}")
    print_line(f"facts      {out}")
    if warnings:
        raise typer.Exit(1)


def remove(
    document: Annotated[str, typer.Argument(metavar="DOC", help="The id, name or file of a document.")],
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Remove a document from the casebook, with all that only it says.

    Example: yinpu remove report
    """
    from contextlib import closing

    from graph.build import extractor_version
    from graph.casebook import open_for_reading, open_for_writing, remove_document, remove_failure
    from graph.curation import read_curation, warnings_of
    from graph.queries import find_document
    from graph.resolution import refresh

    with open_for_writing(casebook) as connection, connection:
        if remove_failure(connection, str(Path(document).absolute())):
            print_line(f"removed    {document}")
            return
    with closing(open_for_reading(casebook)) as connection:
        document_id = find_document(connection, document)
    with open_for_writing(casebook) as connection:
        with connection:
            remove_document(connection, document_id)
        curation = read_curation(casebook)
        refresh(connection, extractor_version(), curation)
        _print_warnings(warnings_of(connection, curation))
    print_line(f"removed    {document_id}")


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """Show a bar with rate and time left on stderr, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
    from rich.progress import ProgressColumn as Column
    from rich.text import Text

    class Rate(Column):
        """Documents a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _print_graph(casebook: Path) -> None:
    from graph import queries
    from graph.cli.options import resolved

    with resolved(casebook) as connection:
        found = queries.stats(connection)
    for what, numbers in (("nodes", found.nodes), ("edges", found.edges)):
        parts = "".join(f" · {name} {number}" for name, number in numbers.items())
        print_line(f"{what}      {sum(numbers.values())}{parts}")


def _print_warnings(warnings: Sequence[str]) -> None:
    for warning in warnings:
        print_error(f"warning: {warning}")


def print_error(text: str) -> None:
    """Print a line to stderr without what could command a terminal."""
    from graph.cli.output import cell

    typer.echo(f"yinpu: {cell(text)}", err=True)


COMMANDS: tuple[Callable[..., None], ...] = (build, extract, remove)
