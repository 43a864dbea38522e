"""`yinpu backup`: a copy of one moment, whole or not there, with the decisions."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from graph import load
from graph.casebook import CasebookError, open_for_writing
from graph.casebook.backup import back_up

from .test_casebook import STATEMENTS, count


def test_a_copy_says_the_same(casebook: Path, tmp_path: Path, yinpu) -> None:
    copy = tmp_path / "far" / "copy.db"
    result = yinpu("backup", copy, "--casebook", casebook)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"backup     {copy}  (")
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"], "one file, no log and nothing left over"
    assert set(load(copy).edges) == set(load(casebook).edges)
    assert yinpu("doctor", "--casebook", copy).returncode == 0


def test_the_decisions_go_along(casebook: Path, tmp_path: Path, yinpu) -> None:
    curated = yinpu("curate", "note", "海河银行", "今年重组", "--casebook", casebook)
    assert curated.returncode == 0, curated.stderr
    decisions = casebook.with_suffix(".curation")
    copy = tmp_path / "copy.db"
    written = back_up(casebook, copy)
    assert written == [copy, tmp_path / "copy.curation"]
    assert written[1].read_bytes() == decisions.read_bytes()
    decisions.unlink()
    assert back_up(casebook, copy) == [copy]
    assert not written[1].exists(), "the backup is of a casebook without decisions now"


def test_decisions_beside_a_casebook_that_is_gone_are_not_lost(casebook: Path, tmp_path: Path) -> None:
    lost = tmp_path / "lost.curation"
    lost.write_text("note bank:海河银行 今年重组\n", encoding="utf-8")
    with pytest.raises(CasebookError, match=r"lost.curation: other decisions.*move it away"):
        back_up(casebook, tmp_path / "lost.db")
    assert lost.exists()
    assert not (tmp_path / "lost.db").exists()


def test_back_again(casebook: Path, tmp_path: Path, yinpu) -> None:
    whole = load(casebook)
    copy = tmp_path / "copy.db"
    back_up(casebook, copy)
    casebook.write_bytes(b"damaged")
    assert yinpu("stats", "--casebook", casebook).returncode == 1
    casebook.unlink()
    assert yinpu("backup", casebook, "--casebook", copy).returncode == 0
    assert set(load(casebook).edges) == set(whole.edges)


@pytest.mark.parametrize("name", ["itself", "folder", "other", "used"])
def test_what_is_not_replaced(casebook: Path, tmp_path: Path, name: str) -> None:
    target = casebook if name == "itself" else tmp_path / f"{name}.db"
    if name == "folder":
        target.mkdir()
    elif name == "other":
        target.write_text("my thesis", encoding="utf-8")
    elif name == "used":
        target.write_bytes(casebook.read_bytes())
        Path(f"{target}-wal").write_bytes(b"log")
    before = target.read_bytes() if target.is_file() else None
    with pytest.raises(CasebookError, match=r"itself|folder|no casebook|in use") as error:
        back_up(casebook, target)
    assert "; name another" in str(error.value) or "; name a file" in str(error.value)
    assert before == (target.read_bytes() if target.is_file() else None)


def test_a_damaged_casebook_does_not_replace_a_good_backup(casebook: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(casebook, copy)
    good = copy.read_bytes()
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evidence_entity'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(casebook.read_bytes())
    content[(page - 1) * size + 8 : page * size] = b"\xff" * (size - 8)
    casebook.write_bytes(content)
    with pytest.raises(CasebookError, match=r"damaged, and not backed up.*build it anew"):
        back_up(casebook, copy)
    assert copy.read_bytes() == good
    assert sorted(path.name for path in tmp_path.glob(".copy*")) == []


def test_rows_that_refer_to_nothing_are_not_backed_up(casebook: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("DELETE FROM entities WHERE id = 1")
    with pytest.raises(CasebookError, match="rows refer to nothing"):
        back_up(casebook, tmp_path / "copy.db")


def test_a_folder_that_is_no_folder(casebook: Path, tmp_path: Path, yinpu) -> None:
    (tmp_path / "file").touch()
    result = yinpu("backup", tmp_path / "file" / "copy.db", "--casebook", casebook)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_transaction_that_is_open_is_not_in_the_copy(casebook: Path, tmp_path: Path) -> None:
    before = count(casebook, "documents")
    with open_for_writing(casebook) as writer:
        writer.execute("DELETE FROM documents")
        back_up(casebook, tmp_path / "copy.db")
        writer.rollback()
    assert count(tmp_path / "copy.db", "documents") == before


def test_while_a_build_runs(tmp_path: Path, environment: dict[str, str], yinpu) -> None:
    folder, casebook = tmp_path / "many", tmp_path / "built.db"
    folder.mkdir()
    for number in range(400):
        lines = [f"bank 银舟{number}银行 city", f"product 舟贷{number} loan", f"银舟{number}银行 offers 舟贷{number}"]
        (folder / f"{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, str(STATEMENTS), "build", str(folder), "--casebook", str(casebook)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    copies: list[Path] = []
    try:
        while process.poll() is None:
            copy = tmp_path / f"copy{len(copies)}.db"
            try:
                back_up(casebook, copy)
            except CasebookError:
                assert not copies, "once there is a casebook it can be backed up"
                time.sleep(0.01)
            else:
                copies.append(copy)
    finally:
        process.kill()
        process.wait()
    told = [(count(copy, "documents"), count(copy, "entities"), count(copy, "relations")) for copy in copies]
    assert all((2 * documents, documents) == (entities, relations) for documents, entities, relations in told)
    assert told == sorted(told)
    assert any(0 < documents < 400 for documents, _, _ in told), "no copy was taken in the middle"
    last = yinpu("build", folder, "--casebook", copies[0])
    assert last.returncode == 0, last.stderr
    assert count(copies[0], "documents") == 400


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on file sizes")
def test_no_space_for_a_backup(casebook: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    copy = tmp_path / "copy.db"
    back_up(casebook, copy)
    good = copy.read_bytes()
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from graph.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "backup", str(copy), "--casebook", str(casebook)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "the backup cannot be written" in result.stderr
    assert copy.read_bytes() == good
    assert sorted(path.name for path in tmp_path.glob(".copy*")) == []
