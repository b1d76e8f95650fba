"""Closed sets of words that the rules for numbers share."""

from functools import cache

from analysis.lexicons import read_lexicon


@cache
def word_set(name: str) -> frozenset[str]:
    """Return one set of ``number_sets.tsv``.

    >>> "share" in word_set("rate_noun")
    True
    """
    return frozenset(row["word"] for row in read_lexicon("number_sets") if row["set"] == name)


@cache
def directed_words() -> frozenset[str]:
    """Return the words of ``change_words.tsv`` that say which way something moves."""
    return frozenset(row["word"] for row in read_lexicon("change_words") if row["direction"] != "-")


@cache
def month_names() -> frozenset[str]:
    """Return the names and abbreviations of the months in lower case."""
    return frozenset(row["word"] for row in read_lexicon("months"))
