"""The evaluator: an expression and a ground in, a finding out; each term by one edition, each relation over terms.

A relation holds in some of the worlds that the table leaves open, in all of them or in none: then the answer is open,
yes or no. Negation turns the relation, so that a hedge or a gap leaves a denial as open as what it denies.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from analysis.check import bodies, counts, figures, past, people
from analysis.check import expression as ex
from analysis.check.express import express
from analysis.check.finding import OPEN, REFUTED, SUPPORTED, Finding, edition_name, possessive, verdict_of
from analysis.check.ground import COMPARE, IN_WORDS, Ground, TableFigure, Undecided, plain_at, same_unit
from analysis.check.statement import Statement
from analysis.check.worded import Wording
from analysis.tables.intervals import plain


def find(relation: ex.Relation, ground: Ground) -> Finding:
    """Return whether a relation holds by an edition, or why that cannot be said."""
    try:
        return replace(_relate(relation, ground, turned=False), edition=ground.edition, expression=relation)
    except Undecided as missing:
        return replace(missing.finding, expression=relation)


def judge_statement(statement: Statement, ground: Ground) -> Finding:
    """Return what an edition, or the tables of a day, say of a resolved statement."""
    try:
        relation = express(statement, ground)
    except Undecided as missing:
        return missing.finding
    return find(relation, ground)


def evaluate(term: ex.Term, ground: Ground) -> TableFigure:
    """Return the figure of a term.

    Raises
    ------
    Undecided
        If something that it needs is not in the package, or not in the edition.
    """
    match term:
        case ex.Value():
            return figures.value(term, ground)
        case ex.Sum():
            return figures.added(term, ground)
        case ex.Ratio():
            return figures.ratio(term, ground)
        case ex.Change():
            return figures.change(term, ground)
        case ex.Rank():
            return counts.rank(term, ground)
        case ex.Count():
            return counts.count(term, ground)
        case ex.Share():
            return counts.share(term, ground)
        case ex.Size():
            return bodies.size(term, ground)
        case ex.Joiners():
            return bodies.joiners(term, ground)
        case ex.Place():
            return bodies.place(term, ground)
        case ex.Age():
            return people.age(term, ground)
    raise TypeError(f"{term!r} has no figure of its own")


def _relate(relation: ex.Relation, ground: Ground, *, turned: bool) -> Finding:
    match relation:
        case ex.Not(of):
            return _relate(of, ground, turned=not turned)
        case ex.Within(ex.Tenure() as term, wording):
            return people.tenure_holds(term, wording, ground, turned)
        case ex.Within(term, wording):
            return _within(evaluate(term, ground), wording, ground, turned)
        case ex.Compare(one, sign, ex.Value() as other) if isinstance(one, ex.Value):
            return _beside(one, sign, other, ground, turned)
        case ex.Compare(one, sign, Decimal() as line):
            return _against(evaluate(one, ground), sign, line, turned)
        case ex.Every():
            return _every(relation, ground, turned)
        case ex.Extreme():
            return _outcome(past.record(relation, ground), turned)
        case ex.InARow():
            return _outcome(past.in_a_row(relation, ground), turned)
        case ex.Changed():
            return _changed(relation, ground, turned)
        case ex.Those(count, names):
            return _those(count, names, ground, turned)
        case ex.OutOf():
            return _out_of(relation, ground, turned)
        case ex.Member():
            return bodies.belongs(relation, ground, turned)
        case ex.Joined():
            return bodies.joined(relation, ground, turned)
        case ex.Held():
            return people.held(relation, ground, turned)
        case ex.Event():
            return people.event(relation, ground, turned)
        case ex.InForce():
            return bodies.in_force(relation, ground, turned)
    raise TypeError(f"{relation!r} is no relation")


def _finding(figure: TableFigure, verdict: str, reason: str, says: str, arithmetic: str) -> Finding:
    return Finding(
        verdict=verdict, reason=reason, says=says, figure=figure.shown, figure_text=figure.text, short=figure.short,
        is_estimate=figure.is_estimate, evidence=figure.evidence, arithmetic=arithmetic, hindsight=figure.hindsight,
    )  # fmt: skip


def _outcome(found: past.Outcome, turned: bool) -> Finding:
    verdict = OPEN if found.holds is None else verdict_of(found.holds, turned)
    return _finding(found.figure, verdict, found.reason, found.says, found.arithmetic)


def holds_within(figure: TableFigure, wording: Wording) -> bool | None:
    """Return whether a figure, in the table's unit, is one that a wording allows; None where worlds differ."""
    answers = {wording.meets(low, high) for low, high in figure.worlds}
    if answers == {False} and (figure.beyond is None or (wording.low is not None and wording.low > figure.beyond)):
        answers |= {wording.meets(low, high) for low, high in figure.perhaps}
    return answers.pop() if len(answers) == 1 else None


