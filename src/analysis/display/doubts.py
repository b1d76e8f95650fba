"""Links between names and entities that a person should look at, with the correction to copy."""

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.corrections import Correction, corrections_csv
from analysis.display.markup import Shown, filled
from analysis.display.readings import headline
from analysis.reference.gazetteer import load_gazetteer
from analysis.wording import fold

CONTEXT = 48  # characters on either side
_SHOWN = 100
_LINES = 3  # of corrections shown for one form
_COLUMNS = (
    "confidence", "text", "mentions", "read_as", "decided_by", "context", "or_else", "article", "start", "end",
    "mention_id", "correction",
)  # fmt: skip
_PLACES = ("country/", "city/")  # what lies in a name ("United States Navy") is not what it may be
_BREAK = re.compile(r"\n\s*\n")
Row = Mapping[Any, Any]


class UncertainLinks(Shown):
    """The mentions whose entity is uncertain, the least certain first, each with a line for corrections.csv.

    Parameters
    ----------
    tables : as `tables_of` gives them.
    below : links with less confidence are listed.
    linked : the article stands marked up on the same page, so that places in it are links.
    decisive : only names that may stand for something else that is known, where a reader would decide something.

    Attributes
    ----------
    frame : one row a form of an entity in an article: `confidence`, `text`, `mentions` (how many are read that way),
        `read_as`, `decided_by`, and of the first of them `context` (before, words, after), `start`, `end`, `article`,
        `mention_id`; `or_else` (other readings); `correction`, lines of corrections.csv that accept the reading, for up
        to three mentions.
    corrections : one for every mention.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], below: float = 0.75, *, linked: bool = False, decisive: bool = False
    ) -> None:
        self.below, self.linked = below, linked
        articles = {row["article_id"]: row for row in tables["articles"].to_dict("records")}
        others = {article_id: own.to_dict("records") for article_id, own in tables["entities"].groupby("article_id")}
        low = tables["mentions"].loc[tables["mentions"]["confidence"].lt(below)]
        alike = ["article_id", "entity_id", "text", "confidence"]
        rows: list[dict[str, Any]] = []
        corrections: list[Correction] = []
        for _, group in low.sort_values(["confidence", "article_id", "start"], kind="stable").groupby(
            alike, sort=False
        ):
            mentions, article_id = group.to_dict("records"), group["article_id"].iloc[0]
            or_else = alternatives(mentions[0], others.get(article_id, []))
            if or_else or not decisive:
                lines = _accepting(mentions, articles[article_id], len(corrections) + 2)
                rows.append({**_shown(mentions, articles[article_id], lines), "or_else": "; ".join(or_else)})
                corrections += lines
        self.frame, self.corrections = pd.DataFrame(rows, columns=list(_COLUMNS)), tuple(corrections)

    def __repr__(self) -> str:
        return self._none() if self.frame.empty else self.frame.loc[:, list(_COLUMNS[:5])].to_string(index=False)

    def _none(self) -> str:
        return f"No link below a confidence of {self.below:g} is to be decided."

    def to_html(self) -> str:
        text = corrections_csv(self.corrections)
        return filled(
            "uncertain_links.html", rows=self.frame.head(_SHOWN).to_dict("records"), rest=len(self.frame) - _SHOWN,
            header=text.splitlines()[0], coded=base64.b64encode(text.encode("utf-8")).decode("ascii"),
            lines=len(self.corrections), told=_LINES, linked=self.linked, none_told=self._none(),
        )  # fmt: skip


uncertain_links = UncertainLinks  # as notebooks call it


def _accepting(mentions: Sequence[Row], article: Row, first: int) -> list[Correction]:
    return [
        Correction(number, "mentions", article["sha256"], "accept", row["start"], row["end"], text=row["text"])
        for number, row in enumerate(mentions, start=first)
    ]


def _shown(mentions: Sequence[Row], article: Row, lines: Sequence[Correction]) -> dict[str, Any]:
    first = mentions[0]
    return {
        **{column: first[column] for column in ("confidence", "text", "start", "end", "mention_id")},
        "mentions": len(mentions),
        "read_as": f"{first['name']} ({first['label']}, {first['kind']})",
        "decided_by": f"{first['resolution']}, found by {first['rule']}",
        "context": in_context(article["text"], first["start"], first["end"]),
        "article": headline(article),
        "correction": corrections_csv(lines[:_LINES]).partition("\n")[2].removesuffix("\n"),
    }


def in_context(text: str, start: int, end: int) -> tuple[str, str, str]:
    r"""Return the words of its paragraph before a span, its own, and those after it, cut between words.

    >>> in_context("Who met\n\nAnn Lee met Bo Ray.", 21, 27)
    ('Ann Lee met ', 'Bo Ray', '.')
    """
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    before, after = _BREAK.split(before)[-1], _BREAK.split(after)[0]
    left = " ".join(before.split()) + (" " if before[-1:].isspace() else "")
    right = (" " if after[:1].isspace() else "") + " ".join(after.split())
    return left, " ".join(text[start:end].split()), right


def alternatives(mention: Row, entities: Sequence[Row]) -> list[str]:
    """Return what else a mention may stand for: other readings of the gazetteer, the city of a metonym, like names.

    `mention`: a row of `mentions`. `entities`: the rows of `entities` of its article.
    """
    gazetteer = load_gazetteer()
    readings = [
        f"{gazetteer.entities[alias.entity_id].name} ({alias.entity_id})"
        for alias in gazetteer.aliases.get(mention["text"], ())
        if alias.entity_id != mention["entity_id"]
    ]
    like = [
        f"{other['name']} ({other['entity_id'].rsplit('#', 1)[-1]})"
        for other in entities
        if other["entity_id"] != mention["entity_id"] and _alike(mention["text"], other["name"])
        if not (other["entity_id"].startswith(_PLACES) and len(mention["text"]) > len(other["name"]))
    ]
    return list(dict.fromkeys([*readings, *like]))


def _alike(one: str, other: str) -> bool:
    """Say whether two names may be one: all words of one stand in the other, or one is the other's initials.

    >>> _alike("Port Authority", "Estavian Port Authority"), _alike("HSA", "Harbour Safety Authority")
    (True, True)
    >>> _alike("Ann Lee", "Ann Moor")
    False
    """
    words, others = ({w for w in fold(name).split() if len(w) > 2} for name in (one, other))
    if words and others and (words <= others or others <= words):
        return True
    short, long = sorted((one, other), key=len)
    return short.isupper() and len(short) > 1 and short == "".join(w[0] for w in long.split() if w[0].isupper())
