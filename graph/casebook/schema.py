"""The schema of a casebook: how it is made, and whether a file has it and nothing else."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files

APPLICATION_ID = 0x59505531  # "YPU1"
SCHEMA_VERSION = 4

_COMMENT = re.compile("--[^\n]*")
# What SQLite itself makes when it gathers statistics for its planner.
_STATISTICS = {
    ("table", "sqlite_stat1", "sqlite_stat1"): "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    ("table", "sqlite_stat4", "sqlite_stat4"): "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}

Key = tuple[str, str, str]


def creation() -> str:
    """Return the statements that make a casebook of an empty file.

    They are one transaction, so that a process killed meanwhile leaves an empty file and no half casebook.
    """
    return (
        f"BEGIN;\n{_tables()}\n"
        f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {SCHEMA_VERSION};\nCOMMIT;"
    )


def foreign_objects(connection: sqlite3.Connection) -> list[str]:
    """Return the tables, indexes, triggers and views in which a file differs from a casebook, each in words.

    Parameters
    ----------
    connection
        Any open SQLite file.

    Returns
    -------
    list of str
        Such as "trigger evil"; empty where the schema is that of `schema.sql`, comments and white space apart.
    """
    expected, found = _expected(), _objects(connection)
    differing = [key for key, sql in found.items() if {**_STATISTICS, **expected}.get(key) != sql]
    missing = [key for key in expected if key not in found]
    return [f"{kind} {name}" for kind, name, _ in differing] + [f"no {kind} {name}" for kind, name, _ in missing]


@cache
def _tables() -> str:
    return files("graph.casebook").joinpath("schema.sql").read_text(encoding="utf-8")


@cache
def _expected() -> dict[Key, str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(_tables())
        return _objects(empty)


def _objects(connection: sqlite3.Connection) -> dict[Key, str]:
    """Return the statement that made each object, by type, name and table; "" for SQLite's own indexes."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {(str(kind), str(name), str(table)): _plain(str(sql or "")) for kind, name, table, sql in rows}


def _plain(sql: str) -> str:
    return " ".join(_COMMENT.sub("", sql).split())
