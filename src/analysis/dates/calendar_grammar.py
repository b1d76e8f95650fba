"""The grammar of calendar phrases: dates, weekdays, months, seasons, quarters, years, decades, holidays.

Each function looks at one position of a `Line` and returns a `Phrase` or None; `calendar_phrase` returns the longest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from analysis.dates.meanings import (
    Calendar,
    DayOfMonth,
    Fixed,
    InYear,
    MonthDay,
    Moved,
    Named,
    Nth,
    Relative,
    Weekday,
    WeekOf,
)
from analysis.dates.periods import Period, is_date
from analysis.dates.scanner import full_year
from analysis.dates.words import HOLIDAYS, LAST_ORDINALS, MONTHS, SEASONS, UNITS, WEEKDAYS, WHICH, Line

_DEICTIC = {"today": 0, "yesterday": -1, "tomorrow": 1, "tmrw": 1, "tomorrows": 1, "todays": 0}
_FROM_TEXT = {"following": 1, "next": 1, "preceding": -1, "previous": -1, "prior": -1, "same": 0, "very same": 0}
_GRAINS = frozenset({"day", "week", "weekend", "month", "quarter", "half", "year", "decade", "century", "fortnight"})
_SHARES = {"third": 4, "half": 6}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A calendar meaning and the position after its last token."""

    meaning: Calendar
    end: int
    rule: str


def calendar_phrase(line: Line, i: int) -> Phrase | None:
    """Return the longest calendar phrase that begins at token `i`."""
    found = [phrase for rule in _RULES if (phrase := rule(line, i))]
    return max(found, key=lambda phrase: phrase.end) if found else None


def _full_date(line: Line, i: int) -> Phrase | None:
    """Read a date with a month: "Friday, July 21, 2017", "21st of July", "31-Oct-74", "2017-07-21"."""
    weekday, j = _weekday_prefix(line, i)
    if line.kind(j) == "date":
        year, month, day = line.value(j)
        grain = "day" if day else "month"
        return Phrase(Fixed(Period(grain, date(year, month, day or 1))), j + 1, "date in figures")
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
    day, j = found
    year, j = following_year(line, j)
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
    which, j = _which(line, i)
    if which is not None and j > i:
        month = MONTHS.get(line.word(j))
        if month is None:
            return None
        day = line.day_number(j + 1)
        if day and not _is_amount(line, day[1]):
            return Phrase(MonthDay(month, day[0], None, which), day[1], "date without year")
        return Phrase(MonthDay(month, None, None, which), j + 1, "relative month")
    found = _full_date(line, i)
    if found is None or not isinstance(found.meaning, MonthDay):
        return None
    year = _relative_unit(line, line.skip(line.skip(found.end, ","), "of", "in"))
    if year and isinstance(year.meaning, Relative) and year.meaning.grain == "year":
        return Phrase(InYear(found.meaning, year.meaning), year.end, "month of a relative year")
    return None


def _which(line: Line, i: int) -> tuple[int | None, int]:
    """Read "last", "this past", "the previous", "next" …: -1, 0 or 1, and the position after it."""
    j = line.skip(i, "the")
    if line.word(j) == "this" and line.word(j + 1) in ("past", "coming", "last", "next"):
        return WHICH[line.word(j + 1)], j + 2
    return (WHICH[line.word(j)], j + 1) if line.word(j) in WHICH else (None, i)


def _weekday(line: Line, i: int) -> Phrase | None:
    which, j = _which(line, i)
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
    week = _relative_unit(line, line.skip(j, "of"))
    if week and isinstance(week.meaning, Relative) and week.meaning.grain == "week":
        return Phrase(WeekOf(week.meaning, weekday), week.end, "weekday of a week")
    return Phrase(Weekday(weekday, which), j, "weekday" if which is None else "relative weekday")


def _week_of(line: Line, i: int) -> Phrase | None:
    """Read "the week of October 6", "last week's Sunday"."""
    if (
        line.word(i) == "the"
        and line.word(i + 1) == "week"
        and line.word(i + 2) in ("of", "beginning", "ending", "starting")
    ):
        inner = _full_date(line, i + 3)
        return inner and Phrase(WeekOf(inner.meaning), inner.end, "week of a date")
    week = _relative_unit(line, i)
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
    month = _relative_unit(line, line.skip(after, "of"))
    if month and isinstance(month.meaning, Relative) and month.meaning.grain == "month":
        return Phrase(DayOfMonth(day, None, month.meaning), month.end, "day of a month")
    if line.kind(j) == "ordinal" and line.word(i - 1) in ("on", "until", "by", "of", "from", "since", "to", ""):
        return Phrase(DayOfMonth(day), after, "day of the month")
    return None


