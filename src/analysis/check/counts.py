"""Judge statements about a whole population: how many members meet a line, and which place one of them has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from analysis.check.figures import COMPARE, IN_WORDS, figure_finding, find_cell, name_of, plain_at
from analysis.check.finding import (
    OPEN,
    REFUTED,
    SUPPORTED,
    Finding,
    cell_evidence,
    edition_name,
    not_held,
    undecided,
    verdict_of,
)
from analysis.check.statement import Statement
from analysis.reference import Cell, Edition, Measure, Member, Population, Reference
from analysis.tables.intervals import plain

_YEAR = 4
_FEW = 0.1  # so many of those ranked may have no figure, where no table says who must have one


@dataclass(frozen=True, slots=True)
class Count:
    """How many members meet a line: at least `count`, at most `count` + `missing` (+ `unlisted` for a "below")."""

    count: int
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    total: int
    met: tuple[Cell, ...]
    cells: tuple[Cell, ...]


def judge_count(reference: Reference, statement: Statement, edition: Edition, day: date) -> Finding:
    """Judge "23 of the 32 member states meet two percent"; members without a figure leave the count open."""
    measure = reference.measures[statement.measure or ""]
    population = reference.populations.get(statement.population or measure.population or "")
    if population is None:
        return undecided("population_missing", "no table lists the population that the claim counts", edition)
    if statement.threshold is None or statement.comparator is None:
        return undecided("no_figure_in_claim", "the claim does not say which line is counted against", edition)
    if not statement.period:
        return undecided("period_missing", "the claim does not say when")
    members = members_in(population, edition, statement.period)
    count = count_members(reference, statement, edition, members)
    if not count.cells:
        return _nothing_held(reference, measure, statement, edition)
    finding = _finding(reference, statement, edition, measure, population, count)
    if finding.verdict == REFUTED:
        other = count_members(reference, statement, edition, population.on(edition.as_of))
        if _verdict(statement, other) == SUPPORTED:
            return _as_open(finding, "population_ambiguous", "counted over all that the edition lists it would hold")
    return _with_size(finding, statement, population, members, edition, day)


def members_in(population: Population, edition: Edition, period: str) -> tuple[Member, ...]:
    """Return who counts: the members at the period's end, or on the edition's own day when that is earlier."""
    end = date(int(period[:_YEAR]), 12, 31) if period[:_YEAR].isdigit() else edition.as_of
    return population.on(min(end, edition.as_of))


def count_members(reference: Reference, statement: Statement, edition: Edition, members: Sequence[Member]) -> Count:
    """Count the members whose published figure satisfies the comparison."""
    measure = reference.measures[statement.measure or ""]
    line = (statement.threshold or Decimal(0)) / measure.scale
    meets = COMPARE[statement.comparator or ">="]
    found = {m.key: reference.cell(edition.id, measure.id, m.key, statement.period or "") for m in members}
    cells = tuple(cell for cell in found.values() if cell is not None)
    return Count(
        count=sum(meets(measure.published(cell.value), line) for cell in cells),
        missing=tuple(m.name for m in members if m.listed and found[m.key] is None),
        unlisted=tuple(m.name for m in members if not m.listed and found[m.key] is None),
        total=len(members),
        met=tuple(cell for cell in cells if meets(measure.published(cell.value), line)),
        cells=cells,
    )


def _nothing_held(reference: Reference, measure: Measure, statement: Statement, edition: Edition) -> Finding:
    if not measure.has_figures:
        return undecided("measure_without_figures", f"no table here has figures for {measure.title}")
    reason = "cell_missing" if edition.held == "full" else "edition_not_held"
    period = statement.period or ""
    return undecided(reason, not_held(reference, edition, f"the {period} figures", measure.id, period), edition)


def _verdict(statement: Statement, count: Count) -> str:
    """Return the verdict on a count that may lie anywhere in its range; the unlisted open only "below" and "all"."""
    names = statement.arguments.get("names")
    if names and statement.value is None:
        if count.missing:
            return OPEN
        return verdict_of({cell.key for cell in count.met} == set(names), statement.negated)
    open_to_unlisted = statement.comparator in ("<", "<=") or _needs_unlisted(statement, count)
    sure = [_holds(statement, count, extra) for extra in range(len(count.missing) + 1)]
    if all(sure):
        return verdict_of(True, statement.negated)
    more = range(len(count.missing) + 1 + (len(count.unlisted) if open_to_unlisted else 0))
    if any(_holds(statement, count, extra) for extra in more):
        return OPEN
    return verdict_of(False, statement.negated)


def _needs_unlisted(statement: Statement, count: Count) -> bool:
    """Say whether a claim can only hold when members without figures meet the line, too ("every member spends")."""
    if statement.low is None:
        return False
    wanted = statement.low * count.total / 100 if _is_share(statement) else statement.low
    return wanted > count.total - len(count.unlisted)


def _is_share(statement: Statement) -> bool:
    return statement.unit == "percent" or bool(statement.arguments.get("share"))


def _holds(statement: Statement, count: Count, extra: int) -> bool:
    number = Decimal(count.count + extra)
    if _is_share(statement):
        return statement.allows(number * 100 / count.total)
    return statement.allows(number)


def _finding(
    reference: Reference,
    statement: Statement,
    edition: Edition,
    measure: Measure,
    population: Population,
    count: Count,
) -> Finding:
    verdict = _verdict(statement, count)
    line = plain((statement.threshold or Decimal(0)) / measure.scale)
    estimates = any(cell.is_estimate for cell in count.cells)
    comparator = statement.comparator or ">="
    noun = population.nouns[0] + ("s" if count.count != 1 else "")
    short = str(count.count) if not count.missing else f"{count.count} of the {len(count.cells)} held"
    says = (
        f"{edition_name(reference, edition)} {'has, by its estimates,' if estimates else 'has'} {short} {noun} with a "
        f"{statement.period} {measure.short} of {IN_WORDS[comparator]} {line} {measure.label}"
        f"{_coverage(count, population)}; the claim is {statement.wording}"
    )
    upper = count.count + len(count.missing)
    spread = str(count.count) if not count.missing else f"{count.count}–{upper}"
    reasons = {SUPPORTED: "count_matches", REFUTED: "count_differs", OPEN: "coverage_incomplete"}
    if statement.negated and verdict != OPEN:
        reasons = {SUPPORTED: "count_differs", REFUTED: "count_matches"}
    return Finding(
        verdict=verdict,
        reason=reasons[verdict],
        says=says,
        figure=Decimal(count.count),
        figure_text=f"{short} of {count.total} {population.nouns[0]}s" if not count.missing else short,
        short=short,
        is_estimate=estimates,
        edition=edition,
        evidence=tuple(cell_evidence(reference, cell) for cell in count.cells),
        arithmetic=f"count({measure.id} {comparator} {line}) over {len(count.cells)} figures = {spread}",
    )


def _coverage(count: Count, population: Population) -> str:
    notes = []
    if count.missing:
        notes.append(
            f"no figure held for {', '.join(count.missing)}, so {count.count}–{count.count + len(count.missing)}"
        )
    if count.unlisted:
        notes.append(f"{', '.join(count.unlisted)} {population.unlisted_note}")
    return f" ({'; '.join(notes)})" if notes else ""


def _with_size(
    finding: Finding,
    statement: Statement,
    population: Population,
    members: Sequence[Member],
    edition: Edition,
    day: date,
) -> Finding:
    """Hold the population's size claimed against its members on the article's day and on the edition's."""
    if statement.out_of is None or not finding.decided:
        return finding
    sizes = {len(population.on(day)), len(members), len(population.on(edition.as_of))}
    if any(statement.out_of == size for size in sizes):
        return finding
    size = len(population.on(day))
    note = f"{population.name} had {size} members then, not {plain(statement.out_of)}"
    if statement.out_of in {len(members) - sum(not m.listed for m in members)}:
        return _as_open(finding, "population_listed_only", f"{note}: only that many have figures")
    verdict = verdict_of(False, statement.negated)
    return _replaced(finding, verdict, "population_size_differs", note)


