"""Which token stands at which character."""

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Tokens:
    """The parse of one document, addressed by character.

    Attributes
    ----------
    doc : the parse.
    text : its text.
    """

    def __init__(self, doc: "Doc") -> None:
        self.doc = doc
        self.text: str = doc.text
        self._starts = [token.idx for token in doc]

    def index(self, character: int) -> int:
        """Return the index of the token at or before a character."""
        return max(0, bisect_right(self._starts, character) - 1)

    def at(self, character: int) -> "Token":
        """Return the token at or before a character."""
        return self.doc[self.index(character)]

    def end(self, index: int) -> int:
        """Return the offset after a token."""
        token = self.doc[index]
        return int(token.idx + len(token.text))
