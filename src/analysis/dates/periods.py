"""Periods of the calendar: a grain and a first day, with their TIMEX3 value and their last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon

if TYPE_CHECKING:
    from datetime import date

    from analysis.dates.meanings import DateContext

SEASON_MONTHS = {row["code"]: int(row["first_month"]) for row in read_lexicon("seasons")}
_MONTHS_IN = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "fiscal": 12}
_YEARS_IN = {"decade": 10, "century": 100, "millennium": 1000}
_DAYS_IN = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days: the day, week, month … that begins on `first`."""

    grain: str
    first: date

    @property
    def last(self) -> date:
        """The last day, inclusive."""
        if self.grain == "weekend":
            return self.first + timedelta(days=1)
        if self.grain in _DAYS_IN:
            return self.first + timedelta(days=_DAYS_IN[self.grain] - 1)
        return shift(self, 1).first - timedelta(days=1)

    @property
    def value(self) -> str:
        """The TIMEX3 value (TimeML 1.2.1, section on ISO 8601 extensions)."""
        year = f"{self.first.year:04d}"
        if self.grain in ("day", "night"):
            return self.first.isoformat()
        if self.grain in ("week", "weekend", "fortnight"):
            iso = self.first.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.grain == "weekend" else "")
        if self.grain == "season":
            code = next(code for code, month in SEASON_MONTHS.items() if month == self.first.month)
            return f"{year}-{code}"
        forms = {
            "month": f"{year}-{self.first.month:02d}",
            "quarter": f"{year}-Q{(self.first.month + 2) // 3}",
            "half": f"{year}-H{1 if self.first.month < 7 else 2}",
            "fiscal": f"FY{year}", "year": year, "decade": year[:3], "century": year[:2], "millennium": year[:1],
        }  # fmt: skip
        return forms[self.grain]


def containing(grain: str, day: date) -> Period:
    """Return the period of that grain in which a day lies; for a weekend, the one of its ISO week.

    >>> containing("quarter", date(2024, 6, 17)).value
    '2024-Q2'
    """
    if grain in ("day", "night"):
        return Period(grain, day)
    if grain in ("week", "fortnight"):
        return Period(grain, _days(day, -day.weekday()))
    if grain == "weekend":
        return Period(grain, _days(day, 5 - day.weekday()))
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

    Raises
    ------
    OverflowError
        If the result is outside the years 1 to 9999.
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

    def distance(period: Period) -> int:
        if period.first <= today <= period.last:
            return 0
        return weight * (today - period.last).days if period.last < today else (period.first - today).days

    return min(candidates, key=distance)


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
        coming = next((p for p in after if p.first > today), None) if before[-1].grain == "day" else None
        return _unless_near(before[-1], coming, today)
    if context.looks_ahead and after:
        return _unless_near(after[0], ended[-1] if ended else None, today)
    return min(candidates, key=lambda p: min(abs((p.first - today).days), abs((p.last - today).days)))


def _barely_begun(period: Period, today: "date") -> bool:
    """Say whether most of a quarter or half-year is to come, so that what is told of it happened in another year."""
    lasting = period.grain in ("quarter", "half") and period.first <= today <= period.last
    return lasting and (today - period.first) * 3 < (period.last - period.first) * 2


def _unless_near(chosen: Period, other: Period | None, today: "date") -> Period:
    distance = abs((chosen.first - today).days)
    if other is not None and distance > _NEARLY_A_YEAR and abs((other.first - today).days) < _NEAR:
        return other
    return chosen
