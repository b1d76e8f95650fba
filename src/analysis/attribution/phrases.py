"""Phrases of packages in the parse: where one that ends at a word begins, and what belongs to a word's own clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.attribution.package_words import NamingPhrase, Predicate, Topic, lemma, spelt
from analysis.spacy_types import Token

_LONG = 3  # words of a complement that is matched word by word
OTHER_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis"})


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name measures; `token` is their head, `rule` says how they do."""

    token: "Token"
    topics: tuple[Topic, ...]
    start: int
    end: int
    is_verb: bool
    change_topics: tuple[Topic, ...] = ()
    is_negative: bool = False
    plus: tuple[Topic, ...] = ()
    has_subject: bool = False


def suffix(token: "Token", words: tuple[str, ...]) -> int | None:
    """Return where a phrase that ends at a word begins, or None where the words before are others."""
    first = token.i - len(words) + 1
    if first < 0:
        return None
    for place, word in zip(range(first, token.i + 1), words, strict=True):
        at = token.doc[place]
        if word not in (lemma(at), spelt(at.lower_)):
            return None
    return first


def row_behind(preposition: "Token", inside: tuple[str, ...], end: int) -> "Token | None":
    """Return the last word of a complement of several phrases, as written ("of the population with access to")."""
    if len(inside) < _LONG:
        return None
    said = [
        t for t in preposition.doc[preposition.i + 1 : min(preposition.i + 4 + len(inside), end)] if t.pos_ != "DET"
    ]
    wanted = [w for w in inside if w not in ("the", "a", "an")]
    if len(said) < len(wanted):
        return None
    fits = all(w in (lemma(t), spelt(t.lower_)) for w, t in zip(wanted, said, strict=False))
    return said[len(wanted) - 1] if fits else None


def behind(preposition: "Token", end: int) -> "Iterator[Token]":
    """Yield the nouns behind a preposition: its objects, else the next noun ("to defence" as an infinitive)."""
    nouns = [c for c in preposition.children if c.dep_ == "pobj"]
    for noun in nouns:
        yield from (noun, *noun.conjuncts[:1])
    if not nouns:
        following = preposition.doc[preposition.i + 1 : min(preposition.i + 4, end)]
        yield from (t for t in following if t.pos_ in ("NOUN", "PROPN", "VERB"))


def is_said_of(verb: "Token", words: tuple[str, ...]) -> bool:
    """Say whether a verb is said of such alone, and not of some of them ("three women", "two reactors")."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    some = any(c.dep_ == "nummod" for s in subjects for c in s.children)
    return not some and any(suffix(s, words) is not None and not list(s.conjuncts) for s in subjects)


def size_of(phrase: NamingPhrase) -> int:
    """Return how much a phrase says; words of its complement count twice."""
    return len(phrase.words) + 2 * len(phrase.inside) + (phrase.tail is not None)


def clause_words(token: "Token") -> "Iterator[Token]":
    """Yield the words below one that belong to its own clause, in breadth."""
    queue = [token]
    while queue:
        current = queue.pop(0)
        for child in current.children:
            verbal = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
            if child.dep_ not in OTHER_CLAUSES and not verbal:
                yield child
                queue.append(child)


def together(token: "Token", patterns: Iterable[Predicate]) -> Named | None:
    """Return the measures that a verb states of several subjects taken together ("wind and solar generated …")."""
    subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
    if subject is None or not list(subject.conjuncts):
        return None
    plain = [p for p in patterns if p.subject and not p.inside]
    parts = [
        next((p.topics for p in plain if suffix(part, p.subject) is not None), ())
        for part in (subject, *subject.conjuncts)
    ]
    if not all(parts) or len({topics[0].id for topics in parts}) < len(parts):
        return None
    end = token.idx + len(token)
    plus = tuple(topics[0] for topics in parts[1:])
    return Named(token, parts[0], subject.left_edge.idx, end, True, plus=plus, has_subject=True)
