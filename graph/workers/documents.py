"""What a worker does: documents in, their facts out, each within its limits and none the worse for another."""

from __future__ import annotations

import hashlib
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract.guard import Guard, GuardError
from extract.reading import ReadError
from extract.schema import Extraction
from graph.sources import Source, read_source
from graph.workers.limits import Limits

Extract = Callable[[str | Path, bytes], Extraction]
"""Finds the facts of a document: `extract.extract_file`, or what stands in for it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to be read; where it has still the digest `known`, there is nothing to do."""

    source: Source
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: its facts, packed, or why there are none; neither if it is unchanged."""

    source: Source
    facts: bytes | None = None
    error: str = ""

    def extraction(self) -> Extraction:
        """Return the facts."""
        assert self.facts is not None
        found: Extraction = pickle.loads(zlib.decompress(self.facts))
        return found


_STARTING = 300.0
_guards = threading.local()


def extract_tasks(tasks: Sequence[Task], extract: Extract, limits: Limits) -> Iterator[Outcome]:
    """Return what becomes of documents, one after the other, each as soon as it is read.

    All of it happens in a process of its own that this thread keeps, so that a document that hangs, swells or crashes
    takes neither this process with it nor the other documents: on every engine the same.

    Parameters
    ----------
    tasks
        The documents.
    extract
        What finds their facts; pickle must be able to carry it.
    limits
        What a document may cost.
    """
    if not hasattr(_guards, "guard"):
        _guards.guard = Guard()
    guard: Guard = _guards.guard
    for task in tasks:
        if guard.pid is None:
            # The first document shall not pay for what Python needs to start.
            guard.call(_start, extract, seconds=_STARTING, memory=limits.bytes_of_memory)
        try:
            yield guard.call(_outcome, task, extract, limits, seconds=limits.seconds, memory=limits.bytes_of_memory)
        except GuardError as error:
            yield Outcome(task.source, error=f"{task.source}: {_reason(error, limits)}")


def _start(extract: Extract) -> None:
    """Do nothing, where all that a call names is imported."""


def extract_batch(tasks: Sequence[Task], extract: Extract, limits: Limits, version: str | None) -> list[Outcome]:
    """Return what becomes of a batch of documents; see `extract_tasks`.

    Parameters
    ----------
    tasks, extract, limits
        As there.
    version
        That of the builder's extractor, which must be this worker's, too; None where they are on one machine.

    Raises
    ------
    RuntimeError
        This worker has another version of yinpu.
    """
    if version is not None and _own_version() != version:
        raise RuntimeError("a worker has another version of yinpu than the builder; install the same everywhere")
    return list(extract_tasks(tasks, extract, limits))


@cache
def _own_version() -> str:
    """Return the version of the extractor that this process has loaded; to ask the disk takes as long as a document."""
    from graph.build import extractor_version

    return extractor_version()


def _outcome(task: Task, extract: Extract, limits: Limits) -> Outcome:
    source = task.source
    try:
        data = read_source(source, limits.largest)
        if task.known is not None and hashlib.sha256(data).hexdigest() == task.known:
            return Outcome(source)
        found = extract(source if isinstance(source, Path) else source.name, data)
        # Many may wait for the one that stores them.
        return Outcome(source, zlib.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), level=1))
    except ReadError as error:
        # What is read from a URL knows its name alone.
        told = str(error).removeprefix(str(source)).removeprefix(source.name)
        return Outcome(source, error=f"{source}{told}")
    except (ImportError, MemoryError):
        # Not the document's fault: the installation is broken. And the guard tells of memory.
        raise
    except Exception as error:
        # Whatever a strange document makes go wrong, the others shall not suffer from it.
        return Outcome(source, error=failure(source, error))


def failure(source: Source, error: Exception) -> str:
    """Return what is said of a document that makes yinpu fail."""
    return f"{source}: yinpu failed on it ({type(error).__name__}: {error}); leave it out and please report it"


def _reason(error: GuardError, limits: Limits) -> str:
    reasons: dict[str, Any] = {
        "time": f"it takes longer than {limits.seconds:g} seconds; split it, or allow more with --timeout",
        "memory": f"it takes more than {limits.memory} MB of memory; split it, or allow more with --memory",
        "death": f"reading it ends the process (out of {limits.memory} MB of memory, or a fault in a parser); "
        "open it in its own program and save it again, or allow more with --memory",
    }
    return str(reasons[error.what])
