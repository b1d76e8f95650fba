"""Nominal mentions: "the alliance", "the Norwegian", "the 65-year-old", "the minister", each led to whom it means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.entities.names import Cluster, fold
from analysis.entities.people import Role, role_nouns
from analysis.lexicons import entries, pairs
from analysis.reference.gazetteer import KnownEntity

if TYPE_CHECKING:
    from spacy.tokens import Token

_AGE = re.compile(r"\b[Tt]he ((?:\d{1,3}|[a-z]+(?:-[a-z]+)?)-year-old)\b")
_BESIDE = re.compile(r",? \(?(\w+)")
_COLLECTIVE = ("sh", "ch", "ese", "ss")  # "the British", "the French": the people, not a person
_UNTOLD = frozenset({"man", "woman", "boy", "girl", "mother", "father", "son", "daughter", "wife", "husband"})
_REACH = 4  # sentences between a person and an age that stands for him or her


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun phrase that stands for an entity: its characters, the entity's cluster and the rule."""

    start: int
    end: int
    cluster: Cluster
    resolution: str
    confidence: float


@dataclass(slots=True)
class Facts:
    """What the article and the gazetteer say of one cluster."""

    cluster: Cluster
    known: KnownEntity | None
    role: Role | None = None
    nationality: str | None = None
    gender: str | None = None

    @property
    def born(self) -> int | None:
        """The year of birth."""
        return self.known.born_on.first.year if self.known and self.known.born_on else None


def find_nominals(
    document: Document, people: list[Facts], bodies: list[tuple[Cluster, frozenset[str]]], taken: list[tuple[int, int]]
) -> list[Nominal]:
    """Return the nominal mentions that can be led to an entity named before.

    `bodies` are clusters with the classes of nouns that may stand for them; `taken` are the characters of names.
    """
    found = [*_ages(document, people), *_roles(document, people), *_bodies(document, bodies)]
    free: list[Nominal] = []
    covered = bytearray(len(document.text))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    for nominal in sorted(found, key=lambda n: (n.start, -n.end)):
        if not any(covered[nominal.start : nominal.end]):
            free.append(nominal)
            covered[nominal.start : nominal.end] = b"\1" * (nominal.end - nominal.start)
    return free


def compatriot(document: Document, token: "Token", iso3: str | None, people: list[Facts]) -> Nominal | None:
    """Return the person of that nationality whom "the Norwegian" stands for, if the words can mean a person."""
    before = token.doc[token.i - 1] if token.i else None
    if before is None or before.lower_ != "the" or iso3 is None or not _heads_phrase(token):
        return None
    if token.text.endswith("s") or token.tag_ in ("NNPS", "NNS"):
        return None
    if token.text.endswith(_COLLECTIVE) and not (token.dep_ == "nsubj" and token.head.tag_ == "VBZ"):
        return None
    fitting = [p for p in people if p.nationality == iso3 and p.cluster.names[0].start < before.idx]
    if not fitting:
        return None
    chosen = max(fitting, key=lambda p: p.cluster.last_before(before.idx))
    how = "only person of that nationality" if len(fitting) == 1 else "last person of that nationality"
    confidence = 0.95 if len(fitting) == 1 else 0.75
    return Nominal(before.idx, token.idx + len(token), chosen.cluster, f"nationality: {how}", confidence)


def _heads_phrase(token: "Token") -> bool:
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if token.dep_ in ("amod", "compound", "nmod", "poss") and token.head.i > token.i:
        return False
    return after is None or after.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") or after.text in "”’"


def _ages(document: Document, people: list[Facts]) -> Iterator[Nominal]:
    ages = {id(p.cluster): _stated_ages(document, p.cluster) for p in people} if _AGE.search(document.text) else {}
    for found in _AGE.finditer(document.text):
        last = document.doc.char_span(found.start(), found.end(), alignment_mode="expand")
        if last is None:
            continue
        end, nouns = _with_noun(last[-1])
        if nouns is None:
            continue
        person = _aged(document, people, ages, found.group(1), found.start(), nouns)
        if person is not None:
            yield Nominal(found.start(), end, person[0].cluster, f"age: {person[1]}", 0.9)


def _with_noun(token: "Token") -> tuple[int, str | None]:
    """Return where the phrase after "the 65-year-old" ends and its noun; None for what is no person."""
    doc, i, noun = token.doc, token.i + 1, ""
    while i < len(doc) and doc[i].pos_ in ("NOUN", "PROPN", "ADJ") and i - token.i <= 4:
        if doc[i].ent_type_ == "PERSON":
            return 0, None
        noun = doc[i].lemma_.lower() if doc[i].pos_ == "NOUN" else noun
        i += 1
    if i == token.i + 1:
        return token.idx + len(token), ""
    if noun and noun not in role_nouns() and doc[i - 1].pos_ == "NOUN":
        return 0, None
    return doc[i - 1].idx + len(doc[i - 1]), noun


