"""One module a format: bytes or a decoded text to the lines of a source."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.reading.document import Source


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, the suffixes of its files, and the function that reads it.

    `text` says that the function takes the decoded text and not the bytes; `guarded` that its parser is someone else's
    and may hang or swell on a damaged file, so it runs in a process with limits.
    """

    called: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "read"
    text: bool = False
    guarded: bool = True

    def read(self, content: bytes | str) -> Source:
        """Return the lines of a file of this format."""
        module = import_module(f"extract.reading.formats.{self.module}")
        source: Source = getattr(module, self.function)(content)
        return source


FORMATS: dict[str, Format] = {
    "txt": Format("plain text", (".txt",), "plain", text=True, guarded=False),
    "md": Format("Markdown", (".md", ".markdown"), "markdown", text=True, guarded=False),
    "html": Format("a web page", (".html", ".htm", ".xhtml"), "web", text=True),
    "mhtml": Format("a saved web page", (".mht", ".mhtml"), "web", "read_saved"),
    "csv": Format("separated values", (".csv", ".tsv"), "sheets", "read_separated", text=True, guarded=False),
    "pdf": Format("a PDF", (".pdf",), "pdf"),
    "docx": Format("a Word file", (".docx", ".docm"), "word"),
    "xlsx": Format("an Excel file", (".xlsx", ".xlsm"), "sheets", "read_excel"),
    "pptx": Format("a PowerPoint file", (".pptx", ".pptm"), "slides"),
}
