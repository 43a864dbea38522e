"""From the assignments of all documents to nodes and edges: what ids have become, put in by joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import groupby, product
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.schema import LABELS, RELS
from graph.casebook.rows import MetricRow
from graph.resolution.observations import Telling, metric_id, observed
from graph.resolution.unify import Part, edge_between
from graph.warehouse.assignments import ASSIGNMENTS
from graph.warehouse.engine import load, parquet, stream
from graph.warehouse.store import part_file
from graph.warehouse.tables import Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# As many tellings are looked at together, and more where they are of one number.
_TOGETHER = 5000
_PART = "node, document_id, entity, entity_name, name, kind, via, mentions, themes, stages, aliases"
_OBSERVED = {
    "node": "string", "document_id": "string", "metric": "int32", "evidence": "int32", "subject": "string",
    "about": "string", "own": "string",
}  # fmt: skip


def read_assignments(connection: Connection, folder: Path, parts: Iterable[str]) -> None:
    """Make a view of each table of assignments."""
    listed = sorted(parts)
    for table in ASSIGNMENTS:
        rows = parquet(part_file(folder, table, part) for part in listed)
        connection.execute(f"CREATE VIEW {table} AS SELECT * EXCLUDE (filename) FROM {rows}")


def join_facts(connection: Connection) -> None:
    """Make the tables `node_entities`, `node_evidence`, `node_bank`, `node_metric` and `edge_evidence`."""
    _join_entities(connection)
    connection.execute(
        "CREATE TABLE node_bank AS SELECT DISTINCT coalesce(one.node, owners.node) AS node,"
        " coalesce(other.node, bank) AS bank FROM owners LEFT JOIN final AS one ON one.id = owners.node"
        " LEFT JOIN final AS other ON other.id = bank"
        " WHERE NOT starts_with(coalesce(one.node, owners.node), 'partner:')"
    )
    load(connection, "observed", _OBSERVED, _observed(connection))
    connection.execute(
        "CREATE TABLE node_metric AS SELECT DISTINCT node, document_id, metric, subject, about FROM observed"
    )
    connection.execute(
        "CREATE TABLE node_evidence AS SELECT coalesce(final.node, places.node) AS node, document_id, evidence"
        " FROM places LEFT JOIN final ON id = places.node UNION SELECT node, document_id, evidence FROM observed"
    )
    rows = (
        {"head_type": head, "rel": rel, "tail_type": tail, "becomes": becomes, "turned": turned}
        for head, rel, tail, becomes, turned in _edge_types()
    )
    columns = {"head_type": "string", "rel": "string", "tail_type": "string", "becomes": "string", "turned": "bool"}
    load(connection, "edge_types", columns, rows)
    connection.execute(
        "CREATE TABLE edge_evidence AS"
        " SELECT CASE WHEN turned THEN tail ELSE head END AS head, becomes AS rel,"
        "   CASE WHEN turned THEN head ELSE tail END AS tail, document_id, evidence"
        " FROM (SELECT coalesce(one.node, head) AS head, rel, coalesce(other.node, tail) AS tail, document_id, evidence"
        "   FROM relations_told LEFT JOIN final AS one ON one.id = head LEFT JOIN final AS other ON other.id = tail)"
        " JOIN edge_types USING (rel)"
        " WHERE head <> tail AND head_type = split_part(head, ':', 1) AND tail_type = split_part(tail, ':', 1)"
        " UNION SELECT subject, 'reports', node, document_id, evidence FROM observed"
    )


def _edge_types() -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield what the rule for edges makes of a relation between two types of nodes, and whether it turns them."""
    for head, rel, tail in product(LABELS, RELS, LABELS):
        edge = edge_between(f"{head}:head", rel, f"{tail}:tail")
        assert edge is not None, "there is an edge between two things"
        yield head, rel, tail, edge[1], edge[0] != f"{head}:head"


def _join_entities(connection: Connection) -> None:
    connection.execute(
        "CREATE TABLE parts AS SELECT coalesce(final.node, stands.node) AS node, stands.* EXCLUDE (node)"
        " FROM stands LEFT JOIN final ON id = stands.node"
    )
    connection.execute(
        "CREATE TABLE folds AS SELECT node, document_id, entity FROM parts GROUP BY ALL HAVING count(*) > 1"
    )
    connection.execute(
        f"CREATE TABLE node_entities AS SELECT {_PART} FROM parts ANTI JOIN folds USING (node, document_id, entity)"
    )
    columns = {name: kind for name, kind in ASSIGNMENTS["stands"].items() if name != "seq"}
    columns = {name: columns[name] for name in _PART.split(", ")}
    load(connection, "node_entities", columns, _folded(connection), create=False)
    connection.execute("DROP TABLE parts")


def _folded(connection: Connection) -> Iterator[Row]:
    """Yield the entities that stand for a node several times, each as one part of it."""
    query = (
        f"SELECT {_PART} FROM parts SEMI JOIN folds USING (node, document_id, entity)"
        " ORDER BY node, document_id, entity, seq"
    )
    names = _PART.split(", ")
    for _, group in groupby(stream(connection, query), key=itemgetter(0, 1, 2)):
        rows = [dict(zip(names, row, strict=True)) for row in group]
        whole = reduce(Part.with_, map(_part, rows))
        own = next(row for row in rows if _part(row).name == whole.name)
        yield {
            **own,
            "via": whole.via,
            "mentions": whole.mentions,
            "themes": sorted(whole.themes),
            "stages": sorted(whole.stages),
        }


def _part(row: Row) -> Part:
    themes, stages = frozenset(row["themes"]), frozenset(row["stages"])
    return Part(row["via"], row["mentions"], row["kind"], row["name"], themes, stages)


def _observed(connection: Connection) -> Iterator[Row]:
    """Yield the observation that each telling tells, with the id that it alone would give."""
    query = (
        "SELECT subject, about, measure, document_id, metric, evidence, name, value, value_max, unit, date FROM ("
        "  SELECT coalesce(one.node, subject) AS subject, coalesce(other.node, about) AS about,"
        "    tellings.* EXCLUDE (subject, about)"
        "  FROM tellings LEFT JOIN final AS one ON one.id = subject LEFT JOIN final AS other ON other.id = about)"
        " ORDER BY subject, nullif(about, subject) NULLS FIRST, measure, document_id, metric, evidence"
    )
    together: list[tuple[Telling, int]] = []
    for _, group in groupby(stream(connection, query), key=_number):
        together += map(_telling, group)
        if len(together) >= _TOGETHER:
            yield from _told(together)
            together = []
    yield from _told(together)


def _number(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the subject, what is measured and its name: tellings of one observation agree in them."""
    subject, about, measure = row[:3]
    return subject, None if about == subject else about, measure


def _telling(row: tuple[Any, ...]) -> tuple[Telling, int]:
    subject, about, _, document_id, number, evidence, name, value, value_max, unit, date = row
    # Entities are nodes by now: their numbers within the document say nothing more.
    metric = MetricRow(number, 0, None, name, value, value_max, unit, date)
    return Telling(document_id, metric, subject, about), evidence


def _told(together: list[tuple[Telling, int]]) -> Iterator[Row]:
    ids = observed(dict.fromkeys(telling for telling, _ in together))
    for telling, evidence in together:
        yield {
            "node": ids[telling],
            "document_id": telling.document_id,
            "metric": telling.metric.id,
            "evidence": evidence,
            "subject": telling.subject,
            "about": telling.about,
            "own": metric_id(telling),
        }
