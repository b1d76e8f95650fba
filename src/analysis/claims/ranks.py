"""Ranks: who stands first, third-highest or last by a measure, among whom."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.attribution.bodies import body_of
from analysis.attribution.clauses import joined, subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.fits import is_money
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, STATED
from analysis.attribution.package_words import Topic, lemma, spelt
from analysis.attribution.periods import period_of
from analysis.attribution.phrases import Named
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.firsts import EVERYONE, place_of_word
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.lexicons import pairs
from analysis.reference import Population, Reference
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 4
_NARROWER = frozenset({"prep", "compound", "relcl", "acl"})
_POINTING = frozenset({"this", "that"})
_OF_ALL = "everyone"  # among all countries
_THAN_ANY = frozenset({"than", "any"})
_AMONG = frozenset({"in", "of", "among", "within", "across"})


def rank_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ranks that a sentence asserts."""
    if not sentence.names and not sentence.predicates and not sentence.lowers & _POINTING:
        return
    for token in sentence.span if sentence.lowers & pairs("claims_orders", "word", "order").keys() else ():
        order = pairs("claims_orders", "word", "order").get(token.lower_)
        if order is not None:
            yield from _superlative(sentence, token, order, context)
    for figure in sentence.figures:
        if figure.number.kind == "ordinal":
            yield from _ranked(sentence, figure.token, int(figure.number.value), context)
    for token in sentence.span if "second" in sentence.lowers else ():
        if (
            token.lower_ == "second" and token.i not in sentence.figure_at
        ):  # no row of the numbers, for it may be a time
            yield from _ranked(sentence, token, 2, context)
    for place, named in sentence.predicates.items():
        yield from _more_than_any(sentence, sentence.scene.document.doc[place], named.topics, context)


def _superlative(sentence: Sentence, token: "Token", order: str, context: Context) -> Iterator[Draft]:
    noun = token.head if token.dep_ in ("amod", "compound", "nmod", "advmod") else token
    topics, taken_up = _topics(sentence, noun), _taken_up(noun, context)
    if not topics:
        topics, subjects = taken_up
    else:
        subjects = _who(sentence, noun)
    if not topics:
        return
    rank = place_of_word(token)
    among = _population(sentence, noun, token, topics, context)
    if among is None or not subjects:
        return
    yield from _drafts(sentence, subjects, topics, among, rank, order, verb_above(noun), token, noun, context)


def _ranked(sentence: Sentence, token: "Token", place: int, context: Context) -> Iterator[Draft]:
    """Yield "ranks seventh in the amount spent": the place by the only measure that the sentence names."""
    verb = token.head
    if lemma(verb) not in words_in("rank") or token.dep_ not in ("advmod", "dobj", "acomp", "attr", "npadvmod", "oprd"):
        return
    named = [*sentence.predicates.values(), *sentence.names.values()]
    known = {b.entity_id: b.population for b in sentence.bodies if b.population}
    head = subject_of(verb)
    if not named or len(known) != 1 or head is None:
        return
    money = any(lemma(t) in words_in("money_noun") for t in sentence.span)
    amounts = [t for t in named[0].topics if t.measure.prices == "current" and t.measure.unit != "national_currency"]
    wanted = amounts if money else [t for t in named[0].topics if t.measure.unit == "percent"]
    subjects = tuple(sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects)
    reference, population = next(iter(known.values()))
    among = (reference, population, "sentence")
    yield from _drafts(sentence, subjects, tuple(wanted), among, place, "desc", verb, verb, token, context)


def _topics(sentence: Sentence, noun: "Token") -> tuple[Topic, ...]:
    """Return the measures that a ranked noun is of: a share by percent, an amount by money."""
    named = sentence.names.get(noun.i) or _of_subject(sentence, noun)
    topics = named.topics if named is not None else ()
    is_share = lemma(noun) in words_in("figure")
    if not topics and is_share:
        governing = [sentence.predicates[c.i] for c in noun.subtree if c.i in sentence.predicates]
        verb = verb_above(noun)
        if not governing and verb is not None and verb.i in sentence.predicates:
            governing = [sentence.predicates[verb.i]]
        topics = governing[0].topics if governing else ()
    if is_share or _has_base(topics, noun):
        return tuple(t for t in topics if t.measure.unit == "percent" and t.measure.kind == "level")
    money = tuple(t for t in topics if is_money(t.measure) and t.measure.prices != "constant")
    return tuple(t for t in money if t.measure.unit != "national_currency") or tuple(
        t for t in topics if not is_money(t.measure) and t.measure.unit != "percent"
    )


