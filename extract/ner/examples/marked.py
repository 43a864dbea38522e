"""Texts whose names are marked where they stand: `[name](label)`, as data/training has them.

A label is one of the schema's, "organisation" for one that the bank has nothing to do with, or "?" where a careful
reader might or might not list the name. A partner tells how it stands to the bank: `[某公司](partner:finances)`.
"""

from __future__ import annotations

import re
from pathlib import Path

from extract.mentions.heads import head_at_end
from extract.mentions.organisations import kind_of_partner
from extract.mentions.units import kind_of_unit
from extract.ner.examples.corpus import UNKNOWN, Annotated
from extract.ner.roles import ROLES
from extract.schema import LABELS

MARK = re.compile(r"\[([^\[\]\n]+)\]\(([a-z]+|\?)(?::([a-z_]+))?\)")
ORGANISATION = "organisation"
_QUOTED = re.compile('^[“「"‘]([^“”「」"‘’]+)[”」"’]')


class MarkError(ValueError):
    """A mark that is not well-formed; the message says where."""


def parse_marked(marked: str, source: str = "the text") -> Annotated:
    """Read a text with marks.

    Parameters
    ----------
    marked
        The text.
    source
        What the message of an error calls it.

    Returns
    -------
    The text without its marks, with its names: all organisations as "partner" with kind and role.

    Raises
    ------
    MarkError
        A label or a role is unknown, or a bracket belongs to no mark.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    position = length = 0
    for match in MARK.finditer(marked):
        name, label, role = match[1], match[2], match[3]
        if label not in (*LABELS, ORGANISATION, "?") or role not in (None, *ROLES[1:]):
            raise MarkError(f"{source}: {match[0]} has a label or a role that is not known")
        between = marked[position : match.start()]
        parts += [between, name]
        start = length + len(between)
        length = start + len(name)
        position = match.end()
        spans.append(_within_quotes(name, start, length, _full_label(name, label, role)))
    text = "".join([*parts, marked[position:]])
    if "](" in text or "[" in text:
        raise MarkError(f"{source}: a bracket belongs to no mark near {text[max(0, text.find('[')) :][:20]!r}")
    return Annotated(text, tuple(spans))


def _full_label(name: str, label: str, role: str | None) -> str:
    """Return a label with the kind that the head of the name tells and the role of an organisation."""
    if label == "?":
        return UNKNOWN
    if label in ("partner", ORGANISATION):
        told = ROLES[0] if label == ORGANISATION else role
        return ":".join(["partner", kind_of_partner(name), *([told] if told else [])])
    if label == "unit":
        return f"unit:{kind_of_unit(name)}"
    head = head_at_end(name)
    return f"{label}:{head.kind}" if head and head.label == label else label


def _within_quotes(name: str, start: int, end: int, label: str) -> tuple[int, int, str]:
    """Return a name that begins in quotation marks as what stands within them, since they show its limits."""
    quoted = _QUOTED.match(name)
    return (start + 1, start + 1 + len(quoted[1]), label) if quoted else (start, end, label)


def read_marked(folder: Path) -> dict[str, Annotated]:
    """Read the marked texts of a folder.

    Parameters
    ----------
    folder
        A folder with NAME.txt.

    Returns
    -------
    From NAME to text, sorted by name.

    Raises
    ------
    MarkError
        A text has a mark that is not well-formed; the message names it.
    """
    return {path.stem: parse_marked(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.txt"))}
