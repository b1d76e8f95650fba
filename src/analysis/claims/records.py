"""Records and runs: a figure is the highest since a time, or fell for the third time in a row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.attribution.antecedents import Owners
from analysis.attribution.clauses import subject_of, verb_above
from analysis.attribution.colours import ASSERTED, is_negated, modality_of
from analysis.attribution.context import Context
from analysis.attribution.fits import is_money
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import STATED
from analysis.attribution.owners import of_name, place_of
from analysis.attribution.package_words import Topic, lemma
from analysis.attribution.periods import StatedPeriod, period_of
from analysis.attribution.phrases import Named
from analysis.attribution.records import Recorded, recorded
from analysis.attribution.subjects import Subject
from analysis.claims.changes import moving, owners_of_move
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.topics import topic_for
from analysis.claims.values import subject_columns
from analysis.dates.words import ORDINALS
from analysis.rules import words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = 4
_FIGURE = ("value", "value_text", "low", "high", "low_open", "high_open", "number_ids", "comparator", "threshold")
_STEPS = frozenset({"PUNCT", "ADP", "DET", "PRON", "ADV", "AUX", "CCONJ", "PART"})


def record_drafts(sentence: Sentence, drafts: Sequence[Draft], context: Context) -> Iterator[Draft]:
    """Yield that a figure is the highest or lowest since a time: of a value just said, or of the measure named."""
    for found in recorded(sentence):
        base = _of_value(sentence, drafts, found) or _of_measure(sentence, found, context)
        if base is None:
            continue
        highest = _order(sentence, found, base)
        if highest is not None:
            arguments: dict[str, Any] = {"record": "highest" if highest else "lowest"}
            arguments |= {"since": found.since} if found.since else {"years": found.years}
            columns = {k: v for k, v in base.columns.items() if k not in _FIGURE} | {"arguments": arguments}
            start = min(found.word.idx, found.time.start)
            yield replace(
                base, start=start, end=found.time.end, kind="rank", rule="records.since", weight=_WEIGHT, takes=(),
                columns=columns, condition=None,
            )  # fmt: skip


def _of_value(sentence: Sentence, drafts: Sequence[Draft], found: Recorded) -> Draft | None:
    """Return the value that an apposition behind it is of ("fell to 4.2 percent in November, the lowest since …")."""
    values = [d for d in drafts if d.kind == "value" and d.takes and d.columns.get("value") is not None]
    ends = {f.id: f.end for f in sentence.figures if f.number.change_role != "from"}
    before = [d for d in values if ends.get(d.takes[0], sentence.span.end_char) <= found.word.idx]
    last = max(before, key=lambda d: ends[d.takes[0]], default=None)
    if last is None or sum(d.takes == last.takes for d in before) > 1:
        return None
    first = sentence.scene.index(ends[last.takes[0]] - 1) + 1
    between = (sentence.span.doc[i] for i in range(first, found.word.i))
    return last if all(_is_step(sentence, t, found) for t in between) else None


def _is_step(sentence: Sentence, token: "Token", found: Recorded) -> bool:
    """Say whether a word may stand between a figure and what is said of it."""
    in_time = any(t.start <= token.idx < t.end for t in sentence.times)
    if token.dep_ in ("nsubj", "nsubjpass") and token.tag_ not in ("WDT", "WP"):
        return False
    return in_time or token.pos_ in _STEPS or sentence.is_known(token) or token.i == found.noun.i


def _of_measure(sentence: Sentence, found: Recorded, context: Context) -> Draft | None:
    """Return what is said of the measure that is the subject ("emissions in 2023 were the lowest since 1990")."""
    verb = verb_above(found.noun)
    head = subject_of(verb) if verb is not None else None
    if verb is None or head is None or head.i not in sentence.names or not _states(found.noun, verb):
        return None
    owners = of_name(sentence, head, context) or place_of(sentence, verb, context)
    period = period_of(sentence, verb, found.word, context)
    return _stated(sentence, verb, sentence.names[head.i].topics, owners, period)


def _stated(
    sentence: Sentence, verb: "Token", topics: tuple[Topic, ...], owners: Owners | None, period: StatedPeriod
) -> Draft | None:
    """Return a statement about the only subject and the only measure that are meant, without what it says of them."""
    if owners is None or len(owners.subjects) != 1 or modality_of(sentence, verb, period.value) != ASSERTED:
        return None
    subject, topic = owners.subjects[0], _only(topics, owners.subjects[0], period, sentence)
    if topic is None:
        return None
    doubts = [d for d in (period.doubt, None if subject.source == STATED else "subject_inherited") if d]
    columns = {
        **topic_columns(topic, STATED), **subject_columns(subject, topic), **period_columns(period),
        "modality": ASSERTED, "negated": is_negated(sentence, verb),
    }  # fmt: skip
    return Draft(
        start=subject.start, end=subject.end, kind="rank", rule="", weight=_WEIGHT, doubts=tuple(doubts),
        columns=columns,
    )  # fmt: skip


def _only(topics: tuple[Topic, ...], subject: Subject, period: StatedPeriod, sentence: Sentence) -> Topic | None:
    """Return the measure of a subject where the name means one thing ("emissions", not "spending" of many units)."""
    levels = tuple(t for t in topics if t.measure.has_figures and not is_money(t.measure))
    chosen = topic_for(levels, subject, period, sentence)
    same = {t.measure.unit for t in levels if chosen is not None and t.reference is chosen.reference}
    return chosen if len(same) == 1 else None


def _states(noun: "Token", verb: "Token") -> bool:
    """Say whether a clause says of its subject that it is at what the noun names ("was the lowest", "hit its …")."""
    if noun.head.i == verb.i and noun.dep_ in ("attr", "acomp", "oprd", "dobj", "npadvmod"):
        return noun.dep_ != "dobj" or lemma(verb) in words_in("level", "have", "up", "down")
    return noun.dep_ == "pobj" and noun.head.lower_ in ("at", "to") and noun.head.head.i == verb.i


def _order(sentence: Sentence, found: Recorded, base: Draft) -> bool | None:
    """Return whether the highest is meant by the sign of a measure; None where the noun names something else."""
    topic = next(t for t in sentence.scene.words.topics if t.id == (base.columns["package"], base.columns["measure"]))
    is_change, noun = topic.measure.kind == "change", lemma(found.noun)
    if found.word.lower_ in words_in("fastest", "slowest") and not is_change:
        return None
    named = sentence.names.get(found.noun.i)
    its_own = named is not None and any(t.id == topic.id for t in (*named.topics, *named.change_topics))
    if found.noun.i == found.word.i or noun in words_in("figure", "level") or its_own:
        return found.highest
    if is_change and noun in words_in("up", "pace"):
        return found.highest
    return not found.highest if is_change and noun in words_in("down") else None


def row_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield "fell for the third year in a row": so many moves of one direction, and not one more."""
    for token in sentence.span if sentence.lowers & words_in("in_a_row") else ():
        number, noun, verb = _place(sentence, token), token.head, verb_above(token.head)
        if number is None or verb is None or noun.head.lower_ != "for" or not _is_in_a_row(noun):
            continue
        for named, direction in _moved(sentence, verb):
            draft = _row(sentence, noun, verb, named, context)
            if draft is not None:
                arguments = {**draft.columns["arguments"], "in_a_row": number, "direction": direction}
                yield replace(draft, columns={**draft.columns, "arguments": arguments})
                return


