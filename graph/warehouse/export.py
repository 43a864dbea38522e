"""Neo4j's import files from a graph of Parquet files, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.export import Written
from graph.export.tables.neo4j import write_files
from graph.text import printable
from graph.warehouse.engine import MEMORY, one, parquet, rows, session
from graph.warehouse.tables import WarehouseError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_TABLES = ("nodes", "observations", "edges")


def export_neo4j(graph: Path, out: Path, memory: str = MEMORY) -> Written:
    """Write the folder that Neo4j imports, see `graph.export.tables.neo4j`.

    Parameters
    ----------
    graph
        The folder that `graph.warehouse.joining.resolve` wrote.
    out
        The folder to write. Files are written beside and renamed when all are whole.
    memory
        What duckdb may use; what does not fit is spilled to `out`.

    Raises
    ------
    WarehouseError
        There is no graph in the folder, or the memory does not suffice.
    graph.errors.MissingExtraError
        duckdb or pyarrow is not installed.
    """
    if not all((graph / f"{table}.parquet").is_file() for table in _TABLES):
        raise WarehouseError(f"{graph}: no graph here; make it of facts with `yinpu resolve FACTS -o {graph}`")
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".work.", dir=out) as work,
        session(Path(work), memory) as connection,
    ):
        for table in _TABLES:
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {parquet([graph / f'{table}.parquet'])}")
        write_files(lambda type_: _nodes(connection, type_), _edges(connection), out)
        counts = (int(one(connection, f"SELECT count(*) FROM {table}")) for table in ("nodes", "edges"))
        return Written(out, *counts)


def _nodes(connection: Connection, type_: str) -> Iterator[tuple[str, dict[str, Any]]]:
    query = (
        "SELECT nodes.* EXCLUDE (filename), observations.* EXCLUDE (filename, node, subject)"
        " FROM nodes LEFT JOIN observations ON node = id WHERE type = ? ORDER BY id"
    )
    for row in rows(connection, query, [type_]):
        yield row.pop("id"), row


def _edges(connection: Connection) -> Iterator[tuple[str, str, dict[str, Any]]]:
    query = "SELECT head, tail, rel AS type, weight, document, evidence FROM edges ORDER BY head, tail, rel"
    for row in rows(connection, query):
        told = {"evidence": printable(row["evidence"]), "document": printable(row["document"])}
        yield row.pop("head"), row.pop("tail"), row | told
