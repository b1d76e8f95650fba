"""A claim as an expression: terms that have a figure, and relations that hold or do not.

`check.express` makes the expression of a claim, `check.evaluate` evaluates it by an edition, `as_json` writes it into
the evidence chain, `formula` as a line for readers. Periods and days are ISO texts (``2024``, ``2024-06``,
``2024-06-17``), figures of lines in the unit of the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, dataclass_transform

from analysis.check.statement import Wording
from analysis.tables.intervals import plain


@dataclass_transform(frozen_default=True)
class Expression:
    """A node of an expression; every one is a frozen dataclass."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


class Value(Expression):
    """The figure of a measure for a subject and a period: one cell of an edition."""

    measure: str
    subject: str | None
    period: str | None


class Sum(Expression):
    """Figures added up: several measures of one subject, or one measure over several years."""

    parts: "tuple[Value, ...]"


class Ratio(Expression):
    """How many times as large one figure is as another."""

    one: Value
    other: Value


class Change(Expression):
    """How far a figure moved, without its sign: ``percent`` of where it began, or ``absolute`` in the claim's unit."""

    start: Value
    end: Value
    how: str


class Rank(Expression):
    """The place of a figure among those of others, from 1; equal figures share their places.

    `among` : keys that are ranked, ``("*",)`` for all of the edition but sums of others; where empty, the `population`.
    """

    value: Value
    population: str | None
    among: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()
    falling: bool = True


class Count(Expression):
    """How many members of a population have a figure that meets a line."""

    population: str | None
    measure: str
    relation: str
    line: Decimal | None
    period: str | None


class Share(Expression):
    """A count in percent of the members."""

    count: Count


class Size(Expression):
    """How many members a population has on a day, or in a month or year."""

    population: str | None
    day: str


class Joiners(Expression):
    """How many became members on a day, in a month or year, or left (`event` ``end``)."""

    population: str | None
    day: str
    event: str | None = None


class Place(Expression):
    """Which member of a population somebody is, counted by the day of joining."""

    population: str | None
    member: str


class Age(Expression):
    """Whole years since the birth of a person on a day; in a table of people the office tells which person."""

    person: str | None
    office: str | None
    organisation: str | None
    day: str


class Tenure(Expression):
    """Years that somebody has held an office: by a day, or when they left it."""

    holder: str | None
    office: str | None
    organisation: str | None
    day: str


Term = Value | Sum | Ratio | Change | Rank | Count | Share | Size | Joiners | Place | Age | Tenure


class Within(Expression):
    """A figure is one that the wording allows."""

    term: Term
    wording: Wording


class Compare(Expression):
    """A figure is larger or smaller than another one, or meets a line."""

    one: Value | Ratio
    relation: str
    other: Value | Sum | Decimal


class Every(Expression):
    """The figures of several years are all such that the wording allows them, or with `never` that it does not.

    With `always` one exception refutes it; else some years inside and some outside leave it open.
    """

    parts: tuple[Value | Sum, ...]
    wording: Wording
    always: bool = False
    never: bool = False


class Extreme(Expression):
    """A figure is the highest or lowest since a period, which was beyond it where it is named (`exact`); None: ever."""

    value: Value
    highest: bool
    since: str | None = None
    exact: bool = False


class InARow(Expression):
    """A figure moved one way (``up``, ``down``, ``flat``) so many times in a row; `own`: a change by its own sign."""

    value: Value
    number: Decimal
    direction: str
    own: bool = False


class Contest(Expression):
    """For each of some subjects one figure is larger than another in the periods `won`, and smaller in those `lost`.

    Each period is asked of the newest edition that has it.
    """

    one: str
    other: str
    subjects: tuple[str, ...]
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Those(Expression):
    """Those who meet a line are exactly the named ones."""

    count: Count
    names: tuple[str, ...]


class Changed(Expression):
    """A figure moved from one period to another; all that is said of it holds."""

    start: Value
    end: Value
    parts: "tuple[Within | Compare, ...]"


class OutOf(Expression):
    """A count holds, and its population has as many members as it is said to be counted out of."""

    of: Within | Those
    count: Count
    size: Decimal


class Member(Expression):
    """Somebody is a member of a population on a day, or all through a month or year."""

    population: str | None
    member: str
    name: str | None
    day: str


class Joined(Expression):
    """Somebody became a member on a day, or left (`event` ``end``); `still`: and is one yet ("a member since")."""

    population: str | None
    member: str
    name: str | None
    day: str
    event: str | None = None
    place: Decimal | None = None
    still: bool = False


class Held(Expression):
    """Somebody holds an office on a day; `former`: held it before; `since`, `until`: from when to when."""

    holder: str | None
    office: str | None
    organisation: str | None
    day: str
    former: bool = False
    since: str | None = None
    until: str | None = None


class Event(Expression):
    """An office begins, ends or is handed over on a day."""

    holder: str | None
    successor: str | None
    office: str | None
    organisation: str | None
    event: str
    day: str | None


class InForce(Expression):
    """A guideline of a measure is in force on a day with a line of this figure, in the claim's unit."""

    measure: str
    line: Decimal | None
    day: str


class All(Expression):
    """All relations hold: what is said of a parliament is said of each of its chambers."""

    parts: "tuple[Relation, ...]"


