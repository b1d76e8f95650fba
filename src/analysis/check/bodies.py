"""Terms and relations of members and guidelines: who belongs to a body, since when, how many there are."""

from datetime import date, timedelta
from decimal import Decimal

from analysis.check.expression import InForce, Joined, Joiners, Member, Place, Size
from analysis.check.finding import OPEN, Evidence, Finding, undecided, verdict_of
from analysis.check.ground import IN_WORDS, Ground, TableFigure, Undecided
from analysis.reference import Days, Membership, Population, parse_days
from analysis.tables.intervals import plain

_NEWS = timedelta(days=60)  # in which what has ended is still told of as it was

_NO_LIST = "no table lists these members"


def size(node: Size, ground: Ground) -> TableFigure:
    """Return how many members a population has; days of limited precision leave several sizes possible."""
    population, days = ground.population(node.population, _NO_LIST), parse_days(node.day, "period of the claim")
    ends = (days.first, days.last)
    least = min(len(population.on(day)) for day in ends)
    most = max(len(population.maybe_on(day)) for day in ends)
    spread = f"{least}" if least == most else f"{least}–{most}"
    members = population.on(days.last)
    if not members:
        raise Undecided("date_not_listed", f"no days are listed on which members joined {population.name}")
    last = max(members, key=lambda m: m.joined)
    is_dated = last.joined.first > date.min  # a part of the world has no day of joining
    joined = f" ({last.name} joined {last.joined.when})" if is_dated else ""
    return TableFigure(
        worlds=tuple((Decimal(n), Decimal(n)) for n in range(least, most + 1)),
        says=f"{population.name} had {spread} members {_when(days)}{joined}",
        arithmetic=f"count of members with {population.joined_column} <= {days} = {spread}",
        shown=Decimal(len(members)), text=f"{spread} members", short=spread, matches=("count_matches", "count_differs"),
        unsure="window_spans_dates",
        evidence=_evidence(ground, population, last, "joined", last.joined),
    )  # fmt: skip


def joiners(node: Joiners, ground: Ground) -> TableFigure:
    """Return how many joined or left in some days; days of limited precision leave several numbers possible."""
    population, days = ground.population(node.population, _NO_LIST), parse_days(node.day, "period of the claim")
    leaves = node.event == "end"
    moved = [(m, on) for m in population.members if (on := m.left if leaves else m.joined) is not None]
    sure = [(m, on) for m, on in moved if _inside(days, on)]
    maybe = [m for m, on in moved if on.first <= days.last and days.first <= on.last]
    verb, column = ("left", population.left_column) if leaves else ("joined", population.joined_column)
    who = ", ".join(m.name for m, _ in sure) or "none"
    return TableFigure(
        worlds=tuple((Decimal(n), Decimal(n)) for n in range(len(sure), len(maybe) + 1)),
        says=f"{len(sure)} members {verb} {population.name} {_when(days)} ({who})",
        arithmetic=f"count of members with {column} within {days} = {len(sure)}",
        shown=Decimal(len(sure)), text=f"{len(sure)} members", short=str(len(sure)),
        matches=("count_matches", "count_differs"), unsure="table_less_precise",
        evidence=tuple(e for m, on in sure for e in _evidence(ground, population, m, verb, on)),
        hindsight=days.first > ground.day,
    )  # fmt: skip


def place(node: Place, ground: Ground) -> TableFigure:
    """Return which member somebody is by the day of joining; who joined on one day share their places.

    Those who have left, or are suspended, may be counted or not.
    """
    population = ground.population(node.population, _NO_LIST)
    member = population.by_key[node.member]
    own = member.joined
    if any(m.joined != own and m.joined.first <= own.last and own.first <= m.joined.last for m in population.members):
        raise Undecided("date_not_listed", f"not all days are listed on which members joined {population.name}")
    before = [m for m in population.members if m.joined.last < own.first]
    worst = len(before) + sum(m.joined == own for m in population.members)
    best = 1 + sum(m.surely_on(own.first) for m in before)
    shown = f"{best}" if best == worst else f"{best}–{worst}"
    return TableFigure(
        worlds=((Decimal(best), Decimal(worst)),), says=f"{_membership(population, member)} as member {shown}",
        arithmetic=f"1 + count of members with {population.joined_column} < {member.joined} = {shown}",
        shown=Decimal(best), text=f"member {shown}", short=shown, matches=("rank_matches", "rank_differs"),
        evidence=_evidence(ground, population, member, "joined", member.joined),
        hindsight=member.joined.first > ground.day,
    )  # fmt: skip


def belongs(node: Member, ground: Ground, turned: bool) -> Finding:
    """Say whether somebody is a member on a day, or all through a month or year."""
    population = ground.population(node.population, _NO_LIST)
    member = population.by_key.get(node.member)
    if member is None:
        return _no_member(node, population, ground, turned)
    days = parse_days(node.day, "period of the claim")
    ends = (days.first, days.last)
    sure = {any(m.key == member.key for m in population.on(day)) for day in ends}
    maybe = {any(m.key == member.key for m in population.maybe_on(day)) for day in ends}
    says = _membership(population, member)
    evidence = _evidence(ground, population, member, "joined", member.joined)
    if len(sure | maybe) > 1:
        return Finding(verdict=OPEN, reason="window_spans_dates", says=says, evidence=evidence)
    holds = sure == {True}
    return Finding(
        verdict=verdict_of(holds, turned), reason="is_a_member" if holds else "not_a_member_then", says=says,
        figure_text=str(member.joined), short=str(member.joined), evidence=evidence,
        arithmetic=f"{member.joined} <= {days} is {str(holds).lower()}",
    )  # fmt: skip


