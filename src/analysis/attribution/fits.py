"""Whether a figure can be one of a measure, by unit, currency, base and change; its value in the measure's terms."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import Named
from analysis.attribution.package_words import Topic
from analysis.lexicons import pairs
from analysis.nodes import spelt
from analysis.number_words import read_words
from analysis.reference import Measure
from analysis.rules import words_in
from analysis.tables import Number, TimeExpression

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence
    from analysis.attribution.scene import Figure

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
PEOPLE = frozenset({"person", "people", "inhabitant", "resident", "citizen"})


def fitted(named: "Named", number: Number, sentence: "Sentence", bare: bool = False) -> tuple[Topic, ...]:
    """Return the measures that words name and a figure can be of, levels before changes.

    `bare` : it may leave out its unit ("deaths on the roads peaked at 7,775"), not beside one vague word ("the rate").
    """
    levels = fitting(named.topics, number, sentence, False)
    if named.is_verb and per_of(number, sentence) is None:  # "emit": a rate says what it is per
        levels = tuple(t for t in levels if not t.measure.per or t.measure.counted) if len(levels) > 1 else levels
    if not levels and named.is_verb and not number.of_base:  # "France grew by 2 percent"
        changes = (t for t in named.topics if t.measure.kind == "change" and t.measure.has_figures)
        levels = tuple(t for t in changes if t.measure.unit == number.unit)
    if not levels and per_of(number, sentence) in words_in("per_head"):
        levels = fitting(_by_head(named, sentence), number, sentence, False)
    levels = levels or fitting(named.change_topics, number, sentence, True)
    if levels or not bare:
        return levels
    is_vague = " " not in sentence.scene.text[named.start : named.end]
    known = tuple(t for t in named.topics if t.measure.counted or not is_vague)
    return fitting(known, number, sentence, False, bare=True)


def _by_head(named: "Named", sentence: "Sentence") -> tuple[Topic, ...]:
    """Return the measures of a name that are reckoned by head ("emissions were 37 tonnes per person")."""
    said = " ".join(sentence.doc[i].lemma for i in sentence.scene.places(named.start, named.end)) + " per "
    own = {t.reference.name for t in named.topics}
    known = (t for t in sentence.scene.words.topics if t.measure.per == 1 and t.reference.name in own)
    return tuple(t for t in known if any(name.casefold().startswith(said.casefold()) for name in t.measure.names))


def in_itself(named: "Named", number: Number, sentence: "Sentence") -> tuple[Topic, ...]:
    """Return the changes that a name itself states the size of ("growth of 3 percent"), not how they moved."""
    if named.is_verb or number.change_role != "by" or (number.direction == "down" and not named.is_negative):
        return ()
    changes = tuple(t for t in named.topics if t.measure.kind == "change")
    return fitting(changes, replace(number, change_role=None, direction=None), sentence, False)


def fitting(
    topics: tuple[Topic, ...], number: Number, sentence: "Sentence", is_change: bool, bare: bool = False
) -> tuple[Topic, ...]:
    """Return the measures among `topics` that a figure can be of.

    `is_change` : the name asks for a change ("prices rose by"). `bare` : a figure without a unit may be of what was
    counted before ("Spain has 61").
    """
    if is_part(number) and _is_of_itself(number, sentence):
        return ()
    return tuple(t for t in topics if _fits(t.measure, number, sentence, is_change, bare))


def _fits(measure: Measure, number: Number, sentence: "Sentence", is_change: bool, bare: bool) -> bool:
    changes = number.change_role == "by" or (number.change_role is None and number.direction is not None)
    if not measure.has_figures and measure.kind != "level":
        return False
    if measure.kind == "change":
        moved = number.change_role == "by"
        bare = moved or (bare and bool(measure.nouns))  # "job growth came in at 20,000"
        bare = bare and number.unit is None and number.kind == "cardinal" and not number.currency
        counted = number.unit == measure.unit or (bool(measure.nouns) and _is_counted(measure, number, sentence))
        counted |= moved and measure.unit == "percent" and is_part(number)  # "fell by a third"
        if not (counted or bare) or number.of_base:
            return False
        if is_change:
            return changes
        if number.change_role is None or not changes or number.direction is None:
            return True  # "growth of 3 percent"
        return any(spelt(name.split()[-1]) in sentence.lemmas for name in measure.change_names)
    rate = per_of(number, sentence)
    if rate is not None and (rate in (measure.base, *measure.of) or (measure.per and _worth(rate))):
        rate = None
    if is_change or (rate not in (None, "year") and not (measure.is_flow and _yearly(rate) is not None)):
        return False
    if changes and not (number.of_base and number.change_role is None):
        return False
    return (bare and _fits_bare(measure, number, sentence)) or unit_fits(measure, number, sentence)


def _fits_bare(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    """Say whether a figure may leave out the unit of a measure ("in Norvania 79", "Sudria, at 3.22,")."""
    if number.unit is not None or number.kind != "cardinal" or number.currency:
        return False
    text = sentence.scene.text[number.start : number.end]
    is_decimal = "." in text and text[-1].isdigit()  # not "82.1 billion"
    return bool(measure.counted) or measure.unit == "year" or (measure.unit == "percent" and is_decimal)


def unit_fits(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    """Say whether a figure is in the unit of a measure, or counts what it counts."""
    if number.currency:
        if measure.prices == "constant" and measure.prices not in sentence.lemmas:
            return False
        return number.currency in {measure.unit, *(unit for k in measure.currencies for unit in measure.units_for(k))}
    if number.value == 0 and number.unit is None and number.kind == "cardinal" and measure.unit == "percent":
        return True  # "its nuclear share is zero"
    if measure.unit == "percent" and is_part(number):
        return base_is_of(number, measure, sentence)
    if is_part(number) and not measure.per and is_fraction(number, sentence):
        return False  # "half of the party's seats" are no count of them
    if number.unit == "percent" or measure.unit == "percent":
        return number.unit == measure.unit and (base_fits(number, measure) or base_is_of(number, measure, sentence))
    if is_money(measure):
        return False
    is_index = measure.unit == "point" and number.kind == "cardinal"
    is_rate = measure.base and (number.kind == "cardinal" or (measure.per and is_part(number)))
    if number.unit is None and (is_index or is_rate):
        return True  # written without its unit ("a fertility rate of 1.3")
    if measure.unit in PEOPLE:
        return number.unit is None or number.unit in PEOPLE or _is_counted(measure, number, sentence)
    people = {sentence.scene.text[s.start : s.end] for s in sentence.subjects.values()}  # "ten Kenyans"
    of_people = number.unit_text in people and not {"person", "people"}.isdisjoint(measure.counted)
    is_same = number.unit == measure.unit or is_ton(number, measure)
    return is_same or of_people or _is_counted(measure, number, sentence)


def _is_of_itself(number: Number, sentence: "Sentence") -> bool:
    """Say whether a part is one of another figure of its measure ("half of what it was", "a third of that of")."""
    behind = sentence.scene.text[number.end :].casefold().split(maxsplit=3)[:2]
    return behind in (["of", "what"], ["of", "that"], ["what", "it"], ["that", "of"], ["the", "rate"], ["the", "level"])


def is_ton(number: Number, measure: Measure) -> bool:
    """Say whether "tons" may be those of a measure, which are metric ones."""
    return number.unit == "ton" and measure.unit == "metric_ton"


def _is_counted(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    if measure.per and measure.base and people_per(number, sentence) is None:
        return False
    words = {spelt(w) for w in (*measure.counted, *measure.nouns)}
    said = {spelt(number.unit or ""), spelt((number.unit_text or "").casefold().removesuffix("s"))}
    return bool(number.unit) and bool(said & words)


def is_money(measure: Measure) -> bool:
    """Say whether a measure is an amount of money."""
    return measure.unit == "national_currency" or _CURRENCY.match(measure.unit) is not None


def shares(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the measures that are shares."""
    return tuple(t for t in topics if t.measure.unit == "percent" and t.measure.kind == "level")


