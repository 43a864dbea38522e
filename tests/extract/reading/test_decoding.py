"""Which encoding a file is in."""

from __future__ import annotations

import pytest

from extract.reading.decoding import DecodingError, decode

SIMPLIFIED = (
    "某城市商业银行近年来持续加大科技投入，推出面向小微企业的信用贷款，截至去年末余额达到三百亿元，同比增长两成。\n"
)
TRADITIONAL = (
    "某城市商業銀行近年來持續加大科技投入，推出面向小微企業的信用貸款，截至去年末餘額達到三百億元，同比增長兩成。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_in_every_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)).text == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le"])
def test_traditional_text_in_every_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_the_encoding_is_named() -> None:
    assert decode(SIMPLIFIED.encode("gb18030")).encoding == "gb18030"
    assert decode(TRADITIONAL.encode("big5")).encoding == "big5hkscs"
    assert decode(SIMPLIFIED.encode("utf-8-sig")).encoding == "utf-8"


def test_ascii_in_utf16_without_mark() -> None:
    assert decode("Annual report 2025\n".encode("utf-16-le")).text == "Annual report 2025\n"


def test_a_few_damaged_bytes_are_reported_and_do_not_hide_the_rest() -> None:
    damaged = (SIMPLIFIED * 20).encode() + b"\xff\xfe\xff" + SIMPLIFIED.encode()
    decoded = decode(damaged)
    assert decoded.text.startswith(SIMPLIFIED)
    assert decoded.warnings == ("3 damaged characters",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04....", "zip archive"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (bytes(range(256)) * 8, "not text"),
        (b"\x00\x01\x02\x03" * 100, "not text"),
        (b"\x01\x02\x03\x04" * 100, "binary"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, what: str) -> None:
    with pytest.raises(DecodingError, match=what):
        decode(data)
