"""How values are told to readers: numbers, intervals, days, verdicts; every text escaped."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.check.statement import as_decimal
from analysis.tables.intervals import Interval
from analysis.verdicts import day_words
from analysis.wording import plural

_EXACT = 1e15  # from here on a float may miss whole numbers
_HEADLINE = 75  # characters of a text that stand for a title
MARKS = {"supported": "✓", "refuted": "✗", "not_enough_info": "?"}
QUOTE_KINDS = {"direct": "verbatim", "mixed": "partly verbatim", "indirect": "reported"}


def is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)) or value is pd.NaT


def plain(value: Any) -> str:
    """Return a value as text, empty for a missing one; days without hours, whole numbers without a point.

    >>> plain(2.0), plain(2.12), plain(None), plain(True)
    ('2', '2.12', '', 'yes')
    """
    if is_missing(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() and abs(value) < _EXACT else f"{value:,.10g}"
    return str(value)


def headline(article: Mapping[str, Any]) -> str:
    """Return an article's title; its first words where it has none, its id where it has no words either.

    >>> headline({"article_id": "a.txt", "title": None, "text": "The lake of Sele rose by two metres."})
    'The lake of Sele rose by two metres.'
    """
    words = " ".join(plain(article["text"])[: 2 * _HEADLINE].split())
    first = words if len(words) <= _HEADLINE else f"{words[:_HEADLINE].rsplit(' ', 1)[0].rstrip(' ,;:–-')} …"
    return plain(article["title"]) or first or str(article["article_id"])


def short_id(identifier: Any) -> str:
    """Return a row's id without its article: ``a.txt#q0003`` gives ``q0003``; safe as an HTML id.

    >>> short_id("seeds/a b.txt#q0003")
    'q0003'
    """
    last = str(identifier).rsplit("#", 1)[-1]
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in last)


def interval(row: dict[str, Any]) -> str:
    """Return the interval a wording allows, as the verdicts' sentences write it.

    >>> interval({"low": 2.0, "high": 2.2, "low_open": False, "high_open": False})
    '2.0–2.2'
    """
    low, high = (as_decimal(row.get(end)) for end in ("low", "high"))
    if low is None and high is None:
        return ""
    return str(Interval(low, high, bool(row.get("low_open")), bool(row.get("high_open"))))


def window_words(first: str, last: str) -> str:
    """Return a publication window in words.

    >>> window_words("2023-01-01", ""), window_words("", "2024-07-02"), window_words("", "")
    ('on or after 2023-01-01', 'on or before 2024-07-02', '')
    >>> window_words("2011-04-13", "2011-04-13")
    'on 2011-04-13'
    """
    if first and last:
        return f"on {first}" if first == last else f"between {first} and {last}"
    return f"on or after {first}" if first else f"on or before {last}" if last else ""


def window_of(article: Mapping[str, Any]) -> tuple[str, str]:
    """Return the first and the last day on which an article can have appeared; empty where it is not known."""
    day, first, last = (plain(article[name]) for name in ("published", "published_from", "published_to"))
    return day or first, day or last


def last_day(article: Mapping[str, Any]) -> str:
    """Return the last day on which an article can have appeared, else the first; empty where none is known."""
    first, last = window_of(article)
    return last or first


def day_or_window(article: Mapping[str, Any]) -> str:
    """Return the day of publication or the window inferred, in words; empty where none is known."""
    first, last = (plain(article[f"published_{end}"]) for end in ("from", "to"))
    return plain(article["published"]) or window_words(first, last)


def published_words(article: Mapping[str, Any]) -> str:
    """Return when an article appeared, as readers are told; a day taken from its text is said to be.

    >>> published_words({"published": None, "published_from": "2019-10-08", "published_to": "2019-10-08"})
    '8 October 2019, by its text'
    >>> published_words({"published": "2024-06-27"}), published_words({})
    ('27 June 2024', 'undated')
    """
    if day := plain(article.get("published")):
        return day_words(day)
    first, last = (day_words(plain(article.get(f"published_{end}")) or None) for end in ("from", "to"))
    if first and last:
        return f"{first}, by its text" if first == last else f"undated; by its text between {first} and {last}"
    bound = f"before {first}" if first else f"after {last}" if last else ""
    return f"undated; by its text not {bound}" if bound else "undated"


def dating_advice(article: Mapping[str, Any]) -> str:
    """Return how to give an article its day where none is known; nothing where one is.

    >>> dating_advice({"published": None, "published_from": "2019-10-08", "published_to": None})
    'If you know its day, give it with --published YYYY-MM-DD or in articles.csv.'
    >>> dating_advice({"published": "2024-06-27", "published_from": None, "published_to": None})
    ''
    """
    first, last = window_of(article)
    return (
        ""
        if first and first == last
        else "If you know its day, give it with --published YYYY-MM-DD or in articles.csv."
    )


def number_reading(row: dict[str, Any], bounds: bool = True) -> str:
    """Return a number as read: kind, value with unit, base, interval unless `bounds` is off, what it counts.

    >>> number_reading({"kind": "ratio", "value": 23.0, "ratio_total": 32.0, "unit": "state", "low": 23, "high": 23})
    'ratio; 23 of 32 states'
    >>> number_reading({"kind": "percent", "value": 2.1, "unit": "percent", "of_base": "GDP", "low": 2.0, "high": 2.2})
    '2.1 percent; of GDP; allows 2.0–2.2'
    """
    value, last = plain(row.get("value")), row.get("value")
    if not is_missing(row.get("ratio_total")):
        value, last = f"{value} of {plain(row['ratio_total'])}", row["ratio_total"]
    if not is_missing(row.get("value_high")):
        value, last = f"{value}–{plain(row['value_high'])}", row["value_high"]
    kind = plain(row.get("kind")).replace("_", " ")
    unit = "" if row.get("unit") == "count" else plain(row.get("unit"))
    written = plain(row.get("currency")) or (unit if last == 1 else plural(unit) if unit else "")
    parts = ["" if kind == unit else kind, f"{value} {written}".strip()]
    if base := plain(row.get("of_base")):
        parts.append(f"of {base}" + (" (from the context)" if row.get("of_base_source") == "inherited" else ""))
    allowed = interval(row)
    if bounds and allowed and allowed != plain(row.get("value")):
        parts.append(f"allows {allowed}")
    if concept := plain(row.get("concept")):
        parts.append(f"counts: {concept}")
    return "; ".join(filter(None, parts))


def date_reading(row: dict[str, Any]) -> str:
    """Return a time expression as read: TIMEX3 value and the days it covers."""
    begin, end = plain(row.get("begin")), plain(row.get("end_date"))
    days = begin if begin == end else f"{begin} to {end}"
    anchor = plain(row.get("anchor"))
    parts = (plain(row.get("timex")), days if begin or end else "open", f"by {anchor}" if anchor else "")
    return "; ".join(filter(None, parts))
