"""Classes of words that rules speak of: ``level`` (stand, amount, be), ``meet`` (reach, hit) …"""

from collections.abc import Mapping
from functools import cache

from analysis.lexicons import read_lexicon


@cache
def _classes() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_lexicon("word_classes"):
        found.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in found.items()}


@cache
def class_names() -> frozenset[str]:
    """Return the names of all classes."""
    return frozenset(_classes())


@cache
def words_in(*names: str) -> frozenset[str]:
    """Return the lemmas of one or more classes of ``lexicons/word_classes.tsv``.

    >>> "reach" in words_in("meet")
    True
    """
    return frozenset().union(*(_classes()[name] for name in names))
