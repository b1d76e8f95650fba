"""A pool of worker processes on one machine: the model is loaded once and shared by fork; a dead worker is replaced."""

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from analysis.corpus.manifest import Part
from analysis.errors import AnalysisError
from analysis.scale.build import Settings, build_job, lost
from analysis.scale.parts import Job

PARTS_PER_WORKER = 40  # then a fresh process takes its place, which bounds what a vocabulary can grow to
_TRIES = 2


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    job: Job | None = None
    built: int = 0


@dataclass(slots=True)
class _Pool:
    settings: Settings
    start: Callable[[], None]
    workers: list[_Worker] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)


def map_local(jobs: Iterable[Job], settings: Settings, workers: int, prepare: Callable[[], None]) -> Iterator[Part]:
    """Yield the parts as they are finished; at most one waiting job a worker is held in memory.

    `prepare` loads what workers share; it is called once, before the first worker starts.
    """
    stream = iter(jobs)
    first = next(stream, None)
    if first is None:
        return
    prepare()
    if workers == 1:
        yield build_job(first, settings)
        for job in stream:
            yield build_job(job, settings)
        return
    pool = _Pool(settings, prepare)
    try:
        yield from _run(pool, first, stream, workers)
    finally:
        for worker in pool.workers:
            _stop(worker)


def _run(pool: _Pool, first: Job, stream: Iterator[Job], workers: int) -> Iterator[Part]:
    again: deque[Job] = deque([first])
    while True:
        while len(pool.workers) < workers and (job := again.popleft() if again else next(stream, None)) is not None:
            pool.workers.append(_started(pool.settings))
            _give(pool.workers[-1], job)
        busy = [worker for worker in pool.workers if worker.job is not None]
        if not busy:
            return
        ready = wait([worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy])
        for worker in busy:
            if worker.pipe not in ready and worker.process.sentinel not in ready:
                continue
            part = _received(worker)
            if part is None:
                again.append(_after_death(pool, worker))
                pool.workers.remove(worker)
                continue
            yield part
            worker.built += 1
            job = again.popleft() if again else next(stream, None)
            if job is None or worker.built >= PARTS_PER_WORKER:
                _stop(worker)
                pool.workers.remove(worker)
                if job is not None:
                    again.appendleft(job)
            else:
                _give(worker, job)


def _after_death(pool: _Pool, worker: _Worker) -> Job:
    """Return what to do for a job whose worker died: the same again, then its inputs as failures."""
    job = worker.job
    assert job is not None
    _stop(worker)
    pool.tries[job.name] = pool.tries.get(job.name, 0) + 1
    if pool.tries[job.name] < _TRIES:
        return job
    return lost(job, f"its worker died {_TRIES} times (out of memory?); give it a part of its own or leave it out")


def _started(settings: Settings) -> _Worker:
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, settings), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, job: Job) -> None:
    worker.job = job
    with contextlib.suppress(OSError):  # it died; `wait` reports that through its sentinel
        worker.pipe.send(job)


def _received(worker: _Worker) -> Part | None:
    """Return the finished part, or None when the worker died. An error it sends is raised here."""
    try:
        answer = worker.pipe.recv() if worker.pipe.poll() else None
    except (EOFError, OSError):
        return None
    if isinstance(answer, BaseException):
        raise answer
    if answer is not None:
        worker.job = None
    return answer


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    if worker.job is not None:
        worker.process.terminate()
    worker.process.join(10)


def _work(pipe: Connection, settings: Settings) -> None:
    """Build parts until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(build_job(job, settings))
        except AnalysisError as error:
            pipe.send(error)
        except Exception as error:  # noqa: BLE001 - told to the parent, which ends the run with it
            pipe.send(AnalysisError(f"part {job.name}: {type(error).__name__}: {error}"))
