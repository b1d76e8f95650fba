"""Judge statements about single figures: values, changes, comparisons. One edition at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from analysis.check.finding import (
    OPEN,
    Finding,
    cell_evidence,
    edition_name,
    not_held,
    possessive,
    undecided,
    verdict_of,
)
from analysis.check.statement import Statement, as_decimal
from analysis.reference import Cell, Edition, Measure, Reference, load_gazetteer
from analysis.tables.intervals import Interval, plain

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}
IN_WORDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "=": "exactly"}
_WITH_ARTICLE = ("United ", "Netherlands", "Czech Republic", "European ")
_CURRENCY = re.compile(r"[A-Z]{3}$")


def judge_value(reference: Reference, statement: Statement, edition: Edition) -> Finding:
    """Judge "Germany spends around 2.1 percent": the figure lies in the interval, or rounds to what is written."""
    measure = reference.measures[statement.measure or ""]
    cell = find_cell(reference, statement.measure or "", statement.key, statement.period, edition)
    if isinstance(cell, Finding):
        return cell
    if not same_unit(statement.unit, measure.unit_for(cell.key, edition.published_on), measure.unit):
        return undecided(
            "unit_differs",
            f"the claim is in {statement.unit}, {measure.title} of {name_of(reference, cell.key)} in "
            f"{measure.unit_for(cell.key, edition.published_on)}",
            edition,
        )
    summed = with_others(reference, statement, cell, edition)
    if isinstance(summed, Finding):
        return summed
    figure, others = summed
    stated = _figure_sentence(reference, measure, cell, edition, others)
    if statement.value is None and statement.threshold is not None and statement.comparator:
        return _against_line(reference, statement, measure, cell, edition)
    if statement.value is None and statement.low is None and statement.high is None:
        return undecided(
            "no_figure_in_claim", f"{stated}; the claim names no figure and no guideline is known", edition
        )
    scaled = scale_statement(statement, measure)
    holds = scaled.allows(figure)
    why = ", a round figure," if statement.is_round and not statement.is_hedged else ""
    near = not holds and scaled.borders(figure)
    return figure_finding(
        reference, measure, cell, edition,
        verdict=OPEN if near else verdict_of(holds, statement.negated),
        reason="hedge_borderline" if near else "figure_in_interval" if holds else "figure_outside_interval",
        says=f"{stated}; {statement.wording}{why} allows {scaled.interval}",
        arithmetic=f"{figure} {'in' if holds else 'not in'} {scaled.interval}",
        others=others, short=plain_at(measure, figure),
    )  # fmt: skip


def with_others(
    reference: Reference, statement: Statement, cell: Cell, edition: Edition
) -> tuple[Decimal, tuple[Cell, ...]] | Finding:
    """Return a figure with those of the measures that a claim adds to it, and their cells."""
    figure, cells = reference.measures[cell.measure].published(cell.value), []
    for measure in statement.arguments.get("plus", ()):
        other = find_cell(reference, str(measure), cell.key, cell.period, edition)
        if isinstance(other, Finding):
            return other
        cells.append(other)
        figure += reference.measures[other.measure].published(other.value)
    return figure, tuple(cells)


def _against_line(
    reference: Reference, statement: Statement, measure: Measure, cell: Cell, edition: Edition
) -> Finding:
    """Judge "Germany meets the guideline"."""
    figure = measure.published(cell.value)
    stated = _figure_sentence(reference, measure, cell, edition)
    line, comparator = (statement.threshold or Decimal(0)) / measure.scale, statement.comparator or ">="
    holds = COMPARE[comparator](figure, line)
    return figure_finding(
        reference, measure, cell, edition,
        verdict=verdict_of(holds, statement.negated),
        reason="line_met" if holds else "line_not_met",
        says=f"{stated}; the line is {IN_WORDS[comparator]} {plain(line)}",
        arithmetic=f"{figure} {comparator} {plain(line)} is {str(holds).lower()}",
    )  # fmt: skip


def judge_comparison(reference: Reference, statement: Statement, edition: Edition) -> Finding:
    """Judge "Estonia spends more than the United States" and "twice as much as in 2014"."""
    arguments = statement.arguments
    measure = reference.measures[statement.measure or ""]
    cell = find_cell(reference, measure.id, statement.key, statement.period, edition)
    if isinstance(cell, Finding):
        return cell
    other_key = arguments.get("other_key") or statement.key
    other_period = arguments.get("other_period") or statement.period
    if (other_key, str(other_period)) == (cell.key, cell.period):
        return undecided("nothing_to_compare", "the claim does not say what it compares with", edition)
    other = find_cell(reference, measure.id, other_key, str(other_period), edition)
    if isinstance(other, Finding):
        return other
    figure, against = measure.published(cell.value), measure.published(other.value)
    times = Interval(as_decimal(arguments.get("times_low")), as_decimal(arguments.get("times_high")))
    factor = as_decimal(arguments.get("times"))
    if factor is not None:
        if against == 0:
            return undecided("nothing_to_compare", "the figure compared with is zero", edition)
        ratio = figure / against
        holds = _times(statement, ratio, factor, times)
        arithmetic = f"{figure} / {against} = {ratio:.2f}"
    else:
        if not statement.comparator:
            return undecided("nothing_to_compare", "the claim does not say which way it compares", edition)
        holds = COMPARE[statement.comparator](figure, against)
        arithmetic = f"{figure} {statement.comparator} {against} is {str(holds).lower()}"
    where = name_of(reference, other.key) if other.key != cell.key else other.period
    return figure_finding(
        reference, measure, cell, edition,
        verdict=verdict_of(holds, statement.negated),
        reason="comparison_holds" if holds else "comparison_fails",
        says=f"{_figure_sentence(reference, measure, cell, edition)}, that of {where} at {plain_at(measure, against)}",
        arithmetic=arithmetic,
        others=(other,),
    )  # fmt: skip


def _times(statement: Statement, ratio: Decimal, factor: Decimal, times: Interval) -> bool:
    if times.low is not None or times.high is not None:
        return ratio in times
    if statement.comparator in (">", ">=", "<", "<="):
        return COMPARE[statement.comparator](ratio, factor)
    return abs(ratio - factor) <= Decimal("0.5") if factor >= 2 else abs(ratio - factor) <= factor / 10


def judge_change(reference: Reference, statement: Statement, edition: Edition) -> Finding:
    """Judge "risen from 2.2 percent in 2022 to 4.1": both ends, the direction and the size, all in one edition."""
    measure = reference.measures[statement.measure or ""]
    cell = find_cell(reference, measure.id, statement.key, statement.period, edition)
    if isinstance(cell, Finding):
        return cell
    start = statement.arguments.get("from_period")
    if not start:
        return undecided("period_missing", "the claim does not say since when", edition)
    before = find_cell(reference, measure.id, statement.key, str(start), edition)
    if isinstance(before, Finding):
        return before
    old, new = measure.published(before.value), measure.published(cell.value)
    parts = _change_parts(scale_statement(statement, measure), measure, old, new)
    if not parts:
        return undecided("no_figure_in_claim", "the claim names neither figures nor a direction", edition)
    failed = [text for holds, text in parts if not holds]
    stated = _figure_sentence(reference, measure, cell, edition)
    return figure_finding(
        reference, measure, cell, edition,
        verdict=verdict_of(not failed, statement.negated),
        reason="change_differs" if failed else "change_holds",
        says=f"{stated}, after {plain_at(measure, old)} in {before.period}",
        arithmetic="; ".join(text for _, text in parts),
        others=(before,),
    )  # fmt: skip


def _change_parts(statement: Statement, measure: Measure, old: Decimal, new: Decimal) -> list[tuple[bool, str]]:
    """Return each thing the claim says of a change, whether it holds, and its arithmetic."""
    arguments, scale = statement.arguments, measure.scale
    parts: list[tuple[bool, str]] = []
    if statement.value is not None:
        parts.append((statement.allows(new), f"{new} for {statement.interval}"))
    value = as_decimal(arguments.get("from_value"))
    if value is not None:
        low, high = as_decimal(arguments.get("from_low")), as_decimal(arguments.get("from_high"))
        span = Interval(low, high) if low is not None or high is not None else Interval(value, value)
        parts.append((old in span.scaled(scale) or _rounds(old, value / scale), f"{old} for {span.scaled(scale)}"))
    if arguments.get("direction") in ("up", "down"):
        rose = new > old if arguments["direction"] == "up" else new < old
        parts.append((rose, f"{old} to {new} is {'up' if new > old else 'down' if new < old else 'no change'}"))
    size = as_decimal(arguments.get("by"))
    if size is not None:
        parts.append(_size_of_change(arguments, size, measure, old, new))
    return parts


def _size_of_change(
    arguments: Mapping[str, object], size: Decimal, measure: Measure, old: Decimal, new: Decimal
) -> tuple[bool, str]:
    low, high = as_decimal(arguments.get("by_low")), as_decimal(arguments.get("by_high"))
    unit = arguments.get("by_unit")
    if unit in ("percent", "multiple") and old == 0:
        return False, "change from zero"
    if unit == "percent":
        real, formula = abs(new - old) / old * 100, f"({new} - {old}) / {old} = {(new - old) / old * 100:.1f} %"
    elif unit == "multiple":
        real, formula = new / old, f"{new} / {old} = {new / old:.2f}"
    else:
        real, formula = abs(new - old) * measure.scale, f"{new} - {old} = {new - old}"
    span = Interval(low, high) if low is not None or high is not None else Interval(size, size)
    return real in span or _rounds(real, size), formula


def _rounds(figure: Decimal, written: Decimal) -> bool:
    """Say whether a figure rounds half-up to a value at that value's own decimals."""
    exponent = written.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
    return figure.quantize(step, "ROUND_HALF_UP") == written


