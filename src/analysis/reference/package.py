"""`Reference`: a package with all its editions, the one object that claims, window and check ask."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.reference import validate
from analysis.reference.figures import (
    FIGURE_COLUMNS,
    Cell,
    CellKey,
    Cells,
    editions_of_rows,
    measure_column,
    read_figures,
    read_keys,
)
from analysis.reference.gazetteer import country_names, usual_totals
from analysis.reference.measures import Measure
from analysis.reference.model import CellNote, Edition, OfficeTerm, Population, Source, Threshold
from analysis.reference.resource import Resource
from analysis.reference.rows import read_population, read_populations, read_rows, read_term
from analysis.wording import fold


@dataclass(frozen=True)
class Reference:
    """A reference package with all its editions. What stands in its descriptor is known; its tables are read on demand.

    Attributes
    ----------
    name : the folder's name; `Claim.package` and `Check.package` carry it.
    resources : its files; indicator : the one with figures, where it has any.
    own_subjects : phrases and gazetteer ids of the descriptor that name a key ("Fed": USA).
    chambers : keys without figures of their own, each with those of its parts, of all of which something is said.
    forecasts : its estimates for periods ahead are forecasts that articles report ("sees growth of 3.2 percent").
    editions_per : an edition is only of some ``entity`` or ``measure`` (a decision of one bank): see `editions_of`.
    later_decides : an edition may judge articles older than itself where none that old is held (DESIGN, point 6).
    older_support : editions print some periods only; the newest that prints a period may support what is said of it.
    offices : other words for an office ("head of the alliance"), by office.
    organisations : gazetteer ids ("body/NATO") of the organisation keys of `terms` that are no country codes.
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
    resources: tuple[Resource, ...]
    indicator: Resource | None = None
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chambers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forecasts: bool = False
    editions_per: frozenset[str] = frozenset()
    later_decides: bool = False
    older_support: bool = False
    organisations: Mapping[str, str] = field(default_factory=dict)
    terms_url: str = ""
    countries: bool = False
    grain: str = "year"
    events: frozenset[str] = frozenset()
    _terms_found: dict[object, tuple[OfficeTerm, ...]] = field(default_factory=dict, init=False, compare=False)
    _margins: dict[str, Decimal | None] = field(default_factory=dict, init=False, compare=False)

    def of_kind(self, kind: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.resources if resource.kind == kind)

    @property
    def is_recorded(self) -> bool:
        """Whether every file is there as recorded: such a package is trusted until one of its files is needed."""
        return all(resource.is_recorded for resource in self.resources)

    @cached_property
    def files(self) -> Mapping[str, Resource]:
        """The tables by name; by population those of several."""
        several = ((r, name) for r in self.of_kind("populations") for name in r.block.get("populations") or {})
        return {**{r.name: r for r in self.resources}, **{str(name): r for r, name in several}}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions, the earliest first."""
        for resource in self.of_kind("editions"):
            return validate.in_order(read_rows(resource), resource.where, same_day=bool(self.editions_per))
        return () if self.indicator is None else editions_of_rows(self.indicator)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row a figure, of every measure (`FIGURE_COLUMNS`); `value` at full precision in the table's own unit."""
        published = {edition.id: pd.Timestamp(edition.published_on) for edition in self.editions}
        figures = self._figures()
        days = figures["edition"].map(published).astype("datetime64[us]")
        return figures.assign(published_on=days)[list(FIGURE_COLUMNS)]

    def _figures(self, measure: str | None = None) -> pd.DataFrame:
        if self.indicator is None:
            return pd.DataFrame(columns=["published_text", *FIGURE_COLUMNS])
        column = measure_column(self.indicator)
        one = (column, measure) if column and measure else None
        frame = self.indicator.frame_of(*one) if one else self.indicator.frame()
        names = tuple(self.measures) if measure is None else (measure,)
        figures = read_figures(self.indicator, self.known(frame), names)
        validate.check_edition_column(figures, self.edition_by_id, f"{self.name}/editions")
        return figures

    @cached_property
    def aggregates(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of totals ("NATO_TOTAL"), never counted or ranked, with the phrases that name them.

        Those that the descriptor declares; where no checksum vouches for the table, the usual ones as well.
        """
        entity = (self.indicator.block.get("entity") or {}) if self.indicator else {}
        declared = {str(key): tuple(words) for key, words in (entity.get("aggregates") or {}).items()}
        if self.indicator is None or not self.countries or self.is_recorded:
            return declared
        there = set(self.indicator.frame()[self.indicator.role_column("entity")])
        return {key: words for key, words in usual_totals().items() if key in there} | declared

    def known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out the rows of the indicator that are of no country or total."""
        if self.indicator is None or not self.countries:
            return frame
        key = frame[self.indicator.role_column("entity")]
        return frame.loc[key.isin(country_names().keys() | self.aggregates.keys())]

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The entity keys that have figures, with the table's names for them (aggregates included)."""
        if self.indicator is None:
            return {}
        names = read_keys(self.indicator, self.known(self.indicator.frame()))
        called = {**self.aggregates, **self.subjects}  # of what the table itself gives no name
        words = {key: [phrase for phrase in phrases if "/" not in phrase] for key, phrases in called.items()}
        return {key: words[key][0] if name == key and words.get(key) else name for key, name in names.items()}

    @cached_property
    def populations(self) -> Mapping[str, Population]:
        found = {resource.name: read_population(resource) for resource in self.of_kind("population")}
        for resource in self.of_kind("populations"):
            found |= read_populations(resource)
        return found

    def _rows(self, kind: str) -> Iterator[Any]:
        return (row for resource in self.of_kind(kind) for row in read_rows(resource))

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        return tuple(self._rows("guidelines"))

    @cached_property
    def terms(self) -> tuple[OfficeTerm, ...]:
        """The terms of office, without those of tables of people (`people_named`)."""
        return tuple(self._rows("offices"))

    @cached_property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Phrases and gazetteer ids that name a key beside the gazetteer's own names for it ("Fed": USA)."""
        return {**dict(self._rows("names")), **self.own_subjects}

    def people_named(self, name: str) -> tuple[OfficeTerm, ...]:
        """Return every term of everyone of a name; a name alone decides nothing, as several may bear it.

        Names are compared without diacritics, and without initials where nobody bears them ("Viktor F. Yanukovych").
        """
        key = fold(name)
        if key not in self._people:
            first, *others = key.split() or [""]
            key = " ".join([first, *(word for word in others if len(word) > 1)])
        if key and key in self._people and key not in self._terms_found:
            self._terms_found[key] = tuple(read_term(resource.row(number)) for resource, number in self._people[key])
        return self._terms_found.get(key, ())

    def people_in(self, office: str, organisation: str) -> tuple[OfficeTerm, ...]:
        """Return every term of an office that the tables of people list; some may be missing."""
        key = (office, organisation)
        if key not in self._terms_found:
            self._terms_found[key] = tuple(
                read_term(resource.row(number))
                for resource in self.of_kind("people")
                for number, pair in enumerate(zip(*map(resource.texts, ("office", "organisation")), strict=True))
                if pair == key
            )
        return self._terms_found[key]

    @cached_property
    def _people(self) -> Mapping[str, list[tuple[Resource, int]]]:
        """Where the terms of each name, as it is compared, stand in the tables of people."""
        places = defaultdict(list)
        for resource in self.of_kind("people"):
            resource.columns("holder", "start", "office", "organisation")  # without one it is refused
            pairs = zip(resource.texts("holder"), resource.texts("aliases"), strict=True)
            for number, (holder, others) in enumerate(pairs):
                for name in {fold(holder), *map(fold, others.split("|"))}:
                    places[name].append((resource, number))
        return dict(places)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where figures were read, by the keys of their column `source`."""
        return dict(self._rows("sources"))

    @cached_property
    def notes(self) -> Mapping[CellKey, CellNote]:
        """Notes on single cells, by edition, measure, key and period."""
        return dict(self._rows("notes"))

    @cached_property
    def cells(self) -> Cells:
        """Every figure by (edition, measure, key, period); those of a measure's bases stand under its own name too."""
        return Cells(self.measures, self._figures, self.name)

    @cached_property
    def edition_by_id(self) -> Mapping[str, Edition]:
        return {edition.id: edition for edition in self.editions}

    def periods(self, edition: str, measure: str) -> tuple[str, ...]:
        """Return the periods that an edition holds of a measure, sorted; none of an unknown measure."""
        return self.cells.of(measure).periods.get(edition, ()) if measure in self.measures else ()

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
