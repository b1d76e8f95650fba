"""Groups whose members' figures are added up: "the G7 countries", "France and Italy together", "West Africa"."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.attribution.antecedents import Owners
from analysis.attribution.clauses import own_subject
from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import SENTENCE, STATED, Reading
from analysis.attribution.package_words import Topic
from analysis.attribution.phrases import clause_words
from analysis.attribution.populations import body_of, member_noun, restrictions
from analysis.attribution.subjects import Subject
from analysis.reference import Population
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token


def group_of(sentence: Sentence, reading: Reading, owners: Owners, context: Context) -> Subject | None:
    """Return the group that a figure is the sum of, where whom it is about is a group and no table has its total.

    Of several countries that are named it is so only where they are said to be taken together, of members never where
    each of them is spoken of.
    """
    verb = reading.verb
    said = {t.lower_ for t in clause_words(verb)} if verb is not None else set()
    if said & words_in("each") or reading.figure.number.unit == "percent":
        return None
    together = bool(said & words_in("together") or {t.lower_ for t in sentence.span[:1]} & words_in("together"))
    named = tuple(s for s in owners.subjects if s.is_country)
    if len(named) > 1 and len(named) == len(owners.subjects):
        return _of_countries(sentence, named) if together else None
    return next(_of_members(sentence, reading, owners, context), None)


def summed(topics: tuple[Topic, ...], group: Subject) -> tuple[Topic, ...]:
    """Return the measures that can be added up, of the tables that have all members of a group."""
    return tuple(
        t for t in topics
        if t.measure.summable and t.measure.kind == "level" and all(key in t.reference.keys for key in group.members)
    )  # fmt: skip


def _of_countries(sentence: Sentence, named: tuple[Subject, ...]) -> Subject:
    first, last = min(named, key=lambda s: s.start), max(named, key=lambda s: s.end)
    name = sentence.scene.text[first.start : last.end]
    return replace(
        first, end=last.end, name=name, entity_id=None, is_country=False, members=tuple(s.key for s in named)
    )


def _of_members(sentence: Sentence, reading: Reading, owners: Owners, context: Context) -> Iterator[Subject]:
    counted = owners.counted
    if counted is not None:
        found = _group(sentence, counted.token, counted.owner[1], counted.start)
        plain = not (counted.is_share or counted.inverted or counted.restricted)
        if (
            found is not None
            and plain
            and counted.value == len(found.members)
            and counted.owner[2] in (STATED, SENTENCE)
        ):
            yield found
        return
    for head in _heads(sentence, reading):
        body = sentence.body_at.get(head.i)
        if body is not None and head.i == body.token.i:
            if body.population is not None and not _is_part(sentence, head, body.start):
                yield from filter(None, [_group(sentence, head, body.population[1], body.start)])
            return
        noun = member_noun(sentence, head)
        owner = body_of(sentence, noun, context) if noun is not None and noun.i == head.i else None
        if owner is not None and owner[2] == STATED and not any(True for _ in restrictions(sentence, head)):
            yield from filter(None, [_group(sentence, head, owner[1], head.idx)])
            return


def _heads(sentence: Sentence, reading: Reading) -> "Iterator[Token]":
    """Yield the words that may name whom a figure is about: owner and complement of the measure's name, the subject."""
    named = reading.named
    if named is not None and not named.is_verb:
        yield from (c for c in named.token.children if c.dep_ == "poss")
        yield from (
            p for c in named.token.children if c.dep_ == "prep" and c.lower_ in ("of", "in") for p in c.children
        )
    head = own_subject(reading.verb) if reading.verb is not None else None
    if head is not None and head.i not in sentence.names:
        yield head


def _is_part(sentence: Sentence, head: "Token", start: int) -> bool:
    """Say whether words pick out a part of a body ("the poorer half of ASEAN", "northern Europe")."""
    inside = head.dep_ == "pobj" and head.head.head.i not in sentence.names
    return inside or any(c.dep_ == "amod" and c.idx < start for c in head.lefts)


def _group(sentence: Sentence, head: "Token", population: Population, start: int) -> Subject | None:
    day = sentence.scene.document.published
    members = population.on(day) if day is not None else ()
    if not members[1:] or (day is not None and len(population.maybe_on(day)) != len(members)):
        return None
    return Subject(
        start, head.idx + len(head), population.id, population.name, None, head, is_country=False,
        members=tuple(sorted(m.key for m in members)),
    )  # fmt: skip
