"""Dates with a month: "Friday, July 21, 2017", "21st of July", "31-Oct-74", "2017-07-21"."""

from dataclasses import replace
from datetime import date

from analysis.dates.meanings import Fixed, MonthDay
from analysis.dates.periods import Period, is_date
from analysis.dates.phrases import Found
from analysis.dates.scanner import full_year
from analysis.dates.words import MONTHS, WEEKDAYS, Line


def full_date(line: Line, i: int) -> Found | None:
    """Read a date with a month: "Friday, July 21, 2017", "21st of July", "31-Oct-74", "2017-07-21"."""
    weekday, j = _weekday_prefix(line, i)
    if line.kind(j) == "date":
        year, month, day = line.value(j)
        grain = "day" if day else "month"
        figures = line.tokens[j].text
        either = "/" in figures and day is not None and max(month, day) <= 12 and month != day
        rule = "date in figures, order open" if either and figures.index("/") < 4 else "date in figures"
        return Found(i, j + 1, Fixed(Period(grain, date(year, month, day or 1))), rule)
    found = _month_first(line, j, weekday) or _day_first(line, j, weekday)
    return found and replace(found, start=i)


def _weekday_prefix(line: Line, i: int) -> tuple[int | None, int]:
    weekday = WEEKDAYS.get(line.word(i))
    if weekday is None:
        return None, i
    j = line.skip(i + 1, ".")
    j = line.skip(j, ",")
    return weekday, line.skip(line.skip(j, "on"), "the")


def _month_first(line: Line, i: int, weekday: int | None) -> Found | None:
    month = MONTHS.get(line.word(i))
    if month is None:
        return None
    j = line.skip(i + 1, ".") if len(line.word(i)) <= 4 else i + 1
    j = line.skip(j, "-", "/") if line.glued(j) else j
    found = line.day_number(line.skip(j, "the"))
    if found is None or is_amount(line, found[1]):
        return _month_alone(line, i, j) if weekday is None else None
    day, after = found
    year, j = following_year(line, after)
    if after < j <= after + 2 and line.word(after) in ("-", "/") and line.word(i + 1) not in ("-", "/"):
        year, j = None, after  # "June 11-12" is two days, "Oct-31-74" a year
    if weekday is None and line.word(line.skip(j, ",")) in WEEKDAYS and line.word(j) == ",":
        weekday, j = WEEKDAYS[line.word(j + 1)], line.skip(j + 2, ".")
    return _month_day(month, day, weekday, year, j)


def _day_first(line: Line, i: int, weekday: int | None) -> Found | None:
    start = line.skip(i, "the")
    found = line.day_number(start)
    if found is None:
        return None
    day, j = found
    j = line.skip(j, "-", "/") if line.glued(j) else line.skip(j, "of")
    month = MONTHS.get(line.word(j))
    if month is None:
        return None
    j = line.skip(j + 1, ".") if len(line.word(j)) <= 4 and line.glued(j + 1) and _dotted(line, j) else j + 1
    year, j = following_year(line, j, short=True)
    return _month_day(month, day, weekday, year, j)


def _dotted(line: Line, i: int) -> bool:
    return line.word(i + 1) == "." and line.word(i) not in ("may", "june", "july")


def _month_day(month: int, day: int, weekday: int | None, year: int | None, end: int) -> Found | None:
    if year is not None:
        if not is_date(year, month, day):
            return None
        return Found(0, end, Fixed(Period("day", date(year, month, day))), "full date")
    if not is_date(2000, month, day):
        return None
    return Found(0, end, MonthDay(month, day, weekday), "date without year")


def following_year(line: Line, i: int, short: bool = False) -> tuple[int | None, int]:
    """Return the year written after a day or month, and the position after it."""
    j = line.skip(line.skip(i, ","), "of", "in")
    if line.word(j) in ("-", "/") and line.glued(j):
        j += 1
    year = line.year(j)
    if year is None and line.word(j) == "'":
        j += 1
    elif year is None and not ((short and j == i) or line.word(i) in ("-", "/")):
        return None, i
    if year is not None:
        return (year, j + 1) if not is_amount(line, j + 1) else (None, i)
    two = line.digits(j, 0, 99) if len(line.word(j)) == 2 else None
    return (full_year(two), j + 1) if two is not None and not is_amount(line, j + 1) else (None, i)


def is_amount(line: Line, i: int) -> bool:
    """Say whether the number before token `i` counts something ("March 3 percent", "May 5,000", "10:30")."""
    word = line.word(i)
    if word == "per" and line.word(i + 1) == "cent":
        return True
    if word in ("%", "percent", "million", "billion", "trillion", "years", "months", "weeks", "days", "hours"):
        return True
    return word in (":", "/") and line.glued(i) and line.kind(i + 1) == "number"


def _month_alone(line: Line, i: int, j: int) -> Found:
    month = MONTHS[line.word(i)]
    year, after = following_year(line, j)
    if year is not None:
        return Found(i, after, Fixed(Period("month", date(year, month, 1))), "month and year")
    return Found(i, j if line.word(j - 1) == "." and _dotted(line, i) else i + 1, MonthDay(month), "month")
