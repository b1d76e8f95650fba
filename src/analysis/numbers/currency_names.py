"""Currencies as written: names and signs of CLDR, and the marks made of a shared sign and a country's letters."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global

from analysis.lexicons import pairs, read_lexicon
from analysis.numbers.vocabulary import word_set

SHARED = "?"  # after a code: the usual reading of a name or sign that several currencies share
SIGNS = {"dollar": "$", "pound": "£", "peso": "$"}  # shared by the currencies of one name
_MINOR = "MINOR"
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


def currency_marks() -> Iterator[tuple[str, str, str]]:
    """Yield each mark (``A$``, ``$US``, ``AUD``, ``€``) with its code and English name."""
    for row in read_lexicon("currencies"):
        english = row["english"] if row["code"] == _MINOR else currency_names()[row["code"]]
        for mark in _split(row["marks"]):
            yield mark, row["code"], english
    for code, english in currency_names().items():
        if SHARED in code:
            continue
        if code not in word_set("no_currency_code"):
            yield code, code, english
        symbol = _english().currency_symbols.get(code, code)
        if symbol not in (code, *SIGNS.values()) or symbol == "£":
            yield symbol, code, english
        yield from ((mark, code, english) for mark in _lettered(code, english))


def currency_words() -> Iterator[tuple[str, str, str]]:
    """Yield each name in words, singular and plural, with its code and English name."""
    for row in read_lexicon("currencies"):
        english = row["english"] if row["code"] == _MINOR else currency_names()[row["code"]]
        for word in _split(row["words"]):
            yield word, row["code"], english
    for code, english in currency_names().items():
        forms = _forms(code) if SHARED not in code else []
        short = [form.split()[-1] for form in forms if english.split()[-1].lower() in _sole_names()]
        yield from ((form.lower(), code, english) for form in (*forms, *short))


def _lettered(code: str, english: str) -> Iterator[str]:
    """Yield the marks of a sign and letters: the country's, CLDR's and those of the press ("A$", "$A", "US $")."""
    sign = SIGNS.get(english.rsplit(maxsplit=1)[-1])
    if sign is None:
        return
    symbol = _english().currency_symbols.get(code, "")
    letters = [
        *_split(pairs("currencies", "code", "letters").get(code, "-")),
        symbol.removesuffix(sign) if sign in symbol else "",
        code[:2],
    ]
    for letter in filter(None, letters):
        yield from (letter + sign, sign + letter)
        if letter not in _WORDS:
            yield from (f"{letter} {sign}", f"{letter}-{sign}")


@cache
def _english() -> Locale:
    return Locale("en")


def _forms(code: str) -> list[str]:
    """Return CLDR's name of a currency for one and for several."""
    plurals: dict[str, str] = _english()._data["currency_names_plural"].get(code, {})
    named = [_english().currencies[code]] if code in _english().currencies else []
    return [plurals[number] for number in ("one", "other") if number in plurals] or named


@cache
def _current() -> frozenset[str]:
    """Return the codes that are legal tender somewhere today."""
    territories: dict[str, list[tuple[Any, ...]]] = get_global("territory_currencies")
    return frozenset(
        code for rows in territories.values() for code, _, until, tender in rows if until is None and tender
    )


@cache
def _sole_names() -> frozenset[str]:
    """Return the last words of names that one currency of today bears and that are no other word ("forint")."""
    lasts = Counter(_forms(code)[0].split()[-1].lower() for code in _current())
    return frozenset(word for word, count in lasts.items() if count == 1) - word_set("no_currency_word")


def _split(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split("|")
