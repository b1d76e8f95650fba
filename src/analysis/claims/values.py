"""Values: a figure is said to be that of a measure, or a line to be met, by a subject or by a part of a population."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from analysis.attribution.antecedents import Owners
from analysis.attribution.changes import is_fall, of_the_kind
from analysis.attribution.changes import negated as turned_round
from analysis.attribution.clauses import finite_of, is_past
from analysis.attribution.colours import ASSERTED, EXPECTED, is_forecast, is_negated, modality_of
from analysis.attribution.context import Condition, Context
from analysis.attribution.fits import is_money
from analysis.attribution.groups import group_of, summed
from analysis.attribution.lines import MentionedLine
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import HELD_AGAINST, STATED, Reading, held_side
from analysis.attribution.owners import is_guideline, owners_of, population_of, said_of
from analysis.attribution.package_words import Topic
from analysis.attribution.periods import ARTICLE, PAST, StatedPeriod, period_of
from analysis.attribution.scene import Figure
from analysis.attribution.shares import in_measure, per_of
from analysis.attribution.spans import Span, is_open, span_of
from analysis.attribution.subjects import Subject
from analysis.claims.counts import count_draft
from analysis.claims.doubts import doubts_of, doubts_of_value
from analysis.claims.drafts import Draft, figure_columns, period_columns, topic_columns
from analysis.claims.paired import respective
from analysis.claims.topics import topic_for
from analysis.rules import rules, words_in

if TYPE_CHECKING:
    from spacy.tokens import Token

_LONGEST_STATEMENT = 250  # characters from its figure
TURNED = {">=": "<", ">": "<=", "<": ">=", "<=": ">", "=": "="}
_OF_EXPECTATIONS = ("expected", "measure_assumed")
_WEIGHT_VALUE, _WEIGHT_SUM, _WEIGHT_LINE = 5, 6, 7
_NEAR = 3  # words between a name and a figure of its own
_NEWS = 31  # days for which an event is still the last one
_LARGEST_EXACT = 1000  # seats and the like are counted one by one below it


def value_drafts(sentence: Sentence, reading: Reading, context: Context) -> Iterator[Draft]:
    """Yield what a figure says: a value of each subject, or a count of those who are at it."""
    if _is_contrasted(sentence, reading.figure):
        return
    owners = respective(sentence, reading, owners_of(sentence, reading, context))
    verb = _verb_of(reading)
    span = span_of(sentence, reading.verb)
    period = StatedPeriod(span.last, STATED) if span else period_of(sentence, verb, reading.figure.token, context)
    before = reading.figure.number.change_role == "from" and period.source == ARTICLE
    past = verb is not None and is_past(finite_of(verb))
    if span is None and (before or (past and is_open(sentence, reading.figure.token))):
        period = StatedPeriod(PAST, STATED, "past_undated")
    modality = modality_of(sentence, verb, period.value)
    forecast = modality in (EXPECTED, "plan", "unclear") and is_forecast(sentence, verb, reading.topics)
    modality = EXPECTED if forecast else modality
    negated = reading.linked and is_negated(sentence, verb) and not _is_aside(reading.figure.token, verb)
    group = group_of(sentence, reading, owners, context)
    if group is not None and (draft := _sum(sentence, reading, group, period, modality, negated)) is not None:
        yield draft
        return
    if owners.counted is not None:
        yield from _counted(sentence, reading, owners, period, modality, negated)
        return
    topics, sure = of_the_kind(sentence, reading.topics, reading.figure.number)
    for subject in owners.subjects:
        topic = topic_for(topics, subject, period, sentence)
        if topic is not None:
            said = replace(period, doubt=None) if _is_news(topic, subject, period, sentence) else period
            said = _day_of_week(topic, subject, said, sentence)
            draft = _value(sentence, reading, subject, topic, said, modality, negated)
            draft = _with_others(draft, reading, topic)
            draft = _with_either(_with_move(draft, reading, verb), topic, topics)
            if _is_crossed(sentence, reading, subject, owners.subjects):
                draft = replace(draft, doubts=("subject_crossed", *draft.doubts))
            if forecast:  # what the publisher said is in its edition
                draft = replace(draft, doubts=tuple(d for d in draft.doubts if d not in _OF_EXPECTATIONS))
            if not sure:
                draft = _of_either_kind(draft, topic, topics)
            yield draft if span is None else _all_through(sentence, draft, span, topic)


def _is_contrasted(sentence: Sentence, figure: Figure) -> bool:
    """Say whether a figure is what is not so, or only compared with ("not 4.4", "than the 5.2 percent")."""
    before = sentence.token_at(max(sentence.span.start_char, figure.start - 2)).lower_
    than = figure.token.head.lower_ == "than" and any(c.lower_ == "the" for c in figure.token.children)
    return before == "not" or than


def _is_aside(figure: "Token", verb: "Token | None") -> bool:
    """Say whether a figure stands in an aside before its verb ("Chad, with its three rivers, never …")."""
    if verb is None or figure.i > verb.i:
        return False
    above = [figure, *figure.ancestors]
    path = above[: above.index(verb)] if verb in above else []
    apart = any(t.text == "," for t in figure.doc[figure.i : verb.i])
    return apart and any(t.dep_ in ("appos", "relcl", "acl", "nsubj") or t.lower_ == "with" for t in path)


def _is_crossed(sentence: Sentence, reading: Reading, subject: Subject, meant: tuple[Subject, ...]) -> bool:
    """Say whether a figure stands behind another name, which is right before it, and its subject has one of its own."""
    start, index = reading.figure.start, sentence.scene.index
    between = (f for f in sentence.figures if subject.end <= f.start and f.end <= start)
    names = (s for s in sentence.subjects.values() if s.end <= start and index(start) - index(s.end - 1) <= _NEAR)
    first = next((f.end for f in between), None)
    return first is not None and any(s.start >= first and s not in meant for s in names)


def _sum(
    sentence: Sentence, reading: Reading, group: Subject, period: StatedPeriod, modality: str, negated: bool
) -> Draft | None:
    """Return a value as the sum over the members of a group, where no table has it as a figure of its own."""
    known = [s for s in sentence.subjects.values() if group.start <= s.start < group.end and not s.is_country]
    if any(s.key_in(t.reference) in t.reference.keys for s in known for t in reading.topics):
        return None
    one = replace(group, key=group.members[0], is_country=True)
    topic = topic_for(summed(reading.topics, group), one, period, sentence)
    if topic is None:
        return None
    draft = _value(sentence, reading, group, topic, period, modality, negated)
    columns = {**draft.columns, "key": None, "arguments": {"sum_of": list(group.members)}}
    return replace(draft, rule="values.sum", weight=_WEIGHT_SUM, columns=columns)


def _is_news(topic: Topic, subject: Subject, period: StatedPeriod, sentence: Sentence) -> bool:
    """Say whether an event without a day is one of the last weeks: an election or a decision just published."""
    day = sentence.scene.document.published
    if period.doubt != "past_undated" or period.source != ARTICLE or topic.reference.grain != "day" or day is None:
        return False
    places = (t for t in sentence.span if t.dep_ == "pobj" and t.head.lower_ in ("in", "at"))
    if any(sentence.is_elsewhere(place, topic) for place in places):
        return False
    reference, key = topic.reference, subject.key_in(topic.reference) or ""
    published = [e.published_on for e in reference.current_editions(day, topic.measure.id, key)[:1]]
    return any((day - p).days <= _NEWS for p in published)


def _day_of_week(topic: Topic, subject: Subject, period: StatedPeriod, sentence: Sentence) -> StatedPeriod:
    """Return a week that is said ("last week") as its last day with a figure, by a table of days."""
    weeks = [t for t in sentence.times if "-W" in t.timex and t.end_date is not None and t.end_date == period.value]
    day, reference = sentence.scene.document.published, topic.reference
    if not weeks or reference.grain != "day" or day is None:
        return period
    key, end = subject.key_in(reference) or "", date.fromisoformat(weeks[0].end_date or "")
    days = [(end - timedelta(days=n)).isoformat() for n in range(7)]
    editions = reference.current_editions(day, topic.measure.id, key)
    held = (d for d in days if any(reference.cell(e.id, topic.measure.id, key, d) is not None for e in editions))
    return replace(period, value=next(held, period.value))


def _of_either_kind(draft: Draft, topic: Topic, topics: tuple[Topic, ...]) -> Draft:
    """Return a change that does not say over what: it holds if one of its kinds does, and none refutes it."""
    others = [t.measure.id for t in topics if t.reference is topic.reference and t.id != topic.id]
    arguments = {**(draft.columns.get("arguments") or {}), "or": others}
    columns = {**draft.columns, "arguments": arguments} if others else draft.columns
    return replace(draft, doubts=(*draft.doubts, "kind_of_change_unsaid"), columns=columns)


def _with_others(draft: Draft, reading: Reading, topic: Topic) -> Draft:
    """Return a value as the sum of several measures of a package ("wind and solar together")."""
    plus = [t.measure.id for t in (reading.named.plus if reading.named is not None else ())]
    if not plus:
        return draft
    arguments = {**(draft.columns.get("arguments") or {}), "plus": plus}
    return replace(draft, columns={**draft.columns, "arguments": arguments})


def _with_move(draft: Draft, reading: Reading, verb: "Token | None") -> Draft:
    """Return a level with the way it came by ("rose to 5 percent"), which the period before must bear out.

    What "has risen" may have done so since any day.
    """
    number = reading.figure.number
    perfect = verb is not None and any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)
    if number.change_role != "to" or number.direction is None or perfect:
        return draft
    arguments = {**(draft.columns.get("arguments") or {}), "moved": number.direction}
    return replace(draft, columns={**draft.columns, "arguments": arguments})


def _with_either(draft: Draft, topic: Topic, topics: tuple[Topic, ...]) -> Draft:
    """Return a value of one of two measures that its name may mean ("the bank's interest rate")."""
    either = [t.measure.id for t in topics if t.reference is topic.reference and t.measure.id in topic.measure.either]
    if not either:
        return draft
    arguments = {**(draft.columns.get("arguments") or {}), "or": either}
    return replace(draft, columns={**draft.columns, "arguments": arguments})


def _all_through(sentence: Sentence, draft: Draft, span: Span, topic: Topic) -> Draft:
    """Return a value as one of every year of a stretch, or of what happened in it as their total."""
    number = next(f.number for f in sentence.figures if f.id in draft.takes)
    is_total = topic.measure.is_flow and per_of(number, sentence) is None
    arguments: dict[str, Any] = {
        **(draft.columns.get("arguments") or {}), "from_period": span.first, "total" if is_total else "through": True,
    }  # fmt: skip
    if sentence.lemmas & words_in("always") and not is_total:
        arguments["always"] = True
    start, end = min(draft.start, span.start), max(draft.end, span.end)
    return replace(draft, start=start, end=end, columns={**draft.columns, "arguments": arguments})


def _verb_of(reading: Reading) -> "Token | None":
    return reading.named.token if reading.named is not None and reading.named.is_verb else reading.verb


def _value(
    sentence: Sentence,
    reading: Reading,
    subject: Subject,
    topic: Topic,
    period: StatedPeriod,
    modality: str,
    negated: bool,
) -> Draft:
    figure = reading.figure
    claimed = in_measure(
        exact_if_counted(figure_columns(sentence.scene, figure, _unit(topic, figure)), topic), figure.number,
        topic.measure, sentence,
    )  # fmt: skip
    claimed = _within_step(claimed, topic)
    if reading.rule == HELD_AGAINST and reading.verb is not None:
        claimed |= side(held_side(reading.verb, figure) or "", claimed["value"])
    if negated and figure.number.bound == "=":  # "does not spend 2 percent": less than that, or another figure
        claimed |= {"low": claimed["value"], "high": None, "low_open": False}
    own = tuple(doubts_of_value(sentence, reading, topic, period, negated=negated))
    doubts = tuple(doubts_of(reading.source, subject.source, period, modality))
    doubts = (*own, *doubts) if own[:1] == ("measure_guessed",) else (*doubts, *own)
    start, end = _span(reading, subject)
    columns: dict[str, Any] = {
        **topic_columns(topic, reading.source), **subject_columns(subject, topic), **period_columns(period),
        **(turned_round(claimed) if is_fall(reading, topic) else claimed),
        "modality": modality, "negated": negated,
    }  # fmt: skip
    return Draft(
        start=start, end=end, kind="value", rule=reading.rule, weight=_WEIGHT_VALUE, takes=(figure.id,),
        doubts=doubts, columns=columns,
    )  # fmt: skip


def _within_step(claimed: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """Return a figure with no more room than half a step, of what moves in steps ("a rate of 4" is not 4.25)."""
    step, low, high = topic.measure.step, claimed["low"], claimed["high"]
    if step is None or low is None or high is None or not low < claimed["value"] < high:
        return claimed
    room = float(step) / 2
    return {**claimed, "low": max(low, claimed["value"] - room), "high": min(high, claimed["value"] + room)}


def _unit(topic: Topic, figure: Figure) -> str | None:
    unit = topic.measure.unit
    return None if is_money(topic.measure) else unit or figure.number.unit


def exact_if_counted(columns: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """Return a figure without room for rounding where the measure counts seats and the like one by one."""
    measure = topic.measure
    whole = measure.decimals == 0 and measure.scale == 1 and not is_money(measure)
    value, low, high = columns["value"], columns["low"], columns["high"]
    if not whole or low is None or high is None or columns["low_open"] or measure.unit in ("percent", "person"):
        return columns
    if value != int(value) or value >= _LARGEST_EXACT or not low < value < high:
        return columns
    return {**columns, "low": value, "high": value, "high_open": False}


def subject_columns(subject: Subject, topic: Topic | None = None) -> dict[str, Any]:
    """Return whom a claim is about, by the key that the measure's package has for it, and how that is known."""
    key = subject.key_in(topic.reference) if topic is not None else subject.key
    return {
        "entity_id": subject.entity_id, "key": key, "subject": subject.name,
        "subject_source": "stated" if subject.source in (STATED, "sentence") else "inherited",
    }  # fmt: skip


