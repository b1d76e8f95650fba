"""The steps of a figure or sentence of which no claim came out: how far it was read, and what was missing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from analysis.attribution import Context, Figure, Sentence, Topic
from analysis.attribution.clauses import Named
from analysis.attribution.colours import modality_of
from analysis.attribution.fits import fitted, fitting
from analysis.attribution.measures import Reading, read_figure
from analysis.attribution.others import within
from analysis.attribution.owners import owners_of
from analysis.attribution.package_words import PREPOSITIONS
from analysis.attribution.periods import period_of
from analysis.explanation.claimed import Step
from analysis.nodes import spelt
from analysis.reference import Reference
from analysis.rules import words_in

_LONGEST_NAMED = 8  # words
_MOST_NAMED = 4
_SMALL = PREPOSITIONS | {"the", "a", "be", "have", "do", "and", "by"}
_MODIFIES = frozenset({"amod", "compound", "nmod", "advmod"})
_BEHIND = frozenset({"of", "for", "among", "on"})
_MOST = 5  # names of a package that are told
_NOBODY = "no place or body of this table is named in the sentence"


def unread_figure(sentence: Sentence, figure: Figure, reference: Reference) -> Iterator[Step]:
    """Yield how far a figure was read that is in no claim, and what it lacks."""
    number = figure.number
    unit = number.currency or number.unit
    in_unit = f" in {unit}" if unit and unit != number.kind else ""
    change = ", ".join(filter(None, (f"a change {number.change_role}", number.direction)))
    said = f"{sentence.scene.text[number.start : number.end]}: {number.kind}{in_unit}"
    yield Step("figure", f"{said}, {change}" if number.change_role else said, number.start, number.end)
    reading = read_figure(sentence, figure, Context())
    if reading is None:
        yield from _no_measure(sentence, figure, reference)
    else:
        yield from _no_owner(sentence, reading, reference)


def unread_sentence(sentence: Sentence, reference: Reference) -> Iterator[Step]:
    """Yield what a sentence without a figure or claim lacks."""
    yield Step("figure", "none was read, and no rank, comparison, membership or office", is_missing=True)
    for named in sentence.named[:_MOST_NAMED]:
        says = f"named: {_listed((*named.topics, *named.change_topics))}"
        yield Step("measure", says, named.start, named.end, "stated")
    if not sentence.named:
        yield _nearest_name(sentence, reference)
    yield _subjects(sentence)


def _no_measure(sentence: Sentence, figure: Figure, reference: Reference) -> Iterator[Step]:
    """Yield why no measure was read: none named, its unit is another, its noun is too wide, or nothing ties the two."""
    counted = tuple(sentence.scene.words.counted.get(spelt(figure.number.unit or ""), ()))
    if counted:
        yield from _not_counted(sentence, figure, counted)
    as_count = replace(figure, number=replace(figure.number, kind="cardinal"))
    if read_figure(sentence, as_count, Context()) is not None:
        says = f"read as a {figure.number.kind}, which is held against no measure"
        yield Step("figure", says, figure.number.start, figure.number.end, is_missing=True)
    for named in sentence.named[:_MOST_NAMED]:
        fits = fitted(named, figure.number, sentence)
        why = "the figure could be of it, but no grammar rule ties the two in this sentence"
        why = why if fits else f"the figure does not fit: {_unlike(named, figure)}"
        says = f"named: {_listed((*named.topics, *named.change_topics))}; {why}"
        yield Step("measure", says, named.start, named.end, "stated", is_missing=True)
    if not sentence.named and not counted:
        yield _nearest_name(sentence, reference)
    yield _subjects(sentence)


def _listed(topics: tuple[Topic, ...]) -> str:
    names = [topic.measure.id for topic in topics]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


def _unlike(named: Named, figure: Figure) -> str:
    number = figure.number
    measures = [topic.measure for topic in (*named.topics, *named.change_topics)]
    units = dict.fromkeys(measure.unit for measure in measures)
    unit = number.currency or number.unit
    bases = dict.fromkeys(base for measure in measures for base in (measure.base, *measure.of) if base)
    if unit not in units and not (unit is None and units.keys() & {"person", "people"}):
        return f"{f'it is in {unit}' if unit else 'it has no unit'}, the measure in {' or '.join(units)}"
    if number.of_base and bases:
        return f"it is a share of {number.of_base!r}, the measure of {' or '.join(bases)}"
    if number.per:
        return f"it is a rate per {number.per}"
    change = "it is a change, the measure a level: a change needs the period that it is a change from"
    return change if number.change_role or number.direction else f"it is read as a {number.kind}"


def _not_counted(sentence: Sentence, figure: Figure, topics: tuple[Topic, ...]) -> Iterator[Step]:
    noun, number = figure.number.unit, figure.number
    inside = within(sentence, topics)
    known = {spelt(word) for topic in inside for word in topic.measure.modifiers}
    parts = figure.token.kids("amod", "compound", "nmod")
    others = " ".join(p.text for p in parts if not sentence.is_known(p) and spelt(p.lemma_) not in known)
    if not inside:
        words = dict.fromkeys(word for topic in topics for word in topic.measure.within)
        why = f"only in a sentence with one of the words in 'within': {', '.join(list(words)[:8])}"
    elif not fitting(inside, number, sentence, False):
        why = f", but the figure is {'a change' if number.change_role or number.direction else f'a {number.kind}'}"
    elif others:
        why = f", but {others!r} before it makes it another thing"
    else:
        why = ", but no verb says who has them (have, be or one of 'verbs')"
    says = f"{noun!r} counts {_listed(inside or topics)}{'' if why.startswith(',') else ' '}{why}"
    yield Step("measure", says, number.start, number.end, is_missing=True)


def _no_owner(sentence: Sentence, reading: Reading, reference: Reference) -> Iterator[Step]:
    named = reading.named
    start, end = (named.start, named.end) if named else (None, None)
    yield Step("measure", f"{_listed(reading.topics)} (by rule {reading.rule})", start, end, reading.source)
    owners = owners_of(sentence, reading, Context())
    period = period_of(sentence, reading.verb, reading.figure.token, Context())
    for s in owners.subjects:
        key = s.key_in(reference)
        says = f"{s.name} is not in this table" if key is None else f"{s.name}, in the table {key}"
        yield Step("subject", says, s.start, s.end, None if key is None else s.source, is_missing=key is None)
    taken = Step("relation", "another statement of the sentence takes the figure", is_missing=True)
    yield taken if owners.subjects else _nobody(sentence, reading, is_somebody_else=owners.blocked)
    yield Step("period", period.value or "none said", source=period.source)
    yield Step("modality", modality_of(sentence, reading.verb, period.value))


def _nobody(sentence: Sentence, reading: Reading, *, is_somebody_else: bool) -> Step:
    defaults = (t.measure.default_subject for t in reading.topics if t.measure.default_subject)
    when = dict.fromkeys(word for default in defaults for word in default.when)
    says = _NOBODY
    if is_somebody_else:
        heads = reading.verb.kids("nsubj", "nsubjpass") if reading.verb else []
        words = [t.text for head in heads[:1] for t in head.subtree if t.i - head.left_edge.i < _LONGEST_NAMED]
        says = f"the figure is of {' '.join(words)!r}, which is nobody in this table"
        says = says if words else "the figure is somebody else's"
    elif sentence.subjects:
        names = ", ".join(dict.fromkeys(s.name for s in sentence.subjects.values()))
        says = f"nothing ties the figure to {names}"
    elif when:
        says = f"no place is named; without one the figure is meant where one of these is said: {', '.join(when)}"
    return Step("subject", says, is_missing=True)


def _subjects(sentence: Sentence) -> Step:
    found = list({s.key: s for s in sentence.subjects.values()}.values())
    if not found:
        return Step("subject", _NOBODY, is_missing=True)
    says = ", ".join(f"{s.name} ({s.key})" for s in found[:_MOST_NAMED])
    return Step("subject", says, found[0].start, found[0].end, "stated")


class _Candidate(NamedTuple):
    """A phrase of a measure with those of its words that a sentence has."""

    topic: Topic
    phrase: str
    there: frozenset[str]
    wanted: frozenset[str]


def _nearest_name(sentence: Sentence, reference: Reference) -> Step:
    """Return the name of which most words are said, with what is missing of it or what makes it another measure."""
    best = max(
        _candidates(sentence), key=lambda c: (len(c.there) / len(c.wanted), len(c.there), -len(c.wanted)), default=None
    )  # the share of its words that are said, their number, the fewest words missing
    if best is None:
        names = list(dict.fromkeys(p for measure in reference.measures.values() for p in _phrases(measure)[:1]))
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        has = f"this package has: {', '.join(names[:_MOST])}{more}" if names else "this package has no measures"
        return Step("measure", f"no word of a name is in the sentence; {has}", is_missing=True)
    what = f"{best.phrase!r} ({best.topic.measure.id})"
    if best.there < best.wanted:
        lacks = ", ".join(sorted(best.wanted - best.there))
        says = f"none is named; nearest is {what}, without {lacks}; if other words name it, add them to 'names'"
        return Step("measure", says, is_missing=True)
    return _another(sentence, best, what)


def _another(sentence: Sentence, best: _Candidate, what: str) -> Step:
    token = next((t for t in sentence.span if best.phrase.split()[-1] in (t.lemma, spelt(t.lower_))), None)
    token = token or next(t for t in sentence.span if t.lemma in best.wanted)
    known = best.wanted | {spelt(word) for word in best.topic.measure.modifiers}
    before = (part for child in token.lefts if child.dep_ in _MODIFIES for part in child.subtree)
    behind = (noun for noun in token.below(*_BEHIND) if noun.dep_ == "pobj")
    unknown = [t for t in (*before, *behind) if not sentence.is_known(t) and t.lemma not in known]
    says = f"all words of {what} are said, but not together as one name or with its verb"
    if unknown:
        words = ", ".join(repr(t.text) for t in unknown)
        says = (
            f"{words} beside {what} makes it another measure; if it changes nothing, add it to 'modifiers', "
            "if it belongs to the name, to 'names'"
        )
    start, end = min(t.idx for t in (token, *unknown[:1])), max(t.idx + len(t) for t in (token, *unknown[-1:]))
    return Step("measure", says, start, end, is_missing=True)


def _candidates(sentence: Sentence) -> Iterator[_Candidate]:
    for topic in sentence.scene.words.topics:
        for phrase in _phrases(topic.measure):
            wanted = frozenset(spelt(word) for word in phrase.split()) - _SMALL
            there = wanted & sentence.said
            if there - words_in("level", "copula", "up", "down"):
                yield _Candidate(topic, phrase, there, wanted)


def _phrases(measure) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    return (*measure.names, *measure.negative_names, *measure.change_names, *measure.predicates, *measure.counted)
