"""The period a report speaks of: "the quarter", "a year earlier", "the latest quarter", "the full year".

A report names its period once ("third-quarter profit"); what follows counts from it. Without one, the words mean the
calendar's: the last completed quarter, the year before the day of writing.
"""

from dataclasses import dataclass

from analysis.dates.meanings import Calendar, DateContext, Moved, NamedPeriod, Open, Relative, Where
from analysis.dates.periods import Period, add, containing, shift
from analysis.dates.phrases import CLAUSE_ENDS, Found, Phrase, which_way
from analysis.dates.values import Day, Resolved
from analysis.dates.words import UNITS, Line

_REPORTED = frozenset({"quarter", "half"})
_MONTHS_OF_RESULTS = 4  # in which "the full year" that something was is the one before
_LAST_DAYS = 7  # of a quarter, on which it is already told as past
_OF_YEAR_AGO = frozenset({"ago", "earlier"})
_PERIODS = frozenset({"quarter", "period", "half", "month", "week"})
SAME = frozenset({"same", "comparable", "corresponding", "like", "similar"})


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


def latest(line: Line, i: int) -> Phrase | None:
    """Read "the latest quarter", "the just-ended quarter", "the full year", "the period" as the report's."""
    j = line.skip(i, "the")
    word, unit = line.word(j), UNITS.get(line.word(j + 1), line.word(j + 1))
    if word in ("latest", "reported") and unit in ("quarter", "period", "half"):
        return Phrase(Reported(unit), j + 2, "reported period")
    if word == "full" and unit == "year" and j > i:
        return Phrase(Reported("year", 0, 0), j + 2, "reported period")
    if j > i and word == "year" and line.word(i - 1) == "for" and line.word(j + 1) in CLAUSE_ENDS:
        return Phrase(Reported("year", 0, 0), j + 1, "reported period")
    if j > i and line.word(j) in ("period", "quarter") and line.word(i - 1) in _BEFORE_PERIOD:
        return Phrase(Reported(line.word(j), 0, 0), j + 1, "reported period")
    return None


_BEFORE_PERIOD = frozenset({"in", "during", "for", "of", "over", "throughout"})


def year_before(line: Line, i: int) -> Phrase | None:
    """Read "the year-ago quarter", "the year-earlier period", "the same quarter last year" as a year before it."""
    j = line.skip(i, "the", "a")
    if line.word(j) == "year" and line.word(j + 1) == "-" and line.word(j + 2) in (*_OF_YEAR_AGO, "before"):
        unit = UNITS.get(line.word(j + 3), line.word(j + 3))
        if unit in _PERIODS:
            return Phrase(Reported(unit, -1, -1 if unit in _REPORTED else 0), j + 4, "a year before")
        return Phrase(Reported("period", -1), j + 3, "a year before")
    if line.word(j) in ("prior", "previous") and line.word(j + 1) == "year" and j > i:
        end = line.skip(j + 2, "'s")
        if end > j + 2 and line.word(end) in ("quarter", "period"):
            return Phrase(Reported(line.word(end), -1, 0), end + 1, "a year before")
    unit = UNITS.get(line.word(j + 1), line.word(j + 1))
    if line.word(j) in SAME and unit in _PERIODS:
        after = _last_year(line, line.skip(j + 2, "of", "in"))
        lately = -1 if unit in _REPORTED else 0
        return Phrase(Reported(unit, -1, lately), after, "a year before") if after else None
    return None


def _last_year(line: Line, i: int) -> int | None:
    """Return the position after "last year", "a year ago", "the year before", "the previous year"."""
    which, j = which_way(line, i)
    if which == -1 and line.word(j) == "year":
        return j + 1
    j = line.skip(i, "a", "one", "the")
    if line.word(j) == "year" and line.word(j + 1) in ("ago", "earlier", "before"):
        return j + 2
    return j + 2 if line.word(j) == "prior" and line.word(j + 1) == "year" else None


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
