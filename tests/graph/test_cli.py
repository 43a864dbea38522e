from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from graph.casebook import open_for_writing
from graph.cli import main
from graph.cli.app import app
from graph.cli.options import complete_bank
from graph.cli.output import cell
from graph.text import disarmed

HERE = Path(__file__).parent
READING = [
    ["banks"],
    *([command, "海河银行"] for command in ("initiatives", "products", "programs", "metrics", "partners", "units")),
    ["show", "海智贷"],
    ["search", "海智"],
    ["documents"],
    ["stats"],
    ["path", "春芽计划", "云岭银行"],
    ["compare", "海河银行", "云岭银行"],
]
ANSWERS = {
    "banks": "海河银行\tcity",
    "initiatives": "海智贷\tproduct\tloan\t\t2024\t\t累计投放 30亿元 (2024)\t\t\t2",
    "products": "“潮生”平台\tproduct\tplatform\t海河银行滨江分行",
    "programs": "春芽计划\tprogram\tplan\t\t\t云岚科技股份有限公司",
    "metrics": "科技贷款余额\t>120.5亿元\t2025-06-30\t\t海河银行\t2",
    "partners": "滨江市科技局\tgovernment\tcooperates_with\t“潮生”平台\t1",
    "units": "海河银行滨江分行\tbranch\t海河银行\t“潮生”平台",
    "show": "in\toffers\t海河银行\t1\thaihe\t海河银行 offers 海智贷",
    "search": "海智贷\tproduct\t海河银行\tproduct:海河银行/海智贷",
    "documents": "haihe-",
    "stats": "node product\t4",
    "path": "海河银行\truns\t春芽计划",
    "compare": "products\tcount\t2\t2",
}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run a command in this process: its status, stdout and stderr."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        out = capsys.readouterr()
        return ended.value.code or 0, out.out, out.err

    return run


def fails(result: tuple[int, str, str], *parts: str, status: int = 1) -> None:
    """The command ended with one clear message on stderr and nothing on stdout."""
    code, out, err = result
    assert code == status
    assert out == ""
    assert "Traceback" not in err
    assert all(part in err for part in parts), err


def test_build_says_what_it_did(run, folder: Path, tmp_path: Path, statements: None) -> None:
    casebook = tmp_path / "new" / "folder" / "banks.db"
    status, out, err = run("build", folder, "--casebook", casebook)
    assert (status, err) == (0, "")
    assert "new 2 · changed 0 · unchanged 0 · failed 0" in out
    assert "nodes      13 · bank 2 · metric 3 · partner 2 · product 4 · program 1 · unit 1" in out
    assert "edges      13 · cooperates_with 4" in out
    assert "unchanged 2" in run("build", folder, "--casebook", casebook)[1]


def test_what_is_taken_for_a_document(run, folder: Path, tmp_path: Path, statements: None) -> None:
    (folder / "deep" / ".hidden").mkdir(parents=True)
    for name in ("deep/a.md", "deep/b.MD", ".c.txt", "deep/.hidden/d.txt", "e.facts.md", "f.xyz", "g"):
        (folder / name).write_text("bank 湖光银行 city", encoding="utf-8")
    assert "new 4 · " in run("build", folder, "--casebook", tmp_path / "yinpu.db")[1]


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_reading_commands_print_tables_json_and_csv(run, casebook: Path, words: list[str]) -> None:
    status, plain, err = run(*words, "--casebook", casebook)
    assert (status, err) == (0, "")
    assert "\x1b" not in plain
    assert any(line.startswith(ANSWERS[words[0]]) for line in plain.splitlines()), plain
    assert json.loads(run(*words, "--json", "--casebook", casebook)[1])
    rows = list(csv.reader(io.StringIO(run(*words, "--csv", "--casebook", casebook)[1])))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    fails(run(*words, "--csv", "--json", "--casebook", casebook), "exclude each other", status=2)


