"""The index over a run of reports: what was found in each, newest first, with filters; what failed and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from analysis.display.markup import filled
from analysis.display.readings import MARKS
from analysis.report.page import Page, render_plain
from analysis.verdicts import VERDICT_WORDS
from analysis.wording import counted

_SELECTED = ("refuted", "revised", "supported", "not_enough_info")


@dataclass(frozen=True)
class Entry:
    """One line of the index.

    Attributes
    ----------
    link : the page, relative to the index. forms : the same report in other forms ("PDF": its file).
    status : ``done`` or ``failed``; the message says why, `advice` what to do.
    finding : what was found, in a sentence. summary : source, day, speakers. change : since the last run.
    facts : counts to show ("corrections": 2); verdicts : claims by verdict; marks : further words to filter by.
    day, source : of an article, for filters and order.
    """

    title: str
    link: str
    group: str
    status: str = "done"
    summary: str = ""
    message: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    finding: str = ""
    advice: str = ""
    change: str = ""
    day: str = ""
    source: str = ""
    marks: Sequence[str] = ()

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
        "index.html", "analysis.report", finding=finding, changes=changes, feed=page.feed, told=told,
        kinds=[(kind, VERDICT_WORDS.get(kind, "since revised")) for kind in kinds],
        sources=[(source, source) for source in sorted({entry.source for entry in entries} - {""})],
        several_days=len({entry.day for entry in entries} - {""}) > 1,
        groups=[("Failed", failed), *groups.items()],
    )  # fmt: skip
    script = files("analysis.report").joinpath("template", "search.js").read_text(encoding="utf-8")
    return render_plain(page, body, script)
