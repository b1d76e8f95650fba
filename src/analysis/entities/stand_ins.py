"""What stands for an entity: "the alliance", "the Norwegian", "the 65-year-old", "the minister"; Moscow for Russia."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from analysis.annotate import Document
from analysis.entities.lists import ROLE_NOUNS
from analysis.entities.names import Cluster, Name, root_of, run_end, run_start
from analysis.lexicons import entries, pairs
from analysis.spacy_types import Span, Token
from analysis.wording import fold

_AGE = re.compile(r"\b[Tt]he ((?:\d{1,3}|[a-z]+(?:-[a-z]+)?)-year-old)\b")
_BESIDE = re.compile(r",? \(?(\w+)")
_COLLECTIVE = ("sh", "ch", "ese", "ss")  # "the British", "the French": the people, not a person
_ROLES = ROLE_NOUNS.keys() - {"man", "woman", "boy", "girl", "mother", "father", "son", "daughter", "wife", "husband"}
_BODY_ADJECTIVES = entries("name_words", "word", kind="body_adjective")
_INSIDE = ("NOUN", "ADJ", "PROPN")
_REACH = 4  # sentences between a person and an age that stands for him or her


class Nominal(NamedTuple):
    """A noun phrase that stands for an entity: its characters, the entity's cluster and the rule."""

    start: int
    end: int
    cluster: Cluster
    resolution: str
    confidence: float


