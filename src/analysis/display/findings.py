"""What was found, in one computed sentence or two: the first thing on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import pandas as pd

from analysis.check.finding import possessive
from analysis.check.ground import with_article
from analysis.display.markup import Shown, cut, filled
from analysis.display.readings import short_id
from analysis.display.sources import SAMPLES
from analysis.paths import project_root
from analysis.tables.speakers import DOCUMENTS, NOT_NAMED, speaker_names
from analysis.verdicts import Revision, day_words, side_by_side
from analysis.wording import counted

_TURNED = {"refuted": " (the claim would no longer hold)", "supported": " (the claim would hold)"}
_NAMED = 2  # revisions told by name
_LONGEST = 110  # characters of a claim told in a sentence


@dataclass(frozen=True)
class FindingText(Shown):
    """Sentences with links in them: each part is a text, or a text and where it leads."""

    parts: tuple[str | tuple[str, str], ...]
    frame: str = ""

    def __repr__(self) -> str:
        return " ".join(filter(None, (self.text, self.frame)))

    @property
    def text(self) -> str:
        """The sentences without their links."""
        return "".join(part if isinstance(part, str) else part[0] for part in self.parts)

    def to_html(self) -> str:
        return filled("finding.html", parts=self.parts, frame=self.frame)


def article_finding(claims: pd.DataFrame, checks: pd.DataFrame, frame: str = "") -> FindingText:
    """Return what one article claims and whether it holds; the claims named lead to their cards."""
    rows = side_by_side(claims, checks).to_dict("records")
    parts: list[str | tuple[str, str]] = [fared(rows)]
    if rows and rows[0]["verdict"] == "refuted":
        first, told = rows[0], f"“{cut(rows[0]['text'], _LONGEST)}”"
        by = f" ({first['by']})" if first["by"] else ""
        official = f"the official figure is {day_words(first['official'])}{by}"
        said = official if first["official"] else "the official table says otherwise"
        parts += [" ", (told, f"#k-{short_id(first['claim_id'])}"), f": {said}."]
    parts += revisions(rows)
    return FindingText(tuple(parts), frame)


def fared(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return how claims fared, in a sentence; `rows` are those of `side_by_side`.

    >>> fared([{"verdict": "supported", "has_figure": True}] * 2)
    '2 claims can be checked against official figures: both hold.'
    >>> fared([{"verdict": "refuted", "has_figure": True}])
    '1 claim can be checked against official figures: it does not hold.'
    >>> fared([{"verdict": "supported"}, {"verdict": "not_enough_info", "reason": "doubtful", "has_figure": 1}])
    '1 claim can be checked against official figures: it holds; 1 more is left open, beside a figure that differs.'
    >>> fared([])
    'No statement in it can be checked against the official figures held here.'
    """
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("supported", "refuted")}
    hold, fail = counts["supported"], counts["refuted"]
    decided, left = hold + fail, len(rows) - hold - fail
    if not rows:
        return "No statement in it can be checked against the official figures held here."
    if not decided:
        beside = sum(bool(row["has_figure"]) for row in rows)
        told = "1 claim was found; the official figures held here do not decide it"
        if left > 1:
            told = f"{counted(left, 'claim')} were found; the official figures held here decide none of them"
        for_which = "it" if left == 1 else "each" if beside == left else str(beside)
        return told + (f"; for {for_which} there is a figure to compare with." if beside else ".")
    said = f"{counted(decided, 'claim')} can be checked against official figures: {_shares(hold, fail)}"
    differ = sum(row.get("reason") == "doubtful" and bool(row.get("has_figure")) for row in rows)
    of_them = f"{differ} of them " if differ < left else ""
    against = f", {of_them}beside a figure that differs" if differ else ""
    return f"{said}; {left} more {'is' if left == 1 else 'are'} left open{against}." if left else f"{said}."


def _shares(hold: int, fail: int) -> str:
    """Say how many hold.

    >>> _shares(1, 0), _shares(6, 0), _shares(0, 2), _shares(5, 1), _shares(1, 3)
    ('it holds', 'all 6 hold', 'neither holds', '5 hold, 1 does not', '1 holds, 3 do not')
    """
    both = hold + fail
    if not fail:
        return "it holds" if hold == 1 else "both hold" if hold == 2 else f"all {hold} hold"
    if not hold:
        return "it does not hold" if both == 1 else "neither holds" if both == 2 else f"none of the {both} holds"
    return f"{hold} {'holds' if hold == 1 else 'hold'}, {fail} {'does' if fail == 1 else 'do'} not"


def revisions(rows: Sequence[Mapping[str, Any]]) -> list[str | tuple[str, str]]:
    """Return a sentence about figures of supported claims that later editions changed, those that turn first."""
    changed = [row for row in rows if isinstance(row["revised"], Revision)]
    changed.sort(key=lambda row: row["revised"].verdict == row["verdict"])
    if not changed:
        return []
    parts: list[str | tuple[str, str]] = [" Since revised: "]
    for number, row in enumerate(changed[:_NAMED]):
        later = row["revised"]
        turned = _TURNED[later.verdict] if later.verdict != row["verdict"] else ""
        whose = possessive(with_article(row["subject"])).replace("'", "’") if isinstance(row["subject"], str) else ""
        named = (f"{whose} {row['official']}".strip(), f"#k-{short_id(row['claim_id'])}")
        parts += ["; " if number else "", named, f" to {_without_unit(later.figure_text, row['official'])}{turned}"]
    more = len(changed) - _NAMED
    parts.append(f"; and {counted(more, 'more figure')}." if more > 0 else ".")
    return parts


