"""The same parts on Dask workers, each built in a process of its own beside the Dask worker."""

import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from analysis.cluster import map_tasks
from analysis.corpus.manifest import Part
from analysis.scale.parts import PartJob, Settings, after_death
from analysis.scale.worker import Worker, started

_OWN = threading.local()


def map_dask(jobs: Iterable[PartJob], settings: Settings, workers: int, scheduler: str | None) -> Iterator[Part]:
    """Yield the parts as Dask finishes them.

    A part whose Dask workers die again and again comes back with all its inputs as failures.

    Raises
    ------
    ParameterError
        If no scheduler answers at `scheduler`.
    """
    yield from map_tasks(
        partial(build_apart, settings=settings), jobs, partial(_lost, settings=settings), workers, scheduler
    )


def build_apart(job: PartJob, settings: Settings) -> Part:
    """Build a part in a process that belongs to this thread of a Dask worker.

    A time limit needs the main thread of a process; and what kills a process then kills no Dask worker.
    """
    if os.name == "nt":
        from analysis.scale.build import build_job

        return build_job(job, settings)
    answer: Part | PartJob | None = job
    while not isinstance(answer, Part):
        if isinstance(answer, PartJob):
            worker = _worker_of_this_thread(settings)
            worker.give(answer)
        answer = worker.receive()
    return answer


def _worker_of_this_thread(settings: Settings) -> Worker:
    kept: tuple[Settings, Worker] | None = getattr(_OWN, "kept", None)
    if kept is not None and kept[0] == settings and kept[1].job is None and not kept[1].is_worn:
        return kept[1]
    if kept is not None:
        kept[1].stop()
    _OWN.kept = (settings, started(settings))
    return _OWN.kept[1]


def _lost(job: PartJob, settings: Settings) -> Part:
    return build_apart(after_death(replace(job, deaths=1), None), settings)
