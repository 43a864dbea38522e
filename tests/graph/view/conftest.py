"""A headless Chromium that opens pages from disk, without a network, and tells what went wrong on them.

Any test of a page asks for `visit`. A message of an error on the console, a dialog, an exception or a request
to any host fails the test, whatever else it looks at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

from graph.knowledge_graph import load
from graph.view import write_atlas

from . import sample

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Visit = Callable[..., Page]
# A machine that does much else at the same time needs longer than the usual five seconds to open a page.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
BUILT = date(2026, 11, 1)


def find_chromium() -> str:
    """Return the path of a Chromium, or fail and say what to install."""
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        where = f"CHROMIUM={named} is no program" if named else f"none of {', '.join(NAMES)} is on PATH"
        pytest.fail(
            f"the tests of the pages need a Chromium, and {where}: install one"
            " (Debian and Ubuntu: apt-get install chromium) or give its path in CHROMIUM",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; Playwright gives it a profile of its own."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Tabs:
    """Pages that are used again: a new one takes Chromium half a second of work, a hundred times over."""

    context: BrowserContext
    pages: list[Page] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def tab(self, number: int) -> Page:
        """Return the page of this number, which tells its problems to all tests alike."""
        while len(self.pages) <= number:
            page = self.context.new_page()
            page.on("request", self._on_request)
            page.on("console", self._on_console)
            page.on("dialog", self._on_dialog)
            page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
            self.pages.append(page)
        return self.pages[number]

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "about:")):
            self.problems.append(f"request to {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Iterator[Tabs]:
    context = chromium.new_context(offline=True)
    context.set_default_timeout(PATIENCE)
    yield Tabs(context)
    context.close()


@pytest.fixture
def visit(tabs: Tabs) -> Iterator[Visit]:
    """Open a file of the disk: visit(path, width=1440, height=900, scheme="light")."""
    used: list[Page] = []
    tabs.problems.clear()

    def open_page(
        path: Path,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        fragment: str = "",
    ) -> Page:
        page = tabs.tab(len(used))
        used.append(page)
        page.mouse.move(0, 0)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto(path.resolve().as_uri() + fragment)
        return page

    yield open_page
    for page in used:
        # The next test finds nothing of what the reader chose, and hears nothing from this page.
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")
    assert not tabs.problems


def where(page: Page, node: str) -> tuple[float, float]:
    """Tell where in the window the picture shows a node."""
    x, y = page.evaluate(
        """id => {
            const at = network.canvasToDOM(shapes.get(id));
            const frame = document.getElementById("map").getBoundingClientRect();
            return [frame.left + at.x, frame.top + at.y];
        }""",
        node,
    )
    return x, y


@pytest.fixture(scope="session")
def sample_casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up casebook, large enough that fans are folded."""
    return sample.write_casebook(tmp_path_factory.mktemp("sample") / "sample.db", sample.extractions())


@pytest.fixture(scope="session")
def small_casebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up casebook that is shown as a whole."""
    found = sample.extractions(banks=13, leaves=14)
    return sample.write_casebook(tmp_path_factory.mktemp("small") / "small.db", found)


@pytest.fixture(scope="session")
def graph(sample_casebook: Path) -> nx.MultiDiGraph[str]:
    return load(sample_casebook)


@pytest.fixture(scope="session")
def small_graph(small_casebook: Path) -> nx.MultiDiGraph[str]:
    return load(small_casebook)


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory, sample_casebook: Path) -> Path:
    """The overview of the atlas of the made-up casebook; its other pages lie beside it."""
    return write_atlas(sample_casebook, tmp_path_factory.mktemp("atlas"), BUILT)


@pytest.fixture(scope="session")
def small_atlas(tmp_path_factory: pytest.TempPathFactory, small_casebook: Path) -> Path:
    return write_atlas(small_casebook, tmp_path_factory.mktemp("small-atlas"), BUILT)
