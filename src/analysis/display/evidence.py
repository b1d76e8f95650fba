"""Verdicts with their evidence: claimed against official in one table, and a card for each claim."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.display.markup import HERE, Places, Shown, filled
from analysis.display.origins import cell_anchor, cells_of, of_edition, provenance, row_words
from analysis.display.readings import MARKS, interval, plain
from analysis.verdicts import VERDICT_WORDS, day_words, loads, publishers, side_by_side

_MOST = 4  # later editions that are told one by one
_NO_FIGURE = 3  # the order of claims without a figure beside them
_HELD = re.compile(r" \(held: .*?\)(?=\.(?: |$))")
_FIRST, _FEWEST_FOLDED = 30, 5  # rows before the fold, rows that a fold is worth


class Cards(Shown):
    """The claims of one article as cards."""

    def __init__(self, claims: pd.DataFrame, checks: pd.DataFrame, names: Mapping[str, str] | None = None) -> None:
        made, judged = ({row["claim_id"]: row for row in frame.to_dict("records")} for frame in (claims, checks))
        ordered = side_by_side(claims, checks).to_dict("records")  # refuted, open with a figure, supported, open
        self._names = names or {}
        self._rows = [{**made[row["claim_id"]], **judged[row["claim_id"]], **row} for row in ordered]

    def __repr__(self) -> str:
        return "\n".join(
            f"{MARKS[row['verdict']]} {VERDICT_WORDS[row['verdict']]}: “{row['text']}” {plain(row['sentence'])}"
            for row in self._rows
        )

    def to_html(self) -> str:
        return filled(
            "cards.html", cards=self._rows, names=self._names, interval=interval, later_of=later_of,
            told_later=_told_later, origin_of=origin_of, anchored=_anchored, loads=loads,
        )  # fmt: skip


class PublishedCards(Cards):
    """The claims as a newsroom publishes them: those with a figure beside them as cards, the others as a list."""

    def to_html(self) -> str:
        shown, others = ([row for row in self._rows if (row["order"] < _NO_FIGURE) == has] for has in (True, False))
        return filled(
            "published_cards.html", cards=shown, others=others, names=self._names, told=_told, revised=_revised,
            origin_of=origin_of, anchored=_anchored, row_words=row_words,
        )  # fmt: skip


def origin_of(check: Mapping[str, Any], *, terms: bool = True) -> str:
    """Return who published the figure beside a claim, when, and where it was read, as HTML; empty without one."""
    package, nearest = plain(check["package"]), loads(check["nearest"]) or {}
    told = provenance(package, cells_of(check), terms=terms)
    return told or (f"{of_edition(package, nearest['edition'])}." if nearest.get("edition") else "")


def later_of(value: Any) -> list[dict[str, Any]]:
    """Return the findings of other editions that a column of `checks` holds."""
    found = loads(value)
    return found if isinstance(found, list) else [found] if found else []


def _anchored(check: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    package = plain(check["package"])
    return [(cell_anchor(package, cell["file"], cell["line"]), cell) for cell in cells_of(check)]


def _told_later(rows: list[dict[str, Any]]) -> str:
    if len(rows) > _MOST:  # of runs of the same figure the first
        rows = [row for i, row in enumerate(rows) if not i or _figure_of(row) != _figure_of(rows[i - 1])]
    days = [row.get("published_on") for row in rows]
    months = [f"{date.fromisoformat(day):%B %Y}" if day else "an edition without a day" for day in days]
    return "; ".join(f"{_figure_of(row)} in {month}" for row, month in zip(rows, months, strict=True))


def _figure_of(row: Mapping[str, Any]) -> str:
    """Return a later edition's figure in words; a verdict on it would read as one on the claim."""
    return re.sub(r" of \d+ members$", "", plain(row.get("figure_text"))) or plain(row.get("figure"))


def _told(check: Mapping[str, Any]) -> str:
    """Return the sentence of a verdict without the verdict, which stands beside it, and what else is held."""
    return _HELD.sub("", plain(check["sentence"]).replace(f": {VERDICT_WORDS[check['verdict']]}.", ".", 1))


def _revised(check: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if any(word in plain(check["sentence"]) for word in ("revised", "ater editions", "nchanged since")):
        return []
    rows = (row for row in later_of(check["since_revised"]) if row.get("figure_text"))
    by, said = publishers(), day_words
    return [(by.get(str(r.get("edition")), ""), said(r.get("published_on")), said(r["figure_text"])) for r in rows]


class Claimed(Shown):
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
            f"{MARKS[row['verdict']]} {VERDICT_WORDS[row['verdict']]}: “{row['text']}”; "
            f"official: {plain(row['official'])}" + (f" ({row['by']})" if row["by"] else "")
            for row in self.frame.to_dict("records")
        )

    def to_html(self) -> str:
        claims = self.frame.to_dict("records")
        first = _FIRST if len(claims) > _FIRST + _FEWEST_FOLDED else len(claims)
        return filled(
            "claimed.html", claims=claims, first=first, more=self.more, left=self.left, names=self._names,
            places=self._places, titles=self._titles, day_words=day_words,
        )  # fmt: skip
