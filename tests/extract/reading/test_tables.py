"""Tables of tab-separated cells."""

from __future__ import annotations

from extract.reading import read_text
from extract.schema import Document

HEADER = "模式\t银行\t举措"


def rows(document: Document) -> list[list[str]]:
    return [[document.text[a:b] for a, b in block.cells] for block in document.blocks if block.kind == "row"]


def test_a_row_goes_on_over_line_breaks_in_the_middle_of_its_cells() -> None:
    source = (
        "银行\t产品\t举措\t成效\n甲银行\t云帆贷\t设立专营\n支行\t余额三亿元，\n增长两成\n"
        "乙银行\t海港贷\t走访园区\t余额五亿元\n"
    )
    assert rows(read_text(source, "text"))[1:] == [
        ["甲银行", "云帆贷", "设立专营支行", "余额三亿元，增长两成"],
        ["乙银行", "海港贷", "走访园区", "余额五亿元"],
    ]


def test_an_empty_first_cell_stands_for_the_one_above() -> None:
    document = read_text(f"{HEADER}\n数据\t甲银行\t建中台\n\t乙银行\t建集市\n", "text")
    assert rows(document)[2] == ["数据", "乙银行", "建集市"]
    above, row = document.blocks[1], document.blocks[2]
    assert row.cells[0] == above.cells[0]
    assert document.text[row.start : row.end] == "\t乙银行\t建集市"


def test_nothing_is_inherited_from_the_header() -> None:
    assert rows(read_text(f"{HEADER}\n\t乙银行\t建集市\n", "text"))[1] == ["", "乙银行", "建集市"]


def test_a_table_goes_on_over_the_page() -> None:
    source = f"{HEADER}\n数据\t甲银行\t建中台\n（续表）\n{HEADER}\n\t\t投入两亿元\n组织\t乙银行\t设首席信息官\n"
    assert rows(read_text(source, "text")) == [
        ["模式", "银行", "举措"],
        ["数据", "甲银行", "建中台"],
        ["模式", "银行", "举措"],
        ["数据", "甲银行", "投入两亿元"],
        ["组织", "乙银行", "设首席信息官"],
    ]


def test_a_row_that_only_its_last_cell_continues() -> None:
    source = f"{HEADER}\n数据\t甲银行\t采用“前低后高”利率\n\t\t定价，余额三亿元\n组织\t乙银行\t设首席信息官\n"
    assert rows(read_text(source, "text"))[1] == ["数据", "甲银行", "采用“前低后高”利率定价，余额三亿元"]


def test_a_first_cell_that_is_broken_itself() -> None:
    source = f"{HEADER}\n数据治理，夯\n实底座\t甲银行\t建中台\n组织\t乙银行\t设首席信息官\n"
    assert rows(read_text(source, "text"))[1] == ["数据治理，夯实底座", "甲银行", "建中台"]


def test_a_note_and_a_paragraph_end_the_table() -> None:
    source = f"{HEADER}\n数据\t甲银行\t建中台\n注：据公开资料整理\n\n表中两家银行各有所长，值得其他机构参考。\n"
    document = read_text(source, "text")
    assert [block.kind for block in document.blocks] == ["row", "row", "paragraph", "paragraph"]


def test_one_tab_in_a_sentence_is_a_space() -> None:
    document = read_text("某银行\t推出新的产品，服务企业两千家。\n", "text")
    assert document.text == "某银行推出新的产品，服务企业两千家。"
    assert [block.kind for block in document.blocks] == ["paragraph"]
