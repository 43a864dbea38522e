"""Where each thing lies in the picture: a fan of leaves round each bank, shared things between the banks.

Programs lie left of their bank, products right, partners below both; leaves are one line apart on an ellipse,
so that each label can be read. Nothing is left to chance or to a simulation: the same graph gives the same
picture. The script of the page (templates/scripts/network/places.js) knows `column` too, to make room when a fan is
opened.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import numpy as np

from graph.view.network.packing import Box, nearest_free, pack

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Columns: TypeAlias = "tuple[list[list[str]], list[list[str]]]"

LINE = 16
GAP = 8
BULGE = 44
BULGE_OF_ROW = 5
LABEL_GAP = 9
FULL_WIDTH = 12.0
HALF_WIDTH = 7.2
MARGIN = (8, 10)
LIMIT = 400
MOST_SHARED = 60
STEP = 40
LONGEST = 15
SHORTEST = 3
LEFT: tuple[str, ...] = ("program", "unit", "partner")
RIGHT: tuple[str, ...] = ("product", "metric", "partner")
ON_DEMAND = frozenset({"unit", "metric"})
OWNING = frozenset({"offers", "runs", "part_of"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing lies before a reader opens anything.

    `home` is the bank whose fan it belongs to, `side` -1 (left) or 1 (right) of it and `rank` its row there; a
    bank or a thing that several banks share has no home and side 0. `shown` tells whether it is seen before its
    fan is opened (units and metrics only where a reader asks for them), and `reach` how far from a bank its
    columns begin. `room` is how far a bank's fan or a shared thing reaches to the left and to the right.
    """

    x: int
    y: int
    home: str | None = None
    side: int = 0
    rank: int = 0
    shown: bool = True
    reach: int = 0
    room: tuple[int, int] = (0, 0)


def text_width(text: str) -> float:
    """Estimate the width of a label in pixels at 12 px."""
    return sum(FULL_WIDTH if unicodedata.east_asian_width(char) in "WFA" else HALF_WIDTH for char in text)


def bank_radius(degree: int) -> float:
    """Return the radius of a bank's disc: its area grows with the number of relations."""
    return round(6 + 1.35 * math.sqrt(min(degree, 60)), 1)


def column(counts: Sequence[int], reach: float) -> list[tuple[int, int]]:
    """Place the rows of one column of a fan on half an ellipse.

    Parameters
    ----------
    counts
        Number of rows in each group, from top to bottom; between groups is a gap.
    reach
        Distance of the ellipse's ends from the bank.

    Returns
    -------
    list of (int, int)
        For each row its distance from the bank sideways and its offset downwards.
    """
    heights = [row * LINE + group * GAP for group, row in _rows(counts)]
    if not heights:
        return []
    half = heights[-1] / 2
    bulge = min(BULGE, BULGE_OF_ROW * len(heights))
    return [
        (math.floor(reach + bulge * math.sqrt(1 - ((y - half) / (half + LINE)) ** 2) + 0.5), math.floor(y - half + 0.5))
        for y in heights
    ]


