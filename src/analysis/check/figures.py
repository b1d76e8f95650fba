"""Terms over cells of one edition: values, sums, ratios and changes of them; over a population counts and places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.check.expression import Change, Count, Rank, Ratio, Share, Sum, Value
from analysis.check.finding import edition_name, not_held, period_words, possessive
from analysis.check.ground import IN_WORDS, Ground, TableFigure, Undecided, plain_at, with_unit
from analysis.reference import Cell, Edition, Membership, Population
from analysis.reference.model import COMPARE
from analysis.tables.intervals import plain

FIGURE = ("figure_in_interval", "figure_outside_interval")
COMPARISON = ("comparison_holds", "comparison_fails")
CHANGE = ("change_holds", "change_differs")
_HUNDRED = Decimal(100)
_COUNT = ("count_matches", "count_differs")
_RANK = ("rank_matches", "rank_differs")
_YEAR, _NEAR = 4, 5  # characters, years
_FEW = 0.1  # so many of those ranked may have no figure, where no table says who must have one


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
        raise too_few_years(len(node.parts) - len(gaps), node.parts, ground)
    return _of_cells(tuple(ground.cell(part) for part in node.parts), ground)


def values_of(part: Value | Sum) -> tuple[Value, ...]:
    """Return a value, or those that are added up."""
    return part.parts if isinstance(part, Sum) else (part,)


def too_few_years(held: int, parts: Sequence[Value | Sum], ground: Ground) -> Undecided:
    """Return that so many of some years have figures."""
    first, last = (values_of(parts[n])[0].period for n in (0, -1))
    says = f"{held} of the {len(parts)} years from {first} to {last} have figures"
    return Undecided("coverage_incomplete", says, ground.edition)


def _of_cells(cells: tuple[Cell, ...], ground: Ground) -> TableFigure:
    first, measure = cells[0], ground.measure(cells[0].measure)
    figures = [ground.published(cell) for cell in cells]
    total = sum(figures, Decimal(0))
    off = sum((abs(figure) for figure in figures), Decimal(0)) * ground.margin
    unit, held = ground.unit(first), sum((cell.value for cell in cells), Decimal(0))
    return TableFigure(
        worlds=((total - off, total + off),), perhaps=((held - off, held + off),),  # more exact than it is printed
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
    others = ((ground.measure(c.measure), ground.published(c)) for c in cells[1:])
    more = "".join(f" and {other.short} {link} {plain_at(other, value)}" for other, value in others)
    whose = f"{possessive(ground.name(first.key))} {period_words(first.period)} {measure.short}"
    return f"{name} {verb} {whose} {link} {figure}{more}"


def ratio(node: Ratio, ground: Ground) -> TableFigure:
    """Return how many times as large one figure is as another."""
    one, other = value(node.one, ground), value(node.other, ground)
    if other.shown == 0:
        raise Undecided("nothing_to_compare", "the figure compared with is zero", ground.edition)
    times = one.shown / other.shown
    found = _of_two(
        one, other, times, abs(times) * 2 * ground.margin, matches=COMPARISON,
        says=beside(one, node.one, node.other, other, ground),
        arithmetic=f"{one.shown} / {other.shown} = {times:.2f}", text=f"{times:.2f} times", short=f"{times:.2f}",
    )  # fmt: skip
    is_part = node.one.subject == node.other.subject and node.one.period == node.other.period and times < 1
    if not is_part:
        return found
    # a part and its whole are revised together: what holds of the figures alone is left open
    text = f"{times * _HUNDRED:.1f} % of the {ground.measure(node.other.measure).short}"
    return replace(found, worlds=((times, times), *found.worlds), says=f"{found.says}: {text}", text=text)


def beside(one: TableFigure, first: Value, second: Value | Sum, other: TableFigure, ground: Ground) -> str:
    """Return two figures in one sentence."""
    if isinstance(second, Sum):
        names = " and ".join(ground.name(part.subject or "") for part in second.parts)
        return f"{one.says}, that of {names} at {other.short}"
    if second.measure != first.measure:
        return f"{one.says}, {ground.measure(second.measure).short} {other.short}"
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
    worlds = ((figure - spread, figure + spread),)
    return one.besides(other.evidence, worlds=worlds, perhaps=(), scale=Decimal(1), is_plain=False, **told)


@dataclass(frozen=True, slots=True)
class Counted:
    """Who meets a line: `met` do, the `missing` may, the `unlisted` have no figures at all."""

    met: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    total: int

    @property
    def count(self) -> int:
        """How many meet it at least."""
        return len(self.met)


def members_in(population: Population, edition: Edition, period: str) -> tuple[Membership, ...]:
    """Return who counts: the members at the period's end, or on the edition's own day when that is earlier."""
    end = date(int(period[:_YEAR]), 12, 31) if period[:_YEAR].isdigit() else edition.as_of
    return population.on(min(end, edition.as_of))


def counted(node: Count, ground: Ground, members: Sequence[Membership]) -> Counted:
    """Count the members whose published figure meets the line."""
    edition, meets = ground.dated, COMPARE[node.relation]
    line = node.line or Decimal(0)
    found = {m.key: ground.reference.cell(edition.id, node.measure, m.key, node.period or "") for m in members}
    cells = tuple(cell for cell in found.values() if cell is not None)
    return Counted(
        met=tuple(cell for cell in cells if meets(ground.published(cell), line)),
        cells=cells,
        missing=tuple(m.name for m in members if m.listed and found[m.key] is None),
        unlisted=tuple(m.name for m in members if not m.listed and found[m.key] is None),
        total=len(members),
    )


def population_of(node: Count, ground: Ground) -> Population:
    """Return the population that is counted: the one named, else the measure's own."""
    name = node.population or ground.measure(node.measure).population
    return ground.population(name, "no table lists the population that the claim counts")


