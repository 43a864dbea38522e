"""Documents in any number for the benchmarks, made by varying the case briefs.

Each is a brief in which some paragraphs are left out and one of another brief is added; its banks become others of the
register, its products, programs and partners get a character into their names, its figures other digits. So the
documents name different things, as those of a real collection do, and none is a twin of another.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data/cases"
RENAMED = ("product", "program", "partner")
MARKS = "安宝晨达恩方光和佳金君康兰利民宁平庆荣盛泰万祥新兴亚益永裕正中众卓"
KEPT = 0.85
_DIGITS = re.compile(r"(?<![\d年第A-Za-z])\d{2,}(?![\d年月日号届A-Za-z])")


@cache
def briefs() -> list[tuple[str, list[str]]]:
    """Return the title and the paragraphs of each case brief."""
    bodies = [path.read_text("utf-8").split("---\n", 2)[2].strip() for path in sorted(CASES.glob("*.md"))]
    return [(paragraphs[0], paragraphs[1:]) for paragraphs in (body.split("\n\n") for body in bodies)]


@cache
def names() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Return patterns of the names of banks and of other things in the briefs, and the bank that each form means."""
    lines = (line for path in sorted(CASES.glob("*.facts.jsonl")) for line in path.open(encoding="utf-8"))
    facts = [fact for fact in map(json.loads, lines) if fact["type"] == "entity"]
    banks = {
        form: fact["name"]
        for fact in facts
        if fact["label"] == "bank"
        for form in (fact["name"], *fact["aliases"])
        if form.endswith(("银行", "银行股份有限公司"))
    }
    others = {fact["name"] for fact in facts if fact["label"] in RENAMED and len(fact["name"]) > 2}
    return _any_of(banks), _any_of(others), banks


@cache
def registered() -> list[str]:
    """Return the names of city, rural and joint-stock banks of the register."""
    with (ROOT / "data/registry/banks.csv").open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file) if row["kind"] in ("city", "rural", "joint_stock")]


def document(number: int) -> str:
    """Return the text of one document; the same number gives the same text."""
    chance = random.Random(number)
    title, paragraphs = briefs()[number % len(briefs())]
    guests = chance.choice(briefs())[1] or [title]
    kept = [paragraph for paragraph in paragraphs if chance.random() < KEPT] or paragraphs
    text = "\n\n".join([title, *kept, chance.choice(guests)])
    banks, others, bank_of = names()
    stand_ins: dict[str, str] = {}
    text = banks.sub(lambda match: stand_ins.setdefault(bank_of[match[0]], chance.choice(registered())), text)
    marks: dict[str, str] = {}

    def marked(match: re.Match[str]) -> str:
        mark = marks.setdefault(match[0], chance.choice(MARKS) + chance.choice(MARKS))
        return f"{match[0][0]}{mark}{match[0][1:]}"

    text = others.sub(marked, text)
    return _DIGITS.sub(lambda match: str(chance.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0]))), text)


def write_documents(folder: Path, total: int) -> Path:
    """Write documents as text files into a new folder, a thousand to a folder below it; return the folder."""
    for number in range(total):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(number), encoding="utf-8")
    return folder


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))))
