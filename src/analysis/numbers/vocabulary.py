"""Closed sets of words and phrases that the rules for numbers share, and what stands beside a figure in their terms."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from analysis.annotate import Document
from analysis.lexicons import entries, read_lexicon
from analysis.spacy_types import Token

_NEXT_WORD = re.compile(r"[^\W\d_]+")
_NONE = object()


@cache
def word_set(name: str) -> frozenset[str]:
    """Return one set of ``number_sets.tsv``."""
    return entries("number_sets", "word", set=name)


@cache
def directed_words() -> frozenset[str]:
    """Return the words of ``change_words.tsv`` that say which way something moves."""
    return frozenset(row["word"] for row in read_lexicon("change_words") if row["direction"] != "-")


def undirected_verbs() -> frozenset[str]:
    """Return the verbs of ``change_words.tsv`` that need a particle to say which way something moves ("edge up")."""
    return entries("change_words", "word", part="verb", direction="-")


@cache
def _phrases(name: str) -> "Phrases":
    return Phrases(((phrase, True) for phrase in word_set(name)), lower=True)


def phrase_before(name: str, text: str, end: int) -> int | None:
    """Return where the longest phrase of a set begins that ends before a place and the spaces before it."""
    found = _phrases(name).before(text, _past_spaces(text, end))
    return found[0] if found else None


def _past_spaces(text: str, end: int) -> int:
    while end and text[end - 1] == " ":
        end -= 1
    return end


def phrase_after(name: str, text: str, start: int) -> int | None:
    """Return where the longest phrase of a set ends that follows a place and one space or hyphen after it."""
    found = _phrases(name).after(text, start + (text[start : start + 1] in (" ", "-")))
    return found[0] if found else None


def word_before(text: str, end: int, skipped: str = "") -> tuple[str, int]:
    """Return the word before a place in lower case and where it begins, past the phrases of a set.

    >>> word_before("fell by about 3", 14, "before_figure")
    ('by', 5)
    """
    while skipped and (start := phrase_before(skipped, text, end)) is not None:
        end = start
    end = _past_spaces(text, end)
    last = start = end - text.endswith(".", 0, end)
    while start and text[start - 1].isalpha():
        start -= 1
    return (text[start:end].lower(), start) if start < last else ("", end)


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for one of some words: by their first letters it is searched for several times as fast."""
    by_letter = groupby(sorted(words, reverse=True), key=itemgetter(0))  # a longer word before its beginning
    return "|".join(f"{letter}(?:{'|'.join(word[1:] for word in group)})" for letter, group in by_letter)


def lowered(text: str) -> str:
    """Return a text in lower case, as long as it was: the one letter that would grow is replaced."""
    return text.replace("İ", "I").lower()


def word_after(text: str, start: int) -> str:
    """Return the word after a place and a space or hyphen in lower case, "" where none stands."""
    found = _NEXT_WORD.match(text, start + (text[start : start + 1] in (" ", "-")))
    return found.group().lower() if found else ""


class Phrases:
    """A set of phrases with a value each.

    >>> Phrases([("miles an hour", "mph"), ("miles", "mi")]).after("60 miles an hour", 3)
    (16, 'mph')
    """

    def __init__(self, phrases: Iterable[tuple[str, Any]], *, lower: bool = False) -> None:
        self._lower = lower
        self._values: dict[str, Any] = {}
        self._lengths: dict[tuple[str, int], dict[int, None]] = {}  # by two first letters (1) or last (-1)
        for phrase, value in phrases:
            self._values.setdefault(phrase.lower() if lower else phrase, value)
        for phrase in sorted(self._values, key=len, reverse=True):
            for key in ((phrase[:2], 1), (phrase[-2:], -1)):
                self._lengths.setdefault(key, {})[len(phrase)] = None

    def after(self, text: str, start: int) -> tuple[int, Any] | None:
        """Return the end and value of the longest phrase that begins at `start` and ends at a word's end."""
        for length in self._lengths_at(text[start : start + 2], text[start : start + 1], 1):
            end = start + length
            value = self._value(text[start:end])
            if value is not _NONE and end <= len(text) and not _inside_word(text, end):
                return end, value
        return None

    def before(self, text: str, end: int) -> tuple[int, Any] | None:
        """Return the start and value of the longest phrase that ends at `end` and begins at a word's start."""
        for length in self._lengths_at(text[max(0, end - 2) : end], text[end - 1 : end], -1):
            start = end - length
            value = self._value(text[start:end]) if start >= 0 else _NONE
            if value is not _NONE and not _inside_word(text, start):
                return start, value
        return None

    def _lengths_at(self, two: str, one: str, way: int) -> tuple[int, ...]:
        """Return how long phrases can be that begin, or end, with two letters or consist of one; the longest first."""
        if self._lower:
            two, one = two.lower(), one.lower()
        return (*self._lengths.get((two, way), ()), *self._lengths.get((one, way), ()))

    def _value(self, words: str) -> Any:
        return self._values.get(words.lower() if self._lower else words, _NONE)


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place].isalnum() and text[place - 1].isalnum()


class Tokens:
    """The parse of one document, addressed by character."""

    def __init__(self, document: Document) -> None:
        self.doc, self.text = document.doc, document.text
        self._starts, self._words = document.starts, document.words

    def index(self, character: int) -> int:
        """Return the index of the token at or before a character."""
        return max(0, bisect_right(self._starts, character) - 1)

    def at(self, character: int) -> Token:
        """Return the token at or before a character."""
        return self.doc[self.index(character)]

    def end(self, index: int) -> int:
        """Return the offset after a token."""
        return self._starts[index] + len(self._words[index])

    def before(self, character: int) -> Token | None:
        """Return the token that ends before a character, None at the start."""
        place = bisect_left(self._starts, character) - 1
        return self.doc[place] if place >= 0 else None

    def following(self, end: int, count: int = 1) -> list[Token]:
        """Return the tokens after a place, fewer at the end of the text."""
        place = self.index(end - 1) + 1
        return [self.doc[at] for at in range(place, min(place + count, len(self.doc)))]
