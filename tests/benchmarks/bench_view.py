"""The atlas beside plain pyvis on the same graphs, in one run and one browser.

    python tests/benchmarks/bench_view.py

prints how soon each shows a network that can be used, how many redraws a second a large one makes while it is dragged,
and how long an atlas of 300 banks takes to write and its pages to load. It ends with status 1 where a target is missed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
from playwright.sync_api import Browser, Page, sync_playwright
from pyvis.network import Network

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/graph/view")]

import sample  # noqa: E402

from graph.knowledge_graph import load  # noqa: E402
from graph.view import write_atlas  # noqa: E402

# nodes: (banks, things of each, least ratio to plain pyvis)
SIZES = {300: (9, 28, 10), 1500: (43, 28, 40)}
SECONDS_OF_DRAGGING = 4.0
LOADS = 5
# Every fan open, with units and metrics: what a reader would come to by opening all there is.
EVERYTHING = """() => {
    for (const id of rest.keys()) state.opened.add(id);
    for (const type of TYPES) state.types.add(type);
    showState();
    fit();
}"""
PATIENCE = 600_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium as the tests have it."""
    import os
    import shutil

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False, args=["--disable-gpu"])
        yield browser
        browser.close()


def opened(browser: Browser, path: Path) -> Page:
    """Open a file with no network; to ask this program about each request would be measured too."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    return page


def plain_pyvis(graph: nx.MultiDiGraph[str], path: Path) -> Path:
    """Write a graph as pyvis does when it is asked for nothing else."""
    bare: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    bare.add_nodes_from((node, {"label": data["label"]}) for node, data in graph.nodes(data=True))
    bare.add_edges_from(graph.edges())
    network = Network(cdn_resources="in_line")
    network.from_nx(bare)
    path.write_text(network.generate_html(), encoding="utf-8")
    return path


def seconds_of_plain(browser: Browser, path: Path) -> float:
    """Return when plain pyvis has come to rest, in seconds from the opening of the page."""
    page = opened(browser, path)
    found = page.evaluate(
        """() => new Promise(done => {
            const rest = () => done(performance.now());
            if (network.physics.stabilized) rest();
            else network.once("stabilizationIterationsDone", rest);
        })"""
    )
    page.context.close()
    return float(found) / 1000


def seconds_of_atlas(browser: Browser, path: Path) -> float:
    """Return when the overview has drawn its network with labels, in seconds from the opening of the page."""
    page = opened(browser, path)
    found = page.evaluate(
        """() => new Promise(done => {
            network.once("afterDrawing", () => requestAnimationFrame(() => done(performance.now())));
            network.redraw();
        })"""
    )
    assert page.evaluate("labels.length") > 0
    page.context.close()
    return float(found) / 1000


def redraws_a_second(browser: Browser, path: Path, *, everything: bool = False) -> tuple[float, float]:
    """Drag the picture about, over the width of the window and back, and count how often it is drawn.

    Returns
    -------
    float, float
        Redraws a second, and the milliseconds of the page's main thread that each took: what other work on the
        machine hardly changes.
    """
    page = opened(browser, path)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        told = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in told if one["name"] == "ThreadTime"))

    if everything:
        page.evaluate(EVERYTHING)
    page.evaluate("() => { window.drawn = 0; network.on('afterDrawing', () => { window.drawn += 1; }); }")
    page.mouse.move(100, 300)
    page.mouse.down()
    before = busy()
    started = time.perf_counter()
    step = 0
    while (took := time.perf_counter() - started) < SECONDS_OF_DRAGGING:
        step += 1
        along = abs((step + 80) % 160 - 80) / 80
        page.mouse.move(100 + 800 * along, 300 + 300 * along)
    drawn = int(page.evaluate("window.drawn"))
    spent = (busy() - before) * 1000
    page.mouse.up()
    page.context.close()
    return drawn / took, spent / drawn


def load_seconds(browser: Browser, path: Path) -> float:
    """Return how long a page takes to load, the median of some times."""
    found = []
    for _ in range(LOADS):
        page = opened(browser, path)
        found.append(float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")))
        page.context.close()
    return statistics.median(found) / 1000


def main() -> None:
    """Measure, print, and end with 1 where a target is missed."""
    missed = []

    def report(name: str, value: float, unit: str, target: float, *, least: bool) -> None:
        fits = value >= target if least else value <= target
        print(f"{name:<44}{value:9.2f} {unit:<4}{'' if fits else 'MISSED '}({'≥' if least else '≤'} {target:g})")
        if not fits:
            missed.append(name)

    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        folder = Path(temporary)
        for nodes, (banks, leaves, least) in SIZES.items():
            casebook = sample.write_casebook(folder / f"{nodes}.db", sample.extractions(banks, leaves))
            graph = load(casebook)
            ours = seconds_of_atlas(browser, write_atlas(casebook, folder / f"{nodes}"))
            plain = seconds_of_plain(browser, plain_pyvis(graph, folder / f"{nodes}.html"))
            size = f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges"
            print(f"{size}: plain pyvis {plain:.1f} s, atlas {ours:.2f} s")
            report(f"  times sooner than plain pyvis, {nodes} nodes", plain / ours, "×", least, least=True)

        casebook = sample.write_casebook(folder / "5000.db", sample.extractions(160, 27, shared=36))
        graph = load(casebook)
        index = write_atlas(casebook, folder / "5000")
        print(f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges")
        report("  first view", seconds_of_atlas(browser, index), "s", 2, least=False)
        for what, everything in (("", False), (", all shown", True)):
            redraws, spent = redraws_a_second(browser, index, everything=everything)
            report(f"  redraws while dragging{what}", redraws, "/s", 30, least=True)
            print(f"    each took {spent:.1f} ms of the page's thread")

        found = sample.extractions(300, 30)
        facts = sum(len(one.entities) + len(one.relations) + len(one.metrics) for one in found)
        casebook = sample.write_casebook(folder / "300.db", found)
        started = time.perf_counter()
        index = write_atlas(casebook, folder / "300-banks")
        print(f"300 banks, {facts} facts")
        report("  writing the atlas", time.perf_counter() - started, "s", 60, least=False)
        largest = max((index.parent / "banks").iterdir(), key=lambda path: path.stat().st_size)
        report("  loading the largest page of a bank", load_seconds(browser, largest), "s", 1, least=False)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
