"""How values are told to readers: numbers, intervals, days, verdicts; every text escaped."""

import json
import math
from html import escape
from typing import Any

import pandas as pd

from analysis.check.statement import as_decimal
from analysis.tables.intervals import Interval

MARKS = {"supported": "✓", "refuted": "✗", "not_enough_info": "?"}
_PLURALS = {"people", "percent", "personnel", "police", "staff", "points"}
VERDICTS = {"supported": "supported", "refuted": "refuted", "not_enough_info": "not enough information"}


def is_missing(value: Any) -> bool:
    """Say whether a table's value is missing."""
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
        return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:,.10g}"
    return str(value)


def html(value: Any) -> str:
    """Return a value as escaped text."""
    return escape(plain(value))


def counted(count: int, word: str) -> str:
    """Return a count with its noun, in the plural unless it is one.

    >>> counted(1, "quote"), counted(1200, "country"), counted(2, "day")
    ('1 quote', '1,200 countries', '2 days')
    """
    return f"{count:,} {word if count == 1 else plural(word)}"


def plural(word: str) -> str:
    """Return a noun's regular plural; one that has no singular stays.

    >>> plural("ally"), plural("day"), plural("people")
    ('allies', 'days', 'people')
    """
    if word in _PLURALS:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


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
    """
    if first and last:
        return f"between {first} and {last}"
    return f"on or after {first}" if first else f"on or before {last}" if last else ""


def loads(value: Any) -> Any:
    """Return what a JSON column holds; None for a missing or broken one."""
    if is_missing(value) or not isinstance(value, str):
        return None
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return None


def number_reading(row: dict[str, Any]) -> str:
    """Return a number as read: kind, value, unit, base, interval, subject."""
    value = plain(row.get("value"))
    if not is_missing(row.get("ratio_total")):
        value += f" of {plain(row['ratio_total'])}"
    if not is_missing(row.get("value_high")):
        value += f"–{plain(row['value_high'])}"
    unit = plain(row.get("currency")) or plain(row.get("unit"))
    parts = [plain(row.get("kind")).replace("_", " "), f"{value} {unit}".strip()]
    if base := plain(row.get("of_base")):
        parts.append(f"of {base}" + (" (from the context)" if row.get("of_base_source") == "inherited" else ""))
    allowed = interval(row)
    if allowed and allowed != plain(row.get("value")):
        parts.append(f"allows {allowed}")
    if concept := plain(row.get("concept")):
        parts.append(f"counts: {concept}")
    return "; ".join(part for part in parts if part)


def date_reading(row: dict[str, Any]) -> str:
    """Return a time expression as read: TIMEX3 value and the days it covers."""
    begin, end = plain(row.get("begin")), plain(row.get("end_date"))
    days = begin if begin == end else f"{begin} to {end}"
    anchor = plain(row.get("anchor"))
    return "; ".join(
        part
        for part in (plain(row.get("timex")), days if begin or end else "open", f"by {anchor}" if anchor else "")
        if part
    )
