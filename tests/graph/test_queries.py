from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from graph import queries
from graph.build import build, find_documents
from graph.casebook.signatures import candidates
from graph.dates import dates_in, earliest, first_day, last_day
from graph.reading import open_resolved


@pytest.fixture
def connection(casebook: Path) -> Iterator[Connection]:
    with closing(open_resolved(casebook)) as connection:
        yield connection


def test_initiatives_of_one_bank_and_not_of_the_other(connection: Connection) -> None:
    found = {item.name: item for item in queries.initiatives(connection, "bank:海河银行")}
    assert set(found) == {"海智贷", "“潮生”平台", "春芽计划"}
    loan, platform, plan = found["海智贷"], found["“潮生”平台"], found["春芽计划"]
    assert (loan.type, loan.kind, loan.units, loan.first_date) == ("product", "loan", [], "2024")
    assert [(metric.name, metric.value, metric.unit) for metric in loan.metrics] == [("累计投放", 30, "亿元")]
    assert platform.units == ["海河银行滨江分行"]
    assert platform.partners == ["滨江市科技局"]
    assert plan.partners == ["云岚科技股份有限公司"], "the bank works with it in the sentence that tells of the plan"
    assert loan.partners == []
    assert [quote.quote for quote in loan.evidence] == ["product 海智贷 loan", "海河银行 offers 海智贷"]
    assert {quote.document for quote in loan.evidence} == {"haihe"}
    assert loan.evidences == 2
    other = [item.name for item in queries.initiatives(connection, "bank:云岭银行")]
    assert other == ["云舟贷", "海智贷"]


def test_filters_of_initiatives(connection: Connection) -> None:
    def names(**filters: str) -> list[str]:
        return [item.name for item in queries.initiatives(connection, "bank:海河银行", **filters)]

    assert names(type="program") == ["春芽计划"]
    assert names(kind="platform") == ["“潮生”平台"]
    assert names(since="2023") == names(since="2024-12") == ["海智贷"]
    assert names(since="2025") == []


@pytest.mark.parametrize("name", ["海河银行", " “海河银行” ", "海河行"])
def test_any_name_finds_the_bank(connection: Connection, name: str) -> None:
    assert queries.find_bank(connection, name) == "bank:海河银行"


def test_names_of_the_registry_find_the_bank(tmp_path: Path, statements: None) -> None:
    (tmp_path / "one.txt").write_text("bank 交通银行 state\nbank 海河行 city = 交行\n", encoding="utf-8")
    build(tmp_path / "yinpu.db", find_documents([tmp_path]))
    with closing(open_resolved(tmp_path / "yinpu.db")) as connection:
        for name in ("交行", "交通银行股份有限公司", "bocom", "601328"):
            assert queries.find_bank(connection, name) == "bank:交通银行"


def test_unknown_banks(connection: Connection) -> None:
    with pytest.raises(queries.UnknownNameError, match=r"海河银.*did you mean 海河银行"):
        queries.find_bank(connection, "海河银")
    with pytest.raises(queries.UnknownNameError, match="招商银行 is known, but no document of this casebook names it"):
        queries.find_bank(connection, "招行")


def test_a_name_of_several_banks_is_asked_back(tmp_path: Path, statements: None) -> None:
    text = "bank 海河银行 city = 河行\nbank 云河银行 city = 河行\n"
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "yinpu.db", find_documents([tmp_path]))
    with (
        closing(open_resolved(tmp_path / "yinpu.db")) as connection,
        pytest.raises(queries.UnknownNameError, match="several banks go by this name: 云河银行、海河银行"),
    ):
        queries.find_bank(connection, "河行")


def test_banks_are_counted(connection: Connection) -> None:
    haihe = next(bank for bank in queries.banks(connection) if bank.name == "海河银行")
    assert (haihe.products, haihe.programs, haihe.units, haihe.metrics, haihe.partners) == (2, 1, 1, 3, 1)
    assert haihe.aliases == ["海河行"]


