"""The words of the interface: each in Chinese and in English, told apart by a key.

A page is written in Chinese; each text of the interface carries its key, so that the page's script can say it in
English. What documents say stays as it is.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

SOURCE = Path(__file__).parent / "templates" / "words.toml"


@cache
def words() -> dict[str, tuple[str, str]]:
    """Return the Chinese and the English words of each key, such as `kind.bank.city`."""
    return dict(_flat("", tomllib.loads(SOURCE.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            chinese, english = value
            yield prefix + name, (chinese, english)


def say(key: str, /, **values: object) -> str:
    """Return the Chinese words of a key, `{name}` in them replaced by a value.

    Raises
    ------
    KeyError
        There is no such key.
    """
    return words()[key][0].format(**values)


@lru_cache(maxsize=2**16)
def said(key: str, /, **values: object) -> Markup:
    """Return the words of a key as an element that a page's script can say in another language."""
    given = f' data-v="{escape(json.dumps(values, ensure_ascii=False))}"' if values else ""
    return Markup(f'<span data-t="{key}"{given}>{escape(say(key, **values))}</span>')


def attribute(attr: str, key: str, /, **values: object) -> Markup:
    """Return an attribute of an element with the words of a key, such as aria-label.

    One element takes one such attribute.
    """
    given = f' data-v="{escape(json.dumps(values, ensure_ascii=False))}"' if values else ""
    return Markup(f'{attr}="{escape(say(key, **values))}" data-ta="{attr}:{key}"{given}')


def name_of(prefix: str, value: str) -> Markup | str:
    """Return the words of a value of the ontology, such as a kind; a value without words is shown as it is."""
    key = f"{prefix}.{value}"
    return said(key) if key in words() else value
