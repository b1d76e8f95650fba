"""Units and currencies: which one stands before or after a numeral.

Currencies have the names and signs of CLDR, and marks made of a shared sign and a country's letters.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from analysis.lexicons import pairs, read_lexicon
from analysis.numbers.vocabulary import Phrases, word_set
from analysis.unit_names import unit_names

_SHORTEST_UNIT = 3  # letters
_CODES_IN_LOWER_CASE = frozenset({"USD", "EUR", "GBP", "RMB", "CNY", "INR", "AUD", "NZD", "HKD", "JPY", "CHF"})
_ONLY_BEFORE = frozenset("PNKYQ")  # else units, initials, words
_GLUED_MARKS = frozenset({"PS", "Fr.", "kn", "Ft", "Sh", "TL", "Dh", "LE", "MK"})  # else words or initials
_JOIN = re.compile(r" - |[ ‑-]")
_BRACKETED = re.compile(r" ?[(\[{]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or a currency."""

    name: str  # pint name, or the currency's code; a code with ? is the usual reading of a shared name
    kind: str  # of the number it makes
    english: str  # in running text
    symbol: bool = False  # found as a symbol, hence possibly ambiguous


STERLING = Unit("GBP?", "money", "British pound")


def common_unit(one: Unit, other: Unit) -> Unit | None:
    """Return the unit of two figures that measure alike: the full name of a shared and a full one."""
    if one.english == other.english:
        return one
    alike = one.kind == other.kind == "money" and one.english.split()[-1] == other.english.split()[-1]
    known = next((full for full, short in ((other, one), (one, other)) if SHARED in short.name), None)
    return known if alike else None


@cache
def _units(symbol: bool) -> Phrases:
    return Phrases(
        ((form, Unit(name.unit, name.kind, name.english, symbol))
         for name in unit_names() for form in (name.symbols if symbol else name.words)),
        lower=not symbol,
    )  # fmt: skip


@cache
def _currencies(symbol: bool, leading: bool) -> Phrases:
    rows = _currency_marks() if symbol else _currency_words()
    named = [(mark, Unit(code, "money", english, symbol)) for mark, code, english in rows]
    lower = [(mark.lower(), unit) for mark, unit in named if "$" in mark or mark in _CODES_IN_LOWER_CASE]
    known = (row for row in (*named, *(lower if symbol else ())) if leading or row[0] not in _ONLY_BEFORE)
    return Phrases(known, lower=not symbol)


def is_letter(mark: str) -> bool:
    """Say whether a currency's mark is one capital, which stands for it only before an amount (R1.2 billion)."""
    return len(mark) == 1 and mark.isalpha() and mark.isupper()


def unit_after(text: str, end: int) -> tuple[int, int, Unit] | None:
    """Return the unit that follows a numeral: its start, its end and the unit; the longest reading wins.

    >>> unit_after("60 miles per hour", 2)[2].english
    'mile per hour'
    """
    if bracket := _BRACKETED.match(text, end):  # "20 (kg)", as in the head of a table
        start = bracket.end()
        last, unit = _units(True).after(text, start) or _units(False).after(text, start) or (0, None)
        closed = text[last : last + 1] in tuple(")]}") and (start > end + 1 or last > start + 1)  # no "12(b)"
        return (start, last + 1, unit) if unit and closed else None
    join = _JOIN.match(text, end)
    start = join.end() if join else end
    apart = bool(join) or text[end : end + 1] in '%"″°'
    words = (_units(False), _currencies(False, False)) if apart else (_units(False),)
    tables = (*words, _units(True), _currencies(True, False))
    found = [match for table in tables if (match := table.after(text, start))]
    if not apart:  # a word without a space has three letters: "3923sq m", "12kgs", "10percent"
        found = [match for match in found if match[1].symbol or match[0] - end >= _SHORTEST_UNIT]
    last, unit = max(found, key=lambda match: match[0], default=(0, None))
    return unit and (start, last, unit)


