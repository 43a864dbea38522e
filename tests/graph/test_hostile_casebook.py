"""Casebooks from strangers and damaged ones: nothing of theirs runs, and there is one clear error or an answer."""

from __future__ import annotations

import io
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.build import build, find_documents
from graph.casebook import CasebookError, open_for_reading, open_for_writing
from graph.casebook.backup import back_up
from graph.casebook.connection import log_of
from graph.cli import main

# What a casebook's answer may not hold: controls but line ends and tabs, marks of direction.
COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
READING = (
    ("banks",),
    ("documents",),
    ("stats",),
    ("conflicts",),
    ("search", "贷"),
    ("initiatives", "海河银行", "--evidence"),
    ("metrics", "海河银行"),
    ("partners", "海河银行"),
    ("units", "海河银行"),
    ("show", "海智贷"),
    ("path", "海河银行", "云岭银行"),
    ("compare", "海河银行", "云岭银行"),
    ("curate", "list"),
    ("doctor",),
)


def run(*words: str | Path) -> tuple[int, str, str]:
    """Run a command in this process; return its status and what it printed. What it raises, main has not caught."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def change(casebook: Path, script: str) -> None:
    """Change a casebook as its owner can, with all that SQLite allows."""
    with closing(sqlite3.connect(casebook)) as connection:
        connection.executescript(f"PRAGMA writable_schema = ON; {script}")
        connection.commit()


FORGED = {
    "trigger evil": "CREATE TRIGGER evil AFTER INSERT ON meta BEGIN DELETE FROM documents; END",
    "trigger documents_come": (
        "DROP TRIGGER documents_come;"
        "CREATE TRIGGER documents_come AFTER INSERT ON documents BEGIN DELETE FROM evidence; END"
    ),
    "view accepted": (
        "DROP TABLE accepted; CREATE VIEW accepted AS SELECT name AS fact FROM documents"
        " WHERE load_extension('/evil.so') IS NULL"
    ),
    "index evil": "CREATE INDEX evil ON documents (upper(name))",
    "table evil": "CREATE TABLE evil (x)",
    "table meta": "ALTER TABLE meta ADD COLUMN evil TEXT AS (upper(value))",
    "table failures": ("DROP TABLE failures; CREATE VIRTUAL TABLE failures USING fts5(path, reason)"),
    "no table decisions": "DROP TABLE decisions",
    "table sqlite_stat1": (
        "ANALYZE; UPDATE sqlite_master SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat,evil)'"
        " WHERE name = 'sqlite_stat1'"
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_schema_that_is_not_ours_is_refused(casebook: Path, folder: Path, tmp_path: Path, what: str) -> None:
    change(casebook, FORGED[what])
    with pytest.raises(CasebookError, match=rf"not as yinpu makes a casebook \(.*{what}.*do not trust it"):
        open_for_reading(casebook)
    with pytest.raises(CasebookError, match=what), open_for_writing(casebook):
        pass
    with pytest.raises(CasebookError, match=what):
        build(casebook, find_documents([folder]))
    with pytest.raises(CasebookError, match=what):
        back_up(casebook, tmp_path / "copy.db")
    for words in (("stats",), ("initiatives", "海河银行"), ("doctor",)):
        status, out, err = run(*words, "--casebook", casebook)
        assert status == 1
        assert what in (err or out)


def test_statistics_of_the_planner_are_no_change(casebook: Path) -> None:
    change(casebook, "ANALYZE")
    open_for_reading(casebook).close()


def test_what_is_not_trusted_cannot_be_called(casebook: Path) -> None:
    with closing(open_for_reading(casebook)) as connection:
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert connection.execute("PRAGMA query_only").fetchone() == (1,)
        for statement in ("ATTACH 'other.db' AS other", "DELETE FROM meta", "SELECT load_extension('evil')"):
            with pytest.raises(sqlite3.OperationalError):
                connection.execute(statement)
    with open_for_writing(casebook) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL: a commit is on the disk"
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("ATTACH 'other.db' AS other")


def test_names_that_would_command_a_terminal(casebook: Path) -> None:
    """Whoever made the casebook wrote escape sequences into every text of every table."""
    evil = "\x1b]0;owned\x07\x9b31m\u202e"
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table, column in (
            ("documents", "name"),
            ("documents", "title"),
            ("documents", "text"),
            ("documents", "reader"),
            ("sources", "path"),
            ("evidence", "quote"),
            ("evidence", "place"),
            ("nodes", "label"),
            ("nodes", "kind"),
            ("nodes", "aliases"),
            ("node_reasons", "why"),
            ("node_reasons", "name"),
            ("observations", "name"),
            ("observations", "unit"),
            ("observations", "date"),
            ("nodes", "first_date"),
            ("nodes", "city"),
            ("nodes", "themes"),
        ):
            connection.execute(f"UPDATE {table} SET {column} = {column} || ?", (evil,))
        connection.execute("INSERT INTO failures VALUES (?, ?)", (f"a{evil}", f"b{evil}"))
        connection.execute("INSERT INTO decisions VALUES (1, ?, ?)", (f"c{evil}", f"d{evil}"))
    said = 0
    for words in READING:
        for form in ((), ("--json",), ("--csv",)):
            _, out, err = run(*words, *form, "--casebook", casebook)
            assert not COMMANDING.search(out + err), (words, form, COMMANDING.findall(out + err))
            said += len(out)
    _, out, err = run("documents", "haihe", "--casebook", casebook)
    assert not COMMANDING.search(out + err)
    assert said > 5000, "the commands have answered"


def damaged(original: bytes, seed: int, share: float, flips: int) -> bytes:
    """Return a file with some bits flipped, and cut off behind a share of it."""
    content, chance = bytearray(original), random.Random(seed)
    for _ in range(flips):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content[: int(share * len(content))])


@pytest.fixture
def original(casebook: Path) -> Iterator[bytes]:
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    yield casebook.read_bytes()


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 1 << 30), share=st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.5, 0.01]), flips=st.integers(0, 200))
def test_a_damaged_casebook_answers_or_says_so(
    original: bytes, folder: Path, tmp_path: Path, seed: int, share: float, flips: int
) -> None:
    path = tmp_path / "damaged.db"
    for name in (path, log_of(path), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)
    path.write_bytes(damaged(original, seed, share, flips))
    commands = [*READING[seed % len(READING) :][:4], ("build", folder), ("doctor",)]
    for words in commands:
        status, out, err = run(*words, "--casebook", path)
        assert status in (0, 1)
        assert status == 0 or words == ("doctor",) or err.startswith(("yinpu: ", "nothing"))
        assert "Traceback" not in out + err


@pytest.mark.parametrize("noted", ["x", "3", "[1]", '"海河银行"'])
def test_counts_that_yinpu_did_not_note_are_counted_anew(casebook: Path, noted: str) -> None:
    asked = [("banks", "--casebook", casebook), ("stats", "--casebook", casebook)]
    before = [run(*words) for words in asked]
    with closing(sqlite3.connect(casebook)) as connection, connection:
        changed = connection.execute("UPDATE meta SET value = ? WHERE key LIKE 'counts%'", (noted,)).rowcount
    assert changed == 6
    assert [run(*words) for words in asked] == before
    assert "海河银行" in before[0][1]


def test_values_that_no_code_expects(casebook: Path) -> None:
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("UPDATE node_reasons SET documents = '{'")
    status, _, err = run("show", "海智贷", "--casebook", casebook)
    assert status == 1
    assert re.fullmatch(r"yinpu: this should not happen \(JSONDecodeError: .*\); if `yinpu doctor` .*\n", err)


def test_the_traceback_of_what_should_not_happen(casebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINPU_TRACEBACK", "1")
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("UPDATE node_reasons SET documents = '{'")
    with pytest.raises(ValueError):
        run("show", "海智贷", "--casebook", casebook)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE documents SET meta = 'x'", "is no JSON"),
        ("UPDATE documents SET text = '别的' || text", "not what its document says"),
        ("UPDATE metrics SET value = 'many'", "is no number"),
    ],
)
def test_the_doctor_sees_values_that_changed(casebook: Path, change: str, found: str) -> None:
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute(change)
    status, out, _ = run("doctor", "--casebook", casebook)
    assert status == 1
    assert found in out


def test_a_log_that_is_torn_loses_no_document_before_the_tear(
    tmp_path: Path, folder: Path, statements: None, extract_statements
) -> None:
    """What a power cut leaves of a log is a beginning of it: whole documents in their order, none by half."""
    from graph.casebook import store_extraction

    casebook, torn = tmp_path / "whole.db", tmp_path / "torn.db"
    paths = []
    for number in range(12):
        paths.append(tmp_path / f"{number:02}.txt")
        lines = [f"bank 银舟{number}银行 city", f"product 舟贷{number} loan", f"银舟{number}银行 offers 舟贷{number}"]
        paths[-1].write_text("\n".join(lines), encoding="utf-8")
    with open_for_writing(casebook) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sizes = []
        for path in paths:
            with connection:
                store_extraction(connection, extract_statements(path), "1")
            sizes.append(log_of(casebook).stat().st_size)
        main_file, log = casebook.read_bytes(), log_of(casebook).read_bytes()
    chance = random.Random(1)
    for cut in [*sizes, *(chance.randrange(len(log)) for _ in range(20))]:
        with suppress(FileNotFoundError):
            Path(f"{torn}-shm").unlink()
        torn.write_bytes(main_file)
        log_of(torn).write_bytes(log[:cut])
        with closing(sqlite3.connect(torn)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            stored = [name for (name,) in connection.execute("SELECT name FROM documents ORDER BY name")]
            (relations,) = connection.execute("SELECT count(*) FROM relations").fetchone()
        whole = sum(size <= cut for size in sizes)
        assert stored == [path.stem for path in paths[:whole]]
        assert relations == whole


def test_a_name_with_the_signs_of_an_address(casebook: Path, tmp_path: Path) -> None:
    odd = tmp_path / "?mode=memory&.db"
    shutil.copy(casebook, odd)
    assert run("stats", "--casebook", odd) == run("stats", "--casebook", casebook)
