"""Word files (.docx): paragraphs, headings and table rows through python-docx."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from docx import Document as open_word
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from extract.reading.document import Source
from extract.reading.formats.office import core_properties
from extract.reading.formats.transcript import Transcript

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAKS = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
_TEXT_BOX = qn("w:txbxContent")
# Deleted and moved text, and the second form of a drawing for old programs, are not what the reader of the file sees.
_UNSEEN = (qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_HEADING_STYLE = re.compile(r"(?:heading|标题) ?[1-9]|title|标题|subtitle|副标题", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|目录|index) ?[1-9]?|toc heading", re.IGNORECASE)


def read(data: bytes) -> Source:
    """Return the lines of a Word file: its body with text boxes; headers, footers and the table of contents go."""
    word = open_word(BytesIO(data))
    styles = {style.style_id: style.name or "" for style in word.styles if hasattr(style, "name")}
    transcript = Transcript()
    for element in _blocks(_body(word)):
        if element.tag == _TABLE:
            _add_table(transcript, element)
        else:
            _add_paragraph(transcript, element, styles)
    return transcript.source(core_properties(word.core_properties))


def _body(word: WordDocument) -> Element:
    return word.element.body  # type: ignore[no-any-return]


def _blocks(parent: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables in their order, each with the text boxes that hang on it behind it."""
    for child in parent:
        if child.tag in _UNSEEN:
            continue
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
            for box in _seen(child):
                if box.tag == _TEXT_BOX:
                    yield from _blocks(box)
        elif child.tag != qn("w:sectPr"):
            yield from _blocks(child)


def _seen(parent: Element) -> Iterator[Element]:
    """Yield all descendants but what is unseen; a text box comes without what is in it."""
    for child in parent:
        if child.tag in _UNSEEN:
            continue
        yield child
        if child.tag != _TEXT_BOX:
            yield from _seen(child)


def _text(parent: Element) -> str:
    pieces: list[str] = []
    for element in _seen(parent):
        if element.tag == _TEXT:
            pieces.append(element.text or "")
        elif element.tag == _TAB and element.getparent().tag == qn("w:r"):  # type: ignore[union-attr]
            pieces.append("\t")
        elif element.tag in _BREAKS:
            pieces.append("\n")
    return "".join(pieces)


def _add_paragraph(transcript: Transcript, paragraph: Element, styles: dict[str, str]) -> None:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = styles.get(style.get(qn("w:val"), ""), "") if style is not None else ""
    if _CONTENTS_STYLE.fullmatch(name):
        return
    heading = _HEADING_STYLE.fullmatch(name) is not None
    transcript.add_paragraph(_text(paragraph), heading=heading)


def _add_table(transcript: Transcript, table: Element) -> None:
    rows = [[cell for cell in row.iter(_CELL) if _row_of(cell) is row] for row in _rows(table)]
    if all(len(row) == 1 for row in rows):
        # A table of one column is a frame around a text.
        for row in rows:
            for paragraph in row[0].iter(_PARAGRAPH):
                transcript.add_paragraph(_text(paragraph))
        return
    for row in rows:
        transcript.add_row([cell for element in row for cell in _cells(element)])
    transcript.blank()


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iter(_ROW) if next(row.iterancestors(_TABLE)) is table]


def _row_of(cell: Element) -> Element:
    return next(cell.iterancestors(_ROW))


def _cells(cell: Element) -> list[str]:
    """Return the text of a cell and an empty one for each further column that it fills; nothing where it goes on."""
    properties = cell.find(qn("w:tcPr"))
    span, merge = (None, None) if properties is None else (
        properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    )  # fmt: skip
    columns = int(span.get(qn("w:val"), "1")) if span is not None else 1
    goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
    text = "" if goes_on else " ".join(filter(None, (_text(p).strip() for p in cell.iter(_PARAGRAPH))))
    return [text, *[""] * (columns - 1)]
