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
_TOWARDS = frozenset({"for", "until", "till", "to", "by"})
_LONGEST_CLIMB = 12


def tense_of(span: "Span", is_title: bool = False) -> str:
    """Return ``past``, ``future`` or ``none`` for a span of a parsed sentence.

    A present tense looks ahead where the time belongs to the verb itself ("meets on Tuesday"), and says nothing where
    it belongs to a noun ("Tuesday's report shows") or stands in a headline.
    """
    token = span.root
    preposition, in_noun = "", False
    for _ in range(_LONGEST_CLIMB):
        if token.i not in range(span.start, span.end):
            if token.lemma_.lower() in _AHEAD and (token.pos_ == "ADJ" or preposition in _TOWARDS):
                return "future"
            if token.lower_ == "ahead":
                return "future"
            if token.lower_ == "following" and token.tag_ in ("VBG", "IN"):
                return "past"
            if token.pos_ in ("VERB", "AUX"):
                tense = _tense_of_verb(token, is_title or in_noun)
                if tense:
                    return tense
            if token.pos_ == "ADP" and not preposition:
                preposition = token.lower_
            in_noun = in_noun or token.pos_ in ("NOUN", "PROPN")
        if token.head.i == token.i:
            break
        token = token.head
    return "none"


def _tense_of_verb(verb: "Token", present_is_open: bool) -> str | None:
    """Return the tense of one verb, None where a verb further up decides."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if helpers & _MODALS:
        return "future"
    if verb.lemma_.lower() in _AHEAD and (verb.tag_ in ("VBN", "VBZ", "VBP") or present_is_open or _has_object(verb)):
        return "future"
    if verb.tag_ == "VBD" or helpers & _PAST_AUXILIARIES:
        return "past"
    if verb.tag_ in ("VBZ", "VBP"):
        return "none" if present_is_open else "future"
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


def _has_object(verb: "Token") -> bool:
    """Say whether a verb of planning has what is planned beside it ("planned a rally on Saturday")."""
    return verb.tag_ == "VBD" and any(child.dep_ == "dobj" for child in verb.children)
