"""Whether a figure can be one of a measure: by unit, currency, what it is a share of, whether it changes."""

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from analysis.attribution.package_words import Topic, spelt
from analysis.attribution.shares import PER_YEAR, base_is_of, is_fraction, is_part, people_per, per_of
from analysis.lexicons import read_lexicon
from analysis.reference import Measure
from analysis.rules import words_in
from analysis.tables import Number

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence
    from analysis.attribution.scene import Figure
from analysis.attribution.clauses import own_subject
from analysis.attribution.phrases import Named

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
PEOPLE = frozenset({"person", "people", "inhabitant", "resident", "citizen"})


def fitted(named: "Named", number: Number, sentence: "Sentence") -> tuple[Topic, ...]:
    """Return the measures that words name and a figure can be of, levels before changes."""
    levels = fitting(named.topics, number, sentence, False)
    if named.is_verb and per_of(number, sentence) is None:  # "emit": a rate says what it is per
        levels = tuple(t for t in levels if not t.measure.per or t.measure.counted) if len(levels) > 1 else levels
    if not levels and named.is_verb and not number.of_base:  # "France grew by 2 percent"
        changes = (t for t in named.topics if t.measure.kind == "change" and t.measure.has_figures)
        levels = tuple(t for t in changes if t.measure.unit == number.unit)
    return levels or fitting(named.change_topics, number, sentence, True)


def in_itself(named: "Named", number: Number, sentence: "Sentence") -> tuple[Topic, ...]:
    """Return the changes that a name itself states the size of ("growth of 3 percent"), not how they moved."""
    if named.is_verb or number.change_role != "by" or number.direction == "down":
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
    return tuple(t for t in topics if _fits(t.measure, number, sentence, is_change, bare))


def _fits(measure: Measure, number: Number, sentence: "Sentence", is_change: bool, bare: bool) -> bool:
    changes = number.change_role == "by" or (number.change_role is None and number.direction is not None)
    if not measure.has_figures and measure.kind != "level":
        return False
    if measure.kind == "change":
        bare = number.unit is None and number.kind == "cardinal" and not number.currency and number.change_role == "by"
        if (number.unit != measure.unit and not bare) or number.of_base:
            return False
        if is_change:
            return changes
        if number.change_role is None or not changes or number.direction is None:
            return True  # "growth of 3 percent"
        return any(spelt(name.split()[-1]) in sentence.lemmas for name in measure.change_names)
    rate = per_of(number, sentence)
    if rate is not None and rate in (measure.base, *measure.of):
        rate = None
    if is_change or (rate not in (None, "year") and not (measure.is_flow and rate in PER_YEAR)):
        return False
    if changes and not (number.of_base and number.change_role is None):
        return False
    is_listed = measure.counted or measure.unit == "year"  # "in Estavia 84 years, in Norvania 79"
    if bare and number.unit is None and number.kind == "cardinal" and not number.currency and is_listed:
        return True
    return _unit_fits(measure, number, sentence)


def _unit_fits(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    if number.currency:
        if measure.prices == "constant" and measure.prices not in sentence.lemmas:
            return False
        return number.currency == measure.unit or any(
            number.currency in measure.units_for(k) for k in measure.currencies
        )
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
    if measure.base and number.unit is None and (number.kind == "cardinal" or (measure.per and is_part(number))):
        return True  # a rate is written without its unit ("a fertility rate of 1.3")
    if measure.unit in PEOPLE:
        return number.unit is None or number.unit in PEOPLE or _is_counted(measure, number, sentence)
    return (
        number.unit == measure.unit or _is_counted(measure, number, sentence) or _are_people(measure, number, sentence)
    )


def _are_people(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    """Say whether a figure counts people by where they are from, for a measure that counts people ("ten Kenyans")."""
    by_origin = any(sentence.scene.text[s.start : s.end] == number.unit_text for s in sentence.subjects.values())
    return by_origin and bool({"person", "people"} & set(measure.counted))


def _is_counted(measure: Measure, number: Number, sentence: "Sentence") -> bool:
    if measure.per and measure.base and people_per(number, sentence) is None:
        return False
    words = {spelt(w) for w in (*measure.counted, *measure.nouns)}
    said = {spelt(number.unit or ""), spelt((number.unit_text or "").casefold().removesuffix("s"))}
    return bool(number.unit) and bool(said & words)


def is_money(measure: Measure) -> bool:
    """Say whether a measure is an amount of money."""
    return measure.unit == "national_currency" or _CURRENCY.match(measure.unit) is not None


def base_fits(number: Number, measure: Measure) -> bool:
    """Say whether what a figure is stated to be a share of is what the measure is a share of."""
    if not number.of_base:
        return True
    words = standard(number.of_base)
    owned = frozenset(w.removesuffix("'s").removesuffix("’s") for w in words)  # "the world's emissions"
    said = frozenset(w for w in words if not w.endswith(("'s", "’s")))
    wanted = [standard(base) for base in (measure.base, *measure.of) if base]
    return any(w <= s and not s - w - _LOOSE for w in wanted for s in (said, owned))


_LOOSE = words_in("loose_base")


@cache
def _synonyms() -> list[tuple[str, str]]:
    rows = {row["word"]: row["stands_for"] for row in read_lexicon("claims_synonyms")}
    return sorted(rows.items(), key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=4096)
def standard(phrase: str) -> frozenset[str]:
    """Return the words of a phrase with synonyms replaced, longest synonyms first, as a set.

    >>> sorted(standard("their defense budgets"))
    ['defence', 'expenditure', 'their']
    """
    text = f" {phrase.casefold().replace('-', ' ').replace('(', ' ').replace(')', ' ')} "
    for word, stands_for in _synonyms():
        text = text.replace(f" {word} ", f" {stands_for} ")
    return frozenset(text.split())


def plainly_had(sentence: "Sentence", figure: "Figure", noun: str) -> tuple[Topic, ...]:
    """Return the measures of people that a name is said to have, where nothing else is ("Kenya had 56 million people").

    More would make them some of these ("had 2 million people in need", "has 5 million people who …").
    """
    verb, token = figure.token.head, figure.token
    head = own_subject(verb)
    if (
        noun not in PEOPLE
        or token.dep_ != "dobj"
        or verb.lemma_ != "have"
        or head is None
        or head.i not in sentence.subjects
    ):
        return ()
    times = {
        i for t in sentence.times for i in range(sentence.scene.index(t.start), sentence.scene.index(t.end - 1) + 1)
    }
    beside = [
        c for c in (*verb.rights, *token.children) if c.i != token.i and c.dep_ not in ("punct", "nummod", "quantmod")
    ]
    if any(c.i not in times and not (c.dep_ == "prep" and {p.i for p in c.children} <= times) for c in beside):
        return ()
    known = sentence.scene.words.counted.get(noun, ())
    return tuple(t for t in known if any(p.split() == ["have", noun] for p in t.measure.predicates))
