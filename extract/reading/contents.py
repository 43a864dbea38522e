"""What a file is, told by its content; its suffix decides only between forms of text."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from extract.reading.formats import FORMATS
from extract.reading.formats.problems import FormatError

_HEAD = 4096
_WEB_PAGE = re.compile(
    r"\s{0,999}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--(?:(?!-->).){0,2000}-->\s{0,99}){0,9}"
    r"<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVED_PAGE = re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*Content-Type:\s*multipart/related", re.I)
_MARKUP = re.compile(r"<(?:p|div|table|span|meta|title|article|section|h[1-6])\b", re.I)
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_LARGEST_PACKAGE = 1 << 30
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"\x89PNG", "a picture", "run OCR over it and read the text"),
    (b"\xff\xd8\xff", "a picture", "run OCR over it and read the text"),
    (b"GIF8", "a picture", "run OCR over it and read the text"),
    (b"{\\rtf", "a rich text file (RTF)", "save it as .docx"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, or pack it as .zip"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it"),
    (b"SQLite format 3", "a database", "export its tables as .csv"),
)
# Documents that are not read, so that a build says so instead of passing them over.
UNREAD_SUFFIXES = frozenset(
    (".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".rtf", ".odt", ".ods", ".odp", ".rar", ".7z")
)

SUFFIX_FORMATS: dict[str, str] = {suffix: name for name, one in FORMATS.items() for suffix in one.suffixes}


def binary_format(data: bytes) -> str | None:
    """Return the format of what is no text, "zip" for an archive of documents, None for what may be text.

    Parameters
    ----------
    data
        The content of the file.

    Raises
    ------
    FormatError
        It is of a kind that is not read, protected by a password, or a damaged or overfull package.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_format(data)
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED_PACKAGE in data:
            raise FormatError("the Office file is protected by a password", "save a copy without one")
        raise FormatError("this is an old Word, Excel or PowerPoint file", "save it as .docx, .xlsx or .pptx")
    for magic, what, cure in _OTHERS:
        if data.startswith(magic):
            raise FormatError(f"this is {what}", cure)
    if _SAVED_PAGE.match(data[:_HEAD]):
        return "mhtml"
    return None


def text_format(text: str, suffix: str) -> str:
    """Return the format of a text: what its suffix says, unless it looks like a web page."""
    named = SUFFIX_FORMATS.get(suffix.lower(), "txt")
    if named != "md" and _WEB_PAGE.match(text[:_HEAD]):
        return "html"
    if named == "html":
        return "html" if _MARKUP.search(text) else "txt"
    return named if FORMATS[named].text else "txt"


def seems_document(head: bytes) -> bool:
    """Tell whether a file without a known suffix begins as a PDF, an Office file or a web page does."""
    return (
        head.startswith((b"%PDF-", b"PK\x03\x04"))
        or _WEB_PAGE.match(head.decode("utf-8", errors="replace")) is not None
    )


def misnamed(format_name: str, path: PurePath) -> str | None:
    """Return a warning where the suffix of a file says something else than its content."""
    suffix = path.suffix.lower()
    named = SUFFIX_FORMATS.get(suffix)
    if named in (None, format_name):
        return None
    return f"named {suffix}, but it is {FORMATS[format_name].called}"


def _package_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise FormatError(
            f"the zip or Office file is damaged or cut off ({error})", "download or save it again"
        ) from None
    names = {info.filename for info in infos}
    if "[Content_Types].xml" not in names:
        if "mimetype" in names and "content.xml" in names:
            raise FormatError("this is an OpenDocument file", "save it as .docx, .xlsx or .pptx")
        return "zip"
    if sum(info.file_size for info in infos) > _LARGEST_PACKAGE:
        raise FormatError(
            "the Office file unpacks to more than 1 GB", "open it, see whether it is what it seems, save it"
        )
    found = next((name for folder, name in _OFFICE.items() if any(one.startswith(folder) for one in names)), None)
    if found is None:
        raise FormatError("this is an Office file of an unknown kind", "save it as .docx, .xlsx or .pptx")
    return found
