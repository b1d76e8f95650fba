"""When a side last won a place: "the last Democrat to win Kentucky", "no Republican has won New Hampshire since 2000".

It must have won in that vote and lost in all since, up to the day of the article; such a statement is supported or
left open, since a vote of another kind may be meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.attribution import ASSERTED, Context, Sentence, Topic
from analysis.claims.contested import figure_of, places_of
from analysis.claims.drafts import Draft, draft, read_clause
from analysis.nodes import Node
from analysis.rules import Rule, words_in
from analysis.tables import Mention, TimeExpression
from analysis.wording import fold

_WEIGHT = 5  # above "NAME won Kentucky" in its sentence
_YEAR = 4  # digits
_NEARLY = 2  # years that "nearly a quarter-century" may lack
_LENGTH = re.compile(r"P(\d+)Y\Z")
_PLAIN = frozenset({"the", "a", "an", "no", "last", "first", "any"})
_BEYOND = frozenset({"more", "over", "than", "least"})


@dataclass(frozen=True, slots=True)
class _Votes:
    """The votes about a place up to an article's day, in order, and those which a side won."""

    topic: Topic
    days: tuple[str, ...]
    won: frozenset[str]

    def since(self, day: str) -> list[str]:
        """Return the votes after a day."""
        return [other for other in self.days if other > day]

    def of(self, mention: Mention | None) -> list[str]:
        """Return the days on which a person stood for the side."""
        name = fold(mention.name) if mention is not None else ""
        return [day for day in self.days if fold(self.topic.measure.stood[day]) == name]


def streak_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield when a side is said to have won a place for the last time, or for the first time since."""
    known = sentence.scene.words.sides
    parties = () if known.keys().isdisjoint(sentence.lowers) else (t for t in sentence.span if t.lower_ in known)
    for party in parties:
        for rule in sentence.rules("streaks") if all(c.lower_ in _PLAIN for c in party.lefts) else ():
            for found in rule.matches({"party": party}, {}):
                for topic in known[party.lower_]:
                    yield from _streak(sentence, rule, found, topic, context)


def _streak(
    sentence: Sentence, rule: Rule, found: Mapping[str, Node], topic: Topic, context: Context
) -> Iterator[Draft]:  # fmt: skip
    verb, place = found["verb"], found["place"]
    clause = read_clause(sentence, found.get("be") or verb, place, context)
    is_told = clause.modality == ASSERTED and (rule.gives == "none" or not clause.negated)
    places = places_of(sentence, place, topic) if is_told and topic.measure.rival is not None else ()
    if len(places) != 1 or sentence.holds(topic.measure.excluded):
        return
    key = places[0].key_in(topic.reference) or ""
    votes = _votes(sentence, topic, key)
    won, lost = _results(sentence, rule.gives, found, votes)
    if won:
        arguments = {"other_measure": topic.measure.rival, "won": won, "lost": lost}
        columns = clause.columns(topic, places[0], key=key, arguments=arguments, negated=False)
        columns |= {"period": max(*won, *lost, ""), "period_source": "stated"}
        here = [places[0]] if places[0].start >= sentence.span.start_char else []
        words = (found.get("side"), found["party"], found.get("length"), verb, place, *here)
        yield draft(("comparison", rule.id, _WEIGHT), words, columns, doubts=("doubtful",))


def _votes(sentence: Sentence, topic: Topic, key: str) -> _Votes:
    rival = Topic(topic.reference, topic.reference.measures[topic.measure.rival or ""])
    results = {
        day: (mine, theirs) for day in sorted(topic.measure.stood)
        if (mine := figure_of(sentence, topic, key, day)) is not None
        and (theirs := figure_of(sentence, rival, key, day)) is not None
    }  # fmt: skip
    return _Votes(topic, tuple(results), frozenset(day for day, (mine, theirs) in results.items() if mine > theirs))


def _results(
    sentence: Sentence, gives: str, found: Mapping[str, Node], votes: _Votes
) -> tuple[list[str], list[str]]:  # fmt: skip
    """Return the votes that must have been won, and those that must have been lost; none where it is not said when."""
    since = _day(votes, [t for t in _years(sentence) if _is_since(sentence, t)])
    others = [t for t in _years(sentence) if not _is_since(sentence, t)]
    side = found.get("side")
    own = votes.of(next((m for m in sentence.people if side is not None and m.start <= side.idx < m.end), None))
    if others:
        own = [day for day in own if day == _day(votes, others)]
    match gives:
        case "last":
            last = max((day for day in own if day in votes.won), default=max(own, default=None))
        case "first":
            first = max(own, default=None)
            if since is None or first is None:
                return [], []
            return [since, first], [day for day in votes.since(since) if day < first]
        case "none":
            last = since
        case "last_time":
            last = _day(votes, others)
        case _:
            last = _ago(sentence, found["length"], votes)
    return ([], []) if last is None else ([last], votes.since(last))


def _years(sentence: Sentence) -> list[TimeExpression]:
    return [t for t in sentence.times if t.type == "DATE" and t.timex[:_YEAR].isdigit()]


def _day(votes: _Votes, times: list[TimeExpression]) -> str | None:
    """Return the vote of the only year that is said."""
    years = {time.timex[:_YEAR] for time in times}
    return next((day for day in votes.days if day[:_YEAR] in years), None) if len(years) == 1 else None


def _is_since(sentence: Sentence, time: TimeExpression) -> bool:
    """Say whether a year is that of "since", by the parse or behind a name ("since NAME in 1992")."""
    root = sentence.scene.root(time.start, time.end)
    first = root.left_edge.i
    place = max((word.i for word in sentence.doc[root.first : first] if word.lower_ == "since"), default=None)
    is_behind = place is not None and all(w.pos_ in ("PROPN", "ADP") for w in sentence.doc[place + 1 : first])
    return is_behind or any(above.lower_ == "since" and above.dep_ in ("prep", "mark") for above in root.ancestors)


def _ago(sentence: Sentence, length: Node, votes: _Votes) -> str | None:
    """Return the only vote that lies so many years back ("28 years", "nearly a quarter-century")."""
    times = [t for t in sentence.times if t.start <= length.idx < t.end]
    years = next((int(found[1]) for t in times if (found := _LENGTH.match(t.timex)) is not None), None)
    before = {word.lower_ for word in length.subtree}
    if years is None or sentence.scene.day is None or before & _BEYOND:
        return None
    least = years - (_NEARLY if before & words_in("not_quite") else 0)
    days = [day for day in votes.days if least <= sentence.scene.day.year - int(day[:_YEAR]) <= years]
    return days[0] if len(days) == 1 else None