def amounts(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the measures that are amounts of money at their day's prices, else those that are no shares."""
    money = (t for t in topics if is_money(t.measure) and t.measure.prices != "constant")
    return tuple(t for t in money if t.measure.unit != "national_currency") or tuple(
        t for t in topics if not is_money(t.measure) and t.measure.unit != "percent"
    )


def is_spent(measure: Measure) -> bool:
    """Say whether a measure is what a government spends, so that a capital can stand for it ("Berlin spends")."""
    return any(predicate.split()[0] in words_in("outlay") for predicate in measure.predicates)


def says_beside(figure: "Figure", topic: Topic) -> bool:
    """Say whether a figure and the name it describes hold a word of a measure ("100-seat Senate" none of a party's)."""
    name = figure.token.head
    phrase = name.parsed[figure.token.left_edge.i : name.right_edge.i + 1].text.lower()
    return any(word.lower() in phrase for word in topic.measure.within)


def base_fits(number: Number, measure: Measure) -> bool:
    """Say whether what a figure is stated to be a share of is what the measure is a share of."""
    if not number.of_base:
        return True
    words = standard(number.of_base)
    owned = frozenset(w.removesuffix("'s").removesuffix("’s") for w in words)  # "the world's emissions"
    said = frozenset(w for w in words if not w.endswith(("'s", "’s")))
    wanted = [standard(base) for base in (measure.base, *measure.of) if base]
    return any(w <= s and not s - w - words_in("loose_base") for w in wanted for s in (said, owned))


@lru_cache(maxsize=4096)
def standard(phrase: str) -> frozenset[str]:
    """Return the words of a phrase with synonyms replaced, longest synonyms first, as a set.

    >>> sorted(standard("their defense budgets"))
    ['defence', 'expenditure', 'their']
    """
    text = f" {phrase.casefold().replace('-', ' ').replace('(', ' ').replace(')', ' ')} "
    synonyms = pairs("claims_synonyms", "word", "stands_for").items()
    for word, stands_for in sorted(synonyms, key=lambda pair: -len(pair[0])):
        text = text.replace(f" {word} ", f" {stands_for} ")
    return frozenset(text.split())


def plainly_had(sentence: "Sentence", figure: "Figure", noun: str) -> tuple[Topic, ...]:
    """Return the measures of what a name is said to have, where nothing else is ("Kenya had 56 million people").

    More would make them some of these ("had 2 million people in need", "has 5 million people who …").
    """
    verb, token = figure.token.head, figure.token
    head, known = verb.own_subject, sentence.scene.words.counted.get(noun, ())
    had = tuple(t for t in known if f"have {noun}" in t.measure.predicates)
    if any(c.i in sentence.subjects or c.lower_ == "its" for c in token.kids("poss")):  # "Kenya's 56 million people"
        return had if all(c.dep_ in ("poss", "nummod", "quantmod", "punct") for c in token.children) else ()
    is_had = token.dep_ == "dobj" and verb.lemma_ == "have" and head is not None and head.i in sentence.subjects
    times = {i for t in sentence.times for i in sentence.scene.places(t.start, t.end)}
    others = (c for c in (*verb.rights, *token.children) if c.i != token.i)
    beside = [c for c in others if c.dep_ not in ("punct", "nummod", "quantmod")]
    is_more = any(c.i not in times and not (c.dep_ == "prep" and {p.i for p in c.children} <= times) for c in beside)
    return had if is_had and not is_more else ()


_PER_YEAR = {"hour": 8766.0, "day": 365.25, "week": 52.18, "month": 12.0, "quarter": 4.0}
_RATES = {"PT1H": "hour", "P1D": "day", "P1W": "week", "P1M": "month", "P1Y": "year"}  # "daily" as TIMEX3
_EVERY = re.compile(r"(PT\d+[SMH]|P\d+[DWM])\Z")  # "every three minutes"
_LENGTHS = {"PTS": 31557600.0, "PTM": 525960.0, "PTH": 8766.0, "PD": 365.25, "PW": 52.18, "PM": 12.0}
_FOR_EVERY = frozenset({"per", "for", "every", "each", "to", "in"})
_FEW = 2
_PERCENT = 100.0
_HALF, _PARTS, _DIGITS = 0.5, 4, 6
_ROOM, _MOST = 0.1, 5.0  # a part in words is off by a tenth of itself, at most five points


def is_part(number: Number) -> bool:
    """Say whether a figure is a part of a whole in words ("two in five adults", "a quarter of the voters")."""
    return number.kind == "ratio" and bool(number.ratio_total)


def is_fraction(number: Number, sentence: "Sentence") -> bool:
    """Say whether a figure is written as a part of one ("two thirds", "half")."""
    words = sentence.scene.text[number.start : number.end].casefold().replace("-", " ").split()
    return not words_in("fraction").isdisjoint(words)


def per_of(number: Number, sentence: "Sentence") -> str | None:
    """Return what a figure is a rate of: its own time ("300 a day"), else the only one of its sentence ("daily").

    A length is in TIMEX3 ("every three minutes": ``PT3M``).
    """
    is_each = number.kind == "measure" and "each" in sentence.lowers
    if is_each and any(t.lower_ == "each" and t.dep_ != "det" for t in sentence.span):
        return "piece"  # "Kenyans emit 0.4 tonnes each"
    if number.per is not None:
        return number.per
    words = sentence.span[:-1] if "per" in sentence.lowers else ()
    pers = [t for t in words if t.lower_ == "per" and t.head.pos_ in ("VERB", "AUX")]
    heads = {t.nbor().lower_ for t in pers} & words_in("per_head")
    if len(heads) == 1 and all(f.number.per is None for f in sentence.figures):  # "per head, Kenyans …"
        return heads.pop()
    said = [t for t in sentence.times if t.type == "SET" and (t.timex in _RATES or _EVERY.match(t.timex))]
    said = [t for t in said if _is_rate_of(sentence, t, number)]
    named = [(name.start, name.end) for name in sentence.names.values()] if said else ()  # "average hourly earnings"
    rates = {_RATES.get(t.timex, t.timex) for t in said if not any(start <= t.start < end for start, end in named)}
    return rates.pop() if len(rates) == 1 else None


def _is_rate_of(sentence: "Sentence", time: TimeExpression, number: Number) -> bool:
    """Say whether a time hangs on a figure or its verb with no other between ("616,795, one every 51 seconds")."""
    figure = next((f for f in sentence.figures if f.number.start == number.start), None)
    if figure is None or figure.token.verb is None:
        return True
    for word in sentence.scene.root(time.start, time.end).ancestors:
        if word.i == figure.token.i or word is figure.token.verb:
            return True
        if word.i in sentence.figure_at or word.pos_ in ("VERB", "AUX"):
            return False
    return False


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
    if is_part(number) and measure.per and number.unit is None:  # "1:600"; it is off by a tenth of itself
        value = measure.per * number.value / (number.ratio_total or 1)
        low, high = value * (1 - _ROOM), value * (1 + _ROOM)
        return {**columns, "value": value, "low": low, "high": high, "low_open": False, "high_open": False}
    times = _times(number, measure, sentence)
    if times is None:
        return columns
    columns = _roughly(columns, per_of(number, sentence))
    if measure.per and number.value == 1 and None not in (columns["low"], columns["high"]):
        columns = {**columns, "low": 1 - _ROOM, "high": 1 + _ROOM, "low_open": False, "high_open": False}
    digits = 0 if times > _PERCENT else _DIGITS
    scaled = {n: None if columns[n] is None else round(columns[n] * times, digits) for n in ("value", "low", "high")}
    return {**columns, **scaled}


def _times(number: Number, measure: Measure, sentence: "Sentence") -> float | None:
    among = people_per(number, sentence) if measure.per and measure.base else None
    if among:
        return float(measure.per or 1) / among
    return _yearly(per_of(number, sentence)) if measure.is_flow else None


def _yearly(rate: str | None) -> float | None:
    """Return how often a year has what a figure is a rate of."""
    if rate is None or not _EVERY.match(rate):
        return _PER_YEAR.get(rate or "")
    return _LENGTHS[re.sub(r"\d", "", rate)] / _length(rate)


def _length(rate: str) -> int:
    return max(1, int("".join(c for c in rate if c.isdigit())))


def _roughly(columns: dict[str, Any], rate: str | None) -> dict[str, Any]:
    """Return a figure with the room of "one every three minutes", which may be one in two and a half."""
    if rate is None or not _EVERY.match(rate) or None in (columns["low"], columns["high"]):
        return columns
    length = _length(rate)
    room = min(_HALF, length / _PARTS)
    low, high = columns["low"] * length / (length + room), columns["high"] * length / (length - room)
    return {**columns, "low": low, "high": high}


def people_per(number: Number, sentence: "Sentence") -> float | None:
    """Return how many people a figure is counted on ("one doctor for every 600 people": 600)."""
    if number.per is not None and _worth(number.per):  # "15 births per thousand inhabitants"
        return _worth(number.per)
    behind = bisect_left(sentence.figures, number.end, key=lambda figure: figure.number.start)
    other = sentence.figures[behind].number if behind < len(sentence.figures) else None
    if other is None or other.value <= 1 or other.kind == "duration":
        return None  # "below 1.5 children per woman for three decades"
    between = sentence.scene.text[number.end : other.start].casefold().split()
    return other.value if 0 < len(between) <= _FEW and set(between) <= _FOR_EVERY else None


def _worth(word: str) -> float | None:
    """Return what a number word is worth, if a rate is one by so many ("thousand")."""
    said = f"a {word}"
    numeral = read_words(said, 0)
    return float(numeral.value) if numeral is not None and numeral.end == len(said) and numeral.value > 1 else None


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
    ends = {"value": value, "low": low, "high": high}
    said = {name: None if end is None else round(end, _DIGITS) for name, end in ends.items()}
    return {**said, "low_open": number.low_open, "high_open": number.high_open}


def as_share(number: Number) -> dict[str, Any]:
    """Return a part in words as percent, another figure as it stands."""
    return as_percent(number) if is_part(number) else {name: getattr(number, name) for name in ("value", "low", "high")}
