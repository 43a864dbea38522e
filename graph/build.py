"""From documents to a casebook: only what is new or changed is read, and one bad document never stops the others."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import extract
from extract import extract_file
from extract.reading import ReadError
from extract.resources import resource
from extract.schema import Extraction
from graph.casebook import (
    add_failure,
    add_source,
    has_document,
    open_for_reading,
    open_for_writing,
    source_of,
    store_extraction,
)
from graph.curation import read_curation, warnings_of
from graph.errors import YinpuError
from graph.resolution import is_current, refresh
from graph.sources import Source, find_documents, read_source
from graph.text import printable
from graph.workers.documents import Outcome, Task, extract_tasks, failure
from graph.workers.fan_out import Setup, extracted
from graph.workers.limits import Limits

Result = Literal["new", "changed", "unchanged", "failed"]

__all__ = [
    "BuildReport",
    "DocumentError",
    "Plan",
    "Setup",
    "build",
    "extract_document",
    "extract_file",
    "extractor_version",
    "find_documents",
    "plan",
]


# The casebook is resolved while documents are still being read, whenever so many have come, and such a part of all.
# Towards the end it is resolved more often: what is left when the workers have nothing more to do is done by one core.
_RESOLVED_AT_ONCE = 100
_PART_AT_ONCE = 20
_LAST_AT_ONCE = 25


class DocumentError(YinpuError):
    """A document that cannot be read."""


@dataclass(slots=True)
class BuildReport:
    """What a build did: numbers of documents by outcome, and why some failed, in the order of the documents."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def worked(self) -> int:
        """The documents that the casebook now holds as they are on disk."""
        return self.new + self.changed + self.unchanged


