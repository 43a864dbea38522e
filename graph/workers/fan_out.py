"""Tasks out to workers, outcomes back as they come."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from itertools import islice

from graph.errors import YinpuError
from graph.sources import size_of
from graph.workers.documents import Extract, Outcome, Task, extract_batch, extract_tasks
from graph.workers.engines import LOCAL, workers
from graph.workers.limits import Limits

# Bytes and documents of a batch, about half a second of work: short documents shall not pay for a call each.
_BATCH_BYTES = 32_000
_BATCH = 16
# Less than that is done before further processes have started.
_FEW_BYTES = 64_000
# Batches of a round, for each worker: what has come back and is not yet stored is bounded by it.
_ROUND = 32
_MOST_BREAKS = 3


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
    sizes = [size_of(task.source) for task in tasks] if setup.engine == LOCAL else [_BATCH_BYTES // 4] * len(tasks)
    if setup.engine == LOCAL and (setup.jobs == 1 or len(tasks) < 2 or sum(sizes) < _FEW_BYTES):
        yield from extract_tasks(tasks, extract, setup.limits)
        return
    pending = {task.source: (task, size) for task, size in zip(tasks, sizes, strict=True)}
    for _ in range(_MOST_BREAKS):
        try:
            for outcome in _fanned_out(list(pending.values()), extract, setup, version):
                # An engine that has lost a worker may do its tasks twice.
                if pending.pop(outcome.source, None) is not None:
                    yield outcome
        except BrokenExecutor:
            continue
        except Exception as error:
            if setup.engine == LOCAL or isinstance(error, YinpuError):
                raise
            first, _, _ = str(error).partition("\n")
            raise YinpuError(
                f"{setup.engine}: its workers cannot do the work ({type(error).__name__}: {first});"
                " is the same version of yinpu installed on all of them? What was read is stored"
            ) from error
        if not pending:
            return
    raise YinpuError(
        f"workers die again and again, {len(pending)} documents are left and what was read is stored; "
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
