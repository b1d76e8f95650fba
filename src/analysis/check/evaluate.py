"""The evaluator: an expression and a ground in, a finding out; each term by one edition, each relation over terms.

A relation holds in some of the worlds that the table leaves open, in all of them or in none: then the answer is open,
yes or no. Negation turns the relation, so that a hedge or a gap leaves a denial as open as what it denies.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.check import bodies, contests, figures, past, people
from analysis.check import expression as ex
from analysis.check.express import express
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, edition_name, possessive, verdict_of
from analysis.check.ground import IN_WORDS, Ground, TableFigure, Undecided, plain_at, same_unit
from analysis.check.statement import Statement, Wording
from analysis.reference.model import COMPARE
from analysis.tables.intervals import plain


def find(relation: ex.Relation, ground: Ground) -> Finding:
    """Return whether a relation holds by an edition, or why that cannot be said."""
    try:
        return _found(relation, ground)
    except Undecided as missing:
        return replace(missing.finding, expression=relation)


def _found(relation: ex.Relation, ground: Ground) -> Finding:
    return replace(_relate(relation, ground, False), edition=ground.edition, expression=relation)


def judge_statement(statement: Statement, ground: Ground) -> Finding:
    """Return what an edition, or the tables of a day, say of a resolved statement."""
    try:
        relation = express(statement, ground)
    except Undecided as missing:
        return missing.finding
    return find(relation, ground)


def judge_if_held(statement: Statement, ground: Ground) -> Finding | None:
    """Return what an edition says of a resolved statement with figures of its own, and nothing where it has none."""
    try:
        found = _found(express(statement, ground), ground)
    except Undecided:
        return None
    return None if found.figure is None else found


def evaluate(term: ex.Term, ground: Ground) -> TableFigure:
    """Return the figure of a term.

    Raises
    ------
    Undecided
        If something that it needs is not in the package, or not in the edition.
    """
    if type(term) not in _TERMS:
        raise TypeError(f"{term!r} has no figure of its own")
    return _TERMS[type(term)](term, ground)


_TERMS: Mapping[type, Callable[[Any, Ground], TableFigure]] = {
    ex.Value: figures.value, ex.Sum: figures.added, ex.Ratio: figures.ratio, ex.Change: figures.change,
    ex.Rank: figures.rank, ex.Count: figures.count, ex.Share: figures.share, ex.Size: bodies.size,
    ex.Joiners: bodies.joiners, ex.Place: bodies.place, ex.Age: people.age,
}  # fmt: skip


def _relate(relation: ex.Relation, ground: Ground, turned: bool) -> Finding:
    match relation:
        case ex.Not(of):
            return _relate(of, ground, not turned)
        case ex.Within(ex.Tenure() as tenure, wording):
            return people.tenure_holds(tenure, wording, ground, turned)
        case ex.Within(term, wording):
            return _within(evaluate(term, ground), wording, ground, turned)
        case ex.Compare(one, sign, Decimal() as line):
            return _against(evaluate(one, ground), sign, line, turned)
    return _RELATIONS[type(relation)](relation, ground, turned)


def holds_within(figure: TableFigure, wording: Wording) -> bool | None:
    """Return whether a figure, in the table's unit, is one that a wording allows; None where worlds differ."""
    answers = {wording.meets(low, high) for low, high in figure.worlds}
    if answers == {False} and (figure.beyond is None or (wording.low is not None and wording.low > figure.beyond)):
        answers |= {wording.meets(low, high) for low, high in figure.perhaps}
    return answers.pop() if len(answers) == 1 else None


