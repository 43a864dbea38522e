"""What a page does to its articles: repeated lines, page numbers, continuations, bylines."""

from __future__ import annotations

from extract.reading import read_text

FIRST = "某城市商业银行近年来聚焦科技型企业，推出覆盖全生命周期的产品，服务企业超过两千家，余额突破三百亿元。"
SECOND = "该行在总行设立科技金融部，在分行设立专营团队，并与地方政府共建风险补偿资金池，单户最高一千万元。"
THIRD = "下一步，该行将继续完善审批机制，把更多资源投向先进制造和人工智能等领域，陪伴企业长期成长。"


def paragraphs(text: str) -> list[str]:
    document = read_text(text, "text")
    return [document.text[block.start : block.end] for block in document.blocks]


def test_a_watermark_is_dropped_and_the_sentence_closed() -> None:
    mark = "\n\n某某联盟出品\n\n"
    source = mark.join([FIRST[:38], FIRST[38:] + "\n\n" + SECOND[:38], SECOND[38:], THIRD])
    document = read_text(source, "text")
    assert paragraphs(source) == [FIRST, SECOND, THIRD]
    assert document.warnings == ("dropped 3 times: 某某联盟出品",)


def test_a_running_head_is_dropped_where_it_interrupts_sentences() -> None:
    head = "\n\n年度报告摘要\n\n"
    source = head.join([FIRST[:38], FIRST[38:] + "\n\n" + SECOND[:38], SECOND[38:] + "\n\n" + THIRD[:38], THIRD[38:]])
    assert paragraphs(source) == [FIRST, SECOND, THIRD]


def test_a_heading_that_comes_again_stays() -> None:
    source = "\n\n".join(f"主要做法\n\n{text}" for text in (FIRST, SECOND, THIRD))
    assert paragraphs(source).count("主要做法") == 3


def test_page_numbers_are_dropped() -> None:
    assert paragraphs(f"{FIRST[:38]}\n\n第 3 页 共 9 页\n\n{FIRST[38:]}\n\n- 4 -\n") == [FIRST]


def test_an_article_that_goes_on_elsewhere_is_put_together() -> None:
    source = f"三地结盟\n\n{FIRST}\n（下转右侧）\n\n■简讯\n另一家银行的新闻\n\n{SECOND}\n\n（上接左侧）\n{THIRD}\n"
    assert paragraphs(source) == ["三地结盟", FIRST, THIRD, "■简讯", "另一家银行的新闻", SECOND]


def test_a_sentence_that_goes_on_elsewhere_is_one_again() -> None:
    source = f"三地结盟\n\n{FIRST[:38]}\n\n另一家银行的新闻\n\n{SECOND}\n\n（上接左栏）\n{FIRST[38:]}\n{THIRD}\n"
    assert paragraphs(source) == ["三地结盟", FIRST, THIRD, "另一家银行的新闻", SECOND]


def test_a_byline_behind_the_last_sentence_ends_the_article() -> None:
    document = read_text(f"{FIRST} 某晚报记者 王小明\n\n{SECOND}", "text")
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks] == [
        ("paragraph", FIRST),
        ("heading", "某晚报记者 王小明"),
        ("paragraph", SECOND),
    ]
