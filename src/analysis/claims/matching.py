"""Which measure of which package a figure gives: by unit, base, purpose, noun and what was spoken of before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.claims.memory import Memory, Topic
from analysis.claims.reading import Reading
from analysis.claims.scene import Scene
from analysis.claims.words import standard, stands_in, verbs_of, words_of
from analysis.reference import Measure, Reference

_PUBLIC = frozenset(
    {"state", "national", "federal", "government", "public", "total", "annual", "world's", "global", "eu", "world"}
)
_EXPLICIT, _NAMED, _INHERITED = 4.0, 3.0, 2.0
_CEILING = 3  # a figure so many times the largest of a measure is another quantity when the measure is not named
_TOLD = 40  # characters after a figure in which a word can still say what it is about
_MISSING = re.compile(
    r"\b(?:short of|short(?:age|fall) of|lack(?:s|ed|ing)?|needs?|needed|another|additional|extra|further|gap of|"
    r"deficit of|lost|los(?:es|ing))(?: (?:about|around|some|roughly|nearly|almost|up to|at least|an?|the))* \Z",
    re.IGNORECASE,
)
_MORE = re.compile(r"[ -](?:more|fewer|less|too (?:few|many|little)|short|additional|extra|new)\b", re.IGNORECASE)
_DISTANCE = re.compile(
    r"(?:[ -]points?)? (?:of (?:its |their )?GDP )?(?:below|above|under|over|short of|shy of|away from|"
    r"more than|less than|higher|lower)\b",
    re.IGNORECASE,
)
_PEOPLE_VERBS = ("have", "level", "up", "down")


@dataclass(frozen=True, slots=True)
class Match:
    """A measure found for a figure; `inherited` when the sentence itself does not name it."""

    topic: Topic
    score: float
    inherited: bool


def all_measures(references: tuple[Reference, ...]) -> Iterator[Topic]:
    """Yield every measure of every package."""
    for reference in references:
        for measure in reference.measures.values():
            yield Topic(reference, measure)


def measure_of(reading: Reading, memory: Memory, key: str | None) -> Match | None:
    """Return the measure a figure most likely gives, or None: another quantity, or not to be told."""
    matches = [
        Match(topic, score, inherited)
        for topic in all_measures(reading.scene.references)
        for score, inherited in (_score(reading, memory, topic, key),)
        if score > 0
    ]
    return max(matches, key=lambda m: m.score, default=None)


def _score(reading: Reading, memory: Memory, topic: Topic, key: str | None) -> tuple[float, bool]:
    measure, number = topic.measure, reading.found.number
    if measure.kind != "change" and number.unit == "percent" and _DISTANCE.match(reading.scene.text, number.end):
        return 0.0, False
    if (
        number.kind in ("percent", "range", "cardinal", "ratio")
        and measure.unit == "percent"
        and number.unit == "percent"
    ):
        return _percent_score(reading, memory, topic)
    score, inherited = 0.0, False
    if number.currency:
        if number.currency in (measure.units_for(key) if key else (measure.unit,)):
            score, inherited = _money_score(reading, memory, topic)
    elif number.unit and number.unit != "percent" and measure.unit not in ("percent", "national_currency"):
        score = _people_score(reading, topic) if measure.unit == "person" else _counted_score(reading, topic)
    return (score, inherited) if score and not _is_difference(reading) else (0.0, False)


def _is_difference(reading: Reading) -> bool:
    """Say whether a figure is what is lacking or comes on top, not what there is ("short of 9,000", "2,000 more")."""
    scene, number = reading.scene, reading.found.number
    before = scene.text[max(reading.sentence.start_char, number.start - 40) : number.start]
    inside = scene.text[number.start : number.end]
    more = _MORE.search(inside) or _MORE.match(scene.text, number.end)
    return _MISSING.search(before) is not None or more is not None


def _percent_score(reading: Reading, memory: Memory, topic: Topic) -> tuple[float, bool]:
    measure, number = topic.measure, reading.found.number
    if measure.kind == "change":
        return _change_score(reading, measure), False
    if number.change_role == "by" and not reading.base_text:
        return 0.0, False
    base = base_fits(reading.base, measure) if reading.base is not None else None
    if base is False:
        return 0.0, False
    evidence = _evidence(reading, measure)
    same = _recent(memory) == measure.id
    if evidence > 0 and (base or same or measure.base is None or _base_spoken_of(reading.scene, measure)):
        return evidence + (3.0 if base else 0.0), False
    if evidence < 0:
        return 0.0, False
    if same and _may_inherit(reading) and number.value <= _CEILING * _largest(reading.scene, topic):
        recent = memory.recent_topic()
        same_package = recent is not None and recent.reference.name == topic.reference.name
        return (_INHERITED + (3.0 if base else 0.0), True) if same_package else (0.0, False)
    return 0.0, False


def base_fits(words: frozenset[str], measure: Measure) -> bool:
    """Say whether the base a figure states is the one of a measure.

    >>> share = Measure("s", "share", "percent", "%", 2, base="GDP")
    >>> base_fits(standard("its gross domestic product"), share), base_fits(standard("the vote"), share)
    (True, False)
    """
    if measure.base is None:
        return False
    wanted = standard(measure.base)
    if words & _PUBLIC - {"total"} and "expenditure" in wanted:
        return False
    return wanted <= words or (
        len(wanted) > 1 and "expenditure" in wanted and "expenditure" in words and "gdp" not in words
    )


def _base_spoken_of(scene: Scene, measure: Measure) -> bool:
    """Say whether the article names the base of a share anywhere."""
    if measure.base is None:
        return False
    return standard(measure.base) <= scene.standard_words


def _evidence(reading: Reading, measure: Measure) -> float:
    """Return how strongly a clause names a measure's subject matter; below zero where it names another."""
    topics = _words(measure.topics)
    excluded = _words(measure.excluded)
    noun = reading.noun_phrase
    if _is_part(reading, measure):
        return _EXPLICIT
    if reading.noun_class == "other" or _polled(reading):
        return -1.0
    own = reading.noun is not None and reading.noun.lower_ in topics
    if reading.complemented is not None and reading.noun_class == "unknown" and not own:
        return -1.0
    best = _EXPLICIT if own and reading.base is not None and base_fits(reading.base, measure) else 0.0
    for preposition, words in reading.purposes:
        if _has(words, excluded):
            return -1.0
        if _has(words, topics) and (preposition != "in" or words.split()[-1] in topics):
            best = max(best, _EXPLICIT + _longest(measure, f"{preposition} {words}"))
        elif preposition in ("on", "into") and not re.search(r"\d|year|average", words) and not best:
            best = -1.0
    if best < 0:
        return best
    clause = reading.near_text
    if best == 0 and _has(f"{clause} {noun}", excluded):
        return -1.0
    if best == 0 and reading.noun_class == "spending" and _has(noun, topics):
        best = _EXPLICIT + _longest(measure, noun)
    if best == 0 and _named(clause, measure):
        best = _NAMED + _longest(measure, clause)
    if best == 0 and reading.noun_class == "figure" and reading.noun is not None:
        words = " ".join(t.lower_ for t in reading.noun.subtree)
        if _has(words, topics) and not _has(words, excluded):
            best = _NAMED
    if best == 0 and reading.base is not None and base_fits(reading.base, measure):
        sentence = reading.sentence_text
        if _named(sentence, measure) and not _has(sentence, excluded):
            best = _INHERITED
    if best and reading.noun_class == "unknown" and best < _EXPLICIT and not own:
        return -1.0
    return best


