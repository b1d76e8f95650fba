"""What a number without a unit counts: the noun it stands before, or the noun of its neighbour."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate, read_rate, set_unit
from analysis.numbers.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODIFIER_TAGS = frozenset(
    ("JJ", "JJR", "JJS", "NN", "NNP", "NNPS", "NNS", "VBG", "VBN", "HYPH", "CD", "RB", "POS", "AFX", "CC", ",")
)
_HEAD_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS"))
_LONGEST_PHRASE = 7
_OF_THINGS = re.compile(r" of (?:(?:its|the|their|his|her|our|my|your|these|those|them|all) )*")
_NOT_COUNTED = frozenset(
    [
        "year",
        "month",
        "week",
        "day",
        "percent",
        "per",
        "cent",
        "today",
        "yesterday",
        "tomorrow",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)
_INHERITS = re.compile(
    r"\b(?:from|to|by|and|or|versus|vs\.?|against|than|at|with|of|estimates? of|of around|of about|including|includes|,)"
    r"(?: (?:about|around|some|just|only|over|under|nearly|almost|more than|less than|roughly|a|an|another|the|up to|at least|last year's|last years))*[ -]$",
    re.I,
)


@cache
def exactly_counted() -> frozenset[str]:
    """Return the lemmas of nouns for people and states."""
    return frozenset(row["noun"] for row in read_lexicon("counted_exactly"))


def count_nouns(tokens: Tokens, candidates: list[Candidate]) -> None:
    """Give every number without a unit the noun it counts, or the unit of its neighbour."""
    for candidate in candidates:
        if candidate.unit is None and candidate.kind in ("cardinal", "range", "ratio"):
            _count_noun(tokens, candidate)
    for place, candidate in enumerate(candidates):
        if candidate.unit is None and candidate.counted is None and candidate.kind in ("cardinal", "range"):
            _inherit(tokens, candidates, place)


def _count_noun(tokens: Tokens, candidate: Candidate) -> None:
    first = tokens.index(candidate.end - 1) + 1
    of = _OF_THINGS.match(tokens.text, candidate.end)
    if of and (
        candidate.numeral.scale > 1
        or candidate.numeral.form == "vague"
        or candidate.rule in ("fraction", "one_of", "ratio")
    ):
        first = tokens.index(of.end())
    phrase = _phrase(tokens, first, candidate)
    if phrase is None:
        return
    begin, head = phrase
    candidate.counted = (tokens.doc[begin].idx, tokens.end(head))
    candidate.lemma = tokens.doc[head].lemma_.lower()
    if candidate.kind != "ratio" or candidate.rule == "ratio":
        candidate.end = max(candidate.end, candidate.counted[1])
    if candidate.kind == "cardinal" and candidate.rule in ("bare", "magnitude"):
        candidate.rule = "counted"
    value = candidate.numeral.value
    if candidate.lemma in exactly_counted() and abs(value) <= 100 and candidate.numeral.form in ("digits", "words"):
        candidate.exact = True
    if candidate.kind != "ratio":
        read_rate(tokens.text, candidate, candidate.end)


def _phrase(tokens: Tokens, first: int, candidate: Candidate) -> tuple[int, int] | None:
    """Return the first and head token of the noun phrase after a number, or None."""
    doc = tokens.doc
    head: int | None = None
    parse_head = _parse_head(tokens, candidate)
    last = min(len(doc), first + _LONGEST_PHRASE)
    begin = first
    for place in range(first, last):
        token = doc[place]
        if place == first and token.tag_ in ("HYPH",):
            begin = first + 1
            continue
        if token.tag_ not in _MODIFIER_TAGS or token.is_space:
            break
        if token.tag_ in (",", "CC") and not _joins_modifiers(token, parse_head):
            break
        if token.tag_ == "CD" and place > first + 1 and head is not None:
            break
        if token.tag_ in _HEAD_TAGS:
            head = place
            if parse_head == place or (token.tag_ in ("NNS",) and parse_head is None):
                break
        elif head is not None and token.tag_ in ("RB", "VBN", "VBG") and token.dep_ not in ("amod", "compound"):
            break
    if parse_head is not None and first <= parse_head < last and doc[parse_head].tag_ in _HEAD_TAGS:
        head = parse_head
    if head is None or doc[head].lemma_.lower() in _NOT_COUNTED or doc[head].ent_type_ in ("DATE", "TIME"):
        return None
    if parse_head is None and doc[head].tag_ in ("NN", "NNP") and candidate.numeral.value != 1:
        return None
    return begin, head


def _parse_head(tokens: Tokens, candidate: Candidate) -> int | None:
    """Return the noun to the right that the parse attaches the number to."""
    token = tokens.at(candidate.numeral.end - 1)
    for _ in range(4):
        if token.dep_ not in ("nummod", "compound", "amod", "quantmod", "nmod", "npadvmod", "det"):
            return None
        if token.head.i > token.i and token.head.tag_ in _HEAD_TAGS:
            return (
                int(token.head.i)
                if token.head.dep_ not in ("compound",) or token.head.tag_ in ("NNS", "NNPS")
                else _past_compound(token.head)
            )
        token = token.head
    return None


def _past_compound(token: "Token") -> int:
    while token.dep_ == "compound" and token.head.i > token.i and token.head.tag_ in _HEAD_TAGS:
        token = token.head
    return int(token.i)


def _joins_modifiers(token: "Token", parse_head: int | None) -> bool:
    return parse_head is not None and token.i < parse_head and token.tag_ in ("CC", ",") and parse_head - token.i <= 3


def _inherit(tokens: Tokens, candidates: list[Candidate], place: int) -> None:
    """Take over the unit of the number before in the same sentence ("rose to 3.9 million headsets from 2.4 million")."""
    candidate = candidates[place]
    if candidate.per is not None or (candidate.kind == "range" and candidate.rule != "range"):
        return
    if _INHERITS.search(tokens.text, max(0, candidate.start - 24), candidate.start) is None:
        return
    sentence = tokens.at(candidate.start).sent
    for other in reversed(candidates[:place]):
        if other.start < sentence.start_char:
            return
        if other.kind in ("ordinal", "reference", "score", "ratio", "age"):
            continue
        if other.unit is not None and other.kind not in ("duration",) and _comparable(candidate, other):
            set_unit(candidate, other.unit, other.unit_span or (other.start, other.end), "inherited_unit")
            candidate.unit_from = other
        elif other.counted is not None and _comparable(candidate, other):
            candidate.counted, candidate.lemma, candidate.rule = other.counted, other.lemma, "inherited_unit"
            candidate.unit_from = other
        return


def _comparable(candidate: Candidate, other: Candidate) -> bool:
    """Say whether two figures may measure one thing: within a factor of a hundred of one another."""
    small, large = sorted((abs(candidate.value), abs(other.value)))
    return small > 0 and large / small <= 100 and candidate.numeral.form != "vague"
