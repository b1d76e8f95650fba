"""What a time expression means before it is known when it was written: calendar meanings and how they resolve.

A meaning is resolved in a `Context` to a `Period`, or to an `Open` pattern when the context lacks the day it needs.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from analysis.dates.periods import (
    Period,
    add,
    being_reported,
    choose,
    containing,
    holiday,
    is_date,
    nth_weekday,
    shift,
    weekday_after,
    weekday_before,
)

_WEEKDAY_SEARCH_YEARS = 8
_ALWAYS = 28  # days that every month has
_SATURDAY, _SUNDAY = 6, 7
_YESTERDAY = 6  # a weekday six days ahead was yesterday: writers say "next" of so late a one


class DateContext(NamedTuple):
    """What an expression is resolved against."""

    reference: date | None = None  # the day of writing, None when unknown
    moment: datetime | None = None  # the same with the time of day, where that is known
    tense: str = "none"  # past, future, deadline, or none when the sentence shows none of them
    request: bool = False  # the text is a request or a note (no sentence), which looks ahead
    last: Period | None = None  # the period named last, for "the same day", "two weeks later"
    frame: Period | None = None  # the quarter or half-year a report speaks of, once it is named

    @property
    def looks_ahead(self) -> bool:
        """Say whether the sentence speaks of what is to come."""
        return self.tense in ("future", "deadline")


class Open(NamedTuple):
    """A value with open places, such as ``XXXX-10-01``."""

    grain: str
    value: str


Where = Period | Open


class Calendar(Protocol):
    """A meaning that is a stretch of days."""

    def period(self, context: DateContext) -> Where: ...  # or an open pattern


_OPEN = {
    "day": "XXXX-XX-XX", "night": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX",
    "quarter": "XXXX-QX", "half": "XXXX-HX", "season": "XXXX", "year": "XXXX", "fiscal": "FYXXXX", "decade": "XXX",
    "century": "XX", "millennium": "X", "fortnight": "XXXX-WXX",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A month, or a day of a month, without its year; `which` is -1 (last), 0 (this), 1 (next) or None.

    `year` is one that itself is relative ("May this year", "March of last year").
    """

    month: int
    day: int | None = None
    weekday: int | None = None
    which: int | None = None
    year: Calendar | None = None

    def period(self, context: DateContext) -> Where:
        day, grain = self.day or 1, "day" if self.day else "month"
        named = self.year.period(context) if self.year else None
        if isinstance(named, Period) and named.grain in ("year", "fiscal"):
            if not is_date(named.first.year, self.month, day):
                return Open("month", f"{named.value}-{self.month:02d}")
            return Period(grain, date(named.first.year, self.month, day))
        if context.reference is None or self.year is not None:
            return Open(grain, f"XXXX-{self.month:02d}" + (f"-{day:02d}" if self.day else ""))
        year = context.reference.year
        reach = _WEEKDAY_SEARCH_YEARS if self.weekday or day > _ALWAYS else 2
        years = range(year - reach, year + reach + 1)
        found = [Period(grain, date(y, self.month, day)) for y in years if is_date(y, self.month, day)]
        if self.weekday:
            found = [p for p in found if p.first.isoweekday() == self.weekday] or found
            return min(found, key=lambda p: abs((p.first - context.reference).days))  # type: ignore[operator]
        if self.which == 0:
            return min(found, key=lambda p: abs(p.first.year - year))
        return choose(found, context, self.which)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week; `which` as in `MonthDay`; `from_text` counts from the period named last ("that Monday")."""

    weekday: int
    which: int | None = None
    from_text: int | None = None

    def period(self, context: DateContext) -> Where:
        today = context.reference
        if today is None:
            return Open("day", f"XXXX-WXX-{self.weekday}")
        return Period("day", self._day(context, today))

    def _day(self, context: DateContext, today: date) -> date:
        coming, told = weekday_after(today, self.weekday), self.from_text is not None and context.last is not None
        here, way = (context.last, self.from_text) if told and context.last else (Period("day", today), self.which)
        if way == -1:
            return weekday_before(add(here.first, "day", -1), self.weekday)
        if told and way == 1:
            return weekday_after(add(here.last, "day", 1), self.weekday)
        if told or way == 1 or (way == 0 and context.tense != "past"):
            return weekday_after(add(containing("week", here.first).first, "week", way or 0), self.weekday)
        if context.request:
            return weekday_after(add(today, "day", 1), self.weekday)
        soon = context.tense == "deadline" or (coming - today).days < _YESTERDAY
        return coming if context.looks_ahead and soon else weekday_before(today, self.weekday)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of a month that is not named ("the 24th", "Tuesday 19th", "the 20th of next month")."""

    day: int
    weekday: int | None = None
    month: Calendar | None = None

    def period(self, context: DateContext) -> Where:
        within = self.month.period(context) if self.month else None
        if isinstance(within, Period) and within.grain == "month":
            year, month = within.first.year, within.first.month
            if is_date(year, month, self.day):
                return Period("day", date(year, month, self.day))
        if context.reference is None:
            return Open("day", f"XXXX-XX-{self.day:02d}")
        months = [add(context.reference.replace(day=1), "month", n) for n in range(-8, 14)]
        found = [Period("day", date(m.year, m.month, self.day)) for m in months if is_date(m.year, m.month, self.day)]
        if self.weekday:
            found = [p for p in found if p.first.isoweekday() == self.weekday] or found
        return choose(found, context, None)


