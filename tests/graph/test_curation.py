"""Decisions: what they do to the graph, that they stay, and what is said where they do nothing any more."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import load
from graph.build import build, find_documents
from graph.cli import main
from graph.curation import Decision, DecisionError, append, decision_of, path_of, read_curation, reference_of
from graph.errors import YinpuError

Curate = Callable[..., str]


def dump(casebook: Path) -> tuple[object, object]:
    graph = load(casebook)
    return list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))


@pytest.fixture
def curate(casebook: Path, capsys: pytest.CaptureFixture[str]) -> Curate:
    """Decide something about the casebook; return what the command says."""

    def run(*words: str, fails: bool = False) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["curate", *words, "--casebook", str(casebook)])
        said = capsys.readouterr()
        assert bool(ended.value.code) is fails, said.err
        return said.err if fails else said.out

    return run


@pytest.fixture
def show(casebook: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], dict[str, object]]:
    def run(name: str) -> dict[str, object]:
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main(["show", name, "--json", "--casebook", str(casebook)])
        (thing,) = json.loads(capsys.readouterr().out)
        return thing

    return run


def lines(casebook: Path) -> list[str]:
    return path_of(casebook).read_text("utf-8").splitlines()[1:]


def test_merge_banks_moves_what_they_own(casebook: Path, curate: Curate, show) -> None:
    assert "decided  merge bank:云岭银行 bank:海河银行" in curate("merge", "云岭银行", "海河银行")
    graph = load(casebook)
    assert [node for node in graph if node.startswith("bank:")] == ["bank:海河银行"]
    assert {node for node in graph if node.startswith("product:")} == {
        "product:海河银行/海智贷",
        "product:海河银行/云舟贷",
        "product:海河银行/潮生",
    }
    assert graph.edges["bank:海河银行", "product:海河银行/海智贷", "offers"]["weight"] == 2
    reasons = {reason["name"]: reason["why"] for reason in show("云岭银行")["reasons"]}
    assert reasons["云岭银行"] == "curated: merge bank:云岭银行 bank:海河银行"


def test_merge_of_two_things(casebook: Path, curate: Curate) -> None:
    curate("merge", "云舟贷", "product:云岭银行/海智贷")
    graph = load(casebook)
    assert "product:云岭银行/云舟贷" not in graph
    assert graph.nodes["product:云岭银行/海智贷"]["aliases"] == "云舟贷"
    curate("merge", "partner:云岚科技", "bank:云岭银行")
    graph = load(casebook)
    assert graph.has_edge("bank:海河银行", "bank:云岭银行", "cooperates_with")
    assert "云岚科技" in graph.nodes["bank:云岭银行"]["aliases"]


def test_split_takes_a_merge_apart(casebook: Path, curate: Curate) -> None:
    curate("split", "海河行")
    graph = load(casebook)
    assert graph.nodes["bank:海河行@海河行"]["label"] == "海河行"
    assert graph.nodes["bank:海河银行"]["documents"] == 1
    curate("merge", "海河行", "海河银行")
    assert "bank:海河行@海河行" not in load(casebook)
    assert lines(casebook) == ["split bank:海河行", "merge bank:海河行@海河行 bank:海河银行"]


def test_split_after_a_merge(casebook: Path, curate: Curate) -> None:
    curate("merge", "云岭银行", "海河银行")
    curate("split", "云岭银行")
    assert len([node for node in load(casebook) if node.startswith("bank:")]) == 2
    assert "taken back by line 3" in curate("list")


def test_split_what_one_document_says(casebook: Path, curate: Curate) -> None:
    assert "merged with nothing" in curate("split", "海河银行滨江分行", fails=True)
    curate("split", "云岚科技股份有限公司")
    assert {node for node in load(casebook) if node.startswith("partner:云岚")} == {
        "partner:云岚科技",
        "partner:云岚科技@云岚科技股份有限公司",
    }
    curate("undo")
    curate("split", "海河银行", "haihe")
    assert lines(casebook) == ["split bank:海河银行 haihe"]
    assert "product:海河银行@haihe/海智贷" in load(casebook)


def test_rename_keeps_the_id(casebook: Path, curate: Curate) -> None:
    curate("rename", "云岚科技", "云岚")
    data = load(casebook).nodes["partner:云岚科技"]
    assert (data["label"], data["aliases"]) == ("云岚", "云岚科技|云岚科技股份有限公司")


def test_retype_changes_what_follows_from_the_type(casebook: Path, curate: Curate) -> None:
    curate("retype", "春芽计划", "product", "loan")
    graph = load(casebook)
    assert graph.nodes["product:海河银行/春芽"]["kind"] == "loan"
    assert graph.has_edge("bank:海河银行", "product:海河银行/春芽", "offers")
    curate("retype", "云岚科技", "bank")
    graph = load(casebook)
    assert graph.nodes["bank:云岚科技"]["type"] == "bank"
    curate("retype", "海智贷", "program", fails=True)  # two banks have one
    curate("retype", "云舟贷", "partner")
    assert load(casebook).has_edge("bank:云岭银行", "partner:云舟贷", "cooperates_with")


def test_retype_knows_the_types(curate: Curate) -> None:
    assert "thing is no type of node; write one of bank, unit" in curate("retype", "云舟贷", "thing", fails=True)
    assert "loan is no kind of program" in curate("retype", "云舟贷", "program", "loan", fails=True)


def test_reject_and_accept(casebook: Path, curate: Curate, show) -> None:
    curate("reject", "海河银行", "offers", "海智贷")
    graph = load(casebook)
    assert not graph.has_edge("bank:海河银行", "product:海河银行/海智贷")
    assert "bank" not in graph.nodes["product:海河银行/海智贷"]
    curate("reject", "云舟贷")
    assert "product:云岭银行/云舟贷" not in load(casebook)
    curate("accept", "product:云岭银行/云舟贷")
    assert show("云舟贷")["accepted"] is True
    metric = "metric:海河银行/科技贷款余额/2025-06-30/120.5亿元"
    curate("accept", "海河银行", "reports", metric)
    assert [edge["accepted"] for edge in show(metric)["edges"]] == [True]
    curate("reject", metric)
    assert metric not in load(casebook)
    assert "no such edge" in curate("reject", "云岭银行", "runs", "海智贷", fails=True)


def test_reject_a_bank_leaves_no_loose_end(casebook: Path, curate: Curate) -> None:
    curate("reject", "海河银行")
    graph = load(casebook)
    assert not [node for node in graph if "bank:海河" in node or node.startswith("metric:海河银行/科技")]
    assert "bank" not in graph.nodes["product:海河银行/海智贷"]


def test_notes(curate: Curate, show) -> None:
    curate("note", "云岚科技", "见年报 第3页 # 重要")
    assert show("云岚")["notes"] == ["见年报 第3页 # 重要"]


def test_undo_takes_the_last_one_back(casebook: Path, curate: Curate) -> None:
    before = dump(casebook)
    curate("merge", "云岭银行", "海河银行")
    curate("note", "海河银行", "大")
    assert "taken back  note bank:海河银行 大" in curate("undo")
    curate("undo")
    assert dump(casebook) == before
    assert "no decision to take back" in curate("undo", fails=True)


def test_what_cannot_be_meant_is_not_written(casebook: Path, curate: Curate) -> None:
    assert "did you mean" in curate("merge", "海河行", "海河银", fails=True)
    assert "several things go by this name" in curate("note", "海智贷", "x", fails=True)
    assert "HEAD REL TAIL" in curate("reject", "海河银行", "offers", fails=True)
    assert not path_of(casebook).exists()


def test_list(curate: Curate, casebook: Path) -> None:
    curate("rename", "云岚科技", "云岚")
    append(casebook, Decision(0, "merge", ("partner:不在", "partner:云岚科技")))
    assert json.loads(curate("list", "--json")) == [
        {"line": 2, "text": "rename partner:云岚科技 云岚", "state": ""},
        {
            "line": 3,
            "text": "merge partner:不在 partner:云岚科技",
            "state": "partner:不在: matches nothing any more",
        },
    ]


def test_a_decision_without_its_document_is_reported_and_stays(
    casebook: Path, folder: Path, curate: Curate, capsys: pytest.CaptureFixture[str]
) -> None:
    curate("note", "云岭银行", "new")
    with pytest.raises(SystemExit):
        main(["remove", "yunling", "--casebook", str(casebook)])
    said = capsys.readouterr().err
    assert f"{path_of(casebook)}:2: note bank:云岭银行 new: bank:云岭银行: matches nothing any more" in said
    assert lines(casebook) == ["note bank:云岭银行 new"]
    assert build(casebook, find_documents([folder])).warnings == []


def test_lines_that_are_no_decisions_do_not_stop_the_others(casebook: Path, folder: Path) -> None:
    text = "# mine\n\nmerge 海河行\njoin a b\nnote 'open\nrename 云岚科技 云岚  # short\nretype 云岚 thing\n"
    path_of(casebook).write_text(text, "utf-8")
    assert load(casebook).nodes["partner:云岚科技"]["label"] == "云岚", "read at once, not only at the next build"
    warnings = build(casebook, find_documents([folder])).warnings
    assert [warning.partition(".curation:")[2][:2] for warning in warnings] == ["3:", "4:", "5:", "7:"]
    assert "merge with 1 words; write merge A B" in warnings[0]


def test_a_file_that_is_no_text_is_named(casebook: Path) -> None:
    path_of(casebook).write_bytes("merge 交行 招行".encode("gbk"))
    with pytest.raises(YinpuError, match=r"yinpu\.curation: not UTF-8"):
        load(casebook)


def test_decisions_go_with_their_file(casebook: Path, folder: Path, curate: Curate, tmp_path: Path) -> None:
    curate("merge", "云岭银行", "海河银行")
    other = tmp_path / "other.db"
    shutil.copy(path_of(casebook), path_of(other))
    build(other, find_documents([folder]))
    assert dump(other) == dump(casebook)


def test_a_document_that_changes_keeps_the_decision(casebook: Path, folder: Path, curate: Curate) -> None:
    curate("merge", "云舟贷", "product:云岭银行/海智贷")
    path = folder / "yunling.txt"
    path.write_text(path.read_text("utf-8") + "云岭银行 reports 余额 3 亿元 2024 云舟贷\n", "utf-8")
    build(casebook, find_documents([folder]))
    assert load(casebook).nodes["metric:云岭银行/海智贷/余额/2024/3亿元"]["about"] == "product:云岭银行/海智贷"


def test_a_decision_on_an_observation_survives_what_changes_its_id(
    casebook: Path, folder: Path, curate: Curate
) -> None:
    old = "metric:海河银行/科技贷款余额/2025-06-30/120.5亿元"
    curate("reject", old)
    (folder / "third.txt").write_text(
        "bank 海河银行 city\n海河银行 reports 科技贷款余额 0.01205 万亿元 2025-06-30", "utf-8"
    )
    build(casebook, find_documents([folder]))
    curate("merge", "海河银行", "云岭银行")
    assert not [node for node in load(casebook) if "科技贷款余额" in node]
    assert "matches nothing" not in curate("list")


@pytest.mark.parametrize("text", ["merge a", "unknown a b", 'note a "b', "reject a likes b", "accept a b"])
def test_no_decision(text: str) -> None:
    with pytest.raises(DecisionError):
        decision_of(text)


@settings(deadline=None)
@given(st.text(min_size=1).filter(lambda name: name.strip()), st.text(min_size=1).filter(lambda name: name.strip()))
def test_any_name_comes_back_from_the_file(one: str, other: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        casebook = Path(place) / "yinpu.db"
        written = append(casebook, Decision(0, "note", (one, other)))
        (read,) = read_curation(casebook).decisions
        assert read.line == written.line == 2
        assert read.words == tuple(" ".join(word.split()) for word in (one, other))


def test_references() -> None:
    assert reference_of("metric:海河银行/余额/2024/1亿元").type == "metric"
    assert reference_of("比例 3:1").type is None


names = st.sampled_from(["海河银行", "海河行", "云岭银行", "海智贷", "云舟", "云岚科技", "product:海河银行/海智贷"])
decided = st.one_of(
    st.tuples(st.just("merge"), names, names),
    st.tuples(st.just("split"), names),
    st.tuples(st.just("rename"), names, st.sampled_from(["甲", "海河银行"])),
    st.tuples(st.just("retype"), names, st.sampled_from(["product", "program", "partner", "bank", "unit"])),
    st.tuples(st.just("reject"), names),
    st.tuples(st.just("reject"), names, st.just("offers"), names),
    st.tuples(st.just("accept"), names),
    st.tuples(st.just("note"), names, st.just("x")),
)
DOCUMENTS = [
    "bank 海河银行 city = 海河行\nproduct 海智贷 loan\nprogram 云舟计划 plan\npartner 云岚科技 company\n"
    "海河银行 offers 海智贷\n海河银行 runs 云舟计划\n海河银行 reports 余额 100 亿元 2024 海智贷\n"
    "海河银行 cooperates_with 云岚科技",
    "bank 海河行 city\nbank 云岭银行 city\nproduct 海智贷 loan\nproduct 云舟 app\n海河行 offers 海智贷\n"
    "云岭银行 offers 海智贷\n云岭银行 offers 云舟\n海河行 reports 余额 0.01 万亿元 2024-12-31 海智贷",
    "bank 云岭银行 city\nunit 云岭银行上海市分行徐汇支行 branch\npartner 云岚科技有限公司 company\n"
    "云岭银行上海市分行徐汇支行 finances 云岚科技有限公司\n云岭银行 reports 余额 1 亿元 -",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decisions=st.lists(decided, min_size=1, max_size=5), data=st.data())
def test_curation_commutes_with_build(statements: None, decisions: list[tuple[str, ...]], data: st.DataObject) -> None:
    """Before, between or after the documents, in whatever order they come: the same decisions give the same graph."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = [folder / f"{number}.txt" for number in range(len(DOCUMENTS))]
        for path, text in zip(paths, DOCUMENTS, strict=True):
            path.write_text(text, encoding="utf-8")
        graphs = []
        for name, when in (("before", 0), ("between", 1), ("after", 3)):
            casebook = folder / f"{name}.db"
            for number, path in enumerate(data.draw(st.permutations(paths))):
                if number == when:
                    for verb, *words in decisions:
                        append(casebook, Decision(0, verb, tuple(words)))
                build(casebook, [path])
            if when == len(paths):
                for verb, *words in decisions:
                    append(casebook, Decision(0, verb, tuple(words)))
            graphs.append(dump(casebook))
            build(casebook, paths)
            assert dump(casebook) == graphs[-1], "building twice is building once"
        assert graphs[0] == graphs[1] == graphs[2]