def members_of(node: Count, ground: Ground) -> tuple[Membership, ...]:
    """Return those that are counted."""
    return members_in(population_of(node, ground), ground.dated, node.period or "")


def count(node: Count, ground: Ground) -> TableFigure:
    """Return how many meet the line; members whose figure is not held leave several counts possible."""
    population = population_of(node, ground)
    if node.line is None or not node.relation:
        raise Undecided("no_figure_in_claim", "the claim does not say which line is counted against", ground.edition)
    if not node.period:
        raise Undecided("period_missing", "the claim does not say when")
    found, measure = counted(node, ground, members_of(node, ground)), ground.measure(node.measure)
    if not found.cells and not measure.has_figures:
        raise Undecided("measure_without_figures", f"no table here has figures for {measure.title}")
    if not found.cells:
        reason = "cell_missing" if ground.dated.held == "full" else "edition_not_held"
        says = not_held(ground.reference, ground.dated, f"the {node.period} figures", measure.id, node.period)
        raise Undecided(reason, says, ground.edition)
    other = _figure(node, ground, population, counted(node, ground, population.on(ground.dated.as_of)))
    instead = (other, "population_ambiguous", "counted over all that the edition lists it would hold")
    return replace(_figure(node, ground, population, found), instead=instead)


def _figure(node: Count, ground: Ground, population: Population, found: Counted) -> TableFigure:
    most = found.count + len(found.missing)
    noun = population.nouns[0] + ("s" if found.count != 1 else "")
    missing, unlisted = ", ".join(found.missing), ", ".join(found.unlisted)
    notes = [f"no figure held for {missing}, so {found.count}–{most}"] if missing else []
    notes += [f"{unlisted} {population.unlisted_note}"] if unlisted else []
    coverage = f" ({'; '.join(notes)})" if notes else ""
    short = f"{found.count} of the {len(found.cells)} held" if found.missing else str(found.count)
    measure, line = ground.measure(node.measure), plain(node.line)
    estimates = any(cell.is_estimate for cell in found.cells)
    spread = f"{found.count}–{most}" if found.missing else str(found.count)
    return TableFigure(
        worlds=_ways(range(found.count, most + 1)),
        perhaps=_ways(range(most + 1, most + 1 + len(found.unlisted))),
        beyond=None if node.relation in ("<", "<=") else Decimal(found.total - len(found.unlisted)),
        says=f"{edition_name(ground.reference, ground.dated)} {'has, by its estimates,' if estimates else 'has'} "
        f"{short} {noun} with a {node.period} {measure.short} of {IN_WORDS[node.relation]} "
        f"{line} {measure.label}{coverage}",
        arithmetic=f"count of {len(found.cells)} {node.period} figures ({measure.id}) that are "
        f"{IN_WORDS[node.relation]} {line} = {spread}",
        shown=Decimal(found.count), short=short,
        text=short if found.missing else f"{short} of {found.total} {population.nouns[0]}s",
        matches=_COUNT, unsure="coverage_incomplete", is_estimate=estimates, evidence=ground.evidence(*found.cells),
    )  # fmt: skip


def _ways(figures: Iterable[int]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(figure), Decimal(figure)) for figure in figures)


def share(node: Share, ground: Ground) -> TableFigure:
    """Return a count in percent of the members."""
    return _in_percent(count(node.count, ground), len(members_of(node.count, ground)))


