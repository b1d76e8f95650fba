"""Over what a figure is said to have changed (a month, a quarter, a year), and whether it fell."""

from datetime import date
from typing import Any

from analysis.attribution.clauses import is_one
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import Reading
from analysis.attribution.package_words import Topic
from analysis.dates.words import MONTHS
from analysis.lexicons import pairs
from analysis.nodes import Node, spelt
from analysis.rules import words_in
from analysis.tables import Number, TimeExpression

_MONTH = len("2024-06")
_SPANS = frozenset({"P1M", "P1Q", "P3M", "P1Y", "P12M"})
_OF_NEWS = {1: "month", 2: "month", 13: "year", 14: "year"}
_SPANNING = frozenset({"since", "from", "between", "compared"})


def over_said(sentence: Sentence, number: Number) -> str | None:
    """Return over what a sentence says that a figure changed: by the words nearest behind it, else before all figures.

    Words behind the next figure are that one's ("rose 0.4 percent from August and 3.7 percent from a year ago"), and
    those before it behind an "and" or a semicolon ("rose 0.4 percent and, on the year, 3.7 percent").
    """
    text, start = sentence.folded, number.start - sentence.span.start_char
    compared = _against_a_month(sentence, number)
    if compared is not None:
        return compared
    spans = pairs("change_spans", "phrase", "over").items()
    places = sorted((place, over) for phrase, over in spans if (place := text.find(phrase)) >= 0)
    figures = [f.start - sentence.span.start_char for f in sentence.figures]
    following = min((at for at in figures if at > start), default=len(text))
    if following < len(text):
        between = sentence.scene.places(number.end, sentence.span.start_char + following)
        ends = (t for i in between if (t := sentence.doc[i]).pos_ == "CCONJ" or t.lower_ in (";", "while"))
        following = next((t.idx - sentence.span.start_char for t in ends), following)
    behind = [over for place, over in places if start <= place < following]
    before = [over for place, over in places if place < min(figures, default=start)]
    return next(iter((*behind, *reversed(before))), None)


def _against_a_month(sentence: Sentence, number: Number) -> str | None:
    """Return over what a figure changed by which one month is above another, or which is of one month alone."""
    text, months = sentence.scene.text, [t for t in sentence.times if names_a_month(sentence, t)]
    apart = [f.start for f in sentence.figures if f.start >= number.end]
    near = [t for t in months if not apart or t.end <= apart[0]]
    before = max((f.end for f in sentence.figures if f.end <= number.start), default=sentence.span.start_char)
    if any(text[t.end :].lstrip(" ").startswith("alone") and t.start >= before for t in near):
        return "month"
    behind = sentence.scene.index(number.end - 1) + 1
    against = [t for t in near if t.start > number.end and text[: t.start].endswith(("than in ", "than "))]
    is_compared = behind < sentence.span.end and sentence.doc[behind].tag_ in ("JJR", "RBR")
    if number.change_role != "to" and not against:  # "rose 0.4 percent in June from May", not "from May's 3 percent"
        against = [t for t in near if text[: t.start].endswith("from ") and text[t.end : t.end + 1] not in ("'", "’")]
        is_compared = bool(against)
    others = [date.fromisoformat(t.begin or "") for t in months if t not in against]
    if not is_compared or len(against) != 1 or len(others) > 1:
        return None
    first, day = date.fromisoformat(against[0].begin or ""), sentence.scene.day
    if others:
        return {1: "month", 12: "year"}.get(_months_between(first, others[0]), "another")
    # the month that the news is of was over a month or two before
    return None if day is None else _OF_NEWS.get(_months_between(first, day), "another")


