"""What makes a reference package unusable; every refusal names the file, what is wrong and what would be right."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference.days import parse_days
from analysis.reference.gazetteer import country_names
from analysis.reference.measures import CHANGE
from analysis.reference.model import Edition, source_keys
from analysis.reference.resource import DESCRIPTOR, Resource
from analysis.unit_names import unit_names

if TYPE_CHECKING:
    from analysis.reference.package import Reference

_UNITS = frozenset({"percent", "percentage_point", "person", "people", "point", "count", "national_currency"})
_CURRENCY = re.compile(r"[A-Z]{3}")
_PERIODS = {
    "year": r"\d{4}", "quarter": r"\d{4}-Q[1-4]", "month": r"\d{4}-(?:0[1-9]|1[0-2])", "day": r"\d{4}-\d{2}-\d{2}",
}  # fmt: skip
_FEWEST_FRACTIONS = 3


def check_measures(resource: Resource, used: "pd.Series[str]", declared: Sequence[str]) -> None:
    """Refuse a measure of the table that the descriptor does not declare, and the other way round."""
    found = set(used.unique())
    unknown = sorted(found - set(declared))
    if unknown:
        raise ReferenceDataError(
            f"{resource.where}: measure {unknown[0]!r} is not declared; add it under 'measures' in {DESCRIPTOR} "
            f"(declared are {', '.join(declared)})"
        )
    blocks = {name: block or {} for name, block in resource.block["measures"].items()}
    without = {name for name, block in blocks.items() if block.get("figures") == "none" or block.get("bases")}
    empty = sorted(set(declared) - found - without)
    if empty:
        raise ReferenceDataError(
            f"{resource.folder.name}/{DESCRIPTOR}: unknown measure {empty[0]!r}: {resource.path} has no row of it "
            f"(it has {', '.join(sorted(found))}); correct the name, or say 'figures: none' for a measure that only a "
            "guideline uses"
        )


def publication_day(edition: str, text: str, where: str) -> date:
    """Return an edition's publication day; a missing or partial one is refused."""
    if not text.strip():
        raise ReferenceDataError(
            f"{where}: edition {edition!r} has no publication date; write the day (YYYY-MM-DD) from which it was "
            "current, as verdicts depend on it"
        )
    days = parse_days(text, where)
    if not days.exact:
        raise ReferenceDataError(f"{where}: edition {edition!r} was published on {text!r}; a whole day is needed")
    return days.first


def in_order(editions: Sequence[Edition], where: str, *, same_day: bool = False) -> tuple[Edition, ...]:
    """Return editions, the earliest first; two of one name or, but for `same_day`, of one day are refused."""
    seen: dict[object, Edition] = {}
    for edition in editions:
        keys = ((edition.id, "name"), (edition.published_on, "publication day"))
        for key, what in keys[:1] if same_day else keys:
            other = seen.setdefault(key, edition)
            if other is not edition:
                raise ReferenceDataError(
                    f"{where}: editions {other.id!r} and {edition.id!r} have the same {what} ({key}); on that day "
                    "neither would be the current one: join them, or correct a date"
                )
    return tuple(sorted(editions, key=lambda edition: edition.published_on))


def check_edition_column(figures: pd.DataFrame, editions: Mapping[str, Edition], where: str) -> None:
    """Refuse figures of an edition that is not listed, or listed with another day."""
    pairs = figures[["edition", "published_text"]].drop_duplicates()
    for name, text in zip(pairs["edition"], pairs["published_text"], strict=True):
        if name not in editions:
            raise ReferenceDataError(
                f"{where}: edition {name!r} has figures but no row here; add one with its publication date"
            )
        if text and text != editions[name].published_on.isoformat():
            raise ReferenceDataError(
                f"{where}: edition {name!r} is of {editions[name].published_on}, its figures say {text!r}; "
                "one date is right: correct the other"
            )


def check_reference(reference: "Reference") -> None:
    """Refuse what only the whole package shows: unknown countries, units and sources, mixed periods, idle lines."""
    _check_countries(reference, set(country_names()))
    _check_units(reference)
    _check_periods(reference)
    _check_fractions(reference)
    for guideline in reference.thresholds:
        if guideline.measure not in reference.measures:
            raise ReferenceDataError(
                f"{reference.name}/{reference.files[guideline.resource].path}, line {guideline.line}: unknown measure "
                f"{guideline.measure!r}; declare it under 'measures' in {DESCRIPTOR}, with 'figures: none' if no table "
                "has it"
            )
    _check_provenance(reference)


