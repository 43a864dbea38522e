"""Opening a casebook: what is checked, who may write, and who waits."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from graph.errors import YinpuError

APPLICATION_ID = 0x59505531  # "YPU1"
SCHEMA_VERSION = 3


class CasebookError(YinpuError):
    """A casebook that cannot be opened, read or written."""


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a casebook that exists, without the right to change it.

    Parameters
    ----------
    path
        The SQLite file.

    Returns
    -------
    sqlite3.Connection
        It sees the last committed state, while a build writes too.

    Raises
    ------
    CasebookError
        There is no such file, or it is no casebook, or one of a newer version.
    """
    if not path.is_file():
        raise CasebookError(
            f"{path}: no such casebook; build one with `yinpu build PATH... --casebook {path}`,"
            " or name another with --casebook"
        )
    connection = _connect(path, "mode=ro")
    try:
        check_version(connection, path)
    except sqlite3.OperationalError:
        # In a folder where nothing can be written SQLite cannot set up the shared memory of its log; without
        # a log there is no writer either, and the file can be read as it lies.
        connection.close()
        if _log_of(path).exists():
            raise CasebookError(
                f"{path}: cannot be read while its log {_log_of(path).name} is unreadable or its folder is read-only; "
                "copy both to a folder where you may write"
            ) from None
        connection = _connect(path, "mode=ro&immutable=1")
        check_version(connection, path)
    return connection


@contextmanager
def open_for_writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open or create a casebook as its only writer.

    Transactions are the caller's: `with connection:` commits or rolls back.

    Parameters
    ----------
    path
        The SQLite file; created with its tables where it is missing or empty.

    Raises
    ------
    CasebookError
        The folder cannot be written, another process builds, or the file is no casebook of this version.
    """
    with lock(path):
        try:
            with closing(_connect(path, "mode=rwc")) as connection:
                if _format(connection, path) == (0, 0, 0):
                    _create(connection)
                check_version(connection, path)
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                with connection:
                    write_meta(connection, "writer", _whoami())
                yield connection
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_ERROR:
                raise
            raise CasebookError(f"{path}: cannot write the casebook ({error}); {_cure_of(error)}") from error


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock of the casebook's writer, a file beside it.

    Raises
    ------
    CasebookError
        Another process holds it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    beside = Path(f"{path}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(beside).acquire(timeout=0)
    except (Timeout, OSError) as error:
        # a folder where no file can be made lets the lock time out, too
        if isinstance(error, Timeout) and beside.exists():
            raise CasebookError(
                f"{path}: another yinpu writes to it{_holder(path)}; wait until it is done or name another --casebook"
            ) from None
        reason = getattr(error, "strerror", None) or "no file can be made there"
        raise CasebookError(
            f"{path}: cannot write in the folder {path.parent} ({reason}); "
            "name a casebook in a folder where you may write: --casebook FILE"
        ) from None
    with held:
        yield


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that an open file is a casebook that this program understands.

    Raises
    ------
    CasebookError
        It is something else, or of another version.
    """
    application, version, _ = _format(connection, path)
    if application != APPLICATION_ID:
        raise CasebookError(f"{path}: an SQLite file, but no casebook of yinpu; name a casebook with --casebook")
    if version > SCHEMA_VERSION:
        raise CasebookError(
            f"{path}: written by a newer yinpu (casebook version {version}, this one knows {SCHEMA_VERSION}); "
            "upgrade yinpu, or build another casebook from the documents"
        )
    if version < SCHEMA_VERSION:
        raise CasebookError(
            f"{path}: written by an older yinpu (casebook version {version}, this one needs {SCHEMA_VERSION}); "
            "build another casebook from the documents"
        )


def read_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Return what the casebook notes about itself under `key`, if anything."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def write_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note something about the casebook itself, within the caller's transaction."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=30)
    except sqlite3.OperationalError as error:
        raise CasebookError(f"{path}: cannot open the casebook ({error}); {_cure_of(error)}") from None
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _format(connection: sqlite3.Connection, path: Path) -> tuple[int, int, int]:
    """Return the application id, the version and the number of tables of an SQLite file."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise CasebookError(
            f"{path}: not a casebook ({error}); name a casebook with --casebook, or remove the file and build it anew"
        ) from None
    return application, version, tables


def _create(connection: sqlite3.Connection) -> None:
    schema = files("graph.casebook").joinpath("schema.sql").read_text(encoding="utf-8")
    connection.execute("PRAGMA journal_mode = WAL")
    # One transaction, so that a process killed here leaves an empty file and no half casebook.
    connection.executescript(
        f"BEGIN;\n{schema}\nPRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;"
    )


def _holder(path: Path) -> str:
    try:
        with closing(open_for_reading(path)) as connection:
            writer = read_meta(connection, "writer")
    except (CasebookError, sqlite3.Error):
        writer = None
    return f" ({writer})" if writer else ""


def _whoami() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _cure_of(error: sqlite3.Error) -> str:
    if "full" in str(error):
        return "free some space and run the command again: nothing that was stored is lost"
    if "locked" in str(error):
        return "another program holds it open: close that and run the command again"
    return "check that the file and its folder can be written, or name another with --casebook"
