"""What was last spoken of: subject, measure, line and period, for sentences that leave them out."""

from collections import Counter
from dataclasses import dataclass, field

from analysis.claims.scene import Subject
from analysis.reference import Measure, Reference

SENTENCES = 4  # how far what was spoken of is remembered
_MAIN_SENTENCES = 8  # how far the measure most spoken of is
_SUBJECT_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """A measure of a package."""

    reference: Reference
    measure: Measure


@dataclass(frozen=True, slots=True)
class Line:
    """A line that figures are held against; without a threshold it is the package's guideline of the day."""

    topic: Topic
    comparator: str = ">="
    threshold: float | None = None
    is_guideline: bool = True


@dataclass(slots=True)
class Memory:
    """The state of the walk through one article."""

    sentence: int = 0
    topic: Topic | None = None
    topic_at: int = -100
    last: dict[str, tuple[Topic, int]] = field(default_factory=dict)
    line: Line | None = None
    line_at: int = -100
    counted: Line | None = None
    counted_at: int = -100
    subjects: tuple[Subject, ...] = ()
    subjects_at: int = -100
    period: str | None = None
    period_at: int = -100
    holder: str | None = None
    spoken: Counter[tuple[str, str]] = field(default_factory=Counter)
    topics: dict[tuple[str, str], Topic] = field(default_factory=dict)

    def remember(self, topic: Topic, subjects: tuple[Subject, ...], period: str | None) -> None:
        """Keep what a claim was about."""
        self.topic, self.topic_at = topic, self.sentence
        name = topic.reference.name, topic.measure.id
        self.spoken[name] += 1
        self.topics[name] = topic
        self.last[unit_class(topic.measure)] = topic, self.sentence
        if subjects:
            self.subjects, self.subjects_at = subjects, self.sentence
        if period is not None:
            self.period, self.period_at = period, self.sentence

    def recent_topic(self, unit: str = "percent") -> Topic | None:
        """Return the measure of the sentence before, else the one most spoken of, among those of a unit's class."""
        topic, at = self.last.get(unit, (None, -100))
        gap = self.sentence - at
        if topic is None or gap > _MAIN_SENTENCES:
            return None
        if gap <= 1:
            return topic
        names = [name for name, _ in self.spoken.most_common() if unit_class(self.topics[name].measure) == unit]
        return self.topics[names[0]]

    @property
    def recent_line(self) -> Line | None:
        """The line last spoken of."""
        return self.line if self.sentence - self.line_at <= SENTENCES * 2 else None

    @property
    def recent_subjects(self) -> tuple[Subject, ...]:
        """The subjects last spoken of."""
        return self.subjects if self.sentence - self.subjects_at <= _SUBJECT_SENTENCES else ()

    @property
    def recent_period(self) -> str | None:
        """The period last stated."""
        return self.period if self.sentence - self.period_at <= SENTENCES else None


def unit_class(measure: Measure) -> str:
    """Return ``percent``, ``money`` or the unit of a measure.

    >>> unit_class(Measure("x", "X", "USD", "USD", 0))
    'money'
    """
    is_money = measure.unit == "national_currency" or (len(measure.unit) == 3 and measure.unit.isupper())
    return "money" if is_money else measure.unit
