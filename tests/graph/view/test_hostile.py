"""Names and quotes of documents are text on every page, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from extract.reading import read_text
from extract.schema import Entity, Evidence, Extraction, Mention
from graph.view import write_atlas, write_bank

from . import sample
from .conftest import BUILT, Visit

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"'><svg onload=alert(3)>",
    "javascript:alert(4)",
    "{{ 7*7 }}{% raw %}<!--",
    "左\u202e右\u2066中\u2028下",
    "=HYPERLINK(1)&amp;`${alert(5)}`",
    "长" * 10_000,
)


def hostile() -> Iterator[sample.Draft]:
    for number, bad in enumerate(HOSTILE):
        draft = sample.Draft(f"d{number} {bad[:40].replace('/', '')}", bad)
        bank = draft.entity("bank", f"银行{bad}", "city", aliases=(bad,))
        draft.say(f"{bank}。", bank)
        for other in HOSTILE:
            name = draft.entity("product", f"品{other}", "loan", bank=bank, aliases=(f"又{other}",), themes=(bad[:99],))
            draft.relate(bank, "offers", name, f"{bank}推出{name}。")
        program = draft.entity("program", f"计划{bad}", bad[:99], bank=bank, stages=("初创期",))
        draft.relate(bank, "runs", program, f"{bank}推行{program}。")
        partner = draft.entity("partner", f"伙伴{HOSTILE[0]}", "company")
        draft.relate(bank, "cooperates_with", partner, f"{bank}与{partner}合作。")
        unit = draft.entity("unit", f"支行{bad}", "branch", bank=bank)
        draft.relate(unit, "part_of", bank, f"{unit}属{bank}。")
        for date, value in (("2024", 1.0), ("2025", 2.0), ("2025", 3.0)):
            told = draft.say(f"{date}年{bank}{bad}为{value}{bad[:50]}。", bank)
            draft.metrics.append(sample.Metric(bank, f"额{bad}", value, bad[:50], "=", told, date=date))
        yield draft


@pytest.fixture(scope="module")
def hostile_casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = [draft.extraction(number) for number, draft in enumerate(hostile())]
    return sample.write_casebook(tmp_path_factory.mktemp("hostile") / "hostile.db", found)


@pytest.fixture(scope="module")
def hostile_atlas(hostile_casebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_atlas(hostile_casebook, tmp_path_factory.mktemp("hostile-atlas"), BUILT)


def test_every_page_shows_hostile_text_as_text(visit: Visit, hostile_atlas: Path) -> None:
    page = visit(hostile_atlas)
    found = sorted(hostile_atlas.parent.rglob("*.html"))
    assert len(found) == 6 + 2 * len(HOSTILE)
    own = {"g-product", "g-bank", "g-program", "g-partner", "g-unit", "g-metric"}
    for file in found:
        page.goto(file.as_uri())
        for button in page.locator("button.q:visible").all()[:2]:
            button.click()
        # The words of the pages are the same on each page of a kind.
        for _ in range(2 if file.parent == hostile_atlas.parent else 1):
            assert page.locator("img, iframe, object, embed, a[href^='javascript']").count() == 0
            attributes = page.evaluate("[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())")
            assert not [name for name in attributes if name.startswith("on")]
            assert set(page.locator("symbol").evaluate_all("all => all.map(one => one.id)")) == own
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.click("#language")


def test_a_lone_surrogate_of_a_document_breaks_no_page(visit: Visit, tmp_path: Path) -> None:
    document = read_text("北京银行\ud800推出“半\udfff贷”。", "半")
    bank = Entity("bank", "北京银行", "city", (Evidence(0, 4, "北京银行"),), (Mention(0, 4),))
    index = write_atlas(sample.write_casebook(tmp_path / "one.db", [Extraction(document, (bank,), (), ())]), tmp_path)
    (file,) = (index.parent / "documents").iterdir()
    expect(visit(file).locator(".par > p")).to_have_text("北京银行推出“半贷”。")


def test_the_overview_shows_hostile_things(visit: Visit, hostile_atlas: Path) -> None:
    page = visit(hostile_atlas)
    for id in page.evaluate("[...things.keys()]"):
        page.evaluate("id => select(id, true)", id)
    for bad in HOSTILE[:5]:
        page.fill("#find", bad[:30])
        expect(page.locator("#suggestions-0")).to_be_visible()
    for kind in ("unit", "metric"):
        page.click(f"[data-type={kind}]")
    page.click("#as-table")
    assert page.locator("#table tbody tr").count() == page.evaluate("things.size")
    for facet in page.locator("[data-facet] .facet").all():
        facet.click()
    page.keyboard.press("Escape")


def test_the_comparison_shows_hostile_banks(visit: Visit, hostile_atlas: Path) -> None:
    page = visit(hostile_atlas.parent / "compare.html")
    banks = page.evaluate("[...known.keys()]")[:5]
    page = visit(hostile_atlas.parent / "compare.html", fragment="#" + urlencode([("banks", bank) for bank in banks]))
    expect(page.locator("#profile")).to_be_visible()
    page.locator("[data-copy=table-compare]").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_cell_of_csv_is_no_formula(visit: Visit, hostile_atlas: Path) -> None:
    page = visit(hostile_atlas.parent / "banks.html")
    assert page.evaluate("csvCell('=1+1')") == "'=1+1"
    assert page.evaluate("csvCell('-3.5')") == "-3.5"
    assert page.evaluate("""csvCell('a,"b')""") == '"a,""b"'


def test_one_file_of_a_hostile_bank(visit: Visit, hostile_casebook: Path, tmp_path: Path) -> None:
    file = write_bank(hostile_casebook, f"银行{HOSTILE[1]}", tmp_path / "one.html", BUILT)
    page = visit(file)
    expect(page.locator("h1")).to_have_text(f"银行{HOSTILE[1]}")
    assert file.stat().st_size < 2_000_000
