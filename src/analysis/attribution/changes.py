"""What kind of change a figure is: over a month, a quarter or a year, up or down."""

from typing import Any

from analysis.attribution.marks import Sentence
from analysis.attribution.measures import Reading
from analysis.attribution.package_words import Topic, lemma, spelt
from analysis.lexicons import pairs
from analysis.rules import words_in
from analysis.spacy_types import Token
from analysis.tables import Number


def over_said(sentence: Sentence, number: Number) -> str | None:
    """Return over what a sentence says that a figure changed: by the words nearest behind it, else before it."""
    text, start = sentence.text.casefold(), number.start - sentence.span.start_char
    places = [
        (place, over)
        for phrase, over in pairs("change_spans", "phrase", "over").items()
        if (place := text.find(phrase)) >= 0
    ]
    behind = sorted((place, over) for place, over in places if place >= start)
    before = sorted(((place, over) for place, over in places if place < start), reverse=True)
    return next((over for _, over in (*behind, *before)), None)


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
    number, verb = reading.figure.number, reading.verb
    if number.change_role in ("to", "from") or _is_of_name(reading):
        return False
    named = reading.named.token if reading.named is not None and reading.named.is_verb else None
    falling = {spelt(p.split()[0]) for p in topic.measure.predicates_down}
    words: list[Token] = [t for t in (verb, named) if t is not None]
    return number.direction == "down" or any(lemma(t) in words_in("down") or lemma(t) in falling for t in words)


def _is_of_name(reading: Reading) -> bool:
    """Say whether a figure belongs to the name of what changed, not to the verb ("inflation of 11.4 percent fell")."""
    token, name = reading.figure.token, reading.named
    return name is not None and not name.is_verb and any(a.i == name.token.i for a in token.ancestors)


def negated(columns: dict[str, Any]) -> dict[str, Any]:
    """Return a claim's figure with its sign turned."""
    low, high = columns["low"], columns["high"]
    return {
        **columns, "value": -columns["value"], "low": None if high is None else -high,
        "high": None if low is None else -low, "low_open": columns["high_open"], "high_open": columns["low_open"],
    }  # fmt: skip
