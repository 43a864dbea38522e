"""An Excel workbook: a sheet a table, in Chinese, each fact linked to the passages that state it."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.errors import YinpuError, need
from graph.export.tables.rows import DOCUMENTS, ENTITIES, EVIDENCE, METRICS, RELATIONS, Table, Value
from graph.export.whole import whole_file
from graph.export.words import kind_words, relation_word

if TYPE_CHECKING:
    import networkx as nx

Cells: TypeAlias = dict[str, Value]
# For each fact, the row of its first place in the sheet of evidence, and how many places there are.
Places: TypeAlias = dict[str, tuple[int, int]]

# Limits of Excel: rows of a sheet, characters of a cell, links of a sheet.
ROWS = 1_048_576
CHARACTERS = 32_767
LINKS = 65_530
# A workbook of the same graph is the same file.
_CREATED = datetime(1980, 1, 1)
_ENTITY = (
    "label", "kind", "bank_label", "aliases", "themes", "stages", "province", "city", "first_date", "documents",
    "mentions", "link", "id",
)  # fmt: skip
_SHEETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("bank", "product", "program", "unit", "partner"), _ENTITY),
    "metrics": (
        "subject_label", "name", "cmp", "value", "value_max", "unit", "date", "about_label", "documents", "link", "id",
    ),
    "relations": ("head_label", "relation", "tail_label", "weight", "link", "document", "evidence", "id"),
    "evidence": ("quote", "document", "start", "end", "fact", "document_id", "id"),
    "documents": ("title", "name", "characters", "id", "sha256"),
}  # fmt: skip
_TABLES = {"metrics": METRICS, "relations": RELATIONS, "evidence": EVIDENCE, "documents": DOCUMENTS}


class WorkbookError(YinpuError):
    """A graph that no workbook can hold."""


def write_xlsx(graph: nx.MultiDiGraph[str], path: Path, connection: sqlite3.Connection) -> None:
    """Write an Excel workbook with a sheet for each type of node, the metrics, relations, evidence and documents.

    Every text is a text: what begins like a formula is none. Rows are written as they come, so that the memory does not
    grow with their number.

    Parameters
    ----------
    graph
        The wanted part of the graph.
    path
        Written beside and renamed when whole: a failed export leaves the old file.
    connection
        The casebook that the graph was read from.

    Raises
    ------
    graph.errors.MissingExtraError
        XlsxWriter is not installed.
    WorkbookError
        A sheet would have more rows than Excel can open.
    OSError
        The file cannot be written.
    """
    writer = need("xlsxwriter", "xlsx")
    texts = _texts()
    places: Places = {}
    for row, (_, fact, *_rest) in enumerate(EVIDENCE.rows(graph, connection), start=2):
        first, count = places.get(str(fact), (row, 0))
        places[str(fact)] = first, count + 1
    with whole_file(path) as beside:
        book = writer.Workbook(str(beside), {"constant_memory": True, "strings_to_urls": False})
        book.set_properties({"title": "银谱 yinpu", "created": _CREATED})
        about = book.add_worksheet(texts["sheets"]["about"])
        about.set_column(0, 0, 100)
        told = {"version": version("yinpu"), "nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
        for row, text in enumerate(texts["texts"]["about"]):
            about.write_string(row, 0, text.format(**told))
        formats = {"head": book.add_format({"bold": True, "bottom": 1}), "link": book.get_default_url_format()}
        for name, columns in _SHEETS.items():
            sheet = book.add_worksheet(texts["sheets"][name])
            _write_sheet(sheet, name, columns, _cells(name, graph, connection), places, formats)
        book.close()


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("graph.export.tables").joinpath("columns.toml").read_text(encoding="utf-8"))


def _cells(sheet: str, graph: nx.MultiDiGraph[str], connection: sqlite3.Connection) -> Iterator[Cells]:
    """Yield the rows of a sheet, kinds and relations in Chinese."""
    kinds = kind_words(sheet)
    for row in _named(_TABLES.get(sheet, ENTITIES), graph, connection):
        if sheet in _TABLES or row["type"] == sheet:
            if "kind" in row:
                row["kind"] = kinds.get(str(row["kind"]), row["kind"])
            if sheet == "relations":
                row["relation"] = relation_word(str(row["relation"]))
            yield row


def _named(table: Table, graph: nx.MultiDiGraph[str], connection: sqlite3.Connection) -> Iterator[Cells]:
    return (dict(zip(table.columns, row, strict=True)) for row in table.rows(graph, connection))


def _write_sheet(
    sheet: Any, name: str, columns: tuple[str, ...], rows: Iterable[Cells], places: Places, formats: Mapping[str, Any]
) -> None:
    texts = _texts()
    sheet.freeze_panes(1, 1)
    for column, key in enumerate(columns):
        heading, width = texts["columns"][key]
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, formats["head"])
    last = 0
    for last, row in enumerate(rows, start=1):
        if last == ROWS:
            raise WorkbookError(
                f"more than {ROWS - 1:,} rows of {name}: no spreadsheet opens so many; "
                "export csv or parquet, or a part of the graph (--bank, --without metric)"
            )
        for column, key in enumerate(columns):
            if key != "link":
                _write_cell(sheet, last, column, row[key])
            elif str(row["id"]) in places:
                first, count = places[str(row["id"])]
                text = texts["texts"]["places"].format(count)
                if last <= LINKS:
                    sheet.write_url(last, column, f"internal:'{texts['sheets']['evidence']}'!A{first}", None, text)
                else:
                    sheet.write_string(last, column, text)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Value) -> None:
    if isinstance(value, list):
        value = "、".join(value)
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, value if len(value) <= CHARACTERS else value[: CHARACTERS - 1] + "…")
    elif value is not None:
        sheet.write_number(row, column, value)
