"""Builds that are killed at a random moment, and what must be true of the casebook then."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
YINPU = [sys.executable, "-c", "from graph.cli import main; main()"]
POLL = 0.1
# The facts of each document, told so that two casebooks can be held against each other: no number of a row in it.
FACTS = (
    "SELECT documents.id, 'e', entities.name, entities.label, count(DISTINCT evidence.id),"
    " count(DISTINCT mentions.start) FROM documents LEFT JOIN entities ON entities.document_id = documents.id"
    " LEFT JOIN evidence ON evidence.entity_id = entities.id LEFT JOIN mentions ON mentions.entity_id = entities.id"
    " GROUP BY documents.id, entities.id"
    " UNION ALL SELECT relations.document_id, 'r', rel, a.name || b.name, count(*), 0 FROM relations"
    " JOIN entities AS a ON a.id = head JOIN entities AS b ON b.id = tail"
    " JOIN evidence ON evidence.relation_id = relations.id GROUP BY relations.id"
    " UNION ALL SELECT metrics.document_id, 'm', name, unit || value || coalesce(date, ''), count(*), 0 FROM metrics"
    " JOIN evidence ON evidence.metric_id = metrics.id GROUP BY metrics.id"
    " UNION ALL SELECT document_id, 's', path, sha256, 0, 0 FROM sources"
)
GRAPH = tuple(
    f"SELECT {columns} FROM {table} ORDER BY {columns}"
    for table, columns in (
        ("nodes", "id, type, label, kind, bank, aliases, documents, mentions, first_date, themes, stages"),
        ("edges", "head, rel, tail, weight"),
        ("observations", "node, subject, about, name, value, unit, date"),
        ("node_names", "name, node, rank"),
    )
)

Facts = dict[str, list[tuple[object, ...]]]


class LostError(AssertionError):
    """A casebook that lost something, or holds something by half."""


@dataclass
class Killed:
    """What became of the builds: how many were killed, and how many documents were stored after each."""

    kills: int = 0
    stored: list[int] = field(default_factory=list)


def command(documents: Path, casebook: Path) -> list[str]:
    """Return the command that builds a casebook."""
    return [*YINPU, "build", str(documents), "--casebook", str(casebook)]


def built(documents: Path, casebook: Path) -> float:
    """Build a casebook undisturbed and return the seconds that it took."""
    started = time.perf_counter()
    done = subprocess.run(command(documents, casebook), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise LostError(f"the build after a kill ended with {done.returncode}: {done.stderr}")
    return time.perf_counter() - started


def facts_of(casebook: Path) -> Facts:
    """Return what a casebook holds of each document; nothing where there is no casebook yet."""
    found: Facts = {}
    try:
        with closing(sqlite3.connect(f"{casebook.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            for document, *row in connection.execute(FACTS):
                found.setdefault(document, []).append(tuple(row))
    except sqlite3.OperationalError as error:
        if not str(error).startswith(("unable to open", "no such table")):
            raise
        return {}
    return {document: sorted(rows, key=repr) for document, rows in found.items()}


def graph_of(casebook: Path) -> list[list[tuple[object, ...]]]:
    """Return the nodes, edges, observations and names of a casebook."""
    with closing(sqlite3.connect(casebook)) as connection:
        return [connection.execute(query).fetchall() for query in GRAPH]


def kill_after(documents: Path, casebook: Path, seconds: float, whole_group: bool) -> tuple[bool, Facts]:
    """Start a build and kill it with SIGKILL: its process group, or only the process that was started.

    Returns
    -------
    Whether it was killed before it ended by itself, and what a reader saw stored meanwhile.
    """
    process = subprocess.Popen(
        command(documents, casebook),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    seen: Facts = {}
    end = time.perf_counter() + seconds
    while process.poll() is None and time.perf_counter() < end:
        seen = facts_of(casebook) or seen
        time.sleep(POLL)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL) if whole_group else os.kill(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL, seen


def check(casebook: Path, seen: Facts, whole: Facts) -> int:
    """Raise where a casebook is unsound, lacks what a reader saw stored, or holds a document by half.

    Parameters
    ----------
    casebook
        The file that a killed build left; it may be missing.
    seen
        What a reader saw before.
    whole
        What an undisturbed build stores.

    Returns
    -------
    How many documents it holds.
    """
    if not casebook.exists():
        if seen:
            raise LostError("the casebook is gone")
        return 0
    with closing(sqlite3.connect(casebook)) as connection:
        broken = connection.execute("PRAGMA integrity_check").fetchall()
        dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken != [("ok",)] or dangling:
        raise LostError(f"unsound: {broken} {dangling}")
    stored = facts_of(casebook)
    if missing := [document for document in seen if document not in stored]:
        raise LostError(f"committed and lost: {missing}")
    if half := [document for document, rows in stored.items() if rows != whole[document]]:
        raise LostError(f"stored by half: {half}")
    return len(stored)


def endure(documents: Path, folder: Path, kills: int, seed: int, in_a_row: int = 5) -> Killed:
    """Kill builds at random moments until `kills` were killed; after some in a row one goes on to its end.

    Parameters
    ----------
    documents
        What is built.
    folder
        Where casebooks may be made.
    kills
        How many builds are killed.
    seed
        Of the random moments.
    in_a_row
        How many builds of one casebook are killed before one may end.

    Raises
    ------
    LostError
        At the first casebook that is not as it must be.
    """
    chance = random.Random(seed)
    reference = folder / "undisturbed.db"
    seconds = built(documents, reference)
    whole, graph = facts_of(reference), graph_of(reference)
    told = Killed()
    number = 0
    while told.kills < kills:
        casebook = folder / f"killed{number}.db"
        number += 1
        for _ in range(in_a_row):
            killed, seen = kill_after(documents, casebook, chance.uniform(0, seconds), told.kills % 2 == 0)
            told.stored.append(check(casebook, seen, whole))
            told.kills += killed
            if told.kills == kills:
                break
        built(documents, casebook)
        if check(casebook, {}, whole) != len(whole) or graph_of(casebook) != graph:
            raise LostError("the finished graph is not that of an undisturbed build")
        for file in folder.glob(f"{casebook.name}*"):
            file.unlink()
    return told
