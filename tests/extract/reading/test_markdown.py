"""Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.reading import read_file, read_text
from extract.reading.formats import markdown
from extract.schema import Document

BODY = """某银行的“账本”

某银行近年来聚焦科技型企业，推出“云帆贷”，服务企业超过两千家。
（一）数据赋能

银行\t产品\t成效
甲银行\t云帆贷\t余额三亿元
\t海港贷\t余额五亿元

- 第一项：走访园区，对接企业；
- 第二项：设立专营支行。
"""


def read(folder: Path, text: str) -> Document:
    path = folder / "case.md"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


def test_front_matter_is_metadata_and_no_text(tmp_path: Path) -> None:
    front = '---\ntitle: "某银行：账本"\ndate: 2025年6月3日\nbanks:\n  - 甲银行\n  - 乙银行\n---\n'
    document = read(tmp_path, front + BODY)
    assert document.title == "某银行：账本"
    assert document.meta == {"title": "某银行：账本", "date": "2025-06-03", "banks": "甲银行\n乙银行"}
    assert document.text == read_text(BODY, "case").text
    assert document.blocks == read_text(BODY, "case").blocks


def test_front_matter_that_is_no_yaml_is_left_out_with_a_warning(tmp_path: Path) -> None:
    document = read(tmp_path, f"---\ntitle: [a: b: c\n---\n{BODY}")
    assert document.warnings == ("the front matter is not valid YAML and was left out",)
    assert document.text == read_text(BODY, "case").text


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("某银行推出**“云帆贷”**和*海港贷*，余额`三亿元`。", "某银行推出“云帆贷”和海港贷，余额三亿元。"),
        ('与[某大学](https://a.example/x "y")合作，见![图](a.png)下图。', "与某大学合作，见下图。"),
        ("某银行&ldquo;云帆贷&rdquo;余额&gt;3亿元&#65292;增长。", "某银行“云帆贷”余额>3亿元，增长。"),
        ('某银行<span class="x">推出</span>云帆贷。<!-- 不\n看 -->服务企业。', "某银行推出云帆贷。服务企业。"),
        ("<script>var a = '隐藏';</script>某银行推出云帆贷。", "某银行推出云帆贷。"),
        ("模型 risk_score_v2 上线，5\\*7不变。", "模型 risk_score_v2 上线，5*7不变。"),
        ("> 引用的一句话，出自行长。", "引用的一句话，出自行长。"),
        ("三亿元 < 五亿元，而且 a > b。", "三亿元 < 五亿元，而且 a > b。"),
    ],
)
def test_markup_goes_and_its_text_stays(tmp_path: Path, source: str, clean: str) -> None:
    assert read(tmp_path, source).text == clean


def test_headings(tmp_path: Path) -> None:
    document = read(tmp_path, "# 某银行的账本\n\n## 数据：怎么用。\n某银行建设数据中台，服务企业。\n")
    assert [block.kind for block in document.blocks] == ["title", "heading", "paragraph"]
    assert document.title == "某银行的账本"


@pytest.mark.parametrize(
    "table",
    [
        "| 银行 | 产品 |\n|---|:---:|\n| 甲银行 | 云帆贷 |\n| | 海港贷 |\n",
        "银行 | 产品\n--- | ---\n甲银行 | 云帆贷\n | 海港贷\n",
        "<table>\n<tr><th>银行</th><th>产品</th></tr>\n<tr><td>甲银行</td>\n<td>云帆贷</td></tr>"
        "<tr><td></td><td>海港贷</td></tr></table>",
    ],
)
def test_tables_become_rows_with_cells(tmp_path: Path, table: str) -> None:
    document = read(tmp_path, f"各行的做法如下表所示。\n\n{table}")
    rows = [[document.text[a:b] for a, b in block.cells] for block in document.blocks if block.kind == "row"]
    assert rows == [["银行", "产品"], ["甲银行", "云帆贷"], ["甲银行", "海港贷"]]


def test_a_yaml_bomb_costs_nothing_and_says_nothing(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    document = read(tmp_path, "---\n" + "\n".join(lines) + f"\n---\n{BODY}")
    assert document.meta == {"a0": "x\nx"}


@given(st.text(alphabet=st.sampled_from('银行贷#*_|`[]()<>!&;-\\ \t\n:~="/a1.'), max_size=120))
def test_any_markup_gives_a_document_or_nothing(source: str) -> None:
    lines = markdown.read(source).lines
    for line in lines:
        assert all(0 <= origin < len(source) for origin in line.text.origin)
    assert "".join(line.text.text for line in lines).count("银") <= source.count("银")
