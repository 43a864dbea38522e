"""Bytes to a clean `Document`: the text in paragraphs, headings and table rows, with offsets back to the source.

A format is a module in `formats` that turns a file into lines; `cleanup` does the same work for all of them. Which
format a file has is told by its content.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.reading.archives import archive_of, archive_problem, is_archive, list_archive, read_member
from extract.reading.contents import (
    SUFFIX_FORMATS,
    UNREAD_SUFFIXES,
    binary_format,
    misnamed,
    seems_document,
    text_format,
)
from extract.reading.decoding import DecodingError, decode
from extract.reading.document import Source, compose
from extract.reading.formats import FORMATS
from extract.reading.formats.problems import FormatError
from extract.schema import Document

ARCHIVE_SUFFIX = ".zip"
SUFFIXES: frozenset[str] = frozenset((*SUFFIX_FORMATS, ARCHIVE_SUFFIX))
LARGEST_FILE = 50 * 1024 * 1024
LARGEST_BINARY_FILE = 200 * 1024 * 1024
_HEAD = 1024

__all__ = [
    "LARGEST_FILE",
    "SUFFIXES",
    "ReadError",
    "expand",
    "may_be_document",
    "read_bytes",
    "read_content",
    "read_file",
    "read_text",
    "too_large",
]


class ReadError(ValueError):
    """A file cannot be read; the message names the file, what is wrong and what to do."""


def read_file(path: str | Path) -> Document:
    """Return the clean document of a file.

    Parameters
    ----------
    path
        A text (UTF-8, UTF-16, GB18030, Big5), Markdown, web page, PDF, Word, Excel or PowerPoint file or separated
        values; a path may lead into a zip archive.

    Raises
    ------
    ReadError
        The file is missing, empty, too large, protected, damaged, or of another kind.
    """
    return read_content(read_bytes(path), Path(path))


def read_content(data: bytes, path: Path) -> Document:
    """Return the clean document of a file whose bytes are at hand.

    Raises
    ------
    ReadError
        The bytes are no document, or a damaged one.
    """
    try:
        return _read(data, path)
    except FormatError as error:
        raise ReadError(f"{path}: {error.reason}; {error.cure}") from error


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
        raise ReadError(f"{name}: {too_large(len(data), LARGEST_FILE)}; split it")
    document = compose(FORMATS["txt"].read(text), name, hashlib.sha256(data).hexdigest(), "txt", "utf-8")
    if not document.text:
        raise ReadError(f"{name}: {_EMPTY.reason}; {_EMPTY.cure}")
    return document


def read_bytes(path: str | Path, largest: int | None = None) -> bytes:
    """Return the content of a file, on disk or in an archive.

    Parameters
    ----------
    path
        The file.
    largest
        How many bytes it may have; by default LARGEST_BINARY_FILE for what is no text, LARGEST_FILE for the others.

    Raises
    ------
    ReadError
        It is missing, empty or too large, or may not be read.
    """
    path = Path(path)
    try:
        if not path.exists() and (archive := archive_of(path)):
            data = read_member(archive, path, largest or LARGEST_BINARY_FILE)
        else:
            data = _read_from_disk(path, largest)
    except FormatError as error:
        raise ReadError(f"{path}: {error.reason}; {error.cure}") from None
    except FileNotFoundError as error:
        raise ReadError(f"{path}: there is no such file; check the path") from error
    except OSError as error:
        raise ReadError(
            f"{path}: the file cannot be read ({error.strerror}); check your permission to read it"
        ) from error
    if not data:
        raise ReadError(f"{path}: the file is empty (0 bytes); save or download it again")
    return data


def may_be_document(path: Path) -> bool:
    """Tell whether a file in a folder is taken for a document, by its suffix or else by how it begins."""
    if path.suffix.lower() in SUFFIXES | UNREAD_SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return seems_document(file.read(_HEAD))
    except OSError:
        return False


def expand(path: Path) -> list[Path]:
    """Return the documents in a file: itself, or those in an archive."""
    if path.suffix.lower() != ARCHIVE_SUFFIX:
        return [path]
    members = list_archive(path)
    return [one for one in members if one == path or one.suffix.lower() in SUFFIXES | UNREAD_SUFFIXES]


_EMPTY = FormatError("there is no text in it, only white space or markup", "check that it was saved fully")


def _read_from_disk(path: Path, largest: int | None) -> bytes:
    if path.is_symlink() and not path.exists():
        raise FormatError("the link leads nowhere or in a circle", "repair or remove it")
    if path.exists() and not path.is_file():
        raise FormatError("this is no file", "name a file to read")
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        binary = head.startswith((b"%PDF", b"PK", b"\xd0\xcf"))
        largest = largest or (LARGEST_BINARY_FILE if binary else LARGEST_FILE)
        if head.startswith(b"PK") and size > largest:
            raise archive_problem(path)
        data = head + file.read(max(0, largest + 1 - len(head)))
    if len(data) > largest:
        raise FormatError(too_large(max(size, len(data)), largest), "split the file")
    if is_archive(data):
        raise archive_problem(path)
    return data


def _read(data: bytes, path: Path) -> Document:
    name, encoding = binary_format(data), ""
    content: bytes | str = data
    warnings: tuple[str, ...] = ()
    if name is None:
        try:
            decoded = decode(data)
        except DecodingError as error:
            raise FormatError(str(error), "save it as plain text in UTF-8") from error
        name = text_format(decoded.text, path.suffix)
        content, encoding, warnings = decoded.text, decoded.encoding, decoded.warnings
    elif name == "zip":
        raise FormatError("this is an archive of documents", "build it, or name a file in it")
    if hint := misnamed(name, path):
        warnings = (*warnings, hint)
    source = _source(name, content)
    document = compose(source, path.stem, hashlib.sha256(data).hexdigest(), name, encoding, warnings)
    if not document.text:
        raise _EMPTY
    return document


def _source(name: str, content: bytes | str) -> Source:
    if not FORMATS[name].guarded:
        return FORMATS[name].read(content)
    from extract.reading.guard import read_guarded

    return read_guarded(name, content)


def too_large(size: int, largest: int) -> str:
    """Return what is wrong with a file of more bytes than are read."""
    return f"{size / 1e6:.0f} MB are more than the {largest / 1e6:.0f} MB that yinpu reads"
