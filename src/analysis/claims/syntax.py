"""The grammar around a figure: its head word, the noun or verb it belongs to, the clause it stands in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_CLAUSE_DEPS = frozenset({"ROOT", "relcl", "advcl", "ccomp", "parataxis", "csubj", "conj"})
_SUBJECT_DEPS = ("nsubj", "nsubjpass", "csubj")
_VERBAL = ("VERB", "AUX")
_TRANSPARENT = frozenset(
    {"conj", "appos", "nummod", "compound", "amod", "npadvmod", "quantmod", "advmod", "nmod", "dep", "dative"}
)
_LONGEST_CLIMB = 12


def span_of(doc: "Doc", start: int, end: int) -> "Span | None":
    """Return the tokens that a range of characters touches."""
    return doc.char_span(start, end, alignment_mode="expand")


def root_of(doc: "Doc", start: int, end: int) -> "Token | None":
    """Return the head word of a range of characters."""
    span = span_of(doc, start, end)
    return span.root if span is not None and len(span) else None


def climb(token: "Token") -> "Iterator[Token]":
    """Yield a token's ancestors, nearest first."""
    for _ in range(_LONGEST_CLIMB):
        if token.head.i == token.i:
            return
        token = token.head
        yield token


def verb_of(token: "Token") -> "Token | None":
    """Return the verb a token belongs to, itself included."""
    return next((t for t in (token, *climb(token)) if t.pos_ in _VERBAL), None)


def governor(token: "Token") -> "tuple[Token | None, Token | None]":
    """Return the noun a figure is the complement of ("a budget of 3 percent"), or the verb it goes with.

    One of the two is set, or neither for a figure that stands by itself.
    """
    for _ in range(_LONGEST_CLIMB):
        head = token.head
        if head.i == token.i:
            return None, token if token.pos_ in _VERBAL else None
        if token.dep_ in ("pobj", "pcomp") or head.lower_ == "worth":
            above = head.head
            if above.i == head.i:
                return None, None
            if above.pos_ in ("NOUN", "PROPN", "PRON") or above.lower_ in ("former", "latter"):
                return above, None
            if above.pos_ in _VERBAL:
                return None, above
            token = above
        elif head.pos_ in _VERBAL:
            return None, head
        elif token.dep_ in _TRANSPARENT:
            if token.dep_ == "appos" and head.pos_ in ("NOUN", "PROPN") and not _is_figure(head):
                return head, None
            token = head
        else:
            token = head
    return None, None


def _is_figure(token: "Token") -> bool:
    """Say whether a word is itself the head of a figure ("1.49 percent, 1.55 percent")."""
    return token.like_num or any(child.dep_ == "nummod" for child in token.children)


def subject_of(verb: "Token") -> "Token | None":
    """Return the subject of a verb: its own, else that of the verb it depends on ("plans to spend")."""
    current = verb
    for _ in range(_LONGEST_CLIMB):
        for child in current.children:
            if child.dep_ in _SUBJECT_DEPS:
                return child
        if current.dep_ in ("acl", "relcl"):
            return current.head
        if (
            current.dep_ not in ("xcomp", "conj", "advcl", "pcomp", "auxpass", "aux", "ccomp", "prep")
            or current.head.i == current.i
        ):
            return None
        current = current.head
    return None


def antecedent(token: "Token") -> "Token":
    """Return what a relative pronoun stands for, else the token itself."""
    if token.tag_ in ("WDT", "WP", "WP$") or (token.lower_ in ("which", "who", "that") and token.head.dep_ == "relcl"):
        for above in climb(token):
            if above.dep_ == "relcl":
                return above.head
    return token


def clause_head(token: "Token") -> "Token":
    """Return the verb of the clause a token stands in (or the top of its sentence)."""
    for current in (token, *climb(token)):
        if current.dep_ == "ROOT":
            return current
        if current.dep_ in _CLAUSE_DEPS and current.pos_ in _VERBAL:
            own = any(child.dep_ in _SUBJECT_DEPS for child in current.children)
            if own or current.dep_ == "relcl":
                return current
    return token.sent.root


def clause_tokens(token: "Token") -> "list[Token]":
    """Return the tokens of the clause a token stands in, clauses inside it left out."""
    head = clause_head(token)
    return [t for t in token.sent if not t.is_space and clause_head(t).i == head.i]


def is_negated(verb: "Token") -> bool:
    """Say whether a verb is denied by a word of its own."""
    return any(child.dep_ == "neg" or child.lower_ in ("never", "hardly", "nor") for child in verb.children)


def is_past(verb: "Token") -> bool:
    """Say whether a verb or its auxiliary is in the past."""
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    finite = auxiliaries[0] if auxiliaries else verb
    return finite.tag_ == "VBD" or (finite.tag_ == "VBN" and not auxiliaries)
