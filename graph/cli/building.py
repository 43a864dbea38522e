"""The commands that read documents, and the one that takes a document back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, Casebook, Documents, MaxSize, Memory, Timeout
from graph.cli.output import print_line
from graph.workers.limits import MEMORY, SECONDS, Limits

if TYPE_CHECKING:
    from graph.sources import Source

Advance = Callable[[], None]


def build(
    paths: Documents,
    casebook: Casebook = DEFAULT_CASEBOOK,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", help="How many documents to read at once; -1: on all cores.")
    ] = -1,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="What reads the documents: loky, dask, ray or spark.")
    ] = "loky",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Where the engine runs: tcp://host:8786.")
    ] = None,
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
    from graph.build import Setup
    from graph.build import build as build_casebook
    from graph.cli import INTERRUPTED
    from graph.sources import find_documents
    from graph.workers.engines import ENGINES

    if engine not in ENGINES:
        raise typer.BadParameter(f"{engine}: no such engine; there are {', '.join(ENGINES)}", param_hint="--engine")
    if jobs == 0 or jobs < -1:
        raise typer.BadParameter("give the number of workers, or -1 for all", param_hint="--jobs")
    if scheduler and not ENGINES[engine].address:
        raise typer.BadParameter(f"{engine} works on this machine and has none; see --engine", param_hint="--scheduler")
    setup = Setup(engine, scheduler, jobs, Limits(timeout, memory, max_size))
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
) -> None:
    """Write the facts of each document as DIR/STEM.jsonl, without a casebook.

    Example: yinpu extract reports/ --out facts/
    """
    from extract.facts_format import facts_lines
    from graph.build import DocumentError, extract_document
    from graph.export.whole import written_whole
    from graph.sources import find_documents

    limits = Limits(timeout, memory, max_size)
    found = find_documents(paths)
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