def _span(reading: Reading, subject: Subject) -> tuple[int, int]:
    parts = [(reading.figure.start, reading.figure.end), (subject.start, subject.end)]
    if reading.named is not None:
        parts.append((reading.named.start, reading.named.end))
    inside = [(s, e) for s, e in parts if abs(s - reading.figure.start) < _LONGEST_STATEMENT]
    return min(s for s, _ in inside), max(e for _, e in inside)


def _counted(
    sentence: Sentence, reading: Reading, owners: Owners, period: StatedPeriod, modality: str, negated: bool
) -> Iterator[Draft]:
    """Yield "23 allies spend two percent or more" as a count of those at or beyond the figure."""
    counted = owners.counted
    assert counted is not None
    number = reading.figure.number
    comparator = {"=": ">=", "~": ">=", ">=": ">=", ">": ">", "<=": "<=", "<": "<"}[number.bound]
    topics = [t for t in reading.topics if t.reference is counted.owner[0]]
    if number.bound == "=" and not is_guideline(reading):
        return  # "NATO's 32 members spend 2.7 percent": the members taken together
    if topics and (number.unit == "percent" or reading.rule == "measures.counted"):
        condition = Condition(topics[0], TURNED[comparator] if negated else comparator, number.value)
        doubts = tuple(doubts_of(reading.source, STATED, period, modality))
        yield from count_draft(
            sentence, counted, condition, period, modality, doubts, _verb_of(reading), reading.figure
        )


