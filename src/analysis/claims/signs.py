"""Which way something went, without a figure of it: "is cheaper than a year ago", "cut rates on Thursday".

Also by how much a good costs more or less than before, and what is said to be negative. A statement is read only where
every word of its clause is explained.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from analysis.attribution import ARTICLE, ASSERTED, INHERITED, STATED, Context, Figure, Sentence, StatedPeriod, Topic
from analysis.attribution.antecedents import Owners, by_home
from analysis.attribution.change_spans import negated as turned_round
from analysis.attribution.clauses import is_one, suffix
from analysis.attribution.fits import as_percent, is_part
from analysis.attribution.owners import of_name, place_of, said_of
from analysis.attribution.package_words import DECISION
from analysis.claims.comparisons import MORE
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Draft, clause_in, draft, figure_columns, read_clause
from analysis.claims.earlier import size_before
from analysis.claims.news import day_of_week
from analysis.lexicons import pairs
from analysis.nodes import Node, spelt
from analysis.rules import words_in

_SIGN = ("value", "signs.moved", 4)
_UP, _FLAT, _DOWN = 1, 0, -1
_LENGTHS = frozenset({len("2024-06-15"), len("2024-W24"), len("2024-06")})
_COMPARING = frozenset({"more", "higher", "less", "lower"})
_RATES = frozenset({"percent", "percentage_point"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of measures: which way they went, by the words at some places, over what and by how much."""

    topics: tuple[Topic, ...]
    sign: int
    verb: Node
    words: tuple[Node, ...]
    over: str | None = None
    size: Figure | None = None
    good: Node | None = None  # the head of what it is said of


