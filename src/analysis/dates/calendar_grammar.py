"""The grammar of calendar phrases: dates, weekdays, months, and the named periods of `named`.

Each function looks at one position of a `Line` and returns a `Phrase` or None; `calendar_phrase` returns the longest.
"""

from datetime import date

from analysis.dates.meanings import DayOfMonth, Fixed, InYear, MonthDay, Moved, Nth, Relative, Weekday, WeekOf
from analysis.dates.named import (
    DECADES,
    NAMED_DAYS,
    YEAR_STARTS,
    decade,
    fiscal,
    holiday_phrase,
    months_quarter,
    named_day,
    quarter,
    season,
    year_number,
)
from analysis.dates.periods import Period, is_date
from analysis.dates.phrases import FROM_TEXT, Phrase, Starts, relative_unit, which_way
from analysis.dates.reports import SAME, Closed, latest, year_before
from analysis.dates.scanner import full_year
from analysis.dates.words import (
    HOLIDAYS,
    LAST_ORDINALS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PLURALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    WHICH,
    Line,
)

_DEEPEST = 3
_DEICTIC = {"today": 0, "yesterday": -1, "tomorrow": 1, "tmrw": 1, "tomorrows": 1, "todays": 0}


def calendar_phrase(line: Line, i: int) -> Phrase | None:
    """Return the longest calendar phrase that begins at token `i`; phrases nest at most a few levels deep."""
    if line.depth >= _DEEPEST:
        return None
    line.depth += 1
    try:
        found = [phrase for rule in CALENDAR.at(line, i) if (phrase := rule(line, i))]
    finally:
        line.depth -= 1
    return max(found, key=lambda phrase: phrase.end) if found else None


def _full_date(line: Line, i: int) -> Phrase | None:
    """Read a date with a month: "Friday, July 21, 2017", "21st of July", "31-Oct-74", "2017-07-21"."""
    weekday, j = _weekday_prefix(line, i)
    if line.kind(j) == "date":
        year, month, day = line.value(j)
        grain = "day" if day else "month"
        figures = line.tokens[j].text
        either = "/" in figures and day is not None and max(month, day) <= 12 and month != day
        rule = "date in figures, order open" if either and figures.index("/") < 4 else "date in figures"
        return Phrase(Fixed(Period(grain, date(year, month, day or 1))), j + 1, rule)
    found = _month_first(line, j, weekday) or _day_first(line, j, weekday)
    return found if found is None or weekday or j == i else None


def _weekday_prefix(line: Line, i: int) -> tuple[int | None, int]:
    weekday = WEEKDAYS.get(line.word(i))
    if weekday is None:
        return None, i
    j = line.skip(i + 1, ".")
    j = line.skip(j, ",")
    return weekday, line.skip(line.skip(j, "on"), "the")


def _month_first(line: Line, i: int, weekday: int | None) -> Phrase | None:
    month = MONTHS.get(line.word(i))
    if month is None:
        return None
    j = line.skip(i + 1, ".") if len(line.word(i)) <= 4 else i + 1
    j = line.skip(j, "-", "/") if line.glued(j) else j
    found = line.day_number(line.skip(j, "the"))
    if found is None or _is_amount(line, found[1]):
        return _month_alone(line, i, j) if weekday is None else None
    day, after = found
    year, j = following_year(line, after)
    if after < j <= after + 2 and line.word(after) in ("-", "/") and line.word(i + 1) not in ("-", "/"):
        year, j = None, after  # "June 11-12" is two days, "Oct-31-74" a year
    if weekday is None and line.word(line.skip(j, ",")) in WEEKDAYS and line.word(j) == ",":
        weekday, j = WEEKDAYS[line.word(j + 1)], line.skip(j + 2, ".")
    return _month_day(month, day, weekday, year, j)


def _day_first(line: Line, i: int, weekday: int | None) -> Phrase | None:
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


def _month_day(month: int, day: int, weekday: int | None, year: int | None, end: int) -> Phrase | None:
    if year is not None:
        if not is_date(year, month, day):
            return None
        return Phrase(Fixed(Period("day", date(year, month, day))), end, "full date")
    if not is_date(2000, month, day):
        return None
    return Phrase(MonthDay(month, day, weekday), end, "date without year")


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
        return (year, j + 1) if not _is_amount(line, j + 1) else (None, i)
    two = line.digits(j, 0, 99) if len(line.word(j)) == 2 else None
    return (full_year(two), j + 1) if two is not None and not _is_amount(line, j + 1) else (None, i)


