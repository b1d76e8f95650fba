"""What expressions are evaluated on: a package, one edition of it, a day; and the cells and names read there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.check.expression import Value
from analysis.check.finding import (
    Evidence,
    Finding,
    edition_name,
    not_held,
    period_words,
    possessive,
    undecided,
    verdict_of,
)
from analysis.reference import Cell, Edition, Measure, Population, Reference, load_gazetteer

_ROW = ("edition", "measure", "key", "period")
IN_WORDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "=": "exactly"}
_WITH_ARTICLE = (
    "United ", "Netherlands", "Czech Republic", "European ", "world", "euro ", "Group of", "Arab world", "Middle East",
    "US ", "U.S. ", "Senate", "House",
)  # fmt: skip
_CURRENCY = re.compile(r"[A-Z]{3}$")


class Undecided(Exception):  # noqa: N818  no error: it ends an evaluation with a finding
    """What an expression needs is not there; `finding` says what and why."""

    def __init__(self, reason: str, says: str, edition: Edition | None = None) -> None:
        super().__init__(reason, says, edition)

    @property
    def finding(self) -> Finding:
        """What is missing, and why."""
        return undecided(*self.args)

    def __str__(self) -> str:
        return self.finding.says


class Absent(Undecided):
    """An edition does not have a cell; why is worked out only where it is told: many editions are asked in vain."""

    def __init__(self, ground: "Ground", measure: str, key: str, period: str) -> None:
        Exception.__init__(self, ground, measure, key, period)

    @property
    def finding(self) -> Finding:
        """What is missing, and why."""
        return undecided(*_why_absent(*self.args))


@dataclass(frozen=True, slots=True)
class Ground:
    """A package, the edition that is asked (none for members and offices), the day, and how far figures may be off.

    `margin` : share by which each figure of the edition may be revised; with it a figure is a stretch of figures.
    """

    reference: Reference
    day: date
    edition: Edition | None = None
    margin: Decimal = Decimal(0)

    @property
    def dated(self) -> Edition:
        """The edition, which terms over figures need."""
        if self.edition is None:
            raise Undecided("no_edition_yet", "the package has no figures")
        return self.edition

    def measure(self, name: str) -> Measure:
        """Return a measure of the package."""
        return self.reference.measures[name]

    def published(self, cell: Cell) -> Decimal:
        """Return a figure at the decimals that the publisher prints."""
        return self.measure(cell.measure).published(cell.value)

    def cell(self, value: Value) -> Cell:
        """Return the cell of a value, or end the evaluation with why there is none."""
        if not value.subject:
            raise Undecided("subject_missing", "the claim does not say whom the figure is about")
        if not value.period:
            raise Undecided("period_missing", "the claim does not say when")
        cell = self.reference.cell(self.dated.id, value.measure, value.subject, value.period)
        if cell is None:
            raise Absent(self, value.measure, value.subject, value.period)
        return cell

    def has(self, value: Value) -> bool:
        """Say whether a value has a cell."""
        return self.reference.cell(self.dated.id, value.measure, value.subject or "", value.period or "") is not None

    def evidence(self, *cells: Cell) -> tuple[Evidence, ...]:
        """Return cells as evidence."""
        file = self.reference.indicator
        rows = [(c, {name: getattr(c, name) for name in _ROW}) for c in cells]
        return tuple(Evidence(file.path, file.sha256, c.line, row, c.column, c.raw) for c, row in rows) if file else ()

    def evidence_in(self, table: str, line: int, row: Mapping[str, str], role: str, raw: object) -> Evidence:
        """Return what stands in a line of a table, in the column of a role, as evidence."""
        file = self.reference.files[table]
        return Evidence(file.path, file.sha256, line, row, file.columns().get(role, role), str(raw))

    def population(self, name: str | None, missing: str) -> Population:
        """Return a population, or end the evaluation."""
        found = self.reference.populations.get(name or "")
        if found is None:
            raise Undecided("population_missing", missing, self.edition)
        return found

    def unit(self, cell: Cell) -> str:
        """Return the unit of a cell in this edition."""
        return self.measure(cell.measure).unit_for(cell.key, self.dated.published_on)

    def name(self, key: str) -> str:
        """Return an entity's name as a sentence needs it ("the United States")."""
        return name_of(self.reference, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFigure:
    """What a term comes to.

    Attributes
    ----------
    worlds : for each state of affairs that the table leaves open, the figures (from, to) that would be right in it.
    perhaps : worlds that only matter beyond `beyond` (everywhere where that is missing).
    says : the sentence about it; arithmetic : how it was worked out.
    shown : the figure to show; text : with its unit; short : without.
    matches : the reasons for a figure that fits and for one that does not; unsure : that for several worlds.
    units : the units a claim may state it in; scale : a figure times this is in the claim's unit.
    instead : the same by another reading that is as good, the reason for leaving it open, and what that reading is.
    noun : what stands before the claim's figure in a sentence. is_plain : it is read from cells as it is.
    near : how far off a claim by another way to count may be.
    """

    worlds: tuple[tuple[Decimal, Decimal], ...]
    says: str
    arithmetic: str
    shown: Decimal
    text: str
    short: str
    matches: tuple[str, str]
    evidence: tuple[Evidence, ...]
    unsure: str = "table_less_precise"
    perhaps: tuple[tuple[Decimal, Decimal], ...] = ()
    beyond: Decimal | None = None
    is_estimate: bool | None = None
    units: tuple[str, str] | None = None
    unit_note: str = ""
    scale: Decimal = Decimal(1)
    instead: "tuple[TableFigure, str, str] | None" = None
    noun: str = ""
    is_plain: bool = False
    near: Decimal = Decimal(0)
    hindsight: bool = False

    def besides(self, cells: tuple[Evidence, ...], **changes: Any) -> "TableFigure":
        """Return this figure with the cells of others as further evidence, and what else changes by them."""
        return replace(self, evidence=(*self.evidence, *cells), **changes)

    def finding(self, holds: bool | None, turned: bool, says: str, arithmetic: str, reason: str = "") -> Finding:
        """Return the verdict on what holds of this figure or does not (None: open), with its cells."""
        usual = self.unsure if holds is None else self.matches[not holds]
        return Finding(
            verdict=verdict_of(holds, turned), reason=reason or usual, says=says, figure=self.shown,
            figure_text=self.text, short=self.short, is_estimate=self.is_estimate, evidence=self.evidence,
            arithmetic=arithmetic, hindsight=self.hindsight,
        )  # fmt: skip


def _why_absent(ground: Ground, measure: str, key: str, period: str) -> tuple[str, str, Edition | None]:
    reference, edition, own = ground.reference, ground.dated, ground.measure(measure)
    population = reference.populations.get(own.population or "")
    member = population.by_key.get(key) if population else None
    what = f"{possessive(ground.name(key))} {period_words(period)} {own.short}"
    if not own.has_figures:
        return "measure_without_figures", f"no table here has figures for {own.title}", None
    if key not in reference.keys and member is None:
        return "entity_not_listed", f"{ground.name(key)} is not in these tables ({reference.title})", None
    has_cells = member is None or member.listed or any(m == measure and k == key for _, m, k, _ in reference.cells)
    if population and member and not has_cells:
        return "entity_without_figures", f"{member.name} {population.unlisted_note}", None
    if edition.held == "full":
        return "cell_missing", f"{edition_name(reference, edition)} has no figure for {what}", edition
    return "edition_not_held", not_held(reference, edition, what, measure, period), edition


def same_unit(claimed: str | None, unit: str, declared: str) -> bool:
    """Say whether a claim's unit can be the table's: currencies and percent must match, counted nouns may differ."""
    if claimed is None or claimed in (unit, declared):
        return True
    money = _CURRENCY.match(claimed) or _CURRENCY.match(unit) or declared == "national_currency"
    return not (money or "percent" in claimed or "percent" in unit)


def name_of(reference: Reference, key: str) -> str:
    """Return an entity's name as a sentence needs it ("the United States")."""
    listed = (population.by_key[key].name for population in reference.populations.values() if key in population.by_key)
    names = (*listed, reference.keys.get(key, key))
    name = next((name for name in names if name != key), country_name(key))
    return with_article(name)


def with_article(name: str) -> str:
    """Return a name with its article, if it has one."""
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def country_name(key: str) -> str:
    """Return a country's name in the gazetteer, for one that the tables do not list."""
    entity = load_gazetteer().entities.get(f"country/{key}")
    return entity.name if entity else key


def plain_at(measure: Measure, figure: Decimal) -> str:
    """Return a figure with the publisher's decimals, thousands separated."""
    return f"{figure:,.{measure.decimals}f}".replace("-", "−")


def with_unit(measure: Measure, figure: Decimal) -> str:
    """Return a figure as a reader sees it, with its unit."""
    return f"{plain_at(measure, figure)} {measure.label}"