def _within(figure: TableFigure, wording: Wording, ground: Ground, turned: bool) -> Finding:
    _need_unit(figure, wording, ground)
    if wording.is_empty:
        says = f"{figure.says}; the claim names no figure and no guideline is known"
        raise Undecided("no_figure_in_claim", says, ground.edition)
    scaled = wording.scaled(figure.scale)
    holds = holds_within(figure, scaled)
    says, arithmetic = f"{figure.says}; the claim is {figure.noun}{wording}", figure.arithmetic
    if figure.is_plain:
        why = ", a round figure," if wording.is_round and not wording.is_hedged else ""
        says = f"{figure.says}; {wording}{why} allows {scaled.interval}"
        arithmetic = f"{arithmetic} {'in' if holds else 'not in'} {scaled.interval}"
        coarse = holds and wording.is_coarse_for(figure.shown * figure.scale)
        if coarse or (holds is False and scaled.borders(figure.shown)):
            return figure.finding(None, turned, says, arithmetic, "hedge_borderline")
        low, high = figure.worlds[0]
        if holds is False and figure.near and scaled.meets(low - figure.near, high + figure.near):
            says = f"{says}; other sources count otherwise"
            return figure.finding(None, turned, says, arithmetic, "sources_disagree")
    found = figure.finding(holds, turned, says, arithmetic)
    if found.verdict == REFUTED and figure.instead is not None:
        other, reason, note = figure.instead
        if holds_within(other, scaled) is (not turned):
            return found.left_open(reason, note)
    return found


def _need_unit(figure: TableFigure, wording: Wording, ground: Ground) -> None:
    if figure.units and not same_unit(wording.unit, *figure.units):
        raise Undecided("unit_differs", f"the claim is in {wording.unit}, {figure.unit_note}", ground.edition)


def compare(one: TableFigure, sign: str, low: Decimal, high: Decimal) -> bool:
    """Say whether a figure can stand in a relation to one that lies between two."""
    (least, most), meets = one.worlds[0], COMPARE[sign]
    if sign == "=":
        return least <= high and low <= most
    return meets(most, low) if sign.startswith(">") else meets(least, high)


def _against(figure: TableFigure, sign: str, line: Decimal, turned: bool) -> Finding:
    """Hold a figure against a line ("Germany meets the guideline", "more than three times as much")."""
    holds = compare(figure, sign, line, line)
    if not figure.is_plain:
        return figure.finding(holds, turned, figure.says, figure.arithmetic)
    says = f"{figure.says}; the line is {IN_WORDS[sign]} {plain(line)}"
    arithmetic = f"{figure.shown} {sign} {plain(line)} is {str(holds).lower()}"
    return replace(figure, matches=("line_met", "line_not_met")).finding(holds, turned, says, arithmetic)


def _beside(relation: ex.Compare, ground: Ground, turned: bool) -> Finding:
    """Hold a figure against another ("Estonia spends more than the United States"), or against some added up."""
    first, sign, second = relation.one, relation.relation, relation.other
    assert isinstance(first, ex.Value)
    assert not isinstance(second, Decimal)
    one, other = figures.value(first, ground), evaluate(second, ground)
    holds = compare(one, sign, *other.worlds[0])
    arithmetic = f"{one.shown} {sign} {other.shown} is {str(holds).lower()}"
    both, says = (
        one.besides(other.evidence, matches=figures.COMPARISON),
        figures.beside(one, first, second, other, ground),
    )
    low, high = other.worlds[0]
    if not holds and one.near and compare(one, sign, low - one.near, high + one.near):
        return both.finding(None, turned, f"{says}; other sources count otherwise", arithmetic, "sources_disagree")
    return both.finding(holds, turned, says, arithmetic)


def _every(relation: ex.Every, ground: Ground, turned: bool) -> Finding:
    """Judge a stretch by every year held, at least half of them; some inside and some outside leave it open."""
    held = [part for part in relation.parts if all(map(ground.has, figures.values_of(part)))]
    if not held:
        evaluate(relation.parts[-1], ground)
        raise Undecided("cell_missing", "no year has all the figures that are added up", ground.edition)
    found = [(part, evaluate(part, ground)) for part in held]
    if 2 * len(held) < len(relation.parts):
        raise figures.too_few_years(len(held), relation.parts, ground)
    _need_unit(found[0][1], relation.wording, ground)
    return _through(relation, found, ground, turned)


