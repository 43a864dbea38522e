"""duckdb as the warehouse uses it: a database for the time of a run, within a limit of memory, spilling to disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.errors import need
from graph.warehouse.tables import EXTRA, Columns, Row, WarehouseError, damaged, schema_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Values: TypeAlias = Sequence[object] | Mapping[str, object]

MEMORY = "2GB"
_BATCH = 10_000
# A list of files is taken for patterns: what would be one stands in brackets.
_PATTERN = str.maketrans({"*": "[*]", "?": "[?]", "[": "[[]"})


@contextmanager
def session(place: Path, memory: str = MEMORY, threads: int | None = None) -> Iterator[Connection]:
    """Open a database for the time of a block.

    Parameters
    ----------
    place
        A folder for what does not fit into the memory, which the caller removes.
    memory
        The limit, such as 2GB.
    threads
        How many threads a query may use; by default one a core.

    Raises
    ------
    graph.errors.MissingExtraError
        duckdb is not installed.
    WarehouseError
        The limit is none or too small for the work, the disk is full, or a file cannot be read.
    """
    duckdb = need("duckdb", EXTRA)
    options = {
        "memory_limit": memory,
        "threads": threads or os.cpu_count() or 1,
        "temp_directory": str(place / "spill"),
        "preserve_insertion_order": False,
        # Nothing is fetched from anywhere.
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(":memory:", config=options)
    except (duckdb.ParserException, duckdb.InvalidInputException) as error:
        raise WarehouseError(f"{memory}: no amount of memory ({error}); write 2GB, for example") from None
    try:
        yield connection
    except duckdb.OutOfMemoryException as error:
        first = str(error).splitlines()[0]
        raise WarehouseError(
            f"the work does not fit into {memory} ({first});"
            " give it more with --memory-limit, or free space on the disk"
        ) from None
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        if "No space left" in str(error):
            raise WarehouseError(f"{place}: no space left on the disk; free some and run the command again") from None
        raise damaged(error) from None
    finally:
        connection.close()


def stream(connection: Connection, query: str, values: Values = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query; meanwhile others may run on the same connection."""
    found = connection.cursor().execute(query, values)
    while rows := found.fetchmany(_BATCH):
        yield from rows


def rows(connection: Connection, query: str, values: Values = ()) -> Iterator[Row]:
    """Yield the rows of a query as values by the names of columns."""
    names = [
        column[0] for column in connection.cursor().execute(f"SELECT * FROM ({query}) LIMIT 0", values).description
    ]
    return (dict(zip(names, row, strict=True)) for row in stream(connection, query, values))


def one(connection: Connection, query: str, values: Values = ()) -> Any:
    """Return the only value of the first row of a query, None where there is no row."""
    row = connection.cursor().execute(query, values).fetchone()
    return None if row is None else row[0]


def parquet(files: Iterable[Path]) -> str:
    """Return the table of Parquet files for a query, with the name of the file in `filename`."""
    listed = ", ".join(_quoted(str(file).translate(_PATTERN)) for file in files)
    return f"read_parquet([{listed}], filename = true, hive_partitioning = false)"


def write_parquet(connection: Connection, query: str, path: Path) -> None:
    """Write what a query finds as a Parquet file."""
    connection.execute(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def load(connection: Connection, table: str, columns: Columns, rows: Iterable[Row], create: bool = True) -> None:
    """Make a table of rows, batch by batch."""
    arrow, schema = need("pyarrow", EXTRA), schema_of(columns)
    rest = iter(rows)
    if create:
        empty = arrow.Table.from_pylist([], schema=schema)
        connection.register("_rows", empty)
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM _rows")
        connection.unregister("_rows")
    while batch := list(islice(rest, _BATCH)):
        connection.register("_rows", arrow.Table.from_pylist(batch, schema=schema))
        connection.execute(f"INSERT INTO {table} SELECT * FROM _rows")
        connection.unregister("_rows")


@contextmanager
def parquet_writer(path: Path, columns: Columns) -> Iterator[Any]:
    """Open a Parquet file that takes rows one by one: the block gets a function for it."""
    arrow, module, schema = need("pyarrow", EXTRA), need("pyarrow.parquet", EXTRA), schema_of(columns)
    with module.ParquetWriter(path, schema, compression="zstd") as writer:
        batch: list[Row] = []

        def flush() -> None:
            writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
            batch.clear()

        def put(row: Row) -> None:
            batch.append(row)
            if len(batch) >= _BATCH:
                flush()

        yield put
        flush()


class StoredNames:
    """The ids that documents gave, in a table of names (`graph.warehouse.assignments.NAMES`)."""

    def __init__(self, connection: Connection, *tables: str) -> None:
        self._connection = connection
        self._nodes = Stored(connection, ("node",), *tables)
        self._rows = " UNION ALL ".join(f"SELECT node, folded, further FROM {table}" for table in tables)

    def __contains__(self, node: object) -> bool:
        """Say whether a document gave this id."""
        return node in self._nodes

    def named(self, folded: str) -> tuple[set[str], set[str]]:
        """Return the ids with a name, folded, and those that have it as a further form."""
        query = f"SELECT DISTINCT node, further FROM ({self._rows}) WHERE folded = ?"
        rows = list(stream(self._connection, query, [folded]))
        return {node for node, further in rows if not further}, {node for node, further in rows if further}


class StoredMap(Mapping[str, str]):
    """Two columns of a table as a mapping."""

    def __init__(self, connection: Connection, table: str, key: str, value: str) -> None:
        self._connection, self._table, self._key, self._value = connection, table, key, value

    def __getitem__(self, key: str) -> str:
        """Return the value of a key, the first in code point order."""
        query = f"SELECT min({self._value}) FROM {self._table} WHERE {self._key} = ?"
        found = one(self._connection, query, [key])
        if found is None:
            raise KeyError(key)
        return str(found)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return (key for (key,) in stream(self._connection, f"SELECT DISTINCT {self._key} FROM {self._table}"))

    def __len__(self) -> int:
        """Return how many keys there are."""
        return int(one(self._connection, f"SELECT count(DISTINCT {self._key}) FROM {self._table}"))


class Stored:
    """Rows of tables as a container: of values where they have one column, else of tuples.

    Parameters
    ----------
    connection
        Where they are.
    columns
        Their names.
    tables
        Those that have them.
    """

    def __init__(self, connection: Connection, columns: Sequence[str], *tables: str) -> None:
        found = " AND ".join(f"{column} = $value{number}" for number, column in enumerate(columns))
        self._query = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE {found}" for table in tables) + " LIMIT 1"
        self._connection = connection

    def __contains__(self, row: object) -> bool:
        """Say whether there is such a row."""
        values = row if isinstance(row, tuple) else (row,)
        named = {f"value{number}": value for number, value in enumerate(values)}
        return one(self._connection, self._query, named) is not None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
