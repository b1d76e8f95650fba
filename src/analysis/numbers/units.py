"""Units and currencies: which one stands before or after a numeral."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.numbers.tries import Trie

_CODES_IN_LOWER_CASE = frozenset({"USD", "EUR", "GBP", "RMB", "CNY", "INR", "AUD", "NZD", "HKD", "JPY", "CHF"})
_WORDS_BEFORE_DOLLAR = frozenset({"A ", "S "})
_BRACKETED = re.compile(r" ?[(\[{]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or a currency.

    Attributes
    ----------
    name : pint name, or the currency's code; a code with ``?`` is the usual reading of a shared name.
    kind : kind of the number it makes.
    english : the name in running text.
    symbol : found as a symbol, hence possibly ambiguous.
    """

    name: str
    kind: str
    english: str
    symbol: bool = False


@cache
def _units(symbol: bool) -> Trie:
    column = "symbols" if symbol else "words"
    return Trie(
        ((form, Unit(row["unit"], row["kind"], row["english"], symbol))
         for row in read_lexicon("units") for form in _forms(row[column])),
        lower=not symbol,
    )  # fmt: skip


@cache
def _currencies(symbol: bool, backwards: bool) -> Trie:
    column = "symbols" if symbol else "words"
    return Trie(
        ((written, Unit(row["code"], "money", row["english"], symbol))
         for row in read_lexicon("currencies") for form in _forms(row[column]) for written in _written(form)),
        lower=not symbol, backwards=backwards,
    )  # fmt: skip


def _forms(cell: str) -> list[str]:
    return [] if cell == "-" else [form for form in cell.split("|") if form]


def _written(symbol: str) -> list[str]:
    """Return a currency sign as written: lower case too where that is no word ("hk$", "usd")."""
    lower = ("$" in symbol and symbol[:2] not in _WORDS_BEFORE_DOLLAR) or symbol in _CODES_IN_LOWER_CASE
    return [symbol, symbol.lower()] if lower else [symbol]


def unit_after(text: str, end: int) -> tuple[int, int, Unit] | None:
    """Return the unit that follows a numeral: its start, its end and the unit; the longest reading wins.

    >>> unit_after("60 miles per hour", 2)[2].english
    'mile per hour'
    """
    if bracket := _BRACKETED.match(text, end):
        return _bracketed(text, bracket.end())
    start = _skip_join(text, end)
    found = []
    for symbol in (False, True):
        if symbol or start > end or text[end : end + 1] in '%"″°':
            for trie in (_units(symbol), _currencies(symbol, False)):
                match = trie.after(text, start)
                if match:
                    found.append((match[0], start, match[1]))
        elif match := _glued_word(text, end):
            found.append((match[0], start, match[1]))
    if not found:
        return None
    last, first, unit = max(found, key=lambda item: item[0])
    return first, last, unit


def _bracketed(text: str, start: int) -> tuple[int, int, Unit] | None:
    """Return a unit alone in brackets, as in the head of a table: "20 (kg)"."""
    match = _units(True).after(text, start) or _units(False).after(text, start)
    return (start, match[0] + 1, match[1]) if match and text[match[0] : match[0] + 1] in tuple(")]}") else None


def _glued_word(text: str, end: int) -> tuple[int, Unit] | None:
    """Return a unit of three letters or more written without a space ("3923sq m", "12kgs", "10percent")."""
    match = _units(False).after(text, end)
    return match if match and match[0] - end >= 3 else None


def _skip_join(text: str, end: int) -> int:
    if text[end : end + 3] == " - ":
        return end + 3
    return end + 1 if text[end : end + 1] in (" ", "-", "‑") else end


def currency_before(text: str, start: int) -> tuple[int, Unit] | None:
    """Return the currency sign or code before a numeral: its start and the currency.

    >>> currency_before("for US $7.2 billion", 8)
    (4, Unit(name='USD', kind='money', english='US dollar', symbol=True))
    """
    end = start - 1 if text[start - 1 : start] == " " else start
    match = _currencies(True, True).before(text, end)
    if match is None:
        return None
    sign = text[match[0] : end]
    if end != start and (sign in ("R", "p", "c", "PS", "Fr.", "M", "kn", "Ft", "Sh", "TL", "Dh")):
        return None
    return match
