"""The source text of a format that has none of its own: what its reader takes out of the file, in reading order."""

from __future__ import annotations

from extract.reading.cleanup.lines import Line, LineKind, make_line
from extract.reading.document import Source
from extract.reading.offsets import Traced, trace


class Transcript:
    """Collects lines, each behind the one before, and notes which page, slide or row they come from."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._locators: list[tuple[int, str]] = []
        self._at = 0

    def locate(self, place: str) -> None:
        """Note that what is written from here on stands at `place`."""
        if self._locators and self._locators[-1][1] == place:
            return
        if self._locators and self._locators[-1][0] == self._at:
            self._locators.pop()
        self._locators.append((self._at, place))

    def write(self, text: str) -> Traced:
        """Return `text` with its place in the source text, to be added as (part of) a line later."""
        piece = trace(text, self._at)
        self._at += len(text) + 1
        return piece

    def add(self, piece: Traced | str, kind: LineKind | None = "paragraph") -> None:
        """Add a line."""
        self._lines.append(make_line(self.write(piece) if isinstance(piece, str) else piece, kind))

    def add_paragraph(self, text: str, *, heading: bool = False) -> None:
        """Add a paragraph; line breaks in it leave to the clean-up what they part."""
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) == 1:
            self.add(lines[0], "heading" if heading else "paragraph")
        elif heading:
            self.add(" ".join(lines), "heading")
        elif lines:
            for line in lines:
                self.add(line, None)
            self.blank()

    def add_row(self, cells: list[str]) -> None:
        """Add a table row; white space inside its cells becomes a space."""
        self.add("\t".join(" ".join(cell.split()) for cell in cells), "row")

    def blank(self) -> None:
        """Add a blank line."""
        self.add("")

    def source(self, meta: dict[str, str] | None = None, warnings: tuple[str, ...] = (), pages: int = 0) -> Source:
        """Return what was collected."""
        return Source(self._lines, meta or {}, warnings, tuple(self._locators), pages)