def _is_part(reading: Reading, measure: Measure) -> bool:
    """Say whether the subject is the part of the base that a measure is ("personnel costs eat up half the budget")."""
    if reading.noun is None or reading.base is None or not base_fits(reading.base, measure):
        return False
    compounds = [t.lower_ for t in reading.noun.children if t.dep_ == "compound"]
    words = standard(" ".join([*compounds, reading.noun.lower_])) - {"cost", "costs", "expense", "expenses"}
    return bool(words - {"expenditure"}) and words - {"expenditure"} <= _words(measure.topics)


def _largest(scene: Scene, topic: Topic) -> float:
    return scene.largest.get((topic.reference.name, topic.measure.id), float("inf"))


def _recent(memory: Memory) -> str | None:
    recent = memory.recent_topic()
    return recent.measure.id if recent is not None else None


def _named(clause: str, measure: Measure) -> bool:
    """Say whether a phrase of the measure, beyond its base, stands in the clause."""
    base = standard(measure.base) if measure.base else frozenset()
    for phrase in measure.phrases:
        words = standard(phrase) - {"of", "its", "their", "the", "as", "a", "share"}
        if words and not words <= base and stands_in(phrase.casefold(), clause):
            return True
    return False


def _may_inherit(reading: Reading) -> bool:
    """Say whether a clause says so little that its figure must be of the measure spoken of before."""
    beside = _is_adjacent(reading)
    if reading.noun_class == "other" or (reading.noun_class == "unknown" and not beside) or _polled(reading):
        return False
    if reading.root.dep_ in ("nsubj", "nsubjpass") and reading.base is None:
        return False  # "45 percent are in favour": a share of people, not of the measure's base
    verb = reading.verb
    known = verbs_of("spend", "level", "have", "up", "down", "meet", "miss", "lead", "trail")
    outlay = reading.complemented is not None and reading.noun_class == "spending" and reading.base is not None
    if verb is not None and verb.lemma_ not in known and not beside and not outlay:
        return False
    others = words_of("other") - {"support", "output", "economy", "order", "fund", "pay"}
    told = [t for t in reading.near if t.idx < reading.found.end + _TOLD]
    return not any(t.lemma_.casefold() in others for t in told if not _in_name(reading.scene, t.idx))


