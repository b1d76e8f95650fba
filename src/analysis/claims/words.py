"""The word lists of the claims, by class."""

import re
from functools import cache, lru_cache

from analysis.lexicons import read_lexicon


@cache
def words_of(kind: str) -> frozenset[str]:
    """Return the words of a class of ``claims_words.tsv``.

    >>> "figure" in words_of("figure")
    True
    """
    return frozenset(row["word"] for row in read_lexicon("claims_words") if row["class"] == kind)


@cache
def verbs_of(*kinds: str) -> frozenset[str]:
    """Return the verbs (lemmas) of one or more classes of ``claims_verbs.tsv``."""
    return frozenset(row["verb"] for row in read_lexicon("claims_verbs") if row["class"] in kinds)


@cache
def synonyms() -> dict[str, str]:
    """Return what each word of ``claims_synonyms.tsv`` stands for."""
    return {row["word"]: row["stands_for"] for row in read_lexicon("claims_synonyms")}


@cache
def _longest_synonyms_first() -> list[tuple[str, str]]:
    return sorted(synonyms().items(), key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=4096)
def standard(phrase: str) -> frozenset[str]:
    """Return the words of a phrase with synonyms replaced, longest synonyms first, as a set.

    >>> sorted(standard("their defense budgets"))
    ['defence', 'expenditure', 'their']
    """
    text = f" {phrase.casefold().replace('-', ' ')} "
    for word, stands_for in _longest_synonyms_first():
        text = text.replace(f" {word} ", f" {stands_for} ")
    return frozenset(text.split())


def stands_in(words: str, text: str) -> bool:
    """Say whether words stand in a text, not as a part of longer ones.

    >>> stands_in("arms", "the army’s arms"), stands_in("arms", "the farms")
    (True, False)
    """
    return words in text and _whole(words).search(text) is not None


@cache
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
