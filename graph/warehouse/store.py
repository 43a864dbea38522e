"""The folder of facts: Parquet files of some two hundred documents each, written by the workers that extract them.

    facts/manifest.json                which parts count
    facts/documents/1f0c….parquet      a table is a folder, a part has one file in each, named by what it was made of
    facts/entities/1f0c….parquet  …

A part counts when the manifest names it. A run that is killed leaves whole parts and no half ones, and the next goes on
from there; what the manifest does not name is swept away.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import graph.build as building
from extract.reading import ReadError
from graph.casebook.rows import DocumentRows
from graph.errors import need
from graph.export.whole import written_whole
from graph.sources import Source, read_source
from graph.warehouse.tables import (
    EXTRA,
    FACTS,
    Row,
    WarehouseError,
    arrow_table,
    document_rows,
    read_table,
    tables_of,
    write_table,
)
from graph.workers.documents import Extract, extract_batch, failure
from graph.workers.documents import Outcome as Reading
from graph.workers.documents import Task as Wanted
from graph.workers.engines import LOCAL
from graph.workers.fan_out import Setup, spread
from graph.workers.limits import Limits

FORMAT = 1
PART = 200
_MANIFEST = "manifest.json"
_LOCK = ".lock"
WORK = ".work"

Outcome = str


@dataclass(frozen=True, slots=True)
class Task:
    """A part to write into a folder: new and changed documents, and the part whose other documents it takes over.

    `version` is the extractor's, and `elsewhere` says that workers on other machines must have the same; `known` has
    the paths of which something is stored.
    """

    folder: Path
    documents: tuple[Wanted, ...]
    extract: Extract
    limits: Limits
    version: str
    elsewhere: bool
    old: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """A part that was written in place of an old one: its name, its number of documents, and what became of each."""

    old: str | None
    name: str
    files: int
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a run did: numbers of files by outcome (new, changed, unchanged, failed), and why some failed."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def extract_into(
    folder: Path,
    sources: Iterable[Source],
    on_document: Callable[[Outcome], None] | None = None,
    setup: Setup | None = None,
) -> Report:
    """Bring a folder of facts up to date with documents; only what is new or changed is extracted.

    Parameters
    ----------
    folder
        Made where it is missing; workers on other machines must find it at the same place. Other documents stay in it.
    sources
        Documents, as `graph.sources.find_documents` gives them.
    on_document
        Called with the outcome of each document, to show progress.
    setup
        Where documents are read and within which limits; by default on all cores of this machine.

    Returns
    -------
    Report

    Raises
    ------
    WarehouseError
        The folder holds something else, or another process writes to it.
    graph.errors.MissingExtraError
        pyarrow is not installed.
    YinpuError
        The engine of `setup` cannot be reached, or its workers die again and again.
    """
    need("pyarrow", EXTRA)
    setup = setup or Setup()
    report = Report()

    def note(outcome: Outcome, warning: str = "") -> None:
        report.outcomes[outcome] += 1
        report.warnings += [warning] if warning else []
        if on_document is not None:
            on_document(outcome)

    version, folder = building.extractor_version(), folder.absolute()
    with locked(folder):
        parts = read_manifest(folder) if (folder / _MANIFEST).exists() else {}
        _sweep(folder, parts)
        known = _sources(folder, parts)
        new: list[Wanted] = []
        changed: defaultdict[str, list[Wanted]] = defaultdict(list)
        for source in sources:
            stored = known.get(str(source))
            try:
                task = _task(source, stored, version, setup.limits)
            except ReadError as error:
                note("failed", str(error))
                continue
            if task is None:
                note("unchanged")
            elif stored is None:
                new.append(task)
            else:
                changed[stored["part"]].append(task)
        empty = Task(folder, (), building.extract_file, setup.limits, version, setup.engine != LOCAL)
        tasks = _tasks(empty, parts, new, changed, frozenset(known))
        for written in spread(write_part, tasks, setup):
            _commit(folder, parts, written)
            for outcome in written.outcomes:
                note(outcome)
            report.warnings += written.warnings
    return report


def _task(source: Source, stored: Row | None, version: str, limits: Limits) -> Wanted | None:
    """Return what is to be done with a document, None where nothing is; one behind a URL is looked at in a worker."""
    try:
        str(source).encode()
    except UnicodeEncodeError:
        raise ReadError(f"{source}: its name is not in UTF-8; rename it") from None
    if stored is None or stored["extractor_version"] != version:
        return Wanted(source)
    if not isinstance(source, Path):
        return Wanted(source, stored["sha256"])
    digest = hashlib.sha256(read_source(source, limits.largest)).hexdigest()
    return None if digest == stored["sha256"] else Wanted(source)


def _tasks(
    empty: Task,
    parts: Mapping[str, int],
    new: Iterable[Wanted],
    changed: Mapping[str, list[Wanted]],
    known: frozenset[str],
) -> list[Task]:
    """Return the parts to write: those with changed documents, those with room for new ones, and new ones."""
    rest = iter(new)
    tasks = []
    for part, files in sorted(parts.items()):
        wanted = [*changed.get(part, ()), *islice(rest, max(PART - files, 0))]
        if wanted:
            tasks.append(
                replace(
                    empty,
                    documents=tuple(wanted),
                    old=part,
                    known=known & {str(task.source) for task in wanted},
                )
            )
    while more := tuple(islice(rest, PART)):
        tasks.append(replace(empty, documents=more))
    return tasks


def write_part(task: Task) -> Written:
    """Extract the documents of a part and write its tables: what runs in a worker.

    A document that cannot be read leaves in place what was stored of it before.
    """
    found: dict[str, Extracted] = {}
    outcomes: list[Outcome] = []
    warnings: list[str] = []
    version = task.version if task.elsewhere else None
    for outcome in extract_batch(task.documents, task.extract, task.limits, version):
        path, error = str(outcome.source), outcome.error
        if outcome.facts is not None:
            try:
                found[path] = _extracted(outcome, task.version)
            except ValueError as failed:
                error = failure(outcome.source, failed)
        if error:
            warnings.append(error)
        outcomes.append(_result(path, error, path in found, path in task.known))
    tables = _whole(task, found)
    name = _name(tables["sources"].to_pylist())
    for table, content in tables.items():
        write_table(content, part_file(task.folder, table, name))
    return Written(task.old, name, tables["sources"].num_rows, tuple(outcomes), tuple(warnings))


def _result(path: str, error: str, found: bool, known: bool) -> Outcome:
    if error:
        return "failed"
    return ("changed" if known else "new") if found else "unchanged"


class Extracted(NamedTuple):
    """What was extracted from a file: its row in `sources`, and Arrow tables by name."""

    source: Row
    tables: dict[str, Any]


def _extracted(outcome: Reading, version: str) -> Extracted:
    extraction = outcome.extraction()
    document = extraction.document
    tables = {name: arrow_table(rows, FACTS[name]) for name, rows in tables_of(extraction, version).items()}
    source = {"path": str(outcome.source), "sha256": document.sha256, "document_id": document.id}
    return Extracted({**source, "extractor_version": version}, tables)


def _whole(task: Task, found: Mapping[str, Extracted]) -> dict[str, Any]:
    """Return the tables of a part: what was extracted, and what the old part has beside it."""
    sources: list[Row] = []
    old: dict[str, Any] = {}
    if task.old is not None:
        old = {name: read_table(part_file(task.folder, name, task.old)) for name in FACTS}
        sources += [row for row in old.pop("sources").to_pylist() if row["path"] not in found]
    new = {one.source["document_id"]: one.tables for one in found.values()}
    kept = {row["document_id"] for row in sources} - new.keys()
    arrow, compute = need("pyarrow", EXTRA), need("pyarrow.compute", EXTRA)
    wanted = arrow.array(sorted(kept), arrow.string())
    tables = {}
    for name, columns in FACTS.items():
        parts = [arrow_table([], columns), *(told[name] for told in new.values() if name in told)]
        if name in old:
            key = "id" if name == "documents" else "document_id"
            parts.append(old[name].filter(compute.is_in(old[name][key], value_set=wanted)))
        tables[name] = arrow.concat_tables(parts)
    sources += [one.source for one in found.values()]
    sources.sort(key=lambda row: str(row["path"]))
    return {**tables, "sources": arrow_table(sources, FACTS["sources"])}


def _name(sources: Iterable[Row]) -> str:
    """Return the name of a part: the same files, read by the same extractor, have the same name."""
    return hashlib.sha256(json.dumps(list(sources)).encode()).hexdigest()[:16]


def read_part(folder: Path, part: str, without: frozenset[str] = frozenset()) -> Iterator[DocumentRows]:
    """Yield what resolution reads of each document of a part, but for some.

    Parameters
    ----------
    folder, part
        A folder of facts, and a part that its manifest names.
    without
        Ids of documents.
    """
    columns = {
        "documents": ["id", "name"],
        "evidence": ["document_id", "number", "fact", "fact_number", "start", "end"],
    }
    names = ("documents", "entities", "relations", "metrics", "evidence")
    tables = {name: read_table(part_file(folder, name, part), columns.get(name)).to_pylist() for name in names}
    tables["documents"] = [row for row in tables["documents"] if row["id"] not in without]
    return document_rows(tables)


def part_file(folder: Path, table: str, part: str) -> Path:
    """Return the file that a part has in a table."""
    return folder / table / f"{part}.parquet"


def read_manifest(folder: Path) -> dict[str, int]:
    """Return the parts that count, with the number of files that each holds.

    Raises
    ------
    WarehouseError
        The folder holds no facts, or such as this program does not understand.
    """
    path = folder / _MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
        version, parts = manifest["format"], {str(name): int(files) for name, files in manifest["parts"].items()}
    except FileNotFoundError:
        raise WarehouseError(
            f"{folder}: no facts here; write them with `yinpu extract PATH... --out {folder} --format parquet`"
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise WarehouseError(f"{path}: damaged; remove the folder and extract the documents again") from None
    if version != FORMAT:
        raise WarehouseError(
            f"{folder}: facts of another version of yinpu (format {version}, this one knows {FORMAT});"
            " extract the documents into another folder"
        )
    return parts


def _write_manifest(folder: Path, parts: Mapping[str, int]) -> None:
    manifest = {"format": FORMAT, "extractor": building.extractor_version(), "parts": dict(sorted(parts.items()))}
    with written_whole(folder / _MANIFEST) as file:
        json.dump(manifest, file, indent=1)
        file.write("\n")


def _commit(folder: Path, parts: dict[str, int], written: Written) -> None:
    """Let a part count, in place of the old one."""
    if written.old is not None:
        del parts[written.old]
    if written.files:
        parts[written.name] = written.files
    _write_manifest(folder, parts)
    if written.old not in (None, written.name):
        _remove(folder, written.old)
    if not written.files:
        _remove(folder, written.name)


def _remove(folder: Path, part: str) -> None:
    for table in FACTS:
        part_file(folder, table, part).unlink(missing_ok=True)


def _sweep(folder: Path, parts: Mapping[str, int]) -> None:
    """Remove what a run that was killed left behind."""
    for table in FACTS:
        for file in (folder / table).glob("*.parquet"):
            if file.stem not in parts:
                file.unlink()


def _sources(folder: Path, parts: Iterable[str]) -> dict[str, Row]:
    """Return what is stored of each file, by its path: the rows of `sources`, each with its part."""
    rows = ((part, row) for part in parts for row in read_table(part_file(folder, "sources", part)).to_pylist())
    return {row["path"]: {**row, "part": part} for part, row in rows}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of facts, a file in it.

    Raises
    ------
    WarehouseError
        Another process holds it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    if folder.is_file():
        raise WarehouseError(f"{folder}: a file; name a folder for the facts")
    folder.mkdir(parents=True, exist_ok=True)
    strange = [path.name for path in folder.iterdir() if path.name not in (*FACTS, _MANIFEST, _LOCK, WORK)]
    if strange and not (folder / _MANIFEST).exists():
        raise WarehouseError(f"{folder}: holds other files ({strange[0]}); name an empty folder for the facts")
    try:
        held = FileLock(folder / _LOCK).acquire(timeout=0)
    except Timeout:
        raise WarehouseError(f"{folder}: another yinpu works on these facts; wait until it is done") from None
    with held:
        yield
