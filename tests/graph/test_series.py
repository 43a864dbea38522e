"""Series over documents and dates, and the growth that is computed and the one that is not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph import queries
from graph.build import build, find_documents
from graph.cli import main
from graph.reading import open_resolved

Told = Callable[..., list[queries.Series]]


@pytest.fixture
def told(tmp_path: Path, statements: None) -> Told:
    """Return the series of documents: each is the words of some metrics, `subject name value unit date about`."""

    def run(*texts: str) -> list[queries.Series]:
        for number, text in enumerate(texts, 1):
            lines = ["bank 海河银行 city", "product 海智贷 loan", "海河银行 offers 海智贷"]
            for line in text.splitlines():
                lines.append(f"海河银行 reports {line}")
            (tmp_path / f"text{number}.txt").write_text("\n".join(lines), "utf-8")
        assert build(tmp_path / "yinpu.db", find_documents([tmp_path])).failed == 0
        with closing(open_resolved(tmp_path / "yinpu.db")) as connection:
            return queries.series(connection, "bank:海河银行", name="余额")

    return run


def growths(found: list[queries.Series]) -> list[tuple[float, str, str]]:
    growth = [point.growth for one in found for point in one.points if point.growth]
    assert all(one.computed for one in growth)
    return [(one.value, one.unit, one.since) for one in growth]


def test_a_series_over_documents(told: Told) -> None:
    (found,) = told(
        "科技贷款余额 1000.0 亿元 2023-12-31\n科技贷款余额 1250.5 亿元 2024-12-31",
        "全行科技贷款余额 0.15005 万亿元 2025-06-30",
    )
    assert (found.subject, found.about, found.unit) == ("海河银行", None, "元")
    assert [(point.metric.date, point.documents) for point in found.points] == [
        ("2023-12-31", ["text1"]),
        ("2024-12-31", ["text1"]),
        ("2025-06-30", ["text2"]),
    ]
    assert growths([found]) == [(25, "%", "2023-12-31"), (19.99, "%", "2024-12-31")]
    assert found.points[2].growth.since_id == found.points[1].metric.id


def test_a_growth_has_no_more_decimals_than_its_figures_hold(told: Told) -> None:
    assert growths(told("科技贷款余额 1.1 万亿元 2024-12-31\n科技贷款余额 1.3 万亿元 2025-06-30")) == [
        (18, "%", "2024-12-31")
    ]
    assert growths(told("科技贷款余额 3803 亿元 2024-12-31\n科技贷款余额 4214 亿元 2025-06-30")) == [
        (10.8, "%", "2024-12-31")
    ]


def test_ratios_change_by_points(told: Told) -> None:
    assert growths(told("余额占比 12.5 % 2024-12-31\n余额占比 11.25 % 2025-06-30")) == [
        (-1.25, "个百分点", "2024-12-31")
    ]


def test_periods_of_one_length(told: Told) -> None:
    dates = ["2024", "2024-H1", "2025-H1", "2025-06-30", "2025-Q1"]
    text = "\n".join(f"日均余额 {number}.25 亿元 {date}" for number, date in enumerate(dates, 100))
    assert growths(told(text)) == [(0.99, "%", "2024-H1")]


@pytest.mark.parametrize(
    "text",
    [
        "贷款余额 100.5 亿元 2024-12-31\n贷款余额 >120.5 亿元 2025-06-30",
        "贷款余额 100.5 亿元 -\n贷款余额 120.5 亿元 2025-06-30",
        "贷款余额 100.5 亿元 2024-12-31\n贷款余额 120.5 亿元 2025",
        "贷款余额 100.5 亿元 2024-12-31 海智贷\n贷款余额 120.5 亿元 2025-06-30",
        "贷款余额 100.5 亿元 2024-12-31\n贷款余额 120.5 亿美元 2025-06-30",
        "贷款余额 100.5 亿元 2024-12-31\n存款余额 120.5 亿元 2025-06-30",
        "贷款余额同比增长 10.5 % 2024-12-31\n贷款余额同比增长 12.5 % 2025-06-30",
        "贷款余额 100.5 亿元 2024-12-31\n贷款余额 120.5 亿元 2025-06-30\n贷款余额 130.5 亿元 2025-06-30",
        "贷款余额 100.5 亿元 2025-06-30\n贷款余额 120.5 亿元 2025-06-30",
        "贷款余额 0 亿元 2024-12-31\n贷款余额 120.5 亿元 2025-06-30",
    ],
    ids=[
        "bound",
        "no date",
        "day and year",
        "about",
        "currency",
        "name",
        "change",
        "conflict",
        "one date",
        "from zero",
    ],
)
def test_what_cannot_be_compared(told: Told, text: str) -> None:
    assert growths(told(text)) == []


def test_the_more_exact_of_two_that_agree_counts(told: Told) -> None:
    found = told("贷款余额 100.5 亿元 2024-12-31\n贷款余额 120.5 亿元 2025-06-30", "贷款余额 120.48 亿元 2025-06-30")
    assert growths(found) == [(19.9, "%", "2024-12-31")]


def test_command(told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["metrics", "海河银行", *words, "--casebook", str(tmp_path / "yinpu.db")])
        assert not ended.value.code
        return capsys.readouterr().out

    told("贷款余额 100.5 亿元 2024-12-31", "贷款余额 90.45 亿元 2025-06-30")
    assert "贷款余额\t90.45亿元\t2025-06-30\t-10%\t2024-12-31\t\t海河银行\ttext2" in run("--name", "贷款余额")
    rows = list(csv.DictReader(io.StringIO(run("--name", "贷款余额", "--csv"))))
    assert [row["computed_growth"] for row in rows] == ["", "-10.0"]
    assert rows[1]["computed_growth_unit"] == "%" and rows[1]["since"] == "2024-12-31"
    (found,) = json.loads(run("--name", "贷款余额", "--json"))
    assert found["points"][1]["growth"]["computed"] is True
    assert found["points"][1]["metric"]["evidence"][0]["document"] == "text2"
    assert "computed growth" not in run().splitlines()[0]
