"""One self-contained page of the knowledge graph: it opens from disk and asks no host for anything.

pyvis writes it, with the project's own template in place of the one that loads bootstrap from a remote host.
The script of vis-network comes from the installed pyvis and goes into the page. Names and quotes are untrusted
text: they travel as JSON that can't end its script element, and the page's script shows them as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
import unicodedata
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyvis.network import Network

from graph.view.layout import (
    FULL_WIDTH,
    LEFT,
    ON_DEMAND,
    RIGHT,
    Graph,
    Place,
    arrange,
    bank_radius,
    homes,
    text_width,
)

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("data.js", "panel.js", "map.js", "search.js", "page.js")
VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
LABEL_WIDTH = 9 * FULL_WIDTH
BANK_LABEL_WIDTH = 12 * FULL_WIDTH
QUOTED = re.compile(r"[“「『]([^“”「」『』]{1,40})[”」』]")
LISTS = ("aliases", "themes", "stages")
SCALARS = ("kind", "bank", "province", "city", "about", "first_date", "value", "value_max", "unit", "cmp", "date")
UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "selectable": False, "hover": False, "keyboard": {"enabled": False}},
    "nodes": {"shape": "custom", "fixed": True, "chosen": False},
    "edges": {"chosen": False, "hoverWidth": 0, "selectionWidth": 0},
}


def write_page(graph: Graph, path: Path) -> Path:
    """Write the page of a graph.

    Parameters
    ----------
    graph
        The knowledge graph, its attributes all scalars.
    path
        A file whose name ends in .html, or a folder, which gets an index.html. It is made if need be.

    Returns
    -------
    Path
        The file that was written. The same graph gives the same bytes.

    Raises
    ------
    OSError
        If the file can't be written; its message names the file.
    """
    target = path if path.suffix.lower() in (".html", ".htm") else path / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(graph), encoding="utf-8", newline="\n")
    return target


def render(graph: Graph) -> str:
    """Return the page of a graph as HTML."""
    short = {node: _short(graph.nodes[node]) for node in graph}
    places = arrange(graph, short)
    network = Network(directed=True, cdn_resources="in_line")
    network.options = OPTIONS
    for node in sorted(graph):
        network.add_node(node, short[node], shape="custom", **_details(graph, node, places.get(node)))
    for head, tail, data in sorted(
        ((head, tail, {"type": key, **data}) for head, tail, key, data in graph.edges(keys=True, data=True)),
        key=lambda edge: (edge[0], edge[1], str(edge[2]["type"])),
    ):
        network.add_edge(head, tail, arrows="", **_evidence(data))
    for bank, node in _spokes(graph, places):
        network.add_edge(bank, node, arrows="", type="via")
    words = tomllib.loads((TEMPLATES / "zh.toml").read_text(encoding="utf-8"))
    vis = (files("pyvis") / VIS).read_text(encoding="utf-8")
    script = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = (TEMPLATES / "atlas.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["script_json"] = script_json
    environment.globals.update(
        vis=vis,
        script=script,
        style=style,
        script_hashes=[_digest(vis), _digest(script)],
        style_hash=_digest(style),
        words=words,
        counts=Counter(str(kind) for _, kind in graph.nodes(data="type")),
        columns={"left": LEFT, "right": RIGHT, "onDemand": sorted(ON_DEMAND)},
    )
    network.templateEnv = environment
    network.path = "atlas.html"
    return str(network.generate_html())


def script_json(data: object) -> str:
    """Write data as JSON that is safe inside a script element.

    Whatever could end the element, open a comment, break a line of JavaScript or not be encoded in UTF-8 is
    written as an escape; JSON.parse gives back the same text.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _digest(text: str) -> str:
    """Return the source expression that lets a Content-Security-Policy admit this inline text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _clip(text: str, width: float) -> str:
    """Cut a label to a width, an ellipsis in place of what is cut."""
    if text_width(text[:100]) <= width:
        return text
    while text and text_width(text[:100] + "…") > width:
        text = text[:100][:-1]
    return text + "…"


def _name(data: dict[str, Any]) -> str:
    """Return the full name; a metric's label repeats its value, its name does not."""
    return str((data.get("type") == "metric" and data.get("name")) or data.get("label", ""))


def _short(data: dict[str, Any]) -> str:
    """Return the label beside a node: the quoted short name of a long one, and a metric with its value."""
    plain = "".join(char for char in _name(data) if unicodedata.category(char)[0] != "C")
    if data.get("type") == "bank":
        return _clip(plain, BANK_LABEL_WIDTH)
    if data.get("type") == "metric":
        value = f" {data.get('value', ''):g}{data.get('unit', '')}" if "value" in data else ""
        return _clip(plain, max(LABEL_WIDTH - text_width(value), 2 * FULL_WIDTH)) + value
    if text_width(plain[:100]) > LABEL_WIDTH and (quoted := QUOTED.search(plain)):
        plain = quoted[1]
    return _clip(plain, LABEL_WIDTH)


def _details(graph: Graph, node: str, place: Place | None) -> dict[str, Any]:
    """Gather what the page tells of a node, without what is empty."""
    data = graph.nodes[node]
    details: dict[str, Any] = {
        "type": data.get("type", "other"),
        "name": _name(data) or node,
        "mentions": int(data.get("mentions") or 0),
        "documents": int(data.get("documents") or 0),
    }
    details |= {key: data[key] for key in SCALARS if data.get(key) not in (None, "")}
    if details.get("bank") in graph:
        details["bank"] = _name(graph.nodes[details["bank"]])
    details |= {key: str(data[key]).split("|") for key in LISTS if data.get(key)}
    if place:
        details |= {"x": place.x, "y": place.y, "side": place.side, "rank": place.rank, "shown": place.shown}
        if place.home:
            details["home"] = place.home
        else:
            details["room"] = place.room
        if place.reach:
            details |= {"reach": place.reach, "radius": bank_radius(int(graph.degree(node)))}
    return details


def _evidence(data: dict[str, Any]) -> dict[str, Any]:
    """Gather what the page tells of an edge."""
    return {
        "type": str(data["type"]),
        "weight": int(data.get("weight") or 1),
        "evidence": str(data.get("evidence") or ""),
        "document": str(data.get("document") or ""),
    }


def _spokes(graph: Graph, places: dict[str, Place]) -> list[tuple[str, str]]:
    """List the leaves that their bank has through another thing only, with that bank."""
    return [
        (bank, node)
        for node, banks in sorted(homes(graph).items())
        for bank in banks
        if node in places and bank in places and not graph.has_edge(bank, node) and not graph.has_edge(node, bank)
    ]
