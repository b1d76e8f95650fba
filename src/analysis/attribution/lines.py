"""Lines that figures are held against: "the two percent target", "the requirement of spending two percent"."""

from dataclasses import dataclass
from decimal import Decimal

from analysis.attribution.marks import Sentence
from analysis.attribution.measures import INHERITED, SENTENCE, STATED
from analysis.attribution.package_words import Topic
from analysis.attribution.scene import Condition, Context, Figure
from analysis.nodes import Node
from analysis.reference import Reference, Threshold
from analysis.rules import words_in

GUIDELINE = words_in("guideline")
_POINTING = frozenset({"the", "that", "this", "their", "its", "these", "those"})
_OWN = frozenset({"own", "new", "national", "domestic", "climate", "interim", "further"})


@dataclass(frozen=True, slots=True)
class MentionedLine:
    """A line where it is mentioned; without a threshold it is the package's guideline of the day."""

    token: Node
    start: int
    end: int
    topic: Topic
    threshold: float | None
    figure: Figure | None
    source: str
    is_guideline: bool

    @property
    def condition(self) -> Condition:
        """What it asks for."""
        return Condition(self.topic, ">=", self.threshold)


def find_lines(sentence: Sentence, context: Context) -> tuple[MentionedLine, ...]:
    """Return the lines that a sentence mentions."""
    if not sentence.lemmas & GUIDELINE:
        return ()
    nouns = [t for t in sentence.span if t.lemma in GUIDELINE and t.pos_ in ("NOUN", "PROPN")]
    found = (_line(sentence, token, context) for token in nouns if token.dep_ != "compound")
    return tuple(line for line in found if line is not None)


def taken_up(sentence: Sentence, context: Context) -> tuple[MentionedLine, ...]:
    """Return the line of the sentence before where this one only says "it" ("eight members fall short of it")."""
    before = context.line if context.near(context.line_at, 2) else None
    if before is None or sentence.lemmas & GUIDELINE:
        return ()
    its = (t for t in sentence.span if t.lower_ == "it" and t.dep_ in ("dobj", "pobj"))
    return tuple(
        MentionedLine(t, t.idx, t.idx + len(t), before.topic, before.threshold, None, INHERITED, True) for t in its
    )


def _line(sentence: Sentence, token: Node, context: Context) -> MentionedLine | None:
    above = None  # the figure that its noun hangs on ("the 2 percent of GDP target")
    if token.dep_ == "pobj" and token.head.lower_ == "of":
        held = sentence.figure_at.get(token.head.head.i)
        above = held.token if held is not None and held.number.unit == "percent" else None
    inside = {t.i for t in (above or token).subtree}
    figures = [f for f in sentence.figures if f.token.i in inside and f.number.unit == "percent"]
    named = [n for n in sentence.named if n.token.i in inside]
    topics = [t for n in named for t in n.topics if t.measure.unit == "percent" and t.lines]
    value = figures[0].number.value if figures else None
    owned = any(c.lower_ in _OWN or (c.dep_ == "poss" and c.i in sentence.subjects) for c in token.children)
    doc = sentence.doc
    start, end = doc[min(inside)].idx, doc[max(inside)].idx + len(doc[max(inside)])
    chosen, figure = _topic(sentence, token, topics, value, inside), next(iter(figures), None)
    if chosen is not None:
        topic, source = chosen
        own_height = value is None or any(float(line.value) == value for line in topic.lines)
        return MentionedLine(above or token, start, end, topic, value, figure, source, own_height and not owned)
    before = context.line if context.near(context.line_at, 2) else None
    is_bare = any(c.lower_ in _POINTING for c in token.lefts) and not _has_unknown_words(sentence, token)
    if before is None or owned or not is_bare or (value is not None and value != before.threshold):
        return None
    return MentionedLine(token, start, end, before.topic, before.threshold, figure, INHERITED, True)


def _topic(
    sentence: Sentence, token: Node, topics: list[Topic], value: float | None, inside: set[int]
) -> tuple[Topic, str] | None:
    """Return the measure that a line is drawn for: it names it, or it is one that a body's package has a line for."""
    if topics:
        fitting = [t for t in topics if value is not None and any(float(line.value) == value for line in t.lines)]
        return (fitting or topics)[0], STATED
    if _has_unknown_words(sentence, token):
        return None
    in_phrase = {b.entity_id for i, b in sentence.body_at.items() if i in inside}
    here = {b.entity_id for b in sentence.bodies}
    for bodies, source in ((in_phrase, STATED), (here, SENTENCE)):
        for entity in sorted(bodies):
            known = sentence.scene.words.bodies.get(entity)
            guideline = _guideline(sentence, known[0], value) if known else None
            plain = value is not None or token.lemma in words_in("plain_line")
            if known and guideline is not None and plain and (source == STATED or value is not None):
                return Topic(known[0], known[0].measures[guideline.measure]), source
    owners = {r.name: r for n in sentence.lemmas & sentence.scene.words.owned_nouns
              for r, _ in sentence.scene.words.nouns[n]}  # fmt: skip
    if len(owners) == 1 and not here and value is not None:
        reference = next(iter(owners.values()))
        guideline = _guideline(sentence, reference, value)
        if guideline is not None:
            return Topic(reference, reference.measures[guideline.measure]), SENTENCE
    return None


def _guideline(sentence: Sentence, reference: Reference, value: float | None) -> Threshold | None:
    day = sentence.scene.day
    lines = [
        t for t in reference.thresholds if t.measure in reference.measures and (day is None or t.agreed.first <= day)
    ]
    if value is not None:
        lines = [t for t in lines if t.value == Decimal(str(value)) and t.unit.startswith(("percent", "%"))]
    return lines[0] if lines else None


def _has_unknown_words(sentence: Sentence, token: Node) -> bool:
    """Say whether words beside a line's noun point at something else ("the climate target", "the target for roads")."""
    times = {i for t in sentence.times for i in sentence.scene.places(t.start, t.end)}
    purposes = (p for c in token.kids("prep") if c.lower_ in ("for", "on") for p in c.kids("pobj"))
    if any(
        not sentence.is_known(p) and p.i not in times and p.lemma not in sentence.scene.words.nouns for p in purposes
    ):
        return True  # "the 20 percent guideline for research"
    parts = (part for c in token.lefts if c.dep_ in ("amod", "compound", "nmod") for part in c.subtree)
    return any(not sentence.is_known(p) and p.lemma not in words_in("line_modifier", "guideline") for p in parts)
