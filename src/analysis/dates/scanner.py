"""The tokens of time expressions: words, numbers, ordinals, clock times and dates in figures, with their characters."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.dates.periods import is_date

_LONGEST_SHORT_RANGE = 4  # years in "2007-11"
YEAR_PIVOT = 50  # two-digit years below it are of this century


class Token(NamedTuple):
    """One token: its kind, its characters ``[start, end)`` and what it says.

    Kinds: ``word`` (lower case), ``number`` (digits), ``ordinal`` (int), ``clock`` (`Time`), ``date``
    (year or None, month, day or None), ``years`` (first year of a decade written in figures), ``mark``.
    """

    kind: str
    start: int
    end: int
    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day as written; `sure` says that its wording can be nothing else."""

    hour: int
    minute: int | None = None
    second: int | None = None
    half: str | None = None
    sure: bool = True


_AMPM = r"(?:\s?(?P<{0}>[apAP])\.?\s?[mM]\b\.?(?!\w))"
_CLOCK_ZONE_FREE = (
    r"(?P<clock>(?<![\d.,:/$-])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]|[.,]\d)"
    + _AMPM.format("ap1") + r"?)"
    r"|(?P<hour>(?<![\d.,:/$])(?P<hh>[01]?\d|2[0-4])(?:[.](?P<hm>[0-5]\d))?" + _AMPM.format("ap2") + r")"
    r"|(?P<french>(?<![\d.,:/$-])(?P<fh>[01]?\d|2[0-4])h(?P<fm>[0-5]\d)?\b)"
)  # fmt: skip
_TOKEN = re.compile(  # words first: they are most, and nothing else but the glyphs before them begins as they do
    r"(?P<half>[½¼¾])"
    r"|(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<word>['’]s\b|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?)"
    r"|(?P<iso>(?<![\d-])(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?![\d-]))"
    r"|(?P<isomonth>(?<![\d-])(?P<my>1[89]\d\d|20\d\d)-(?P<mm>0[1-9]|1[0-2])(?![\d-]))"
    r"|(?P<figures>(?<![\d./$-])(?P<f1>\d{1,4})(?P<sep>[/.])(?P<f2>\d{1,2})(?P=sep)(?P<f3>\d{4}|\d{2})(?![\d/]|[.-]\d))"
    r"|" + _CLOCK_ZONE_FREE +
    r"|(?P<ordinal>(?<![\d.,$])(?P<o>\d{1,4})(?:st|nd|rd|th)\b)"
    r"|(?P<decade>(?<![\w.,$])(?P<dy>(?:1[0-9]|20)\d0|'?\d0)(?:'?s)\b)"
    r"|(?P<number>\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|\d+)"
    r"|(?P<mark>\n\n|\S)"
)  # fmt: skip


def scan(text: str) -> list[Token]:
    """Return all tokens of a text in order.

    >>> [(t.kind, t.value) for t in scan("by 8 p.m. on the 3rd")]
    [('word', 'by'), ('clock', Time(hour=8, minute=None, second=None, half='p', sure=True)), \
('word', 'on'), ('word', 'the'), ('ordinal', 3)]
    """
    tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind in ("word", "mark"):
            written = found.group()
            tokens.append(Token(kind, *found.span(), written.lower().replace("’", "'"), written))
        else:
            tokens += _tokens(found)
    return tokens


def _tokens(found: re.Match[str]) -> list[Token]:
    """Return one token, or the three of "2011-12", which means two years rather than a month."""
    if found.lastgroup == "isomonth" and 0 < int(found["mm"]) - int(found["my"]) % 100 <= _LONGEST_SHORT_RANGE:
        start, text = found.start(), found.group()
        parts = (("number", 0, 4), ("mark", 4, 5), ("number", 5, 7))
        return [Token(kind, start + a, start + b, text[a:b], text[a:b]) for kind, a, b in parts]
    return [_token(found)]


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or "mark"  # the outer group, it closes last
    reader = _READERS.get(kind)
    made = reader(found) if reader else (kind, found.group().lower().replace("’", "'"))
    name, value = made or ("mark", found.group())
    return Token(name, found.start(), found.end(), value, found.group())


def _read_iso(found: re.Match[str]) -> tuple[str, Any] | None:
    year, month, day = int(found["iy"]), int(found["im"]), int(found["id"])
    return ("date", (year, month, day)) if is_date(year, month, day) else None


def _read_figures(found: re.Match[str]) -> tuple[str, Any] | None:
    """Read 3/12/2015 (month first, the usage of American news), 3.12.2015 and 31/10/2015 (day first)."""
    first, second, third = int(found["f1"]), int(found["f2"]), found["f3"]
    if len(found["f1"]) == 4:
        return ("date", (first, second, int(third))) if len(third) == 2 and is_date(first, second, int(third)) else None
    if len(found["f1"]) == 3:
        return None
    year = full_year(int(third)) if len(third) == 2 else int(third)
    if len(third) == 2 and found["sep"] == ".":
        return None  # a version, a section, an address
    day_first = found["sep"] == "."  # 3.4.2024 is written where the day stands first
    for month, day in ((second, first), (first, second)) if day_first else ((first, second), (second, first)):
        if is_date(year, month, day) and year > 1000:
            return "date", (year, month, day)
    return None


def full_year(short: int) -> int:
    """Return the year a two-digit year means.

    >>> full_year(74), full_year(15)
    (1974, 2015)
    """
    return 2000 + short if short < YEAR_PIVOT else 1900 + short


def _read_clock(found: re.Match[str]) -> tuple[str, Any]:
    second = int(found["s"]) if found["s"] else None
    return "clock", Time(int(found["h"]), int(found["m"]), second, found["ap1"] and found["ap1"].lower())


def _read_hour(found: re.Match[str]) -> tuple[str, Any] | None:
    hour, minute = int(found["hh"]), found["hm"]
    if not 1 <= hour <= 12:
        return None
    return "clock", Time(hour, int(minute) if minute else None, None, found["ap2"].lower())


def _read_decade(found: re.Match[str]) -> tuple[str, Any]:
    digits = found["dy"].lstrip("'")
    return "years", int(digits) if len(digits) == 4 else 1900 + int(digits)


def _read_french(found: re.Match[str]) -> tuple[str, Any]:
    minute = int(found["fm"]) if found["fm"] else None
    return "clock", Time(int(found["fh"]), minute, None, None, sure=minute is not None)


_READERS: dict[str, Callable[[re.Match[str]], tuple[str, Any] | None]] = {
    "iso": _read_iso,
    "isomonth": lambda found: ("date", (int(found["my"]), int(found["mm"]), None)),
    "figures": _read_figures,
    "clock": _read_clock,
    "hour": _read_hour,
    "french": _read_french,
    "ordinal": lambda found: ("ordinal", int(found["o"])),
    "decade": _read_decade,
    "half": lambda found: ("number", {"½": "0.5", "¼": "0.25", "¾": "0.75"}[found.group()]),
    "number": lambda found: ("number", found.group()),
}
