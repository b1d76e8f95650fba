"""A folder of articles → a folder of reports: one page an article, pages over all of them, an index, a manifest."""

import dataclasses
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.corpus.locks import file_lock
from analysis.errors import ParameterError, ProgramError
from analysis.runs.by_hand import corrected_by_hand, read_by_hand
from analysis.runs.engines import Engine
from analysis.runs.execute import Job
from analysis.runs.jobs import all_jobs
from analysis.runs.pages import check_formats, remove_forms, write_forms, write_index
from analysis.runs.parameters import NOTEBOOKS, check_parameters, nearest, notebook_path
from analysis.runs.progress import say, tell_run, watched
from analysis.runs.record import Record, Run, code_hash, digest, read_record, write_record
from analysis.runs.stopping import stoppable
from analysis.runs.stored import stored_samples, stored_tables
from analysis.wording import counted, told_failures

if TYPE_CHECKING:
    from analysis.articles import Columns
    from analysis.corpus import Tables

_OWN = ("article", "articles", "tables", "corrections")  # parameters that the runner itself sets
_TOLD = 10  # failures named on the terminal


@dataclass(frozen=True)
class RunSummary:
    """What a run of reports came to; ``int(summary)`` is the exit code.

    `unfitting` counts the corrections by hand that no longer fit their article, `faults` the inputs that a fault of
    the program cost.
    """

    index: Path
    done: int
    skipped: int
    failed: int
    unfitting: int = 0
    faults: int = 0

    @property
    def exit_code(self) -> int:
        """0 when every report is there and every correction fits, 3 after a fault of the program, else 1."""
        return ProgramError.exit_code if self.faults else int(bool(self.failed or self.unfitting))

    def __int__(self) -> int:
        return self.exit_code


@stoppable()
def run_reports(
    input_path: str | Path, out_dir: str | Path, parameters: Mapping[str, Any] | None = None, workers: int = 1,
    published: date | None = None, *, warm: bool = True, engine: str = "local", scheduler: str | None = None,
    corrections: str | Path | None = None, formats: Sequence[str] = ("html",),
    columns: "Columns | None" = None,
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
    formats : forms of each report: ``html`` (always written), ``pdf``, ``md``.
    corrections : a table of corrections by hand, applied before any notebook runs.
    columns : what the columns of tables of articles are called.
    engine : ``local`` (threads of this process) or ``dask``; `scheduler` is the address of a running one.

    Raises
    ------
    ParameterError, ReportFormatError
        Before anything runs, if no notebook has a parameter of that name, a value does not fit, the engine or a format
        is unknown, or a format cannot be made with what is installed.
    ArticleError
        If there is nothing to read.
    CorrectionError
        If the corrections cannot be read or cannot be meant.
    TableError
        If another run is writing to `out_dir`.
    """
    chosen = route_parameters(parameters or {})
    wanted = check_formats(formats)
    by_hand = read_by_hand(corrections)
    spread = Engine(engine, workers, scheduler, warm)
    out = Path(out_dir)
    with file_lock(out):
        record = read_record(out)
        tables, samples, known = _stored(input_path, out, record, published, columns)
        tables, by_hand = corrected_by_hand(tables, by_hand)
        jobs = all_jobs(tables, samples, out, known, by_hand)
        jobs = [dataclasses.replace(job, parameters={**job.parameters, **chosen[job.notebook]}) for job in jobs]
        done, skipped = _run_all(jobs, out, Record(record.runs, known), spread, wanted)
        failures = tables["failures"].to_dict("records")
        index = write_index(jobs, done, failures, out, by_hand.provenance)
        return _summed_up(index, done, skipped, failures, by_hand.unfitting)


def _stored(
    input_path: str | Path, out: Path, record: Record, published: date | None, columns: "Columns | None"
) -> "tuple[Tables, Tables | None, dict[str, str]]":
    """Return the tables of the articles, for a single one also the samples', and hashes of what they were made from."""
    known_tables = record.tables.get("tables", "")
    tables, made_from = stored_tables(input_path, out / "tables", known_tables, published, columns)
    known = {"tables": made_from}
    samples = None
    if len(tables["articles"]) < 2:
        samples, known["samples"] = stored_samples(out / "sample-tables", record.tables.get("samples", ""))
    write_record(out, Record(record.runs, known))
    return tables, samples, known


@stoppable()
def run_jobs(jobs: list[Job], out: Path, engine: Engine) -> RunSummary:
    """Run some jobs into a folder, with pages, index and manifest; unchanged ones are skipped."""
    with file_lock(out):
        done, skipped = _run_all(jobs, out, read_record(out), engine)
        return _summed_up(write_index(jobs, done, [], out), done, skipped, [])


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


def _run_all(
    jobs: list[Job], out: Path, before: Record, engine: Engine, wanted: Sequence[str] = ()
) -> tuple[dict[str, Run], int]:
    """Run what changed, several at once; the manifest is written after each, so that a stop loses nothing done."""
    _remove_others(jobs, out, before)
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
    titles = {job.name: job.title for job, _ in waiting}
    try:
        with closing(engine.map(waiting, out)) as runs, watched(len(waiting)) as tell:
            for run in runs:
                done[run.name] = run
                write_record(out, Record({**done}, before.tables))
                tell(run, titles[run.name])
    except KeyboardInterrupt:
        say(f"stopped: {len(done)} of {counted(len(jobs), 'report')} are done, the same command runs the rest")
        raise
    done = write_forms(jobs, done, out, wanted, tell_run)
    write_record(out, Record(done, before.tables))
    return done, skipped


def _summed_up(
    index: Path, done: Mapping[str, Run], skipped: int, failures: Sequence[Mapping[str, Any]],
    unfitting: Sequence[str] = (),
) -> RunSummary:  # fmt: skip
    for row in failures[:_TOLD]:
        say(f"failed ({row['stage']}): {row['message']}")
    failed = sum(run.status == "failed" for run in done.values()) + len(failures)
    faults = sum(row["fault"] == "program" for row in failures)
    say(f"{index}: {counted(len(done), 'report')}, {skipped} unchanged, {told_failures(failed, faults)}")
    for told in unfitting:
        say(told)
    return RunSummary(index, len(done) - skipped, skipped, failed, len(unfitting), faults)


def _remove_others(jobs: list[Job], out: Path, before: Record) -> None:
    """Remove what earlier runs wrote for articles that are no longer there."""
    for name in set(before.runs) - {job.name for job in jobs}:
        remove_forms(out, name)
        for left in (before.runs[name].page, before.runs[name].notebook_file, f"logs/{name}.log"):
            (out / left).unlink(missing_ok=True)


def _key(job: Job) -> str:
    source = notebook_path(job.notebook).read_text(encoding="utf-8")
    parameters = repr(sorted(job.parameters.items()))
    return digest(code_hash(), source, parameters, job.inputs, job.title, job.summary)


def _complete(out: Path, run: Run) -> bool:
    return (out / run.page).is_file() and (out / run.notebook_file).is_file()
