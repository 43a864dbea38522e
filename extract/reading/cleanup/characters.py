"""Characters and spaces: full-width forms, invisible characters, odd spaces between Chinese characters."""

from __future__ import annotations

import re
import unicodedata

from extract.reading.offsets import Traced

_INVISIBLE_RANGES = (
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF),
    (0xE000, 0xF8FF), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFFC), (0xE0000, 0xE0FFF), (0xF0000, 0x10FFFF),
)  # fmt: skip
_INVISIBLE = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _INVISIBLE_RANGES) + "]")
# One character for one: letters, digits and the per cent sign of the full-width forms, and ideographs that Unicode
# holds twice (radicals and compatibility forms, which a PDF's text layer likes).
_FULL_WIDTH = (0xFF05, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_TWICE = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF))
_SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_FOLDED = {
    code: folded for code in (*_FULL_WIDTH, *_TWICE) if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
} | dict.fromkeys(_SPACES, " ")
_DECIMAL_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")

_CHINESE = (
    r"\u2014\u2018-\u201f\u2026\u3001-\u303f\u3400-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65\U00020000-\U0003ffff"
)
_SPACE = re.compile(" +")
# The number at the end of a Latin name (GPT4, v2) and at its start (5G) is part of the name.
_NUMBER = r"[0-9.,]{1,15}(?![0-9.,A-Za-z])"
_ODD_SPACE = re.compile(
    rf"(?<=[{_CHINESE}]) +(?=[{_CHINESE}]|{_NUMBER})"
    rf"|(?<=[0-9%])(?<![A-Za-z][0-9])(?<![A-Za-z][0-9]{{2}}) +(?=[{_CHINESE}])"
    r"|(?<=[0-9]) +(?=%)"
)
_AT_TAB = re.compile(r" *\t *")
_RUNNING = re.compile("[，。；,;]")
_NUMBERS = "一二三四五六七八九十"
_WORD = re.compile(r"[^ \t]+")


def fold(piece: Traced) -> Traced:
    """Return the piece with one form for each letter, digit and space, and without invisible characters.

    Quotation marks, commas, colons and brackets stay as they are: their form tells something.
    """
    text = piece.text
    if text.isascii() and text.isprintable():
        return piece
    folded = _DECIMAL_POINT.sub(".", text.translate(_FOLDED))
    return piece.same_length(folded).rewrite(_INVISIBLE, "")


def close_up(piece: Traced) -> Traced:
    """Return the piece without the odd spaces of a running text, with single spaces elsewhere.

    A space between Chinese characters, or between one and a number, is odd in a sentence. In a label, a headline or
    a line of names it separates words (青年报 记者 王小明), unless it stands between single characters (上 海); the
    number of a chapter keeps it (三 经营情况).
    """
    if " " not in piece.text:
        return piece
    piece = piece.rewrite(_AT_TAB, "\t")
    if _RUNNING.search(piece.text):
        piece = piece.rewrite(_ODD_SPACE, "")
    else:
        words = {m.start(): m.end() - m.start() for m in _WORD.finditer(piece.text)}
        ends = {start + length: length for start, length in words.items()}
        text = piece.text

        def numbered(space: re.Match[str]) -> bool:
            return space.start() == 1 and text[0] in _NUMBERS and words.get(space.end(), 0) > 1

        piece = piece.rewrite(
            _ODD_SPACE,
            lambda m: "" if not numbered(m) and min(ends[m.start()], words.get(m.end(), 2)) < 2 else " ",
        )
    return piece.rewrite(_SPACE, " ")
