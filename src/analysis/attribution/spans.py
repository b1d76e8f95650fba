"""Stretches of years that a statement holds for all through: "between 2015 and 2019", "since 2010", "in the 1990s"."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import lemma
from analysis.attribution.records import recorded
from analysis.number_words import read_words
from analysis.rules import words_in
from analysis.tables import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

_YEAR = re.compile(r"\d{4}\Z")
_JOINS = frozenset({"and", "to", "until", "till", "through", "-", "–"})
_OPEN = frozenset({"before", "until", "till", "after", "to"})
_BACK = re.compile(
    r"\b(?:(?P<count>\w+) )?(?P<unit>years?|decades?) (?:leading |running )?"
    r"(?P<join>before|prior to|up to|to|ending in|preceding)\W*\Z"
)
_DECADE = 3  # figures of a decade in TIMEX3: 199


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
    of_records = {found.time.start for found in recorded(sentence)}
    dates = [t for t in sentence.times if t.type in ("DATE", "DURATION") and t.start not in of_records]
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
        if before == "since":
            return Span(time.timex, year, time.start, time.end) if year else None
        return _up_to(sentence, time)
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


def _up_to(sentence: Sentence, time: TimeExpression) -> Span | None:
    """Return the years that are counted back from one ("in the decade before 2016", "the five years to 2020")."""
    text = sentence.scene.text[sentence.span.start_char : time.start].casefold().replace("-", " ")
    found = _BACK.search(text)
    if found is None:
        return None
    number = _count(found["count"] or "")
    if not number and found["unit"] != "decade":
        return None
    years = (number or 1) * (10 if found["unit"].startswith("decade") else 1)
    last = int(time.timex) - (0 if found["join"] in ("up to", "to", "ending in") else 1)
    start = sentence.span.start_char + found.start()
    return Span(str(last - years + 1), str(last), start, time.end)


def _count(word: str) -> int:
    """Return what a figure or a number word is worth, 0 for any other word."""
    if word.isdigit():
        return int(word)
    numeral = read_words(word, 0)
    return int(numeral.value) if numeral is not None and numeral.end == len(word) and numeral.form == "words" else 0


def is_open(sentence: Sentence, anchor: "Token") -> bool:
    """Say whether a statement is about the time before or after a year, for which no table has one figure."""
    return any(
        t.type == "DATE" and _YEAR.match(t.timex) and _before(sentence, t) in _OPEN and _is_near(sentence, t, anchor)
        for t in sentence.times
    )


def _is_near(sentence: Sentence, time: TimeExpression, anchor: "Token") -> bool:
    ancestors = {a.i for a in sentence.token_at(time.start).ancestors}
    verbs = [a for a in anchor.ancestors if a.pos_ in ("VERB", "AUX")]
    return anchor.i in ancestors or bool(verbs and verbs[0].i in ancestors)


def _before(sentence: Sentence, time: TimeExpression) -> str:
    token = sentence.token_at(time.start)
    return str(token.doc[token.i - 1].lower_) if token.i > sentence.span.start else ""
