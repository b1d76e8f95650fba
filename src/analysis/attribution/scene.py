"""One article as the rules see it: its rows by their place, the packages' words, what the sentence before spoke of."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from analysis.annotate import Document
from analysis.attribution.package_words import PackageWords, Topic, folded, package_words
from analysis.attribution.subjects import Subject
from analysis.grouping import grouped
from analysis.nodes import Node
from analysis.reference import Population, Reference
from analysis.tables import Entity, Mention, Number, Quote, TimeExpression, row_id

_Row = TypeVar("_Row")
_BASIS_POINTS, _DIGITS = 100, 6  # of a percentage point
_SELDOM = 4  # times as often as others an article names a country and its people that it is about


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its id in the table and the word that stands for it in the parse."""

    number: Number
    id: str
    token: Node

    @property
    def start(self) -> int:
        """Where it starts, its hedge included."""
        hedge = self.number.hedge_start
        return min(self.number.start, hedge) if hedge is not None else self.number.start

    @property
    def end(self) -> int:
        """Where it ends, its hedge included."""
        hedge = self.number.hedge_end
        return max(self.number.end, hedge) if hedge is not None else self.number.end


def in_points(figure: Figure) -> Figure:
    """Return a figure of basis points in the percentage points that they are parts of."""
    number = figure.number
    if number.unit != "basis_point":
        return figure
    value, high, low, most = (
        None if end is None else round(end / _BASIS_POINTS, _DIGITS)
        for end in (number.value, number.value_high, number.low, number.high)
    )
    points = replace(number, unit="percentage_point", value=value or 0.0, value_high=high, low=low, high=most)
    return replace(figure, number=points)


@dataclass(frozen=True, slots=True)
class Body:
    """A mention of an organisation; `population` where a package lists its members."""

    start: int
    end: int
    entity_id: str
    token: Node
    population: tuple[Reference, Population] | None


@dataclass(frozen=True)
class Scene:
    """An article's rows and the reference packages."""

    document: Document
    numbers: tuple[Number, ...]
    times: tuple[TimeExpression, ...]
    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    quotes: tuple[Quote, ...]
    references: tuple[Reference, ...]

    @property
    def text(self) -> str:
        """The article's normal form."""
        return self.document.text

    @property
    def year(self) -> str | None:
        """The year the article was published in."""
        return str(self.day.year) if self.day else None

    @property
    def day(self) -> date | None:
        """The day the article was published on."""
        return self.document.published

    @cached_property
    def words(self) -> PackageWords:
        """The packages' words."""
        return package_words(self.references)

    @cached_property
    def titles(self) -> tuple[tuple[Reference, tuple[tuple[str, str], ...]], ...]:
        """The packages' words for offices, those that the article has."""
        text = folded(self.text)
        return tuple((r, tuple(pair for pair in words if pair[0] in text)) for r, words in self.words.titles)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that the article speaks of, by their codes."""
        return frozenset(entity.iso3 for entity in self.entities.values() if entity.iso3)

    @cached_property
    def named_at(self) -> Mapping[str, tuple[int, ...]]:
        """Where the article names each country, by its code."""
        return grouped(
            (e.iso3, m.start) for m in self.mentions if (e := self.entities.get(m.entity_id)) is not None and e.iso3
        )

    def is_at_home(self, country: str, words: Iterable[str]) -> bool:
        """Say whether an article has one of a country's own words ("Fed"), and names no other country more often.

        Of two that it names as often the first is meant. Without such words it must name people of that country's
        offices, and all other countries and their people seldom.
        """
        known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        said = [place.start() for place in re.finditer(rf"\b(?:{known})\b", self.text)]
        own = (*said, *self.named_at.get(country, ()))
        if not said:
            return self._is_of_its_people(country)
        others = (places for code, places in self.named_at.items() if code != country)
        return all((-len(own), min(own)) < (-len(places), min(places)) for places in others)

    def _is_of_its_people(self, country: str) -> bool:
        people = grouped(
            (e.nationality, m.start) for m in self.mentions
            if (e := self.entities.get(m.entity_id)) is not None and e.label == "PERSON" and e.nationality
        )  # fmt: skip
        counts = {
            code: len(people.get(code, ())) + len(self.named_at.get(code, ())) for code in {*people, *self.named_at}
        }
        own = counts.pop(country, 0)
        return country in people and own >= _SELDOM * sum(counts.values())

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers with their ids and words, in order."""
        rows = ((row_id(self.document.article_id, "n", i), number) for i, number in enumerate(self.numbers, start=1))
        return tuple(Figure(number, name, self.root(number.start, number.end)) for name, number in rows)

    @cached_property
    def figures_from(self) -> Mapping[int, tuple[Figure, ...]]:
        """The numbers of each sentence, by its first word."""
        return self._by_sentence((figure.number.start, figure) for figure in self.figures)

    @cached_property
    def times_from(self) -> Mapping[int, tuple[TimeExpression, ...]]:
        """The time expressions of each sentence, by its first word."""
        return self._by_sentence((time.start, time) for time in self.times)

    @cached_property
    def mentions_from(self) -> Mapping[int, tuple[Mention, ...]]:
        """The mentions of each sentence, by its first word."""
        return self._by_sentence((mention.start, mention) for mention in self.mentions)

    def _by_sentence(self, rows: Iterable[tuple[int, _Row]]) -> Mapping[int, tuple[_Row, ...]]:
        tokens = self.document.nodes
        return grouped((tokens[self.index(start)].first, row) for start, row in rows)

    def index(self, character: int) -> int:
        """Return the token that a character stands in."""
        behind = bisect_right(self.document.starts, character)
        return behind - 1 if behind else 0

    def places(self, start: int, end: int) -> range:
        """Return the tokens of a range."""
        return range(self.index(start), self.index(max(start, end - 1)) + 1)

    def root(self, start: int, end: int) -> Node:
        """Return the word of a range that the others hang on, of several no article ("a quarter-point" of a cut)."""
        inside = self.places(start, end)
        words = self.document.nodes[inside.start : inside.stop]
        outer = (word for word in words if word.head.i not in inside or word.head is word)
        return words[0] if len(words) == 1 else next((word for word in outer if word.pos_ != "DET"), words[-1])

    @cached_property
    def _quotes(self) -> list[tuple[str, Quote]]:
        return [(row_id(self.document.article_id, "q", i), q) for i, q in enumerate(self.quotes, start=1)]

    def quote_at(self, place: int) -> tuple[str, Quote] | None:
        """Return the quote that a place stands in, with its id; the shortest where they nest."""
        around = ((name, quote) for name, quote in self._quotes if quote.start <= place < quote.end)
        return min(around, key=lambda named: named[1].end - named[1].start, default=None)