def line_drafts(sentence: Sentence, line: MentionedLine, context: Context) -> Iterator[Draft]:
    """Yield what is said of a line: that subjects meet or miss it, or how many members do."""
    for rule in rules("lines"):
        for found in rule.matches({"line": line.token}, sentence.marks):
            verb = found["verb"]
            owners = _by_agent(sentence, verb, context) if rule.gives == "line_by_agent" else (
                said_of(sentence, verb, context, None, population_of(line.topic))
            )  # fmt: skip
            if owners is not None:
                yield from _line(sentence, line, owners, verb, rule.settings["comparator"], context, rule.id)
            return


def _by_agent(sentence: Sentence, verb: "Token", context: Context) -> Owners | None:
    agents = [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
    subjects = tuple(sentence.subjects[a.i] for a in agents if a.i in sentence.subjects)
    return Owners(subjects) if subjects else None


def _line(
    sentence: Sentence, line: MentionedLine, owners: Owners, verb: "Token", comparator: str, context: Context, rule: str
) -> Iterator[Draft]:
    period = period_of(sentence, verb, verb, context)
    modality = modality_of(sentence, verb, period.value)
    if not line.is_guideline and modality == ASSERTED and line.threshold is None:
        return
    turned = TURNED[comparator] if is_negated(sentence, verb) else comparator
    condition = Condition(line.topic, turned, line.threshold)
    doubts = list(doubts_of(line.source, STATED if owners.counted else owners.source, period, modality))
    if not line.is_guideline:
        doubts.append("own_line")
    if owners.counted is not None:
        yield from count_draft(sentence, owners.counted, condition, period, modality, tuple(doubts), verb, line.figure)
        return
    for subject in owners.subjects:
        columns: dict[str, Any] = {
            **topic_columns(line.topic, line.source), **subject_columns(subject, line.topic), **period_columns(period),
            "comparator": turned, "threshold": line.threshold, "unit": line.topic.measure.unit,
            **side(turned, line.threshold), "modality": modality,
            "arguments": {"guideline": True} if line.is_guideline else None,
            "number_ids": (line.figure.id,) if line.figure else (),
        }  # fmt: skip
        yield Draft(
            start=min(subject.start, verb.idx), end=max(line.end, verb.idx + len(verb)), kind="value", rule=rule,
            weight=_WEIGHT_LINE, takes=(line.figure.id,) if line.figure else (), doubts=tuple(doubts), columns=columns,
        )  # fmt: skip


def side(comparator: str, threshold: float | None) -> dict[str, Any]:
    """Return the side of a line as an interval."""
    if threshold is None:
        return {}
    if comparator in (">", ">="):
        return {"low": threshold, "low_open": comparator == ">", "high": None}
    return {"high": threshold, "high_open": comparator == "<", "low": None}


def with_reading(context: Context, reading: Reading, drafts: list[Draft]) -> Context:
    """Return the context after a figure was read: its measure, its subjects, its period."""
    said = {(d.columns.get("package"), d.columns.get("measure")) for d in drafts}
    context = context.with_topics(tuple(t for t in reading.topics if t.id in said) or reading.topics)
    stated = [d.columns["period"] for d in drafts if d.columns.get("period_source") in ("stated", "sentence")]
    return context._replace(period=stated[-1], period_at=context.sentence) if stated else context
