"""Ranks: who stands first, third-highest or last by a measure, among whom ("the world's most populous country")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from analysis.attribution import ASSERTED, INHERITED, STATED, Context, Sentence, Subject, Topic
from analysis.attribution.clauses import Named, is_one
from analysis.attribution.fits import amounts, shares
from analysis.attribution.others import within
from analysis.attribution.package_words import Ranked
from analysis.attribution.periods import StatedPeriod
from analysis.attribution.populations import body_of
from analysis.claims.doubts import is_explained
from analysis.claims.drafts import Draft, draft, named_by, read_clause
from analysis.dates.words import ORDINALS
from analysis.lexicons import pairs
from analysis.nodes import Node, spelt
from analysis.reference import Population, Reference
from analysis.rules import words_in

_CALLED, _SUPERLATIVE = ("rank", "ranks.called", 4), ("rank", "ranks.superlative", 4)
_EVERYONE, _YEAR = "all", 4
_FEW_MISSING = 10  # one in so many
_POINTING = frozenset({"this", "that"})
OF_WORLD = "world"  # among all countries
_AMONG = frozenset({"in", "of", "among", "within", "across"})
Among = tuple[Reference, Population | None, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A place that words give: from the top (``desc``) or the bottom, among whom, between which words."""

    place: int
    order: str
    among: Among
    verb: Node | None
    first: Node
    last: Node
    words: frozenset[Node] = frozenset()  # for those among whom it is
    of_nobody: bool = False  # "no country spends more than", which denies nothing of whom it names


