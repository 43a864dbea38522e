"""What a line looks like: finished or not, the start of a section, a headline."""

from __future__ import annotations

import re

_HAN_NUMBER = "[一二三四五六七八九十百零〇0-9]{1,4}"
_FINISHED = re.compile(r"[。！？…；!?;][”’」』）)】》\"']{0,3}$")
_OPEN_END = re.compile(r"[，、：,:“‘「『（(《【—-]$")
_SECTION = re.compile(
    rf"第{_HAN_NUMBER}[章节篇编部回]"
    rf"|[一二三四五六七八九十]{{1,3}}[、.．]"
    rf"|[（(]{_HAN_NUMBER}[）)]"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}[ 、]?(?=[\u4e00-\u9fff])(?![万亿元个倍家户%‰平米吨年月日岁])"
    r"|[0-9]{1,2}[.．、](?![0-9])"
    r"|[①-⑳]"
)
_APART = re.compile(
    r"[（(【]?(?:表|图|附表|专栏) ?[0-9A-Z一二三四五六七八九十]+"
    r"|[（(]?(?:资料来源|数据来源|来源|注|说明|备注)[:：]"
    r"|[●•■□◆◇▲△★☆※·○]"
    r"|[（(](?:上接|下转|续表|完)"
    r"|(?:问|答)(?:[:：]|（.{1,30}）[:：])"
    r"|——"
    r"|(?:本报|本刊|本网).{0,12}讯"
)
_LONGEST_HEADING = 36
_LONGEST_CLAUSES = 2


def is_finished(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _FINISHED.search(text[-5:]) is not None


def is_open(text: str) -> bool:
    """Tell whether a text ends with a mark after which more must come."""
    return _OPEN_END.search(text[-1:]) is not None


def starts_section(text: str) -> bool:
    """Tell whether a text begins with the number of a section or an item: 第三章, 一、, （二）, 5.1."""
    return _SECTION.match(text) is not None


def starts_apart(text: str) -> bool:
    """Tell whether a text never goes on with the sentence before: a section, a caption, a note, a bullet."""
    return starts_section(text) or _APART.match(text) is not None


def is_headline(text: str) -> bool:
    """Tell whether a line of its own is short enough for a headline and no sentence or part of one."""
    if len(text) > _LONGEST_HEADING or is_finished(text) or is_open(text):
        return False
    return not re.search("[。！？；]", text[:-1].rstrip("”")) and len(re.findall("[，,]", text)) < _LONGEST_CLAUSES
