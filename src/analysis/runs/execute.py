"""Run notebooks with papermill, on threads that share warm kernels or on Dask; each leaves a clean executed copy.

No times and no paths of this machine stay in a copy.
"""

import atexit
import re
import time
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.cluster import Engine, map_tasks
from analysis.errors import AnalysisError, NotebookRunError, printable
from analysis.paths import project_root
from analysis.report.page import plain_text
from analysis.runs.pages import page_files, write_page
from analysis.runs.parameters import check_parameters, notebook_path
from analysis.runs.record import Job, Run

if TYPE_CHECKING:
    from analysis.runs.kernels import Kernels

LONGEST_RUN = 600  # seconds one cell may take
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


def run_notebook(
    job: Job, out: Path, kernels: "Kernels | None" = None, source: Path | None = None, log: Path | None = None
) -> Path:
    """Run a notebook with checked parameters and write the executed copy to `out`.

    A kernel that dies is replaced once, by a new process. `log` gets times, what was printed and how the run ended.
    Raises `ParameterError`, before a kernel starts, if a parameter is unknown or of the wrong type; `NotebookRunError`
    if a cell fails or the kernel dies twice. The notebook as far as it came stands beside `out`, its name ending in
    ``.failed.ipynb``.
    """
    told = RunLog(job.notebook, check_parameters(job.notebook, job.parameters))
    ending = "interrupted"
    try:
        _run(job, out, source or notebook_path(job.notebook), kernels, told)
        ending = "done"
    except Exception as error:
        ending = f"failed: {error}"
        raise
    finally:
        if log is not None:
            told.write(log, ending)
    return out


def _run(job: Job, out: Path, source: Path, kernels: "Kernels | None", told: "RunLog") -> None:
    import nbformat
    from papermill.exceptions import PapermillExecutionError

    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial.ipynb")
    failed = out.with_suffix(".failed.ipynb")
    for old in (out, failed):
        old.unlink(missing_ok=True)
    try:
        try:
            chosen = {} if kernels is None else {"kernel_manager_class": kernels.manager()}
            notebook = _papermill(source, partial, told.parameters, **chosen)
        except RuntimeError as error:
            if kernels is None or kernels.stopped:
                raise
            told.tell(f"the kernel died ({error}); once more with a kernel of its own")
            notebook = _papermill(source, partial, told.parameters, kernel_manager_class=kernels.manager(warm=False))
        told.cells(notebook)
        nbformat.write(without_traces(notebook), partial)
        partial.replace(out)
    except PapermillExecutionError as error:
        notebook = nbformat.read(partial, as_version=4)
        told.cells(notebook)
        nbformat.write(without_traces(notebook), failed)
        raise NotebookRunError(
            f"{job.notebook} for {job.name}: cell {error.exec_count or '?'} failed with {error.ename}: {error.evalue}"
        ) from error
    except RuntimeError as error:  # Jupyter's word for a kernel that died
        raise NotebookRunError(
            f"{job.notebook} for {job.name}: its kernel died ({error}); it may have run out of memory"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _papermill(source: Path, out: Path, parameters: dict[str, Any], **options: Any) -> Any:
    import papermill
    from traitlets.config import Config

    config = Config({"KernelManager": {"transport_encryption": "auto"}})
    return papermill.execute_notebook(
        str(source), str(out), parameters=parameters, kernel_name="python3", progress_bar=False, log_output=False,
        start_timeout=120, execution_timeout=LONGEST_RUN, record_timing=False, cwd=None, config=config,
        request_save_on_cell_execute=False, shutdown_kernel="immediate", **options,
    )  # fmt: skip


def without_traces(notebook: Any) -> Any:
    """Take out of an executed notebook what differs from run to run: times, paths of this machine, widgets."""
    for name in ("papermill", "widgets", "language_info"):
        notebook.metadata.pop(name, None)
    for number, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = f"injected-{number:02d}"
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [_without_root(line) for line in output.traceback]
                output.evalue = _without_root(output.evalue)
    return notebook


def _without_root(text: str) -> str:
    text = text.replace(f"{project_root()}/", "")
    return re.sub(r"/\S*/ipykernel_\d+/\d+\.py", "<cell>", text)


def execute_in_place(folder: Path) -> list[Path]:
    """Run every notebook of a folder top to bottom with its own parameters and keep the outputs."""
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    written = []
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(
            notebook, timeout=LONGEST_RUN, kernel_name="python3", record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )  # fmt: skip
        client.execute()
        nbformat.write(without_traces(notebook), path)
        written.append(path)
    return written


class RunLog:
    """Lines gathered while a notebook runs, written once at its end."""

    def __init__(self, notebook: str, parameters: dict[str, Any]) -> None:
        self.parameters = parameters
        self._lines = [f"notebook: {notebook}", *(f"parameter: {name} = {parameters[name]!r}" for name in parameters)]

    def tell(self, line: str) -> None:
        self._lines.append(line)

    def cells(self, executed: Any) -> None:
        """Add a line for each cell that ran, and what it printed."""
        for number, cell in enumerate(executed.cells):
            times = cell.metadata.get("papermill", {})
            if cell.cell_type != "code" or times.get("start_time") is None:
                continue
            seconds = times.get("duration")
            self.tell(f"{times['start_time']} cell {number}: " + ("" if seconds is None else f"{seconds:.2f} s"))
            for output in cell.get("outputs", []):
                if output.output_type == "stream":
                    self._lines += [f"  {output.name}: {line}" for line in output.text.splitlines()]
                elif output.output_type == "error":
                    traceback = plain_text("\n".join(output.traceback))
                    self._lines += [f"  {line}" for line in traceback.splitlines()]

    def write(self, path: Path, ending: str) -> None:
        """Write the log, ending with how the run ended; characters that steer a terminal are spelt out."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [*self._lines, ending]
        path.write_text("".join(f"{printable(line)}\n" for line in lines), encoding="utf-8", errors="replace")


if __name__ == "__main__":
    import sys

    execute_in_place(Path(sys.argv[1] if len(sys.argv) > 1 else "notebooks"))