@dataclass(slots=True)
class Plan:
    """What a build would do with documents, by outcome.

    `again` are those that failed before and will be tried again, also counted as new or changed; `unreadable` come
    with the reason; `gone` are files that the casebook knows from the same places and that are no more: a build
    leaves in the casebook what they said.
    """

    new: list[Source] = field(default_factory=list)
    changed: list[Source] = field(default_factory=list)
    unchanged: list[Source] = field(default_factory=list)
    unreadable: list[tuple[Source, str]] = field(default_factory=list)
    again: list[Source] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def build(
    casebook: Path,
    sources: Iterable[Source],
    on_document: Callable[[Source, Result], None] | None = None,
    setup: Setup | None = None,
) -> BuildReport:
    """Read documents into a casebook and resolve what they name.

    Documents are read by several processes at once, or by the workers of an engine, and stored by this one as they
    come: each in one transaction, so that a build that is stopped keeps what it had stored, and the next goes on from
    there. What is stored, and what comes of it, does not depend on their order.

    Parameters
    ----------
    casebook
        The SQLite file, created where missing.
    sources
        Documents, as `find_documents` gives them.
    on_document
        Called after each document, to show progress.
    setup
        Where documents are read and within which limits; by default on all cores of this machine.

    Returns
    -------
    BuildReport

    Raises
    ------
    CasebookError
        The casebook cannot be written, or another process writes to it.
    YinpuError
        The engine of `setup` is not installed or cannot be reached.
    """
    started = time.perf_counter()
    setup = setup or Setup()
    report = BuildReport()
    version = extractor_version()
    curation = read_curation(casebook)
    order = {source: position for position, source in enumerate(sources)}
    warnings: dict[Source, str] = {}

    def tell(source: Source, result: Result, error: str = "") -> None:
        setattr(report, result, getattr(report, result) + 1)
        if error:
            warnings[source] = error
            with connection:
                add_failure(connection, printable(str(source)), printable(error))
        if on_document is not None:
            on_document(source, result)

    with open_for_writing(casebook) as connection:
        tasks = []
        (resolved,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        known = resolved
        for source in order:
            task = _task(connection, source, version, setup.limits)
            if isinstance(task, Task):
                tasks.append(task)
            else:
                tell(source, *task)
        left = len(tasks)
        with closing(extracted(tasks, extract_file, setup, version)) as outcomes:
            for outcome in outcomes:
                tell(outcome.source, *_store(connection, outcome, version))
                left -= 1
                stored = known + report.new + report.changed
                enough = min(max(_RESOLVED_AT_ONCE, stored // _PART_AT_ONCE), max(_LAST_AT_ONCE, left))
                if not curation.digest and stored - resolved >= enough:
                    refresh(connection, version, curation, more=left > 0)
                    resolved = stored
        if not is_current(connection, version, curation.digest):
            refresh(connection, version, curation)
        report.warnings = [warnings[source] for source in sorted(warnings, key=order.__getitem__)]
        report.warnings += warnings_of(connection, curation)
    report.seconds = time.perf_counter() - started
    return report


def plan(casebook: Path, sources: Iterable[Source], roots: Sequence[str] = (), limits: Limits | None = None) -> Plan:
    """Say what `build` would do, without writing anything.

    Parameters
    ----------
    casebook
        The SQLite file; where it is missing, all documents are new.
    sources
        Documents, as `find_documents` gives them.
    roots
        The files and folders that were searched, absolute: what the casebook knows of them and is not among
        `sources` is gone.
    limits
        What a document may cost.

    Raises
    ------
    CasebookError
        The casebook cannot be read.
    """
    found = Plan()
    version = extractor_version()
    with closing(open_for_reading(casebook) if casebook.exists() else sqlite3.connect(":memory:")) as connection:
        known = casebook.exists()
        failed = {path for (path,) in connection.execute("SELECT path FROM failures")} if known else set()
        stored = [path for (path,) in connection.execute("SELECT path FROM sources")] if known else []
        for source in sources:
            before = source_of(connection, str(source)) if known else None
            try:
                digest = hashlib.sha256(_content(source, limits or Limits())).hexdigest()
            except DocumentError as error:
                found.unreadable.append((source, str(error)))
                continue
            if before is None:
                found.new.append(source)
            elif before.sha256 == digest and has_document(connection, before.document_id, version):
                found.unchanged.append(source)
            else:
                found.changed.append(source)
            if printable(str(source)) in failed and source not in found.unchanged[-1:]:
                found.again.append(source)
    there = {str(source) for source in (*found.new, *found.changed, *found.unchanged)}
    there |= {str(source) for source, _ in found.unreadable}
    found.gone = sorted(
        path for path in stored if path not in there and any(f"{path}/".startswith(f"{root}/") for root in roots)
    )
    return found


def extract_document(source: Source, limits: Limits | None = None) -> Extraction:
    """Return the facts of one document, read in a process with limits.

    Raises
    ------
    DocumentError
        It cannot be read, or something in it made the extractor fail; the message names the file and the cure.
    """
    (outcome,) = extract_tasks([Task(source)], extract_file, limits or Limits())
    if outcome.error:
        raise DocumentError(outcome.error)
    return outcome.extraction()


def extractor_version() -> str:
    """Return a digest of all that decides which facts are found and what they make: code, lexicon, registry, model."""
    digest = hashlib.sha256()
    code = Path(extract.__file__).parent, Path(__file__).parent / "resolution"
    for number, folder in enumerate((*code, resource("lexicon"), resource("registry"))):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{number} {path.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def _task(
    connection: sqlite3.Connection, source: Source, version: str, limits: Limits
) -> Task | tuple[Result] | tuple[Result, str]:
    """Return what is to be done with a document, or what became of it where nothing is.

    A file on disk that is known is looked at here, one behind a URL where it is read.
    """
    try:
        str(source).encode()
    except UnicodeEncodeError:
        return "failed", f"{source}: its name is not in UTF-8; rename it"
    known = source_of(connection, str(source))
    if known is None or not has_document(connection, known.document_id, version):
        return Task(source)
    if not isinstance(source, Path):
        return Task(source, known.sha256)
    try:
        digest = hashlib.sha256(_content(source, limits)).hexdigest()
    except DocumentError as error:
        return "failed", str(error)
    return ("unchanged",) if digest == known.sha256 else Task(source)


def _content(source: Source, limits: Limits) -> bytes:
    try:
        return read_source(source, limits.largest)
    except ReadError as error:
        raise DocumentError(str(error)) from None


def _store(connection: sqlite3.Connection, outcome: Outcome, version: str) -> tuple[Result] | tuple[Result, str]:
    """Bring the casebook up to date with one document, in a transaction of its own."""
    if outcome.error:
        return "failed", outcome.error
    if outcome.facts is None:
        return ("unchanged",)
    extraction = outcome.extraction()
    known = source_of(connection, str(outcome.source))
    try:
        with connection:
            store_extraction(connection, extraction, version)
            add_source(connection, str(outcome.source), extraction.document.id, extraction.document.sha256)
    except (KeyError, sqlite3.IntegrityError) as error:
        return "failed", failure(outcome.source, error)
    return ("new" if known is None else "changed",)
