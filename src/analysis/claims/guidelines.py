"""Single subjects held against a line ("Croatia falls short of the target"), and the lines themselves."""

import re
from typing import TYPE_CHECKING

from analysis.claims.lines import LineMention
from analysis.claims.make import make_claim, topic_columns
from analysis.claims.memory import Line, Memory
from analysis.claims.modality import is_polled, modality_of
from analysis.claims.periods import period_of
from analysis.claims.scene import Scene, Subject
from analysis.claims.sides import direction_of, line_claim, opposite
from analysis.claims.subjects import subjects_of_noun
from analysis.claims.syntax import root_of, subject_of
from analysis.tables import Claim

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_STOP = re.compile(r"[;:!?”“()–—]|[,.](?!\d)|\b(?:and|but|while|whereas|which|who|according)\b")
_OFTEN = re.compile(
    r"\b(?:every|each) (?:single )?year\b|\b(?:always|never|ever|until|for years|for decades|consistently|regularly)\b",
    re.IGNORECASE,
)
_LONGEST = 90
_SAID_OF_LINES = frozenset(
    {"be", "apply", "remain", "stand", "hold", "exist", "stay", "date", "set", "agree", "adopt", "introduce"}
)
_SET_LINES = frozenset(
    {"be", "set", "adopt", "agree", "introduce", "establish", "define", "fix", "confirm", "reaffirm"}
)


def find_meeting(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], taken: set[int]
) -> list[Claim]:
    """Return the claims that a subject meets or misses a line."""
    claims: list[Claim] = []
    for mention in lines:
        if mention.figure is not None and mention.figure.number.start in taken:
            continue
        verb = _verb_before(scene, sentence, mention)
        if verb is None:
            continue
        between = scene.text[verb.idx : mention.start]
        auxiliaries = " ".join(c.text for c in verb.children if c.dep_ in ("aux", "neg") and c.i < verb.i)
        above = verb.head.text if verb.dep_ == "xcomp" and verb.head.i < verb.i else ""
        adverbs = (
            " ".join(c.text for c in verb.head.children if c.dep_ in ("aux", "neg", "advmod")) + " to" if above else ""
        )
        direction = direction_of(f"{adverbs} {above} {adverbs} {auxiliaries} {between}")
        subjects = _subjects(scene, verb, memory) if not _OFTEN.search(sentence.text) else ()
        if direction is None or not subjects:
            continue
        if mention.figure is not None:
            taken.add(mention.figure.number.start)
        line = mention.line if direction == ">=" else opposite(mention.line)
        claims += _held_against(scene, sentence, memory, mention, line, subjects, verb)
    return claims


def _held_against(
    scene: Scene,
    sentence: "Span",
    memory: Memory,
    mention: LineMention,
    line: Line,
    subjects: tuple[Subject, ...],
    verb: "Token",
) -> list[Claim]:
    period = period_of(scene, verb, sentence, memory, mention.start, mention.end)
    modality = modality_of(scene, verb, sentence, period.value)
    memory.line, memory.line_at = mention.line, memory.sentence
    memory.remember(line.topic, subjects, period.value if period.source == "stated" else None)
    stop = _STOP.search(scene.text, mention.end, sentence.end_char)
    end = stop.start() if stop else sentence.end_char
    claims = []
    for subject in subjects:
        start = subject.start if subject.source == "stated" else verb.left_edge.idx
        claims.append(line_claim(scene, min(start, verb.idx), end, subject, line, period, modality, "meets_line"))
    return claims


def _verb_before(scene: Scene, sentence: "Span", mention: LineMention) -> "Token | None":
    """Return the verb whose complement a line is."""
    token = next((t for t in sentence if t.idx >= mention.start and t.pos_ in ("NOUN", "PROPN", "NUM")), None)
    current = token
    for _ in range(12):
        if current is None or (current.head.i == current.i and current.pos_ not in ("VERB", "AUX")):
            return None
        if current.pos_ in ("VERB", "AUX") and current.idx < mention.start and mention.start - current.idx < _LONGEST:
            return current if current.dep_ != "acl" else None
        if current.head.i == current.i:
            return None
        current = current.head
    return None


def _subjects(scene: Scene, verb: "Token", memory: Memory) -> tuple[Subject, ...]:
    """Return the subjects of a verb when it is about single subjects, not about a counted population."""
    noun = subject_of(verb)
    if noun is None or noun.idx > verb.idx:
        return ()
    edge = noun.left_edge.idx, noun.right_edge.idx + len(noun.right_edge)
    if any(f.number.kind in ("cardinal", "ratio") for f in scene.numbers_in(*edge)):
        return ()
    return subjects_of_noun(scene, noun, memory)


def find_guidelines(
    scene: Scene, sentence: "Span", memory: Memory, lines: tuple[LineMention, ...], taken: set[int]
) -> list[Claim]:
    """Return the claims that a package's guideline is so high, where a line is mentioned for itself."""
    claims: list[Claim] = []
    for mention in lines:
        if mention.figure is None or mention.figure.number.start in taken:
            continue
        taken.add(mention.figure.number.start)
        memory.line, memory.line_at = mention.line, memory.sentence
        memory.remember(mention.line.topic, (), None)
        if not _is_told(scene, mention):
            continue
        token = scene.token_at(mention.figure.number.start)
        modality = modality_of(scene, token, sentence) if token is not None else "asserted"
        modality = "poll" if is_polled(sentence) else modality
        if not mention.line.is_guideline:
            modality = "target" if modality == "asserted" else modality
        claims.append(
            make_claim(
                scene,
                mention.start,
                mention.end,
                "guideline",
                rule="guideline",
                confidence=0.8,
                modality=modality,
                comparator=mention.line.comparator,
                threshold=mention.line.threshold,
                value=mention.line.threshold,
                value_text=scene.text[mention.figure.start : mention.figure.end],
                unit="percent",
                number_ids=(mention.figure.id,),
                period=scene.year,
                period_source="article",
                **(topic_columns(mention.line.topic) if _is_known(scene, mention.line) else {}),
            )
        )
    return claims


def _is_told(scene: Scene, mention: LineMention) -> bool:
    """Say whether a sentence is about the line itself ("The guideline of two percent was set in 2014")."""
    root = root_of(scene.document.doc, mention.start, mention.end)
    if root is None:
        return False
    verb = root if root.pos_ in ("VERB", "AUX") else root.head
    if root.dep_ in ("nsubj", "nsubjpass"):
        return verb.lemma_ in _SAID_OF_LINES
    return verb.lemma_ in _SET_LINES


def _is_known(scene: Scene, line: Line) -> bool:
    """Say whether the package has a guideline of that height: another one is somebody's wish."""
    return line.is_guideline and any(
        t.measure == line.topic.measure.id and float(t.value) == line.threshold for t in line.topic.reference.thresholds
    )
