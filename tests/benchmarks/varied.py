"""Facts in any number for the benchmarks, made by varying those of the case briefs: no text is read anew.

In each variant some characters stand for others, the same ones everywhere in it: in names, quotes and text. So variants
name things of their own beside some that they share, and none is a twin of another; banks, dates and figures stay.
"""

from __future__ import annotations

import os
import pickle
import random
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from extract.schema import Extraction

BASES = "YINPU_BENCH_BASES"
CHANGED = 0.5
# What tells legal forms, dates, amounts and kinds of names from others.
_KEPT = frozenset(
    "0123456789年月日有限责任公司股份集团科技银行分支部中心贷款产品平台系统计划万亿元户家笔%.，。、“”「」《》（）\n"
)

Fact = TypeVar("Fact")


def write_bases(path: Path, extractions: list[Extraction]) -> None:
    """Write what variants are made of, and let this process and those that it starts find it."""
    path.write_bytes(pickle.dumps(extractions))
    os.environ[BASES] = str(path)


def write_stand_ins(folder: Path, total: int) -> list[Path]:
    """Write a file for each variant, which stands for its text; return their paths."""
    paths = [folder / f"{number // 1000:04}" / f"{number:07}.txt" for number in range(total)]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.stem, encoding="utf-8")
    return paths


def extract_varied(path: str | Path, data: bytes) -> Extraction:
    """Return the facts of the variant that a file stands for: what takes the place of `extract.extract_file`."""
    return varied(int(data))


def varied(number: int) -> Extraction:
    """Return a variant; the first ones are the briefs as they are."""
    bases = _bases()
    base, stem = bases[number % len(bases)], f"{number:07}"
    table = {} if number < len(bases) else _table(number)
    found: Extraction = _translated(base, table)
    sha256 = f"{number:08x}" * 8
    document = replace(base.document, id=f"{stem}-{sha256[:8]}", name=stem, sha256=sha256, text=found.document.text)
    return replace(found, document=document)


@cache
def _bases() -> list[Extraction]:
    found: list[Extraction] = pickle.loads(Path(os.environ[BASES]).read_bytes())
    return found


@cache
def _characters() -> tuple[str, ...]:
    """Return the characters that may change: none of the name of a bank."""
    kept = set(_KEPT)
    for base in _bases():
        for entity in base.entities:
            if entity.label == "bank":
                kept.update(entity.name, *entity.aliases)
    return tuple(sorted({letter for base in _bases() for letter in base.document.text if letter > "\u4dff"} - kept))


def _table(number: int) -> dict[int, str]:
    chance = random.Random(number)
    letters = _characters()
    return {ord(letter): chr(chance.randrange(0x4E00, 0x9F00)) for letter in letters if chance.random() < CHANGED}


def _translated(fact: Any, table: dict[int, str]) -> Any:
    if isinstance(fact, str):
        return fact.translate(table)
    if isinstance(fact, tuple):
        return tuple(_translated(one, table) for one in fact)
    if is_dataclass(fact) and not isinstance(fact, type):
        told = {field.name: getattr(fact, field.name) for field in fields(fact)}
        return replace(fact, **{name: _translated(value, table) for name, value in told.items()})
    return fact
