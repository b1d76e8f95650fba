"""Stretches of years: what holds all through one ("since 2010"), the highest or lowest of one ("since 2008")."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.scene import Figure
from analysis.dates.words import ORDINALS
from analysis.lexicons import read_lexicon
from analysis.nodes import Node
from analysis.number_words import read_words
from analysis.rules import words_in
from analysis.tables import TimeExpression

_YEAR = re.compile(r"\d{4}\Z")
_JOINS = frozenset({"and", "to", "until", "till", "through", "-", "–"})
_OPEN = frozenset({"before", "until", "till", "after", "to"})
_BACK = re.compile(
    r"\b(?:(?P<count>\w+) )?(?P<unit>years?|decades?) (?:leading |running )?"
    r"(?P<join>before|prior to|up to|to|ending in|preceding)\W*\Z"
)
_DECADE = 3  # figures of a decade in TIMEX3: 199
_LENGTH = re.compile(r"P(\d+)(Y|DE)")
_PERIOD = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_YEARS_OF_DECADE, _NEARLY = 10, 0.9
_NEAR = frozenset({"nearly", "almost", "about"})
_SMALL = frozenset({"DET", "ADP", "SCONJ", "ADV", "PRON", "NUM"})


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last year, and where they are written."""

    first: str
    last: str
    start: int
    end: int


def span_of(sentence: Sentence, verb: Node | None) -> Span | None:
    """Return the years that a sentence's only stretch of time runs through, where the statement is about a state.

    What moves ("has increased to 20 percent since 2010") is true at the end of the stretch.
    """
    if verb is not None and verb.lemma in words_in("up", "down"):
        return None
    of_records = {found.time.start for found in recorded(sentence)}
    dates = [t for t in sentence.times if t.type in ("DATE", "DURATION") and t.start not in of_records]
    pairs = (
        Span(one.timex, two.timex, one.start, two.end)
        for one, two in pairwise(t for t in dates if _YEAR.match(t.timex))
        if sentence.scene.text[one.end : two.start].strip() in _JOINS and one.timex < two.timex
    )
    found = [*pairs, *filter(None, (_single(sentence, t, verb) for t in dates))]
    return found[0] if len(found) == 1 else None


def more_said(sentence: Sentence) -> tuple[str, ...]:
    """Return the doubt of what a table of years tells at its end alone ("since 2014", "for years", "every year")."""
    led = any(t.type == "SET" or sentence.before(t.start) in ("since", "for") for t in sentence.times)
    in_a_row = not sentence.lowers.isdisjoint(words_in("in_a_row"))
    return ("more_said",) if (led or in_a_row) and "never" not in sentence.lowers else ()


def _single(sentence: Sentence, time: TimeExpression, verb: Node | None) -> Span | None:
    before, year = sentence.before(time.start), sentence.scene.year
    length = _LENGTH.fullmatch(time.timex) if time.type == "DURATION" and before == "for" else None
    if year and length is not None and verb is not None and any(c.lower_ in ("has", "have") for c in verb.kids("aux")):
        years = int(length[1]) * (_YEARS_OF_DECADE if length[2] == "DE" else 1)  # "for three decades it has …"
        return Span(str(int(year) - years), year, time.start, time.end) if years > 1 else None
    if _YEAR.match(time.timex):
        if before != "since":
            return _up_to(sentence, time)
        return Span(time.timex, year, time.start, time.end) if year else None
    lasts = time.type == "DURATION"
    if not time.begin or not time.end_date or (lasts and before not in ("in", "over", "for", "during", "within")):
        return None
    first, last = time.begin[:4], time.end_date[:4]
    if not lasts and len(time.timex) != _DECADE:
        return None
    if not lasts and time.mod == "START":
        last = str(int(first) + 3)
    elif not lasts and time.mod == "END":
        first = str(int(last) - 3)
    return Span(first, last, time.start, time.end)


