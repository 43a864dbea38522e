"""Wrapped lines put together again."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from extract.reading.offsets import Traced, concatenate


def join_wrapped(pieces: Sequence[Traced]) -> Traced:
    """Return the lines of a paragraph as one; a space comes between two Latin words only."""
    joined: list[Traced] = []
    last = ""
    for piece in pieces:
        if not piece.text:
            continue
        if _is_latin(last) and _is_latin(piece.text[0]):
            joined.append(Traced(" ", array("I", [joined[-1].origin[-1] + 1])))
        joined.append(piece)
        last = piece.text[-1]
    return concatenate(joined)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
