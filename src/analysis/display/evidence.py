"""Verdicts with their evidence: claimed against official in one table, and a card for each claim."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.display.markup import HERE, Places, Shown, cut, filled
from analysis.display.origins import cell_anchor, cells_of, of_edition, provenance, row_words
from analysis.display.readings import MARKS, VERDICTS, interval, loads, plain, short_id
from analysis.verdicts import day_words, publishers, side_by_side

_MOST = 4  # later editions that are told one by one
_FEW = 3  # rows of official tables that are named on a published card
_NO_FIGURE = 3  # the order of claims without a figure beside them
_HELD = re.compile(r" \(held: .*?\)(?=\.(?: |$))")
_LONGEST = 150
_FIRST, _FEWEST_FOLDED = 30, 5  # rows before the fold, rows that a fold is worth


class Cards(Shown):
    """The claims of one article as cards."""

    def __init__(self, claims: pd.DataFrame, checks: pd.DataFrame, names: Mapping[str, str] | None = None) -> None:
        self._names = names or {}
        self._claims = {claim["claim_id"]: claim for claim in claims.to_dict("records")}
        by_id = {check["claim_id"]: check for check in checks.to_dict("records")}
        ordered = side_by_side(claims, checks)  # refuted, open with a figure, supported, open
        self._checks = [by_id[claim_id] for claim_id in ordered["claim_id"]]
        self._beside = {row["claim_id"]: row for row in ordered.to_dict("records")}

    def __repr__(self) -> str:
        return "\n".join(
            f"{MARKS[c['verdict']]} {VERDICTS[c['verdict']]}: “{c['text']}” {plain(c['sentence'])}"
            for c in self._checks
        )

    def to_html(self) -> str:
        return filled("cards.html", cards=[self._card(check) for check in self._checks])

    def _card(self, check: Mapping[str, Any]) -> dict[str, Any]:
        claim, decided = self._claims[check["claim_id"]], check["verdict"] != "not_enough_info"
        hindsight = check["hindsight"] is True and "in hindsight" not in plain(check["sentence"])
        day, later = plain(check["published_on"]), later_of(check["since_revised"])
        revised = any(row.get("changed") is not False for row in later)
        facts = [
            ("Official figure", check["figure_text"] if decided else ""),
            ("The wording allows", interval(dict(claim))),
            ("Edition", plain(check["edition"]) and f"{check['edition']}" + (f", published {day}" if day else "")),
            ("Said by", self._names.get(claim["speaker_id"], claim["speaker_id"])),
            ("Reason" if decided else "Why it is open", str(check["reason"]).replace("_", " ")),
        ]
        return {
            "check": check,
            "name": short_id(check["claim_id"]),
            "hindsight": " (judged in hindsight)" if hindsight else "",
            "facts": [(label, value) for label, value in facts if plain(value)],
            "later": [
                ("Since revised" if revised else "Later editions", _told_later(later)),
                ("Nearest edition held", _told_later(later_of(check["nearest"]))),
            ],
            "origin": origin_of(check),
            "arithmetic": plain((loads(check["chain"]) or {}).get("arithmetic")) if cells_of(check) else "",
            "cells": _anchored(check),
        }


class PublishedCards(Cards):
    """The claims as a newsroom publishes them: those with a figure beside them as cards, the others as a list."""

    def to_html(self) -> str:
        with_figure = [c for c in self._checks if self._beside[c["claim_id"]]["order"] < _NO_FIGURE]
        others = [
            {"name": short_id(check["claim_id"]), "text": " ".join(str(check["text"]).split()), "told": _told(check)}
            for check in self._checks
            if self._beside[check["claim_id"]]["order"] == _NO_FIGURE
        ]
        return filled("published_cards.html", cards=[self._card(check) for check in with_figure], others=others)

    def _card(self, check: Mapping[str, Any]) -> dict[str, Any]:
        from markupsafe import Markup

        rows = [(anchor, row_words(plain(check["package"]), cell)) for anchor, cell in _anchored(check)]
        return {
            "check": check,
            "name": short_id(check["claim_id"]),
            "told": _told(check),
            "revised": _revised(check),
            "rows": rows if len(rows) <= _FEW else [(rows[0][0], f"{len(rows)} rows of the table")],
            "source": Markup(origin_of(check, terms=False)) or self._beside[check["claim_id"]]["by"],
            "speaker": plain(self._names.get(self._claims[check["claim_id"]]["speaker_id"], "")),
        }


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
    return _HELD.sub("", plain(check["sentence"]).replace(f": {VERDICTS[check['verdict']]}.", ".", 1))


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
            f"{MARKS[row['verdict']]} {VERDICTS[row['verdict']]}: “{row['text']}”; official: {plain(row['official'])}"
            + (f" ({row['by']})" if row["by"] else "")
            for row in self.frame.to_dict("records")
        )

    def to_html(self) -> str:
        claims = [self._row(row) for row in self.frame.to_dict("records")]
        first = _FIRST if len(claims) > _FIRST + _FEWEST_FOLDED else len(claims)
        return filled(
            "claimed.html", claims=claims, first=first, more=self.more, left=self.left, titles=bool(self._titles)
        )

    def _row(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        article_id, source = row["article_id"], str(row["by"] or "").removeprefix("the ")
        return {
            **{str(name): row[name] for name in ("verdict", "claimed", "difference")},
            "told": cut(row["text"], _LONGEST),
            "card": self._places.card(article_id, row["claim_id"]),
            "place": self._places.in_text(article_id, row["claim_id"]),
            "page": self._places.href(article_id, ""),
            "title": self._titles.get(article_id, article_id),
            "speaker": plain(self._names.get(row["speaker_id"], "")) if plain(row["speaker_id"]) else "",
            "official": day_words(row["official"]),
            "revised": None if row["revised"] is None else day_words(row["revised"].figure_text),
            "by": f"{source[:1].upper()}{source[1:]}",
        }
