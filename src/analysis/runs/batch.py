"""A folder of articles → a folder of reports: one page an article, pages over all of them, an index, a manifest."""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from analysis.articles import Columns, digest_inputs, read_articles
from analysis.articles.reading import dated
from analysis.cluster import Engine
from analysis.corpus import Tables, build_tables, read_tables, write_tables
from analysis.corpus.fingerprint import digest
from analysis.corpus.folder import file_lock
from analysis.errors import ParameterError, ProgramError, TableError
from analysis.report.page import question_of
from analysis.runs.beside import Beside
from analysis.runs.by_hand import corrected_by_hand, read_by_hand
from analysis.runs.execute import map_runs
from analysis.runs.jobs import all_jobs, finding_over_all, write_index
from analysis.runs.pages import Publisher, check_formats, page_files, published_source, remove_forms, write_forms
from analysis.runs.parameters import NOTEBOOKS, check_parameters, nearest, notebook_path, read_rows
from analysis.runs.progress import doing, say, stoppable, tell_run, watched
from analysis.runs.record import Job, Record, Run, code_hash, read_record, write_record
from analysis.wording import counted, told_failures

_OWN = ("article", "articles", "tables", "corrections", "pages")  # parameters that the runner itself sets
_TOLD, _NAMED = 10, 3  # failures and files named on the terminal


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
    published: date | None = None, *, engine: str = "local", scheduler: str | None = None,
    corrections: str | Path | None = None, formats: Sequence[str] = ("html",), columns: Columns | None = None,
    pages: str = "both", beside: Beside | None = None,
) -> RunSummary:  # fmt: skip
    """Analyse articles, run the notebooks over them and render a report each, with an index.

    Parameters
    ----------
    input_path : file, folder or pattern of articles.
    out_dir : gets ``index.html``, the pages, ``notebooks/`` (executed), ``tables/`` and ``manifest.json``. What an
        earlier run left unchanged is kept; a run that was stopped goes on where it stood.
    parameters : notebook parameters by name, for every notebook that has one of that name.
    workers : notebooks run at once. published : day of publication of articles that have none.
    formats : forms of each published report: ``html`` (always written), ``pdf``, ``md``.
    pages : ``both``, or ``published``: no working pages, and of articles no notebook is run.
    corrections : a table of corrections by hand, applied before any notebook runs; None: the usual one, if any.
    columns : what the columns of tables of articles are called. beside : a process that parses and draws meanwhile.
    engine : ``local`` (threads of this process) or ``dask``; `scheduler` is the address of a running one.

    Raises `ParameterError` or `ReportFormatError`, before anything runs, if a parameter, a value, the engine, a format
    or the choice of pages is none we know, or a format cannot be made with what is installed; `ArticleError` or
    `CorrectionError` or `TableError` if there is nothing to read, the corrections cannot be meant, or another run is
    writing to `out_dir`.
    """
    beside = beside or Beside()
    chosen, wanted = route_parameters(parameters or {}), check_formats(formats, pages)
    by_hand, spread, out = read_by_hand(corrections), Engine(engine, workers, scheduler), Path(out_dir)
    with file_lock(out):
        before = read_record(out)
        made_from = digest(code_hash(), digest_inputs(input_path), str(published), str(columns))
        with doing("reading and checking the articles"):
            read, keep = _tables(input_path, out / "tables", made_from == before.made_from, published, columns, beside)
        tables, by_hand = corrected_by_hand(read, by_hand)
        with doing("publishing the articles"):
            publisher = Publisher(tables, out, beside)
            first = publisher.begin_first()
            keep()
            write_record(out, Record(before.runs, made_from))
            jobs = [
                dataclasses.replace(job, parameters={**job.parameters, **chosen[job.notebook]}, working=pages == "both")
                for job in all_jobs(tables, out, made_from, by_hand)
            ]
            jobs, finish = publisher.publish(jobs, _unchanged(jobs, out, before), first)
        done, skipped = _run_all(jobs, out, Record(before.runs, made_from), spread, wanted, finish)
        _tell_removed(before, done, out)
        failures = tables["failures"].to_dict("records")
        index = write_index(jobs, done, out, by_hand.provenance, tables)
    return _summed_up(index, done, skipped, failures, by_hand.unfitting, finding_over_all(jobs))


def _tables(
    articles: str | Path, folder: Path, are_kept: bool, published: date | None, columns: Columns | None, beside: Beside
) -> tuple[Tables, Callable[[], object]]:
    """Return the tables of the articles, and what writes them where they are new: it can wait a little."""
    if are_kept:
        with suppress(TableError):
            return read_tables(folder), bool
    tables = build_tables((dated(item, published) for item in read_articles(articles, columns)), parses=beside)
    return tables, partial(write_tables, tables, folder)


def run_rows(notebook: str, rows: str | Path, out: str | Path, engine: Engine | None = None) -> RunSummary:
    """Run a notebook once for each row of a file of parameters; pages, index and manifest as `run_reports` writes them.

    Raises `ParameterError`, before anything runs, if a row names an unknown parameter or holds a wrong value; the
    message names the row as a spreadsheet counts it, with the header as row 1.
    """
    return run_jobs(row_jobs(notebook, read_rows(notebook, rows)), Path(out), engine or Engine())


