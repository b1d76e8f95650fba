"""Terms over cells of one edition: values, sums, ratios and changes of them."""

from decimal import Decimal
from typing import Any

from analysis.check.expression import Change, Ratio, Sum, Value
from analysis.check.finding import edition_name, period_words, possessive
from analysis.check.ground import Ground, TableFigure, Undecided, plain_at, with_unit
from analysis.reference import Cell

FIGURE = ("figure_in_interval", "figure_outside_interval")
COMPARISON = ("comparison_holds", "comparison_fails")
CHANGE = ("change_holds", "change_differs")
_HUNDRED = Decimal(100)


def value(node: Value, ground: Ground) -> TableFigure:
    """Return the figure of one cell, at the decimals its publisher prints."""
    return _of_cells((ground.cell(node),), ground)


def added(node: Sum, ground: Ground) -> TableFigure:
    """Return figures added up, each at its publisher's decimals; years that lack one cannot be added up."""
    gaps = [part for part in node.parts if not ground.has(part)]
    if gaps and len({part.subject for part in node.parts}) > 1:
        names = ", ".join(ground.name(part.subject or "") for part in gaps)
        raise Undecided("coverage_incomplete", f"no figure held for {names}", ground.edition)
    if gaps and len(gaps) < len(node.parts) and len({part.measure for part in node.parts}) == 1:
        held, first, last = len(node.parts) - len(gaps), node.parts[0].period, node.parts[-1].period
        says = f"{held} of the {len(node.parts)} years from {first} to {last} have figures"
        raise Undecided("coverage_incomplete", says, ground.edition)
    return _of_cells(tuple(ground.cell(part) for part in node.parts), ground)


def _of_cells(cells: tuple[Cell, ...], ground: Ground) -> TableFigure:
    first, measure = cells[0], ground.measure(cells[0].measure)
    figures = [ground.published(cell) for cell in cells]
    total = sum(figures, Decimal(0))
    off = sum((abs(figure) for figure in figures), Decimal(0)) * ground.margin
    unit = ground.unit(first)
    return TableFigure(
        worlds=((total - off, total + off),),
        says=_stated(cells, total, ground),
        arithmetic=" + ".join(map(str, figures)) + (f" = {total}" if cells[1:] else ""),
        shown=total, text=with_unit(measure, total), short=plain_at(measure, total), matches=FIGURE,
        evidence=ground.evidence(*cells), is_estimate=first.is_estimate, units=(unit, measure.unit),
        unit_note=f"{measure.title} of {ground.name(first.key)} in {unit}", scale=measure.scale, is_plain=True,
        near=measure.near,
    )  # fmt: skip


def _stated(cells: tuple[Cell, ...], total: Decimal, ground: Ground) -> str:
    """Return what an edition gives: a figure, those of several measures, or the total of years or of subjects."""
    first, measure = cells[0], ground.measure(cells[0].measure)
    verb, link = ("estimates", "at") if first.is_estimate else ("gives", "as")
    name = edition_name(ground.reference, ground.dated)
    if cells[1:] and cells[1].key != first.key:
        return f"{name} has a {first.period} {measure.short} of {with_unit(measure, total)} for {len(cells)} together"
    if cells[1:] and all(cell.measure == first.measure for cell in cells):
        periods = sorted(cell.period for cell in cells)
        years = f"{periods[0]} to {periods[-1]}"
        return f"{name} has {with_unit(measure, total)} for {ground.name(first.key)} from {years}"
    figure = with_unit(measure, ground.published(first))
    more = "".join(
        f" and {ground.measure(c.measure).short} {link} {plain_at(ground.measure(c.measure), ground.published(c))}"
        for c in cells[1:]
    )
    whose = f"{possessive(ground.name(first.key))} {period_words(first.period)} {measure.short}"
    return f"{name} {verb} {whose} {link} {figure}{more}"


def ratio(node: Ratio, ground: Ground) -> TableFigure:
    """Return how many times as large one figure is as another."""
    one, other = value(node.one, ground), value(node.other, ground)
    if other.shown == 0:
        raise Undecided("nothing_to_compare", "the figure compared with is zero", ground.edition)
    times = one.shown / other.shown
    return _of_two(
        one, other, times, abs(times) * 2 * ground.margin, matches=COMPARISON,
        says=beside(one, node.one, node.other, other, ground),
        arithmetic=f"{one.shown} / {other.shown} = {times:.2f}",
    )  # fmt: skip


def beside(one: TableFigure, first: Value, second: Value, other: TableFigure, ground: Ground) -> str:
    """Return two figures in one sentence."""
    where = ground.name(second.subject or "") if second.subject != first.subject else second.period
    return f"{one.says}, that of {where} at {other.short}"


def change(node: Change, ground: Ground) -> TableFigure:
    """Return how far a figure moved, in percent of where it began or in the unit of the claim."""
    start, end = value(node.start, ground), value(node.end, ground)
    old, new = start.shown, end.shown
    says = f"{end.says}, after {start.short} in {node.start.period}"
    if node.how == "percent" and old == 0:
        raise Undecided("nothing_to_compare", "the figure at the beginning is zero", ground.edition)
    if node.how == "percent":
        moved = (new - old) / old * _HUNDRED
        arithmetic, spread = f"({new} - {old}) / {old} = {moved:.1f} %", (_HUNDRED + abs(moved)) * 2 * ground.margin
    else:
        moved, arithmetic = (new - old) * end.scale, f"{new} - {old} = {new - old}"
        spread = (abs(new) + abs(old)) * ground.margin * end.scale
    return _of_two(end, start, abs(moved), spread, matches=CHANGE, says=says, arithmetic=arithmetic)


def _of_two(one: TableFigure, other: TableFigure, figure: Decimal, spread: Decimal, **told: Any) -> TableFigure:
    """Return what two figures come to; the first one is shown."""
    worlds = ((figure - spread, figure + spread),)
    return one.besides(other.evidence, worlds=worlds, scale=Decimal(1), is_plain=False, **told)
