"""nodes.csv, edges.csv and metrics.csv, with the column names that Gephi knows."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graph.export.tables.rows import METRICS, Row, Value
from graph.export.whole import whole_folder, written_whole
from graph.export.words import relation_word
from graph.text import disarmed, printable

if TYPE_CHECKING:
    import networkx as nx

# Gephi takes Id, Label, Source, Target, Type, Kind and Weight for its own; it reads Kind as the kind of parallel edges.
_NODES = (
    "type",
    "kind",
    "bank",
    "aliases",
    "documents",
    "mentions",
    "first_date",
    "province",
    "city",
    "themes",
    "stages",
)
_EDGES = ("Source", "Target", "Type", "Kind", "Id", "Label", "Weight", "document", "evidence")


def write_csv(graph: nx.MultiDiGraph[str], path: Path, connection: sqlite3.Connection) -> None:
    """Write nodes.csv, edges.csv and metrics.csv into a folder.

    Gephi imports nodes.csv and edges.csv; `pandas.read_csv` reads all three. Metrics are nodes too, and metrics.csv
    tells their values. Files are UTF-8 with a byte order mark, which Excel needs. A cell that a spreadsheet would take
    for a formula begins with an apostrophe.

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
    OSError
        The folder cannot be written.
    """
    with whole_folder(path) as folder:
        _write(folder / "nodes.csv", ("Id", "Label", *_NODES), _nodes(graph))
        _write(folder / "edges.csv", _EDGES, _edges(graph))
        _write(folder / "metrics.csv", METRICS.columns, METRICS.rows(graph, connection))


def _nodes(graph: nx.MultiDiGraph[str]) -> Iterator[Row]:
    for node, data in graph.nodes(data=True):
        yield node, data["label"], *(data.get(name) for name in _NODES)


def _edges(graph: nx.MultiDiGraph[str]) -> Iterator[Row]:
    for number, (head, tail, data) in enumerate(graph.edges(data=True)):
        relation = data["type"]
        told = (relation_word(relation), data["weight"], data["document"], data["evidence"])
        yield head, tail, "Directed", relation, f"e{number}", *told


def _write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with written_whole(path, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Value) -> Value:
    return disarmed(printable(" ".join(value.split()))) if isinstance(value, str) else value
