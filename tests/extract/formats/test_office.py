"""Word, Excel, PowerPoint and separated values."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Inches

from extract import extract_file
from extract.reading import read_content
from extract.reading.offsets import locate
from extract.schema import Document

from . import writers

BALANCES = [
    ["各行科技贷款情况"],
    ["序号", "银行名称", "科技贷款余额（亿元）", "同比增长", "截止日期"],
    [1, "徽商银行", (120.5, "0.00"), (0.213, "0.0%"), date(2025, 6, 30)],
    [2, "北京农商银行", 98, (0.08, "0%"), date(2025, 6, 30)],
]
ROWS = [
    "银行名称\t科技贷款余额\t同比增长\t截止日期",
    "徽商银行\t120.50亿元\t21.3%\t2025年6月30日",
    "北京农商银行\t98亿元\t8%\t2025年6月30日",
]


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def rows(document: Document) -> list[str]:
    return [document.text[one.start : one.end] for one in document.blocks if one.kind == "row"]


def test_a_row_of_a_workbook_is_a_statement_about_its_bank(tmp_path: Path) -> None:
    path = tmp_path / "balances.xlsx"
    path.write_bytes(writers.excel({"余额": BALANCES}))
    extraction = extract_file(path)
    assert rows(extraction.document) == ROWS
    told = {(one.subject, one.name, one.value, one.unit) for one in extraction.metrics}
    assert {
        ("徽商银行", "科技贷款余额", 120.5, "亿元"),
        ("徽商银行", "科技贷款余额同比增长", 21.3, "%"),
        ("北京农商银行", "科技贷款余额", 98, "亿元"),
    } <= told


def test_each_row_knows_its_sheet_and_number() -> None:
    document = read_content(writers.excel({"余额": BALANCES, "空": [], "客户": BALANCES[1:]}), Path("a.xlsx"))
    places = [locate(document, one.start) for one in document.blocks]
    assert places == [
        "sheet 余额", "sheet 余额 row 1", "sheet 余额 row 2", "sheet 余额 row 3", "sheet 余额 row 4",
        "sheet 客户", "sheet 客户 row 1", "sheet 客户 row 2", "sheet 客户 row 3",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_separated_values(encoding: str, delimiter: str) -> None:
    lines = [["银行", "余额（亿元）", "说明"], ["海河银行", "1,200.5", "内含\n云帆贷"], ["云岭银行", "98", ""]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    document = read_content(text.encode(encoding), Path("a.csv"))
    assert rows(document)[1:] == ["海河银行\t1,200.5亿元\t内含 云帆贷", "云岭银行\t98亿元\t"]
    assert locate(document, document.text.index("云岭银行")) == "row 3"


def test_the_unit_above_a_table_holds_for_amounts_and_not_for_years() -> None:
    text = "各行情况,,\n单位：亿元,,\n银行,年份,资产总额\n海河银行,2025,3200\n云岭银行,2025,1800\n"
    assert rows(read_content(text.encode(), Path("a.csv")))[1:] == [
        "海河银行\t2025\t3200亿元",
        "云岭银行\t2025\t1800亿元",
    ]


def test_word_headings_lists_tables_and_merged_cells() -> None:
    word = Word()
    word.add_heading("海河银行的做法", 1)
    word.add_paragraph("海河银行推出三项产品，如下。")
    for item in ("云帆贷，面向科技企业；", "春芽贷，面向初创企业。"):
        word.add_paragraph(item, style="List Bullet")
    table = word.add_table(rows=3, cols=3)
    for row, cells in zip(
        table.rows, (("银行", "产品", "余额"), ("海河银行", "云帆贷", "3亿元"), ("", "春芽贷", "1亿元")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document = read_content(saved(word), Path("a.docx"))
    assert [one.kind for one in document.blocks] == ["title", *["paragraph"] * 3, *["row"] * 3]
    assert rows(document) == ["银行\t产品\t余额", "海河银行\t云帆贷\t3亿元", "\t春芽贷\t1亿元"]
    last = document.blocks[-1].cells[0]
    assert document.text[slice(*last)] == "海河银行", "a merged cell holds for its rows"


def test_word_deleted_text_goes_and_text_boxes_stay() -> None:
    word = Word()
    paragraph = word.add_paragraph("海河银行推出云帆贷，")
    for markup in (
        f"<w:del {nsdecls('w')}><w:r><w:delText>云岭银行</w:delText></w:r></w:del>",
        f"<w:ins {nsdecls('w')}><w:r><w:t>服务企业两千家。</w:t></w:r></w:ins>",
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>框内：余额三亿元。</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>",
    ):
        paragraph._p.append(parse_xml(markup))
    assert read_content(saved(word), Path("a.docx")).text == "海河银行推出云帆贷，服务企业两千家。\n框内：余额三亿元。"


def test_slides() -> None:
    presentation = Presentation()
    for number in (1, 2):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"第{number}部分：海河银行的产品"
        low = slide.shapes.add_textbox(0, Inches(5), Inches(4), Inches(1))
        low.text_frame.text = "云帆贷的余额为三亿元，服务企业两千家。"
        high = slide.shapes.add_textbox(0, Inches(2), Inches(4), Inches(1))
        high.text_frame.text = "海河银行推出云帆贷，面向滨江市的企业。"
        table = slide.shapes.add_table(2, 2, 0, Inches(6), Inches(4), Inches(1)).table
        for x, y, text in ((0, 0, "产品"), (0, 1, "余额"), (1, 0, "春芽贷"), (1, 1, "1亿元")):
            table.cell(x, y).text = text
        slide.notes_slide.notes_text_frame.text = "备注：春芽贷面向初创企业，由滨江分行办理。"
    document = read_content(saved(presentation), Path("a.pptx"))
    assert document.pages == 2
    assert document.text.splitlines()[:6] == [
        "第1部分：海河银行的产品",
        "海河银行推出云帆贷，面向滨江市的企业。",
        "云帆贷的余额为三亿元，服务企业两千家。",
        "产品\t余额",
        "春芽贷\t1亿元",
        "备注：春芽贷面向初创企业，由滨江分行办理。",
    ]
    assert locate(document, document.text.index("第2部分")) == "slide 2"
