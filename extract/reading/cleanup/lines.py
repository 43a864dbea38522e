"""What goes into the clean-up, lines, and what comes out of it, parts."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.reading.cleanup.characters import fold
from extract.reading.offsets import Traced, concatenate
from extract.schema import BlockKind

LineKind = Literal["heading", "paragraph", "row"]

# From the last character of a line to the first of the next: behind it \n, or \r\n.
_LINE_BREAK = 3
_BLANKS = " \n\r\v\f\x85\u2028\u2029"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source, folded and stripped; a blank line has no text.

    `indent` counts the columns in front of the text (an ideographic space fills two). `kind` is what the format itself
    says of the line: that it is a heading, a table row or a whole paragraph; None leaves it to the clean-up.
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


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the clean text before it has its place there; all but rows have one cell."""

    kind: BlockKind
    cells: tuple[Traced, ...]

    @property
    def text(self) -> str:
        """The text of the first cell, for all but rows the whole text."""
        return self.cells[0].text


def split_lines(source: Traced) -> Iterator[Line]:
    """Yield the lines of a text, at every kind of line break that Unicode knows."""
    return map(make_line, cut_lines(source))


def cut_lines(source: Traced) -> Iterator[Traced]:
    """Yield the lines of a text as they are, each with its line break."""
    start = 0
    for raw in source.text.splitlines(keepends=True):
        yield source.cut(start, start + len(raw))
        start += len(raw)


def make_line(raw: Traced, kind: LineKind | None = None) -> Line:
    """Return one line, folded and stripped; tabs stay, since they separate cells."""
    text = fold(raw)
    if not text.text.strip():
        return Line(text.cut(0, 0))
    lead = raw.text[: len(raw.text) - len(raw.text.lstrip())]
    return Line(text.strip(_BLANKS), len(lead) + lead.count("\u3000"), kind)


def join_wrapped(pieces: Sequence[Traced], *, cut_words: bool = False) -> Traced:
    """Return the lines of a paragraph as one; a space comes between two Latin words only.

    Parameters
    ----------
    pieces
        The lines.
    cut_words
        The lines were broken by counting characters, in the middle of words, too: then a space comes only where one
        stands at the break.
    """
    joined: list[Traced] = []
    last = ""
    for piece in pieces:
        if not piece.text:
            continue
        cut = cut_words and joined and piece.origin[0] - joined[-1].origin[-1] <= _LINE_BREAK
        if _is_latin(last) and _is_latin(piece.text[0]) and not cut:
            joined.append(Traced(" ", array("I", [joined[-1].origin[-1] + 1])))
        joined.append(piece)
        last = piece.text[-1]
    return concatenate(joined)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
