"""The index over a run of reports: what there is, what failed and why, with a search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from analysis.charts import VERDICT_WORDS
from analysis.report.page import Page, render_plain
from analysis.wording import counted

MARKS = {"supported": "✓", "refuted": "✗", "not_enough_info": "?"}


@dataclass(frozen=True)
class Entry:
    """One line of the index.

    Attributes
    ----------
    link : the page, relative to the index. forms : the same report in other forms ("PDF": its file).
    status : ``done`` or ``failed``; the message says why.
    facts : counts to show ("quotes": 16); verdicts : claims by verdict.
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


def index_page(entries: Sequence[Entry], page: Page) -> str:
    """Return the index: groups in the order given, failures first, a search that works without a server."""
    script = files("analysis.report").joinpath("template", "search.js").read_text(encoding="utf-8")
    failed = [entry for entry in entries if entry.status == "failed"]
    groups = list(dict.fromkeys(entry.group for entry in entries if entry.status != "failed"))
    done = len(entries) - len(failed)
    told = counted(done, "report") + (f", {len(failed)} failed" if failed else "")
    parts = [
        f"<p>{told}.</p>",
        '<div id="searchbox" hidden><label for="search">Find a report by title, source, speaker or verdict</label>'
        '<input class="search" id="search" type="search" autocomplete="off">'
        '<p id="found" role="status" aria-live="polite"></p></div>',
    ]
    if failed:
        parts.append(_group("Failed", failed))
    parts += [_group(group, [e for e in entries if e.group == group and e.status != "failed"]) for group in groups]
    return render_plain(page, "\n".join(parts), script)


def _group(name: str, entries: Sequence[Entry]) -> str:
    return f'<h2>{escape(name)}</h2>\n<ul class="entries">\n' + "\n".join(_line(entry) for entry in entries) + "\n</ul>"


def _line(entry: Entry) -> str:
    verdicts = [f"{MARKS[v]} {n} {VERDICT_WORDS[v]}" for v, n in entry.verdicts.items() if n]
    facts = [f"{count:,} {_plural(name, count)}" for name, count in entry.facts.items()]
    words = " ".join([entry.title, entry.summary, entry.message, entry.group, entry.status, *verdicts, *facts]).lower()
    chips = "".join(f"<li>{escape(text)}</li>" for text in (*facts, *verdicts))
    forms = "".join(
        f'<li><a href="{escape(link)}" aria-label="{escape(f"{form} of {entry.title}")}">{escape(form)}</a></li>'
        for form, link in entry.forms.items()
    )
    status = '<p class="status-failed">✗ failed</p>' if entry.status == "failed" else ""
    title = f'<a href="{escape(entry.link)}">{escape(entry.title)}</a>' if entry.link else escape(entry.title)
    return (
        f'<li data-words="{escape(words)}"><h3>{title}</h3>{status}'
        + (f"<p>{escape(entry.summary)}</p>" if entry.summary else "")
        + (f"<p>{escape(entry.message)}</p>" if entry.message else "")
        + (f'<ul class="chips">{chips}</ul>' if chips else "")
        + (f'<ul class="chips">{forms}</ul>' if forms else "")
        + "</li>"
    )


def _plural(name: str, count: int) -> str:
    return name.removesuffix("s") if count == 1 else name
