"""Which part of a graph leaves, in every format the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from rdflib import RDF, Graph

from graph import load
from graph.build import build, find_documents
from graph.casebook import open_for_writing
from graph.export import FORMATS, FormatError, export
from graph.export.whole import whole_folder, written_whole
from graph.reading import open_resolved
from graph.resolution import refresh
from graph.selection import EVERYTHING, Selection, SelectionError, select, selected

HAIHE, YUNLING, CLOUD = "bank:海河银行", "bank:云岭银行", "partner:云岚科技"
COUNTS = {
    "graphml": lambda path: nx.read_graphml(path, force_multigraph=True).number_of_edges(),
    "gexf": lambda path: nx.read_gexf(path, version="1.3").number_of_edges(),
    "json": lambda path: len(json.loads(path.read_text("utf-8"))["edges"]),
    "csv": lambda path: len(pd.read_csv(path / "edges.csv")),
    "parquet": lambda path: len(pd.read_parquet(path / "relations.parquet")),
    "xlsx": lambda path: len(pd.read_excel(path, sheet_name="关系")),
    "neo4j": lambda path: len(pd.read_csv(path / "relationships.csv")),
    "jsonld": lambda path: len(list(Graph().parse(path, format="json-ld").subjects(RDF.type, RDF.Statement))),
}


class FullError(Exception):
    """What a full disk raises."""


@pytest.fixture
def chosen(casebook: Path):
    """The part of the two banks' graph that a selection keeps."""

    def choose(**what) -> nx.MultiDiGraph:
        with closing(open_resolved(casebook)) as connection:
            return selected(connection, Selection(**what))

    return choose


def types(graph: nx.MultiDiGraph) -> set[str]:
    return {data["type"] for _, data in graph.nodes(data=True)}


def relations(graph: nx.MultiDiGraph) -> set[str]:
    return {key for *_, key in graph.edges(keys=True)}


def test_everything_is_everything(chosen, casebook: Path) -> None:
    whole = load(casebook)
    assert dict(chosen().nodes(data=True)) == dict(whole.nodes(data=True))
    assert dict(select(whole, EVERYTHING).edges) == dict(whole.edges)


def test_a_bank_has_its_things_and_their_neighbours(chosen) -> None:
    graph = chosen(bank="海河银行")
    own = {node for node, data in graph.nodes(data=True) if data.get("bank") == HAIHE}
    assert {"海智贷", "“潮生”平台", "春芽计划"} <= {graph.nodes[node]["label"] for node in own}
    assert {CLOUD, "partner:滨江市科技局", "unit:海河银行/滨江分行"} <= set(graph), "through the platform, too"
    assert YUNLING in graph, "it works with 海河行"
    assert "product:云岭银行/云舟贷" not in graph


def test_depth_counts_steps_in_either_direction(chosen) -> None:
    whole = chosen()
    for depth in range(4):
        near = nx.ego_graph(whole.to_undirected(), HAIHE, depth)
        assert set(chosen(bank="海河银行", depth=depth)) == set(near)
    assert set(chosen(bank="海河银行", depth=0)) == {HAIHE}
    assert set(chosen(bank="海河银行", depth=99)) == set(nx.node_connected_component(whole.to_undirected(), HAIHE))


def test_types_and_relations(chosen) -> None:
    assert types(chosen(without=("metric",))) == {"bank", "unit", "product", "program", "partner"}
    assert types(chosen(types=("bank", "partner"))) == {"bank", "partner"}
    graph = chosen(relations=("offers",))
    assert relations(graph) == {"offers"}
    assert min(degree for _, degree in graph.degree()) == 1, "what no chosen edge joins is left out"
    graph = chosen(bank="海河银行", types=("product",))
    assert types(graph) == {"bank", "product"}, "the bank itself stays"
    assert chosen(types=("bank",), relations=("offers",)).number_of_nodes() == 0


def test_weight(chosen, casebook: Path, folder: Path) -> None:
    (folder / "again.txt").write_text("bank 海河银行 city\nproduct 海智贷 loan\n海河银行 offers 海智贷\n", "utf-8")
    build(casebook, find_documents([folder]))
    assert set(chosen(min_weight=2).edges(keys=True)) == {
        (HAIHE, "product:海河银行/海智贷", "offers"),
        (HAIHE, "metric:海河银行/科技贷款余额/2025-06-30/120.5亿元", "reports"),
    }
    assert set(chosen(min_weight=3)) == set()


def test_what_makes_no_sense_is_refused() -> None:
    for wrong, message in (
        ({"depth": 1}, "name the bank"),
        ({"bank": "甲", "depth": -1}, "0 or more"),
        ({"min_weight": 0}, "1 or more"),
        ({"types": ("loan",)}, "loan: no such type of node; there are bank, unit"),
        ({"without": ("x",)}, "no such type"),
        ({"relations": ("knows",)}, "knows: no such relation; there are offers"),
    ):
        with pytest.raises(SelectionError, match=message):
            Selection(**wrong)


@pytest.mark.parametrize("format", FORMATS)
def test_all_formats_take_it(casebook: Path, tmp_path: Path, format: str) -> None:
    for selection in (EVERYTHING, Selection(bank="海河银行", depth=2, min_weight=1, without=("metric",))):
        out = tmp_path / f"{format}.x"
        written = export(casebook, format, out, selection)
        assert COUNTS[format](out) == written.edges > 0
    assert written.edges < load(casebook).number_of_edges()


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_casebook_has_files_too(tmp_path: Path, format: str) -> None:
    with open_for_writing(tmp_path / "empty.db") as connection:
        refresh(connection, "nothing")
    written = export(tmp_path / "empty.db", format, tmp_path / "out")
    assert (written.nodes, written.edges, COUNTS[format](tmp_path / "out")) == (0, 0, 0)


def test_a_file_for_a_folder_and_the_other_way_round(casebook: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FormatError, match="csv is a folder of files"):
        export(casebook, "csv", tmp_path / "file")
    with pytest.raises(FormatError, match="gexf is one file"):
        export(casebook, "gexf", tmp_path)
    with pytest.raises(FormatError, match="pdf: no such format; there are graphml, "):
        export(casebook, "pdf", tmp_path / "x")


@pytest.mark.parametrize("format", FORMATS)
def test_a_failed_export_leaves_the_old_files(
    casebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    out = tmp_path / "out" / format
    export(casebook, format, out)
    before = {path: path.read_bytes() for path in out.parent.rglob("*") if path.is_file()}

    class Edges:
        """Edges come last: when the second fails, half of the file is written."""

        def __init__(self, graph: nx.MultiDiGraph) -> None:
            self.all = nx.reportviews.OutMultiEdgeView(graph)

        def __call__(self, **options: bool) -> Iterator[tuple]:
            yield next(iter(self.all(**options)))
            raise FullError

    monkeypatch.setattr(nx.MultiDiGraph, "edges", property(Edges))
    with pytest.raises(FullError):
        export(casebook, format, out)
    after = {path: path.read_bytes() for path in out.parent.rglob("*") if path.is_file()}
    assert after == before


def test_other_files_in_a_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with whole_folder(tmp_path) as folder, written_whole(folder / "a.csv") as file:
        file.write("a")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"a.csv": "a", "mine.txt": "mine"}
