"""Publication dates as given: read strictly, never guessed."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from analysis.articles.inputs import shown
from analysis.errors import ArticleError

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?")
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? [A-Z0-9+-]{1,5}")
EARLIEST_YEAR, LATEST_YEAR = 1600, 2500


def read_published(value: object, place: str) -> date | None:
    """Return a publication date: ISO 8601 (with or without a time) or the form of e-mails and feeds.

    A time of day is dropped, the day stays the one written. Missing or empty is None.

    Raises
    ------
    ArticleError
        If it is anything else: ``03/04/2024`` could be two days.

    >>> read_published("2024-06-27T23:30:00+02:00", "a")
    datetime.date(2024, 6, 27)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or not str(value).strip():
        return None
    written = str(value).strip()
    try:
        if found := _ISO.fullmatch(written):
            day = date.fromisoformat(found.group(1))
            if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                return day
        elif _MAIL.fullmatch(written):
            return parsedate_to_datetime(written).date()
    except ValueError:
        pass
    raise ArticleError(f"{place}: published is {shown(written)!r}; write the day as 2024-06-27")
