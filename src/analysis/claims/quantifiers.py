"""Quantifiers over the members of a population: "most allies", "every NATO member", "none of the allies".

What a quantifier says of a share: Keenan and Stavi, "A semantic characterization of natural language determiners",
*Linguistics and Philosophy* 9 (1986): *most* is more than half, *all* the whole, *no* none.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from analysis.claims.owners import is_foreign, owner_of
from analysis.claims.populations import Counted, population_of
from analysis.claims.scene import Found, Scene
from analysis.lexicons import read_lexicon
from analysis.tables import Number

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_GAP = 6  # tokens between a quantifier and its noun ("most of the alliance's 32 member states")
_VAGUE_BEFORE = re.compile(r"\b(?:almost|nearly|virtually|practically|at|the|barely|not quite) \Z", re.IGNORECASE)
_SPECIAL = re.compile(r"\b(?:other|but|except|besides|apart)\b", re.IGNORECASE)
_EXCEPTED = re.compile(r",? (?:but|except|besides|other than|apart from|with the exception)\b", re.IGNORECASE)
_NEGATED = re.compile(r" (?:[\w’']+ )?(?:do|does|did|are|is|were|was|have|has)(?:n[’']t| not)\b", re.IGNORECASE)
_WHOLE = 100.0


def find_quantified(scene: Scene, sentence: "Span") -> Iterator[Counted]:
    """Yield the parts of populations that a quantifier tells; its number stands in no table and has an empty id."""
    text = scene.text[sentence.start_char : sentence.end_char]
    for hit in _pattern().finditer(text):
        start = sentence.start_char + hit.start()
        noun = _noun_of(scene, sentence, start, sentence.start_char + hit.end())
        if noun is None or _VAGUE_BEFORE.search(scene.text[max(0, start - 16) : start]):
            continue
        counted = _counted(scene, hit.group(), start, sentence.start_char + hit.end(), noun)
        if counted is not None:
            yield counted


def _counted(scene: Scene, words: str, start: int, after: int, noun: "Token") -> Counted | None:
    low, high, is_open = _shares()[" ".join(words.casefold().split())]
    end = noun.idx + len(noun)
    between = scene.text[after:end]
    universal = low == _WHOLE or high == 0
    if _SPECIAL.search(between) or (universal and (_EXCEPTED.match(scene.text, end) or scene.numbers_in(after, end))):
        return None
    if universal and _NEGATED.match(scene.text, end):
        return None  # "all allies do not meet it" may mean none of them or not all
    organisations = frozenset(p.organisation for _, p in scene.populations if p.organisation)
    if is_foreign(scene, owner_of(scene, after, end), organisations):
        return None
    chosen = population_of(scene, noun.lemma_.casefold(), between, start, end)
    if chosen is None:
        return None
    number = Number(
        start=start, end=end, kind="ratio", value=low if low is not None else high or 0.0, ratio_total=_WHOLE,
        low=low, high=high, low_open=is_open == "low", high_open=is_open == "high", bound=">" if high is None else "<",
        exact=True, unit=noun.lemma_.casefold(), rule="quantifier", confidence=1.0,
    )  # fmt: skip
    return Counted(start, end, *chosen, Found(number, ""), number.value, None, is_share=True, inverted=False)


def _noun_of(scene: Scene, sentence: "Span", start: int, end: int) -> "Token | None":
    """Return the plural or distributed noun that a quantifier ranges over, or None where it modifies something else."""
    last = scene.token_at(end - 1)
    if last is None:
        return None
    of = next((t for t in last.children if t.lower_ == "of"), None)
    if of is not None:
        found = next((t for t in of.children if t.dep_ == "pobj"), None)
    else:
        found = last.head if last.dep_ in ("det", "amod", "predet", "quantmod", "nummod") else None
        if found is not None and found.pos_ == "NUM":
            found = found.head
    if found is None or not last.i < found.i <= last.i + _GAP or found.i >= sentence.end:
        return None
    return found if found.tag_ in ("NN", "NNS", "NNP", "NNPS") else None


@cache
def _shares() -> dict[str, tuple[float | None, float | None, str]]:
    return {
        row["quantifier"]: (_share(row["low"]), _share(row["high"]), row["open"])
        for row in read_lexicon("claims_quantifiers")
    }


def _share(text: str) -> float | None:
    return float(text) if text else None


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_shares(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(w.replace(' ', r' +') for w in words)})\b(?!-)", re.IGNORECASE)
