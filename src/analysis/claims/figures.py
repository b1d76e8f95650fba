"""Figures of single subjects: values, and changes from one value to another."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.claims.make import figure_columns, make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.matching import Match, measure_of
from analysis.claims.memory import Line, Memory, Topic
from analysis.claims.modality import is_polled, modality_of
from analysis.claims.periods import Period, period_of
from analysis.claims.reading import Reading, read
from analysis.claims.scene import Found, Scene, Subject
from analysis.claims.subjects import figure_list, is_average, last_before, subjects_of
from analysis.claims.words import verbs_of
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_FROM = re.compile(
    r"\bfrom(?: (?:around|about|roughly|some|just|only|nearly|almost|over|under|less than|more than))* \Z",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:to|at|reached|reach)(?: (?:around|about|roughly|some|just|only|nearly|almost|over|under|less than|"
    r"more than|an estimated))* \Z",
    re.IGNORECASE,
)
_END_OF_CLAIM = re.compile(
    r"(?:[;:!?”“()–—]|[,.](?!\d)|\b(?:and|but|while|whereas|which|who|although|though|according|compared|up "
    r"from|down from|followed|ahead|more than any)\b)"
)
_GAP = 60
_AND = re.compile(r",? (?:and|but|while|whereas) (?:the )?")
_SAME_VERB = re.compile(r",?(?: (?:spent|spends|spending|at|with|on|just|only|about|some|around|nearly|almost))* ")
_KINDS = ("percent", "money", "cardinal", "range", "measure", "ratio")


def find_figures(scene: Scene, sentence: "Span", memory: Memory, taken: set[int]) -> list[Claim]:
    """Return the claims about single figures of a sentence; numbers whose start is in `taken` have another part."""
    readings = [
        reading
        for found in scene.numbers_in(sentence.start_char, sentence.end_char)
        if found.number.start not in taken and found.number.kind in _KINDS
        for reading in (read(scene, _completed(scene, found, sentence), sentence),)
        if reading is not None and _is_figure(reading)
    ]
    pairs = {r.found.number.start: earlier for r in readings for earlier in (_from_figure(r),) if earlier is not None}
    starts = {earlier.number.start for earlier in pairs.values()}
    claims: list[Claim] = []
    for reading in readings:
        if reading.found.number.start not in starts:
            claims += _claims_of(reading, memory, pairs.get(reading.found.number.start))
    return claims


def _completed(scene: Scene, found: Found, sentence: "Span") -> Found:
    """Give the first figures of an enumeration the unit that stands after the last ("3.15 and 2.85 percent")."""
    if found.number.unit is not None or found.number.kind != "cardinal" or found.number.currency:
        return found
    reading = read(scene, found, sentence)
    figures = figure_list(reading) if reading else []
    last = figures[-1].number if figures else found.number
    if last.unit != "percent" or last.start == found.number.start:
        return found
    return replace(found, number=replace(found.number, unit="percent", kind="percent"))


def _is_figure(reading: Reading) -> bool:
    number = reading.found.number
    if number.kind == "ratio" and number.unit != "percent":
        return False
    return number.unit is not None or number.currency is not None


def _claims_of(reading: Reading, memory: Memory, earlier: Found | None) -> list[Claim]:
    scene, found = reading.scene, reading.found
    subjects = subjects_of(reading, memory)
    key = subjects[0].key if subjects else None
    tail = _with_tail(reading)
    match = (
        measure_of(reading, memory, key)
        or _of_list(reading, memory, key)
        or _of_start(reading, memory, key, earlier)
        or (measure_of(tail, memory, key) if tail is not None else None)
    )
    if match is None:
        return _unknown(reading, subjects)
    period = period_of(scene, reading.root, reading.sentence, memory, found.start, found.end)
    if tail is not None and period.source != "stated":
        period = period_of(scene, tail.root, tail.sentence, memory, tail.found.start, tail.found.end)
    modality = _modality(reading, period)
    if _is_estimate_of_another(reading):
        return _unknown(reading, subjects)
    if not subjects and not match.inherited and not is_average(reading):
        subjects = last_before(reading)
    claims = []
    for subject in subjects or (None,):
        claims.append(
            _change(reading, match.topic, subject, earlier, period, modality, memory)
            if earlier
            else _value(reading, match, subject, period, modality)
        )
    settled = modality == "asserted"
    memory.remember(match.topic, subjects, period.value if settled and period.source == "stated" else None)
    if modality in ("plan", "target") and not subjects:
        _remember_line(memory, match.topic, found)
    return claims


def _of_list(reading: Reading, memory: Memory, key: str | None) -> Match | None:
    """Return the measure of the last figure of an enumeration for those before it ("3.15 and 2.85 percent of GDP")."""
    figures = figure_list(reading)
    if len(figures) < 2 or figures[-1].number.start == reading.found.number.start:
        return None
    last = read(reading.scene, figures[-1], reading.sentence)
    return measure_of(last, memory, key) if last is not None else None


def _with_tail(reading: Reading) -> Reading | None:
    """Return the next figure when it carries what both share ("Sweden spent 2.1 and Finland 2.4 percent of GDP")."""
    scene, found = reading.scene, reading.found
    following = scene.numbers_in(found.end, min(found.end + _GAP, reading.sentence.end_char))
    if reading.base_text or not following or following[0].number.unit != found.number.unit:
        return None
    subjects = scene.subjects_in(found.end, following[0].start)
    if len(subjects) != 1 or not _AND.fullmatch(scene.text[found.end : subjects[0].start]):
        return None
    gap = scene.text[subjects[0].end : following[0].start]
    return read(scene, following[0], reading.sentence) if _SAME_VERB.fullmatch(gap) else None


def _of_start(reading: Reading, memory: Memory, key: str | None, earlier: Found | None) -> Match | None:
    """Return the measure of the figure a change started from, when only that one names it."""
    start = read(reading.scene, earlier, reading.sentence) if earlier is not None else None
    return measure_of(start, memory, key) if start is not None else None


def _remember_line(memory: Memory, topic: Topic, found: Found) -> None:
    """Keep what members are asked for as the line that later sentences call "that mark"."""
    value = found.number.value
    if any(t.measure == topic.measure.id and float(t.value) == value for t in topic.reference.thresholds):
        memory.line, memory.line_at = Line(topic, ">=", value), memory.sentence


def _modality(reading: Reading, period: Period) -> str:
    if is_polled(reading.sentence):
        return "poll"
    return modality_of(reading.scene, reading.root, reading.sentence, period.value)


def _is_estimate_of_another(reading: Reading) -> bool:
    """Say whether a figure is what an earlier list had ("the first estimate had been 4.12 percent")."""
    return reading.noun is not None and reading.noun.lemma_.casefold() in (
        "estimate",
        "forecast",
        "projection",
        "prediction",
    )


def _value(reading: Reading, match: Match, subject: Subject | None, period: Period, modality: str) -> Claim:
    scene, found = reading.scene, reading.found
    start, end = claim_range(reading, subject)
    columns: dict[str, Any] = figure_columns(scene, found, _counted_unit(match.topic, found))
    if _is_up_to(reading):
        half = abs(found.number.value) and 0.5 * 10 ** -_decimals(scene.text[found.number.start : found.number.end])
        columns |= {"low": found.number.value - half, "high": found.number.value + half, "high_open": False}
    negated = reading.verb is not None and any(c.dep_ == "neg" for c in reading.verb.children)
    if negated and not _is_aside(reading) and modality == "asserted":
        modality = "denied"
    return make_claim(
        scene,
        start,
        end,
        "value",
        rule="value_inherited" if match.inherited else "value",
        confidence=0.85 if match.inherited else 0.95,
        modality=modality,
        **topic_columns(match.topic),
        **subject_columns(subject),
        **period_columns(period),
        **columns,
    )


def _counted_unit(topic: Topic, found: Found) -> str | None:
    """Return the measure's own unit where a figure counts the same by another noun ("troops", "MEPs")."""
    measure = topic.measure
    return measure.unit if measure.unit == "person" or found.number.unit in measure.nouns else None


