from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.keys import initiative_key, partner_key
from graph import load
from graph.build import build, find_documents
from graph.export.networks.graphml import write_graphml
from graph.names import bank_key
from graph.resolution.linking import united

HERE = Path(__file__).parent

SAME_BANK = [
    ("交行", "交通银行"),
    ("交通银行股份有限公司", "交行"),
    ("招行", "“招商银行”"),
    ("重庆农商行", "重庆农村商业银行"),
    ("重庆农商银行", "重庆农村商业银行股份有限公司"),
    ("富民银行", "重庆富民银行"),
    ("蓝海银行", "威海蓝海银行"),
    ("海澜湾农商行", "海澜湾农村商业银行股份有限公司"),
    ("海澜湾农商银行", "海澜湾农商行"),
    ("Ｚ银行", "z 银行"),
]
DIFFERENT_BANKS = [
    ("重庆银行", "重庆农商行"),
    ("北京银行", "北京农商银行"),
    ("浙商银行", "浙江农商联合银行"),
    ("上海银行", "上海科创银行"),
    ("上海银行", "上海农商银行"),
    ("中信银行", "中信百信银行"),
    ("中国银行", "中国农业银行"),
    ("南京银行", "江南农商银行"),
    ("海澜湾银行", "海澜湾农商行"),
    ("海澜湾村镇银行", "海澜湾农商行"),
]


@pytest.mark.parametrize(("one", "other"), SAME_BANK)
def test_one_bank_under_two_names(one: str, other: str) -> None:
    assert bank_key(one) == bank_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_BANKS)
def test_two_banks_with_like_names(one: str, other: str) -> None:
    assert bank_key(one) != bank_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“潮生”平台", "潮生", True),
        ("ＡＢ智配系统", "ab智配", True),
        ("春芽计划", "春芽", True),
        ("春芽计划", "春芽贷", False),
        ("手机银行7.0", "手机银行8.0", False),
        ("A平台", "A系统", False),  # one character is too little to stand for a name
    ],
)
def test_names_of_initiatives(one: str, other: str, same: bool) -> None:
    assert (initiative_key(one) == initiative_key(other)) is same


def test_names_of_partners() -> None:
    assert partner_key("云岚科技股份有限公司") == partner_key("云岚科技")
    assert partner_key("云岚科技") != partner_key("云岚科创")


def graph_of(tmp_path: Path, **documents: str):
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in documents.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "texts.db", find_documents([folder]))
    return load(tmp_path / "texts.db")


def test_one_name_of_two_banks_makes_two_products(casebook: Path) -> None:
    graph = load(casebook)
    assert graph.has_edge("bank:海河银行", "product:海河银行/海智贷", "offers")
    assert graph.has_edge("bank:云岭银行", "product:云岭银行/海智贷", "offers")
    assert not graph.has_edge("bank:云岭银行", "product:海河银行/海智贷")


BANKS = "bank 海河银行 city\nbank 云岭银行 city\nproduct 海智贷 loan\n"


def test_two_banks_of_one_document_each_with_its_own(tmp_path: Path, statements: None) -> None:
    text = f"{BANKS}海河银行 offers 海智贷\n海河银行 reports 余额 1 亿元 - 海智贷\n云岭银行 offers 海智贷"
    text += "\n云岭银行 reports 余额 2 亿元 - 海智贷"
    graph = graph_of(tmp_path, both=text)
    assert graph.nodes["metric:海河银行/海智贷/余额/未注明/1亿元"]["about"] == "product:海河银行/海智贷"
    assert graph.nodes["metric:云岭银行/海智贷/余额/未注明/2亿元"]["about"] == "product:云岭银行/海智贷"
    assert graph.nodes["product:云岭银行/海智贷"]["bank"] == "bank:云岭银行"
    evidence = graph.edges["bank:云岭银行", "product:云岭银行/海智贷", "offers"]
    assert (evidence["weight"], evidence["evidence"]) == (1, "云岭银行 offers 海智贷")


def test_a_fact_on_a_shared_name_is_of_the_nearest(tmp_path: Path, statements: None) -> None:
    text = f"{BANKS}partner 云岚科技 company\n海河银行 offers 海智贷\n海智贷 cooperates_with 云岚科技\n"
    graph = graph_of(tmp_path, near=text + "\n" * 20 + "云岭银行 offers 海智贷")
    assert graph.has_edge("product:海河银行/海智贷", "partner:云岚科技")
    assert not graph.has_edge("product:云岭银行/海智贷", "partner:云岚科技")


