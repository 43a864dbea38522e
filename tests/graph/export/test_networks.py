"""Independent readers find in GraphML, GEXF and JSON what the casebook holds."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import igraph
import networkx as nx
import pytest

from graph.export.networks.looks import COLOURS, positions
from graph.export.words import relation_word


def found(nodes: list[dict], edges: list[dict], ends: tuple[str, str] = ("source", "target")) -> tuple[list, list]:
    head, tail = ends
    return sorted(node["label"] for node in nodes), sorted((edge[head], edge[tail], edge["type"]) for edge in edges)


def test_networkx_reads_graphml(exported, expected) -> None:
    file = exported("graphml")
    read = nx.read_graphml(file.path, force_multigraph=True)
    assert (expected.labels(read), expected.edges(read)) == (expected.labels(file.graph), expected.edges(file.graph))


def test_igraph_reads_graphml(exported, expected) -> None:
    file = exported("graphml")
    read = igraph.Graph.Read_GraphML(str(file.path))
    assert read.is_directed()
    assert sorted(read.vs["label"]) == expected.labels(file.graph)
    ids = read.vs["id"]
    edges = sorted((ids[edge.source], ids[edge.target], edge["type"]) for edge in read.es)
    assert edges == expected.edges(file.graph)
    assert sorted(read.es["weight"]) == sorted(data["weight"] for _, _, data in file.graph.edges(data=True))


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_gephi_lite_reads_it(exported, expected, node_reader, format: str) -> None:
    file = exported(format)
    read = node_reader(format, file.path)
    assert found(read["nodes"], read["edges"]) == (expected.labels(file.graph), expected.edges(file.graph))
    assert {edge["label"] for edge in read["edges"]} == {relation_word(edge["type"]) for edge in read["edges"]}
    for node in read["nodes"]:
        assert {"x", "y", "size", "color", "type", "documents"} <= set(node)
        data = file.graph.nodes[node["id"]]
        assert (node["documents"], node["mentions"]) == (data["documents"], data["mentions"])


def test_networkx_reads_gexf(exported, expected) -> None:
    file = exported("gexf")
    read = nx.read_gexf(file.path, version="1.3")
    assert (expected.labels(read), expected.edges(read)) == (expected.labels(file.graph), expected.edges(file.graph))
    assert read.is_multigraph() == any(file.graph.number_of_edges(*edge) > 1 for edge in file.graph.edges())
    for node, data in read.nodes(data=True):
        colour = {key: data["viz"]["color"][key] for key in "rgb"}
        assert tuple(colour.values()) == COLOURS[file.graph.nodes[node]["type"]]
        assert {"x", "y"} <= set(data["viz"]["position"])


def test_gexf_has_a_timeline(exported) -> None:
    file = exported("gexf")
    tag = "{http://gexf.net/1.3}"
    root = ET.parse(file.path).getroot()
    assert root.get("version") == "1.3"
    assert (root.find(f"{tag}graph").get("mode"), root.find(f"{tag}graph").get("timeformat")) == ("dynamic", "date")
    starts = {node.get("id"): node.get("start") for node in root.iter(f"{tag}node")}
    dated = {node for node, data in file.graph.nodes(data=True) if data.get("date") or data["first_date"]}
    assert dated
    assert {node for node, start in starts.items() if start} == dated
    for edge in root.iter(f"{tag}edge"):
        ends = [start for start in (starts[edge.get("source")], starts[edge.get("target")]) if start]
        assert edge.get("start") == max(ends, default=None)
        assert edge.get("kind")


def test_networkx_reads_json(exported) -> None:
    file = exported("json")
    read = nx.node_link_graph(json.loads(file.path.read_text("utf-8")), edges="edges")
    assert dict(read.nodes(data=True)) == dict(file.graph.nodes(data=True))
    assert dict(read.edges) == dict(file.graph.edges)


def test_places_are_steady_and_apart(exported) -> None:
    graph = exported("json").graph
    places = positions(graph)
    assert places == positions(graph)
    assert len(set(places.values())) == len(graph)
