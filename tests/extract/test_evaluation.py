"""The measure itself: what counts as right, and that it is the measure of ../shared/gold/score.py."""

import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import extract_file
from extract.evaluation import (
    AnnotationError,
    Evaluation,
    compare,
    found_in,
    parse_facts,
    read_annotated,
    summed,
)
from extract.evaluation.scales import in_base_units, overlap, same_value
from extract.facts_format import facts_lines
from extract.schema import COMPARATORS, LABELS, RELS

Row = dict[str, Any]


def entity(label: str, name: str, *aliases: str) -> Row:
    return {"type": "entity", "label": label, "name": name, "aliases": list(aliases)}


def relation(rel: str, head: str, tail: str) -> Row:
    return {"type": "relation", "rel": rel, "head": head, "tail": tail}


def metric(subject: str, name: str, value: float, unit: str, date: str | None = None, cmp: str = "=") -> Row:
    return {"type": "metric", "subject": subject, "name": name, "value": value, "unit": unit, "date": date, "cmp": cmp}


def optional(label: str, name: str, **further: Any) -> Row:
    return {"type": "optional", "label": label, "name": name, **further}


BANK = entity("bank", "海河银行", "海河行")
BRANCH = entity("unit", "海河银行滨江分行", "滨江分行")
PART = relation("part_of", "海河银行滨江分行", "海河银行")
LOAN = entity("product", "海智贷")


def parsed(rows: list[Row]) -> Any:
    return parse_facts([json.dumps(row) for row in rows], "test")


def counts(gold: list[Row], found: list[Row], part: str) -> tuple[int, int, int]:
    score = summed({"text": compare(parsed(gold), parsed(found))}).scores[part]
    return score.right, score.wrong, score.missed


@pytest.mark.parametrize(
    ("gold", "found", "part", "expected"),
    [
        pytest.param([BANK], [entity("bank", "海河行")], "entity", (1, 0, 0), id="by its alias"),
        pytest.param([LOAN], [entity("product", "“海智 贷”")], "entity:product", (1, 0, 0), id="but for marks"),
        pytest.param([LOAN], [entity("program", "海智贷")], "entity", (0, 1, 1), id="of another label"),
        pytest.param([BANK], [BANK, entity("bank", "海河行")], "entity", (1, 1, 0), id="the same thing once more"),
        pytest.param([optional("partner", "云岚")], [entity("partner", "云岚")], "entity", (0, 0, 0), id="optional"),
        pytest.param(
            [BANK, BRANCH, PART, LOAN, relation("offers", "海河银行", "海智贷")],
            [BANK, BRANCH, PART, LOAN, relation("offers", "滨江分行", "海智贷")],
            "relation:offers",
            (1, 0, 0),
            id="a unit is read as its bank",
        ),
        pytest.param(
            [BANK, BRANCH, PART], [BANK, BRANCH, PART], "relation:part_of", (1, 0, 0), id="a part stays what it is"
        ),
        pytest.param(
            [BANK, LOAN, relation("offers", "海河银行", "海智贷")],
            [BANK, LOAN, relation("runs", "海河银行", "海智贷")],
            "relation",
            (0, 1, 1),
            id="of another kind",
        ),
        pytest.param(
            [BANK, LOAN], [BANK, relation("offers", "海河银行", "海智贷")], "relation", (0, 1, 0), id="an end not found"
        ),
        pytest.param(
            [BANK, metric("海河银行", "贷款余额", 1.2, "万亿元")],
            [BANK, metric("海河行", "贷款余额", 12000, "亿元")],
            "metric_strict",
            (1, 0, 0),
            id="in another scale",
        ),
        pytest.param(
            [BANK, metric("海河银行", "贷款余额", 12, "亿元")],
            [BANK, metric("海河银行", "贷款余额", 12, "亿美元")],
            "metric",
            (0, 1, 1),
            id="in another currency",
        ),
        pytest.param(
            [BANK, metric("海河银行", "贷款余额", 12, "亿元", "2025-06-30")],
            [BANK, metric("海河银行", "贷款余额", 12, "亿元", "2024")],
            "metric",
            (1, 0, 0),
            id="of another date",
        ),
        pytest.param(
            [BANK, metric("海河银行", "贷款余额", 12, "亿元", "2025-06-30")],
            [BANK, metric("海河银行", "贷款余额", 12, "亿元", "2024")],
            "metric_strict",
            (0, 1, 1),
            id="of another date, strictly",
        ),
        pytest.param(
            [BANK, optional("metric", "网点", value=30, unit="家")],
            [BANK, metric("海河银行", "网点数", 30, "家")],
            "metric",
            (0, 0, 0),
            id="an optional number",
        ),
    ],
)
def test_what_counts_as_right(gold: list[Row], found: list[Row], part: str, expected: tuple[int, int, int]) -> None:
    assert counts(gold, found, part) == expected


def test_each_metric_is_met_by_the_one_that_agrees_most() -> None:
    gold = [BANK, *(metric("海河银行", "贷款余额", 30, "亿元", date) for date in ("2023", "2024"))]
    found = [BANK, *(metric("海河银行", "贷款余额", 30, "亿元", date) for date in ("2024", "2023"))]
    assert counts(gold, found, "metric_strict") == (2, 0, 0)
    assert counts(gold, [*found, found[-1]], "metric_strict") == (2, 1, 0)


