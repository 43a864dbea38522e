"""The page as a file."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.view import write_page
from graph.view.page import render, script_json


def test_a_folder_gets_an_index_and_a_file_its_name(tmp_path: Path, small_graph: nx.MultiDiGraph[str]) -> None:
    assert write_page(small_graph, tmp_path / "new" / "atlas") == tmp_path / "new" / "atlas" / "index.html"
    assert write_page(small_graph, tmp_path / "one.html") == tmp_path / "one.html"
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "new" / "atlas" / "index.html").read_bytes()
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["index.html", "one.html"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, small_graph: nx.MultiDiGraph[str]) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OSError, match="taken"):
        write_page(small_graph, tmp_path / "taken")


def test_the_same_graph_gives_the_same_page(graph: nx.MultiDiGraph[str]) -> None:
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    random.Random(3).shuffle(nodes)
    random.Random(4).shuffle(edges)
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(edges)
    assert render(shuffled) == render(graph)


def test_the_page_refers_to_no_other_file_or_host(small_graph: nx.MultiDiGraph[str]) -> None:
    html = render(small_graph)
    assert re.findall(r"<(?:script|img|iframe|object|embed)\b[^>]*\bsrc\s*=", html) == []
    assert re.findall(r"<link\b[^>]*>", html) == ['<link rel="icon" href="data:,">']
    assert re.findall(r"@import|url\(\s*['\"]?(?!data:)", re.sub(r"<script>.*?</script>", "", html, flags=re.S)) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]


def test_the_network_of_pyvis_carries_places(small_graph: nx.MultiDiGraph[str]) -> None:
    found = re.search(r'<script type="application/json" id="atlas">(.*?)</script>', render(small_graph), re.S)
    assert found is not None
    data = json.loads(found[1])
    assert {node["id"] for node in data["nodes"]} == set(small_graph)
    assert json.loads(data["options"])["physics"] == {"enabled": False}
    bank = next(node for node in data["nodes"] if node["id"] == "bank:北京银行")
    assert (bank["shape"], type(bank["x"]), type(bank["y"])) == ("custom", int, int)
    drawn = [edge for edge in data["edges"] if edge["type"] != "via"]
    assert len(drawn) == small_graph.number_of_edges()
    assert all(edge["evidence"] and edge["document"] for edge in drawn)


@given(st.text(st.characters(), max_size=60))
def test_json_in_a_script_element_is_safe_and_whole(text: str) -> None:
    # Two lone surrogates in a row are one character in JSON.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    written = script_json({"text": joined})
    written.encode("utf-8")
    assert json.loads(written) == {"text": joined}
    assert not set(written) & set("<>&\u2028\u2029")


def test_json_in_a_script_element_ends_nothing() -> None:
    hostile = "</script><!--<script>\u2028\ud800]]>"
    written = script_json([hostile])
    assert json.loads(written) == [hostile]
    assert "<" not in written
    written.encode("utf-8")


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("科创贷", "科创贷"),
        ("“1+18+N”科技金融专营服务体系", "1+18+N"),
        ("长三角科技金融服务联合体平台", "长三角科技金融服…"),
        ("甲\u202e乙\u0007", "甲乙"),
    ],
)
def test_the_label_beside_a_node_is_short(label: str, short: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("product:x", label=label, type="product")
    assert f'"label":"{short}"' in render(graph)