def rank_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ranks that a sentence asserts."""
    orders = pairs("claims_orders", "word", "order")
    for token in sentence.span if sentence.lowers & orders.keys() else ():
        if token.lower_ in orders:
            yield from _superlative(sentence, token, orders[token.lower_], context)
    ordinals = {f.token.i: int(f.number.value) for f in sentence.figures if f.number.kind == "ordinal"}
    ordinals |= {t.i: ORDINALS[t.lower_] for t in sentence.span if t.lower_ in ORDINALS}
    for at, place in ordinals.items():
        yield from _ranked(sentence, sentence.doc[at], place, context)


def _superlative(sentence: Sentence, token: Node, order: str, context: Context) -> Iterator[Draft]:
    noun = token.head if token.dep_ in ("amod", "compound", "nmod", "advmod") else token
    if noun.dep_ == "pobj" and noun.head.lower_ in ("of", "among"):
        return  # "one of the highest rates"
    topics, subjects = _topics(sentence, noun), _who(sentence, noun)
    if not topics:
        topics, subjects = _taken_up(noun, context)
    among = _population(sentence, noun, token, context) if topics else None
    if topics and among is None and _is_of_world(noun):
        among = (topics[0].reference, None, OF_WORLD)
    if among is not None:
        place = Standing(_place_of_word(token), order, among, noun.verb, token, noun)
        yield from place_drafts(sentence, subjects, topics, place, context)


def _is_of_world(noun: Node) -> bool:
    """Say whether a place is one among all countries ("the world's highest …", "the highest … in the world")."""
    verb = noun.verb
    inside = (*noun.kids("poss"), *noun.below("in", "of", "on"), *(verb.below("in", "on") if verb is not None else ()))
    worlds = (c for c in inside if c.lower_ in words_in("world"))
    return any(all(d.lower_ in ("the", "'s", "’s") for d in c.children) for c in worlds)


def _ranked(sentence: Sentence, token: Node, place: int, context: Context) -> Iterator[Draft]:
    """Yield "ranks seventh in the amount spent": the place by the only measure that the sentence names."""
    verb = token.head
    if verb.lemma not in words_in("rank") or token.dep_ not in ("advmod", "dobj", "acomp", "attr", "npadvmod", "oprd"):
        return
    named = [*sentence.predicates.values(), *sentence.names.values()]
    known = {b.entity_id: b.population for b in sentence.bodies if b.population}
    head = verb.subject
    of_world = _is_of_world(verb)
    if not named or len(known) + of_world != 1 or head is None or any(True for _ in verb.below("with")):
        return
    money = any(t.lemma in words_in("money_noun") for t in sentence.span)
    wanted = () if money else shares(named[0].topics)
    among = (*next(iter(known.values())), "sentence") if known else (named[0].topics[0].reference, None, OF_WORLD)
    said = Standing(place, "desc", among, verb, verb, token)
    yield from place_drafts(sentence, named_by(sentence, head), wanted or amounts(named[0].topics), said, context)


def _by(sentence: Sentence, noun: Node) -> Named | None:
    """Return the only measure by which lands are ranked ("the third largest country by population")."""
    is_land = noun.lemma in words_in("land", "member_noun")
    said = [p.i for t in sentence.span if is_land and t.lower_ == "by" for p in t.children if p.i in sentence.names]
    return sentence.names[said[0]] if len(said) == 1 else None


def _topics(sentence: Sentence, noun: Node) -> tuple[Topic, ...]:
    head = noun.head.subject if noun.dep_ in ("attr", "acomp") else None  # "the budget is the second-largest"
    named = sentence.names.get(noun.i) or (sentence.names.get(head.i) if head is not None else None)
    named = named or _by(sentence, noun)
    topics = named.topics if named is not None else ()
    is_share = noun.lemma in words_in("figure")
    if not topics and is_share:
        governing = [sentence.predicates[c.i] for c in noun.subtree if c.i in sentence.predicates]
        verb = noun.verb
        if not governing and verb is not None and verb.i in sentence.predicates:
            governing = [sentence.predicates[verb.i]]
        topics = governing[0].topics if governing else ()
    if is_share or _has_base(topics, noun):
        return shares(topics) or tuple(t for t in topics if t.measure.per)  # "rate"
    return amounts(topics)


def _taken_up(noun: Node, context: Context) -> tuple[tuple[Topic, ...], tuple[Subject, ...]]:
    """Return what "this is the highest share" takes up: the share of the sentence before, and whose it was."""
    verb = noun.head
    head = verb.subject if noun.dep_ == "attr" and verb.lemma in words_in("copula") else None
    points = head is not None and head.lower_ in _POINTING and noun.lemma in words_in("figure")
    if not points or not context.near(context.topics_at) or not context.near(context.subjects_at):
        return (), ()
    return shares(context.topics), tuple(replace(s, source=INHERITED) for s in context.subjects)


def _has_base(topics: tuple[Topic, ...], noun: Node) -> bool:
    """Say whether what a share is a share of stands below a word ("of its GDP")."""
    measures = [t.measure for t in topics if t.measure.base]
    bases = {spelt(word) for m in measures for base in (m.base or "", *m.of) for word in base.casefold().split()}
    return any(t.lemma in bases and t.dep_ in ("pobj", "conj") for t in noun.subtree)


def _population(sentence: Sentence, noun: Node, token: Node, context: Context) -> Among | None:
    """Return among whom: a body named in the phrase or its clause, or its members."""
    verb = noun.verb
    for head in (noun, token, *([verb] if verb is not None else [])):
        for child in head.children:
            if child.dep_ in ("poss", "compound") and child.i in sentence.body_at and head is not verb:
                known = sentence.body_at[child.i].population
                return (*known, "stated") if known else None
            is_among = child.dep_ in ("prep", "advmod") and child.lower_ in _AMONG
            if is_among and (found := _in_complement(sentence, child, context)) is not None:
                return found
    behind = sorted(verb.subtree, key=lambda t: t.i) if verb is not None else []
    prepositions = (t for t in behind if t.dep_ == "prep" and t.lower_ in ("of", "among", "in") and t.i > noun.i)
    found_there = (_in_complement(sentence, preposition, context) for preposition in prepositions)
    return next((found for found in found_there if found is not None), None)


def _in_complement(sentence: Sentence, preposition: Node, context: Context) -> Among | None:
    for part in preposition.subtree:
        if part.i in sentence.body_at and part.dep_ in ("pobj", "conj", "poss", "compound"):
            known = sentence.body_at[part.i].population
            if known is not None:
                return (*known, "stated")
        if part.dep_ == "pobj" and part.lower_ == "all" and context.body is not None and context.body.population:
            return (*context.body.population, "inherited")
        whole = any(c.lower_ in ("any", "all", "the", "other", "every") for c in part.lefts)
        if part.dep_ == "pobj" and whole and part.lemma in sentence.scene.words.nouns:
            unknown = [c for c in part.lefts if c.dep_ == "amod" and c.lower_ not in ("other", "all")]
            found = body_of(sentence, part, context)
            if found is not None and found[2] == "assumed" and part.lemma in sentence.scene.words.owned_nouns:
                found = (found[0], found[1], "owned")
            return found if found is not None and not unknown else None
    return None


def _who(sentence: Sentence, noun: Node) -> tuple[Subject, ...]:
    if noun.dep_ == "appos" and noun.head.i in sentence.subjects:
        return (sentence.subjects[noun.head.i],)
    verb = noun.verb
    head = verb and verb.subject
    owned = head if head is not None and head.i in sentence.names else None
    for name in (noun if noun.dep_ in ("nsubj", "nsubjpass") else None, owned):
        of_name = (c.i for c in name.kids("poss")) if name is not None else ()
        owners = tuple(sentence.subjects[i] for i in of_name if i in sentence.subjects)
        if owners:
            return owners
    if owned is not None:  # "the rate was highest in Norvania"
        places = noun.below("in") if noun.dep_ == "acomp" else ()
        return tuple(sentence.subjects[c.i] for c in places if c.i in sentence.subjects)
    return named_by(sentence, head)


def place_drafts(
    sentence: Sentence, subjects: tuple[Subject, ...], topics: tuple[Topic, ...], place: Standing, context: Context
) -> Iterator[Draft]:
    """Yield the place of the only subject by the measure that has its figure."""
    clause = read_clause(sentence, place.verb, place.first, context)
    if clause.modality != ASSERTED or len(subjects) != 1:
        return
    (subject,), (reference, population, source) = subjects, place.among
    of_all = source == OF_WORLD
    own = topics if of_all else tuple(t for t in topics if t.reference is reference)
    topic = clause.topic_of(subject, own or topics)
    if topic is None:
        return
    among = _EVERYONE if of_all else None if own else _members(sentence, clause.period, population)
    if among is not None and among != _EVERYONE and subject.key_in(topic.reference) not in among:
        return
    name = population and (population.id if own else population.name)
    is_stated, is_said = subject.source == STATED, of_all or source in ("stated", "sentence", "owned")
    columns = clause.columns(
        topic, subject, STATED if is_stated else INHERITED, population=name,
        arguments={"rank": place.place, "order": place.order, **({"among": among} if among else {})},
        negated=clause.negated and not place.of_nobody,
    )  # fmt: skip
    doubts = (None if is_stated else f"subject_{subject.source}", clause.period.doubt,
              None if is_said else "population_inherited")  # fmt: skip
    is_elsewhere = of_all or not own
    words = (subject, place.first, place.last.right_edge if is_elsewhere else place.last,
             place.last.left_edge if place.of_nobody else None)  # fmt: skip
    found = draft(_SUPERLATIVE, words, columns, doubts=doubts, own=place.words)
    if not (is_elsewhere or place.words) or (is_explained(sentence, found) and not _is_limited(sentence, place.last)):
        yield found


def _is_limited(sentence: Sentence, noun: Node) -> bool:
    """Say whether some of a body's members alone are ranked ("in the EU among the larger countries", "outside")."""
    behind = [t for t in sentence.span if t.i > noun.i and t.dep_ in ("prep", "mark", "advmod")]
    among = (t for t in behind if t.lower_ == "among" and not any(p.i in sentence.body_at for p in t.subtree))
    return any(True for _ in among) or any(t.lower_ in words_in("limiting") for t in behind)


