"""Ranks by the words that packages have for who stands first or last: "the world's most populous country"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.attribution.clauses import joined, subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import within
from analysis.attribution.package_words import Ranked, lemma
from analysis.attribution.periods import period_of
from analysis.attribution.subjects import Subject
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.dates.words import ORDINALS
from analysis.reference import Population
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

EVERYONE = "all"
_WEIGHT = 4


def first_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the ranks that a sentence asserts by a package's own words for the first and the last."""
    if not sentence.lowers & sentence.scene.words.ranked.keys():
        return
    for token in sentence.span:
        found = _longest(sentence, token)
        if not found:
            continue
        noun = _noun(sentence, token, found[0])
        among = _among(sentence, noun, token) or _in_its_house(sentence, noun, found)
        if among is not None:
            for subject in _who(sentence, noun, is_had=among[0] is None):
                draft = _draft(sentence, subject, found, among, token, noun, context)
                if draft is not None:
                    yield draft
                    break


def place_of_word(token: "Token") -> int:
    """Return the place that a superlative stands for ("third-highest", "the second largest")."""
    doc = token.doc
    for at in (token.i - 1, token.i - 2):
        if at >= token.sent.start and doc[at].lower_ in ORDINALS:
            return ORDINALS[doc[at].lower_]
    head = token.lower_.split("-")
    return ORDINALS.get(head[0], 1) if len(head) > 1 else 1


def _longest(sentence: Sentence, token: "Token") -> tuple[Ranked, ...]:
    text, place = sentence.scene.text, token.idx
    standing = [
        r for r in sentence.scene.words.ranked.get(token.lower_, ())
        if text[place : place + len(r.phrase)].lower() == r.phrase and not text[place + len(r.phrase) :][:1].isalnum()
    ]  # fmt: skip
    most = max((len(r.phrase) for r in standing), default=0)
    return tuple(r for r in standing if len(r.phrase) == most)


def _noun(sentence: Sentence, token: "Token", ranked: Ranked) -> "Token":
    """Return the head of the noun phrase that the words stand in."""
    root = sentence.scene.root(token.idx, token.idx + len(ranked.phrase))
    while root.dep_ in ("amod", "advmod", "compound", "nmod") and root.head.i != root.i:
        root = root.head
    return root


def _among(sentence: Sentence, noun: "Token", token: "Token") -> tuple[Any, str | None] | None:
    """Return the keys of those who are ranked, or everyone, and the population's name."""
    verb = verb_above(noun)
    behind = [c for c in verb.children if c.dep_ == "prep" and c.i > noun.i] if verb is not None else []
    words = [*noun.subtree, *(t for c in behind for t in c.subtree)]
    for word in words:
        if word.dep_ not in ("poss", "pobj", "compound", "nmod") or word.i == noun.i:
            continue
        if lemma(word) in words_in("world"):
            return EVERYONE, None
        body = sentence.body_at.get(word.i)
        if body is not None and body.population is not None:
            return _keys(sentence, body.population[1]), body.population[1].name
    return None


def _in_its_house(
    sentence: Sentence, noun: "Token", found: tuple[Ranked, ...]
) -> tuple[Any, str | None] | None:  # fmt: skip
    """Return the measure's own population where the sentence says in what house it is ranked."""
    topics = within(sentence, tuple(r.topic for r in found))
    lower = sentence.text.casefold()
    said = [t for t in topics if t.measure.population and any(
        word != word.lower() and word.casefold() in lower for word in t.measure.within  # a name: no other's house
    )]  # fmt: skip
    return (None, said[0].measure.population) if len(said) == 1 and noun.dep_ in ("dobj", "attr") else None


def _keys(sentence: Sentence, population: Population) -> list[str]:
    day = sentence.scene.document.published
    members = population.on(day) if day is not None else population.members
    return sorted(member.key for member in members)


def _who(sentence: Sentence, noun: "Token", *, is_had: bool) -> tuple[Subject, ...]:
    if noun.dep_ == "appos":
        return (sentence.subjects[noun.head.i],) if noun.head.i in sentence.subjects else ()
    apposed = [sentence.subjects[c.i] for c in noun.children if c.dep_ == "appos" and c.i in sentence.subjects]
    if apposed:
        return tuple(apposed)
    head = subject_of(verb) if (verb := verb_above(noun)) is not None and _states(noun, verb, is_had) else None
    found = [sentence.subjects[t.i] for t in joined(head) if t.i in sentence.subjects] if head is not None else []
    return tuple(found) if len(found) == 1 else ()


def _states(noun: "Token", verb: "Token", is_had: bool) -> bool:
    """Say whether a clause says of its subject that it is what the noun names, or has it ("has the most seats")."""
    return noun.dep_ in ("attr", "oprd") or (is_had and noun.dep_ == "dobj" and lemma(verb) in words_in("have"))


def _draft(
    sentence: Sentence, subject: Subject, found: tuple[Ranked, ...], among: tuple[Any, str | None], token: "Token",
    noun: "Token", context: Context,
) -> Draft | None:  # fmt: skip
    verb = verb_above(noun)
    period = period_of(sentence, verb, noun, context)
    modality = modality_of(sentence, verb, period.value) if noun.dep_ in ("attr", "oprd", "dobj") else ASSERTED
    topic = topic_for(tuple(r.topic for r in found), subject, period, sentence)
    if topic is None or modality != ASSERTED:
        return None
    ranked = next(r for r in found if r.topic is topic)
    keys, population = among
    columns: dict[str, Any] = {
        **topic_columns(topic, "stated"), **subject_columns(subject, topic), **period_columns(period),
        "population": population,
        "arguments": {"rank": place_of_word(token), "order": ranked.order} | ({"among": keys} if keys else {}),
        "modality": modality, "negated": is_negated(sentence, verb) and noun.dep_ in ("attr", "dobj"),
    }  # fmt: skip
    ends = [(subject.start, subject.end), (token.idx, token.idx + len(ranked.phrase)), (noun.idx, noun.idx + len(noun))]
    return Draft(
        start=min(s for s, _ in ends), end=max(e for _, e in ends), kind="rank", rule="ranks.called", weight=_WEIGHT,
        doubts=tuple(d for d in (period.doubt,) if d), columns=columns,
    )  # fmt: skip
