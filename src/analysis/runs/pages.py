"""From executed notebooks to pages: provenance in the footer, failures as failures, the index over all."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import ReportFormatError
from analysis.reference import load_references
from analysis.report import Entry, Page, failure_page, index_page, notebook_page
from analysis.report.page import MADE_WITH
from analysis.runs.execute import Job
from analysis.runs.record import Run, code_hash, versions, write_if_changed

INDEX = "index.html"
FORMS = {"html": "HTML", "pdf": "PDF", "md": "Markdown"}  # a page is always written
FAILED = "Failed"


def write_page(job: Job, out: Path, page: str, notebook_file: str, error: str) -> None:
    """Write the page of a run: the report, or a page that says that it failed; its other forms of before are gone."""
    import nbformat

    remove_forms(out, job.name)
    around = _around(job, notebook_file)
    done = out / notebook_file
    failed = done.with_suffix(".failed.ipynb")
    if error:
        partial = nbformat.read(failed, as_version=4) if failed.is_file() else None
        html = failure_page(around, error, partial)
    else:
        html = notebook_page(nbformat.read(done, as_version=4), around)
    write_if_changed(out / page, html)


def check_formats(wanted: Iterable[str]) -> list[str]:
    """Return the forms to write beside the page.

    Raises
    ------
    ReportFormatError
        If one is unknown, or cannot be made with what is installed.
    """
    others = [form for form in dict.fromkeys(wanted) if form != "html"]
    for form in others:
        if form not in FORMS:
            raise ReportFormatError(f"format {form!r} is unknown; known are {', '.join(FORMS)}")
    if "pdf" in others:
        from analysis.report.pdf import check_pdf

        check_pdf()
    return others


def write_forms(
    jobs: Sequence[Job], runs: Mapping[str, Run], out: Path, wanted: Sequence[str], tell: Callable[[Run, str], None]
) -> dict[str, Run]:
    """Write the other forms of the reports done, from their executed notebooks, where they are not there yet.

    Returns
    -------
    The runs with all their forms, those of earlier runs that still hold as well; a failed run has none.
    """
    found = dict(runs)
    for job in jobs:
        run = runs[job.name]
        if run.status == "done":
            here = [form for form in FORMS if form != "html" and (out / f"{job.name}.{form}").is_file()]
            missing = [form for form in wanted if form not in here]
            error = _write_missing(job, run, out, missing)
            forms = {form: f"{job.name}.{form}" for form in FORMS if form in {*here, *missing}}
            found[job.name] = dataclasses.replace(
                run, forms={} if error else forms, error=error, status="failed" if error else "done"
            )
            if missing:
                tell(found[job.name], f"{job.title} as {' and '.join(FORMS[form] for form in missing)}")
    return found


def remove_forms(out: Path, name: str) -> None:
    """Remove what an earlier run wrote beside a page."""
    for form in FORMS:
        if form != "html":
            (out / f"{name}.{form}").unlink(missing_ok=True)


def _write_missing(job: Job, run: Run, out: Path, forms: Sequence[str]) -> str:
    """Write a report in some forms and return what went wrong, empty if nothing did."""
    import nbformat

    if not forms:
        return ""
    try:
        notebook = nbformat.read(out / run.notebook_file, as_version=4)
        for form in forms:
            write_if_changed(out / f"{job.name}.{form}", _rendered(form, notebook, _around(job, run.notebook_file)))
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        remove_forms(out, job.name)
        return f"{job.name}: cannot be written as {' and '.join(forms)} ({type(failure).__name__}: {failure})"
    return ""


def _rendered(form: str, notebook: Mapping[str, Any], around: Page) -> str | bytes:
    if form == "pdf":
        from analysis.report.pdf import notebook_pdf

        return notebook_pdf(notebook, around)
    from analysis.report.markdown import notebook_markdown

    return notebook_markdown(notebook, around)


def _around(job: Job, notebook_file: str) -> Page:
    return Page(
        title=job.title,
        kicker=f"{job.group} · {job.notebook}",
        home=INDEX,
        credits=credit_lines(),
        facts=_facts(job, notebook_file),
    )


def write_index(
    jobs: Sequence[Job], runs: Mapping[str, Run], failures: Sequence[Mapping[str, Any]], out: Path,
    facts: Sequence[tuple[str, str]] = (),
) -> Path:  # fmt: skip
    """Write the index: every report, every failed run, every input that could not be read; `facts` head its footer."""
    entries = [
        Entry(
            job.title or job.name, runs[job.name].page, job.group, runs[job.name].status, job.summary,
            runs[job.name].error, job.facts, job.verdicts,
            {FORMS[form]: name for form, name in runs[job.name].forms.items()},
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
        facts=[*facts, *_versions()],
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
        *([("Corrections by hand", job.by_hand)] if job.by_hand else []),
        *_versions(),
    ]


def _versions() -> list[tuple[str, str]]:
    found = versions()
    return [
        (MADE_WITH, f"analysis {found['analysis']}, code and tables {code_hash()}"),
        ("Versions", ", ".join(f"{name} {number}" for name, number in found.items() if name != "analysis")),
    ]