def _relative_unit(line: Line, i: int) -> Phrase | None:
    """Read "last week", "this year", "the following month", "that day", "the same year"."""
    which, j = _which(line, i)
    has_the = line.word(i) == "the"
    unit = UNITS.get(_singular(line, j))
    if which is not None and unit in _GRAINS:
        from_text = has_the and line.word(j - 1) in _FROM_TEXT
        return Phrase(Relative(unit, which, from_text), j + 1, "relative period")
    j = line.skip(i, "the")
    if (has_the and line.word(j) in _FROM_TEXT) or line.word(i) in ("that", "following"):
        count = 1 if line.word(j) == "following" else 0 if line.word(i) == "that" else _FROM_TEXT[line.word(j)]
        after = j + 1
        unit = UNITS.get(_singular(line, after))
        if unit in _GRAINS:
            return Phrase(Relative(unit, count, True), after + 1, "relative to the text")
        if line.word(after) in WEEKDAYS:
            return Phrase(Weekday(WEEKDAYS[line.word(after)], None), after + 1, "weekday")
    return _the_unit(line, i) if has_the else None


def _the_unit(line: Line, i: int) -> Phrase | None:
    """Read "the year", "the day" where the text speaks of the current or the last named one."""
    unit = UNITS.get(_singular(line, i + 1))
    if unit not in ("day", "week", "weekend", "month", "quarter", "year", "decade", "century"):
        return None
    if line.word(i + 2) in ("before", "after") and line.word(i + 3) not in (
        "the",
        "a",
        "last",
        "yesterday",
        "tomorrow",
        "that",
    ):
        count = -1 if line.word(i + 2) == "before" else 1
        if line.word(i + 3) in (".", ",", ";", "", ")", "”", "and", "when", "in", "but", "at", "with", "to", "for"):
            return Phrase(Relative(unit, count, True), i + 3, "relative to the text")
    return Phrase(Relative(unit, 0, unit == "day"), i + 2, "the unit")


def _singular(line: Line, i: int) -> str:
    word = line.word(i)
    for ending in ("'s", "'"):
        if word.endswith(ending):
            word = word.removesuffix(ending)
    return word if word in UNITS and not (word.endswith("s") and len(word) > 3) else ""


def _deictic(line: Line, i: int) -> Phrase | None:
    """Read "today", "yesterday", "the day before yesterday"."""
    word = line.word(i).removesuffix("'s")
    if word in _DEICTIC:
        return Phrase(Relative("day", _DEICTIC[word]), i + 1, word)
    j = line.skip(i, "the")
    if line.word(j) == "day" and line.word(j + 1) in ("before", "after"):
        sign = 1 if line.word(j + 1) == "after" else -1
        base = calendar_phrase(line, j + 2)
        if base and base.rule != "the unit":
            return Phrase(Moved(1, "day", sign, base.meaning), base.end, "day beside a day")
    return None


def _season(line: Line, i: int) -> Phrase | None:
    which, j = _which(line, i)
    if which is None:
        j = line.skip(i, "the")
    month = SEASONS.get(line.word(j).removesuffix("'s"))
    if month is None:
        return None
    after = j + 1
    year_at = line.skip(line.skip(after, "of"), ",")
    year = line.year(year_at)
    if which is None and year is not None:
        return Phrase(Named("season", month, None, _year(year)), year_at + 1, "season and year")
    relative = _relative_unit(line, line.skip(after, "of"))
    if which is None and relative and _is_year(relative):
        return Phrase(Named("season", month, None, relative.meaning), relative.end, "season and year")
    return Phrase(Named("season", month, which), after, "season" if which is None else "relative season")


def _quarter(line: Line, i: int) -> Phrase | None:
    """Read "the third quarter of 1989", "Q3 2013", "last year's first half", "fiscal first quarter", "H1"."""
    owner = _relative_unit(line, i)
    year = owner.meaning if owner and _is_year(owner) and line.word(owner.end - 1).endswith("'s") else None
    if year is None and line.year(i) is not None and line.word(i + 1) == "'s":
        year, j = _year(line.year(i) or 1), i + 2
    else:
        j = owner.end if year and owner else line.skip(i, "the")
    j = line.skip(j, "fiscal")
    kind, month, after = _quarter_name(line, j)
    if kind is None:
        return None
    if year is None:
        year, after = _owner_year(line, after)
    return Phrase(Named(kind, str(month), None, year), after, "quarter" if kind == "quarter" else "half-year")


def _quarter_name(line: Line, i: int) -> tuple[str | None, int, int]:
    word = line.word(i)
    number = line.digits(i + 1, 1, 4) if word in ("q", "h") and line.glued(i + 1) else None
    if number and (word == "q" or number <= 2):
        return ("quarter", 3 * number - 2, i + 2) if word == "q" else ("half", 6 * number - 5, i + 2)
    found = line.ordinal(i) or line.phrase(i, LAST_ORDINALS)
    if not found:
        return None, 0, i
    number, j = found
    fiscal = "fiscal" in (line.word(i - 1), line.word(j))
    j = line.skip(line.skip(j, "-"), "fiscal") + 1
    unit = line.word(j - 1)
    if unit in ("quarter", "qtr") and (1 <= number <= 4 or line.word(i) == "final"):
        return "quarter", 3 * (4 if number < 0 else number) - 2, j
    if unit == "half" and number in (1, 2) and (fiscal or _owner_year(line, j)[0] is not None):
        return "half", 6 * number - 5, j
    return None, 0, i