def _in_percent(figure: TableFigure, total: int) -> TableFigure:
    def each(worlds: tuple[tuple[Decimal, Decimal], ...]) -> tuple[tuple[Decimal, Decimal], ...]:
        return tuple((low * 100 / total, high * 100 / total) for low, high in worlds)

    beyond = None if figure.beyond is None else figure.beyond * 100 / total
    instead = None if figure.instead is None else (_in_percent(figure.instead[0], total), *figure.instead[1:])
    return replace(figure, worlds=each(figure.worlds), perhaps=each(figure.perhaps), beyond=beyond, instead=instead)


def rank(node: Rank, ground: Ground) -> TableFigure:
    """Return a place at published decimals; equal figures share their places, missing ones may stand before."""
    cell, measure = ground.cell(node.value), ground.measure(node.value.measure)
    own = value(node.value, ground)
    ranked = _ranked(node, ground)
    if cell.key not in ranked:
        raise Undecided("entity_not_in_population", f"{ground.name(cell.key)} is not ranked there", ground.edition)
    found = {key: ground.reference.cell(ground.dated.id, measure.id, key, cell.period) for key in ranked}
    others = [c for key, c in found.items() if c is not None and key != cell.key]
    before = COMPARE[">" if node.falling else "<"]
    best = 1 + sum(before(ground.published(c), own.shown) for c in others)
    worst = best + sum(ground.published(c) == own.shown for c in others)
    missing = [key for key, name in ranked.items() if name and found[key] is None]
    elsewhen = 0
    if node.among:
        near = _nearest(measure.id, cell.period, ground)
        unknown = [key for key in missing if key not in near]
        elsewhen = len(missing)
        missing = [key for key in missing if key in near and before(ground.published(near[key]), own.shown)]
        elsewhen -= len(missing) + len(unknown)
        missing += unknown if len(unknown) > _FEW * len(ranked) else []
    place = f"{best}" if best == worst else f"{best}–{worst}"
    not_held_for = f"; no figure held for {', '.join(ranked[key] for key in missing)}" if missing else ""
    not_held_for += f"; {elsewhen} more lie behind by the figure of another year" if elsewhen else ""
    body = f" ({node.population})" if node.among and node.population else ""
    direction, sign = ("highest", ">") if node.falling else ("lowest", "<")
    low, high = _places(others, own, node, ground) if ground.margin else (best, worst)
    return replace(
        own,
        worlds=tuple((Decimal(low + n), Decimal(high + n)) for n in range(len(missing) + 1)),
        says=f"by {edition_name(ground.reference, ground.dated)} {ground.name(cell.key)} has place {place} of "
        f"{len(others) + 1}{body} from the {direction} ({cell.period} {measure.short}: {with_unit(measure, own.shown)}"
        f"{not_held_for})",
        arithmetic=f"1 + count of {len(others)} figures {sign} {own.shown} = {place}", short=f"place {place}",
        matches=_RANK, noun="place ", unsure="coverage_incomplete", evidence=ground.evidence(cell, *others),
        scale=Decimal(1), units=None, is_plain=False,
    )  # fmt: skip


def _places(others: Sequence[Cell], own: TableFigure, node: Rank, ground: Ground) -> tuple[int, int]:
    """Return the places that are possible when every figure may be off by the margin."""
    ends = [(figure * (1 - ground.margin), figure * (1 + ground.margin)) for figure in map(ground.published, others)]
    least, most = own.shown * (1 - ground.margin), own.shown * (1 + ground.margin)
    above = sum(low > most for low, _ in ends) if node.falling else sum(high < least for _, high in ends)
    not_below = sum(high >= least for _, high in ends) if node.falling else sum(low <= most for low, _ in ends)
    return 1 + above, 1 + not_below


def _nearest(measure: str, period: str, ground: Ground) -> dict[str, Cell]:
    """Return of everyone but sums of others the figure nearest to a year, up to five years off."""
    cells, edition, is_year = ground.reference.cells.of(measure), ground.dated.id, len(period) == _YEAR
    years = {p: abs(int(p) - int(period)) for p in cells.periods[edition]} if is_year else {period: 0}
    near = sorted((p for p in years if years[p] <= _NEAR), key=lambda p: years[p])
    found = ((key, cells.get(edition, key, p)) for p in reversed(near) for key in cells.keys.get((edition, p), ()))
    return {key: cell for key, cell in found if cell is not None and key not in ground.reference.aggregates}


def _ranked(node: Rank, ground: Ground) -> dict[str, str]:
    measure, period = node.value.measure, node.value.period or ""
    if node.among:
        keys = _nearest(measure, period, ground) if node.among == ("*",) else node.among
        return {key: ground.name(key) for key in keys if key not in node.excluding}
    name = node.population or ground.measure(measure).population
    population = ground.population(name, "no table lists the population that the claim ranks")
    members = members_in(population, ground.dated, period)
    return {m.key: m.name if m.listed else "" for m in members if m.key not in node.excluding}
