"""Opening a casebook: what is checked, who may write, and who waits.

A casebook may come from a stranger. It is opened with `trusted_schema` off, and before any of its tables is read its
schema must be that of `schema.sql`, object by object: no view, trigger or index of others ever runs. All statements
are yinpu's own, and none can reach another database file.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from graph.casebook.schema import APPLICATION_ID, SCHEMA_VERSION, creation, foreign_objects
from graph.errors import YinpuError

_CLOSE_OTHERS = "another program holds it open: close that and run the command again"
_MAY_WRITE = "check that the file and its folder can be written, or name another with --casebook"
_RESTORE = "it is damaged: restore it from a backup, or remove it and build it anew from the documents"


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
    try:
        return _checked(path, "mode=ro")
    except sqlite3.OperationalError:
        # In a folder where nothing can be written SQLite cannot set up the shared memory of its log; without
        # a log there is no writer either, and the file can be read as it lies.
        if log_of(path).exists():
            raise CasebookError(
                f"{path}: cannot be read while its log {log_of(path).name} is unreadable, or its folder is read-only "
                "or full; copy both to a folder where you may write"
            ) from None
        return _checked(path, "mode=ro&immutable=1")


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
                empty = _format(connection, path) == (0, 0, 0)
                _make_durable(connection)
                if empty:
                    _create(connection)
                check_version(connection, path)
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA journal_mode = WAL")
                with connection:
                    write_meta(connection, "writer", _whoami())
                yield connection
        except sqlite3.DatabaseError as error:
            cure = _cure_of(error)
            if cure is None:
                raise
            raise CasebookError(f"{path}: cannot write the casebook ({error}); {cure}") from error


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
    """Make sure that an open file is a casebook that this program understands, with its tables and nothing else.

    Raises
    ------
    CasebookError
        It is something else, of another version, or somebody has changed its schema.
    """
    application, version, tables = _format(connection, path)
    if (application, version, tables) == (0, 0, 0):
        raise CasebookError(
            f"{path}: empty; a build was stopped before it stored anything: build it again with `yinpu build PATH...`"
        )
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
    foreign = foreign_objects(connection)
    if foreign:
        raise CasebookError(
            f"{path}: not as yinpu makes a casebook ({', '.join(foreign[:3])}); do not trust it, "
            "ask for the documents and build another casebook from them"
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
        cure = _cure_of(error) or _MAY_WRITE
        raise CasebookError(f"{path}: cannot open the casebook ({error}); {cure}") from None
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _checked(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection for reading whose file is a casebook."""
    connection = _connect(path, mode)
    try:
        connection.execute("PRAGMA query_only = ON")
        check_version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_durable(connection: sqlite3.Connection) -> None:
    """Let a commit return when the disk has it: what was told to be stored is there after a power cut, too.

    With a log NORMAL keeps a casebook sound, but may lose the last commits (sqlite.org/pragma.html#pragma_synchronous);
    `fullfsync` asks the drives of macOS to empty their caches. It costs one flush a document.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")


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
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(creation())


def _holder(path: Path) -> str:
    try:
        with closing(open_for_reading(path)) as connection:
            writer = read_meta(connection, "writer")
    except (CasebookError, sqlite3.Error):
        writer = None
    return f" ({writer})" if writer else ""


def _whoami() -> str:
    return f"process {os.getpid()} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}"


def log_of(path: Path) -> Path:
    """Return the file in which SQLite keeps what is committed and not yet in the casebook."""
    return path.with_name(path.name + "-wal")


def _cure_of(error: sqlite3.DatabaseError) -> str | None:
    """Return what to do about an error of the file; None where it is the program's own."""
    # Errors of Python's own sqlite3 module have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return {
        sqlite3.SQLITE_FULL: "free some space and run the command again: nothing that was stored is lost",
        sqlite3.SQLITE_IOERR: "see whether the disk is full or failing and run the command again: nothing is lost",
        sqlite3.SQLITE_BUSY: _CLOSE_OTHERS,
        sqlite3.SQLITE_LOCKED: _CLOSE_OTHERS,
        sqlite3.SQLITE_CORRUPT: _RESTORE,
        sqlite3.SQLITE_CANTOPEN: _MAY_WRITE,
        sqlite3.SQLITE_PERM: _MAY_WRITE,
        sqlite3.SQLITE_READONLY: _MAY_WRITE,
    }.get(code)
