from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import graph
from graph.analysis import bipartite, centrality, communities, shared
from graph.analysis.networks import ProjectionError
from graph.build import build, find_documents

STATEMENTS = """\
bank 海河银行 city
bank 云岭银行 city
bank 湖光银行 city
unit 海河银行滨江分行 branch
product 海智贷 loan
partner 云岚科技 company
partner 远山数据 company
partner 白塔大学 university
海河银行滨江分行 part_of 海河银行
海河银行 offers 海智贷 & 海河银行 cooperates_with 远山数据
海河银行滨江分行 finances 云岚科技
海河银行 cooperates_with 云岚科技
云岭银行 cooperates_with 云岚科技
云岭银行 cooperates_with 远山数据
湖光银行 cooperates_with 白塔大学
"""
HAIHE, YUNLING, HUGUANG = "bank:海河银行", "bank:云岭银行", "bank:湖光银行"


@pytest.fixture
def casebook(tmp_path: Path, statements: None) -> Path:
    (tmp_path / "a.txt").write_text(STATEMENTS, encoding="utf-8")
    build(tmp_path / "a.db", find_documents([tmp_path / "a.txt"]))
    return tmp_path / "a.db"


@pytest.fixture
def network(casebook: Path) -> nx.MultiDiGraph:
    return graph.load(casebook)


def named(found: nx.Graph) -> dict[frozenset[str], dict]:
    return {frozenset(found.nodes[end]["label"] for end in edge[:2]): edge[2] for edge in found.edges(data=True)}


def test_a_bank_does_what_its_parts_do(network: nx.MultiDiGraph) -> None:
    found = bipartite(network)
    assert nx.is_bipartite(found)
    edges = named(found)
    assert set(edges) == {
        frozenset(pair)
        for pair in (
            ("海河银行", "云岚科技"),
            ("海河银行", "远山数据"),
            ("云岭银行", "云岚科技"),
            ("云岭银行", "远山数据"),
            ("湖光银行", "白塔大学"),
        )
    }
    assert edges[frozenset(("海河银行", "云岚科技"))] == {"weight": 2, "relations": "cooperates_with|finances"}
    assert {data["bipartite"] for _, data in found.nodes(data=True) if data["type"] == "bank"} == {0}
    assert set(named(bipartite(network, "partner", "bank"))) == set(edges)
    assert set(named(bipartite(network, "bank", "product"))) == {frozenset(("海河银行", "海智贷"))}


def test_shared_partners_are_weighted(casebook: Path) -> None:
    with graph.open_casebook(casebook) as book:
        found = book.shared_partners()
    assert set(found) == {HAIHE, YUNLING, HUGUANG}
    assert [(set(edge[:2]), edge[2]["weight"]) for edge in found.edges(data=True)] == [({HAIHE, YUNLING}, 2)]
    assert set(found.edges[HAIHE, YUNLING]["shared"].split("|")) == {"云岚科技", "远山数据"}


def test_partners_of_initiatives(casebook: Path) -> None:
    with graph.open_casebook(casebook) as book:
        found = book.tripartite()
    assert set(named(found)) == {frozenset(("海河银行", "海智贷")), frozenset(("海智贷", "远山数据"))}


def test_centrality_agrees_with_networkx(network: nx.MultiDiGraph) -> None:
    found = bipartite(network)
    table = centrality(found)
    assert table.index.name == "id"
    assert table["betweenness"].to_dict() == nx.betweenness_centrality(found)
    assert table["degree"].to_dict() == dict(found.degree())
    assert table.loc[HAIHE, "strength"] == 3
    assert table["degree"].is_monotonic_decreasing


def test_communities(network: nx.MultiDiGraph) -> None:
    found = communities(bipartite(network))
    assert len(found) == 6
    assert found.loc[HUGUANG, "community"] == found[found["label"] == "白塔大学"]["community"].item()
    assert found.loc[HUGUANG, "community"] != found.loc[HAIHE, "community"]
    assert found.equals(communities(bipartite(network)))


def test_an_empty_network() -> None:
    empty = nx.MultiDiGraph()
    assert len(bipartite(empty)) == len(shared(bipartite(empty))) == 0
    for table in (centrality(bipartite(empty)), communities(bipartite(empty))):
        assert isinstance(table, pd.DataFrame)
        assert table.empty


def test_what_makes_no_sense(network: nx.MultiDiGraph) -> None:
    for pair in (("bank", "bank"), ("bank", "loan")):
        with pytest.raises(ProjectionError, match="two different types of nodes out of bank, unit"):
            bipartite(network, *pair)
    with pytest.raises(ProjectionError, match="unit: this network has no nodes of this type"):
        shared(bipartite(network), "unit")
