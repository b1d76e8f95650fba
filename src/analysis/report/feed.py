"""An Atom feed of the claims that a desk should look at: refuted ones, and those whose figure was revised since."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analysis.display.markup import cut, filled
from analysis.display.places import Places
from analysis.display.readings import VERDICTS, headline, last_day, plain
from analysis.report.page import without_controls
from analysis.verdicts import Revision, day_words, side_by_side

_HERE = "analysis.report"
_NO_DAY = "1970-01-01"
_LONGEST = 90


def claims_feed(tables: Mapping[str, pd.DataFrame], places: Places, feed: str) -> str:
    """Return the feed, newest first; ids and days follow from the claims, so that the same tables give the same bytes.

    Parameters
    ----------
    places : where the articles' pages are, relative to the feed. feed : the feed's own file name.
    """
    articles = {row["article_id"]: row for row in tables["articles"].to_dict("records")}
    entries = [
        _entry(row, articles[row["article_id"]], places)
        for row in side_by_side(tables["claims"], tables["checks"]).to_dict("records")
        if row["verdict"] == "refuted" or isinstance(row["revised"], Revision)
    ]
    entries.sort(key=lambda entry: entry["day"], reverse=True)
    updated = entries[0]["day"] if entries else _NO_DAY
    told = filled("feed.atom", _HERE, entries=entries, updated=updated, feed=feed, id=uuid5(NAMESPACE_URL, feed))
    return without_controls(told)


def _entry(row: Mapping[Any, Any], article: Mapping[Any, Any], places: Places) -> dict[str, Any]:
    kind, said, revised = VERDICTS[row["verdict"]], plain(row["sentence"]), row["revised"]
    if isinstance(revised, Revision):
        kind = f"{kind}, since revised"
        said += f" Latest: {day_words(revised.figure_text)} ({day_words(revised.published_on)})."
    return {
        "kind": kind,
        "text": cut(row["text"], _LONGEST),
        "id": uuid5(NAMESPACE_URL, " ".join((str(row["claim_id"]), kind, str(row["official"])))),
        "day": _day(row, article),
        "card": places.card(str(row["article_id"]), row["claim_id"]),
        "verdict": row["verdict"],
        "summary": f"{headline(article)}: {said}",
    }


def _day(row: Mapping[Any, Any], article: Mapping[Any, Any]) -> str:
    """Return the day that makes a claim news: of the latest revision, else of the article."""
    revised = row["revised"]
    if isinstance(revised, Revision) and revised.published_on:
        return revised.published_on
    return last_day(article) or _NO_DAY
