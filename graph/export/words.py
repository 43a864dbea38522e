"""The Chinese words of exported files: those of the atlas for types, kinds and relations, and names of columns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def kind_words(label: str) -> dict[str, str]:
    """Return the Chinese word of each kind of a type, empty for a type without kinds."""
    return {kind: told[0] for kind, told in _atlas()["kind"].get(label, {}).items()}


@cache
def relation_word(relation: str) -> str:
    """Return what the head of an edge does as a Chinese reader calls it, the relation itself without a word for it.

    Examples
    --------
    >>> relation_word("offers")
    '提供'
    """
    told = _atlas()["relation"].get(relation)
    return str(told["out"][0]) if told else relation


@cache
def _atlas() -> dict[str, Any]:
    """Return the words of the atlas, each Chinese and English."""
    return tomllib.loads(files("graph.view").joinpath("templates/words.toml").read_text(encoding="utf-8"))
