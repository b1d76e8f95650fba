"""The index over a run of reports: what was found in each, newest first, with filters; what failed and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from analysis.report.page import Page, render_plain
from analysis.verdicts import VERDICT_WORDS
from analysis.wording import counted

MARKS = {"supported": "✓", "refuted": "✗", "not_enough_info": "?"}
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


def index_page(entries: Sequence[Entry], page: Page, *, finding: str = "", changes: str = "") -> str:
    """Return the index: failures first, then the groups in the order given, each newest first.

    Parameters
    ----------
    finding : what was found over all reports. changes : what became different since the last run.
    """
    script = files("analysis.report").joinpath("template", "search.js").read_text(encoding="utf-8")
    failed = [entry for entry in entries if entry.status == "failed"]
    groups = list(dict.fromkeys(entry.group for entry in entries if entry.status != "failed"))
    done = len(entries) - len(failed)
    sizes = [(group, sum(entry.group == group and entry.status != "failed" for entry in entries)) for group in groups]
    told = counted(done, "report") + (f", {len(failed)} failed" if failed else "")
    told += f": {', '.join(f'{group.lower()} {size}' for group, size in sizes)}" if len(sizes) > 1 else ""
    feed = f' <a href="{escape(page.feed)}">Feed of refuted and revised claims (Atom)</a>' if page.feed else ""
    parts = [
        f'<div class="an"><p class="an-finding">{escape(finding)}</p></div>' if finding else "",
        f"<p>{told}.{feed}</p>",
        f'<p class="changes">{escape(changes)}</p>' if changes else "",
        _filters(entries),
    ]
    if failed:
        parts.append(_group("Failed", failed))
    for group in groups:
        own = [entry for entry in entries if entry.group == group and entry.status != "failed"]
        parts.append(_group(group, sorted(own, key=lambda entry: entry.day, reverse=True)))
    return render_plain(page, "\n".join(filter(None, parts)), script)


def _filters(entries: Sequence[Entry]) -> str:
    sources = sorted({entry.source for entry in entries if entry.source})
    there = [kind for kind in _SELECTED if any(kind in entry.kinds for entry in entries)]
    kinds = [(kind, VERDICT_WORDS.get(kind, "since revised")) for kind in there]
    days = {entry.day for entry in entries if entry.day}
    parts = [
        '<label class="wide">Find a report by title, source, speaker or words of its finding'
        '<input class="search" id="search" type="search" autocomplete="off" data-filter="words"></label>',
        _select("Verdict", "kinds", kinds) if len(kinds) > 1 else "",
        _select("Source", "source", [(name, name) for name in sources]) if len(sources) > 1 else "",
        '<span class="days"><label>From<input type="date" data-filter="from"></label>'
        '<label>To<input type="date" data-filter="to"></label></span>'
        if len(days) > 1
        else "",
    ]
    return (
        f'<div id="searchbox" class="filters" hidden>{"".join(parts)}'
        '<p id="found" role="status" aria-live="polite"></p></div>'
    )


def _select(name: str, kind: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{escape(value)}">{escape(word)}</option>' for value, word in options)
    return f'<label>{name}<select data-filter="{kind}"><option value="">any</option>{listed}</select></label>'


def _group(name: str, entries: Sequence[Entry]) -> str:
    return f'<h2>{escape(name)}</h2>\n<ul class="entries">\n' + "\n".join(_line(entry) for entry in entries) + "\n</ul>"


def _line(entry: Entry) -> str:
    verdicts = [f"{MARKS[v]} {n} {VERDICT_WORDS[v]}" for v, n in entry.verdicts.items() if n]
    facts = [f"{count:,} {_plural(name, count)}" for name, count in entry.facts.items()]
    told = (entry.title, entry.summary, entry.message, entry.group, entry.status, entry.finding)
    words = " ".join([*told, *verdicts, *facts]).lower()
    chips = "".join(f"<li>{escape(text)}</li>" for text in (*verdicts, *facts))
    forms = "".join(
        f'<li><a href="{escape(link)}" aria-label="{escape(f"{form} of {entry.title}")}">{escape(form)}</a></li>'
        for form, link in entry.forms.items()
    )
    title = escape(entry.title)
    lines = [
        '<p class="status-failed">✗ failed</p>' if entry.status == "failed" else "",
        f'<p class="summary" dir="auto">{escape(entry.summary)}</p>' if entry.summary else "",
        f'<p dir="auto">{escape(entry.finding)}</p>' if entry.finding else "",
        f'<p class="changes">{escape(entry.change)}</p>' if entry.change else "",
        f"<p>{escape(entry.message)}</p>" if entry.message else "",
        f"<p>{escape(entry.advice)}</p>" if entry.advice else "",
        f'<ul class="chips">{chips}{forms}</ul>' if chips or forms else "",
    ]
    return (
        f'<li data-words="{escape(words)}" data-kinds="{escape("|".join(entry.kinds))}" '
        f'data-source="{escape(entry.source)}" data-day="{escape(entry.day)}"><h3 dir="auto">'
        + (f'<a href="{escape(entry.link)}">{title}</a>' if entry.link else title)
        + f"</h3>{''.join(lines)}</li>"
    )


def _plural(name: str, count: int) -> str:
    return name.removesuffix("s") if count == 1 else name
