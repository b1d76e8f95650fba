"""Claims before they are chosen: finders propose drafts of a clause, one resolver picks, and a draft becomes a row."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from analysis.attribution import Condition, Context, Figure, Scene, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.fits import is_spent
from analysis.attribution.measures import STATED
from analysis.attribution.others import at_said_prices
from analysis.attribution.periods import ARTICLE, period_of
from analysis.nodes import Node
from analysis.reference import Population, Reference
from analysis.tables import Claim, TimeExpression

_INSIDE_NUMBER = re.compile(r"\d*(?:[.,]\d+)+|\d+")
_TRIM_LEFT = " ,;:–—-”“’‘)\n"
_TRIM_RIGHT = " ,;:–—-”“‘(.\n"
_PERIODS = ("stated", "sentence", "inherited", "article")
_BEFORE_TIME = frozenset({"ADP", "DET", "PART", "PROPN", "SCONJ"})  # "of Norvania since 2017"
_LENGTHS = {"year": 4, "month": 7, "day": 10}
_GRAINS = ("year", "quarter", "month", "day")  # from coarse to fine

_CLOSE = 250  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed claim.

    Attributes
    ----------
    weight : of drafts that take the same figure the heaviest is kept. takes : ids of the figures it takes.
    doubts : why it must not be refuted, the weightiest first; none for a plain statement on named evidence.
    own : places of words that it reads besides those of its measure and its subjects.
    """

    start: int
    end: int
    kind: str
    rule: str
    weight: int
    takes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    columns: dict[str, Any] = field(default_factory=dict)
    condition: Condition | None = None
    own: frozenset[int] = frozenset()


