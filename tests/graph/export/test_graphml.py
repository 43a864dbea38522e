from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from graph import load
from graph.export.networks.graphml import write_graphml
from graph.export.networks.looks import drawn_edges, drawn_nodes
from graph.export.whole import written_whole


def by_type(graph: nx.MultiDiGraph) -> list[tuple[str, str, dict]]:
    return sorted(
        ((head, tail, data) for head, tail, data in graph.edges(data=True)), key=lambda e: (*e[:2], e[2]["type"])
    )


def test_networkx_reads_back_the_same(casebook: Path, tmp_path: Path) -> None:
    graph = load(casebook)
    write_graphml(graph, tmp_path / "graph.graphml")
    read = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert list(read.nodes(data=True)) == list(drawn_nodes(graph))
    assert by_type(read) == sorted(drawn_edges(graph), key=lambda e: (*e[:2], e[2]["type"]))
    assert graph.number_of_edges() > 10


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    hostile = "<script>&\"'\x00\x1b[31m\ud800]]>\u202e 甲\t乙\r\n"
    graph.add_node('a"<&', label=hostile, number=1)
    graph.add_node("b", label="乙", number=1.5, yes=True)
    graph.add_edge('a"<&', "b", type="uses", evidence=hostile)
    graph.add_edge('a"<&', "b", type="offers", evidence="")
    write_graphml(graph, tmp_path / "hostile.graphml")
    read = nx.read_graphml(tmp_path / "hostile.graphml")
    clean = "<script>&\"'[31m]]> 甲\t乙\r\n"
    told = {node: {name: data.get(name) for name in ("label", "number", "yes")} for node, data in read.nodes(data=True)}
    assert told == {
        'a"<&': {"label": clean, "number": 1.0, "yes": None},
        "b": {"label": "乙", "number": 1.5, "yes": True},
    }
    assert [(data["type"], data["evidence"]) for _, _, data in by_type(read)] == [("offers", ""), ("uses", clean)]
    assert len({key for _, _, key in read.edges(keys=True)}) == 2, "Gephi drops an edge whose id it has seen"


def test_a_list_is_no_scalar(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("a", aliases=["b"])
    with pytest.raises(TypeError, match="'aliases' is a list"):
        write_graphml(graph, tmp_path / "list.graphml")


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.graphml"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), written_whole(path) as file:
        file.write("new, but only half of it")
        raise RuntimeError
    assert [child.name for child in tmp_path.iterdir()] == ["old.graphml"]
    assert path.read_text(encoding="utf-8") == "old"
