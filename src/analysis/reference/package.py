"""`Reference`: a package with all its editions, the one object that claims, window and check ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.reference import validate
from analysis.reference.cells import FIGURE_COLUMNS, Cell, Cells
from analysis.reference.descriptor import Resource, role_column
from analysis.reference.figures import editions_of_rows, measure_column, read_editions, read_figures, read_keys
from analysis.reference.gazetteer import country_names, usual_totals
from analysis.reference.measures import Measure
from analysis.reference.model import DataFile, Edition, OfficeTerm, Population, Threshold
from analysis.reference.provenance import CellNote, Place, Source, read_notes, read_sources
from analysis.reference.rows import read_population, read_populations, read_term, read_threshold
from analysis.reference.tables import PackageTables


@dataclass(frozen=True)
class Reference:
    """A reference package with all its editions. What stands in its descriptor is known; its tables are read on demand.

    Attributes
    ----------
    name : the folder's name; `Claim.package` and `Check.package` carry it.
    tables : its files; indicator : the one with figures, where it has any.
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
    tables: PackageTables
    indicator: Resource | None = None
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        """The files by resource, with their checksums; by population for tables of several."""
        files = self.tables.files
        several = ((r, name) for r in self.tables.of_kind("populations") for name in r.block.get("populations") or {})
        return {**files, **{str(name): files[resource.name] for resource, name in several}}

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions, the earliest first."""
        for resource in self.tables.of_kind("editions"):
            return read_editions(resource, self.tables.frame(resource), same_day=bool(self.editions_per))
        indicator = self.indicator
        return () if indicator is None else editions_of_rows(indicator, lambda: self.tables.frame(indicator))

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
        if measure is None or column is None:
            frame = self.tables.frame(self.indicator)
        else:
            frame = self.tables.rows(self.indicator, column, measure)
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
        if self.indicator is None or not self.countries or self.tables.recorded():
            return declared
        frame = self.tables.frame(self.indicator)
        there = set(frame[role_column(self.indicator, frame, "entity")])
        return {key: words for key, words in usual_totals().items() if key in there} | declared

    def known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Leave out the rows of the indicator that are of no country or total."""
        if self.indicator is None or not self.countries:
            return frame
        key = frame[role_column(self.indicator, frame, "entity")]
        return frame.loc[key.isin(country_names().keys() | self.aggregates.keys())]

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """The entity keys that have figures, with the table's names for them (aggregates included)."""
        if self.indicator is None:
            return {}
        names = read_keys(self.indicator, self.known(self.tables.frame(self.indicator)))
        called = {**self.aggregates, **self.subjects}  # of what the table itself gives no name
        words = {key: [phrase for phrase in phrases if "/" not in phrase] for key, phrases in called.items()}
        return {key: words[key][0] if name == key and words.get(key) else name for key, name in names.items()}

    @cached_property
    def populations(self) -> Mapping[str, Population]:
        found = {r.name: read_population(r, self.tables.frame(r)) for r in self.tables.of_kind("population")}
        for resource in self.tables.of_kind("populations"):
            found |= read_populations(resource, self.tables.frame(resource))
        return found

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        return tuple(read_threshold(r, row) for r, row in self._rows("guidelines"))

    @cached_property
    def terms(self) -> tuple[OfficeTerm, ...]:
        """The terms of office, without those of tables of people (`people_named`)."""
        return tuple(read_term(r, row) for r, row in self._rows("offices"))

    def _rows(self, kind: str) -> Iterator[tuple[Resource, Mapping[Any, Any]]]:
        for resource in self.tables.of_kind(kind):
            for row in self.tables.frame(resource).to_dict("records"):
                yield resource, row

    @cached_property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Phrases and gazetteer ids that name a key beside the gazetteer's own names for it ("Fed": USA)."""
        found: dict[str, tuple[str, ...]] = {}
        for resource in self.tables.of_kind("names"):
            columns, frame = resource.columns("key", "name"), self.tables.frame(resource)
            named = (frame[columns[role]].astype(str) for role in ("key", "name"))
            for key, name, more in zip(*named, _others(frame, columns), strict=True):
                found[key] = (name, *more)
        return {**found, **self.own_subjects}

    def people_named(self, name: str) -> tuple[OfficeTerm, ...]:
        """Return every term of everyone of a name; a name alone decides nothing, as several may bear it."""
        return self._people_at(name.casefold())

    def people_in(self, office: str, organisation: str) -> tuple[OfficeTerm, ...]:
        """Return every term of an office that the tables of people list; some may be missing."""
        return self._people_at((office, organisation))

    def _people_at(self, key: object) -> tuple[OfficeTerm, ...]:
        if key not in self._people_terms and any(key in places for _, _, places in self._people):
            self._people_terms[key] = tuple(
                read_term(resource, {name: cells[place] for name, cells in rows.items()})
                for resource, rows, places in self._people
                for place in places.get(key, ())
            )
        return self._people_terms.get(key, ())

    @cached_property
    def _people_terms(self) -> dict[object, tuple[OfficeTerm, ...]]:
        return {}

    @cached_property
    def _people(self) -> list[tuple[Resource, dict[str, list[Any]], dict[object, list[int]]]]:
        """The tables of people by column, with where the terms of a name in small letters and of an office stand."""
        found = []
        for resource in self.tables.of_kind("people"):
            frame, columns = self.tables.frame(resource), resource.columns("holder", "start", "office", "organisation")
            named = (frame[columns[role]].tolist() for role in ("holder", "office", "organisation"))
            places: dict[object, list[int]] = {}
            rows = enumerate(zip(_others(frame, columns), *named, strict=True))
            for place, (others, holder, office, body) in rows:
                for key in (*{name.casefold() for name in (holder, *others)}, (office, body)):
                    places.setdefault(key, []).append(place)
            found.append((resource, {str(name): frame[name].tolist() for name in frame}, places))
        return found

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where figures were read, by the keys of their column `source`."""
        found = (read_sources(r, self.tables.frame(r)) for r in self.tables.of_kind("sources"))
        return {key: source for sources in found for key, source in sources.items()}

    @cached_property
    def notes(self) -> Mapping[Place, CellNote]:
        """Notes on single cells, by edition, measure, key and period."""
        found = (read_notes(r, self.tables.frame(r)) for r in self.tables.of_kind("notes"))
        return {place: note for notes in found for place, note in notes.items()}

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


def _others(frame: pd.DataFrame, columns: Mapping[str, str]) -> list[list[str]]:
    """Return the other names that each row lists, divided by ``|``."""
    cells = frame[columns["aliases"]].tolist() if "aliases" in columns else [""] * len(frame)
    return [[name for name in cell.split("|") if name] for cell in cells]
