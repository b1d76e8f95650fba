"""Parts of a population that a measure counts: "seven in ten Kenyans live in villages", "18 million are over 65"."""

from collections.abc import Iterator
from operator import itemgetter

from analysis.attribution import ASSERTED, Context, Figure, Sentence, Subject, Topic
from analysis.attribution.colours import content_of
from analysis.attribution.fits import PEOPLE, as_share, in_measure, is_part
from analysis.attribution.package_words import Predicate
from analysis.attribution.periods import ARTICLE
from analysis.claims.drafts import Draft, draft, figure_columns, read_clause
from analysis.nodes import Node
from analysis.rules import words_in
from analysis.tables import Number

_SHARE, _COUNT = ("comparison", "parts.share", 6), ("value", "parts.count", 6)
_MADE = ("comparison", "parts.made", 6)
_FEWEST = 1000  # people: fewer are no count of a country
_WHOLE, _DIGITS = 100.0, 6
_ROOM = 0.05  # "one in four" is not said of 22.8 percent
_OPENINGS = (("there", "be"), ("have",))  # what people are said to be there, or a country to have
_SAYS_OF_WHOLE = frozenset({"make", "up", "account", "for", "constitute", "be"})
_SMALL = frozenset({"a", "an", "the", "all", "every", "'s", "’s", "'", "’", "(", ")", "%"})
_ENDS = frozenset(',;:.!?—–“”"')


def part_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield the parts of a population, or the people, that a sentence says nothing else of than what a measure counts.

    Each word is the figure's, the population's, its place's, its time's or one of the measure's `states`.
    """
    of_word = sentence.scene.words.states
    found = (state for word in sorted(of_word.keys() & sentence.said) for state in of_word[word])
    known = {(topic.id, is_lack): (topic, states, is_lack) for topic, states, is_lack in found}
    for figure in sentence.figures if known else ():
        number = figure.number
        is_share = number.unit == "percent" or is_part(number)
        is_count = number.kind == "cardinal" and number.value >= _FEWEST and number.per is None
        people = _people(sentence, figure)
        if number.change_role is None and people is not None and (is_share or is_count):
            for topic, states, is_lack in known.values():
                said = _stated(sentence, figure, states) if is_share or topic.measure.part_of else []
                if said:
                    yield from _drafts(sentence, (figure, people, said), (topic, is_lack), context)


def _drafts(
    sentence: Sentence, said: tuple[Figure, Subject, list[Node]], of: tuple[Topic, bool], context: Context
) -> Iterator[Draft]:  # fmt: skip
    (figure, subject, words), (topic, lack) = said, of
    verb = next(filter(None, (word.verb for word in words)), None)
    clause = read_clause(sentence, verb, figure.token, context)
    is_past = verb is not None and verb.finite.is_past
    undated = clause.period.source == ARTICLE and is_past  # "half of Kenyans lived in cities", once
    if clause.topic_of(subject, (topic,)) is None or clause.modality != ASSERTED or undated:
        return
    of_whole = topic.measure.part_of is not None and (figure.number.unit == "percent" or is_part(figure.number))
    columns = clause.columns(topic, subject, **figure_columns(sentence.scene, figure, topic.measure.unit))
    columns["negated"] = False  # "have no electricity"
    if of_whole:
        own = {"value": None, "low": None, "high": None, "unit": None, "low_open": False, "high_open": False}
        columns |= {**own, "arguments": {"other_measure": topic.measure.part_of, **_times_whole(figure.number)}}
    else:
        columns = in_measure(columns, figure.number, topic.measure, sentence)
    if lack:
        low, high = (None if end is None else _WHOLE - end for end in (columns["high"], columns["low"]))
        opens = {"low_open": columns["high_open"], "high_open": columns["low_open"]}
        columns |= {"value": _WHOLE - columns["value"], "low": low, "high": high, **opens}
    shape = _SHARE if of_whole else _COUNT
    yield draft(shape, (figure, *words), columns, takes=(figure,), doubts=(clause.period.doubt,))


def made_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield what part of all that is made somebody makes: "half of the world's coal is mined in China"."""
    wholes = {s.key: s for s in sentence.subjects.values() if not s.is_country}
    makers = {s.key: s for s in sentence.subjects.values() if s.is_country}
    if len(wholes) != 1 or len(makers) != 1:
        return
    (whole,), (maker,) = wholes.values(), makers.values()
    for figure in sentence.figures:
        if figure.number.change_role is None and (figure.number.unit == "percent" or is_part(figure.number)):
            before, behind = _kept(sentence, figure)
            made = {p for v in (*before, *behind) for p in sentence.scene.words.predicates.get(v.lemma, ()) if p.object}
            found = [(t, ws) for p in made if (ws := _made(p, before, behind)) for t in p.topics]
            topics = [t for t, _ in found if t.measure.summable and whole.key_in(t.reference) in t.reference.keys]
            topics = [t for t in topics if t.measure.unit != "percent"]
            if topics:
                words = [*before, *found[0][1]]
                clause = read_clause(sentence, words[-1].verb, figure.token, context)
                topic = clause.topic_of(maker, tuple(topics))
                if topic is not None and clause.modality == ASSERTED:
                    arguments = {"other_key": whole.key_in(topic.reference), **_times_whole(figure.number)}
                    columns = clause.columns(topic, maker, number_ids=(figure.id,), arguments=arguments)
                    columns |= {"value_text": sentence.scene.text[figure.start : figure.end]}
                    yield draft(_MADE, (figure, *words), columns, takes=(figure,), doubts=(clause.period.doubt,))