def _is_aside(reading: Reading) -> bool:
    """Say whether a figure stands between commas, outside what its verb denies ("Croatia, at 1.81 percent, is not")."""
    text, found = reading.scene.text, reading.found
    before = text[max(reading.sentence.start_char, found.start - 12) : found.start]
    return bool(re.search(r"[,(] ?(?:at|with|on)? ?\Z", before)) and text[reading.base_end : reading.base_end + 1] in (
        ",",
        ")",
    )


def _is_up_to(reading: Reading) -> bool:
    """Say whether "up to" tells where a rise ended, not an upper limit ("is up to 3.15 percent from 2.87")."""
    if (reading.found.number.bound_text or "").casefold() != "up to":
        return False
    verb = reading.verb
    return verb is not None and (verb.lemma_ == "be" or verb.lemma_ in verbs_of("up"))


def _decimals(text: str) -> int:
    hit = re.search(r"\d\.(\d+)", text)
    return len(hit.group(1)) if hit else 0


def _unknown(reading: Reading, subjects: tuple[Subject, ...]) -> list[Claim]:
    """List a figure with a subject but without a measure, so that a reader sees that it was looked at."""
    number = reading.found.number
    if not subjects or number.kind not in ("percent", "money") or subjects[0].source == "inherited":
        return []
    start, end = claim_range(reading, None)
    modality = modality_of(reading.scene, reading.root, reading.sentence)
    return [
        make_claim(
            reading.scene,
            start,
            end,
            "value",
            rule="no_measure",
            confidence=0.5,
            modality=modality,
            **subject_columns(subjects[0]),
            **figure_columns(reading.scene, reading.found),
        )
    ]


