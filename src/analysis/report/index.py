"""The index over a run of reports, with filters and what failed, and an Atom feed of the claims to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analysis.display.markup import Places, filled
from analysis.display.readings import MARKS, headline, last_day, plain
from analysis.report.page import Page, render_page, without_controls
from analysis.verdicts import VERDICT_WORDS, Revision, day_words, side_by_side
from analysis.wording import counted

_SELECTED = ("refuted", "revised", "supported", "not_enough_info")
_HERE = "analysis.report"
_NO_DAY = "1970-01-01"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the index."""

    title: str = ""
    link: str = ""  # the page, relative to the index
    group: str = ""  # the heading it stands under
    status: str = "done"  # or "failed"
    summary: str = ""  # source, day, speakers
    message: str = ""  # why it failed
    advice: str = ""  # what to do, where it failed
    finding: str = ""  # what was found, in a sentence
    change: str = ""  # since the last run
    facts: Mapping[str, int] = field(default_factory=dict)  # counts to show ("corrections": 2)
    verdicts: Mapping[str, int] = field(default_factory=dict)  # claims by verdict
    forms: Mapping[str, str] = field(default_factory=dict)  # the same report in other forms ("PDF": its file)
    day: str = ""  # of an article, for filters and order, as is `source`
    source: str = ""
    marks: Sequence[str] = ()  # further words to filter by

    @property
    def kinds(self) -> list[str]:
        """What the entry can be filtered by: the verdicts it holds, and its further marks."""
        return [verdict for verdict, count in self.verdicts.items() if count] + list(self.marks)

    @property
    def chips(self) -> list[str]:
        """Its counts in words."""
        facts = [f"{count:,} {name.removesuffix('s') if count == 1 else name}" for name, count in self.facts.items()]
        return [f"{MARKS[v]} {n} {VERDICT_WORDS[v]}" for v, n in self.verdicts.items() if n] + facts

    @property
    def words(self) -> str:
        """What the search looks in."""
        told = (self.title, self.summary, self.message, self.group, self.status, self.finding)
        return " ".join([*told, *self.chips]).lower()


def index_page(entries: Sequence[Entry], page: Page, *, finding: str = "", changes: str = "") -> str:
    """Return the index: failures first, then the groups in the order given, each newest first.

    Parameters
    ----------
    finding : what was found over all reports. changes : what became different since the last run.
    """
    failed = [entry for entry in entries if entry.status == "failed"]
    done = [entry for entry in entries if entry.status != "failed"]
    groups = {
        name: sorted((entry for entry in done if entry.group == name), key=lambda entry: entry.day, reverse=True)
        for name in dict.fromkeys(entry.group for entry in done)
    }
    told = counted(len(done), "report") + (f", {len(failed)} failed" if failed else "")
    if len(groups) > 1:
        told += f": {', '.join(f'{name.lower()} {len(own)}' for name, own in groups.items())}"
    kinds = [kind for kind in _SELECTED if any(kind in entry.kinds for entry in entries)]
    body = filled(
        "index.html", _HERE, finding=finding, changes=changes, feed=page.feed, told=told,
        kinds=[(kind, VERDICT_WORDS.get(kind, "since revised")) for kind in kinds],
        sources=[(source, source) for source in sorted({entry.source for entry in entries} - {""})],
        several_days=len({entry.day for entry in entries} - {""}) > 1,
        groups=[("Failed", failed), *groups.items()],
    )  # fmt: skip
    script = files("analysis.report").joinpath("template", "search.js").read_text(encoding="utf-8")
    return render_page(page, title=page.title, body=body, script=script)


def claims_feed(tables: Mapping[str, pd.DataFrame], places: Places, feed: str) -> str:
    """Return the feed, newest first; ids and days follow from the claims, so that the same tables give the same bytes.

    `places`: where the articles' pages are, relative to the feed. `feed`: the feed's own file name.
    """
    articles = {row["article_id"]: row for row in tables["articles"].to_dict("records")}
    rows = side_by_side(tables["claims"], tables["checks"]).to_dict("records")
    news = (row for row in rows if row["verdict"] == "refuted" or isinstance(row["revised"], Revision))
    entries = [_entry(row, articles[row["article_id"]]) for row in news]
    entries.sort(key=lambda entry: entry["day"], reverse=True)
    updated, own = entries[0]["day"] if entries else _NO_DAY, uuid5(NAMESPACE_URL, feed)
    told = filled("feed.atom", _HERE, entries=entries, places=places, updated=updated, feed=feed, id=own)
    return without_controls(told)


def _entry(row: Mapping[Any, Any], article: Mapping[Any, Any]) -> dict[str, Any]:
    kind, said, revised = VERDICT_WORDS[row["verdict"]], plain(row["sentence"]), row["revised"]
    day = last_day(article) or _NO_DAY
    if isinstance(revised, Revision):
        day = revised.published_on or day  # what makes a claim news
        kind = f"{kind}, since revised"
        said += f" Latest: {day_words(revised.figure_text)} ({day_words(revised.published_on)})."
    own = uuid5(NAMESPACE_URL, " ".join((str(row["claim_id"]), kind, str(row["official"]))))
    return {**row, "shown_as": kind, "id": own, "day": day, "summary": f"{headline(article)}: {said}"}
