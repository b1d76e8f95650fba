"""Dates as precise as their source: a day, a month or a year, kept as the interval of days it may mean."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.errors import ReferenceDataError

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_WEEK = re.compile(r"(\d{4})-W(\d{2})$")
_SIX = timedelta(days=6)


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """The days `first` to `last` (both included) that a date of limited precision may mean."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one single day."""
        return self.first == self.last

    @property
    def in_words(self) -> str:
        """The date as a sentence needs it: ``1 October 2024``, ``October 2024`` or ``2024``."""
        text = str(self)
        if self.is_week:
            return f"the week of {self.first.day} {self.first:%B %Y}"
        return {10: f"{self.first.day} {self.first:%B %Y}", 7: f"{self.first:%B %Y}"}.get(len(text), text)

    @property
    def when(self) -> str:
        """The date behind its preposition: ``on 1 October 2024``, ``in October 2024``, ``in 2024``."""
        return f"{'on' if self.exact else 'in'} {self.in_words}"

    @property
    def is_week(self) -> bool:
        """Whether it is a week from Monday to Sunday."""
        return self.last - self.first == _SIX

    def __str__(self) -> str:
        """Return the shortest ISO form: ``2024-10-01``, ``2024-W40``, ``2024-10`` or ``2024``."""
        if self.exact:
            return self.first.isoformat()
        if self.is_week:
            return self.first.strftime("%G-W%V")
        if self.first.month == self.last.month:
            return self.first.isoformat()[:7]
        return self.first.isoformat()[:4]


def is_days(text: str) -> bool:
    """Say whether `parse_days` can read a text; a year left open (``XXXX-10-01``) counts as one.

    >>> is_days("2024-W40"), is_days("2024-SU")
    (True, False)
    """
    dated = text.replace("XXXX", "2000", 1)
    return _PARTIAL.match(dated) is not None or _WEEK.match(dated) is not None


def parse_days(text: str, where: str = "date") -> Days:
    """Read ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or an ISO week, ``YYYY-Www``.

    Raises `ReferenceDataError` if the text is none of these or names a day that does not exist; `where` begins the
    message.

    >>> parse_days("2009-08")
    Days(first=datetime.date(2009, 8, 1), last=datetime.date(2009, 8, 31))
    """
    found, week = _PARTIAL.match(text.strip()), _WEEK.match(text.strip())
    try:
        if week is not None:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return Days(monday, monday + _SIX)
        if found is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        if year is None or month is None:
            return Days(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
        if day is None:
            return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Days(date(year, month, day), date(year, month, day))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ReferenceDataError(
            f"{where}: {text!r} is not a date; write YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"
        ) from error