def _within(figure: TableFigure, wording: Wording, ground: Ground, turned: bool) -> Finding:
    if figure.units and not same_unit(wording.unit, *figure.units):
        raise Undecided("unit_differs", f"the claim is in {wording.unit}, {figure.unit_note}", ground.edition)
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
            return _finding(figure, OPEN, "hedge_borderline", says, arithmetic)
        if holds is False and figure.near and _is_near(figure, scaled):
            return _finding(figure, OPEN, "sources_disagree", f"{says}; other sources count otherwise", arithmetic)
    if holds is None:
        return _finding(figure, OPEN, figure.unsure, says, arithmetic)
    found = _finding(figure, verdict_of(holds, turned), figure.matches[not holds], says, arithmetic)
    if found.verdict == REFUTED and figure.instead is not None:
        other, reason, note = figure.instead
        if holds_within(other, scaled) is (not turned):
            return replace(found, verdict=OPEN, reason=reason, says=f"{says}; {note}")
    return found


def _is_near(figure: TableFigure, wording: Wording) -> bool:
    """Say whether a figure by another way to count could be the one claimed."""
    low, high = figure.worlds[0]
    return wording.meets(low - figure.near, high + figure.near)


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
        return _finding(figure, verdict_of(holds, turned), figure.matches[not holds], figure.says, figure.arithmetic)
    return _finding(
        figure, verdict_of(holds, turned), "line_met" if holds else "line_not_met",
        f"{figure.says}; the line is {IN_WORDS[sign]} {plain(line)}",
        f"{figure.shown} {sign} {plain(line)} is {_said(holds)}",
    )  # fmt: skip


def _said(holds: bool) -> str:
    return str(holds).lower()


def _beside(first: ex.Value, sign: str, second: ex.Value, ground: Ground, turned: bool) -> Finding:
    """Hold a figure against another ("Estonia spends more than the United States")."""
    one, other = figures.value(first, ground), figures.value(second, ground)
    holds = compare(one, sign, *other.worlds[0])
    both = replace(one, evidence=(*one.evidence, *other.evidence))
    return _finding(
        both, verdict_of(holds, turned), "comparison_holds" if holds else "comparison_fails",
        figures.beside(one, first, second, other, ground), f"{one.shown} {sign} {other.shown} is {_said(holds)}",
    )  # fmt: skip


def _every(relation: ex.Every, ground: Ground, turned: bool) -> Finding:
    """Judge a stretch by every year held, at least half of them; some inside and some outside leave it open."""
    held = [part for part in relation.parts if _is_held(part, ground)]
    if not held:
        evaluate(relation.parts[-1], ground)
        raise Undecided("cell_missing", "no year has all the figures that are added up", ground.edition)
    found = [(part, evaluate(part, ground)) for part in held]
    first, last = (_first(relation.parts[n]).period for n in (0, -1))
    if 2 * len(held) < len(relation.parts):
        says = f"{len(held)} of the {len(relation.parts)} years from {first} to {last} have figures"
        raise Undecided("coverage_incomplete", says, ground.edition)
    units = found[0][1].units
    if units and not same_unit(relation.wording.unit, *units):
        raise Undecided(
            "unit_differs", f"the claim is in {relation.wording.unit}, {found[0][1].unit_note}", ground.edition
        )
    return _through(relation, found, ground, turned)


