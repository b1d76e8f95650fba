"""Who came to power or is in it, where no office is named: "NAME, in power since 2014", "two decades in power"."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analysis.attribution import Context, Sentence
from analysis.attribution.colours import is_negated, modality_of
from analysis.claims.drafts import Draft, draft, figure_columns, of_the_day
from analysis.claims.offices import OfficeMention
from analysis.claims.people import OfOffice, dated
from analysis.nodes import Node
from analysis.reference import OfficeTerm, is_days
from analysis.rules import words_in
from analysis.tables import TimeExpression

_POWER = words_in("power")
_MOST_BETWEEN = 4  # words
_WEIGHT = 4
_YEARS = {"year": 1, "decade": 10}
_DAYS, _HALF = 365.25, 0.5  # of a year
_PART = words_in("part_of_term")


def power_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what a sentence asserts of who is or was in power."""
    for power in sentence.span if sentence.lowers & _POWER else ():
        if power.lower_ in _POWER:
            yield from _in_power(sentence, power, context)


def _in_power(sentence: Sentence, power: Node, context: Context) -> Iterator[Draft]:
    """Yield when somebody known came into an office that is not named ("NAME came to power in 2014").

    It is the one whose beginning lies nearest to what is said, so that it is supported or left open.
    """
    for rule in sentence.rules("power"):
        for found in rule.matches({"power": power}, {"power": lambda _: True}):
            if rule.gives == "years":
                yield from _years_in_power(sentence, rule.id, found, context)
                continue
            verb = found.get("verb") or found["noun"]
            time, place = _time_behind(sentence, power, rule.gives), found.get("place")
            behind_comma = place is not None and place.nbor(-1).text == "," and found["holder"].i == place.i - 2
            if place is not None and "noun" not in found and not behind_comma:
                continue  # "he joined the party in power since 2010"
            if time is None:
                continue
            office = _office_of(sentence, found["holder"], power, context, _by_beginning(time))
            if office is None:
                continue
            told = OfOffice(sentence, office[0], verb, office[1])
            before = [m for m in sentence.people if m.start <= found["holder"].idx < m.end <= power.idx]
            words = (*(t for t in found.values() if t.i < power.i), *before, office[0], time)
            if rule.gives == "start":
                columns = dated(told, "start", time).columns
            else:
                columns = office[0].columns(office[1], **{"from": time.timex}) | of_the_day(sentence.scene)
            kind = "date" if rule.gives == "start" else "role"
            yield draft((kind, rule.id, _WEIGHT), words, columns, doubts=office[0].doubts)
            return


def _years_in_power(
    sentence: Sentence, rule: str, found: Mapping[str, Node], context: Context
) -> Iterator[Draft]:  # fmt: skip
    """Yield how long somebody is said to have been in an office that is not named ("after 16 years in power")."""
    power, length, holder, today = found["power"], found["length"], found["holder"], sentence.scene.day
    figure = sentence.figure_at.get(length.i)
    times = _YEARS.get(figure.number.unit or "") if figure is not None and figure.number.kind == "duration" else None
    if figure is None or times is None or today is None or power.kids("det", "amod", "compound", "poss"):
        return
    if any(word.lower_ in _PART for word in length.lefts):
        return  # "his first two years in office"
    columns = figure_columns(sentence.scene, figure, "year")
    bounds = {name: columns[name] * times for name in ("value", "low", "high") if columns[name] is not None}
    if bounds["value"] % 1 == _HALF:  # "seven and a half years"
        bounds |= {"low": bounds["value"] - _HALF / 2, "high": bounds["value"] + _HALF / 2}

    def distance(term: OfficeTerm) -> tuple[Any, ...]:
        last = min(term.end.last, today) if term.end is not None else today
        return (abs((last - term.start.first).days / _DAYS - bounds["value"]),)

    office, verb = _office_of(sentence, holder, power, context, distance), length.verb
    if office is not None and verb is not None and not is_negated(sentence, verb):
        columns |= office[0].columns(office[1]) | bounds | {"modality": modality_of(sentence, verb)}
        yield draft(("term", rule, _WEIGHT), (figure, power), columns, takes=(figure,), doubts=office[0].doubts)


def _time_behind(sentence: Sentence, power: Node, gives: str) -> TimeExpression | None:
    """Return the date that stands right behind "power" or "office", behind a "since" where it must."""
    for time in sentence.times:
        before = sentence.token_at(time.start).i - power.i
        if time.type == "DATE" and time.timex[:4].isdigit() and is_days(time.timex) and 0 < before <= _MOST_BETWEEN:
            return time if gives == "start" or sentence.before(time.start) == "since" else None
    return None


def _by_beginning(time: TimeExpression) -> Callable[[OfficeTerm], tuple[Any, ...]]:
    """Return how far the beginning of a term is from a time."""
    year = int(time.timex[:4])
    return lambda term: (abs(term.start.first.year - year), term.start.first)


def _office_of(
    sentence: Sentence, head: Node, power: Node, context: Context, distance: Callable[[OfficeTerm], tuple[Any, ...]]
) -> tuple[OfficeMention, str] | None:  # fmt: skip
    """Return the office of a person that is nearest to what is said, as mentioned by "power", and its holder."""
    if head.lower_ in ("who", "that") and head.head.dep_ == "relcl":
        head = head.head.head  # "with a man who has been in power since 2010"
    names = [m.name for m in sentence.people if m.start <= head.idx < m.end]
    if not names and head.lower_ in ("he", "she"):
        before = [m.name for m in sentence.people if m.end <= head.idx]
        names = before[-1:] or ([context.person] if context.person else [])
    for reference in sentence.scene.words.people_tables if names else ():
        terms = reference.people_named(names[0])
        if terms:
            term = min(terms, key=distance)
            seated = (power.idx, power.idx + len(power), power, reference, term.office, term.organisation)
            return OfficeMention(*seated, doubts=("subject_assumed",)), term.holder
    return None
