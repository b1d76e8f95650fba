"""What a number is about: the words of the article that name the thing counted or measured, and the base of a share."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate
from analysis.numbers.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOMINAL = frozenset(("NOUN", "PROPN", "NUM", "SYM", "X"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
_KEPT_LEFT = frozenset(("compound", "amod", "nmod", "poss", "nummod", "punct", "case", "advmod", "quantmod"))
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "its",
        "their",
        "his",
        "her",
        "our",
        "my",
        "your",
        "this",
        "that",
        "these",
        "those",
        "some",
        "any",
        "all",
    ]
)
_OF = re.compile(r" of (?!course\b)")


def read_concepts(tokens: Tokens, candidates: list[Candidate]) -> None:
    """Set concept, subject and the stated base of every number."""
    for candidate in candidates:
        if candidate.kind in ("reference", "score"):
            continue
        _read_base(tokens, candidate)
        _read_concept(tokens, candidate)


def _read_base(tokens: Tokens, candidate: Candidate) -> None:
    """Read the base of a share: "60 percent of its revenue", "a third of the population"."""
    if candidate.kind not in ("percent", "ratio"):
        return
    if candidate.kind == "ratio" and candidate.rule == "ratio":
        return
    of = _OF.match(tokens.text, candidate.end)
    if of is None:
        return
    span = noun_phrase(tokens, tokens.index(of.end()))
    if span is None:
        return
    candidate.base_span = span
    candidate.of_base = base_name(tokens, span)


def base_name(tokens: Tokens, span: tuple[int, int]) -> str:
    """Return a base under one name: its acronym in brackets, the name the list gives it, or its words without determiners."""
    text = tokens.text
    words = text[span[0] : span[1]]
    acronym = re.match(r" \(([A-Z][A-Za-z&]{1,7})\)", text[span[1] : span[1] + 12])
    plain = " ".join(w for w in words.split() if w.lower() not in _DETERMINERS)
    known = _bases()
    for phrase in (plain.lower(), *(plain.lower().split("'s ")[-1:])):
        if phrase in known:
            return known[phrase]
    return acronym[1] if acronym else plain or words


@cache
def _bases() -> dict[str, str]:
    return {row["phrase"]: row["base"] for row in read_lexicon("share_bases")}


def noun_phrase(tokens: Tokens, first: int) -> tuple[int, int] | None:
    """Return the span of the noun phrase that begins at a token: up to its head noun, without later modifiers."""
    doc = tokens.doc
    head = None
    for place in range(first, min(len(doc), first + 9)):
        token = doc[place]
        if token.is_space or (
            token.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ") and token.tag_ not in ("VBN", "VBG")
        ):
            break
        if token.pos_ == "PUNCT" and token.text not in ("-", "'", "&"):
            break
        if token.pos_ in ("NOUN", "PROPN") or token.tag_ in ("NN", "NNS"):
            head = place
            if token.dep_ not in ("compound", "nmod", "amod", "poss", "npadvmod", "nsubj") and not _possessor(token):
                break
        elif head is not None and token.tag_ not in ("POS", "HYPH", "JJ", "VBN", "VBG", "CD", "NN"):
            break
    if head is None:
        return None
    return int(doc[first].idx), tokens.end(head)


def _possessor(token: "Token") -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().tag_ == "POS"


def _read_concept(tokens: Tokens, candidate: Candidate) -> None:
    head = _own_noun(tokens, candidate)
    governor = _anchor(tokens, candidate)
    noun = head if head is not None else _concept_noun(tokens, candidate, governor)
    subject = _subject(governor)
    if noun is not None:
        candidate.concept = span_of(tokens, noun, candidate)
    if subject is not None and (noun is None or subject.i != noun.i):
        candidate.subject = span_of(tokens, subject, candidate)
    if candidate.concept is None:
        candidate.concept = candidate.subject
    if candidate.base_span is not None:
        candidate.concept = candidate.base_span


def _own_noun(tokens: Tokens, candidate: Candidate) -> "Token | None":
    """Return the noun a measured quantity modifies: "517 rushing yards", "a 12-page document", "450 Nm of torque"."""
    last = tokens.at(candidate.end - 1)
    of = _OF.match(tokens.text, candidate.end)
    if of and candidate.kind not in ("percent", "ratio"):
        place = tokens.index(of.end())
        token = tokens.doc[place]
        for _ in range(4):
            if token.pos_ in ("NOUN", "PROPN") and token.dep_ not in ("compound", "amod", "nmod"):
                return token
            if token.head.i <= token.i:
                return token if token.pos_ in ("NOUN", "PROPN") else None
            token = token.head
        return None
    token = last
    inside = range(tokens.index(candidate.start), last.i + 1)
    for _ in range(4):
        if token.dep_ not in ("compound", "nummod", "amod", "nmod", "npadvmod", "quantmod", "punct"):
            return None
        head = token.head
        if head.i > last.i and head.pos_ in ("NOUN", "PROPN"):
            return head
        if head.i not in inside and head.i < last.i:
            return None
        token = head
    return None


def _anchor(tokens: Tokens, candidate: Candidate) -> "Token":
    """Return the first token above the quantity that is no part of it."""
    first, last = tokens.index(candidate.start), tokens.index(candidate.end - 1)
    token = tokens.doc[last]
    for _ in range(8):
        if token.head.i == token.i:
            break
        token = token.head
        if not first <= token.i <= last and token.pos_ not in (
            "ADP",
            "PART",
            "ADV",
            "NUM",
            "SYM",
            "SCONJ",
            "PUNCT",
            "ADJ",
        ):
            break
    return token


def _concept_noun(tokens: Tokens, candidate: Candidate, governor: "Token") -> "Token | None":
    """Return the noun a quantity is told of: "a price of $70", "sales rose 3%"."""
    if governor.pos_ in ("NOUN", "PROPN"):
        return governor
    return _subject(governor)


def _subject(token: "Token") -> "Token | None":
    """Return the subject of the nearest verb above a token, if it is a noun."""
    for _ in range(6):
        for child in token.lefts:
            if child.dep_ in _SUBJECTS:
                return _antecedent(child)
        if token.dep_ in ("acl", "relcl") and token.head.pos_ in _NOMINAL:
            return token.head
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _antecedent(child: "Token") -> "Token | None":
    """Return a subject noun; a relative pronoun stands for the noun before it."""
    if child.pos_ in ("NOUN", "PROPN", "NUM", "X", "SYM") or (child.pos_ == "ADJ" and child.dep_ != "expl"):
        return child
    if child.tag_ in ("WDT", "WP") and child.head.dep_ == "relcl" and child.head.head.pos_ in _NOMINAL:
        return child.head.head
    return None


def span_of(tokens: Tokens, noun: "Token", candidate: Candidate) -> tuple[int, int]:
    """Return a noun with its modifiers and the "of", "in", "for" phrases on it, as far as the quantity itself."""
    start = end = noun.i
    for child in noun.lefts:
        if child.dep_ in _KEPT_LEFT and child.pos_ not in ("DET", "PUNCT"):
            start = min(start, child.left_edge.i)
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for", "on", "between", "from", "per"):
            if child.i == end + 1:
                end = child.right_edge.i
    begin, stop = int(tokens.doc[start].idx), tokens.end(end)
    if begin < candidate.start < stop:
        stop = tokens.end(noun.i) if noun.idx < candidate.start else stop
        if stop > candidate.start and noun.idx > candidate.start:
            begin = (
                int(noun.idx)
                if tokens.index(candidate.end - 1) + 1 >= noun.i
                else tokens.doc[tokens.index(candidate.end - 1) + 1].idx
            )
    return begin, max(stop, begin + 1)
