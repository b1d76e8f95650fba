"""Doubts: why a statement of a figure must not be refuted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.attribution.clauses import subject_of
from analysis.attribution.colours import EXPECTED, is_vague
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, STATED, Reading
from analysis.attribution.package_words import Topic, lemma
from analysis.attribution.periods import StatedPeriod
from analysis.attribution.scene import Figure
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token


def doubts_of(measure: str, subject: str, period: StatedPeriod, modality: str) -> Iterator[str]:
    """Yield why a statement must not be refuted."""
    if measure not in (STATED, "sentence"):
        yield f"measure_{measure}"
    if subject not in (STATED, "sentence"):
        yield f"subject_{subject}"
    if period.doubt:
        yield period.doubt
    elif period.source == INHERITED:
        yield "period_inherited"
    if modality == EXPECTED:
        yield "expected"


def doubts_of_value(
    sentence: Sentence, reading: Reading, topic: Topic, period: StatedPeriod, *, negated: bool
) -> Iterator[str]:
    """Yield why the figure of a measure must not be refuted, the weightiest first."""
    number, measure = reading.figure.number, topic.measure
    unsaid = measure.kind == "change" and bool(measure.within) and not _says(sentence, measure.within)
    is_mean = measure.kind == "change" or measure.unit == "percent"
    has_part = period.time is not None and bool(period.time.mod) and topic.reference.grain == "year" and is_mean
    yield from (doubt for doubt, holds in (
        ("measure_guessed", reading.rule == "measures.clause" and None in (number.low, number.high)),
        ("approached", is_vague(reading.named.token if reading.named and reading.named.is_verb else reading.verb)),
        ("may_be_a_part", _may_be_a_part(sentence, reading, topic)),
        ("kind_of_change_unsaid", unsaid),
        ("own_accounts", measure.unit == "national_currency"),
        ("denied_figure", negated and number.bound == "="),
        ("summed", _is_summed(reading.figure, reading.verb)),
        ("part_of_period", has_part),
        ("other_terms", _is_by_other_terms(sentence)),
    ) if holds)  # fmt: skip


def _may_be_a_part(sentence: Sentence, reading: Reading, topic: Topic) -> bool:
    """Say whether people are counted who may be some of those meant ("30,000 soldiers")."""
    whole = _is_named(sentence, reading) or _says(sentence, topic.measure.within)
    return reading.rule == "measures.counted" and topic.measure.unit == "person" and not whole


def _is_named(sentence: Sentence, reading: Reading) -> bool:
    """Say whether the clause is about what is measured itself ("the armed forces have 200,000 soldiers")."""
    head = subject_of(reading.verb) if reading.verb is not None else None
    return head is not None and head.i in sentence.names


def _says(sentence: Sentence, words: tuple[str, ...]) -> bool:
    lower = sentence.text.casefold()
    return any(word.casefold() in lower for word in words)


def _is_summed(figure: Figure, verb: "Token | None") -> bool:
    """Say whether a change may be the sum of several ("has cut its rate by 1.5 points")."""
    had = verb is not None and any(c.dep_ == "aux" and lemma(c) == "have" for c in verb.children)
    return figure.number.change_role == "by" and had


def _is_by_other_terms(sentence: Sentence) -> bool:
    """Say whether a sentence speaks of a definition that is not that of a body ("by its own definition")."""
    said = [t for t in sentence.span if lemma(t) in words_in("definition")]
    return any(not any(p.i in sentence.body_at for p in t.subtree) for t in said)