def _made(predicate: Predicate, before: list[Node], behind: list[Node]) -> list[Node]:
    """Return the words behind a figure by which a predicate says of its object that it is made, or None."""
    thing, verb = list(predicate.object), predicate.verb
    if predicate.preposition or predicate.subject or predicate.particles:
        return []
    active = [thing] if [t.lemma for t in before] == [verb] else []
    passive = [[*thing, "be", verb], [*thing, verb, "be", verb], [*thing, "come"]] if not before else []
    for words in (*active, *passive):
        if _are(behind[: len(words)], words) and _ends(behind, len(words)):
            return behind[: len(words)]
    return []


def _times_whole(number: Number) -> dict[str, float]:
    """Return a share as how many times as large a part is as its whole; a plain one in words has little room."""
    value, low, high = itemgetter("value", "low", "high")(as_share(number))
    if is_part(number) and number.bound == "=" and low is not None and high is not None:
        low, high = max(low, value * (1 - _ROOM)), min(high, value * (1 + _ROOM))
    said = {"times": value, "times_low": low, "times_high": high}
    return {name: round(end / _WHOLE, _DIGITS) for name, end in said.items() if end is not None}


def _people(sentence: Sentence, figure: Figure) -> Subject | None:
    """Return whose people a figure is said of, where one alone is named and the figure has no other noun."""
    above = figure.token.head
    if above.lower_ == "of" and above.head.i in sentence.figure_at:
        return None  # "a quarter of Italy's 59 million inhabitants"
    whole = {s.key: s for i, s in sentence.subjects.items()}
    inside = [sentence.doc[i] for i in sentence.scene.places(figure.number.start, figure.number.end)]
    others = [t for t in inside if t.pos_ in ("NOUN", "ADJ", "PROPN") and not _is_small(sentence, t)]
    of_number = words_in("fraction") | {"percent", "%", "million", "billion"}
    if len(whole) != 1 or any(t.lower_ not in of_number and not t.own.like_num for t in others):
        return None
    return next(iter(whole.values()))


def _stated(sentence: Sentence, figure: Figure, states: tuple[str, ...]) -> list[Node]:
    """Return the words by which a sentence says one of some things of those whom its figure counts, and nothing else.

    They stand behind the figure, behind what opens its sentence ("there are"), or before "make up" and the figure.
    """
    before, behind = _kept(sentence, figure)
    opening = tuple(t.lemma for t in before)
    for state in states:
        words = [word for word in state.split() if word != "of"]
        core = words[1:] if words[0] == "be" else words
        made_up, size = opening[len(core) :], len(core if opening else words)
        if made_up and _are(before[: len(core)], core) and _SAYS_OF_WHOLE.issuperset(made_up) and _ends(behind, 0):
            return before
        fits = not opening or (opening in _OPENINGS and words[0] == "be")
        if fits and _are(behind[:size], words[-size:]) and _ends(behind, size):
            return [*before, *behind[:size]]
    return []


def _are(tokens: list[Node], words: list[str]) -> bool:
    said = zip(tokens, words, strict=False)
    return len(tokens) == len(words) and all(word in (t.lemma, t.spelt, t.lower_) for t, word in said)


def _ends(tokens: list[Node], place: int) -> bool:
    """Say whether a clause ends there: with a mark, or before another verb ("…, and the rest …")."""
    behind = tokens[place] if place < len(tokens) else None
    is_next = behind is not None and behind.pos_ == "CCONJ" and behind.head.pos_ in ("VERB", "AUX")
    return behind is None or behind.text in _ENDS or is_next


def _kept(sentence: Sentence, figure: Figure) -> tuple[list[Node], list[Node]]:
    """Return the words before and behind a figure that are not its own, its people's, its time's or small."""
    own = set(sentence.scene.places(figure.start, figure.end))
    dated = [t for t in sentence.times if t.type == "DATE"]
    own |= {i for t in dated for i in sentence.scene.places(t.start, t.end)} | set(sentence.subjects)
    kept = [t for t in content_of(sentence) if t.i not in own and not (_is_small(sentence, t) or _leads_to(t, own))]
    before = [t for t in kept if t.i < figure.token.i and t.idx < figure.start]
    cut = max((n for n, t in enumerate(before, 1) if t.text in _ENDS - {","} or t.pos_ == "CCONJ"), default=0)
    before = [t for t in before[cut:] if t.text != ","]
    while before and before[-1].lower_ not in _SAYS_OF_WHOLE and _may_hedge(before[-1]):
        before.pop()  # "fewer than", "well over"
    behind = [t for t in kept if t.idx >= figure.end]
    return before, behind


def _may_hedge(token: Node) -> bool:
    return token.lower_ in words_in("harmless") or token.pos_ == "ADP"


def _is_small(sentence: Sentence, token: Node) -> bool:
    """Say whether a word says nothing of its own: of the people as a whole, or none that tells anything."""
    if token.text in _ENDS:
        return False
    is_whole = token.lemma in words_in("whole_people", "loose_base", "whole") or token.lower_ in PEOPLE
    is_adverb = token.pos_ == "ADV" and token.lower_ in words_in("nowadays")
    return token.i in sentence.subjects or is_whole or is_adverb or token.lower_ in _SMALL


def _leads_to(token: Node, own: set[int]) -> bool:
    """Say whether a preposition stands before what is a figure's own ("in 2019", "of the")."""
    behind = token.i + 1
    while behind < len(token.doc) and token.doc[behind].pos_ == "DET":
        behind += 1
    return token.pos_ == "ADP" and (behind in own or token.lower_ == "of")
