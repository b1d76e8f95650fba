"""What maps jobs over workers: threads of this process that share warm kernels, or Dask."""

import atexit
import time
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cluster import Engine, map_tasks
from analysis.errors import AnalysisError
from analysis.runs.execute import Job, run_notebook
from analysis.runs.pages import page_files, write_page
from analysis.runs.record import Run

if TYPE_CHECKING:
    from analysis.runs.kernels import Kernels

_LOOK_AGAIN = 0.2  # seconds between two looks at what is running
WARM_FROM = 2  # runs from which a fork server pays for its start
_Task = tuple[Job, str, str]  # a job, its key and the folder


def map_runs(waiting: Sequence[tuple[Job, str]], out: Path, spread: Engine) -> Generator[Run]:
    """Run jobs, each with its key, and yield each run as it is finished, failed ones as well."""
    if waiting and spread.name == "local":
        yield from _on_threads(waiting, out, spread.workers)
    elif waiting:
        yield from map_tasks(_run_task, [(*task, str(out.resolve())) for task in waiting], _lost, spread)


def run_one(job: Job, key: str, out: Path, kernels: "Kernels | None" = None) -> Run:
    """Run one notebook and write its page: the report, or a page that says that it failed.

    Raises `CancelledError` if the kernels were stopped meanwhile; nothing is written then.
    """
    error = ""
    try:
        run_notebook(job, out / "notebooks" / f"{job.name}.ipynb", kernels, log=out / "logs" / f"{job.name}.log")
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        error = str(failure) if isinstance(failure, AnalysisError) else f"{type(failure).__name__}: {failure}"
    if error and kernels is not None and kernels.stopped:
        raise CancelledError
    return _ended(job, key, out, error)


def _ended(job: Job, key: str, out: Path, error: str) -> Run:
    page, working = page_files(job, failed=bool(error))
    notebook_file = f"notebooks/{job.name}.ipynb"
    write_page(job, out, page, notebook_file, error)
    status = "failed" if error else "done"
    return Run(job.name, job.notebook, key, status, page, notebook_file, dict(job.parameters), error, working=working)


def _on_threads(waiting: Sequence[tuple[Job, str]], out: Path, workers: int) -> Generator[Run]:
    from analysis.runs.kernels import Kernels

    warm = len(waiting) >= WARM_FROM
    with Kernels(warm=warm) as kernels, ThreadPoolExecutor(max_workers=workers) as pool:
        futures = [pool.submit(run_one, job, key, out, kernels) for job, key in waiting]
        pending = set(futures)
        try:
            while pending:  # in short waits, so that a signal that another thread was given is seen as well
                finished, pending = wait(pending, _LOOK_AGAIN, FIRST_COMPLETED)
                for future in sorted(finished, key=futures.index):
                    yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            kernels.stop()  # else the pool would wait for what is running
            while any(future.running() for future in futures):
                time.sleep(_LOOK_AGAIN)
                kernels.stop()  # also a kernel that was being started
            raise


def _run_task(task: _Task) -> Run:
    job, key, out = task
    return run_one(job, key, Path(out), _kernels_of_this_process())


@cache
def _kernels_of_this_process() -> "Kernels":
    """Return the kernels that all runs of a Dask worker share; the fork server ends with the worker."""
    from analysis.runs.kernels import Kernels

    kernels = Kernels()
    atexit.register(kernels.stop)
    return kernels


def _lost(task: _Task) -> Run:
    job, key, out = task
    error = f"{job.notebook} for {job.name}: its Dask workers died again and again; they may have run out of memory"
    return _ended(job, key, Path(out), error)
