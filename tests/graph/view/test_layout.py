"""The places of the picture."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from graph.knowledge_graph import load
from graph.view.network import layout
from graph.view.network.layout import ON_DEMAND, arrange, column, homes, text_width
from graph.view.network.packing import Box, overlap

from . import sample


def labels(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    return {node: str(data["label"])[:9] for node, data in graph.nodes(data=True)}


def bank_with(*things: tuple[str, str], bank: str = "甲银行") -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node(f"bank:{bank}", label=bank, type="bank")
    for kind, name in things:
        node = f"{kind}:{bank}/{name}"
        graph.add_node(node, label=name, type=kind, bank=bank, mentions=1)
        graph.add_edge(f"bank:{bank}", node, "runs" if kind == "program" else "offers")
    return graph


@pytest.mark.parametrize("counts", [[1], [5], [3, 4], [0, 2, 0, 7], [30]])
def test_rows_of_a_column_are_at_least_a_line_apart(counts: list[int]) -> None:
    rows = column(counts, reach=50)
    assert len(rows) == sum(counts)
    steps = [below - above for (_, above), (_, below) in pairwise(rows)]
    assert all(step >= layout.LINE for step in steps)
    assert sum(step > layout.LINE for step in steps) == sum(count > 0 for count in counts) - 1
    assert all(50 < x <= 50 + layout.BULGE for x, _ in rows)


def test_a_column_bulges_in_the_middle() -> None:
    xs = [x for x, _ in column([9], reach=50)]
    assert xs[4] == max(xs)
    assert xs == xs[::-1]


@pytest.mark.parametrize("seed", range(6))
def test_no_label_lies_on_another(seed: int, tmp_path: Path) -> None:
    graph = load(sample.write_casebook(tmp_path / "sample.db", sample.extractions(banks=18, leaves=24, seed=seed)))
    short = labels(graph)
    rects = []
    for node, place in arrange(graph, short).items():
        kind = graph.nodes[node]["type"]
        width = text_width(short[node])
        if kind == "bank":
            radius = layout.bank_radius(graph.degree(node))
            rects.append(Box(width / 2, radius, width / 2, radius + 18).at(place.x, place.y))
        elif place.shown and kind not in ON_DEMAND:
            side = Box(width + 9, 7, 4, 7) if place.side < 0 else Box(4, 7, width + 9, 7)
            rects.append(side.at(place.x, place.y))
    boxes = np.array(rects)
    assert len(boxes) > 100
    for i in range(len(boxes)):
        assert not overlap(boxes[i : i + 1], np.delete(boxes, i, axis=0)).any()


def test_programs_lie_left_and_products_right_and_partners_below() -> None:
    graph = bank_with(*[("program", f"计划{i}") for i in range(4)], *[("product", f"贷款{i}") for i in range(4)])
    for i in range(2):
        graph.add_node(f"partner:公司{i}", label=f"公司{i}", type="partner")
        graph.add_edge("bank:甲银行", f"partner:公司{i}", "cooperates_with")
    places = arrange(graph, labels(graph))
    of = {
        kind: [places[node] for node in graph if graph.nodes[node]["type"] == kind]
        for kind in ("program", "product", "partner")
    }
    centre = places["bank:甲银行"]
    assert all(place.x < centre.x for place in of["program"])
    assert all(place.x > centre.x for place in of["product"])
    for partner in of["partner"]:
        beside = of["program"] if partner.x < centre.x else of["product"]
        assert partner.y > max(place.y for place in beside)


def test_a_shared_partner_lies_in_no_fan() -> None:
    graph = bank_with(("product", "贷款"))
    graph.update(bank_with(("product", "贷款"), bank="乙银行"))
    graph.add_node("partner:大学", label="大学", type="partner")
    for bank in ("甲银行", "乙银行"):
        graph.add_edge(f"bank:{bank}", "partner:大学", "cooperates_with")
    place = arrange(graph, labels(graph))["partner:大学"]
    assert (place.home, place.side) == (None, 0)


def test_a_thing_belongs_to_the_bank_of_its_unit_and_use_is_no_ownership() -> None:
    graph = bank_with(("unit", "某支行"), ("product", "平台"))
    graph.add_node("bank:乙银行", label="乙银行", type="bank")
    graph.add_edge("bank:乙银行", "product:甲银行/平台", "uses")
    graph.add_node("product:支行贷", label="支行贷", type="product")
    graph.add_edge("unit:甲银行/某支行", "product:支行贷", "offers")
    graph.add_node("partner:孤立", label="孤立", type="partner")
    graph.add_node("program:计划", label="计划", type="program", bank="bank:乙银行")
    graph.add_node("program:工程", label="工程", type="program", bank="乙银行")
    found = homes(graph)
    assert found["program:计划"] == found["program:工程"] == ("bank:乙银行",)
    assert found["product:甲银行/平台"] == ("bank:甲银行",)
    assert found["product:支行贷"] == ("bank:甲银行",)
    assert found["partner:孤立"] == ()


def test_what_belongs_to_no_bank_and_banks_with_little_to_show_are_not_in_the_picture() -> None:
    graph = bank_with(("product", "贷款"))
    graph.update(bank_with(("unit", "某支行"), bank="乙银行"))
    graph.add_node("bank:丙银行", label="丙银行", type="bank")
    graph.add_node("metric:1", label="规模", type="metric")
    graph.add_edge("bank:丙银行", "metric:1", "reports")
    graph.add_node("partner:孤立", label="孤立", type="partner")
    assert set(arrange(graph, labels(graph))) == {"bank:甲银行", "product:甲银行/贷款"}
    assert arrange(nx.MultiDiGraph(), {}) == {}


def test_a_long_group_shows_the_best_attested_fifteen() -> None:
    graph = bank_with(*[("product", f"贷款{i:02}") for i in range(20)])
    for i in range(20):
        graph.nodes[f"product:甲银行/贷款{i:02}"]["mentions"] = 1 + (i >= 5)
    places = arrange(graph, labels(graph))
    assert [node for node, place in places.items() if not place.shown] == [
        f"product:甲银行/贷款{i:02}" for i in range(5)
    ]
    sixteen = bank_with(*[("product", f"贷款{i:02}") for i in range(16)])
    assert all(place.shown for place in arrange(sixteen, labels(sixteen)).values())


def test_a_large_graph_begins_with_few_hundred_things(graph: nx.MultiDiGraph[str]) -> None:
    places = arrange(graph, labels(graph))
    seen = [node for node, place in places.items() if place.shown and graph.nodes[node]["type"] not in ON_DEMAND]
    assert 200 < len(seen) <= layout.LIMIT < len(places)


def test_a_part_follows_its_whole_and_circles_end() -> None:
    graph = bank_with(("product", "甲"), ("product", "乙"), ("product", "丙"), ("product", "丁"))
    graph.add_edge("product:甲银行/乙", "product:甲银行/丁", "part_of")
    graph.add_edge("product:甲银行/甲", "product:甲银行/丙", "part_of")
    graph.add_edge("product:甲银行/丙", "product:甲银行/甲", "part_of")
    places = arrange(graph, labels(graph))
    rank = {node.rpartition("/")[2]: place.rank for node, place in places.items() if place.home}
    assert rank["乙"] == rank["丁"] + 1
    assert sorted(rank.values()) == [0, 1, 2, 3]


def test_the_order_of_the_graph_does_not_matter(graph: nx.MultiDiGraph[str]) -> None:
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    shuffled: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(edges)
    assert arrange(shuffled, labels(shuffled)) == arrange(graph, labels(graph))


def test_one_fact_more_moves_next_to_nothing(graph: nx.MultiDiGraph[str]) -> None:
    before = arrange(graph, labels(graph))
    banks = sorted(node for node in before if graph.nodes[node]["type"] == "bank")
    moved = []
    for bank in banks:
        node = f"product:{bank.removeprefix('bank:')}/新品"
        larger = graph.copy()
        larger.add_node(node, label="新品", type="product", kind="loan", bank=bank, mentions=1)
        larger.add_edge(bank, node, "offers", type="offers")
        after = arrange(larger, labels(larger))
        others = [one for one, place in before.items() if place.home != bank and one in after]
        moved.append(
            sum((after[one].x, after[one].y) != (before[one].x, before[one].y) for one in others) / len(others)
        )
    assert len(moved) > 20
    assert sum(moved) / len(moved) < 0.05
