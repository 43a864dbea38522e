"""Bytes to text: which of the encodings of Chinese text a file is in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (or a Word, Excel or PowerPoint file)"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_SAMPLE = 1 << 16
_UTF8_DAMAGE = 0.01
# The common characters of GB 2312 (level 1) and of Big5 (level 1) stand together in rows of their own; the first
# rows hold punctuation. Text in one of the two, read as the other, falls out of these rows.
_GB_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_BIG5_COMMON = re.compile(rb"[\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_GB_PAIR = re.compile(rb"[\x81-\xfe][\x30-\x39\x40-\x7e\x80-\xfe]")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_LIKELY_IN_UTF16 = re.compile(r"[\t\n\r -~\u00a0-\u00ff\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff01-\uffe5]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class DecodingError(ValueError):
    """The bytes are no text; the message says what they seem to be."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without byte order mark, the encoding it was in, and what had to be mended."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Return the text of a file in UTF-8, UTF-16, UTF-32, GB18030 or Big5, with or without byte order mark.

    The trial has a fixed order: byte order mark, UTF-8, UTF-16, then GB18030 or Big5, whichever finds more of its own
    common characters.

    Raises
    ------
    DecodingError
        The bytes are not text in one of these encodings.
    """
    for magic, what in _KNOWN_BINARY:
        if data.startswith(magic):
            raise DecodingError(f"this is {what}, not plain text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :], encoding)
    if b"\0" not in data and (strict := _strictly(data, "utf-8")) is not None:
        return _without_binary(Decoded(strict, "utf-8"))
    if guess := _utf16(data) or _double_byte(data):
        return _checked(data, guess)
    if b"\0" not in data:
        text = data.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        if damaged <= _UTF8_DAMAGE * len(text):
            return Decoded(text, "utf-8", (f"{damaged} damaged characters",))
    raise DecodingError("this is not text in UTF-8, UTF-16, GB18030 or Big5")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _checked(data: bytes, encoding: str) -> Decoded:
    if (strict := _strictly(data, encoding)) is not None:
        return _without_binary(Decoded(strict, encoding))
    text = data.decode(encoding, errors="replace")
    return _without_binary(Decoded(text, encoding, (f"{text.count(chr(0xFFFD))} damaged characters",)))


def _without_binary(decoded: Decoded) -> Decoded:
    sample = decoded.text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > len(sample) // 50:
        raise DecodingError("this is binary data, not text")
    return decoded


def _utf16(data: bytes) -> str | None:
    """Return UTF-16 in the byte order in which nearly all units are characters of Chinese text, if there is one."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:_SAMPLE].decode(encoding, errors="replace")
        if sample and len(_LIKELY_IN_UTF16.findall(sample)) >= 0.95 * len(sample):
            return encoding
    return None


def _double_byte(data: bytes) -> str | None:
    """Return GB18030 or Big5, whichever decodes the bytes and finds more common characters in them."""
    readings = [
        (_share(_GB_COMMON, _GB_PAIR, data[:_SAMPLE]), "gb18030"),
        (_share(_BIG5_COMMON, _BIG5_PAIR, data[:_SAMPLE]), "big5hkscs"),
    ]
    for _, encoding in sorted(readings, key=lambda reading: -reading[0]):
        if _strictly(data, encoding) is not None:
            return encoding
    return None


def _share(common: re.Pattern[bytes], pair: re.Pattern[bytes], data: bytes) -> float:
    pairs = pair.findall(data)
    return sum(common.fullmatch(p) is not None for p in pairs) / max(1, len(pairs))
