"""Figures in the terms of a measure: parts of people in percent, amounts a day or an hour as amounts a year."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from analysis.reference import Measure
from analysis.rules import words_in
from analysis.spacy_types import Token
from analysis.tables import Number

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence

PER_YEAR = {"hour": 8766.0, "day": 365.25, "week": 52.18, "month": 12.0, "quarter": 4.0}
_RATES = {"PT1H": "hour", "P1D": "day", "P1W": "week", "P1M": "month"}  # "every hour", "daily" as TIMEX3
_FOR_EVERY = frozenset({"per", "for", "every", "each", "to", "in"})
_FEW = 2
_PERCENT = 100.0
_ROOM, _MOST = 0.1, 5.0  # a part in words is off by a tenth of itself, at most five points


def is_part(number: Number) -> bool:
    """Say whether a figure is a part of a whole in words ("two in five adults", "a quarter of the voters")."""
    return number.kind == "ratio" and bool(number.ratio_total)


def is_fraction(number: Number, sentence: "Sentence") -> bool:
    """Say whether a figure is written as a part of one ("two thirds", "half")."""
    words = sentence.scene.text[number.start : number.end].casefold().replace("-", " ").split()
    return not words_in("fraction").isdisjoint(words)


def per_of(number: Number, sentence: "Sentence") -> str | None:
    """Return what a figure is a rate of: its own time ("300 a day"), else the only one of its sentence ("daily")."""
    if number.kind == "measure" and any(t.lower_ == "each" and t.dep_ != "det" for t in sentence.span):
        return "piece"  # "Kenyans emit 0.4 tonnes each"
    if number.per is not None:
        return number.per
    heads = {_per_head(t) for t in sentence.span if t.lower_ == "per"} - {None}
    if len(heads) == 1 and all(f.number.per is None for f in sentence.figures):  # "per head, Kenyans …"
        return heads.pop()
    rates = {_RATES[time.timex] for time in sentence.times if time.type == "SET" and time.timex in _RATES}
    return rates.pop() if len(rates) == 1 else None


def _per_head(token: "Token") -> str | None:
    """Return whom a "per" at the head of a clause counts by."""
    noun = token.nbor().lower_ if token.i + 1 < len(token.doc) else None
    return noun if noun in words_in("per_head") and token.head.pos_ in ("VERB", "AUX") else None


def base_is_of(number: Number, measure: Measure, sentence: "Sentence") -> bool:
    """Say whether those that a figure is a part of are those that a measure is a share of, whoever they belong to.

    "Kenyans" and "people in Kenya" are its population, "Greek adults" its adults and not its population.
    """
    said = number.of_base or (number.unit_text if is_part(number) else None)
    if said is None or measure.base is None:
        return False
    owners = {w for s in sentence.subjects.values() for w in sentence.scene.text[s.start : s.end].casefold().split()}
    said = said.casefold().split(" in ")[0].replace("-", " ").replace("’", "'")
    words = {_singular(w) for w in said.split()}
    words -= {_singular(w) for w in owners} | {_singular(f"{w}'s") for w in owners} | words_in("loose_base")
    whole = words_in("whole_people")
    bases = [{_singular(w) for w in base.casefold().split()} for base in (measure.base, *measure.of)]
    of_people = any(base & (whole | words_in("part_of_people")) for base in bases)
    if not words and any(base <= words_in("area") for base in bases):
        return True  # "68 percent of Japan" is of its land
    return any(words == base for base in bases) or (of_people and words <= whole)


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("'")
    return {"people": "person", "women": "woman", "men": "man"}.get(word, word.removesuffix("s"))


def in_measure(columns: dict[str, Any], number: Number, measure: Measure, sentence: "Sentence") -> dict[str, Any]:
    """Return a claim's figure in the terms of its measure."""
    if is_part(number) and measure.unit == "percent":
        return {**columns, **as_percent(number), "unit": "percent"}
    if is_part(number) and measure.per and number.unit is None:
        return {**columns, **_per_so_many(number, measure.per)}
    times = _times(number, measure, sentence)
    if times is None:
        return columns
    scaled = {name: None if columns[name] is None else columns[name] * times for name in ("value", "low", "high")}
    return {**columns, **scaled}


def _times(number: Number, measure: Measure, sentence: "Sentence") -> float | None:
    """Return what a figure is multiplied with to be one of a measure, or None for one."""
    among = people_per(number, sentence) if measure.per and measure.base else None
    if among:
        return float(measure.per or 1) / among
    return PER_YEAR.get(per_of(number, sentence) or "") if measure.is_flow else None


def people_per(number: Number, sentence: "Sentence") -> float | None:
    """Return how many people a figure is counted on ("one doctor for every 600 people": 600)."""
    behind = bisect_left(sentence.figures, number.end, key=lambda figure: figure.number.start)
    other = sentence.figures[behind].number if behind < len(sentence.figures) else None
    if other is None or other.value <= 1:
        return None
    between = sentence.scene.text[number.end : other.start].casefold().split()
    return other.value if 0 < len(between) <= _FEW and set(between) <= _FOR_EVERY else None


def _per_so_many(number: Number, per: int) -> dict[str, Any]:
    """Return a ratio ("1:600") as so many on the people that a measure counts on; it is off by a tenth of itself."""
    value = per * number.value / (number.ratio_total or 1)
    low, high = value * (1 - _ROOM), value * (1 + _ROOM)
    return {"value": value, "low": low, "high": high, "low_open": False, "high_open": False}


def as_percent(number: Number) -> dict[str, Any]:
    """Return a part in words as percent; it is off by a tenth of itself, at most five points."""
    value = _PERCENT * number.value / (number.ratio_total or 1)
    room = min(_MOST, value * _ROOM)
    low: float | None = value - room
    high: float | None = value + room
    if number.bound in (">", ">="):
        low, high = value, None
    elif number.bound in ("<", "<="):
        low, high = None, value
    elif number.low_open or number.high_open:  # "nearly half"
        low, high = (value, value + room) if number.low_open else (value - room, value)
    return {"value": value, "low": low, "high": high, "low_open": number.low_open, "high_open": number.high_open}
