"""The tokens of time expressions: words, numbers, ordinals, clock times and dates in figures, with their characters."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.dates.periods import is_date

_LONGEST_SHORT_RANGE = 4  # years in "2007-11"
YEAR_PIVOT = 50  # two-digit years below it are of this century


class Scan(NamedTuple):
    """The tokens of a text: of each its kind, its characters and where they end; what the figures say, by place.

    Kinds: ``word``, ``link``, ``number`` (digits), ``ordinal`` (int), ``clock`` (`Time`), ``date`` (year or None,
    month, day or None), ``years`` (first year of a decade written in figures), ``mark``.
    """

    kinds: list[str]
    texts: list[str]
    ends: list[int]
    values: dict[int, Any]


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day as written; `sure` says that its wording can be nothing else."""

    hour: int
    minute: int | None = None
    second: int | None = None
    half: str | None = None
    sure: bool = True


_PLAIN = frozenset({"word", "mark", "link"})
_SHORT_RANGES = "|".join(  # "2011-12" is rather two years than a month
    f"{end - years:02}-{end:02}" for end in range(1, 13) for years in range(1, min(end, _LONGEST_SHORT_RANGE) + 1)
)
_AMPM = r"\s?[apAP]\.?\s?[mM]\b\.?(?!\w)"
_TOKEN = re.compile(  # words and marks first: they are most; few groups, which cost with each token
    r" ?(?:(?P<half>[½¼¾])"
    r"|(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<word>['’]s\b|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?)"
    r"|(?P<mark>\n\n|[^\s\d'])"
    r"|(?P<iso>(?<![\d-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\d-]))"
    rf"|(?P<isomonth>(?<![\d-])(?!\d\d(?:{_SHORT_RANGES}))(?:1[89]\d\d|20\d\d)-(?:0[1-9]|1[0-2])(?![\d-]))"
    r"|(?P<figures>(?<![\d./$-])\d{1,4}(?P<sep>[/.])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?![\d/]|[.-]\d))"
    rf"|(?P<clock>(?<![\d.,:/$-])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:]|[.,]\d)(?:{_AMPM})?)"
    rf"|(?P<hour>(?<![\d.,:/$])(?:[01]?\d|2[0-4])(?:[.][0-5]\d)?{_AMPM})"
    r"|(?P<french>(?<![\d.,:/$-])(?:[01]?\d|2[0-4])h(?:[0-5]\d)?\b)"
    r"|(?P<ordinal>(?<![\d.,$])\d{1,4}(?:st|nd|rd|th)\b)"
    r"|(?P<decade>(?<![\w.,$])(?:(?:1[0-9]|20)\d0|'?\d0)(?:'?s)\b)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|\d+)"
    r"|(?P<other>\S))"
)
_DIGITS = re.compile(r"\d+")


def scan(text: str) -> Scan:
    """Return all tokens of a text in order.

    >>> found = scan("by 8 p.m. on the 3rd")
    >>> found.kinds, found.values
    (['word', 'clock', 'word', 'word', 'ordinal'], \
{1: Time(hour=8, minute=None, second=None, half='p', sure=True), 4: 3})
    """
    atoms = [*_TOKEN.finditer(text)]
    kinds = [atom.lastgroup or "other" for atom in atoms]  # the outer group closes last
    texts = [atom[atom.lastindex or 0] for atom in atoms]
    values: dict[int, Any] = {}
    for place, kind in enumerate(kinds):
        if kind not in _PLAIN:
            value = _READERS[kind](texts[place])
            kinds[place] = "mark" if value is None else _KINDS.get(kind, kind)
            values[place] = value
    return Scan(kinds, texts, [atom.end() for atom in atoms], values)


_Date = tuple[int, int, int | None]


def _read_iso(text: str) -> _Date | None:
    year, month, day = _figures(text)[:3]
    return (year, month, day) if is_date(year, month, day) else None


def _read_figures(text: str) -> _Date | None:
    """Read 3/12/2015 (month first, the usage of American news), 3.12.2015 and 31/10/2015 (day first)."""
    (first, second, third), pointed = _figures(text), "." in text
    size_first, size_third = (len(part) for part in _DIGITS.findall(text)[::2])
    year_first, short = size_first == 4, size_third == 2
    year, readings = full_year(third) if short else third, [(first, second), (second, first)]
    if year_first:
        year, readings = first, [(second, third)]
    elif pointed:
        readings.reverse()  # 3.4.2024 is written where the day stands first
    if size_first == 3 or (year_first and not short) or (short and pointed and not year_first):
        return None  # a version, a section, an address
    known = ((year, month, day) for month, day in readings if is_date(year, month, day))
    return next(known, None) if year_first or year > 1000 else None


def _read_clock(text: str) -> Time:
    hour, *finer = _figures(text)
    minute, second = [*finer, None, None][:2]
    half = next((letter for letter in "ap" if letter in text.lower()), None)
    return Time(hour, minute, second, half, sure=text[-1] != "h")  # no "18h"


def _read_hour(text: str) -> Time | None:
    time = _read_clock(text)
    return time if 1 <= time.hour <= 12 else None


def _figures(text: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(text)]


def full_year(short: int) -> int:
    """Return the year a two-digit year means.

    >>> full_year(74), full_year(15)
    (1974, 2015)
    """
    return 2000 + short if short < YEAR_PIVOT else 1900 + short


_KINDS = {
    "iso": "date", "isomonth": "date", "figures": "date", "hour": "clock", "french": "clock", "decade": "years",
    "half": "number",
}  # fmt: skip
_READERS: dict[str, Callable[[str], Any]] = {  # None: such characters say nothing
    "iso": _read_iso,
    "isomonth": lambda text: (*_figures(text), None),
    "figures": _read_figures,
    "clock": _read_clock,
    "hour": _read_hour,
    "french": _read_clock,
    "ordinal": lambda text: int(text[:-2]),
    "decade": lambda text: int(("19" + text.strip("'s"))[-4:]),
    "half": {"½": "0.5", "¼": "0.25", "¾": "0.75"}.get,
    "number": lambda text: text,
    "other": lambda text: None,
}
