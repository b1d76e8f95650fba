"""What a reference package is made of: editions, populations, guidelines, terms of office, sources, notes on cells."""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.reference.days import Days

if TYPE_CHECKING:
    from analysis.reference.figures import Cell

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "=": operator.eq,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication of the same table.

    Attributes
    ----------
    id, title, publisher : as in the package (``nato-2024-06``).
    published_on : the day from which it is the current one.
    held : ``full``, ``partly`` or ``none``: how much of it the package holds.
    held_text : the package's own words for that.
    covers_from, covers_to : first and last period the edition itself publishes; missing when not known.
    as_of : the day its population is counted on (data cut-off, else publication).
    url : the publisher's own page, where one is known.
    announced : the day from which articles may speak of it already. counted_on : the day its last figures count.
    """

    id: str
    title: str
    publisher: str
    published_on: date
    held: str
    held_text: str
    covers_from: str | None
    covers_to: str | None
    as_of: date
    url: str = ""
    announced: date | None = None
    counted_on: date | None = None

    @property
    def credit(self) -> str:
        """Who published it and when."""
        return f"{self.publisher or self.title}, {self.published_on.day} {self.published_on:%B %Y}"

    def covers(self, period: str) -> bool:
        """Say whether the edition should hold a period; an unknown bound does not exclude it."""
        after = self.covers_from is None or period >= self.covers_from
        return after and (self.covers_to is None or period <= self.covers_to)


@dataclass(frozen=True, slots=True)
class Membership:
    """One member of a population: counted from `joined` until `left`; `listed` is false where tables leave it out.

    `also` are days that sources call its entry as well (a signature); `disputed` are those on which sources disagree.
    Since it was `suspended` some count it and some do not.
    """

    key: str
    name: str
    joined: Days
    left: Days | None
    listed: bool
    line: int
    also: tuple[Days, ...] = ()
    disputed: tuple[Days, ...] = ()
    suspended: Days | None = None

    def surely_on(self, day: date) -> bool:
        """Say whether it is certainly a member on a day (a partial date counts from its last to its first day)."""
        ends = (end for end in (self.left, self.suspended) if end is not None)
        return self.joined.last <= day and not any(end.first <= day for end in ends)


@dataclass(frozen=True)
class Population:
    """A set of entities with dates of entry and exit ("members" of an organisation).

    Attributes
    ----------
    id : the name of its table. organisation : gazetteer id of the body ("body/NATO"); name : "NATO".
    nouns : how articles call a member ("ally", "member state"), as lemmas.
    resource : the table its members stand in, where that is not called like the population.
    unlisted_note : why members with ``listed`` false have no figures ("has no armed forces").
    countries : its keys are ISO 3166-1 alpha-3 codes. phrases : words that say that this population is meant.
    adopts : what joining is called by ("euro": who adopts the euro joins the euro area).
    perhaps : keys that some count among the members and some do not (parts of a member, a land on two continents).
    notice : days for which leaving is announced before it takes effect.
    """

    id: str
    name: str
    organisation: str | None
    nouns: tuple[str, ...]
    members: tuple[Membership, ...]
    joined_column: str
    left_column: str | None
    unlisted_note: str = ""
    countries: bool = False
    phrases: tuple[str, ...] = ()
    resource: str = ""
    adopts: str = ""
    perhaps: frozenset[str] = frozenset()
    notice: int = 0

    def on(self, day: date) -> tuple[Membership, ...]:
        """Return who is certainly a member on a day."""
        return tuple(m for m in self.members if m.surely_on(day))

    def maybe_on(self, day: date) -> tuple[Membership, ...]:
        """Return who may be a member on a day, given the precision of the dates."""
        return tuple(m for m in self.members if m.joined.first <= day and not (m.left and m.left.last <= day))

    @cached_property
    def by_key(self) -> Mapping[str, Membership]:
        """Return the members by key; the latest membership where one entity was a member twice."""
        return {m.key: m for m in self.members}


@dataclass(frozen=True, slots=True)
class Threshold:
    """A guideline: the line, its unit, and when it was agreed."""

    id: str
    measure: str
    comparator: str
    value: Decimal
    unit: str
    agreed: Days
    event: str
    target_year: int | None
    ended: Days | None
    line: int
    resource: str


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """One term of one office holder. `organisation` is the key as in the table ("NATO").

    A missing `end` is a term that lasts, unless `end_known` is false: then the table does not say, or not on its day
    (`as_of`). `by_cabinet` : its days are those of a cabinet; `approximate` : of a source with wrong days.
    `term_years` : for how long one is elected to the office, where the package says so.
    """

    office: str
    organisation: str
    holder: str
    family_name: str
    nationality: str | None
    born: Days | None
    start: Days
    end: Days | None
    line: int
    resource: str
    end_known: bool = True
    as_of: date | None = None
    died: Days | None = None
    by_cabinet: bool = False
    approximate: bool = False
    term_years: int | None = None

    def may_hold(self, day: date) -> bool:
        """Say whether the holder may be in office on a day, given the precision of the dates."""
        return self.start.first <= day and (self.end is None or day <= self.end.last)

    def holds(self, day: date) -> bool:
        """Say whether the holder is certainly in office on a day, the days of hand-over included."""
        if self.end is None and not self.end_known:
            return self.as_of is not None and self.start.last <= day <= self.as_of
        return self.start.last <= day and (self.end is None or day <= self.end.first)


@dataclass(frozen=True, slots=True)
class Source:
    """A place where figures were read: in words, what it was checked against, and its address; missing is empty."""

    key: str
    read_in: str
    checked: str = ""
    url: str = ""

    @property
    def words(self) -> str:
        """What a line under a figure says.

        >>> Source("S1", "a public copy of the workbook", "two press lists").words
        'read in a public copy of the workbook, checked against two press lists'
        """
        return f"read in {self.read_in}" + (f", checked against {self.checked}" if self.checked else "")


@dataclass(frozen=True, slots=True)
class CellNote:
    """What is said of one cell: a `mark` of two words ("typed by hand") and the `note` that explains it."""

    mark: str
    note: str


def source_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a cell's source column, the one its figure was copied from first.

    >>> source_keys("S21:TABLE3;S20")
    ('S21', 'S20')
    """
    return tuple(part.partition(":")[0].strip() for part in text.split(";") if part.strip())


def sources_of(cells: Iterable["Cell"], known: Mapping[str, Source]) -> tuple[Source, ...]:
    """Return where some cells were read, the source of most of them first; `known`: the sources by key."""
    keys = Counter(keys[0] for cell in cells if (keys := source_keys(cell.source)))
    return tuple(known[key] for key, _ in keys.most_common() if key in known)
