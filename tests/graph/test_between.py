from __future__ import annotations

from contextlib import closing
from pathlib import Path

import networkx as nx
import pytest

from graph import load, queries
from graph.build import build, find_documents
from graph.errors import YinpuError
from graph.queries import UnknownNameError
from graph.reading import open_resolved


@pytest.fixture
def connection(casebook: Path):
    with closing(open_resolved(casebook)) as opened:
        yield opened


def test_a_way_is_as_short_as_networkx_says(connection, casebook: Path) -> None:
    network = load(casebook)
    network.remove_nodes_from([node for node in list(network) if node.startswith("metric:")])
    lengths = dict(nx.all_pairs_shortest_path_length(network.to_undirected()))
    checked = 0
    for start in network:
        for end in network:
            steps = queries.path(connection, start, end)
            assert len(steps) == lengths[start].get(end, 0)
            at = start
            for step in steps:
                assert network.has_edge(step.head_id, step.tail_id, step.relation)
                assert step.evidence
                at = step.tail_id if at == step.head_id else step.head_id
            assert at == (end if steps else start)
            checked += len(steps)
    assert checked > 50


def test_metrics_join_nothing(connection) -> None:
    metric = "metric:海河银行/科技贷款余额/2025-06-30/120.5亿元"
    assert [step.relation for step in queries.path(connection, "海河银行", metric)] == []


def test_an_unknown_end(connection) -> None:
    with pytest.raises(UnknownNameError, match="火星"):
        queries.path(connection, "海河银行", "火星")


def test_banks_side_by_side(connection) -> None:
    rows = queries.compare(connection, ["云岭银行", "海河银行"])
    found = {(row.aspect, row.what): row for row in rows}
    assert found["count", "products"].values == {"云岭银行": "2", "海河银行": "2"}
    assert found["kind", "product loan"].values == {"云岭银行": "2", "海河银行": "1"}
    assert found["kind", "program plan"].values == {"云岭银行": "0", "海河银行": "1"}
    assert {quote.document for quote in found["kind", "product loan"].evidence["云岭银行"]} == {"yunling"}


def test_metrics_of_the_same_name_and_date_stand_side_by_side(casebook: Path, folder: Path) -> None:
    statement = "bank 青川银行 city\n青川银行 reports 科技贷款余额 80 亿元 2025-06-30\n"
    (folder / "qingchuan.txt").write_text(statement, "utf-8")
    build(casebook, find_documents([folder]))
    with closing(open_resolved(casebook)) as connection:
        rows = queries.compare(connection, ["海河银行", "青川银行"])
    metric = next(row for row in rows if row.aspect == "metric" and len(row.values) == 2)
    assert metric.what == "科技贷款余额 (2025-06-30)"
    assert metric.values == {"海河银行": ">120.5亿元", "青川银行": "80亿元"}
    assert all(metric.evidence.values())


@pytest.mark.parametrize("names", [["海河银行"], ["海河银行", "海河银行"], ["海河银行"] * 6])
def test_two_to_five_different_banks(connection, names: list[str]) -> None:
    with pytest.raises(YinpuError, match="2 to 5 different banks"):
        queries.compare(connection, names)
