"""One document in, its facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from extract.schema import Extraction


def extract_file(path: str | Path, data: bytes | None = None) -> Extraction:
    """Read one file and return its document with the facts that it states.

    Parameters
    ----------
    path
        A document in one of the formats that `extract.reading` knows.
    data
        Its bytes, where they are at hand: then the path is only its name.

    Raises
    ------
    extract.reading.ReadError
        The file cannot be read; the message names the file and the cure.
    """
    from pathlib import Path

    from extract.pipeline import extract_document
    from extract.reading import read_content, read_file

    return extract_document(read_file(path) if data is None else read_content(data, Path(path)))


def extract_text(text: str, name: str = "text") -> Extraction:
    """Return the document and the facts of a text that is at hand as a string; `name` stands for a file's stem."""
    from extract.pipeline import extract_document
    from extract.reading import read_text

    return extract_document(read_text(text, name))
