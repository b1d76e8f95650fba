"""None at all: "there was not a single measles case in Brazil in 2019", "nobody died of cancer in Malta in 2021"."""

from collections.abc import Iterator

from analysis.attribution import ASSERTED, STATED, Context, Sentence, Topic
from analysis.attribution.clauses import Named
from analysis.attribution.colours import content_of
from analysis.claims.drafts import Draft, draft, read_clause
from analysis.rules import words_in

_ZERO = ("value", "zeros.none", 4)
_NONE = frozenset({"no", "nobody", "none", "noone"})
_ONE = frozenset({"single", "one"})  # with "not"
_YEAR = len("2024")
_SMALL = frozenset({"DET", "PUNCT", "ADP", "PRON", "AUX"})


def zero_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield that there was none of what a measure counts, of one subject in a year, where a sentence says no more."""
    lowers = sentence.lowers
    is_none = not lowers.isdisjoint(_NONE) or ("not" in lowers and not lowers.isdisjoint(_ONE))
    subjects = {s.key: s for s in sentence.subjects.values()}
    if not is_none or len(subjects) != 1 or not sentence.times:
        return
    (subject,) = subjects.values()
    for named in sentence.named:
        topics = tuple(t for t in named.topics if t.measure.is_flow and t.measure.counted)
        verb = named.token if named.is_verb else named.token.verb
        clause = read_clause(sentence, verb, named.token, context)
        topic, period = clause.topic_of(subject, topics), clause.period
        is_dated = period.source == STATED and len(period.value or "") == _YEAR
        if topic is None or not is_dated or clause.modality != ASSERTED or not _is_all(sentence, named, topic):
            continue
        columns = clause.columns(
            topic, subject, value=0.0, low=0.0, high=0.0, low_open=False, high_open=False, unit=topic.measure.unit,
            value_text="none",
        )  # fmt: skip
        content = [t for t in content_of(sentence) if t.pos_ != "PUNCT"]
        yield draft(_ZERO, (content[0], content[-1]), columns | {"negated": False}, doubts=(period.doubt,))


def _is_all(sentence: Sentence, named: Named, topic: Topic) -> bool:
    """Say whether a sentence says nothing beside what it names, its place and its time."""
    measure = topic.measure
    spans = [(named.start, named.end), *((t.start, t.end) for t in sentence.times if t.type == "DATE")]
    own = {i for start, end in spans for i in sentence.scene.places(start, end)} | set(sentence.subjects)
    counted = {*measure.counted, *measure.modifiers, *words_in("whole_people", "counting", "nowadays")}
    words = {w for phrase in (*measure.within, *measure.counted) for w in phrase.split()} | counted
    plain = {*_NONE, *_ONE, "not", "zero", "even", "there", "alone"}
    return all(
        t.i in own or t.pos_ in _SMALL or t.lower_ in plain or not words.isdisjoint((t.lemma, t.lower_))
        for t in content_of(sentence)
    )