def names_a_month(sentence: Sentence, time: TimeExpression) -> bool:
    said = sentence.scene.text[time.start : time.end].split()[0].rstrip(".").lower()
    return len(time.timex) == _MONTH and time.begin is not None and said in MONTHS


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def is_of_another_span(sentence: Sentence, reading: Reading) -> bool:
    """Say whether a change is over a time that is no month, quarter or year ("since the summer", "in the week to")."""
    figure, verb = reading.figure, reading.verb
    if verb is None or figure.number.change_role in ("to", "from") or over_said(sentence, figure.number) is not None:
        return False
    is_record = any(t.tag_ in ("JJS", "RBS") for t in sentence.span)  # "at its lowest since December"
    if not is_record and any(t.type == "DURATION" and t.timex not in _SPANS for t in sentence.times):
        return True  # "in the two years to May"
    beside = [c for c in verb.kids("prep", "advcl") if not (is_record and c.lower_ == "since")]
    if any(c.lower_ == "since" or any(k.lower_ == "since" for k in c.kids("mark")) for c in beside):
        return True
    spans = (t for c in beside if c.lower_ in _SPANNING for t in c.subtree)
    return any(t.lemma in words_in("time_noun") or _names_a_time(sentence, t) for t in spans) or any(
        t.lemma == "week" for c in beside if c.lower_ in ("in", "over", "during") for t in c.kids("pobj")
    )


def _names_a_time(sentence: Sentence, word: Node) -> bool:
    return any(t.start <= word.idx < t.end for t in sentence.times)


def of_the_kind(sentence: Sentence, topics: tuple[Topic, ...], number: Number) -> tuple[tuple[Topic, ...], bool]:
    """Return the measures over the time that is said, and whether it is sure which kind of change is meant.

    Where nothing is said, a change of a month comes first, as news gives it; it is then not sure.
    """
    kinds = {t.measure.over for t in topics if t.measure.kind == "change" and t.measure.over}
    if not kinds:
        return topics, True
    said = over_said(sentence, number)
    if said is not None:
        return tuple(t for t in topics if t.measure.over in (None, said)), True
    order = {"month": 0, "decision": 0, "quarter": 1, "year": 2}
    return tuple(sorted(topics, key=lambda t: order.get(t.measure.over or "", 0))), len(kinds) == 1


def is_fall(reading: Reading, topic: Topic) -> bool:
    """Say whether a figure is below zero: a change by its number or verb ("lost", "fell"), a balance by its name."""
    if reading.named is not None and reading.named.is_negative:
        return True
    if topic.measure.kind != "change":
        return False
    number, name = reading.figure.number, reading.named
    path = [t.i for t in reading.figure.token.ancestors]
    verb_at = path.index(reading.verb.i) if reading.verb is not None and reading.verb.i in path else len(path)
    of_name = name is not None and not name.is_verb and name.token.i in path[:verb_at]
    is_level = number.change_role in ("to", "from") or _is_beyond(reading)
    if of_name or is_level:  # "inflation of 11.4 percent fell", "inflation fell below 3 percent"
        return False
    falling = {spelt(p.split()[0]) for p in topic.measure.predicates_down} | words_in("down")
    words = (reading.verb, name.token if name is not None and name.is_verb else None)
    return number.direction == "down" or any(t is not None and t.lemma in falling for t in words)


def _is_beyond(reading: Reading) -> bool:
    """Say whether a figure is what something moved beyond ("fell below 3 percent")."""
    token = reading.figure.token
    return token.dep_ == "pobj" and token.head.lower_ in ("above", "below")


def negated(columns: dict[str, Any]) -> dict[str, Any]:
    """Return a claim's figure with its sign turned."""
    low, high = columns["low"], columns["high"]
    return {
        **columns, "value": -columns["value"], "low": None if high is None else -high,
        "high": None if low is None else -low, "low_open": columns["high_open"], "high_open": columns["low_open"],
    }  # fmt: skip


def has_clause(reading: Reading) -> bool:
    """Say whether a clause below a count may narrow it ("46 people died … when a bus plunged", "people who smoked")."""
    words = (*(reading.verb.children if reading.verb is not None else ()), *reading.figure.token.children)
    return any(c.dep_ in ("advcl", "relcl", "acl") for c in words)


def is_peak(number: Number, verb: Node | None) -> bool:
    """Say whether a rate may be that of a month, to or from which it moved in a year ("hit 9.1 percent in 2022")."""
    return number.change_role in ("to", "from") or is_one(verb, "peak", "exceed", "surpass")