def sign_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield which way changes of measures are said to have gone."""
    said = (*_against_then(sentence), *_over_a_time(sentence), *_decided(sentence), *_below_zero(sentence))
    for one in said:
        found = _draft(sentence, one, context)
        if found is not None and is_explained(sentence, found):
            yield found


def _against_then(sentence: Sentence) -> Iterator[_Said]:
    """Yield what costs more or less than a year before ("was cheaper in June than a year earlier")."""
    for than in (t for t in sentence.span if t.lower_ == "than"):
        over = _span_behind(sentence, than)
        known = _COMPARING | words_in("dearer", "cheaper")
        word = next((t for t in reversed(sentence.doc[sentence.span.start : than.i]) if t.lower_ in known), None)
        verb = word.verb if word is not None else None
        head = verb.subject if verb is not None else None
        if over is None or word is None or verb is None or head is None:
            continue
        costly = [t for t in (word.head, *word.children) if t.lower_ in words_in("costly")]
        is_dear = bool(costly) or word.lower_ in words_in("dearer", "cheaper")
        costs = is_one(verb, "costing") and word.lower_ in ("more", "less")
        named = sentence.names.get(head.i)
        if is_one(verb, "copula") and word.lower_ in ("higher", "lower") and named is not None:
            topics = () if list(head.conjuncts) else named.change_topics
        elif costs or (is_one(verb, "copula") and is_dear):
            topics = _goods(sentence, head)
        else:
            continue
        size = size_before(sentence, word)
        if size is not None and size.number.unit != "percent" and not is_part(size.number):
            continue
        is_up = word.lower_ in words_in("dearer") or MORE.get(word.lower_) == ">"
        yield _Said(topics, _UP if is_up else _DOWN, verb, (word, verb, *costly), over, size, head)


def _span_behind(sentence: Sentence, than: Node) -> str | None:
    """Return over what a figure changed from the time behind "than" ("than they did a year ago")."""
    behind = sentence.doc[than.i + 1 : sentence.span.end]
    words = [t.lower_ for t in behind if t.lower_ not in words_in("than_then") or t.lower_ in ("the", "year")]
    said = " ".join(("than", *words))
    spans = pairs("change_spans", "phrase", "over").items()
    return next((over for phrase, over in spans if phrase.startswith("than ") and said.startswith(phrase)), None)


def _goods(sentence: Sentence, head: Node) -> tuple[Topic, ...]:
    """Return the changes of the prices of what a word and those before it name, and nothing but they."""
    found, last = [], (head, *head.conjuncts)[-1]
    for topic in sentence.scene.words.topics:
        for name in topic.measure.change_names:
            words = tuple(spelt(word) for word in name.split())
            if words[0] not in words_in("cost_noun") or words[1:2] != ("of",):
                continue  # "price of gasoline" names what is cheaper
            first = suffix(last, words[2:])
            before = [t for t in head.lefts if first is not None and t.i < first]
            is_all = first is not None and first <= head.i  # "used cars and trucks"
            if is_all and all(t.i in sentence.subjects or t.dep_ == "det" for t in before):
                found.append(topic)
                break
    return tuple(found)


def _over_a_time(sentence: Sentence) -> Iterator[_Said]:
    """Yield what rose or fell over a time by no figure ("prices have fallen over the past year")."""
    if sentence.lemmas.isdisjoint(words_in("up", "down")) or not sentence.names:
        return
    spans = pairs("change_spans", "phrase", "over").items()
    overs = {over for phrase, over in spans if " " in phrase and phrase in sentence.folded}
    if overs != {"year"} or any(f.number.kind != "duration" for f in sentence.figures):
        return
    for named in sentence.names.values():
        verb = named.token.head
        is_mover = named.token.dep_ in ("nsubj", "nsubjpass") and verb.pos_ == "VERB" and is_one(verb, "up", "down")
        if named.change_topics and is_mover and not verb.kids("prt", "xcomp", "dobj"):
            sign = _UP if is_one(verb, "up") else _DOWN
            yield _Said(named.change_topics, sign, verb, (verb, named.token), "year", good=named.token)


def _decided(sentence: Sentence) -> Iterator[_Said]:
    """Yield which way a decision went that no figure tells ("cut rates on Thursday", "left rates unchanged")."""
    has_rate = any(f.number.unit in _RATES or f.number.kind not in ("duration", "cardinal") for f in sentence.figures)
    if has_rate or sentence.scene.words.deciding.isdisjoint(sentence.said):
        return
    for named in sentence.predicates.values():
        topics = tuple(t for t in named.topics if t.measure.over == DECISION)
        falls = {spelt(p.split()[0]) for t in topics for p in t.measure.predicates_down} | words_in("down")
        if topics and named.token.pos_ == "VERB" and named.token.kids("dobj"):
            objects = named.token.kids("dobj")
            yield _Said(topics, _DOWN if named.token.lemma in falls else _UP, named.token, (named.token, *objects))
    for named in sentence.names.values():
        topics, verb = tuple(t for t in named.change_topics if t.measure.over == DECISION), named.token.head
        if not topics or verb.pos_ != "VERB" or named.token.dep_ not in ("dobj", "nsubjpass", "nsubj"):
            continue
        states = _unchanged(verb, named.token)
        if states:
            yield _Said(topics, _FLAT, verb, (verb, named.token, *states))
        elif named.token.dep_ == "nsubjpass" and is_one(verb, "up", "down"):
            yield _Said(topics, _UP if is_one(verb, "up") else _DOWN, verb, (verb, named.token))


def _unchanged(verb: Node, name: Node) -> list[Node]:
    """Return the words that say that a verb leaves something as it was ("unchanged", "steady", "on hold")."""
    if not is_one(verb, "leaving_be"):
        return []
    states = [t for t in (*verb.children, *name.children) if t.lower_ in words_in("unchanged") and t.i > verb.i]
    holds = [p for c in (*verb.kids("prep"), *name.kids("prep")) if c.lower_ == "on" for p in c.kids("pobj")]
    return states + [t for t in holds if t.lower_ == "hold"]


def _below_zero(sentence: Sentence) -> Iterator[_Said]:
    """Yield what is said to be negative ("still has negative interest rates", "its rate is negative")."""
    for word in sentence.span if "negative" in sentence.lowers else ():
        if word.lower_ != "negative":
            continue
        verb = word.verb
        name = word.head if word.dep_ == "amod" else verb.own_subject if verb is not None else None
        named = sentence.names.get(name.i) if name is not None else None
        is_had = word.dep_ == "amod" and is_one(verb, "have", "holding_on")
        is_so = word.dep_ == "acomp" and is_one(verb, "copula")
        if named is not None and verb is not None and (is_had or is_so):
            topics = tuple(t for t in named.topics if t.measure.unit == "percent")
            yield _Said(topics, _DOWN, verb, (word, verb, named.token))


def _draft(sentence: Sentence, said: _Said, context: Context) -> Draft | None:
    verb = said.verb
    clause = read_clause(sentence, verb, said.words[0], context)
    topics = tuple(t for t in said.topics if said.over in (None, t.measure.over))
    owners = _owners(sentence, said, context) or by_home(sentence, topics)
    if clause.modality != ASSERTED or clause.negated or owners is None or len(owners.subjects) != 1:
        return None
    subject = owners.subjects[0]
    topic = clause.topic_of(subject, topics)
    if topic is None:
        return None
    period = _period(sentence, said, topic, clause.period)
    if period is None:
        return None
    period = day_of_week(topic, subject, period, sentence)
    words = (verb, *said.words, said.size, subject if subject.start >= sentence.span.start_char else None)
    columns = clause_in(sentence, verb, period).columns(topic, subject, **_interval(sentence, said, topic))
    doubts = (period.doubt, "subject_inherited" if owners.source == INHERITED else None)
    spans = (t for t in sentence.times if t.type == "DURATION" and said.over is not None)
    own = (
        *said.words,
        *_good_words(said),
        *(sentence.doc[i] for t in spans for i in sentence.scene.places(t.start, t.end)),
    )
    return draft(_SIGN, words, columns, takes=(said.size,), doubts=doubts, own=own)


def _good_words(said: _Said) -> Iterator[Node]:
    """Yield the words of what something is said of, without those behind that may narrow it."""
    head = said.good
    if head is not None:
        yield from (t for t in head.subtree if t.i <= head.i)
        yield from head.conjuncts


def _owners(sentence: Sentence, said: _Said, context: Context) -> Owners | None:
    """Return whose measure it is: in its own phrase, of who did it, or the only country of the sentence."""
    verb, head = said.verb, said.good
    found = (head and of_name(sentence, head, context)) or (None if head else said_of(sentence, verb, context))
    found = found or place_of(sentence, verb, context)
    countries = {s.key: s for s in sentence.subjects.values() if s.is_country}
    if found is None and len(countries) == 1:
        return Owners(tuple(countries.values()))
    return found


def _period(sentence: Sentence, said: _Said, topic: Topic, period: StatedPeriod) -> StatedPeriod | None:
    """Return when it was, or None where that is not said in a way that a table answers."""
    if topic.measure.over != DECISION:
        is_of_now = period.source == ARTICLE and said.over is not None  # up to a day that no month has
        return replace(period, doubt="past_undated") if is_of_now else period
    is_dated = period.source == STATED and len(period.value or "") in _LENGTHS
    is_told = said.verb.finite.is_past or any(c.lemma == "have" for c in said.verb.kids("aux"))
    if not is_told or any(sentence.before(time.start) in words_in("spanning") for time in sentence.times):
        return None
    day = sentence.scene.day.isoformat() if sentence.scene.day is not None else None
    if is_dated or not sentence.times:
        return period if is_dated else replace(period, doubt="past_undated")
    is_today = day is not None and {time.timex for time in sentence.times} == {day}
    return StatedPeriod(day, STATED) if is_today else None


def _interval(sentence: Sentence, said: _Said, topic: Topic) -> dict[str, Any]:
    """Return the figure that is said, or the side of zero."""
    if said.size is None:
        ends = {"low": None if said.sign == _DOWN else 0.0, "high": None if said.sign == _UP else 0.0}
        is_open = said.sign != _FLAT
        zero = {"value": 0.0, "value_text": said.words[0].text, "unit": topic.measure.unit}
        return {**zero, **ends, "low_open": is_open, "high_open": is_open}
    columns = figure_columns(sentence.scene, said.size, topic.measure.unit)
    if is_part(said.size.number):
        columns |= as_percent(said.size.number)
    return turned_round(columns) if said.sign == _DOWN else columns