def _taken_up(noun: "Token", context: Context) -> tuple[tuple[Topic, ...], tuple[Subject, ...]]:
    """Return what "this is the highest share" takes up: the share of the sentence before, and whose it was."""
    verb = noun.head
    head = subject_of(verb) if noun.dep_ == "attr" and lemma(verb) in words_in("copula") else None
    points = head is not None and head.lower_ in _POINTING and lemma(noun) in words_in("figure")
    if not points or not context.near(context.topics_at) or not context.near(context.subjects_at):
        return (), ()
    shares = tuple(t for t in context.topics if t.measure.unit == "percent" and t.measure.kind == "level")
    return shares, tuple(replace(s, source=INHERITED) for s in context.subjects)


def _of_subject(sentence: Sentence, noun: "Token") -> Named | None:
    """Return the name that a superlative without a noun is said of ("the budget is the second-largest")."""
    verb = noun.head if noun.dep_ in ("attr", "acomp") else None
    head = subject_of(verb) if verb is not None else None
    return sentence.names.get(head.i) if head is not None else None


def _has_base(topics: tuple[Topic, ...], noun: "Token") -> bool:
    """Say whether what a share is a share of stands below a word ("of its GDP")."""
    measures = [t.measure for t in topics if t.measure.base]
    bases = {spelt(word) for m in measures for base in (m.base or "", *m.of) for word in base.casefold().split()}
    return any(lemma(t) in bases and t.dep_ in ("pobj", "conj") for t in noun.subtree)


Among = tuple[Reference, Population | None, str]


def _population(
    sentence: Sentence, noun: "Token", token: "Token", topics: tuple[Topic, ...], context: Context
) -> Among | None:
    """Return among whom: a body named in the phrase or its clause, or its members."""
    verb = verb_above(noun)
    for head in (noun, token, *([verb] if verb is not None else [])):
        for child in head.children:
            if child.dep_ in ("poss", "compound") and child.i in sentence.body_at and head is not verb:
                known = sentence.body_at[child.i].population
                return (*known, "stated") if known else None
            if child.dep_ in ("prep", "advmod") and child.lower_ in _AMONG:
                found = _in_complement(sentence, child, context)
                if found is not None:
                    return found
    for word in sorted(verb.subtree, key=lambda t: t.i) if verb is not None else ():
        if word.dep_ == "prep" and word.lower_ in ("of", "among", "in") and word.i > noun.i:
            found = _in_complement(sentence, word, context)
            if found is not None:
                return found
    return None


def _in_complement(sentence: Sentence, preposition: "Token", context: Context) -> Among | None:
    for part in preposition.subtree:
        if part.i in sentence.body_at and part.dep_ in ("pobj", "conj", "poss", "compound"):
            known = sentence.body_at[part.i].population
            if known is not None:
                return (*known, "stated")
        if part.dep_ == "pobj" and part.lower_ == "all" and context.body is not None and context.body.population:
            return (*context.body.population, "inherited")
        whole = any(c.lower_ in ("any", "all", "the", "other", "every") for c in part.lefts)
        if part.dep_ == "pobj" and whole and lemma(part) in sentence.scene.words.nouns:
            unknown = [c for c in part.lefts if c.dep_ == "amod" and c.lower_ not in ("other", "all")]
            found = body_of(sentence, part, context)
            if found is not None and found[2] == "assumed" and lemma(part) in sentence.scene.words.owned_nouns:
                found = (found[0], found[1], "owned")
            return found if found is not None and not unknown else None
    return None


