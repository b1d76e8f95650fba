"""How many people there are, where no measure is named: "five Americans for every Briton", "has lost 2 million people".

The measures are those by which a package says that somebody "has people".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.attribution import ARTICLE, ASSERTED, STATED, Context, Figure, Sentence, StatedPeriod, Topic
from analysis.attribution.clauses import Named
from analysis.attribution.fits import PEOPLE
from analysis.attribution.subjects import is_demonym
from analysis.claims.changes import change_columns, ends_of, known_since, size_of
from analysis.claims.comparisons import times_in, times_of
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Clause, Draft, clause_in, draft, read_clause
from analysis.nodes import Node, spelt
from analysis.rules import words_in

_THAN, _MOVED = ("comparison", "headcounts.than", 6), ("change", "headcounts.moved", 8)
_PLAIN = frozenset({"nummod", "quantmod", "punct", "det", "prep", "advmod"})
_AS_MANY = frozenset({"as", "many"})
_MANY = frozenset({"many", "more", "fewer", "every", "each"})


def headcount_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what a sentence says of how many people there are somewhere, against others or against a time before."""
    topics = sentence.scene.words.of_people
    heads = [s.token for i, s in sentence.subjects.items() if s.token.i == i] if topics else []
    for head in heads:
        for rule in sentence.rules("headcounts"):
            for found in rule.matches({"counted": head}, {"other": lambda t: t.i in sentence.subjects}):
                match rule.gives:
                    case "times":
                        yield from _peoples(sentence, found, topics, context)
                    case "more":
                        yield from _more(sentence, found, topics, context)
                    case "moved":
                        yield from _moved(sentence, found, topics)


def _peoples(
    sentence: Sentence, found: Mapping[str, Node], topics: tuple[Topic, ...], context: Context
) -> Iterator[Draft]:  # fmt: skip
    """Yield how many of one people there are to one of another; those of some place may be meant."""
    counted, other = found["counted"], found["other"]
    if not (_is_people(sentence, counted) and _is_people(sentence, other)):
        return
    figure = _ratio(sentence, found)
    times = times_in(figure.number) if figure is not None else times_of(sentence, found.get("many", counted))
    if times or "many" not in found:
        own = {**found, "figure": figure.token} if figure is not None else found
        yield from _compared(sentence, own, topics, context, times or {})


def _is_people(sentence: Sentence, word: Node) -> bool:
    """Say whether a word is the name of a whole people ("Americans", "every Briton"), and not of some of it."""
    inside = {i for i, s in sentence.subjects.items() if s.token.i == word.i}
    return is_demonym(sentence, word) and all(
        c.dep_ in _PLAIN or c.i in inside or c.lower_ in _MANY for c in word.children
    )


def _ratio(sentence: Sentence, found: Mapping[str, Node]) -> Figure | None:
    """Return the figure of how many there are to one: of the people itself, or behind "by" ("by eight to one")."""
    own = sentence.figure_at.get(found["counted"].i)
    verb = found.get("verb")
    behind = [sentence.figure_at[p.i] for p in verb.below("by") if p.i in sentence.figure_at] if verb else []
    to_one = [f for f in behind if sentence.scene.text[f.end :].startswith((" to one", " to 1"))]
    return next(iter(to_one), own if own is not None and own.number.kind == "cardinal" else None)


def _more(
    sentence: Sentence, found: Mapping[str, Node], topics: tuple[Topic, ...], context: Context
) -> Iterator[Draft]:  # fmt: skip
    """Yield that more people live in one place than in another."""
    is_all = spelt(found["people"].lower_) in PEOPLE and found["people"].children == [found["more"]]
    if is_all:
        yield from _compared(sentence, found, topics, context, {})


def _compared(
    sentence: Sentence, found: Mapping[str, Node], topics: tuple[Topic, ...], context: Context, times: dict[str, Any]
) -> Iterator[Draft]:  # fmt: skip
    """Yield that there are more people of one place than of another; where no "people" are said, some may be meant."""
    one, other = sentence.subjects[found["counted"].i], sentence.subjects[found["other"].i]
    clause = read_clause(sentence, found["counted"].verb, found["counted"], context)
    topic = clause.topic_of(one, topics)
    if (
        topic is None
        or one.key == other.key
        or clause.modality != ASSERTED
        or clause.negated
        or _is_placed(sentence, clause)
    ):
        return
    arguments = {"other_key": other.key_in(topic.reference), **times}
    relation = "<" if "more" in found and found["more"].lower_ != "more" else ">"
    columns = clause.columns(topic, one, comparator=None if times else relation, arguments=arguments)
    doubts = (None if "more" in found else "may_be_a_part", clause.period.doubt)
    compared = draft(_THAN, found.values(), columns, doubts=doubts, own=found.values())
    if is_explained(sentence, compared, _AS_MANY):
        yield compared


def _is_placed(sentence: Sentence, clause: Clause) -> bool:
    """Say whether those in one place alone may be counted ("on the island Germans outnumbered Greeks")."""
    places = clause.verb.below("at", "in", "on") if clause.verb is not None else ()
    return any(p.i not in sentence.subjects and p.i not in sentence.inside_figure for p in places)


def _moved(sentence: Sentence, found: Mapping[str, Node], topics: tuple[Topic, ...]) -> Iterator[Draft]:
    """Yield by how many people a land is said to have shrunk or grown; they may be counted otherwise."""
    people, verb, subject = found["people"], found["verb"], sentence.subjects[found["counted"].i]
    figure, ends = sentence.figure_at.get(people.i), ends_of(sentence)
    is_all = all(c.dep_ in _PLAIN or c.lower_ in _MANY for c in people.children)
    if figure is None or ends is None or people.lemma not in PEOPLE or not is_all:
        return
    first, last = ends
    period = StatedPeriod(last, STATED) if last else StatedPeriod(sentence.scene.year, ARTICLE)
    clause = clause_in(sentence, verb, period)
    named = known_since(Named(people, topics, people.idx, people.idx + len(people), is_verb=False), subject, first)
    columns = change_columns(clause, named, subject, figure)
    if columns is None or clause.modality != ASSERTED or clause.negated:
        return
    size = size_of(figure, "down" if verb.lemma in words_in("losing") else "up")
    columns["arguments"] = {"from_period": first, **({"to_period": last} if last else {}), **size}
    tail = max((t.end for t in sentence.times if t.timex in ends), default=0)
    yield draft(_MOVED, (subject, verb, figure, (verb.idx, tail)), columns, takes=(figure,), doubts=("may_be_a_part",))
