"""Names and sentences made at random from the parts in grammar.toml, to train on what the texts have too little of."""

from __future__ import annotations

import csv
import random
import re
import tomllib
from pathlib import Path

from extract.ner.examples.corpus import Annotated

_SYMBOL = re.compile(r"\{(\w+)\}")
_SLOT = re.compile(r"\[(slogan|bank|\w+:\w+)\]|<|>")
_REGISTER_SHORT = (
    ("股份有限公司", ""), ("有限责任公司", ""), ("农村商业银行", "农商银行"), ("农村信用合作联社", "农信联社"),
)  # fmt: skip
_BANK_TYPES = frozenset({
    "国有大型商业银行", "股份制商业银行", "城市商业银行", "民营银行", "农村商业银行", "村镇银行", "外资法人银行",
    "农村信用社", "政策性银行",
})  # fmt: skip


class Grammar:
    """A source of random names and sentences.

    Parameters
    ----------
    parts
        From symbol to its lines.
    names
        From "label:kind" to its lines; the kind is missing for banks.
    sentences
        Lines with names in brackets.
    chance
        The source of randomness.
    """

    def __init__(
        self, parts: dict[str, list[str]], names: dict[str, list[str]], sentences: list[str], chance: random.Random
    ) -> None:
        self._parts = parts
        self._names = names
        self._sentences = sentences
        self._chance = chance

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of names that the grammar can make."""
        return tuple(self._names)

    def name(self, kind: str) -> str:
        """Return a random name of a kind as "bank" or "product:loan"."""
        return self._expand(self._chance.choice(self._names[kind]))

    def sentence(self) -> Annotated:
        """Return a random sentence with its names."""
        line = self._expand(self._chance.choice(self._sentences))
        text = ""
        position = 0
        spans = []
        for slot in _SLOT.finditer(line):
            text += line[position : slot.start()]
            position = slot.end()
            if slot[1] == "slogan":
                text += self._expand("{slogan}")
            elif slot[1]:
                name = self.name(slot[1])
                spans.append((len(text), len(text) + len(name), slot[1]))
                text += name
        return Annotated(text + line[position:], tuple(spans))

    def _expand(self, line: str) -> str:
        while _SYMBOL.search(line):
            line = _SYMBOL.sub(lambda symbol: self._chance.choice(self._parts[symbol[1]]), line)
        return line


def register_names(path: Path) -> list[str]:
    """Return full and short names of the banks in the public register.

    Parameters
    ----------
    path
        A table of institutions, separated by tabs, with the columns name and type.

    Returns
    -------
    Names, sorted; the few large banks as often as the many of the villages.
    """
    by_type: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["type"] not in _BANK_TYPES:
                continue
            name = row["name"]
            by_type.setdefault(row["type"], []).append(name)
            for long, short in _REGISTER_SHORT:
                name = name.replace(long, short)
            by_type[row["type"]] += [name, name, name.replace("农商银行", "农商行")]
    most = max(len(names) for names in by_type.values())
    rare = {"村镇银行", "外资法人银行", "农村信用社"}
    weights = {type_: 0.1 if type_ in rare else 0.5 for type_ in by_type}
    return sorted(name for type_, names in by_type.items() for name in (names * most)[: int(most * weights[type_])])


def place_names(path: Path) -> tuple[list[str], list[str]]:
    """Return short names of provinces, cities and districts, and full names of districts.

    Parameters
    ----------
    path
        The registry of places.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    short = [row["short"] for row in rows if row["short"]]
    cities = [row["short"] for row in rows if row["short"] and row["level"] != "district"]
    return sorted(short) + sorted(cities) * 6, sorted(row["name"] for row in rows if row["level"] == "district")


def read_grammar(shared: Path, registry: Path, seed: int) -> Grammar:
    """Read grammar.toml and add the names of places and banks.

    Parameters
    ----------
    shared
        The folder that has datasets/nfra/institutions.tsv.
    registry
        The folder that has places.csv.
    seed
        For the same random names on each run.

    Returns
    -------
    The grammar.
    """
    with (Path(__file__).parent / "grammar.toml").open("rb") as file:
        grammar = tomllib.load(file)
    parts = grammar["parts"]
    parts["place"], parts["county"] = place_names(registry / "places.csv")
    parts["bank"] = register_names(shared / "datasets" / "nfra" / "institutions.tsv")
    parts["digit"] = list("123456789")
    parts["letter"] = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    names = {"bank": ["{bank}"], **grammar["names"]}
    return Grammar(parts, names, grammar["sentences"]["lines"], random.Random(seed))
