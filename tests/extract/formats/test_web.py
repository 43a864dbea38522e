"""Web pages: the text without the frame of the site."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from extract.reading import ReadError, read_content
from extract.schema import Document

from . import writers

BLOCKS = [
    ("title", ("海河银行推出云帆贷",)),
    ("paragraph", ("海河银行近日推出云帆贷，面向滨江市的科技型企业，额度最高五百万元，最快两天放款。",)),
    ("heading", ("一、怎么申请",)),
    ("paragraph", ("企业在手机银行填写表格，由海河银行滨江分行审核；专利可以折成额度。",)),
    ("row", ("银行", "产品", "余额")),
    ("row", ("海河银行", "云帆贷", "32.5亿元")),
    ("paragraph", ("到6月末，云帆贷的余额为32.5亿元，服务企业2000家。",)),
]
TEXT = "\n".join("\t".join(cells) for _, cells in BLOCKS)


def read(page: str, name: str = "page.html") -> Document:
    return read_content(page.encode(), Path(name))


def test_the_frame_goes_and_the_text_stays() -> None:
    document = read(writers.web_page(BLOCKS, "2025-07-01T08:30:00+08:00"))
    assert document.text == TEXT
    assert [block.kind for block in document.blocks] == [kind for kind, _ in BLOCKS]


def test_what_the_page_says_of_itself() -> None:
    document = read(writers.web_page(BLOCKS, "2025-07-01T08:30:00+08:00"))
    assert document.title == "海河银行推出云帆贷"
    assert document.meta == {
        "title": "海河银行推出云帆贷",
        "date": "2025-07-01",
        "publisher": "滨江新闻网",
        "url": "https://news.example.cn/2025/1.html",
    }


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ("<title>海河银行推出云帆贷_财经频道_滨江新闻网</title>", "title", "海河银行推出云帆贷"),
        ('<meta name="PubDate" content="2024/3/5 10:00">', "date", "2024-03-05"),
        (
            '<script type="application/ld+json">{"headline": "云帆贷", "datePublished": "2024-03-05"}</script>',
            "date",
            "2024-03-05",
        ),
        ("<!-- saved from url=(0025)https://a.example.cn/1.htm -->", "url", "https://a.example.cn/1.htm"),
    ],
)
def test_other_ways_to_say_it(head: str, key: str, value: str) -> None:
    body = "".join(f"<p>{cells[0]}</p>" for kind, cells in BLOCKS if kind == "paragraph")
    assert read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>").meta[key] == value


def test_a_date_inside_the_text_is_not_that_of_the_page() -> None:
    body = "".join(f"<p>{'2019年5月1日，' + cells[0]}</p>" for kind, cells in BLOCKS if kind == "paragraph")
    assert "date" not in read(f"<html><body>{body}</body></html>").meta


def test_scripts_and_hidden_text_say_nothing() -> None:
    page = (
        "<html><body><script>document.write('云岭银行推出脚本贷')</script>"
        "<div style='display: none'>云岭银行推出隐贷</div>"
        f"<p onclick='alert(1)'>{BLOCKS[1][1][0]}</p><noscript>云岭银行</noscript><!-- 云岭银行 --></body></html>"
    )
    assert read(page).text == BLOCKS[1][1][0]


def test_paragraphs_that_line_breaks_part_stay_apart() -> None:
    first, second = BLOCKS[1][1][0], BLOCKS[3][1][0]
    assert read(f"<html><body><div>{first}<br><br>　　{second}</div></body></html>").text == f"{first}\n{second}"


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    cells = "".join(f"<p>{cells[0]}</p>" for kind, cells in BLOCKS if kind == "paragraph")
    left = "<table><tr><td>左栏</td></tr></table>"
    page = f"<html><body><table><tr><td>{left}</td><td>{cells}</td></tr></table></body></html>"
    document = read(page)
    assert [block.kind for block in document.blocks] == ["paragraph"] * 3


@pytest.mark.parametrize("name", ["page.pdf", "page.txt", "page.docx"])
def test_a_web_page_under_another_name_is_read_as_what_it_is(name: str) -> None:
    document = read(writers.web_page(BLOCKS), name)
    assert (document.reader, document.text) == ("html", TEXT)
    assert [f"named {Path(name).suffix}, but it is a web page"] == list(document.warnings)


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16"])
def test_encodings(encoding: str) -> None:
    page = "<html><body><p>海河銀行推出雲帆貸，額度五百萬元，最快兩天放款。</p></body></html>".encode(encoding)
    assert "額度五百萬元" in read_content(page, Path("page.html")).text


def test_a_page_saved_in_one_file() -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://news.example.cn/1.html"
    message["Content-Location"] = "x"
    message.set_content(writers.web_page(BLOCKS), subtype="html")
    message.make_related()
    document = read_content(message.as_bytes(), Path("page.mhtml"))
    assert (document.reader, document.text) == ("mhtml", TEXT)


def test_a_page_that_is_nested_without_end() -> None:
    depth = 20_000
    page = "<html><body>" + "<div>" * depth + f"<p>{BLOCKS[1][1][0]}</p>" + "</div>" * depth + "</body></html>"
    assert read(page).text == BLOCKS[1][1][0]


def test_a_page_of_links_alone_has_no_text() -> None:
    with pytest.raises(ReadError, match="no text in it"):
        read("<html><body><nav><a href='/'>首页</a></nav></body></html>")
