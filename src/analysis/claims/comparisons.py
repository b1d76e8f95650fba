"""Comparisons of two: "more than the United States", "twice as much as Poland"."""

import re
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.memory import Memory, Topic
from analysis.claims.modality import modality_of
from analysis.claims.periods import period_of
from analysis.claims.ranked import compared_topic, has_base, holder_of_place, is_topical, money_topic
from analysis.claims.scene import Scene, Subject
from analysis.claims.syntax import verb_of
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_THAN = re.compile(
    r"(?<!\w)(?P<more>more|less|larger|higher|bigger|greater|heavier|smaller|lower|"
    r"fewer)(?P<what>[^.;:,]{0,80}?) than (?:that of |does |did |in )?(?:the )?\Z",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"(?P<hedge>more than |over |nearly |almost |about |around |roughly |less than )?(?P<times>twice|double|"
    r"three times|four times|five times|six times|eight times|ten times|"
    r"half) (?:as (?:much|large|high|big|many)(?P<what>[^.;:,]{0,60}?) as )(?:that of |does |did )?(?:the )?\Z",
    re.IGNORECASE,
)
_FACTORS = {
    "twice": 2.0,
    "double": 2.0,
    "half": 0.5,
    "three times": 3.0,
    "four times": 4.0,
    "five times": 5.0,
    "six times": 6.0,
    "eight times": 8.0,
    "ten times": 10.0,
}


def find_comparisons(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims that compare one subject with another."""
    claims = []
    for other in scene.subjects_in(sentence.start_char, sentence.end_char):
        before = scene.text[max(sentence.start_char, other.start - 130) : other.start]
        lower = scene.lower[other.start - len(before) : other.start]
        if " than " not in lower and " as " not in lower:
            continue
        offset = other.start - len(before)
        hit = _THAN.search(before) or _TIMES.search(before)
        if hit is None or other.is_aggregate or len(scene.group_of(other)) > 1:
            continue
        start = offset + hit.start()
        if scene.subjects_in(start, other.start) or re.search(r"\d", hit.group()):
            continue
        claims += _comparison(scene, sentence, memory, hit, start, other)
    return claims


def _comparison(
    scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str], start: int, other: Subject
) -> list[Claim]:
    token = scene.token_at(start)
    subject = holder_of_place(scene, sentence, memory, token, start) if token is not None else None
    if token is None or subject is None or subject.key == other.key or subject.is_aggregate:
        return []
    tail = scene.text[other.end : min(sentence.end_char, other.end + 40)]
    topic = (
        None
        if re.match(r" (?:and|or|combined|put together|together)\b", tail)
        else _compared(scene, sentence, memory, hit, start)
    )
    period = period_of(scene, token, sentence, memory, start, other.end)
    modality = modality_of(scene, verb_of(token) or token, sentence, period.value)
    arguments: dict[str, Any] = {"other_key": other.key}
    comparator = ">"
    if "times" in hit.groupdict():
        arguments |= _times(hit)
    elif hit.group("more").casefold() in ("less", "smaller", "lower", "fewer"):
        comparator = "<"
    begin = subject.start if subject.source == "stated" and subject.end <= start else start
    return [
        make_claim(
            scene,
            begin,
            other.end,
            "comparison",
            rule="comparison",
            confidence=0.85,
            modality=modality,
            arguments=arguments,
            comparator=comparator,
            **topic_columns(topic),
            **subject_columns(subject),
            **period_columns(period),
        )
    ]


def _compared(scene: Scene, sentence: "Span", memory: Memory, hit: re.Match[str], start: int) -> Topic | None:
    what = (hit.groupdict().get("what") or "").casefold()
    around = sentence.text.casefold()
    if "times" in hit.groupdict() and re.search(r"\b(?:dollars?|euros?|money)\b", around) and is_topical(scene, around):
        return money_topic(scene)
    if "times" in hit.groupdict() and not has_base(scene, around):
        return None
    return compared_topic(scene, sentence, memory, what, start)


def _times(hit: re.Match[str]) -> dict[str, Any]:
    """Return the factor of "twice as much" with the interval its wording allows."""
    factor = _FACTORS[hit.group("times").casefold()]
    hedge = (hit.group("hedge") or "").strip().casefold()
    if hedge in ("more than", "over"):
        return {"times": factor, "times_low": factor}
    if hedge == "less than":
        return {"times": factor, "times_high": factor}
    if hedge in ("nearly", "almost"):
        return {"times": factor, "times_low": factor * 0.9, "times_high": factor}
    slack = 0.25 if hedge else 0.1
    return {"times": factor, "times_low": factor * (1 - slack), "times_high": factor * (1 + slack)}
