"""Lines to paragraphs and headings."""

from __future__ import annotations

import textwrap

import pytest

from extract.reading import read_text

FIRST = "某城市商业银行近年来聚焦科技型企业，推出覆盖全生命周期的产品，服务企业超过两千家，贷款余额突破三百亿元。"
SECOND = "该行在总行设立科技金融部，在分行设立专营团队，并与地方政府共建风险补偿资金池，单户授信最高一千万元。"
THIRD = "下一步，该行将继续完善审批机制，把更多资源投向先进制造、生物医药和人工智能等领域，陪伴企业长期成长。"


def blocks(text: str) -> list[tuple[str, str]]:
    document = read_text(text, "text")
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def wrap(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


@pytest.mark.parametrize("width", [11, 15, 20, 38])
def test_lines_wrapped_by_counting_are_joined_in_the_middle_of_words(width: int) -> None:
    source = "\n\n".join("\n".join(wrap(text, width)) for text in (FIRST, SECOND, THIRD))
    assert blocks(source) == [("paragraph", text) for text in (FIRST, SECOND, THIRD)]


def test_a_blank_line_behind_every_line_of_a_column_means_nothing() -> None:
    source = "\n\n".join(line for text in (FIRST, SECOND) for line in wrap(text, 14))
    assert blocks(source) == [("paragraph", FIRST), ("paragraph", SECOND)]


def test_a_column_whose_paragraphs_are_marked_by_indentation_alone() -> None:
    source = "\n".join("\n".join(wrap("\u3000\u3000" + text, 15)) for text in (FIRST, SECOND, THIRD))
    assert blocks(source) == [("paragraph", text) for text in (FIRST, SECOND, THIRD)]


def test_a_sentence_goes_on_in_the_next_column() -> None:
    lines = wrap(FIRST, 14)
    source = "\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:]) + "\n\n" + "\n".join(wrap(SECOND, 14))
    assert blocks(source) == [("paragraph", FIRST), ("paragraph", SECOND)]


def test_headlines_over_a_column_stay_apart_from_it() -> None:
    column = "\n".join(wrap(FIRST, 14))
    source = f"{column}\n\n先人一步\n某银行下好“先手棋”\n\n" + "\n".join(wrap(SECOND, 14))
    assert blocks(source) == [
        ("paragraph", FIRST),
        ("heading", "先人一步"),
        ("heading", "某银行下好“先手棋”"),
        ("paragraph", SECOND),
    ]


def test_the_first_line_of_a_column_may_stand_under_its_headline() -> None:
    head, *rest = [
        "走进新建的产业园，这家",
        *wrap("城市商业银行团队以服务实体经济为己任，深入园区、走访企业，把信贷资源精准滴灌到科创企业。", 14),
    ]
    before = "\n".join(wrap(SECOND, 14))
    source = f"{before}\n\n山海同行\n服务走进园区\n{head}\n\n" + "\n".join(rest)
    assert blocks(source)[1:] == [
        ("heading", "山海同行"),
        ("heading", "服务走进园区"),
        ("paragraph", head + "".join(rest)),
    ]


def test_a_page_break_inside_a_sentence_is_closed() -> None:
    source = f"{FIRST[:38]}\n\n{FIRST[38:]}\n\n{SECOND}"
    assert blocks(source) == [("paragraph", FIRST), ("paragraph", SECOND)]


@pytest.mark.parametrize(
    "start", ["（二）某银行：数据赋能", "二、数据赋能", "5.2 组织层面", "表5-1 各行做法", "第二章 组织"]
)
def test_a_section_begins_even_behind_an_unfinished_sentence(start: str) -> None:
    assert blocks(f"{FIRST}\n\n{SECOND[:-1]}\n\n{start}\n\n{THIRD}")[2] == ("heading", start)


def test_a_headline_does_not_go_on_with_an_unfinished_sentence() -> None:
    column = wrap(FIRST, 14)
    source = (
        "\n".join(column[:3])
        + "\n\n枣园里的授信\n\n"
        + "\n".join(wrap(SECOND, 14))
        + "\n\n"
        + "\n".join(wrap(THIRD, 14))
    )
    assert ("heading", "枣园里的授信") in blocks(source)


def test_every_line_is_a_paragraph_where_none_was_wrapped() -> None:
    source = f"湖州：本地银行先行\n{FIRST}\n{SECOND}\n盐城：二十年家底\n{THIRD}"
    assert [kind for kind, _ in blocks(source)] == ["title", "paragraph", "paragraph", "heading", "paragraph"]


def test_two_section_headings_stay_apart_in_a_column_of_their_width() -> None:
    source = "第三节 经营情况的讨论分析\n3.6 绿色金融\n\n" + "\n".join(wrap(FIRST, 14))
    assert [text for _, text in blocks(source)][:2] == ["第三节 经营情况的讨论分析", "3.6 绿色金融"]


def test_a_numbered_heading_that_was_wrapped_is_one() -> None:
    column = "\n".join(wrap(FIRST, 14)) + "\n\n"
    source = f"{column}（二）某城市商业银行：数据\n赋能\n\n{column}（三）乙银行\n\n{column}"
    assert [text for kind, text in blocks(source) if kind == "heading"] == [
        "（二）某城市商业银行：数据赋能",
        "（三）乙银行",
    ]


def test_items_of_a_list_stay_apart() -> None:
    items = [
        "● 网点37家，员工六百人，分布在三个城市",
        "● 服务企业两千家，其中专精特新三百家",
        "● 贷款余额超过三百亿元，增长两成",
    ]
    assert blocks("\n".join(items)) == [("paragraph", item) for item in items]


def test_questions_and_answers_stay_apart() -> None:
    source = f"问：钱从哪里来？\n答：{FIRST}\n\n问：往哪里去？\n答：{SECOND}"
    assert [text[:2] for _, text in blocks(source)] == ["问：", "答：", "问：", "答："]


def test_latin_words_keep_their_space_when_lines_are_joined() -> None:
    text = "The bank offers working capital loans to small companies and works with local universities on risk models."
    assert blocks("\n".join(textwrap.wrap(text, 24))) == [("paragraph", text)]


def test_a_lead_that_ends_with_a_colon_goes_on_with_the_quotation() -> None:
    source = f"{FIRST}\n\n行长在会上特别提到：\n\n“这笔贷款三天到账，没有抵押。”\n\n{SECOND}"
    assert blocks(source)[1] == ("paragraph", "行长在会上特别提到：“这笔贷款三天到账，没有抵押。”")


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("某银行推出新产品\n\n", "某银行推出新产品"),
        ("新闻稿\n\n某银行推出新产品\n\n", "某银行推出新产品"),
        ("守着海，怎么做银行？\n\n", "守着海，怎么做银行？"),
        ("", ""),
    ],
)
def test_the_title_is_the_first_headline_that_says_something(first: str, title: str) -> None:
    assert read_text(first + FIRST + "\n\n" + SECOND, "text").title == title
