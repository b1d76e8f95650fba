"""Clauses of the parse: which verb governs a word, who it is said of, the phrases of packages and figures in it."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.attribution.package_words import NamingPhrase, Predicate, Topic, lemma, spelt
from analysis.attribution.scene import Figure
from analysis.rules import words_in
from analysis.spacy_types import Token

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence

SUBJECT = frozenset({"nsubj", "nsubjpass"})
RELATIVE = frozenset({"which", "that", "who", "whom"})
_VERBAL = frozenset({"VERB", "AUX"})
_CARRIED = frozenset({"xcomp", "pcomp", "conj", "advcl", "ccomp", "dep", "aux", "auxpass"})


def verb_above(token: Token) -> Token | None:
    """Return the verb whose clause a word stands in; the word itself if it is one."""
    current = token
    while current.pos_ not in _VERBAL:
        if current.head.i == current.i:
            return None
        current = current.head
    return current


def finite_of(verb: Token) -> Token:
    """Return the verb that carries the tense of a clause ("is expected to reach" → "expected")."""
    current = verb
    while current.head.i != current.i and (
        current.dep_ in ("xcomp", "pcomp", "acl", "csubj")
        or (current.dep_ == "advcl" and current.tag_ in ("VBG", "VBN", "VB") and not own_subject(current))
        or (current.dep_ == "prep" and current.pos_ not in _VERBAL)
        or current.pos_ not in _VERBAL
    ):
        current = current.head
    return current if current.pos_ in _VERBAL else verb


def own_subject(verb: Token) -> Token | None:
    """Return the subject that a verb itself has."""
    found = [c for c in verb.children if c.dep_ in SUBJECT]
    if not found:  # the parser hangs it on the helper ("Norvania has for the first time met …")
        found = [c for h in verb.children if h.dep_ == "aux" for c in h.children if c.dep_ in SUBJECT]
    subject = next((c for c in reversed(found) if c.i < verb.i), found[0] if found else None)
    if subject is None or subject.i > subject.sent.start + 2:
        return subject
    # the parser hangs it on a dateline ("BRUSSELS, October 2 – Mark Rutte took over")
    dash = next((c for c in subject.children if c.text in ("—", "–", "-", "--")), None)
    behind = (c for c in subject.children if c.dep_ in ("appos", "conj") and dash is not None and c.i > dash.i)
    return next(behind, subject)


def subject_of(verb: Token) -> Token | None:
    """Return the head word of whom a verb is said of: its own subject, else that of the verb it depends on.

    A relative pronoun gives its antecedent, a participle what it modifies, an infinitive the subject of the verb above
    (the object, after "ask somebody to").
    """
    for _ in range(8):
        own, above = own_subject(verb), verb.head
        if own is not None:
            return above if own.lower_ in RELATIVE and verb.dep_ == "relcl" else own
        if verb.dep_ in ("relcl", "acl"):
            return above
        carrier = verb_above(above) if verb.dep_ in _CARRIED and above.i != verb.i else None
        if carrier is None:
            return None
        handed = next((c for c in carrier.children if c.dep_ == "dobj"), None) if verb.dep_ == "xcomp" else None
        if handed is not None and carrier.lemma_ not in ("have", "take"):
            return handed
        verb = carrier
    return None


def below(token: Token, prepositions: Container[str]) -> Iterator[Token]:
    """Yield the words below some prepositions of a word ("of", "in")."""
    return (part for c in token.children if c.dep_ == "prep" and c.lower_ in prepositions for part in c.children)


def is_one(token: Token | None, *classes: str) -> bool:
    """Say whether a word is of some classes of ``word_classes.tsv``."""
    return token is not None and lemma(token) in words_in(*classes)


def joined(token: Token) -> Iterator[Token]:
    """Yield a word and those coordinated with it."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from joined(child)


def is_scope(place: Token) -> bool:
    """Say whether a place is only where a superlative holds ("among the highest in the world")."""
    preposition = place.head
    above = preposition.head if preposition.dep_ == "prep" else preposition
    before = (preposition.nbor(-1) if preposition.i > 0 else preposition, above, *above.children)
    return place.dep_ == "pobj" and any(t.tag_ in ("JJS", "RBS") for t in before)


def is_past(verb: Token) -> bool:
    """Say whether a finite verb is in the past ("spent", "was spending", "has spent" is not)."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(c.lower_ in ("will", "would", "shall", "has", "have", "'ll", "’ll", "'s", "is", "are") for c in helpers):
        return False
    return any(c.tag_ == "VBD" for c in (verb, *helpers)) or (verb.tag_ == "VBN" and not helpers)


_LONG = 3  # words of a complement that is matched word by word
OTHER_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis"})


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name measures; `token` is their head, `rule` says how they do."""

    token: Token
    topics: tuple[Topic, ...]
    start: int
    end: int
    is_verb: bool
    change_topics: tuple[Topic, ...] = ()
    is_negative: bool = False
    plus: tuple[Topic, ...] = ()
    has_subject: bool = False


