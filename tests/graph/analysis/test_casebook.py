from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import graph
from graph.analysis import Casebook, frames
from graph.build import build, find_documents
from graph.casebook import CasebookError
from graph.queries import UnknownNameError
from graph.selection import SelectionError


@pytest.fixture
def book(casebook: Path) -> Iterator[Casebook]:
    with graph.open_casebook(casebook) as opened:
        yield opened


def types(frame: pd.DataFrame) -> dict[str, str]:
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def test_frames_have_the_documented_columns_and_types_even_without_rows(book: Casebook) -> None:
    for found, columns in (
        (book.banks(), frames.BANKS),
        (book.initiatives("海河银行"), frames.INITIATIVES),
        (book.initiatives("海河银行", kind="bond"), frames.INITIATIVES),
        (book.metrics("海河银行"), frames.METRICS),
        (book.metrics(name="没有"), frames.METRICS),
        (book.partners("云岭银行"), frames.PARTNERS),
        (book.partners("海河行"), frames.PARTNERS),
        (book.evidence("bank:海河银行"), frames.EVIDENCE),
    ):
        assert types(found) == columns


def test_banks(book: Casebook) -> None:
    banks = book.banks().set_index("name")
    assert banks.loc["海河银行", "products"] == 2
    assert sorted(banks.index) == ["云岭银行", "海河银行"]


def test_initiatives_of_one_and_of_all(book: Casebook) -> None:
    one = book.initiatives("海河银行")
    assert sorted(one["name"]) == ["“潮生”平台", "春芽计划", "海智贷"]
    assert list(book.initiatives("海河银行", type="program")["name"]) == ["春芽计划"]
    every = book.initiatives()
    assert set(every["bank"]) == {"海河银行", "云岭银行"}
    assert every[every["bank"] == "海河银行"].reset_index(drop=True).equals(one)


def test_metrics_can_be_sorted_and_drawn_by_day(book: Casebook) -> None:
    found = book.metrics("海河银行", name="科技贷款")
    assert found.loc[0, ["cmp", "value", "unit", "date"]].tolist() == [">", 120.5, "亿元", "2025-06-30"]
    assert found.loc[0, "day"] == pd.Timestamp("2025-06-30")
    assert book.metrics("海河银行").set_index("name").loc["累计投放", "day"] == pd.Timestamp("2024-01-01")
    undated = book.metrics("海河银行").set_index("name").loc["服务企业数"]
    assert (undated["date"], pd.isna(undated["day"])) == ("", True)


def test_partners_of_all_banks(book: Casebook) -> None:
    partners = book.partners()
    assert {"海河银行", "云岭银行"} <= set(partners["bank"])
    assert partners.set_index(["bank", "name"]).loc[("海河银行", "滨江市科技局"), "via"] == ["“潮生”平台"]


def test_evidence_of_a_node_an_edge_and_a_row(book: Casebook, folder: Path) -> None:
    row = book.initiatives("海河银行", kind="loan").iloc[0]
    assert list(book.evidence(row)["quote"]) == ["product 海智贷 loan"]
    assert book.evidence(row.to_dict()).equals(book.evidence(row["id"]))
    edge = book.evidence(("bank:海河银行", "offers", row["id"]))
    (place,) = edge.itertuples()
    text = (folder / "haihe.txt").read_text("utf-8")
    assert text[place.start : place.end] == place.quote == "海河银行 offers 海智贷"


@pytest.mark.parametrize("fact", ["bank:没有", ("bank:海河银行", "runs", "bank:没有")])
def test_an_unknown_fact(book: Casebook, fact) -> None:
    with pytest.raises(UnknownNameError, match=r"no such fact.*give the id of a node"):
        book.evidence(fact)


def test_networkx_takes_the_filters(book: Casebook, casebook: Path) -> None:
    whole = graph.load(casebook)
    assert nx.utils.graphs_equal(book.networkx(), whole)
    assert set(book.networkx(bank="海河银行", depth=0)) == {"bank:海河银行"}
    assert {key for *_, key in book.networkx(relations=["offers"]).edges(keys=True)} == {"offers"}
    with pytest.raises(SelectionError):
        book.networkx(depth=2)
    with pytest.raises(UnknownNameError):
        book.networkx(bank="没有银行")


def test_export(book: Casebook, tmp_path: Path) -> None:
    written = book.export("json", tmp_path / "a.json", bank="海河银行", without=("metric",))
    assert len(json.loads(written.path.read_text("utf-8"))["nodes"]) == written.nodes > 3


def test_an_open_casebook_stays_as_it_was(book: Casebook, casebook: Path, folder: Path) -> None:
    before = book.banks()
    (folder / "more.txt").write_text("bank 湖光银行 city", "utf-8")
    build(casebook, find_documents([folder]))
    assert book.banks().equals(before)
    with graph.open_casebook(casebook) as again:
        assert "湖光银行" in set(again.banks()["name"])


def test_no_casebook(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="no such casebook"):
        graph.open_casebook(tmp_path / "no.db")