class Not(Expression):
    """A relation does not hold."""

    of: "Relation"


Relation = (
    Within | Compare | Every | Extreme | InARow | Contest | Those | Changed | OutOf | Member | Joined | Held | Event
    | InForce | All | Not
)  # fmt: skip


def as_json(node: Any) -> Any:
    """Return an expression as JSON values: a node as its name with its fields, a figure as a text, a tuple as a list.

    >>> as_json(Value("share", "DEU", "2024"))
    {'Value': {'measure': 'share', 'subject': 'DEU', 'period': '2024'}}
    """
    match node:
        case Decimal():
            return {"figure": str(node)}
        case tuple():
            return [as_json(part) for part in node]
        case None | str() | bool():
            return node
    values = {field.name: (getattr(node, field.name), field.default) for field in fields(node)}
    named = {name: as_json(value) for name, (value, default) in values.items() if value not in (None, default)}
    return {type(node).__name__: named}


def formula(node: Any) -> str:
    """Return an expression in one line.

    >>> formula(Not(Compare(Value("share", "DEU", "2024"), ">=", Decimal(2))))
    'not (share(DEU, 2024) >= 2)'
    """
    if type(node) not in _WORDS:
        raise TypeError(f"{node!r} is no expression")
    return _WORDS[type(node)](node)


def _rank(node: Rank) -> str:
    among = "all" if node.among == ("*",) else ", ".join(node.among)
    end = "top" if node.falling else "bottom"
    return f"place of {formula(node.value)} among {node.population or among or 'all members'} from the {end}"


def _count(node: Count) -> str:
    line = f"{node.relation} {plain(node.line)}"
    return f"count of {node.population or 'members'} with {node.measure}({node.period or '?'}) {line}"


def _every(node: Every) -> str:
    ends = f"{formula(node.parts[0])} to {formula(node.parts[-1])}"
    return f"{'none' if node.never else 'each'} of {ends} in {node.wording.interval}"


def _extreme(node: Extreme) -> str:
    end = "highest" if node.highest else "lowest"
    return f"{formula(node.value)} is the {end} {f'since {node.since}' if node.since else 'ever'}"


def _contest(node: Contest) -> str:
    signs = ((">", node.won), ("<", node.lost))
    parts = (f"{node.one} {sign} {node.other} in {', '.join(days)}" for sign, days in signs if days)
    return f"{' and '.join(parts)} for {', '.join(node.subjects)}"


def _held(node: Held) -> str:
    when = " ".join(f"{word} {bound}" for word, bound in (("from", node.since), ("to", node.until)) if bound)
    verb = "was" if node.former or when else "is"
    when = when or ("before" if node.former else "on")
    return f"{node.holder} {verb} {node.office} of {node.organisation} {when} {node.day}"


def _event(node: Event) -> str:
    who = " and ".join(name for name in (node.holder, node.successor) if name)
    return f"{node.event} of {who} as {node.office} of {node.organisation} on {node.day}"


def _moved(node: Joiners | Joined) -> str:
    return "left" if node.event == "end" else "joined"


_WORDS: Mapping[type, Callable[[Any], str]] = {
    Decimal: plain,
    Value: lambda n: f"{n.measure}({n.subject or '?'}, {n.period or '?'})",
    Sum: lambda n: " + ".join(map(formula, n.parts)),
    Ratio: lambda n: f"{formula(n.one)} / {formula(n.other)}",
    All: lambda n: " and ".join(map(formula, n.parts)),
    Change: lambda n: (
        f"change from {formula(n.start)} to {formula(n.end)}{' in percent' if n.how == 'percent' else ''}"
    ),
    Rank: _rank,
    Count: _count,
    Share: lambda n: f"percent of members in the {formula(n.count)}",
    Age: lambda n: f"age of {n.person} on {n.day}",
    Tenure: lambda n: f"years of {n.holder} as {n.office} of {n.organisation} by {n.day}",
    Size: lambda n: f"members of {n.population} on {n.day}",
    Joiners: lambda n: f"count of those who {_moved(n)} {n.population} in {n.day}",
    Place: lambda n: f"place of {n.member} among the members of {n.population} by joining",
    Within: lambda n: f"{formula(n.term)} in {n.wording.interval}",
    Compare: lambda n: f"{formula(n.one)} {n.relation} {formula(n.other)}",
    Every: _every,
    Extreme: _extreme,
    InARow: lambda n: f"{formula(n.value)} is the end of {plain(n.number)} moves {n.direction} in a row",
    Contest: _contest,
    Those: lambda n: f"those in the {formula(n.count)} are {', '.join(n.names)}",
    Changed: lambda n: " and ".join(map(formula, n.parts)),
    OutOf: lambda n: f"{formula(n.of)}, out of {plain(n.size)}",
    Not: lambda n: f"not ({formula(n.of)})",
    Member: lambda n: f"{n.member} is a member of {n.population} on {n.day}",
    Joined: lambda n: f"{n.member} {_moved(n)} {n.population} on {n.day}",
    Held: _held,
    Event: _event,
    InForce: lambda n: f"a line of {plain(n.line)} for {n.measure} is in force on {n.day}",
}
