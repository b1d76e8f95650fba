"""Values: a figure is said to be that of a measure, or a line to be met, by a subject or by a part of a population."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from analysis.attribution import Condition, Context, Sentence, StatedPeriod, Subject, Topic
from analysis.attribution.antecedents import NOBODY, Owners, group_of, summed
from analysis.attribution.change_spans import is_fall, is_of_another_span, of_the_kind
from analysis.attribution.change_spans import negated as turned_round
from analysis.attribution.clauses import held_side, is_one
from analysis.attribution.colours import ASSERTED, EXPECTED, is_forecast, is_forecast_on, is_of_others
from analysis.attribution.fits import in_measure, is_money, per_of
from analysis.attribution.lines import MentionedLine
from analysis.attribution.measures import HELD_AGAINST, INHERITED, LISTED, SENTENCE, STATED, Reading
from analysis.attribution.owners import is_guideline, is_in_passing, owners_of, population_of, said_of
from analysis.attribution.periods import ARTICLE, PAST, end_of_year, period_of, shared
from analysis.attribution.populations import Quantified
from analysis.attribution.spans import Span, has_own_time, is_open, more_said, span_of
from analysis.claims.counts import TURNED, count_draft
from analysis.claims.doubts import doubts_of, doubts_of_value
from analysis.claims.drafts import Clause, Draft, clause_in, draft, figure_columns, read_clause, side
from analysis.claims.news import day_of_week, is_news
from analysis.nodes import Node
from analysis.rules import words_in

_LONGEST_STATEMENT = 250  # characters from its figure
_AHEAD = (EXPECTED, "plan", "target")
_OF_EXPECTATIONS = ("expected", "measure_assumed")
_WEIGHT_VALUE, _WEIGHT_SUM, _WEIGHT_LINE = 5, 6, 7
_COMPARED = frozenset({"after", "from", "than", "against"})
_STORY, _YEAR, _NEAR = 2, len("2024"), 3  # sentences; characters; words between a name and a figure of its own
_APART = 6  # words from one figure of a list to the next
_HALF, _LARGEST_EXACT = 0.5, 1000  # below it seats and the like are counted one by one


def value_drafts(sentence: Sentence, reading: Reading, context: Context) -> Iterator[Draft]:
    """Yield what a figure says: a value of each subject, or a count of those who are at it."""
    figure = reading.figure
    before, token = sentence.token_at(max(sentence.span.start_char, figure.start - 2)).lower_, figure.token
    if before == "not" or (token.head.lower_ == "than" and any(c.lower_ == "the" for c in token.children)):
        return  # what is not so, or only compared with ("not 4.4", "than the 5.2 percent")
    scaled = _scaled(reading, context)
    unsure = () if scaled is reading else ("scale_unsaid",)
    reading = _surpassed(_falling(scaled, context))
    ends = list(_ends(reading))
    for end in ends:
        yield from value_drafts(sentence, end, context)
    if ends:
        return
    owners = _respective(sentence, reading, owners_of(sentence, reading, context))
    span = span_of(sentence, reading.verb)
    clause = _clause(sentence, reading, span, context)
    group = group_of(sentence, reading, owners, context)
    total = _sum(clause, reading, group) if group is not None else None
    if total is not None:
        yield total
    elif owners.counted is not None:
        yield from _counted(clause, reading, owners.counted)
    else:
        for subject in owners.subjects:
            found = _of_subject(clause, reading, subject, span)
            if found is not None and not _is_for_several(found, reading, owners):
                crossed = _is_crossed(sentence, reading, subject, owners.subjects)
                yield replace(found, doubts=(*(("subject_crossed",) if crossed else unsure), *found.doubts))


def value_of(sentence: Sentence, reading: Reading, subject: Subject, context: Context) -> Draft | None:
    """Return the value that a figure states of a subject."""
    return _of_subject(_clause(sentence, reading, None, context), reading, subject, None)


def _scaled(reading: Reading, context: Context) -> Reading:
    """Return a bare figure of a list in the order of size of the first one ("China had 1.36 billion, India 1.27")."""
    number, scale = reading.figure.number, context.listed_scale
    if reading.rule != LISTED or scale == 1 or number.unit is not None or abs(number.value) >= _LARGEST_EXACT:
        return reading
    low, high = (None if end is None else end * scale for end in (number.low, number.high))
    scaled = replace(number, value=number.value * scale, low=low, high=high)
    return replace(reading, figure=replace(reading.figure, number=scaled))


def _falling(reading: Reading, context: Context) -> Reading:
    """Return a figure of a list as a fall where the first is one ("shrank by 5.9 percent, the euro area by 7.5")."""
    number = reading.figure.number
    if reading.rule != LISTED or not context.listed_down or number.direction is not None:
        return reading
    return replace(reading, figure=replace(reading.figure, number=replace(number, direction="down")))


def _surpassed(reading: Reading) -> Reading:
    """Return a figure that is passed as a bound ("topped 100 million")."""
    token, number = reading.figure.token, reading.figure.number
    if number.bound != "=" or token.dep_ != "dobj" or not is_one(token.head, "surpass"):
        return reading
    above = replace(number, low=number.value, low_open=True, high=None)
    return replace(reading, figure=replace(reading.figure, number=above))


def _ends(reading: Reading) -> Iterator[Reading]:
    """Yield the two ends of a range as figures of measures of their own ("a target range of 5.25 to 5.5 percent")."""
    number, topics = reading.figure.number, [t for t in reading.topics if t.measure.ends]
    if number.value_high is None or not topics:
        return
    room = float(topics[0].measure.step or 0) / 2
    for place, value in enumerate((number.value, number.value_high)):
        end = replace(number, kind="percent", value=value, value_high=None, low=value - room, high=value + room)
        ends = tuple(Topic(t.reference, t.reference.measures[t.measure.ends[place]]) for t in topics)
        yield replace(reading, figure=replace(reading.figure, number=end), topics=ends)


def _clause(sentence: Sentence, reading: Reading, span: Span | None, context: Context) -> Clause:
    verb, anchor = reading.verb, reading.figure.token
    if reading.named is not None and reading.named.is_verb:
        verb = reading.named.token
    period = StatedPeriod(span.last, STATED) if span else period_of(sentence, verb, anchor, context)
    if any(t.reference.grain == "month" for t in reading.topics):
        period = end_of_year(sentence, verb) or period
    if not span and reading.rule == LISTED and period.source != STATED and context.listed_of is not None:
        period = StatedPeriod(context.listed_of, SENTENCE)  # that of the first figure of a list
    elif period.source == ARTICLE and _goes_on(sentence, reading, context):
        period = StatedPeriod(context.period, INHERITED, "period_inherited")
    elif all(t.reference.grain == "year" for t in reading.topics):
        period = shared(sentence, verb, period)
    is_start = reading.figure.number.change_role == "from"
    before = is_start and (period.source == ARTICLE or not has_own_time(sentence, reading.figure, period.time))
    past = verb is not None and verb.finite.is_past
    if span is None and (before or (past and is_open(sentence, anchor))):
        period = StatedPeriod(PAST, STATED, "past_undated")
    clause = clause_in(sentence, verb, period)
    negated = clause.negated and reading.linked and not _is_aside(anchor, verb)
    ahead = clause.modality in _AHEAD and is_forecast_on(sentence, verb, reading.topics)
    ahead = ahead or (clause.modality in (*_AHEAD, "unclear") and is_forecast(sentence, verb, reading.topics))
    if is_in_passing(reading.figure):
        return replace(clause, negated=negated).in_passing()
    is_life = clause.modality == EXPECTED and is_one(verb, "lifetime")  # "can expect to live to 84"
    return replace(clause, negated=negated, modality=ASSERTED if is_life else EXPECTED if ahead else clause.modality)


def _goes_on(sentence: Sentence, reading: Reading, context: Context) -> bool:
    """Say whether a figure of a measure that has only years goes on in the year told of, outside what somebody says."""
    of_year = context.period is not None and len(context.period) == _YEAR and context.near(context.period_at, _STORY)
    said = (span for q in sentence.scene.quotes for span in q.quoted_spans)
    is_said = any(start <= reading.figure.start < end for start, end in said)
    return of_year and not is_said and any(t.measure.needs_period for t in reading.topics)


def _of_subject(clause: Clause, reading: Reading, subject: Subject, span: Span | None) -> Draft | None:
    """Return the value of a subject; one of a stretch of years is that of each of them, or their total."""
    sentence, period = clause.sentence, clause.period
    how_often = sentence.figure_at.get(clause.verb.i) if clause.verb is not None else None
    multiplied = how_often is not None and how_often.number.kind == "multiple" and (how_often.number.value or 0) > 1
    words = {t.lemma for t in (clause.verb, *clause.verb.clause)} if clause.verb is not None else sentence.lemmas
    meant = tuple(t for t in reading.topics if words.isdisjoint(t.measure.excluded))  # "the country's companies owe"
    topics, sure = of_the_kind(sentence, meant, reading.figure.number)
    if _is_of_one(sentence, subject):
        topics = tuple(t for t in topics if not t.measure.summable)
    topic = clause.topic_of(subject, topics)
    if topic is None or (multiplied and reading.figure.number.change_role == "to"):
        return None  # "quadrupled to 23 million" is right only if both are
    said = replace(period, doubt=None) if is_news(topic, subject, period, sentence) else period
    said = day_of_week(topic, subject, said, sentence)
    found = _value(replace(clause, period=said), reading, subject, topic)
    doubts = found.doubts if sure else (*found.doubts, "kind_of_change_unsaid")
    if topic.measure.over in ("month", "quarter", "year") and is_of_another_span(sentence, reading):
        doubts = ("other_span", *doubts)
    if clause.modality == EXPECTED and is_forecast(sentence, clause.verb, reading.topics):
        doubts = tuple(d for d in doubts if d not in _OF_EXPECTATIONS)  # what the publisher said is in its edition
    elif clause.modality == EXPECTED and is_of_others(sentence, clause.verb, reading.topics):
        doubts = ("other_forecast", *doubts)
    same = [t.measure.id for t in topics if t.reference is topic.reference and t.id != topic.id]
    either = [name for name in same if name in topic.measure.either or not sure]
    arguments = _more(clause, reading, topic, span) | ({"or": either} if either else {})
    start, end = (min(found.start, span.start), max(found.end, span.end)) if span else (found.start, found.end)
    return replace(found, doubts=doubts, start=start, end=end, columns={**found.columns, "arguments": arguments})


def _is_for_several(found: Draft, reading: Reading, owners: Owners) -> bool:
    """Say whether an amount that adds up is said of several and may be their sum ("Estavia and Norvania have")."""
    topic = next(t for t in reading.topics if t.id == (found.columns["package"], found.columns["measure"]))
    token = reading.figure.token
    before = token.doc[token.first : token.i + 2]
    is_each = any(t.lower_ == "both" or t.lower_ in words_in("each") for t in before)
    return len(owners.subjects) > 1 and topic.measure.summable and not is_each


def _is_of_one(sentence: Sentence, subject: Subject) -> bool:
    """Say whether a figure is said of one of a people ("an American emitted", "every Pole")."""
    is_people = any(m.kind == "demonym" and m.start == subject.start for m in sentence.mentions)
    return is_people and any(c.lower_ in ("a", "an", "every", "each") for c in subject.token.kids("det"))


def _more(clause: Clause, reading: Reading, topic: Topic, span: Span | None) -> dict[str, Any]:
    """Return what else is said of a value: measures added to it, the way it came by, the stretch it is of.

    "Rose to 5 percent" must be borne out by the period before; what "has risen" may have done so since any day.
    """
    number, verb = reading.figure.number, clause.verb
    plus = [t.measure.id for t in (reading.named.plus if reading.named is not None else ())]
    perfect = verb is not None and any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in verb.children)
    arguments: dict[str, Any] = {
        "plus": plus or None,  # "wind and solar together"
        "moved": number.direction if number.change_role == "to" and not perfect else None,
    }
    if span is not None:
        is_total = topic.measure.is_flow and per_of(number, clause.sentence) is None
        always = not is_total and not clause.sentence.lemmas.isdisjoint(words_in("always"))
        arguments |= {"from_period": span.first, "total" if is_total else "through": True, "always": always or None}
    return {name: value for name, value in arguments.items() if value is not None}


def _respective(sentence: Sentence, reading: Reading, owners: Owners) -> Owners:
    """Return the one subject that a figure of a list belongs to, where there are as many figures as subjects.

    The figures of a list follow on one another with commas or "and".
    """
    figure, ordered = reading.figure, sorted(owners.subjects, key=lambda s: s.start)
    if len(ordered) <= 1:
        return owners
    last = max(s.end for s in ordered)
    behind = [f for f in sentence.figures if f.start > last and f.number.unit in (figure.number.unit, None)]
    apart = (n for n, (one, other) in enumerate(pairwise(behind), 1) if other.token.i - one.token.i > _APART)
    row = behind[: next(apart, None)][-len(ordered) :]
    if len(row) == len(ordered) and figure in row:
        return replace(owners, subjects=(ordered[row.index(figure)],))
    return NOBODY if len(row) > 1 and figure in row else owners


def _is_aside(figure: Node, verb: Node | None) -> bool:
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
    first = next((f.end for f in sentence.figures if subject.end <= f.start and f.end <= start), None)
    near = (s for s in sentence.subjects.values() if s.end <= start and index(start) - index(s.end - 1) <= _NEAR)
    return first is not None and any(s.start >= first and s not in meant for s in near)


def _sum(clause: Clause, reading: Reading, group: Subject) -> Draft | None:
    """Return a value as the sum over the members of a group, where no table has it as a figure of its own."""
    known = [s for s in clause.sentence.subjects.values() if group.start <= s.start < group.end and not s.is_country]
    if any(s.key_in(t.reference) in t.reference.keys for s in known for t in reading.topics):
        return None
    topic = clause.topic_of(replace(group, key=group.members[0], is_country=True), summed(reading.topics, group))
    if topic is None:
        return None
    found = _value(clause, reading, group, topic)
    columns = {**found.columns, "key": None, "arguments": {"sum_of": list(group.members)}}
    return replace(found, rule="values.sum", weight=_WEIGHT_SUM, columns=columns)


def _value(clause: Clause, reading: Reading, subject: Subject, topic: Topic) -> Draft:
    sentence, figure, negated = clause.sentence, reading.figure, clause.negated
    unit = None if is_money(topic.measure) else topic.measure.unit or figure.number.unit
    claimed = in_measure(_counted_exactly(figure_columns(sentence.scene, figure, unit), topic), figure.number,
                         topic.measure, sentence)  # fmt: skip
    step, low, high = topic.measure.step, claimed["low"], claimed["high"]
    if None not in (step, low, high) and low < claimed["value"] < high:
        room = float(step or 0) / 2  # of what moves in steps: "a rate of 4" is not 4.25
        claimed |= {"low": max(low, claimed["value"] - room), "high": min(high, claimed["value"] + room)}
    if reading.rule == HELD_AGAINST and reading.verb is not None:
        claimed |= side(held_side(reading.verb, figure) or "", claimed["value"])
    if negated and figure.number.bound == "=":  # "does not spend 2 percent": less than that, or another figure
        claimed |= {"low": claimed["value"], "high": None, "low_open": False}
    own = tuple(doubts_of_value(sentence, reading, topic, clause.period, negated=negated))
    doubts = tuple(doubts_of(reading.source, subject.source, clause.period, clause.modality))
    claimed = turned_round(claimed) if is_fall(reading, topic) else claimed
    return draft(
        ("value", reading.rule, _WEIGHT_VALUE),
        [w for w in (figure, subject, reading.named) if w and abs(w.start - figure.start) < _LONGEST_STATEMENT],
        clause.columns(topic, subject, reading.source, **claimed), takes=(figure,),
        doubts=(*own, *doubts) if own[:1] == ("measure_guessed",) else (*doubts, *own),
    )  # fmt: skip


def _counted(clause: Clause, reading: Reading, counted: Quantified) -> Iterator[Draft]:
    """Yield "23 allies spend two percent or more" as a count of those at or beyond the figure."""
    number = reading.figure.number
    comparator = {"=": ">=", "~": ">=", ">=": ">=", ">": ">", "<=": "<=", "<": "<"}[number.bound]
    topics = [t for t in reading.topics if t.reference is counted.owner[0]]
    if counted.verb is not None or (number.bound == "=" and not is_guideline(reading)):
        return  # "NATO's 32 members spend 2.7 percent": the members taken together
    if topics and (number.unit == "percent" or reading.rule == "measures.counted"):
        condition = Condition(topics[0], TURNED[comparator] if clause.negated else comparator, number.value)
        doubts = tuple(doubts_of(reading.source, STATED, clause.period, clause.modality))
        yield from count_draft(clause, counted, condition, doubts, reading.figure)


def line_drafts(sentence: Sentence, line: MentionedLine, context: Context) -> Iterator[Draft]:
    """Yield what is said of a line: that subjects meet or miss it, or how many members do."""
    for rule in sentence.rules("lines"):
        for found in rule.matches({"line": line.token}, sentence.marks):
            verb = found["verb"]
            owners = said_of(sentence, verb, context, None, population_of(line.topic))
            if rule.gives == "line_by_agent":
                agents = (p.i for c in verb.kids("agent") for p in c.kids("pobj"))
                owners = Owners(tuple(sentence.subjects[i] for i in agents if i in sentence.subjects))
            if owners is not None:
                clause = read_clause(sentence, owners.teller(verb), owners.teller(verb), context)
                yield from _line(clause, line, owners, rule.settings["comparator"], rule.id)
            return


def _line(clause: Clause, line: MentionedLine, owners: Owners, comparator: str, rule: str) -> Iterator[Draft]:
    verb = clause.verb
    if not line.is_guideline and clause.modality == ASSERTED and line.threshold is None:
        return
    turned = TURNED[comparator] if clause.negated else comparator
    known = STATED if owners.counted else owners.source
    own = () if line.is_guideline else ("own_line",)
    doubts = (*doubts_of(line.source, known, clause.period, clause.modality), *own)
    if owners.counted is not None:
        condition = Condition(line.topic, turned, line.threshold)
        yield from count_draft(clause, owners.counted, condition, doubts, line.figure)
        return
    for subject in owners.subjects:
        columns = clause.columns(
            line.topic, subject, line.source, comparator=turned, threshold=line.threshold, negated=False,
            unit=line.topic.measure.unit, **side(turned, line.threshold),
            arguments={"guideline": True} if line.is_guideline else None,
            number_ids=(line.figure.id,) if line.figure else (),
        )  # fmt: skip
        words, said = ((subject.start, line.end), verb), (*more_said(clause.sentence), *doubts)
        yield draft(("value", rule, _WEIGHT_LINE), words, columns, takes=(line.figure,), doubts=said)


def _counted_exactly(columns: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """Return a figure without room for rounding where the measure counts seats and the like one by one."""
    measure, value, low, high = topic.measure, columns["value"], columns["low"], columns["high"]
    is_mean = measure.decimals and low == high == value and measure.unit not in ("percent", "person")
    if is_mean and not columns["low_open"] and (value == int(value) or "half" in columns["value_text"]):
        room = _HALF if value == int(value) else _HALF / 2  # "six children", "four and a half"
        return {**columns, "low": value - room, "high": value + room, "high_open": True}
    is_counted = measure.decimals == 0 and measure.scale == 1 and measure.unit not in ("percent", "person")
    if not is_counted or is_money(measure) or low is None or high is None or columns["low_open"]:
        return columns
    if value == int(value) and value < _LARGEST_EXACT and low < value < high:
        return {**columns, "low": value, "high": value, "high_open": False}
    return columns


def with_reading(context: Context, reading: Reading, drafts: list[Draft]) -> Context:
    """Return the context after a figure was read: its measure, its subjects, its period."""
    said = {(d.columns.get("package"), d.columns.get("measure")) for d in drafts}
    context = context.with_topics(tuple(t for t in reading.topics if t.id in said) or reading.topics)
    stated = [d.columns["period"] for d in drafts if d.columns.get("period_source") in ("stated", "sentence")]
    if _is_only_compared(reading):
        return context
    of_years = any(t.measure.needs_period for t in reading.topics)
    taken_up = of_years and any(d.columns.get("period_source") == INHERITED for d in drafts)
    if stated or taken_up:
        context = context._replace(period=stated[-1] if stated else context.period, period_at=context.sentence)
    if not drafts or reading.source not in (STATED, SENTENCE):
        return context
    if reading.rule != LISTED:
        falls = is_fall(reading, reading.topics[0])
        context = context._replace(
            listed_of=stated[-1] if stated else None, listed_down=falls, listed_scale=reading.figure.number.scale
        )
    return context._replace(listed_at=context.sentence)


def _is_only_compared(reading: Reading) -> bool:
    """Say whether a figure is what came before or is compared with ("…, after 6.8 percent"; not "from 1 to 2")."""
    token, above = reading.figure.token, reading.figure.token.head
    is_start = any(c.lower_ == "to" and c.i > token.i for c in above.head.children)
    return token.dep_ == "pobj" and above.lower_ in _COMPARED and not is_start
