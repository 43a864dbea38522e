"""The graph as files that other tools read.

    graph.export.export("yinpu.db", "gexf", "banks.gexf", Selection(bank="交行"))

A new format is a writer in a module of its own and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from graph.errors import YinpuError
from graph.selection import EVERYTHING, Selection


class FormatError(YinpuError):
    """A format that there is not."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its writer as `module:function`, and what it makes.

    A writer of tables or provenance takes the casebook beside the graph.
    """

    writer: str
    describes: str
    folder: bool = False
    takes_casebook: bool = False


FORMATS: Mapping[str, Format] = {
    "graphml": Format("networks.graphml:write_graphml", "Gephi, Cytoscape, yEd, igraph, networkx"),
    "gexf": Format("networks.gexf:write_gexf", "Gephi and Gephi Lite, with a timeline"),
    "json": Format("networks.node_link:write_json", "node-link, for networkx and D3"),
    "csv": Format(
        "tables.csv_files:write_csv", "nodes, edges, metrics for Gephi, Excel, pandas", folder=True, takes_casebook=True
    ),
    "parquet": Format(
        "tables.parquet:write_parquet", "tables for pandas, duckdb, Spark", folder=True, takes_casebook=True
    ),
    "xlsx": Format("tables.workbook:write_xlsx", "a workbook for Excel and WPS", takes_casebook=True),
    "neo4j": Format("tables.neo4j:write_neo4j", "files for neo4j-admin import, and Cypher", folder=True),
    "jsonld": Format("jsonld:write_jsonld", "linked data: schema.org and PROV-O", takes_casebook=True),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: where, and how many nodes and edges."""

    path: Path
    nodes: int
    edges: int


def export(casebook: str | Path, format: str, out: str | Path, selection: Selection = EVERYTHING) -> Written:
    """Write the graph of a casebook, or a part of it, for another tool.

    Parameters
    ----------
    casebook
        The SQLite file that `yinpu build` wrote.
    format
        One of `FORMATS`.
    out
        A file; for csv, parquet and neo4j a folder. What is there stays until the new files are whole.
    selection
        What to keep of the graph.

    Raises
    ------
    FormatError
        There is no such format, or a file stands where a folder should be, or the other way round.
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.
    graph.queries.UnknownNameError
        The casebook has no such bank.
    graph.errors.MissingExtraError
        The format needs a library that is not installed.
    OSError
        The files cannot be written.
    """
    from graph.reading import open_resolved
    from graph.selection import selected

    if format not in FORMATS:
        raise FormatError(f"{format}: no such format; there are {', '.join(FORMATS)}")
    form, path = FORMATS[format], Path(out)
    if form.folder and path.is_file():
        raise FormatError(f"{path}: {format} is a folder of files, and this is a file; name a folder")
    if not form.folder and path.is_dir():
        raise FormatError(f"{path}: {format} is one file, and this is a folder; name a file")
    module, _, function = form.writer.partition(":")
    write = getattr(import_module(f"graph.export.{module}"), function)
    with closing(open_resolved(Path(casebook))) as connection:
        graph = selected(connection, selection)
        write(graph, path, *([connection] if form.takes_casebook else []))
    return Written(path, graph.number_of_nodes(), graph.number_of_edges())