def test_two_banks_that_launch_it_together_share_one(tmp_path: Path, statements: None) -> None:
    together = f"{BANKS}海河银行 offers 海智贷 & 云岭银行 offers 海智贷"
    alone = "bank 海河银行 city\nproduct 海智贷 loan\n海河银行 offers 海智贷"
    graph = graph_of(tmp_path, together=together, alone=alone)
    products = [node for node in graph if node.startswith("product:")]
    assert products == ["product:云岭银行/海智贷"]
    assert {head for head, _ in graph.in_edges(products)} == {"bank:海河银行", "bank:云岭银行"}
    assert graph.edges["bank:海河银行", "product:云岭银行/海智贷", "offers"]["weight"] == 2
    assert graph.nodes[products[0]]["documents"] == 2


def test_what_a_unit_offers_belongs_to_its_bank(casebook: Path) -> None:
    graph = load(casebook)
    assert graph.has_edge("unit:海河银行/滨江分行", "product:海河银行/潮生", "offers")
    assert graph.nodes["product:海河银行/潮生"]["label"] == "“潮生”平台"


def test_the_bank_that_a_name_or_the_text_tells(tmp_path: Path, statements: None) -> None:
    text = "bank 交行 state\nunit 交通银行云港支行 branch\nproduct 交行海智贷 loan\nprogram 春芽计划 plan @交行"
    graph = graph_of(tmp_path, one=text)
    assert {node for node in graph if data_bank(graph, node)} == {
        "unit:交通银行/云港支行",
        "product:交通银行/海智贷",
        "program:交通银行/春芽",
    }


def data_bank(graph: nx.MultiDiGraph, node: str) -> str | None:
    return graph.nodes[node].get("bank")


def test_a_department_belongs_to_its_branch(tmp_path: Path, statements: None) -> None:
    text = (
        "bank 海河银行 city\nunit 滨江分行 branch\nunit 云港分行 branch\nunit 普惠部 department\n"
        "滨江分行 part_of 海河银行\n云港分行 part_of 海河银行\n普惠部 part_of {}分行"
    )
    graph = graph_of(tmp_path, one=text.format("滨江"), two=text.format("云港"))
    units = {"滨江分行", "云港分行", "滨江分行普惠部", "云港分行普惠部"}
    assert {node for node in graph if node.startswith("unit:")} == {f"unit:海河银行/{unit}" for unit in units}


def test_a_circle_of_parts_has_no_bank(tmp_path: Path, statements: None) -> None:
    text = "unit 甲乙部 department\nunit 丙丁部 department\n甲乙部 part_of 丙丁部\n丙丁部 part_of 甲乙部"
    graph = graph_of(tmp_path, circle=text)
    assert all("bank" not in data for _, data in graph.nodes(data=True))
    assert graph.number_of_nodes() == 2


def test_a_chain_of_parts_may_be_long(tmp_path: Path, statements: None) -> None:
    lines = [f"unit 第{number}部 department" for number in range(2000)]
    lines += [f"第{number}部 part_of 第{number + 1}部" for number in range(1999)]
    assert graph_of(tmp_path, chain="\n".join(lines)).number_of_edges() == 1999


def test_names_that_only_mean_something_in_their_document(tmp_path: Path, statements: None) -> None:
    text = (
        "bank 本行 other\nunit 滨江分行 branch\nproduct 海智贷 loan\n本行 offers 海智贷\n滨江分行 cooperates_with 本行"
    )
    graph = graph_of(tmp_path, one=text, two=f"{text}\n")
    assert {graph.nodes[node]["type"] for node in graph} == {"bank", "unit", "product"}
    assert graph.number_of_nodes() == 6
    assert nx.number_weakly_connected_components(graph) == 2


def test_a_bank_is_one_node_with_what_the_registry_knows(tmp_path: Path, statements: None) -> None:
    graph = graph_of(tmp_path, one="bank 交行 other = 本行", two="bank 交通银行 other")
    data = dict(graph.nodes["bank:交通银行"])
    assert list(graph) == ["bank:交通银行"]
    assert (data["label"], data["kind"], data["documents"], data["city"]) == ("交通银行", "state", 2, "上海")
    assert data["aliases"] == "交行", "本行 names no bank outside of its document"


def test_the_same_observation_told_twice_is_one(casebook: Path) -> None:
    graph = load(casebook)
    metric = graph.nodes["metric:海河银行/科技贷款余额/2025-06-30/120.5亿元"]
    assert metric["label"] == "科技贷款余额 >120.5亿元 (2025-06-30)"
    assert (metric["value"], metric["cmp"], metric["unit"]) == (120.5, ">", "亿元")
    # The other document calls the bank 海河行, the short name that the first introduces.
    assert metric["documents"] == 2
    assert "bank:海河行" not in graph


