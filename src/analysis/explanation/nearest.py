"""The name of a package's measure that comes nearest to what a sentence says, and what keeps it from being one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.attribution import Sentence, Topic
from analysis.attribution.package_words import PREPOSITIONS, lemma, spelt
from analysis.explanation.steps import Step
from analysis.reference import Reference
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_SMALL = PREPOSITIONS | {"the", "a", "be", "have", "do", "and", "by"}
_MODIFIES = frozenset({"amod", "compound", "nmod", "advmod"})
_BEHIND = frozenset({"of", "for", "among", "on"})
_MOST = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A phrase of a measure with those of its words that a sentence has."""

    topic: Topic
    phrase: str
    there: frozenset[str]
    wanted: frozenset[str]

    @property
    def rank(self) -> tuple[float, int, int]:
        """How near it comes: the share of its words, their number, the fewest words missing."""
        return len(self.there) / len(self.wanted), len(self.there), -len(self.wanted)


def nearest_name(sentence: Sentence, reference: Reference) -> Step:
    """Return the name of which most words are said, with what is missing of it or what makes it another measure."""
    best = max(_candidates(sentence), key=lambda c: c.rank, default=None)
    if best is None:
        names = list(dict.fromkeys(p for measure in reference.measures.values() for p in _phrases(measure)[:1]))
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        says = f"no word of a name is in the sentence; this package has: {', '.join(names[:_MOST])}{more}"
        return Step("measure", says, is_missing=True)
    what = f"{best.phrase!r} ({best.topic.measure.id})"
    if best.there < best.wanted:
        lacks = ", ".join(sorted(best.wanted - best.there))
        says = f"none is named; nearest is {what}, without {lacks}; if other words name it, add them to 'names'"
        return Step("measure", says, is_missing=True)
    return _another(sentence, best, what)


def _another(sentence: Sentence, best: _Candidate, what: str) -> Step:
    """Return what keeps a name from being read of which all words are there."""
    token = next((t for t in sentence.span if best.phrase.split()[-1] in (lemma(t), spelt(t.lower_))), None)
    token = token or next(t for t in sentence.span if lemma(t) in best.wanted)
    unknown = list(_unknown(sentence, token, best))
    start, end = token.idx, token.idx + len(token)
    if unknown:
        words = ", ".join(repr(t.text) for t in unknown)
        says = (
            f"{words} beside {what} makes it another measure; if it changes nothing, add it to 'modifiers', "
            "if it belongs to the name, to 'names'"
        )
        start, end = min(start, unknown[0].idx), max(end, unknown[-1].idx + len(unknown[-1]))
    else:
        says = f"all words of {what} are said, but not together as one name or with its verb"
    return Step("measure", says, start, end, is_missing=True)


def _unknown(sentence: Sentence, token: "Token", best: _Candidate) -> "Iterator[Token]":
    """Yield the words beside a name that are neither its own, nor its measure's modifiers, nor neutral."""
    known = best.wanted | {spelt(word) for word in best.topic.measure.modifiers}
    before = (part for child in token.lefts if child.dep_ in _MODIFIES for part in child.subtree)
    behind = (
        noun for child in token.children if child.dep_ == "prep" and child.lower_ in _BEHIND
        for noun in child.children if noun.dep_ == "pobj"
    )  # fmt: skip
    yield from (t for t in (*before, *behind) if not sentence.is_known(t) and lemma(t) not in known)


def _candidates(sentence: Sentence) -> Iterator[_Candidate]:
    said = sentence.lemmas | {spelt(token.lower_) for token in sentence.span}
    for topic in sentence.scene.words.topics:
        for phrase in _phrases(topic.measure):
            wanted = frozenset(spelt(word) for word in phrase.split()) - _SMALL
            there = wanted & said
            if there - words_in("level", "copula", "up", "down"):
                yield _Candidate(topic, phrase, there, wanted)


def _phrases(measure) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    return (*measure.names, *measure.negative_names, *measure.change_names, *measure.predicates, *measure.counted)