def _check_countries(reference: "Reference", codes: set[str]) -> None:
    known = codes | set(reference.organisations)
    populations = (population for population in reference.populations.values() if population.countries)
    used = [(p.id, member.line, member.key, known) for p in populations for member in p.members]
    for term in reference.terms:
        used += [(term.resource, term.line, term.nationality, codes)] if term.nationality else []
        used += [(term.resource, term.line, term.organisation, known)] if reference.organisations else []
    for table, line, code, allowed in used:
        if code not in allowed:
            raise ReferenceDataError(
                f"{reference.name}/{reference.files[table].path}, line {line}: {code!r} is no country code the "
                "gazetteer knows; write ISO 3166-1 alpha-3 (DEU, FRA), or list a total under 'aggregates'"
            )


def _check_units(reference: "Reference") -> None:
    """Refuse a unit that is no percentage, currency or unit of measure, and that no word of the measure counts."""
    known = _UNITS | {name.unit for name in unit_names()}
    for measure in reference.measures.values():
        phrases = (*measure.names, *measure.counted, *measure.nouns, *measure.predicates, *measure.change_names)
        label = measure.label if measure.label != measure.unit else ""
        words = {word.casefold() for phrase in (*phrases, label) for word in phrase.split()}
        counts = any(word.startswith(measure.unit.split()[-1].casefold()) for word in words)
        if measure.unit not in known and not _CURRENCY.fullmatch(measure.unit) and not counts:
            raise ReferenceDataError(
                f"{reference.name}/{DESCRIPTOR}: measure {measure.id}: unit {measure.unit!r} is none known; percent, "
                "person, a currency (EUR), a unit of measure (metric_ton), or a noun that 'counted' lists is right"
            )


def _check_periods(reference: "Reference") -> None:
    """Refuse periods that are not what the table's grain says: years among months."""
    periods = reference.figures["period"].drop_duplicates() if reference.measures else pd.Series([], dtype="str")
    wrong = periods.loc[~periods.astype("str").str.fullmatch(_PERIODS[reference.grain])]
    if len(wrong):
        raise ReferenceDataError(
            f"{reference.name}: period {wrong.iloc[0]!r} is no {reference.grain}, and 'grain: {reference.grain}' says "
            "that all are; one table holds periods of one length: correct it, or make another package"
        )


def _check_fractions(reference: "Reference") -> None:
    """Refuse percentages that are stored as fractions: all figures of an edition's measure between -1 and 1."""
    known = reference.measures.values()
    percent = [m.id for m in known if m.unit == "percent" and m.kind != CHANGE and not m.fractions_are_real]
    figures = reference.figures.loc[reference.figures["measure"].isin(percent)]
    sizes = figures.assign(size=figures["value"].abs()).groupby(["edition", "measure"])["size"].agg(["max", "count"])
    wrong = sizes.loc[sizes["max"].between(0, 1, inclusive="right") & sizes["count"].ge(_FEWEST_FRACTIONS)]
    if len(wrong):
        edition, measure = wrong.index[0]
        raise ReferenceDataError(
            f"{reference.name}: {measure} of edition {edition!r} is never above {wrong['max'].iloc[0]:g}: percentages "
            "stored as fractions; percent is 0–100 here, so multiply by 100 (or say 'fractions_are_real: true')"
        )


def _check_provenance(reference: "Reference") -> None:
    """Refuse a note on a cell that is not held, and a source key of a figure that no row explains."""
    lost = next((place for place in reference.notes if place not in reference.cells), None)
    if lost is not None:
        raise ReferenceDataError(f"{reference.name}: a note is about {' '.join(lost)}, a cell that is not held")
    used = {key for text in reference.figures["source"].unique() for key in source_keys(str(text))}
    if reference.sources and (unknown := sorted(used - set(reference.sources))):
        raise ReferenceDataError(
            f"{reference.name}: figures name the source {unknown[0]!r}; add a row that says where it was read"
        )
