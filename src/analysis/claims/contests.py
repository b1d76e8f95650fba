"""Which side has a chamber or won a place: "the Republican-controlled Senate", "Joe Biden won Georgia in 2020"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.attribution import ASSERTED, Context, Figure, Sentence, Subject, Topic
from analysis.attribution.periods import ARTICLE, StatedPeriod
from analysis.claims.contested import other_places, place_at, places_of, time_of, votes_of, whole
from analysis.claims.drafts import Clause, Draft, clause_in, draft, figure_columns, may_be_of_then, read_clause
from analysis.nodes import Node
from analysis.rules import Rule, words_in
from analysis.wording import fold

_HALF, _WEIGHT, _ABOVE_VALUES = 0.5, 4, 9
_HAS, _WON, _LOST = "has", "won", "lost"
_YEAR = 4  # digits


@dataclass(frozen=True, slots=True)
class Side:
    """A word that stands for a side, the measures that are its own, and the person's name where it is a candidate."""

    word: Node
    topics: tuple[Topic, ...]
    name: str = ""


def contest_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield who is said to have the majority of a chamber, or to have won or lost what was contested in a year.

    They are supported or left open: another chamber may be meant, or another vote of that year. Of a chamber only
    where the article names the parliament that it belongs to, and the sentence no other place of the table.
    """
    for side in sides(sentence):
        for rule in sentence.rules("contests"):
            for found in rule.matches({"side": side.word}, {}):
                if rule.gives == _HAS:
                    yield from _majority(sentence, rule, side, found, context)
                elif rule.gives in (_WON, _LOST):
                    yield from _vote(sentence, rule, side, found, context)


def sides(sentence: Sentence) -> Iterator[Side]:
    """Yield the words and the people that stand for a side.

    "Moderate Republicans" and "a dozen Republicans" are no side; "he" is the only person named close before.
    """
    known = sentence.scene.words.sides
    for token in () if known.keys().isdisjoint(sentence.lowers) else sentence.span:
        if token.lower_ in known and all(
            c.lower_ == "the" for c in token.kids("amod", "det", "nummod", "predet", "compound", "prep")
        ):
            yield Side(token, known[token.lower_])
    for mention in sentence.people:
        name = fold(mention.name)
        if name in known:
            yield Side(sentence.scene.root(mention.start, mention.end), known[name], name)
    for token in sentence.span:
        if token.lower_ in ("he", "she") and token.dep_ in ("nsubj", "nsubjpass"):
            names = _named_before(sentence, token)
            if len(names) == 1 and names <= known.keys():
                name = names.pop()
                yield Side(token, known[name], name)


def _named_before(sentence: Sentence, pronoun: Node) -> set[str]:
    """Return who is named in a sentence before a pronoun, or if nobody is, in the sentence before it."""
    scene, own = sentence.scene, sentence.span.start_char
    place = scene.document.sentence_index[sentence.span.start]
    first = scene.document.sentences[max(0, place - 1)].start_char
    near = [m for m in scene.mentions if m.label == "PERSON" and first <= m.start < pronoun.idx]
    return {fold(m.name) for m in near if m.start >= own} or {fold(m.name) for m in near}


def _majority(
    sentence: Sentence, rule: Rule, side: Side, found: Mapping[str, Node], context: Context
) -> Iterator[Draft]:  # fmt: skip
    place, verb = found["place"], found["verb"]
    topics = [] if side.name else [t for t in side.topics if t.measure.majority_of]
    phrase = next((c for c in verb.kids("dobj") if c.i != place.i), verb)  # "a majority in the Senate"
    beside = phrase.kids("amod", "advmod", "nummod", "compound")
    is_plain = all(sentence.is_known(word) and word.pos_ != "NUM" for word in beside)
    clause = clause_of(sentence, verb, phrase, place, context) if topics and is_plain else None
    if clause is None or any(f.token.verb == verb and f.token.i != phrase.i for f in sentence.figures):
        return  # "by ten seats", "a 60-40 majority"
    if (clause.period.value or "")[:_YEAR] == sentence.scene.year:
        clause = clause_in(sentence, clause.verb, StatedPeriod(sentence.scene.year, ARTICLE))
    if clause.period.source == ARTICLE and may_be_of_then(sentence):
        return
    for subject, topic in ((place_at(sentence, t, m), m) for t in place.joined for m in topics):
        if subject is not None and _is_of_parliament(sentence, subject, topic):
            key, measure = subject.key_in(topic.reference) or "", topic.measure
            each = topic.reference.chambers.get(key, ())
            arguments: dict[str, Any] = {"other_measure": measure.majority_of, "times": _HALF}
            arguments |= {"or": list(measure.either)} if measure.either else {}
            arguments |= {"each": list(each)} if each else {}
            columns = clause.columns(topic, subject, key=(*each, key)[0], comparator=">", arguments=arguments)
            words = (side.word, verb, place, subject)
            yield draft(("comparison", rule.id, _WEIGHT), words, columns, doubts=("doubtful",))


def clause_of(sentence: Sentence, verb: Node, phrase: Node, place: Node, context: Context) -> Clause | None:
    """Return the clause that asserts that a side has or won something, and all of it ("nearly won", "almost half")."""
    if any(c.lower_ in words_in("not_quite") for c in (*verb.kids("advmod"), *phrase.kids("amod", "advmod"))):
        return None
    clause = read_clause(sentence, place.verb if verb.dep_ in ("amod", "acl") else verb, place, context)
    return None if clause.modality != ASSERTED or clause.negated else clause


def _is_of_parliament(sentence: Sentence, subject: Subject, topic: Topic) -> bool:
    """Say whether a chamber is meant whose parliament the article names, and no other place in its sentence."""
    reference = topic.reference
    own = {key for whole_, parts in reference.chambers.items() for key in (whole_, *parts)}
    named = {s.key_in(reference) for s in sentence.subjects.values()}
    places = named & topic.reference.keys.keys() - own
    called = (phrase for whole_ in reference.chambers for phrase in reference.subjects[whole_])
    return not places and subject.key_in(reference) in own and any(p in sentence.scene.text for p in called)


def _vote(
    sentence: Sentence, rule: Rule, side: Side, found: Mapping[str, Node], context: Context
) -> Iterator[Draft]:  # fmt: skip
    """Yield who won or lost what is contested; with a margin beside it that must be right as well."""
    verb, place = found["verb"], found.get("place")
    clause = clause_of(sentence, verb, verb, place or verb, context)
    for topic in side.topics if clause is not None else ():
        subjects = _contested(sentence, side, verb, place, topic)
        period = time_of(sentence, verb, clause.period) if clause is not None else None
        days = votes_of(sentence, topic, side.name, verb, period) if subjects and period is not None else []
        if clause is None or not days or not _is_against(sentence, side, verb, topic, days):
            continue
        if not _is_plain(sentence, side, verb, place, topic):
            continue
        margin = _margin(sentence, verb, place, topic)
        if margin is None or (margin and len(subjects) * len(days) > 1):
            continue
        keys = [subject.key_in(topic.reference) or "" for subject in subjects]
        arguments: dict[str, Any] = {"other_measure": topic.measure.rival, rule.gives: days}
        arguments |= {"each": keys} if len(keys) > 1 else {}
        arguments |= {"margin": margin[0].measure.id} if margin else {}
        figure = figure_columns(sentence.scene, margin[1], margin[0].measure.unit) if margin else {}
        columns = clause.columns(topic, subjects[0], key=keys[0], arguments=arguments, **figure)
        columns |= {"period": days[-1], "period_source": "stated"}
        here = [s for s in subjects if s.start >= sentence.span.start_char]
        own = [word for word in (side.word, place, *here) if word is not None]
        own = [word for word in own if "first" not in found or _start(word) > verb.idx]  # "won it but lost it later"
        words = (verb, *own, margin[1] if margin else None)
        weight = _ABOVE_VALUES if margin else _WEIGHT
        takes = (margin[1],) if margin else ()
        yield draft(("comparison", rule.id, weight), words, columns, takes=takes, doubts=("doubtful",))


def _contested(
    sentence: Sentence, side: Side, verb: Node, place: Node | None, topic: Topic
) -> tuple[Subject, ...]:  # fmt: skip
    """Return what a side won in the package of a measure; a party wins single places in votes of other kinds, too."""
    if topic.measure.rival is None or sentence.holds(topic.measure.excluded):
        return ()
    country = topic.measure.default_subject
    if place is None:  # "NAME beat NAME in 2012"
        prizes = [key for key in topic.measure.contested.values() if country is not None and key == country.key]
        is_whole = not topic.measure.margins and prizes and not other_places(sentence, topic, verb)
        return (whole(verb, prizes[0], topic),) if is_whole else ()
    subjects = places_of(sentence, place, topic)
    is_plain = bool(side.name) or (country is not None and sentence.holds(country.when))
    is_country = country is not None and all(s.key_in(topic.reference) == country.key for s in subjects)
    return subjects if is_plain or is_country else ()


def _is_against(sentence: Sentence, side: Side, verb: Node, topic: Topic, days: list[str]) -> bool:
    """Say whether all others whom a verb of winning names stood for the other side ("lost it to NAME")."""
    rival = topic.reference.measures[topic.measure.rival or ""]
    opponents = {fold(rival.stood.get(day, "")) for day in days}
    others = [*verb.kids("dobj", "iobj", "dative"), *verb.below("to", "over", "against", "by", "from", "with")]
    named = {fold(m.name) for m in sentence.people for o in others if m.start <= o.idx < m.end and o != side.word}
    return named <= opponents - {side.name}


def _is_plain(sentence: Sentence, side: Side, verb: Node, place: Node | None, topic: Topic) -> bool:
    """Say whether a verb of winning stands without words that make it another one ("by surprise", "at golf").

    A margin may stand with it ("by razor-thin margins"); without a place, times and the vote alone.
    """
    margins = (topic.reference.measures[name] for name in topic.measure.margins)
    allowed = {name.split()[-1] for measure in margins for name in measure.names} | set(topic.reference.events)
    around = [*verb.below("by", "for"), *(verb.below("in", "at", "on") if place is None else ())]
    own = (part for part in around if part != side.word and part.i not in sentence.inside_figure)
    return all(part.lemma in allowed or part.i in sentence.subjects for part in own)


def _margin(
    sentence: Sentence, verb: Node, place: Node | None, topic: Topic
) -> tuple[()] | tuple[Topic, Figure] | None:  # fmt: skip
    """Return the margin that something is said to be won by, nothing where there is no figure, None for any other."""
    own = {t.i for t in place.subtree} if place is not None else set()
    beside = (f for f in sentence.figures if f.token.verb == verb and f.token.i not in own)
    figures = [f for f in beside if f.number.unit != "time" and not _is_time(sentence, f)]  # "carried it twice"
    if not figures:
        return ()
    figure, unit = figures[0], figures[0].number.unit
    measures = (topic.reference.measures[name] for name in topic.measure.margins)
    fitting = [m for m in measures if unit is not None and m.unit.endswith(unit)]
    is_by = figure.token.head.lower_ == "by" and figure.token.head.head.i == verb.i
    return (Topic(topic.reference, fitting[0]), figure) if is_by and fitting and len(figures) == 1 else None


def _start(word: Node | Subject) -> int:
    return word.idx if isinstance(word, Node) else word.start


def _is_time(sentence: Sentence, figure: Figure) -> bool:
    return any(t.start < figure.end and figure.start < t.end for t in sentence.times)
