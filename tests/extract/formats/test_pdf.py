"""PDF: the order of columns, tables, and what pages repeat."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from extract.reading import ReadError, read_content
from extract.reading.offsets import locate
from extract.schema import Document

from . import writers

SENTENCES = [
    "海河银行近年来聚焦科技型企业，在总行设立科技金融部，向滨江市的企业推出云帆贷，帮助它们在没有抵押物的时候拿到第一笔贷款。",
    "到二〇二五年六月末，这项贷款的余额达到三十二亿元，服务企业超过两千家，其中一半以上是第一次从银行借钱的企业。",
    "行长表示，下一步要把审批的时间压到两天以内，并且同滨江市科技局一道，为专利多、资产少的企业建立一套新的评分办法。",
    "云岭银行走的是另一条路。它先同园区谈好名单，再由支行逐户上门，把水电、纳税和订单的数据合在一起看。",
]
# No two begin alike, so that no line stands at the same place of two pages.
NUMERALS = "零一二三四五六七八九"
TEXTS = [f"说到第{NUMERALS[n // 10]}{NUMERALS[n % 10]}{'回' * (n % 7)}，{text}" for n, text in enumerate(SENTENCES * 6)]
PARAGRAPHS = [("paragraph", (text,)) for text in TEXTS]
TITLE = ("title", ("两家银行的科技贷款",))
TABLE = [
    ("row", ("银行", "产品", "余额（亿元）")),
    ("row", ("海河银行", "云帆贷", "32.5")),
    ("row", ("云岭银行", "园区通", "18")),
]


def read(data: bytes) -> Document:
    return read_content(data, Path("report.pdf"))


def paragraphs(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.blocks if one.kind == "paragraph"]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    document = read(writers.pdf([TITLE, *PARAGRAPHS], columns, size=12))
    assert paragraphs(document) == TEXTS
    assert document.title == TITLE[1][0]


def test_running_heads_page_numbers_and_watermarks_go() -> None:
    document = read(writers.pdf([TITLE, *PARAGRAPHS], watermark="海河联盟出品"))
    assert document.pages > 1
    assert paragraphs(document) == TEXTS
    assert not any(word in document.text for word in ("海河联盟", "深度报告", "—"))
    assert any("海河联盟出品" in warning for warning in document.warnings)


@pytest.mark.parametrize("columns", [1, 2])
def test_a_ruled_table_comes_as_rows(columns: int) -> None:
    document = read(writers.pdf([TITLE, *PARAGRAPHS[:4], *TABLE, *PARAGRAPHS[4:]], columns))
    rows = [document.text[one.start : one.end] for one in document.blocks if one.kind == "row"]
    assert rows == ["\t".join(cells) for _, cells in TABLE]
    assert paragraphs(document) == TEXTS


def test_a_table_without_rules_comes_as_rows() -> None:
    document = read(writers.pdf([TITLE, *PARAGRAPHS[:2], *TABLE, *PARAGRAPHS[2:]], grid=False))
    rows = [document.text[one.start : one.end] for one in document.blocks if one.kind == "row"]
    assert rows == ["\t".join(cells) for _, cells in TABLE]


def test_each_paragraph_knows_its_page() -> None:
    document = read(writers.pdf([TITLE, *PARAGRAPHS], size=16))
    places = [locate(document, block.start) for block in document.blocks]
    assert places[0] == "page 1"
    places += [locate(document, block.end - 1) for block in document.blocks]
    assert sorted(set(places)) == [f"page {number + 1}" for number in range(document.pages)]


def drawn(draw, pages: int = 1, **options) -> bytes:
    registerFont(UnicodeCIDFont(writers.FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    for page in range(pages):
        canvas.setFont(writers.FONT, 12)
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_page_that_is_turned_is_read_as_it_is_seen() -> None:
    def sideways(canvas: Canvas, _: int) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        for number, line in enumerate(("海河银行推出云帆贷，服务滨江市的", "科技企业一百二十家。")):
            canvas.drawString(0, -20 * number, line)

    assert "海河银行推出云帆贷，服务滨江市的科技企业一百二十家。" in read(drawn(sideways)).text


def test_letters_that_are_drawn_twice_for_bold_are_read_once() -> None:
    def bold(canvas: Canvas, _: int) -> None:
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "海河银行推出云帆贷。")

    assert read(drawn(bold)).text == "海河银行推出云帆贷。"


def test_pages_without_text_are_named() -> None:
    def some(canvas: Canvas, page: int) -> None:
        if page == 0:
            canvas.drawString(100, 700, "海河银行推出云帆贷，服务企业。")

    assert "no text on pages 2, 3: pictures?" in read(drawn(some, 3)).warnings


def test_a_scan_is_named_with_its_cure() -> None:
    with pytest.raises(ReadError, match=r"report\.pdf: the PDF has no text layer.*OCR"):
        read(drawn(lambda canvas, _: canvas.rect(100, 100, 200, 200), 2))


def test_a_password_is_named() -> None:
    with pytest.raises(ReadError, match=r"report\.pdf: the PDF is protected by a password; save a copy"):
        read(writers.pdf([TITLE, *PARAGRAPHS[:2]], password="geheim"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_pdf_that_is_cut_off_is_named_or_read(share: float) -> None:
    data = writers.pdf([TITLE, *PARAGRAPHS])
    with pytest.raises(ReadError, match=r"report\.pdf: .*; "):
        read(data[: int(share * len(data))])
