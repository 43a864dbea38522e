"""Markdown: front matter, headings, tables, markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import yaml

from extract.reading.cleanup.lines import Line, LineKind, make_line
from extract.reading.document import Source
from extract.reading.offsets import Traced, trace

_FRONT = re.compile(r"\s*---[ \t]*\r?\n(.*?\r?\n|)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST_FRONT = 1 << 16
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+")
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^`]*$")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
_BORDER = re.compile(r"(?<!\\)\|")
_MARKUP: tuple[tuple[re.Pattern[str], int | None], ...] = (
    (re.compile(r"<!--.{0,5000}?-->"), None),
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"), None),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"), 1),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), 1),
    (re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,2000})?/?>"), None),
    (re.compile(r"`+([^`\n]+)`+"), 1),
    (re.compile(r"(?<!\\)\*{1,3}(?![\s*])|(?<![\s*\\])\*{1,3}"), None),
    (re.compile(r"(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)"), None),
    (re.compile(r"~~"), None),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), 1),
)  # fmt: skip
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def read(text: str) -> Source:
    """Return the lines of a Markdown text without markup, and its front matter as metadata."""
    front = _FRONT.match(text[:_LONGEST_FRONT])
    meta, warnings = _front_matter(front[1]) if front else ({}, ())
    body = trace(text[front.end() :], front.end()) if front else trace(text)
    return Source(list(_lines(body)), meta, warnings)


def _front_matter(text: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the scalars and lists of scalars of a front matter, all as text."""
    try:
        fields = yaml.load(text, Loader=yaml.BaseLoader)
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


def _lines(body: Traced) -> Iterator[Line]:
    start = 0
    for raw in body.text.splitlines(keepends=True):
        piece = body.cut(start, start + len(raw))
        start += len(raw)
        kind: LineKind | None = None
        line = raw.rstrip("\r\n")
        if _RULE.match(line) or _FENCE.match(line):
            piece = piece.cut(0, 0)
        elif _HEADING.match(line):
            kind = "heading"
            piece = piece.rewrite(_HEADING, "").strip().strip("#")
        elif line.lstrip().startswith("|") and line.count("|") > 1:
            kind = "row"
            piece = piece.cut(0, 0) if _TABLE_RULE.match(line) else _tabs(piece.strip().strip("|"))
        else:
            piece = piece.rewrite(_QUOTE, "").rewrite(_BULLET, lambda m: 1)
        yield make_line(_plain(piece), kind)


def _tabs(row: Traced) -> Traced:
    return row.rewrite(_BORDER, "\t")


def _plain(piece: Traced) -> Traced:
    """Return the piece without Markdown and HTML markup, entities decoded."""
    for pattern, group in _MARKUP:
        piece = piece.rewrite(pattern, "" if group is None else (lambda m: 1))
    return piece.rewrite(_ENTITY, lambda m: html.unescape(m[0]))
