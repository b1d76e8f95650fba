"""Units and currencies: which one stands before or after a numeral."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.numbers.currency_names import SHARED, currency_marks, currency_words
from analysis.numbers.vocabulary import Phrases
from analysis.unit_names import unit_names

_SHORTEST_UNIT = 3  # letters
_CODES_IN_LOWER_CASE = frozenset({"USD", "EUR", "GBP", "RMB", "CNY", "INR", "AUD", "NZD", "HKD", "JPY", "CHF"})
_ONLY_BEFORE = frozenset("PNKYQ")  # else units, initials, words
_GLUED_MARKS = frozenset({"PS", "Fr.", "kn", "Ft", "Sh", "TL", "Dh", "LE", "MK"})  # else words or initials
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


STERLING = Unit("GBP?", "money", "British pound")


def common_unit(one: Unit, other: Unit) -> Unit | None:
    """Return the unit of two figures that measure alike: the full name of a shared and a full one."""
    if one.english == other.english:
        return one
    if one.kind == other.kind == "money" and one.english.split()[-1] == other.english.split()[-1]:
        return other if SHARED in one.name else one if SHARED in other.name else None
    return None


@cache
def _units(symbol: bool) -> Phrases:
    return Phrases(
        ((form, Unit(name.unit, name.kind, name.english, symbol))
         for name in unit_names() for form in (name.symbols if symbol else name.words)),
        lower=not symbol,
    )  # fmt: skip


@cache
def _currencies(symbol: bool, leading: bool) -> Phrases:
    rows = currency_marks() if symbol else currency_words()
    return Phrases(
        ((form, Unit(code, "money", english, symbol))
         for mark, code, english in rows if leading or mark not in _ONLY_BEFORE for form in _written(mark, symbol)),
        lower=not symbol,
    )  # fmt: skip


def is_letter(mark: str) -> bool:
    """Say whether a currency's mark is one capital, which stands for it only before an amount (R1.2 billion)."""
    return len(mark) == 1 and mark.isalpha() and mark.isupper()


def _written(mark: str, symbol: bool) -> list[str]:
    """Return a currency's mark as written: lower case too where that is no word ("hk$", "usd")."""
    lower = symbol and ("$" in mark or mark in _CODES_IN_LOWER_CASE)
    return [mark, mark.lower()] if lower else [mark]


def unit_after(text: str, end: int) -> tuple[int, int, Unit] | None:
    """Return the unit that follows a numeral: its start, its end and the unit; the longest reading wins.

    >>> unit_after("60 miles per hour", 2)[2].english
    'mile per hour'
    """
    if bracket := _BRACKETED.match(text, end):
        named = _bracketed(text, bracket.end())
        return named if named and (bracket.end() > end + 1 or named[1] > named[0] + 2) else None  # no "12(b)"
    start = _skip_join(text, end)
    found = []
    for symbol in (False, True):
        if symbol or start > end or text[end : end + 1] in '%"″°':
            for phrases in (_units(symbol), _currencies(symbol, False)):
                match = phrases.after(text, start)
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
    return match if match and match[0] - end >= _SHORTEST_UNIT else None


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
    if end != start and ((len(sign) == 1 and sign.isalpha()) or sign in _GLUED_MARKS):
        return None
    return match
