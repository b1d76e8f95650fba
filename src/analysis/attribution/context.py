"""What the sentence before spoke of, for sentences that leave it out."""

from dataclasses import dataclass
from typing import NamedTuple

from analysis.attribution.package_words import Topic
from analysis.attribution.scene import Body
from analysis.attribution.subjects import Subject

FARTHEST = 1  # sentences


@dataclass(frozen=True, slots=True)
class Condition:
    """What members were counted by: a line on a measure ("spend at least 2 percent")."""

    topic: Topic
    comparator: str
    threshold: float | None


class Context(NamedTuple):
    """What was last spoken of, each with the number of its sentence."""

    sentence: int = 0
    topics: tuple[Topic, ...] = ()
    topics_at: int = -9
    subjects: tuple[Subject, ...] = ()
    subjects_at: int = -9
    period: str | None = None
    period_at: int = -9
    line: Condition | None = None
    line_at: int = -9
    condition: Condition | None = None
    condition_at: int = -9
    body: Body | None = None
    body_at: int = -9
    others: int = 0
    person: str | None = None
    listed_at: int = -9

    def near(self, place: int, farthest: int = FARTHEST) -> bool:
        """Say whether something said in a sentence may still be meant."""
        return 0 <= self.sentence - place <= farthest

    def with_topics(self, topics: tuple[Topic, ...]) -> "Context":
        """Return the context after measures were spoken of; those of other units before are kept."""
        units = {t.measure.unit for t in topics}
        kept = tuple(t for t in self.topics if t.measure.unit not in units)
        return self._replace(topics=(*topics, *kept), topics_at=self.sentence)

    def with_subjects(self, subjects: tuple[Subject, ...]) -> "Context":
        """Return the context after subjects were spoken of."""
        return self._replace(subjects=subjects, subjects_at=self.sentence)
