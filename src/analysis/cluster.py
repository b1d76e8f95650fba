"""How work is spread; tasks on Dask workers: of a scheduler that runs already, or of a local cluster for the run."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from analysis.errors import ParameterError

_WAITING = 2  # tasks a thread that are under way or wait for it; more would only fill memory
_RETRIES = 2
_PATIENCE = "30s"
_T = TypeVar("_T")
_R = TypeVar("_R")


ENGINES = ("local", "dask")


@dataclass(frozen=True)
class Engine:
    """How work is spread: `name` is ``local`` or ``dask``; `scheduler` the address of a running one.

    Raises `ParameterError` if a setting is none we know.
    """

    name: str = "local"
    workers: int = 1
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.name not in ENGINES:
            raise ParameterError(f"engine {self.name!r} is unknown; choose from {', '.join(ENGINES)}")
        if self.workers < 1:
            raise ParameterError(f"workers is {self.workers}; give 1 or more")
        if self.scheduler is not None and self.name != "dask":
            raise ParameterError(f"scheduler {self.scheduler} needs the engine dask; add --engine dask")


def map_tasks(
    function: Callable[[_T], _R], tasks: Iterable[_T], lost: Callable[[_T], _R], engine: Engine
) -> Iterator[_R]:
    """Yield the results as Dask finishes them; there is no shuffle and no state between tasks.

    `lost`: gives the result of a task whose workers died again and again. A local cluster is started where `engine`
    names no scheduler. Raises `ParameterError` if none with workers answers at its address.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    stream = iter(tasks)
    with _client(engine.workers, engine.scheduler) as client:
        under_way: dict[str, _T] = {}

        def submit(task: _T) -> Any:
            future = client.submit(function, task, pure=False, retries=_RETRIES)
            under_way[future.key] = task
            return future

        at_once = _WAITING * max(1, sum(client.nthreads().values()))
        running = as_completed([submit(task) for task in islice(stream, at_once)])
        for future in running:
            task = under_way.pop(future.key)
            try:
                result = future.result()
            except KilledWorker:
                result = lost(task)
            future.release()
            running.update([submit(following) for following in islice(stream, 1)])
            yield result


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_PATIENCE)
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise ParameterError(f"no Dask scheduler with workers answers at {scheduler} ({error})") from error
        with client:
            yield client
        return
    private = tempfile.mkdtemp(prefix="analysis-")  # readable by this user alone
    logging.getLogger("distributed").setLevel(logging.ERROR)
    try:
        with (
            LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
                local_directory=private, memory_limit=0, silence_logs=logging.ERROR, host="127.0.0.1",
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield client
    finally:
        shutil.rmtree(private, ignore_errors=True)
