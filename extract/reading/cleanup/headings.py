"""What a line looks like: finished or not, the start of a section, a headline."""

from __future__ import annotations

import re

_HAN_NUMBER = "[一二三四五六七八九十百零〇0-9]{1,4}"
_FINISHED = re.compile(r"[。！？…；!?;][”’」』）)】》\"']{0,3}$")
_OPEN_END = re.compile(r"[，、：,:“‘「『（(《【—-]$")
_SECTION = re.compile(
    rf"第{_HAN_NUMBER}[章节篇编部回]|[一二三四五六七八九十]{{1,3}}[、.．]|[（(]{_HAN_NUMBER}[）)]|[①-⑳]"
)
_DECIMAL_SECTION = re.compile(
    r"[0-9]{1,2}(?:\.[1-9][0-9]?){1,3}(?: |、|(?=[\u4e00-\u9fff]))(?![万亿元个倍家户%‰平米吨年月日岁天小秒和与])"
    r"|[0-9]{1,2}[.．、](?![0-9])"
)
_NOTE = re.compile(
    r"[（(【]?(?:表|图|附表|专栏) ?[0-9A-Z一二三四五六七八九十]+"
    r"|[（(]?(?:资料来源|数据来源|来源|注|说明|备注)[:：]"
    r"|[（(](?:上接|下转|续表|完)"
)
_ITEM = re.compile(
    r"[●•■□◆◇▲△★☆※·○]"
    r"|(?:问|答)(?:[:：]|（.{1,30}）[:：])"
    r"|——"
    r"|[-*–] "
    r"|(?:本报|本刊|本网).{0,12}讯"
)
_CAPTION = re.compile(r"[（(【]?(?:表|图|附表|专栏) ?[0-9A-Z一二三四五六七八九十]|——|■|·[^·]{1,6}·")
_LABEL = re.compile(r"[■【（(]?(?:新闻稿|新闻通稿|通稿|资讯|简讯|短讯|快讯|要闻|链接|[0-9]{1,3})[】）)]?")
# Words that open a sentence of the body and no headline, and a quotation that goes on in the next line.
_RUNNING = re.compile("(?:近年来|近日|日前|截至|截止|目前|据悉|据了解|一直以来|随着|此外|同时|与此同时)[，,0-9]?")
_LONGEST_HEADING = 36
_MOST_CLAUSES = 2


def is_finished(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _FINISHED.search(text[-5:]) is not None


def is_open(text: str) -> bool:
    """Tell whether a text ends with a mark after which more must come."""
    return _OPEN_END.search(text[-1:]) is not None


def starts_section(text: str) -> bool:
    """Tell whether a text begins with the number of a section or an item: 第三章, 一、, （二）, 5.1."""
    return _SECTION.match(text) is not None or _DECIMAL_SECTION.match(text) is not None


def starts_below_table(text: str) -> bool:
    """Tell whether a text can't be the rest of a table cell: a note, a caption, a section."""
    return _NOTE.match(text) is not None or _SECTION.match(text) is not None


def starts_apart(text: str) -> bool:
    """Tell whether a text never goes on with the sentence before: a section, a caption, a note, a bullet."""
    return starts_section(text) or _NOTE.match(text) is not None or _ITEM.match(text) is not None


def is_headline(text: str) -> bool:
    """Tell whether a line of its own is short enough for a headline and no sentence or part of one."""
    if len(text) > _LONGEST_HEADING or is_finished(text) or is_open(text):
        return False
    if _RUNNING.match(text) or any(text.count(mark) != text.count(end) for mark, end in ("“”", "「」", "《》")):
        return False
    return not re.search("[。；]", text) and len(re.findall("[，,]", text)) < _MOST_CLAUSES


def is_heading(text: str) -> bool:
    """Tell whether a headline-like text names what follows, as a bare list item or a note does not."""
    if not is_headline(text):
        return False
    return starts_section(text) or not starts_apart(text) or _CAPTION.match(text) is not None


def is_label(text: str) -> bool:
    """Tell whether a heading names a genre or a page and not a subject: 新闻稿, ■资讯, 05."""
    return _LABEL.fullmatch(text) is not None
