"""The page of doubts: facts that do not go together, namesakes, what is left open, and what went wrong in reading."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from extract.schema import Rel
from graph.conflicts import Conflict, Side
from graph.queries import documents
from graph.view.evidence import evidences, place_of
from graph.view.links import Links
from graph.view.network.drawing import name_of
from graph.view.network.layout import Graph
from graph.view.reading import Content

FIRST_QUOTES = 2
RELATIONS: tuple[str, ...] = (*get_args(Rel), "reports")


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Products, or programs, of several banks that have one name: the ids of the nodes and of their banks."""

    type: str
    name: str
    nodes: tuple[str, ...]
    banks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """How many of a casebook's things lack something: `key` names what, `missing` of `total` lack it."""

    key: str
    missing: int
    total: int


_NAMESAKES = """
    SELECT type, label, json_group_array(id), json_group_array(bank) FROM (
        SELECT type, label, id, bank FROM nodes
        WHERE type IN ('product', 'program') AND bank IS NOT NULL ORDER BY type, label, id
    ) GROUP BY type, label HAVING count(DISTINCT bank) > 1 ORDER BY type, label
"""
_GAPS = {
    "metric_date": ("SELECT count(*) FROM observations", " WHERE date = ''"),
    "initiative_stage": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND stages = ''"),
    "initiative_theme": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND themes = ''"),
    "initiative_date": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND first_date = ''"),
    "initiative_bank": ("SELECT count(*) FROM nodes WHERE type IN ('product', 'program')", " AND bank IS NULL"),
    "bank_region": ("SELECT count(*) FROM nodes WHERE type = 'bank'", " AND province = ''"),
}


def namesakes(connection: sqlite3.Connection) -> list[Namesakes]:
    """Return the names that products, or programs, of several banks share: they are different things."""
    return [
        Namesakes(type, label, tuple(json.loads(nodes)), tuple(json.loads(banks)))
        for type, label, nodes, banks in connection.execute(_NAMESAKES)
    ]


def gaps(connection: sqlite3.Connection) -> list[Gap]:
    """Return what the documents leave open, in numbers."""
    counts = [
        Gap(key, connection.execute(total + lacking).fetchone()[0], connection.execute(total).fetchone()[0])
        for key, (total, lacking) in _GAPS.items()
    ]
    told = documents(connection)
    silent = sum(1 for document in told if not document.entities + document.relations + document.metrics)
    return [Gap("document_facts", silent, len(told)), *counts]


def nodes_of(graph: Graph, fact: str) -> tuple[str, str, str]:
    """Return head, relation and tail of a fact that is an edge; of one that is a node two empty texts and the node."""
    if fact not in graph:
        for relation in RELATIONS:
            head, found, tail = fact.partition(f" {relation} ")
            if found and head in graph and tail in graph:
                return head, relation, tail
    return "", "", fact


def doubtful(graph: Graph, found: Iterable[Conflict]) -> frozenset[str]:
    """Return the metrics and initiatives of which some fact conflicts with another."""
    return frozenset(nodes_of(graph, side.fact)[2] for conflict in found for side in conflict.sides)


def conflict_views(content: Content, links: Links, found: Iterable[Conflict], bank: str = "") -> list[dict[str, Any]]:
    """Return conflicts as the template shows them, each side with its quotes; the side of `bank` comes first."""
    views = []
    for conflict in found:
        sides = sorted(conflict.sides, key=lambda side: bool(bank) and side.bank != bank)
        shown = [_side(content, links, side) for side in sides]
        views.append(
            {
                "kind": conflict.kind,
                "severity": conflict.severity,
                "name": "、".join(dict.fromkeys(str(side["name"]) for side in shown)),
                "date": next((str(side["metric"]["date"]) for side in shown if side["metric"]), ""),
                "sides": shown,
            }
        )
    return views


def _side(content: Content, links: Links, side: Side) -> dict[str, Any]:
    head, relation, node = nodes_of(content.graph, side.fact)
    data = content.graph.nodes[node] if node in content.graph else {}
    return {
        "metric": {"cmp": "=", "value_max": None, "date": "", **data} if data.get("type") == "metric" else None,
        "type": data.get("type", "other"),
        "name": name_of(data) or side.says,
        "href": links.thing(node) if data else "",
        "relation": relation,
        "head": name_of(content.graph.nodes[head]) if head else "",
        "head_href": links.thing(head) if head else "",
        "bank": content.graph.nodes[side.bank].get("label", ""),
        "bank_href": links.bank(side.bank),
        "evidence": evidences(content, links, map(place_of, side.evidence[:FIRST_QUOTES]), {node, head}),
    }


def namesake_views(content: Content, links: Links, found: Iterable[Namesakes], bank: str = "") -> list[dict[str, Any]]:
    """Return namesakes as the template lists them: the name, and what each bank but `bank` has of it."""
    return [
        {
            "type": one.type,
            "name": one.name,
            "own": next((links.thing(node) for node, of in zip(one.nodes, one.banks, strict=True) if of == bank), ""),
            "others": [
                (content.graph.nodes[of].get("label", ""), links.thing(node))
                for node, of in zip(one.nodes, one.banks, strict=True)
                if of != bank
            ],
        }
        for one in found
    ]
