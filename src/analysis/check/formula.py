"""An expression as one line that a reader can follow."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from analysis.check import expression as ex
from analysis.tables.intervals import plain


def formula(node: Any) -> str:
    """Return an expression in one line.

    >>> formula(ex.Not(ex.Compare(ex.Value("share", "DEU", "2024"), ">=", Decimal(2))))
    'not (share(DEU, 2024) >= 2)'
    """
    if type(node) not in _WORDS:
        raise TypeError(f"{node!r} is no expression")
    return _WORDS[type(node)](node)


def _rank(node: ex.Rank) -> str:
    among = "all" if node.among == ("*",) else ", ".join(node.among)
    end = "top" if node.falling else "bottom"
    return f"place of {formula(node.value)} among {node.population or among or 'all members'} from the {end}"


def _count(node: ex.Count) -> str:
    line = f"{node.relation} {plain(node.line)}"
    return f"count of {node.population or 'members'} with {node.measure}({node.period or '?'}) {line}"


def _every(node: ex.Every) -> str:
    ends = f"{formula(node.parts[0])} to {formula(node.parts[-1])}"
    return f"{'none' if node.never else 'each'} of {ends} in {node.wording.interval}"


def _extreme(node: ex.Extreme) -> str:
    end = "highest" if node.highest else "lowest"
    return f"{formula(node.value)} is the {end} {f'since {node.since}' if node.since else 'ever'}"


def _held(node: ex.Held) -> str:
    when = " ".join(f"{word} {bound}" for word, bound in (("from", node.since), ("to", node.until)) if bound)
    verb = "was" if node.former or when else "is"
    when = when or ("before" if node.former else "on")
    return f"{node.holder} {verb} {node.office} of {node.organisation} {when} {node.day}"


def _event(node: ex.Event) -> str:
    who = " and ".join(name for name in (node.holder, node.successor) if name)
    return f"{node.event} of {who} as {node.office} of {node.organisation} on {node.day}"


def _moved(node: ex.Joiners | ex.Joined) -> str:
    return "left" if node.event == "end" else "joined"


_WORDS: Mapping[type, Callable[[Any], str]] = {
    Decimal: plain,
    ex.Value: lambda n: f"{n.measure}({n.subject or '?'}, {n.period or '?'})",
    ex.Sum: lambda n: " + ".join(map(formula, n.parts)),
    ex.Ratio: lambda n: f"{formula(n.one)} / {formula(n.other)}",
    ex.Change: lambda n: (
        f"change from {formula(n.start)} to {formula(n.end)}{' in percent' if n.how == 'percent' else ''}"
    ),
    ex.Rank: _rank,
    ex.Count: _count,
    ex.Share: lambda n: f"percent of members in the {formula(n.count)}",
    ex.Age: lambda n: f"age of {n.person} on {n.day}",
    ex.Tenure: lambda n: f"years of {n.holder} as {n.office} of {n.organisation} by {n.day}",
    ex.Size: lambda n: f"members of {n.population} on {n.day}",
    ex.Joiners: lambda n: f"count of those who {_moved(n)} {n.population} in {n.day}",
    ex.Place: lambda n: f"place of {n.member} among the members of {n.population} by joining",
    ex.Within: lambda n: f"{formula(n.term)} in {n.wording.interval}",
    ex.Compare: lambda n: f"{formula(n.one)} {n.relation} {formula(n.other)}",
    ex.Every: _every,
    ex.Extreme: _extreme,
    ex.InARow: lambda n: f"{formula(n.value)} is the end of {plain(n.number)} moves {n.direction} in a row",
    ex.Those: lambda n: f"those in the {formula(n.count)} are {', '.join(n.names)}",
    ex.Changed: lambda n: " and ".join(map(formula, n.parts)),
    ex.OutOf: lambda n: f"{formula(n.of)}, out of {plain(n.size)}",
    ex.Not: lambda n: f"not ({formula(n.of)})",
    ex.Member: lambda n: f"{n.member} is a member of {n.population} on {n.day}",
    ex.Joined: lambda n: f"{n.member} {_moved(n)} {n.population} on {n.day}",
    ex.Held: _held,
    ex.Event: _event,
    ex.InForce: lambda n: f"a line of {plain(n.line)} for {n.measure} is in force on {n.day}",
}
