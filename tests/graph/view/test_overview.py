"""The overview in a browser: from disk, without a network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from graph.view.network.layout import ON_DEMAND, arrange

from .conftest import Visit


def click_on(page: Page, node: str) -> None:
    """Click where the picture shows a node."""
    at = page.evaluate(
        """id => { const { x, y } = shapes.get(id); network.moveTo({ position: { x, y }, scale: 1 });
        network.redraw(); const at = network.canvasToDOM({ x, y });
        const frame = document.getElementById("map").getBoundingClientRect();
        return [frame.left + at.x, frame.top + at.y]; }""",
        node,
    )
    page.mouse.click(*at)
    expect(page.locator(".pane .close")).to_be_visible()


def at(node: str, **more: str) -> str:
    return "#" + urlencode({"at": node, **more})


def shown(page: Page) -> set[str]:
    return set(page.evaluate("nodes.getIds()"))


def product_of(graph: nx.MultiDiGraph[str], bank: str) -> str:
    return next(tail for _, tail, key in graph.out_edges(f"bank:{bank}", keys=True) if key == "offers")


def test_opens_from_disk_with_a_picture(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    expect(page.locator("#map canvas")).to_be_visible()
    expect(page.locator("#total")).to_contain_text("个节点")
    assert page.evaluate("document.title") == "总览 · 银谱"
    colours = page.evaluate(
        """() => { const canvas = document.querySelector("#map canvas"); const seen = new Set();
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < data.length; i += 4) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
        return [...seen]; }"""
    )
    assert {"42,98,184", "196,130,0", "47,157,147"} <= set(colours)


def test_the_script_places_things_where_the_layout_does(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas)
    labels = dict(page.evaluate("atlas.nodes.map(node => [node.id, node.label])"))
    found = {id: (x, y) for id, x, y in page.evaluate("[...shapes].map(([id, { x, y }]) => [id, x, y])") if id in graph}
    expected = {
        node: (place.x, place.y)
        for node, place in arrange(graph, labels).items()
        if place.shown and graph.nodes[node]["type"] not in ON_DEMAND
    }
    assert found == expected


def test_labels_do_not_overlap_and_each_bank_has_one(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas, width=4200, height=3200)
    page.click("#zoom-fit")
    boxes = page.evaluate("network.redraw(), labels")
    assert page.evaluate("network.getScale()") > 0.9
    assert {box["id"] for box in boxes} >= {id for id in shown(page) if id.startswith("bank:")}
    assert {box["id"] for box in boxes} == set(page.evaluate("[...shapes.keys()]"))
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            apart = (
                a["left"] >= b["right"] or b["left"] >= a["right"] or a["top"] >= b["bottom"] or b["top"] >= a["bottom"]
            )
            assert apart, (a["id"], b["id"])


def test_from_afar_labels_of_banks_do_not_overlap(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    page.click("#zoom-fit")
    boxes = page.evaluate("network.redraw(), labels")
    assert len(boxes) > 15
    assert all(box["id"].startswith("bank:") for box in boxes)
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            apart = (
                a["left"] >= b["right"] or b["left"] >= a["right"] or a["top"] >= b["bottom"] or b["top"] >= a["bottom"]
            )
            assert apart, (a["id"], b["id"])


def test_search_finds_by_alias_and_goes_there(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    product = product_of(graph, "北京银行")
    alias = graph.nodes[product]["aliases"]
    page = visit(atlas)
    page.keyboard.press("/")
    page.keyboard.type(alias)
    options = page.locator("#suggestions [role=option]")
    expect(options.filter(has_text="北京银行")).to_have_count(1)
    expect(options.first).to_contain_text(f"又作 {alias}")
    options.filter(has_text="北京银行").click()
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator(".pane .title")).to_have_text(graph.nodes[product]["label"])
    centre, at = page.evaluate("id => [network.getViewPosition(), shapes.get(id)]", product)
    assert (round(centre["x"]), round(centre["y"])) == (at["x"], at["y"])


def test_search_by_keyboard(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    page.fill("#find", "贷")
    expect(page.locator("#suggestions [aria-selected=true]")).to_have_attribute("id", "suggestions-0")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#find")).to_have_attribute("aria-activedescendant", "suggestions-1")
    name = page.locator("#suggestions-1 .name").text_content()
    page.keyboard.press("Enter")
    expect(page.locator(".pane .title")).to_have_text(name or "")
    page.fill("#find", "没有这样的东西")
    expect(page.locator("#suggestions")).to_have_text("没有这个名称、别名或拼音。")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_a_click_opens_the_quote_with_the_mention(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas)
    product = next(
        id
        for id in page.evaluate("[...shapes.keys()]")
        if id in graph and graph.has_edge("bank:杭州银行", id, "offers")
    )
    edge = graph["bank:杭州银行"][product]["offers"]
    click_on(page, product)
    quote = page.locator(".pane .ev").filter(has_text="面向科技型企业推出").first
    expect(quote.locator("blockquote")).to_have_text(edge["evidence"])
    expect(quote.locator("mark")).to_have_text(graph.nodes[product]["label"])
    expect(quote.locator("footer")).to_contain_text("杭州银行案例选编")
    page.click(".pane .relation .to >> text=杭州银行")
    expect(page.locator(".pane .title")).to_have_text("杭州银行")
    page.locator(".pane .relation .q").first.click()
    expect(page.locator(".pane .relation .ev blockquote")).to_have_count(1)
    page.go_back()
    expect(page.locator(".pane .title")).to_have_text(graph.nodes[product]["label"])


def test_a_line_shows_its_quote(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas)
    partner, edge = next(
        (tail, data["evidence"])
        for _, tail, key, data in graph.out_edges("bank:杭州银行", keys=True, data=True)
        if tail in shown(page) and key == "finances"
    )
    at = page.evaluate(
        """id => { const a = shapes.get("bank:杭州银行"), b = shapes.get(id);
        network.moveTo({ position: { x: b.x, y: b.y }, scale: 1 });
        const edge = [...bonds.values()].find(edge => edge.to === id && edge.type === "finances");
        for (let t = 0.2; t < 0.8; t += 0.01) for (let dy = -60; dy < 60; dy += 2) {
          const point = network.canvasToDOM({ x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) + dy });
          if (!thingAt(point) && bondAt(point) === edge) {
            const frame = document.getElementById("map").getBoundingClientRect();
            return [frame.left + point.x, frame.top + point.y];
          } } }""",
        partner,
    )
    page.mouse.move(*at)
    expect(page.locator("#tip blockquote")).to_have_text(edge)
    page.mouse.click(*at)
    expect(page.locator(".pane blockquote")).to_have_text(edge)
    expect(page.locator(".pane .verb")).to_have_text("融资")


def test_the_legend_hides_and_shows_types(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    assert any(id.startswith("program:") for id in shown(page))
    page.click("[data-type=program]")
    expect(page.locator("[data-type=program]")).to_have_attribute("aria-pressed", "false")
    assert not any("program:" in id for id in shown(page))
    ends = page.evaluate("edges.get().flatMap(edge => [edge.from, edge.to])")
    assert not any(end.startswith("program:") for end in ends)
    page.click("[data-type=program]")
    assert any(id.startswith("program:") for id in shown(page))


@pytest.mark.parametrize("kind", ["metric", "unit"])
def test_metrics_and_units_come_when_asked_for(visit: Visit, small_atlas: Path, kind: str) -> None:
    page = visit(small_atlas, width=3600, height=3600)
    assert not any(id.startswith(f"{kind}:") for id in shown(page))
    page.click(f"[data-type={kind}]")
    assert any(id.startswith(f"{kind}:") for id in shown(page))
    page.click("#zoom-fit")
    assert {box["id"] for box in page.evaluate("network.redraw(), labels")} == shown(page)


def test_a_fan_opens_and_nothing_is_covered(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas, width=4600, height=4600)
    fold = next(
        id for id in page.evaluate("[...shapes.keys()]") if id.startswith("more:product:") and id.endswith("杭州银行")
    )
    before = shown(page)
    at = page.evaluate("id => shapes.get(id)", fold)
    page.evaluate("at => network.moveTo({ position: at, scale: 1 })", {"x": at["x"], "y": at["y"]})
    page.evaluate("network.redraw()")
    frame = page.locator("#map").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.locator("#reset")).to_be_visible()
    products = {tail for _, tail, key in graph.out_edges("bank:杭州银行", keys=True) if key == "offers"}
    assert products <= shown(page)
    page.click("#zoom-fit")
    assert {box["id"] for box in page.evaluate("network.redraw(), labels")} == set(page.evaluate("[...shapes.keys()]"))
    page.click("#reset")
    assert shown(page) == before


def test_a_folded_thing_is_reached_by_its_address(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas)
    folded = next(
        tail
        for _, tail, key in graph.out_edges("bank:杭州银行", keys=True)
        if key == "offers" and tail not in shown(page)
    )
    page = visit(atlas, fragment=at(folded))
    expect(page.locator(".pane .title")).to_have_text(graph.nodes[folded]["label"])
    assert folded in shown(page)


def test_the_panel_lists_metrics_with_date_and_comparator(
    visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]
) -> None:
    page = visit(atlas, fragment=at("bank:杭州银行"))
    reported = [tail for _, tail, key in graph.out_edges("bank:杭州银行", keys=True) if key == "reports"]
    rows = page.locator(".pane .metric-row")
    expect(rows).to_have_count(len(reported))
    about = [node for node in reported if graph.nodes[node]["cmp"] == ">"]
    expect(rows.filter(has=page.locator(".cmp", has_text="超"))).to_have_count(len(about))
    undated = [node for node in reported if not graph.nodes[node]["date"]]
    expect(rows.filter(has_text="未载")).to_have_count(len(undated))


def test_the_table_has_what_the_picture_has(visit: Visit, small_atlas: Path, small_graph: nx.MultiDiGraph[str]) -> None:
    page = visit(small_atlas)
    page.click("[data-type=unit]")
    page.click("[data-type=metric]")
    page.click("#as-table")
    expect(page.locator("#table tbody tr")).to_have_count(small_graph.number_of_nodes())
    names = page.locator("#table tbody th").all_text_contents()
    assert sorted(names) == sorted(data.get("name") or data["label"] for _, data in small_graph.nodes(data=True))
    page.click("#table tbody tr:nth-child(2) button")
    expect(page.locator(".pane .title")).to_have_text(names[1])


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 26)")])
def test_light_and_dark(visit: Visit, small_atlas: Path, scheme: str, paper: str) -> None:
    page = visit(small_atlas, scheme=scheme)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    ink = page.evaluate("paint.ink")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    assert page.evaluate("paint.ink") != ink


def test_readable_at_360_pixels(visit: Visit, atlas: Path) -> None:
    page = visit(atlas, width=360, height=780, fragment=at("bank:杭州银行"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("network.getScale()") == 1
    expect(page.locator(".pane .title")).to_be_in_viewport()
    page.click("#as-table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sizes = page.evaluate(
        "[...document.querySelectorAll('.pane *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 9.8
