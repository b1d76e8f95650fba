"""Which measure a place or a comparison is about: a share, money, people; and who has the place."""

import re
from typing import TYPE_CHECKING

from analysis.claims.matching import all_measures
from analysis.claims.memory import Memory, Topic
from analysis.claims.scene import Scene, Subject
from analysis.claims.subjects import carried, subjects_of_noun
from analysis.claims.syntax import subject_of, verb_of
from analysis.claims.words import standard, stands_in

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_WORDS_AFTER = 60


def topic_of_rank(scene: Scene, sentence: "Span", memory: Memory, noun: str, start: int, end: int) -> Topic | None:
    """Return the measure that a ranked noun stands for: a share, money, or people under arms."""
    around = scene.text[sentence.start_char : sentence.end_char].casefold()
    near = scene.text[start : min(sentence.end_char, end + _WORDS_AFTER)].casefold()
    if re.search(r"\b(?:army|armies|force|forces|military)\Z", noun):
        return _by_unit(scene, "person", around)
    if re.search(r"\b(?:share|percentage|proportion|burden|level)\Z", noun) or has_base(scene, near):
        return share_topic(scene, around, memory)
    if re.search(r"\b(?:per head|per capita|a head|per person|per inhabitant)\b", around):
        return _per_head(scene)
    if re.search(r"\b(?:budgets?|spender|spenders|contributor|outlays?|spending|expenditure)\Z", noun) and is_topical(
        scene, around
    ):
        return money_topic(scene)
    return None


def has_base(scene: Scene, text: str) -> bool:
    words = standard(re.sub(r"[^\w\s]", " ", text))
    return any(
        t.measure.base and standard(t.measure.base) <= words and "share" not in t.measure.base
        for t in all_measures(scene.references)
        if t.measure.base and len(standard(t.measure.base)) == 1
    )


def is_topical(scene: Scene, text: str) -> bool:
    return any(stands_in(w.casefold(), text) for t in all_measures(scene.references) for w in t.measure.topics)


def share_topic(scene: Scene, text: str, memory: Memory) -> Topic | None:
    """Return the share whose base and subject matter a sentence names, or the one spoken of before."""
    words = standard(re.sub(r"[^\w\s]", " ", text))
    for topic in all_measures(scene.references):
        measure = topic.measure
        if measure.base is None or measure.kind == "change" or not measure.has_figures or measure.unit != "percent":
            continue
        if (
            standard(measure.base) <= words
            and any(stands_in(t.casefold(), text) for t in measure.topics)
            and not any(stands_in(x.casefold(), text) for x in measure.excluded)
        ):
            return topic
    recent = memory.recent_topic()
    return recent if recent is not None and recent.measure.unit == "percent" else None


def money_topic(scene: Scene) -> Topic | None:
    return next(
        (
            t
            for t in all_measures(scene.references)
            if re.fullmatch(r"[A-Z]{3}", t.measure.unit) and t.measure.prices == "current" and _lays_out(t)
        ),
        None,
    )


def _lays_out(topic: Topic) -> bool:
    return any("expenditure" in standard(p) or "spent" in p.split() for p in topic.measure.phrases)


def _per_head(scene: Scene) -> Topic | None:
    found = (
        t for t in all_measures(scene.references) if any(p in ("per capita", "per head") for p in t.measure.phrases)
    )
    return next(found, None)


def _by_unit(scene: Scene, unit: str, text: str) -> Topic | None:
    for topic in all_measures(scene.references):
        if topic.measure.unit == unit and not any(stands_in(x.casefold(), text) for x in topic.measure.excluded):
            return topic
    return None


def compared_topic(scene: Scene, sentence: "Span", memory: Memory, what: str, start: int) -> Topic | None:
    """Return the measure that "more … than" compares; bare "more" takes that of the figure before."""
    before = scene.text[sentence.start_char : start].casefold()
    around = sentence.text.casefold()
    if re.search(r"\b(?:per head|per capita|a head|per person|per inhabitant)\b", around):
        return _per_head(scene)
    if has_base(scene, what) or re.search(r"\b(?:share|percentage|proportion)\b", what):
        return share_topic(scene, around, memory)
    if re.search(r"\b(?:money|dollars|cash|euros)\b", around) and is_topical(scene, around):
        return money_topic(scene)
    if re.search(r"\b(?:troops|soldiers|personnel)\b", what):
        return _by_unit(scene, "person", around)
    if re.search(r"\w", what) is None or not is_topical(scene, what):
        figures = [
            f
            for f in scene.numbers_in(sentence.start_char, start)
            if f.number.unit == "percent" or f.number.currency or f.number.unit
        ]
        if figures and memory.topic_at == memory.sentence and not re.search(r"\w", what):
            return (
                memory.topic if _same_unit(memory.topic, figures[-1].number.unit, figures[-1].number.currency) else None
            )
    if has_base(scene, before) and "share" in around and not re.search(r"\w", what):
        return share_topic(scene, around, memory)
    return None


def _same_unit(topic: Topic | None, unit: str | None, currency: str | None) -> bool:
    return topic is not None and (
        topic.measure.unit in (unit, currency) or (topic.measure.unit == "person" and unit not in ("percent", None))
    )


def holder_of_place(scene: Scene, sentence: "Span", memory: Memory, token: "Token", start: int) -> Subject | None:
    """Return who has a place: the subject of the verb, else the nearest one before."""
    verb = verb_of(token)
    noun = subject_of(verb) if verb is not None else None
    if noun is not None and noun.i < token.i:
        found = subjects_of_noun(scene, noun, memory)
        if len(found) == 1:
            return found[0]
        if found:
            return None
    before = scene.subjects_in(sentence.start_char, start)
    if before:
        return before[-1]
    return next(iter(carried(memory)), None)
