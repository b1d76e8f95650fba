"""Which of several tables a statement is held against: one with figures of its subject and periods like its own."""

from datetime import date

from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import Topic
from analysis.attribution.periods import ARTICLE, StatedPeriod
from analysis.attribution.subjects import Subject

_LENGTHS = {"year": 4, "month": 7, "day": 10}
_GRAINS = ("year", "quarter", "month", "day")  # from coarse to fine


def topic_for(topics: tuple[Topic, ...], subject: Subject, period: StatedPeriod, sentence: Sentence) -> Topic | None:
    """Return the measure that has figures of a subject, of several the one whose table has periods like the one said.

    A subject in no table gets the first measure that could be meant; a table of the day comes before one that was
    published later.
    """
    known = [t for t in topics if subject.key_in(t.reference) is not None]
    held = [t for t in known if subject.key_in(t.reference) in t.reference.keys]
    if len(held) > 1 or any(not t.reference.countries for t in held):
        held = [t for t in held if _has_figures(t, subject)]
    able = [t for t in known if t.reference.countries]
    day = sentence.scene.document.published
    return min(
        held or able,
        key=lambda t: (
            not _has_edition(t, subject, period, day),
            *_distance(t, period),
            _is_later(t, day),
            -_newest(t, day),
        ),
        default=None,
    )


def _has_figures(topic: Topic, subject: Subject) -> bool:
    held = topic.reference.cells.of(topic.measure.id).editions_by_key
    return subject.key_in(topic.reference) in held


def _distance(topic: Topic, period: StatedPeriod) -> tuple[int, int]:
    """Return how far the periods of a table are from one as it is said; what is said of now is the finest one's."""
    grain = _GRAINS.index(topic.reference.grain)
    if period.value is None or period.source == ARTICLE:
        return 0, -grain
    said = {4: 0, 7: 2, 10: 3}.get(len(period.value), 1)
    return int(said > grain), abs(said - grain)


def _has_edition(topic: Topic, subject: Subject, period: StatedPeriod, day: "date | None") -> bool:
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
    deciding = next((e for e in editions if e.covers(said)), None)
    return deciding is not None and reference.cell(deciding.id, topic.measure.id, key, said) is not None


def _newest(topic: Topic, day: "date | None") -> int:
    """Return the last year of a table of the day."""
    periods = topic.reference.cells.of(topic.measure.id).periods
    held = [periods[e.id][-1] for e in topic.reference.editions
            if e.id in periods and (day is None or e.published_on <= day)]  # fmt: skip
    return max((int(p[:4]) for p in held), default=0)


def _is_later(topic: Topic, day: "date | None") -> bool:
    first = next(iter(topic.reference.editions), None)
    return topic.reference.later_decides and (first is None or day is None or first.published_on > day)
