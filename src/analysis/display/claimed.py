"""Claimed against official: one row a claim, the refuted first, each leading to its words and to its evidence."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from analysis.display.places import HERE, Places, link
from analysis.display.readings import MARKS, VERDICTS, html, plain
from analysis.display.tables import styled
from analysis.verdicts import day_words, side_by_side
from analysis.wording import counted

_LONGEST = 150
_FIRST, _FEWEST_FOLDED = 30, 5  # rows before the fold, rows that a fold is worth
_HEADS = ("Verdict", "The article says", "Claimed", "Official", "Difference", "Source")


class Claimed:
    """The claims that have an official figure beside them, as a table.

    Attributes
    ----------
    frame : the rows of `side_by_side` that are shown. left : how many claims have no figure beside them.
    """

    def __init__(
        self, claims: pd.DataFrame, checks: pd.DataFrame, names: Mapping[str, str] | None = None, *, most: int = 500,
        places: Places = HERE, titles: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        rows = side_by_side(claims, checks)
        shown = rows.loc[rows["order"].lt(3)]
        self.frame, self.more = shown.head(most), max(len(shown) - most, 0)
        self.left = len(rows) - len(shown)
        self._names, self._places, self._titles = names or {}, places, titles or {}

    def __repr__(self) -> str:
        return "\n".join(
            f"{MARKS[row['verdict']]} {VERDICTS[row['verdict']]}: “{row['text']}”; official: {plain(row['official'])}"
            + (f" ({row['by']})" if row["by"] else "")
            for row in self.frame.to_dict("records")
        )

    def _repr_html_(self) -> str:
        return styled(self.to_html())

    def to_html(self) -> str:
        """Return the table without the style sheet; nothing where no claim has a figure beside it."""
        if self.frame.empty:
            return '<p class="an-muted an-empty">No claim has an official figure beside it.</p>'
        head = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
        rows = [self._row(row) for row in self.frame.to_dict("records")]
        first = _FIRST if len(rows) > _FIRST + _FEWEST_FOLDED else len(rows)
        shown = f'<table class="an-claims"><thead><tr>{head}</tr></thead>{_body(rows[:first])}</table>'
        if rows[first:]:
            more = f'<table class="an-claims"><thead><tr>{head}</tr></thead>{_body(rows[first:])}</table>'
            shown += f"<details><summary>{counted(len(rows) - first, 'more claim')}</summary>{more}</details>"
        return shown + self._rest()

    def _rest(self) -> str:
        parts = [f"{counted(self.more, 'more claim')} below"] if self.more else []
        if self.left:
            parts.append(f"{counted(self.left, 'claim')} without an official figure to compare with")
        return f'<p class="an-muted">Not in this table: {"; ".join(parts)}.</p>' if parts else ""

    def _row(self, row: Mapping[Any, Any]) -> str:
        card = self._places.card(row["article_id"], row["claim_id"])
        verdict = row["verdict"]
        badge = link(card, f"{MARKS[verdict]} {VERDICTS[verdict]}")
        text = " ".join(str(row["text"]).split())
        told = text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
        words = link(self._places.in_text(row["article_id"], row["claim_id"]), f"“{escape(told)}”", ' dir="auto"')
        speaker = plain(self._names.get(row["speaker_id"], "")) if plain(row["speaker_id"]) else ""
        official = html(day_words(row["official"]))
        if row["revised"] is not None:
            official += f' <span class="an-muted">since revised: {html(day_words(row["revised"].figure_text))}</span>'
        if self._titles:
            title = self._titles.get(row["article_id"], row["article_id"])
            where = link(self._places.href(row["article_id"], ""), html(title), ' dir="auto"')
            words += f' <span class="an-muted an-in">{where}</span>'
        said = row["claimed"]
        cells = [
            ("verdict", f'<span class="an-badge an-{verdict}">{badge}</span>'),
            ("words", words + (f' <span class="an-muted">{escape(speaker)}</span>' if speaker else "")),
            ("said" if not said or said in told else "claimed", escape(said) or "–"),
            ("official", official),
            ("difference" if row["difference"] else "said", escape(row["difference"]) or "–"),
            ("by", link(card, escape(_named(row["by"]))) if row["by"] else "–"),
        ]
        return f'<tr class="an-{verdict}">' + "".join(f'<td class="an-c-{n}">{h}</td>' for n, h in cells) + "</tr>"


def _named(source: str) -> str:
    """Return a source as it stands alone.

    >>> _named("the World Bank, 4 December 2024"), _named("table of members")
    ('World Bank, 4 December 2024', 'Table of members')
    """
    named = source.removeprefix("the ")
    return f"{named[:1].upper()}{named[1:]}"


def _body(rows: Sequence[str]) -> str:
    return "<tbody>\n" + "\n".join(rows) + "\n</tbody>"
