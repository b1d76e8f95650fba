"""Changes told without both figures: a direction, a factor or a difference between two periods."""

import re
from typing import TYPE_CHECKING, Any

from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.matching import all_measures
from analysis.claims.memory import Memory, Topic
from analysis.claims.modality import modality_of
from analysis.claims.periods import Period
from analysis.claims.scene import Scene
from analysis.claims.subjects import subjects_of_noun
from analysis.claims.syntax import subject_of
from analysis.claims.words import standard, stands_in, verbs_of, words_of
from analysis.tables import Claim, Number

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_FACTORS = {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "halve": 0.5}
_SINCE = re.compile(r"\b(?:since|from|compared (?:with|to)|than in|over|on) (?:the year )?\Z", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from) (?:the years )?\Z", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more than|over)\b", re.IGNORECASE)
_NEARLY = re.compile(r"\b(?:nearly|almost|close to)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less than|under)\b", re.IGNORECASE)
_SLACK = 0.05


def find_trends(scene: Scene, sentence: "Span", memory: Memory) -> list[Claim]:
    """Return the claims of a sentence that a measure rose or fell since a year."""
    claims: list[Claim] = []
    moving = verbs_of("up", "down")
    for place, lemma in enumerate(scene.document.lemmas[sentence.start : sentence.end]):
        if lemma not in moving or sentence[place].pos_ != "VERB":
            continue
        claim = _trend(scene, sentence, memory, sentence[place])
        if claim is not None:
            claims.append(claim)
    return claims


def _trend(scene: Scene, sentence: "Span", memory: Memory, verb: "Token") -> Claim | None:
    start, end = _ends(scene, sentence)
    noun = _changed(verb)
    if start is None or noun is None:
        return None
    topic = topic_of_noun(scene, noun, sentence, memory)
    edge = verb.left_edge.idx, min(verb.right_edge.idx + len(verb.right_edge), sentence.end_char)
    numbers = [
        f.number
        for f in scene.numbers_in(*edge)
        if f.number.kind in ("percent", "percentage_point", "money", "multiple")
        and not f.number.start <= verb.idx < f.number.end
    ]
    if (
        topic is None
        or any(n.change_role in ("to", "from") or n.change_role is None for n in numbers)
        or len(numbers) > 1
    ):
        return None
    holder = subject_of(verb)
    own = subjects_of_noun(scene, noun, memory)
    of_verb = subjects_of_noun(scene, holder, memory) if holder is not None and holder.i != noun.i else ()
    subjects = own if own and (own[0].source == "stated" or not of_verb) else of_verb
    if not subjects:
        return None
    arguments: dict[str, Any] = {"from_period": start, "to_period": end, "direction": _direction(verb)}
    arguments |= _by(numbers[0]) if numbers else _factor(verb)
    period = Period(end, "stated") if end else Period(scene.year, "article")
    modality = modality_of(scene, verb, sentence, period.value)
    begin = min(noun.left_edge.idx, verb.idx, holder.left_edge.idx if holder is not None else verb.idx)
    stop = max(edge[1], _last_year(scene, sentence))
    memory.remember(topic, subjects, None)
    return make_claim(
        scene,
        begin,
        stop,
        "change",
        rule="trend",
        confidence=0.85,
        modality=modality,
        arguments={k: v for k, v in arguments.items() if v is not None},
        **topic_columns(topic),
        **subject_columns(subjects[0]),
        **period_columns(period),
    )


def _direction(verb: "Token") -> str:
    return "up" if verb.lemma_ in verbs_of("up") else "down"


def _ends(scene: Scene, sentence: "Span") -> tuple[str | None, str | None]:
    """Return the first and last year of a stretch; a missing last one is now."""
    years = scene.years_in(sentence.start_char, sentence.end_char)
    for place, time in enumerate(years):
        before = scene.text[max(sentence.start_char, time.start - 25) : time.start]
        if _BETWEEN.search(before) and place + 1 < len(years):
            return time.timex, years[place + 1].timex
        if _SINCE.search(before):
            others = [t.timex for t in years if t is not time and t.timex > time.timex]
            return time.timex, others[0] if others else None
    return None, None


def _last_year(scene: Scene, sentence: "Span") -> int:
    years = scene.years_in(sentence.start_char, sentence.end_char)
    return years[-1].end if years else sentence.start_char


def _changed(verb: "Token") -> "Token | None":
    """Return what changed: the object of "tripled its spending", else the subject."""
    objects = [
        c
        for c in verb.children
        if c.dep_ == "dobj" and c.lemma_.casefold() in words_of("spending") | words_of("figure")
    ]
    return objects[0] if objects else subject_of(verb)


def topic_of_noun(scene: Scene, noun: "Token", sentence: "Span", memory: Memory) -> Topic | None:
    """Return the measure that a noun names ("defence spending as a share of GDP").

    Spending without a base may be meant in money of the day, at constant prices or as a share: not to be told.
    """
    words = " ".join(t.lower_ for t in noun.subtree) + " " + sentence.text.casefold()
    lemma = noun.lemma_.casefold()
    if lemma not in words_of("spending") | words_of("figure") | {"it"}:
        return None
    bag = standard(re.sub(r"[^\w\s-]", " ", words))
    for topic in all_measures(scene.references):
        base = topic.measure.base
        if base is None or topic.measure.kind == "change" or not topic.measure.has_figures:
            continue
        named = any(stands_in(t.casefold(), words) for t in topic.measure.topics)
        if (
            standard(base) <= bag
            and named
            and ("share" in bag or "percentage" in bag or "percent" in bag or "proportion" in bag or "points" in bag)
        ):
            return topic
    if lemma in words_of("figure"):
        return memory.recent_topic()
    return None


def _factor(verb: "Token") -> dict[str, Any]:
    """Return the factor of "tripled" with the interval its wording allows."""
    factor = _FACTORS.get(verb.lemma_)
    if factor is None:
        return {}
    before = verb.doc[max(verb.sent.start, verb.i - 3) : verb.i].text
    if _MORE.search(before):
        span = {"by_low": factor}
    elif _NEARLY.search(before):
        span = {"by_low": factor * 0.9, "by_high": factor}
    elif _LESS.search(before):
        span = {"by_high": factor}
    else:
        span = {"by_low": factor * (1 - _SLACK), "by_high": factor * (1 + _SLACK)}
    return {"by": factor, "by_unit": "multiple", **span}


def _by(number: Number) -> dict[str, Any]:
    """Return the size of a change as written."""
    found = {
        "by": number.value,
        "by_low": number.low,
        "by_high": number.high,
        "by_unit": number.currency or number.unit,
    }
    return {k: v for k, v in found.items() if v is not None}
