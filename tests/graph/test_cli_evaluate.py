"""yinpu evaluate, on a text and an annotation made for the test."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.cli import main

TEXT = "海河银行推出“海智贷”。截至2024年末，海河银行科技贷款余额30亿元。\n"
FACTS = [
    {"type": "entity", "label": "bank", "name": "海河银行"},
    {"type": "entity", "label": "product", "name": "海智贷"},
    {"type": "entity", "label": "product", "name": "海信贷"},
    {"type": "relation", "rel": "offers", "head": "海河银行", "tail": "海智贷"},
    {"type": "metric", "subject": "海河银行", "name": "科技贷款余额", "value": 30, "unit": "亿元", "date": "2024"},
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: its status, stdout and stderr."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "haihe.md").write_text(TEXT, "utf-8")
    (tmp_path / "haihe.facts.jsonl").write_text("\n".join(map(json.dumps, FACTS)), "utf-8")
    return tmp_path


def test_tables(run: Run, gold: Path) -> None:
    status, out, err = run("evaluate", gold)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert "entity:product\t1.000\t0.500\t0.667\t1\t0\t1" in lines
    assert "haihe\t0.800\t1.000\t1.000" in lines
    assert any(line.startswith("all\t0.933\t0.800\t1.000\t1.000\t") for line in lines)
    assert [line.split("\t")[0] for line in lines[-5:-2]] == ["all", "without ner", "without rules"]
    assert lines[-1] == "headline  0.9333"


def test_json_and_csv_have_the_same_figures(run: Run, gold: Path) -> None:
    found = json.loads(run("evaluate", gold, "--json")[1])
    assert found["scores"]["entity"] == {
        "precision": 1.0,
        "recall": 0.6667,
        "f1": 0.8,
        "right": 2,
        "wrong": 0,
        "missed": 1,
    }
    assert found["documents"] == {"haihe": {"entity": 0.8, "relation": 1.0, "metric": 1.0}}
    assert list(found["variants"]) == ["all", "without ner", "without rules"]
    assert found["variants"]["all"]["headline"] == found["headline"] == 0.9333
    assert "errors" not in found
    rows = list(csv.DictReader(io.StringIO(run("evaluate", gold, "--csv")[1])))
    totals = {row["part"]: row for row in rows if row["variant"] == "all" and not row["document"]}
    assert float(totals["headline"]["f1"]) == found["headline"]
    for part, figures in found["scores"].items():
        assert {name: float(totals[part][name]) for name in figures} == figures
    assert {row["variant"] for row in rows} == set(found["variants"])
    assert {row["document"] for row in rows} == {"", "haihe"}


def test_without_measures_one_variant(run: Run, gold: Path) -> None:
    both = json.loads(run("evaluate", gold, "--json")[1])["variants"]
    for part in ("ner", "rules"):
        found = json.loads(run("evaluate", gold, "--without", part, "--json")[1])
        assert found["variants"] == {f"without {part}": both[f"without {part}"]}
    assert run("evaluate", gold, "--without", "grammar")[0] == 2


def test_errors_are_told_up_to_the_number_wanted(run: Run, gold: Path) -> None:
    missed = "- entity product 海信贷"
    wrong = json.loads(run("evaluate", gold, "--errors", "9", "--json")[1])["errors"]["haihe"]
    assert missed in wrong
    assert run("evaluate", gold, "--errors", "1")[2] == f"== haihe\n{wrong[0]}\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("b.facts.jsonl", "{", "there is no b.txt or b.md beside it"),
        ("haihe.facts.jsonl", "{}\n", "line 1: "),
        ("haihe.md", "", "the file is empty"),
    ],
)
def test_what_cannot_be_read_is_told(run: Run, gold: Path, name: str, content: str, said: str) -> None:
    (gold / name).write_text(content, "utf-8")
    status, out, err = run("evaluate", gold)
    assert (status, out) == (1, "")
    assert err.startswith(f"yinpu: {gold / name}")
    assert said in err


def test_no_folder_and_no_annotated_text(run: Run, tmp_path: Path) -> None:
    for folder, said in ((tmp_path, "no annotated texts here"), (tmp_path / "none", "no such folder")):
        status, out, err = run("evaluate", folder)
        assert (status, out) == (1, "")
        assert err.startswith(f"yinpu: {folder}: {said}")