@dataclass(frozen=True, slots=True)
class Relative:
    """The unit around the day of writing, moved by `count` ("last year", "this week", "tomorrow").

    `from_text` counts from the period named last instead ("the following year", "that day").
    """

    grain: str
    count: int
    from_text: bool = False

    def period(self, context: DateContext) -> Where:
        told = self.from_text and context.last is not None and _fits(context.last, self.grain)
        base = context.last.first if told and context.last else context.reference
        if base is None:
            return Open(self.grain, _OPEN[self.grain])
        ended = self.grain == "weekend" and context.tense == "past" and base.isoweekday() < _SATURDAY
        return shift(containing(self.grain, base), self.count - (ended and self.count == 0))


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A season, quarter, half-year or holiday of a year; `which` as in `MonthDay`, `year` where the text names it."""

    kind: str
    name: str
    which: int | None = None
    year: Calendar | None = None

    def period(self, context: DateContext) -> Where:
        year = self.year.period(context) if self.year else None
        if isinstance(year, Period):
            return self._in_year(year.first.year) or Open("day", f"{year.value}-XX-XX")
        today = context.reference
        near = range(max(1, today.year - 2), min(9999, today.year + 3)) if today is not None else ()
        candidates = [p for p in map(self._in_year, near) if p]
        if not candidates or today is None:
            return self._open()
        told = context.tense == "past" or (self.kind == "half" and context.looks_ahead)
        if self.kind in ("quarter", "half") and self.which is None and not (context.request or told):
            return being_reported(candidates, context)
        if self.which == 0:
            around = [p for p in candidates if p.first <= today <= p.last]
            return (around or [p for p in candidates if p.first.year == today.year] or candidates)[0]
        return choose(candidates, context, self.which)

    def _in_year(self, year: int) -> Period | None:
        if self.kind == "holiday":
            day = holiday(self.name, year)
            return Period("day", day) if day else None
        return Period(self.kind, date(year, int(self.name), 1))

    def _open(self) -> Open:
        example = self._in_year(2001)
        if example is None:
            return Open("day", "XXXX-XX-XX")
        fixed = self.kind != "holiday" or example.first.replace(year=2002) == holiday(self.name, 2002)
        return Open(example.grain, "XXXX" + example.value[4:] if fixed else "XXXX-XX-XX")


def _fits(last: Period, unit: str) -> bool:
    """Say whether a period is fine enough for "the following month" to count from it."""
    return _FINENESS.index(last.grain) <= _FINENESS.index(unit)


_FINENESS = (
    "night", "day", "weekend", "week", "fortnight", "month", "season", "quarter", "half", "fiscal", "year", "decade",
    "century", "millennium",
)  # fmt: skip
_FINER = {"fortnight": "day", "week": "day", "month": "day", "year": "month"}  # a count from an exact moment


@dataclass(frozen=True, slots=True)
class Moved:
    """A period counted from another one: "two years ago", "three weeks later", "a year before Christmas".

    `base` is None for the day of writing; `from_text` counts from the period named last.
    """

    count: float | None
    unit: str
    direction: int
    base: Calendar | None = None
    from_text: bool = False

    def period(self, context: DateContext) -> Where:
        start: Where | None = Period("day", context.reference) if context.reference else None
        if self.base is not None:
            start = self.base.period(context)
        elif self.from_text and context.last is not None and _fits(context.last, self.unit):
            start = context.last
        if not isinstance(start, Period) or self.count is None:
            return Open(self.unit, _OPEN[self.unit])
        frame = context.frame if self.unit == "year" and self.count == 1 and self.base is None else None
        told = self.unit == "year" and self.from_text and start.grain in ("month", "quarter", "half")
        if frame or told:  # "a year earlier", told from the quarter a report speaks of
            beside = frame or start
            return Period(beside.grain, add(beside.first, "year", self.direction * self.count))
        grain = {"fortnight": "week", "night": "day", "decade": "year", "century": "year"}.get(self.unit, self.unit)
        if self.base is not None and _fits(start, self.unit):
            grain = start.grain
        elif context.moment is not None and not self.from_text:
            grain = _FINER.get(self.unit, grain)
        return containing(grain, add(start.first, self.unit, self.direction * self.count))

    @property
    def keeps_hour(self) -> bool:
        """It counts days or fortnights from the moment of writing."""
        return self.unit in ("day", "fortnight") and self.base is None and not self.from_text


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th weekday or unit of a longer period ("the first Monday of October", "the last week of 2018")."""

    number: int
    unit: str
    weekday: int | None
    within: Calendar

    def period(self, context: DateContext) -> Where:
        outer = self.within.period(context)
        if not isinstance(outer, Period):
            grain = "day" if self.weekday else self.unit
            return Open(grain, _OPEN[grain])
        ahead = self.number > 0
        further = self.number - 1 if ahead else self.number + 1
        if self.weekday and outer.grain == "month":
            day = nth_weekday(outer.first.year, outer.first.month, self.number, self.weekday)
            return Period("day", day) if day else Open("day", f"{outer.value}-XX")
        if self.weekday:
            edge = weekday_after(outer.first, self.weekday) if ahead else weekday_before(outer.last, self.weekday)
            return Period("day", add(edge, "week", further))
        around = containing(self.unit, outer.first if ahead else outer.last)
        cut = around.first < outer.first if ahead else around.last > outer.last
        if self.unit == "week" and cut:  # whole weeks are counted
            around = shift(around, 1 if ahead else -1)
        return shift(around, further)


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week around a day ("the week of October 6", "Wednesday of next week" through `weekday`)."""

    inner: Calendar
    weekday: int | None = None

    def period(self, context: DateContext) -> Where:
        found = self.inner.period(context)
        if isinstance(found, Open):
            return Open("day", f"XXXX-WXX-{self.weekday}") if self.weekday else Open("week", "XXXX-WXX")
        week, sunday = containing("week", found.first), found.grain == "day" and found.first.isoweekday() == _SUNDAY
        return Period("day", weekday_after(week.first, self.weekday)) if self.weekday else shift(week, int(sunday))


@dataclass(frozen=True, slots=True)
class Around:
    """A named day in the stretch a length of time leads to ("Thanksgiving 9 months from now", "March in a year")."""

    inner: Calendar
    moved: Moved

    def period(self, context: DateContext) -> Where:
        there = self.moved.period(context)
        if isinstance(there, Open):
            return self.inner.period(context._replace(reference=None))
        return self.inner.period(context._replace(reference=there.first, moment=None, request=True))
