"""Lines to a `Document`: the clean-up in its order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.reading.cleanup.characters import close_up
from extract.reading.cleanup.columns import close_double_spacing
from extract.reading.cleanup.lines import Line
from extract.reading.cleanup.paragraphs import read_paragraphs
from extract.reading.cleanup.tables import find_table, read_rows
from extract.reading.metadata import find_date
from extract.reading.offsets import Traced, to_pairs
from extract.schema import Block, BlockKind, Document


@dataclass(frozen=True, slots=True)
class Source:
    """What a format hands over: the lines of a source and what the source says of itself."""

    lines: Sequence[Line]
    meta: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A block before it has its place in the clean text."""

    kind: BlockKind
    cells: tuple[Traced, ...]


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
    parts = _entitle(_parts(close_double_spacing(source.lines)))
    text, origin, blocks = _set(parts)
    meta = dict(source.meta)
    title = meta.get("title") or next((b for b in blocks if b.kind == "title"), None)
    if "date" not in meta and (date := find_date([text[b.start : b.end] for b in blocks[:5]])):
        meta["date"] = date
    return Document(
        id=f"{name}-{sha256[:8]}",
        name=name,
        sha256=sha256,
        text=text,
        blocks=blocks,
        title=title if isinstance(title, str) else text[title.start : title.end] if title else "",
        reader=reader,
        encoding=encoding,
        meta=meta,
        offsets=to_pairs(origin),
        warnings=(*warnings, *source.warnings),
    )


def _parts(lines: Sequence[Line]) -> list[_Part]:
    parts: list[_Part] = []
    prose: list[Line] = []

    def flush() -> None:
        parts.extend(
            _Part("heading" if p.heading else "paragraph", (close_up(p.text),)) for p in read_paragraphs(prose)
        )
        prose.clear()

    i = 0
    while i < len(lines):
        end = find_table(lines, i)
        if end > i:
            flush()
            parts += [_Part("row", tuple(map(close_up, row.cells))) for row in read_rows(lines[i:end])]
        elif lines[i].kind == "heading":
            flush()
            parts.append(_Part("heading", (close_up(lines[i].text),)))
        else:
            prose.append(_without_tabs(lines[i]))
        i = max(end, i + 1)
    flush()
    return parts


def _without_tabs(line: Line) -> Line:
    """Return a line of prose, where a tab is no more than a space."""
    if not line.tabs:
        return line
    text = line.text.same_length(line.text.text.replace("\t", " ")).strip()
    return Line(text, line.indent, line.kind)


def _entitle(parts: list[_Part]) -> list[_Part]:
    """Make the heading at the very start the title."""
    if parts and parts[0].kind == "heading":
        return [_Part("title", parts[0].cells), *parts[1:]]
    return parts


def _set(parts: Sequence[_Part]) -> tuple[str, array[int], tuple[Block, ...]]:
    """Put the parts one below the other; an empty cell at the start of a row stands for the one above."""
    texts: list[str] = []
    origin: array[int] = array("I")
    blocks: list[Block] = []
    above: Sequence[tuple[int, int]] = ()
    at = 0

    def put(piece: Traced, separator: str) -> tuple[int, int]:
        nonlocal at
        if at or separator == "\t":
            texts.append(separator)
            origin.append(origin[-1] + 1 if origin else 0)
            at += 1
        texts.append(piece.text)
        origin.extend(piece.origin)
        at += len(piece)
        return at - len(piece), at

    for part in parts:
        spans = [put(part.cells[0], "\n"), *(put(cell, "\t") for cell in part.cells[1:])]
        start, end = spans[0][0], spans[-1][1]
        if part.kind == "row":
            for i, span in enumerate(spans):
                if span[0] < span[1] or i >= len(above):
                    break
                spans[i] = above[i]
            above = spans
        else:
            above = ()
        blocks.append(Block(part.kind, start, end, tuple(spans) if part.kind == "row" else ()))
    return "".join(texts), origin, tuple(blocks)
