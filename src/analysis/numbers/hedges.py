"""Hedges: the words that say how a figure is meant, before it or after it."""

import re
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate
from analysis.numbers.tries import Trie

_SKIPPED_BEFORE = re.compile(
    r"(?: (?:a|an|the|another|its|their|some|only|just))? $|[-( ]$|(?: a)? total of $|(?: an)? average of $", re.I
)


@cache
def _before() -> Trie:
    rows = (row for row in read_lexicon("hedges") if row["side"] == "before")
    return Trie(((row["phrase"], (row["bound"], row["rule"])) for row in rows), backwards=True, lower=True)


@cache
def _after() -> Trie:
    rows = (row for row in read_lexicon("hedges") if row["side"] == "after")
    return Trie(((row["phrase"], (row["bound"], row["rule"])) for row in rows), lower=True)


def read_hedge(text: str, candidate: Candidate, previous: Candidate | None) -> None:
    """Find the hedge of a candidate and set its bound and its interval rule."""
    if candidate.kind in ("ordinal", "reference"):
        return
    if not (_read_before(text, candidate) or _read_after(text, candidate)) and previous is not None:
        _inherit(text, previous, candidate)


def _read_before(text: str, candidate: Candidate) -> bool:
    """Read the longest hedge that ends where the figure begins, or before an article that belongs to the figure."""
    end = candidate.start
    skipped = _SKIPPED_BEFORE.search(text, max(0, end - 18), end)
    places = [end, end - 1] if end and text[end - 1] in " -" else [end]
    if skipped:
        places.append(skipped.start())
    matches = [(match[0], place, match[1]) for place in places if (match := _before().before(text, place))]
    if not matches:
        return False
    start, stop, (bound, rule) = min(matches, key=lambda match: (match[0], -match[1]))
    if text[start:stop].lower() == "some" and text[max(0, start - 5) : start].lower() == "than ":
        return False
    candidate.bound, candidate.interval_rule = bound, rule
    if bound != "=":
        candidate.hedge = (start, stop)
    return True


def _read_after(text: str, candidate: Candidate) -> bool:
    for place in (candidate.end, candidate.end + 1 if text[candidate.end : candidate.end + 1] in (" ", "-") else None):
        if place is None:
            continue
        match = _after().after(text, place)
        if match is None or (place == candidate.end and text[place].isalpha() and text[place - 1].isalpha()):
            continue
        if text[place : match[0]].lower() == "plus" and text[match[0] : match[0] + 2].strip()[:1].isdigit():
            continue
        candidate.hedge = (place, match[0])
        candidate.bound, candidate.interval_rule = match[1]
        if text[place] == "+":
            candidate.end = match[0]
        return True
    return False


def _inherit(text: str, previous: Candidate, candidate: Candidate) -> None:
    """Give an equivalent in brackets the hedge of the figure it restates ("under 296 hp (224 kW)")."""
    gap = text[previous.end : candidate.start]
    restated = previous.unit is not None and candidate.unit is not None and previous.unit.name != candidate.unit.name
    if not restated or previous.hedge is None or re.fullmatch(r" ?\((?:or )?| / ", gap) is None:
        return
    if previous.hedge[0] < previous.start:
        candidate.bound, candidate.interval_rule = previous.bound, previous.interval_rule
        candidate.hedge = previous.hedge
