"""What a reference package is made of. `Reference` is the one object that claims, window and check ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from analysis.reference.cells import FIGURE_COLUMNS, Cell, Cells, Periods
from analysis.reference.days import Days
from analysis.reference.measures import Measure
from analysis.reference.provenance import CellNote, Place, Source

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a package as read: its path inside the package, its sha256 and its size."""

    resource: str
    path: str
    sha256: str
    bytes: int


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

    def covers(self, period: str) -> bool:
        """Say whether the edition should hold a period; an unknown bound does not exclude it."""
        after = self.covers_from is None or period >= self.covers_from
        return after and (self.covers_to is None or period <= self.covers_to)


@dataclass(frozen=True, slots=True)
class Membership:
    """One member of a population: counted from `joined` until `left`; `listed` is false where tables leave it out.

    `also` are days that sources call its entry as well (a signature); `disputed` are those on which sources disagree.
    """

    key: str
    name: str
    joined: Days
    left: Days | None
    listed: bool
    line: int
    also: tuple[Days, ...] = ()
    disputed: tuple[Days, ...] = ()


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

    def on(self, day: date) -> tuple[Membership, ...]:
        """Return who is certainly a member on a day (a partial date counts from its last to its first day)."""
        return tuple(m for m in self.members if m.joined.last <= day and not (m.left and m.left.first <= day))

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
    status: str
    target_year: int | None
    ended: Days | None
    line: int
    resource: str


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """One term of one office holder. `organisation` is the key as in the table ("NATO").

    A missing `end` is a term that lasts, unless `end_known` is false: then the table does not say, or not on its day
    (`as_of`). `by_cabinet` : its days are those of a cabinet; `approximate` : of a source with wrong days.
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
    other_names: tuple[str, ...] = ()
    died: Days | None = None
    by_cabinet: bool = False
    approximate: bool = False

    def may_hold(self, day: date) -> bool:
        """Say whether the holder may be in office on a day, given the precision of the dates."""
        return self.start.first <= day and (self.end is None or day <= self.end.last)

    def holds(self, day: date) -> bool:
        """Say whether the holder is certainly in office on a day, the days of hand-over included."""
        if self.end is None and not self.end_known:
            return self.as_of is not None and self.start.last <= day <= self.as_of
        return self.start.last <= day and (self.end is None or day <= self.end.first)


class Parts(Protocol):
    """Where a reference gets what stands in its files; each is read when it is first asked for."""

    @property
    def files(self) -> Mapping[str, DataFile]:
        """The files by resource."""

    def editions(self) -> tuple[Edition, ...]:
        """Return the editions, the earliest first."""

    def figures(self, measure: str | None = None) -> "pd.DataFrame":
        """Return the figures of one measure, or of all."""

    def keys(self) -> Mapping[str, str]:
        """Return the entity keys that have figures, with their names."""

    def populations(self) -> Mapping[str, Population]:
        """Return the populations by id."""

    def thresholds(self) -> tuple[Threshold, ...]:
        """Return the guidelines."""

    def terms(self) -> tuple[OfficeTerm, ...]:
        """Return the terms of office of the tables of offices."""

    def people_named(self, name: str) -> tuple[OfficeTerm, ...]:
        """Return the terms of all people of a name in the tables of people."""

    def people_in(self, office: str, organisation: str) -> tuple[OfficeTerm, ...]:
        """Return the terms of all people in an office in the tables of people."""

    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Return the names of the tables of names by key."""

    def sources(self) -> Mapping[str, Source]:
        """Return where figures were read, by key."""

    def notes(self) -> Mapping[Place, CellNote]:
        """Return the notes on single cells."""