def _is_adjacent(reading: Reading) -> bool:
    """Say whether a subject stands right before the figure ("Estonia with 3.43 percent", "Spain at 1.3")."""
    start = reading.found.start
    before = next((s for s in reading.scene.placed_subjects.before(start) if s.end <= start), None)
    return before is not None and start - before.end <= len(" with about ")


def _in_name(scene: Scene, position: int) -> bool:
    return bool(scene.placed_mentions.around(position))


def _polled(reading: Reading) -> bool:
    """Say whether the figure is a share of people asked."""
    people = words_of("people")
    base = reading.base_text.split()
    if base and base[-1].rstrip("s") in people | {p + "s" for p in people}:
        return True
    after = reading.after
    if len(after) > 1 and after[0].lower_ == "of" and after[1].tag_ in ("NNPS", "NNS"):
        named = reading.scene.placed_mentions.starting(after[1].idx, after[1].idx + 1)
        if any(m.label == "NORP" or m.kind == "demonym" for m in named):
            return True
    return any(t.lemma_.casefold() in words_of("poll") for t in reading.clause)


def _change_score(reading: Reading, measure: Measure) -> float:
    """A change is told by its own words ("in real terms") and a word of its subject matter."""
    clause = reading.near_text
    if not any(p in clause for p in _change_phrases(measure.phrases)) or reading.base_text:
        return 0.0
    if reading.noun_class == "other" or _has(clause, _words(measure.excluded)):
        return 0.0
    return _EXPLICIT + 1 if _has(reading.sentence_text, _words(measure.topics)) else 0.0


