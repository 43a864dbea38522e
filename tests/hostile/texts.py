"""Texts that a hostile or careless writer may give: one thing again and again, at any length.

`shapes()` names them; each is a function of a length in characters. They are made for the places where a program
searches, looks back or compares each with each: repeated signs, marks that open and never close, nested brackets,
enumerations without end, one sentence with thousands of numbers, thousands of different names.
"""

from __future__ import annotations

from collections.abc import Callable

Shape = Callable[[int], str]

SIGNS = (
    "。！？；：，、．.,;:!?…—-–~·"
    "“”‘’「」『』\"'《》〈〉（）()[]【】{}<>"
    "019０９一二两三十百千万亿零〇半"
    "元%％户家个年月日第前近超约至到和与及等的了在由从"
    "银行贷卡款中国公司局会部"
    "aAeZé +＋×=#*|/\\_^$&@`•●\t\n \u3000\u00a0\u200b\u0301\U0001f600\U00020000"
)

PHRASES = (
    "招商银行",
    "招商银行、",
    "某某银行",
    "工行",
    "北京分行",
    "北京市朝阳区支行",
    "海河银行推出“云帆贷”，",
    "“云帆贷”、",
    "“云帆贷”",
    "「云帆贷」系列产品包括「海智贷」，",
    "推出云帆贷、海智贷、",
    "云帆贷、",
    "云岚科技有限公司、",
    "云岚科技有限公司",
    "滨江市科技局和",
    "云岚科技（",
    "海河银行（以下简称“海河行”）",
    "该行",
    "该产品",
    "该产品1亿元，",
    "该公司",
    "该系列产品包括",
    "我行",
    "与云岚科技合作",
    "在滨江市指导下，",
    "100亿元、",
    "100亿元，",
    "100亿元和",
    "1亿",
    "增长5%，",
    "由1%增至2%，",
    "由1%增至",
    "从5%降至",
    "分别为1亿元、",
    "5年、",
    "1,234,",
    "12.34.",
    "1-2",
    "3至",
    "第1、",
    "百分之",
    "三分之一",
    "三百二十万",
    "三百二十点五",
    "一千零一",
    "几十万",
    "近三年",
    "2024年",
    "2024年1月1日",
    "2024-01-01",
    "2024年至",
    "截至2024年6月末，",
    "同比增长",
    "6月末",
    "其中，",
    "分别",
    "累计",
    "余额",
    "余额1亿元",
    "科技金融",
    "初创期、成长期、",
    "面向初创期企业的“云帆贷”，",
    "为1家、",
    "（一）",
    "1. ",
    "甲\t1亿元\n",
    "甲\t乙\t",
    "| 甲 | 1 ",
    "第一章\n",
    "# 标题\n",
    "- 条目\n",
    "字\n",
    "字 字 ",
    "AIMS智能",
    "A1",
    "APP",
    "e贷",
    "手机银行9.0",
    "五优机制",
    "联盟成员包括",
    "会员单位有招商银行、",
)


def shapes() -> dict[str, Shape]:
    """Return the shapes by their names."""
    found: dict[str, Shape] = {f"sign {sign!r}": _repeated(sign) for sign in dict.fromkeys(SIGNS)}
    found |= {f"phrase {phrase!r}": _repeated(phrase) for phrase in PHRASES}
    found |= {f"nested {pair}": _nested(*pair) for pair in PAIRS}
    found |= {f"counted {pattern!r}": _counted(pattern) for pattern in COUNTED}
    return found


COUNTED = (
    # one sentence with thousands of numbers
    "余额{0}亿元、",
    "余额{0}亿元，",
    "余额1亿元增长{0}%，",
    "{0}家、",
    "海河银行余额1亿元，其中{1}类贷款{0}万元，",
    "截至{2}年末余额{0}亿元，",
    "由{0}%增至{0}%，",
    "云{1}余额1亿元，",
    "云{1}余额1亿元、",
    "{0}",
    "{0}、",
    "{0}，",
    # thousands of names
    "银{1}银行、",
    "银{1}银行推出“云{1}贷”，",
    "“云{1}贷”、",
    "云{1}贷、",
    "推出“云{1}贷”。",
    "“云{1}”平台依托“海{1}”大模型，",
    "云{1}科技有限公司、",
    "与云{1}科技有限公司合作，",
    "海河银行与云{1}科技有限公司合作。",
    "云{1}科技有限公司（以下简称“云{1}”），",
    "滨江市云{1}局、",
    "海河银行云{1}支行、",
    "海河银行云{1}中心成立，",
    "面向初创期企业推出“云{1}贷”，",
    "云{1}有限公司。云{1}。",
    "“海{1}贷”包括“云{1}贷”、",
    "银{1}银行\t余额\t{0}亿元\n",
    "云深{1}有限公司。云深{1}。",
    "“云{1}贷”。该产品余额{0}亿元，",
    "海河银行推出“云{1}贷”，余额1亿元，",
    "# 云{1}\n海河银行推出“云{1}贷”。\n",
)

PAIRS = ("（）", "()", "“”", "「」", "《》", "[]", "【】", "{}", "<>")

FIRST, LAST = ord("一"), ord("龥")


def name_of(number: int) -> str:
    """Return a name of two characters or three, another for each number."""
    size = LAST - FIRST
    return "".join(chr(FIRST + (number * 7919 // size**place) % size) for place in range(2 if number < size else 3))


def _repeated(part: str) -> Shape:
    return lambda length: (part * (length // len(part) + 1))[:length]


def _nested(opening: str, closing: str) -> Shape:
    return lambda length: opening * (length // 2) + closing * (length - length // 2)


def _counted(pattern: str) -> Shape:
    def text(length: int) -> str:
        parts: list[str] = []
        size = number = 0
        while size < length:
            number += 1
            parts.append(pattern.format(number, name_of(number), 2000 + number % 25))
            size += len(parts[-1])
        return "".join(parts)[:length]

    return text


def of_bytes(shape: Shape, size: int) -> str:
    """Return a text of a shape that has `size` bytes in UTF-8, or one or two less."""
    return shape(size).encode()[:size].decode(errors="ignore")
