"""Whom packages have figures for, where it is mentioned: countries of the gazetteer, and what only packages know."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.nodes import Node
from analysis.reference import Reference
from analysis.rules import words_in
from analysis.tables import Mention

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence

_LONGEST_NAME = 80  # characters
_CODE = 3  # letters of a country's code
_BEFORE = ("poss", "compound", "amod", "nmod")
_PLACES = ("GPE", "NORP", "LOC")
_OF_NOTES = frozenset({"ADP", "DET", "PART", "PUNCT"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that packages have figures for, where it is mentioned.

    Attributes
    ----------
    key : the ISO 3166-1 code of a country; for what only packages know, the key of the first of them.
    keys : packages that have a key of their own for it, each with that key. is_country : `key` is that of all others.
    members : of a group, the keys of those whose figures are added up.
    """

    start: int
    end: int
    key: str
    name: str
    entity_id: str | None
    token: Node
    keys: tuple[tuple[str, str], ...] = ()
    is_country: bool = True
    source: str = "stated"
    members: tuple[str, ...] = ()

    def key_in(self, reference: Reference) -> str | None:
        """Return its key in a package, or None where the package does not know it."""
        return dict(self.keys).get(reference.name) or (self.key if self.is_country else None)


@dataclass(frozen=True, slots=True)
class Called:
    """Words that name a key of a package; with capitals they are matched as written."""

    phrase: str
    reference: Reference
    key: str
    lower: str

    def stands_at(self, text: str, place: int) -> bool:
        """Say whether the phrase stands whole at a place of a text."""
        end = place + len(self.phrase)
        found = plain(text[place:end])
        if found != self.phrase and (self.phrase != self.phrase.lower() or found.lower() != self.phrase):
            return False
        return end == len(text) or not text[end].isalnum()


def called_index(references: Iterable[Reference]) -> Mapping[str, tuple[Called, ...]]:
    """Return the phrases of all packages by their first word, and their gazetteer ids by themselves."""
    found: dict[str, list[Called]] = defaultdict(list)
    for reference in references:
        for key, phrases in (*reference.aggregates.items(), *reference.subjects.items()):
            for phrase in (p for p in phrases if p.lower() not in words_in("no_name")):
                first = phrase if "/" in phrase else first_word(phrase)
                found[first].append(Called(phrase, reference, key, phrase.lower()))
    return {first: tuple(calls) for first, calls in found.items()}


def plain(text: str) -> str:
    """Return a text with the apostrophes that packages have, at the same places."""
    return text.replace("’", "'")


def first_word(phrase: str) -> str:
    """Return the first word of a phrase as the tokenizer has it, in small letters ("people" of "People's Party")."""
    return re.split(r"-|\s|'s\b", phrase.lower(), maxsplit=1)[0]


def told_apart(calls: Iterable[Called], *places: frozenset[str]) -> tuple[Called, ...]:
    """Return the calls of packages where the words mean one key alone, or one of the places that are spoken of.

    Keys of what belongs to a country begin with its code ("GBR:Lab"); `places` are codes, those of the sentence first.
    """
    by_package: dict[str, list[Called]] = defaultdict(list)
    for call in calls:
        by_package[call.reference.name].append(call)
    return tuple(call for group in by_package.values() for call in _meant(group, places))


def _meant(group: list[Called], places: tuple[frozenset[str], ...]) -> list[Called]:
    if len({call.key for call in group}) == 1 and ":" not in group[0].key:
        return group
    for codes in places:
        here = [call for call in group if call.key.split(":")[0] in codes]
        if here:
            return here if len({call.key for call in here}) == 1 else []
    plain = group[0].phrase.endswith("s") and " " not in group[0].phrase  # "Democrats" may be anybody's
    return group if len({call.key for call in group}) == 1 and not plain else []


