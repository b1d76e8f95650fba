"""Times that a figure is the first or last of: "the highest since 2008", "its lowest level in three decades"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from analysis.attribution.marks import NEUTRAL, Sentence
from analysis.attribution.package_words import lemma
from analysis.dates.words import ORDINALS
from analysis.lexicons import read_lexicon
from analysis.rules import words_in
from analysis.tables import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Token

_LENGTH = re.compile(r"P(\d+)(Y|DE)")
_PERIOD = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_DECADE, _NEARLY = 10, 0.9
_SMALL = frozenset({"DET", "ADP", "SCONJ", "ADV", "PRON", "NUM"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """Words for the highest or lowest since a time, or of so many years.

    `word` is the superlative, `noun` what it is said of (itself, where that is left out), `time` where it is written.
    """

    word: "Token"
    noun: "Token"
    highest: bool
    time: TimeExpression
    since: str | None = None
    years: int | None = None


@cache
def superlatives() -> Mapping[str, bool]:
    """Return the words for the highest (true) and the lowest (false)."""
    orders = {row["word"]: row["order"] == "desc" for row in read_lexicon("claims_orders")}
    return {**orders, **dict.fromkeys(words_in("fastest"), True), **dict.fromkeys(words_in("slowest"), False)}


def recorded(sentence: Sentence) -> Iterator[Recorded]:
    """Yield what a sentence calls the highest or lowest of a time."""
    for token in sentence.span if sentence.lowers & superlatives().keys() else ():
        found = _of_word(sentence, token) if token.lower_ in superlatives() else None
        if found is not None:
            yield found


def _of_word(sentence: Sentence, token: "Token") -> Recorded | None:
    noun = token.head if token.dep_ in ("amod", "compound", "nmod") and token.head.i > token.i else token
    time = next((t for t in sentence.times if t.start > token.idx), None)
    if time is None or token.doc[max(token.i - 1, 0)].lower_ in ORDINALS:
        return None
    between = [token.doc[i] for i in range(token.i + 1, sentence.scene.index(time.start))]
    if not all(_is_plain(sentence, t, noun) for t in between) or (noun.i != token.i and noun not in between):
        return None
    small = [t.lower_ for t in between if t.i > noun.i]
    highest = superlatives()[token.lower_]
    if small[:1] == ["since"] and time.type == "DATE" and _PERIOD.match(time.timex):
        return Recorded(token, noun, highest, time, since=time.timex)
    length = _LENGTH.match(time.timex)
    if length is None or small[:1] not in (["in"], ["for"], ["over"]) or time.type != "DURATION":
        return None
    years = int(length[1]) * (_DECADE if length[2] == "DE" else 1)
    nearly = time.mod in ("LESS_THAN", "EQUAL_OR_LESS", "APPROX") or bool({"nearly", "almost", "about"} & set(small))
    return Recorded(token, noun, highest, time, years=int(years * _NEARLY) if nearly else years)


def _is_plain(sentence: Sentence, token: "Token", noun: "Token") -> bool:
    """Say whether a word may stand between a superlative and its time."""
    if token.i in sentence.subjects or token.i in sentence.body_at:
        return False  # "the highest in Europe since 1990"
    if token.pos_ in _SMALL or token.i == noun.i or token.i in sentence.inside_figure or lemma(token) in NEUTRAL:
        return True
    return any(n.start <= token.idx < n.end for n in sentence.names.values())