def _is_amount(line: Line, i: int) -> bool:
    """Say whether the number before token `i` counts something ("March 3 percent", "May 5,000", "10:30")."""
    word = line.word(i)
    if word == "per" and line.word(i + 1) == "cent":
        return True
    if word in ("%", "percent", "million", "billion", "trillion", "years", "months", "weeks", "days", "hours"):
        return True
    return word in (":", "/") and line.glued(i) and line.kind(i + 1) == "number"


def _month_alone(line: Line, i: int, j: int) -> Phrase:
    month = MONTHS[line.word(i)]
    year, after = following_year(line, j)
    if year is not None:
        return Phrase(Fixed(Period("month", date(year, month, 1))), after, "month and year")
    return Phrase(MonthDay(month), j if line.word(j - 1) == "." and _dotted(line, i) else i + 1, "month")


def _month_with_year(line: Line, i: int) -> Phrase | None:
    """Read a month or day whose year is relative: "May this year", "October 1 of last year", "last March"."""
    which, j = which_way(line, i)
    if which is not None and j > i:
        month = MONTHS.get(line.word(j))
        if month is None:
            return None
        dotted = len(line.word(j)) <= 4 and line.word(j + 1) == "." and line.glued(j + 1)
        day = line.day_number(j + 1 + dotted)
        if day and not _is_amount(line, day[1]):
            return Phrase(MonthDay(month, day[0], None, which), day[1], "date without year")
        return Phrase(MonthDay(month, None, None, which), j + 1, "relative month")
    found = _full_date(line, i)
    if found is None or not isinstance(found.meaning, MonthDay):
        return None
    year = relative_unit(line, line.skip(line.skip(found.end, ","), "of", "in"))
    if year and isinstance(year.meaning, Relative) and year.meaning.grain == "year":
        return Phrase(InYear(found.meaning, year.meaning), year.end, "month of a relative year")
    return None


def _weekday(line: Line, i: int) -> Phrase | None:
    which, j = which_way(line, i)
    if which is None:
        j = line.skip(i, "the")
    weekday = WEEKDAYS.get(line.word(j))
    if weekday is None:
        return None
    j = (
        line.skip(j + 1, ".")
        if len(line.word(j)) <= 5 and line.word(j) not in ("sunday",) and line.glued(j + 1)
        else j + 1
    )
    day = line.ordinal(line.skip(j, "the"))
    if day and which is None and 1 <= day[0] <= 31:
        return Phrase(DayOfMonth(day[0], weekday), day[1], "weekday and day")
    week = relative_unit(line, line.skip(j, "of"))
    if week and isinstance(week.meaning, Relative) and week.meaning.grain == "week":
        return Phrase(WeekOf(week.meaning, weekday), week.end, "weekday of a week")
    return Phrase(Weekday(weekday, which), j, "weekday" if which is None else "relative weekday")


def _week_of(line: Line, i: int) -> Phrase | None:
    """Read "the week of October 6", "last week's Sunday"."""
    if (
        line.word(i) == "the"
        and line.word(i + 1) == "week"
        and line.word(i + 2) in ("of", "beginning", "ended", "ending", "starting")
    ):
        inner = _full_date(line, i + 3)
        return inner and Phrase(WeekOf(inner.meaning), inner.end, "week of a date")
    week = relative_unit(line, i)
    if week and isinstance(week.meaning, Relative) and week.meaning.grain == "week":
        after = line.skip(line.skip(week.end, "'s", "'"), "on")
        if line.word(after) in WEEKDAYS:
            return Phrase(WeekOf(week.meaning, WEEKDAYS[line.word(after)]), after + 1, "weekday of a week")
    return None


