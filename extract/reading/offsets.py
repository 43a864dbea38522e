"""Text that remembers where each of its characters came from."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

Replacement = str | int | Callable[[re.Match[str]], str]


class Offsets(Protocol):
    """What `to_source` needs of a document."""

    @property
    def text(self) -> str:
        """The clean text."""

    @property
    def offsets(self) -> tuple[tuple[int, int], ...]:
        """Pairs of a clean and a source offset, ascending in the clean offset."""

    @property
    def locators(self) -> tuple[tuple[int, str], ...]:
        """Pairs of a source offset and the place that begins there, ascending."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A piece of text; `origin[i]` is the offset in the source of its i-th character."""

    text: str
    origin: array[int]

    def __len__(self) -> int:
        """Return the number of characters."""
        return len(self.text)

    def cut(self, start: int, end: int | None = None) -> Traced:
        """Return the characters from `start` to `end`."""
        return Traced(self.text[start:end], self.origin[start:end])

    def strip(self, characters: str | None = None) -> Traced:
        """Return the piece without white space (or the given characters) at both ends."""
        start = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(start, max(start, len(self.text.rstrip(characters))))

    def same_length(self, text: str) -> Traced:
        """Return `text`, of the same length, with the origins of this piece."""
        return Traced(text, self.origin)

    def rewrite(self, pattern: re.Pattern[str], replacement: Replacement) -> Traced:
        """Replace each match of `pattern`; linear in the text for a linear pattern.

        Parameters
        ----------
        pattern
            What to replace.
        replacement
            The new text, which then comes from the first character of the match, or the number of the group that
            stays as it is, or a function of the match that returns the new text.
        """
        pieces: list[Traced] = []
        last = 0
        for match in pattern.finditer(self.text):
            pieces.append(self.cut(last, match.start()))
            if isinstance(replacement, int):
                pieces.append(self.cut(*match.span(replacement)))
            else:
                new = replacement if isinstance(replacement, str) else replacement(match)
                first = self.origin[match.start() : match.start() + 1]
                pieces.append(Traced(new, first * len(new)))
            last = match.end()
        return concatenate([*pieces, self.cut(last)]) if pieces else self


def trace(text: str, start: int = 0) -> Traced:
    """Return `text` as it stands at offset `start` of the source."""
    return Traced(text, array("I", range(start, start + len(text))))


def concatenate(pieces: Iterable[Traced], separator: str = "") -> Traced:
    """Return the pieces as one, with `separator` in between, which is taken to come from behind the piece before."""
    texts: list[str] = []
    origin: array[int] = array("I")
    for piece in pieces:
        if texts and separator:
            after = origin[-1] + 1 if origin else 0
            origin.extend([after] * len(separator))
        texts.append(piece.text)
        origin.extend(piece.origin)
    return Traced(separator.join(texts), origin)


def to_pairs(origin: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the pairs (clean offset, source offset) of `Document.offsets` for the origins of the clean text."""
    if not origin:
        return ((0, 0),)
    jumps = (i for i, (left, right) in enumerate(pairwise(origin), 1) if right != left + 1)
    return ((0, origin[0]), *((i, origin[i]) for i in jumps))


def to_source(document: Offsets, offset: int) -> int:
    """Return where a character of the clean text stands in the source.

    Parameters
    ----------
    document
        A document with its text and its offsets.
    offset
        An offset of the clean text, from 0 to its length.

    Returns
    -------
    int
        The character offset in the decoded source (without its byte order mark).

    Raises
    ------
    IndexError
        The offset lies outside the clean text.
    """
    if not 0 <= offset <= len(document.text):
        raise IndexError(f"offset {offset} lies outside the text of {len(document.text)} characters")
    clean, source = document.offsets[bisect_right(document.offsets, offset, key=lambda pair: pair[0]) - 1]
    return source + offset - clean


def source_span(document: Offsets, start: int, end: int) -> tuple[int, int]:
    """Return the span of the source from the first to the last character of a span of the clean text.

    Raises
    ------
    IndexError
        The span lies outside the clean text.
    """
    if start >= end:
        first = to_source(document, start)
        return first, first
    return to_source(document, start), to_source(document, end - 1) + 1


def locate(document: Offsets, offset: int) -> str:
    """Return the place of a character of the clean text in a source that has pages, slides or sheets.

    Parameters
    ----------
    document
        A document with its text, its offsets and its locators.
    offset
        An offset of the clean text, from 0 to its length.

    Returns
    -------
    str
        "page 3", "slide 2", "sheet 余额 row 5"; "" for a source without such places.

    Raises
    ------
    IndexError
        The offset lies outside the clean text.
    """
    source = to_source(document, offset)
    index = bisect_right(document.locators, source, key=lambda pair: pair[0]) - 1
    return document.locators[index][1] if index >= 0 else ""
