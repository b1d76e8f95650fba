"""Ratios written with a colon ("a ratio of 1:600", "1:4,000-5,000"); results, verses and times of day are none."""

import re
from decimal import Decimal

from analysis.numbers.candidates import Candidate
from analysis.numbers.numerals import Numeral
from analysis.numbers.tokens import Tokens
from analysis.numbers.vocabulary import word_set

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
