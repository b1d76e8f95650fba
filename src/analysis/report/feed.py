"""An Atom feed of the claims that a desk should look at: refuted ones, and those whose figure was revised since."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import pandas as pd

from analysis.display.markup import cut
from analysis.display.places import Places
from analysis.display.readings import VERDICTS, headline, plain
from analysis.report.page import without_controls
from analysis.verdicts import Revision, day_words, side_by_side

_ATOM = "http://www.w3.org/2005/Atom"
_NO_DAY = "1970-01-01"
_LONGEST = 90


def claims_feed(tables: Mapping[str, pd.DataFrame], places: Places, feed: str) -> str:
    """Return the feed, newest first; ids and days follow from the claims, so that the same tables give the same bytes.

    Parameters
    ----------
    places : where the articles' pages are, relative to the feed. feed : the feed's own file name.
    """
    articles = {row["article_id"]: row for row in tables["articles"].to_dict("records")}
    rows = [
        {str(name): value for name, value in row.items()}
        for row in side_by_side(tables["claims"], tables["checks"]).to_dict("records")
        if row["verdict"] == "refuted" or isinstance(row["revised"], Revision)
    ]
    told = sorted(
        ((_day(row, articles[row["article_id"]]), row) for row in rows), key=lambda pair: pair[0], reverse=True
    )
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(root, "title", "Claims refuted, or revised since")
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, feed)}")
    _add(root, "updated", f"{told[0][0] if told else _NO_DAY}T00:00:00Z")
    _add(_add(root, "author"), "name", "analysis")
    _add(root, "link", rel="self", href=feed)
    for day, row in told:
        _entry(root, day, row, articles[row["article_id"]], places)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _entry(
    root: ElementTree.Element, day: str, row: Mapping[str, object], article: Mapping[str, object], places: Places
) -> None:
    entry = _add(root, "entry")
    revised = row["revised"]
    kind = VERDICTS[str(row["verdict"])]
    said = plain(row["sentence"])
    if isinstance(revised, Revision):
        kind = f"{kind}, since revised"
        said += f" Latest: {day_words(revised.figure_text)} ({day_words(revised.published_on)})."
    _add(entry, "title", f"{kind}: “{cut(row['text'], _LONGEST)}”")
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join((str(row['claim_id']), kind, str(row['official']))))}")
    _add(entry, "updated", f"{day}T00:00:00Z")
    _add(entry, "link", href=places.card(str(row["article_id"]), row["claim_id"]))
    _add(entry, "category", term=str(row["verdict"]))
    _add(entry, "summary", f"{headline(article)}: {said}")


def _day(row: Mapping[str, object], article: Mapping[str, object]) -> str:
    """Return the day that makes a claim news: of the latest revision, else of the article."""
    revised = row["revised"]
    if isinstance(revised, Revision) and revised.published_on:
        return revised.published_on
    return plain(article["published"]) or plain(article["published_to"]) or plain(article["published_from"]) or _NO_DAY


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    found = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        found.text = without_controls(text)
    return found