def _owner_year(line: Line, i: int) -> tuple[Calendar | None, int]:
    """Return the year that follows ("of 1989", "2013", "of last year", "this year") and the position after it."""
    j = line.skip(line.skip(i, ","), "of", "in")
    j = line.skip(line.skip(j, "fiscal"), "year") if line.word(j) == "fiscal" else j
    number = line.year(j)
    if number is not None:
        return _year(number), j + 1
    relative = _relative_unit(line, j)
    if relative and _is_year(relative):
        return relative.meaning, relative.end
    return None, i


def _is_year(phrase: Phrase) -> bool:
    return isinstance(phrase.meaning, Relative) and phrase.meaning.grain == "year"


def _year(number: int) -> Fixed:
    return Fixed(Period("year", date(number, 1, 1)))


def _year_number(line: Line, i: int) -> Phrase | None:
    year = line.year(i)
    if year is not None:
        return Phrase(_year(year), i + 1, "year")
    if line.word(i) == "'" and line.glued(i + 1) and not (i and line.glued(i)):
        two = line.digits(i + 1, 0, 99)
        if two is not None and len(line.word(i + 1)) == 2:
            return Phrase(_year(full_year(two)), i + 2, "short year")
    return None


def _fiscal(line: Line, i: int) -> Phrase | None:
    """Read "fiscal 1989", "the fiscal year 2013", "FY2013", "this fiscal year"."""
    which, j = _which(line, i)
    if which is None:
        j = line.skip(i, "the")
    if line.word(j) not in ("fiscal", "fy", "financial") or (
        line.word(j) == "financial" and line.word(j + 1) != "year"
    ):
        return None
    after = line.skip(j + 1, "year", "years")
    year = line.year(after)
    if year is not None and which is None:
        return Phrase(Fixed(Period("fiscal", date(year, 1, 1))), after + 1, "fiscal year")
    if after > j + 1 and (which is not None or j > i):
        return Phrase(Relative("fiscal", which or 0), after, "fiscal year")
    return None


def _decade(line: Line, i: int) -> Phrase | None:
    """Read "the 1990s", "the '90s", "the nineties", "the 20th century"."""
    j = line.skip(i, "the")
    if line.kind(j) == "years":
        year = line.value(j)
        grain = (
            "century"
            if year % 100 == 0 and line.word(j)[0] != "'" and len(line.word(j)) > 3 and year < 2000
            else "decade"
        )
        return Phrase(Fixed(Period(grain, date(max(year, 1), 1, 1))), j + 1, "decade")
    if line.word(j) in _DECADES and (j > i or line.word(i - 1) in ("mid", "early", "late", "-")):
        return Phrase(Fixed(Period("decade", date(_DECADES[line.word(j)], 1, 1))), j + 1, "decade")
    found = line.ordinal(j)
    after = line.skip(found[1], "-") if found else j
    if found and line.word(after) in ("century", "centuries") and 1 <= found[0] <= 30:
        return Phrase(Fixed(Period("century", date(max(1, 100 * (found[0] - 1)), 1, 1))), after + 1, "century")
    return None


_DECADES = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970,
    "eighties": 1980, "nineties": 1990,
}  # fmt: skip


def _holiday(line: Line, i: int) -> Phrase | None:
    which, j = _which(line, i)
    found = line.phrase(j, HOLIDAYS)
    if found is None:
        return None
    name, after = found
    after = (
        line.skip(after, "day")
        if line.word(after) == "day" and name in ("thanksgiving", "christmas", "easter")
        else after
    )
    year, end = _owner_year(line, after)
    return Phrase(Named("holiday", name, which, year), end, "holiday")


def _nth(line: Line, i: int) -> Phrase | None:
    """Read "the first Monday of October", "the last week of 2018", "the second day of the month"."""
    j = line.skip(i, "the")
    found = line.phrase(j, LAST_ORDINALS) or line.ordinal(j)
    if found is None:
        return None
    number, after = found
    weekday, unit = WEEKDAYS.get(line.word(after)), UNITS.get(line.word(after), "")
    if weekday is None and unit not in ("day", "week", "weekend", "month", "quarter"):
        return None
    if line.word(after + 1) not in ("of", "in"):
        return None
    within = calendar_phrase(line, after + 2)
    if within is None or within.rule == "day of the month":
        return None
    return Phrase(Nth(number, unit or "day", weekday, within.meaning), within.end, "counted day")


_RULES: tuple[Callable[[Line, int], Phrase | None], ...] = (
    _full_date, _month_with_year, _weekday, _week_of, _day_of_month, _relative_unit, _deictic, _season, _quarter,
    _year_number, _fiscal, _decade, _holiday, _nth,
)  # fmt: skip
