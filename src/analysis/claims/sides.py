"""On which side of a line something is said to stand: "meet", "fall short of", "spend at least two percent"."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.claims.lines import LineMention
from analysis.claims.make import make_claim, period_columns, subject_columns, topic_columns
from analysis.claims.matching import all_measures, base_fits, measure_of
from analysis.claims.memory import Line, Memory, Topic
from analysis.claims.modality import modality_of
from analysis.claims.periods import Period
from analysis.claims.reading import Reading, read
from analysis.claims.scene import Scene, Subject
from analysis.claims.words import verbs_of
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span

_MISS = re.compile(
    r"\b(?:short of|fall(?:s|ing)? short|fell short|below|under|beneath|fail(?:s|ed|ing)? to|miss(?:es|ed|"
    r"ing)?|lag(?:s|ged|ging)?|"
    r"yet to|still to|less than|do(?:es)? not|did not|don[’']t|doesn[’']t|didn[’']t|not (?:yet )?(?:meet|reach|"
    r"hit|spend)|short)\b",
    re.IGNORECASE,
)
_MEET_WORDS = re.compile(
    r"\b(?:above|over|at or above|beyond|in line with|compliant|in compliance|on target|past|at the|there)\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\W*(?:[\w’'-]+ ){0,3}?(?:did|do|does|had|have)(?: so| it| that)?(?: (?:in|then|at)\b|[.,;”]|\Z)", re.IGNORECASE
)
_ASIDE = re.compile(r", (?:(?!\d)[^,;]){3,70}, ?")
_PRONOUN_LINE = re.compile(
    r" (?:now |still |already |will |would )*(?:fall(?:s)? short of|fell short of|miss(?:ed|es)?|meet(?:s)?|"
    r"met|reach(?:ed)?|hit|exceed(?:ed)?|are above|are below|were above|were below|"
    r"remain below|do not meet|fail to meet) (?:it|this|that)(?=[,.;]| (?:this|in|today|now)\b)",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[;:!?”“–—]|[,.](?!\d)|\((?![A-Z]{2,6}\))|(?<![A-Z])\)|\b(?:and|but|while|whereas|which|who|according|up from|"
    r"down from|compared)\b"
)


def line_of(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], start: int, taken: set[int]
) -> tuple[int, Line] | None:
    """Return the line that what stands before `start` is said to meet or miss, and where that is said to its end."""
    text, limit = scene.text, sentence.end_char
    aside = _ASIDE.match(text, start, limit)
    start = aside.end() - 1 if aside else start
    for mention in lines:
        if mention.start >= start and not begins_clause(scene, start, mention.start):
            between = text[start : mention.start]
            if mention.figure is not None:
                taken.add(mention.figure.number.start)
            direction = direction_of(between, text[mention.end : limit])
            if direction is None:
                continue
            line = mention.line if direction == ">=" else opposite(mention.line)
            return end_of_statement(scene, mention.end, limit), line
    pronoun = _PRONOUN_LINE.match(text, start, limit)
    if pronoun is not None and memory.recent_line is not None:
        below = direction_of(pronoun.group()) == "<"
        return pronoun.end(), opposite(memory.recent_line) if below else memory.recent_line
    spent = _spent(scene, sentence, memory, start, taken)
    if spent is not None:
        return spent
    elliptic = _DID.match(text[start:limit])
    if elliptic and memory.recent_line is not None and memory.counted is not None:
        return start + len(elliptic.group().rstrip(" .,;”")), replace(
            memory.recent_line, comparator=memory.counted.comparator
        )
    return None


def direction_of(between: str, after: str = "") -> str | None:
    """Return on which side of a line the words between a subject and the line put it; None where they do neither.

    >>> direction_of(" now meet "), direction_of(" fall short of "), direction_of(" criticised ")
    ('>=', '<', None)
    """
    words = re.findall(r"[\w’']+", between.casefold())
    if _MISS.search(between):
        return "<"
    meets = verbs_of("meet")
    forms = set(words) | {w.rstrip("s") for w in words} | {re.sub(r"(?:ed|es|ing)\Z", "", w) for w in words}
    forms |= (
        {re.sub(r"(?:ed|ing)\Z", "e", w) for w in words}
        | ({"meet"} if "met" in words else set())
        | {re.sub(r"ting\Z", "t", w) for w in words}
    )
    if forms & meets or _MEET_WORDS.search(between):
        return ">="
    return None


def opposite(line: Line) -> Line:
    """Return the other side of a line."""
    return replace(line, comparator={">=": "<", ">": "<=", "<": ">=", "<=": ">"}[line.comparator])


def begins_clause(scene: Scene, start: int, end: int) -> bool:
    """Say whether a clause of its own begins between two offsets."""
    return bool(re.search(r"[;:]|, (?:while|whereas|but)\b", scene.text[start:end]))


def _spent(scene: Scene, sentence: "Span", memory: Memory, start: int, taken: set[int]) -> tuple[int, Line] | None:
    """Return the line of "spend at least two percent of GDP on defence" after a count."""
    for found in scene.numbers_in(start, sentence.end_char):
        number = found.number
        if number.unit != "percent" or number.start in taken or begins_clause(scene, start, found.start):
            continue
        reading = read(scene, found, sentence)
        between = scene.text[start : found.start]
        if reading is None or any(not _is_modifier(scene, s) for s in scene.subjects_in(start, found.start)):
            return None
        verb = reading.verb
        spends = (
            verb is not None and verb.lemma_ in verbs_of("spend", "level", "meet", "have") and verb.idx >= start - 1
        )
        if not spends and not _STANDING.fullmatch(between):
            return None
        if modality_of(scene, reading.root, sentence) in ("plan", "target", "denied"):
            return None  # "fourteen allies criticised the plan to spend …": not what those counted do
        match = measure_of(reading, memory, None)
        topic = match.topic if match is not None else _of_height(reading)
        if topic is None:
            return None
        taken.add(number.start)
        comparator = {">": ">", "<": "<", "<=": "<=", ">=": ">="}.get(number.bound, ">=")
        comparator = ">=" if re.search(r"\bat or ?\Z", between) else comparator
        line = Line(topic, comparator, number.value, False)
        if re.search(r"\b(?:do|does|did) not\b|n[’']t\b|\bfail", between):
            line = opposite(line)
        end = max(reading.base_end, found.end)
        return end_of_statement(scene, end, sentence.end_char), line
    return None


def _of_height(reading: Reading) -> Topic | None:
    """Return the measure whose guideline is as high, of a figure with the measure's base and nothing else to it."""
    number = reading.found.number
    if reading.complemented is not None or reading.base is None:
        return None
    if any(not re.match(r"\d{4}|the end\b", words) for _, words in reading.purposes):
        return None
    for topic in all_measures(reading.scene.references):
        fits = topic.measure.has_figures and base_fits(reading.base, topic.measure)
        if fits and any(
            t.measure == topic.measure.id and float(t.value) == number.value for t in topic.reference.thresholds
        ):
            return topic
    return None


