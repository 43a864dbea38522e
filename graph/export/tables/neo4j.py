"""Files for Neo4j: CSV with typed headers for `neo4j-admin database import`, and Cypher for a running database."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from graph.export.tables.rows import Row, Value
from graph.export.whole import whole_folder, written_whole
from graph.selection import RELATIONS, TYPES
from graph.text import printable

if TYPE_CHECKING:
    import networkx as nx

Attributes: TypeAlias = Mapping[str, Any]

# Properties with the types of Neo4j; lists are joined by |.
_ENTITY: dict[str, str] = {
    "label": "string", "kind": "string", "bank": "string", "aliases": "string[]", "documents": "int", "mentions": "int",
    "first_date": "string", "province": "string", "city": "string", "themes": "string[]", "stages": "string[]",
}  # fmt: skip
_METRIC: dict[str, str] = {
    "name": "string", "cmp": "string", "value": "double", "value_max": "double", "unit": "string", "date": "string",
    "about": "string",
}  # fmt: skip
_EDGE: dict[str, str] = {"weight": "int", "document": "string", "evidence": "string"}
# An empty cell is no value, and a property without a value is none.
_READ = {
    "int": "toInteger({})",
    "double": "toFloat({})",
    "string[]": "CASE WHEN {0} <> '' THEN split({0}, '|') END",
    "string": "CASE WHEN {0} <> '' THEN {0} END",
}
# Every node has this label beside that of its type, so that one index finds the ends of a relationship.
_ANY = "Thing"
_BATCH = 1000


def write_neo4j(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a folder that Neo4j imports: a file of nodes for each type, relationships.csv and import.cypher.

    The head of import.cypher shows the command for an empty database; run as a script it sets constraints and
    loads the same files into a database that runs. Texts stay exactly as they are, so these files are for Neo4j and not
    for spreadsheets.

    Parameters
    ----------
    graph
        The wanted part of the graph.
    path
        The folder. Files are written beside and renamed when all are whole.

    Raises
    ------
    OSError
        The folder cannot be written.

    References
    ----------
    https://neo4j.com/docs/operations-manual/current/import/, https://neo4j.com/docs/cypher-manual/current/clauses/load-csv/
    """

    def nodes(type_: str) -> Iterator[tuple[str, Attributes]]:
        return ((node, data) for node, data in graph.nodes(data=True) if data["type"] == type_)

    write_files(nodes, graph.edges(data=True), path)


def write_files(
    nodes: Callable[[str], Iterable[tuple[str, Attributes]]], edges: Iterable[tuple[str, str, Attributes]], path: Path
) -> None:
    """Write the files of `write_neo4j` for a graph of any kind.

    Parameters
    ----------
    nodes
        Gives the nodes of a type with their attributes, named as in `graph.load`.
    edges
        Head, tail and attributes of each edge.
    path
        The folder.
    """
    with whole_folder(path) as folder:
        for type_ in TYPES:
            _write(folder / _file(type_), _header(type_), _nodes(nodes(type_), type_))
        head = (":START_ID", ":END_ID", ":TYPE", *(f"{name}:{kind}" for name, kind in _EDGE.items()))
        _write(folder / "relationships.csv", head, _relationships(edges))
        with written_whole(folder / "import.cypher") as file:
            file.write(import_script())


def import_script() -> str:
    """Return the Cypher that makes constraints and loads the files, each statement ended by a semicolon."""
    options = "".join(f" \\\n//   --nodes={_file(type_)}" for type_ in TYPES)
    parts = [
        "// Into an empty database, from this folder:\n"
        '//   neo4j-admin database import full neo4j --multiline-fields=true --array-delimiter="|"'
        f"{options} \\\n//   --relationships=relationships.csv\n"
        "// Into a database that runs: copy the files into its import folder and run this script with cypher-shell."
    ]
    parts.append(f"CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:{_ANY}) REQUIRE n.id IS UNIQUE;")
    parts += [f"CREATE INDEX {type_}_label IF NOT EXISTS FOR (n:{type_.title()}) ON (n.label);" for type_ in TYPES]
    for type_ in TYPES:
        merge = f"MERGE (n:{_ANY} {{id: row.`id:ID`}})\n  SET n:{type_.title()}"
        parts.append(_load(_file(type_), "", f"{merge}, {_assignments('n', _properties(type_))}"))
    for relation in RELATIONS:
        kind = relation.upper()
        ends = f"MATCH (head:{_ANY} {{id: row.`:START_ID`}})\n  MATCH (tail:{_ANY} {{id: row.`:END_ID`}})"
        merge = f"{ends}\n  MERGE (head)-[r:{kind}]->(tail)\n  SET {_assignments('r', _EDGE)}"
        parts.append(_load("relationships.csv", f"WITH row WHERE row.`:TYPE` = '{kind}'\n", merge))
    return "\n".join(parts) + "\n"


def _load(file: str, chosen: str, write: str) -> str:
    head = f"LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row\n{chosen}"
    return f"{head}CALL (row) {{\n  {write}\n}} IN TRANSACTIONS OF {_BATCH} ROWS;"


def _file(type_: str) -> str:
    return f"{type_}.csv"


def _properties(type_: str) -> dict[str, str]:
    return _ENTITY | _METRIC if type_ == "metric" else _ENTITY


def _header(type_: str) -> tuple[str, ...]:
    return ("id:ID", *(f"{name}:{kind}" for name, kind in _properties(type_).items()), ":LABEL")


def _nodes(nodes: Iterable[tuple[str, Attributes]], type_: str) -> Iterator[Row]:
    for node, data in nodes:
        yield node, *(data.get(name) for name in _properties(type_)), f"{type_.title()}|{_ANY}"


def _relationships(edges: Iterable[tuple[str, str, Attributes]]) -> Iterator[Row]:
    for head, tail, data in edges:
        yield head, tail, data["type"].upper(), *(data.get(name) for name in _EDGE)


def _assignments(variable: str, properties: Mapping[str, str]) -> str:
    return ", ".join(
        f"{variable}.{name} = {_READ[kind].format(f'row.`{name}:{kind}`')}" for name, kind in properties.items()
    )


def _write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    with written_whole(path, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Value) -> Value:
    return printable(value) if isinstance(value, str) else value
