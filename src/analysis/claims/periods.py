"""When a statement is about: a year it names, the year of the sentence before, or the article's own time."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.claims.memory import Memory
from analysis.claims.scene import Scene
from analysis.claims.syntax import clause_tokens, is_past
from analysis.tables import TimeExpression

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_SINCE = re.compile(
    r"\b(?:since|from|between|until|till|compared with|compared to|than in|as in)(?: the year)? \Z", re.IGNORECASE
)
_COMPARED = re.compile(r"\b(?:compared|up from|down from|than|against|from)\b", re.IGNORECASE)
_BY = re.compile(r"\bby(?: the year)? \Z", re.IGNORECASE)
PAST = "PAST_REF"  # a past that is not dated, as TIMEX3 writes it
_DECADE = re.compile(r"\d{2,3}\Z")
_FORMERLY = frozenset({"once", "formerly", "previously", "historically", "originally"})
_BYGONE = re.compile(
    r"\b(?:in the past(?! (?:year|month|few|two|three|five|ten|decade)s?\b)|"
    r"at the time|back then|in those (?:days|years)|(?:years|decades|generations) ago|"
    r"(?:before|during|until|prior to|in the (?:years|days|era|wake|aftermath) of|"
    r"at the (?:end|height|start|beginning|outbreak|time|peak) of) (?:the|its|his|her|their)"
    r"(?! (?:current|year|first|second|third|last|same|summit|meeting|deadline)\b)|"
    r"(?:the|of) cold war|under (?:the )?(?:former|previous|last)\b)",
)
_OPENING = 40  # characters at a sentence's start in which a date rules the whole sentence


@dataclass(frozen=True, slots=True)
class Period:
    """A period and where it stands: ``stated``, ``inherited`` or ``article``."""

    value: str | None
    source: str


def period_of(
    scene: Scene, token: "Token", sentence: "Span", memory: Memory, start: int, end: int, across: bool = False
) -> Period:
    """Return the period of a figure that stands at [start, end) and whose head word is `token`.

    `across` looks past other figures of the clause, for statements that hold two ("eighteen allies spent two percent").
    """
    stated = _stated(scene, token, sentence, start, end, across)
    if stated is not None:
        return Period(stated.timex, "stated")
    vague = _vague(scene, token)
    if vague is not None:
        return Period(vague, "stated")
    remembered = memory.recent_period
    same_sentence = memory.period_at == memory.sentence
    verb = _finite(token)
    past = verb is None or is_past(verb) or (same_sentence and token.sent.root.i == verb.i)
    if remembered and remembered != scene.year and past and not _is_now(scene, token):
        return Period(remembered, "inherited")
    return Period(scene.year, "article")


def _is_now(scene: Scene, token: "Token") -> bool:
    """Say whether a clause speaks of the present by a word ("today it is 1.3 percent")."""
    clause = clause_tokens(token)
    return any(t.lower_ in ("today", "now", "currently", "nowadays") for t in clause)


def _vague(scene: Scene, token: "Token") -> str | None:
    """Return the past that a clause only hints at: a decade, else `PAST` ("used to", "once", "before the euro")."""
    verb = _finite(token)
    clause = clause_tokens(token)
    sentence = token.sent
    if verb is None or not (is_past(verb) or any(_is_used_to(t) for t in clause)):
        return None
    inside = {t.i for t in clause}
    decades = [
        t
        for t in scene.placed_times.starting(sentence.start_char, sentence.end_char)
        if _DECADE.match(t.timex) and (w := scene.token_at(t.start)) is not None and w.i in inside
    ]
    if decades:
        return decades[0].timex
    said = any(t.lower_ in _FORMERLY and t.dep_ == "advmod" and t.head.pos_ in ("VERB", "AUX") for t in clause)
    used = any(_is_used_to(t) for t in clause)
    return PAST if said or used or _BYGONE.search(" ".join(t.lower_ for t in clause)) else None


def _is_used_to(token: "Token") -> bool:
    """Say whether a word is the "used" of "used to spend"."""
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    return token.lower_ == "used" and following == "to" and token.tag_ == "VBD"


def _stated(
    scene: Scene, token: "Token", sentence: "Span", start: int, end: int, across: bool
) -> TimeExpression | None:
    """Return the year that belongs to a figure: in its clause or at the head of its sentence."""
    years = [t for t in scene.years_in(sentence.start_char, sentence.end_char) if not is_bound(scene, t)]
    if not years:
        return None
    clause = {t.i for t in clause_tokens(token)}
    own = [t for t in years if (w := scene.token_at(t.start)) is not None and w.i in clause]
    opening = [
        t for t in years if t.start - sentence.start_char <= _OPENING and t.end <= start and _opens(scene, t, sentence)
    ]
    behind = [f.number for f in scene.numbers_in(end, sentence.end_char)]
    others = [n.start for n in behind if n.unit == "percent" or n.currency]
    own = [t for t in own if t.end <= start or not _COMPARED.search(scene.text[end : t.start])]
    after = [t for t in own if t.start >= end and (across or not any(o < t.start for o in others))]
    if after:
        return after[0]
    before = [t for t in own if t.end <= start]
    if before:
        return before[-1]
    return opening[-1] if opening else None


def _opens(scene: Scene, time: TimeExpression, sentence: "Span") -> bool:
    """Say whether a date stands before the first subject of its sentence."""
    return time.start < scene.first_subject(sentence)


def is_bound(scene: Scene, time: TimeExpression) -> bool:
    """Say whether a date is the start or end of a stretch ("since 2014")."""
    before = scene.text[max(0, time.start - 20) : time.start]
    ahead = scene.year is not None and time.timex > scene.year
    return bool(_SINCE.search(before)) or (ahead and _BY.search(before) is not None)


def _finite(token: "Token") -> "Token | None":
    current = token
    for _ in range(12):
        participle = current.dep_ == "advcl" and current.tag_ in ("VBN", "VBG")
        if current.pos_ in ("VERB", "AUX") and current.dep_ not in ("xcomp", "acl", "pcomp", "amod") and not participle:
            return current
        if current.head.i == current.i:
            return None
        current = current.head
    return None
