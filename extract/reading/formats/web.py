"""Web pages: the text of an article without the frame of the site around it, through selectolax.

Compared on pages with navigation, share buttons, related links and footers around texts of known content: trafilatura
lost up to a sixth of a text (tables, short lists) and readability-lxml its tables' rows and titles, both take fifty
times as long and bring dependencies with them; resiliparse keeps all but lets a tenth of the frame through. What they
all lack is where each paragraph stands in the file. So a parser of HTML5 reads the page, and the rules here, which are
those of readability (running text tells the article from links), choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default as default_policy

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.lexicon import pattern
from extract.reading.alignment import Alignment
from extract.reading.cleanup.lines import Line, LineKind, make_line
from extract.reading.decoding import decode
from extract.reading.document import Source
from extract.reading.formats.problems import FormatError
from extract.reading.formats.web_metadata import page_metadata

_UNSEEN = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
        "video", "select", "option", "button", "form", "input", "textarea", "nav", "footer", "aside", "dialog", "head",
        "title",
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "dialog"))
_RUNNING = re.compile("[，。；：、,.;]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_STAMP = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[ T]{0,3}[0-9:.]{0,12}(?:\+08:00|Z)?")
_HIDING_STYLE = re.compile(r"display ?: ?none|visibility ?: ?hidden")
_MOSTLY = 0.75
_LINKED = 0.5
_LONGEST_ASIDE = 60
_UNFRAMED = 0.3
_BEFORE = 12


@dataclass(slots=True)
class _Block:
    """A block of the page: its text, how many characters of it are links, and whether it lies in the site's frame."""

    text: str
    kind: LineKind | None
    linked: int
    framed: bool

    @property
    def running(self) -> int:
        """How much running text it holds, which an article has and a frame has not."""
        linked = self.linked > _LINKED * len(self.text)
        return 0 if linked or not _RUNNING.search(self.text) else len(self.text)


def read_saved(data: bytes) -> Source:
    """Return the lines of a page that a browser saved with all its parts in one file (MHTML)."""
    message = message_from_bytes(data, policy=default_policy)
    part = message.get_body(("html", "plain")) or message
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise FormatError("there is no page in the saved web page", "save it again as HTML")
    source = read(decode(content).text)
    address = message.get("Snapshot-Content-Location", "")
    return replace(source, meta={**source.meta, "url": address} if address else source.meta)


def read(text: str) -> Source:
    """Return the lines of a page's article, and what the page says of it: title, date, publisher, address."""
    page = LexborHTMLParser(text)
    walk = _Walk(page.root)
    first, last = walk.article()
    blocks = walk.blocks[first:last]
    begins = _beginning(walk.blocks, first, last)
    around = [block.text for block in walk.blocks[max(0, first - _BEFORE) : begins] if _is_short(block)]
    meta = page_metadata(page, text, around)
    title = meta.get("title", "")
    alignment = Alignment(text)
    lines: list[Line] = []
    if title and not any(block.text == title for block in blocks[:3]):
        heading = next((block for block in walk.blocks[:first] if block.text == title), None)
        lines.append(make_line(alignment.find(heading.text if heading else title), "heading"))
    for block in _text_of(blocks, begins - first, walk.framed):
        pieces = [piece for piece in block.text.split("\n") if piece.strip()]
        for piece in pieces:
            # What line breaks part may be paragraphs or a broken setting: the clean-up tells.
            lines.append(make_line(alignment.find(piece), block.kind if len(pieces) == 1 else None))
        if len(pieces) > 1:
            lines.append(make_line(alignment.find(""), None))
    return Source(lines, meta)


def _beginning(blocks: Sequence[_Block], first: int, last: int) -> int:
    """Return where the running text of an article begins, behind its headline and what the site prints under it."""
    return next((i for i in range(first, last) if not _is_short(blocks[i])), first)


def _is_short(block: _Block) -> bool:
    return len(block.text) <= _LONGEST_ASIDE and "。" not in block.text


def _text_of(blocks: Sequence[_Block], begins: int, use_frame: bool) -> Iterator[_Block]:
    """Yield the blocks of an article that are its text; `begins` is the number of the first of running text."""
    aside = pattern("pages", "lines", "openings")
    end = pattern("pages", "lines", "closings", "^[　 【|·]*{}[：: 】]*$")
    for number, block in enumerate(blocks):
        if end.match(block.text) and 2 * sum(b.running for b in blocks[number:]) < sum(b.running for b in blocks):
            return
        found = aside.search(block.text) if _is_short(block) and block.kind == "paragraph" else None
        # Above the text a site prints date, source and buttons in one line.
        is_aside = found is not None and (number < begins or not block.text[: found.start()].strip("　 【|·"))
        stamp = number < begins and block.kind == "paragraph" and _STAMP.fullmatch(block.text)
        linked = block.linked > _LINKED * len(block.text)
        if not (linked or is_aside or stamp or (use_frame and block.framed)):
            yield block


