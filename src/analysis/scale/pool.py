"""A pool of worker processes on one machine: the model is loaded once and shared by fork; a dead worker is replaced."""

from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait

from analysis.annotate import load_model
from analysis.corpus.manifest import Part
from analysis.corpus.stages import default_resources
from analysis.scale.build import build_job
from analysis.scale.parts import PartJob, Settings
from analysis.scale.worker import Worker, forked


def map_local(jobs: Iterable[PartJob], settings: Settings, workers: int) -> Iterator[Part]:
    """Yield the parts as they are finished; one job a worker is held in memory."""
    load_model()
    default_resources()
    if workers == 1:
        yield from (build_job(job, settings) for job in jobs)
        return
    pool: list[Worker] = []
    try:
        yield from _run(pool, iter(jobs), settings, workers)
    finally:
        for worker in pool:
            worker.stop()


def _run(pool: list[Worker], jobs: Iterator[PartJob], settings: Settings, workers: int) -> Iterator[Part]:
    again: deque[PartJob] = deque()
    while True:
        for worker in [worker for worker in pool if worker.job is None and worker.is_worn]:
            worker.stop()
            pool.remove(worker)
        for worker in pool:
            if worker.job is None and (job := _next(again, jobs)) is not None:
                worker.give(job)
        while len(pool) < workers and (job := _next(again, jobs)) is not None:
            pool.append(forked(settings))
            pool[-1].give(job)
        busy = {worker.pipe: worker for worker in pool if worker.job is not None}
        if not busy:
            return
        for pipe in wait(list(busy)):
            worker = busy[pipe]  # type: ignore[index]
            answer = worker.receive()
            if isinstance(answer, PartJob):
                pool.remove(worker)
                again.append(answer)
            elif answer is not None:
                yield answer


def _next(again: deque[PartJob], jobs: Iterator[PartJob]) -> PartJob | None:
    return again.popleft() if again else next(jobs, None)
