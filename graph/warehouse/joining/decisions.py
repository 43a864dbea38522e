"""What decisions reject, name and note, in the tables of nodes and edges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.resolution.curated import Curated
from graph.resolution.scope import OWNING
from graph.resolution.unify import Linked, Part, Verdicts, Whole, reject, verdicts
from graph.warehouse.engine import Stored, StoredMap, load, stream

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_NOTHING = Part("", 0, "", None, frozenset(), frozenset())


def judge(connection: Connection, linked: Linked, curated: Curated) -> Verdicts:
    """Return what the decisions say of nodes and edges, and take out of the tables what they reject."""
    directory = linked.directory
    directory.metrics = StoredMap(connection, "observed", "own", "node")
    nodes = Stored(connection, ("node",), "node_entities", "node_metric")
    told = verdicts(curated, directory, nodes, Stored(connection, ("head", "rel", "tail"), "edge_evidence"))
    if told.rejected:
        _reject(connection, told.rejected)
    return told


def _reject(connection: Connection, facts: set[tuple[str, ...]]) -> None:
    """Reject facts in the part of the graph on which they can have an effect, and take the same out of the tables."""
    before, after = _around(connection, facts), _around(connection, facts)
    reject(after, facts)
    known = {node for node, _ in before.entities} | {node for node, *_ in before.metrics}
    gone = known - {node for node, _ in after.entities} - {node for node, *_ in after.metrics}
    _put(connection, "gone", ("node",), ((node,) for node in gone))
    for table in ("node_entities", "node_evidence", "node_metric"):
        connection.execute(f"DELETE FROM {table} WHERE node IN (SELECT node FROM gone)")
    _put(connection, "gone_edges", ("head", "rel", "tail"), (edge[:3] for edge in before.edges - after.edges))
    connection.execute(
        "DELETE FROM edge_evidence WHERE (head, rel, tail) IN (SELECT (head, rel, tail) FROM gone_edges)"
    )
    _put(connection, "gone_banks", ("node", "bank"), before.banks - after.banks)
    connection.execute("DELETE FROM node_bank WHERE (node, bank) IN (SELECT (node, bank) FROM gone_banks)")


def _around(connection: Connection, facts: set[tuple[str, ...]]) -> Whole:
    """Return what stands on rejected facts: their nodes, edges and observations, and who else owns what they own.

    Numbers of entities and evidence are left out: what is rejected is a whole node or edge.
    """
    nodes = {fact[0] for fact in facts if len(fact) == 1}
    edges = {fact for fact in facts if len(fact) == 3}
    reported = {tail for _, rel, tail in edges if rel == "reports"}
    _put(connection, "rejected", ("node",), ((node,) for node in nodes | reported))
    metrics = {
        (node, 0, subject, about)
        for node, subject, about in stream(
            connection,
            "SELECT DISTINCT node, subject, about FROM node_metric WHERE node IN (SELECT node FROM rejected)"
            " OR subject IN (SELECT node FROM rejected) OR about IN (SELECT node FROM rejected)",
        )
    }
    ends = nodes | {row[0] for row in metrics}
    _put(connection, "ends", ("node",), ((node,) for node in ends))
    owned = {tail for _, rel, tail in edges if rel in OWNING}
    _put(connection, "owned", ("node",), ((node,) for node in owned))
    told = {
        (head, rel, tail, 0)
        for head, rel, tail in stream(
            connection,
            "SELECT DISTINCT head, rel, tail FROM edge_evidence WHERE head IN (SELECT node FROM ends)"
            " OR tail IN (SELECT node FROM ends) OR tail IN (SELECT node FROM owned)",
        )
    }
    told |= {(*edge, 0) for edge in edges}
    _put(connection, "owners_told", ("node",), ((node,) for row in told for node in (row[0], row[2])))
    banks = set(
        stream(
            connection,
            "SELECT node, bank FROM node_bank WHERE node IN (SELECT node FROM owners_told)"
            " OR node IN (SELECT node FROM ends) OR bank IN (SELECT node FROM ends)",
        )
    )
    # Only nodes whose entities are rejected are looked for among the entities.
    return Whole({(node, 0): _NOTHING for node in nodes}, set(), told, metrics, banks)


def _put(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    load(connection, table, dict.fromkeys(columns, "string"), (dict(zip(columns, row, strict=True)) for row in rows))
