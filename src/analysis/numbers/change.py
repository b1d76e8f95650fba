"""Change: which way a figure moves, and whether it is what changed by, changed to, or changed from."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate
from analysis.numbers.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

_ROLE_WORD = re.compile(r"\b(by|to|from|at|of)(?: [a-z-]+){0,3} $", re.IGNORECASE)
_CHANGEABLE = frozenset(
    ("percent", "percentage_point", "money", "measure", "cardinal", "range", "ratio", "multiple", "duration")
)


@cache
def _words(part: str) -> dict[str, str | None]:
    return {
        r["word"]: None if r["direction"] == "-" else r["direction"]
        for r in read_lexicon("change_words")
        if r["part"] == part
    }


def read_change(tokens: Tokens, candidates: list[Candidate]) -> None:
    """Set direction and role of every figure that a word of change governs."""
    for candidate in candidates:
        if candidate.kind in _CHANGEABLE:
            _read(tokens, candidate)


def _read(tokens: Tokens, candidate: Candidate) -> None:
    role_word = _role_word(tokens, candidate)
    particle = _particle(tokens, candidate)
    if particle and role_word in (None, "by"):
        candidate.direction, candidate.change_role = particle, "by"
        return
    governor = _governor(tokens, candidate)
    if governor is None:
        return
    part = "verb" if governor.pos_ in ("VERB", "AUX") else "noun"
    words = _words(part)
    lemma = governor.lemma_.lower()
    if lemma not in words:
        return
    candidate.verb = governor.i
    if part == "noun":
        if role_word in ("of", None, "to", "from", "by"):
            candidate.direction = words[lemma]
            candidate.change_role = {"of": "by", None: "by"}.get(role_word, role_word)
        return
    if role_word in ("by", "to", "from") or (role_word is None and _is_measure_of(tokens, candidate, governor)):
        direction = words[lemma]
        if role_word is None and direction is None:
            return
        candidate.change_role = role_word or "by"
        candidate.direction = direction


def _role_word(tokens: Tokens, candidate: Candidate) -> str | None:
    end = candidate.hedge[0] if candidate.hedge and candidate.hedge[0] < candidate.start else candidate.start
    before = tokens.text[max(0, end - 34) : end]
    found = re.search(
        r"\b(by|to|from|at|of)(?: (?:a|an|the|its|just|only|between|record|further|another|total|about|as much as))* $",
        before,
        re.I,
    )
    return found[1].lower() if found else None


def _particle(tokens: Tokens, candidate: Candidate) -> str | None:
    """Read "up 3%", "down from", "3% higher"."""
    end = candidate.hedge[0] if candidate.hedge and candidate.hedge[0] < candidate.start else candidate.start
    before = re.search(r"\b(\w+)(?: by)? $", tokens.text[max(0, end - 16) : end])
    particles = _words("particle")
    if (
        before
        and before[1].lower() in ("up", "down", "off")
        and not re.search(r"\bup to $", tokens.text[max(0, end - 6) : end])
    ):
        if before[1].lower() == "off" and candidate.kind == "money":
            return None
        return particles[before[1].lower()]
    after = re.match(r" (\w+)", tokens.text[candidate.end : candidate.end + 12])
    if after and after[1].lower() in ("higher", "lower", "upward", "upwards", "downwards"):
        return particles[after[1].lower()]
    return None


def _governor(tokens: Tokens, candidate: Candidate) -> "Token | None":
    """Return the verb or noun that governs a figure, through its unit, its preposition and a hedge."""
    token = tokens.at(candidate.end - 1) if candidate.unit else tokens.at(candidate.numeral.end - 1)
    inside = range(tokens.index(candidate.start), tokens.index(candidate.end - 1) + 1)
    for _ in range(6):
        head = token.head
        if head.i == token.i:
            return head if head.pos_ in ("VERB", "AUX") else None
        if head.i in inside or head.pos_ in ("ADP", "SCONJ", "PART", "ADV", "ADJ", "SYM", "NUM", "PUNCT"):
            token = head
            continue
        if (
            head.tag_ == "NN"
            and token.dep_ in ("compound", "nmod", "amod", "nummod", "npadvmod")
            and head.lemma_ in _words("noun")
        ):
            return head
        if head.pos_ in ("VERB", "AUX") or (token.dep_ in ("prep", "pobj") and head.pos_ == "NOUN"):
            return head
        if head.pos_ == "NOUN" and token.dep_ in ("conj", "appos", "nummod", "nmod", "compound"):
            token = head
            continue
        return head
    return None


def _is_measure_of(tokens: Tokens, candidate: Candidate, verb: "Token") -> bool:
    """Say whether a figure without a preposition is the amount of the change: "rose 3%", "gained 15 sen"."""
    token = tokens.at(candidate.end - 1)
    if token.i < verb.i:
        return False
    if candidate.kind in ("percent", "percentage_point"):
        return True
    return verb.lemma_ in (
        "rise",
        "fall",
        "gain",
        "lose",
        "drop",
        "climb",
        "add",
        "slide",
        "slip",
        "jump",
        "increase",
        "decline",
        "shed",
        "decrease",
        "tumble",
        "advance",
        "plunge",
        "surge",
        "sink",
        "soar",
        "dip",
    ) and candidate.kind in ("money", "measure", "cardinal")