def test_what_is_not_right_is_told() -> None:
    gold = [BANK, LOAN, metric("海河银行", "贷款余额", 30, "亿元", "2024")]
    found = [BANK, entity("partner", "云岚"), metric("海河银行", "贷款余额", 30, "亿元")]
    assert compare(parsed(gold), parsed(found)).errors == [
        "+ entity partner 云岚 (no such entity)",
        "- entity product 海智贷",
        "~ metric 海河银行 贷款余额 = 30亿元 None (is 贷款余额 = 2024)",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (4346, "亿元", (4346e8, "CNY")),
        (3, "万亿", (3e12, "CNY")),
        (4000, "余家", (4000, "count")),
        (2.6, "万家", (26000, "count")),
        (5, "成", (0.5, "ratio")),
        (50, "％", (0.5, "ratio")),
        (140, "BP", (1.4, "points")),
        (0.5, "个百分点", (0.5, "points")),
        (2, "个工作日", (2880, "time")),
        (3, "倍", (3, "times")),
        (2, "万吨", (20000, "吨")),
        (7, "", (7, "count")),
    ],
)
def test_amounts_of_one_dimension_are_compared_in_one_unit(
    value: float, unit: str, expected: tuple[float, str]
) -> None:
    found, dimension = in_base_units(value, unit)
    assert same_value(found, expected[0])
    assert dimension == expected[1]
    assert not same_value(found, expected[0] * 1.001)


def test_names_share_characters_as_often_as_they_occur() -> None:
    assert overlap("贷款余额", "“贷款” 余额") == 1
    assert overlap("户户户", "户") == 0.5
    assert overlap("", "余额") == 0


def write(folder: Path, name: str, *rows: Row | str) -> Path:
    path = folder / name
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", "utf-8")
    return path


def test_texts_are_read_with_their_annotation(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "GUIDE.md"):
        (tmp_path / name).write_text("海河银行推出海智贷。", "utf-8")
    write(tmp_path, "b.jsonl", "\ufeff" + json.dumps(BANK), "", json.dumps(LOAN) + "\r")
    write(tmp_path, "a.facts.jsonl", json.dumps(entity("product", "海智\u2028贷"), ensure_ascii=False))
    first, second = read_annotated(tmp_path)
    assert (first.name, first.path.name, second.name, second.path.name) == ("a", "a.md", "b", "b.txt")
    assert first.facts.entities[0].names == ("海智\u2028贷",)
    assert [one.names for one in second.facts.entities] == [("海河银行", "海河行"), ("海智贷",)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"type": "entity"', "no valid JSON"),
        ("[]", "no JSON object"),
        ('{"type": "place", "name": "滨江"}', '"type" must be one of entity, relation, metric, optional'),
        ('{"type": "entity", "label": "firm", "name": "云岚"}', '"label" must be one of bank'),
        ('{"type": "entity", "label": "bank"}', '"name" must be a text'),
        ('{"type": "entity", "label": "bank", "name": "海河银行", "aliases": "海河行"}', '"aliases" must be a list'),
        ('{"type": "relation", "rel": "offers", "head": "海河银行", "tail": null}', '"tail" must be a text'),
        ('{"type": "metric", "subject": "海河银行", "name": "户数", "value": "30"}', '"value" must be a number'),
        ('{"type": "metric", "subject": "海河银行", "name": "户数", "value": NaN}', '"value" must be a number'),
    ],
)
def test_a_line_that_is_no_fact_is_told_with_file_and_number(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, "a.txt", "海河银行")
    path = write(tmp_path, "a.jsonl", BANK, line)
    with pytest.raises(AnnotationError) as raised:
        read_annotated(tmp_path)
    assert str(raised.value).startswith(f"{path}, line 2: ")
    assert said in str(raised.value)


def test_folders_that_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="no such folder"):
        read_annotated(tmp_path / "none")
    with pytest.raises(AnnotationError, match="no annotated texts"):
        read_annotated(tmp_path)
    annotation = write(tmp_path, "a.jsonl", BANK)
    with pytest.raises(AnnotationError, match=r"no a.txt or a.md beside it"):
        read_annotated(tmp_path)
    write(tmp_path, "a.txt", "海河银行")
    second = write(tmp_path, "a.facts.jsonl", BANK)
    with pytest.raises(AnnotationError, match="second annotation"):
        read_annotated(tmp_path)
    second.unlink()
    annotation.write_bytes("海".encode("gb18030"))
    with pytest.raises(AnnotationError, match="not UTF-8"):
        read_annotated(tmp_path)


def test_without_a_part_less_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("海河银行推出“海智贷”，贷款余额30亿元。", "utf-8")
    write(tmp_path, "a.jsonl", BANK)
    (text,) = read_annotated(tmp_path)
    assert [one.names[0] for one in found_in(text).entities] == ["海河银行", "海智贷"]
    assert found_in(text, frozenset({"ner", "rules"})).entities == []
    assert found_in(text) == found_in(text)


