"""The names of the pages' files, and the way from one page to the place of a thing on another."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from urllib.parse import quote

from graph.view.reading import Content, Place

LONGEST = 48


@cache
def slug(node: str, name: str) -> str:
    """Return a file name of ASCII letters for a thing: its name in pinyin, and a digest of its id.

    The same thing has the same file on each build, and files can be zipped and mailed to any system.

    Examples
    --------
    >>> slug("bank:交通银行", "交通银行")
    'jiaotongyinhang-d67ab1'
    """
    from pypinyin import lazy_pinyin

    letters = re.sub(r"[^a-z0-9]+", "-", "".join(lazy_pinyin(name[:LONGEST], errors="default")).lower()).strip("-")
    return f"{letters[:LONGEST].strip('-') or 'x'}-{_digest(node, 6)}"


def anchor(node: str) -> str:
    """Return the id of the element that shows a thing on the page of its bank."""
    return f"n{_digest(node, 10)}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


class Links:
    """Addresses within an atlas, as seen from one of its pages.

    Parameters
    ----------
    content
        What the pages show.
    homes
        The banks that each thing belongs to.
    root
        The way to the folder of the atlas: empty, or `../`.
    only
        The bank that a page of its own is about: it leads to no other page.
    """

    def __init__(self, content: Content, homes: dict[str, tuple[str, ...]], root: str = "", only: str = "") -> None:
        self.content = content
        self.homes = homes
        self.root = root
        self.only = only

    def bank(self, node: str) -> str:
        """Return the page of a bank."""
        if self.only:
            return "#" if node == self.only else ""
        return f"{self.root}banks/{slug(node, str(self.content.graph.nodes[node]['label']))}.html"

    def thing(self, node: str) -> str:
        """Return where a thing is shown: on the page of its bank, else in the overview; empty where nowhere."""
        banks = self.homes.get(node, ())
        if self.content.graph.nodes[node].get("type") == "bank":
            return self.bank(node)
        if len(banks) == 1 or self.only in banks:
            page = self.bank(self.only or banks[0])
            return f"{page.rstrip('#')}#{anchor(node)}" if page else ""
        return "" if self.only else self.overview(node)

    def overview(self, node: str) -> str:
        """Return the overview with a thing chosen."""
        return "" if self.only else f"{self.root}index.html#at={quote(printable_id(node), safe='')}"

    def document(self, document_id: str) -> str:
        """Return the page of a document."""
        if self.only:
            return ""
        return f"{self.root}documents/{slug(document_id, self.content.documents[document_id].name)}.html"

    def place(self, place: Place) -> str:
        """Return a place on the page of its document."""
        page = self.document(place.document_id)
        return f"{page}#{place.start}-{place.end}" if page else ""


def printable_id(node: str) -> str:
    """Return an id as an address can hold it: a lone surrogate has no form in UTF-8."""
    return node.encode("utf-8", "replace").decode()