def _as_open(finding: Finding, reason: str, note: str) -> Finding:
    return _replaced(finding, OPEN, reason, note)


def _replaced(finding: Finding, verdict: str, reason: str, note: str) -> Finding:
    return replace(finding, verdict=verdict, reason=reason, says=f"{finding.says}; {note}")


def _not_held(names: Sequence[str]) -> str:
    return f"; no figure held for {', '.join(names)}" if names else ""


def _ranked(
    reference: Reference, statement: Statement, measure: Measure, cell: Cell, edition: Edition
) -> dict[str, str] | None:
    """Return who is ranked, with the names of those that should have a figure; None where no table says who."""
    excluded = set(statement.arguments.get("excluding") or ())
    among = statement.arguments.get("among")
    if among:
        held = reference.cells.of(measure.id).keys.get((edition.id, cell.period), ())
        keys = [k for k in held if k not in reference.aggregates] if among == "all" else among
        return {key: name_of(reference, key) for key in keys if key not in excluded}
    population = reference.populations.get(statement.population or measure.population or "")
    if population is None:
        return None
    members = members_in(population, edition, cell.period)
    return {m.key: m.name if m.listed else "" for m in members if m.key not in excluded}


def judge_rank(reference: Reference, statement: Statement, edition: Edition) -> Finding:
    """Judge "the third-largest share": the place at published decimals; equal figures share their places."""
    measure = reference.measures[statement.measure or ""]
    rank = statement.arguments.get("rank")
    cell = find_cell(reference, measure.id, statement.key, statement.period, edition)
    if isinstance(cell, Finding):
        return cell
    ranked = _ranked(reference, statement, measure, cell, edition)
    if ranked is None or rank is None:
        return undecided("population_missing", "no table lists the population that the claim ranks", edition)
    if cell.key not in ranked:
        return undecided("entity_not_in_population", f"{name_of(reference, cell.key)} is not ranked there", edition)
    found = {key: reference.cell(edition.id, measure.id, key, cell.period) for key in ranked}
    figures = {key: measure.published(other.value) for key, other in found.items() if other is not None}
    own = figures.pop(cell.key)
    falling = statement.arguments.get("order", "desc") != "asc"
    best = 1 + sum(other > own if falling else other < own for other in figures.values())
    worst = best + sum(other == own for other in figures.values())
    missing = [name for key, name in ranked.items() if name and found[key] is None]
    place = f"{best}" if best == worst else f"{best}–{worst}"
    wanted = int(rank)
    few = bool(statement.arguments.get("among")) and len(missing) <= _FEW * len(ranked)
    if missing and not few and best <= wanted <= worst + len(missing):
        verdict, reason = OPEN, "coverage_incomplete"
    else:
        holds = best <= wanted <= worst
        verdict, reason = verdict_of(holds, statement.negated), "rank_matches" if holds else "rank_differs"
    direction = "highest" if falling else "lowest"
    return figure_finding(
        reference, measure, cell, edition, verdict=verdict, reason=reason,
        says=(
            f"by {edition_name(reference, edition)} {name_of(reference, cell.key)} has place {place} of "
            f"{len(figures) + 1} from the {direction} ({cell.period} {measure.short}: {plain_at(measure, own)} "
            f"{measure.label}{_not_held(missing)}); the claim is place {wanted}"
        ),
        arithmetic=f"1 + count({'>' if falling else '<'} {own}) = {place}",
        short=f"place {place}",
        others=tuple(c for k, c in found.items() if c is not None and k != cell.key),
    )  # fmt: skip
