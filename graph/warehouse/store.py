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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from graph.build import DocumentError, extract_document, extractor_version, failure, file_digest
from graph.casebook.rows import DocumentRows
from graph.errors import YinpuError, need
from graph.export.whole import written_whole
from graph.warehouse.tables import EXTRA, FACTS, Row, arrow_table, document_rows, read_table, tables_of, write_table

FORMAT = 1
PART = 200
_MANIFEST = "manifest.json"
_LOCK = ".lock"

Outcome = str
Made = TypeVar("Made")
Given = TypeVar("Given")
Spread = Callable[[Callable[[Given], Made], Sequence[Given]], Iterable[Made]]
"""Calls a function with each of some tasks, anywhere, and yields what it returns as it comes."""


class WarehouseError(YinpuError):
    """A folder of facts that cannot be read or written."""


class File(NamedTuple):
    """A file with the digest of its bytes; `known` says whether something was stored of it before."""

    path: str
    sha256: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A part to write into a folder: new and changed files, and the part whose other documents it takes over."""

    folder: Path
    files: tuple[File, ...]
    version: str
    old: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A part that was written: its name, how many files it holds, and what became of each of the task's."""

    task: Task
    name: str
    files: int
    outcomes: tuple[tuple[str, Outcome], ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What a run did: numbers of files by outcome (new, changed, unchanged, failed), and why some failed."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def one_by_one(function: Callable[[Given], Made], tasks: Sequence[Given]) -> Iterator[Made]:
    """Call a function with each task in this process."""
    return map(function, tasks)


def extract_into(
    folder: Path,
    paths: Iterable[Path],
    spread: Spread[Task, Written] = one_by_one,
    on_document: Callable[[Outcome], None] | None = None,
) -> Report:
    """Bring a folder of facts up to date with files; only what is new or changed is extracted.

    Parameters
    ----------
    folder
        Made where it is missing. Documents of other files stay in it.
    paths
        Files, as `graph.build.find_documents` gives them.
    spread
        Who works on the parts.
    on_document
        Called with the outcome of each file, to show progress.

    Returns
    -------
    Report

    Raises
    ------
    WarehouseError
        The folder holds something else, or another process writes to it.
    graph.errors.MissingExtraError
        pyarrow is not installed.
    """
    need("pyarrow", EXTRA)
    report = Report()

    def note(outcome: Outcome) -> None:
        report.outcomes[outcome] += 1
        if on_document is not None:
            on_document(outcome)

    version = extractor_version()
    with locked(folder):
        parts = read_manifest(folder) if (folder / _MANIFEST).exists() else {}
        _sweep(folder, parts)
        known = _sources(folder, parts)
        new: list[File] = []
        changed: defaultdict[str, list[File]] = defaultdict(list)
        for path in paths:
            try:
                digest = file_digest(path)
            except DocumentError as error:
                note("failed")
                report.warnings.append(str(error))
                continue
            source = known.get(str(path))
            if source is None:
                new.append(File(str(path), digest))
            elif (source["sha256"], source["extractor_version"]) == (digest, version):
                note("unchanged")
            else:
                changed[source["part"]].append(File(str(path), digest, known=True))
        for written in spread(write_part, _tasks(folder, parts, new, changed, version)):
            _commit(folder, parts, written)
            report.warnings += written.warnings
            for _, outcome in written.outcomes:
                note(outcome)
    return report


def _tasks(
    folder: Path, parts: dict[str, int], new: Iterable[File], changed: dict[str, list[File]], version: str
) -> list[Task]:
    """Return the parts to write: those with changed files, those with room for new ones, and new ones."""
    rest = iter(new)
    tasks = []
    for part, files in sorted(parts.items()):
        wanted = [*changed.get(part, ()), *islice(rest, max(PART - files, 0))]
        if wanted:
            tasks.append(Task(folder, tuple(wanted), version, part))
    while more := tuple(islice(rest, PART)):
        tasks.append(Task(folder, more, version))
    return tasks


def write_part(task: Task) -> Written:
    """Extract the files of a part and write its tables: what runs in a worker.

    A file that cannot be read leaves in place what was stored of it before.
    """
    found: dict[str, Extracted] = {}
    outcomes: list[tuple[str, Outcome]] = []
    warnings: list[str] = []
    for file in task.files:
        try:
            found[file.path] = _extracted(file, task.version)
            outcomes.append((file.path, "changed" if file.known else "new"))
        except DocumentError as error:
            outcomes.append((file.path, "failed"))
            warnings.append(str(error))
    tables = _whole(task, found)
    name = _name(tables["sources"].to_pylist())
    for table, content in tables.items():
        write_table(content, part_file(task.folder, table, name))
    return Written(task, name, tables["sources"].num_rows, tuple(outcomes), tuple(warnings))


class Extracted(NamedTuple):
    """What was extracted from a file: its row in `sources`, and Arrow tables by name."""

    source: Row
    tables: dict[str, Any]


def _extracted(file: File, version: str) -> Extracted:
    extraction = extract_document(Path(file.path))
    try:
        tables = {name: arrow_table(rows, FACTS[name]) for name, rows in tables_of(extraction, version).items()}
    except ValueError as error:
        raise failure(Path(file.path), error) from error
    source = {"path": file.path, "sha256": file.sha256, "document_id": extraction.document.id}
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
    manifest = {"format": FORMAT, "extractor": extractor_version(), "parts": dict(sorted(parts.items()))}
    with written_whole(folder / _MANIFEST) as file:
        json.dump(manifest, file, indent=1)
        file.write("\n")


def _commit(folder: Path, parts: dict[str, int], written: Written) -> None:
    """Let a part count, in place of the old one."""
    if written.task.old is not None:
        del parts[written.task.old]
    if written.files:
        parts[written.name] = written.files
    _write_manifest(folder, parts)
    if written.task.old not in (None, written.name):
        _remove(folder, written.task.old)
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
    strange = [path.name for path in folder.iterdir() if path.name not in (*FACTS, _MANIFEST, _LOCK)]
    if strange and not (folder / _MANIFEST).exists():
        raise WarehouseError(f"{folder}: holds other files ({strange[0]}); name an empty folder for the facts")
    try:
        held = FileLock(folder / _LOCK).acquire(timeout=0)
    except Timeout:
        raise WarehouseError(f"{folder}: another yinpu works on these facts; wait until it is done") from None
    with held:
        yield
