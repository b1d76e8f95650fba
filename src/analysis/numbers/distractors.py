"""Numbers that count nothing: references, names with a number, scores, years that no date rule took."""

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.lexicons import read_lexicon
from analysis.numbers.candidates import Candidate
from analysis.numbers.tokens import Tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

_REFERENCE_HEAD = re.compile(r"([^\W\d_]+)\.?(?: [A-Z]{1,2})?[ -](?:nos?\.? ?|number )?\(?$")
_SCORE_GAP = re.compile(r"[-–—:]|-to-| [-–] ")
_NAMED = frozenset({"PRODUCT", "ORG", "FAC", "LAW", "EVENT", "WORK_OF_ART", "PERSON", "LOC", "GPE"})
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|until|till|from|before|after|during|through|mid|late|early|the|year|for|to|and|,|for) ?[-(]?$",
    re.I,
)
_PRONOUN_ONE = re.compile(
    r"(?:\b(?:no|any|every|some|this|that|which|each|the|another|other|only|last|next|first|new|good|big|same|right|old|great|bad|little|loved|tough|important|long|real|all[- ]in)|[a-z]-)[ -]$",
    re.I,
)
_NO_NUMBER_AFTER_ONE = re.compile(
    r"(?: (?:another|day(?! (?:after|before|earlier|later|off|and|of))|thing|way or another|by one|can|should|could|would|might|must|may|has to|reason why|and only|'s)|-on-one|-off|'s| or the other|-way|-time|-sided|-liners?|-of-a-kind|-stop|-size)\b",
    re.I,
)


@cache
def _reference_nouns() -> frozenset[str]:
    return frozenset(row["noun"] for row in read_lexicon("reference_nouns"))


