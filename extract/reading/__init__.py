"""Bytes to a clean `Document`: the text in paragraphs, headings and table rows, with offsets back to the source.

A format is a module in `formats` that turns a decoded text into lines; `cleanup` does the same work for all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from extract.reading.decoding import Decoded, DecodingError, decode
from extract.reading.document import Source, compose
from extract.reading.formats import markdown, plain
from extract.schema import Document

_READERS: dict[str, Callable[[str], Source]] = {"txt": plain.read, "md": markdown.read}
_SUFFIX_READERS = {".txt": "txt", ".md": "md", ".markdown": "md"}

SUFFIXES: frozenset[str] = frozenset(_SUFFIX_READERS)
LARGEST_FILE = 50 * 1024 * 1024

__all__ = ["LARGEST_FILE", "SUFFIXES", "ReadError", "read_file", "read_text"]


class ReadError(ValueError):
    """A file cannot be read; the message names the file, what is wrong and what to do."""


def read_file(path: str | Path) -> Document:
    """Return the clean document of a file.

    Parameters
    ----------
    path
        A .txt or .md file in UTF-8, UTF-16, GB18030 or Big5.

    Raises
    ------
    ReadError
        The file is missing, empty, too large, of another kind, or no text.
    """
    path = Path(path)
    reader = _SUFFIX_READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(f"{path}: yinpu reads {', '.join(sorted(SUFFIXES))}; save the text as one of these")
    data = _read_bytes(path)
    try:
        decoded = decode(data)
    except DecodingError as error:
        raise ReadError(f"{path}: {error}; save it as plain text in UTF-8") from error
    return _document(decoded, path.stem, hashlib.sha256(data).hexdigest(), reader, str(path))


def read_text(text: str, name: str = "text") -> Document:
    """Return the clean document of a plain text that is at hand as a string.

    Parameters
    ----------
    text
        The text.
    name
        What stands for a file's stem in the document's id.

    Raises
    ------
    ReadError
        The text is empty or too large.
    """
    data = text.encode("utf-8", errors="surrogatepass")
    if len(data) > LARGEST_FILE:
        raise ReadError(f"{name}: {_too_large(len(data))}")
    return _document(Decoded(text, "utf-8"), name, hashlib.sha256(data).hexdigest(), "txt", name)


def _read_bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ReadError(f"{path}: this is no file; name a file to read")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise ReadError(f"{path}: there is no such file; check the path") from error
    except OSError as error:
        raise ReadError(
            f"{path}: the file cannot be read ({error.strerror}); check your permission to read it"
        ) from error
    if len(data) > LARGEST_FILE:
        raise ReadError(f"{path}: {_too_large(size)}")
    if not data:
        raise ReadError(f"{path}: the file is empty (0 bytes); save or download it again")
    return data


def _too_large(size: int) -> str:
    return f"{size / 1e6:.0f} MB are more than the {LARGEST_FILE / 1e6:.0f} MB that yinpu reads; split the file"


def _document(decoded: Decoded, name: str, sha256: str, reader: str, label: str) -> Document:
    source = _READERS[reader](decoded.text)
    document = compose(source, name, sha256, reader, decoded.encoding, decoded.warnings)
    if not document.text:
        raise ReadError(f"{label}: there is no text in it, only white space or markup; check that it was saved fully")
    return document
