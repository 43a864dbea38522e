"""The pages beside the overview in a browser: banks, documents, comparison, doubts."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import networkx as nx
from playwright.sync_api import Page, expect

from graph.conflicts import conflicts
from graph.queries import initiatives, metrics, partners
from graph.reading import open_resolved
from graph.view import write_atlas, write_bank
from graph.view.links import anchor, slug

from .conftest import BUILT, Visit, where

HANGZHOU = "bank:杭州银行"


def bank_page(atlas: Path, name: str = "杭州银行") -> Path:
    return atlas.parent / "banks" / f"{slug(f'bank:{name}', name)}.html"


def test_a_bank_page_has_what_the_queries_say(visit: Visit, atlas: Path, sample_casebook: Path) -> None:
    connection = open_resolved(sample_casebook)
    page = visit(bank_page(atlas))
    told = initiatives(connection, HANGZHOU)
    rows = page.locator("#table-initiatives tbody tr:not(.evrow)")
    expect(rows).to_have_count(len(told))
    names = page.locator("#table-initiatives tbody th span span[lang]").all_text_contents()
    assert sorted(names) == sorted(one.name for one in told)
    numbers = {metric.id for metric in metrics(connection, HANGZHOU)}
    assert page.locator("#table-metrics tbody tr:not(.evrow):not(.gr)").count() >= len(numbers)
    assert page.locator("#partners .kinds li").count() == len(partners(connection, HANGZHOU))
    staged = {(one.name, stage) for one in told if one.type == "product" for stage in one.stages}
    assert page.locator("#stages td li").count() == len(staged)
    counts = page.locator(".themes .num").all_text_contents()
    assert int(counts[0]) == max(map(int, counts[:-1]))


def test_evidence_opens_under_its_row_and_leads_to_the_document(visit: Visit, atlas: Path) -> None:
    page = visit(bank_page(atlas))
    row = page.locator("#table-initiatives tbody tr").first
    name = row.locator("th span span[lang]").text_content() or ""
    quotes = page.locator("#table-initiatives .evrow").first
    expect(quotes).to_be_hidden()
    row.locator(".q").click()
    expect(quotes).to_be_visible()
    expect(quotes.locator("mark").first).to_have_text(name)
    text = quotes.locator("blockquote").first.text_content()
    quotes.locator(".at").first.click()
    page.wait_for_url("**/documents/*")
    assert "".join(page.locator(".found").all_text_contents()) == text
    page.go_back()
    page.locator("#table-initiatives .q").first.click()


def test_tables_are_sorted_filtered_and_copied(visit: Visit, atlas: Path) -> None:
    page = visit(bank_page(atlas))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    names = "#table-initiatives tbody tr:not(.evrow):visible th"
    page.click("#table-initiatives thead th:nth-child(8) button")
    quotes = page.locator("#table-initiatives tbody tr:not(.evrow) td:nth-child(8)")
    counts = quotes.evaluate_all("cells => cells.map(cell => Number(cell.dataset.value))")
    assert counts == sorted(counts, reverse=True)
    page.click("#table-initiatives thead th:nth-child(1) button")
    expect(page.locator("#table-initiatives thead th:nth-child(1)")).to_have_attribute("aria-sort", "ascending")
    page.fill("#filter-initiatives", "计划")
    left = page.locator(names).all_text_contents()
    assert left
    assert all("计划" in text for text in left)
    page.click("[data-copy=table-initiatives]")
    expect(page.locator("[data-copy=table-initiatives]")).to_have_text("已复制")
    copied = list(csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    assert copied[0][0] == "名称"
    assert len(copied) == len(left) + 1


def test_metrics_have_bars_with_comparator_and_date_and_series_have_lines(
    visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]
) -> None:
    page = visit(bank_page(atlas, "上海银行"))
    rows = page.locator("#table-metrics tbody tr:not(.evrow):not(.gr)")
    own = [d for n, d in graph.nodes(data=True) if d["type"] == "metric" and d["bank"] == "bank:上海银行"]
    expect(rows).to_have_count(len(own))
    assert rows.filter(has_text="未载").count() == sum(not d["date"] for d in own)
    assert page.locator("#table-metrics td.cm", has_text="超").count() == sum(d["cmp"] == ">" for d in own)
    widths = [
        float(width.rstrip("%"))
        for width in page.locator("#table-metrics .bar").evaluate_all(
            "all => all.map(bar => bar.getAttribute('width'))"
        )
    ]
    assert max(widths) == 100
    charts = page.locator("#series .chart")
    assert charts.count() > 0
    assert charts.first.locator(".point").count() >= 2
    assert charts.first.locator(".plot").get_attribute("aria-label")


def test_the_network_round_a_bank_leads_to_the_rows(visit: Visit, atlas: Path) -> None:
    page = visit(bank_page(atlas, "江苏银行"))
    product = page.evaluate("[...shapes.values()].find(({ thing }) => thing.type === 'product').thing.id")
    assert page.evaluate("[...shapes.values()].some(({ thing }) => thing.type === 'unit')")
    at = where(page, product)
    page.mouse.click(*at)
    page.wait_for_url(f"**#{anchor(product)}")
    expect(page.locator(f"#{anchor(product)}e")).to_be_visible()


def test_units_hang_on_what_they_are_part_of(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(bank_page(atlas, "江苏银行"))
    units = [n for n, d in graph.nodes(data=True) if d["type"] == "unit" and d["bank"] == "bank:江苏银行"]
    expect(page.locator("#units .tree li .row:not(.k)")).to_have_count(len(units))


def test_one_file_of_one_bank_works_alone(visit: Visit, tmp_path: Path, sample_casebook: Path) -> None:
    page = visit(write_bank(sample_casebook, "杭州银行", tmp_path / "杭州.html", BUILT))
    expect(page.locator("h1")).to_have_text("杭州银行")
    expect(page.locator("#map canvas")).to_be_visible()
    page.locator("#table-initiatives .q").first.click()
    expect(page.locator("#table-initiatives .evrow").first).to_be_visible()
    page.click("#language")
    expect(page.locator("#initiatives h2")).to_contain_text("Initiatives")
    assert page.locator("a:not([href^='#'])").count() == 0


def compare(visit: Visit, atlas: Path, *banks: str, **options: object) -> Page:
    fragment = "#" + urlencode([("banks", f"bank:{bank}") for bank in banks])
    return visit(atlas.parent / "compare.html", fragment=fragment, **options)


def test_banks_stand_side_by_side(visit: Visit, atlas: Path, sample_casebook: Path) -> None:
    page = compare(visit, atlas, "杭州银行", "上海银行", "江苏银行")
    expect(page.locator("h1")).to_have_text("杭州银行、上海银行与江苏银行")
    connection = open_resolved(sample_casebook)
    counts = page.locator("#profile tbody tr:nth-child(3) td b").all_text_contents()
    told = [len(initiatives(connection, f"bank:{bank}")) for bank in ("杭州银行", "上海银行", "江苏银行")]
    assert counts == [str(n) for n in told]
    groups = page.locator("#table-compare tbody")
    assert groups.count() > 0
    for number in range(groups.count()):
        assert len(set(groups.nth(number).locator(".who-bank").all_text_contents())) > 1
    page.locator("#table-compare .q").first.click()
    assert page.locator("#table-compare .evrow blockquote").count() > 0
    expect(page.locator("#stages tbody tr")).to_have_count(4)
    assert page.locator("#themes .gl.product").count() > 0
    page.click(".picked button >> nth=2")
    expect(page.locator("h1")).to_have_text("杭州银行与上海银行")
    page.select_option("#chosen select", "bank:宁波银行")
    expect(page.locator("h1")).to_have_text("杭州银行、上海银行与宁波银行")
    page.go_back()
    expect(page.locator("h1")).to_have_text("杭州银行与上海银行")


def test_a_shared_partner_shows_in_the_comparison(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    partner, heads = next(
        (node, heads)
        for node, d in graph.nodes(data=True)
        if d["type"] == "partner" and len(heads := sorted(set(graph.predecessors(node)))) > 1
    )
    banks = [head.removeprefix("bank:") for head in heads][:2]
    page = compare(visit, atlas, *banks)
    expect(page.locator("#shared li").filter(has_text=graph.nodes[partner]["label"])).to_have_count(1)


def test_too_few_banks_to_compare_says_what_to_do(visit: Visit, atlas: Path) -> None:
    page = compare(visit, atlas, "杭州银行")
    expect(page.locator("#comparison")).to_have_text("选两到五家银行")
    page = visit(atlas.parent / "banks.html")
    for box in page.locator(".pick input").all()[:2]:
        box.check()
    page.click("#compare-chosen")
    expect(page.locator("#profile")).to_be_visible()


def test_a_document_marks_every_mention_and_fact(visit: Visit, atlas: Path, sample_casebook: Path) -> None:
    connection = open_resolved(sample_casebook)
    document_id, name, text = connection.execute(
        "SELECT id, name, text FROM documents WHERE title LIKE '江苏银行%'"
    ).fetchone()
    page = visit(atlas.parent / "documents" / f"{slug(document_id, name)}.html")
    shown = page.locator(".par > p").all_text_contents()
    assert "\n".join(shown) == text
    (mentions,) = connection.execute(
        "SELECT count(DISTINCT start) FROM mentions JOIN entities ON entities.id = entity_id WHERE document_id = ?",
        (document_id,),
    ).fetchone()
    marked = page.evaluate("new Set([...document.querySelectorAll('.par .m:not(.metric)')]).size")
    assert marked >= mentions * 0.95
    (facts,) = connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT head, rel, tail, start FROM edge_evidence JOIN evidence"
        " ON evidence.id = evidence_id WHERE document_id = ?1 AND rel <> 'reports')",
        (document_id,),
    ).fetchone()
    assert page.locator(".note:has(.verb):has(a + .verb)").count() >= facts
    value = page.locator(".par .m.metric").first
    assert any(char.isdigit() for char in value.text_content() or "")


def test_a_note_shows_its_passage(visit: Visit, atlas: Path) -> None:
    page = visit(atlas.parent / "documents.html")
    page.locator("#table-documents a").first.click()
    page.wait_for_url("**/documents/*")  # else the pointer may come before the script that waits for it
    page.mouse.move(0, 0)  # the click may have left it where the note is now
    page.locator(".note").first.hover()
    expect(page.locator(".shown").first).to_be_visible()


def test_doubts_are_the_conflicts_with_both_quotes(visit: Visit, atlas: Path, sample_casebook: Path) -> None:
    page = visit(atlas.parent / "quality.html")
    found = conflicts(open_resolved(sample_casebook))
    shown = page.locator("#conflicts .doubt")
    assert {"value", "claim"} <= {one.kind for one in found}
    expect(shown).to_have_count(len(found))
    heads = shown.evaluate_all("all => all.map(one => one.querySelector('h3 [data-t]').dataset.t)")
    assert heads == [f"doubt.{one.kind}" for one in found]
    weights = shown.evaluate_all("all => all.map(one => one.querySelector('.weight [data-t]').dataset.t)")
    assert weights == [f"doubt.{one.severity}" for one in found]
    quotes = shown.evaluate_all(
        """all => all.map(one => [...one.querySelectorAll('.side')].map(
            side => side.querySelector('blockquote').textContent))"""
    )
    assert quotes == [[side.evidence[0].quote for side in one.sides] for one in found]
    names = page.locator("#names li")
    assert names.count() > 10
    banks = names.evaluate_all("all => all.map(one => one.querySelectorAll('.who-else a').length)")
    assert min(banks) > 1
    expect(page.locator("#gaps tbody tr")).to_have_count(7)


def test_a_bank_page_has_its_own_conflicts(visit: Visit, atlas: Path, sample_casebook: Path) -> None:
    connection = open_resolved(sample_casebook)
    value = next(one for one in conflicts(connection) if one.kind == "value")
    bank = value.sides[0].bank
    page = visit(bank_page(atlas, bank.removeprefix("bank:")))
    expect(page.locator("#doubts .doubt")).to_have_count(len(conflicts(connection, bank)))
    for side in value.sides:
        expect(page.locator(f"#{anchor(side.fact)} .ne")).to_have_attribute("href", "#doubts")
    assert page.locator("#doubts .namesakes li").count() > 0


def test_about_gives_counts_versions_and_date(visit: Visit, atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    page = visit(atlas.parent / "about.html")
    expect(page.locator(".lede")).to_contain_text("2026-11-01")
    expect(page.locator("main")).to_contain_text("vis-network")
    expect(page.locator("main")).to_contain_text("9.1.2")
    products = sum(d["type"] == "product" for _, d in graph.nodes(data=True))
    expect(page.locator("tr:has(.gl.product) td")).to_have_text(str(products))


def test_an_empty_casebook_says_what_to_do(visit: Visit, tmp_path: Path) -> None:
    from . import sample

    index = write_atlas(sample.write_casebook(tmp_path / "empty.db", []), tmp_path / "atlas", BUILT)
    page = visit(index)
    expect(page.locator("#empty")).to_contain_text("yinpu build")
    page.click("#as-table")
    page.click("#as-map")
    page.click("#zoom-fit")
    for name in ("banks", "documents"):
        expect(visit(index.parent / f"{name}.html").locator("main")).to_contain_text("yinpu build")
    expect(visit(index.parent / "compare.html").locator("#comparison")).to_contain_text("yinpu build")
    for name in ("quality", "about"):
        expect(visit(index.parent / f"{name}.html").locator("h1")).to_be_visible()


def test_light_dark_and_language_are_remembered(visit: Visit, atlas: Path) -> None:
    page = visit(bank_page(atlas), scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(20, 23, 26)"
    page.click("#theme")
    page.click("#language")
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.goto((atlas.parent / "quality.html").as_uri())
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    expect(page.locator("h1")).to_have_text("Doubts")


def test_on_paper_pages_are_light_and_without_controls(visit: Visit, atlas: Path) -> None:
    page = visit(bank_page(atlas), scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()") == "#1a1f23"
    for control in (".top", ".toc", ".acts", ".tools >> nth=0"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator("#table-metrics")).to_be_visible()
