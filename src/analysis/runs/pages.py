"""Published pages, made from tables before any notebook runs; pages of executed notebooks; their other forms."""

import contextlib
import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from analysis.corpus import Tables
from analysis.display.markup import page_names
from analysis.errors import ParameterError, ReportFormatError
from analysis.reference import load_references
from analysis.report import Page, failure_page, notebook_page
from analysis.report.page import MADE_WITH, ready_to_render
from analysis.runs.beside import Beside
from analysis.runs.progress import say
from analysis.runs.record import Job, Run, code_hash, differs, versions, write_if_changed
from analysis.wording import counted

INDEX, FEED = "index.html", "claims.atom"
PAGES = ("both", "published")
FORMS = {"html": "HTML", "pdf": "PDF", "md": "Markdown"}  # a page is always written
_TOLD = 10  # findings told on the terminal
Begun = Callable[[], Mapping[str, Any]]  # waits for the charts of an article and returns its report


def page_files(job: Job, *, failed: bool = False) -> tuple[str, str]:
    """Return the names of a job's published and of its working page; a failed run has one page, which says so."""
    page, working = f"{job.name}.html", f"{job.name}.working.html"
    if failed:
        return (working if job.published else page), ""
    return page, working if job.working else ""


def published_source(name: str) -> str:
    """Return where the parts of a published page that was made from tables are kept for its other forms."""
    return f"notebooks/{name}.published.json"


def write_page(job: Job, out: Path, page: str, notebook_file: str, error: str) -> None:
    """Write the pages of a run: published and working, or one that says that it failed; other forms are gone then."""
    import nbformat

    if not job.published:
        remove_forms(out, job.name)
        (out / published_source(job.name)).unlink(missing_ok=True)
    done = out / notebook_file
    working = out / f"{job.name}.working.html"
    if error:
        failed = done.with_suffix(".failed.ipynb")
        partial = nbformat.read(failed, as_version=4) if failed.is_file() else None
        if out / page != working:
            working.unlink(missing_ok=True)
        write_if_changed(out / page, failure_page(around(job, notebook_file), error, partial))
        return
    notebook = nbformat.read(done, as_version=4)
    if not job.published:
        write_if_changed(out / page, notebook_page(notebook, around(job, published=True)))
    if job.working:
        write_if_changed(working, notebook_page(notebook, around(job, notebook_file)))
    else:
        working.unlink(missing_ok=True)


def check_formats(wanted: Iterable[str], pages: str = "both") -> list[str]:
    """Return the forms to write beside the page.

    Raises `ReportFormatError` if one is unknown, or cannot be made with what is installed; `ParameterError` if there is
    no such choice of `pages`.
    """
    if pages not in PAGES:
        raise ParameterError(f"pages is {pages!r}; give one of {', '.join(PAGES)}")
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
    """Write the other forms of the published reports, where they are not there yet.

    Returns the runs with all their forms, those of earlier runs that still hold as well; a failed run has none.
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
    if not forms:
        return ""
    from analysis.report.markdown import notebook_markdown
    from analysis.report.pdf import notebook_pdf

    try:
        notebook = _source(job, run, out)
        for form in forms:
            write = notebook_pdf if form == "pdf" else notebook_markdown
            write_if_changed(out / f"{job.name}.{form}", write(notebook, around(job, published=True)))
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        remove_forms(out, job.name)
        return f"{job.name}: cannot be written as {' and '.join(forms)} ({type(failure).__name__}: {failure})"
    return ""


def _source(job: Job, run: Run, out: Path) -> Mapping[str, Any]:
    made = out / published_source(job.name)
    if made.is_file():
        return dict(json.loads(made.read_text(encoding="utf-8")))
    import nbformat

    return nbformat.read(out / run.notebook_file, as_version=4)


def around(job: Job, notebook_file: str = "", *, published: bool = False) -> Page:
    """Return what stands around a report's body, on its published or on its working page."""
    page, working = page_files(job)
    found = versions()
    told = ", ".join(f"{name} = {value}" for name, value in job.parameters.items())
    facts = [
        ("Notebook", f"{job.notebook}, executed copy: {notebook_file}"),
        ("Parameters", told or "all at their defaults"),
        ("Inputs", job.inputs),
        ("Corrections by hand", job.by_hand),
        (MADE_WITH, f"analysis {found['analysis']}, code and tables {code_hash()}"),
        ("Versions", ", ".join(f"{name} {number}" for name, number in found.items() if name != "analysis")),
    ]
    return Page(
        title=job.title,
        kicker=(job.kicker or job.group) if published else f"{job.group} · {job.notebook}",
        home=INDEX,
        other=working if published else page,
        published=published,
        credits=credit_lines(job.packages),
        facts=[made_with()] if published else [fact for fact in facts if fact[1]],
    )