def merged(calls: tuple[Called, ...], start: int, end: int, entity_id: str | None, token: Node) -> Subject:
    """Return one subject of the packages that call a key by the same words."""
    keys: dict[str, str] = {}
    for call in calls:
        keys.setdefault(call.reference.name, call.key)
    return Subject(start, end, calls[0].key, calls[0].phrase, entity_id, token, tuple(keys.items()), is_country=False)


def longest(calls: Iterable[Called], text: str, place: int) -> Iterator[Called]:
    """Yield the calls of the longest phrase that stands at a place."""
    standing = [call for call in calls if call.stands_at(text, place)]
    most = max((len(call.phrase) for call in standing), default=0)
    return (call for call in standing if len(call.phrase) == most)


def find_subjects(sentence: "Sentence") -> dict[int, Subject]:
    """Return every word of a mention of something with figures, by its place."""
    mentioned = tuple(_mentioned(sentence))
    found = (*mentioned, *_called(sentence, mentioned))
    return {i: subject for subject in found for i in sentence.scene.places(subject.start, subject.end)}


def _mentioned(sentence: "Sentence") -> Iterator[Subject]:
    scene = sentence.scene
    for m in sentence.mentions:
        entity = scene.entities.get(m.entity_id)
        if entity is None or m.label in ("PERSON", "LANGUAGE"):
            continue
        calls = scene.words.called.get(m.entity_id, ())
        calls = (*calls, *_namesakes(sentence, m)) if entity.iso3 and m.kind == "name" else calls
        keys = tuple((c.reference.name, c.key) for c in calls)
        if not (entity.iso3 or keys):
            continue
        token = scene.root(m.start, m.end)
        if any(c.lemma in words_in("district") for c in token.kids("appos")):
            continue  # "Macedonia, a region of Greece"
        if any(
            c.pos_ == "PROPN" and c.i + 1 == sentence.scene.index(m.start) and c.ent_type_ in ("ORG", "PERSON")
            for c in token.kids("compound")
        ):
            continue  # "Toyota India"
        if entity.iso3:
            yield Subject(m.start, m.end, entity.iso3, entity.name, m.entity_id, token, keys)
        else:
            yield Subject(m.start, m.end, keys[0][1], entity.name, m.entity_id, token, keys, is_country=False)


def _namesakes(sentence: "Sentence", mention: Mention) -> Iterator[Called]:
    """Yield what packages that are spoken of call by the name of a country ("Georgia", where a state is meant)."""
    text = sentence.scene.text[mention.start : mention.end]
    same = (c for c in sentence.scene.words.called.get(first_word(text), ()) if c.phrase == text)
    yield from (c for c in same if not c.reference.countries and _is_spoken_of(sentence, c.reference))


def _called(sentence: "Sentence", mentioned: tuple[Subject, ...]) -> Iterator[Subject]:
    """Yield what packages call by words of their own; a single word needs one that names a measure of theirs."""
    scene, span = sentence.scene, sentence.span
    known, around = scene.words.called, plain(scene.text[span.start_char : span.end_char + _LONGEST_NAME]).lower()
    able = [c for first in sentence.lowers & known.keys() for c in known[first] if c.lower in around]
    if not able:
        return
    starts = {first_word(c.phrase) for c in able}
    standing = [(t, tuple(longest(able, scene.text, t.idx))) for t in sentence.span if t.lower_ in starts]
    places = _places(mentioned, [c for _, calls in standing for c in calls])
    end = -1
    for token, calls in standing:
        apart = told_apart(calls, places, scene.countries) if token.idx >= end else ()
        found = tuple(c for c in apart if " " in c.phrase or _is_spoken_of(sentence, c.reference))
        last = token.idx + len(found[0].phrase) if found else -1
        covered = any(s.start <= token.idx and last <= s.end for s in mentioned)
        regions = (m for m in sentence.mentions if m.entity_id.startswith("region/"))  # "West Africa" is not "Africa"
        inside = any(m.start <= token.idx and last <= m.end and m.end - m.start > last - token.idx for m in regions)
        if found and not covered and not inside:
            end = last
            yield merged(found, token.idx, end, None, scene.root(token.idx, end))


