"""Which organisation a number of members is about, and how that is known."""

from typing import TYPE_CHECKING

from analysis.attribution.context import Context
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED, SENTENCE, STATED
from analysis.attribution.package_words import lemma
from analysis.attribution.scene import Body
from analysis.reference import Population, Reference

if TYPE_CHECKING:
    from spacy.tokens import Token

Owned = tuple[Reference, Population, str]
_LINKS = frozenset({"of", "in", "within", "from", "to", "inside", "across"})


def body_of(sentence: Sentence, noun: "Token", context: Context) -> Owned | None:
    """Return whose members a noun speaks of: by the noun's own phrase, else by its sentence, else by the one before.

    An organisation of the phrase that no package lists, or a noun phrase with a foreign owner, gives None: the members
    are somebody else's.
    """
    own = _in_phrase(sentence, noun)
    if own is not None:
        return None if own.population is None else (*own.population, STATED)
    if has_other_owner(sentence, noun):
        return None
    noun_lemma = lemma(noun)
    of_noun = sentence.scene.words.nouns.get(noun_lemma, ())
    is_owned = noun_lemma in sentence.scene.words.owned_nouns
    here = {b.entity_id: b for b in sentence.bodies if not _is_inside_other(sentence, b)}
    if len(here) == 1:
        body = next(iter(here.values()))
        return _listed(body, of_noun, SENTENCE)
    if here:
        owners = [b for b in here.values() if b.population and is_owned]
        return _listed(owners[0], of_noun, SENTENCE) if len(owners) == 1 else None
    if context.body is not None and context.near(context.body_at) and context.others == 0:
        return _listed(context.body, of_noun, INHERITED)
    return (*of_noun[0], ASSUMED) if is_owned else None


def _listed(body: Body, of_noun: tuple[tuple[Reference, Population], ...], source: str) -> Owned | None:
    if body.population is None or not any(p is body.population[1] for _, p in of_noun):
        return None
    return (*body.population, source)


def _in_phrase(sentence: Sentence, noun: "Token") -> Body | None:
    """Return the organisation in a noun's own phrase: before it, as its owner, or after "of" and "in"."""
    for child in noun.children:
        apart = child.dep_ == "appos" and child.i > noun.i  # "29 countries (Europe, Canada)"
        if child.dep_ in ("poss", "compound", "nmod", "amod", "appos") and child.i in sentence.body_at and not apart:
            return sentence.body_at[child.i]
        if child.dep_ in ("compound", "amod", "poss"):
            for part in child.children:
                if part.i in sentence.body_at:
                    return sentence.body_at[part.i]
        if child.dep_ == "prep" and child.lower_ in _LINKS:
            for part in (c for c in child.children if c.dep_ == "pobj"):
                if part.i in sentence.body_at:
                    return sentence.body_at[part.i]
    colon = next((b for b in sentence.bodies if _is_headed(sentence, b, noun)), None)
    if colon is not None:
        return colon
    before = noun.doc[noun.i - 1] if noun.i > sentence.span.start else noun
    return sentence.body_at.get(before.i) if before.i != noun.i else None


def _is_headed(sentence: Sentence, body: Body, noun: "Token") -> bool:
    """Say whether a body's name with a colon heads a noun with its number ("NATO: 29 countries")."""
    between = sentence.scene.text[body.end : noun.idx].split()
    return len(between[1:]) == 1 and between[0].endswith(":")


def has_other_owner(sentence: Sentence, noun: "Token") -> bool:
    """Say whether a noun belongs to somebody who is no organisation with members ("the country's seven states")."""
    for child in noun.children:
        if child.dep_ == "poss" and child.lower_ not in ("its", "their", "our", "whose"):
            return True
        if child.dep_ == "prep" and child.lower_ in ("of", "in"):
            for part in (c for c in child.children if c.dep_ == "pobj"):
                if part.i in sentence.subjects or part.ent_type_ in ("GPE", "LOC", "PERSON") or part.pos_ == "PROPN":
                    return True
    return False


def _is_inside_other(sentence: Sentence, body: Body) -> bool:
    """Say whether a mention is only a part of another name's phrase ("the NATO envoy Arne Holt")."""
    return any(other is not body and other.start <= body.start and body.end <= other.end for other in sentence.bodies)