_STANDING = re.compile(r" (?:(?:are|were|is|now|already|at|or|above|over|below|under) )*", re.IGNORECASE)


def _is_modifier(scene: Scene, subject: Subject) -> bool:
    """Say whether a mention only describes another noun ("the American delegation")."""
    token = scene.token_at(subject.end - 1)
    return token is not None and token.dep_ in ("amod", "compound", "nmod", "poss")


def end_of_statement(scene: Scene, end: int, limit: int) -> int:
    stop = _STOP.search(scene.text, end, limit)
    return stop.start() if stop else limit


def line_claim(
    scene: Scene, start: int, end: int, subject: Subject, line: Line, period: Period, modality: str, rule: str
) -> Claim:
    """Return the claim that one subject stands on one side of a line."""
    below = line.comparator in ("<", "<=")
    return make_claim(
        scene,
        start,
        end,
        "value",
        rule=rule,
        confidence=0.9,
        modality=modality,
        comparator=line.comparator,
        threshold=line.threshold,
        low=None if below else line.threshold,
        high=line.threshold if below else None,
        low_open=line.comparator == ">",
        high_open=line.comparator == "<",
        unit=line.topic.measure.unit,
        arguments={"guideline": True} if line.is_guideline else None,
        **topic_columns(line.topic),
        **subject_columns(subject),
        **period_columns(period),
    )
