"""The page of doubts: what does not agree, what is left open, and what went wrong in reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.view.doubts import Doubt
from graph.view.evidence import evidences, place_of
from graph.view.links import Links
from graph.view.network.drawing import name_of
from graph.view.reading import Content

FIRST_SIDES = 4


def doubt_views(content: Content, links: Links, doubts: Iterable[Doubt], bank: str = "") -> list[dict[str, Any]]:
    """Return doubts as the template shows them: each side with its bank, its value or name, and its quotes.

    Of very many namesakes the first few have their quotes and the others are only named; what is of `bank` comes
    first.
    """
    views = []
    for doubt in doubts:
        sides = sorted(doubt.sides, key=lambda side: bank not in links.homes.get(side.node, ()))
        shown = sides[:FIRST_SIDES] if doubt.kind == "names" else sides
        views.append(
            {
                "kind": doubt.kind,
                "name": doubt.name,
                "date": doubt.date,
                "sides": [_side(content, links, side.node, side.quotes) for side in shown],
                "others": [_side(content, links, side.node, []) for side in sides[len(shown) :]],
            }
        )
    return views


def _side(content: Content, links: Links, node: str, quotes: list[Any]) -> dict[str, Any]:
    data = content.graph.nodes[node]
    bank = data.get("bank") or next(iter(links.homes.get(node, ())), "")
    return {
        "metric": {"cmp": "=", "value_max": None, **data} if data.get("type") == "metric" else None,
        "type": data.get("type", "other"),
        "name": name_of(data) or node,
        "href": links.thing(node),
        "bank": content.graph.nodes[bank].get("label", "") if bank else "",
        "bank_href": links.bank(bank) if bank else "",
        "note": data.get("stages", "").replace("|", "、"),
        "evidence": evidences(content, links, map(place_of, quotes), {node}),
    }