def _up_to(sentence: Sentence, time: TimeExpression) -> Span | None:
    """Return the years that are counted back from one ("in the decade before 2016", "the five years to 2020")."""
    text = sentence.scene.text[sentence.span.start_char : time.start].casefold().replace("-", " ")
    found = _BACK.search(text)
    number = _count(found["count"] or "") if found is not None else 0
    if found is None or (not number and found["unit"] != "decade"):
        return None
    years = (number or 1) * (_YEARS_OF_DECADE if found["unit"].startswith("decade") else 1)
    last = int(time.timex) - (0 if found["join"] in ("up to", "to", "ending in") else 1)
    return Span(str(last - years + 1), str(last), sentence.span.start_char + found.start(), time.end)


def _count(word: str) -> int:
    """Return what a figure or a number word is worth, 0 for any other word."""
    if word.isdigit():
        return int(word)
    numeral = read_words(word, 0)
    return int(numeral.value) if numeral is not None and numeral.end == len(word) and numeral.form == "words" else 0


def has_own_time(sentence: Sentence, figure: Figure, time: TimeExpression | None) -> bool:
    """Say whether a time stands behind the figure that something moved from, before the one it moved to."""
    if time is None or time.start < figure.end:
        return False
    between = (other for other in sentence.figures if figure.end < other.start < time.start)
    return not any(other.number.change_role == "to" for other in between)


def is_open(sentence: Sentence, anchor: Node) -> bool:
    """Say whether a statement is about the time before or after a year, for which no table has one figure."""
    verb = next((a for a in anchor.ancestors if a.pos_ in ("VERB", "AUX")), anchor)
    years = (t.start for t in sentence.times if t.type == "DATE" and _YEAR.match(t.timex))
    opened = (sentence.token_at(start) for start in years if sentence.before(start) in _OPEN)
    return any(a.i in (anchor.i, verb.i) for token in opened for a in token.ancestors)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Words for the highest or lowest since a time, or of so many years.

    `word` is the superlative, `noun` what it is said of (itself, where that is left out), `time` where it is written.
    """

    word: Node
    noun: Node
    highest: bool
    time: TimeExpression
    since: str | None = None
    years: int | None = None


@cache
def superlatives() -> Mapping[str, bool]:
    """Return the words for the highest (true) and the lowest (false)."""
    orders = {row["word"]: row["order"] == "desc" for row in read_lexicon("claims_orders")}
    return {**orders, **dict.fromkeys(words_in("fastest"), True), **dict.fromkeys(words_in("slowest"), False)}


def recorded(sentence: Sentence) -> Iterator[Recorded]:
    """Yield what a sentence calls the highest or lowest of a time."""
    orders = superlatives()
    for token in sentence.span if sentence.times and sentence.lowers & orders.keys() else ():
        time = next((t for t in sentence.times if t.start > token.idx), None)
        if token.lower_ not in orders or time is None or token.doc[max(token.i - 1, 0)].lower_ in ORDINALS:
            continue
        noun = token.head if token.dep_ in ("amod", "compound", "nmod") and token.head.i > token.i else token
        between = sentence.doc[token.i + 1 : sentence.scene.index(time.start)]
        if not all(_is_plain(sentence, t, noun) for t in between) or not token.i <= noun.i < token.i + 1 + len(between):
            continue
        small, length = [t.lower_ for t in between if t.i > noun.i], _LENGTH.match(time.timex)
        if small[:1] == ["since"] and time.type == "DATE" and _PERIOD.match(time.timex):
            yield Recorded(token, noun, orders[token.lower_], time, since=time.timex)
        elif length is not None and small[:1] in (["in"], ["for"], ["over"]) and time.type == "DURATION":
            years = int(length[1]) * (_YEARS_OF_DECADE if length[2] == "DE" else 1)
            nearly = time.mod in ("LESS_THAN", "EQUAL_OR_LESS", "APPROX") or not _NEAR.isdisjoint(small)
            yield Recorded(token, noun, orders[token.lower_], time, years=int(years * _NEARLY) if nearly else years)


def _is_plain(sentence: Sentence, token: Node, noun: Node) -> bool:
    if token.i in sentence.subjects or token.i in sentence.body_at:
        return False  # "the highest in Europe since 1990"
    if token.pos_ in _SMALL or token.i == noun.i or token.i in sentence.inside_figure or token.lemma in NEUTRAL:
        return True
    return any(n.start <= token.idx < n.end for n in sentence.names.values())
