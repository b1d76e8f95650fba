"""Whose dollar, peso or franc: names that several currencies share, settled by what else the text says."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

from analysis.numbers.candidates import Candidate, set_unit
from analysis.numbers.units import SHARED, STERLING, currency_names, is_letter
from analysis.numbers.vocabulary import Tokens, word_set

_STEM_LENGTH = 5
_LARGEST_NORM = 10  # "Euro 6" is a norm
_YEARS = range(1960, 2100)  # "Euro 2024" a championship


def settle_currencies(text: str, candidates: list[Candidate]) -> None:
    """Give a shared name the currency the text names in full, else the one whose country it names most.

    The dollar is only settled by a dollar named in full; otherwise it stays the US dollar.
    """
    money = [c.unit for c in candidates if c.unit is not None and c.kind == "money"]
    named = {u.name for u in money if not (u.symbol and "dollar" in u.english)}  # beside C$ a plain $ is another dollar
    for candidate in candidates:
        unit = candidate.unit
        if unit is None or not unit.name.endswith(SHARED):
            continue
        family = _family(unit.english.split()[-1].lower())
        full = named & set(family)
        by_country = None if "dollar" in unit.english else _by_country(text, family)
        if name := next(iter(full)) if len(full) == 1 else by_country:
            candidate.unit = replace(unit, name=name, english=family[name])


def settle_pounds(tokens: Tokens, candidates: list[Candidate]) -> None:
    """Make pounds money where another amount is in sterling or a word of money stands before them, else a weight."""
    money, weights = word_set("money_word"), word_set("weight_word")
    sterling = any(c.unit is not None and c.unit.name == "GBP" for c in candidates)
    for candidate in candidates:
        if candidate.unit is None or candidate.unit.name != "pound" or candidate.unit_span is None:
            continue
        number = tokens.at(candidate.start)
        before = (token.lemma_.lower() for token in reversed(number.doc[number.sent.start : number.i]))
        nearest = next((word for word in before if word in money or word in weights), None)
        vague = candidate.numeral.form == "vague" and not tokens.text.startswith(" of ", candidate.end)
        if sterling or nearest in money or (nearest is None and vague):
            set_unit(candidate, STERLING, candidate.unit_span, "money")


def certain_marks(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Leave out figures behind one capital ("R8") that no magnitude, grouping, rate or other amount makes money."""
    doubtful = {id(c) for c in candidates if _is_doubtful(text, c)}
    sure = {c.unit.name for c in candidates if c.unit is not None and id(c) not in doubtful}
    return [c for c in candidates if id(c) not in doubtful or (c.unit is not None and c.unit.name in sure)]


def _is_doubtful(text: str, c: Candidate) -> bool:
    if c.unit is None or c.kind != "money" or c.unit_span is None or c.unit_last:
        return False
    mark, figure = text[slice(*c.unit_span)].strip(), text[c.unit_span[1] : c.end]
    norm = mark == "Euro" and (c.value < _LARGEST_NORM or c.value in _YEARS)
    plain = is_letter(mark) and c.per is None and not set(",. ") & set(figure.strip())
    return c.numeral.scale == 1 and (norm or plain)


@cache
def _family(name: str) -> dict[str, str]:  # the currencies called peso, with their full names, by code
    full = {code: english for code, english in currency_names().items() if not code.endswith(SHARED)}
    return {code: english for code, english in full.items() if english.split()[-1].lower() == name}


def _by_country(text: str, family: dict[str, str]) -> str | None:
    """Return the currency whose country the text names most often, by the stem of its adjective (Mexic-, Chile-)."""
    stems = {english[:_STEM_LENGTH]: code for code, english in family.items() if " " in english}
    named = re.findall(rf"\b(?:{'|'.join(map(re.escape, stems))})", text) if stems else []
    return stems[Counter(named).most_common(1)[0][0]] if named else None