def _who(sentence: Sentence, noun: "Token") -> tuple[Subject, ...]:
    """Return who is ranked: the subject of the clause, whom the noun stands beside, or who owns it."""
    if noun.dep_ == "appos" and noun.head.i in sentence.subjects:
        return (sentence.subjects[noun.head.i],)
    owners = [sentence.subjects[c.i] for c in noun.children if c.dep_ == "poss" and c.i in sentence.subjects]
    if owners and noun.dep_ in ("nsubj", "nsubjpass"):
        return tuple(owners)
    verb = verb_above(noun)
    head = subject_of(verb) if verb is not None else None
    if head is None:
        return ()
    if head.i in sentence.names:
        return tuple(sentence.subjects[c.i] for c in head.children if c.dep_ == "poss" and c.i in sentence.subjects)
    return tuple(sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects)


def _more_than_any(sentence: Sentence, verb: "Token", topics: tuple[Topic, ...], context: Context) -> Iterator[Draft]:
    """Yield "spends more of its GDP on defence than any other ally" as the first place."""
    if not sentence.lowers >= _THAN_ANY:
        return
    than = next((t for t in verb.subtree if t.lower_ == "than"), None)
    other = next((t for t in than.subtree if t.lower_ == "any"), None) if than is not None else None
    more = next(
        (t for t in verb.subtree if t.lower_ in ("more", "less", "fewer", "larger", "bigger", "higher", "smaller")),
        None,
    )
    if than is None or other is None or more is None:
        return
    noun = other.head
    owner: Among | None = body_of(sentence, noun, context) if lemma(noun) in sentence.scene.words.nouns else None
    chosen = tuple(t for t in topics if t.measure.unit == "percent") if _has_base(topics, verb) else ()
    if (
        owner is None
        and lemma(noun) in words_in("land")
        and not any(c.dep_ in _NARROWER or (c.dep_ == "amod" and c.lower_ != "other") for c in noun.children)
    ):
        chosen = chosen or tuple(t for t in topics if t.measure.counted and t.measure.unit != "percent")
        owner = (topics[0].reference, None, _OF_ALL)
    head = subject_of(verb)
    if owner is None or not chosen or head is None:
        return
    subjects = tuple(sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects)
    order = "asc" if more.lower_ in ("less", "fewer", "smaller") else "desc"
    yield from _drafts(sentence, subjects, chosen, owner, 1, order, verb, more, noun, context)


def _drafts(
    sentence: Sentence, subjects: tuple[Subject, ...], topics: tuple[Topic, ...], among: Among, rank: int, order: str,
    verb: "Token | None", first: "Token", last: "Token", context: Context,
) -> Iterator[Draft]:  # fmt: skip
    period = period_of(sentence, verb, first, context)
    modality = modality_of(sentence, verb, period.value)
    if modality != ASSERTED or len(subjects) != 1:
        return
    subject = subjects[0]
    of_all = among[2] == _OF_ALL
    topic = topic_for(tuple(t for t in topics if of_all or t.reference is among[0]), subject, period, sentence)
    if topic is None:
        return
    is_said = among[2] in ("stated", "sentence", "owned", _OF_ALL)
    is_stated = subject.source == STATED
    doubts = [d for d in (None if is_stated else f"subject_{subject.source}", period.doubt,
                          None if is_said else "population_inherited") if d]  # fmt: skip
    parts = [(subject.start, subject.end), (first.idx, first.idx + len(first)), (last.idx, last.idx + len(last))]
    columns: dict[str, Any] = {
        **topic_columns(topic, STATED if is_stated else INHERITED), **subject_columns(subject, topic),
        **period_columns(period),
        "population": among[1].id if among[1] else None,
        "arguments": {"rank": rank, "order": order, **({"among": EVERYONE} if of_all else {})},
        "modality": modality, "negated": is_negated(sentence, verb),
    }  # fmt: skip
    yield Draft(
        start=min(s for s, _ in parts), end=max(e for _, e in parts), kind="rank", rule="ranks.superlative",
        weight=_WEIGHT, doubts=tuple(doubts), columns=columns,
    )  # fmt: skip