@dataclass(frozen=True, slots=True)
class _Element:
    """What an element means for the text in it; `number` is its own."""

    number: int
    parent: int
    begun: int
    block: bool
    link: bool = False
    frame: bool = False
    heading: bool = False
    preformatted: bool = False
    table: bool = False
    row: bool = False
    cell: bool = False


class _Walk:
    """One walk through a page: its blocks in their order, and which of them each element holds."""

    def __init__(self, root: LexborNode | None) -> None:
        self.blocks: list[_Block] = []
        self._inner: dict[int, list[tuple[int, int, int]]] = {}
        self._open: list[_Element] = []
        self._links = self._frames = self._preformatted = self._tables = 0
        self._pieces: list[str] = []
        self._linked = 0
        self._row: list[str] | None = None
        if root is not None:
            self._walk(root)
        running = sum(block.running for block in self.blocks)
        self.framed = sum(block.running for block in self.blocks if not block.framed) > _UNFRAMED * running

    def article(self) -> tuple[int, int]:
        """Return the range of the blocks of the smallest element that holds most of the page's running text."""
        sums = [0]
        for block in self.blocks:
            sums.append(sums[-1] + (0 if self.framed and block.framed else block.running))
        element, first, last = 0, 0, len(self.blocks)
        while inner := max(self._inner.get(element, ()), key=lambda one: sums[one[2]] - sums[one[1]], default=None):
            held = sums[inner[2]] - sums[inner[1]]
            if not held or held < _MOSTLY * (sums[last] - sums[first]) or inner[2] - inner[1] < 2:
                break
            element, first, last = inner
        return first, last

    def _walk(self, root: LexborNode) -> None:
        # Without recursion: a page may be nested as deep as it likes.
        stack: list[LexborNode | None] = [root]
        number = 0
        while stack:
            node = stack.pop()
            if node is None:
                self._leave(self._open.pop())
            elif node.is_text_node:
                self._add(node.text_content or "")
            elif node.tag == "br":
                self._pieces.append(" " if self._row is not None else "\n")
            elif node.is_element_node and not _is_unseen(node):
                number += 1
                self._enter(_element(node, number, self._open[-1].number if self._open else 0, len(self.blocks)))
                children: list[LexborNode | None] = [None]
                child = node.last_child
                while child is not None:
                    children.append(child)
                    child = child.prev
                stack += children

    def _add(self, text: str) -> None:
        if not self._preformatted:
            text = _SPACE.sub(" ", text)
        self._pieces.append(text)
        if self._links:
            self._linked += len(text.strip())

    def _enter(self, element: _Element) -> None:
        if element.block:
            self._flush()
        self._open.append(element)
        self._count(element, 1)
        if element.row and self._tables:
            self._row = []

    def _leave(self, element: _Element) -> None:
        if element.block:
            if element.cell and self._row is not None:
                self._row.append(self._taken())
            self._flush(heading=element.heading)
        if element.row and self._row is not None:
            row, self._row = self._row, None
            if any(row):
                self._put("\t".join(row), "row")
        self._count(element, -1)
        if len(self.blocks) > element.begun:
            self._inner.setdefault(element.parent, []).append((element.number, element.begun, len(self.blocks)))

    def _count(self, element: _Element, by: int) -> None:
        self._links += by * element.link
        self._frames += by * element.frame
        self._preformatted += by * element.preformatted
        self._tables += by * element.table

    def _taken(self) -> str:
        text, self._pieces = "".join(self._pieces), []
        return " ".join(text.split())

    def _flush(self, *, heading: bool = False) -> None:
        if self._row is not None:
            self._pieces.append(" ")
            return
        text, self._pieces = "".join(self._pieces).strip(" \n"), []
        if text.strip():
            self._put(text, "heading" if heading else "paragraph")
        self._linked = 0

    def _put(self, text: str, kind: LineKind) -> None:
        self.blocks.append(_Block(text, kind, self._linked, self._frames > 0))
        self._linked = 0


def _is_unseen(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    return hidden or _HIDING_STYLE.search(attributes.get("style") or "") is not None


def _element(node: LexborNode, number: int, parent: int, begun: int) -> _Element:
    tag, attributes = node.tag or "", node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    frame = pattern("pages", "frame", "names", "(?<![a-z0-9]){}(?![a-z])").search(named.casefold())
    return _Element(
        number,
        parent,
        begun,
        block=tag in _BLOCKS,
        link=tag == "a",
        frame=tag != "body" and (frame is not None or attributes.get("role") in _ROLES),
        heading=tag in _HEADINGS,
        preformatted=tag == "pre",
        table=tag == "table" and _is_data(node),
        row=tag == "tr",
        cell=tag in ("td", "th"),
    )


def _is_data(table: LexborNode) -> bool:
    """Tell a table of data from one that lays out the page, as old sites have it."""
    if len(table.css("table")) > 1:
        return False
    rows = [len(row.css("td, th")) for row in table.css("tr")]
    return len(rows) > 1 and 2 * sum(cells > 1 for cells in rows) > len(rows)
