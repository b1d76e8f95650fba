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
        kind, (start, end), text = found.lastgroup or "mark", found.span(), found.group()  # the outer group closes last
        if kind in ("word", "mark", "link"):
            tokens.append(Token(kind, start, end, text.lower().replace("’", "'"), text))
        elif kind == "isomonth" and 0 < int(found["mm"]) - int(found["my"]) % 100 <= _LONGEST_SHORT_RANGE:
            parts = (("number", 0, 4), ("mark", 4, 5), ("number", 5, 7))  # "2011-12" is rather two years than a month
            tokens += (Token(part, start + a, start + b, text[a:b], text[a:b]) for part, a, b in parts)
        else:
            name, value = _KINDS.get(kind, kind), _READERS[kind](found)
            tokens.append(Token("mark" if value is None else name, start, end, text if value is None else value, text))
    return tokens


_Date = tuple[int, int, int | None]


def _read_iso(found: re.Match[str]) -> _Date | None:
    year, month, day = int(found["iy"]), int(found["im"]), int(found["id"])
    return (year, month, day) if is_date(year, month, day) else None


def _read_figures(found: re.Match[str]) -> _Date | None:
    """Read 3/12/2015 (month first, the usage of American news), 3.12.2015 and 31/10/2015 (day first)."""
    first, second, third, short = int(found["f1"]), int(found["f2"]), int(found["f3"]), len(found["f3"]) == 2
    year_first, pointed = len(found["f1"]) == 4, found["sep"] == "."
    year, readings = full_year(third) if short else third, [(first, second), (second, first)]
    if year_first:
        year, readings = first, [(second, third)]
    elif pointed:
        readings.reverse()  # 3.4.2024 is written where the day stands first
    if len(found["f1"]) == 3 or (year_first and not short) or (short and pointed and not year_first):
        return None  # a version, a section, an address
    known = ((year, month, day) for month, day in readings if is_date(year, month, day))
    return next(known, None) if year_first or year > 1000 else None


def full_year(short: int) -> int:
    """Return the year a two-digit year means.

    >>> full_year(74), full_year(15)
    (1974, 2015)
    """
    return 2000 + short if short < YEAR_PIVOT else 1900 + short


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


_KINDS = {
    "iso": "date", "isomonth": "date", "figures": "date", "hour": "clock", "french": "clock", "decade": "years",
    "half": "number",
}  # fmt: skip
_READERS: dict[str, Callable[[re.Match[str]], Any]] = {  # None: such characters say nothing
    "iso": _read_iso,
    "isomonth": lambda f: (int(f["my"]), int(f["mm"]), None),
    "figures": _read_figures,
    "clock": lambda f: Time(int(f["h"]), int(f["m"]), _number(f["s"]), f["ap1"] and f["ap1"].lower()),
    "hour": lambda f: Time(int(f["hh"]), _number(f["hm"]), None, f["ap2"].lower()) if 1 <= int(f["hh"]) <= 12 else None,
    "french": lambda f: Time(int(f["fh"]), _number(f["fm"]), sure=f["fm"] is not None),
    "ordinal": lambda f: int(f["o"]),
    "decade": lambda f: int(("19" + f["dy"].lstrip("'"))[-4:]),
    "half": lambda f: {"½": "0.5", "¼": "0.25", "¾": "0.75"}[f.group()],
    "number": lambda f: f.group(),
}
