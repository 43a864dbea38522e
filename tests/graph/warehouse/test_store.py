"""The folder of facts: only what changed is written again, and what a run that was killed left is no harm."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import filelock
import pytest
from joblib import wrap_non_picklable_objects

from graph.cli import main
from graph.errors import MissingExtraError
from graph.sources import find_documents
from graph.warehouse import store
from graph.warehouse.joining import resolve
from graph.warehouse.store import extract_into, read_manifest
from graph.warehouse.tables import FACTS, WarehouseError
from graph.workers.fan_out import Setup

TEXT = "bank 海河银行 city\nproduct 海智贷{0} loan\n海河银行 offers 海智贷{0}\n"


@pytest.fixture(autouse=True)
def small(statements: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PART", 3)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(7):
        (folder / f"{number}.txt").write_text(TEXT.format(number), "utf-8")
    return folder


def files(facts: Path) -> dict[str, int]:
    return {path.relative_to(facts).as_posix(): path.stat().st_mtime_ns for path in facts.rglob("*.parquet")}


def products(facts: Path) -> list[str]:
    found = duckdb.sql(f"SELECT name FROM '{facts}/entities/*.parquet' WHERE label = 'product' ORDER BY name")
    return [name for (name,) in found.fetchall()]


def extracted(texts: Path, facts: Path) -> dict[str, int]:
    return dict(extract_into(facts, find_documents([texts]), None, Setup(jobs=1)).outcomes)


def test_only_what_changed_is_written_again(texts: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    assert extracted(texts, facts) == {"new": 7}
    before = files(facts)
    assert len(before) == 3 * len(FACTS)
    assert extracted(texts, facts) == {"unchanged": 7}
    assert files(facts) == before
    (texts / "0.txt").write_text(TEXT.format("新"), "utf-8")
    assert extracted(texts, facts) == {"unchanged": 6, "changed": 1}
    after = files(facts)
    assert len(after) == len(before)
    assert len(before.items() & after.items()) == 2 * len(FACTS), "the files of two parts are as they were"
    assert products(facts) == sorted([*(f"海智贷{number}" for number in range(1, 7)), "海智贷新"])
    (texts / "9.txt").write_text(TEXT.format(9), "utf-8")
    assert extracted(texts, facts) == {"unchanged": 7, "new": 1}
    assert sorted(read_manifest(facts).values()) == [2, 3, 3], "a part that has room takes new documents"
    assert "海智贷9" in products(facts)


def test_names_of_parts_follow_from_what_is_in_them(texts: Path, tmp_path: Path) -> None:
    extracted(texts, tmp_path / "one")
    extracted(texts, tmp_path / "two")
    assert read_manifest(tmp_path / "one") == read_manifest(tmp_path / "two")
    one, two = (
        {path: (tmp_path / name / path).read_bytes() for path in files(tmp_path / name)} for name in ("one", "two")
    )
    assert one == two


def test_another_version_of_the_extractor_reads_all_again(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "facts"
    extracted(texts, facts)
    monkeypatch.setattr("graph.build.extractor_version", lambda: "another")
    assert extracted(texts, facts) == {"changed": 7}
    versions = duckdb.sql(f"SELECT DISTINCT extractor_version FROM '{facts}/documents/*.parquet'")
    assert versions.fetchall() == [("another",)]
    assert len(products(facts)) == 7


@pytest.mark.parametrize("content", ["", "CRASH", "海河银行 offers 海智贷", "bank 甲 city\nbank 甲 city"])
def test_a_bad_file_costs_itself_alone(texts: Path, tmp_path: Path, content: str) -> None:
    facts = tmp_path / "facts"
    extracted(texts, facts)
    (texts / "0.txt").write_text(content, "utf-8")
    (texts / "new.txt").write_text(content, "utf-8")
    report = extract_into(facts, find_documents([texts]), None, Setup(jobs=1))
    assert dict(report.outcomes) == {"unchanged": 6, "failed": 2}
    assert [warning for warning in report.warnings if "0.txt" in warning and ";" in warning]
    assert products(facts) == [f"海智贷{number}" for number in range(7)], "what was stored of it before stays"
    assert resolve(facts, tmp_path / "graph", Setup(jobs=1)).nodes == {"bank": 1, "product": 7}


def test_killed_between_parts(texts: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts"

    def dies(function: Callable, tasks: list, _: object) -> Iterator:
        yield function(tasks[0])
        function(tasks[1])
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store, "spread", dies)
        extract_into(facts, find_documents([texts]))
    assert len(read_manifest(facts)) == 1
    assert len(files(facts)) == 2 * len(FACTS), "a part that no manifest names"
    assert resolve(facts, tmp_path / "graph", Setup(jobs=1)).nodes == {"bank": 1, "product": 3}
    assert extracted(texts, facts) == {"unchanged": 3, "new": 4}
    assert products(facts) == [f"海智贷{number}" for number in range(7)]
    assert {path.split("/")[1][:-8] for path in files(facts)} == read_manifest(facts).keys()


def test_killed_at_any_moment(texts: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """SIGKILL after more and more time; the next run ends as an undisturbed one does."""
    undisturbed = tmp_path / "undisturbed"
    extracted(texts, undisturbed)
    script = """
