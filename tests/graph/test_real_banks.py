"""Annotated texts and case briefs built together: each bank is one node, and what is no conflict is not listed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pytest

from extract.registry import banks, find_bank
from graph.build import build, find_documents
from graph.casebook import open_for_reading
from graph.conflicts import conflicts
from graph.queries.banks import nodes_named

# Banks that the register of 2025-06-30 does not have, and why each is one of its own all the same.
UNREGISTERED = {
    "东亚银行": "licensed in Hong Kong; 东亚中国 is its subsidiary with a licence of its own",
    "中银香港": "licensed in Hong Kong; a subsidiary of 中国银行",
    "恒生银行": "licensed in Hong Kong",
    "星展银行": "licensed in Singapore and Hong Kong",
    "意大利联合圣保罗银行": "licensed in Italy",
    "汇丰银行": "licensed in Hong Kong; 汇丰中国 is its subsidiary with a licence of its own",
    "渣打银行": "licensed in London and Hong Kong; 渣打中国 is its subsidiary with a licence of its own",
    "Mox Bank": "a virtual bank, licensed in Hong Kong",
    "新疆农商银行": "founded after the register's date, beside 新疆农信",
    "贵州农商联合银行": "founded after the register's date, out of 贵州农信",
    "郑州农商银行": "founded after the register's date",
    "荥阳利丰村镇银行": "a village bank that was no more at the register's date",
    "京津冀农信": "the credit unions of three provinces taken together, one name in one text",
}
# Names that a text tells apart, and that are one bank all the same: before it was renamed, and after.
RENAMED = {"江苏东吴农村商业银行": "苏州银行", "河南农商联合银行": "河南农商银行"}


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    path = tmp_path_factory.mktemp("real") / "real.db"
    report = build(path, find_documents([shared / "gold", shared / "corpus"]))
    assert report.failed == 0
    return path


@pytest.fixture
def labels(casebook: Path) -> dict[str, str]:
    with closing(open_for_reading(casebook)) as connection:
        return dict(connection.execute("SELECT id, label FROM nodes WHERE type = 'bank' ORDER BY id").fetchall())


def share_three_characters(one: str, other: str) -> bool:
    return sum((Counter(one) & Counter(other)).values()) >= 3


def why_two(one: str, other: str) -> str | None:
    """Return why two names are two banks: their licences in the register, or what is known of those without."""
    first, second = find_bank(one), find_bank(other)
    if first and second and first.code and second.code:
        apart = first.code != second.code
        return f"{first.full_name} {first.code}, {second.full_name} {second.code}" if apart else None
    if first is not None and first == second:
        return None
    return "; ".join(f"{name}: {UNREGISTERED[name]}" for name in (one, other) if name in UNREGISTERED) or None


def test_every_pair_of_banks_with_like_names_is_two(labels: dict[str, str]) -> None:
    pairs = [pair for pair in combinations(labels.values(), 2) if share_three_characters(*pair)]
    reasons = {pair: why_two(*pair) for pair in pairs}
    for (one, other), reason in reasons.items():
        print(f"{one} / {other}: {reason}")
    assert len(pairs) > 1000
    assert [pair for pair, reason in reasons.items() if reason is None] == []


def test_each_licence_is_one_node(labels: dict[str, str]) -> None:
    nodes = defaultdict(set)
    for node, label in labels.items():
        known = find_bank(label)
        nodes[known.full_name if known else label].add(node)
    assert {bank: found for bank, found in nodes.items() if len(found) > 1} == {}
    licensed = {bank.name for bank in banks() if bank.code}
    assert set(labels.values()) - licensed <= set(UNREGISTERED)


def annotated(shared: Path) -> list[list[tuple[str, ...]]]:
    """The names that careful readers gave the banks, text by text."""
    texts = []
    for path in sorted([*(shared / "gold").glob("*.jsonl"), *(shared / "corpus").glob("*.jsonl")]):
        facts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        entities = [fact for fact in facts if fact["type"] == "entity" and fact["label"] == "bank"]
        texts.append([(fact["name"], *fact["aliases"]) for fact in entities])
    return texts


def nodes_of(connection: sqlite3.Connection, name: str) -> set[str]:
    return set(nodes_named(connection, name, ("bank",)))


def test_what_a_reader_takes_for_one_bank_is_one_node_and_for_two_is_two(casebook: Path, shared: Path) -> None:
    apart, together, found = [], [], 0
    with closing(open_for_reading(casebook)) as connection:
        for text in annotated(shared):
            owner: dict[str, tuple[str, ...]] = {}
            for names in text:
                nodes = set().union(*(nodes_of(connection, name) for name in names))
                found += len(nodes) > 0
                apart += [(names, sorted(nodes))] if len(nodes) > 1 else []
                together += [
                    (names, owner[node])
                    for node in nodes
                    if node in owner
                    and not any(RENAMED.get(name) in (*names, *owner[node]) for name in (*names, *owner[node]))
                ]
                owner.update(dict.fromkeys(nodes, names))
    assert found > 200
    assert apart == []
    assert together == []


def test_every_conflict_has_been_looked_at(casebook: Path) -> None:
    with closing(open_for_reading(casebook)) as connection:
        found = conflicts(connection)
    for conflict in found:
        print(conflict.severity, conflict.kind, conflict.why, *(side.fact for side in conflict.sides), sep="\n  ")
    # 兴业 and 建设 each with one method; one project is credited to the bank where it is held, too. What else has the
    # same name or date was read and is no conflict.
    assert [(conflict.kind, conflict.severity, set(conflict.banks)) for conflict in found] == [
        ("claim", "high", {"兴业银行", "建设银行"}),
        ("claim", "high", {"浦发银行", "泰隆银行"}),
    ]
