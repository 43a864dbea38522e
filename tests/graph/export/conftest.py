from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest

from graph import load
from graph.export import FORMATS, export
from graph.selection import Selection

NODE = Path(__file__).parents[2] / "node"


@pytest.fixture
def hostile(tmp_path: Path, statements: None) -> Path:
    """A casebook with names that a spreadsheet, XML or a terminal could take for commands."""
    from graph.build import build, find_documents

    (tmp_path / "hostile.txt").write_text(
        "bank 湖光银行 city = <b>湖光\n"
        "product =HYPERLINK(1)贷 loan\nproduct +增贷 loan\nproduct -减贷 loan\nprogram @SUM(A1) plan\n"
        'partner 甲"乙"<丙> company\n'
        "湖光银行 offers =HYPERLINK(1)贷\n湖光银行 offers +增贷\n湖光银行 offers -减贷\n湖光银行 runs @SUM(A1)\n"
        '湖光银行 finances 甲"乙"<丙>\n湖光银行 cooperates_with 甲"乙"<丙>\n'
        "湖光银行 reports =1+1额 12.5 亿元 2024\n",
        encoding="utf-8",
    )
    path = tmp_path / "hostile.db"
    report = build(path, find_documents([tmp_path / "hostile.txt"]))
    assert report.warnings == []
    return path


@pytest.fixture(params=["plain", "hostile"])
def any_casebook(request: pytest.FixtureRequest) -> Path:
    """The casebook of two invented banks, and that of hostile names."""
    return request.getfixturevalue("casebook" if request.param == "plain" else "hostile")


@pytest.fixture
def exported(any_casebook: Path, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Export a casebook: where it lies, the graph that it should hold, and the casebook."""

    def run(format: str, **selection: object) -> SimpleNamespace:
        out = tmp_path / "out" / (format if FORMATS[format].folder else f"graph.{format}")
        written = export(any_casebook, format, out, Selection(**selection))
        graph = load(any_casebook)
        if not selection:
            assert (written.nodes, written.edges) == (graph.number_of_nodes(), graph.number_of_edges())
        return SimpleNamespace(path=out, graph=graph, casebook=any_casebook, written=written)

    return run


@pytest.fixture(scope="session")
def node_reader(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Any]:
    """Read a file with graphology, the library of Gephi Lite, or Neo4j's own checker of Cypher; npm installs both."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        reason = "needs node and npm, to read files as Gephi Lite and Neo4j do"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    place = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", "read.js"):
        shutil.copy(NODE / name, place)
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(npm, cwd=place, check=True, capture_output=True, timeout=300)

    def read(format: str, path: Path) -> Any:
        command = ["node", str(place / "read.js"), format, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        assert done.stderr == ""
        return json.loads(done.stdout)

    return read


def labels(graph: nx.MultiDiGraph) -> list[str]:
    return sorted(data["label"] for _, data in graph.nodes(data=True))


def edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str]]:
    return sorted((head, tail, data["type"]) for head, tail, data in graph.edges(data=True))


@pytest.fixture
def expected() -> SimpleNamespace:
    """What any reader should find: sorted labels of nodes, sorted ends and types of edges."""
    return SimpleNamespace(labels=labels, edges=edges)


@pytest.fixture
def connection(any_casebook: Path):
    from graph.reading import open_resolved

    with closing(open_resolved(any_casebook)) as opened:
        yield opened
