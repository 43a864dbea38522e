"""Parquet, for pandas, duckdb, Spark and Arrow: a file a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import need
from graph.export.tables.rows import TABLES, Row
from graph.export.whole import whole_folder

if TYPE_CHECKING:
    import networkx as nx

_BATCH = 10_000


def write_parquet(graph: nx.MultiDiGraph[str], path: Path, connection: sqlite3.Connection) -> None:
    """Write documents, entities, relations, metrics and evidence as NAME.parquet into a folder.

    Parameters
    ----------
    graph
        The wanted part of the graph.
    path
        The folder. Files are written beside and renamed when all are whole.
    connection
        The casebook that the graph was read from.

    Raises
    ------
    graph.errors.MissingExtraError
        pyarrow is not installed.
    OSError
        The folder cannot be written.
    """
    arrow, parquet = need("pyarrow", "parquet"), need("pyarrow.parquet", "parquet")
    types = {
        "text": arrow.string(),
        "texts": arrow.list_(arrow.string()),
        "integer": arrow.int64(),
        "number": arrow.float64(),
    }
    with whole_folder(path) as folder:
        for table in TABLES:
            schema = arrow.schema([(name, types[type_]) for name, type_ in table.columns.items()])
            with parquet.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:
                for rows in _batches(table.rows(graph, connection)):
                    columns = dict(zip(schema.names, zip(*rows, strict=True), strict=True))
                    writer.write_table(arrow.table(columns, schema=schema))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
