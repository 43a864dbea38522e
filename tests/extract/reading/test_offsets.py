"""From the clean text back to the source."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.reading import ReadError, read_text
from extract.reading.offsets import concatenate, source_span, to_pairs, to_source, trace
from extract.schema import Document

LINES = st.text(
    alphabet=st.sampled_from(
        "银行贷款科创上海年月A1５％。，；：“”（）「」\t \u3000\u00a0\u200b\u00ad\ue000\r\n\f-●一二第章"
    ),
    min_size=1,
    max_size=200,
)


def read(text: str) -> Document | None:
    try:
        return read_text(text, "text")
    except ReadError:
        return None


@given(LINES | st.text(min_size=1, max_size=100))
def test_every_clean_character_comes_from_its_like_in_the_source(source: str) -> None:
    document = read(source)
    if document is None:
        return
    for i, character in enumerate(document.text):
        if not character.isspace():
            origin = source[to_source(document, i)]
            assert origin == character or unicodedata.normalize("NFKC", origin) == character


@given(LINES)
def test_blocks_cover_the_clean_text_in_order(source: str) -> None:
    document = read(source)
    if document is None:
        return
    ends = [0]
    for block in document.blocks:
        assert ends[-1] <= block.start < block.end
        assert document.text[ends[-1] : block.start].strip() == ""
        ends.append(block.end)
    assert document.text[ends[-1] :].strip() == ""


@given(LINES)
def test_no_ideograph_is_lost_or_added(source: str) -> None:
    document = read(source)
    text = document.text if document else ""
    assert sorted(re.findall("[\u4e00-\u9fff]", text)) == sorted(re.findall("[\u4e00-\u9fff]", source))


def test_a_span_that_was_wrapped_leads_to_the_whole_place_in_the_source() -> None:
    source = "某银行推出“星\n桥贷”，服务科技\n型小微企业，余\n额三亿元。\n"
    document = read_text(source, "text")
    start = document.text.index("星桥贷")
    first, last = source_span(document, start, start + 3)
    assert source[first:last] == "星\n桥贷"


def test_an_offset_outside_the_text_is_refused() -> None:
    document = read_text("某银行发布年报。", "text")
    with pytest.raises(IndexError, match="99"):
        to_source(document, 99)


def test_pairs_hold_only_the_places_where_the_text_jumps() -> None:
    source = trace("甲乙丙丁戊")
    assert to_pairs(concatenate([source.cut(0, 2), source.cut(3)]).origin) == ((0, 0), (2, 3))


def test_rewrite_keeps_the_origins_of_what_stays() -> None:
    piece = trace("ab--cd", start=10).rewrite(re.compile("-+"), "+")
    assert piece.text == "ab+cd"
    assert list(piece.origin) == [10, 11, 12, 14, 15]
