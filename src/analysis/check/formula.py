"""An expression as one line that a reader can follow."""

from decimal import Decimal
from typing import Any

from analysis.check import expression as ex
from analysis.tables.intervals import plain


def formula(node: Any) -> str:
    """Return an expression in one line.

    >>> formula(ex.Not(ex.Compare(ex.Value("share", "DEU", "2024"), ">=", Decimal(2))))
    'not (share(DEU, 2024) >= 2)'
    """
    return _relation(node) or _term(node)


def _term(node: Any) -> str:
    match node:
        case Decimal():
            return plain(node)
        case ex.Value(measure, subject, period):
            return f"{measure}({subject or '?'}, {period or '?'})"
        case ex.Sum(parts):
            return " + ".join(map(formula, parts))
        case ex.Ratio(one, other):
            return f"{formula(one)} / {formula(other)}"
        case ex.Change(start, end, how):
            return f"change from {formula(start)} to {formula(end)}{' in percent' if how == 'percent' else ''}"
        case ex.Rank(value, population, among):
            of = population or ("all" if among == ("*",) else ", ".join(among)) or "all members"
            return f"place of {formula(value)} among {of} from the {'top' if node.falling else 'bottom'}"
        case ex.Count(population, measure, relation, line, period):
            return f"count of {population or 'members'} with {measure}({period or '?'}) {relation} {plain(line)}"
        case ex.Share(count):
            return f"percent of members in the {formula(count)}"
        case ex.Age(person, _, _, day):
            return f"age of {person} on {day}"
        case ex.Tenure(holder, office, organisation, day):
            return f"years of {holder} as {office} of {organisation} by {day}"
    return _of_members(node)


def _of_members(node: Any) -> str:
    match node:
        case ex.Size(population, day):
            return f"members of {population} on {day}"
        case ex.Joiners(population, day, event):
            return f"count of those who {'left' if event == 'end' else 'joined'} {population} in {day}"
        case ex.Place(population, member):
            return f"place of {member} among the members of {population} by joining"
    raise TypeError(f"{node!r} is no expression")


def _relation(node: Any) -> str | None:
    match node:
        case ex.Within(term, wording):
            return f"{formula(term)} in {wording.interval}"
        case ex.Compare(one, relation, other):
            return f"{formula(one)} {relation} {formula(other)}"
        case ex.Every(parts, wording):
            each = "none" if node.never else "each"
            return f"{each} of {formula(parts[0])} to {formula(parts[-1])} in {wording.interval}"
        case ex.Extreme(value, highest, since):
            return (
                f"{formula(value)} is the {'highest' if highest else 'lowest'} {f'since {since}' if since else 'ever'}"
            )
        case ex.InARow(value, number, direction):
            return f"{formula(value)} is the end of {plain(number)} moves {direction} in a row"
        case ex.Those(count, names):
            return f"those in the {formula(count)} are {', '.join(names)}"
        case ex.Changed(_, _, parts):
            return " and ".join(map(formula, parts))
        case ex.OutOf(of, _, size):
            return f"{formula(of)}, out of {plain(size)}"
        case ex.Not(of):
            return f"not ({formula(of)})"
    return _of_days(node)


def _of_days(node: Any) -> str | None:
    match node:
        case ex.Member(population, member, _, day):
            return f"{member} is a member of {population} on {day}"
        case ex.Joined(population, member, _, day, event):
            return f"{member} {'left' if event == 'end' else 'joined'} {population} on {day}"
        case ex.Held(holder, office, organisation, day):
            when = " ".join(f"{word} {bound}" for word, bound in (("from", node.since), ("to", node.until)) if bound)
            verb = "was" if node.former or when else "is"
            return f"{holder} {verb} {office} of {organisation} {when or ('before' if node.former else 'on')} {day}"
        case ex.Event(holder, successor, office, organisation, event, day):
            who = " and ".join(name for name in (holder, successor) if name)
            return f"{event} of {who} as {office} of {organisation} on {day}"
        case ex.InForce(measure, line, day):
            return f"a line of {plain(line)} for {measure} is in force on {day}"
    return None