@cache
def _change_phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases of a change that say that it is measured without inflation."""
    return tuple(p.casefold() for p in phrases if "real" in p or "inflation" in p)


def _money_score(reading: Reading, memory: Memory, topic: Topic) -> tuple[float, bool]:
    measure, number = topic.measure, reading.found.number
    clause = reading.near_text
    if number.per not in (None, "year"):
        return 0.0, False
    if measure.prices == "constant" and not _named(clause, measure):
        return 0.0, False
    if measure.base is not None or _is_per_head(measure):
        return (_EXPLICIT + 2, False) if _is_per_head(measure) and _named(clause, measure) else (0.0, False)
    evidence = _evidence(reading, measure)
    if evidence < 0:
        return 0.0, False
    spends = reading.verb is not None and reading.verb.lemma_ in verbs_of("spend")
    topical = _has(f"{clause} {reading.noun_phrase}", _words(measure.topics)) and any(
        _has(p, _words(measure.topics)) for p in (*[w for _, w in reading.purposes], reading.noun_phrase)
    )
    if topical and (spends or reading.noun_class == "spending"):
        return _EXPLICIT + _longest(measure, clause), False
    if (
        _may_inherit(reading)
        and _money_before(memory, topic)
        and (spends or reading.noun_class in ("entity", "pronoun", "figure", "none"))
    ):
        return _INHERITED, True
    return 0.0, False


def _money_before(memory: Memory, topic: Topic) -> bool:
    """Say whether money of the same kind was spoken of before."""
    before = memory.recent_topic("money")
    return (
        before is not None and before.reference.name == topic.reference.name and before.measure.id == topic.measure.id
    )


def _is_per_head(measure: Measure) -> bool:
    return any("head" in p or "capita" in p for p in measure.phrases)


def _people_score(reading: Reading, topic: Topic) -> float:
    measure, number = topic.measure, reading.found.number
    counted = reading.scene.text[number.start : number.end].casefold()
    after = " ".join(t.lower_ for t in reading.after[:3])
    nouns = {p.casefold() for p in measure.phrases}
    if not any(counted.endswith(n) or f"{number.unit}s" == n or f"{counted} {after}".find(n) >= 0 for n in nouns):
        return 0.0
    if any(t.lemma_.casefold() in _words(measure.excluded) for t in reading.clause):
        return 0.0
    complemented = reading.complemented
    if complemented is not None:
        own = reading.scene.subject_at(complemented) is not None
        return _EXPLICIT if own or complemented.lemma_.casefold() in words_of("force") else 0.0
    verb = reading.verb
    if verb is not None and verb.lemma_ not in verbs_of(*_PEOPLE_VERBS) and not _is_in_front(reading):
        return 0.0
    return _EXPLICIT if reading.noun_class in ("entity", "force", "pronoun", "none") else 0.0


def _counted_score(reading: Reading, topic: Topic) -> float:
    """Score things counted ("96 seats"): the package's own noun, had by a subject, in its subject matter."""
    measure, number, verb = topic.measure, reading.found.number, reading.verb
    had = verb is None or verb.lemma_ in verbs_of(*_PEOPLE_VERBS) | set(measure.verbs) or _is_owned(reading)
    if number.unit not in (measure.unit, *measure.nouns) or not had:
        return 0.0
    sentence = reading.sentence_text
    own = sentence if number.unit == measure.unit else _noun_text(reading)
    told = _has(own, _words(measure.topics)) or _has(own, _words(measure.phrases))
    return _EXPLICIT if told and not _has(sentence, _words(measure.excluded)) else 0.0


def _is_owned(reading: Reading) -> bool:
    """Say whether a subject owns all that is counted, with no word that narrows it ("Ireland's 14 MEPs")."""
    owners = [t for t in reading.root.children if t.dep_ == "poss"]
    plain = len((reading.found.number.unit_text or "").split()) == 1
    return plain and any(reading.scene.subject_at(t) is not None for t in owners)


def _noun_text(reading: Reading) -> str:
    """Return what is counted with its complement, in small letters ("53 members of the European Parliament")."""
    number = reading.found.number
    end = min(number.end + _TOLD, reading.sentence.end_char)
    return reading.scene.text[number.start : end].casefold()


def _is_in_front(reading: Reading) -> bool:
    """Say whether the figure opens the sentence or stands in "with 481,000 troops"."""
    head = reading.root.head
    return head.lower_ == "with"


@cache
def _words(entries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(entry.casefold() for entry in entries)


def _has(text: str, words: frozenset[str]) -> bool:
    """Say whether one of the words stands in a text as a whole word."""
    return any(stands_in(word, text) for word in words)


def _longest(measure: Measure, text: str) -> float:
    """Return a small bonus for the longest phrase of the measure found, so that the narrower measure wins."""
    found = [len(p) for p in measure.phrases if stands_in(p.casefold(), text)]
    return max(found, default=0) / 100