def _place(sentence: Sentence, token: "Token") -> int | None:
    figure = sentence.figure_at.get(token.i)
    if figure is not None and figure.number.kind == "ordinal":
        return int(figure.number.value)
    return ORDINALS.get(token.lower_) if token.dep_ == "amod" else None


def _is_in_a_row(noun: "Token") -> bool:
    """Say whether a time is one of several in a row ("consecutive year", "year running", "meeting in a row")."""
    behind = [t.lower_ for t in noun.doc[noun.i + 1 : noun.i + 4]]
    before = {c.lower_ for c in noun.lefts}
    return bool(before & (words_in("in_a_row") - {"row"})) or behind[:1] == ["running"] or behind == ["in", "a", "row"]


def _moved(sentence: Sentence, verb: "Token") -> Iterator[tuple[Named, str]]:
    """Yield the measures that a verb moves, or leaves as they are, with the direction."""
    still = any(
        c.lower_ in words_in("unchanged") and c.dep_ in ("oprd", "acomp", "advcl", "ccomp") for c in verb.children
    )
    for named in (*sentence.predicates.values(), *sentence.names.values()):
        if still and named.token.head.i == verb.i and not named.is_verb:
            yield named, "flat"
        elif named.is_verb and named.token.i == verb.i:
            falls = {p.split()[0] for t in named.topics for p in t.measure.predicates_down}
            yield named, "down" if lemma(verb) in words_in("down") or lemma(verb) in falls else "up"
        elif (mover := moving(sentence, named)) is not None and mover.i == verb.i:
            yield named, "up" if lemma(verb) in words_in("up") else "down"


def _row(sentence: Sentence, noun: "Token", verb: "Token", named: Named, context: Context) -> Draft | None:
    """Return a run of moves over the grain of a table; of a change by its own sign, where it is named by its verb."""
    grain = "day" if lemma(noun) in words_in("decision") else lemma(noun)
    known, own = named.topics or named.change_topics, named.is_verb or not named.topics
    topics = tuple(
        t for t in known
        if t.reference.grain == grain and (t.measure.kind == "change" or not own)
        and (not own or t.measure.over in (None, grain, "decision"))
    )  # fmt: skip
    owners, period = owners_of_move(sentence, named, verb, context), period_of(sentence, verb, noun, context)
    draft = _stated(sentence, verb, topics, owners, period)
    if draft is None:
        return None
    return replace(
        draft, start=min(draft.start, verb.idx), end=noun.idx + len(noun), kind="change", rule="records.in_a_row",
        columns={**draft.columns, "arguments": {"own": True} if own else {}},
    )  # fmt: skip
