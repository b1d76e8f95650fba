"""Figures without their measure, traced to the table that has just that figure of whom they are told.

"Poland leads with 4.48 percent" names no measure; where an article speaks of a package and one of its measures alone
has this figure of Poland, to enough digits that chance would hardly give it, the figure is that one. Such a claim is
supported by its cell or not made; where a word of its clause is not explained it is not made either.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from analysis.attribution import ARTICLE, ASSERTED, EXPECTED, INHERITED, Context, Figure, Sentence, Subject, Topic
from analysis.attribution.clauses import possessor_beside, subject_beside
from analysis.attribution.fits import fitting
from analysis.attribution.measures import TRACED, Reading
from analysis.attribution.others import is_difference
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Draft
from analysis.claims.values import value_of

_DIGIT = re.compile(r"\d")
_STORY = 12  # sentences in which an article still speaks of a measure
_ENOUGH, _MANY = 2, 3  # digits of a figure whose measure was named, of one whose package is only spoken of
_KINDS = frozenset({"percent", "money", "cardinal", "measure"})
_DOUBT = "measure_traced"


def traced_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the value that a figure has by the only measure spoken of whose table has it."""
    number = figure.number
    is_plain = number.change_role is None and number.bound == "=" and number.value_high is None
    if number.kind not in _KINDS or not is_plain:
        return
    digits, subject = _digits(sentence.scene.text[number.start : number.end]), _whose(sentence, figure)
    if subject is None or digits < _ENOUGH or is_difference(sentence, figure):
        return
    named, package = _spoken_of(sentence, context)
    topics = (*named, *(package if digits >= _MANY else ()))
    found = [
        draft for topic in fitting(topics, number, sentence, False, bare=True)
        if topic.measure.kind == "level" and (draft := _traced(sentence, figure, subject, topic, context)) is not None
    ]  # fmt: skip
    if len(found) == 1 and is_explained(sentence, found[0]):
        yield found[0]


def _whose(sentence: Sentence, figure: Figure) -> Subject | None:
    """Return whom a figure is of: the name right before it, its owner, or the only subject of its verb."""
    beside = subject_beside(sentence, figure) or possessor_beside(sentence, figure)
    verb = figure.token.verb
    head = beside if beside is not None or verb is None else verb.subject
    if head is None or head.kids("conj"):
        return None
    return sentence.subjects.get(head.i)


def _digits(text: str) -> int:
    """Return how many digits of a figure tell something: those before zeros at its end do, of whole numbers.

    >>> _digits("4.48 percent"), _digits("395,800"), _digits("$110 billion")
    (3, 4, 2)
    """
    digits = "".join(_DIGIT.findall(text))
    return len(digits if "." in text else digits.rstrip("0"))


def _spoken_of(sentence: Sentence, context: Context) -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """Return the measures that an article has named shortly before or here, and the others of their packages."""
    here = [t for n in sentence.named for t in n.topics]
    before = [t for t, place in context.spoken.items() if context.sentence - place <= _STORY]
    named = tuple({t.id: t for t in (*here, *before)}.values())
    packages = {id(t.reference) for t in named}
    of_bodies = {id(b.population[0]) for b in sentence.bodies if b.population} | context.bodies
    known = (t for t in sentence.scene.words.topics if id(t.reference) in packages | of_bodies)
    return named, tuple(t for t in known if t.id not in {n.id for n in named})


def _traced(sentence: Sentence, figure: Figure, subject: Subject, topic: Topic, context: Context) -> Draft | None:
    reading = Reading(figure, (topic,), INHERITED, None, figure.token.verb, TRACED)
    draft = value_of(sentence, reading, subject, context)
    if draft is None or draft.columns["modality"] not in (ASSERTED, EXPECTED) or draft.columns["negated"]:
        return None
    return replace(draft, doubts=(_DOUBT, *draft.doubts)) if _holds(sentence, topic, draft) else None


def _holds(sentence: Sentence, topic: Topic, draft: Draft) -> bool:
    """Say whether the table of the day has the figure of a draft, of its period or of the last one by then."""
    reference, day, columns = topic.reference, sentence.scene.day, draft.columns
    key, low, high = columns.get("key"), columns.get("low"), columns.get("high")
    if day is None or key is None or low is None or high is None:
        return False
    editions = reference.current_editions(day, topic.measure.id, key)
    if not editions:
        return False
    periods = reference.cells.of(topic.measure.id).periods.get(editions[0].id, ())
    said = columns.get("period") or ""
    is_now = columns.get("period_source") == ARTICLE and said not in periods
    period = max((p for p in periods if p <= day.isoformat()), default="") if is_now else said
    published = reference.figure(editions[0].id, topic.measure.id, key, period) if period else None
    return published is not None and Decimal(str(low)) <= published <= Decimal(str(high))
