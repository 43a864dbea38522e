"""An article that was saved twice counts once; what documents are listed and shown."""

from __future__ import annotations

import itertools
import json
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import load, queries
from graph.build import build, find_documents
from graph.casebook.duplicates import twins
from graph.cli import main
from graph.reading import open_resolved

PARAGRAPHS = [
    "北京农商银行近日推出“潮信贷”，面向本市的科技型企业，额度最高五百万元，最快两天放款。",
    "这项产品由北京农商银行科技金融部研发，专利可以折成额度，企业在手机银行填写表格，由客户经理上门核实。",
    "到2025年6月末，潮信贷余额32.5亿元，服务企业2000家，其中一半以上是第一次从银行借钱的企业。",
]
PAGE = (
    "<!DOCTYPE html><html><head><title>一家银行的做法</title><meta name='pubdate' content='2025-07-02'></head><body>"
    "<div class='nav'><a href='/'>首页</a></div><div>{}</div><div class='footer'>版权所有 某网站</div></body></html>"
)


def listed(casebook: Path) -> list[queries.Document]:
    with closing(open_resolved(casebook)) as connection:
        return queries.documents(connection)


def shape(casebook: Path) -> dict[tuple[str, ...], int]:
    return {
        edge: data["weight"] for *edge, data in load(casebook).edges(keys=True, data=True) for edge in [tuple(edge)]
    }


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    folder = tmp_path / "twice"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join(PARAGRAPHS), "utf-8")
    (folder / "b.html").write_text(PAGE.format("".join(f"<p>{one}</p>" for one in PARAGRAPHS)), "utf-8")
    return folder


def test_an_article_saved_twice_counts_once(twice: Path, tmp_path: Path) -> None:
    build(tmp_path / "one.db", [twice / "a.txt"])
    build(tmp_path / "two.db", find_documents([twice]))
    assert shape(tmp_path / "one.db")
    assert shape(tmp_path / "two.db") == shape(tmp_path / "one.db")
    first, second = listed(tmp_path / "two.db")
    assert sorted([first.status, second.status]) == ["read", "twin"]
    kept, twin = (first, second) if first.status == "read" else (second, first)
    assert twin.twin_of == kept.id
    assert kept.sources == [str(twice / "a.txt"), str(twice / "b.html")]


