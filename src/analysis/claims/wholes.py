"""Parts of a whole: how much of a total is somebody's ("8 percent of global emissions")."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.owners import of_name
from analysis.attribution.package_words import Topic, lemma
from analysis.attribution.periods import period_of
from analysis.attribution.scene import Figure
from analysis.attribution.shares import as_percent, is_part
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 6
_ROOM = 0.05  # shares that others work out differ by their totals
_PERCENT, _DIGITS = 100.0, 6
_OWNED = ("poss", "compound", "amod", "nmod", "det", "case", "punct")


def whole_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what part of the total of somebody larger a subject is said to have."""
    for figure in sentence.figures:
        number = figure.number
        if number.unit == "percent" or is_part(number):
            verb, named = verb_above(figure.token), _whole(sentence, figure)
            if verb is not None and named is not None and number.change_role is None:
                yield from _part(sentence, figure, verb, named, context)


def _whole(sentence: Sentence, figure: Figure) -> "Token | None":
    """Return the name of a measure that a part is of, where nothing else is said of it."""
    of = (c for c in figure.token.children if c.dep_ == "prep" and c.lower_ == "of")
    noun = next((p for c in of for p in c.children if p.dep_ == "pobj" and p.i in sentence.names), None)
    if noun is None:
        return None
    more = (c for c in noun.children if c.dep_ not in _OWNED and not (c.dep_ == "prep" and c.lower_ in ("of", "in")))
    return None if any(True for _ in more) else noun


def _part(sentence: Sentence, figure: Figure, verb: "Token", noun: "Token", context: Context) -> Iterator[Draft]:
    whole, subject = of_name(sentence, noun, context), _who(sentence, figure, verb, context)
    if whole is None or len(whole.subjects) != 1 or subject is None or whole.subjects[0].key == subject.key:
        return
    period = period_of(sentence, verb, figure.token, context)
    modality = modality_of(sentence, verb, period.value)
    topics = tuple(t for t in sentence.names[noun.i].topics if _is_total(t, whole.subjects[0]))
    topic = topic_for(topics, subject, period, sentence)
    if topic is None or modality != ASSERTED:
        return
    columns: dict[str, Any] = {
        **topic_columns(topic, "stated"), **subject_columns(subject, topic), **period_columns(period),
        "arguments": {"other_key": whole.subjects[0].key_in(topic.reference), **_times(figure)},
        "modality": modality, "negated": is_negated(sentence, verb), "number_ids": (figure.id,),
        "value_text": sentence.scene.text[figure.start : figure.end],
    }  # fmt: skip
    yield Draft(
        start=min(subject.start, figure.start), end=max(figure.end, noun.idx + len(noun), subject.end),
        kind="comparison", rule="wholes.part", weight=_WEIGHT, takes=(figure.id,),
        doubts=(period.doubt,) if period.doubt else (), columns=columns,
    )  # fmt: skip


def _is_total(topic: Topic, whole: Subject) -> bool:
    """Say whether a measure may be added up and its table has a figure of the whole."""
    return (
        topic.measure.summable
        and topic.measure.kind == "level"
        and whole.key_in(topic.reference) in topic.reference.keys
    )


def _who(sentence: Sentence, figure: Figure, verb: "Token", context: Context) -> Subject | None:
    """Return whose part it is: the subject, the owner of the same measure as subject, or where people live."""
    if figure.token.dep_ == "nsubj" and lemma(verb) in words_in("dwell"):
        places = (p for c in verb.children if c.dep_ == "prep" and c.lower_ == "in" for p in c.children)
        found = [sentence.subjects[p.i] for p in places if p.i in sentence.subjects]
        return found[0] if len(found) == 1 else None
    head = subject_of(verb)
    if head is None or lemma(verb) not in words_in("part_of") or list(head.conjuncts):
        return None
    if head.i in sentence.names:
        owners = of_name(sentence, head, context)
        return owners.subjects[0] if owners is not None and len(owners.subjects) == 1 else None
    return sentence.subjects.get(head.i)


def _times(figure: Figure) -> dict[str, float]:
    """Return a part as so many times the whole, with room for another way to add it up."""
    number = figure.number
    said: dict[str, Any] = {"value": number.value, "low": number.low, "high": number.high}
    if is_part(number):
        said = as_percent(number)
    value: float = said["value"]
    ends = {"times": value}
    if said["low"] is not None:
        ends["times_low"] = min(said["low"], value * (1 - _ROOM))
    if said["high"] is not None:
        ends["times_high"] = max(said["high"], value * (1 + _ROOM))
    return {name: round(end / _PERCENT, _DIGITS) for name, end in ends.items()}
