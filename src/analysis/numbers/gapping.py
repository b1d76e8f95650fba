"""Figures after a name in a clause whose verb and noun are left out: "Sweden has 21 seats and Denmark 15".

Gapping: the remnants stand in the order of the clause before, a name for its subject and a bare figure for its object
(Huddleston and Pullum, *The Cambridge Grammar of the English Language*, chapter 15, § 4.2).
"""

import re
from typing import TYPE_CHECKING

from analysis.numbers.candidates import Candidate
from analysis.numbers.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

_NAMES = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC"})
_COORDINATED = re.compile(r"(?:[,;]| and| while| but|[,;] (?:and|while|but))(?: the)? \Z")
_COORDINATOR_ROOM = 16
_ENDS = re.compile(r"[.,;:!?)”]|\Z| (?:and|while|but|in|of|after|before|from|on)\b")
_VERBS = ("VERB", "AUX")


def is_gapped(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure stands after a name in place of a whole clause like the one before."""
    if not candidate.bare or _ENDS.match(tokens.text, candidate.end) is None:
        return False
    number = tokens.at(candidate.start)
    if number.i == 0 or tokens.text[candidate.start - 1] != " ":
        return False
    name = number.nbor(-1)
    if name.ent_type_ not in _NAMES or number.ent_iob_ == "I" or number.sent.start >= name.i:
        return False
    first = _first_of(name)
    before = tokens.text[max(0, first.idx - _COORDINATOR_ROOM) : first.idx]
    return _COORDINATED.search(before) is not None and _clause_before(first)


def _first_of(name: "Token") -> "Token":
    while name.ent_iob_ == "I" and name.i > name.sent.start:
        name = name.nbor(-1)
    return name


def _clause_before(name: "Token") -> bool:
    """Say whether a name, a verb and a figure stand in this order in the sentence before a name."""
    seen_name = seen_verb = False
    for token in name.doc[name.sent.start : name.i]:
        if token.ent_type_ in _NAMES:
            seen_name = True
        elif token.pos_ in _VERBS and seen_name:
            seen_verb = True
        elif token.like_num and seen_verb:
            return True
    return False