def _from_figure(reading: Reading) -> Found | None:
    """Return the figure that a change started from, when this one is where it ended."""
    scene, found, sentence = reading.scene, reading.found, reading.sentence
    text = scene.text
    before_this = text[max(sentence.start_char, found.start - _GAP) : found.start]
    others = [
        f
        for f in scene.numbers_in(sentence.start_char, sentence.end_char)
        if f.number.unit == found.number.unit
        and f.number.currency == found.number.currency
        and f.number.start != found.number.start
    ]
    for other in others:
        is_from = _FROM.search(text[max(sentence.start_char, other.start - _GAP) : other.start])
        if not is_from or _FROM.search(before_this):
            continue
        between = text[min(other.end, found.end) : max(other.start, found.start)]
        if len(between) < _GAP and not any(o for o in others if other.end <= o.start and o.end <= found.start):
            if other.start < found.start and (_TO.search(before_this) or (found.number.bound_text or "") == "up to"):
                return other
            if other.start > found.start:
                return other
    return None


def _change(
    reading: Reading,
    topic: Topic,
    subject: Subject | None,
    earlier: Found,
    period: Period,
    modality: str,
    memory: Memory,
) -> Claim:
    scene, sentence, found = reading.scene, reading.sentence, reading.found
    years = scene.years_in(sentence.start_char, sentence.end_char)
    own, old = _year_near(scene, found, earlier, years), _year_near(scene, earlier, found, years)
    to_period = Period(own, "stated") if own else (Period(scene.year, "article") if old else period)
    direction = "up" if found.number.value > earlier.number.value else "down"
    arguments: dict[str, Any] = {
        "direction": direction,
        "from_value": earlier.number.value,
        "from_low": earlier.number.low,
        "from_high": earlier.number.high,
        "from_period": old or _since(scene, sentence),
        "to_period": own,
    }
    start, end = claim_range(reading, subject)
    first = read(scene, earlier, sentence) if earlier.start < found.start else None
    start = min(start, claim_range(first, subject)[0] if first is not None else earlier.start)
    end = max(end, earlier.end)
    columns = _value(reading, Match(topic, 1, False), subject, to_period, modality)
    return replace(
        make_claim(
            scene,
            start,
            end,
            "change",
            rule="change",
            confidence=0.9,
            modality=modality,
            arguments={k: v for k, v in arguments.items() if v is not None},
            **topic_columns(topic),
            **subject_columns(subject),
            **period_columns(to_period),
            **(figure_columns(scene, found) | {"number_ids": (earlier.id, found.id)}),
        ),
        low=columns.low,
        high=columns.high,
        high_open=columns.high_open,
    )


def _year_near(scene: Scene, found: Found, other: Found, years: list[Any]) -> str | None:
    """Return the year that stands with one of the two figures of a change."""
    limit = other.start if other.start > found.end else found.end + _GAP
    after = [t for t in years if found.end <= t.start <= limit]
    return after[0].timex if after else None


def _since(scene: Scene, sentence: "Span") -> str | None:
    for time in scene.years_in(sentence.start_char, sentence.end_char):
        if scene.text[max(0, time.start - 7) : time.start].casefold().endswith("since "):
            return time.timex
    return None


def claim_range(reading: Reading, subject: Subject | None) -> tuple[int, int]:
    """Return the range of a claim: from its subject to what belongs to the figure."""
    scene, found, sentence = reading.scene, reading.found, reading.sentence
    if len(figure_list(reading)) > 1:
        return found.start, found.end
    start = found.start
    if subject is not None and subject.source == "stated" and sentence.start_char <= subject.start:
        if subject.end <= start and not scene.numbers_in(subject.end, start):
            start = _phrase_start(scene, subject, sentence)
    elif not scene.numbers_in(sentence.start_char, start):
        first = reading.clause[0].idx if reading.clause else start
        start = first if first < start else start
    end = max(reading.base_end, found.end)
    opened, closed = (scene.text.rfind(mark, start, found.start) for mark in "“”")
    start = opened + 1 if opened > closed else start
    if subject is not None and subject.start >= found.end and subject.source == "stated":
        end = max(end, subject.end)
    stop = _END_OF_CLAIM.search(scene.text, end, sentence.end_char)
    limit = stop.start() if stop else sentence.end_char
    following = scene.numbers_in(end, limit)
    return start, min(limit, following[0].start if following else limit)


def _phrase_start(scene: Scene, subject: Subject, sentence: "Span") -> int:
    """Return where the noun phrase of a subject starts ("The defence budget of Lithuania")."""
    token = scene.token_at(subject.end - 1)
    if token is None:
        return subject.start
    top = token
    while top.dep_ in ("amod", "compound", "poss", "pobj", "nmod", "conj", "prep", "appos") and top.head.pos_ in (
        "NOUN",
        "PROPN",
        "ADP",
    ):
        top = top.head
    if top.pos_ == "ADP" or top.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return subject.start
    left = top.left_edge.idx
    if scene.numbers_in(left, subject.start) or left < sentence.start_char:
        return subject.start
    return left
