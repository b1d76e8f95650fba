"""Feasts that follow the moon: the Islamic, Chinese and Hindu calendars from its elongation, the Hebrew by its rules.

The short series of Meeus (Astronomical Algorithms, chapters 25 and 48) is good to half an hour, so that a date can be a
day off where sighting or a local rule decides.
"""

from datetime import date, timedelta
from functools import cache
from math import radians, sin

_EPOCH = date(2000, 1, 1).toordinal() + 0.5  # 2000-01-01 12:00 UTC, the epoch J2000
_MEAN_DAILY = 12.190749  # degrees the moon gains on the sun in a day
_SUNSET_IN_MECCA = 15.5 / 24  # of a day UTC
_CHINA = 8 / 24
_INDIA = 5.5 / 24
_HEBREW_EPOCH = -1373427  # ordinal of 1 Tishri of the year 1, the proleptic Gregorian calendar
_ISLAMIC_EPOCH = date(622, 7, 18).toordinal()


def islamic(year: int, month: int, day_number: int) -> date | None:
    """Return the first such day of the Islamic calendar in a Gregorian year, by the conjunction before it.

    >>> islamic(2018, 10, 1).isoformat()
    '2018-06-15'
    """
    for islamic_year in range((year - 622) * 33 // 32 - 1, (year - 622) * 33 // 32 + 3):
        days = (islamic_year - 1) * 354 + (3 + 11 * islamic_year) // 30 + (month - 1) * 29 + month // 2
        conjunction = _new_moon_near(_ISLAMIC_EPOCH + days - 0.5)
        first = int(conjunction + 1 - _SUNSET_IN_MECCA) + 1
        day = date.fromordinal(first + day_number - 1)
        if day.year == year:
            return day
    return None


def chinese_new_year(year: int) -> date:
    """Return the new moon between 21 January and 20 February, China time.

    >>> chinese_new_year(2018).isoformat()
    '2018-02-16'
    """
    middle = date(year, 2, 5).toordinal()
    return date.fromordinal(int(_new_moon_near(middle) + _CHINA))


def hebrew(year: int, days: int, long_year: int = 0) -> date:
    """Return the day `days` after (before, when negative) the Rosh Hashanah of a Gregorian year.

    `long_year` is added where the year that begins then has a long Heshvan. The rules are those of Dershowitz and
    Reingold, Calendrical Calculations, chapter 8; a feast begins on the evening before.

    >>> hebrew(2018, 9).isoformat()
    '2018-09-19'
    """
    begins, ends = _hebrew_new_year(year + 3761), _hebrew_new_year(year + 3762)
    return date.fromordinal(begins + days + (long_year if ends - begins in (355, 385) else 0))


def _hebrew_new_year(year: int) -> int:
    before, here, after = (_days_to_new_moon_of(y) for y in (year - 1, year, year + 1))
    delay = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return _HEBREW_EPOCH + here + delay


def _days_to_new_moon_of(year: int) -> int:
    months = (235 * year - 234) // 19
    days = 29 * months + (12084 + 13753 * months) // 25920
    return days + (3 * (days + 1) % 7 < 3)


@cache
def hindu(year: int, month: int, lunar_day: int, hour: int) -> date | None:
    """Return when a lunar day (1-30, from the new moon) of an amanta month (Chaitra is 1) holds at an hour in India.

    >>> hindu(2019, 7, 30, 18).isoformat()
    '2019-10-27'
    """
    found: list[date] = []
    day = date(year, 1, 1)
    while day.year == year:
        time = day.toordinal() + hour / 24 - _INDIA
        age = elongation(time)
        if lunar_day <= int(age / 12) + 1 <= lunar_day + 1 and _hindu_month(time - age / _MEAN_DAILY) == month:
            found.append(day)
            day += timedelta(days=26)
        day += timedelta(days=1)
    if len(found) == 2 and (found[1] - found[0]).days < 40:  # the first was an intercalary month
        return found[1]
    return found[0] if found else None


def elongation(time: float) -> float:
    """Return how far the moon is ahead of the sun, in degrees; `time` is a proleptic ordinal with its fraction, UTC."""
    days = time - _EPOCH
    mean = radians((297.8502 + 12.19074912 * days) % 360)
    sun = radians((357.5291 + 0.98560028 * days) % 360)
    moon = radians((134.9634 + 13.06499295 * days) % 360)
    waves = (
        6.289 * sin(moon) - 2.100 * sin(sun) + 1.274 * sin(2 * mean - moon) + 0.658 * sin(2 * mean)
        + 0.214 * sin(2 * moon) + 0.110 * sin(mean)
    )  # fmt: skip
    return (297.8502 + 12.19074912 * days + waves) % 360


def _new_moon_near(time: float) -> float:
    for _ in range(6):
        ahead = (elongation(time) + 180) % 360 - 180
        time -= ahead / _MEAN_DAILY
    return time


def _hindu_month(new_moon: float) -> int:
    """Return the month that begins with a new moon, by the sidereal sign the sun is in (Lahiri ayanamsa)."""
    days = new_moon - _EPOCH
    anomaly = radians((357.5291 + 0.98560028 * days) % 360)
    longitude = 280.466 + 0.98564736 * days + 1.915 * sin(anomaly) + 0.02 * sin(2 * anomaly)
    sidereal = (longitude - 23.85 - days / 365.25 * 0.01397) % 360
    return (int(sidereal / 30) + 1) % 12 + 1
