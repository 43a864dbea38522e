"""How each page looks, and what axe-core finds on it, in both languages and colours, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, expect

from graph.view.links import slug

from .conftest import Visit

AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
BANKS = urlencode([("banks", "bank:杭州银行"), ("banks", "bank:上海银行")])
PAGES = {
    "overview": ("index.html", ""),
    "selected": ("index.html", "#" + urlencode({"at": "bank:杭州银行"})),
    "table": ("index.html", "#" + urlencode({"view": "table", "theme": "绿色金融"})),
    "path": ("index.html", "#" + urlencode({"from": "bank:北京银行", "to": "bank:工商银行"})),
    "banks": ("banks.html", ""),
    "bank": (f"banks/{slug('bank:杭州银行', '杭州银行')}.html", ""),
    "compare": ("compare.html", f"#{BANKS}"),
    "documents": ("documents.html", ""),
    "document": ("", ""),
    "quality": ("quality.html", ""),
    "about": ("about.html", ""),
}
# Each language, each scheme and each width; colours do not depend on the language, nor names on the width.
LOOKS: tuple[tuple[Literal["light", "dark"], str, int], ...] = (
    ("light", "zh", 1440),
    ("dark", "en", 1440),
    ("light", "en", 360),
)


def serious(page: Page) -> list[str]:
    """Run axe-core on a page and return its serious and critical violations with the places."""
    # The page's policy keeps scripts out that are not its own, so axe runs beside the page's world.
    session = page.context.new_cdp_session(page)
    tree = session.send("Page.getFrameTree")
    world = session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    context = world["executionContextId"]
    session.send("Runtime.evaluate", {"expression": AXE, "contextId": context})
    answer = session.send(
        "Runtime.evaluate",
        {
            "expression": "axe.run({preload: false}).then(found => found.violations.map(one => [one.impact, one.id,"
            " one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)), one.nodes.length]))",
            "contextId": context,
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    session.detach()
    return [str(one) for one in answer["result"]["value"] if one[0] in ("serious", "critical")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_pictured_and_axe_finds_nothing_serious(visit: Visit, atlas: Path, root: Path, name: str) -> None:
    """The pictures are kept in out/screenshots, to be looked at."""
    file, fragment = PAGES[name]
    page = visit(atlas.parent / file if file else min((atlas.parent / "documents").iterdir()), fragment=fragment)
    if name == "bank":
        page.locator("#table-initiatives .q").first.click()
        page.locator("details").first.click()
    for scheme, language, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.lang.slice(0, 2)") != language:
            page.click("#language")
        look = f"{name}-{language}-{scheme}-{width}"
        keep_picture(page, root / "out" / "screenshots" / f"{look}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
        if name == "overview":
            page.fill("#find", "hz")
            expect(page.locator("#suggestions-0")).to_be_visible()
        assert serious(page) == [], look
        if name == "overview":
            page.fill("#find", "")


def keep_picture(page: Page, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => done())))")
    page.screenshot(path=target, full_page=page.evaluate("document.body.className") == "reading")
    assert target.stat().st_size > 5_000
