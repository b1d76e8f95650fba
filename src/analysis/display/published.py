"""One article as a newsroom publishes it: text, claims, quotes and names without what only the maker needs."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.display.evidence import Cards, cell_anchor, cells_of, later_of, origin_of
from analysis.display.marked import marked_up
from analysis.display.origins import row_words
from analysis.display.readings import MARKS, QUOTE_KINDS, VERDICTS, html, loads, plain, short_id
from analysis.tables.speakers import is_named
from analysis.verdicts import day_words, publishers
from analysis.wording import counted

_GROUPS = (
    ("People", ("PERSON",)),
    ("Organisations", ("ORG",)),
    ("Countries and places", ("GPE", "LOC", "FAC", "NORP")),
    ("Others", ("LAW", "EVENT", "PRODUCT", "WORK_OF_ART")),
)
_MOST_NAMES = 24  # of a group
_HELD = re.compile(r" \(held: .*?\)(?=\.(?: |$))")


def published_text(text: str, tables: Mapping[str, pd.DataFrame], title: str | None) -> str:
    """Return the text with its quotes and its claims marked; names, dates and other numbers keep their places only."""
    return f'<div class="an-text" lang="en">{marked_up(text, tables, title, published=True)}</div>'


class PublishedCards(Cards):
    """The claims with a figure beside them as cards, the others as a list."""

    def to_html(self) -> str:
        """Return the cards without the style sheet."""
        if not self._checks:
            return '<p class="an-muted an-empty">No checkable claim was found.</p>'
        with_figure = [check for check in self._checks if self._beside[check["claim_id"]]["order"] < 3]
        others = [check for check in self._checks if self._beside[check["claim_id"]]["order"] == 3]
        parts = [self._card(check) for check in with_figure]
        if others:
            listed = "".join(self._open(check) for check in others)
            are = "is" if len(others) == 1 else "are"
            parts.append(
                f'<p class="an-part">{counted(len(others), "statement")} that {are} not decided, and why</p>'
                f'<ul class="an-lines">{listed}</ul>'
            )
        return "\n".join(parts)

    def _card(self, check: Mapping[str, Any]) -> str:
        name, verdict, row = short_id(check["claim_id"]), check["verdict"], self._beside[check["claim_id"]]
        cells = cells_of(check)
        package = plain(check["package"])
        rows = ", ".join(
            f'<a href="#{cell_anchor(package, c["file"], c["line"])}">{escape(row_words(package, c))}</a>'
            for c in cells[:3]
        )
        if len(cells) > 3:
            first = cell_anchor(package, cells[0]["file"], cells[0]["line"])
            rows = f'<a href="#{first}">{len(cells)} rows of the table</a>'
        source = " ".join(
            filter(None, (origin_of(check, terms=False) or escape(row["by"]), f"Rows: {rows}." if rows else ""))
        )
        said = plain(self._names.get(self._claims[check["claim_id"]]["speaker_id"], ""))
        facts = [f"Said by {escape(said)}" if said else "", f"Source: {source}" if source else ""]
        return (
            f'<article class="an-card an-{verdict}" id="k-{name}" tabindex="-1"><blockquote dir="auto">'
            f'<a href="#t-{name}" aria-label="↑ in the text, claim {name}">“{html(check["text"])}”</a></blockquote>'
            f'<p><span class="an-badge an-{verdict}">{MARKS[verdict]} {VERDICTS[verdict]}</span> '
            f"{_told(check)}</p>{_revised(check)}"
            f'<p class="an-muted">{" · ".join(filter(None, facts))}</p></article>'
        )

    def _open(self, check: Mapping[str, Any]) -> str:
        name = short_id(check["claim_id"])
        text = " ".join(str(check["text"]).split())
        return f'<li id="k-{name}"><a href="#t-{name}" dir="auto">“{escape(text)}”</a> {_told(check)}</li>'


def _told(check: Mapping[str, Any]) -> str:
    """Return the sentence of a verdict without the verdict, which stands beside it, and what else is held."""
    told = plain(check["sentence"]).replace(f": {VERDICTS[check['verdict']]}.", ".", 1)
    return html(_HELD.sub("", told))


def _revised(check: Mapping[str, Any]) -> str:
    """Return what later editions say, each with its day, where the sentence of the verdict does not."""
    told = plain(check["sentence"])
    rows = [row for row in later_of(check["since_revised"]) if row.get("figure_text")]
    rows = [] if any(word in told for word in ("revised", "ater editions", "nchanged since")) else rows
    if not rows:
        return ""
    told = "".join(
        f"<li>{escape(publishers().get(str(row.get('edition')), ''))}, {escape(day_words(row.get('published_on')))}: "
        f"{html(day_words(row['figure_text']))}</li>"
        for row in rows
    )
    return f'<ul class="an-later" aria-label="What later editions say">{told}</ul>'


def published_quotes(quotes: pd.DataFrame) -> str:
    """Return the quotes as readers need them: who, in what way, the words, which lead into the text."""
    if quotes.empty:
        return '<p class="an-muted an-empty">No quote was found.</p>'
    named = is_named(quotes)
    rows = []
    for quote, known in zip(quotes.to_dict("records"), named, strict=True):
        written = " ".join(plain(quote["speaker_text"]).split())
        who = html(quote["speaker"]) if known else f'<i class="an-unnamed">{escape(written) or "not named"}</i>'
        name, words = short_id(quote["quote_id"]), escape(" ".join(quote["text"].split()))
        marks = ("“", "”") if quote["kind"] == "direct" else ("", "")
        rows.append(
            f'<tr><th scope="row">{who} <span class="an-muted">{QUOTE_KINDS[quote["kind"]]}</span></th>'
            f'<td dir="auto"><a href="#t-{name}">{marks[0]}{words}{marks[1]}</a></td></tr>'
        )
    head = '<tr><th scope="col">Who</th><th scope="col">Words</th></tr>'
    return f'<table class="an-quotes"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def published_names(entities: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Return who and what is named, the most mentioned first, each leading to its first mention."""
    first = mentions.sort_values("start").drop_duplicates("entity_id").set_index("entity_id")["mention_id"].to_dict()
    ordered = entities.sort_values(["mention_count", "name"], ascending=[False, True], kind="stable")
    parts = []
    for word, labels in _GROUPS:
        rows = ordered.loc[ordered["label"].isin(labels) & ordered["entity_id"].isin(first)].to_dict("records")
        if rows:
            listed = "".join(_name(row, first[row["entity_id"]]) for row in rows[:_MOST_NAMES])
            more = len(rows) - _MOST_NAMES
            rest = f'<li class="an-muted">and {more} more</li>' if more > 0 else ""
            parts.append(f'<p class="an-part">{word}</p><ul class="an-names">{listed}{rest}</ul>')
    return "".join(parts) or '<p class="an-muted an-empty">Nobody and nothing is named.</p>'


def _name(row: Mapping[Any, Any], mention_id: Any) -> str:
    role = " ".join(plain(row["role"]).split())
    told = ", ".join(filter(None, (escape(role), f"{row['mention_count']}×" if row["mention_count"] > 1 else "")))
    forms = [form for form in loads(row["forms"]) or [] if form != row["name"]]
    title = f' title="{escape("also: " + ", ".join(forms[:6]))}"' if forms else ""
    return (
        f'<li><a href="#t-{short_id(mention_id)}"{title} dir="auto">{html(row["name"])}</a>'
        + (f' <span class="an-muted">{told}</span>' if told else "")
        + "</li>"
    )
