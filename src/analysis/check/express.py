"""From the flat row of a claim to its expression, once edition and day have filled what they decide."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.check import expression as ex
from analysis.check.ground import Ground, Undecided
from analysis.check.statement import Statement, Wording, as_decimal
from analysis.tables.intervals import plain

_NEARLY = Decimal("0.5")  # twice as much may be 1.5 to 2.5 times; half as much is so within a tenth
_HALF = Decimal(50)  # percent: what has more of a whole is its largest part
_CLEARLY = Decimal("1.25")
_TWICE, _TENTH = 2, Decimal("0.1")


def express(statement: Statement, ground: Ground) -> ex.Relation:
    """Return the expression of a resolved statement.

    Raises
    ------
    Undecided
        If the statement does not say something without which it has none.
    """
    positive = _KINDS[statement.kind](statement, ground)
    if isinstance(positive, ex.Every):  # "never more than 5 percent" is said of each of the years
        return replace(positive, never=statement.negated)
    return ex.Not(positive) if statement.negated else positive


def _cell(statement: Statement, **other: str | None) -> ex.Value:
    return ex.Value(
        other.get("measure") or statement.measure or "", other.get("subject") or statement.key,
        other.get("period") or statement.period,
    )  # fmt: skip


def _value(statement: Statement, ground: Ground) -> ex.Relation:
    wording, arguments = statement.wording, statement.arguments
    plus = tuple(str(measure) for measure in arguments.get("plus", ()))
    if arguments.get("through") or arguments.get("total"):
        first, last = int(str(arguments["from_period"])[:4]), int((statement.period or "0")[:4])
        years = tuple(_with(statement, plus, str(year)) for year in range(first, last + 1))
        if not arguments.get("total"):
            return ex.Every(years, wording, always=bool(arguments.get("always")))
        return ex.Within(ex.Sum(tuple(year for year in years if isinstance(year, ex.Value))), wording)
    if statement.value is None and statement.threshold is not None and statement.comparator:
        scale = ground.measure(statement.measure or "").scale
        return ex.Compare(_cell(statement), statement.comparator, statement.threshold / scale)
    members = arguments.get("sum_of")
    if members:
        return ex.Within(ex.Sum(tuple(_cell(statement, subject=str(key)) for key in members)), wording)
    return ex.Within(_with(statement, plus, statement.period), wording)


def _with(statement: Statement, plus: tuple[str, ...], period: str | None) -> ex.Value | ex.Sum:
    """Return a figure, or its sum with those of the measures that are added to it."""
    one = _cell(statement, period=period)
    return ex.Sum((one, *(_cell(statement, measure=measure, period=period) for measure in plus))) if plus else one


def _comparison(statement: Statement, ground: Ground) -> ex.Relation:
    arguments = statement.arguments
    if "won" in arguments or "lost" in arguments:
        return _contest(statement)
    if "each" in arguments:
        said = {name: value for name, value in arguments.items() if name != "each"}
        each = (replace(statement, key=str(key), arguments=said) for key in arguments["each"])
        return ex.All(tuple(_comparison(one, ground) for one in each))
    one = _cell(statement)
    other = _cell(statement, measure=arguments.get("other_measure"), subject=arguments.get("other_key"))
    if "others" in arguments:
        total = ex.Sum(tuple(_cell(statement, subject=str(key)) for key in arguments["others"]))
        return ex.Compare(one, statement.comparator or "", total)
    if one == other:
        raise Undecided("nothing_to_compare", "the claim does not say what it compares with")
    factor = as_decimal(arguments.get("times"))
    if factor is None and not statement.comparator:
        raise Undecided("nothing_to_compare", "the claim does not say which way it compares")
    if factor is None:
        now = ex.Compare(one, statement.comparator or "", other)
        more = tuple(_more(now, one, other, arguments))
        return ex.All((now, *more)) if more else now
    low, high = as_decimal(arguments.get("times_low")), as_decimal(arguments.get("times_high"))
    if low is None and high is None and statement.comparator in (">", ">=", "<", "<="):
        return ex.Compare(ex.Ratio(one, other), statement.comparator or "", factor)
    if low is None and high is None:
        room = _NEARLY if factor >= _TWICE else factor * _TENTH
        low, high = factor - room, factor + room
    return ex.Within(ex.Ratio(one, other), Wording(factor, statement.value_text, low, high))


def _more(now: ex.Compare, one: ex.Value, other: ex.Value, arguments: Mapping[str, Any]) -> Iterator[ex.Compare]:
    """Yield what else must be so of two parts: which was larger the year before, that one is more than half of all.

    Of shares of two groups one must be clearly larger for a larger number, as the groups may differ in size.
    """
    if arguments.get("overtook") and one.period:
        before = f"{int(one.period[:4]) - 1:04}"
        yield ex.Compare(replace(other, period=before), now.relation, replace(one, period=before))
    if arguments.get("largest"):
        yield ex.Compare(one, ">", _HALF)
    if arguments.get("by_number"):
        first, second = (one, other) if now.relation.startswith(">") else (other, one)
        yield ex.Compare(ex.Ratio(first, second), ">", _CLEARLY)


def _contest(statement: Statement) -> ex.Relation:
    """Return who had more votes, and of what is won by a margin that it was so large."""
    arguments = statement.arguments
    won, lost = (tuple(map(str, arguments.get(name, ()))) for name in ("won", "lost"))
    subjects = tuple(map(str, arguments.get("each", (statement.key or "",))))
    contest = ex.Contest(statement.measure or "", str(arguments["other_measure"]), subjects, won, lost)
    if statement.value is None:
        return contest
    return ex.All((contest, ex.Within(_cell(statement, measure=str(arguments["margin"])), statement.wording)))


def _change(statement: Statement, _: Ground) -> ex.Relation:
    arguments = statement.arguments
    if "in_a_row" in arguments:
        number = as_decimal(arguments["in_a_row"]) or Decimal(1)
        return ex.InARow(_cell(statement), number, str(arguments["direction"]), own=bool(arguments.get("own")))
    since = arguments.get("from_period")
    if not since:
        raise Undecided("period_missing", "the claim does not say since when")
    start, end = _cell(statement, period=str(since)), _cell(statement)
    before, size = _worded(arguments, "from_value", "from"), _worded(arguments, "by", "by")
    sign = {"up": ">", "down": "<"}.get(str(arguments.get("direction")))
    unit = arguments.get("by_unit")
    moved = ex.Change(start, end, "percent" if unit == "percent" else "absolute")
    said = (
        statement.value is not None and ex.Within(end, statement.wording),
        before and ex.Within(start, before),
        sign and ex.Compare(end, sign, start),
        size and ex.Within(ex.Ratio(end, start) if unit == "multiple" else moved, size),
    )
    return ex.Changed(start, end, tuple(part for part in said if part))


def _worded(arguments: Any, name: str, prefix: str) -> Wording | None:
    figure = as_decimal(arguments.get(name))
    if figure is None:
        return None
    low, high = as_decimal(arguments.get(f"{prefix}_low")), as_decimal(arguments.get(f"{prefix}_high"))
    if low is None and high is None:
        low = high = figure
    return Wording(figure, text=plain(figure), low=low, high=high)


def _rank(statement: Statement, _: Ground) -> ex.Relation:
    arguments, period = statement.arguments, statement.period
    if "record" in arguments:
        since, years = arguments.get("since"), arguments.get("years")
        if years and not period:
            raise Undecided("period_missing", "the claim does not say when")
        if years and period:
            since = f"{int(period[:4]) - int(years):04}{period[4:]}"
        highest = arguments["record"] == "highest"
        return ex.Extreme(_cell(statement), highest, since and str(since), exact=not years)
    place, among = arguments.get("rank"), arguments.get("among")
    if place is None:
        raise Undecided("population_missing", "no table lists the population that the claim ranks")
    term = ex.Rank(
        _cell(statement), statement.population, among=("*",) if among == "all" else tuple(among or ()),
        excluding=tuple(arguments.get("excluding") or ()), falling=arguments.get("order", "desc") != "asc",
    )  # fmt: skip
    return ex.Within(term, Wording(Decimal(int(place))))


def _count(statement: Statement, ground: Ground) -> ex.Relation:
    scale = ground.measure(statement.measure or "").scale
    line = None if statement.threshold is None else statement.threshold / scale
    count = ex.Count(statement.population, statement.measure or "", statement.comparator or "", line, statement.period)
    names = statement.arguments.get("names")
    is_share = statement.unit == "percent" or bool(statement.arguments.get("share"))
    relation: ex.Within | ex.Those = (
        ex.Those(count, tuple(names)) if names and statement.value is None
        else ex.Within(ex.Share(count) if is_share else count, statement.wording_of(None))
    )  # fmt: skip
    return relation if statement.out_of is None else ex.OutOf(relation, count, statement.out_of)


def _membership(statement: Statement, ground: Ground) -> ex.Relation:
    population, arguments = _population(statement, ground), statement.arguments
    order, event = as_decimal(arguments.get("order")), arguments.get("event")
    day, key = str(arguments.get("date") or ""), statement.key
    listed = ground.reference.populations[population].by_key if population is not None else {}
    if key and event == "end" and population is not None and key not in listed:
        raise Undecided("never_listed", f"{statement.subject or key} was never listed as a member that could leave")
    if key and day:
        still = bool(arguments.get("still"))
        return ex.Joined(population, key, statement.subject, day, event, order, still)
    if day and statement.value is not None:
        return ex.Within(ex.Joiners(population, day, event), statement.wording_of(None))
    if key and order is not None and key in listed:
        return ex.Within(ex.Place(population, key), Wording(order))
    if key:
        is_in = ex.Member(population, key, statement.subject, _day(statement, ground))
        return ex.Not(is_in) if event == "end" else is_in  # "Angola has left OPEC"
    if statement.value is None and statement.low is None:
        says = "the claim says neither who is a member nor how many there are"
        raise Undecided("no_figure_in_claim", says)
    return ex.Within(ex.Size(population, _day(statement, ground)), statement.wording_of(None))


def _population(statement: Statement, ground: Ground) -> str | None:
    populations, named = ground.reference.populations, statement.population or statement.measure
    if named in populations:
        return named
    return next(iter(populations)) if len(populations) == 1 else None


def _day(statement: Statement, ground: Ground) -> str:
    return ground.day.isoformat() if statement.present or not statement.period else statement.period


def _of_people(statement: Statement, ground: Ground) -> ex.Relation:
    said = {name: None if value is None else str(value) for name, value in statement.arguments.items()}
    holder, office, organisation = said.get("holder") or statement.key, said.get("office"), said.get("organisation")
    day, successor = ground.day.isoformat(), said.get("successor")
    holder = holder or statement.subject
    match statement.kind:
        case "age":
            return ex.Within(ex.Age(statement.key or holder, office, organisation, day), statement.wording_of(None))
        case "term":
            return ex.Within(ex.Tenure(holder, office, organisation, day), statement.wording_of(None))
        case "date":
            event = said.get("event") or ("handover" if successor else "start")
            return ex.Event(holder, successor, office, organisation, event, said.get("date") or statement.period)
    former = bool(statement.arguments.get("former"))
    since, until = said.get("from"), said.get("to")
    return ex.Held(holder, office, organisation, _day(statement, ground), former, since, until)


_KINDS: Mapping[str, Callable[[Statement, Ground], ex.Relation]] = {
    "value": _value, "comparison": _comparison, "change": _change, "rank": _rank, "count": _count,
    "membership": _membership,
    "guideline": lambda s, ground: ex.InForce(
        s.measure or "", s.value if s.threshold is None else s.threshold, ground.day.isoformat()
    ),
    **dict.fromkeys(("age", "term", "date", "role"), _of_people),
}  # fmt: skip
