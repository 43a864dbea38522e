"""The case briefs and their facts, as data/README.md describes them."""

import re
from pathlib import Path
from typing import Any

import pytest
import srsly

from extract.schema import COMPARATORS, KINDS, LABELS, RELS

CASES = Path(__file__).resolve().parents[1] / "data/cases"
BRIEFS = sorted(CASES.glob("*.md"))
DATE = r"\d{4}(-\d\d(-\d\d)?|-H[12]|-Q[1-4])?"
GENRES = set(re.findall(r"^\| ([A-Z]) \|", (CASES.parent / "README.md").read_text("utf-8"), re.MULTILINE))


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the text of a brief."""
    _, front, text = path.read_text("utf-8").split("---\n", 2)
    return srsly.yaml_loads(front), text


def facts_of(path: Path) -> list[dict[str, Any]]:
    return list(srsly.read_jsonl(path.with_suffix(".facts.jsonl")))


def squeeze(text: str) -> str:
    """Return the text without white space: columns wrap lines in the middle of words."""
    return re.sub(r"\s+", "", text)


def test_every_brief_has_its_facts_and_the_folder_nothing_else() -> None:
    stems = {path.stem for path in BRIEFS}
    assert len(stems) == 70
    assert {path.name for path in CASES.iterdir()} == {f"{s}.md" for s in stems} | {f"{s}.facts.jsonl" for s in stems}


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_front_matter(path: Path) -> None:
    meta, text = split(path)
    assert set(meta) == {"title", "genre", "banks", "sources"}
    assert meta["title"].strip()
    assert meta["genre"] in GENRES
    assert meta["sources"]
    assert all(source.startswith(("http://", "https://")) for source in meta["sources"])
    entities = [fact for fact in facts_of(path) if fact["type"] == "entity"]
    names = {name for fact in entities if fact["label"] == "bank" for name in (fact["name"], *fact["aliases"])}
    assert set(meta["banks"]) & names
    assert len(set(meta["banks"])) == len(meta["banks"])
    assert len(squeeze(text)) > 300


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_facts_are_stated_in_the_text(path: Path) -> None:
    text = squeeze(split(path)[1])
    for fact in facts_of(path):
        assert squeeze(fact["evidence"]) in text, fact
        if fact["type"] == "entity":
            assert any(squeeze(name) in text for name in (fact["name"], *fact["aliases"])), fact


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_facts_keep_to_the_ontology(path: Path) -> None:
    facts = facts_of(path)
    names = [fact["name"] for fact in facts if fact["type"] == "entity"]
    assert len(names) == len(set(names))
    for fact in facts:
        match fact["type"]:
            case "entity":
                assert fact["kind"] in KINDS[fact["label"]], fact
            case "relation":
                assert fact["rel"] in RELS, fact
                assert {fact["head"], fact["tail"]} <= set(names), fact
            case "metric":
                assert fact["cmp"] in COMPARATORS, fact
                assert {fact["subject"], fact.get("about") or fact["subject"]} <= set(names), fact
                assert fact.get("date") is None or re.fullmatch(f"{DATE}(/{DATE})?", fact["date"]), fact
            case kind:
                assert kind == "optional", fact
                assert fact["label"] in (*LABELS, "metric"), fact


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_the_reader_gives_the_text_of_the_brief_and_its_title(path: Path, tmp_path: Path) -> None:
    from extract.reading import read_file

    meta, text = split(path)
    plain = tmp_path / f"{path.stem}.txt"
    plain.write_text(text, "utf-8")
    assert read_file(path).text == read_file(plain).text
    assert read_file(path).title == meta["title"]