@dataclass(frozen=True)
class Reference:
    """A reference package with all its editions. What stands in its descriptor is known; its tables are read on demand.

    Attributes
    ----------
    name : the folder's name; `Claim.package` and `Check.package` carry it.
    aggregates : keys of totals ("NATO_TOTAL"): never counted or ranked; with the phrases that name them.
    own_subjects : phrases and gazetteer ids of the descriptor that name a key ("Fed": USA).
    forecasts : its estimates for periods ahead are forecasts that articles report ("sees growth of 3.2 percent").
    editions_per : an edition is only of some ``entity`` or ``measure`` (a decision of one bank): see `editions_of`.
    later_decides : an edition may judge articles older than itself where none that old is held (DESIGN, point 6).
    offices : other words for an office ("head of the alliance"), by office.
    organisations : gazetteer ids ("body/NATO") of the organisation keys of `terms` that are no country codes.
    roles : for each resource, which column has which role (``{"office_holders": {"start": "from_date"}}``).
    terms_url : the page of the publisher's terms.
    countries : the keys are ISO 3166-1 alpha-3 codes.
    grain : what a period is: ``year``, ``quarter`` (2024-Q2), ``month`` (2024-06) or ``day`` (of one of `events`).
    """

    name: str
    title: str
    version: str
    folder: Path
    credit: str
    measures: Mapping[str, Measure]
    parts: Parts
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aggregates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forecasts: bool = False
    editions_per: frozenset[str] = frozenset()
    later_decides: bool = False
    organisations: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms_url: str = ""
    countries: bool = False
    grain: str = "year"
    events: frozenset[str] = frozenset()

    @cached_property
    def files(self) -> Mapping[str, DataFile]:
        """The files by resource, with their checksums."""
        return self.parts.files

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions, the earliest first."""
        return self.parts.editions()

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """One row a figure, of every measure (`FIGURE_COLUMNS`); `value` at full precision in the table's own unit."""
        import pandas as pd

        published = {edition.id: pd.Timestamp(edition.published_on) for edition in self.editions}
        figures = self.parts.figures()
        days = figures["edition"].map(published).astype("datetime64[us]")
        return figures.assign(published_on=days)[list(FIGURE_COLUMNS)]

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The entity keys that have figures, with the table's names for them (aggregates included)."""
        return self.parts.keys()

    @cached_property
    def populations(self) -> Mapping[str, Population]:
        """The populations by id."""
        return self.parts.populations()

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The guidelines."""
        return self.parts.thresholds()

    @cached_property
    def terms(self) -> tuple[OfficeTerm, ...]:
        """The terms of office, without those of tables of people (`people_named`)."""
        return self.parts.terms()

    @cached_property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Phrases and gazetteer ids that name a key beside the gazetteer's own names for it ("Fed": USA)."""
        return {**self.parts.subjects(), **self.own_subjects}

    def people_named(self, name: str) -> tuple[OfficeTerm, ...]:
        """Return every term of everyone of a name; a name alone decides nothing, as several may bear it."""
        return self.parts.people_named(name)

    def people_in(self, office: str, organisation: str) -> tuple[OfficeTerm, ...]:
        """Return every term of an office that the tables of people list; some may be missing."""
        return self.parts.people_in(office, organisation)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where figures were read, by the keys of their column `source`."""
        return self.parts.sources()

    @cached_property
    def notes(self) -> Mapping[Place, CellNote]:
        """Notes on single cells, by edition, measure, key and period."""
        return self.parts.notes()

    @cached_property
    def cells(self) -> Cells:
        """Every figure by (edition, measure, key, period); those of a measure's bases stand under its own name too."""
        return Cells(self.measures, self.parts.figures, self.name)

    @cached_property
    def edition_by_id(self) -> Mapping[str, Edition]:
        """The editions by id."""
        return {edition.id: edition for edition in self.editions}

    @cached_property
    def periods(self) -> Periods:
        """The periods held, sorted, by (edition, measure)."""
        return Periods(self.cells, self.measures)

    def cell(self, edition: str, measure: str, key: str, period: str) -> Cell | None:
        """Return one figure, or None where the package does not hold it."""
        return self.cells.get((edition, measure, key, period))

    def figure(self, edition: str, measure: str, key: str, period: str) -> Decimal | None:
        """Return one figure as published (rounded half-up once), or None."""
        cell = self.cell(edition, measure, key, period)
        return None if cell is None else self.measures[measure].published(cell.value, edition)

    def editions_of(self, measure: str, key: str | None = None) -> tuple[Edition, ...]:
        """Return the editions that may speak of a measure (of an entity), the earliest first.

        All of them, unless an edition of this package is only of some entities or measures (`editions_per`).
        """
        if not self.editions_per:
            return self.editions
        cells = self.cells.of(measure)
        by_entity = "entity" in self.editions_per and key is not None
        held = cells.editions_by_key.get(str(key), frozenset()) if by_entity else cells.periods
        return tuple(edition for edition in self.editions if edition.id in held)

    def current_editions(self, day: date, measure: str | None = None, key: str | None = None) -> tuple[Edition, ...]:
        """Return the editions published on or before a day, the latest first; given a measure, those that are of it."""
        editions = self.editions if measure is None else self.editions_of(measure, key)
        return tuple(e for e in reversed(editions) if e.published_on <= day)

    def margin_of(self, measure: str) -> Decimal | None:
        """Return by how many percent a figure may differ from what an older edition said, or None if nothing shows it.

        Computed from the editions held (`MeasureCells.revision`), else the package's own number.
        """
        if measure not in self._margins:
            found = self.cells.of(measure).revision([edition.id for edition in self.editions])
            self._margins[measure] = self.measures[measure].margin if found is None else found
        return self._margins[measure]

    @cached_property
    def _margins(self) -> dict[str, Decimal | None]:
        return {}

    def later_editions(self, day: date, measure: str, key: str | None = None) -> tuple[Edition, ...]:
        """Return the editions published after a day, the earliest first."""
        return tuple(e for e in self.editions_of(measure, key) if e.published_on > day)

    def guidelines_on(self, measure: str, day: date) -> tuple[Threshold, ...]:
        """Return the guidelines for a measure agreed on or before a day and not ended, the latest first."""
        found = (
            t for t in self.thresholds
            if t.measure == measure and t.agreed.first <= day and not (t.ended and t.ended.last < day)
        )  # fmt: skip
        return tuple(sorted(found, key=lambda t: t.agreed, reverse=True))

    def guideline_on(self, measure: str, day: date) -> Threshold | None:
        """Return the guideline in force on a day: the one agreed last."""
        return next(iter(self.guidelines_on(measure, day)), None)

    def terms_of(self, office: str, organisation: str | None = None) -> tuple[OfficeTerm, ...]:
        """Return all terms of an office, in order; `office` may be one of its other words."""
        wanted = office.casefold().replace("-", " ")
        names = {
            name
            for name, words in {**{t.office: () for t in self.terms}, **self.offices}.items()
            if wanted in {word.casefold().replace("-", " ") for word in (name, *words)}
        }
        found = (t for t in self.terms if t.office in names and organisation in (None, t.organisation))
        return tuple(sorted(found, key=lambda t: t.start))
