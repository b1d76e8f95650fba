"""Lines that figures are held against: "the two percent guideline", "the requirement of spending two percent"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from analysis.claims.matching import all_measures
from analysis.claims.memory import Line, Memory, Topic
from analysis.claims.scene import Found, Scene
from analysis.claims.words import stands_in, words_of

if TYPE_CHECKING:
    from spacy.tokens import Span

_BEFORE_FIGURE = (
    r"(?<!\w)(?:{nouns})(?: (?:for|on) [\w-]+(?: [\w-]+)?)?,?"
    r"(?: (?:of|to|at|that (?:they|it|members|allies|countries) (?:should )?|which is|was|is))?"
    r"(?: (?:spend(?:ing)?|devot(?:e|ing)|allocat(?:e|ing)|invest(?:ing)?|put(?:ting)?|dedicat(?:e|ing)|"
    r"reach(?:ing)?|defen[cs]e spending of|"
    r"defen[cs]e budgets? of|be(?:ing)?))?(?: on defen[cs]e)?(?: (?:of|at))?(?: (?:at least|a minimum of|a|or "
    r"above))? ?\Z"
)
_AFTER_FIGURE = (
    r"[ -](?:or more )?(?:of (?:the |their |its )?(?:GDP|gross domestic product|economic output|national income)[ -])?"
    r"(?:[\w’'-]+[ -]){{0,3}}?(?:{nouns})(?!\w)"
)
_ASKED = re.compile(
    r"(?: of (?:its |their )?(?:GDP|gross domestic product))?(?: (?:that|which))? (?:NATO|the alliance|(?:the "
    r")?allies|(?:the )?members|[A-Z]\w+|it|they)"
    r"(?: has| have| had)? (?:ask|demand|want|require|expect|agree|pledge|promise|call|set|recommend|"
    r"prescribe)(?:s|ed|d)?(?: for)?\b",
)
_AFTER_BLOCKED = re.compile(r"\b(?:and|but|is|was|are|were|has|have|had|while|which|that|on|in|for|to|by|this|last)\b")
_BARE = (
    r"(?<!\w)(?:the|that|this|[A-Z]\w+[’']s|its|their|a)(?: [\w’'-]+){{0,4}}? (?:{nouns})(?!\w)"
    r"(?! (?:of|to spend|to reach))"
)


@dataclass(frozen=True, slots=True)
class LineMention:
    """A line where it is mentioned; `figure` is the number that gives it, if one does."""

    start: int
    end: int
    line: Line
    figure: Found | None = None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    nouns = "|".join(f"{re.escape(w)}s?" for w in sorted(words_of("guideline"), key=len, reverse=True))
    return tuple(re.compile(p.format(nouns=nouns), re.IGNORECASE) for p in (_BEFORE_FIGURE, _AFTER_FIGURE, _BARE))  # type: ignore[return-value]


def find_lines(scene: Scene, sentence: "Span", memory: Memory) -> tuple[LineMention, ...]:
    """Return the lines a sentence mentions: first those with a figure, then bare ones ("the target")."""
    with_figure = [
        m for f in scene.numbers_in(sentence.start_char, sentence.end_char) for m in _with_figure(scene, sentence, f)
    ]
    bare = [
        m for m in _bare(scene, sentence, memory) if not any(w.start < m.end and m.start < w.end for w in with_figure)
    ]
    return tuple(sorted([*with_figure, *bare], key=lambda m: m.start))


def _with_figure(scene: Scene, sentence: "Span", found: Found) -> Iterator[LineMention]:
    number = found.number
    if number.unit != "percent" or number.kind not in ("percent", "range"):
        return
    before, after, _ = _patterns()
    text = scene.text
    left = text[max(sentence.start_char, number.start - 90) : number.start]
    plain = text[max(sentence.start_char, found.start - 90) : found.start]
    right = text[found.number.end : min(sentence.end_char, found.end + 80)]
    hit = before.search(plain)
    start, end = number.start, found.end
    asked = _ASKED.match(right)
    if asked and left.casefold().endswith("the "):
        end = found.number.end + asked.end()
    elif hit:
        start = found.start - (len(plain) - hit.start())
    else:
        tail = after.match(right)
        if tail is None or _AFTER_BLOCKED.search(_without_base(tail.group())):
            return
        end = found.number.end + tail.end()
    topic = _topic_of_line(scene, number.value, sentence, text[start:end].casefold())
    if topic is None:
        return
    own = _is_own(scene, start)
    yield LineMention(start, end, Line(topic, ">=", number.value, not own), found)


def _without_base(text: str) -> str:
    return re.sub(r"^[ -](?:or more )?of (?:the |their |its )?", "", text)


def _is_own(scene: Scene, start: int) -> bool:
    """Say whether a line belongs to one country ("Poland's target of 5 percent")."""
    before = scene.text[max(0, start - 4) : start]
    if "’s" not in before and "'s" not in before:
        return False
    return any(start - 4 <= s.end <= start for s in scene.placed_subjects.touching(start - 5, start))


def _topic_of_line(scene: Scene, value: float, sentence: "Span", phrase: str) -> Topic | None:
    """Return the measure that a line of this height is drawn for: by the packages' guidelines, else by words.

    A line that names a measure itself ("the 20 percent equipment guideline") is of that measure; one of a height that
    a package has for another measure alone is of none that the sentence happens to speak of.
    """
    day = scene.document.published
    words = sentence.text.casefold()
    known: list[tuple[int, Topic]] = []
    others: list[tuple[int, Topic]] = []
    for topic in all_measures(scene.references):
        lines = [
            t
            for t in topic.reference.thresholds
            if t.measure == topic.measure.id and t.unit.startswith(("%", "percent"))
        ]
        if day is not None:
            lines = [t for t in lines if t.agreed.first <= day]
        named = sum(stands_in(w.casefold(), words) for w in topic.measure.topics)
        named += sum(p.casefold() in words for p in topic.measure.phrases)
        named += 9 * any(w.casefold() in phrase for w in _own_words(scene, topic))
        if any(float(t.value) == value for t in lines):
            known.append((named + 3, topic))
        elif lines and named and topic.measure.has_figures:
            others.append((named, topic))
    return max(known or others, key=lambda pair: pair[0])[1] if known or others else None


def _own_words(scene: Scene, topic: Topic) -> set[str]:
    """Return the words of a measure's subject matter that no other measure of its package shares."""
    rest = {w for m in topic.reference.measures.values() if m.id != topic.measure.id for w in m.topics}
    return set(topic.measure.topics) - rest - words_of("guideline")


