"""Periods of the calendar: a grain and a first day, with their TIMEX3 value and their last day; days with a name."""

import calendar
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from analysis.lexicons import pairs

if TYPE_CHECKING:
    from analysis.dates.meanings import DateContext

_SEASONS = {int(month): code for month, code in pairs("seasons", "first_month", "code").items()}
_MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "fiscal": 12}
_YEARS_IN = {"decade": 10, "century": 100, "millennium": 1000}
_DAYS_IN = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
_YEARS = range(1583, 4100)  # of the calendar that Easter is reckoned by
_TABLES = {
    "islamic": "_IslamicLunar", "chinese": "_ChineseLunisolar", "hindu": "_HinduLunisolar",
    "hebrew": "_HebrewLunisolar",
}  # fmt: skip
HOLIDAY_RULES = pairs("holidays", "name", "rule")


class Period(NamedTuple):
    """A stretch of days: the day, week, month … that begins on `first`."""

    grain: str
    first: date

    def period(self, context: "DateContext") -> "Period":
        """Return itself: the text names it in full."""
        return self

    @property
    def last(self) -> date:
        """The last day, inclusive."""
        if self.grain in ("day", "night"):
            return self.first
        following = _days(self.first, 2) if self.grain == "weekend" else shift(self, 1).first
        return _days(following, -1)

    @property
    def value(self) -> str:
        """The TIMEX3 value (TimeML 1.2.1, section on ISO 8601 extensions)."""
        day, grain = self.first, self.grain
        if grain in ("day", "night"):
            return day.isoformat()
        if grain in ("week", "weekend", "fortnight"):
            iso = day.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if grain == "weekend" else "")
        year, month = f"{day.year:04d}", day.month
        forms = {
            "season": f"{year}-{_SEASONS.get(month)}", "month": f"{year}-{month:02d}",
            "quarter": f"{year}-Q{(month + 2) // 3}", "half": f"{year}-H{1 if month < 7 else 2}",
            "fiscal": f"FY{year}", "year": year, "decade": year[:3], "century": year[:2], "millennium": year[:1],
        }  # fmt: skip
        return forms[grain]


def containing(grain: str, day: date) -> Period:
    """Return the period of that grain in which a day lies; for a weekend, the one of its ISO week.

    >>> containing("quarter", date(2024, 6, 17)).value
    '2024-Q2'
    """
    if grain in _DAYS_IN:
        from_monday = {"week": 0, "fortnight": 0, "weekend": 5}.get(grain, day.weekday())
        return Period(grain, _days(day, from_monday - day.weekday()))
    if grain == "season":
        month = day.month // 3 * 3 or 12
        return Period(grain, date(day.year - (day.month < 3 and day.year > 1), month, 1))
    if grain in _YEARS_IN:
        return Period(grain, date(max(1, day.year - day.year % _YEARS_IN[grain]), 1, 1))
    width = _MONTHS_IN[grain]
    return Period(grain, date(day.year, (day.month - 1) // width * width + 1, 1))


def shift(period: Period, count: int) -> Period:
    """Return the period `count` periods later."""
    return Period(period.grain, add(period.first, period.grain, count))


def add(day: date, unit: str, count: float) -> date:
    """Return the day `count` units later; the end of a shorter month stands for its missing days.

    Outside the years 1 to 9999 it is an `OverflowError`.
    """
    if unit in _DAYS_IN:
        return _days(day, round(count * _DAYS_IN[unit]))
    months = round(count * (_MONTHS_IN.get(unit) or 12 * _YEARS_IN[unit])) + day.year * 12 + day.month - 1
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year} is outside the calendar")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether the calendar has such a day."""
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def weekday_after(day: date, weekday: int) -> date:
    """Return the first day from `day` on that falls on an ISO weekday."""
    return _days(day, (weekday - day.isoweekday()) % 7)


def weekday_before(day: date, weekday: int) -> date:
    """Return the last day up to `day` that falls on an ISO weekday."""
    return _days(day, -((day.isoweekday() - weekday) % 7))


def _days(day: date, count: int) -> date:
    return day + timedelta(days=count)


_NEARLY_A_YEAR, _NEAR = 320, 45  # days


def being_reported(candidates: list[Period], context: "DateContext") -> Period:
    """Return the quarter or half-year a report speaks of: the nearest, looking ahead the one that ended lately.

    Results come out within weeks after a period, so that "expects a fourth-quarter loss" in January is about the
    quarter that has ended.
    """
    today = context.reference
    assert today is not None
    weight = 2 if context.looks_ahead else 1
    return min(candidates, key=lambda p: max(0, weight * (today - p.last).days, (p.first - today).days))


def choose(candidates: list[Period], context: "DateContext", which: int | None) -> Period:
    """Pick the period a reader would: the last one for a past, the coming one for a future, else the nearest.

    A date without a year lies within a few months; one that the tense would put nearly a year away is the near one.
    """
    today = context.reference
    assert today is not None
    before = [p for p in candidates if p.first <= today and not (context.tense == "past" and _barely_begun(p, today))]
    ended = [p for p in candidates if p.last < today]
    after = [p for p in candidates if p.last >= today and not (p.grain == "day" and p.first == today and which == 1)]
    if which == -1 and ended:
        return ended[-1]
    if which == 1 and after:
        return next((p for p in after if p.first > today), after[0])
    if context.request and after:
        return after[0]
    if context.tense == "past" and before:
        return before[-1]
    if context.looks_ahead and after:
        far = abs((after[0].first - today).days) > _NEARLY_A_YEAR
        near = bool(ended) and abs((ended[-1].first - today).days) < _NEAR
        return ended[-1] if far and near else after[0]
    return min(candidates, key=lambda p: min(abs((p.first - today).days), abs((p.last - today).days)))


def _barely_begun(period: Period, today: date) -> bool:
    """Say whether most of a quarter or half-year is to come, so that what is told of it happened in another year."""
    lasting = period.grain in ("quarter", "half") and period.first <= today <= period.last
    return lasting and (today - period.first) * 3 < (period.last - period.first) * 2


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
    kind, *numbers = HOLIDAY_RULES[name].split()
    if kind in _TABLES:  # read where a text names such a feast
        table = getattr(import_module("holidays.calendars"), _TABLES[kind])
        found = getattr(table, f"{numbers[0].upper()}_DATES").get(year)
        month_and_day = found if not found or isinstance(found[0], int) else found[0]
        return _days(date(year, *month_and_day), int(numbers[1])) if month_and_day else None
    given = [int(number) for number in numbers]
    if year not in _YEARS or (kind == "fixed" and not is_date(year, *given[:2])):
        return None
    if kind == "fixed":
        day = date(year, *given[:2])
        return _days(day, dict(zip(given[2::2], given[3::2], strict=True)).get(day.isoweekday(), 0))
    if kind == "nth":
        nth = nth_weekday(year, *given[:3])
        return nth and _days(nth, sum(given[3:]))
    if kind == "before":
        return weekday_before(date(year, given[0], given[1]), given[2])
    return _days(easter(year, EASTER_WESTERN if kind == "easter" else EASTER_ORTHODOX), given[0])


def nth_weekday(year: int, month: int, number: int, weekday: int) -> date | None:
    """Return the n-th such weekday of a month, counted from its end when n is negative."""
    edge = relativedelta(day=1 if number > 0 else 31, weekday=_WEEKDAYS[weekday - 1](number))
    day = date(year, month, 1) + edge
    return day if (day.year, day.month) == (year, month) else None
