"""Lines: what a format hands to the clean-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extract.reading.cleanup.characters import fold
from extract.reading.offsets import Traced

LineKind = Literal["heading", "row"]

_BLANKS = " \n\r\v\f\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source, folded and stripped; a blank line has no text.

    `indent` counts the columns in front of the text (an ideographic space fills two). `kind` is what the format itself
    says of the line (a Markdown heading or table row); None leaves it to the clean-up.
    """

    text: Traced
    indent: int = 0
    kind: LineKind | None = None

    @property
    def blank(self) -> bool:
        """Whether there is nothing on the line."""
        return not self.text.text

    @property
    def tabs(self) -> int:
        """How many cell borders the line holds."""
        return self.text.text.count("\t")


def split_lines(source: Traced) -> Iterator[Line]:
    """Yield the lines of a text, at every kind of line break that Unicode knows."""
    start = 0
    for raw in source.text.splitlines(keepends=True):
        yield make_line(source.cut(start, start + len(raw)))
        start += len(raw)


def make_line(raw: Traced, kind: LineKind | None = None) -> Line:
    """Return one line, folded and stripped; tabs stay, since they separate cells."""
    text = fold(raw)
    body = text.text.strip(_BLANKS)
    if not body.strip():
        return Line(text.cut(0, 0))
    lead = raw.text[: len(raw.text) - len(raw.text.lstrip())]
    return Line(text.strip(_BLANKS), len(lead) + lead.count("\u3000"), kind)
