"""Lines to a `Document`: the clean-up in its order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.reading.cleanup.characters import close_up
from extract.reading.cleanup.columns import close_double_spacing
from extract.reading.cleanup.continuations import reunite, set_off_bylines
from extract.reading.cleanup.headings import is_heading, is_label
from extract.reading.cleanup.lines import Line, Part
from extract.reading.cleanup.paragraphs import read_paragraphs
from extract.reading.cleanup.repeats import drop_repeated
from extract.reading.cleanup.tables import find_table, read_rows
from extract.reading.metadata import find_date, read_date
from extract.reading.offsets import Traced, to_pairs
from extract.schema import Block, Document

_FIRST_BLOCKS = 5
_LONGEST_QUESTION = 36


@dataclass(frozen=True, slots=True)
class Source:
    """What a format hands over: the lines of a source and what the source says of itself."""

    lines: Sequence[Line]
    meta: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    locators: tuple[tuple[int, str], ...] = ()
    pages: int = 0


def compose(
    source: Source, name: str, sha256: str, reader: str, encoding: str, warnings: tuple[str, ...] = ()
) -> Document:
    """Return the document of a source: its lines cleaned and put together.

    Parameters
    ----------
    source
        The lines and metadata of the source.
    name
        The stem of the file's name.
    sha256
        The hexadecimal digest of the file's bytes.
    reader, encoding
        The format and the encoding that it was read in.
    """
    lines, dropped = drop_repeated(source.lines)
    parts = _entitle(reunite(_parts(close_double_spacing(list(set_off_bylines(lines))))), source.meta.get("title", ""))
    text, origin, blocks = _set(parts)
    meta = dict(source.meta)
    first = [text[block.start : block.end] for block in blocks[:_FIRST_BLOCKS]]
    if date := read_date(meta["date"]) if "date" in meta else find_date(first):
        meta["date"] = date
    heading = next((text[block.start : block.end] for block in blocks if block.kind == "title"), "")
    return Document(
        id=f"{name}-{sha256[:8]}",
        name=name,
        sha256=sha256,
        text=text,
        blocks=blocks,
        title=meta.get("title", heading),
        reader=reader,
        encoding=encoding,
        meta=meta,
        offsets=to_pairs(origin),
        warnings=(*warnings, *source.warnings, *dropped),
        locators=source.locators,
        pages=source.pages,
    )


def _parts(lines: Sequence[Line]) -> list[Part]:
    """Return the blocks of the lines in their order: tables by rows, the prose between them by paragraphs."""
    parts: list[Part] = []
    start = i = 0
    while i < len(lines):
        end = find_table(lines, i)
        if end == i and (lines[i].kind is None or lines[i].blank):
            i += 1
            continue
        parts += _prose(lines[start:i])
        parts += read_rows(lines[i:end]) if end > i else [_whole(lines[i])]
        start = i = max(end, i + 1)
    return [_close_up(part) for part in (*parts, *_prose(lines[start:]))]


def _whole(line: Line) -> Part:
    """Return a line that is a block by itself, as its format says: a heading, or a paragraph that may look like one."""
    heading = line.kind == "heading" or is_heading(line.text.text)
    return Part("heading" if heading else "paragraph", (line.text,))


def _prose(lines: Sequence[Line]) -> list[Part]:
    return read_paragraphs([_without_tabs(line) for line in lines])


def _close_up(part: Part) -> Part:
    return Part(part.kind, tuple(map(close_up, part.cells)))


def _without_tabs(line: Line) -> Line:
    """Return a line of prose, where a tab is no more than a space."""
    if not line.tabs:
        return line
    text = line.text.same_length(line.text.text.replace("\t", " ")).strip()
    return Line(text, line.indent, line.kind)


def _entitle(parts: Sequence[Part], title: str) -> list[Part]:
    """Make the headline that the source calls its title the title, else one at the very start.

    Mere labels (新闻稿) and page numbers may stand before it.
    """
    parts = list(parts)
    for i, part in enumerate(parts[:_FIRST_BLOCKS]):
        if title and part.kind == "heading" and part.text == title:
            parts[i] = Part("title", part.cells)
            return parts
    for i, part in enumerate(parts[:_FIRST_BLOCKS]):
        question = i == 0 and len(parts) > 1 and len(part.text) <= _LONGEST_QUESTION and part.text[-1] in "？！?!"
        if (part.kind == "heading" and not is_label(part.text)) or question:
            parts[i] = Part("title", part.cells)
            break
        if part.kind != "heading":
            break
    return parts


def _set(parts: Sequence[Part]) -> tuple[str, array[int], tuple[Block, ...]]:
    """Put the parts one below the other; empty cells at the start of a row stand for the ones above."""
    texts: list[str] = []
    origin: array[int] = array("I")
    blocks: list[Block] = []
    above: Sequence[tuple[int, int]] = ()
    header: list[str] | None = None
    at = 0

    def put(piece: Traced, separator: str) -> tuple[int, int]:
        nonlocal at
        if at:
            texts.append(separator)
            origin.append(origin[-1] + 1 if origin else 0)
            at += 1
        texts.append(piece.text)
        origin.extend(piece.origin)
        at += len(piece)
        return at - len(piece), at

    in_table = False
    for part in parts:
        spans = [put(part.cells[0], "\n"), *(put(cell, "\t") for cell in part.cells[1:])]
        start, end = spans[0][0], spans[-1][1]
        if part.kind != "row":
            blocks.append(Block(part.kind, start, end))
            in_table = False
            continue
        row = [cell.text for cell in part.cells]
        if row != header:
            if not in_table:
                header, above = row, ()
            else:
                spans = _inherit(spans, above)
                above = spans
        in_table = True
        blocks.append(Block("row", start, end, tuple(spans)))
    return "".join(texts), origin, tuple(blocks)


def _inherit(spans: list[tuple[int, int]], above: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of a row's cells, with those of the row above for the empty ones at its start."""
    filled = next((i for i, (start, end) in enumerate(spans) if start < end), 0)
    shared = min(filled, len(above))
    return [*above[:shared], *spans[shared:]]
