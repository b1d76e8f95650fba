"""The index of a folder of reports, its feed, and what became different since the run before."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.display.findings import corpus_finding
from analysis.display.places import places_of
from analysis.report import Entry, Page, index_page
from analysis.report.feed import claims_feed
from analysis.runs.execute import Job
from analysis.runs.pages import FEED, FORMS, INDEX, credit_lines, made_with
from analysis.runs.record import Run, write_if_changed
from analysis.verdicts import Revision, side_by_side

FINDINGS = "findings.json"  # what each page found: of this run, and for the next one to compare with
FAILED = "Failed"
_ADVICE = {
    "read": "What to do: mend or remove the file and run the same command again; only what changed is read again.",
    "annotate": "What to do: run the same command again; if it fails again, take the article out of the folder.",
    "extract": "What to do: run the same command again; if it fails again, take the article out of the folder.",
}
_OF_A_RUN = "What to do: see its log in logs/, mend the cause and run the same command again; the rest is kept."


def write_index(
    jobs: Sequence[Job], runs: Mapping[str, Run], failures: Sequence[Mapping[str, Any]], out: Path,
    facts: Sequence[tuple[str, str]] = (), tables: Mapping[str, pd.DataFrame] | None = None,
) -> Path:  # fmt: skip
    """Write the index: every report, every failed run, every input that could not be read; with `tables` also the feed.

    `facts` head its footer.
    """
    before = _read_findings(out)
    now = {job.name: job.finding for job in jobs if job.finding}
    revised = _revised(tables)
    entries = [_entry(job, runs[job.name], before, revised) for job in jobs]
    entries += [_unread(row) for row in failures]
    several = tables is not None and len(tables["articles"]) > 1
    feed = ""
    if tables is not None and len(tables["articles"]):
        feed = FEED
        write_if_changed(out / FEED, claims_feed(tables, places_of(tables["articles"], "."), FEED))
    page = Page(
        title="Reports", kicker="News articles checked against official tables", feed=feed,
        credits=credit_lines(_packages(jobs)), facts=[*facts, made_with()],
    )  # fmt: skip
    finding = corpus_finding(tables).text if several and tables is not None else ""
    write_if_changed(out / INDEX, index_page(entries, page, finding=finding, changes=_changes(before, now)))
    write_if_changed(out / FINDINGS, json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    return out / INDEX


def _entry(job: Job, run: Run, before: Mapping[str, str], revised: set[str]) -> Entry:
    forms = {FORMS[form]: name for form, name in run.forms.items()}
    working = {"Working page": run.working} if run.working else {}
    article_id = str(job.parameters.get("article", ""))
    change = ""
    if before and job.finding and job.name not in before:
        change = "New since the last run."
    elif before and before.get(job.name, job.finding) != job.finding:
        change = f"Changed since the last run; it said: {before[job.name]}"
    return Entry(
        job.title or job.name, run.page, job.group, run.status, job.summary, run.error, job.facts, job.verdicts,
        {**forms, **working}, job.finding, _OF_A_RUN if run.error else "", change, job.day, job.source,
        ("revised",) if article_id in revised else (),
    )  # fmt: skip


def _unread(row: Mapping[str, Any]) -> Entry:
    return Entry(
        str(row["article_id"]), "", FAILED, "failed", f"failed at: {row['stage']}", str(row["message"]),
        advice=_ADVICE.get(str(row["stage"]), _ADVICE["extract"]),
    )  # fmt: skip


def _revised(tables: Mapping[str, pd.DataFrame] | None) -> set[str]:
    if tables is None:
        return set()
    rows = side_by_side(tables["claims"], tables["checks"])
    return set(rows.loc[[isinstance(value, Revision) for value in rows["revised"]], "article_id"])


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say what became different since the last run; nothing where there was none, or nothing did."""
    if not before:
        return ""
    new = sum(name not in before for name in now)
    gone = sum(name not in now for name in before)
    changed = sum(now[name] != before[name] for name in now if name in before)
    told = [f"{count} {word}" for count, word in ((new, "new"), (changed, "changed"), (gone, "gone")) if count]
    return f"Since the last run: {', '.join(told)}." if told else ""


def _packages(jobs: Sequence[Job]) -> list[str] | None:
    named = [job.packages for job in jobs]
    if any(packages is None for packages in named):
        return None
    return sorted({name for packages in named for name in packages or ()})


def _read_findings(out: Path) -> dict[str, str]:
    try:
        found = json.loads((out / FINDINGS).read_text(encoding="utf-8"))
        return {str(name): str(finding) for name, finding in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}
