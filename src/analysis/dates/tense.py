"""Whether a time expression is spoken of as past or as coming, read from the verb that governs it."""

from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_AHEAD = frozenset(row["lemma"] for row in read_lexicon("planning_verbs"))
_MODALS = frozenset(
    ["will", "'ll", "wo", "shall", "would", "may", "might", "can", "could", "should", "must", "ca", "ought"]
)
_PAST_AUXILIARIES = frozenset(["was", "were", "had", "has", "have", "'ve", "been", "did"])
_LONGEST_CLIMB = 12


def tense_of(span: "Span", is_title: bool = False) -> str:
    """Return ``past``, ``future`` or ``none`` for a span of a parsed sentence.

    A headline's present tense tells of what has happened as well as of what will: ``none``.
    """
    token = span.root
    for _ in range(_LONGEST_CLIMB):
        if token.pos_ in ("VERB", "AUX") and token.i not in range(span.start, span.end):
            tense = _tense_of_verb(token, is_title)
            if tense:
                return tense
        if token.head.i == token.i:
            break
        token = token.head
    return "none"


def _tense_of_verb(verb: "Token", is_title: bool) -> str | None:
    """Return the tense of one verb, None where a verb further up decides."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if helpers & _MODALS:
        return "future"
    if verb.lemma_.lower() in _AHEAD and verb.tag_ in ("VBN", "VBZ", "VBP"):
        return "future"
    if verb.tag_ == "VBD" or helpers & _PAST_AUXILIARIES:
        return "past"
    if verb.tag_ in ("VBZ", "VBP"):
        return None if is_title else "future"
    if verb.tag_ == "VBN":
        return "past" if not helpers & {"is", "are", "'s", "be"} else "future"
    if verb.tag_ == "VB" and "to" in helpers:
        head = verb.head
        return (
            "future" if head.i == verb.i or head.lemma_.lower() in _AHEAD or head.pos_ not in ("VERB", "AUX") else None
        )
    if verb.tag_ == "VBG" and helpers & {"is", "are", "'s", "'re", "am", "'m"}:
        return "future"
    return None