# --- the same figures as ../shared/gold/score.py


def figures(evaluation: Evaluation) -> dict[str, Any]:
    """The figures in the form of score.py --json."""
    return {
        "headline": evaluation.headline,
        "scores": {
            part: {
                "p": one.p,
                "r": one.r,
                "f1": one.f1,
                "tp": one.right,
                "fp": one.wrong,
                "fn": one.missed,
            }
            for part, one in evaluation.scores.items()
        },
        "documents": {
            name: {part: one.f1 for part, one in scores.items()} for name, scores in evaluation.documents.items()
        },
    }


def spoilt(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Make mistakes of every kind in facts."""
    for row in rows:
        match chance.randrange(12):
            case 0:
                continue
            case 1:
                yield row
                yield dict(row)
            case 2 if row["type"] == "entity":
                yield {**row, "label": chance.choice(LABELS)}
            case 3 if row["type"] == "entity":
                yield {**row, "name": row["name"][1:] or "行", "aliases": []}
            case 3 | 4 if row["type"] == "relation":
                yield {**row, "head": row["tail"], "rel": chance.choice(RELS)}
            case 3 | 4 if row["type"] == "metric":
                yield {**row, "value": row["value"] * chance.choice((1.0001, 1.1)), "cmp": chance.choice(COMPARATORS)}
            case 5 if row["type"] == "metric":
                yield {**row, "date": chance.choice((None, "2024")), "name": chance.choice(("余额", row["name"][:2]))}
            case 5 if row["type"] == "entity":
                yield {**row, "aliases": [chance.choice([one["name"] for one in rows if one["type"] == "entity"])]}
            case _:
                yield row


@pytest.mark.parametrize("texts", ["gold", "corpus"])
@pytest.mark.parametrize("predictions", ["extracted", "spoilt"])
def test_figures_are_those_of_the_shared_script(shared: Path, tmp_path: Path, texts: str, predictions: str) -> None:
    gold = read_annotated(shared / texts)
    tallies = {}
    for number, text in enumerate(gold):
        if predictions == "extracted":
            lines = facts_lines(extract_file(text.path))
        else:
            rows = [
                json.loads(line) for line in text.path.with_suffix(".jsonl").read_text("utf-8").splitlines() if line
            ]
            facts = [row for row in rows if row["type"] != "optional"]
            lines = [json.dumps(row) for row in spoilt(facts, random.Random(number))]
        (tmp_path / f"{text.name}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
        tallies[text.name] = compare(text.facts, parse_facts(lines, text.name))
    score = [sys.executable, shared / "gold/score.py", shared / texts, tmp_path, "--json"]
    expected = json.loads(subprocess.run(score, check=True, capture_output=True).stdout)
    assert len(expected["documents"]) == len(gold)
    assert expected["scores"]["entity"]["fp"] > 0
    assert figures(summed(tallies)) == expected


NAMES = st.sampled_from(
    ["海河银行", "海河行", "“海河” 银行", "滨江分行", "海智贷", "海智 贷", "云岚", "-", "ＥＩ贷", "ei贷"]
)
UNITS = st.sampled_from(
    ["亿元", "万元", "", "%", "成", "家", "万家", "个月", "年", "BP", "倍", "百倍", "分之", "美元", "亿"]
)
DATES = st.sampled_from([None, "2024", "2025-H1"])
ENTITIES = st.builds(lambda names, label: entity(label, *names), st.lists(NAMES, min_size=1), st.sampled_from(LABELS))
RELATIONS = st.builds(relation, st.sampled_from([*RELS, "part_of", "part_of"]), NAMES, NAMES)
VALUES = st.sampled_from([0, 1, 1.00005, 2, 10000])
METRICS = st.builds(
    metric, NAMES, st.sampled_from(["余额", "贷款余额", "户数"]), VALUES, UNITS, DATES, st.sampled_from(COMPARATORS)
)
FACTS = st.lists(st.one_of(ENTITIES, RELATIONS, METRICS), max_size=25)
AMOUNTS = st.builds(lambda value, unit: optional("metric", "", value=value, unit=unit), st.none() | VALUES, UNITS)
OPTIONAL = st.lists(st.one_of(ENTITIES.map(lambda row: {**row, "type": "optional"}), AMOUNTS), max_size=4)


@pytest.fixture(scope="module")
def script(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "gold/score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(gold=FACTS, further=OPTIONAL, found=FACTS)
def test_any_facts_count_as_in_the_shared_script(
    script: ModuleType, gold: list[Row], further: list[Row], found: list[Row]
) -> None:
    errors: list[str] = []
    expected = {part: dict(one) for part, one in script.score_doc([*gold, *further], found, errors).items()}
    tally = compare(parsed([*gold, *further]), parsed(found))
    renamed = {"tp": "right", "fp": "wrong", "fn": "missed"}
    for part in {*expected, *tally.counts}:
        ours = tally.counts.get(part, {})
        assert {key: ours.get(name, 0) for key, name in renamed.items()} == {
            key: expected.get(part, {}).get(key, 0) for key in renamed
        }, part
    assert len(tally.errors) == len(errors)