def test_initiatives_as_json_have_their_evidence(run, casebook: Path) -> None:
    found = {
        item["name"]: item for item in json.loads(run("initiatives", "海河银行", "--json", "--casebook", casebook)[1])
    }
    quote = found["海智贷"]["evidence"][-1]
    text = (casebook.parent / "documents" / "haihe.txt").read_text(encoding="utf-8")
    assert text[quote["start"] : quote["end"]] == quote["quote"] == "海河银行 offers 海智贷"
    assert found["海智贷"]["metrics"][0]["value"] == 30


def test_evidence_is_printed_with_its_place(run, casebook: Path) -> None:
    words = ("initiatives", "海河银行", "--type", "product", "--kind", "loan", "--evidence", "--casebook", casebook)
    lines = run(*words)[1].splitlines()
    start = (casebook.parent / "documents" / "haihe.txt").read_text(encoding="utf-8").index("海河银行 offers")
    assert f"  haihe {start}–{start + 15}  海河银行 offers 海智贷" in lines
    assert not any("潮生" in line for line in lines)
    rows = list(csv.DictReader(io.StringIO(run(*words, "--csv")[1])))
    assert [row["quote"] for row in rows] == ["product 海智贷 loan", "海河银行 offers 海智贷"]


def test_nothing_found_is_said_and_no_error(run, casebook: Path) -> None:
    assert run("units", "云岭银行", "--casebook", casebook) == (0, "", "no units of 云岭银行 in this casebook\n")
    assert json.loads(run("units", "云岭银行", "--json", "--casebook", casebook)[1]) == []


def test_a_table_on_a_terminal_has_all_its_text(casebook: Path, environment: dict[str, str]) -> None:
    outer, inner = pty.openpty()
    command = [sys.executable, str(HERE / "statements.py"), "initiatives", "海河银行", "--casebook", str(casebook)]
    for no_color in ("", "1"):
        env = {**environment, "TERM": "xterm", "NO_COLOR": no_color, "COLUMNS": "100"}
        process = subprocess.run(command, stdout=inner, stderr=subprocess.PIPE, env=env, timeout=60)
        shown = os.read(outer, 100_000).decode()
        assert process.returncode == 0
        assert "春芽计划" in shown
        assert "…" not in shown
        assert ("\x1b[3" in shown) is False
    os.close(inner)
    os.close(outer)


