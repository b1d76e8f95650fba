"""Which token stands at which character."""

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from analysis.annotate import Document

if TYPE_CHECKING:
    from spacy.tokens import Token


class Tokens:
    """The parse of one document, addressed by character.

    Attributes
    ----------
    doc : the parse.
    text : its text.
    """

    def __init__(self, document: Document) -> None:
        self.doc = document.doc
        self.text = document.text
        self._starts = document.starts
        self._words = document.words

    def index(self, character: int) -> int:
        """Return the index of the token at or before a character."""
        return max(0, bisect_right(self._starts, character) - 1)

    def at(self, character: int) -> "Token":
        """Return the token at or before a character."""
        return self.doc[self.index(character)]

    def end(self, index: int) -> int:
        """Return the offset after a token."""
        return self._starts[index] + len(self._words[index])

    def before(self, character: int) -> "Token | None":
        """Return the token that ends before a character, None at the start."""
        place = bisect_left(self._starts, character) - 1
        return self.doc[place] if place >= 0 else None

    def tag_after(self, end: int) -> str:
        """Return the tag of the token after a place, "" at the end."""
        place = self.index(end - 1) + 1
        return str(self.doc[place].tag_) if place < len(self.doc) else ""
