"""Whether an installation and a casebook are sound: what `yinpu doctor` says."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires, version
from pathlib import Path
from typing import Literal

from graph.errors import YinpuError

Status = Literal["ok", "warning", "failed"]

_NAME_ENDS = " <>=!~;[("
_SENTENCE = "海宁农商银行推出“潮信贷”，服务科技企业120家。"
_STATED = "潮信贷"
# What SQLite's own checks do not see: bytes that changed and still are values.
_CONTENTS = {
    "what a document says of itself is no JSON": (
        "SELECT 1 FROM documents WHERE NOT"
        " (json_valid(meta) AND json_valid(offsets) AND json_valid(locators) AND json_valid(warnings)) LIMIT 1"
    ),
    "a quote is not what its document says there": (
        "SELECT 1 FROM evidence JOIN documents ON documents.id = document_id"
        " WHERE quote <> substr(text, start + 1, end - start) LIMIT 1"
    ),
    "a value is no number": (
        "SELECT 1 FROM metrics WHERE typeof(value) NOT IN ('real', 'integer')"
        " OR typeof(value_max) NOT IN ('real', 'integer', 'null') LIMIT 1"
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and, if that is not well, what to do."""

    check: str
    status: Status
    found: str
    cure: str = ""


def examine(casebook: Path | None) -> Iterator[Finding]:
    """Check the installation, the model and a casebook, one after another.

    Parameters
    ----------
    casebook
        The SQLite file, or None to leave it out.

    Yields
    ------
    Finding
        Nothing is raised for what is wrong: that is a finding.
    """
    yield from _environment()
    yield _extraction()
    if casebook is not None:
        yield from examine_casebook(casebook)


def _environment() -> Iterator[Finding]:
    yield Finding("yinpu", "ok", f"{version('yinpu')} in {Path(__file__).resolve().parents[2]}")
    python = f"{platform.python_implementation()} {platform.python_version()} on {platform.platform()}"
    yield Finding("python", "ok", f"{python}, {sys.executable}")
    yield Finding("sqlite", "ok", sqlite3.sqlite_version)
    needed = requires("yinpu") or []
    found, missing = _versions(_names(line for line in needed if "extra ==" not in line))
    if missing:
        yield Finding("packages", "failed", f"missing: {', '.join(missing)}", "pip install yinpu")
    else:
        yield Finding("packages", "ok", ", ".join(found))
    for extra in ("dask", "mcp", "notebooks", "parquet", "ray", "spark", "warehouse", "xlsx"):
        found, missing = _versions(_names(line for line in needed if f"extra == '{extra}'" in line.replace('"', "'")))
        absent = f"not installed, which is well unless you need it: pip install 'yinpu[{extra}]'"
        yield Finding(f"extra {extra}", "ok", absent if missing else ", ".join(found))
    encoding = sys.stdout.encoding or "none"
    if encoding.lower().replace("-", "") == "utf8":
        yield Finding("output", "ok", encoding)
    else:
        yield Finding("output", "warning", encoding, "set the locale or PYTHONUTF8=1 so that Chinese can be shown")


def _extraction() -> Finding:
    """Read a sentence, which needs the lexicon, the registry and the model."""
    try:
        from extract import extract_text
        from extract.resources import resource
        from graph.build import extractor_version

        names = {entity.name for entity in extract_text(_SENTENCE).entities}
        banks = sum(1 for _ in (resource("registry") / "banks.csv").open(encoding="utf-8")) - 1
    except Exception as error:
        return Finding("extraction", "failed", f"{type(error).__name__}: {error}", "install yinpu anew")
    if _STATED not in names:
        told = "、".join(sorted(names)) or "nothing"
        return Finding("extraction", "failed", f"{_SENTENCE} yields {told}", "install yinpu anew")
    return Finding("extraction", "ok", f"model, lexicon and code {extractor_version()}, {banks} banks in the registry")


def examine_casebook(path: Path) -> Iterator[Finding]:
    """Check a casebook alone: its form, its contents, whether its documents and its graph are up to date."""
    from graph.casebook import open_for_reading, read_meta

    try:
        with closing(open_for_reading(path)) as connection:
            broken = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            if broken != ["ok"]:
                yield Finding("casebook", "failed", f"{path}: {'; '.join(broken)}", _rebuild(path))
                return
            (dangling,) = connection.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()
            if dangling:
                yield Finding("casebook", "failed", f"{path}: {dangling} rows refer to nothing", _rebuild(path))
                return
            wrong = [what for what, query in _CONTENTS.items() if connection.execute(query).fetchone() is not None]
            if wrong:
                yield Finding("casebook", "failed", f"{path}: {'; '.join(wrong)}", _rebuild(path))
                return
            yield Finding("casebook", "ok", f"{path}: sound, {path.stat().st_size / 1e6:.1f} MB")
            yield _documents(connection, path)
            if read_meta(connection, "resolved") is None:
                cure = "any reading command resolves it, `yinpu build` too"
                yield Finding("graph", "warning", "a build was stopped before its end", cure)
            else:
                (nodes,) = connection.execute("SELECT count(*) FROM nodes").fetchone()
                (edges,) = connection.execute("SELECT count(*) FROM edges").fetchone()
                yield Finding("graph", "ok", f"{nodes} nodes, {edges} edges")
    except YinpuError as error:
        what, _, cure = str(error).partition("; ")
        yield Finding("casebook", "failed", what, cure)
    except sqlite3.DatabaseError as error:
        yield Finding("casebook", "failed", f"{path}: {error}", _rebuild(path))


def _documents(connection: sqlite3.Connection, path: Path) -> Finding:
    from graph.build import extractor_version

    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    (old,) = connection.execute(
        "SELECT count(*) FROM documents WHERE extractor_version <> ?", (extractor_version(),)
    ).fetchone()
    if not documents:
        return Finding("documents", "warning", "none", f"yinpu build PATH... --casebook {path}")
    if old:
        found = f"{old} of {documents} were read by another version of the extractor"
        return Finding("documents", "warning", found, f"yinpu build PATH... --casebook {path}")
    return Finding("documents", "ok", f"{documents}, all read by this version")


def _rebuild(path: Path) -> str:
    return f"restore a backup, or remove it and build it anew from the documents: yinpu build PATH... --casebook {path}"


def _names(requirements: Iterable[str]) -> list[str]:
    """Return the names of required packages: what stands before a version, a marker or an extra."""
    names = []
    for line in requirements:
        ends = [line.index(char) for char in _NAME_ENDS if char in line]
        names.append(line[: min(ends, default=len(line))])
    return names


def _versions(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the packages that are installed, with their versions, and those that are not."""
    found, missing = [], []
    for name in names:
        try:
            found.append(f"{name} {distribution(name).version}")
        except PackageNotFoundError:
            missing.append(name)
    return found, missing