def _bare(scene: Scene, sentence: "Span", memory: Memory) -> Iterator[LineMention]:
    """Yield mentions of a line without its figure; it is the one spoken of before or the package's."""
    lower = scene.lower_of(sentence)
    if not any(noun in lower for noun in words_of("guideline")):
        return
    *_, bare = _patterns()
    for hit in bare.finditer(scene.text, sentence.start_char, sentence.end_char):
        if any(f.number.unit == "percent" for f in scene.numbers_in(hit.start(), hit.end() + 1)):
            continue
        line = memory.recent_line or _package_line(scene, hit.group())
        if line is not None and _is_plain(scene, hit.group(), line):
            yield LineMention(hit.start(), hit.end(), line)


_PLAIN = frozenset(
    [
        "the",
        "that",
        "this",
        "a",
        "its",
        "their",
        "spending",
        "budget",
        "minimum",
        "common",
        "agreed",
        "informal",
        "official",
        "current",
        "same",
        "expenditure",
        "gdp",
        "of",
        "percent",
        "per",
        "cent",
        "magic",
        "famous",
        "so-called",
        "joint",
        "collective",
        "existing",
        "two",
        "investment",
        "’s",
        "'s",
    ]
)


def _is_plain(scene: Scene, words: str, line: Line) -> bool:
    """Say whether nothing in a bare mention points at another line ("the climate target", "its own target")."""
    topics = {w.casefold() for w in line.topic.measure.topics}
    names = {p.name.casefold() for _, p in scene.populations}
    tokens = [re.sub(r"[’']s?\Z", "", w) for w in re.findall(r"[\w’'-]+", words.casefold())]
    nouns = {w for n in words_of("guideline") for w in (n, f"{n}s")}
    return all(t in _PLAIN | topics | names | nouns or t in ("alliance", "bloc", "union") for t in tokens if t)


def _package_line(scene: Scene, words: str) -> Line | None:
    """Return the guideline of a package whose subject matter the words name ("the defence spending target")."""
    lower = words.casefold()
    for topic in all_measures(scene.references):
        has_line = any(t.measure == topic.measure.id for t in topic.reference.thresholds)
        if has_line and topic.measure.has_figures and any(stands_in(w.casefold(), lower) for w in topic.measure.topics):
            return Line(topic, ">=", None, True)
    return None


def note_line(lines: tuple[LineMention, ...], memory: Memory) -> None:
    """Keep the last guideline a sentence mentions in mind."""
    for mention in lines:
        if mention.line.is_guideline:
            memory.line, memory.line_at = mention.line, memory.sentence
