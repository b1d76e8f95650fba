"""Whose body a common name means: "the Senate" is one country's only where nothing says that it is another's."""

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.attribution.subjects import Subject
from analysis.reference import Reference
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.attribution.marks import Sentence

_CODE = 3  # letters of a country's code
_BEFORE = ("poss", "compound", "amod", "nmod")
_PLACES = ("GPE", "NORP", "LOC")


def at_home(sentence: "Sentence", subject: Subject) -> Subject | None:
    """Return a subject of packages, with doubt where nothing tells its country, or None where another one is meant."""
    home = None if subject.is_country else _home(sentence, subject)
    called = frozenset(sentence.scene.text[subject.start : subject.end].lower().split()) - {"of", "the"}
    if home is None or not called <= words_in("house"):
        return subject
    if _is_anothers(sentence, subject, home):
        return None
    countries = sentence.scene.countries
    if home not in countries and countries:
        return None
    return subject if countries == {home} or _speaks_of(sentence, subject) else replace(subject, source="assumed")


def _package(sentence: "Sentence", subject: Subject) -> Reference:
    return next(r for r in sentence.scene.references if r.name == subject.keys[0][0])


def _home(sentence: "Sentence", subject: Subject) -> str | None:
    """Return the country of a body: its key, or whom the measures of its package are about by default."""
    key = subject.keys[0][1]
    if len(key) == _CODE and key.isupper():
        return key
    defaults = {m.default_subject.key for m in _package(sentence, subject).measures.values() if m.default_subject}
    return defaults.pop() if ":" not in key and len(defaults) == 1 else None


def _is_anothers(sentence: "Sentence", subject: Subject, home: str) -> bool:
    """Say whether a body is said to be of another place ("Mexico's Senate", "the Texas House", "the state Senate")."""
    inside = [t for t in sentence.span if subject.start <= t.idx < subject.end]
    beside = {c.i: c for t in inside for c in t.children if not subject.start <= c.idx < subject.end}
    behind = [p for c in beside.values() if c.dep_ == "prep" and c.lower_ in ("of", "in") for p in c.children]
    owners = [c for c in beside.values() if c.dep_ in _BEFORE]
    return any(_is_elsewhere(sentence, t, home) for t in (*owners, *behind))


def _is_elsewhere(sentence: "Sentence", token: "Token", home: str) -> bool:
    mentions = [m for m in sentence.mentions if m.start <= token.idx < m.end]
    countries = {e.iso3 for m in mentions if (e := sentence.scene.entities.get(m.entity_id)) is not None}
    if countries - {None}:
        return home not in countries
    return bool(mentions) or token.ent_type_ in _PLACES or token.lower_ in words_in("other_house")


def _speaks_of(sentence: "Sentence", subject: Subject) -> bool:
    """Say whether an article says words that only the package of a subject has ("Republicans")."""
    package, house = _package(sentence, subject), words_in("house")
    said = {w for m in package.measures.values() for w in m.within if w[:1].isupper()}
    return any(w in sentence.scene.text for w in said if house.isdisjoint(w.lower().split()))
