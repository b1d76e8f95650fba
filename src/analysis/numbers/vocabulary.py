"""Closed sets of words and phrases that the rules for numbers share, and what stands beside a figure in their terms."""

import re
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.numbers.tries import Trie

_LAST_WORD = re.compile(r"[^\W\d_]+\.?$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 24


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
def undirected_verbs() -> frozenset[str]:
    """Return the verbs of ``change_words.tsv`` that need a particle to say which way something moves ("edge up")."""
    rows = read_lexicon("change_words")
    return frozenset(row["word"] for row in rows if row["part"] == "verb" and row["direction"] == "-")


@cache
def month_names() -> frozenset[str]:
    """Return the names and abbreviations of the months in lower case."""
    return frozenset(row["word"] for row in read_lexicon("months"))


@cache
def exactly_counted() -> frozenset[str]:
    """Return the lemmas of nouns for people and states."""
    return frozenset(row["noun"] for row in read_lexicon("counted_exactly"))


@cache
def role_nouns() -> frozenset[str]:
    """Return the nouns for what a person does."""
    return frozenset(row["noun"] for row in read_lexicon("role_nouns"))


@cache
def _phrases(name: str, backwards: bool) -> Trie:
    return Trie(((phrase, True) for phrase in word_set(name)), backwards=backwards, lower=True)


def phrase_before(name: str, text: str, end: int) -> int | None:
    """Return where the longest phrase of a set begins that ends before a place and the spaces before it."""
    while end and text[end - 1] == " ":
        end -= 1
    found = _phrases(name, True).before(text, end)
    return found[0] if found else None


def phrase_after(name: str, text: str, start: int) -> int | None:
    """Return where the longest phrase of a set ends that follows a place and one space or hyphen after it.

    >>> phrase_after("after_length", "two years earlier", 9)
    17
    """
    found = _phrases(name, False).after(text, start + (text[start : start + 1] in (" ", "-")))
    return found[0] if found else None


def word_before(text: str, end: int, skipped: str = "") -> tuple[str, int]:
    """Return the word before a place in lower case and where it begins, past the phrases of a set.

    >>> word_before("fell by about 3", 14, "before_figure")
    ('by', 5)
    """
    while skipped and (start := phrase_before(skipped, text, end)) is not None:
        end = start
    while end and text[end - 1] == " ":
        end -= 1
    found = _LAST_WORD.search(text, max(0, end - _LONGEST_WORD), end)
    return (found.group().lower(), found.start()) if found else ("", end)


def word_after(text: str, start: int) -> str:
    """Return the word after a place and a space or hyphen in lower case, "" where none stands."""
    found = _NEXT_WORD.match(text, start + (text[start : start + 1] in (" ", "-")))
    return found.group().lower() if found else ""