def row_jobs(notebook: str, rows: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Return one job a row of parameters; its title is the notebook's question with the parameters behind it."""
    question = question_of(json.loads(notebook_path(notebook).read_text(encoding="utf-8"))) or notebook
    jobs = []
    for number, row in enumerate(rows, start=1):
        told = ", ".join(f"{name} = {value}" for name, value in row.items()) or "defaults"
        name, title = f"{notebook}-{number:03d}-{digest(told)[:6]}", f"{question} {_in_words(row)}"
        jobs.append(Job(name=name, notebook=notebook, parameters=row, title=title, group=notebook))
    return jobs


def _in_words(row: Mapping[str, Any]) -> str:
    """Return the parameters of a run as readers are told them, behind the question of its notebook.

    >>> _in_words({"year": "2023", "next_line": 3.5}), _in_words({})
    ('Year 2023, next line 3.5', 'As the notebook has it')
    """
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in row.items())
    return f"{told[:1].upper()}{told[1:]}" if told else "As the notebook has it"


@stoppable()
def run_jobs(jobs: list[Job], out: Path, engine: Engine) -> RunSummary:
    """Run some jobs into a folder, with pages, index and manifest; unchanged ones are skipped."""
    with file_lock(out):
        done, skipped = _run_all(jobs, out, read_record(out), engine)
        return _summed_up(write_index(jobs, done, out), done, skipped, [])


def route_parameters(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return for each notebook the given parameters that it has, checked.

    Raises `ParameterError` if no notebook has one of that name, or the runner sets it itself.
    """
    known = list(dict.fromkeys(p for declared in NOTEBOOKS.values() for p in declared if p not in _OWN))
    for name in given:
        if name not in known:
            raise ParameterError(
                f"no notebook has a parameter {name!r}{nearest(name, known)}; there are {', '.join(known)}"
            )
    routed = {notebook: {n: v for n, v in given.items() if n in declared} for notebook, declared in NOTEBOOKS.items()}
    for notebook, chosen in routed.items():
        if chosen:  # defaults are known to hold; looking them up in the packages takes seconds
            check_parameters(notebook, chosen)
    return routed


def _run_all(
    jobs: list[Job], out: Path, before: Record, engine: Engine, wanted: Sequence[str] = (),
    finish: Callable[[], object] = bool,
) -> tuple[dict[str, Run], int]:  # fmt: skip
    """Run what changed, several at once; the manifest is written after each, so that a stop loses nothing done.

    `finish` is called when the notebooks are done and before other forms are written of the pages.
    """
    _remove_others(jobs, out, before)
    done = _unchanged(jobs, out, before)
    skipped, waiting = len(done), []
    for job, key in ((job, _key(job)) for job in jobs if job.name not in done):
        if job.published and not job.working:  # all that is wanted was made from the tables
            (out / f"{job.name}.working.html").unlink(missing_ok=True)
            page = page_files(job)[0]
            done[job.name] = Run(job.name, job.notebook, key, "done", page, parameters=dict(job.parameters))
        else:
            waiting.append((job, key))
    titles = {job.name: job.title for job, _ in waiting}
    try:
        with closing(map_runs(waiting, out, engine)) as runs, watched(len(waiting)) as tell:
            for run in runs:
                done[run.name] = run
                write_record(out, Record({**done}, before.made_from))
                tell(run, titles[run.name])
    except KeyboardInterrupt:
        say(f"stopped: {len(done)} of {counted(len(jobs), 'report')} are done, the same command runs the rest")
        raise
    finish()
    done = write_forms(jobs, done, out, wanted, tell_run)
    write_record(out, Record(done, before.made_from))
    return done, skipped


def _summed_up(
    index: Path, done: Mapping[str, Run], skipped: int, failures: Sequence[Mapping[str, Any]],
    unfitting: Sequence[str] = (), finding: str = "",
) -> RunSummary:  # fmt: skip
    for row in failures[:_TOLD]:
        say(f"failed ({row['stage']}): {row['message']}")
    failed = sum(run.status == "failed" for run in done.values()) + len(failures)
    faults = sum(row["fault"] == "program" for row in failures)
    say(f"{index}: {counted(len(done), 'report')}, {skipped} unchanged, {told_failures(failed, faults)}")
    if finding:
        say(finding)
    for told in unfitting:
        say(told)
    return RunSummary(index, len(done) - skipped, skipped, failed, len(unfitting), faults)


def _tell_removed(before: Record, done: Mapping[str, Run], out: Path) -> None:
    """Say which other forms of earlier pages are gone, since the pages were made anew and nobody asked for them."""
    old = [name for job, run in before.runs.items() if job in done for name in run.forms.values()]
    if gone := [name for name in old if not (out / name).is_file()]:
        kinds = ",".join(sorted({name.rpartition(".")[2] for name in gone}))
        more = f" and {len(gone) - _NAMED} more" if gone[_NAMED:] else ""
        say(f"removed, as their pages are new: {', '.join(gone[:_NAMED])}{more}; --formats {kinds} makes them again")


def _remove_others(jobs: list[Job], out: Path, before: Record) -> None:
    for name in set(before.runs) - {job.name for job in jobs}:
        remove_forms(out, name)
        old = before.runs[name]
        left = (old.page, old.working, old.notebook_file, published_source(name), f"logs/{name}.log")
        for file in filter(None, left):
            (out / file).unlink(missing_ok=True)


def _unchanged(jobs: list[Job], out: Path, before: Record) -> dict[str, Run]:
    return {
        job.name: old
        for job in jobs
        if (old := before.runs.get(job.name)) is not None
        and old.key == _key(job)
        and old.status == "done"
        and all((out / file).is_file() for file in (old.page, old.working, old.notebook_file) if file)
    }


def _key(job: Job) -> str:
    source = notebook_path(job.notebook).read_text(encoding="utf-8")
    parameters = repr(sorted(job.parameters.items()))
    return digest(code_hash(), source, parameters, job.inputs, job.title, job.summary, str(job.working))
