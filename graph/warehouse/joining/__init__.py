"""From facts to the graph: what documents contribute is made by workers, what they have in common is joined in duckdb.

The rules are those of `graph.resolution`, called with the names and numbers that duckdb has brought together.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.curation import idle, read_curation
from graph.errors import need
from graph.export.whole import whole_folder
from graph.resolution.curated import Curated
from graph.warehouse.assignments import Task, assign_part
from graph.warehouse.engine import MEMORY, one, parquet, session, stream
from graph.warehouse.joining.decisions import judge
from graph.warehouse.joining.documents import read_documents, uncounted
from graph.warehouse.joining.facts import join_facts, read_assignments
from graph.warehouse.joining.names import for_workers, known_banks, linked_names
from graph.warehouse.joining.summaries import write_graph
from graph.warehouse.store import WORK, locked, read_manifest
from graph.warehouse.tables import EXTRA, WarehouseError
from graph.workers.fan_out import Setup, spread

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


@dataclass(frozen=True, slots=True)
class Resolved:
    """What there is in a graph, and which decisions do nothing in it."""

    documents: int
    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    warnings: tuple[str, ...]


def resolve(
    facts: Path,
    out: Path,
    setup: Setup | None = None,
    memory: str = MEMORY,
    threads: int | None = None,
) -> Resolved:
    """Make the graph of a folder of facts.

    Parameters
    ----------
    facts
        A folder of facts, see `graph.warehouse.store`. Decisions are read from the file beside it: facts.curation for
        facts/.
    out
        The folder for the graph, a Parquet file a table. Files are written beside and renamed when all are whole.
    setup
        Where single parts are worked on; by default on all cores of this machine.
    memory
        What duckdb may use, such as 2GB; what does not fit is spilled to the disk of `facts`.
    threads
        How many duckdb may use; by default one a core.

    Raises
    ------
    graph.warehouse.store.WarehouseError
        There are no facts, another process writes to them, or the memory does not suffice.
    graph.errors.MissingExtraError
        duckdb or pyarrow is not installed.
    """
    need("pyarrow", EXTRA)
    need("duckdb", EXTRA)
    if not read_manifest(facts):
        raise WarehouseError(f"{facts}: no documents in these facts; extract some into the folder")
    facts = facts.absolute()
    with locked(facts), whole_folder(out) as folder, _work(facts) as work, session(work, memory, threads) as connection:
        return _resolve(connection, facts, folder, work, setup or Setup())


@contextmanager
def _work(facts: Path) -> Iterator[Path]:
    """Give a folder that all workers can reach, without what a run that was killed left in it."""
    work = facts / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work)


def _resolve(connection: Connection, facts: Path, out: Path, work: Path, setup: Setup) -> Resolved:
    parts, curation = sorted(read_manifest(facts)), read_curation(facts)
    curated = Curated(curation.decisions)
    read_documents(connection, facts, parts)
    without = uncounted(connection)
    known = known_banks(connection, facts, without, curated)
    banks = for_workers(known.banks, curated)
    tasks = [
        Task(facts, part, work, without.get(part, frozenset()), known.relabelled, banks, curation.decisions)
        for part in parts
    ]
    for applied in spread(assign_part, tasks, setup):
        for decision in applied:
            curated.done(decision)
    read_assignments(connection, work, parts)
    linked = linked_names(connection, known.banks, curated)
    join_facts(connection)
    told = judge(connection, linked, curated)
    states = [(decision.line, decision.text, state) for decision, state in curated.states().items()]
    states += [(line, "", message) for line, message in curation.wrong]
    write_graph(connection, out, linked, told, states)
    return Resolved(
        int(one(connection, "SELECT count(*) FROM documents")),
        dict(
            stream(connection, f"SELECT type, count(*) FROM {parquet([out / 'nodes.parquet'])} GROUP BY 1 ORDER BY 1")
        ),
        dict(stream(connection, f"SELECT rel, count(*) FROM {parquet([out / 'edges.parquet'])} GROUP BY 1 ORDER BY 1")),
        tuple(idle(curation, states)),
    )


def _counts(connection: Connection, path: Path, column: str) -> dict[str, int]:
    return dict(stream(connection, f"SELECT {column}, count(*) FROM {parquet([path])} GROUP BY 1 ORDER BY 1"))
