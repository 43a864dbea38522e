"""Which documents count: each once, and none that is a twin of a longer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.casebook.duplicates import LEAST_SHARED, letters_of, twins
from graph.resolution.linking import united
from graph.warehouse.engine import load, parquet, stream
from graph.warehouse.store import part_file
from graph.warehouse.tables import FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def read_documents(connection: Connection, facts: Path, parts: Iterable[str]) -> None:
    """Make a view of each table of facts and, of the documents that count, the tables `documents` and `counted`.

    Two files of different parts that say the same are one document; it is read in the first of these parts.
    """
    listed = sorted(parts)
    for table in FACTS:
        rows = parquet(part_file(facts, table, part) for part in listed)
        connection.execute(
            f"CREATE VIEW all_{table} AS SELECT * EXCLUDE (filename), parse_filename(filename, true) AS part"
            f" FROM {rows}"
        )
    connection.execute(
        "CREATE TABLE documents AS SELECT id, name, title, published, part,"
        " CAST(row_number() OVER (ORDER BY id) AS INTEGER) AS n FROM ("
        "   SELECT id, name, title, published, part, row_number() OVER (PARTITION BY id ORDER BY part) AS copy"
        "   FROM all_documents) WHERE copy = 1"
    )
    columns = {"id": "string", "twin_of": "string"}
    load(connection, "twins", columns, ({"id": one, "twin_of": other} for one, other in _twins(connection)))
    connection.execute(
        "CREATE TABLE counted AS SELECT id, name, published, part FROM documents ANTI JOIN twins USING (id)"
    )
    for table in ("entities", "relations", "metrics", "evidence"):
        connection.execute(
            f"CREATE VIEW {table} AS SELECT * EXCLUDE (part) FROM all_{table}"
            " SEMI JOIN counted ON counted.id = document_id AND counted.part = all_" + table + ".part"
        )


def uncounted(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Return the documents of each part that do not count there."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for part, document in stream(connection, "SELECT part, id FROM all_documents ANTI JOIN counted USING (part, id)"):
        found[part].add(document)
    return {part: frozenset(documents) for part, documents in found.items()}


def _twins(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the documents that are twins, with the longer ones, cluster by cluster of documents that are alike."""
    _find_alike(connection)
    pairs = [(str(one), str(other)) for one, other in stream(connection, "SELECT one, other FROM alike")]
    if not pairs:
        return
    first = united(pairs)
    members = {document: first.get(document, document) for pair in pairs for document in pair}
    rows = ({"id": document, "cluster": cluster} for document, cluster in members.items())
    load(connection, "clusters", {"id": "string", "cluster": "string"}, rows)
    alike = _by_cluster(
        connection, "SELECT cluster, one, other FROM alike JOIN clusters ON id = one ORDER BY cluster, one, other"
    )
    texts = _by_cluster(
        connection,
        "SELECT cluster, id, text FROM all_documents JOIN clusters USING (id) SEMI JOIN documents USING (id, part)"
        " ORDER BY cluster",
    )
    quotes = _by_cluster(
        connection,
        "SELECT cluster, clusters.id, coalesce(list(DISTINCT quote) FILTER (quote IS NOT NULL), []) FROM clusters"
        " JOIN documents USING (id) LEFT JOIN all_evidence AS told"
        " ON told.document_id = clusters.id AND told.part = documents.part GROUP BY ALL ORDER BY cluster",
    )
    for near, letters, quoted in zip(alike, texts, quotes, strict=True):
        neighbours: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in near:
            neighbours[one].add(other)
            neighbours[other].add(one)
        said = dict(quoted)
        compared = {one: letters_of(text) for one, text in letters}
        found = twins(neighbours, neighbours.__getitem__, compared.__getitem__, said.__getitem__, lambda _: None)
        yield from ((one, twin) for one, twin in found.items() if twin is not None)


def _by_cluster(connection: Connection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    for _, rows in groupby(stream(connection, query), key=itemgetter(0)):
        yield [row[1:] for row in rows]


def _find_alike(connection: Connection) -> None:
    """Make the table `alike` of the pairs of documents that share enough hashes.

    Two lists of n hashes that share t of them share at least one of their n - t + 1 rarest, so only those are joined
    (Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data cleaning", 2006).
    """
    connection.execute(
        "CREATE TABLE hashes AS SELECT n, unnest(fingerprint) AS hash"
        " FROM all_documents JOIN documents USING (id, part)"
        f" WHERE len(fingerprint) >= {LEAST_SHARED}"
    )
    connection.execute(
        "CREATE TABLE rare AS SELECT n, hash FROM ("
        "  SELECT n, hash, often, row_number() OVER (PARTITION BY n ORDER BY often, hash) AS rank,"
        "    count(*) OVER (PARTITION BY n) AS many"
        "  FROM hashes JOIN (SELECT hash, count(*) AS often FROM hashes GROUP BY hash) USING (hash)"
        f") WHERE often > 1 AND rank <= many - {LEAST_SHARED} + 1"
    )
    connection.execute(
        "CREATE TABLE alike AS SELECT one.id AS one, other.id AS other FROM ("
        "  SELECT pairs.one, pairs.other FROM ("
        "    SELECT DISTINCT a.n AS one, b.n AS other FROM rare AS a JOIN rare AS b ON a.hash = b.hash AND a.n < b.n"
        "  ) AS pairs JOIN hashes AS a ON a.n = pairs.one JOIN hashes AS b ON b.n = pairs.other AND b.hash = a.hash"
        f"  GROUP BY ALL HAVING count(*) >= {LEAST_SHARED}"
        ") AS near JOIN documents AS one ON one.n = near.one JOIN documents AS other ON other.n = near.other"
    )
    connection.execute("DROP TABLE rare")
    connection.execute("DROP TABLE hashes")
