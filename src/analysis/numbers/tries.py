"""Phrases looked up at a place in a text, forwards or backwards, in time linear in the phrase."""

from collections.abc import Iterable
from typing import Any

_LEAF = ""


class Trie:
    """A set of phrases with a value each.

    >>> Trie([("miles per hour", "mph"), ("miles", "mi")]).after("60 miles an hour", 3)
    (8, 'mi')
    """

    def __init__(self, phrases: Iterable[tuple[str, Any]], *, backwards: bool = False, lower: bool = False) -> None:
        self._lower = lower
        self._root: dict[str, Any] = {}
        for phrase, value in phrases:
            node = self._root
            for character in reversed(phrase) if backwards else phrase:
                node = node.setdefault(character.lower() if lower else character, {})
            node.setdefault(_LEAF, value)

    def after(self, text: str, start: int) -> tuple[int, Any] | None:
        """Return the end and value of the longest phrase that begins at `start` and ends at a word's end."""
        node, place, best = self._root, start, None
        while place < len(text):
            character = text[place].lower() if self._lower else text[place]
            if character not in node:
                break
            node = node[character]
            place += 1
            if _LEAF in node and not _inside_word(text, place):
                best = (place, node[_LEAF])
        return best

    def before(self, text: str, end: int) -> tuple[int, Any] | None:
        """Return the start and value of the longest phrase that ends at `end` and begins at a word's start."""
        node, place, best = self._root, end, None
        while place > 0:
            character = text[place - 1].lower() if self._lower else text[place - 1]
            if character not in node:
                break
            node = node[character]
            place -= 1
            if _LEAF in node and not _inside_word(text, place):
                best = (place, node[_LEAF])
        return best


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place].isalnum() and text[place - 1].isalnum()
