"""Clauses of the parse: which verb governs a word, who it is said of, the phrases of packages and figures in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.attribution.package_words import Predicate, Topic
from analysis.attribution.scene import Figure
from analysis.nodes import Node
from analysis.rules import words_in

if TYPE_CHECKING:
    from analysis.attribution.marks import Sentence

_LONG = 3  # words of a complement that is matched word by word
_OVER_TO = frozenset({"to", "for", "with"})


def is_one(token: Node | None, *classes: str) -> bool:
    """Say whether a word is of some classes of ``word_classes.tsv``."""
    return token is not None and token.lemma in words_in(*classes)


def is_entered(token: Node) -> bool:
    """Say whether a word is what somebody joins, adopts, shares or goes over to ("switched to the euro")."""
    is_object = token.dep_ == "dobj" and is_one(token.head, "join", "adopt", "swap", "share")
    return is_object or (token.dep_ == "pobj" and token.head.lower_ in _OVER_TO and is_one(token.head.head, "swap"))


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name measures; `token` is their head, `rule` says how they do."""

    token: Node
    topics: tuple[Topic, ...]
    start: int
    end: int
    is_verb: bool
    change_topics: tuple[Topic, ...] = ()
    is_negative: bool = False
    plus: tuple[Topic, ...] = ()
    has_subject: bool = False


def told_of(verb: Node) -> list[Node]:
    """Return the noun that a relative clause tells of, whose words may narrow it ("factory jobs in Chad, which …")."""
    if verb.dep_ != "relcl" or not any(c.lower_ in ("which", "that") for c in verb.kids("nsubj", "nsubjpass")):
        return []
    noun = verb.head
    while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
    return [noun]


def suffix(token: Node, words: tuple[str, ...]) -> int | None:
    """Return where a phrase that ends at a word begins, or None where the words before are others."""
    first = token.i - len(words) + 1
    if first < 0:
        return None
    said = zip(words, token.doc[first : token.i + 1], strict=True)
    return first if all(word in (at.lemma, at.spelt) for word, at in said) else None


def row_behind(preposition: Node, inside: tuple[str, ...], end: int) -> Node | None:
    """Return the last word of a complement of several phrases, as written ("of the population with access to")."""
    if len(inside) < _LONG:
        return None
    following = preposition.doc[preposition.i + 1 : min(preposition.i + 4 + len(inside), end)]
    said, wanted = [t for t in following if t.pos_ != "DET"], [w for w in inside if w not in ("the", "a", "an")]
    pairs = zip(wanted, said, strict=False)
    fits = len(said) >= len(wanted) and all(w in (t.lemma, t.spelt) for w, t in pairs)
    return said[len(wanted) - 1] if fits else None


def behind(preposition: Node, end: int) -> Iterator[Node]:
    """Yield the nouns behind a preposition: its objects, else the next noun ("to defence" as an infinitive)."""
    nouns = preposition.kids("pobj")
    following = preposition.doc[preposition.i + 1 : min(preposition.i + 4, end)]
    yield from (part for noun in nouns for part in (noun, *noun.conjuncts[:1]))
    yield from (t for t in following if not nouns and t.pos_ in ("NOUN", "PROPN", "VERB"))


_ONE = frozenset({"a", "an", "one", "this", "that", "another"})


def is_said_of(verb: Node, words: tuple[str, ...]) -> bool:
    """Say whether a verb is said of such alone, not of some of them ("two reactors", "a wind farm", "the attack")."""
    subjects = verb.kids("nsubj")
    one = frozenset[str]() if is_one(verb, "have", "lifetime") else _ONE  # "a woman has 2.1 children"
    some = any(c.dep_ == "nummod" or c.lower_ in one for s in subjects for c in s.children)
    named = any(c.lower_ == "the" and s.tag_ == "NN" for s in subjects for c in s.children)
    some = some or (named and len(words) > 1)
    return not some and any(suffix(s, words) is not None and not list(s.conjuncts) for s in subjects)


def together(token: Node, patterns: Iterable[Predicate]) -> Named | None:
    """Return the measures that a verb states of several subjects taken together ("wind and solar generated …")."""
    subject = next(iter(token.kids("nsubj")), None)
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
_AGAINST, _COMPARED = frozenset({"against", "versus", "vs"}), ("compared", "comparison")
_OPENERS, _JOINTS = frozenset({"the", "in"}), frozenset({",", ";", "and", "while", "but"})
_BETWEEN = frozenset({"with", "at", "on", "(", ",", ":", "—", "–", "-", "now", "a", "mere"}) | words_in("merely")


def place_behind(sentence: "Sentence", figure: "Figure") -> Node | None:
    """Return the place behind a figure that another is held against ("was 2.1 percent, against 3 percent in Spain")."""
    first, start = sentence.scene.index(figure.start), sentence.scene.index(figure.end - 1) + 1
    before = [t.lower_ for t in sentence.doc[max(sentence.span.start, first - 2) : first]]
    if not before or (before[-1] not in _AGAINST and before[0] not in _COMPARED):
        return None
    for word in sentence.doc[start : min(start + _NEAR, sentence.span.end - 1)]:
        if word.lower_ in ("in", "for"):
            near = (t for t in word.doc[word.i + 1 : min(word.i + 3, sentence.span.end)] if t.i in sentence.subjects)
            return next(near, None)
        if word.pos_ in ("PUNCT", "VERB", "AUX", "CCONJ"):
            break
    return None


def held_side(verb: Node, figure: Figure) -> str | None:
    """Return the side of a ratio that a verb says its subject is on: ``<`` where it falls short of it, ``>`` beyond."""
    between = verb.doc[verb.i : figure.token.i]
    if any(t.text in (";", ":", ",") for t in between):
        return None
    short = next((t for t in between if t.lower_ == "short"), None)
    falls = short is not None and short.nbor().lower_ == "of"
    return "<" if falls else ">" if is_one(verb, "exceed") else None


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


def subject_beside(sentence: "Sentence", figure: Figure) -> Node | None:
    """Return the name that a figure stands right behind, with nothing but small words between."""
    last, doc = sentence.scene.index(figure.start) - 1, sentence.doc
    for place in range(last, max(last - _NEAR, sentence.span.start - 1), -1):
        token = doc[place]
        if place in sentence.subjects:
            verb, head = token.head, token.head.own_subject
            by_another = token.dep_ == "dobj" and figure.token.head.lower_ == "with" and figure.token.head.head == verb
            named = head is not None and (head.i in sentence.subjects or head.pos_ == "PROPN")
            return None if by_another and named else sentence.subjects[place].token  # "entered the chamber with 94"
        is_small = token.lower_ in _BETWEEN or token.ent_type_ == "ORDINAL"
        if token.lower_ == "by":  # "won Estavia by 300 votes, Norvania by 200"
            is_small = any(sentence.before(f.start) == "by" for f in sentence.figures if f.end <= figure.start)
        if not is_small:
            return None
    return None


def possessor_beside(sentence: "Sentence", figure: Figure) -> Node | None:
    """Return the name that owns what a figure leaves out ("…, Italy's 1.2")."""
    doc, place = sentence.doc, sentence.scene.index(figure.start) - 1
    owned = place > sentence.span.start and doc[place].tag_ == "POS" and place - 1 in sentence.subjects
    return doc[place - 1] if owned else None