FARTHEST = 1  # sentences
TALE = 8  # sentences in which a country that is told of need not be named again


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
    named: tuple[Subject, ...] = ()
    named_at: int = -9
    land: Subject | None = None
    land_at: int = -9
    person: str | None = None
    spoken: Mapping[Topic, int] = MappingProxyType({})
    bodies: frozenset[int] = frozenset()
    noted: tuple[Subject, ...] | None = None
    noted_to: int = -1
    listed_at: int = -9
    listed_of: str | None = None
    listed_down: bool = False
    listed_scale: float = 1

    def near(self, place: int, farthest: int = FARTHEST) -> bool:
        """Say whether something said in a sentence may still be meant."""
        return 0 <= self.sentence - place <= farthest

    @property
    def told_of(self) -> tuple[Subject, ...]:
        """The country that is being told of, if there is one: the last that was named, and alone."""
        return (self.land,) if self.land is not None and self.near(self.land_at, TALE) else ()

    def with_topics(self, topics: tuple[Topic, ...]) -> "Context":
        """Return the context after measures were spoken of; those of other units before are kept."""
        units = {t.measure.unit for t in topics}
        kept = tuple(t for t in self.topics if t.measure.unit not in units)
        return self._replace(topics=(*topics, *kept), topics_at=self.sentence)

    def with_subjects(self, subjects: tuple[Subject, ...]) -> "Context":
        """Return the context after subjects were spoken of."""
        return self._replace(subjects=subjects, subjects_at=self.sentence)

    def with_note(self, noted: tuple[Subject, ...] | None, start: int, end: int) -> "Context":
        """Return the context after an editor's note of who is meant, which holds up to a place; nobody: who is unknown.

        Without a note it is the context of a sentence that starts at a place.
        """
        if noted is None:
            return self if start < self.noted_to else self._replace(noted=None, noted_to=-1)
        land = noted[0] if noted else None
        return self._replace(noted=noted, noted_to=end, land=land, land_at=self.sentence, subjects=noted)

    def with_land(self, named: tuple[Subject, ...], main: tuple[Subject, ...]) -> "Context":
        """Return the context after somebody was named: a country alone, or as the only main subject, is told of."""
        if any(not s.is_country for s in main) and not any(s.is_country for s in main):
            return self._replace(land=None)
        countries = (tuple(s for s in some if s.is_country) for some in (named, main))
        alone = next((some for some in countries if len({s.key for s in some}) == 1), ())
        if not alone and all(s.token.pos_ == "ADJ" or not s.is_country for s in named):
            return self  # "half of the staff are Polish or Lithuanian"
        return self._replace(land=alone[0] if alone else None, land_at=self.sentence)
