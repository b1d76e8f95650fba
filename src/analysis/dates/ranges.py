"""Ranges whose ends share a month or a year: "July 3-7", "3 to 5 May", "between March and June 2004", "1998-99"."""

from dataclasses import replace
from datetime import date

from analysis.dates.full_dates import following_year
from analysis.dates.meanings import Calendar, Fixed, MonthDay, NamedPeriod, Relative, Weekday, WeekOf
from analysis.dates.periods import Period, is_date
from analysis.dates.phrases import Found
from analysis.dates.scanner import Time
from analysis.dates.values import Day, TimeOfDay
from analysis.dates.words import UNITS, Line

_LONGEST_SENTENCE = 60  # tokens
_IN = frozenset({"in", "for", "during", "from", "to"})
_CLAUSE_ENDS = frozenset({".", ",", ";", "", ")", "and", "but", "as", "from", "to", "after", "when", "while", "–", "—"})
_CONNECTORS = frozenset({"-", "–", "—", "/", "to", "and", "through", "until", "till", "or", "thru"})


def range_of(found: Found, line: Line) -> tuple[Found, ...]:
    """Return an expression together with a second end that only makes sense beside it."""
    if isinstance(found.meaning, TimeOfDay):
        return _first_hour(found, found.meaning, line)
    inner = found.meaning.inner if isinstance(found.meaning, Day) else None
    first = _first_day(found, inner, line) if inner is not None else None
    if first is not None:
        return first, found
    if inner is None or line.word(found.end) not in _CONNECTORS:
        return (found,)
    if isinstance(inner, Fixed) and inner.stretch.grain == "year":
        return _short_year(found, inner.stretch.first.year, line)
    if isinstance(inner, MonthDay) and inner.day and not inner.which:
        return _second_day(found, inner, line)
    return (found,)


def left_out(found: Found, line: Line) -> tuple[Found, ...]:
    """Return the later expressions of a sentence that leave out the noun of one before them.

    "In the second" after "the first quarter", "and next" after "this year".
    """
    inner = found.meaning.inner if isinstance(found.meaning, Day) else None
    quarter = isinstance(inner, NamedPeriod) and inner.kind in ("quarter", "half")
    if not quarter and not (isinstance(inner, Relative) and line.word(found.start) == "this" and not inner.count):
        return ()
    later: list[Found] = []
    for at in range(found.end, min(line.size, found.end + _LONGEST_SENTENCE)):
        if line.word(at) == "." and not line.glued(at + 1):
            break
        ordinal = line.ordinal(at + 1) if quarter and line.word(at) == "the" else None
        if (
            isinstance(inner, NamedPeriod)
            and ordinal
            and line.word(at - 1) in _IN
            and line.word(ordinal[1]) in _CLAUSE_ENDS
        ):
            months = 3 if inner.kind == "quarter" else 6
            if ordinal[0] * months <= 12:
                other = replace(inner, name=str(1 + months * (ordinal[0] - 1)))
                later.append(Found(at, ordinal[1], Day(other), "noun left out"))
        elif isinstance(inner, Relative) and line.word(at) == "next" and line.word(at + 1) in _CLAUSE_ENDS:
            later.append(Found(at, at + 1, Day(replace(inner, count=1)), "noun left out"))
    return tuple(later)


def _first_day(found: Found, inner: Calendar, line: Line) -> Found | None:
    """Read the 6 of "6–9 June" and of "from 6 to 9 June 2024"."""
    day, at = line.digits(found.start, 1, 31), found.start - 2
    first = line.digits(at, 1, 31)
    if day is None or first is None or first >= day:
        return None
    dashed = line.word(found.start - 1) in ("-", "–", "/") and line.glued(found.start) and line.glued(found.start - 1)
    led = line.word(at - 1) in ("from", "between") and line.word(found.start - 1) in ("to", "and")
    if not (dashed or led) or line.glued(at):
        return None
    if isinstance(inner, MonthDay) and inner.day == day:
        meaning: Calendar = replace(inner, day=first, weekday=None)
    elif isinstance(inner, Fixed) and inner.stretch.grain == "day" and inner.stretch.first.day == day:
        meaning = Fixed(Period("day", inner.stretch.first.replace(day=first)))
    else:
        return None
    return Found(at, at + 1, Day(meaning), "first day of a range")


