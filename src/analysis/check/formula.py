"""An expression as one line that a reader can follow."""

from decimal import Decimal
from typing import Any

from analysis.check.expression import (
    Age,
    Change,
    Changed,
    Compare,
    Count,
    Event,
    Every,
    Held,
    InForce,
    Joined,
    Member,
    Not,
    OutOf,
    Place,
    Rank,
    Ratio,
    Share,
    Size,
    Sum,
    Tenure,
    Those,
    Value,
    Within,
)
from analysis.tables.intervals import plain


def formula(node: Any) -> str:
    """Return an expression in one line.

    >>> formula(Not(Compare(Value("share", "DEU", "2024"), ">=", Decimal(2))))
    'not (share(DEU, 2024) >= 2)'
    """
    return _relation(node) or _term(node)


def _term(node: Any) -> str:
    match node:
        case Decimal():
            return plain(node)
        case Value(measure, subject, period):
            return f"{measure}({subject or '?'}, {period or '?'})"
        case Sum(parts):
            return " + ".join(map(formula, parts))
        case Ratio(one, other):
            return f"{formula(one)} / {formula(other)}"
        case Change(start, end, how):
            return f"change from {formula(start)} to {formula(end)}{' in percent' if how == 'percent' else ''}"
        case Rank(value, population, among):
            of = population or ("all" if among == ("*",) else ", ".join(among)) or "all members"
            return f"place of {formula(value)} among {of} from the {'top' if node.falling else 'bottom'}"
        case Count(population, measure, relation, line, period):
            return f"count of {population or 'members'} with {measure}({period or '?'}) {relation} {plain(line)}"
        case Share(count):
            return f"percent of members in the {formula(count)}"
        case Size(population, day):
            return f"members of {population} on {day}"
        case Place(population, member):
            return f"place of {member} among the members of {population} by joining"
        case Age(person, _, _, day):
            return f"age of {person} on {day}"
        case Tenure(holder, office, organisation, day):
            return f"years of {holder} as {office} of {organisation} by {day}"
    raise TypeError(f"{node!r} is no expression")


def _relation(node: Any) -> str | None:
    match node:
        case Within(term, wording):
            return f"{formula(term)} in {wording.interval}"
        case Compare(one, relation, other):
            return f"{formula(one)} {relation} {formula(other)}"
        case Every(parts, wording):
            each = "none" if node.never else "each"
            return f"{each} of {formula(parts[0])} to {formula(parts[-1])} in {wording.interval}"
        case Those(count, names):
            return f"those in the {formula(count)} are {', '.join(names)}"
        case Changed(_, _, parts):
            return " and ".join(map(formula, parts))
        case OutOf(of, _, size):
            return f"{formula(of)}, out of {plain(size)}"
        case Not(of):
            return f"not ({formula(of)})"
    return _of_days(node)


def _of_days(node: Any) -> str | None:
    match node:
        case Member(population, member, _, day):
            return f"{member} is a member of {population} on {day}"
        case Joined(population, member, _, day, event):
            return f"{member} {'left' if event == 'end' else 'joined'} {population} on {day}"
        case Held(holder, office, organisation, day):
            when = " ".join(f"{word} {bound}" for word, bound in (("from", node.since), ("to", node.until)) if bound)
            verb = "was" if node.former or when else "is"
            return f"{holder} {verb} {office} of {organisation} {when or ('before' if node.former else 'on')} {day}"
        case Event(holder, successor, office, organisation, event, day):
            who = " and ".join(name for name in (holder, successor) if name)
            return f"{event} of {who} as {office} of {organisation} on {day}"
        case InForce(measure, line, day):
            return f"a line of {plain(line)} for {measure} is in force on {day}"
    return None
