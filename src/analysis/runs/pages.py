"""From executed notebooks to pages: provenance in the footer, failures as failures, the index over all."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.reference import load_references
from analysis.report import Entry, Page, failure_page, index_page, notebook_page
from analysis.runs.execute import Job
from analysis.runs.record import Run, code_hash, versions, write_if_changed

INDEX = "index.html"
FAILED = "Failed"


def write_page(job: Job, out: Path, page: str, notebook_file: str, error: str) -> None:
    """Write the page of a run: the report, or a page that says that it failed."""
    import nbformat

    around = Page(
        title=job.title,
        kicker=f"{job.group} · {job.notebook}",
        home=INDEX,
        credits=credit_lines(),
        facts=_facts(job, notebook_file),
    )
    done = out / notebook_file
    failed = done.with_suffix(".failed.ipynb")
    if error:
        partial = nbformat.read(failed, as_version=4) if failed.is_file() else None
        html = failure_page(around, error, partial)
    else:
        html = notebook_page(nbformat.read(done, as_version=4), around)
    write_if_changed(out / page, html)


def write_index(jobs: Sequence[Job], runs: Mapping[str, Run], failures: Sequence[Mapping[str, Any]], out: Path) -> Path:
    """Write the index: every report, every failed run, every input that could not be read."""
    entries = [
        Entry(
            job.title or job.name, runs[job.name].page, job.group, runs[job.name].status, job.summary,
            runs[job.name].error, job.facts, job.verdicts,
        )
        for job in jobs
    ]  # fmt: skip
    entries += [
        Entry(str(row["article_id"]), "", FAILED, "failed", f"failed at: {row['stage']}", str(row["message"]))
        for row in failures
    ]
    page = Page(
        title="Reports",
        kicker="News articles checked against official tables",
        credits=credit_lines(),
        facts=_versions(),
    )
    write_if_changed(out / INDEX, index_page(entries, page))
    return out / INDEX


def credit_lines() -> list[str]:
    """Return whose figures the reports show, on what terms."""
    return [f"{reference.title}. {reference.credit}." for reference in load_references()]


def _facts(job: Job, notebook_file: str) -> list[tuple[str, str]]:
    parameters = ", ".join(f"{name} = {value}" for name, value in job.parameters.items()) or "all at their defaults"
    return [
        ("Notebook", f"{job.notebook}, executed copy: {notebook_file}"),
        ("Parameters", parameters),
        *([("Inputs", job.inputs)] if job.inputs else []),
        *_versions(),
    ]


def _versions() -> list[tuple[str, str]]:
    found = versions()
    return [
        ("Made with", f"analysis {found['analysis']}, code and tables {code_hash()}"),
        ("Versions", ", ".join(f"{name} {number}" for name, number in found.items() if name != "analysis")),
    ]