def _without_unit(figure: str, before: Any) -> str:
    """Return a figure without the unit that it shares with the one before.

    >>> _without_unit("2.00 % of GDP", "2.12 % of GDP"), _without_unit("18 of 32 members", "23 of 32 members")
    ('2.00', '18')
    """
    first, _, unit = figure.partition(" ")
    return first if unit and unit == str(before).partition(" ")[2] else figure


def frame_of(articles: pd.DataFrame) -> str:
    """Return what must be known before a page is read: that its articles are the invented ones of this project."""
    own = articles["source_sha256"].isin(_sample_hashes())
    if not own.any():
        return ""
    which = "These articles were" if len(articles) > 1 else "This article was"
    if not own.all():
        which = f"{own.sum()} of these {len(articles)} articles {'was' if own.sum() == 1 else 'were'}"
    return f"{which} written for this project: sources, speakers and their words are invented; the figures are real."


@cache
def _sample_hashes() -> frozenset[str]:
    folder = project_root() / SAMPLES
    return frozenset(sha256(path.read_bytes()).hexdigest() for path in folder.glob("*") if path.is_file())


def corpus_finding(tables: Mapping[str, pd.DataFrame]) -> FindingText:
    """Return how the claims of many articles fared, and in how many articles one does not hold."""
    rows = side_by_side(tables["claims"], tables["checks"]).to_dict("records")
    articles, frame = len(tables["articles"]), frame_of(tables["articles"])
    refuted = [row["article_id"] for row in rows if row["verdict"] == "refuted"]
    told = fared(rows)
    if not rows:
        told = f"No statement in {_these(articles)} can be checked against the official figures held here."
    elif articles > 1:
        told = f"In {counted(articles, 'article')}, {told[0].lower()}{told[1:]}"
        told += _where(refuted)
    return FindingText((told + _since(rows),), frame)


def _where(refuted: Sequence[str]) -> str:
    """Say in how many articles the claims stand that do not hold, given the article of each; nothing of one claim.

    >>> _where(["a", "b", "a"]), _where(["a", "a"]), _where(["a"])
    (' The 3 that do not hold stand in 2 articles.', ' The 2 that do not hold stand in one article.', '')
    """
    articles = len(set(refuted))
    place = "one article" if articles == 1 else f"{articles} articles"
    return f" The {len(refuted)} that do not hold stand in {place}." if len(refuted) > 1 else ""


def _since(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say how many figures were revised later, and whether that turns a claim.

    >>> later = Revision("17 of 32 members", "2026-07-10", "refuted")
    >>> _since([{"revised": later, "verdict": "supported"}, {"revised": None, "verdict": "supported"}])
    ' 1 official figure has since been revised; its claim would no longer hold.'
    """
    changed = [row for row in rows if isinstance(row["revised"], Revision)]
    turned = sum(row["verdict"] == "supported" and row["revised"].verdict == "refuted" for row in changed)
    if not changed:
        return ""
    which = f"{turned} of these claims" if turned < len(changed) else "these claims"
    which = "its claim" if len(changed) == 1 else which
    have = "has" if len(changed) == 1 else "have"
    said = f" {counted(len(changed), 'official figure')} {have} since been revised"
    return f"{said}; {which} would no longer hold." if turned else f"{said}."


def quotes_finding(tables: Mapping[str, pd.DataFrame]) -> FindingText:
    """Return who has the word across some articles."""
    quotes, articles, frame = tables["quotes"], len(tables["articles"]), frame_of(tables["articles"])
    if quotes.empty:
        return FindingText((f"No quote was found in {_these(articles)}.",), frame)
    words = (
        quotes.assign(speaker=speaker_names(quotes), words=quotes["text"].str.split().str.len())
        .groupby("speaker")["words"].sum().sort_values(ascending=False, kind="stable")
    )  # fmt: skip
    named = words.drop([NOT_NAMED, DOCUMENTS], errors="ignore")
    where = "" if articles == 1 else f" in {counted(articles, 'article')}"
    if named.empty:
        return FindingText((f"{counted(len(quotes), 'quote')}{where}; none has a named speaker.",), frame)
    share = 100 * named.iloc[0] / words.sum()
    told = f"{counted(len(named), 'named speaker')}{where}: {named.index[0]} has "
    told += "all quoted words" if share > 99.5 else f"{share:.0f} percent of the quoted words"
    told += ", the most." if len(named) > 1 else "."
    unnamed = 100 * words.get(NOT_NAMED, 0) / words.sum()
    return FindingText((told, f" Speakers without a name have {unnamed:.0f} percent." if unnamed >= 1 else ""), frame)


def _these(articles: int) -> str:
    return "this article" if articles == 1 else f"these {counted(articles, 'article')}"
