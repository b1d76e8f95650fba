"""Claimed against official: one row a claim, the refuted first, each leading to its words and to its evidence."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.display.markup import Shown, cut, filled
from analysis.display.places import HERE, Places
from analysis.display.readings import MARKS, VERDICTS, plain
from analysis.verdicts import day_words, side_by_side

_LONGEST = 150
_FIRST, _FEWEST_FOLDED = 30, 5  # rows before the fold, rows that a fold is worth


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
        """Return the table; a sentence where no claim has a figure beside it."""
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
