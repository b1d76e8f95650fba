"""Judge statements about who belongs to a body, since when, how many there are, and what its guideline is."""

from datetime import date
from decimal import Decimal

from analysis.check.figures import COMPARE, IN_WORDS, name_of
from analysis.check.finding import OPEN, Evidence, Finding, row_evidence, undecided, verdict_of
from analysis.check.statement import Statement
from analysis.reference import Days, Member, Population, Reference, parse_days
from analysis.tables.intervals import plain


def judge_membership(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "32 member states", "Finland is a member", "joined in April 2023", "the 32nd member"."""
    population = find_population(reference, statement)
    if population is None:
        return undecided("population_missing", "no table lists these members")
    if statement.key:
        return _one_member(reference, statement, population, day)
    if statement.value is None and statement.low is None:
        return undecided("no_figure_in_claim", "the claim says neither who is a member nor how many there are")
    return _size(reference, statement, population, _day_of(statement, day))


def find_population(reference: Reference, statement: Statement) -> Population | None:
    """Return the population a claim names, or the only one there is."""
    named = statement.population or statement.measure
    if named and named in reference.populations:
        return reference.populations[named]
    return next(iter(reference.populations.values())) if len(reference.populations) == 1 else None


def _day_of(statement: Statement, day: date) -> Days:
    """Return the days a claim is about: its own period when it states one, else the article's day."""
    if statement.present or not statement.period:
        return Days(day, day)
    return parse_days(statement.period, "period of the claim")


def _size(reference: Reference, statement: Statement, population: Population, days: Days) -> Finding:
    sizes = sorted({len(population.on(days.first)), len(population.on(days.last))})
    possible = {len(population.maybe_on(days.first)), len(population.maybe_on(days.last))}
    verdicts = {verdict_of(statement.allows(Decimal(size)), statement.negated) for size in {*sizes, *possible}}
    spread = "–".join(map(str, sizes))
    verdict = verdicts.pop() if len(verdicts) == 1 else OPEN
    holds = verdict_of(True, statement.negated) == verdict
    reason = "window_spans_dates" if verdict == OPEN else "count_matches" if holds else "count_differs"
    last = max((m for m in population.on(days.last)), key=lambda m: m.joined)
    return Finding(
        verdict=verdict,
        reason=reason,
        says=(
            f"{population.name} had {spread} members {_when(days)} ({last.name} joined on {last.joined.in_words}); "
            f"the claim is {statement.wording}"
        ),
        figure=Decimal(sizes[-1]),
        figure_text=f"{spread} members",
        short=spread,
        evidence=(_member_evidence(reference, population, last, population.joined_column, last.joined),),
        arithmetic=f"count({population.joined_column} <= {days}) = {spread}",
    )


def _one_member(reference: Reference, statement: Statement, population: Population, day: date) -> Finding:
    member = population.by_key.get(statement.key or "")
    claimed = statement.arguments.get("date")
    if member is None:
        name = statement.subject or name_of(reference, statement.key or "")
        return Finding(
            verdict=verdict_of(False, statement.negated),
            reason="not_a_member",
            says=f"{name} is not in the list of members of {population.name}",
            arithmetic=f"{statement.key} not in {population.id}",
        )
    if claimed:
        return _joined(reference, statement, population, member, day)
    order = statement.arguments.get("order")
    if order:
        return _order(reference, statement, population, member, int(order), day)
    days = _day_of(statement, day)
    sure = {any(m.key == member.key for m in population.on(d)) for d in (days.first, days.last)}
    maybe = {any(m.key == member.key for m in population.maybe_on(d)) for d in (days.first, days.last)}
    says = _membership_sentence(population, member)
    evidence = (_member_evidence(reference, population, member, population.joined_column, member.joined),)
    if len(sure | maybe) > 1:
        return Finding(verdict=OPEN, reason="window_spans_dates", says=says, evidence=evidence)
    holds = sure == {True}
    return Finding(
        verdict=verdict_of(holds, statement.negated), reason="is_a_member" if holds else "not_a_member_then",
        says=says, figure_text=str(member.joined), short=str(member.joined), evidence=evidence,
        arithmetic=f"{member.joined} <= {days} is {str(holds).lower()}",
    )  # fmt: skip


def _joined(reference: Reference, statement: Statement, population: Population, member: Member, day: date) -> Finding:
    claimed = parse_days(str(statement.arguments["date"]), "date of the claim")
    leaves = statement.arguments.get("event") == "end"
    actual = member.left if leaves else member.joined
    if actual is None:
        return undecided("date_not_listed", f"no day is listed on which {member.name} left {population.name}")
    verdict = date_verdict(claimed, (actual, *(() if leaves else member.also)))
    says = f"{_membership_sentence(population, member)}; the claim is {claimed.in_words}"
    if verdict is False and any(_inside(claimed, other) for other in member.disputed):
        verdict, reason = None, "sources_disagree"
    else:
        reason = {True: "date_matches", False: "date_differs", None: "table_less_precise"}[verdict]
    order = statement.arguments.get("order")
    if verdict and order:
        place = _order(reference, statement, population, member, int(order), day)
        verdict, reason = place.verdict == verdict_of(True, statement.negated), place.reason
    column = population.left_column if leaves else population.joined_column
    return Finding(
        verdict=OPEN if verdict is None else verdict_of(verdict, statement.negated),
        reason=reason,
        says=says,
        figure_text=str(actual),
        short=str(actual),
        evidence=(_member_evidence(reference, population, member, column or "", actual),),
        arithmetic=f"{actual} within {claimed}" if verdict else f"{actual} against {claimed}",
        hindsight=claimed.first > day,
    )


def _order(
    reference: Reference, statement: Statement, population: Population, member: Member, order: int, day: date
) -> Finding:
    best = 1 + sum(m.joined.last < member.joined.first for m in population.members)
    worst = best - 1 + sum(m.joined == member.joined for m in population.members)
    holds = best <= order <= worst
    place = f"{best}" if best == worst else f"{best}–{worst}"
    return Finding(
        verdict=verdict_of(holds, statement.negated),
        reason="rank_matches" if holds else "rank_differs",
        says=f"{_membership_sentence(population, member)} as member {place}; the claim is {order}",
        figure=Decimal(best),
        figure_text=f"member {place}",
        short=place,
        evidence=(_member_evidence(reference, population, member, population.joined_column, member.joined),),
        arithmetic=f"1 + count({population.joined_column} < {member.joined}) = {place}",
        hindsight=member.joined.first > day,
    )


def date_verdict(claimed: Days, actual: tuple[Days, ...]) -> bool | None:
    """Return whether a claimed date holds; None where the table is less precise than the claim.

    >>> date_verdict(parse_days("2024-10"), (parse_days("2024-10-01"),))
    True
    """
    if any(_inside(claimed, days) for days in actual):
        return True
    return None if any(days.first <= claimed.last and claimed.first <= days.last for days in actual) else False


def _inside(claimed: Days, actual: Days) -> bool:
    return claimed.first <= actual.first and actual.last <= claimed.last


def _when(days: Days) -> str:
    if days.exact:
        return f"on {days.first.day} {days.first:%B %Y}"
    return f"in {days}"


def _membership_sentence(population: Population, member: Member) -> str:
    if member.left:
        return (
            f"{member.name} was a member of {population.name} from {member.joined.in_words} to {member.left.in_words}"
        )
    return f"{member.name} joined {population.name} on {member.joined.in_words}"


def _member_evidence(reference: Reference, population: Population, member: Member, column: str, days: Days) -> Evidence:
    return row_evidence(reference, population.id, member.line, {"key": member.key}, column, str(days))


def judge_guideline(reference: Reference, statement: Statement, day: date) -> Finding:
    """Judge "the guideline of two percent": one in force on the day says so, or nothing here decides."""
    measure = statement.measure or ""
    line = statement.threshold if statement.threshold is not None else statement.value
    if line is None:
        return undecided("no_figure_in_claim", "the claim names no figure")
    in_force = reference.guidelines_on(measure, day)
    scale = reference.measures[measure].scale if measure in reference.measures else Decimal(1)
    same = [g for g in in_force if g.value * scale == line]
    if not in_force or not same:
        listed = ", ".join(f"{plain(g.value)} {g.unit} ({g.agreed})" for g in in_force) or "none"
        return undecided(
            "guideline_not_listed", f"no guideline of {plain(line)} is listed for that day; listed: {listed}"
        )
    guideline = same[0]
    words = f"{IN_WORDS[guideline.comparator]} {plain(guideline.value)} {guideline.unit}"
    return Finding(
        verdict=verdict_of(COMPARE["="](guideline.value * scale, line), statement.negated),
        reason="guideline_in_force",
        says=f"the guideline of {words} was agreed in {str(guideline.agreed)[:4]} ({guideline.event})",
        figure=guideline.value,
        figure_text=words,
        short=plain(guideline.value),
        evidence=(
            row_evidence(
                reference, guideline.resource, guideline.line, {"id": guideline.id}, "threshold", str(guideline.value)
            ),
        ),
        arithmetic=f"{plain(line)} = {plain(guideline.value)}, agreed {guideline.agreed} <= {day}",
    )