def find_cell(
    reference: Reference, measure: str, key: str | None, period: str | None, edition: Edition
) -> Cell | Finding:
    """Return a cell of an edition, or the finding that it is not there and why."""
    if not key:
        return undecided("subject_missing", "the claim does not say whom the figure is about")
    if not period:
        return undecided("period_missing", "the claim does not say when")
    cell = reference.cell(edition.id, measure, key, period)
    if cell is not None:
        return cell
    return _absent(reference, measure, key, period, edition)


def _absent(reference: Reference, measure: str, key: str, period: str, edition: Edition) -> Finding:
    population = reference.populations.get(reference.measures[measure].population or "")
    member = population.by_key.get(key) if population else None
    what = f"{possessive(name_of(reference, key))} {period} {reference.measures[measure].short}"
    if not reference.measures[measure].has_figures:
        return undecided(
            "measure_without_figures", f"no table here has figures for {reference.measures[measure].title}"
        )
    if key not in reference.keys and member is None:
        return undecided("entity_not_listed", f"{name_of(reference, key)} is not in these tables ({reference.title})")
    if (
        member is not None
        and not member.listed
        and not any(m == measure and k == key for _, m, k, _ in reference.cells)
    ):
        return undecided("entity_without_figures", f"{member.name} {population.unlisted_note if population else ''}")
    if edition.held == "full":
        return undecided("cell_missing", f"{edition_name(reference, edition)} has no figure for {what}", edition)
    return undecided("edition_not_held", not_held(reference, edition, what, measure, period), edition)