def draft(  # noqa: PLR0913
    shape: tuple[str, str, int], words: Iterable[Any], columns: dict[str, Any], *,
    takes: Iterable[Figure | None] = (), doubts: Iterable[str | None] = (), own: Iterable[Node] = (),
) -> Draft:  # fmt: skip
    """Return a draft that covers words, figures, names and ranges; what is None of them, or of the doubts, is left out.

    `shape` : kind, rule and weight.
    """
    said = [word for word in words if word is not None]
    spans = [
        word if isinstance(word, tuple) else (word.start, word.end) if hasattr(word, "start")
        else (word.idx, word.idx + len(word)) for word in said
    ]  # fmt: skip
    kind, rule, weight = shape
    return Draft(
        start=min(start for start, _ in spans), end=max(end for _, end in spans), kind=kind, rule=rule, weight=weight,
        takes=tuple(figure.id for figure in takes if figure is not None), doubts=tuple(d for d in doubts if d),
        columns=columns, own=frozenset(word.i for word in own),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that may state something: its verb, when it is about, how it vouches for that, whether it denies it."""

    sentence: Sentence
    verb: Node | None
    period: StatedPeriod
    modality: str
    negated: bool

    def columns(self, topic: Topic, subject: Subject | None, source: str = STATED, **more: Any) -> dict[str, Any]:
        """Return the columns of what is said of a subject by a measure, which is known from `source`."""
        of_subject = {} if subject is None else subject_columns(subject, subject.key_in(topic.reference))
        return {
            "package": topic.reference.name, "measure": topic.measure.id, "measure_source": source, **of_subject,
            **period_columns(self.period), "modality": self.modality, "negated": self.negated, **more,
        }  # fmt: skip

    def in_passing(self) -> "Clause":
        """Return the clause of what something is called in passing, whatever its verb says of that."""
        doubt = self.period.doubt or (None if self.modality == ASSERTED and not self.negated else "framed")
        return replace(self, negated=False, modality=ASSERTED, period=replace(self.period, doubt=doubt))

    def topic_of(self, subject: Subject, topics: tuple[Topic, ...]) -> Topic | None:
        """Return the measure that has figures of a subject, of several the one whose table has such periods.

        A subject in no table gets the first measure that could be meant; a table of the day comes before one that was
        published later, of several that with the last year.
        """
        if any(m.kind == "metonym" and m.start == subject.start for m in self.sentence.mentions):
            topics = tuple(t for t in topics if is_spent(t.measure))  # "Berlin's unemployment" is the city's own
        topics = at_said_prices(topics, self.sentence)
        known = [t for t in topics if subject.key_in(t.reference) is not None]
        held = [t for t in known if subject.key_in(t.reference) in t.reference.keys]
        if len(held) > 1 or any(not t.reference.countries for t in held):
            cells = ((t, t.reference.cells.of(t.measure.id)) for t in held)
            held = [t for t, of_measure in cells if subject.key_in(t.reference) in of_measure.editions_by_key]
        able = held or [t for t in known if t.reference.countries]
        day = self.sentence.scene.day
        return min(able, key=lambda t: _order(t, subject, self.period, day), default=None)


def read_clause(sentence: Sentence, verb: Node | None, anchor: Node, context: Context) -> Clause:
    """Return the clause of a verb; `anchor` is the word whose time is asked for."""
    return clause_in(sentence, verb, period_of(sentence, verb, anchor, context))


def clause_in(sentence: Sentence, verb: Node | None, period: StatedPeriod) -> Clause:
    """Return the clause of a verb about a period that is known."""
    return Clause(sentence, verb, period, modality_of(sentence, verb, period.value), is_negated(sentence, verb))


def named_by(sentence: Sentence, head: Node | None) -> tuple[Subject, ...]:
    """Return the subjects that a word and those coordinated with it name."""
    return tuple(sentence.subjects[t.i] for t in head.joined if t.i in sentence.subjects) if head is not None else ()


def hangs_on(sentence: Sentence, time: TimeExpression, words: Iterable[Node | None], end: int) -> bool:
    """Say whether a time belongs to some words by the parse, with no other verb between, or stands right behind them.

    `end` : where what it may stand right behind ends ("a NATO member since 1952").
    """
    own = {word.i for word in words if word is not None}
    above = sentence.token_at(time.start).ancestors  # "prices have risen since 2021, and Norvania is a member"
    hung = next((t.i in own for t in above if t.i in own or t.pos_ in ("VERB", "AUX")), False)
    behind = [sentence.doc[i].pos_ for i in sentence.scene.places(end, time.start)] if time.start > end else []
    return hung or (bool(behind) and set(behind) <= _BEFORE_TIME)


def may_be_of_then(sentence: Sentence) -> bool:
    """Say whether what is told may be of an earlier year, named close before, with other holders and members then."""
    first, last, year = sentence.span.start_char - _CLOSE, sentence.span.end_char, sentence.scene.year or ""
    said = (t.timex for t in sentence.scene.times if t.type == "DATE" and first <= t.start < last)
    return any(timex[:4].isdigit() and timex[:4] < year for timex in said)


def chosen(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts that stand: none of their figures is taken by a heavier one."""
    taken: dict[str, int] = {}
    for draft in sorted(drafts, key=lambda d: (-d.weight, d.start, d.end)):
        if all(taken.get(figure, draft.weight) <= draft.weight for figure in draft.takes):
            for figure in draft.takes:
                taken[figure] = max(taken.get(figure, 0), draft.weight)
            yield draft


def as_claim(scene: Scene, draft: Draft) -> Claim:
    """Return a draft as a row: its range trimmed, with the quote it stands in and who says it."""
    start, end = trim(scene.text, min(scene.document.behind_dateline(draft.start), draft.end), draft.end)
    quote = scene.quote_at(start)
    columns = dict(draft.columns)
    arguments = columns.pop("arguments", None)
    return Claim(
        start=start, end=end, kind=draft.kind, rule=draft.rule,
        doubt=draft.doubts[0] if draft.doubts else None,
        arguments=json.dumps(arguments, ensure_ascii=False, sort_keys=True) if arguments else None,
        quote_id=quote[0] if quote else None, speaker_id=quote[1].speaker_id if quote else None, **columns,
    )  # fmt: skip


def period_columns(period: StatedPeriod) -> dict[str, Any]:
    """Return when a claim is about."""
    return {"period": period.value, "period_source": period.source if period.source in _PERIODS else "inherited"}


def body_columns(body: tuple[Reference, Population], source: str, period: StatedPeriod) -> dict[str, Any]:
    """Return whose members a claim is about, how that is known, and when."""
    reference, population = body
    return {
        "package": reference.name, "measure": population.id, "population": population.id, "measure_source": source,
        **period_columns(period),
    }  # fmt: skip


def of_the_day(scene: Scene) -> dict[str, Any]:
    """Return that a claim is about the day of its article."""
    return {"period": scene.day.isoformat() if scene.day else None, "period_source": ARTICLE}


def figure_columns(scene: Scene, figure: Figure, unit: str | None = None) -> dict[str, Any]:
    """Return the figure claimed and the interval its wording allows."""
    number, said = figure.number, scene.text[figure.start : figure.end]
    return {
        "value": number.value, "value_text": said, "low": number.low, "high": number.high,
        "low_open": number.low_open, "high_open": number.high_open, "unit": unit or number.currency or number.unit,
        "number_ids": (figure.id,),
    }  # fmt: skip


def subject_columns(subject: Subject, key: str | None) -> dict[str, Any]:
    """Return whom a claim is about, by the key that the package has for it, and how that is known."""
    return {
        "entity_id": subject.entity_id, "key": key, "subject": subject.name,
        "subject_source": "stated" if subject.source in (STATED, "sentence") else "inherited",
    }  # fmt: skip


def side(comparator: str, threshold: float | None) -> dict[str, Any]:
    """Return the side of a line as an interval."""
    if threshold is None:
        return {}
    if comparator in (">", ">="):
        return {"low": threshold, "low_open": comparator == ">", "high": None}
    return {"high": threshold, "high_open": comparator == "<", "low": None}


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without marks and space at its ends; it ends after a number, never inside one.

    >>> trim("of 2.5 percent", 3, 5)
    (3, 6)
    """
    while start < end and text[start] in _TRIM_LEFT:
        start += 1
    while end > start and text[end - 1] in _TRIM_RIGHT:
        end -= 1
    cut = _INSIDE_NUMBER.match(text, end) if end > start and text[end - 1].isdigit() else None
    return start, cut.end() if cut else end


def _order(topic: Topic, subject: Subject, period: StatedPeriod, day: date | None) -> tuple[int, ...]:
    """Return where a measure stands among several that could be meant, the likeliest first.

    Its table's periods should be like the one said; of now that one speaks which has the finest.
    """
    reference, periods = topic.reference, topic.reference.cells.of(topic.measure.id).periods
    first, grain = next(iter(reference.editions), None), _GRAINS.index(reference.grain)
    is_later = reference.later_decides and (first is None or day is None or first.published_on > day)
    by_then = [e.id for e in reference.editions if e.id in periods and (day is None or e.published_on <= day)]
    newest = max((int(periods[edition][-1][:4]) for edition in by_then), default=0)
    distance = (0, -grain)
    if period.value is not None and period.source != ARTICLE:
        said = {4: 0, 7: 2, 10: 3}.get(len(period.value), 1)
        distance = (said > grain, abs(said - grain))
    return (not _has_edition(topic, subject, period, day), *distance, is_later, -newest)


def _has_edition(topic: Topic, subject: Subject, period: StatedPeriod, day: date | None) -> bool:
    """Say whether an edition of the day may have the period that is said, or a later one may judge it."""
    reference, key = topic.reference, subject.key_in(topic.reference) or ""
    said = None if period.source == ARTICLE or period.value is None else period.value
    if reference.later_decides and said is not None and len(said) == _LENGTHS.get(reference.grain):
        return any(reference.cell(e.id, topic.measure.id, key, said) for e in reference.editions)
    if day is None or reference.later_decides:
        return True
    editions = reference.current_editions(day, topic.measure.id, key)
    if said is None or len(said) != _LENGTHS.get(reference.grain):
        return any(e.held != "none" for e in editions)
    if reference.older_support:
        return any(reference.cell(e.id, topic.measure.id, key, said) is not None for e in editions)
    deciding = next((e for e in editions if e.covers(said)), None)
    return deciding is not None and reference.cell(deciding.id, topic.measure.id, key, said) is not None