def _no_member(node: Member | Joined, population: Population, ground: Ground, turned: bool) -> Finding:
    if node.member in population.perhaps:
        name = node.name or ground.name(node.member)
        return undecided("counted_by_some", f"some count {name} among the members of {population.name}, some do not")
    return Finding(
        verdict=verdict_of(False, turned), reason="not_a_member",
        says=f"{node.name or ground.name(node.member)} is not in the list of members of {population.name}",
        arithmetic=f"{node.member} not in {population.id}",
    )  # fmt: skip


def joined(node: Joined, ground: Ground, turned: bool) -> Finding:
    """Say whether somebody joined or left on a day."""
    population = ground.population(node.population, _NO_LIST)
    member = population.by_key.get(node.member)
    if member is None:
        return _no_member(node, population, ground, turned)
    claimed = parse_days(node.day, "date of the claim")
    leaves = node.event == "end"
    actual = member.left if leaves else member.joined
    if actual is None:
        return undecided("date_not_listed", f"no day is listed on which {member.name} left {population.name}")
    holds = falls_within(claimed, (actual, *(() if leaves else member.also)))
    reason = date_reason(holds, claimed)
    if holds is False and any(_inside(claimed, other) for other in member.disputed):
        holds, reason = None, "sources_disagree"
    if holds is False and leaves and timedelta(0) < actual.first - claimed.last <= timedelta(population.notice):
        holds, reason = None, "may_be_notice"
    if holds and node.place:
        low, high = place(Place(node.population, node.member), ground).worlds[0]
        holds = low <= node.place <= high
        reason = "rank_matches" if holds else "rank_differs"
    if holds and node.still and member.left is not None and member.left.last < ground.day - _NEWS:
        holds, reason = None, "left_since"
    role = "left" if leaves else "joined"
    return Finding(
        verdict=verdict_of(holds, turned), reason=reason,
        says=f"{_membership(population, member)}; the claim is {claimed.in_words}",
        figure_text=str(actual), short=str(actual), evidence=_evidence(ground, population, member, role, actual),
        arithmetic=f"{actual} within {claimed}" if holds else f"{actual} against {claimed}",
        hindsight=claimed.first > ground.day,
    )  # fmt: skip


def falls_within(claimed: Days, actual: tuple[Days, ...]) -> bool | None:
    """Return whether a claimed date holds; None where the table is less precise than the claim.

    "Last week" is also said of the days before it or since, so that a week next to it stays open.

    >>> falls_within(parse_days("2024-10"), (parse_days("2024-10-01"),))
    True
    """
    if any(_inside(claimed, days) for days in actual):
        return True
    loose = timedelta(days=7 if claimed.is_week else 0)
    near = any(d.first <= claimed.last + loose and claimed.first - loose <= d.last for d in actual)
    return None if near else False


def date_reason(holds: bool | None, claimed: Days) -> str:
    """Return the reason of a verdict on a date."""
    if holds is None:
        return "week_said_loosely" if claimed.is_week else "table_less_precise"
    return "date_matches" if holds else "date_differs"


def _inside(claimed: Days, actual: Days) -> bool:
    return claimed.first <= actual.first and actual.last <= claimed.last


def _when(days: Days) -> str:
    return f"on {days.first.day} {days.first:%B %Y}" if days.exact else f"in {days}"


def _membership(population: Population, member: Membership) -> str:
    name, joined, left = member.name, member.joined, member.left
    if left:
        return f"{name} was a member of {population.name} from {joined.in_words} to {left.in_words}"
    return f"{name} joined {population.name} {joined.when}"


def _evidence(
    ground: Ground, population: Population, member: Membership, role: str, days: Days
) -> tuple[Evidence, ...]:
    return (ground.evidence_in(population.id, member.line, {"key": member.key}, role, days),)


def in_force(node: InForce, ground: Ground, turned: bool) -> Finding:
    """Say whether a guideline with this line is in force; that none is listed decides nothing."""
    reference = ground.reference
    if node.line is None:
        raise Undecided("no_figure_in_claim", "the claim names no figure")
    listed = reference.guidelines_on(node.measure, ground.day)
    scale = reference.measures[node.measure].scale if node.measure in reference.measures else Decimal(1)
    line = next((g for g in listed if g.value * scale == node.line), None)
    if line is None:
        known = ", ".join(f"{plain(g.value)} {g.unit} ({g.agreed})" for g in listed) or "none"
        says = f"no guideline of {plain(node.line)} is listed for that day; listed: {known}"
        raise Undecided("guideline_not_listed", says)
    words = f"{IN_WORDS[line.comparator]} {plain(line.value)} {line.unit}"
    return Finding(
        verdict=verdict_of(True, turned), reason="guideline_in_force",
        says=f"the guideline of {words} was agreed in {str(line.agreed)[:4]} ({line.event})",
        figure=line.value, figure_text=words, short=plain(line.value),
        evidence=(ground.evidence_in(line.resource, line.line, {"id": line.id}, "threshold", line.value),),
        arithmetic=f"{plain(node.line)} = {plain(line.value)}, agreed {line.agreed} <= {ground.day}",
    )  # fmt: skip
