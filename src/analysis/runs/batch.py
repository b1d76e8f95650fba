"""A folder of articles → a folder of reports: one page an article, pages over all of them, an index, a manifest."""

import dataclasses
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, ParameterError
from analysis.runs.execute import Job, run_notebook
from analysis.runs.jobs import article_jobs, corpus_jobs, spending_job
from analysis.runs.pages import write_index, write_page
from analysis.runs.parameters import NOTEBOOKS, check_parameters, nearest, notebook_path
from analysis.runs.record import Record, Run, code_hash, digest, read_record, write_record
from analysis.runs.stored import stored_samples, stored_tables

if TYPE_CHECKING:
    from analysis.runs.forkserver import ForkServer

_OWN = ("article", "articles", "tables")  # parameters that the runner itself sets
WARM_FROM = 2  # runs from which a fork server pays for its start


@dataclass(frozen=True)
class RunSummary:
    """What a run of reports came to; ``int(summary)`` is the exit code: 0, or 1 when something failed."""

    index: Path
    done: int
    skipped: int
    failed: int

    @property
    def exit_code(self) -> int:
        """0 when every report is there, else 1."""
        return 1 if self.failed else 0

    def __int__(self) -> int:
        return self.exit_code


def run_reports(
    input_path: str | Path, out_dir: str | Path, parameters: Mapping[str, Any] | None = None, workers: int = 1,
    published: date | None = None, *, warm: bool = True,
) -> RunSummary:  # fmt: skip
    """Analyse articles, run the notebooks over them and render a report each, with an index.

    Parameters
    ----------
    input_path : file, folder or pattern of articles.
    out_dir : gets ``index.html``, the pages, ``notebooks/`` (executed), ``tables/`` and ``manifest.json``. What an
        earlier run left unchanged is kept; a run that was stopped goes on where it stood.
    parameters : notebook parameters by name, for every notebook that has one of that name.
    workers : notebooks run at once.
    published : day of publication of articles that have none.
    warm : fork kernels from one process that has everything imported, where the system can.

    Raises
    ------
    ParameterError
        Before anything runs, if no notebook has a parameter of that name, or a value does not fit.
    ArticleError
        If there is nothing to read.
    """
    chosen = route_parameters(parameters or {})
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    record = read_record(out)
    tables, made_from = stored_tables(input_path, out / "tables", record.tables.get("tables", ""), published)
    known = {"tables": made_from}
    samples = None
    if len(tables["articles"]) < 2:
        samples, known["samples"] = stored_samples(out / "sample-tables", record.tables.get("samples", ""))
    write_record(out, Record(record.runs, known))
    jobs = [
        *article_jobs(tables, out / "tables", made_from),
        *corpus_jobs(tables, out / "tables", samples, out / "sample-tables", digest(*known.values())),
        spending_job(),
    ]
    jobs = [dataclasses.replace(job, parameters={**job.parameters, **chosen[job.notebook]}) for job in jobs]
    done, skipped = _run_all(jobs, out, Record(record.runs, known), workers, warm)
    failures = tables["failures"].to_dict("records")
    index = write_index(jobs, done, failures, out)
    failed = sum(run.status == "failed" for run in done.values()) + len(failures)
    summary = RunSummary(index, len(done) - skipped, skipped, failed)
    _say(f"{index}: {len(done)} reports, {skipped} unchanged, {failed} failed")
    return summary


def run_jobs(jobs: list[Job], out: Path, workers: int = 1, *, warm: bool = True) -> RunSummary:
    """Run some jobs into a folder, with pages, index and manifest; unchanged ones are skipped."""
    out.mkdir(parents=True, exist_ok=True)
    done, skipped = _run_all(jobs, out, read_record(out), workers, warm)
    index = write_index(jobs, done, [], out)
    return RunSummary(index, len(done) - skipped, skipped, sum(run.status == "failed" for run in done.values()))


def route_parameters(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return for each notebook the given parameters that it has, checked.

    Raises
    ------
    ParameterError
        If no notebook has one of that name, or the runner sets it itself.
    """
    declared = {name: [f.name for f in dataclasses.fields(kind)] for name, kind in NOTEBOOKS.items()}
    known = list(dict.fromkeys(p for names in declared.values() for p in names if p not in _OWN))
    for name in given:
        if name not in known:
            raise ParameterError(
                f"no notebook has a parameter {name!r}{nearest(name, known)}; there are {', '.join(known)}"
            )
    routed = {notebook: {n: v for n, v in given.items() if n in names} for notebook, names in declared.items()}
    for notebook, chosen in routed.items():
        check_parameters(notebook, chosen)
    return routed


def _run_all(jobs: list[Job], out: Path, before: Record, workers: int, warm: bool) -> tuple[dict[str, Run], int]:
    """Run what changed, several at once; the manifest is written after each, so that a stop loses nothing done."""
    done: dict[str, Run] = {}
    waiting: list[tuple[Job, str]] = []
    for job in jobs:
        key = _key(job)
        old = before.runs.get(job.name)
        if old is not None and old.key == key and old.status == "done" and _complete(out, old):
            done[job.name] = old
        else:
            waiting.append((job, key))
    skipped = len(done)
    with _server(len(waiting), warm) as server, ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        futures = {pool.submit(_run_one, job, key, out, server): job for job, key in waiting}
        try:
            with _progress(len(waiting)) as tell:
                for future in as_completed(futures):
                    run, title = future.result(), futures[future].title
                    done[run.name] = run
                    write_record(out, Record({**done}, before.tables))
                    tell(run, title)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    for name in set(before.runs) - set(done):  # an article that is no longer there
        for left in (before.runs[name].page, before.runs[name].notebook_file):
            (out / left).unlink(missing_ok=True)
    write_record(out, Record(done, before.tables))
    return done, skipped


def _run_one(job: Job, key: str, out: Path, server: "ForkServer | None") -> Run:
    notebook_file = f"notebooks/{job.name}.ipynb"
    page = f"{job.name}.html"
    error = ""
    try:
        run_notebook(job, out / notebook_file, server)
    except AnalysisError as failure:
        error = str(failure)
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        error = f"{type(failure).__name__}: {failure}"
    write_page(job, out, page, notebook_file, error)
    status = "failed" if error else "done"
    return Run(job.name, job.notebook, key, status, page, notebook_file, dict(job.parameters), error)


def _key(job: Job) -> str:
    source = notebook_path(job.notebook).read_text(encoding="utf-8")
    parameters = repr(sorted(job.parameters.items()))
    return digest(code_hash(), source, parameters, job.inputs, job.title, job.summary)


def _complete(out: Path, run: Run) -> bool:
    return (out / run.page).is_file() and (out / run.notebook_file).is_file()


@contextmanager
def _server(runs: int, warm: bool) -> "Iterator[ForkServer | None]":
    from analysis.runs.forkserver import ForkServer

    if not warm or runs < WARM_FROM or not ForkServer.available():
        yield None
        return
    server = ForkServer()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def _progress(total: int) -> "Iterator[Callable[[Run, str], None]]":
    """Show a bar on a terminal, one line a run elsewhere."""

    def line(run: Run, title: str) -> None:
        _say(f"{run.status}: {run.name}" + (f", {title}" if title else "") + (f" ({run.error})" if run.error else ""))

    if not sys.stderr.isatty():
        yield line
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reports", total=total)

        def advance(run: Run, title: str) -> None:
            bar.advance(task)
            if run.error:
                line(run, title)

        yield advance


def _say(line: str) -> None:
    print(line.encode("ascii", "backslashreplace").decode("ascii"), file=sys.stderr)  # noqa: T201
