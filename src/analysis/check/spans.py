"""Judge statements about a stretch of years: a figure that each of them had, or the total of what happened in them."""

from decimal import Decimal

from analysis.check.figures import figure_finding, find_cell, name_of, plain_at, same_unit, scale_statement, with_others
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, edition_name, possessive, undecided
from analysis.check.statement import Statement
from analysis.reference import Cell, Edition, Measure, Reference


def is_span(statement: Statement) -> bool:
    """Say whether a value is one of several years."""
    return bool(statement.arguments.get("through") or statement.arguments.get("total"))


def judge_span(reference: Reference, statement: Statement, edition: Edition) -> Finding:
    """Judge "between 2015 and 2019, wind gave less than 5 percent" by every year held, at least half of them.

    One year outside refutes where the claim says always or never; else some inside and some outside leave it open.
    """
    measure = reference.measures[statement.measure or ""]
    first, last = int(str(statement.arguments["from_period"])[:4]), int((statement.period or "0")[:4])
    years = [str(year) for year in range(first, last + 1)]
    found = (reference.cell(edition.id, measure.id, statement.key or "", year) for year in years)
    cells = [cell for cell in found if cell is not None]
    if not cells:
        absent = find_cell(reference, measure.id, statement.key, statement.period, edition)
        return absent if isinstance(absent, Finding) else undecided("cell_missing", "no year has a figure", edition)
    if not same_unit(statement.unit, measure.unit_for(cells[0].key, edition.published_on), measure.unit):
        return undecided("unit_differs", f"the claim is in {statement.unit}, {measure.title} is not", edition)
    if 2 * len(cells) < len(years) or (statement.arguments.get("total") and len(cells) < len(years)):
        says = f"{len(cells)} of the {len(years)} years from {first} to {last} have figures"
        return undecided("coverage_incomplete", says, edition)
    judge = _total if statement.arguments.get("total") else _through
    return judge(reference, statement, measure, cells, edition)


def _total(
    reference: Reference, statement: Statement, measure: Measure, cells: list[Cell], edition: Edition
) -> Finding:
    scaled = scale_statement(statement, measure)
    total = sum((measure.published(cell.value) for cell in cells), Decimal(0))
    holds = scaled.allows(total) != statement.negated
    span = f"{cells[0].period} to {cells[-1].period}"
    return figure_finding(
        reference, measure, cells[-1], edition,
        verdict=SUPPORTED if holds else REFUTED,
        reason="figure_in_interval" if holds else "figure_outside_interval",
        says=f"{edition_name(reference, edition)} has {plain_at(measure, total)} {measure.label} for "
        f"{name_of(reference, cells[0].key)} from {span}; {statement.wording} allows {scaled.interval}",
        arithmetic=f"{' + '.join(plain_at(measure, measure.published(c.value)) for c in cells)} = {total}",
        others=tuple(cells[:-1]), short=plain_at(measure, total),
    )  # fmt: skip


def _through(
    reference: Reference, statement: Statement, measure: Measure, cells: list[Cell], edition: Edition
) -> Finding:
    scaled = scale_statement(statement, measure)
    summed = {cell.period: with_others(reference, statement, cell, edition) for cell in cells}
    figures = {period: found[0] for period, found in summed.items() if not isinstance(found, Finding)}
    cells = [cell for cell in cells if cell.period in figures]
    if not cells:
        return undecided("cell_missing", "no year has all the figures that are added up", edition)
    outside = [cell for cell in cells if scaled.allows(figures[cell.period]) == statement.negated]
    shown = outside[0] if outside else cells[-1]
    low, high = min(figures.values()), max(figures.values())
    mixed = 0 < len(outside) < len(cells) and not statement.arguments.get("always")
    whose = possessive(name_of(reference, shown.key))
    return figure_finding(
        reference, measure, shown, edition,
        verdict=OPEN if mixed else REFUTED if outside else SUPPORTED,
        reason="holds_in_part" if mixed else "figure_outside_interval" if outside else "figure_in_interval",
        says=f"{edition_name(reference, edition)} has {whose} {measure.short} from {cells[0].period} to "
        f"{cells[-1].period} between {plain_at(measure, low)} and {plain_at(measure, high)} "
        f"{measure.label}; {statement.wording} allows {scaled.interval}, so {len(outside)} of {len(cells)} years "
        "lie outside",
        arithmetic=f"{len(cells) - len(outside)} of {len(cells)} in {scaled.interval}",
        others=(
            *(cell for cell in cells if cell is not shown),
            *(other for found in summed.values() if not isinstance(found, Finding) for other in found[1]),
        ),
    )  # fmt: skip