def same_unit(claimed: str | None, unit: str, declared: str) -> bool:
    """Say whether a claim's unit can be the table's: currencies and percent must match, counted nouns may differ."""
    if claimed is None or claimed in (unit, declared):
        return True
    money = _CURRENCY.match(claimed) or _CURRENCY.match(unit) or declared == "national_currency"
    return not (money or "percent" in claimed or "percent" in unit)


def scale_statement(statement: Statement, measure: Measure) -> Statement:
    """Return a statement in the table's unit."""
    scale = measure.scale
    return replace(
        statement,
        value=None if statement.value is None else statement.value / scale,
        low=None if statement.low is None else statement.low / scale,
        high=None if statement.high is None else statement.high / scale,
    )


def name_of(reference: Reference, key: str) -> str:
    """Return an entity's name as a sentence needs it ("the United States")."""
    listed = (population.by_key[key].name for population in reference.populations.values() if key in population.by_key)
    name = next(listed, reference.keys.get(key) or _country_name(key))
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def _country_name(key: str) -> str:
    """Return a country's name in the gazetteer, for one that the tables do not list."""
    entity = load_gazetteer().entities.get(f"country/{key}")
    return entity.name if entity else key


def plain_at(measure: Measure, figure: Decimal) -> str:
    """Return a figure with the publisher's decimals, thousands separated."""
    return f"{figure:,.{measure.decimals}f}"


def figure_with_unit(measure: Measure, figure: Decimal) -> str:
    """Return a figure as a reader sees it, with its unit."""
    return f"{plain_at(measure, figure)} {measure.label}"


def _figure_sentence(
    reference: Reference, measure: Measure, cell: Cell, edition: Edition, others: tuple[Cell, ...] = ()
) -> str:
    verb = "estimates" if cell.is_estimate else "gives"
    link = "at" if cell.is_estimate else "as"
    whose = f"{possessive(name_of(reference, cell.key))} {cell.period} {measure.short}"
    figure = figure_with_unit(measure, measure.published(cell.value))
    more = "".join(
        f" and {reference.measures[c.measure].short} {link} "
        f"{plain_at(reference.measures[c.measure], reference.measures[c.measure].published(c.value))}"
        for c in others
    )
    return f"{edition_name(reference, edition)} {verb} {whose} {link} {figure}{more}"


def figure_finding(
    reference: Reference,
    measure: Measure,
    cell: Cell,
    edition: Edition,
    *,
    verdict: str,
    reason: str,
    says: str,
    arithmetic: str,
    others: tuple[Cell, ...] = (),
    short: str | None = None,
) -> Finding:
    """Return the finding that rests on one figure, and on the others it was compared with."""
    figure = measure.published(cell.value)
    return Finding(
        verdict=verdict,
        reason=reason,
        says=says,
        figure=figure,
        figure_text=figure_with_unit(measure, figure),
        short=short or plain_at(measure, figure),
        is_estimate=cell.is_estimate,
        edition=edition,
        evidence=tuple(cell_evidence(reference, c) for c in (cell, *others)),
        arithmetic=arithmetic,
    )
