"""Where a text that a parser gives stands in the markup that it was taken from."""

from __future__ import annotations

import html
import re
from array import array

from extract.reading.offsets import Traced, trace

# What shows no text itself; an unclosed comment or tag is left to be searched as text.
_MARKUP = re.compile(r"<!--.*?-->|<[a-zA-Z/!?][^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACE = re.compile(r"\s+")
_FARTHEST = 1 << 16


class Alignment:
    """Finds pieces of text, given in the order of the document, in its markup.

    A parser knows what stands where on the page, not where it stands in the file. Markup, entities and white space
    put aside, its text stands in the file as it is, so each piece is looked for behind the one before.
    """

    def __init__(self, source: str) -> None:
        bare = trace(source).rewrite(_MARKUP, "").rewrite(_ENTITY, lambda entity: html.unescape(entity[0]))
        self._bare = bare.rewrite(_SPACE, "")
        self._at = 0

    def find(self, text: str) -> Traced:
        """Return a piece of text with its place; one that is not found stands where the last one ended."""
        letters = _SPACE.sub("", text)
        found = self._bare.text.find(letters, self._at, self._at + len(letters) + _FARTHEST)
        if found < 0:
            here = self._bare.origin[self._at] if self._at < len(self._bare) else 0
            return Traced(text, array("I", [here]) * len(text))
        self._at = found + len(letters)
        places = iter(self._bare.origin[found : self._at])
        origin, last = array("I"), self._bare.origin[found] if letters else 0
        for character in text:
            last = last + 1 if character.isspace() else next(places)
            origin.append(last)
        return Traced(text, origin)
