"""Tasks out to workers, outcomes back as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from graph.errors import YinpuError
from graph.sources import Source, size_of
from graph.workers.documents import Extract, Outcome, Task, extract_batch, extract_tasks
from graph.workers.engines import LOCAL, workers
from graph.workers.limits import Limits

# Bytes and documents of a batch, about half a second of work: short documents shall not pay for a call each.
_BATCH_BYTES = 32_000
_BATCH = 16
# Less than that is done before further processes have started.
_FEW_BYTES = 64_000
# Batches of a round, for each worker: what has come back and is not yet stored is bounded by it.
_ROUND = 16
_MOST_BREAKS = 3

Given = TypeVar("Given")
Made = TypeVar("Made")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Setup:
    """Where and within which limits documents are read; `jobs` is -1 for all cores or workers."""

    engine: str = LOCAL
    scheduler: str | None = None
    jobs: int = -1
    limits: Limits = field(default_factory=Limits)


def extracted(tasks: Sequence[Task], extract: Extract, setup: Setup, version: str) -> Generator[Outcome, None, None]:
    """Return what becomes of documents, in any order, each once.

    Parameters
    ----------
    tasks
        The documents.
    extract
        What finds their facts.
    setup
        On which engine, with how many workers.
    version
        That of the extractor, which all workers must have.

    Raises
    ------
    YinpuError
        The engine is not installed or cannot be reached, or its workers die again and again.
    """
    sizes = [_size(task.source) for task in tasks]
    if setup.engine == LOCAL and (setup.jobs == 1 or len(tasks) < 2 or sum(sizes) < _FEW_BYTES):
        yield from extract_tasks(tasks, extract, setup.limits)
        return
    pending = {task.source: (task, size) for task, size in zip(tasks, sizes, strict=True)}

    def outcomes(left: list[tuple[Task, int]]) -> Iterator[tuple[Source, Outcome]]:
        return ((outcome.source, outcome) for outcome in _fanned_out(left, extract, setup, version))

    yield from _each_once(pending, outcomes, setup.engine, "documents")


def _size(source: Source) -> int:
    # To ask a server for the size of each document takes longer than what it would be good for.
    return size_of(source) if isinstance(source, Path) else _BATCH_BYTES // 4


def spread(function: Callable[[Given], Made], tasks: Sequence[Given], setup: Setup) -> Iterator[Made]:
    """Return what a function makes of tasks, in any order, each once.

    Parameters
    ----------
    function
        What runs in the workers; pickle must be able to carry it and the tasks, and it must not matter that it runs
        twice with one.
    tasks
        Each worth a call: some seconds of work.
    setup
        On which engine, with how many workers.

    Raises
    ------
    YinpuError
        The engine is not installed or cannot be reached, or its workers die again and again.
    """
    if setup.engine == LOCAL and (setup.jobs == 1 or len(tasks) < 2):
        yield from map(function, tasks)
        return
    from joblib import delayed, effective_n_jobs

    def made(left: list[tuple[int, Given]]) -> Iterator[tuple[int, Made]]:
        with workers(setup.engine, setup.jobs, setup.scheduler) as parallel:
            # An engine that gives the answers of a round together has few of them to lose.
            size, rest = 4 * max(1, effective_n_jobs(None)), iter(left)
            while some := list(islice(rest, size)):
                yield from parallel(delayed(_numbered)(function, number, task) for number, task in some)

    yield from _each_once({number: (number, task) for number, task in enumerate(tasks)}, made, setup.engine, "parts")


def _numbered(function: Callable[[Given], Made], number: int, task: Given) -> tuple[int, Made]:
    return number, function(task)


def _each_once(
    pending: dict[Key, Given], work: Callable[[list[Given]], Iterable[tuple[Key, Made]]], engine: str, what: str
) -> Iterator[Made]:
    """Do work until each key has come back, also where workers die; an engine that has lost one may do tasks twice."""
    for _ in range(_MOST_BREAKS):
        try:
            for key, made in work(list(pending.values())):
                if pending.pop(key, None) is not None:
                    yield made
        except BrokenExecutor:
            continue
        except Exception as error:
            if engine == LOCAL or isinstance(error, YinpuError):
                raise
            first, _, _ = str(error).partition("\n")
            raise YinpuError(
                f"{engine}: its workers cannot do the work ({type(error).__name__}: {first});"
                " is the same version of yinpu installed on all of them? What was read is stored"
            ) from error
        if not pending:
            return
    raise YinpuError(
        f"workers die again and again, {len(pending)} {what} are left and what was done is stored; "
        "run the command again, with fewer --jobs if memory is short"
    )


def batches(tasks: Iterable[tuple[Task, int]]) -> Iterator[list[Task]]:
    """Return tasks, with the sizes of their documents in bytes, in batches of about equal work."""
    batch: list[Task] = []
    total = 0
    for task, size in tasks:
        if batch and (len(batch) == _BATCH or total + size > _BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(task)
        total += size
    if batch:
        yield batch


def _fanned_out(tasks: Iterable[tuple[Task, int]], extract: Extract, setup: Setup, version: str) -> Iterator[Outcome]:
    from joblib import delayed, effective_n_jobs

    told = None if setup.engine == LOCAL else version
    work = batches(tasks)
    with workers(setup.engine, setup.jobs, setup.scheduler) as parallel:
        size = _ROUND * max(1, effective_n_jobs(None))
        while some := list(islice(work, size)):
            calls = (delayed(extract_batch)(batch, extract, setup.limits, told) for batch in some)
            for outcomes in parallel(calls):
                yield from outcomes
