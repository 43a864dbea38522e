"""The overview in a browser: from disk, without a network."""

from __future__ import annotations

import io
import time
from pathlib import Path
from urllib.parse import urlencode

import networkx as nx
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from graph.view.network.layout import ON_DEMAND, arrange

from .conftest import PATIENCE, Visit, where


def click_on(page: Page, node: str) -> None:
    """Click where the picture shows a node."""
    page.evaluate("id => { network.moveTo({ position: shapes.get(id), scale: 1 }); network.redraw(); }", node)
    page.mouse.click(*where(page, node))
    expect(page.locator(".pane .close")).to_be_visible()


def comes_to(page: Page, told: str, expected: object) -> None:
    """Wait until a page tells what is expected: going back is answered after the address has changed."""
    deadline = time.monotonic() + PATIENCE / 1000
    while page.evaluate(told) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert page.evaluate(told) == expected


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


def picture(page: Page) -> Image.Image:
    """What the window shows of the network once it is drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return Image.open(io.BytesIO(page.locator("#map canvas").screenshot())).convert("L")


def test_what_is_dragged_looks_as_it_does_at_rest(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    page.mouse.move(150, 250)
    page.mouse.down()
    # Half a window and more to the right and down: what comes in was out of sight before.
    page.mouse.move(900, 700, steps=4)
    assert page.evaluate("isDragged")
    moving = picture(page)
    page.mouse.up()
    assert not page.evaluate("isDragged")
    page.mouse.move(0, 0)
    differing = ImageChops.difference(moving, picture(page)).point(lambda value: 255 * (value > 64)).histogram()[255]
    inked = sum(moving.histogram()[:128])
    assert inked > 5_000
    assert differing < inked / 10


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


def solid_banks(page: Page) -> set[str]:
    """The banks that pass the filters, without those that only hold something that does."""
    return set(
        page.evaluate("[...shapes.values()].filter(s => s.thing.type === 'bank' && !s.hollow).map(s => s.thing.id)")
    )


def choose(page: Page, facet: str, value: str) -> None:
    page.click(f"[data-facet={facet}] .facet")
    page.check(f'#facet-{facet} input[value="{value}"]')
    page.keyboard.press("Escape")


def test_search_by_pinyin_and_its_initials(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    for typed in ("jtyh", "jiaotongyinhang", "jiaot"):
        page.fill("#find", typed)
        expect(page.locator("#suggestions-0 .name")).to_have_text("交通银行")
    page.fill("#find", "cqyh")
    expect(page.locator("#suggestions-0 .name")).to_have_text("重庆银行")


def test_search_on_another_page_leads_to_the_thing(visit: Visit, atlas: Path) -> None:
    page = visit(atlas.parent / "about.html")
    page.fill("#find", "hzyh")
    expect(page.locator("#suggestions-0 .name")).to_have_text("杭州银行")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("杭州银行")


@pytest.mark.parametrize(
    ("facet", "value", "attribute"),
    [("theme", "绿色金融", "themes"), ("stage", "初创期", "stages"), ("year", "2024", "first_date")],
)
def test_a_filter_leaves_what_has_the_value(
    visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str], facet: str, value: str, attribute: str
) -> None:
    page = visit(atlas)
    choose(page, facet, value)
    left = {id for id in shown(page) if not id.startswith(("bank:", "more:"))}
    assert len(left) > 10
    assert all(value in graph.nodes[id].get(attribute, "") for id in left)
    expect(page.locator(f"[data-facet={facet}] .facet")).to_have_class("facet active")
    page.click("#as-table")
    rows = page.locator("#table tbody tr").count()
    kinds = {"bank", "product", "program", "partner"}
    assert rows == sum(value in d.get(attribute, "") for _, d in graph.nodes(data=True) if d["type"] in kinds)
    page.click(f"[data-facet={facet}] .facet")
    page.click(f"#facet-{facet} .clear")
    expect(page.locator(f"[data-facet={facet}] .facet")).to_have_class("facet")


def test_filters_by_kind_region_and_document(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas)
    choose(page, "kind", "product.loan")
    things = {id for id in shown(page) if not id.startswith(("bank:", "more:"))}
    assert things
    assert {graph.nodes[id]["kind"] for id in things} == {"loan"}
    page = visit(atlas, fragment="#" + urlencode({"kind": "bank.joint_stock"}))
    assert {graph.nodes[id]["kind"] for id in solid_banks(page)} == {"joint_stock"}
    page = visit(atlas, fragment="#" + urlencode({"region": "江苏"}))
    assert solid_banks(page) == {
        n for n, d in graph.nodes(data=True) if d["type"] == "bank" and d.get("province") == "江苏"
    }
    page = visit(atlas, fragment="#" + urlencode({"document": "5"}))
    assert "bank:杭州银行" in shown(page)
    assert len([id for id in shown(page) if id.startswith("bank:")]) < 5


def test_nothing_that_passes_says_so(visit: Visit, atlas: Path) -> None:
    page = visit(atlas, fragment="#" + urlencode({"theme": "养老金融"}))
    expect(page.locator("#empty")).to_contain_text("没有符合的节点")


def test_the_address_keeps_the_state_and_back_and_forward_go_through_it(visit: Visit, atlas: Path) -> None:
    page = visit(atlas)
    page.click("[data-type=unit]")
    choose(page, "theme", "绿色金融")
    page.click("#as-table")
    page.click("#table tbody tr:nth-child(1) button")
    name = page.locator(".pane .title").text_content()
    address = page.evaluate("location.hash")
    states = [page.evaluate("[address(), state.table, state.facets.size, state.types.has('unit')]")]
    for expected in ([True, 1, True], [False, 1, True], [False, 0, True], [False, 0, False]):
        page.go_back()
        comes_to(page, "[state.table, state.facets.size, state.types.has('unit')]", expected)
    for _ in range(4):
        page.go_forward()
    assert page.evaluate("location.hash") == address
    other = visit(atlas, fragment=address)
    expect(other.locator(".pane .title")).to_have_text(name or "")
    assert [other.evaluate("[address(), state.table, state.facets.size, state.types.has('unit')]")] == states


def test_a_path_is_shown_with_each_step(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    product = product_of(graph, "北京银行")
    partner = next(tail for _, tail, key in graph.out_edges("bank:工商银行", keys=True) if key == "cooperates_with")
    page = visit(atlas)
    page.click("#as-path")
    page.fill("#path-from", graph.nodes[product]["label"])
    page.locator("#path-from-list [role=option]").filter(has_text="北京银行").first.click()
    page.fill("#path-to", graph.nodes[partner]["label"])
    page.locator("#path-to-list [role=option]").first.click()
    expect(page.locator(".pane .step")).to_have_count(3)
    expect(page.locator(".pane .step").nth(1)).to_contain_text("签署战略合作协议")
    route = page.evaluate("state.route")
    assert route == [product, "bank:北京银行", "bank:工商银行", partner]
    assert set(route) <= shown(page)
    colours = page.evaluate("edges.get().map(edge => [edge.color.color, edge.color.opacity])")
    accent = page.evaluate("paint.accent")
    assert sum(colour == accent for colour, _ in colours) == 3
    assert {opacity for colour, opacity in colours if colour != accent} == {0.4}
    other = visit(atlas, fragment=page.evaluate("location.hash"))
    expect(other.locator(".pane .step")).to_have_count(3)


def test_no_path_says_so(visit: Visit, atlas: Path) -> None:
    page = visit(atlas, fragment="#" + urlencode({"from": "bank:北京银行", "to": "bank:河谷村镇银行"}))
    expect(page.locator(".pane")).to_contain_text("没有路径")


def test_a_double_click_opens_a_fan_and_the_neighbours_of_a_thing(
    visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]
) -> None:
    page = visit(atlas)
    assert any(id.startswith("more:product") and id.endswith("杭州银行") for id in shown(page))
    click_on(page, "bank:杭州银行")
    page.mouse.dblclick(*where(page, "bank:杭州银行"))
    expect(page.locator("#reset")).to_be_visible()
    assert {t for _, t, k in graph.out_edges("bank:杭州银行", keys=True) if k == "offers"} <= shown(page)
    unit = next(n for n, d in graph.nodes(data=True) if d["type"] == "unit" and d["bank"] == "bank:江苏银行")
    page = visit(atlas, fragment=at(unit))
    button = page.locator(".pane .acts >> text=展开邻居")
    if button.count():
        button.click()
    assert {tail for _, tail in graph.out_edges(unit)} <= shown(page)


def test_the_quote_of_the_panel_leads_to_its_place(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    product = product_of(graph, "南京银行")
    page = visit(atlas, fragment=at(product))
    quote = page.locator(".pane .ev blockquote").first.text_content()
    page.locator(".pane .ev .at").first.click()
    page.wait_for_url("**/documents/*")
    expect(page.locator("h1")).to_have_text("南京银行案例选编")
    assert "".join(page.locator(".found").all_text_contents()) == quote
    expect(page.locator(".found").first).to_be_in_viewport()


def test_english_words_and_chinese_data(visit: Visit, atlas: Path) -> None:
    page = visit(atlas, fragment=at("bank:杭州银行"))
    page.click("#language")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.title") == "Overview · yinpu"
    expect(page.locator(".pane .title")).to_have_text("杭州银行")
    expect(page.locator(".pane .kicker")).to_contain_text("bank · city")
    expect(page.locator(".pane .title")).to_have_attribute("lang", "zh-CN")
    page.click(".nav >> text=About")
    expect(page.locator("h1")).to_have_text("About")
