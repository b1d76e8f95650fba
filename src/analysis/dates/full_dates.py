"""Dates with a month ("Friday, July 21, 2017", "31-Oct-74"), and ranges whose ends share a month or a year."""

from dataclasses import replace
from datetime import date

from analysis.dates.meanings import MonthDay, NamedPeriod, Relative, Weekday, WeekOf
from analysis.dates.periods import Period, is_date
from analysis.dates.phrases import Found
from analysis.dates.scanner import Time
from analysis.dates.values import Day, TimeOfDay
from analysis.dates.words import MONTHS, UNITS, WEEKDAYS, Line

_COUNTED = ("%", "percent", "million", "billion", "trillion", "years", "months", "weeks", "days", "hours")
_LONGEST_SENTENCE = 60  # tokens
_IN = frozenset({"in", "for", "during", "from", "to"})
_CLAUSE_ENDS = frozenset({".", ",", ";", "", ")", "and", "but", "as", "from", "to", "after", "when", "while", "–", "—"})
_CONNECTORS = frozenset({"-", "–", "—", "/", "to", "and", "through", "until", "till", "or", "thru"})


def full_date(line: Line, i: int) -> Found | None:
    """Read a date with a month: "Friday, July 21, 2017", "21st of July", "31-Oct-74", "2017-07-21"."""
    weekday = WEEKDAYS.get(line.word(i))
    j = i
    if weekday is not None:
        j = line.skip(line.skip(i + 1, "."), ",")
        j = line.skip(line.skip(j, "on"), "the")
    if line.kind(j) == "date":
        year, month, day = line.value(j)
        figures = line.texts[j]
        either = "/" in figures and day is not None and max(month, day) <= 12 and month != day
        rule = "date in figures, order open" if either and figures.index("/") < 4 else "date in figures"
        return Found(i, j + 1, Period("day" if day else "month", date(year, month, day or 1)), rule)
    found = _month_first(line, j, weekday) if line.word(j) in MONTHS else _day_first(line, j, weekday)
    return found and found._replace(start=i)


def _month_first(line: Line, i: int, weekday: int | None) -> Found | None:
    month = MONTHS[line.word(i)]
    j = line.skip(i + 1, ".") if len(line.word(i)) <= 4 else i + 1
    j = line.skip(j, "-", "/") if line.glued(j) else j
    found = line.day_number(line.skip(j, "the"))
    if weekday is None and (found is None or is_amount(line, found[1])):
        year, after = following_year(line, j)
        if year is not None:
            return Found(i, after, Period("month", date(year, month, 1)), "month and year")
        dotted = line.word(j - 1) == "." and _dotted(line, i)
        return Found(i, j if dotted else i + 1, MonthDay(month), "month")
    if found is None or is_amount(line, found[1]):
        return None
    day, after = found
    year, j = following_year(line, after)
    if after < j <= after + 2 and line.word(after) in ("-", "/") and line.word(i + 1) not in ("-", "/"):
        year, j = None, after  # "June 11-12" is two days, "Oct-31-74" a year
    if weekday is None and line.word(line.skip(j, ",")) in WEEKDAYS and line.word(j) == ",":
        weekday, j = WEEKDAYS[line.word(j + 1)], line.skip(j + 2, ".")
    return _month_day(month, day, weekday, year, j)


def _day_first(line: Line, i: int, weekday: int | None) -> Found | None:
    found = line.day_number(line.skip(i, "the"))
    if found is None:
        return None
    day, j = found
    j = line.skip(j, "-", "/") if line.glued(j) else line.skip(j, "of")
    month = MONTHS.get(line.word(j))
    if month is None:
        return None
    j += 2 if len(line.word(j)) <= 4 and line.glued(j + 1) and _dotted(line, j) else 1
    year, j = following_year(line, j, short=True)
    return _month_day(month, day, weekday, year, j)


def _dotted(line: Line, i: int) -> bool:
    return line.word(i + 1) == "." and line.word(i) not in ("may", "june", "july")


def _month_day(month: int, day: int, weekday: int | None, year: int | None, end: int) -> Found | None:
    if not is_date(2000 if year is None else year, month, day):
        return None
    meaning = MonthDay(month, day, weekday) if year is None else Period("day", date(year, month, day))
    return Found(0, end, meaning, "date without year" if year is None else "full date")


def following_year(line: Line, i: int, short: bool = False) -> tuple[int | None, int]:
    """Return the year written after a day or month, and the position after it."""
    j = line.skip(line.skip(i, ","), "of", "in")
    j += line.word(j) in ("-", "/") and line.glued(j)
    year = line.year(j)
    if year is None and line.word(j) == "'":
        j += 1
    elif year is None and not ((short and j == i) or line.word(i) in ("-", "/")):
        return None, i
    year = line.short_year(j) if year is None else year
    return (year, j + 1) if year is not None and not is_amount(line, j + 1) else (None, i)


def is_amount(line: Line, i: int) -> bool:
    """Say whether the number before token `i` counts something ("March 3 percent", "May 5,000", "10:30")."""
    word = line.word(i)
    clock = word in (":", "/") and line.glued(i) and line.kind(i + 1) == "number"
    return clock or word in _COUNTED or (word == "per" and line.word(i + 1) == "cent")


