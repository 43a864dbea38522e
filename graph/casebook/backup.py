"""A copy of a casebook at one moment, taken while others read and write it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from graph.casebook.connection import CasebookError, log_of, open_for_reading
from graph.curation import path_of
from graph.export.whole import whole_file

# A step of the copy, so that Ctrl-C is heard.
_PAGES = 4096
_SQLITE = b"SQLite format 3\0"


def back_up(casebook: Path, target: Path) -> list[Path]:
    """Copy a casebook and its file of decisions; what is at `target` stays until the copy is whole and was checked.

    SQLite's online backup copies what was committed when it began (sqlite.org/backup.html), whatever a build writes
    meanwhile; neither waits for the other.

    Parameters
    ----------
    casebook
        The SQLite file.
    target
        The file to write: new, or an earlier backup. Its folder is made if it is missing.

    Returns
    -------
    list of Path
        What was written: the copy, and beside it the decisions, if there are any.

    Raises
    ------
    CasebookError
        There is no such casebook, it is damaged, or `target` is in use or no casebook.
    OSError
        `target` cannot be written.
    """
    decisions, kept = path_of(casebook), path_of(target)
    _check_target(casebook, target)
    _check_decisions(decisions, kept, target)
    with whole_file(target) as beside:
        _copy(casebook, beside, target)
        _check_copy(casebook, beside)
        _flush(beside)
    written = [target]
    if decisions.is_file():
        if not (kept.exists() and kept.samefile(decisions)):
            with whole_file(kept) as beside:
                beside.write_bytes(decisions.read_bytes())
                _flush(beside)
        written.append(kept)
    else:
        kept.unlink(missing_ok=True)
    _flush(target.parent)
    return written


def _copy(casebook: Path, beside: Path, target: Path) -> None:
    with closing(open_for_reading(casebook)) as source, closing(sqlite3.connect(beside)) as copy:
        # A transaction holds the moment: without it the copy begins anew when a build commits.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM meta").fetchone()
        try:
            source.backup(copy, pages=_PAGES, sleep=0)
            # One file without a log beside it, which can be read from where nothing can be written.
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as error:
            raise CasebookError(
                f"{target}: the backup cannot be written ({error}); see whether the disk is full, "
                f"or {casebook} is damaged: yinpu doctor"
            ) from None


def _check_target(casebook: Path, target: Path) -> None:
    """Refuse a target that is the casebook itself, another kind of file, or in use."""
    if target.exists() and casebook.exists() and target.samefile(casebook):
        raise CasebookError(f"{target}: this is the casebook itself; name another file for its backup")
    if target.is_dir():
        raise CasebookError(f"{target}: this is a folder; name a file in it")
    if target.is_file() and target.stat().st_size:
        with target.open("rb") as file:
            if not file.read(len(_SQLITE)).startswith(_SQLITE):
                raise CasebookError(f"{target}: this file is no casebook, and a backup would replace it; name another")
    log = log_of(target)
    if log.exists() and log.stat().st_size:
        # SQLite would take this log for one of the copy.
        raise CasebookError(
            f"{target}: in use, or left by a program that was stopped ({log.name} is there); name another file"
            ", or remove both first"
        )


def _check_decisions(decisions: Path, kept: Path, target: Path) -> None:
    """Refuse to lose decisions that no backup is known to hold: those beside a target that is not there."""
    if target.exists() or not kept.exists():
        return
    if not decisions.is_file() or decisions.read_bytes() != kept.read_bytes():
        raise CasebookError(f"{kept}: other decisions than those of {decisions}; move it away first")


def _check_copy(casebook: Path, copy: Path) -> None:
    """Raise where SQLite's checks find the copy damaged, which then its original is."""
    with closing(open_for_reading(copy)) as connection:
        broken = [" ".join(str(row[0]).split()) for row in connection.execute("PRAGMA integrity_check(3)")]
        (dangling,) = connection.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()
    if broken != ["ok"] or dangling:
        found = "; ".join(broken) if broken != ["ok"] else f"{dangling} rows refer to nothing"
        raise CasebookError(
            f"{casebook}: damaged, and not backed up ({found}); restore it from an earlier backup, or build it anew"
        )


def _flush(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder."""
    # Windows opens no folders.
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