def _members(sentence: Sentence, period: StatedPeriod, population: Population | None) -> list[str]:
    """Return the keys of those who were members of a body of another package in the year that is meant."""
    year, day = (period.value or "")[:_YEAR], sentence.scene.day
    if year.isdigit() and int(year):
        day = date(int(year), 7, 1)
    known = () if population is None else population.members if day is None else population.on(day)
    return sorted(member.key for member in known)


def first_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ranks that a sentence asserts by a package's own words for the first and the last."""
    known, text = sentence.scene.words.ranked, sentence.scene.text
    for token in sentence.span if sentence.lowers & known.keys() else ():
        for length, found in groupby(known.get(token.lower_, ()), key=lambda r: len(r.phrase)):
            end = token.idx + length
            standing = tuple(r for r in found if text[token.idx : end].lower() == r.phrase)
            if standing and not text[end : end + 1].isalnum():
                yield from _called(sentence, token, standing, context)
                break


def _called(sentence: Sentence, token: Node, found: tuple[Ranked, ...], context: Context) -> Iterator[Draft]:
    noun = sentence.scene.root(token.idx, token.idx + len(found[0].phrase))
    while noun.dep_ in ("amod", "advmod", "compound", "nmod") and noun.head.i != noun.i:
        noun = noun.head
    among = _among(sentence, noun, found)
    if among is None:
        return
    (keys, population), clause = among, read_clause(sentence, noun.verb, noun, context)
    is_said = noun.dep_ in ("attr", "oprd", "dobj") or _is_overtaking(noun)
    is_whole = noun.idx < token.idx + len(found[0].phrase)  # "has the largest army", not "has the most populous city"
    had = noun.dep_ == "dobj" and is_one(noun.verb, "have") and is_whole
    for subject in _called_so(sentence, noun, is_had=keys is None or had):
        topic = clause.topic_of(subject, tuple(r.topic for r in found))
        if topic is not None and (clause.modality == ASSERTED or not is_said):
            order = next(r.order for r in found if r.topic is topic)
            arguments = {"rank": _place_of_word(token), "order": order} | ({"among": keys} if keys else {})
            negated = clause.negated and is_said
            columns = clause.columns(
                topic, subject, population=population, arguments=arguments, modality=ASSERTED, negated=negated
            )
            words = (subject, (token.idx, token.idx + len(found[0].phrase)), noun)
            is_guessed = topic.measure.unit == "percent" and topic.measure.within and not sentence.says(topic)
            doubts = (clause.period.doubt, "measure_guessed" if is_guessed else None)
            called = draft(_CALLED, words, columns, doubts=doubts, own=_ahead(sentence))
            if keys is None or not had or (_are_held(keys, topic) and is_explained(sentence, called)):
                yield called  # not "the most refugees from Norvania"
            return