def range_of(found: Found, line: Line) -> tuple[Found, ...]:
    """Return an expression together with another end that only makes sense beside it ("July 3-7", "1998-99")."""
    inner = found.inner
    first = _first_hour(found, line) if isinstance(found.meaning, TimeOfDay) else _first_day(found, line)
    if first is not None or line.word(found.end) not in _CONNECTORS:
        return (found,) if first is None else (first, found)
    if isinstance(inner, MonthDay) and inner.day and not inner.which and not inner.year:
        return _second_day(found, inner, line)
    if not isinstance(inner, Period) or inner.grain != "year" or not _is_dashed(line, found.end, "/"):
        return (found,)
    at, year = found.end + 1, inner.first.year  # the 99 of "1998-99", the 9 of "2008-9"
    short, over = line.digits(at, 0, 99), year % 10 ** len(line.word(at))
    if short is None or not 0 < short - over < 10:
        return (found,)
    return found, Found(at, at + 1, Day(Period("year", date(year - over + short, 1, 1))), "short year")


def left_out(found: Found, line: Line) -> tuple[Found, ...]:
    """Return the later expressions of a sentence that leave out the noun of one before them.

    "In the second" after "the first quarter", "and next" after "this year".
    """
    inner = found.inner
    quarter = isinstance(inner, NamedPeriod) and inner.kind in ("quarter", "half")
    if not quarter and not (isinstance(inner, Relative) and line.word(found.start) == "this" and not inner.count):
        return ()
    later: list[Found] = []
    months = 6 if quarter and inner.kind == "half" else 3
    for at in range(found.end, min(line.size, found.end + _LONGEST_SENTENCE)):
        if line.word(at) == "." and not line.glued(at + 1):
            break
        led = quarter and line.word(at) == "the" and line.word(at - 1) in _IN
        number, end = (led and line.ordinal(at + 1)) or (0, at + 1)
        if line.word(end) in _CLAUSE_ENDS and 0 < number * months <= 12:
            other = replace(inner, name=str(1 + months * (number - 1)))
            later.append(Found(at, end, Day(other), "noun left out"))
        elif line.word(end) in _CLAUSE_ENDS and not quarter and line.word(at) == "next":
            later.append(Found(at, end, Day(replace(inner, count=1)), "noun left out"))
    return tuple(later)


def _first_day(found: Found, line: Line) -> Found | None:  # the 6 of "6–9 June" and of "from 6 to 9 June 2024"
    inner = found.inner
    meaning: MonthDay | Period | None = None
    day, at = line.digits(found.start, 1, 31), found.start - 2
    first = line.digits(at, 1, 31)
    if day is None or first is None or first >= day:
        return None
    led = line.word(at - 1) in ("from", "between") and line.word(found.start - 1) in ("to", "and")
    if not (led or _is_dashed(line, found.start - 1, "/")) or line.glued(at):
        return None
    if isinstance(inner, MonthDay) and inner.day == day and not inner.year:
        meaning = replace(inner, day=first, weekday=None)
    elif isinstance(inner, Period) and inner.grain == "day" and inner.first.day == day:
        meaning = inner._replace(first=inner.first.replace(day=first))
    return Found(at, at + 1, Day(meaning), "first day of a range") if meaning else None


def _is_dashed(line: Line, at: int, *more: str) -> bool:
    return line.word(at) in ("-", "–", *more) and line.glued(at) and line.glued(at + 1)


def _first_hour(found: Found, line: Line) -> Found | None:  # the 2 of "2-3 p.m."
    at, time = found.start - 2, found.meaning.time
    hour = line.digits(at, 1, 12)
    if hour is None or time is None or time.half is None or line.glued(at) or not _is_dashed(line, at + 1):
        return None
    half = time.half if hour < time.hour or time.hour == 12 else None
    return Found(at, at + 1, replace(found.meaning, time=Time(hour, None, None, half)), "first hour of a range")


def _second_day(found: Found, inner: MonthDay, line: Line) -> tuple[Found, ...]:
    """Read the 7 of "July 3-7" and of "July 3-7, 2013", whose year is that of both."""
    at = found.end + 1
    day = line.day_number(at)
    if day is None or not is_date(2000, inner.month, day[0]) or day[0] <= (inner.day or 0):
        return (found,)
    after = line.word(day[1])
    year, end = following_year(line, day[1])
    counted = after in UNITS or after in ("percent", "%", "people", "million", "billion", "of", ":", "/")
    if year is None and (counted or after.isdecimal()):
        return (found,)
    if year is None or not is_date(year, inner.month, day[0]):
        second = Found(at, day[1], Day(replace(inner, day=day[0], weekday=None)), "second day of a range")
        return found, second
    ends = [Day(Period("day", date(year, inner.month, number))) for number in (inner.day or 1, day[0])]
    return found._replace(meaning=ends[0]), Found(at, end, ends[1], "second day of a range")


def share_year(first: Found, second: Found, line: Line) -> Found:
    """Return the first of two neighbours with the year of the second ("between March and June 2004")."""
    left, right = first.inner, second.inner
    if second.start - first.end != 1 or line.word(first.end) not in _CONNECTORS:
        return first
    if isinstance(left, Weekday) and left.which is None and isinstance(right, WeekOf) and right.weekday:
        return first._replace(meaning=replace(first.meaning, inner=replace(right, weekday=left.weekday)))
    if not isinstance(left, MonthDay) or not isinstance(right, Period) or left.which is not None or left.year:
        return first
    year = right.first.year - (left.month > right.first.month)
    if right.grain == "year" or not is_date(year, left.month, left.day or 1):
        return first
    stretch = Period("day" if left.day else "month", date(year, left.month, left.day or 1))
    return first._replace(meaning=replace(first.meaning, inner=stretch))
