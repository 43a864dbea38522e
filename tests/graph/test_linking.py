"""Rules that link names of different documents, and observations that several documents tell."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from extract.schema import Purpose
from graph import load
from graph.build import build, find_documents
from graph.casebook.rows import DocumentRows, EntityRow, MetricRow, Place, RelationRow
from graph.resolution.linking import (
    ABBREVIATED,
    INTRODUCED,
    LABELLED,
    PLACED,
    REGISTERED,
    Profile,
    abbreviations,
    lies_in_branch,
    links,
    shortens_bank,
    tokens,
)
from graph.resolution.observations import Telling, observed, scaled
from graph.resolution.unify import edge_between, unify


@pytest.fixture
def graph_of(tmp_path: Path, statements: None):
    def graph_of(**documents: str) -> nx.MultiDiGraph:
        folder = tmp_path / "texts"
        folder.mkdir()
        for name, text in documents.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        build(tmp_path / "texts.db", find_documents([folder]))
        return load(tmp_path / "texts.db")

    return graph_of


def of_type(graph: nx.MultiDiGraph, type_: str) -> set[str]:
    return {node for node, data in graph.nodes(data=True) if data["type"] == type_}


def test_a_sub_branch_is_part_of_its_branch_and_that_of_the_bank(graph_of) -> None:
    graph = graph_of(
        one="bank 交行 state\nunit 交通银行上海市分行徐汇滨江支行 branch\n交通银行上海市分行徐汇滨江支行 part_of 交行"
    )
    child, parent = "unit:交通银行/上海分行徐汇滨江支行", "unit:交通银行/上海分行"
    assert graph.has_edge(child, parent, "part_of")
    assert graph.has_edge(parent, "bank:交通银行", "part_of")
    assert graph.nodes[parent]["label"] == "交通银行上海市分行"
    assert graph.edges[child, parent, "part_of"]["evidence"] == "unit 交通银行上海市分行徐汇滨江支行 branch"


def test_a_sub_branch_without_its_branch_is_found_by_its_place(graph_of) -> None:
    full = "bank 交行 state\nunit 交行上海分行徐汇滨江支行 branch\nunit 交行北京分行朝阳支行 branch"
    short = "bank 交行 state\n" + "".join(
        f"unit {unit} branch\n{unit} part_of 交行\n" for unit in ("徐汇滨江支行", "朝阳支行")
    )
    graph = graph_of(full=full, short=short)
    units = of_type(graph, "unit")
    assert "unit:交通银行/徐汇滨江支行" not in units
    assert {"unit:交通银行/朝阳支行", "unit:交通银行/北京分行朝阳支行"} <= units, "长春 has a 朝阳, too"


def test_a_short_name_of_two_is_of_neither(graph_of) -> None:
    one = "partner 云岚精密科技有限公司 company = 云岚精科"
    two = "partner 云岚精工科技有限公司 company = 云岚精科"
    graph = graph_of(one=one, two=two, three="partner 云岚精科 company")
    assert len(of_type(graph, "partner")) == 3


def test_a_document_that_names_both_knows_better(graph_of) -> None:
    both = "partner 云岚处科技 company\npartner 杭州云岚处科技有限公司 company"
    assert len(of_type(graph_of(one=both, two="partner 云岚处科技 company"), "partner")) == 2


def test_what_most_documents_call_a_product_is_one(graph_of) -> None:
    product = "bank 海河银行 city\nproduct 潮生 app\n海河银行 offers 潮生"
    program = "bank 海河银行 city\nprogram 潮生 brand\n海河银行 runs 潮生"
    graph = graph_of(one=program, two=program + "\n", three=product)
    assert of_type(graph, "product") == set()
    assert graph.edges["bank:海河银行", "program:海河银行/潮生", "runs"]["weight"] == 3


def test_a_subsidiary_is_a_unit_of_its_bank_wherever_it_is_told(graph_of) -> None:
    unit = "bank 招商银行 joint_stock\nunit 招银理财 subsidiary\n招银理财 part_of 招商银行"
    partner = "bank 海河银行 city\npartner 招银理财有限责任公司 company\n海河银行 cooperates_with 招银理财有限责任公司"
    graph = graph_of(unit=unit, partner=partner)
    assert of_type(graph, "partner") == set()
    assert graph.nodes["unit:招商银行/招银理财"]["documents"] == 2


def test_what_a_shared_name_is_for_is_told_by_bank() -> None:
    entities = (
        EntityRow(1, "bank", "海河银行", "city", None, (Place(0, 4, 1),)),
        EntityRow(2, "bank", "云岭银行", "city", None, (Place(50, 54, 2),)),
        EntityRow(
            3,
            "product",
            "海智贷",
            "loan",
            None,
            (Place(5, 8, 3), Place(55, 58, 4)),
            purposes=(Purpose(5, 8, ("绿色金融",)), Purpose(55, 58, ("科技金融",), ("初创期",))),
            themes="科技金融|绿色金融",
            stages="初创期",
        ),
    )
    relations = (
        RelationRow("offers", 1, 3, (Place(0, 10, 5),)),
        RelationRow("offers", 2, 3, (Place(50, 60, 6),)),
    )
    found = unify([DocumentRows("both-00000000", entities, relations)]).entities
    assert found["product:海河银行/海智贷", 3].themes == {"绿色金融"}
    assert found["product:海河银行/海智贷", 3].stages == set()
    assert found["product:云岭银行/海智贷", 3].themes == {"科技金融"}
    assert found["product:云岭银行/海智贷", 3].stages == {"初创期"}


@pytest.mark.parametrize(
    ("short", "full", "may"),
    [
        ("云岚科技", "深圳市云岚智能科技有限公司", True),
        ("云岚", "深圳市云岚智能科技有限公司", False),
        ("科技", "深圳市科技有限公司", False),
        ("智能科技", "深圳市智能科技有限公司", False),
        ("宁波云岚科技", "杭州云岚科技有限公司", False),
        ("杭州云岚科技", "杭州云岚智能科技有限公司", True),
        ("云岚科技有限公司", "杭州云岚科技有限公司", False),
    ],
)
def test_abbreviations(short: str, full: str, may: bool) -> None:
    assert (short in abbreviations(full)) is may


@pytest.mark.parametrize(
    ("short", "full", "may"),
    [
        ("海河行", "海河银行", True),
        ("银行", "海河银行", False),
        ("联合银行", "海河联合银行", False),
        ("科创银行", "海河科创银行", False),
        ("工行", "海河工业银行", False),
        ("中山行", "海河银行", False),
    ],
)
def test_short_names_of_banks(short: str, full: str, may: bool) -> None:
    assert shortens_bank(short, full) is may


def test_places_of_branches() -> None:
    assert lies_in_branch("余杭支行", "杭州分行余杭支行")
    assert not lies_in_branch("余杭支行", "宁波分行余杭支行")


def telling(document: str, value: float, unit: str, date: str | None, name: str = "科技贷款余额") -> Telling:
    return Telling(document, MetricRow(1, 1, None, name, float(value), None, unit, date), "bank:海河银行", None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("a", 1500, "亿元", "2025-06-30"), ("b", 0.15, "万亿元", "2025-06-30"), True),
        (("a", 1500, "亿元", "2025-H1"), ("b", 1500, "亿元", "2025-06-30"), True),
        (("a", 1500, "亿元", "2024"), ("b", 1500, "亿元", "2024-12"), True),
        (("a", 1500, "亿元", "2024"), ("b", 1500, "亿元", "2025"), False),
        (("a", 1512, "亿元", None), ("b", 1512, "亿元", "2025"), True),
        (("a", 1500, "亿元", None), ("b", 1500, "亿元", "2025"), False),  # two digits may agree by chance
        (("a", 1512, "亿元", None), ("a", 1512, "亿元", "2025"), False),  # one document knows what it dates
        (("a", 1512, "亿元", "2025"), ("b", 1512, "万元", "2025"), False),
        (("a", 1512, "亿元", "2025", "全行科技贷款的余额"), ("b", 1512, "亿元", "2025"), True),
        (("a", 1512, "亿元", "2025", "绿色贷款余额"), ("b", 1512, "亿元", "2025"), False),
    ],
)
def test_one_observation_told_twice(one: tuple, other: tuple, same: bool) -> None:
    first, second = telling(*one), telling(*other)
    for order in ([first, second], [second, first]):
        ids = observed(order)
        assert (ids[first] == ids[second]) is same


def test_two_dates_leave_an_undated_telling_alone() -> None:
    tellings = [
        telling("a", 1512, "亿元", "2024"),
        telling("b", 1512, "亿元", "2025"),
        telling("c", 1512, "亿元", None),
    ]
    assert len(set(observed(tellings).values())) == 3


def test_the_most_exact_date_names_the_observation() -> None:
    ids = observed([telling("a", 0.15, "万亿元", "2025-H1"), telling("b", 1500, "亿元", "2025-06-30")])
    assert set(ids.values()) == {"metric:海河银行/科技贷款余额/2025-06-30/1500亿元"}


def test_scales() -> None:
    assert scaled(2.6, "万家") == scaled(26000, "家")
    assert scaled(3, "万千瓦时") == scaled(30000, "千瓦时")


@pytest.mark.parametrize(
    ("stated", "means"),
    [
        (("bank:甲", "offers", "unit:甲/乙"), ("unit:甲/乙", "part_of", "bank:甲")),
        (("unit:甲/乙", "part_of", "bank:甲"), ("unit:甲/乙", "part_of", "bank:甲")),
        (("product:甲/乙", "part_of", "bank:甲"), ("bank:甲", "offers", "product:甲/乙")),
        (("bank:甲", "cooperates_with", "product:乙/丙"), ("bank:甲", "cooperates_with", "product:乙/丙")),
        (("product:甲/乙", "cooperates_with", "product:甲/丙"), ("product:甲/乙", "uses", "product:甲/丙")),
        (("bank:甲", "cooperates_with", "bank:甲"), None),
    ],
)
def test_relations_between_things_of_another_type(
    stated: tuple[str, str, str], means: tuple[str, str, str] | None
) -> None:
    assert edge_between(*stated) == means


def test_only_ids_that_share_a_token_are_linked() -> None:
    profiles: dict[str, Profile] = {}

    def know(node: str, document: str, *names: str, further: bool = False) -> None:
        profile = profiles.setdefault(node, Profile())
        for name in names:
            (profile.aliases if further else profile.names)[name].add(document)

    know("partner:杭州云深处科技", "a", "杭州云深处科技股份有限公司")
    know("partner:云深处", "b", "云深处")
    know("partner:杭州云岚", "a", "杭州云岚有限公司")
    know("partner:杭州云岚", "a", "云岚", "云岚处", further=True)
    know("partner:云岚", "c", "云岚")
    know("partner:农银理财", "c", "农银理财")
    know("unit:农业银行/农银理财", "d", "农银理财")
    know("unit:交通银行/上海分行徐汇滨江支行", "a", "上海分行徐汇滨江支行")
    know("unit:交通银行/徐汇滨江支行", "b", "徐汇滨江支行")
    know("product:交通银行/海智", "a", "海智")
    know("program:交通银行/海智计划", "b", "海智")
    know("product:交通银行/海智贷款宝", "c", "海智贷款宝")
    know("product:交通银行/海智贷款宝", "c", "海智", further=True)
    held: dict[str, set[str]] = {}
    for node, profile in profiles.items():
        for further, names in ((False, profile.names), (True, profile.aliases)):
            for name in names:
                for token in tokens(node, name, further=further):
                    held.setdefault(token, set()).add(node)
    shared = set().union(*(nodes for nodes in held.values() if len(nodes) > 1))
    found = links(profiles)
    assert {link.why for link in found} == {ABBREVIATED, INTRODUCED, REGISTERED, PLACED, LABELLED}
    assert links({node: profile for node, profile in profiles.items() if node in shared}) == found