def currency_before(text: str, start: int) -> tuple[int, Unit] | None:
    """Return the currency sign or code before a numeral: its start and the currency.

    >>> currency_before("for US $7.2 billion", 8)
    (4, Unit(name='USD', kind='money', english='US dollar', symbol=True))
    """
    end = start - 1 if text[start - 1 : start] == " " else start
    match = _currencies(True, True).before(text, end)
    sign = text[match[0] : end] if match else ""
    glued_only = (len(sign) == 1 and sign.isalpha()) or sign in _GLUED_MARKS
    return None if glued_only and end != start else match


SHARED = "?"  # after a code: the usual reading of a name or sign that several currencies share
SIGNS = {"dollar": "$", "pound": "£", "peso": "$"}  # shared by the currencies of one name
_MINOR = "MINOR"
_ENGLISH = Locale("en")
_WORDS = frozenset({"A", "S"})  # an article, a possessive: letters of a sign only where glued to it


@cache
def currency_names() -> dict[str, str]:
    """Return the English name in the singular of every currency of today and of ``currencies.tsv``, by code.

    >>> currency_names()["CHF"], currency_names()["USD?"]
    ('Swiss franc', 'dollar')
    """
    names = {code: _forms(code)[0] for code in _current()}
    for row in read_lexicon("currencies"):
        if row["code"] != _MINOR:
            names[row["code"]] = _forms(row["code"])[0] if row["english"] == "-" else row["english"]
    return names


def _listed(column: str) -> Iterator[tuple[str, str, str]]:
    """Yield what ``currencies.tsv`` has in a column with its code and English name."""
    for row in read_lexicon("currencies"):
        english = row["english"] if row["code"] == _MINOR else currency_names()[row["code"]]
        yield from ((form, row["code"], english) for form in _split(row[column]))


def _currency_marks() -> Iterator[tuple[str, str, str]]:
    """Yield each mark (``A$``, ``$US``, ``AUD``, ``€``) with its code and English name."""
    yield from _listed("marks")
    for code, english in currency_names().items():
        if SHARED in code:
            continue
        if code not in word_set("no_currency_code"):
            yield code, code, english
        symbol = _ENGLISH.currency_symbols.get(code, code)
        if symbol not in (code, *SIGNS.values()) or symbol == "£":
            yield symbol, code, english
        yield from ((mark, code, english) for mark in _lettered(code, english))


def _currency_words() -> Iterator[tuple[str, str, str]]:
    """Yield each name in words, singular and plural, with its code and English name."""
    yield from _listed("words")
    lasts = Counter(_forms(code)[0].split()[-1].lower() for code in _current())
    sole = {word for word, count in lasts.items() if count == 1} - word_set("no_currency_word")  # "forint"
    for code, english in currency_names().items():
        forms = _forms(code) if SHARED not in code else []
        short = [form.split()[-1] for form in forms if english.split()[-1].lower() in sole]
        yield from ((form.lower(), code, english) for form in (*forms, *short))


def _lettered(code: str, english: str) -> Iterator[str]:
    """Yield the marks of a sign and letters: the country's, CLDR's and those of the press ("A$", "$A", "US $")."""
    sign, symbol = SIGNS.get(english.rsplit(maxsplit=1)[-1], ""), _ENGLISH.currency_symbols.get(code, "")
    own = symbol.removesuffix(sign) if sign and sign in symbol else ""
    letters = [*_split(pairs("currencies", "code", "letters").get(code, "-")), own, code[:2]]
    for letter in filter(None, letters if sign else ()):
        yield from (letter + sign, sign + letter)
        if letter not in _WORDS:
            yield from (f"{letter} {sign}", f"{letter}-{sign}")


def _forms(code: str) -> list[str]:
    plurals: dict[str, str] = _ENGLISH._data["currency_names_plural"].get(code, {})
    named = [_ENGLISH.currencies[code]] if code in _ENGLISH.currencies else []
    return [plurals[number] for number in ("one", "other") if number in plurals] or named


@cache
def _current() -> frozenset[str]:
    territories: dict[str, list[tuple[Any, ...]]] = get_global("territory_currencies")
    return frozenset(
        code for rows in territories.values() for code, _, until, tender in rows if until is None and tender
    )


def _split(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split("|")