def sort_out(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Mark references and scores as such and drop what is no number at all."""
    scored = _join_scores(tokens.text, candidates)
    return [candidate for candidate in scored if _keeps(tokens, candidate)]


def _keeps(tokens: Tokens, candidate: Candidate) -> bool:
    text = tokens.text
    if candidate.kind == "ordinal":
        return _is_rank(tokens, candidate)
    if candidate.kind in ("score", "ratio"):
        return not (candidate.rule == "fraction" and _no_share(tokens, candidate))
    if candidate.unit is None and _glued_after(text, candidate):
        return _generation(text, candidate)
    if candidate.unit is None and is_reference(tokens, candidate):
        candidate.kind, candidate.rule = "reference", "reference"
        return True
    if text[candidate.start : candidate.end].lower() == "one":
        return _counts_one(tokens, candidate)
    if candidate.bare and _is_name(tokens, candidate):
        candidate.kind, candidate.rule = "reference", "name"
        return True
    return not (candidate.bare and _is_year(tokens, candidate))


def _join_scores(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Join "3-1", "52 to 48" and the like into one score of two numbers."""
    joined: list[Candidate] = []
    for candidate in candidates:
        left = joined[-1] if joined else None
        if left is not None and left.bare and candidate.bare and left.end <= candidate.start:
            gap = text[left.end : candidate.start]
            if _SCORE_GAP.fullmatch(gap) and max(left.value, candidate.value) < 1000 and left.numeral.form == "digits":
                left.kind, left.rule, left.total, left.end = "score", "score", candidate.value, candidate.end
                continue
        if candidate.kind == "range" and candidate.bare is False and _score_context(text, candidate):
            candidate.kind, candidate.rule, candidate.total, candidate.high = "score", "score", candidate.high, None
        joined.append(candidate)
    return joined


_SCORE_BEFORE = re.compile(
    r"\b(?:w[oi]n(?:ning|s)?|beat(?:ing|en)?|lost|lose|lead(?:s|ing)?|led|tied?|dr[ae]w|defeat(?:ed|s)?|victory|score|scored|vot(?:ed|es?|ing)|trail(?:ed|ing|s)?|ahead|record|"
    r"advantage|defeat|draw|down|up|at|by|went|go|improved to|fell to|aggregate|series|2-0|split|ruled|approved|passed|rejected)\b[^.;]{0,40}$",
    re.I,
)


def _score_context(text: str, candidate: Candidate) -> bool:
    figures = text[candidate.start : candidate.end]
    if not re.fullmatch(r"\d{1,3}[-–]\d{1,3}", figures):
        return False
    after = text[candidate.end : candidate.end + 14]
    if re.match(
        r"[ -](?:win|victory|loss|defeat|draw|lead|record|vote|score|ruling|decision|majority|thrashing|rout)\b", after
    ):
        return True
    return (
        re.match(r" [a-z]", after) is None
        and _SCORE_BEFORE.search(text, max(0, candidate.start - 60), candidate.start) is not None
    )


def is_reference(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether the number names one of a series ("Article five", "page 7", "Game 2")."""
    before = _REFERENCE_HEAD.search(tokens.text, max(0, candidate.start - 24), candidate.start)
    if before is None or (
        before[1].lower().rstrip("s") not in _reference_nouns() and before[1].lower() not in _reference_nouns()
    ):
        return re.search(r"(?:§|#|№) ?$", tokens.text[max(0, candidate.start - 2) : candidate.start]) is not None
    word = before[1]
    if before.group().rstrip(" (").lower() in ("no", "nos", "part", "line") and before[1][0].islower():
        return False
    token = tokens.at(before.start(1))
    return token.pos_ in ("NOUN", "PROPN", "X", "ADJ") or word[0].isupper()


def _glued_after(text: str, candidate: Candidate) -> bool:
    """Say whether letters follow the figure directly ("737s", "49ers", "3D")."""
    following = text[candidate.end : candidate.end + 1]
    return candidate.numeral.form == "digits" and (following.isalpha() or following == "_")


def _generation(text: str, candidate: Candidate) -> bool:
    if re.match(r"G(?!\w)", text[candidate.end : candidate.end + 2]) and candidate.value in (2, 3, 4, 5, 6):
        candidate.kind, candidate.rule, candidate.end = "reference", "generation", candidate.end + 1
        return True
    return False


def _is_rank(tokens: Tokens, candidate: Candidate) -> bool:
    token = tokens.at(candidate.start)
    return token.tag_ in ("JJ", "CD", "NN", "NNP") or text_has_digit(tokens.text, candidate)


def text_has_digit(text: str, candidate: Candidate) -> bool:
    """Say whether a numeral is written in figures."""
    return any(character.isdigit() for character in text[candidate.start : candidate.end])


def _no_share(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether "half" or "quarter" is a period or a part of the game and no share."""
    text = tokens.text[candidate.start : candidate.end].lower()
    if text not in ("half", "a half"):
        return False
    before = tokens.text[max(0, candidate.start - 14) : candidate.start].lower()
    if re.search(r"\b(?:first|second|last|other|opening|this|final|fiscal|better|per|current|past|next) $", before):
        return True
    after = tokens.text[candidate.end : candidate.end + 12]
    return re.match(r" (?:of|the|its|their|his|her|our|a|an|as|those|these|all|that)\b", after) is None


def _counts_one(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether "one" counts: it stands before a noun or "of", and is no pronoun."""
    text = tokens.text
    if candidate.unit is not None:
        return _NO_NUMBER_AFTER_ONE.match(text, candidate.start + 3) is None
    if _PRONOUN_ONE.search(text, max(0, candidate.start - 12), candidate.start):
        return False
    if _NO_NUMBER_AFTER_ONE.match(text, candidate.end):
        return False
    token = tokens.at(candidate.start)
    if re.match(r" of\b", text[candidate.end : candidate.end + 3]):
        candidate.rule = "one_of"
        return True
    return token.dep_ in ("nummod", "compound", "amod") and token.head.i > token.i


def _is_name(tokens: Tokens, candidate: Candidate) -> bool:
    """Say whether a bare figure is part of a name ("iPhone 14", "S&P 500", "Boeing 787")."""
    text = tokens.text
    if candidate.numeral.form not in ("digits", "words") or candidate.high is not None or candidate.hedge is not None:
        return False
    if candidate.start < 2 or text[candidate.start - 1] not in " -" or not text[candidate.start - 2].isalnum():
        return False
    before = tokens.at(candidate.start - 2)
    number = tokens.at(candidate.start)
    if number.i == 0 or "," in text[candidate.start : candidate.end]:
        return False
    if number.ent_type_ in _NAMED and number.ent_iob_ == "I" and before.ent_type_ == number.ent_type_:
        return True
    if (
        not before.text[0].isupper()
        or before.pos_ not in ("PROPN", "NOUN")
        or (before.is_sent_start and before.pos_ != "PROPN")
    ):
        return False
    return (
        number.head.i == before.i
        or (number.head.i > number.i and number.ent_type_ not in ("CARDINAL", "QUANTITY", "MONEY"))
        or not _plural_follows(number)
    )


def _plural_follows(number: "Token") -> bool:
    following = number.doc[number.i + 1 : number.i + 4]
    return any(token.tag_ in ("NNS", "NNPS") for token in following)


def _is_year(tokens: Tokens, candidate: Candidate) -> bool:
    text = tokens.text
    figures = text[candidate.numeral.start : candidate.numeral.end]
    if not re.fullmatch(r"1[5-9]\d\d|20\d\d", figures) or candidate.hedge is not None:
        return False
    number = tokens.at(candidate.numeral.start)
    if number.ent_type_ == "DATE":
        return True
    if _YEAR_BEFORE.search(text, max(0, candidate.start - 8), candidate.start) is None and number.dep_ != "nummod":
        return not _plural_follows(number)
    return not (number.dep_ == "nummod" and number.head.i > number.i and number.head.tag_ in ("NNS", "NNPS"))
