from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from graph import load
from graph.build import build, extractor_version, find_documents
from graph.casebook import CasebookError, open_for_reading, open_for_writing, store_extraction
from graph.export.networks.graphml import write_graphml
from graph.reading import open_resolved

STATEMENTS = Path(__file__).parent / "statements.py"


def count(casebook: Path, table: str) -> int:
    with closing(sqlite3.connect(casebook)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_facts_come_back_as_they_were_told(casebook: Path) -> None:
    with closing(open_for_reading(casebook)) as connection:
        metric = connection.execute(
            "SELECT entities.name, metrics.name, value, unit, cmp, date, quote FROM metrics"
            " JOIN entities ON entities.id = subject JOIN evidence ON metric_id = metrics.id WHERE value = 120.5"
            " AND entities.name = '海河银行'"
        ).fetchall()
        places = connection.execute(
            "SELECT quote, substr(text, start + 1, end - start) FROM evidence"
            " JOIN documents ON documents.id = document_id"
        ).fetchall()
    line = "海河银行 reports 科技贷款余额 >120.5 亿元 2025-06-30"
    assert metric == [("海河银行", "科技贷款余额", 120.5, "亿元", ">", "2025-06-30", line)]
    assert len(places) == (7 + 6 + 3) + (5 + 4 + 1)
    assert all(quote == passage for quote, passage in places)


def test_only_what_changed_is_read_again(casebook: Path, folder: Path) -> None:
    report = build(casebook, find_documents([folder]))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    text = (folder / "yunling.txt").read_text(encoding="utf-8")
    (folder / "yunling.txt").write_text(text.replace("云舟贷", "云帆贷"), encoding="utf-8")
    report = build(casebook, find_documents([folder]))
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    graph = load(casebook)
    assert "product:云岭银行/云帆贷" in graph
    assert "product:云岭银行/云舟贷" not in graph, "the changed document no longer says so"
    assert count(casebook, "documents") == 2


def test_another_extractor_reads_everything_again(
    casebook: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.build.extractor_version", lambda: "another")
    assert build(casebook, find_documents([folder])).changed == 2


def test_the_version_of_the_extractor_follows_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = extractor_version()
    assert extractor_version() == before
    for name in ("lexicon", "registry"):
        (tmp_path / name).mkdir()
    (tmp_path / "lexicon" / "cues.toml").write_text("a = 1", encoding="utf-8")
    monkeypatch.setattr("graph.build.resource", tmp_path.joinpath)
    other = extractor_version()
    (tmp_path / "lexicon" / "cues.toml").write_text("a = 2", encoding="utf-8")
    assert len({before, other, extractor_version()}) == 3


def test_one_document_in_two_folders_has_two_sources(casebook: Path, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    build(casebook, find_documents([copy]))
    assert (count(casebook, "documents"), count(casebook, "sources")) == (2, 4)
    (copy / "haihe.txt").write_text("bank 湖光银行 city\n", encoding="utf-8")
    build(casebook, find_documents([copy]))
    assert (count(casebook, "documents"), count(casebook, "sources")) == (3, 4), "the other file still says it"
    (folder / "haihe.txt").write_text("bank 湖光银行 city\n", encoding="utf-8")
    build(casebook, find_documents([folder]))
    assert (count(casebook, "documents"), count(casebook, "sources")) == (2, 4)


def test_a_document_is_stored_whole_or_not_at_all(tmp_path: Path, folder: Path, extract_statements) -> None:
    casebook = tmp_path / "half.db"
    extraction = extract_statements(folder / "haihe.txt")
    with pytest.raises(KeyError), open_for_writing(casebook) as connection, connection:
        # The last relation has an end that is no entity: all that came before must go with it.
        broken = extraction.relations[0].__class__("offers", "海河银行", "无此产品", extraction.relations[0].evidence)
        object.__setattr__(extraction, "relations", (*extraction.relations, broken))
        store_extraction(connection, extraction, "1")
    assert [count(casebook, table) for table in ("documents", "entities", "evidence")] == [0, 0, 0]


def test_a_document_that_fails_leaves_what_was_stored(casebook: Path, folder: Path) -> None:
    (folder / "haihe.txt").write_text("CRASH", encoding="utf-8")
    (folder / "empty.txt").touch()
    report = build(casebook, find_documents([folder]))
    assert (report.failed, report.unchanged) == (2, 1)
    assert [
        str(folder / name) in warning for name, warning in zip(["empty.txt", "haihe.txt"], report.warnings, strict=True)
    ] == [True, True]
    assert "please report it" in report.warnings[1]
    assert "product:海河银行/海智贷" in load(casebook)


def test_facts_that_do_not_fit_together_fail_alone(
    casebook: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, extract_statements
) -> None:
    (folder / "twice.txt").write_text("bank 湖光银行 city\nbank 湖光银行 city", encoding="utf-8")
    (folder / "loose.txt").write_text("bank 湖光银行 city\n湖光银行 offers 无此产品", encoding="utf-8")
    report = build(casebook, find_documents([folder]))
    assert (report.failed, report.unchanged) == (2, 2)
    assert "bank:湖光银行" not in load(casebook)


def test_a_file_name_that_is_no_text(casebook: Path, folder: Path) -> None:
    path = os.fsencode(folder) + b"/\xff\xfe.txt"
    with open(path, "w") as file:  # noqa: PTH123  pathlib cannot spell it
        file.write("bank 湖光银行 city")
    report = build(casebook, find_documents([folder]))
    assert (report.failed, report.unchanged) == (1, 2)
    assert "rename it" in report.warnings[0]


def test_a_full_disk_loses_nothing_that_was_stored(casebook: Path) -> None:
    before = count(casebook, "evidence")
    with pytest.raises(CasebookError, match=r"disk is full.*free some space"), open_for_writing(casebook) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        with connection:
            connection.execute("DELETE FROM documents WHERE name = 'haihe'")
            for number in range(1000):
                connection.execute("INSERT INTO meta VALUES (?, ?)", (str(number), "x" * 4096))
    assert count(casebook, "evidence") == before


def test_a_newer_casebook_is_refused(casebook: Path) -> None:
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(CasebookError, match=r"newer yinpu.*99.*upgrade"):
        open_for_reading(casebook)
    with pytest.raises(CasebookError, match="newer yinpu"), open_for_writing(casebook):
        pass


def test_other_files_are_no_casebooks(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("这不是数据库" * 100, encoding="utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    for path, message in ((text, "not a casebook"), (other, "no casebook of yinpu"), (tmp_path / "no.db", "no such")):
        with pytest.raises(CasebookError, match=message) as error:
            open_for_reading(path)
        assert str(path) in str(error.value)
    for path in (text, other):
        content = path.read_bytes()
        with pytest.raises(CasebookError), open_for_writing(path):
            pass
        assert path.read_bytes() == content, "a file that is not ours stays as it is"


def test_an_interrupted_creation_is_made_good(tmp_path: Path, folder: Path, statements: None) -> None:
    casebook = tmp_path / "begun.db"
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert build(casebook, find_documents([folder])).new == 2


def test_two_builders_one_lock(casebook: Path, folder: Path) -> None:
    with open_for_writing(casebook), pytest.raises(CasebookError, match=r"another yinpu writes.*process \d+ on "):
        build(casebook, find_documents([folder]))


def test_readers_see_one_moment_while_a_build_writes(casebook: Path) -> None:
    with closing(open_resolved(casebook)) as reader:
        before = reader.execute("SELECT count(*) FROM nodes").fetchone()
        with open_for_writing(casebook) as writer, writer:
            writer.execute("DELETE FROM documents")
        assert reader.execute("SELECT count(*) FROM nodes").fetchone() == before


def test_a_casebook_in_a_read_only_folder_can_be_read_but_not_written(read_only: Path) -> None:
    assert "bank:海河银行" in load(read_only / "yinpu.db")
    with pytest.raises(CasebookError, match=r"cannot write.*Permission denied.*--casebook"):
        build(read_only / "yinpu.db", find_documents([read_only / "documents"]))
    assert [path.name for path in sorted(read_only.iterdir())] == ["documents", "yinpu.db"]


def test_what_a_stop_left_unresolved_is_resolved_on_reading(casebook: Path, tmp_path: Path) -> None:
    whole = load(casebook)
    with open_for_writing(casebook) as connection, connection:
        # Without them all documents are resolved, and not only those that came last.
        connection.execute("DELETE FROM meta WHERE key IN ('resolved', 'rules')")
        connection.execute("DELETE FROM nodes")
    with open_for_writing(casebook):  # another process holds the lock: a copy in memory answers
        assert load(casebook).nodes == whole.nodes
        assert count(casebook, "nodes") == 0
    assert load(casebook).nodes == whole.nodes
    assert count(casebook, "nodes") == whole.number_of_nodes()


def test_killed_in_the_middle(tmp_path: Path, environment: dict[str, str], yinpu) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        lines = [f"bank 银舟{number}银行 city", f"product 舟贷{number} loan", f"银舟{number}银行 offers 舟贷{number}"]
        (folder / f"{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")
    casebook = tmp_path / "killed.db"
    command = [sys.executable, str(STATEMENTS), "build", str(folder), "--casebook", str(casebook)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and (not casebook.exists() or documents_of(casebook) < 20):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the build ended before it could be killed"
    stored = count(casebook, "documents")
    assert 20 <= stored < 300
    assert count(casebook, "entities") == 2 * stored
    assert count(casebook, "relations") == stored
    with closing(sqlite3.connect(casebook)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sum(node.startswith("product:") for node in load(casebook)) == stored
    result = yinpu("build", folder, "--casebook", casebook)
    assert f"new {300 - stored} · changed 0 · unchanged {stored}" in result.stdout
    undisturbed = tmp_path / "undisturbed.db"
    yinpu("build", folder, "--casebook", undisturbed)
    for path in (casebook, undisturbed):
        write_graphml(load(path), path.with_suffix(".graphml"))
    assert casebook.with_suffix(".graphml").read_bytes() == undisturbed.with_suffix(".graphml").read_bytes()


def documents_of(casebook: Path) -> int:
    try:
        return count(casebook, "documents")
    except sqlite3.Error:
        return 0