import sys, time
from pathlib import Path
import graph.build
from graph.warehouse import store
from graph.workers.fan_out import Setup
from joblib import wrap_non_picklable_objects
sys.path.insert(0, sys.argv[3])
from statements import extract_statements
graph.build.extract_file = wrap_non_picklable_objects(extract_statements)
store.PART = 3
print("begins", flush=True)
store.extract_into(Path(sys.argv[1]), graph.build.find_documents([sys.argv[2]]), None, Setup(jobs=1))
"""
    facts = tmp_path / "facts"
    here = Path(__file__).parents[1]
    for wait in (0.0, 0.5, 1.0):
        command = [sys.executable, "-c", script, str(facts), str(texts), str(here)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
            run.stdout.readline()
            time.sleep(wait)
            os.kill(run.pid, signal.SIGKILL)
        if (facts / "manifest.json").exists():
            for part in read_manifest(facts):
                assert all((facts / table / f"{part}.parquet").exists() for table in FACTS)
    extracted(texts, facts)
    assert read_manifest(facts) == read_manifest(undisturbed)
    assert products(facts) == products(undisturbed)


def test_parts_are_written_by_processes_of_which_one_dies(texts: Path, tmp_path: Path) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    extracted(texts, alone)
    died = tmp_path / "died"

    def dies(task: store.Task) -> store.Written:
        if not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return store.write_part(task)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "write_part", wrap_non_picklable_objects(dies))
        assert dict(extract_into(together, find_documents([texts]), None, Setup(jobs=2)).outcomes) == {"new": 7}
    assert died.exists()
    assert read_manifest(together) == read_manifest(alone)


def test_one_writer(texts: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    extracted(texts, facts)
    with filelock.FileLock(facts / ".lock"), pytest.raises(WarehouseError, match="another yinpu"):
        extract_into(facts, find_documents([texts]))
    with filelock.FileLock(facts / ".lock"), pytest.raises(WarehouseError, match="another yinpu"):
        resolve(facts, tmp_path / "graph")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 1, "parts": 3}', '{"format": 9, "parts": {}}'])
def test_a_manifest_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(WarehouseError, match="extract the documents"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("table", ["documents", "evidence"])
@pytest.mark.parametrize("how", ["cut off", "gone", "text"])
def test_a_damaged_part(texts: Path, tmp_path: Path, table: str, how: str) -> None:
    facts = tmp_path / "facts"
    extracted(texts, facts)
    file = next((facts / table).iterdir())
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:100] if how == "cut off" else "海河银行".encode())
    with pytest.raises(WarehouseError, match=r"cannot be read .*; remove the folder"):
        resolve(facts, tmp_path / "graph", Setup(jobs=1))
    assert list((tmp_path / "graph").iterdir()) == []
    assert not (facts / ".work").exists()


def test_nothing_but_bad_files(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    report = extract_into(tmp_path / "facts", find_documents([tmp_path / "empty.txt"]), None, Setup(jobs=1))
    assert dict(report.outcomes) == {"failed": 1}
    assert read_manifest(tmp_path / "facts") == {}
    with pytest.raises(WarehouseError, match="no documents in these facts"):
        resolve(tmp_path / "facts", tmp_path / "graph")


def test_errors_say_what_to_do(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts, strange = tmp_path / "facts", tmp_path / "strange"
    strange.mkdir()
    (strange / "notes.txt").touch()
    extracted(texts, facts)

    def said(*words: object) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, words)))
        assert ended.value.code
        return capsys.readouterr().err

    assert "no facts here; write them with `yinpu extract" in said(
        "resolve", tmp_path / "none", "-o", tmp_path / "graph"
    )
    assert "no graph here; make it of facts with `yinpu resolve" in said(
        "export", "neo4j", "--from", facts, "-o", tmp_path / "neo4j"
    )
    assert "--from" in said("export", "gexf", "--from", facts, "-o", tmp_path / "x.gexf")
    assert "--from" in said("export", "neo4j", "--from", facts, "--bank", "海河银行", "-o", tmp_path / "neo4j")
    assert "no amount of memory" in said("resolve", facts, "-o", tmp_path / "graph", "--memory-limit", "much")
    assert "holds other files (notes.txt)" in said("extract", texts, "--out", strange, "--format", "parquet")
    with pytest.raises(WarehouseError, match="name a folder"):
        extract_into(texts / "0.txt", find_documents([texts]))


@pytest.mark.parametrize("missing", ["pyarrow", "duckdb"])
def test_a_missing_extra(texts: Path, tmp_path: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    extracted(texts, tmp_path / "facts")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=rf"{missing} is not installed.*yinpu\[warehouse\]"):
        resolve(tmp_path / "facts", tmp_path / "graph")


def test_folders_with_odd_names(texts: Path, tmp_path: Path) -> None:
    """A name that duckdb could take for a pattern or for the end of a text is a name."""
    place = tmp_path / "it's [a]* {b}? %"
    extracted(texts, place / "facts")
    assert resolve(place / "facts", place / "graph", Setup(jobs=1)).nodes == {"bank": 1, "product": 7}


def test_from_texts_to_neo4j(casebook: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands one after another; the files are those that the casebook exports."""

    def run(*words: object) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, words)))
        assert not ended.value.code, capsys.readouterr().err
        return capsys.readouterr().out

    facts, graph = tmp_path / "facts", tmp_path / "graph"
    assert "new 2 · changed 0 · unchanged 0 · failed 0" in run("extract", folder, "--out", facts, "--format", "parquet")
    assert json.loads((facts / "manifest.json").read_text("utf-8"))["extractor"]
    assert "product 4" in run("resolve", facts, "-o", graph, "--memory-limit", "500MB")
    run("export", "neo4j", "--from", graph, "-o", tmp_path / "one")
    run("export", "neo4j", "--casebook", casebook, "-o", tmp_path / "two")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 8
    assert sorted(path.name for path in graph.iterdir()) == sorted(f"{name}.parquet" for name in GRAPH)


GRAPH = (
    "accepted", "decisions", "documents", "edge_evidence", "edges", "names", "node_entities", "node_evidence", "nodes",
    "notes", "observations", "reasons",
)  # fmt: skip
