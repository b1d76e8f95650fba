"""Rates and ages: "a year", "per share", "65-year-old", "Ann Lee, 41,"."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate, set_unit
from analysis.numbers.tokens import Tokens
from analysis.numbers.tries import Trie
from analysis.numbers.units import Unit, unit_after
from analysis.numbers.vocabulary import month_names, word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

_PER = re.compile(
    r"(?P<join> per | - per - |-per-| ?/ ?| an?[ -]| - an? - |-an?-| every | each | for every | for each )"
    r"(?P<unit>[^\W\d_]+)"
)
_MODIFIERS = frozenset({"JJ", "NN", "NNP", "VBN", "VBG"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_THEN = re.compile(r" (?:earlier|ago|later|before|after|from now|old)\b")
_BRACKET = re.compile(r" \([^()]{1,40}\)")
_OF_SUBSTANCE = re.compile(r" of (?:[a-z]+ ){0,2}[a-z]+(?= (?:an?|per) )")
_OLD = re.compile(r"[ -]olds?(?!\w)|[ -]of[ -]age\b| - olds?(?!\w)", re.IGNORECASE)
_AGED = re.compile(
    r"\b(?:aged?|ages?|age of|ages of|aged between|ages? between|aged from|aged (?:about|around|over|under|just)|"
    r"turn(?:s|ed|ing)?|life expectancy[^.;]{0,60}(?:is|of|was|to|at)(?: (?:around|about|just|only))?) $",
    re.IGNORECASE,
)  # fmt: skip
_PAIR = re.compile(r"(?<=aged )(?:\d+|[a-z-]+)(?:, (?:\d+|[a-z-]+))*,? (?:and|or|to) $")
_AND_OLDER = re.compile(r" (?:and|or) (?:older|over|younger)(?! [a-z]+s\b)")
_PEOPLE_UNDER = re.compile(
    r"\b(?:voters|adults|people|children|women|men|those|anyone|workers|kids|girls|boys|patients) (?:under|over)"
    r"(?: the age of| age)? $",
    re.IGNORECASE,
)
_AFTER_AGE = re.compile(r"(?:,|\)|\.(?!\d)|;|$| and (?:his|her))")
_YEAR = Unit("year", "duration", "year")
_OLDEST = 120


@cache
def _adverbs() -> Trie:
    return Trie(((row["phrase"], row["unit"]) for row in read_lexicon("rate_words")), lower=True)


def read_rates(tokens: Tokens, candidate: Candidate) -> None:
    """Read what a quantity is per, and whether a duration is an age."""
    text = tokens.text
    old = _OLD.match(text, candidate.end) if candidate.kind == "duration" else None
    if old:
        candidate.kind, candidate.rule, candidate.end = "age", "age", old.end()
    else:
        read_rate(tokens, candidate)


def read_rate(tokens: Tokens, candidate: Candidate) -> None:
    """Read "per share", "a year", "an hour" after a quantity, or after its equivalent in brackets."""
    if candidate.kind in ("ordinal", "age", "ratio", "reference", "score"):
        return
    text, end = tokens.text, candidate.end
    between = {"money": _BRACKET, "measure": _OF_SUBSTANCE}.get(candidate.kind)
    bracket = between.match(text, end) if between else None
    after = bracket.end() if bracket else end
    adverb = _adverbs().after(text, after + 1) if text[after : after + 1] == " " else None
    found = _PER.match(text, after)
    if adverb:
        stop, candidate.per = adverb
    elif found:
        unit, length = _denominator(tokens, found, candidate)
        if unit is None:
            return
        candidate.per, stop = unit, found.start("unit") + length
    else:
        return
    if bracket is None:
        candidate.end = stop


def _denominator(tokens: Tokens, found: re.Match[str], candidate: Candidate) -> tuple[str | None, int]:
    """Return what a rate is per and its length in characters."""
    text, kind, start = tokens.text, candidate.kind, found.start("unit")
    join = found["join"].strip(" -")
    if _THEN.match(text, found.end()):
        return None, 0
    named = unit_after(" " + text[start : start + 30], 0)
    noun = found["unit"].lower()
    token = tokens.at(start)
    if token.dep_ == "amod" and token.tag_ == "JJ" and token.head.i == token.i + 1 and join != "per":
        return None, 0  # "a second time"
    if named and named[2].kind in ("duration", "measure"):
        length = named[1] - 1
        common = join in ("per", "/") or named[2].english in word_set("rate_noun")
        initial = join == "/" and named[2].symbol and length == 1 and kind != "measure"
        if common and not initial and join != "each":
            return named[2].english, length
    if join == "per":
        head = _head_noun(token)
        return head.lemma_.lower(), head.idx + len(head.text) - start
    if join != "/" and (noun in word_set("rate_noun") or _is_measure_of(tokens, token, candidate, join)):
        return noun, len(noun)
    return None, 0


def _head_noun(token: "Token") -> "Token":
    """Return the noun that the words from a token on lead to ("per diluted share"), the token where there is none."""
    head = token
    while head.i + 1 < len(head.doc) and head.tag_ in _MODIFIERS and head.head.i > head.i and head.head.tag_ in _NOUNS:
        head = head.nbor()
    return head if head.tag_ in _NOUNS else token


def _is_measure_of(tokens: Tokens, noun: "Token", candidate: Candidate, join: str) -> bool:
    """Say whether the parse makes a noun with its article what an amount is counted by ("12 euros a bottle")."""
    if noun.tag_ != "NN" or candidate.kind not in ("money", "measure"):
        return False
    first, last = tokens.index(candidate.start), tokens.index(candidate.end - 1)
    return join in ("for every", "for each") or (noun.dep_ == "npadvmod" and first <= noun.head.i <= last)


def read_age(tokens: Tokens, candidate: Candidate) -> None:
    """Read a bare figure that is an age: after a name, after "aged", said of a person."""
    if not (candidate.bare and candidate.total is None) and candidate.kind != "range":
        return
    rule = _age_rule(tokens, candidate)
    if rule:
        set_unit(candidate, _YEAR, (candidate.start, candidate.end), rule)
        candidate.kind, candidate.rule = "age", rule


def _age_rule(tokens: Tokens, candidate: Candidate) -> str | None:
    text = tokens.text
    value = candidate.value
    if not 0 < value <= _OLDEST or candidate.numeral.form == "vague" or value != value.to_integral_value():
        return None
    if _AND_OLDER.match(text, candidate.end) or _PEOPLE_UNDER.search(
        text, max(0, candidate.start - 40), candidate.start
    ):
        return "age" if candidate.bare else None
    led = _PAIR.sub("", text[max(0, candidate.start - 90) : candidate.start])
    if _AGED.search(led) or (
        text[max(0, candidate.start - 3) : candidate.start] == "At " and text[candidate.end : candidate.end + 1] == ","
    ):
        return "age"
    number = tokens.at(candidate.start)
    if number.i and number.nbor(-1).ent_type_ == "PERSON" and text[candidate.start - 1] == " " and value >= 16:
        return "age_after_name" if candidate.numeral.form == "digits" else None
    if not _AFTER_AGE.match(text, candidate.end):
        return None
    before = text[max(0, candidate.start - 2) : candidate.start]
    if before in (", ", " (") and candidate.start > 2:
        name = tokens.at(candidate.start - 3)
        if name.lower_ in month_names():
            return None
        person = name.ent_type_ == "PERSON" or (name.pos_ == "PROPN" and before == ", ")
        closed = text[candidate.end : candidate.end + 1] in (",", ")", ".", ";", "")
        return "age_after_name" if person and closed and (value >= 18 or before == ", ") else None
    token = tokens.at(candidate.start)
    if candidate.value > 1 and token.head.lemma_ == "be" and token.dep_ in ("attr", "acomp") and _of_person(token.head):
        return "age_predicate"
    return None


def _of_person(verb: "Token") -> bool:
    for child in verb.lefts:
        if child.dep_ == "nsubj":
            return child.lower_ in ("he", "she", "i", "who") or child.ent_type_ == "PERSON"
    return False
