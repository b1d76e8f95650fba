"""Phrases of packages in the parse: where one that ends at a word begins, and what belongs to a word's own clause."""

from typing import TYPE_CHECKING

from analysis.attribution.words import Phrase, lemma, spelt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

OTHER_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis"})


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


def size_of(phrase: Phrase) -> int:
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
