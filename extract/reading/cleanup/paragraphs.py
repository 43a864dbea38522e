"""Lines of prose to paragraphs and headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.reading.cleanup.columns import Column, count, find_column
from extract.reading.cleanup.headings import (
    is_finished,
    is_heading,
    is_headline,
    is_open,
    starts_apart,
    starts_section,
)
from extract.reading.cleanup.lines import Line, Part, join_wrapped

_INDENTED = 2
_LONGEST_HEADLINE_LINES = 3
_WIDER = 1.35
_OVERHANG = 2.0
_OPENING = "“‘「『《\"'"


@dataclass(frozen=True, slots=True)
class _Segment:
    """Lines without a blank one in between: the column in which they were set, and whether they are a list."""

    lines: tuple[Line, ...]
    column: Column | None
    items: bool
    headline: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line in its segment."""

    line: Line
    segment: _Segment
    headline: bool

    @property
    def text(self) -> str:
        return self.line.text.text

    @property
    def fills(self) -> bool:
        """Whether the setting may have broken the line at its end."""
        return self.segment.column is not None and self.segment.column.fills(self.line)


def read_paragraphs(lines: Sequence[Line]) -> list[Part]:
    """Return the paragraphs and headings of lines of prose, blank ones included, in their order."""
    placed = list(_place(_find_headlines(_with_columns(_segments(lines), find_column(lines)))))
    base = min((p.line.indent for p in placed), default=0)
    paragraphs: list[Part] = []
    current: list[_Placed] = []
    for p in placed:
        if current and not _continues(current, p, base):
            paragraphs.append(_close(current))
            current = []
        current.append(p)
    return [*paragraphs, _close(current)] if current else paragraphs


def _segments(lines: Sequence[Line]) -> list[_Segment]:
    segments: list[_Segment] = []
    start = 0
    for i in range(len(lines) + 1):
        if i == len(lines) or lines[i].blank:
            if i > start:
                together = tuple(lines[start:i])
                segments.append(_Segment(together, find_column(together), _is_list(together)))
            start = i + 1
    return segments


def _with_columns(segments: Sequence[_Segment], whole: Column | None) -> list[_Segment]:
    """Give the segments without a column that of a neighbour, else that of the whole text, where their lines fit.

    The neighbour is the segment before, or for the first ones the segment behind. An exact column of the whole text
    is the column of every segment.
    """
    if whole is None or sum(len(segment.lines) - 1 for segment in segments) < len(segments):
        return _from_neighbours(_from_neighbours(segments)[::-1])[::-1]
    if not whole.exact:
        segments = _from_neighbours(_from_neighbours(segments)[::-1])[::-1]
    missing = [whole.exact or segment.column is None for segment in segments]
    return [
        replace(segment, column=whole) if lacks and _fits(segment, whole) else segment
        for segment, lacks in zip(segments, missing, strict=True)
    ]


def _from_neighbours(segments: Sequence[_Segment]) -> list[_Segment]:
    """Give each segment without a column that of the segment before where its lines fit."""
    given: list[_Segment] = []
    column = None
    for segment in segments:
        column = segment.column or column
        fits = column is not None and _fits(segment, column)
        given.append(replace(segment, column=column) if fits else segment)
    return given


def _fits(segment: _Segment, column: Column) -> bool:
    return max(map(column.of, segment.lines)) <= _WIDER * column.width


def _find_headlines(segments: Sequence[_Segment]) -> list[_Segment]:
    """Mark the segments that are headlines: a few short lines, no sentence, and no part of the sentence before."""
    marked: list[_Segment] = []
    for segment in segments:
        before = marked[-1] if marked else None
        fresh = before is None or before.headline or is_finished(before.lines[-1].text.text)
        short = len(segment.lines) <= _LONGEST_HEADLINE_LINES
        set_apart = not _is_justified(segment) if fresh else not _fills(segment)
        headline = short and set_apart and all(is_headline(line.text.text) for line in segment.lines)
        marked.append(replace(segment, headline=headline))
    return marked


def _fills(segment: _Segment) -> bool:
    return segment.column is not None and any(map(segment.column.fills, segment.lines))


def _is_justified(segment: _Segment) -> bool:
    """Tell whether the lines reach from side to side of a column, as those of a running text do."""
    column = segment.column
    return column is not None and not column.exact and len(segment.lines) > 1 and all(map(column.flush, segment.lines))


def _place(segments: Sequence[_Segment]) -> Iterator[_Placed]:
    for segment, after in zip(segments, (*segments[1:], None), strict=False):
        for line in segment.lines:
            begins_body = line is segment.lines[-1] and _begins_body(segment, after)
            yield _Placed(line, segment, segment.headline and not begins_body)


def _begins_body(headline: _Segment, after: _Segment | None) -> bool:
    """Tell whether the last line under a headline begins the text, which goes on behind a gap in the column."""
    if after is None or after.headline or after.column is None or after.column.exact or len(headline.lines) < 2:
        return False
    first = after.lines[0]
    return (
        after.column.fills(headline.lines[-1])
        and after.column.flush(first)
        and first.indent == 0
        and not starts_apart(first.text.text)
    )


def _continues(current: Sequence[_Placed], after: _Placed, base: int) -> bool:
    """Tell whether a line goes on with the paragraph of the lines before."""
    first, before = current[0], current[-1]
    together = before.segment is after.segment
    item = starts_apart(first.text)
    if before.headline or after.headline:
        both = together and before.headline and after.headline
        return both and _is_broken_headline(before) and not starts_apart(after.text)
    if starts_apart(after.text) and not (together and before.fills and not is_finished(before.text)):
        return False
    if after.line.indent - base >= _INDENTED and not (item and together and not is_finished(before.text)):
        return False
    if is_finished(before.text):
        return together and before.fills and _is_flush(after)
    if len(current) == 1 and is_headline(before.text) and not _is_body(before):
        return False
    if together and before.segment.column:
        return before.fills or not before.segment.column.exact
    if is_open(before.text) and before.text[-1] in "：:" and before.segment.column is None:
        return after.text[0] in _OPENING and not together
    return not together or item or not before.segment.items


def _is_broken_headline(line: _Placed) -> bool:
    column = line.segment.column
    return column is not None and line.fills and (column.exact or starts_section(line.text))


def _is_flush(line: _Placed) -> bool:
    """Tell whether a line reaches from side to side of its column, or is the last of its segment."""
    column = line.segment.column
    return column is not None and (column.flush(line.line) or line.line is line.segment.lines[-1])


def _is_body(line: _Placed) -> bool:
    """Tell whether a line that might be a headline has just the width of the column."""
    column = line.segment.column
    return column is not None and line.fills and column.of(line.line) <= column.width + _OVERHANG


def _is_list(lines: Sequence[Line]) -> bool:
    """Tell whether lines do without full stops, as the items of a list do."""
    texts = [line.text.text for line in lines]
    return 2 * sum(map(is_finished, texts)) < len(texts) and not any("。" in text for text in texts)


def _close(lines: Sequence[_Placed]) -> Part:
    column = lines[0].segment.column
    counted = column is not None and column.exact and column.measure is count
    text = join_wrapped([p.line.text for p in lines], cut_words=counted)
    return Part("heading" if is_heading(text.text) else "paragraph", (text,))
