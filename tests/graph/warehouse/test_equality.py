"""The graph of Parquet facts is the casebook's, table by table."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joblib import wrap_non_picklable_objects

from extract.schema import Extraction
from graph.build import build
from graph.curation import Decision, append
from graph.sources import find_documents
from graph.warehouse.joining import resolve
from graph.warehouse.store import extract_into
from graph.workers.fan_out import Setup

HERE = Path(__file__).parent


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tables = _module(HERE / "tables.py")
documents = _module(HERE.parent / "test_invariance.py").documents
curation = _module(HERE.parent / "test_curation.py")


def assert_equal(
    place: Path, paths: list[Path], decisions: list[tuple[str, ...]] = (), jobs: int = 1
) -> dict[str, list]:
    """Build both of the same files and compare them; return the tables."""
    for verb, *words in decisions:
        append(place / "one.db", Decision(0, verb, tuple(words)))
        append(place / "two", Decision(0, verb, tuple(words)))
    build(place / "one.db", paths, setup=Setup(jobs=1))
    extract_into(place / "two", paths, setup=Setup(jobs=jobs))
    resolve(place / "two", place / "graph", Setup(jobs=jobs), threads=jobs)
    expected, found = tables.of_casebook(place / "one.db"), tables.of_graph(place / "graph")
    for name, rows in expected.items():
        assert found[name] == rows, name
    return found


def test_the_case_briefs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real prose: every table is the same, whatever the parts in which documents lie."""
    monkeypatch.setattr("graph.warehouse.store.PART", 10)
    # All of them are compared by tests/benchmarks/bench_warehouse.py.
    found = assert_equal(tmp_path, find_documents([root / "data/cases"])[::4])
    assert len(list((tmp_path / "two/documents").iterdir())) == 2
    assert min(len(found[name]) for name in ("nodes", "edges", "observations", "reasons", "edge_evidence")) > 200


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(documents(), min_size=2, max_size=6), decisions=st.lists(curation.decided, max_size=3))
def test_any_documents_and_decisions(statements: None, texts: list[str], decisions: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        paths = written(Path(place), texts)
        assert_equal(Path(place), paths, decisions)


DECISIONS = [
    [("merge", "海河银行", "云岭银行")],
    [("split", "海智贷"), ("merge", "云岚科技有限公司", "海河银行")],
    [("split", "海智贷", "0"), ("rename", "云舟计划", "云舟工程"), ("note", "云舟工程", "x")],
    [("retype", "云岚科技", "bank"), ("retype", "海河行", "partner", "company"), ("accept", "海智贷")],
    [("reject", "海河银行", "offers", "product:海河银行/海智贷"), ("accept", "海河银行", "runs", "云舟计划")],
    [("reject", "海河银行"), ("reject", "no such thing"), ("accept", "云岭银行")],
    [("reject", "metric:海河银行/海智贷/余额/2024/100亿元"), ("merge", "云舟", "云舟计划")],
]


@pytest.mark.parametrize("decisions", DECISIONS, ids=lambda decisions: decisions[0][0])
def test_decisions(statements: None, tmp_path: Path, decisions: list[tuple[str, ...]]) -> None:
    found = assert_equal(tmp_path, written(tmp_path, curation.DOCUMENTS), decisions)
    assert any(state == "" for *_, state in found["decisions"])


def test_a_line_that_is_no_decision_is_told(statements: None, tmp_path: Path) -> None:
    paths = written(tmp_path, curation.DOCUMENTS)
    for name in ("one.curation", "two.curation"):
        (tmp_path / name).write_text("merge 海河银行\n", "utf-8")
    found = assert_equal(tmp_path, paths)
    assert [line for line, *_ in found["decisions"]] == [1]


def test_twins_and_two_files_of_one_document(tmp_path: Path, root: Path) -> None:
    """Documents that were saved twice count once, in whatever parts they lie."""
    first = root / "data/cases/26_yixingnongshang.md"
    text = first.read_text("utf-8")
    for name, content in (("a/same.md", text), ("b/same.md", text), ("c/twin.md", text + "\n\n（完）\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, "utf-8")
    shutil.copy(root / "data/cases/28_kunshanlucheng.md", tmp_path / "a")
    paths = find_documents([tmp_path / name for name in "abc"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.warehouse.store.PART", 1)
        found = assert_equal(tmp_path, paths, jobs=2)
    assert len(paths) == 4
    assert sorted(bool(twin) for *_, twin in found["documents"]) == [False, False, True]


def test_first_dates_do_not_depend_on_the_order(statements: None, tmp_path: Path, extract_statements) -> None:
    """What only the dates of documents date has the earliest of them."""
    paths = written(tmp_path, ["bank 海河银行 city\nproduct 海智贷 loan\n海河银行 offers 海智贷"] * 3)
    dates = dict(zip(paths, ("2025-06-01", "2024-02-01", "no date"), strict=True))

    def dated(path: Path, data: bytes) -> Extraction:
        found = extract_statements(path, data)
        return replace(found, document=replace(found.document, meta={"date": dates[path]}))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.build.extract_file", wrap_non_picklable_objects(dated))
        found = assert_equal(tmp_path, paths)
    (first,) = {row[8] for row in found["nodes"] if row[1] == "product"}
    assert first == "2024-02-01"


def written(place: Path, texts: list[str]) -> list[Path]:
    paths = [place / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