def test_metrics_with_subject_and_about(connection: Connection) -> None:
    found = queries.metrics(connection, "bank:海河银行")
    assert [(item.name, item.subject, item.about, item.date) for item in found] == [
        ("服务企业数", "海河银行滨江分行", None, ""),
        ("科技贷款余额", "海河银行", None, "2025-06-30"),
        ("累计投放", "海河银行", "海智贷", "2024"),
    ]
    assert [item.value for item in queries.metrics(connection, "bank:海河银行", name="贷款")] == [120.5]


def test_partners_and_through_whom(connection: Connection) -> None:
    found = queries.partners(connection, "bank:海河银行")
    assert {(item.name, item.kind, *item.relations, *item.via) for item in found} == {
        ("云岚科技股份有限公司", "company", "cooperates_with"),
        ("云岭银行", "city", "cooperates_with"),  # told of by the other side
        ("滨江市科技局", "government", "cooperates_with", "“潮生”平台"),
    }


def test_units(connection: Connection) -> None:
    (unit,) = queries.units(connection, "bank:海河银行")
    assert (unit.name, unit.kind, unit.part_of, unit.initiatives) == (
        "海河银行滨江分行",
        "branch",
        ["海河银行"],
        ["“潮生”平台"],
    )


def test_show_finds_by_name_alias_and_id(connection: Connection) -> None:
    assert [thing.id for thing in queries.show(connection, "海智贷")] == [
        "product:云岭银行/海智贷",
        "product:海河银行/海智贷",
    ]
    assert [thing.name for thing in queries.show(connection, "云岚")] == ["云岚科技股份有限公司"]
    (thing,) = queries.show(connection, "product:海河银行/海智贷")
    assert [(edge.direction, edge.type, edge.other) for edge in thing.edges] == [("in", "offers", "海河银行")]
    with pytest.raises(queries.UnknownNameError, match="did you mean 海智贷"):
        queries.show(connection, "海知贷")


def test_search_is_by_substring_whatever_the_width(connection: Connection) -> None:
    assert [hit.id for hit in queries.search_names(connection, "潮")] == ["product:海河银行/潮生"]
    assert {hit.name for hit in queries.search_names(connection, "云岚")} == {"云岚科技股份有限公司"}
    hits = queries.search_quotes(connection, "ｏｆｆｅｒｓ云", 10)
    assert [(hit.quote.quote, hit.nodes) for hit in hits] == [("云岭银行 offers 云舟贷", ["云岭银行", "云舟贷"])]
    assert len(queries.search_quotes(connection, "银行", 3)) == 3
    assert queries.search_quotes(connection, "100%_", 3) == []
    assert len(queries.search_names(connection, "云", 2)) == 2


def test_signatures_pass_every_document_that_has_a_text_and_hardly_any_other(connection: Connection) -> None:
    quotes = connection.execute("SELECT document_id, coalesce(folded, quote) FROM evidence").fetchall()
    for document, quote in quotes:
        for start in range(len(quote)):
            assert document in candidates(connection, quote[start : start + 3])
    assert list(candidates(connection, "氢")) == [one.id for one in queries.documents(connection)], "a single letter"
    texts = [chr(0x4E00 + number) + chr(0x5E00 + number) for number in range(500)]
    assert sum(len(list(candidates(connection, text))) for text in texts) < 0.15 * len(texts) * 2


def test_documents_and_stats(connection: Connection) -> None:
    first, second = queries.documents(connection)
    assert (first.name, first.entities, first.relations, first.metrics) == ("haihe", 7, 6, 3)
    assert second.sources[0].endswith("yunling.txt")
    found = queries.stats(connection)
    assert found.documents == 2
    assert found.nodes == {"bank": 2, "metric": 3, "partner": 2, "product": 4, "program": 1, "unit": 1}
    assert found.edges == {"cooperates_with": 4, "offers": 4, "part_of": 1, "reports": 3, "runs": 1}


def test_dates() -> None:
    assert (first_day("2025-H2"), last_day("2025-H1"), first_day("2024-Q3")) == (
        "2025-07-01",
        "2025-06-31",
        "2024-07-01",
    )
    assert dates_in("截至2025年6月末，2023年5月1日起，到2027年，至2030年") == ["2025-06", "2023-05-01"]
    assert earliest(["2025-06-30", "2024", "2024-01-01"]) == "2024-01-01"
    assert earliest([]) == ""
