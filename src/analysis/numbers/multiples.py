"""Multiples in one word: "doubled", "twice as high", "a tenfold rise"."""

import re
from decimal import Decimal
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.number_words import Numeral
from analysis.numbers.candidates import Candidate
from analysis.numbers.units import Unit
from analysis.numbers.vocabulary import Tokens, word_after, word_set

_NO_COMPARISON = frozenset({"ADP", "PUNCT", "VERB", "AUX", "CCONJ", "SCONJ", "PART", "SPACE"})
_COUNT = Unit("count", "multiple", "count")


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["word"]: row for row in read_lexicon("multiple_words")}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_rows())})(?![\w-])", re.IGNORECASE)


def find_multiples(tokens: Tokens) -> list[Candidate]:
    """Return the multiples that one word states."""
    found = []
    for match in _pattern().finditer(tokens.text):
        row = _rows()[match.group().lower()]
        if not _fits(tokens, match, row["needs"]):
            continue
        numeral = Numeral(match.start(), match.end(), Decimal(row["factor"]), Decimal(0), form="words")
        candidate = Candidate(match.start(), match.end(), numeral, "multiple", "multiple_word", unit=_COUNT)
        if row["needs"] == "comparison" and _is_frequency(tokens, match.end()):
            candidate = Candidate(
                match.start(), match.end(), numeral, rule="counted", counted=match.span(), lemma="time"
            )
        if row["direction"] != "-":
            candidate.direction = row["direction"]
        found.append(candidate)
    return found


def _is_frequency(tokens: Tokens, end: int) -> bool:
    """Say whether nothing is compared after "twice": "was fined twice in May", "twice a week"."""
    place = tokens.index(end - 1) + 1
    if place >= len(tokens.doc):
        return True
    following = tokens.doc[place]
    if following.lower_ in word_set("compared_with") and following.lower_ != "over":
        return False
    return following.pos_ in _NO_COMPARISON or following.lower_ in ("a", "an")


def settle_times(tokens: Tokens, candidate: Candidate) -> None:
    """Make "three times" a count of occasions where nothing is compared ("she ran three times")."""
    if candidate.unit is None or candidate.unit.name != "count" or candidate.unit_span is None:
        return
    text = tokens.text
    if (
        text[slice(*candidate.unit_span)].lower() not in ("times", "time")
        or "." in text[candidate.start : candidate.end]
    ):
        return
    at = tokens.index(candidate.unit_span[0]) + 1
    following = tokens.doc[at] if at < len(tokens.doc) else None
    if following is not None and (following.tag_ in ("JJR", "RBR") or following.lower_ in word_set("compared_with")):
        return
    if at + 1 < len(tokens.doc) and tokens.doc[at + 1].lower_ == "than":
        return
    candidate.unit, candidate.kind, candidate.rule = None, "cardinal", "counted"
    candidate.counted, candidate.lemma, candidate.unit_span = candidate.unit_span, "time", None


def _fits(tokens: Tokens, match: re.Match[str], needs: str) -> bool:
    token = tokens.at(match.start())
    after = word_after(tokens.text, match.end())
    if after in word_set("phrasal"):
        return False
    if needs == "verb":
        return token.pos_ == "VERB"
    if needs == "amount":
        return (
            token.pos_ == "VERB"
            or after in word_set("multiplied")
            or tokens.text[match.end() + 1 : match.end() + 2].isdigit()
        )
    return True


_WRITTEN = re.compile(
    r"(?<![\w:.,/-])(?P<first>\d{1,3}):(?P<total>\d{1,3}(?:,\d{3})+|\d+)(?:[-–](?P<high>\d{1,3}(?:,\d{3})+|\d+))?(?![\w:])"
)
_NEAR = 12  # words before a ratio within which its noun stands


def with_ratios(tokens: Tokens, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with the ratios that a noun for one announces, in place of what was read inside them."""
    ratios = [found for match in _WRITTEN.finditer(tokens.text) if (found := _ratio(tokens, match)) is not None]
    kept = [c for c in candidates if not any(r.start <= c.start < r.end for r in ratios)]
    return sorted([*kept, *ratios], key=lambda c: c.start)


def _ratio(tokens: Tokens, match: re.Match[str]) -> Candidate | None:
    at = tokens.index(match.start())
    before = tokens.doc[max(tokens.doc[at].sent.start, at - _NEAR) : at]
    if not any(token.lower_ in word_set("ratio_noun") for token in before):
        return None
    total, high = (Decimal(match[name].replace(",", "")) if match[name] else None for name in ("total", "high"))
    if not total:
        return None
    numeral = Numeral(match.start(), match.end(), Decimal(match["first"]), Decimal(0))
    middle = total if high is None else (total + high) / 2
    return Candidate(match.start(), match.end(), numeral, "ratio", "colon", total=middle, exact=True)
