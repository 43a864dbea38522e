"""The engines, by name: what joblib calls them, which extra brings them, and how to reach them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.errors import YinpuError, need

if TYPE_CHECKING:
    from joblib import Parallel

LOCAL = "loky"


@dataclass(frozen=True, slots=True)
class Engine:
    """A backend of joblib.

    `connect` reaches a scheduler, or starts workers on this machine where none is named; `streams` says that results
    come one by one, and not all of a round together; `address` shows how a scheduler is named.
    """

    connect: Callable[[str | None], AbstractContextManager[None]]
    address: str = ""
    streams: bool = True


@contextmanager
def _this_machine(scheduler: str | None) -> Iterator[None]:
    yield


@contextmanager
def _dask(scheduler: str | None) -> Iterator[None]:
    distributed = need("distributed", "dask")
    if scheduler:
        with distributed.Client(scheduler, set_as_default=True):
            yield
        return
    # Without a scheduler it starts one worker a core on this machine, and nobody will look at what these did when.
    with (
        need("dask", "dask").config.set({"distributed.worker.profile.enabled": False}),
        distributed.Client(threads_per_worker=1, dashboard_address=None, set_as_default=True),
    ):
        yield


@contextmanager
def _ray(scheduler: str | None) -> Iterator[None]:
    ray = need("ray", "ray")
    register = need("ray.util.joblib", "ray")
    ray.init(address=scheduler, include_dashboard=False if scheduler is None else None, log_to_driver=False)
    register.register_ray()
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _spark(scheduler: str | None) -> Iterator[None]:
    need("pyspark", "spark")
    register = need("joblibspark", "spark")
    session: Any = need("pyspark.sql", "spark").SparkSession
    if scheduler is None:
        # Else Spark takes whatever python3 is first in the path, which has no yinpu.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = session.builder.master(scheduler or "local[*]").appName("yinpu").getOrCreate()
    register.register_spark()
    try:
        yield
    finally:
        spark.stop()


ENGINES: dict[str, Engine] = {
    LOCAL: Engine(_this_machine),
    "dask": Engine(_dask, "tcp://HOST:8786"),
    "ray": Engine(_ray, "auto", streams=False),
    "spark": Engine(_spark, "spark://HOST:7077 or yarn", streams=False),
}


@contextmanager
def workers(name: str, jobs: int, scheduler: str | None = None) -> Iterator[Parallel]:
    """Open an engine for calls.

    Parameters
    ----------
    name
        One of `ENGINES`.
    jobs
        How many workers at once; -1 for all.
    scheduler
        The address of an engine that runs already.

    Raises
    ------
    MissingExtraError
        The engine's library is not installed.
    YinpuError
        The engine cannot be reached.
    """
    from joblib import Parallel, parallel_config

    engine = ENGINES[name]
    connection = engine.connect(scheduler)
    try:
        connection.__enter__()
    except YinpuError:
        raise
    except Exception as error:
        where = f" at {scheduler}" if scheduler else ""
        raise YinpuError(
            f"{name}{where} cannot be reached ({type(error).__name__}: {error}); start it, and check --scheduler"
        ) from error
    try:
        with parallel_config(name, n_jobs=jobs):
            return_as = "generator_unordered" if engine.streams else "list"
            with Parallel(return_as=return_as, batch_size=1, pre_dispatch="2 * n_jobs") as parallel:
                yield parallel
    finally:
        connection.__exit__(None, None, None)
