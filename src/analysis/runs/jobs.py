"""Which notebooks run over some tables; the index of their reports, its feed, what changed since the last run."""

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus import Tables
from analysis.corpus.fingerprint import digest
from analysis.display.findings import article_finding, corpus_finding, quotes_finding
from analysis.display.markup import page_names, places_of
from analysis.display.readings import dating_advice, headline, last_day, plain, published_words
from analysis.paths import from_root_text
from analysis.report import Entry, Page, index_page
from analysis.report.index import claims_feed
from analysis.report.page import said_first
from analysis.runs.by_hand import ByHand
from analysis.runs.pages import FEED, FORMS, INDEX, credit_lines, made_with
from analysis.runs.record import Job, Run, write_if_changed
from analysis.tables.rows import VERDICTS
from analysis.verdicts import Revision, side_by_side

ARTICLES, CORPUS, REFERENCE = "Articles", "All articles together", "Official tables"
_OVER_ALL = "05_corpus"  # whose finding is that of a run
_CORPUS_NOTEBOOKS = {
    "02_quotes": "Who is quoted, how much, and in what way?",
    "03_numbers_and_claims": "Which numbers are claimed, and which of them hold?",
    _OVER_ALL: "Who says what across these articles, and how does it fare?",
}
SPENDING_PACKAGE = "nato"  # the reference package that the notebook of the official tables shows
_SPENDING = Job(
    name="04_defence_spending", notebook="04_defence_spending", parameters={},
    title="Who keeps the spending guideline, and what do later editions say?",
    group=REFERENCE, packages=(SPENDING_PACKAGE,),
)  # fmt: skip
_NONE = ByHand()
FINDINGS = "findings.json"  # what each page found: of this run, and for the next one to compare with
FAILED = "Failed"
_ADVICE = {
    "read": "What to do: mend or remove the file and run the same command again; only what changed is read again.",
    "annotate": "What to do: run the same command again; if it fails again, take the article out of the folder.",
    "extract": "What to do: run the same command again; if it fails again, take the article out of the folder.",
}
_OF_A_RUN = "What to do: see its log in logs/, mend the cause and run the same command again; the rest is kept."


