"""Documents in all formats, made by real writers from blocks: what a text says stays, how it is set changes."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from docx import Document as Word
from openpyxl import Workbook
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from extract.schema import Document

# A block: its kind (title, heading, paragraph, row) and its cells, one for all but rows.
Block = tuple[str, tuple[str, ...]]

FONT = "STSong-Light"
LEFT_HALF, MARGIN, GUTTER = 0.5, 56, 22


def blocks_of(document: Document) -> list[Block]:
    """Return what a document consists of; empty cells of a row are the ones that it shares with the row above."""
    blocks: list[Block] = []
    for block in document.blocks:
        spans = block.cells or ((block.start, block.end),)
        texts = tuple(document.text[a:b] if a >= block.start else "" for a, b in spans)
        blocks.append((block.kind, texts))
    return blocks


def parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the blocks in groups: each table by itself, and what stands between."""
    return [list(group) for _, group in groupby(blocks, key=lambda block: block[0] == "row")]


def wrapped(blocks: Sequence[Block], width: int = 15) -> str:
    """Return a plain text whose paragraphs are broken after `width` characters, a blank line between them."""
    parts = []
    for kind, cells in blocks:
        if kind == "row":
            parts.append("\t".join(cells) + "\n")
        else:
            lines = [cells[0][i : i + width] for i in range(0, len(cells[0]), width)]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts).replace("\n\n\n", "\n\n")


def markdown(blocks: Sequence[Block]) -> str:
    """Return Markdown with headings and pipe tables."""
    parts = []
    for group in parted(blocks):
        for number, (kind, cells) in enumerate(group):
            if kind == "row":
                parts.append("| " + " | ".join(cells) + " |\n")
                if number == 0:
                    parts.append("|" + " --- |" * len(cells) + "\n")
            else:
                parts.append({"title": "# ", "heading": "## "}.get(kind, "") + cells[0] + "\n\n")
        parts.append("\n")
    return "".join(parts)


