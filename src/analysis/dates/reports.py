"""The period a report speaks of: "the quarter", "a year earlier", "the latest quarter", "the full year".

A report names its period once ("third-quarter profit"); what follows counts from it. Without one, the words mean the
calendar's: the last completed quarter, the year before the day of writing.
"""

from dataclasses import dataclass

from analysis.dates.meanings import Calendar, DateContext, Moved, NamedPeriod, Open, Relative, Where
from analysis.dates.periods import Period, add, containing, shift
from analysis.dates.phrases import Found
from analysis.dates.values import Day, Resolved

_REPORTED = frozenset({"quarter", "half"})
_MONTHS_OF_RESULTS = 4  # in which "the full year" that something was is the one before
_LAST_DAYS = 7  # of a quarter, on which it is already told as past


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
        if frame is not None and self.unit in (frame.grain, "period"):
            return Period(frame.grain, add(frame.first, "year", self.years))
        last = context.last
        if self.unit == "period" and last is not None and last.grain in ("month", "quarter", "half", "year"):
            return Period(last.grain, add(last.first, "year", self.years))
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


def frame_after(found: Found, resolved: Resolved, frame: Period | None) -> Period | None:
    """Return the report's period after an expression: the first quarter or half named, or a later one of its own.

    The same quarter of another year, and one that is told from the report's, are what it is compared with.
    """
    inner = found.meaning.inner if isinstance(found.meaning, Day) else None
    period = resolved.stretch
    if not isinstance(inner, NamedPeriod) or period is None or period.grain not in _REPORTED:
        return frame
    if frame is not None and (period.first.month == frame.first.month or inner.year is not None):
        return frame
    return period


def counts_from_report(inner: Calendar | None) -> bool:
    """Say whether a meaning counts from the report's period, which stays the one to count from."""
    moved = isinstance(inner, Moved) and inner.unit == "year" and inner.base is None and inner.direction < 0
    return (
        moved
        or (isinstance(inner, Reported) and inner.unit != "year")
        or (isinstance(inner, Relative) and inner.from_text and inner.count < 0)
    )
