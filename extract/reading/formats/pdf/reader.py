"""Pages to the lines of a source."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from extract.reading.cleanup.lines import join_wrapped
from extract.reading.document import Source
from extract.reading.formats.pdf.furniture import without_furniture
from extract.reading.formats.pdf.glyphs import Rules, Run, read_rules, read_runs
from extract.reading.formats.pdf.layout import read_columns
from extract.reading.formats.pdf.paragraphs import Paragraph, Placed, body_size, read_blocks
from extract.reading.formats.pdf.tables import ruled_tables
from extract.reading.formats.problems import FormatError
from extract.reading.formats.transcript import Transcript
from extract.reading.offsets import Traced, trace

_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_UNKNOWN = 0.3
_FEWEST_LETTERS = 8
_TITLE = 1.3


def read(data: bytes) -> Source:
    """Return the lines of a PDF: paragraphs, headings and table rows in reading order, each with its page.

    Raises
    ------
    FormatError
        It is protected by a password, damaged, or has no text layer that tells its characters.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unopened(error) from None
    pages: list[list[Run]] = []
    rules: list[Rules] = []
    try:
        for page in document:
            runs, turn = read_runs(page)
            pages.append(runs)
            rules.append(read_rules(page, turn))
            page.close()
    except pypdfium2.PdfiumError:
        raise FormatError(f"page {len(pages) + 1} of the PDF is damaged", "download or save it again") from None
    finally:
        document.close()
    empty = [number for number, runs in enumerate(pages, 1) if sum(len(run.text) for run in runs) < _FEWEST_LETTERS]
    kept, dropped = without_furniture(pages)
    _check_text(kept)
    warnings = (f"no text on {_told(empty)}: pictures?",) if empty else ()
    return _written(kept, rules, (*warnings, *dropped))


def _written(pages: Sequence[Sequence[Run]], rules: Sequence[Rules], warnings: tuple[str, ...]) -> Source:
    body = body_size(pages)
    columns = []
    for number, (runs, ruled) in enumerate(zip(pages, rules, strict=True), 1):
        tables, rest = ruled_tables(runs, ruled)
        columns += [(number, column) for column in read_columns(rest, tables)]
    transcript = Transcript()
    blocks = read_blocks(columns, body)
    title = _title(blocks, body)
    for block in blocks:
        if isinstance(block, Paragraph):
            pieces: list[Traced] = []
            for line in block.lines:
                transcript.locate(f"page {line.page}")
                pieces.append(transcript.write(line.text))
            transcript.add(join_wrapped(pieces), "heading" if block.is_heading(body) else "paragraph")
        else:
            transcript.locate(f"page {block.page}")
            for row in block.table.rows:
                transcript.add_row([join_wrapped([trace(run.text) for run in cell]).text for cell in row])
    return transcript.source({"title": title} if title else {}, warnings, len(pages))


def _title(blocks: Sequence[Paragraph | Placed], body: float) -> str:
    """Return what the first page with text says in letters much larger than the others; "" for nothing.

    The title among a PDF's properties is often that of a template or the name of a file.
    """
    first = [block for block in blocks if isinstance(block, Paragraph) and block.page == blocks[0].page]
    largest = max((block for block in first if block.is_heading(body)), key=lambda block: block.size, default=None)
    if largest is None or largest.size < _TITLE * body:
        return ""
    return join_wrapped([trace(line.text) for line in largest.lines]).text


def _unopened(error: pypdfium2.PdfiumError) -> FormatError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return FormatError("the PDF is protected by a password", "save a copy without one")
    return FormatError("the PDF is damaged or cut off", "download or save it again")


def _check_text(pages: Sequence[Sequence[Run]]) -> None:
    text = "".join(run.text for runs in pages for run in runs)
    if not any(character.isalnum() for character in text):
        raise FormatError("the PDF has no text layer (a scan?)", "run it through OCR first: ocrmypdf -l chi_sim IN OUT")
    if len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        raise FormatError(
            "the PDF does not tell which characters its letters are", "run it through OCR: ocrmypdf --force-ocr IN OUT"
        )


def _told(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
    return f"page{'s' if len(numbers) > 1 else ''} {shown}"