def test_first_dates(tmp_path: Path, statements: None) -> None:
    text = (
        "bank 海河银行 city\nproduct 海智贷 loan\nprogram 春芽计划 plan\nproduct 云舟贷 loan 到2027年\n"
        "海河银行 offers 海智贷\n海河银行 reports 余额 1 亿元 2025-H1 海智贷\n"
        "海河银行 reports 户数 1 户 2025-03 海智贷\n"
        "海河银行 reports 余额 1 亿元 2024 春芽计划\n"
    )
    graph = graph_of(tmp_path, dates=text)
    assert graph.nodes["product:海河银行/海智贷"]["first_date"] == "2025-H1"
    assert graph.nodes["program:春芽"]["first_date"] == "2024"
    assert graph.nodes["product:云舟贷"]["first_date"] == ""


def test_every_edge_has_evidence_and_every_value_is_a_scalar(casebook: Path) -> None:
    graph = load(casebook)
    scalars = (str, int, float)
    for _, data in graph.nodes(data=True):
        assert {"label", "type", "kind", "aliases", "documents", "mentions", "first_date"} <= set(data)
        assert all(type(value) in scalars for value in data.values())
    for _, _, key, data in graph.edges(data=True, keys=True):
        assert key == data["type"]
        assert data["weight"] >= 1
        assert data["evidence"]
        assert data["document"] in ("haihe", "yunling")


def test_united_follows_chains() -> None:
    assert united([("c", "d"), ("b", "c"), ("x", "y")]) == {"c": "b", "d": "b", "y": "x"}


names = st.sampled_from(["海河银行", "云岭银行", "交行", "交通银行"])
things = st.sampled_from(["海智贷", "“海智贷”产品", "云舟计划", "云舟"])
offers = st.tuples(names, st.sampled_from(["offers", "runs"]), things).map(" ".join)
facts = st.one_of(
    offers,
    st.tuples(offers, offers).map(" & ".join),
    st.tuples(names, st.just("reports 余额"), st.sampled_from(["1", ">1", "2"]), st.just("亿元 2024"), things).map(
        " ".join
    ),
    st.tuples(things, st.just("part_of"), things).map(" ".join),
)
ENTITIES = (
    "bank 海河银行 city\nbank 云岭银行 city\nbank 交行 state\nbank 交通银行 state\n"
    "product 海智贷 loan\nproduct “海智贷”产品 card\nprogram 云舟计划 plan\nprogram 云舟 brand\n"
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(facts, max_size=6), min_size=2, max_size=4), data=st.data())
def test_the_graph_does_not_depend_on_the_order_of_documents(statements: None, texts, data) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = []
        for number, lines in enumerate(texts):
            paths.append(folder / f"{number}.txt")
            paths[-1].write_text(ENTITIES + "\n".join(lines), encoding="utf-8")
        written = []
        for name, order in (("one", paths), ("two", data.draw(st.permutations(paths)))):
            casebook = folder / f"{name}.db"
            for path in order:
                build(casebook, [path])
            write_graphml(load(casebook), folder / f"{name}.graphml")
            written.append((folder / f"{name}.graphml").read_bytes())
        build(folder / "three.db", reversed(paths))
        write_graphml(load(folder / "three.db"), folder / "three.graphml")
        assert written[0] == written[1] == (folder / "three.graphml").read_bytes()


def test_the_graph_does_not_depend_on_the_process(tmp_path: Path, folder: Path, environment: dict[str, str]) -> None:
    written = []
    for seed, names in (("1", ["haihe.txt", "yunling.txt"]), ("2", ["yunling.txt", "haihe.txt"])):
        casebook, out = tmp_path / f"{seed}.db", tmp_path / f"{seed}.graphml"
        for words in (["build", *(str(folder / name) for name in names)], ["export", "graphml", "-o", str(out)]):
            subprocess.run(
                [sys.executable, str(HERE / "statements.py"), *words, "--casebook", str(casebook)],
                check=True,
                env={**os.environ, **environment, "PYTHONHASHSEED": seed},
                capture_output=True,
            )
        written.append(out.read_bytes())
    assert written[0] == written[1]
    assert "海智贷".encode() in written[0]


def test_removing_a_document_leaves_the_graph_without_it(casebook: Path, folder: Path, tmp_path: Path) -> None:
    from graph.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["remove", "yunling", "--casebook", str(casebook)])
    assert ended.value.code == 0
    build(tmp_path / "without.db", [folder / "haihe.txt"])
    one, other = load(casebook), load(tmp_path / "without.db")
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
