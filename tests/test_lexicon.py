"""Lexicons and rules hold general knowledge: no product or program of the development set is among them."""

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from extract.registry import normalize_name

SHORTEST = 3


def names_of(shared: Path, *labels: str) -> set[str]:
    """The names and aliases of the annotated entities with these labels."""
    found: set[str] = set()
    for path in (shared / "gold").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            fact = json.loads(line)
            if fact["type"] == "entity" and fact["label"] in labels:
                found |= {normalize_name(name) for name in (fact["name"], *fact["aliases"])}
    return {name for name in found if len(name) >= SHORTEST}


def strings(value: object) -> Iterator[str]:
    """The strings in a TOML value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in strings(part))


def listed(root: Path) -> dict[str, str]:
    """The entries of all lexicons and registries, with the file of each."""
    found: dict[str, str] = {}
    for path in (root / "data/lexicon").glob("*.toml"):
        found |= {normalize_name(text): path.name for text in strings(tomllib.loads(path.read_text("utf-8")))}
    for path in (root / "data/registry").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            found |= {
                normalize_name(text): path.name for row in csv.reader(rows) for cell in row for text in cell.split("|")
            }
    return found


def test_no_product_or_program_of_the_development_set_is_listed(root: Path, shared: Path) -> None:
    entries = listed(root)
    names = names_of(shared, "product", "program")
    assert len(names) > 200
    assert {name: entries[name] for name in names & entries.keys()} == {}


def test_no_partner_of_the_development_set_is_a_word_of_the_rules(root: Path, shared: Path) -> None:
    words = {name for name, file in listed(root).items() if file.endswith(".toml")}
    assert names_of(shared, "partner") & words == set()


def test_no_name_of_the_development_set_stands_in_the_code(root: Path, shared: Path) -> None:
    names = {name for name in names_of(shared, "product", "program", "partner") if len(name) > SHORTEST}
    for path in (root / "extract").rglob("*.py"):
        code = normalize_name(path.read_text("utf-8"))
        assert {name for name in names if name in code} == set(), path.name
