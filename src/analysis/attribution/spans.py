"""Stretches of years that a statement holds for all through: "between 2015 and 2019", "since 2010", "in the 1990s"."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.attribution.marks import Sentence
from analysis.attribution.words import lemma
from analysis.rules import words_in
from analysis.tables import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

_YEAR = re.compile(r"\d{4}\Z")
_JOINS = frozenset({"and", "to", "until", "till", "through", "-", "–"})
_OPENING = frozenset({"between", "from"})
_DECADE = 3  # figures of a decade in TIMEX3: 199
_THROUGH = frozenset({"throughout", "during", "through", "in", "the", "over"})


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last year, and where they are written."""

    first: str
    last: str
    start: int
    end: int


def span_of(sentence: Sentence, verb: "Token | None") -> Span | None:
    """Return the years that a sentence's only stretch of time runs through, where the statement is about a state.

    What moves ("has increased to 20 percent since 2010") is true at the end of the stretch.
    """
    if verb is not None and lemma(verb) in words_in("up", "down"):
        return None
    dates = [t for t in sentence.times if t.type in ("DATE", "DURATION")]
    found = [*_pairs(sentence, dates), *filter(None, (_single(sentence, t) for t in dates))]
    return found[0] if len(found) == 1 else None


def _pairs(sentence: Sentence, dates: list[TimeExpression]) -> list[Span]:
    years = [t for t in dates if _YEAR.match(t.timex)]
    return [
        Span(one.timex, two.timex, one.start, two.end)
        for one, two in zip(years, years[1:], strict=False)
        if sentence.scene.text[one.end : two.start].strip() in _JOINS and one.timex < two.timex
    ]


def _single(sentence: Sentence, time: TimeExpression) -> Span | None:
    before = _before(sentence, time)
    year = sentence.scene.year
    if _YEAR.match(time.timex):
        return Span(time.timex, year, time.start, time.end) if before == "since" and year else None
    if not time.begin or not time.end_date:
        return None
    first, last = time.begin[:4], time.end_date[:4]
    if time.type == "DURATION":
        return Span(first, last, time.start, time.end) if before in ("in", "over", "for", "during", "within") else None
    if len(time.timex) != _DECADE:
        return None
    if time.mod == "START":
        last = str(int(first) + 3)
    elif time.mod == "END":
        first = str(int(last) - 3)
    return Span(first, last, time.start, time.end)


def _before(sentence: Sentence, time: TimeExpression) -> str:
    token = sentence.token_at(time.start)
    return str(token.doc[token.i - 1].lower_) if token.i > sentence.span.start else ""
