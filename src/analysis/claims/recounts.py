"""Counts that leave out what is counted: "now it's 23", "that increased to nine by 2020"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import own_subject, verb_above
from analysis.attribution.colours import ASSERTED, EXPECTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import lemma
from analysis.attribution.periods import period_of
from analysis.attribution.scene import Figure
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 8
_SUBJECTS = frozenset({"it", "that", "this", "number", "figure", "count", "total", "today", "now"})


def recount_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the count of a figure that says how many it is now, after a count in the sentence before."""
    condition = context.condition
    if condition is None or not context.near(context.condition_at) or not _is_count(sentence, figure):
        return
    verb = verb_above(figure.token)
    if verb is None or not _says_number(verb):
        return
    period = period_of(sentence, verb, figure.token, context)
    modality = modality_of(sentence, verb, period.value)
    if modality not in (ASSERTED, EXPECTED) or is_negated(sentence, verb):
        return
    number = figure.number
    population = condition.topic.measure.population
    head = own_subject(verb)
    exact = number.bound == "=" or (number.bound == "<=" and lemma(verb) in words_in("up"))
    columns: dict[str, Any] = {
        **topic_columns(condition.topic, "inherited"), **period_columns(period), "comparator": condition.comparator,
        "threshold": condition.threshold, "population": population, "modality": modality, "value": number.value,
        "low": number.value if exact else number.low, "high": number.value if exact else number.high,
        "low_open": number.low_open,
        "high_open": number.high_open, "value_text": sentence.scene.text[figure.start : figure.end],
        "number_ids": (figure.id,),
    }  # fmt: skip
    yield Draft(
        start=min(head.idx if head is not None else verb.idx, figure.start), end=figure.end, kind="count",
        rule="counts.again", weight=_WEIGHT, takes=(figure.id,), doubts=("measure_inherited",), columns=columns,
    )  # fmt: skip


def _is_count(sentence: Sentence, figure: Figure) -> bool:
    number = figure.number
    noun = number.unit is None or lemma(figure.token) in sentence.scene.words.nouns
    return number.kind in ("cardinal", "measure") and noun and not number.currency


def _says_number(verb: "Token") -> bool:
    """Say whether a verb says how many it is, of a subject that only points back."""
    head = own_subject(verb)
    if head is None or not (head.lower_ in _SUBJECTS or lemma(head) in _SUBJECTS):
        return False
    plain = not any(c.dep_ in ("prep", "relcl", "acl", "amod", "compound") for c in head.children)
    return plain and lemma(verb) in words_in("up", "down", "level", "copula")