def test_progress_on_a_terminal(folder: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    outer, inner = pty.openpty()
    command = [sys.executable, str(HERE / "statements.py"), "build", str(folder), "--casebook", str(tmp_path / "a.db")]
    env = {**environment, "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=inner, env=env, text=True) as process:
        os.close(inner)
        # A terminal that nobody reads would make the bar wait.
        shown = b"".join(iter(lambda: read(outer), b"")).decode()
        assert process.stdout.read().startswith("documents  new 2")
    os.close(outer)
    assert "2/2" in shown


def read(terminal: int) -> bytes:
    """Return what a terminal shows next, nothing when its last writer has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_export_and_remove(run, casebook: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "graph.graphml"
    status, said, _ = run("export", "graphml", "-o", out, "--casebook", casebook)
    assert (status, str(out) in said, "13 nodes, 13 edges" in said) == (0, True, True)
    assert run("remove", "haihe", "--casebook", casebook)[0] == 0
    assert "海河银行" not in run("banks", "--casebook", casebook)[1]
    fails(run("remove", "haihe", "--casebook", casebook), "no such document", "yinpu documents")


def test_a_document_is_removed_by_its_file_and_asked_back_if_ambiguous(
    run, casebook: Path, folder: Path, statements: None
) -> None:
    (folder / "again").mkdir()
    (folder / "again" / "haihe.txt").write_text("bank 湖光银行 city", encoding="utf-8")
    run("build", folder, "--casebook", casebook)
    fails(run("remove", "haihe", "--casebook", casebook), "several documents", "haihe-")
    assert run("remove", folder / "again" / "haihe.txt", "--casebook", casebook)[0] == 0
    banks = run("banks", "--casebook", casebook)[1]
    assert ("湖光银行" in banks, "海河银行" in banks) == (False, True)


def test_export_of_a_part(run, casebook: Path, tmp_path: Path) -> None:
    def exported(*words: str) -> list[dict]:
        assert run("export", "json", "-o", tmp_path / "a.json", "--casebook", casebook, *words)[0] == 0
        return json.loads((tmp_path / "a.json").read_text("utf-8"))["nodes"]

    assert {node["type"] for node in exported("--type", "bank", "--type", "product")} == {"bank", "product"}
    assert "metric" not in {node["type"] for node in exported("--bank", "海河银行", "--without", "metric")}
    assert [node["label"] for node in exported("--bank", "海河银行", "--depth", "0")] == ["海河银行"]
    assert len(exported("--relation", "part_of")) == 2
    assert exported("--min-weight", "9") == []
    options = ("-o", tmp_path / "b", "--casebook", casebook)
    fails(run("export", "json", *options, "--depth", "1"), "--bank", status=2)
    fails(run("export", "json", *options, "--type", "loan"), "loan", status=2)
    fails(run("export", "json", *options, "--bank", "火星银行"), "no such bank")
    fails(run("export", "csv", "-o", casebook, "--casebook", casebook), "name a folder")


def test_evidence_of_a_way_and_of_a_comparison(run, casebook: Path) -> None:
    words = ("path", "春芽计划", "云岭银行", "--evidence", "--casebook", casebook)
    out = run(*words)[1]
    assert "海河银行 runs 春芽计划 & 海河银行 cooperates_with 云岚科技" in out
    steps = list(csv.DictReader(io.StringIO(run(*words, "--csv")[1])))
    assert steps[0]["relation"] == "runs"
    assert all(step["quote"] for step in steps)
    out = run("compare", "海河银行", "云岭银行", "--evidence", "--casebook", casebook)[1]
    assert any(line.startswith("  yunling ") for line in out.splitlines())


def test_colour_is_for_terminals_that_want_it(casebook: Path, environment: dict[str, str]) -> None:
    for words, status in ((["--help"], 0), (["export", "--help"], 0), (["nonsense"], 2), (["stats"], 0)):
        command = [sys.executable, str(HERE / "statements.py"), *words]
        plain = {**environment, "YINPU_CASEBOOK": str(casebook), "TERM": "xterm-256color"}
        plain = {name: value for name, value in plain.items() if name not in ("FORCE_COLOR", "GITHUB_ACTIONS")}
        piped = subprocess.run(command, capture_output=True, env=plain)
        assert (piped.returncode, b"\x1b" in piped.stdout + piped.stderr) == (status, False)
        outer, inner = pty.openpty()
        subprocess.run(command, stdout=inner, stderr=inner, env={**plain, "NO_COLOR": "1"})
        os.close(inner)
        shown = os.read(outer, 100_000).decode(errors="replace")
        os.close(outer)
        assert shown
        assert not re.search(r"\x1b\[[0-9;]*\b[349]\d", shown), "no colour, at most bold"


def test_view_writes_an_atlas_or_one_bank(run, casebook: Path, tmp_path: Path, monkeypatch) -> None:
    index = tmp_path / "atlas" / "index.html"
    assert str(index) in run("view", "-o", tmp_path / "atlas", "--casebook", casebook)[1]
    assert "海智贷" in index.read_text(encoding="utf-8")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    for out, page in (
        (tmp_path / "one.html", tmp_path / "one.html"),
        (tmp_path / "new", tmp_path / "new/海河银行.html"),
    ):
        assert str(page) in run("view", "-o", out, "--bank", "海河银行", "--open", "--casebook", casebook)[1]
        assert "海智贷" in page.read_text(encoding="utf-8")
        assert opened.pop() == page.as_uri()
    fails(run("view", "-o", tmp_path / "one.html", "--bank", "没有这家", "--casebook", casebook), "没有这家")
    assert run("view", "-o", tmp_path / "all.html", "--casebook", casebook)[0] == 2


def test_extract_writes_the_facts_format(run, folder: Path, tmp_path: Path, statements: None) -> None:
    (folder / "again").mkdir()
    (folder / "again" / "haihe.txt").write_text("bank 湖光银行 city", encoding="utf-8")
    out = tmp_path / "facts"
    status, said, err = run("extract", folder, "--out", out)
    assert (status, "extracted 2 · failed 1" in said, "would overwrite" in err) == (1, True, True)
    assert sorted(path.name for path in out.iterdir()) == ["haihe.jsonl", "yunling.jsonl"]
    assert not list(tmp_path.glob("*.db"))
    rows = [json.loads(line) for line in (out / "yunling.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["type"] for row in rows] == ["entity"] * 5 + ["relation"] * 4 + ["metric"]
    text = (folder / "yunling.txt").read_text(encoding="utf-8")
    assert all(text[row["start"] : row["end"]] == row["evidence"] for row in rows)


def test_version_and_help(run) -> None:
    assert run("--version")[1].startswith("yinpu ")
    status, out, _ = run("initiatives", "--help")
    assert status == 0
    assert "yinpu initiatives 交行" in out
    for command in app.registered_commands:
        name = command.callback.__name__
        assert f"yinpu {name}" in run(name, "--help")[1], f"{name} has an example"


def test_the_environment_names_the_casebook(run, casebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINPU_CASEBOOK", str(casebook))
    assert "海河银行" in run("banks")[1]


def test_bank_names_are_completed(casebook: Path, tmp_path: Path) -> None:
    def complete(path: Path) -> list[str]:
        return complete_bank(SimpleNamespace(params={"casebook": path}), "海")

    assert complete(casebook) == ["海河银行", "海河行"]
    assert complete(tmp_path / "none.db") == []


def test_reading_commands_import_nothing_heavy(casebook: Path, environment: dict[str, str]) -> None:
    heavy = {"spacy", "pandas", "pyvis", "networkx", "numpy", "jinja2", "filelock", "pydantic"}
    program = (
        "import sys\nfrom graph.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    for words in [*READING, ["conflicts"], ["metrics", "海河银行", "--name", "余额"]]:
        command = [sys.executable, "-c", program, *words, "--casebook", str(casebook)]
        result = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert not heavy & set(result.stderr.split()), words


# What bad input gets.


def test_a_missing_path(run, tmp_path: Path) -> None:
    fails(run("build", tmp_path / "no.txt", "--casebook", tmp_path / "a.db"), "no.txt: no such file or folder")
    assert not list(tmp_path.iterdir())


def test_a_folder_without_documents(run, tmp_path: Path) -> None:
    (tmp_path / "a.xyz").touch()
    fails(run("build", tmp_path, "--casebook", tmp_path / "a.db"), str(tmp_path), "no documents", ".txt")


def test_one_bad_document_does_not_stop_the_others(run, folder: Path, tmp_path: Path, statements: None) -> None:
    (folder / "empty.txt").touch()
    status, out, err = run("build", folder, "--casebook", tmp_path / "a.db")
    assert (status, "new 2 · changed 0 · unchanged 0 · failed 1" in out) == (1, True)
    assert err.startswith("yinpu: warning: ")
    assert "empty.txt: the file is empty" in err
    status, out, err = run("build", folder / "empty.txt", "--casebook", tmp_path / "b.db")
    assert (status, "failed 1" in out) == (1, True)


def test_an_unknown_bank(run, casebook: Path) -> None:
    fails(run("initiatives", "海河银", "--casebook", casebook), "海河银: no such bank", "海河银行")
    fails(run("metrics", "招行", "--casebook", casebook), "招商银行 is known, but no document")


def test_a_casebook_that_is_none(run, tmp_path: Path, folder: Path, casebook: Path) -> None:
    fails(run("banks", "--casebook", tmp_path / "no.db"), "no.db: no such casebook", "yinpu build")
    fails(run("banks", "--casebook", folder / "haihe.txt"), "haihe.txt: not a casebook")
    fails(run("build", folder, "--casebook", folder / "haihe.txt"), "haihe.txt: not a casebook")
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA user_version = 99")
    fails(run("banks", "--casebook", casebook), "newer yinpu", "upgrade")
    fails(run("build", folder, "--casebook", casebook), "newer yinpu", "upgrade")


def test_a_damaged_casebook(run, casebook: Path) -> None:
    content = bytearray(casebook.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    casebook.write_bytes(content)
    fails(run("banks", "--casebook", casebook), "casebook", "build it anew")


def test_a_read_only_folder(run, read_only: Path) -> None:
    fails(run("build", read_only / "documents", "--casebook", read_only / "new.db"), "cannot write in the folder")
    fails(run("export", "graphml", "-o", read_only / "a", "--casebook", read_only / "yinpu.db"), "Permission denied")
    assert run("banks", "--casebook", read_only / "yinpu.db")[0] == 0


def test_a_second_build_at_the_same_time(run, casebook: Path, folder: Path) -> None:
    with open_for_writing(casebook):
        fails(run("build", folder, "--casebook", casebook), "another yinpu writes to it", f"process {os.getpid()}")
        assert run("banks", "--casebook", casebook)[0] == 0, "readers go on"


def test_search_says_that_there_is_more(run, casebook: Path) -> None:
    status, out, err = run("search", "银行", "--limit", "1", "--casebook", casebook)
    assert (status, out.count("银行\tbank")) == (0, 1)
    assert err == "".join(
        f"more than 1 {what} contain it; a higher --limit shows them\n" for what in ("names", "quotes")
    )
    assert run("search", "银行", "--casebook", casebook)[2] == ""


def test_wrong_usage(run, casebook: Path) -> None:
    for words in (["initiatives"], ["nonsense"], ["export", "pdf", "-o", "x"], ["build"], ["banks", "--nonsense"]):
        assert run(*words)[0] == 2
    fails(run("initiatives", "海河银行", "--since", "gestern", "--casebook", casebook), "no date", status=2)
    fails(run("search", "“ ”", "--casebook", casebook), "empty", status=2)


def test_ctrl_c_keeps_what_is_stored(tmp_path: Path, environment: dict[str, str], yinpu) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        (folder / f"{number:03}.txt").write_text(f"bank 银舟{number}银行 city", encoding="utf-8")
    casebook = tmp_path / "stopped.db"
    command = [sys.executable, str(HERE / "statements.py"), "build", str(folder), "--casebook", str(casebook)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not stored(casebook):
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "stopped" in err
    assert "goes on from there" in err
    assert "Traceback" not in err
    number = stored(casebook)
    assert 0 < number < 400
    assert len(json.loads(yinpu("banks", "--json", "--casebook", casebook).stdout)) == number
    assert (
        f"new {400 - number} · changed 0 · unchanged {number}" in yinpu("build", folder, "--casebook", casebook).stdout
    )


def stored(casebook: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{casebook}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    except sqlite3.Error:
        return 0


def test_a_closed_pipe_is_no_error(casebook: Path, environment: dict[str, str]) -> None:
    command = f"'{sys.executable}' '{HERE / 'statements.py'}' banks --json --casebook '{casebook}' | head -c 1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment)
    assert (result.stdout, result.stderr) == ("[", "")


# What documents say cannot command a terminal or a spreadsheet.


def test_hostile_names(run, tmp_path: Path, statements: None) -> None:
    (tmp_path / "hostile.txt").write_text("bank =2+3银行\x1b[2J city = +甲 -1 [red]乙\n", encoding="utf-8")
    casebook = tmp_path / "yinpu.db"
    run("build", tmp_path, "--casebook", casebook)
    for words in (["banks"], ["banks", "--csv"], ["show", "[red]乙"], ["search", "银行"]):
        assert "\x1b" not in run(*words, "--casebook", casebook)[1]
    assert "[red]乙" in run("banks", "--casebook", casebook)[1]
    row = next(csv.DictReader(io.StringIO(run("banks", "--csv", "--casebook", casebook)[1])))
    assert row["name"] == "'=2+3银行[2J"


def test_formulas_are_disarmed_and_numbers_stay() -> None:
    armed = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "+1-1"]
    assert [disarmed(text) for text in armed] == [f"'{text}" for text in armed]
    plain = ["-3.5", "+12", "-1.2%", "=", "-", "120", "海智贷", ""]
    assert [disarmed(text) for text in plain] == plain
    assert cell("a\nb\tc\x1b") == "a b c"
