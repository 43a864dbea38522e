"""The same text in every format tells the same facts."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from extract import extract_text
from extract.pipeline import extract_document
from extract.reading import read_content
from extract.reading.offsets import locate, source_span
from extract.schema import Extraction

from . import writers

ROOT = Path(__file__).parents[3]
# Ten texts, wherever they fall: every seventh brief, which are the texts of ../shared/corpus.
BRIEFS = sorted((ROOT / "data/cases").glob("*.md"))[::7]
FORMATS = ["txt", "gb18030", "wrapped", "md", "html", "docx", "pdf", "two columns"]
SHARE = 0.95


@cache
def plain(path: Path) -> tuple[str, Extraction]:
    """The body of a brief and its facts as plain text."""
    body = path.read_text("utf-8").split("\n---\n", 1)[1]
    return body, extract_text(body, path.stem)


def written(path: Path, form: str) -> tuple[bytes, str]:
    body, extraction = plain(path)
    document = extraction.document
    blocks = writers.blocks_of(document)
    made = {
        "txt": lambda: (body.encode(), "txt"),
        "gb18030": lambda: (body.encode("gb18030"), "txt"),
        "wrapped": lambda: (writers.wrapped(blocks).encode(), "txt"),
        "md": lambda: (writers.markdown(blocks).encode(), "md"),
        "html": lambda: (writers.web_page(blocks, document.meta.get("date", "")).encode(), "html"),
        "docx": lambda: (writers.word(blocks), "docx"),
        "pdf": lambda: (writers.pdf(blocks), "pdf"),
        "two columns": lambda: (writers.pdf(blocks, 2, size=11), "pdf"),
    }
    return made[form]()


def facts(extraction: Extraction) -> set[tuple[object, ...]]:
    entities = {(one.label, one.name) for one in extraction.entities}
    relations = {(one.rel, one.head, one.tail) for one in extraction.relations}
    metrics = {
        (one.subject, one.name, one.value, one.value_max, one.unit, one.cmp, one.date, one.about)
        for one in extraction.metrics
    }
    return entities | relations | metrics


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_the_facts_of_the_plain_text(path: Path, form: str) -> None:
    data, suffix = written(path, form)
    document = read_content(data, Path(f"case.{suffix}"))
    assert document.reader == suffix
    expected, found = facts(plain(path)[1]), facts(extract_document(document))
    assert len(expected) > 10
    assert len(expected & found) >= SHARE * len(expected), sorted(map(str, expected - found))


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_every_evidence_of_a_pdf_leads_to_its_page(path: Path, columns: int) -> None:
    data = writers.pdf(writers.blocks_of(plain(path)[1].document), columns, size=22 if columns == 1 else 16)
    document = read_content(data, Path("case.pdf"))
    assert document.pages > 1
    letters = [letters_of(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(data)]
    extraction = extract_document(document)
    places = {
        (one.start, one.end, one.quote)
        for fact in (*extraction.entities, *extraction.relations, *extraction.metrics)
        for one in fact.evidence
    }
    pages = set()
    for start, end, quote in places:
        first, last = (int(locate(document, at).removeprefix("page ")) for at in (start, end - 1))
        cut = next((at for at in range(start, end) if locate(document, at) != f"page {first}"), end)
        assert document.text[start:end] == quote
        # What goes on over a page is found on both; a table cell is set apart from its neighbour on the page.
        for page, part in ((first, document.text[start:cut]), (last, document.text[cut:end])):
            assert all(is_on(letters[page - 1], cell) for cell in part.split("\t"))
        pages.add(first)
    assert len(pages) > 1


def letters_of(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def is_on(page: str, text: str) -> bool:
    """Tell whether a text stands on a page; two columns of it come line by line."""
    wanted = letters_of(text)
    return wanted in page or all(
        wanted[i : i + 5] in page or wanted[i - 4 : i + 1] in page for i in range(0, len(wanted), 5)
    )


def test_source_spans_of_a_web_page_hold_the_quote() -> None:
    data, _ = written(BRIEFS[0], "html")
    document = read_content(data, Path("case.html"))
    source = data.decode()
    for block in document.blocks:
        for start in range(block.start, block.end, 7):
            first, last = source_span(document, start, start + 1)
            shown = html.unescape(source[first : first + 8])[0] if source[first] == "&" else source[first:last]
            assert shown == document.text[start] or document.text[start].isspace()
