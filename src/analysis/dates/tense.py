"""Whether a time expression is spoken of as past or as coming, read from the verb that governs it."""

from itertools import chain, islice

from analysis.lexicons import read_lexicon
from analysis.spacy_types import Span, Token

_AHEAD = frozenset(row["lemma"] for row in read_lexicon("planning_verbs"))
_MODALS = frozenset(
    ["will", "'ll", "wo", "shall", "would", "may", "might", "can", "could", "should", "must", "ca", "ought"]
)
_PAST_AUXILIARIES = frozenset(["was", "were", "had", "has", "have", "'ve", "been", "did"])
_TOWARDS = frozenset({"for", "until", "till", "to", "by"})
_DEADLINES = frozenset({"by", "until", "till", "as"})  # "by Thursday", "as early as Thursday": ahead for certain
_DELIVERED = frozenset({"delivery", "futures", "contract", "contracts"})  # in the month before them
_LONGEST_CLIMB = 12


def tense_of(span: Span, is_title: bool = False) -> str:
    """Return ``past``, ``future``, ``deadline`` (surely ahead) or ``none`` for a span of a parsed sentence.

    A present tense looks ahead where the time belongs to the verb itself ("meets on Tuesday"), and says nothing where
    it belongs to a noun ("Tuesday's report shows") or stands in a headline.
    """
    preposition, in_noun = "", False
    root, start, end = span.root, span.start, span.end
    for token in chain([root], islice(root.ancestors, _LONGEST_CLIMB - 1)):
        if start <= token.i < end:
            continue
        if token.lower_ == "since":
            return "past"
        said = _tense_of_word(token, preposition)
        if said:
            return said
        tagged_noun = token.dep_ == "ROOT" and token.pos_ == "NOUN" and any(c.dep_ == "nsubj" for c in token.lefts)
        if token.pos_ in ("VERB", "AUX") or tagged_noun:  # "Talks resume on Monday"
            tense = _tense_of_verb(_told_by(token, span), is_title or in_noun)
            if tense:
                return "deadline" if tense == "future" and preposition in _DEADLINES else tense
        if token.pos_ == "ADP" and not preposition:
            preposition = token.lower_
        in_noun = in_noun or token.pos_ in ("NOUN", "PROPN")
    return "none"


def _tense_of_word(token: Token, preposition: str) -> str | None:
    """Return the tense that a word for planning, a delivery or "ahead" gives a time below it."""
    plans = token.lemma_.lower() in _AHEAD
    if plans and preposition == "from" and token.pos_ == "VERB":
        return "past"  # "postponed from May"
    planned = plans and (token.pos_ == "ADJ" or preposition in _TOWARDS)
    if planned or token.lower_ == "ahead" or (token.lower_ in _DELIVERED and not preposition):
        return "future"
    return "past" if token.lower_ == "following" and token.tag_ in ("VBG", "IN") else None


def _tense_of_verb(verb: Token, present_is_open: bool) -> str | None:
    """Return the tense of one verb, None where a verb further up decides."""
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if helpers & _MODALS:
        return "future"
    plans = verb.tag_ == "VBD" and any(child.dep_ == "dobj" for child in verb.children)  # "planned a rally on Saturday"
    if verb.lemma_.lower() in _AHEAD and (verb.tag_ in ("VBN", "VBZ", "VBP") or present_is_open or plans):
        return "future"
    if verb.tag_ == "VBD" or helpers & _PAST_AUXILIARIES:
        return "past"
    finite = verb.tag_ == "VB" and not helpers and verb.dep_ == "conj" and verb.head.tag_ == "VBD"
    if verb.tag_ in ("VBZ", "VBP", "NN", "NNS") or finite:
        return "none" if present_is_open else "future"
    if verb.tag_ == "VBN":
        return "past" if not helpers & {"is", "are", "'s", "be"} else "future"
    if verb.tag_ == "VB" and "to" in helpers:
        head = verb.head
        decides = head.i != verb.i and head.lemma_.lower() not in _AHEAD and head.pos_ in ("VERB", "AUX")
        return None if decides else "future"
    return "future" if verb.tag_ == "VBG" and helpers & {"is", "are", "'s", "'re", "am", "'m"} else None


def _told_by(verb: Token, span: Span) -> Token:
    """Return the verb of what is told, where a time before the telling is told too ("In March, she says, he left")."""
    told = [child for child in verb.rights if child.dep_ == "ccomp"] if verb.tag_ in ("VBZ", "VBP") else []
    return told[0] if told and span.end <= verb.i and told[0].pos_ in ("VERB", "AUX") else verb
