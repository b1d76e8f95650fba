"""The same parts on Dask workers: a scheduler that runs already, or a local cluster for the length of the run."""

import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from analysis.corpus.manifest import Part
from analysis.errors import ParameterError
from analysis.scale.build import Settings, build_job, lost
from analysis.scale.parts import Job

_WAITING = 2  # parts a worker that are under way or wait for it; more would only fill memory
_RETRIES = 2
_PATIENCE = "30s"


def map_dask(jobs: Iterable[Job], settings: Settings, workers: int, scheduler: str | None) -> Iterator[Part]:
    """Yield the parts as Dask finishes them; there is no shuffle and no state between parts.

    A part whose workers die again and again comes back with all its inputs as failures.

    Raises
    ------
    ParameterError
        If no scheduler answers at `scheduler`.
    """
    stream = iter(jobs)
    first = next(stream, None)
    if first is None:
        return
    with _client(workers, scheduler) as client:
        yield from _run(client, first, stream, settings)


def _run(client: Any, first: Job, stream: Iterator[Job], settings: Settings) -> Iterator[Part]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    waiting: dict[str, Job] = {}

    def submit(job: Job) -> Any:
        future = client.submit(build_job, job, settings, key=f"part-{job.name}", pure=False, retries=_RETRIES)
        waiting[future.key] = job
        return future

    running = as_completed([submit(first)])
    for _ in range(_WAITING * max(1, len(client.scheduler_info()["workers"])) - 1):
        if (job := next(stream, None)) is not None:
            running.add(submit(job))
    for future in running:
        job = waiting.pop(future.key)
        try:
            part = future.result()
        except KilledWorker:
            part = build_job(lost(job, "its workers died again and again (out of memory?)"), settings)
        future.release()
        if (following := next(stream, None)) is not None:
            running.add(submit(following))
        yield part


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            with Client(scheduler, timeout=_PATIENCE) as client:
                client.wait_for_workers(1, timeout=_PATIENCE)
                yield client
        except (OSError, TimeoutError, ValueError) as error:
            raise ParameterError(f"no Dask scheduler with workers answers at {scheduler} ({error})") from error
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
