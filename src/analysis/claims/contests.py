"""Which side has a chamber or won a place: "the Republican-controlled Senate", "Joe Biden won Georgia in 2020"."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.attribution import ASSERTED, STATED, Context, Sentence, Subject, Topic
from analysis.attribution.periods import ARTICLE, StatedPeriod
from analysis.attribution.subjects import at_home, longest, merged
from analysis.claims.drafts import Clause, Draft, clause_in, draft, may_be_of_then, read_clause
from analysis.nodes import Node
from analysis.rules import words_in
from analysis.wording import fold

_HALF, _WEIGHT = 0.5, 4
_HAS, _LOST = "has", "lost"
_YEAR = 4  # digits


def contest_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield who is said to have the majority of a chamber, or to have won or lost a place in a year.

    They are supported or left open: another chamber may be meant, or another vote of that year. Of a chamber only
    where the article names the parliament that it belongs to, and the sentence no other place of the table.
    """
    for side, topics, name in sides(sentence):
        for rule in sentence.rules("contests") if topics else ():
            for found in rule.matches({"side": side}, {}):
                place, verb = found["place"], found["verb"]
                clause = _clause(sentence, rule.gives, place, verb, context)
                if clause is None:
                    continue
                day = None if rule.gives == _HAS else _vote(topics, name, clause.period)
                if rule.gives != _HAS and day is None:
                    continue
                clause = clause if day is None else replace(clause, period=replace(clause.period, value=day))
                meant = [t for t in topics if day is None or fold(t.measure.stood.get(day, "")) == name]
                for subject, topic in ((_place(sentence, t, m), m) for t in place.joined for m in meant):
                    if subject is not None and _is_meant(sentence, subject, topic, rule.gives):
                        columns = _columns(clause, subject, topic, rule.gives)
                        words = (side, verb, place, subject)
                        yield draft(("comparison", rule.id, _WEIGHT), words, columns, doubts=("doubtful",))


def _clause(sentence: Sentence, gives: str, place: Node, verb: Node, context: Context) -> Clause | None:
    """Return the clause that asserts it; who has a chamber on a day of the article's year has it on its own day."""
    phrase = next((c for c in verb.kids("dobj") if c.i != place.i), verb)  # "a majority in the Senate"
    words = [c for c in phrase.children if c.dep_ in ("amod", "advmod", "nummod", "compound")]
    if any(c.lower_ in words_in("not_quite") or not sentence.is_known(c) or c.pos_ == "NUM" for c in words):
        return None
    if any(f.token.verb == verb and f.token.i != phrase.i for f in sentence.figures):
        return None  # "by ten seats", "a 60-40 majority"
    clause = read_clause(sentence, place.verb if verb.dep_ in ("amod", "acl") else verb, place, context)
    year = (clause.period.value or "")[:_YEAR]
    if gives == _HAS and year == sentence.scene.year:
        clause = clause_in(sentence, clause.verb, StatedPeriod(year, ARTICLE))
    is_of_then = gives == _HAS and clause.period.source == ARTICLE and may_be_of_then(sentence)
    return None if clause.modality != ASSERTED or clause.negated or is_of_then else clause


def sides(sentence: Sentence) -> Iterator[tuple[Node, tuple[Topic, ...], str]]:
    """Yield the words and the people that stand for a side, with the measures that are its own.

    "Moderate Republicans" and "a dozen Republicans" are no side.
    """
    known = sentence.scene.words.sides
    for token in () if known.keys().isdisjoint(sentence.lowers) else sentence.span:
        if all(c.lower_ == "the" for c in token.kids("amod", "det", "nummod", "predet", "compound", "prep")):
            yield token, tuple(t for t in known.get(token.lower_, ()) if t.measure.majority_of), ""
    for mention in sentence.people:
        name = fold(mention.name)
        yield sentence.scene.root(mention.start, mention.end), known.get(name, ()), name


def _vote(topics: tuple[Topic, ...], name: str, period: StatedPeriod) -> str | None:
    """Return the day of the vote in which somebody stood in a year that the sentence names."""
    if period.value is None or period.source != STATED:
        return None
    days = (day for t in topics for day, who in t.measure.stood.items() if fold(who) == name)
    return next((day for day in days if day.startswith(period.value)), None)


def _place(sentence: Sentence, token: Node, topic: Topic) -> Subject | None:
    """Return what a word means in the package of a measure, where that has figures of it ("Georgia": the state)."""
    named, reference = sentence.subjects.get(token.i), topic.reference
    held = topic.reference.cells.of(topic.measure.id).editions_by_key.keys() | reference.chambers.keys()
    if named is None or named.key_in(reference) not in held:
        first = token.left_edge if token.left_edge.i + 1 == token.i and token.left_edge.dep_ == "compound" else token
        own = [c for c in sentence.scene.words.called.get(first.lower_, ()) if c.reference is reference]
        end = token.idx + len(token)
        calls = tuple(c for c in longest(own, sentence.scene.text, first.idx) if first.idx + len(c.phrase) == end)
        named = merged(calls, first.idx, end, None, token) if calls else None
    return at_home(sentence, named) if named is not None and named.key_in(reference) in held else None


def _is_meant(sentence: Sentence, subject: Subject, topic: Topic, gives: str) -> bool:
    reference = topic.reference
    if gives != _HAS:
        return not sentence.holds(topic.measure.excluded)
    own = {key for whole, parts in reference.chambers.items() for key in (whole, *parts)}
    named = {s.key_in(reference) for s in sentence.subjects.values()}
    places = named & topic.reference.keys.keys() - own
    called = (phrase for whole in reference.chambers for phrase in reference.subjects[whole])
    return not places and subject.key_in(reference) in own and any(p in sentence.scene.text for p in called)


def _columns(clause: Clause, subject: Subject, topic: Topic, gives: str) -> dict[str, Any]:
    key, measure = subject.key_in(topic.reference) or "", topic.measure
    each = topic.reference.chambers.get(key, ())
    arguments: dict[str, Any] = {"other_measure": measure.rival or measure.majority_of}
    if gives == _HAS:
        arguments |= {"times": _HALF} | ({"or": list(measure.either)} if measure.either else {})
    arguments |= {"each": list(each)} if each else {}
    comparator = "<" if gives == _LOST else ">"
    return clause.columns(topic, subject, key=(*each, key)[0], comparator=comparator, arguments=arguments)
