"""Sentences and clauses of the clean text, within its blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.schema import Block, Evidence

SENTENCE_END = re.compile(r"[。！？!?；;]+[”」』’\"）)]*")
CLAUSE_END = re.compile(r"[，,：:。！？!?；;\n]")
LONGEST_QUOTE = 120
LONGEST_SENTENCE = 2000
"""No writer's sentence is longer: what runs on is cut, so that a text without stops takes linear time, too."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its place in the text, the index of its block, and the number of its table cell (-1 in prose)."""

    start: int
    end: int
    block: int
    cell: int = -1


def sentences(text: str, blocks: Sequence[Block]) -> list[Sentence]:
    """Return the sentences of all blocks in their order; a table cell is split for itself.

    A cell that repeats one of the row above (a merged cell) has its place there and is passed over.
    """
    found: list[Sentence] = []
    for index, block in enumerate(blocks):
        parts = [(start, end, number) for number, (start, end) in enumerate(block.cells) if start >= block.start]
        for start, end, cell in parts or [(block.start, block.end, -1)]:
            begin = start
            for match in SENTENCE_END.finditer(text, start, end):
                found += (Sentence(*piece, index, cell) for piece in _pieces(text, begin, match.end()))
                begin = match.end()
            if text[begin:end].strip():
                found += (Sentence(*piece, index, cell) for piece in _pieces(text, begin, end))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return text[start:end] in pieces of at most LONGEST_SENTENCE characters, cut behind a clause if it can be."""
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        cut = max((match.end() for match in CLAUSE_END.finditer(text, start, limit)), default=limit)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


class Places:
    """Finds the sentence of a character in logarithmic time."""

    def __init__(self, found: Sequence[Sentence]) -> None:
        self.found = found
        self._starts = [sentence.start for sentence in found]

    def at(self, position: int) -> Sentence | None:
        """Return the sentence that holds `position`."""
        index = self.index(position)
        return None if index is None else self.found[index]

    def index(self, position: int) -> int | None:
        """Return the number of the sentence that holds `position`."""
        index = bisect_right(self._starts, position) - 1
        return index if index >= 0 and position < self.found[index].end else None


def clause_start(text: str, sentence: Sentence, position: int) -> int:
    """Return where the clause of `position` begins within its sentence."""
    begin = sentence.start
    for match in CLAUSE_END.finditer(text, sentence.start, position):
        begin = match.end()
    return begin


def clause_end(text: str, sentence: Sentence, position: int) -> int:
    """Return where the clause of `position` ends within its sentence."""
    match = CLAUSE_END.search(text, position, sentence.end)
    return match.start() if match else sentence.end


def evidence(text: str, sentence: Sentence, start: int, end: int) -> Evidence:
    """Return the quote that holds text[start:end]: its sentence, or the clauses around it where that is too long."""
    first, last = sentence.start, sentence.end
    if last - first > LONGEST_QUOTE:
        first = max(first, min(start, max(clause_start(text, sentence, start), end - LONGEST_QUOTE)))
        last = min(last, max(end, min(clause_end(text, sentence, end), first + LONGEST_QUOTE)))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return Evidence(first, last, text[first:last])