def _is_spoken_of(sentence: "Sentence", reference: Reference) -> bool:
    """Say whether a sentence with a figure, or the one before it, names measures of a package."""
    triggers = sentence.scene.words.triggers[reference.name]
    place = sentence.scene.document.sentence_index[sentence.span.start]
    near = list(sentence.span)
    if place and sentence.figures:
        before = sentence.scene.document.sentences[place - 1]
        near += sentence.doc[before.start : before.end]
    return any(word.lemma in triggers for word in near)


def _places(mentioned: Iterable[Subject], calls: Iterable[Called]) -> frozenset[str]:
    """Return the codes of the countries that are mentioned, or called by what is theirs alone ("Bundestag")."""
    keys = {key for s in mentioned for key in (s.key, *dict(s.keys).values())} | {c.key for c in calls}
    by_phrase: dict[str, set[str]] = defaultdict(set)
    for call in (c for c in calls if " " in c.phrase or c.phrase.isupper()):
        by_phrase[call.phrase].add(call.key.split(":")[0])
    alone = {code for codes in by_phrase.values() for code in codes if len(codes) == 1}  # "SPD" is Germany's
    return frozenset(k for k in (*keys, *alone) if len(k) == _CODE and k.isupper())


def is_demonym(sentence: "Sentence", word: Node) -> bool:
    """Say whether a word is the name of a people ("Norvanians")."""
    return any(m.kind == "demonym" and m.start <= word.idx < m.end for m in sentence.mentions)


def noted_in(sentence: "Sentence", mentioned: Mapping[int, Subject]) -> tuple[Subject, ...] | None:
    """Return the one country that an editor's note, or square brackets at the head of a sentence, say is meant.

    It is nobody where they say anything else, None where there are none.
    """
    first = next((t.i for t in sentence.span[:2] if t.text == "["), None)
    last = next((t.i for t in sentence.span if t.text == "]"), None)
    bracketed = range(first, last + 1) if first is not None and last is not None else range(0)
    inside = sentence.note_words or bracketed
    if not inside:
        return None
    found = {s.key: s for i, s in mentioned.items() if i in inside and s.is_country}
    words = (sentence.doc[i] for i in inside if i not in mentioned)
    others = (t for t in words if t.pos_ not in _OF_NOTES and t.text not in "[]")
    plain = all(t.lemma in words_in("state_organ") for t in others)
    return tuple(found.values()) if plain and len(found) == 1 else ()


def at_home(sentence: "Sentence", subject: Subject) -> Subject | None:
    """Return a subject of packages, with doubt where nothing tells its country, or None where another one is meant."""
    if subject.is_country:
        return subject
    home = _home(sentence, subject)
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
    beside = [c for t in inside for c in t.children if not subject.start <= c.idx < subject.end]
    behind = (p for c in beside if c.dep_ == "prep" and c.lower_ in ("of", "in") for p in c.children)
    for token in (*(c for c in beside if c.dep_ in _BEFORE), *behind):
        mentions = [m for m in sentence.mentions if m.start <= token.idx < m.end]
        countries = {e.iso3 for m in mentions if (e := sentence.scene.entities.get(m.entity_id)) is not None} - {None}
        is_place = bool(mentions) or token.ent_type_ in _PLACES or token.lower_ in words_in("other_house")
        if home not in countries if countries else is_place:
            return True
    return False


def _speaks_of(sentence: "Sentence", subject: Subject) -> bool:
    """Say whether an article says words that only the package of a subject has ("Republicans")."""
    package, house = _package(sentence, subject), words_in("house")
    said = {w for m in package.measures.values() for w in m.within if w[:1].isupper()}
    return any(w in sentence.scene.text for w in said if house.isdisjoint(w.lower().split()))
