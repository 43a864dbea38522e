"""What the head of a name says of the thing named: the last characters decide, the longest head first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from extract.lexicon import table, words


@dataclass(frozen=True, slots=True)
class Head:
    """A head such as 大模型, the label and kind that it speaks for, and whether it is too common to stand alone."""

    text: str
    label: str
    kind: str
    weak: bool


@cache
def heads() -> dict[str, Head]:
    """Return the heads of data/lexicon/names.toml by their text."""
    weak = words("names", "weak", "heads")
    return {
        text: Head(text, label, kind, text in weak)
        for label in ("product", "program")
        for kind, texts in table("names")[label].items()
        for text in texts
    }


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(text) for text in heads()}, reverse=True))


def head_at_end(name: str) -> Head | None:
    """Return the longest head with which `name` ends, None where it is the whole name or there is none."""
    known = heads()
    for length in _lengths():
        if length < len(name) and name[-length:] in known:
            return known[name[-length:]]
    return None


def head_at_start(text: str) -> Head | None:
    """Return the longest head with which `text` begins."""
    known = heads()
    for length in _lengths():
        if text[:length] in known and len(text) >= length:
            return known[text[:length]]
    return None


def kind_by_head(section: str, name: str) -> str | None:
    """Return the kind of the longest head of data/lexicon/organisations.toml's `section` that `name` ends with.

    Parameters
    ----------
    section
        "unit" or "partner".
    name
        The name of a unit or an organisation.
    """
    found = [
        (len(head), kind)
        for kind, texts in table("organisations")[section].items()
        for head in texts
        if name.endswith(head)
    ]
    return max(found)[1] if found else None
