"""How many votes a candidate had: "John McCain got nearly 60 million votes in 2008", "Barack Obama (69 million votes)".

Where no year is said the vote whose figure is nearest is taken, so that such a statement is supported or left open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analysis.attribution import Context, Figure, Sentence, Subject, Topic
from analysis.claims.contested import figure_of, other_places, phrase_of, place_at, time_of, votes_of, whole
from analysis.claims.contests import Side, clause_of, sides
from analysis.claims.drafts import Clause, Draft, draft, figure_columns
from analysis.nodes import Node
from analysis.wording import fold

_YEAR = 4  # digits
_WEIGHT = 9  # above the values of other rules
_NEWS = timedelta(days=730)  # after a vote, in which an article that names no year speaks of it
_MORE = frozenset({"more", "fewer", "less", "short", "shy"})
_NEAR = 0.1  # of a bound: "more than 60 million votes" is said of 62, not of 81


@dataclass(frozen=True, slots=True)
class _Polled:
    """A figure that a clause gives of a candidate's votes, and the verb that gives it."""

    side: Side
    figure: Figure
    verb: Node
    clause: Clause

    @property
    def sentence(self) -> Sentence:
        return self.clause.sentence


def polled_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield how many votes, which share of them or how many electors a candidate is said to have had."""
    for side in sides(sentence) if sentence.figures else ():
        for rule in sentence.rules("polled") if side.name else ():
            for found in rule.matches({"side": side.word}, {"figure": lambda t: t.i in sentence.figure_at}):
                polled = _polled(sentence, side, found, context)
                for topic in side.topics if polled is not None else ():
                    if polled is not None and not sentence.holds(topic.measure.excluded):
                        yield from _of_measure(polled, topic, rule.id)


def _polled(sentence: Sentence, side: Side, found: Mapping[str, Node], context: Context) -> _Polled | None:
    token = found["figure"]
    verb = found.get("verb") or token.verb
    clause = clause_of(sentence, verb, verb, token, context) if verb is not None else None
    return None if verb is None or clause is None else _Polled(side, sentence.figure_at[token.i], verb, clause)


def _of_measure(polled: _Polled, topic: Topic, rule: str) -> Iterator[Draft]:
    place = _where(polled, topic) if _is_counted(polled, topic) else None
    key = place.key_in(topic.reference) if place is not None else None
    day = _day(polled, topic, key) if key is not None else None
    if place is None or day is None:
        return
    said = figure_columns(polled.sentence.scene, polled.figure, topic.measure.unit)
    columns: dict[str, Any] = polled.clause.columns(topic, place, key=key, **said)
    columns |= {"period": day, "period_source": "stated"}
    words = (polled.side.word, polled.figure, place if place.token is not polled.figure.token else None)
    yield draft(("value", rule, _WEIGHT), words, columns, takes=(polled.figure,), doubts=("doubtful",))


def _is_counted(polled: _Polled, topic: Topic) -> bool:
    """Say whether a figure counts what a measure does, or is a share of it, and of no part ("of the black vote").

    It is no such figure where it is for something else ("votes for his video").
    """
    number, measure, token = polled.figure.number, topic.measure, polled.figure.token
    others = (part for word in (token, polled.verb) for part in word.below("for") if part != polled.side.word)
    if any(part.lemma not in measure.topics and part.i not in polled.sentence.inside_figure for part in others):
        return False
    parts = [word for word in token.below("of") if word.i > token.i]
    if any(True for word in (token, polled.verb, *parts) for _ in word.below("among")):
        return False
    if any(word.lower_ in _MORE for word in (*token.rights, *polled.verb.rights)):
        return False  # "306 electoral votes fewer"
    if measure.unit == "percent":
        is_whole = [phrase_of(part) for part in parts] == [measure.base] and not any(parts[0].below("of", "from"))
        return number.unit == "percent" and is_whole
    return number.kind == "cardinal" and number.unit == measure.unit and phrase_of(token) in measure.counted


def _where(polled: _Polled, topic: Topic) -> Subject | None:
    """Return the only place that a sentence names, else the whole where it names none; none of another table."""
    sentence, token = polled.sentence, polled.figure.token
    places = (place_at(sentence, word, topic) for word in sentence.span)
    named = {place.key_in(topic.reference): place for place in places if place is not None}
    country, only = topic.measure.default_subject, next(iter(named.values()), None)
    if len(named) > 1 or other_places(sentence, topic, only.token if only is not None else token):
        return None
    return only or (whole(token, country.key, topic) if country is not None else None)


def _day(polled: _Polled, topic: Topic, key: str) -> str | None:
    """Return the day of the vote that is meant: of the years that are said, or of all, the one whose figure is nearest.

    None where a bound is far from it ("more than 13 million votes").
    """
    sentence, number = polled.sentence, polled.figure.number
    period = time_of(sentence, polled.verb, polled.clause.period)
    days = votes_of(sentence, topic, polled.side.name, polled.verb, period) or _stood(polled, topic)
    said = number.value or 0.0
    known = ((day, figure_of(sentence, topic, key, day)) for day in days)
    gaps = [(abs(float(votes) - said), day) for day, votes in known if votes is not None]
    gap, day = min(gaps, default=(0.0, None))
    is_far = None in (number.low, number.high) and gap > _NEAR * said
    return None if is_far else day


def _stood(polled: _Polled, topic: Topic) -> list[str]:
    """Return the days on which a candidate stood in the years that a sentence names; without one, before its article.

    Where the last of them is not long ago that one alone is meant.
    """
    sentence = polled.sentence
    years = {t.timex[:_YEAR] for t in sentence.times if t.type == "DATE" and t.timex[:_YEAR].isdigit()}
    stood = sorted(day for day, who in topic.measure.stood.items() if fold(who) == polled.side.name)
    if years:
        return [day for day in stood if day[:_YEAR] in years]
    today = sentence.scene.day
    past = [day for day in stood if today is not None and day < today.isoformat()]
    is_fresh = bool(past) and today is not None and today - date.fromisoformat(past[-1]) < _NEWS
    return past[-1:] if is_fresh else past
