"""A headless Chromium that opens pages from disk, without a network, and tells what went wrong on them.

Any test of a page asks for `visit`. A message of an error on the console, a dialog, an exception or a request
to any host fails the test, whatever else it looks at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import networkx as nx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, sync_playwright

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


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Open a file of the disk: visit(path, width=1440, height=900, scheme="light")."""
    problems: list[str] = []
    contexts = []

    def on_route(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            problems.append(f"request to {route.request.url}")
            route.abort()

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"console: {message.text}")

    def on_dialog(dialog: Dialog) -> None:
        problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open_page(
        path: Path,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        fragment: str = "",
        language: Literal["zh", "en"] = "zh",
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        contexts.append(context)
        context.route("**/*", on_route)
        context.add_init_script(
            f"localStorage.getItem('yinpu language') || localStorage.setItem('yinpu language', '{language}')"
        )
        context.set_offline(True)
        page = context.new_page()
        page.on("console", on_console)
        page.on("dialog", on_dialog)
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.goto(path.resolve().as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


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
