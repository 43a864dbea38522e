"""Markdown: front matter, headings, tables and embedded HTML; markup goes, its text stays."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

import yaml

from extract.reading.cleanup.lines import Line, LineKind, cut_lines, make_line
from extract.reading.document import Source
from extract.reading.offsets import Traced, concatenate, trace

_FRONT = re.compile(r"\s{0,99}---[ \t]*\r?\n(.*?\r?\n|)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST_FRONT = 1 << 16
_HIDDEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_CELL_END = re.compile(r"</t[dh]>\s{0,99}(?=<t[dh])", re.IGNORECASE)
_ROW_END = re.compile(
    r"</tr>\s{0,99}(?:</?t(?:head|body|foot)>\s{0,99}){0,2}<tr(?: [^<>]{0,500})?>\s{0,99}", re.IGNORECASE
)
_LINE_END = re.compile(r"<br ?/?>|</?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote)(?: [^<>]{0,500})?>", re.IGNORECASE)

_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:- ){2,}-|(?:\* ){2,}\*)[ \t]*")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^`]*")
_TABLE_RULE = re.compile(r"[ \t|:-]+")
_BORDER = re.compile(r"(?<!\\)\|")
_INLINE: tuple[tuple[re.Pattern[str], int | str], ...] = (
    (re.compile(r"(?<=^[-*+] )\[[ xX]\] "), ""),
    (re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,100}\])"), ""),
    (re.compile(r"\[\^[^\[\]\s]{1,40}\]:?"), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,100}\])"), 1),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), 1),
    (re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,2000})?/?>"), ""),
    (re.compile(r"(?<!\\)`+([^`\n]+)`+"), 1),
    (re.compile(r"(?<!\\)\*\*\*([^*\s][^*\n]*)\*\*\*"), 1),
    (re.compile(r"(?<!\\)\*\*([^*\s][^*\n]*)\*\*"), 1),
    (re.compile(r"(?<!\\)\*([^*\s][^*\n]*)\*"), 1),
    (re.compile(r"(?<![\w\\])__([^_\s][^_\n]*)__(?![A-Za-z0-9])"), 1),
    (re.compile(r"(?<![\w\\])_([^_\s][^_\n]*)_(?![A-Za-z0-9])"), 1),
    (re.compile(r"~~([^~\n]+)~~"), 1),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), 1),
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def read(text: str) -> Source:
    """Return the lines of a Markdown text without markup, and its front matter as metadata."""
    front = _FRONT.match(text[:_LONGEST_FRONT])
    meta, warnings = _front_matter(front[1]) if front else ({}, ())
    body = trace(text[front.end() :], front.end()) if front else trace(text)
    for opening, closing in _HIDDEN:
        body = _without_hidden(body, opening, closing)
    body = body.rewrite(_CELL_END, "\t").rewrite(_ROW_END, "\n").rewrite(_LINE_END, "\n")
    return Source(list(_lines(list(cut_lines(body)))), meta, warnings)


def _front_matter(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the scalars of a front matter as text, and lists of scalars with one item a line."""
    try:
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # the loader that makes nothing but text, lists and dicts
    except (yaml.YAMLError, RecursionError):
        return {}, ("the front matter is not valid YAML and was left out",)
    if not isinstance(fields, dict):
        return {}, ()
    meta: dict[str, str] = {}
    for key, value in fields.items():
        if isinstance(value, str):
            meta[str(key)] = value.strip()
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            meta[str(key)] = "\n".join(value)
    return {key: value for key, value in meta.items() if value}, ()


def _without_hidden(body: Traced, opening: str, closing: str) -> Traced:
    """Return the text without what a browser does not show; an opening mark without its end hides nothing."""
    text = body.text.lower() if body.text.isascii() else body.text
    pieces: list[Traced] = []
    last = 0
    while (start := text.find(opening, last)) >= 0 and (end := text.find(closing, start)) >= 0:
        pieces.append(body.cut(last, start))
        last = end + len(closing)
    return concatenate([*pieces, body.cut(last)]) if last else body


def _lines(raw: Sequence[Traced]) -> Iterator[Line]:
    """Yield the lines without markup; the rule under the header of a table and lines of dashes are blank."""
    in_table = bordered = False
    for i, piece in enumerate(raw):
        line = piece.text.rstrip()
        kind: LineKind | None = None
        if not in_table:
            bordered = line.lstrip().startswith("|")
        in_table = "|" in line and (in_table or bordered or _is_table_rule(raw, i + 1))
        if _RULE.fullmatch(line) or _FENCE.fullmatch(line):
            piece = piece.cut(0, 0)
        elif in_table and _is_table_rule(raw, i):
            continue
        elif in_table:
            kind = "row"
            piece = _without_outer_borders(piece.strip()) if bordered else piece
            piece = piece.rewrite(_BORDER, "\t")
        elif heading := _HEADING.match(line):
            kind = "heading"
            piece = piece.cut(heading.end()).strip().strip("#")
        else:
            piece = piece.rewrite(_QUOTE, "")
        yield make_line(_plain(piece), kind)


def _is_table_rule(raw: Sequence[Traced], i: int) -> bool:
    if i >= len(raw):
        return False
    line = raw[i].text.strip()
    return "|" in line and "-" in line and _TABLE_RULE.fullmatch(line) is not None


def _without_outer_borders(row: Traced) -> Traced:
    return row.cut(int(row.text.startswith("|")), len(row) - int(row.text.endswith("|") and len(row) > 1))


def _plain(piece: Traced) -> Traced:
    """Return the piece without Markdown and HTML markup, entities decoded."""
    for pattern, kept in _INLINE:
        piece = piece.rewrite(pattern, kept)
    return piece.rewrite(_ENTITY, lambda entity: html.unescape(entity[0]))