def _aged(
    document: Document, people: list[Facts], ages: dict[int, set[str]], age: str, position: int, noun: str
) -> tuple[Facts, str] | None:
    digits = age.partition("-")[0]
    gender = role_nouns().get(noun, "")
    fitting = [p for p in people if p.cluster.names[0].start < position and gender in ("", p.gender or gender)]
    stated = [p for p in fitting if digits in ages[id(p.cluster)]]
    if stated:
        return max(stated, key=lambda p: p.cluster.last_before(position)), "the age stands beside the name"
    if digits.isdigit() and document.published is not None:
        year = document.published.year - int(digits)
        fitting = [p for p in fitting if p.born is None or p.born in (year, year - 1)]
    sentence = document.sentence_index
    token = document.doc.char_span(position, position + 3, alignment_mode="expand")
    here = sentence[token.start] if token is not None else 0
    begin = document.sentences[max(0, here - _REACH)].start_char
    near = [p for p in fitting if p.cluster.last_before(position) >= begin]
    roots = {id(p): [document.doc[n.first : n.last].root for n in p.cluster.names if n.start < position] for p in near}
    subjects = [p for p in near if any(root.dep_ in ("nsubj", "nsubjpass") for root in roots[id(p)])]
    chosen = max(subjects or near, key=lambda p: p.cluster.last_before(position), default=None)
    return (chosen, "person named last") if chosen else None


def _stated_ages(document: Document, cluster: Cluster) -> set[str]:
    """Return the words that stand as an age beside a person's names: "Ann Lee, 65,"."""
    beside = (_BESIDE.match(document.text, name.end, name.end + 8) for name in cluster.names)
    return {found.group(1) for found in beside if found}


def _roles(document: Document, people: list[Facts]) -> Iterator[Nominal]:
    """Yield "the minister" for the person last named with that role."""
    nouns = role_nouns().keys() - _UNTOLD
    by_noun: dict[str, list[tuple[Facts, str]]] = {}
    for person in people:
        main = fold(_main(person.role.text if person.role else ""))
        by_noun.setdefault(main.rpartition(" ")[2], []).append((person, f" {main} "))
    for i, lemma in enumerate(document.lemmas):
        if lemma.lower() not in nouns:
            continue
        token = document.doc[i]
        if token.tag_ in ("NNS", "NNPS") or not _heads_phrase(token):
            continue
        first = _phrase_start(token)
        if first is None or _has_of(token):
            continue
        words = fold(document.doc[first.i + 1 : token.i + 1].text)
        fitting = [
            p
            for p, main in by_noun.get(words.rpartition(" ")[2], ())
            if p.role and main.endswith(f" {words} ") and p.cluster.names[0].start < first.idx
        ]
        if fitting:
            chosen = max(fitting, key=lambda p: p.cluster.last_before(first.idx))
            yield Nominal(first.idx, token.idx + len(token), chosen.cluster, "role: named with it before", 0.85)


def _main(role: str) -> str:
    return role.partition(" of ")[0].partition(" for ")[0].partition(" in ")[0]


def _phrase_start(token: "Token") -> "Token | None":
    """Return the "the" that begins a phrase whose only other words are nouns or adjectives before `token`."""
    i = token.i - 1
    while i >= 0 and i > token.i - 4 and token.doc[i].pos_ in ("NOUN", "ADJ", "PROPN") and token.doc[i].lower_ != "the":
        i -= 1
    return token.doc[i] if i >= 0 and token.doc[i].lower_ == "the" else None


def _has_of(token: "Token") -> bool:
    after = token.doc[token.i + 1 : token.i + 3]
    return len(after) == 2 and after[0].lower_ in ("of", "for") and after[1].text != "“"


def _bodies(document: Document, bodies: list[tuple[Cluster, frozenset[str]]]) -> Iterator[Nominal]:
    """Yield "the alliance" for the body of that class named last; a bare "alliance" before a noun likewise."""
    nouns = pairs("body_nouns", "noun", "class")
    by_class: dict[str, list[Cluster]] = {}
    for cluster, classes in bodies:
        for name in classes:
            by_class.setdefault(name, []).append(cluster)
    for i, word in enumerate(document.lower):
        kind = nouns.get(word)
        if kind is None:
            continue
        token = document.doc[i]
        if token.pos_ not in ("NOUN", "PROPN") or token.tag_ in ("NNS", "NNPS"):
            continue
        span = _body_span(token)
        if span is None:
            continue
        named = by_class.get(kind, []) + (by_class.get(word, []) if word != kind else [])
        fitting = [c for c in named if c.names[0].start < span[0]]
        if fitting:
            chosen = max(fitting, key=lambda c: c.last_before(span[0]))
            yield Nominal(*span, chosen, f"{word}: last named body of that kind", 0.9)


def _body_span(token: "Token") -> tuple[int, int] | None:
    end = token.idx + len(token)
    if _has_of(token):
        return None
    if token.dep_ == "compound" and token.head.i > token.i and token.head.pos_ == "NOUN":
        return (token.idx, end) if token.lower_ in ("alliance", "bloc") else None
    i = token.i - 1
    while i >= 0 and i > token.i - 3 and token.doc[i].pos_ == "ADJ" and token.doc[i].lower_ in _BODY_ADJECTIVES:
        i -= 1
    first = token.doc[i] if i >= 0 else None
    return (first.idx, end) if first is not None and first.lower_ == "the" else None


_BODY_ADJECTIVES = entries("name_words", "word", kind="body_adjective")
