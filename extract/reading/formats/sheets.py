"""Spreadsheets: each row of an Excel file (.xlsx) or of separated values (.csv, .tsv) is a row of a table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import load_workbook

from extract.reading.document import Source
from extract.reading.formats.office import core_properties, shown
from extract.reading.formats.problems import FormatError
from extract.reading.formats.transcript import Transcript

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表) ?[0-9]*", re.IGNORECASE)
_UNIT = re.compile(r"[（(](?:单位 ?[:：] ?)?([^（()）\d]{1,6})[)）]$|/([^/\d]{1,4})$|^单位 ?[:：] ?([^\s,，;；]{1,6})$")
_BARE_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNITLESS = re.compile(r"年|月|日期|序号|编号|代码|排名|[数率比]$|[数率比][（(]")
_COUNTER = re.compile(r"序号|编号|No\.?|#", re.IGNORECASE)
_BANK_COLUMN = re.compile(r"(?:所属|发布|合作)?(?:银行|机构|行)(?:名称|简称|全称)?|行名")
_DELIMITERS = ",\t;|，"
_QUOTED = re.compile('"[^"]*"')
_SAMPLE = 1 << 14
_LONGEST_CELL = 1 << 20

Table = Sequence[Sequence[str]]


def read_excel(data: bytes) -> Source:
    """Return the lines of a workbook, sheet by sheet; formulas count with the value that they had when it was saved."""
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True)
    transcript = Transcript()
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = [[shown(cell.value, cell.number_format or "") for cell in row] for row in sheet.iter_rows()]
        if any(any(row) for row in rows) and not _DEFAULT_NAME.fullmatch(sheet.title):
            transcript.locate(f"sheet {sheet.title}")
            transcript.add(sheet.title, "heading")
        _add_rows(transcript, rows, f"sheet {sheet.title} ")
    return transcript.source(core_properties(workbook.properties))


def read_separated(text: str) -> Source:
    """Return the lines of a text of separated values; comma, tab, semicolon or bar, as its first lines have it."""
    csv.field_size_limit(_LONGEST_CELL)
    transcript = Transcript()
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(_first_lines(text))))
    except csv.Error as error:
        raise FormatError(f"the separated values are damaged ({error})", "save them again as CSV in UTF-8") from None
    _add_rows(transcript, rows)
    return transcript.source()


def _first_lines(text: str) -> str:
    sample = text[:_SAMPLE]
    return sample[: sample.rfind("\n") + 1] or sample


def _delimiter(sample: str) -> str:
    """Return the sign that the most lines hold equally often, outside quotation marks; of equals the most usual one.

    The sniffer of Python's csv does more, and takes minutes for some texts of 16 kB.
    """
    lines = [_QUOTED.sub("", line) for line in sample.splitlines()]

    def agreeing(sign: str) -> int:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        return max(counts.values(), default=0)

    return max(_DELIMITERS, key=agreeing)


def _add_rows(transcript: Transcript, rows: Iterable[Sequence[str]], sheet: str = "") -> None:
    """Add the rows, those between two blank ones as one table; a row with one cell alone is a line of text."""
    header: list[str] | None = None
    order: Sequence[int] = ()
    whole_unit = ""
    for number, row in enumerate(rows, 1):
        cells = [" ".join(cell.split()) for cell in row]
        filled = [cell for cell in cells if cell]
        transcript.locate(f"{sheet}row {number}")
        if not filled:
            header = None
            transcript.blank()
        elif len(filled) == 1 and (header is None or not cells[0]):
            whole_unit = _unit_in(filled[0]) or whole_unit
            transcript.add(filled[0])
        else:
            if header is None:
                header, order = cells, _bank_first(cells)
                transcript.add_row([_UNIT.sub("", cells[i]) for i in order])
                continue
            units = [_unit_of(header[i] if i < len(header) else "", whole_unit) for i in range(len(cells))]
            told = [_with_unit(cell, unit) for cell, unit in zip(cells, units, strict=True)]
            transcript.add_row([*(told[i] if i < len(told) else "" for i in order), *told[len(header) :]])


def _with_unit(cell: str, unit: str) -> str:
    bare = _BARE_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell)
    return f"{cell}{unit}" if bare else cell


def _bank_first(header: Sequence[str]) -> list[int]:
    """Return the numbers of the columns, first the one that names the banks: a row is a statement about its bank.

    A column that only counts the rows says nothing.
    """
    told = [i for i, cell in enumerate(header) if not _COUNTER.fullmatch(cell)] or list(range(len(header)))
    bank = next((i for i in told if _BANK_COLUMN.fullmatch(header[i])), told[0])
    return [bank, *(i for i in told if i != bank)]


def _unit_of(header: str, whole: str) -> str:
    """Return the unit of a column's numbers: that of its header, 贷款余额（亿元）, else that of the whole table."""
    if unit := _unit_in(header):
        return unit
    return "" if _UNITLESS.search(header) else whole


def _unit_in(text: str) -> str:
    found = _UNIT.search(text)
    return str(found[found.lastindex or 0]) if found else ""
