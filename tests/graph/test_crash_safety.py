"""Full disks, two builders, readers meanwhile: the casebook stays sound and everyone is told what is the matter."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from graph import load
from graph.casebook import CasebookError, open_for_reading, open_for_writing
from graph.reading import open_resolved

from .test_casebook import STATEMENTS, count

MANY = 200
LIMITED = (
    "import resource, runpy, sys; limit = int(sys.argv.pop(1));"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)); sys.argv.pop(0);"
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        lines = [f"bank 银舟{number}银行 city", f"product 舟贷{number} loan", f"银舟{number}银行 offers 舟贷{number}"]
        (folder / f"{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def sound(casebook: Path) -> int:
    """Return how many documents a casebook holds, each whole; raise where it is unsound."""
    with closing(open_for_reading(casebook)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    stored = count(casebook, "documents")
    assert count(casebook, "entities") == 2 * stored
    assert count(casebook, "relations") == stored
    return stored


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("kilobytes", [1, 100, 300])
def test_a_disk_that_gets_full(many: Path, tmp_path: Path, environment: dict[str, str], yinpu, kilobytes: int) -> None:
    """A limit on the size of files stops the casebook or its log, wherever it is, as a full disk does."""
    casebook = tmp_path / "full.db"
    command = [sys.executable, "-c", LIMITED, str(kilobytes * 1000), str(STATEMENTS), "build", str(many)]
    done = subprocess.run([*command, "--casebook", str(casebook)], env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    told = rf"yinpu: {casebook}: cannot write the casebook \(.*\); (free some space|see whether the disk is full).*\n"
    assert re.fullmatch(told, done.stderr)
    try:
        stored = sound(casebook)
    except CasebookError as error:
        assert "stopped before it stored anything" in str(error)
        stored = 0
    assert stored < MANY
    result = yinpu("build", many, "--casebook", casebook)
    assert f"new {MANY - stored} · changed 0 · unchanged {stored}" in result.stdout
    assert sound(casebook) == MANY


def test_the_one_who_writes_is_named(casebook: Path, folder: Path, yinpu) -> None:
    with open_for_writing(casebook):
        result = yinpu("build", folder, "--casebook", casebook)
    assert result.returncode == 1
    who = r"process \d+ on \S+ since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.search(rf"{casebook}: another yinpu writes to it \({who}\); wait until it is done", result.stderr)
    assert yinpu("build", folder, "--casebook", casebook).returncode == 0


def test_readers_see_whole_documents_while_a_build_runs(
    many: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    casebook = tmp_path / "read.db"
    command = [sys.executable, str(STATEMENTS), "build", str(many), "--casebook", str(casebook)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen: list[int] = []
    try:
        while process.poll() is None:
            try:
                connection = open_resolved(casebook)
            except Exception:
                assert not seen, "once there is a casebook it can be read"
                continue
            with closing(connection):
                (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
                (products,) = connection.execute("SELECT count(*) FROM nodes WHERE type = 'product'").fetchone()
                (edges,) = connection.execute("SELECT count(*) FROM edges").fetchone()
            assert documents == products == edges
            seen.append(documents)
    finally:
        process.kill()
    assert process.wait() == 0
    assert seen == sorted(seen)
    assert any(0 < documents < MANY for documents in seen), "nothing was read in the middle"
    assert sum(node.startswith("product:") for node in load(casebook)) == MANY


def test_a_writer_that_fails_leaves_the_lock(casebook: Path, folder: Path) -> None:
    with pytest.raises(RuntimeError), open_for_writing(casebook):
        raise RuntimeError
    with open_for_writing(casebook) as connection, pytest.raises(sqlite3.IntegrityError), connection:
        connection.execute("INSERT INTO sources VALUES ('a', 'no document', 'b')")
    with open_for_writing(casebook):
        pass
