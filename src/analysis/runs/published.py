"""Published pages of articles: made from the tables, before any notebook runs, so that the first is there at once."""

import contextlib
import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.display.places import page_names
from analysis.runs.beside import Beside
from analysis.runs.execute import Job
from analysis.runs.pages import around, published_source, remove_forms
from analysis.runs.progress import say
from analysis.runs.record import Run, differs, write_if_changed

if TYPE_CHECKING:
    from analysis.corpus import Tables

Begun = Callable[[], Mapping[str, Any]]  # waits for the charts of an article and returns its report


@dataclass(frozen=True)
class Publisher:
    """Writes the published pages of some tables into a folder; another process draws."""

    tables: "Tables"
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
        told = False
        for job in jobs:
            article_id = job.parameters.get("article")
            if article_id is None:
                found.append(job)
                continue
            if first is not None:
                made = self._write(job, first, whole=False)
                finish = partial(self._write, job, self._begin(str(article_id))) if made else bool
                first = None
            else:
                there = job.name in unchanged and (self.out / published_source(job.name)).is_file()
                made = there or self._write(job, partial(self._report, str(article_id)))
            found.append(dataclasses.replace(job, published=made))
            if made and not told:
                say(f"{self.out / f'{job.name}.html'}: {job.finding}")
                told = True
        return found, finish

    def _begin(self, article_id: str, *, pictures: bool = True) -> Begun:
        """Have the charts of an article drawn over there, and return what waits for them."""
        from analysis.display.view import ArticleView
        from analysis.report.article import article_drawings, article_notebook

        view = ArticleView(self.tables, article_id)
        drawings = self.beside.begin(article_drawings, view.claims, view.checks, view.quotes, pictures=pictures)
        return partial(article_notebook, view, drawings)

    def _report(self, article_id: str) -> Mapping[str, Any]:
        return self._begin(article_id)()

    def _write(self, job: Job, report: Begun, *, whole: bool = True) -> bool:
        """Write a published page, and with the whole one its report, from which other forms are written."""
        from analysis.report.page import notebook_page, ready_to_render

        ready_to_render()  # while the charts are drawn
        source = self.out / published_source(job.name)
        try:
            notebook = report()
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