def credit_lines(packages: Sequence[str] | None = None) -> list[str]:
    """Return whose figures a page shows, on what terms; of all packages where none are named."""
    return [
        f"{reference.title}. {reference.credit}."
        for reference in load_references()
        if packages is None or reference.name in packages
    ]


def made_with() -> tuple[str, str]:
    """Return by what the pages were made."""
    return MADE_WITH, f"analysis {versions()['analysis']}"


@dataclass(frozen=True)
class Publisher:
    """Writes the published pages of some tables into a folder; another process draws."""

    tables: Tables
    out: Path
    beside: Beside

    def begin_first(self) -> Begun | None:
        """Begin to draw for the first article if it has no page yet; without PNGs, which a reader can have later."""
        for article_id, name in page_names(self.tables["articles"]["article_id"].tolist()).items():
            if (self.out / f"{name}.html").exists():
                return None
            with contextlib.suppress(Exception):  # which is told when the page is made
                return self._begin(article_id, pictures=False)
        return None

    def publish(
        self, jobs: Sequence[Job], unchanged: Mapping[str, Run], first: Begun | None
    ) -> tuple[list[Job], Callable[[], object]]:
        """Write the published page of each article whose run is not unchanged.

        Returns all jobs, those of articles marked, and what puts the PNGs of its charts into the page made of `first`.
        A page that cannot be made is left to the notebook, whose run then makes it or says what is wrong.
        """
        found = []
        finish: Callable[[], object] = bool
        pages, undated = 0, 0
        for job in jobs:
            article_id = job.parameters.get("article")
            if article_id is None:
                found.append(job)
                continue
            if first is not None:
                made = self._write(job, first, whole=False)
                finish = partial(self._write, job, self._begin(article_id)) if made else bool
                first = None
            else:
                there = job.name in unchanged and (self.out / published_source(job.name)).is_file()
                made = there or self._write(job)
            found.append(dataclasses.replace(job, published=made))
            pages += made
            if made and pages <= _TOLD:
                say(f"{self.out / f'{job.name}.html'}: {job.finding} {job.advice}".rstrip())
            undated += made and pages > _TOLD and bool(job.advice)
        if pages > _TOLD:
            said = f"and {counted(pages - _TOLD, 'more page')}; their findings will stand in {self.out / INDEX}"
            say(f"{said}; {undated} of them undated: give a day in articles.csv" if undated else said)
        return found, finish

    def _begin(self, article_id: str, *, pictures: bool = True) -> Begun:
        from analysis.display.view import ArticleView
        from analysis.report.article import article_drawings, article_notebook

        view = ArticleView(self.tables, article_id)
        drawings = self.beside.begin(article_drawings, view.claims, view.checks, view.quotes, pictures=pictures)
        return partial(article_notebook, view, drawings)

    def _write(self, job: Job, report: Begun | None = None, *, whole: bool = True) -> bool:
        """Write a published page, and with the whole one its report, from which other forms are written."""
        ready_to_render()  # while the charts are drawn
        source = self.out / published_source(job.name)
        try:
            notebook = (report or self._begin(job.parameters["article"]))()
            made = {self.out / f"{job.name}.html": notebook_page(notebook, around(job, published=True))}
        except Exception as failure:  # noqa: BLE001 - one report never stops the others
            say(f"{job.name}: not made from the tables ({type(failure).__name__}: {failure}); left to the notebook")
            source.unlink(missing_ok=True)
            return False
        if whole:
            made[source] = json.dumps(notebook, ensure_ascii=False)
            if any(differs(path, content) for path, content in made.items()):
                remove_forms(self.out, job.name)
        for path, content in made.items():
            write_if_changed(path, content)
        return True