def _day_of_month(line: Line, i: int) -> Phrase | None:
    """Read "the 24th", "the 20th of next month"."""
    j = line.skip(i, "the")
    found = line.day_number(j)
    if found is None or not (j > i or line.kind(j) == "ordinal" or line.word(found[1]) == "of"):
        return None
    day, after = found
    month = relative_unit(line, line.skip(after, "of"))
    if month and isinstance(month.meaning, Relative) and month.meaning.grain == "month":
        return Phrase(DayOfMonth(day, None, month.meaning), month.end, "day of a month")
    if line.kind(j) == "ordinal" and line.word(i - 1) in ("on", "until", "by", "of", "from", "since", "to", ""):
        return Phrase(DayOfMonth(day), after, "day of the month")
    return None


def _deictic(line: Line, i: int) -> Phrase | None:
    """Read "today", "yesterday", "the day before yesterday"."""
    word = line.word(i)
    if word in _DEICTIC:
        return Phrase(Relative("day", _DEICTIC[word]), i + 1, word)
    j = line.skip(i, "the")
    if line.word(j) == "day" and line.word(j + 1) in ("before", "after"):
        sign = 1 if line.word(j + 1) == "after" else -1
        base = calendar_phrase(line, j + 2)
        if base and base.rule != "the unit":
            return Phrase(Moved(1, "day", sign, base.meaning), base.end, "day beside a day")
    return None


def _nth(line: Line, i: int) -> Phrase | None:
    """Read "the first Monday of October", "the last week of 2018", "the second day of the month"."""
    j = line.skip(i, "the")
    found = line.phrase(j, LAST_ORDINALS) or line.ordinal(j)
    if found is None:
        return None
    number, after = found
    weekday, unit = WEEKDAYS.get(line.word(after)), UNITS.get(line.word(after), "")
    if weekday is None and (unit not in ("day", "week", "weekend", "month", "quarter") or line.word(after) in PLURALS):
        return None
    if line.word(after + 1) not in ("of", "in"):
        return None
    within = calendar_phrase(line, after + 2)
    if within is None or within.rule == "day of the month":
        return None
    return Phrase(Nth(number, unit or "day", weekday, within.meaning), within.end, "counted day")


def _quarter_ended(line: Line, i: int) -> Phrase | None:
    """Read the quarter of "the quarter ended March 31", the year of "the fiscal year ended June 30"."""
    start = line.skip(i, "the")
    j = line.skip(start, "fiscal")
    ended = line.skip(j + 1, "that", "which")
    if line.word(j) not in ("quarter", "half", "year") or line.word(ended) not in ("ended", "ending"):
        return None
    day = _full_date(line, line.skip(ended + 1, "on", "in"))
    return Phrase(Closed(line.word(j), day.meaning), j + 1, "reported period") if day and start > i else None


_ORDINALS = frozenset({*ORDINALS, *NUMBERS, *LAST_ORDINALS})
_RELATIVE = frozenset({*WHICH, *FROM_TEXT, *UNITS, "that"})

CALENDAR: Starts[Phrase] = Starts(
    (_full_date, {*WEEKDAYS, *MONTHS, *_ORDINALS}, {"date", "number", "ordinal"}),
    (_month_with_year, {*WHICH, *WEEKDAYS, *MONTHS, *_ORDINALS}, {"date", "number", "ordinal"}),
    (_weekday, {*WHICH, *WEEKDAYS}, ()),
    (_week_of, _RELATIVE, ()),
    (_day_of_month, _ORDINALS, {"number", "ordinal"}),
    (_quarter_ended, {"quarter", "half", "year", "fiscal"}, ()),
    (latest, {"latest", "reported", "full", "period", "quarter", "year"}, ()),
    (relative_unit, _RELATIVE, ()),
    (_deictic, {*_DEICTIC, "day"}, ()),
    (year_before, {"year", "prior", "previous", "a", *SAME}, ()),
    (season, {*WHICH, *SEASONS}, ()),
    (months_quarter, MONTHS, ()),
    (quarter, {*_RELATIVE, *_ORDINALS, "fiscal", "q", "h"}, {"number", "ordinal"}),
    (year_number, {"'", "full", *YEAR_STARTS}, {"number"}),
    (named_day, NAMED_DAYS, {"number"}),
    (fiscal, {*WHICH, "fiscal", "fy", "financial"}, ()),
    (decade, {*DECADES, *_ORDINALS}, {"years", "ordinal"}),
    (holiday_phrase, {*WHICH, *HOLIDAYS}, ()),
    (_nth, _ORDINALS, {"ordinal"}),
)
