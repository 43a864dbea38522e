"""From files to a casebook: only what is new or changed is read, and one bad document never stops the others."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import extract
from extract import extract_file
from extract.reading import SUFFIXES, ReadError, expand, may_be_document, read_bytes
from extract.reading.archives import archive_of
from extract.resources import resource
from extract.schema import Extraction
from graph.casebook import (
    add_failure,
    add_source,
    has_document,
    open_for_writing,
    source_of,
    store_extraction,
)
from graph.curation import read_curation, warnings_of
from graph.errors import YinpuError
from graph.resolution import is_current, refresh
from graph.text import printable

Outcome = Literal["new", "changed", "unchanged", "failed"]

# Facts may lie beside the documents that they annotate.
_NOT_DOCUMENTS = (".facts.md", ".facts.txt")


class DocumentError(YinpuError):
    """A document that cannot be read."""


@dataclass(slots=True)
class BuildReport:
    """What a build did: numbers of documents by outcome, and why some failed."""

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


def find_documents(paths: Iterable[Path]) -> list[Path]:
    """Return the documents among files, in folders and in zip archives, searched through and sorted by name.

    Parameters
    ----------
    paths
        Files, archives and folders. In folders and archives, hidden files and files of other kinds are passed over.

    Returns
    -------
    list of Path
        Absolute paths, each once; that of a file in an archive is the archive's with the file's name behind it.

    Raises
    ------
    YinpuError
        A path does not exist, or none of them holds a document.
    """
    found: dict[Path, None] = {}
    given = list(paths)
    for path in given:
        if path.is_dir():
            files = [child for child in sorted(path.rglob("*")) if _is_document(child, path)]
        elif path.exists() or path.is_symlink() or archive_of(path):
            files = [path]
        else:
            raise YinpuError(f"{path}: no such file or folder; check the spelling")
        found.update((one, None) for file in files for one in expand(_absolute(file)))
    if not found:
        kinds = ", ".join(sorted(SUFFIXES))
        raise YinpuError(f"{', '.join(map(str, given))}: no documents here; yinpu reads files that end in {kinds}")
    return list(found)


def build(
    casebook: Path, paths: Iterable[Path], on_document: Callable[[Path, Outcome], None] | None = None
) -> BuildReport:
    """Read documents into a casebook and resolve what they name.

    Each document is one transaction: a build that is stopped keeps what it had stored, and the next goes on from there.

    Parameters
    ----------
    casebook
        The SQLite file, created where missing.
    paths
        Files, as `find_documents` gives them.
    on_document
        Called after each document, to show progress.

    Returns
    -------
    BuildReport

    Raises
    ------
    CasebookError
        The casebook cannot be written, or another process writes to it.
    """
    started = time.perf_counter()
    report = BuildReport()
    version = extractor_version()
    curation = read_curation(casebook)
    with open_for_writing(casebook) as connection:
        for path in paths:
            try:
                with connection:
                    outcome = _store(connection, path, version)
            except DocumentError as error:
                outcome = "failed"
                report.warnings.append(str(error))
                with connection:
                    add_failure(connection, printable(str(path)), printable(str(error)))
            setattr(report, outcome, getattr(report, outcome) + 1)
            if on_document is not None:
                on_document(path, outcome)
        if not is_current(connection, version, curation.digest):
            refresh(connection, version, curation)
        report.warnings += warnings_of(connection, curation)
    report.seconds = time.perf_counter() - started
    return report


def extract_document(path: Path) -> Extraction:
    """Return the facts of one file.

    Raises
    ------
    DocumentError
        It cannot be read, or something in it made the extractor fail; the message names the file and the cure.
    """
    try:
        return extract_file(path)
    except ReadError as error:
        raise DocumentError(str(error)) from None
    except ImportError:
        # Not the document's fault: the installation is broken.
        raise
    except Exception as error:
        # Whatever a strange document makes go wrong, the others shall not suffer from it.
        raise failure(path, error) from error


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes.

    Raises
    ------
    DocumentError
        It cannot be read; the message names the file and the cure.
    """
    try:
        str(path).encode()
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except ReadError as error:
        raise DocumentError(str(error)) from None
    except UnicodeEncodeError:
        raise DocumentError(f"{path}: its name is not in UTF-8; rename it") from None


def failure(path: Path, error: Exception) -> DocumentError:
    """Return the error that says of a document that yinpu itself failed on it."""
    return DocumentError(
        f"{path}: yinpu failed on it ({type(error).__name__}: {error}); leave it out and please report it"
    )


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


def _is_document(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts
    if path.name.endswith(_NOT_DOCUMENTS) or any(part.startswith((".", "~$")) for part in inside):
        return False
    # A link that leads nowhere is taken for the document that it should lead to, so that its failure is told.
    return (path.is_file() or (path.is_symlink() and not path.exists())) and may_be_document(path)


def _absolute(path: Path) -> Path:
    """Return the path from the root on, links followed where they lead anywhere."""
    return path.resolve() if path.exists() else Path.cwd() / path


def _store(connection: sqlite3.Connection, path: Path, version: str) -> Outcome:
    """Bring the casebook up to date with one file, within the caller's transaction."""
    digest = file_digest(path)
    known = source_of(connection, str(path))
    if known is not None and known.sha256 == digest and has_document(connection, known.document_id, version):
        return "unchanged"
    extraction = extract_document(path)
    try:
        store_extraction(connection, extraction, version)
    except (KeyError, sqlite3.IntegrityError) as error:
        raise failure(path, error) from error
    add_source(connection, str(path), extraction.document.id, digest)
    return "new" if known is None else "changed"
