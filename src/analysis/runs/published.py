"""Published pages of articles: made from the tables, before any notebook runs, so that the first is there at once."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.runs.beside import Beside
from analysis.runs.execute import Job
from analysis.runs.pages import around, published_source, remove_forms
from analysis.runs.progress import say
from analysis.runs.record import Run, differs, write_if_changed

if TYPE_CHECKING:
    from analysis.corpus import Tables


def publish_articles(
    jobs: Sequence[Job], tables: "Tables", out: Path, unchanged: Mapping[str, Run], beside: Beside
) -> list[Job]:
    """Write the published page of each article whose run is not unchanged; return all jobs, those of articles marked.

    A page that cannot be made is left to the notebook, whose run then makes it or says what is wrong.
    """
    found = []
    told = False
    for job in jobs:
        article_id = job.parameters.get("article")
        if article_id is None:
            found.append(job)
            continue
        there = job.name in unchanged and (out / published_source(job.name)).is_file()
        if not there and not _published(job, str(article_id), tables, out, beside):
            found.append(job)
            continue
        if not told:
            say(f"{out / f'{job.name}.html'}: {job.finding}")
            told = True
        found.append(dataclasses.replace(job, published=True))
    return found


def _published(job: Job, article_id: str, tables: "Tables", out: Path, beside: Beside) -> bool:
    from analysis.display.view import ArticleView
    from analysis.report import notebook_page
    from analysis.report.article import article_notebook
    from analysis.report.drawings import article_drawings

    try:
        view = ArticleView(tables, article_id)
        drawings = beside.begin(article_drawings, view.claims, view.checks, view.quotes)
        notebook = article_notebook(view, drawings)
        page = notebook_page(notebook, around(job, published=True))
    except Exception as failure:  # noqa: BLE001 - one report never stops the others
        say(f"{job.name}: not made from the tables ({type(failure).__name__}: {failure}); left to the notebook")
        (out / published_source(job.name)).unlink(missing_ok=True)
        return False
    made = {out / published_source(job.name): _json(notebook), out / f"{job.name}.html": page}
    if any(differs(path, content) for path, content in made.items()):
        remove_forms(out, job.name)
    for path, content in made.items():
        write_if_changed(path, content)
    return True


def _json(notebook: Mapping[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False)
