"""What maps jobs over workers: threads of this process that share warm kernels, or Dask."""

import atexit
import time
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, ParameterError
from analysis.runs.execute import Job, run_notebook
from analysis.runs.pages import page_files, write_page
from analysis.runs.record import Run

if TYPE_CHECKING:
    from analysis.runs.kernels import Kernels

ENGINES = ("local", "dask")
_LOOK_AGAIN = 0.2  # seconds between two looks at what is running
WARM_FROM = 2  # runs from which a fork server pays for its start


@dataclass(frozen=True)
class Engine:
    """How runs are spread: `name` is ``local`` or ``dask``; `scheduler` the address of a running one."""

    name: str = "local"
    workers: int = 1
    scheduler: str | None = None
    warm: bool = True

    def __post_init__(self) -> None:
        if self.name not in ENGINES:
            raise ParameterError(f"engine {self.name!r} is unknown; choose from {', '.join(ENGINES)}")
        if self.workers < 1:
            raise ParameterError(f"workers is {self.workers}; give 1 or more")
        if self.scheduler is not None and self.name != "dask":
            raise ParameterError(f"scheduler {self.scheduler} needs the engine dask; add --engine dask")

    def map(self, waiting: Sequence[tuple[Job, str]], out: Path) -> Generator[Run]:
        """Run jobs, each with its key, and yield each run as it is finished, failed ones as well."""
        if not waiting:
            return
        if self.name == "local":
            yield from _on_threads(waiting, out, self)
            return
        from analysis.cluster import map_tasks

        tasks = [(job, key, str(out.resolve()), self.warm) for job, key in waiting]
        yield from map_tasks(_run_task, tasks, _lost, self.workers, self.scheduler)


def run_one(job: Job, key: str, out: Path, kernels: "Kernels | None" = None) -> Run:
    """Run one notebook and write its page: the report, or a page that says that it failed.

    Raises `CancelledError` if the kernels were stopped meanwhile; nothing is written then.
    """
    notebook_file = f"notebooks/{job.name}.ipynb"
    error = ""
    try:
        run_notebook(job, out / notebook_file, kernels, log=out / "logs" / f"{job.name}.log")
    except AnalysisError as failure:
        error = str(failure)
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        error = f"{type(failure).__name__}: {failure}"
    if error and kernels is not None and kernels.stopped:
        raise CancelledError
    return _ended(job, key, out, notebook_file, error)


def _ended(job: Job, key: str, out: Path, notebook_file: str, error: str = "") -> Run:
    page, working = page_files(job, failed=bool(error))
    write_page(job, out, page, notebook_file, error)
    status = "failed" if error else "done"
    return Run(job.name, job.notebook, key, status, page, notebook_file, dict(job.parameters), error, working=working)


def _on_threads(waiting: Sequence[tuple[Job, str]], out: Path, engine: Engine) -> Generator[Run]:
    from analysis.runs.kernels import Kernels

    warm = engine.warm and len(waiting) >= WARM_FROM
    with Kernels(warm=warm) as kernels, ThreadPoolExecutor(max_workers=engine.workers) as pool:
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


_Task = tuple[Job, str, str, bool]


def _run_task(task: _Task) -> Run:
    job, key, out, warm = task
    return run_one(job, key, Path(out), _kernels_of_this_process(warm))


@cache
def _kernels_of_this_process(warm: bool) -> "Kernels":
    """Return the kernels that all runs of a Dask worker share; the fork server ends with the worker."""
    from analysis.runs.kernels import Kernels

    kernels = Kernels(warm=warm)
    atexit.register(kernels.stop)
    return kernels


def _lost(task: _Task) -> Run:
    job, key, out, _ = task
    error = f"{job.notebook} for {job.name}: its Dask workers died again and again; they may have run out of memory"
    return _ended(job, key, Path(out), f"notebooks/{job.name}.ipynb", error)
