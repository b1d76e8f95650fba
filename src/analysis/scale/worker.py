"""Processes that build parts, forked or started anew, replaced when they die: a pool, or one a Dask thread."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Any

from analysis.cluster import Engine, map_tasks
from analysis.corpus.storage import Part
from analysis.errors import AnalysisError, ProgramError, told_fault
from analysis.scale.parts import PartJob, Settings, after_death

PARTS_PER_WORKER = 40  # then a fresh process takes its place, which bounds what a vocabulary can grow to
_STARTED_ANEW = "import sys; from analysis.scale.worker import serve_descriptor; serve_descriptor(int(sys.argv[1]))"
_TRIM = "MALLOC_TRIM_THRESHOLD_"  # Dask sets it low: each array of a parse then goes back to the system
_OWN = threading.local()


@dataclass(slots=True)
class Worker:
    """A process and our end of its pipe; `at` is the article that it said it was at."""

    process: Any
    pipe: Connection
    job: PartJob | None = None
    at: str | None = None
    built: int = 0

    @property
    def is_worn(self) -> bool:
        return self.built >= PARTS_PER_WORKER

    def give(self, job: PartJob) -> None:
        self.job, self.at = job, None
        with contextlib.suppress(OSError):  # it died, which `receive` will see
            self.pipe.send(job)

    def receive(self) -> "Part | PartJob | None":
        """Return what it answers: the finished part; the part to be tried again as it died; None when neither is due.

        Raises what stopped it, an `AnalysisError`, where that is no fault of an article.
        """
        assert self.job is not None
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            return after_death(self.job, self.at)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, str):
            self.at = answer
            return None
        self.job = None
        self.built += 1
        return answer

    def stop(self) -> None:
        """End the process: at once when it is busy, else by telling it (forked siblings hold its pipe open, too)."""
        if self.job is not None:
            self.process.terminate()
        else:
            with contextlib.suppress(OSError):
                self.pipe.send(None)
        self.pipe.close()
        if isinstance(self.process, subprocess.Popen):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        else:
            self.process.join(10)


def forked(settings: Settings) -> Worker:
    """Return a worker that shares what this process has loaded, where the system can fork."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, settings), daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


def started(settings: Settings) -> Worker:
    """Return a worker that loads all anew: for a process with threads, or one that may have no children of its own.

    Raises `AnalysisError` if it ends before it has loaded what it needs.
    """
    ours, theirs = multiprocessing.Pipe()
    descriptor = theirs.fileno()
    process = subprocess.Popen(
        [sys.executable, "-c", _STARTED_ANEW, str(descriptor)], pass_fds=[descriptor],
        env={name: value for name, value in os.environ.items() if name != _TRIM},
    )  # fmt: skip
    theirs.close()
    try:
        ours.send(settings)
        ours.recv()
    except (EOFError, OSError) as error:
        raise AnalysisError(f"a worker process ended with code {process.wait()} before its first part") from error
    return Worker(process, ours)


def serve_descriptor(descriptor: int) -> None:
    """Be a worker at the other end of a pipe."""
    os.set_inheritable(descriptor, False)
    pipe = Connection(descriptor)
    settings = pipe.recv()
    import_module("analysis.scale.build")
    pipe.send("ready")
    _serve(pipe, settings)


def _serve(pipe: Connection, settings: Settings) -> None:
    """Build parts until told to end or the pipe closes. After a death, say which article is at hand."""
    from analysis.scale.build import build_job  # the process that starts workers needs none of it

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        if job is None:
            return
        try:
            pipe.send(build_job(job, settings, pipe.send if job.deaths else None))
        except AnalysisError as error:
            pipe.send(error)
        except BrokenPipeError:
            return
        except Exception as error:  # noqa: BLE001 - told to the parent, which ends the run with it
            pipe.send(ProgramError(f"part {job.name}: {told_fault(error)}"))


def map_dask(jobs: Iterable[PartJob], settings: Settings, spread: Engine) -> Iterator[Part]:
    """Return the parts as Dask finishes them.

    A part whose Dask workers die again and again comes back with all its inputs as failures. Raises `ParameterError` if
    no scheduler answers at `scheduler`.
    """
    build = partial(build_apart, settings=settings)
    return map_tasks(build, jobs, lambda job: build(after_death(replace(job, deaths=1), None)), spread)


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


def map_local(jobs: Iterable[PartJob], settings: Settings, spread: Engine) -> Iterator[Part]:
    """Yield the parts as they are finished; one job a worker is held in memory."""
    from analysis.annotate import load_model
    from analysis.corpus.stages import default_resources
    from analysis.scale.build import build_job

    load_model()
    default_resources()
    if spread.workers == 1:
        yield from (build_job(job, settings) for job in jobs)
        return
    pool: list[Worker] = []
    try:
        yield from _run(pool, iter(jobs), settings, spread.workers)
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
