"""The first words and the unit of a measure, drawn from what a downloaded file calls it; a start for its descriptor."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.lexicons import read_lexicon

_ASIDE = re.compile(r"\([^)]*\)|\s[-–—]\s.*$")
_RATE = re.compile(r"(?:(.+?) )?per ([\d,]+ )?(.+?)(?: per year| a year)?\Z")
_SHARE = re.compile(r"(?:%|percent) of (?:total )?(.+)", re.IGNORECASE)
_SMALL = frozenset({"the", "a", "an"})


def first_words(title: str) -> dict[str, list[str]]:
    """Return the names, predicates and counted nouns that a title gives for a start, as lemmas.

    >>> first_words("Unemployment, total (% of total labor force) (modeled ILO estimate)")
    {'names': ['unemployment']}
    >>> first_words("Share of the population with access to electricity")
    {'names': ['access to electricity'], 'predicates': ['have access to electricity']}
    >>> first_words("Share of the population using the Internet")
    {'names': ['Internet use', 'use of Internet'], 'predicates': ['use Internet']}
    >>> first_words("Number of cattle"), first_words("Annual CO2 emissions")
    ({'names': ['number of cattle'], 'counted': ['cattle']}, {'names': ['CO2 emission']})
    >>> first_words("Number of road deaths")["within"]
    ['road deaths', 'road death']
    """
    plain = re.split(r",\s", _ASIDE.sub("", title))[0].strip()
    words = [word for word in plain.split() if word.lower() not in _SMALL]
    while len(words) > 1 and words[0].lower() in _openers():
        words = words[1:]
    lower = [word.lower() for word in words]
    if lower[:2] == ["number", "of"] and words[2:]:
        return {"names": [f"number of {singular(' '.join(words[2:]))}"], **counted_words(" ".join(words[2:]))}
    if lower[:2] == ["share", "of"]:
        found = _share(words, lower)
        if found:
            return found
    first = words[0].lower() if words[0][1:].islower() else words[0]
    return {"names": [singular(" ".join([first, *words[1:]]))]}


def counted_words(nouns: str) -> dict[str, list[str]]:
    """Return the words by which a noun is counted: its last word, and in a sentence with all of them if it has more."""
    counted = singular(nouns)
    head = counted.split()[-1]
    return {"counted": [head]} if head == counted else {"counted": [head], "within": [nouns, counted]}


def _share(words: list[str], lower: list[str]) -> dict[str, list[str]]:
    """Return the words of a share of people by what they do or have."""
    place = next((i for i, word in enumerate(lower[3:], start=3) if word in ("using", "with", "living")), None)
    if place is None or place + 1 == len(words):
        return {}
    verb, rest = lower[place], " ".join(words[place + 1 :])
    if verb == "using":
        return {"names": [f"{rest} use", f"use of {rest}"], "predicates": [f"use {rest}"]}
    if verb == "with":
        return {"names": [rest], "predicates": [f"have {rest}"]}
    return {"names": [f"share of population {verb} {rest}"], "predicates": [f"live {rest}"]}


def read_unit(written: str) -> dict[str, Any]:
    """Return unit, base, scale and so on of a unit as a file writes it; empty where nothing is known of it.

    >>> read_unit("% of GDP"), read_unit("% of population")
    ({'unit': 'percent', 'base': 'GDP'}, {'unit': 'percent', 'base': 'population'})
    >>> read_unit("Percent of total labor force"), read_unit("Percent change")
    ({'unit': 'percent', 'base': 'labour force'}, {'unit': 'percent', 'kind': 'change'})
    >>> read_unit("deaths per 100,000 live births")
    {'unit': 'death', 'base': 'live birth', 'per': 100000}
    >>> read_unit("kilograms per person per year"), read_unit("animals"), read_unit("")
    ({'unit': 'kilogram', 'base': 'person', 'per': 1}, {'unit': 'animal'}, {})
    """
    plain = " ".join(written.split()).replace("₂", "2")
    known = _units().get(plain.lower())
    if known is not None:
        spec: dict[str, Any] = {"unit": known["unit"]}
        spec |= {"base": known["base"]} if known["base"] != "-" else {}
        spec |= {"per": 1} if known["base"] != "-" and known["unit"] != "percent" else {}
        spec |= {"kind": "change"} if plain.lower() in ("percent change", "annual %") else {}
        spec |= {"scale": int(known["scale"])} if known["scale"] != "1" else {}
        return {**spec, **({"sum": True} if known["sum"] == "yes" else {})}
    share = _SHARE.match(plain)
    if share is not None:
        return {"unit": "percent", "base": re.sub(r"\blabor\b", "labour", share[1])}
    rate = _RATE.match(plain)
    if rate is not None:
        number = int((rate[2] or "1").replace(",", ""))
        unit = read_unit(rate[1])["unit"] if rate[1] else None
        return {**({"unit": unit} if unit else {}), "base": singular(rate[3]), "per": number}
    return {"unit": singular(plain.lower())} if re.fullmatch(r"[A-Za-z][a-z]+(?: [a-z]+){0,2}", plain) else {}


def singular(phrase: str) -> str:
    """Return a phrase with its last noun in the singular.

    >>> singular("CO2 emissions"), singular("public libraries"), singular("people"), singular("statistics")
    ('CO2 emission', 'public library', 'people', 'statistics')
    """
    if re.search(r"(?:ss|us|is|[^s]ics)$", phrase):
        return phrase
    return re.sub(r"ies$", "y", phrase) if phrase.endswith("ies") else re.sub(r"s$", "", phrase)


@cache
def _units() -> Mapping[str, Mapping[str, str]]:
    return {row["written"]: row for row in read_lexicon("download_units")}


@cache
def _openers() -> frozenset[str]:
    return frozenset({row["word"] for row in read_lexicon("neutral_modifiers")} | {"estimated"})