def find_nominals(
    document: Document, people: list[Cluster], bodies: list[Cluster], taken: list[tuple[int, int]]
) -> list[Nominal]:
    """Return the nominal mentions that can be led to an entity named before.

    The gazetteer's classes and the nouns in its own name may stand for a body; `taken` are the characters of names.
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


def compatriot(document: Document, name: Name, iso3: str | None, people: list[Cluster]) -> Nominal | None:
    """Return the person of that nationality whom "the Norwegian" stands for, if the words can mean a person."""
    i, word = name.last - 1, document.words[name.last - 1]
    if not i or document.lower[i - 1] != "the" or iso3 is None or not _heads_phrase(document, i):
        return None
    token, start = document.doc[i], document.starts[i - 1]
    several = word.endswith(_COLLECTIVE) and not (token.dep_ == "nsubj" and token.head.tag_ == "VBZ")
    if several or word.endswith("s") or document.tags[i] in ("NNPS", "NNS"):
        return None
    fitting = [p for p in people if p.nationality == iso3 and p.names[0].start < start]
    which, confidence = ("only", 0.95) if len(fitting) == 1 else ("last", 0.75)
    chosen = max(fitting, key=lambda p: p.last_before(start), default=None)
    how = f"nationality: {which} person of that nationality"
    return Nominal(start, document.starts[i] + len(word), chosen, how, confidence) if chosen is not None else None


def _heads_phrase(document: Document, i: int) -> bool:
    if document.deps[i] in ("amod", "compound", "nmod", "poss") and document.doc[i].head.i > i:
        return False
    last = i + 1 == len(document.words)
    return last or document.pos[i + 1] not in ("NOUN", "PROPN", "ADJ", "NUM") or document.words[i + 1] in "”’"


def _ages(document: Document, people: list[Cluster]) -> Iterator[Nominal]:
    doc = document.doc
    for found in _AGE.finditer(document.text) if "-year-old" in document.text else ():
        age = doc.char_span(found.start(), found.end(), alignment_mode="expand")
        if age is None:
            continue
        end = run_end(document, age.end, lambda i: document.pos[i] in ("NOUN", "PROPN", "ADJ"), 4)
        nouns = [i for i in range(age.end, end) if document.pos[i] == "NOUN"]
        noun = document.lemmas[nouns[-1]].lower() if nouns else ""
        thing = noun and noun not in ROLE_NOUNS and document.pos[end - 1] == "NOUN"
        if thing or any(token.ent_type_ == "PERSON" for token in doc[age.end : end]):
            continue
        person = _aged(document, people, found.group(1), age, noun)
        if person is not None:
            behind = document.ends[end - 1]
            yield Nominal(found.start(), behind, person[0], f"age: {person[1]}", 0.9)


def _aged(document: Document, people: list[Cluster], age: str, span: Span, noun: str) -> tuple[Cluster, str] | None:
    """Return the person whom an age stands for, and how that is known."""
    digits, position = age.partition("-")[0], span.start_char
    gender = ROLE_NOUNS.get(noun, "")
    fitting = [p for p in people if p.names[0].start < position and gender in ("", p.gender or gender)]
    text = document.text
    beside = ((p, _BESIDE.match(text, name.end, name.end + 8)) for p in fitting for name in p.names)
    stated = [p for p, found in beside if found and found.group(1) == digits]  # "Ann Lee, 65,"
    if stated:
        return max(stated, key=lambda p: p.last_before(position)), "the age stands beside the name"
    if digits.isdigit() and document.published is not None:
        year = document.published.year - int(digits)
        fitting = [p for p in fitting if p.born is None or p.born in (year, year - 1)]
    begin = document.sentences[max(0, document.sentence_index[span.start] - _REACH)].start_char
    near = [p for p in fitting if p.last_before(position) >= begin]
    named = {id(p): [root_of(document, n).dep_ for n in p.names if n.start < position] for p in near}
    subjects = [p for p in near if not {"nsubj", "nsubjpass"}.isdisjoint(named[id(p)])]
    chosen = max(subjects or near, key=lambda p: p.last_before(position), default=None)
    return (chosen, "person named last") if chosen else None


def _roles(document: Document, people: list[Cluster]) -> Iterator[Nominal]:
    """Yield "the minister" for the person last named with that role."""
    by_noun: dict[str, list[tuple[Cluster, str]]] = defaultdict(list)
    for person in people:
        if person.role is not None:
            main = fold(re.split(" of | for | in ", person.role.text)[0])
            by_noun[main.rpartition(" ")[2]].append((person, f" {main} "))
    for i in _nouns_of(document, _ROLES, map(str.lower, document.lemmas)) if by_noun else ():
        first = run_start(i, lambda k: document.pos[k] in _INSIDE and document.lower[k] != "the", 3)
        if not first or document.lower[first - 1] != "the" or not _heads_phrase(document, i) or _has_of(document, i):
            continue
        the, words = document.starts[first - 1], fold(document.written(first, i + 1))
        named = ((p, main) for p, main in by_noun.get(words.rpartition(" ")[2], ()) if p.names[0].start < the)
        fitting = [p for p, main in named if main.endswith(f" {words} ")]
        if fitting:
            chosen = max(fitting, key=lambda p: p.last_before(the))
            end = document.ends[i]
            yield Nominal(the, end, chosen, "role: named with it before", 0.85)


def _nouns_of(document: Document, nouns: Set[str], words: Iterable[str]) -> Iterator[int]:
    """Yield the tokens, not of several, whose word is one of some nouns."""
    found = [i for i, word in enumerate(words) if word in nouns]
    return (i for i in found if document.tags[i] not in ("NNS", "NNPS"))


def _has_of(document: Document, i: int) -> bool:
    return document.lower[i + 1 : i + 2] in (("of",), ("for",)) and document.words[i + 2 : i + 3] not in ((), ("“",))


def _bodies(document: Document, bodies: list[Cluster]) -> Iterator[Nominal]:
    """Yield "the alliance" for the body of that class named last; a bare "alliance" before a noun likewise."""
    nouns = pairs("body_nouns", "noun", "class")
    by_class: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in bodies:
        own = {word for name in cluster.names for word in fold(name.text).split() if word in nouns}
        for noun in own | {nouns[word] for word in own} | set(cluster.known.classes if cluster.known else ()):
            by_class[noun].append(cluster)
    for i in _nouns_of(document, nouns.keys(), document.lower) if by_class else ():
        word, kind = document.lower[i], nouns[document.lower[i]]
        span = _body_span(document, i) if document.pos[i] in ("NOUN", "PROPN") else None
        named = by_class.get(kind, []) + (by_class.get(word, []) if word != kind else [])
        fitting = [c for c in named if span is not None and c.names[0].start < span[0]]
        if span is not None and fitting:
            chosen = max(fitting, key=lambda c: c.last_before(span[0]))
            yield Nominal(*span, chosen, f"{word}: last named body of that kind", 0.9)


def _body_span(document: Document, i: int) -> tuple[int, int] | None:
    lower, start, end = document.lower, document.starts[i], document.ends[i]
    if _has_of(document, i):
        return None
    if document.deps[i] == "compound" and (head := document.doc[i].head).i > i and head.pos_ == "NOUN":
        return (start, end) if lower[i] in ("alliance", "bloc") else None
    first = run_start(i, lambda k: document.pos[k] == "ADJ" and lower[k] in _BODY_ADJECTIVES, 2)
    return (document.starts[first - 1], end) if first and lower[first - 1] == "the" else None


# ── capital for government: "Moscow will continue …" is Russia, "in Moscow" the city ────────────────────────────────
# The rules follow Markert and Nissim (SemEval-2007 task 8): a place that acts, is told or owns a policy stands for its
# government; a place one is in, goes to or lives in is the place.

_WHERE = entries("name_words", "word", kind="where")
_DIPLOMATIC = frozenset({"with", "against", "by", "towards", "upon", "vis", "under"})
_BE = "be"
_MEANINGS = {
    "to": "addressee", "from": "origin of an act", "on": "party to a relation", "for": "party to a relation",
}  # fmt: skip


def _listed(word: str, role: str) -> str | None:
    """Return what a word in a role beside a capital tells of it: ``government`` or ``city``."""
    return pairs("metonyms", "word", "reading", role=role).get(word)


def acts_like_government(verb: Token) -> bool:
    """Say whether the subject of a verb does what governments and other bodies do."""
    return _listed(verb.lemma_.lower(), "subject") == "government"


def metonym_rule(document: Document, name: Name) -> str | None:
    """Return the rule by which a capital's name means its government here; None where it is the city.

    The rule is written into the mention's `resolution`.
    """
    if _stands_as_place(document, name):
        return None
    words, after = document.words, document.words[name.last : name.last + 2]
    reading: str | None
    if name.first > 1 and words[name.first - 1] == "-" and document.lower[name.first - 2] in ("pro", "anti"):
        reading = "compound"
    elif len(after) == 2 and after[0] == "-" and document.starts[name.last] == name.end:
        reading = "compound" if _listed(after[1].lower(), "hyphen") == "government" else None
    else:
        token = root_of(document, name)
        while token.dep_ == "conj" and token.head.pos_ in ("PROPN", "NOUN"):
            token = token.head
        reading = _reading(token)
    return f"capital for government: {reading}" if reading else None


def _stands_as_place(document: Document, name: Name) -> bool:
    """Say whether the name has a comma and its country or region after it, or opens a dateline."""
    word, after = document.words[name.first], document.words[name.last : name.last + 2]
    if len(after) == 2 and after[0] == "," and document.doc[name.last + 1].ent_type_ in ("GPE", "LOC"):
        return "conj" not in document.deps[name.last : name.last + 2]
    dash = after[:1] in (("—",), ("–",), ("-",), ("(",), ("--",))
    return (word.isupper() and len(word) > 3) or (dash and bool(document.doc[name.first].is_sent_start))


def _reading(token: Token) -> str | None:
    head, lemma = token.head, token.head.lemma_.lower()
    if any(child.dep_ == "amod" for child in token.children):
        return None  # "a united Jerusalem", "downtown Paris": a government has no adjectives of its own
    if token.dep_ in ("nsubj", "csubj", "nsubjpass"):
        beside = (noun.lemma_.lower() for prep in token.children if prep.lower_ == "with" for noun in prep.children)
        peopled = any(_listed(noun, "undergone") == "city" for noun in beside)  # "Lima, with a population of …"
        acts = head.pos_ in ("VERB", "AUX") and not peopled
        return _subject(head, token.dep_ == "nsubjpass") if acts else None
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent"):
        return "agent"
    if token.dep_ == "poss":
        before = [f"{child.lemma_} {head.lemma_}".lower() for child in head.children if child.dep_ == "compound"]
        return None if any(_listed(noun, "owned") == "city" for noun in (lemma, *before)) else "owner of a policy"
    if token.dep_ in ("dobj", "dative", "iobj") and head.pos_ in ("VERB", "AUX"):
        return "addressed" if _listed(lemma, "object") == "government" else None
    return _after_preposition(head) if token.dep_ == "pobj" else None


def _subject(verb: Token, passive: bool) -> str | None:
    """Read the subject of a verb; where the verb only raises it ("is forecast to", "seems to"), of the infinitive."""
    lemma = verb.lemma_.lower()
    raised = _infinitive(verb)
    if raised is not None:
        return _subject(raised, any(c.dep_ == "auxpass" for c in raised.children))
    if passive:
        return "told or judged" if _listed(lemma, "object") == "government" else None
    if lemma == _BE or verb.pos_ == "AUX":
        complements = [c for c in verb.children if c.dep_ in ("acomp", "attr", "prep", "advmod")]
        readings = {_listed(c.lemma_.lower(), "complement") for c in complements}
        return "subject of a stance" if "government" in readings and "city" not in readings else None
    objects = (c.lemma_.lower() for c in verb.children if c.dep_ == "dobj")
    if any(_listed(noun, "undergone") == "city" for noun in objects):
        return None  # "Ottawa will see rain", "Paris has 2 million inhabitants"
    return None if _listed(lemma, "subject") == "city" else "subject of an act"


def _infinitive(verb: Token) -> Token | None:
    """Return the infinitive whose subject this verb or adjective only raises: forecast, likely, due, seem, be to …"""
    for above in (verb, *(c for c in verb.children if c.dep_ in ("acomp", "attr"))):
        if above.lemma_.lower() != _BE and _listed(above.lemma_.lower(), "raising") is None:
            continue
        for child in above.children:
            if child.dep_ == "xcomp" and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
                return child
    return None


def _after_preposition(preposition: Token) -> str | None:
    word, governor = preposition.lower_, preposition.head
    listed = _listed(governor.lemma_.lower(), word)
    if word in _WHERE or word == "of":
        return None
    if word == "to" and governor.lower_ == "according":
        return "source"
    if word in _MEANINGS:
        leaves = word == "to" and any(c.dep_ == "prep" and c.lower_ == "from" for c in governor.children)
        return _MEANINGS[word] if listed == "government" and not leaves else None
    related = word in _DIPLOMATIC and governor.pos_ in ("NOUN", "VERB", "ADJ", "PROPN")
    return "party to a relation" if listed != "city" and (related or word == "between") else None
