"""The pages as files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.queries import UnknownNameError
from graph.view import write_atlas, write_bank
from graph.view.assets import BUNDLES, STYLES, TEMPLATES, script_json
from graph.view.atlas import SCRIPTS
from graph.view.links import slug
from graph.view.network.drawing import labels
from graph.view.words import words

from .conftest import BUILT


def pages(atlas: Path) -> list[Path]:
    return sorted(atlas.parent.rglob("*.html"))


def test_there_is_a_page_for_each_bank_and_document(atlas: Path, graph: nx.MultiDiGraph[str]) -> None:
    names = {page.relative_to(atlas.parent).as_posix() for page in pages(atlas)}
    tops = {"index.html", "banks.html", "compare.html", "documents.html", "quality.html", "about.html"}
    banks = {f"banks/{slug(n, d['label'])}.html" for n, d in graph.nodes(data=True) if d["type"] == "bank"}
    assert names >= tops | banks
    assert len(names) == len(tops) + len(banks) + 25
    assert all(name.isascii() for name in names)


def test_each_link_leads_to_a_page_and_a_place_on_it(atlas: Path) -> None:
    ids = {page: set(re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))) for page in pages(atlas)}
    links = 0
    for page in pages(atlas):
        for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page.read_text(encoding="utf-8")):
            file, fragment = urldefrag(href.replace("&amp;", "&"))
            target = (page.parent / unquote(file)).resolve() if file else page
            assert target in ids, (page, href)
            known = fragment in ids[target] or not fragment or target.name in ("index.html", "compare.html")
            assert known or target.parent.name == "documents", (page, href)
            links += 1
    assert links > 5000


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, small_casebook: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OSError, match="taken"):
        write_atlas(small_casebook, tmp_path / "taken")


def test_the_same_casebook_gives_the_same_bytes(tmp_path: Path, small_casebook: Path, small_atlas: Path) -> None:
    again = write_atlas(small_casebook, tmp_path, BUILT).parent
    files = sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert len(files) > 50
    assert all((again / name).read_bytes() == (small_atlas.parent / name).read_bytes() for name in files)


def test_no_page_refers_to_a_host(atlas: Path) -> None:
    for page in pages(atlas):
        html = page.read_text(encoding="utf-8")
        assert re.findall(r"""(?:src|href)\s*=\s*["']?(?:[a-z]+:)?//""", html) == []
        assert re.findall(r"<(?:img|iframe|object|embed|form|base)\b", html) == []
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
        assert policy is not None
        assert policy[1].startswith("default-src &#39;none&#39;;")
        assert not {"http", "unsafe", "*"} & set(re.findall(r"http|unsafe|\*", policy[1]))
    style = (atlas.parent / "assets/atlas.css").read_text(encoding="utf-8")
    assert re.findall(r"@import|url\(", style) == []


def test_a_bank_alone_is_one_small_file_that_refers_to_no_other(tmp_path: Path, sample_casebook: Path) -> None:
    file = write_bank(sample_casebook, "杭州行", tmp_path / "one.html", BUILT)
    html = file.read_text(encoding="utf-8")
    assert file.stat().st_size < 2_000_000
    assert [path.name for path in tmp_path.iterdir()] == ["one.html"]
    assert not re.findall(r"<(?:script|link)\b[^>]*\b(?:src|href)=\"(?!data:)", html)
    assert {href[:1] for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html)} == {"#"}
    assert "杭州银行" in html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert "file:" not in policy[1]
    assert policy[1].count("sha256-") == len(("style", "early", "dictionary", "page", *SCRIPTS["bank"]))


def test_a_bank_that_is_not_there_is_an_error_with_a_cure(tmp_path: Path, sample_casebook: Path) -> None:
    with pytest.raises(UnknownNameError, match="no such bank"):
        write_bank(sample_casebook, "没有这家", tmp_path / "one.html")
    assert list(tmp_path.iterdir()) == []


def test_every_template_is_used_and_every_word_has_both_languages() -> None:
    scripts = {(path.parent.name, path.stem) for path in (TEMPLATES / "scripts").rglob("*.js")}
    assert scripts == {(name, part) for name, parts in BUNDLES.items() for part in parts}
    assert {path.stem for path in (TEMPLATES / "styles").iterdir()} == set(STYLES)
    assert all(chinese.strip() and english.strip() for key, (chinese, english) in words().items() if key != "cmp.=")
    holes = {
        key: (sorted(re.findall(r"\{(\w+)\}", one)), sorted(set(re.findall(r"\{(\w+)\}", other))))
        for key, (one, other) in words().items()
    }
    assert [key for key, (one, other) in holes.items() if one != other] == []


MADE_OF_VALUES = (
    "kind.", "theme.", "stage.", "relation.", "cmp.", "type.", "one.", "gap.", "facet.", "column.", "nav.", "about.",
    "doubt.", "path.",
)  # fmt: skip


def test_no_words_are_left_over() -> None:
    """That each key exists shows in the browser tests: pages and scripts fail on an unknown one."""
    sources = (path for path in TEMPLATES.parent.rglob("*") if path.suffix in (".html", ".js", ".py"))
    said = {
        key
        for path in sources
        for key in re.findall(r"""["'`]([a-z]+\.[a-z_]+)["'`]""", path.read_text(encoding="utf-8"))
    }
    assert [key for key in words() if key not in said and not key.startswith(MADE_OF_VALUES)] == []


@given(st.text(st.characters(), max_size=60))
def test_json_in_a_script_element_is_safe_and_whole(text: str) -> None:
    # Two lone surrogates in a row are one character in JSON.
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    written = script_json({"text": joined})
    written.encode("utf-8")
    assert json.loads(written) == {"text": joined}
    assert not set(written) & set("<>&\u2028\u2029")


def test_json_in_a_script_element_ends_nothing() -> None:
    hostile = "</script><!--<script>\u2028\ud800]]>"
    written = script_json([hostile])
    assert json.loads(written) == [hostile]
    assert "<" not in written
    written.encode("utf-8")


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("科创贷", "科创贷"),
        ("“1+18+N”科技金融专营服务体系", "1+18+N"),
        ("长三角科技金融服务联合体平台", "长三角科技金融服…"),
        ("甲\u202e乙\u0007", "甲乙"),
    ],
)
def test_the_label_beside_a_node_is_short(label: str, short: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("product:x", label=label, type="product")
    assert labels(graph) == {"product:x": short}