def _through(
    relation: ex.Every, found: Sequence[tuple[ex.Value | ex.Sum, TableFigure]], ground: Ground, turned: bool
) -> Finding:
    scaled = relation.wording.scaled(found[0][1].scale)
    outside = [figure for _, figure in found if holds_within(figure, scaled) is relation.never]
    shown = outside[0] if outside else found[-1][1]
    measure = ground.measure(_first(found[0][0]).measure)
    least, most = (plain_at(measure, pick(f.shown for _, f in found)) for pick in (min, max))
    mixed = 0 < len(outside) < len(found) and not relation.always
    whose = possessive(ground.name(_first(found[0][0]).subject or ""))
    cells = tuple(e for _, f in found for e in f.evidence if e not in shown.evidence)
    verdict = OPEN if mixed else verdict_of(not outside, turned)
    reason = "holds_in_part" if mixed else shown.matches[bool(outside)]
    return _finding(
        replace(shown, evidence=(*shown.evidence, *cells)), verdict, reason,
        f"{edition_name(ground.reference, ground.dated)} has {whose} {measure.short} from "
        f"{_first(found[0][0]).period} to {_first(found[-1][0]).period} between {least} and {most} {measure.label}; "
        f"{relation.wording} allows {scaled.interval}, so {len(outside)} of {len(found)} years lie outside",
        f"{len(found) - len(outside)} of {len(found)} in {scaled.interval}",
    )  # fmt: skip


def _first(part: ex.Value | ex.Sum) -> ex.Value:
    return part.parts[0] if isinstance(part, ex.Sum) else part


def _is_held(part: ex.Value | ex.Sum, ground: Ground) -> bool:
    return all(ground.has(value) for value in (part.parts if isinstance(part, ex.Sum) else (part,)))


def _changed(relation: ex.Changed, ground: Ground, turned: bool) -> Finding:
    """Judge "risen from 2.2 percent in 2022 to 4.1": both ends, the direction and the size, all in one edition."""
    start, end = figures.value(relation.start, ground), figures.value(relation.end, ground)
    if not relation.parts:
        says = "the claim names neither figures nor a direction"
        raise Undecided("no_figure_in_claim", says, ground.edition)
    parts = [_relate(part, ground, turned=False) for part in relation.parts]
    verdicts = {part.verdict for part in parts}
    open_part = next((part for part in parts if part.verdict == OPEN), None)
    both = replace(end, evidence=(*end.evidence, *start.evidence))
    says = f"{end.says}, after {start.short} in {relation.start.period}"
    arithmetic = "; ".join(part.arithmetic for part in parts)
    if REFUTED not in verdicts and open_part is not None:
        return _finding(both, OPEN, open_part.reason, says, arithmetic)
    holds = verdicts == {SUPPORTED}
    return _finding(
        both, verdict_of(holds, turned), "change_holds" if holds else "change_differs", says, arithmetic
    )  # fmt: skip


def _those(node: ex.Count, names: tuple[str, ...], ground: Ground, turned: bool) -> Finding:
    figure, population = counts.count(node, ground), counts.population_of(node, ground)
    found = counts.counted(node, ground, counts.members_in(population, ground.dated, node.period or ""))
    holds = {cell.key for cell in found.met} == set(names)
    verdict = OPEN if found.missing else verdict_of(holds, turned)
    reason = figure.unsure if found.missing else figure.matches[not holds]
    return _finding(figure, verdict, reason, f"{figure.says}; the claim is the statement", figure.arithmetic)


def _out_of(relation: ex.OutOf, ground: Ground, turned: bool) -> Finding:
    """Hold the size that a count names against the members on the article's day, the period's and the edition's."""
    finding = _relate(relation.of, ground, turned=turned)
    if not finding.decided:
        return finding
    count = relation.count
    population = counts.population_of(count, ground)
    members = counts.members_in(population, ground.dated, count.period or "")
    size = len(population.on(ground.day))
    if relation.size in {size, len(members), len(population.on(ground.dated.as_of))}:
        return finding
    note = f"{population.name} had {size} members then, not {plain(relation.size)}"
    if relation.size == sum(m.listed for m in members):
        says = f"{finding.says}; {note}: only that many have figures"
        return replace(finding, verdict=OPEN, reason="population_listed_only", says=says)
    return replace(
        finding, verdict=verdict_of(False, turned), reason="population_size_differs", says=f"{finding.says}; {note}"
    )