def _are_held(keys: Any, topic: Topic) -> bool:
    """Say whether a table has figures of nearly all who are ranked: one of a body's members lacks other countries."""
    if keys == _EVERYONE:
        return topic.measure.population is None
    missing = [key for key in keys if key not in topic.reference.keys]
    return len(missing) * _FEW_MISSING <= len(keys)


def _is_overtaking(noun: Node) -> bool:
    """Say whether somebody is said to have passed another "as" what a noun says."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "as" and is_one(noun.head.head, "overtake")


def _ahead(sentence: Sentence) -> list[Node]:
    """Return the words for those who come behind the first and nothing more ("ahead of Norvania and Sudria")."""
    nouns = [p for t in sentence.span if t.lower_ == "ahead" for p in t.below("of")]
    nouns += [p for t in sentence.span if is_one(t, "overtake") for p in t.kids("dobj")]
    inside = [t for noun in nouns for t in noun.subtree]
    plain = all(t.i in sentence.subjects or t.pos_ in ("DET", "CCONJ", "PUNCT") for t in inside)
    return inside if plain and len(nouns) <= 1 else []


def _place_of_word(token: Node) -> int:
    """Return the place that a superlative stands for ("third-highest", "the second largest")."""
    doc = token.doc
    for at in (token.i - 1, token.i - 2):
        if at >= token.first and doc[at].lower_ in ORDINALS:
            return ORDINALS[doc[at].lower_]
    head = token.lower_.split("-")
    return ORDINALS.get(head[0], 1) if len(head) > 1 else 1


def _among(sentence: Sentence, noun: Node, found: tuple[Ranked, ...]) -> tuple[Any, str | None] | None:
    """Return the keys of those who are ranked, or everyone, and the population's name; of a house that is said None."""
    verb = noun.verb
    behind = [c for c in verb.kids("prep") if c.i > noun.i] if verb is not None else []
    for word in (*noun.subtree, *(t for c in behind for t in c.subtree)):
        if word.dep_ not in ("poss", "pobj", "compound", "nmod") or word.i == noun.i:
            continue
        if word.lemma in words_in("world"):
            return _EVERYONE, None
        body = sentence.body_at.get(word.i)
        if body is not None and body.population is not None:
            day, population = sentence.scene.day, body.population[1]
            members = population.on(day) if day is not None else population.members
            return sorted(member.key for member in members), population.name
    topics = within(sentence, tuple(r.topic for r in found))
    names = {t: [w for w in t.measure.within if w != w.lower()] for t in topics if t.measure.population}
    said = [t for t, words in names.items() if sentence.holds(words)]  # by a name: no other's house
    return (None, said[0].measure.population) if len(said) == 1 and noun.dep_ in ("dobj", "attr") else None


def _called_so(sentence: Sentence, noun: Node, *, is_had: bool) -> tuple[Subject, ...]:
    """Return who is said to be what a noun names, or to have it ("has the most seats")."""
    if noun.dep_ == "appos":
        return (sentence.subjects[noun.head.i],) if noun.head.i in sentence.subjects else ()
    apposed = [sentence.subjects[c.i] for c in noun.kids("appos") if c.i in sentence.subjects]
    verb = noun.verb
    if apposed or verb is None:
        return tuple(apposed) if noun.tag_ != "NNS" else ()  # "the biggest economies: Estavia, Norvania, …"
    had = is_had and noun.dep_ == "dobj" and verb.lemma in words_in("have")
    found = named_by(sentence, verb.subject) if noun.dep_ in ("attr", "oprd") or had or _is_overtaking(noun) else ()
    return found if len(found) == 1 else ()