def test_the_order_does_not_matter(twice: Path, tmp_path: Path) -> None:
    answers = []
    for number, order in enumerate(itertools.permutations(find_documents([twice]))):
        casebook = tmp_path / f"{number}.db"
        for path in order:
            build(casebook, [path])
        answers.append((listed(casebook), shape(casebook)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("old", "new"), [("32.5", "41.8"), ("潮信贷", "浪信贷"), ("2025年6月末", "2025年9月末")])
def test_a_text_that_says_something_else_is_no_twin(twice: Path, tmp_path: Path, old: str, new: str) -> None:
    (twice / "b.html").unlink()
    (twice / "c.txt").write_text("\n\n".join(PARAGRAPHS).replace(old, new), "utf-8")
    build(tmp_path / "yinpu.db", find_documents([twice]))
    assert [one.status for one in listed(tmp_path / "yinpu.db")] == ["read", "read"]


def test_a_twin_comes_back_when_the_other_goes(twice: Path, tmp_path: Path) -> None:
    casebook = tmp_path / "yinpu.db"
    build(casebook, find_documents([twice]))
    before = shape(casebook)
    kept = next(one for one in listed(casebook) if one.status == "read")
    with pytest.raises(SystemExit):
        main(["remove", kept.id, "--casebook", str(casebook)])
    assert [one.status for one in listed(casebook)] == ["read"]
    assert shape(casebook) == before


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    out = capsys.readouterr()
    return int(ended.value.code or 0), out.out, out.err


def test_failed_files_are_listed_until_they_are_read(twice: Path, tmp_path: Path, capsys) -> None:
    casebook = tmp_path / "yinpu.db"
    (twice / "bad.pdf").write_bytes(b"%PDF-1.7 cut")
    (twice / "loop.txt").symlink_to(twice / "loop.txt")
    status, out, err = run(capsys, "build", twice, "--casebook", casebook)
    assert (status, "new 2 · changed 0 · unchanged 0 · failed 2" in out) == (1, True)
    assert err.count("yinpu: warning: ") == 2
    failed = [one for one in listed(casebook) if one.status == "failed"]
    assert [one.sources for one in failed] == [[str(twice / "bad.pdf")], [str(twice / "loop.txt")]]
    assert "damaged or cut off; download" in failed[0].warnings[0]
    (twice / "bad.pdf").unlink()
    (twice / "loop.txt").unlink()
    (twice / "loop.txt").write_text(PARAGRAPHS[1], "utf-8")
    assert run(capsys, "build", twice, "--casebook", casebook)[0] == 0
    assert [one.name for one in listed(casebook) if one.status == "failed"] == ["bad.pdf"]
    assert run(capsys, "remove", twice / "bad.pdf", "--casebook", casebook)[0] == 0
    assert not [one for one in listed(casebook) if one.status == "failed"]


def test_documents_show_what_the_extraction_saw(twice: Path, tmp_path: Path, capsys) -> None:
    casebook = tmp_path / "yinpu.db"
    run(capsys, "build", twice, "--casebook", casebook)
    lines = run(capsys, "documents", "a", "--casebook", casebook)[1].splitlines()
    assert lines[0].startswith("⟦北京农商银行 bank⟧近日推出⟦“潮信贷” product 潮信贷⟧，面向本市")
    shown = json.loads(run(capsys, "documents", "a", "--json", "--casebook", casebook)[1])
    first = shown["mentions"][0]
    assert shown["text"][first["start"] : first["end"]] == "北京农商银行"
    assert run(capsys, "documents", "none", "--casebook", casebook)[0] == 1


def test_the_publication_date_is_not_that_of_the_metric(twice: Path, tmp_path: Path, capsys) -> None:
    casebook = tmp_path / "yinpu.db"
    run(capsys, "build", twice / "b.html", "--casebook", casebook)
    metrics = json.loads(run(capsys, "metrics", "北京农商银行", "--json", "--casebook", casebook)[1])
    dated = [one for one in metrics if one["date"]]
    assert dated and {one["published"] for one in dated} == {""}
    undated = [one for one in metrics if not one["date"]]
    assert undated and {one["published"] for one in undated} == {"2025-07-02"}
    assert {quote["published"] for one in metrics for quote in one["evidence"]} == {"2025-07-02"}


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.text("甲乙", min_size=1, max_size=4), min_size=3, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=15),
    st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=3), min_size=2, max_size=5),
)
def test_what_comes_and_goes_leaves_the_twins_of_what_is_there(
    texts: list[str], pairs: list[tuple[int, int]], steps: list[set[int]]
) -> None:
    """Texts of few letters resemble each other, and say what others are quoted for where they contain these."""
    letters = {str(number): text for number, text in enumerate(texts)}
    near = {frozenset((str(one), str(other))) for one, other in pairs if one != other}
    there: set[str] = set()

    def alike(document: str) -> set[str]:
        return {one for one in there if frozenset((one, document)) in near}

    def by_definition() -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        ranked = sorted(there, key=lambda one: (-len(letters[one]), one))
        for position, document in enumerate(ranked):
            longer = (one for one in ranked[:position] if one in alike(document) and found[one] is None)
            found[document] = next((one for one in longer if letters[document] in letters[one]), None)
        return found

    state: dict[str, str | None] = {}
    for step in steps:
        changed = {str(number) for number in step} & letters.keys()
        gone, came = changed & there, changed - there
        there = (there - gone) | came
        state = {one: twin for one, twin in state.items() if one in there}
        fresh = came | {one for one, twin in state.items() if twin not in (None, *there)}
        state |= twins(fresh, alike, letters.__getitem__, lambda one: [letters[one]], state.get)
        assert state == by_definition()
