"""The graph is a function of the documents: not of their order, nor of how often or after what they were built."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import load
from graph.build import build
from graph.casebook import open_for_reading, open_for_writing, remove_document
from graph.casebook.counts import count, count_of_banks, stats, stats_of_banks
from graph.curation import Curation
from graph.resolution import refresh

Facts = tuple[list[object], ...]

BANKS = ["海河银行", "海河行", "云岭银行", "交行", "交通银行", "云岭农商行", "云岭农村商业银行"]
UNITS = ["交通银行上海市分行徐汇滨江支行", "交行上海分行", "徐汇滨江支行", "海河银行滨江分行", "滨江分行"]
PRODUCTS = ["海智贷", "“海智贷”产品", "手机银行7.0", "手机银行8.0", "云舟"]
PROGRAMS = ["云舟计划", "云舟", "春芽"]
PARTNERS = ["云岚科技", "杭州云岚科技股份有限公司", "云岚", "宁波云岚科技有限公司", "央行"]

banks = st.tuples(
    st.just("bank"), st.sampled_from(BANKS), st.just("other"), st.sampled_from(["", "= 海河行", "= 云岭行"])
)
others = st.one_of(
    st.tuples(st.just("unit"), st.sampled_from(UNITS), st.sampled_from(["branch", "department"])),
    st.tuples(st.just("product"), st.sampled_from(PRODUCTS), st.just("loan"), st.sampled_from(["", "= 智贷"])),
    st.tuples(st.just("program"), st.sampled_from(PROGRAMS), st.just("plan")),
    st.tuples(st.just("partner"), st.sampled_from(PARTNERS), st.just("company"), st.sampled_from(["", "= 云岚处"])),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return the text of a document: entities with names of their own, and facts between them."""
    told = draw(st.lists(banks, min_size=1, max_size=3)) + draw(st.lists(others, min_size=1, max_size=6))
    entities = {words[1]: words for words in told}
    names = sorted(entities)
    of_banks = [name for name in names if entities[name][0] == "bank"]
    lines = [" ".join(words) for _, words in sorted(entities.items())]
    for _ in range(draw(st.integers(0, 6))):
        head, tail = draw(st.sampled_from(of_banks)), draw(st.sampled_from(names))
        label = entities[tail][0]
        if label in ("product", "program"):
            lines.append(f"{head} {'offers' if label == 'product' else 'runs'} {tail}")
        elif label == "unit":
            lines.append(
                f"{tail} part_of {draw(st.sampled_from([head, *(n for n in names if entities[n][0] == 'unit')]))}"
            )
        else:
            lines.append(f"{head} cooperates_with {tail}")
        value, unit = draw(st.sampled_from([("1500", "亿元"), ("0.15", "万亿元"), ("3", "家")]))
        date = draw(st.sampled_from(["2025-H1", "2025-06-30", "-"]))
        about = tail if label != "bank" else ""
        lines.append(f"{head} reports {draw(st.sampled_from(['余额', '全行余额']))} {value} {unit} {date} {about}")
    return "\n".join(lines)


def graph_of(casebook: Path) -> Facts:
    """Return all that resolution makes of a casebook: nodes, edges, and why each name is one."""
    graph = load(casebook)
    connection = open_for_reading(casebook)
    reasons = connection.execute("SELECT * FROM node_reasons ORDER BY node, position").fetchall()
    assert stats(connection) == count(connection), "what is noted is what there is"
    assert stats_of_banks(connection) == count_of_banks(connection)
    connection.close()
    return list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), reasons


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(documents(), min_size=2, max_size=4), data=st.data())
def test_order_repetition_and_removal(statements: None, texts: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = [folder / f"{number}.txt" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        build(folder / "one.db", paths)
        first = graph_of(folder / "one.db")
        for path in data.draw(st.permutations(paths)):
            build(folder / "other.db", [path])
        assert graph_of(folder / "other.db") == first, "in another order, one by one"
        with open_for_writing(folder / "one.db") as connection:
            refresh(connection, "statements")
        assert graph_of(folder / "one.db") == first, "twice"
        # A file of decisions, even one without a decision that can be read, has all documents resolved at once.
        with open_for_writing(folder / "other.db") as connection:
            refresh(connection, "statements", Curation(folder / "none", wrong=((1, "no decision"),), digest="one line"))
        assert graph_of(folder / "other.db") == first, "all at once"
        gone = data.draw(st.sampled_from(paths))
        with open_for_writing(folder / "one.db") as connection:
            document = connection.execute("SELECT document_id FROM sources WHERE path LIKE ?", (f"%{gone.name}",))
            with connection:
                remove_document(connection, document.fetchone()[0])
            refresh(connection, "statements")
        build(folder / "without.db", [path for path in paths if path != gone])
        assert graph_of(folder / "one.db") == graph_of(folder / "without.db"), "as if it had never been there"