def all_jobs(tables: Tables, out: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return the jobs of a run of reports into a folder, `tables` with its corrections by hand applied.

    Pages over many articles are about the articles given: one article has none. The official tables have a page where
    a claim rests on them. `made_from` is the hash of what the tables were made from.
    """
    return [
        *article_jobs(tables, out / "tables", made_from, by_hand),
        *corpus_jobs(tables, out / "tables", made_from, by_hand),
        *([_SPENDING] if tables["checks"]["package"].eq(SPENDING_PACKAGE).any() else []),
    ]


def article_jobs(tables: Tables, folder: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return one job an article; `tables` are corrected already, those in `folder` are not."""
    names, where = page_names(tables["articles"]["article_id"].tolist()), {"tables": from_root_text(folder)}
    own = {name: dict(tuple(tables[name].groupby("article_id"))) for name in ("claims", "checks", "quotes")}
    jobs = []
    for row in tables["articles"].to_dict("records"):
        article_id, sha256 = row["article_id"], row["sha256"]
        claims, checks, quotes = (rows.get(article_id, tables[name].head(0)) for name, rows in own.items())
        counts, speakers = checks["verdict"].value_counts(), Counter(quotes["speaker"].dropna()).most_common(4)
        kicker = " · ".join(filter(None, (plain(row["source"]), published_words(row))))
        quoted = f"quoted: {', '.join(name for name, _ in speakers)}" if speakers else ""
        jobs.append(
            Job(
                name=names[article_id], notebook="01_article", title=headline(row), group=ARTICLES, kicker=kicker,
                parameters={"article": article_id, **where, **by_hand.parameters(sha256)},
                summary="; ".join(filter(None, (kicker, quoted))),
                inputs=digest(made_from, article_id, sha256, by_hand.hash(sha256)),
                facts=by_hand.facts(article_id), by_hand=by_hand.told(article_id),
                verdicts={verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS},
                finding=article_finding(claims, checks).text, advice=dating_advice(row),
                source=plain(row["source"]), day=last_day(row), packages=_packages(checks),
            )
        )  # fmt: skip
    return jobs


def corpus_jobs(tables: Tables, folder: Path, made_from: str, by_hand: ByHand = _NONE) -> list[Job]:
    """Return the jobs over several articles; `tables` are corrected already, those in the folder are not."""
    if len(tables["articles"]) <= 1:
        return []
    parameters: dict[str, Any] = {"tables": from_root_text(folder), "pages": ".", **by_hand.parameters()}
    return [
        Job(
            name=notebook, notebook=notebook, parameters=parameters, title=title, group=CORPUS,
            finding=(quotes_finding if notebook == "02_quotes" else corpus_finding)(tables).text,
            packages=() if notebook == "02_quotes" else _packages(tables["checks"]),  # quotes rest on no table
            inputs=digest(made_from, by_hand.hash()), by_hand=by_hand.told(), facts=by_hand.facts(),
        )
        for notebook, title in _CORPUS_NOTEBOOKS.items()
    ]  # fmt: skip


def finding_over_all(jobs: Sequence[Job]) -> str:
    """Return what was found over several articles; nothing where there is one."""
    return next((job.finding for job in jobs if job.name == _OVER_ALL), "")


def _packages(checks: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted(checks["package"].dropna().unique()))


def write_index(
    jobs: Sequence[Job], runs: Mapping[str, Run], out: Path, facts: Sequence[tuple[str, str]] = (),
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Path:  # fmt: skip
    """Write the index: every report, every failed run; with `tables` every input that could not be read, and the feed.

    `facts` head its footer.
    """
    try:
        before = dict(json.loads((out / FINDINGS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        before = {}
    jobs = [dataclasses.replace(job, finding=job.finding or _found_in(runs[job.name], out)) for job in jobs]
    now = {job.name: job.finding for job in jobs if job.finding}
    several = tables is not None and len(tables["articles"]) > 1
    over_all = corpus_finding(tables).text if several and tables is not None else ""
    beside = None if tables is None else side_by_side(tables["claims"], tables["checks"]).to_dict("records")
    revised = {row["article_id"] for row in beside or () if isinstance(row["revised"], Revision)}
    entries = [_entry(job, runs[job.name], before, revised, over_all) for job in jobs]
    entries += [
        Entry(
            title=str(row["article_id"]), group=FAILED, status="failed", summary=f"failed at: {row['stage']}",
            message=str(row["message"]), advice=_ADVICE.get(str(row["stage"]), _ADVICE["extract"]),
        )
        for row in ([] if tables is None else tables["failures"].to_dict("records"))
    ]  # fmt: skip
    feed = ""
    if tables is not None and len(tables["articles"]):
        feed = FEED
        write_if_changed(out / FEED, claims_feed(tables, places_of(tables["articles"], "."), FEED))
    named = [job.packages for job in jobs]
    packages = None if None in named else sorted({name for own in named for name in own or ()})
    page = Page(
        title="Reports", kicker="News articles checked against official tables", feed=feed,
        credits=credit_lines(packages), facts=[*facts, made_with()],
    )  # fmt: skip
    write_if_changed(out / INDEX, index_page(entries, page, finding=over_all, changes=_changes(before, now)))
    write_if_changed(out / FINDINGS, json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    return out / INDEX


def _found_in(run: Run, out: Path) -> str:
    """Return what an executed notebook found, where that is not known from the tables."""
    file = out / run.notebook_file
    if run.status == "failed" or not file.is_file():
        return ""
    return said_first(json.loads(file.read_text(encoding="utf-8")))


def _entry(job: Job, run: Run, before: Mapping[str, str], revised: set[str], over_all: str) -> Entry:
    """Return a job's line of the index; what was found over all reports stands at the head of it and not here."""
    forms = {FORMS[form]: name for form, name in run.forms.items()}
    working = {"Working page": run.working} if run.working else {}
    article_id = str(job.parameters.get("article", ""))
    change = ""
    if before and job.finding and job.name not in before:
        change = "New since the last run."
    elif before and before.get(job.name, job.finding) != job.finding:
        change = f"Changed since the last run; it said: {before[job.name]}"
    return dataclasses.replace(
        job, title=job.title or job.name, link=run.page, status=run.status, message=run.error,
        forms={**forms, **working}, advice=_OF_A_RUN if run.error else "", change=change,
        finding="" if job.finding == over_all else job.finding,
        marks=("revised",) if article_id in revised else (),
    )  # fmt: skip


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    if not before:
        return ""
    new = sum(name not in before for name in now)
    gone = sum(name not in now for name in before)
    changed = sum(now[name] != before[name] for name in now if name in before)
    told = [f"{count} {word}" for count, word in ((new, "new"), (changed, "changed"), (gone, "gone")) if count]
    return f"Since the last run: {', '.join(told)}." if told else ""
