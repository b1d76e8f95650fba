"""Time expressions with their TIMEX3 type and value once they are resolved, and the period a report speaks of.

A report names its period once ("third-quarter profit"); what follows counts from it ("a year earlier", "the quarter").
Without one, the words mean the calendar's: the last completed quarter, the year before the day of writing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from analysis.dates.meanings import Calendar, DateContext, Moved, Open, Where
from analysis.dates.periods import Period, add, containing, shift
from analysis.dates.scanner import Time

_DESIGNATORS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "NI", "week": "W", "weekend": "WE", "month": "M",
    "quarter": "Q", "half": "M", "year": "Y", "decade": "DE", "century": "CE", "millennium": "ML",
}  # fmt: skip
_PARTS = {
    "hour": (60, "minute"), "day": (24, "hour"), "year": (12, "month"), "decade": (10, "year"),
    "century": (100, "year"),
}  # fmt: skip
CLOCK_UNITS = ("second", "minute", "hour")
_MONTHS_OF_RESULTS = 4  # in which "the full year" that something was is the one before
_LAST_DAYS = 7  # of a quarter, on which it is already told as past
_NEAR = 14  # days from the day of writing within which a time may be of the day named last


@dataclass(frozen=True, slots=True)
class Reported:
    """The report's own period, or the one `years` years from it; `unit` is a quarter, half, year or any period."""

    unit: str
    years: int = 0
    fallback: int = -1  # units from the day of writing where no report is known

    def period(self, context: DateContext) -> Where:
        frame = context.frame
        if frame is not None and self.unit == "year":
            return containing("year", frame.first)
        last = context.last if context.last and context.last.grain in ("month", "quarter", "half", "year") else None
        told = last if frame is None and self.unit == "period" else frame
        if told is not None and self.unit in (told.grain, "period"):
            return Period(told.grain, add(told.first, "year", self.years))
        if context.reference is None:
            return Open("quarter" if self.unit == "period" else self.unit, "XXXX")
        if self.unit == "period":
            return containing("year", add(context.reference, "year", self.years))
        here = containing(self.unit, context.reference)
        over = context.reference.month <= _MONTHS_OF_RESULTS
        if self.unit == "quarter":
            over = (here.last - context.reference).days > _LAST_DAYS
        there = shift(here, -1 if over and context.tense == "past" else self.fallback)
        return Period(there.grain, add(there.first, "year", self.years))


@dataclass(frozen=True, slots=True)
class Closed:
    """The quarter, half-year or year that a day closes."""

    unit: str
    day: Calendar

    def period(self, context: DateContext) -> Where:
        day = self.day.period(context)
        if isinstance(day, Open):
            return Open(self.unit, "XXXX")
        return containing(self.unit, add(day.last, "month", {"quarter": -1, "half": -2}.get(self.unit, 0)))


class Resolved(NamedTuple):
    """The TIMEX3 reading of an expression; `begin` and `end` are the first and last day where they are known."""

    type: str
    value: str
    mod: str | None = None
    begin: date | None = None
    end: date | None = None
    stretch: Period | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar meaning as an expression of its own; `mod` is START, MID, END or APPROX.

    `edge` marks a point ("the end of the year" is its last day); "early" and "late" keep the whole period.
    """

    inner: Calendar
    mod: str | None = None
    edge: bool = False

    def resolve(self, context: DateContext) -> Resolved:
        moved = self.inner if isinstance(self.inner, Moved) else None
        if moved and context.moment is not None and moved.keeps_hour:
            days = moved.count and moved.count * (14 if moved.unit == "fortnight" else 1)
            return Later(days, "day", moved.direction).resolve(context)
        if moved and context.last is None and moved.from_text and moved.direction > 0:
            return Duration(moved.count, moved.unit, self.mod).resolve(context)  # later than what, is not said
        found = self.inner.period(context)
        if isinstance(found, Open):
            return Resolved("DATE", found.value, self.mod)
        begin = found.last if self.edge and self.mod == "END" else found.first
        end = found.first if self.edge and self.mod == "START" else found.last
        return Resolved("DATE", found.value, self.mod, begin, end, found)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; `towards` -1 ends it on the day of writing ("the past three years"), 1 begins it there."""

    count: float | None
    unit: str
    mod: str | None = None
    towards: int = 0
    from_text: bool = False

    def resolve(self, context: DateContext) -> Resolved:
        value = duration_value(self.count, self.unit)
        today = context.reference
        if not self.towards or self.count is None or today is None or self.unit in CLOCK_UNITS:
            return Resolved("DURATION", value, self.mod)
        grain = {"fortnight": "day", "night": "day", "decade": "year", "century": "year"}.get(self.unit, self.unit)
        grain = "month" if grain == "year" and self.count % 1 else grain  # "the past two and a half years"
        other = containing(grain, add(today, self.unit, self.towards * self.count))
        here = containing(grain, today)
        first, last = (other, here) if self.towards < 0 else (here, other)
        return Resolved("DURATION", value, self.mod, first.first, last.last)


