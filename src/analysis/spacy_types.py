"""spaCy's types by name, for annotations: spaCy itself is imported with the first article, not at the start."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token
else:
    Doc = Span = Token = object

__all__ = ["Doc", "Span", "Token"]