def suffix(token: Token, words: tuple[str, ...]) -> int | None:
    """Return where a phrase that ends at a word begins, or None where the words before are others."""
    first = token.i - len(words) + 1
    if first < 0:
        return None
    said = zip(words, token.doc[first : token.i + 1], strict=True)
    return first if all(word in (lemma(at), spelt(at.lower_)) for word, at in said) else None


def row_behind(preposition: Token, inside: tuple[str, ...], end: int) -> Token | None:
    """Return the last word of a complement of several phrases, as written ("of the population with access to")."""
    if len(inside) < _LONG:
        return None
    following = preposition.doc[preposition.i + 1 : min(preposition.i + 4 + len(inside), end)]
    said, wanted = [t for t in following if t.pos_ != "DET"], [w for w in inside if w not in ("the", "a", "an")]
    pairs = zip(wanted, said, strict=False)
    fits = len(said) >= len(wanted) and all(w in (lemma(t), spelt(t.lower_)) for w, t in pairs)
    return said[len(wanted) - 1] if fits else None


def behind(preposition: Token, end: int) -> Iterator[Token]:
    """Yield the nouns behind a preposition: its objects, else the next noun ("to defence" as an infinitive)."""
    nouns = [c for c in preposition.children if c.dep_ == "pobj"]
    following = preposition.doc[preposition.i + 1 : min(preposition.i + 4, end)]
    yield from (part for noun in nouns for part in (noun, *noun.conjuncts[:1]))
    yield from (t for t in following if not nouns and t.pos_ in ("NOUN", "PROPN", "VERB"))


def is_said_of(verb: Token, words: tuple[str, ...]) -> bool:
    """Say whether a verb is said of such alone, and not of some of them ("three women", "two reactors")."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    some = any(c.dep_ == "nummod" for s in subjects for c in s.children)
    return not some and any(suffix(s, words) is not None and not list(s.conjuncts) for s in subjects)


def size_of(phrase: NamingPhrase) -> int:
    """Return how much a phrase says; words of its complement count twice."""
    return len(phrase.words) + 2 * len(phrase.inside) + (phrase.tail is not None)


def clause_words(token: Token) -> Iterator[Token]:
    """Yield the words below one that belong to its own clause, in breadth."""
    queue = [token]
    while queue:
        current = queue.pop(0)
        for child in current.children:
            verbal = child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")
            if child.dep_ not in OTHER_CLAUSES and not verbal:
                yield child
                queue.append(child)


def together(token: Token, patterns: Iterable[Predicate]) -> Named | None:
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


_NEAR = 4  # words between a subject and a figure that hangs on it ("Estonia with about 3.4 percent")
_OPENERS, _JOINTS = frozenset({"the", "in"}), frozenset({",", ";", "and", "while", "but"})
_BETWEEN = frozenset({"with", "at", "on", "(", ",", ":", "—", "–", "-", "just", "only", "now"})


def is_joined(sentence: "Sentence", start: int) -> bool:
    """Say whether a name goes on with a list: a comma or an "and" stands before it, and its "the" or "in"."""
    doc, place = sentence.doc, sentence.scene.index(start) - 1
    while place > sentence.span.start and doc[place].lower_ in _OPENERS:
        place -= 1
    return place > sentence.span.start and doc[place].lower_ in _JOINTS


def ends_there(sentence: "Sentence", figure: Figure) -> bool:
    """Say whether a figure ends an item of a list ("Malta six," but not "Malta one of the smallest")."""
    place, doc = sentence.scene.index(figure.end - 1) + 1, sentence.doc
    following = doc[place] if place < sentence.span.end else None
    return following is None or following.pos_ in ("PUNCT", "CCONJ") or following.lower_ in ("in", "per", "at", "as")


def subject_beside(sentence: "Sentence", figure: Figure) -> Token | None:
    """Return the name that a figure stands right behind, with nothing but small words between."""
    last, doc = sentence.scene.index(figure.start) - 1, sentence.doc
    for place in range(last, max(last - _NEAR, sentence.span.start - 1), -1):
        token = doc[place]
        if place in sentence.subjects:
            verb, head = token.head, own_subject(token.head)
            by_another = token.dep_ == "dobj" and figure.token.head.lower_ == "with" and figure.token.head.head == verb
            named = head is not None and (head.i in sentence.subjects or head.pos_ == "PROPN")
            return None if by_another and named else sentence.subjects[place].token  # "entered the chamber with 94"
        is_small = token.lower_ in _BETWEEN or token.ent_type_ == "ORDINAL"
        if token.lower_ == "by":  # "won Estavia by 300 votes, Norvania by 200"
            is_small = any(sentence.before(f.start) == "by" for f in sentence.figures if f.end <= figure.start)
        if not is_small:
            return None
    return None


def possessor_beside(sentence: "Sentence", figure: Figure) -> Token | None:
    """Return the name that owns what a figure leaves out ("…, Italy's 1.2")."""
    doc, place = sentence.doc, sentence.scene.index(figure.start) - 1
    owned = place > sentence.span.start and doc[place].tag_ == "POS" and place - 1 in sentence.subjects
    return doc[place - 1] if owned else None