HEAD = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_滨江新闻网</title>
<meta property="og:title" content="{title}"><meta name="description" content="关于本站的一句介绍">
<meta property="article:published_time" content="{date}">
<meta property="og:site_name" content="滨江新闻网"><link rel="canonical" href="https://news.example.cn/2025/1.html">
<style>.nav {{ color: red }}</style><script>var bank = "脚本银行推出脚本贷";</script></head>
<body><div class="header"><a href="/">首页</a> <a href="/b">财经</a> <a href="/c">银行</a> <a href="/d">登录</a></div>
<div class="nav"><ul><li><a href="/1">要闻</a></li><li><a href="/2">理财</a></li>
<li><a href="/3">保险</a></li></ul></div>
<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="/b">财经</a> &gt; 正文</div>
<div class="wrap"><div class="main"><h1>{title}</h1>
<div class="info"><span>{date}</span> <span>来源：滨江新闻网</span>
<a href="javascript:;">字号</a> <a>分享到微信</a> <a>分享到微博</a></div>
<div class="article" id="content">
"""
TAIL = """</div>
<div class="share">分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div><div class="editor">（责任编辑：某某）</div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/9">云岭银行推出无关贷，投放99亿元</a></li>
<li><a href="/8">海河银行与无关公司签约</a></li><li><a href="/7">一周银行要闻回顾</a></li></ul></div></div>
<div class="side"><h3>热门排行</h3><ol><li><a href="/6">山岳银行发布旁栏计划</a></li>
<li><a href="/5">存款利率又降了</a></li></ol></div></div>
<div class="footer"><p>关于我们 | 联系我们 | 版权声明 | 网站地图</p>
<p>Copyright © 2025 滨江新闻网 版权所有 京ICP备00000000号</p></div></body></html>
"""


def web_page(blocks: Sequence[Block], date: str = "", head: str = HEAD, tail: str = TAIL) -> str:
    """Return the page of a news site: the text in a frame of navigation, share buttons, related links and footer."""
    title = next((cells[0] for kind, cells in blocks if kind == "title"), "无题")
    parts = [head.format(title=html.escape(title), date=date)]
    for group in parted(blocks):
        table = group[0][0] == "row"
        parts.append("<table>\n" * table)
        for kind, cells in group:
            texts = [html.escape(cell) for cell in cells]
            if table:
                parts.append("<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>\n")
            elif kind == "heading":
                parts.append(f"<h2>{texts[0]}</h2>\n")
            elif kind == "paragraph":
                middle = len(cells[0]) // 2
                first, second = html.escape(cells[0][:middle]), html.escape(cells[0][middle:])
                parts.append(f"<p>&emsp;&emsp;{first}<strong>{second}</strong></p>\n")
        parts.append("</table>\n" * table)
    return "".join([*parts, tail])


def word(blocks: Sequence[Block]) -> bytes:
    """Return a Word file with headings, paragraphs and tables, a header and a footer."""
    document = Word()
    document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    for group in parted(blocks):
        if group[0][0] == "row":
            columns = max(len(cells) for _, cells in group)
            table = document.add_table(rows=0, cols=columns)
            for _, cells in group:
                for cell, text in zip(table.add_row().cells, cells, strict=False):
                    cell.text = text
            continue
        for kind, cells in group:
            if kind == "paragraph":
                start, middle = cells[0][:5], cells[0][5:]
                paragraph = document.add_paragraph(start)
                paragraph.add_run(middle).bold = True
            else:
                document.add_heading(cells[0], 0 if kind == "title" else 2)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def excel(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook; a cell that is a pair is a number with its format."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for y, row in enumerate(rows, 1):
            for x, value in enumerate(row, 1):
                cell = sheet.cell(y, x)
                cell.value = value[0] if isinstance(value, tuple) else value
                if isinstance(value, tuple):
                    cell.number_format = value[1]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def slides(blocks: Sequence[Block]) -> bytes:
    """Return a presentation with a slide for every five blocks."""
    presentation = Presentation()
    for first in range(0, len(blocks), 5):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = blocks[first][1][0]
        slide.placeholders[1].text = "\n".join("，".join(cells) for _, cells in blocks[first + 1 : first + 5])
    out = BytesIO()
    presentation.save(out)
    return out.getvalue()


def broken(text: str, width: float, style: ParagraphStyle) -> str:
    """Return the markup of a text broken into lines as typesetters do it: between words, where they are Latin."""
    lines = [""]
    for word in re.findall(r"[A-Za-z]+|.", text):
        if stringWidth(lines[-1] + word, style.fontName, style.fontSize) > width:
            lines.append("")
        lines[-1] += word
    return "<br/>".join(html.escape(line) for line in lines)


def pdf(
    blocks: Sequence[Block],
    columns: int = 1,
    *,
    size: float = 14,
    grid: bool = True,
    password: str = "",
    watermark: str = "",
) -> bytes:
    """Return a PDF as a report has it: running head, page number and (if given) a watermark on every page.

    Paragraphs are indented by two characters and justified; the title stands over all columns, a table within one.
    """
    registerFont(UnicodeCIDFont(FONT))
    width, height = A4
    body = ParagraphStyle(
        "body", fontName=FONT, fontSize=size, leading=1.5 * size, wordWrap="CJK", firstLineIndent=2 * size,
        alignment=4, spaceAfter=0.3 * size,
    )  # fmt: skip
    heading = ParagraphStyle(
        "heading", body, fontSize=size * 1.3, leading=2 * size, firstLineIndent=0, spaceBefore=size
    )
    title = ParagraphStyle("title", heading, fontSize=size * 1.9, leading=2.6 * size, alignment=1)
    cell = ParagraphStyle(
        "cell", body, fontSize=min(0.85 * size, 8), leading=min(1.2 * size, 11), firstLineIndent=0, spaceAfter=0
    )
    column = (width - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    letters = max((len(cells[0]) for kind, cells in blocks if kind == "title"), default=0)
    top = 3 * size * (2 + letters * size * 1.9 // (width - 2 * MARGIN))

    def frames(above: float) -> list[Frame]:
        high = height - 2 * MARGIN - above
        xs = [MARGIN + i * (column + GUTTER) for i in range(columns)]
        return [Frame(x, MARGIN, column, high, 0, 0, 0, 0) for x in xs]

    def furniture(canvas: object, doc: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 9)
        canvas.drawString(MARGIN, height - 36, "滨江研究 · 银行业深度报告")
        canvas.drawRightString(width - MARGIN, height - 36, "总第7期")
        canvas.drawCentredString(width / 2, 30, f"— {doc.page} —")
        if watermark:
            canvas.setFillGray(0.8)
            canvas.drawCentredString(width / 2, height / 2 + 3, watermark)
            canvas.translate(width / 2, height / 2)
            canvas.rotate(45)
            canvas.setFont(FONT, 40)
            canvas.drawCentredString(0, 0, watermark)
        canvas.restoreState()

    above = [Frame(MARGIN, height - MARGIN - top, width - 2 * MARGIN, top, 0, 0, 0, 0)]
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, encrypt=password or None, title="")
    document.addPageTemplates(
        [
            PageTemplate("first", above + frames(top), onPage=furniture),
            PageTemplate("later", frames(0), onPage=furniture),
        ]
    )
    story: list[Flowable] = [NextPageTemplate("later")]
    if all(kind != "title" for kind, _ in blocks):
        story += [Spacer(1, 1), FrameBreak()]
    for group in parted(blocks):
        if group[0][0] == "row":
            most = max(len(cells) for _, cells in group)
            inner = column / most - 13
            texts = [[Paragraph(broken(text, inner, cell), cell) for text in cells] for _, cells in group]
            rows = [row + [""] * (most - len(row)) for row in texts]
            style = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if grid else [("LINEABOVE", (0, 0), (-1, 0), 1, "black")]
            story += [Table(rows, colWidths=column / most, style=style), Spacer(1, size)]
            continue
        for kind, cells in group:
            story.append(Paragraph(html.escape(cells[0]), {"title": title, "heading": heading}.get(kind, body)))
            if kind == "title":
                story.append(FrameBreak())
    document.build(story)
    return out.getvalue()