def _first_hour(found: Found, meaning: TimeOfDay, line: Line) -> tuple[Found, ...]:
    """Read the 2 of "2-3 p.m."."""
    at = found.start - 2
    hour = line.digits(at, 1, 12)
    joined = line.word(found.start - 1) in ("-", "–") and line.glued(found.start) and line.glued(found.start - 1)
    if hour is None or not joined or meaning.time is None or meaning.time.half is None or line.glued(at):
        return (found,)
    half = meaning.time.half if hour < meaning.time.hour or meaning.time.hour == 12 else None
    return Found(at, at + 1, replace(meaning, time=Time(hour, None, None, half)), "first hour of a range"), found


def _short_year(found: Found, year: int, line: Line) -> tuple[Found, ...]:
    """Read the 99 of "1998-99" and the 9 of "2008-9"."""
    at = found.end + 1
    short = line.digits(at, 0, 99)
    joined = line.word(found.end) in ("-", "–", "/") and line.glued(found.end) and line.glued(at)
    if short is None or not joined or not 0 < short - year % 10 ** len(line.word(at)) < 10:
        return (found,)
    later = year - year % 10 ** len(line.word(at)) + short
    return found, Found(at, at + 1, Day(Fixed(Period("year", date(later, 1, 1)))), "short year")


def _second_day(found: Found, inner: MonthDay, line: Line) -> tuple[Found, ...]:
    """Read the 7 of "July 3-7" and of "July 3-7, 2013", whose year is that of both."""
    at = found.end + 1
    day = line.day_number(at)
    if day is None or not is_date(2000, inner.month, day[0]) or day[0] <= (inner.day or 0):
        return (found,)
    after = line.word(day[1])
    if after in UNITS or after in ("percent", "%", "people", "million", "billion", "of", ":", "/") or after.isdecimal():
        year, end = following_year(line, day[1])
        if year is None:
            return (found,)
    year, end = following_year(line, day[1])
    if year is None or not is_date(year, inner.month, day[0]):
        second = Found(at, day[1], Day(replace(inner, day=day[0], weekday=None)), "second day of a range")
        return found, second
    ends = [Day(Fixed(Period("day", date(year, inner.month, number)))) for number in (inner.day or 1, day[0])]
    return replace(found, meaning=ends[0]), Found(at, end, ends[1], "second day of a range")


def share_year(first: Found, second: Found, line: Line) -> Found:
    """Return the first of two neighbours with the year of the second ("between March and June 2004")."""
    if not (isinstance(first.meaning, Day) and isinstance(second.meaning, Day)):
        return first
    left, right = first.meaning.inner, second.meaning.inner
    joined = second.start - first.end == 1 and line.word(first.end) in _CONNECTORS
    if joined and isinstance(left, Weekday) and left.which is None and isinstance(right, WeekOf) and right.weekday:
        return replace(first, meaning=replace(first.meaning, inner=replace(right, weekday=left.weekday)))
    if not isinstance(left, MonthDay) or not isinstance(right, Fixed) or left.which is not None:
        return first
    if second.start - first.end != 1 or line.word(first.end) not in _CONNECTORS or right.stretch.grain == "year":
        return first
    year = right.stretch.first.year - (left.month > right.stretch.first.month)
    if not is_date(year, left.month, left.day or 1):
        return first
    stretch = Period("day" if left.day else "month", date(year, left.month, left.day or 1))
    return replace(first, meaning=replace(first.meaning, inner=Fixed(stretch)))