@dataclass(frozen=True, slots=True)
class PartOfPeriod:
    """A length of time at the start or end of a period ("the last five days of May 2017")."""

    count: float
    unit: str
    within: Calendar
    at_end: bool

    def resolve(self, context: DateContext) -> Resolved:
        value = duration_value(self.count, self.unit)
        found = self.within.period(context)
        if isinstance(found, Open) or self.unit in CLOCK_UNITS:
            return Resolved("DURATION", value)
        begin, end = found.first, found.last
        if self.at_end:
            begin = max(begin, add(add(end, "day", 1), self.unit, -self.count))
        else:
            end = min(end, add(add(begin, self.unit, self.count), "day", -1))
        return Resolved("DURATION", value, None, begin, end)


def duration_value(count: float | None, unit: str) -> str:
    """Return the ISO 8601 duration, ``X`` for an open count.

    >>> duration_value(2, "fortnight"), duration_value(1.5, "year"), duration_value(0.5, "hour")
    ('P4W', 'P1.5Y', 'PT30M')
    """
    if count is not None and 0 < count < 1 and unit in _PARTS:
        parts, smaller = _PARTS[unit]
        return duration_value(count * parts, smaller)
    if unit in ("fortnight", "half"):
        unit, count = ("week", count and count * 2) if unit == "fortnight" else ("month", count and count * 6)
    if unit == "quarter" and count:
        unit, count = "month", count * 3
    amount = "X" if count is None else f"{count:g}" if count < 1e6 else f"{count:.0f}"
    return ("PT" if unit in CLOCK_UNITS else "P") + amount + _DESIGNATORS[unit]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the lexicon, or a set of times ("every year", "Mondays"), with its own TIMEX3 type and value."""

    type: str
    value: str

    def resolve(self, context: DateContext) -> Resolved:
        if self.value == "PRESENT_REF" and context.moment is not None:
            return Resolved("TIME", context.moment.isoformat(timespec="seconds"))
        if self.value.startswith("T"):
            today = context.reference
            return Resolved(self.type, (today.isoformat() if today else "XXXX-XX-XX") + self.value, None, today, today)
        return Resolved(self.type, self.value)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A clock time or a part of the day, on a day that is named or left to the context."""

    time: Time | None
    part: str | None = None
    day: Calendar | None = None
    mod: str | None = None

    def resolve(self, context: DateContext) -> Resolved:
        day, last, today = self.day.period(context) if self.day else None, context.last, context.reference
        clock = f"T{self.part}"
        if self.time is not None:
            clock = f"T{self.hour():02d}:{self.time.minute or 0:02d}"
            clock += "" if self.time.second is None else f":{self.time.second:02d}"
        if day is None and context.moment is not None and self.time is not None:
            day = Period("day", context.moment.date() + timedelta(days=self.hour() < context.moment.hour))
        if day is None and today is not None:
            near = last and last.grain == "day" and abs((last.first - today).days) <= _NEAR
            day = last if near else Period("day", today)
        if isinstance(day, Period):
            return Resolved("TIME", day.first.isoformat() + clock, self.mod, day.first, day.first, day)
        return Resolved("TIME", (day.value if day else "") + clock, self.mod)

    def hour(self) -> int:
        """Return the hour of 24, read with a.m./p.m. or the part of the day."""
        assert self.time is not None
        hour = self.time.hour
        of_part = {"AF": "p", "EV": "p", "NI": "p" if hour >= 5 else None, "MO": "a"}
        half = self.time.half or of_part.get(self.part or "")
        if half == "p":
            return hour + 12 if hour < 12 else hour
        return 0 if half == "a" and hour == 12 else hour


@dataclass(frozen=True, slots=True)
class Later:
    """A moment counted in hours, minutes or seconds from the moment of writing ("24 hours ago", "in one hour")."""

    count: float | None
    unit: str
    direction: int

    def resolve(self, context: DateContext) -> Resolved:
        if self.count is None:
            return Resolved("TIME", "PAST_REF" if self.direction < 0 else "FUTURE_REF")
        seconds = self.direction * self.count * {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[self.unit]
        if context.moment is not None:
            moment = context.moment + timedelta(seconds=seconds)
            finest = {"day": "hours", "hour": "minutes"}.get(self.unit, "seconds")
            value = moment.isoformat(timespec=finest) + (":00" if finest == "hours" else "")
            return Resolved("TIME", value, None, moment.date(), moment.date())
        if context.reference is None:
            return Resolved("TIME", "XXXX-XX-XXTXX")
        day = context.reference + timedelta(days=int(seconds / 86400))
        return Resolved("DATE" if abs(seconds) >= 86400 else "TIME", day.isoformat(), None, day, day)
