"""Days with a name: fixed, by weekday of a month, counted from Easter, or by a table of the library `holidays`."""

from datetime import date, timedelta
from functools import cache
from importlib import import_module

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from analysis.dates.periods import is_date, weekday_before
from analysis.lexicons import read_lexicon

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
_YEARS = range(1583, 4100)  # of the calendar that Easter is reckoned by
_TABLES = {
    "islamic": "_IslamicLunar", "chinese": "_ChineseLunisolar", "hindu": "_HinduLunisolar",
    "hebrew": "_HebrewLunisolar",
}  # fmt: skip
RULES = {row["name"]: row["rule"] for row in read_lexicon("holidays")}


@cache
def holiday(name: str, year: int) -> date | None:
    """Return the day of a holiday in a year, None where the calendar has none.

    Rules (``lexicons/holidays.tsv``): ``fixed M D``, moved by SHIFT days where it falls on WEEKDAY; ``nth M N WEEKDAY``
    (negative: from the month's end) plus SHIFT days; ``easter N`` and ``orthodox N`` days after Easter;
    ``before M D WEEKDAY`` the weekday on or before a day; ``islamic``, ``chinese``, ``hindu``, ``hebrew`` with TABLE
    SHIFT: days after one that the library tells for the year (Hindu feasts from 2001 on; of two in a year the first).

    >>> holiday("thanksgiving", 2024).isoformat()
    '2024-11-28'
    """
    kind, *numbers = RULES[name].split()
    if kind in _TABLES:
        return _by_table(kind, numbers[0], int(numbers[1]), year)
    given = [int(number) for number in numbers]
    if year not in _YEARS:
        return None
    if kind == "fixed":
        return _fixed(year, *given)
    if kind == "nth":
        day = nth_weekday(year, *given[:3])
        return day and day + timedelta(days=sum(given[3:]))
    if kind == "before":
        return weekday_before(date(year, given[0], given[1]), given[2])
    return easter(year, EASTER_WESTERN if kind == "easter" else EASTER_ORTHODOX) + timedelta(days=given[0])


def _fixed(year: int, month: int, day_number: int, *moves: int) -> date | None:
    if not is_date(year, month, day_number):
        return None
    day = date(year, month, day_number)
    shifts = dict(zip(moves[::2], moves[1::2], strict=True))
    return day + timedelta(days=shifts.get(day.isoweekday(), 0))


def nth_weekday(year: int, month: int, number: int, weekday: int) -> date | None:
    """Return the n-th such weekday of a month, counted from its end when n is negative."""
    edge = relativedelta(day=1 if number > 0 else 31, weekday=_WEEKDAYS[weekday - 1](number))
    day = date(year, month, 1) + edge
    return day if (day.year, day.month) == (year, month) else None


def _by_table(kind: str, name: str, shift: int, year: int) -> date | None:
    calendar = getattr(import_module("holidays.calendars"), _TABLES[kind])  # loaded where a text names such a feast
    found = getattr(calendar, f"{name.upper()}_DATES").get(year)
    if found is None:
        return None
    month, day = found if isinstance(found[0], int) else found[0]
    return date(year, month, day) + timedelta(days=shift)