def _through(
    relation: ex.Every, found: Sequence[tuple[ex.Value | ex.Sum, TableFigure]], ground: Ground, turned: bool
) -> Finding:
    scaled = relation.wording.scaled(found[0][1].scale)
    outside = [figure for _, figure in found if holds_within(figure, scaled) is relation.never]
    shown = outside[0] if outside else found[-1][1]
    first, last = (figures.values_of(found[n][0])[0] for n in (0, -1))
    measure = ground.measure(first.measure)
    least, most = (plain_at(measure, pick(f.shown for _, f in found)) for pick in (min, max))
    mixed = 0 < len(outside) < len(found) and not relation.always
    whose = possessive(ground.name(first.subject or ""))
    cells = tuple(e for _, f in found for e in f.evidence if e not in shown.evidence)
    return shown.besides(cells, unsure="holds_in_part").finding(
        None if mixed else not outside, turned,
        f"{edition_name(ground.reference, ground.dated)} has {whose} {measure.short} from "
        f"{first.period} to {last.period} between {least} and {most} {measure.label}; "
        f"{relation.wording} allows {scaled.interval}, so {len(outside)} of {len(found)} years lie outside",
        f"{len(found) - len(outside)} of {len(found)} in {scaled.interval}",
    )  # fmt: skip


def _changed(relation: ex.Changed, ground: Ground, turned: bool) -> Finding:
    """Judge "risen from 2.2 percent in 2022 to 4.1": both ends, the direction and the size, all in one edition."""
    start, end = figures.value(relation.start, ground), figures.value(relation.end, ground)
    if not relation.parts:
        says = "the claim names neither figures nor a direction"
        raise Undecided("no_figure_in_claim", says, ground.edition)
    parts = [_relate(part, ground, False) for part in relation.parts]
    verdicts = {part.verdict for part in parts}
    open_part = next((part for part in parts if part.verdict == OPEN), None)
    both = end.besides(start.evidence, matches=figures.CHANGE)
    says = f"{end.says}, after {start.short} in {relation.start.period}"
    arithmetic = "; ".join(part.arithmetic for part in parts)
    if REFUTED not in verdicts and open_part is not None:
        return both.finding(None, turned, says, arithmetic, open_part.reason)
    return both.finding(verdicts == {SUPPORTED}, turned, says, arithmetic)


def _all(relation: ex.All, ground: Ground, turned: bool) -> Finding:
    """Judge what is said of several: it holds where it does for each of them, and not where it fails for one."""
    parts = [_relate(part, ground, False) for part in relation.parts]
    told = next((p for v in (REFUTED, OPEN) for p in parts if p.verdict == v), parts[0])
    holds = None if told.verdict == OPEN else told.verdict == SUPPORTED
    return replace(
        told, verdict=verdict_of(holds, turned), says="; ".join(part.says for part in parts),
        evidence=tuple(cell for part in parts for cell in part.evidence),
        arithmetic="; ".join(part.arithmetic for part in parts),
    )  # fmt: skip


def _those(relation: ex.Those, ground: Ground, turned: bool) -> Finding:
    node = relation.count
    figure, found = figures.count(node, ground), figures.counted(node, ground, figures.members_of(node, ground))
    holds = None if found.missing else {cell.key for cell in found.met} == set(relation.names)
    return figure.finding(holds, turned, f"{figure.says}; the claim is the statement", figure.arithmetic)


def _out_of(relation: ex.OutOf, ground: Ground, turned: bool) -> Finding:
    """Hold the size that a count names against the members on the article's day, the period's and the edition's."""
    finding = _relate(relation.of, ground, turned)
    if not finding.decided:
        return finding
    population, members = figures.population_of(relation.count, ground), figures.members_of(relation.count, ground)
    size = len(population.on(ground.day))
    if relation.size in {size, len(members), len(population.on(ground.dated.as_of))}:
        return finding
    note = f"{population.name} had {size} members then, not {plain(relation.size)}"
    if relation.size == sum(m.listed for m in members):
        return finding.left_open("population_listed_only", f"{note}: only that many have figures")
    return replace(
        finding, verdict=verdict_of(False, turned), reason="population_size_differs", says=f"{finding.says}; {note}"
    )


_RELATIONS: Mapping[type, Callable[[Any, Ground, bool], Finding]] = {
    ex.All: _all, ex.Compare: _beside, ex.Every: _every, ex.Extreme: past.record, ex.Contest: contests.decided,
    ex.InARow: past.in_a_row, ex.Changed: _changed, ex.Those: _those, ex.OutOf: _out_of, ex.Member: bodies.belongs,
    ex.Joined: bodies.joined, ex.Held: people.held, ex.Event: people.event, ex.InForce: bodies.in_force,
}  # fmt: skip