def _rows(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Give each row its number and that of its group, groups without rows left out."""
    filled = [count for count in counts if count]
    groups = [group for group, count in enumerate(filled) for _ in range(count)]
    return [(group, row) for row, group in enumerate(groups)]


def homes(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Find the banks that each thing belongs to.

    A product, program or unit belongs to the banks that offer, run or contain it, else to the one its `bank`
    names by id or label; a partner or metric to each bank that it is linked with. What is linked with no bank
    belongs to those of its neighbours.

    Returns
    -------
    dict
        For each node but the banks, the ids of its banks in order; empty where there are none.
    """
    kind_of = {node: _type(graph, node) for node in graph}
    by_label = {graph.nodes[node].get("label", node): node for node in sorted(graph) if kind_of[node] == "bank"}
    near: dict[str, set[str]] = {}
    for node in graph:
        if kind_of[node] == "bank":
            continue
        scoped = kind_of[node] in ("product", "program", "unit")
        near[node] = {
            other for other, _, key in _ends(graph, node) if kind_of[other] == "bank" and (not scoped or key in OWNING)
        }
        named = graph.nodes[node].get("bank") or ""
        if not near[node] and (bank := named if named in graph else by_label.get(named)):
            near[node] = {bank}
    found: dict[str, tuple[str, ...]] = {}
    for node, banks in near.items():
        around = banks or {bank for other, _, _ in _ends(graph, node) for bank in near.get(other, {other})}
        found[node] = tuple(sorted(around))
    return found


def things_of(belongs: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return the things of each bank, from the banks of each thing."""
    found: dict[str, list[str]] = defaultdict(list)
    for node, banks in belongs.items():
        for bank in banks:
            found[bank].append(node)
    return dict(found)


def _type(graph: Graph, node: str) -> str:
    return str(graph.nodes[node].get("type") or "other")


def _in_picture(graph: Graph, belongs: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Find the banks that have something to show beside units and metrics."""
    owners = {bank for node, banks in belongs.items() if _type(graph, node) not in ON_DEMAND for bank in banks}
    pairs = {
        (head, tail)
        for head, tail in graph.edges()
        if _type(graph, head) == _type(graph, tail) == "bank" and head != tail
    }
    return owners.union(*pairs)


def _ends(graph: Graph, node: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (other end, goes out, relation) of each edge at a node."""
    for goes_out, near in ((True, graph.succ[node]), (False, graph.pred[node])):
        for other, edges in near.items():
            for key, data in edges.items():
                yield other, goes_out, str(data.get("type", key))


def arrange(
    graph: Graph, short: Mapping[str, str], belongs: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, Place]:
    """Lay out the picture.

    Parameters
    ----------
    graph
        The knowledge graph.
    short
        The label that stands beside each node.
    belongs
        The banks that each thing belongs to, where they are known already: what `homes` returns.

    Returns
    -------
    dict
        The place of each bank that has more than units and metrics, and of each thing that belongs to such a
        bank. The picture leaves the rest to the table.
    """
    belongs = dict(homes(graph) if belongs is None else belongs)
    # By magnitude and not by number, and boxes in coarse steps below: one fact more seldom moves anything else.
    banks = sorted(_in_picture(graph, belongs), key=lambda node: (-int(graph.degree(node)).bit_length(), node))
    leaves: dict[str, list[str]] = {bank: [] for bank in banks}
    shared: list[str] = []
    for node in sorted(belongs):
        owners = belongs[node] = tuple(bank for bank in belongs[node] if bank in leaves)
        if len(owners) == 1:
            leaves[owners[0]].append(node)
        elif owners:
            shared.append(node)
    columns = {bank: _columns(graph, leaves[bank]) for bank in banks}
    shared.sort(key=lambda node: (-len(belongs[node]), node))
    seen_shared = set(shared[:MOST_SHARED])
    shown = _shown(graph, columns, LIMIT - len(banks) - len(seen_shared))
    fans = {bank: _fan(graph, bank, columns[bank], shown, short) for bank in banks}
    anchors = dict(zip(banks, pack([fans[bank][1] for bank in banks], _links(graph, banks, belongs)), strict=True))

    places: dict[str, Place] = {}
    taken: list[tuple[float, float, float, float]] = []
    for bank in banks:
        x, y = anchors[bank]
        reach = _reach(short[bank])
        box = fans[bank][1]
        room = (math.ceil(box.left - MARGIN[0]), math.ceil(box.right - MARGIN[0]))
        places[bank] = Place(x, y, reach=reach, room=room)
        radius = bank_radius(int(graph.degree(bank)))
        taken.append(Box(reach - 14, radius + 4, reach - 14, radius + 24).at(x, y))
        for leaf, place in fans[bank][0].items():
            places[leaf] = Place(x + place.x, y + place.y, bank, place.side, place.rank, place.shown)
            if place.shown and _type(graph, leaf) not in ON_DEMAND:
                taken.append(_label_box(short[leaf], place.side).at(x + place.x, y + place.y))
    for node in shared:
        around = [anchors[bank] for bank in belongs[node]]
        wish = (sum(x for x, _ in around) / len(around), sum(y for _, y in around) / len(around))
        box = _label_box(short[node], 1)
        spot = nearest_free(box, wish, np.array(taken))
        taken.append(box.at(*spot))
        room = (math.ceil(box.left), math.ceil(box.right))
        places[node] = Place(*spot, shown=node in seen_shared, room=room)
    return places


def _reach(label: str) -> int:
    """Return how far from a bank its leaves begin, so that its own label fits between the columns."""
    return max(42, math.ceil(text_width(label) / 2 * 13 / 12) + 14)


def _label_box(label: str, side: int) -> Box:
    """Return the room that a leaf takes: its mark and, outwards, its label."""
    outwards = LABEL_GAP + text_width(label) + 2
    return Box(outwards, LINE / 2, 6, LINE / 2) if side < 0 else Box(6, LINE / 2, outwards, LINE / 2)


def _columns(graph: Graph, leaves: Sequence[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Cut a bank's leaves into the groups of the left and right column, in reading order."""
    of_type: dict[str, list[str]] = defaultdict(list)
    for leaf in leaves:
        of_type[_type(graph, leaf)].append(leaf)
    ordered = {kind: _in_order(graph, group) for kind, group in of_type.items()}
    programs, products = ordered.get("program", []), ordered.get("product", [])
    partners = ordered.get("partner", [])
    left_share = max(0, min(len(partners), (len(partners) + len(products) - len(programs)) // 2))
    ordered_left = [programs, ordered.get("unit", []), partners[:left_share]]
    return ordered_left, [products, ordered.get("metric", []), partners[left_share:]]


def _in_order(graph: Graph, group: Iterable[str]) -> list[str]:
    """Sort leaves by kind, then first mention, and put a part right after its whole."""

    def key(node: str) -> tuple[str, str, int, str]:
        data = graph.nodes[node]
        return data.get("kind") or "", data.get("first_date") or "9999", -_mentions(graph, node), node

    members = sorted(group, key=key)
    inside = set(members)
    whole: dict[str, str] = {}
    for part in members:
        for other, goes_out, relation in sorted(_ends(graph, part)):
            if relation == "part_of" and goes_out and other in inside and other != part:
                whole.setdefault(part, other)
    parts: dict[str, list[str]] = defaultdict(list)
    for part, other in whole.items():
        parts[other].append(part)
    ordered: dict[str, None] = {}
    # Wholes first; a circle of parts has no beginning and follows in the order of its members.
    waiting = [node for node in reversed(members) if node in whole] + [
        node for node in reversed(members) if node not in whole
    ]
    while waiting:
        node = waiting.pop()
        if node not in ordered:
            ordered[node] = None
            waiting.extend(reversed(parts[node]))
    return list(ordered)


def _mentions(graph: Graph, node: str) -> int:
    return int(graph.nodes[node].get("mentions") or 1)


def _best(graph: Graph, group: Sequence[str], cap: int) -> list[str]:
    """Choose the best attested of a group, all of them where just one would be left out."""
    if len(group) <= cap + 1:
        return list(group)
    return sorted(group, key=lambda node: (-_mentions(graph, node), node))[:cap]


def _shown(graph: Graph, columns: Mapping[str, Columns], room: int) -> set[str]:
    """Choose what is seen at first: the best attested of each group; of very many banks only the first have a fan."""
    cap = _cap(columns.values(), room)
    shown: set[str] = set()
    count = 0
    for sides in columns.values():
        best = [node for groups in sides for group in groups for node in _best(graph, group, cap)]
        count += sum(_type(graph, node) not in ON_DEMAND for node in best)
        if shown and count > max(room, LIMIT):
            break
        shown.update(best)
    return shown


def _cap(fans: Iterable[Columns], room: int) -> int:
    """Return how many leaves a group may show so that the whole picture keeps within its limit."""
    sizes = Counter(len(group) for left, right in fans for group in (left[0], left[2], right[0], right[2]))
    for cap in range(LONGEST, SHORTEST, -1):
        if sum(times * (size if size <= cap + 1 else cap) for size, times in sizes.items()) <= room:
            return cap
    return SHORTEST


def _fan(
    graph: Graph,
    bank: str,
    sides: tuple[list[list[str]], list[list[str]]],
    shown: set[str],
    short: Mapping[str, str],
) -> tuple[dict[str, Place], Box]:
    """Lay out one bank's leaves round it, and measure the room that they take."""
    reach = _reach(short[bank])
    radius = bank_radius(int(graph.degree(bank)))
    places: dict[str, Place] = {}
    extent = {-1: float(reach), 1: float(reach)}
    half = radius + 24
    for side, groups in zip((-1, 1), sides, strict=True):
        visible = [
            [node for node in group if node in shown and _type(graph, node) not in ON_DEMAND] for group in groups
        ]
        folded = [1 if seen and len(seen) < len(group) else 0 for seen, group in zip(visible, groups, strict=True)]
        rows = column([len(seen) + fold for seen, fold in zip(visible, folded, strict=True)], reach)
        half = max([half, *(abs(y) + LINE / 2 for _, y in rows)])
        spots = iter(rows)
        rank = 0
        for group, seen, fold in zip(groups, visible, folded, strict=True):
            spot_of = dict(zip(seen, spots, strict=False)) if seen else {}
            if fold:
                next(spots)
            for node in group:
                x, y = spot_of.get(node, (0, 0))
                places[node] = Place(side * x, y, bank, side, rank, node in shown)
                rank += 1
        width = max((text_width(short[node]) for group in groups for node in group), default=0)
        if width:
            bulge = min(BULGE, BULGE_OF_ROW * sum(map(len, groups)))
            extent[side] = reach + bulge + LABEL_GAP + width
    margin_x, margin_y = MARGIN
    left, right, half = _up(extent[-1] + margin_x), _up(extent[1] + margin_x), _up(half + margin_y)
    return places, Box(left, half, right, half)


def _up(length: float) -> float:
    """Round a length up to a whole number of steps."""
    return math.ceil(length / STEP) * STEP


def _links(graph: Graph, banks: Sequence[str], belongs: Mapping[str, tuple[str, ...]]) -> dict[tuple[int, int], float]:
    """Weigh how closely two banks are linked: by edges between them and by the things that both have."""
    index = {bank: i for i, bank in enumerate(banks)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for head, tail in graph.edges():
        if head in index and tail in index and head != tail:
            i, j = sorted((index[head], index[tail]))
            weights[i, j] += 1
    for node in sorted(belongs):
        places = sorted(index[bank] for bank in belongs[node])
        for a, i in enumerate(places):
            for j in places[a + 1 :]:
                weights[i, j] += 1 / (len(places) - 1)
    return dict(weights)
