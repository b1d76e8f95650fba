"""Counts with their nouns, as sentences for readers need them, and names as they are compared."""

import unicodedata
from functools import lru_cache

_WITHOUT_SINGULAR = frozenset({"people", "percent", "personnel", "police", "staff"})


def counted(count: int, noun: str) -> str:
    """Return a count with its noun, in the plural unless it is one.

    >>> counted(1, "quote"), counted(1204, "country"), counted(2, "day")
    ('1 quote', '1,204 countries', '2 days')
    """
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """Return a noun's regular plural; one that has no singular stays.

    >>> plural("ally"), plural("member state"), plural("people")
    ('allies', 'member states', 'people')
    """
    if noun in _WITHOUT_SINGULAR:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def agrees(count: int, one: str, several: str) -> str:
    """Return the form of a verb, or of another word, that goes with a count.

    >>> f"1 of 31 countries {agrees(1, 'is', 'are')}", f"0 of 31 countries {agrees(0, 'reaches', 'reach')}"
    ('1 of 31 countries is', '0 of 31 countries reach')
    """
    return one if count == 1 else several


def told_failures(count: int, faults: int) -> str:
    """Return how many inputs failed, and how many of them by a fault of the program.

    >>> told_failures(3, 0), told_failures(3, 1)
    ('3 failed', '3 failed, 1 of them by a fault of the program: please report it')
    """
    return f"{count:,} failed" + (f", {faults:,} of them by a fault of the program: please report it" if faults else "")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return a text without case, diacritics and full stops, for comparing names.

    >>> fold("Viktor Orbán Jr.")
    'viktor orban jr'
    """
    if text.isascii():
        return text.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("ł", "l"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "").casefold()
