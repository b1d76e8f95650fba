"""Counts: how many members of a population meet a line; and what takes up a count or joins two values.

"Now it's 23", "that increased to nine by 2020", "up from three in 2014", "this includes Germany".
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.attribution.clauses import own_subject, verb_above
from analysis.attribution.colours import ASSERTED, EXPECTED
from analysis.attribution.marks import Sentence
from analysis.attribution.measures import ASSUMED, INHERITED
from analysis.attribution.package_words import lemma, spelt
from analysis.attribution.periods import StatedPeriod, period_of
from analysis.attribution.populations import Quantified
from analysis.attribution.scene import Condition, Context, Figure
from analysis.attribution.spans import span_of
from analysis.claims.drafts import Clause, Draft, clause_in, draft, figure_columns, period_columns, read_clause, side
from analysis.rules import words_in

TURNED = {">=": "<", ">": "<=", "<": ">=", "<=": ">", "=": "="}
_WEIGHT, _WEIGHT_AGAIN, _WEIGHT_INCLUDED = 9, 8, 3
_SUBJECTS = frozenset({"it", "that", "this", "number", "figure", "count", "total", "today", "now"})
_DESCRIBES = ("prep", "relcl", "acl", "amod", "compound")
_OPENINGS = (("among", "them"), ("these", "include"), ("this", "includes"), ("they", "include"), ("those", "include"))


def count_draft(
    clause: Clause, counted: Quantified, condition: Condition, doubts: tuple[str, ...], figure: Figure | None
) -> Iterator[Draft]:
    """Yield the count that a part of a population and a condition make."""
    reference, population, source = counted.owner
    verb, nouns = clause.verb, clause.sentence.scene.words.owned_nouns
    restricted = [w for w in counted.restricted if verb is None or w != verb.lower_]
    is_unsaid = clause.modality not in (ASSERTED, EXPECTED) and not counted.figures
    if condition.topic.reference is not reference or restricted or is_unsaid:
        return
    owned = any(lemma(t) in nouns for t in counted.token.subtree)
    sure = source not in (INHERITED, ASSUMED) or (source == ASSUMED and owned)
    left_out = counted.inverted and counted.out_of is None
    columns = clause.columns(
        condition.topic, None, negated=False, **_figures(clause.sentence, counted),
        comparator=TURNED[condition.comparator] if left_out else condition.comparator,
        threshold=condition.threshold, population=population.id,
    )  # fmt: skip
    ends = [(counted.start, end) for end in (figure.end if figure else 0, verb.idx + len(verb) if verb else 0)]
    found = draft(
        ("count", "counts.members", _WEIGHT), (counted, *ends), columns,
        takes=(*(f for f in counted.figures if f is not counted.size), figure),
        doubts=(None if sure else f"population_{source}", *doubts),
    )  # fmt: skip
    yield replace(found, condition=condition)


def _figures(sentence: Sentence, counted: Quantified) -> dict[str, Any]:
    """Return the number of members, or the percent of them, that is claimed."""
    value, low, high = counted.value, counted.low, counted.high
    if counted.inverted and counted.out_of is not None:
        value = low = high = counted.out_of - value
    return {
        "value": value, "low": low, "high": high, "low_open": counted.low_open,
        "high_open": counted.high_open,
        "unit": "percent" if counted.is_share else None, "out_of": counted.out_of,
        "value_text": sentence.scene.text[counted.start : counted.end],
        "arguments": {"share": True} if counted.is_share else None,
        "number_ids": tuple(f.id for f in counted.figures),
    }  # fmt: skip


def recount_drafts(sentence: Sentence, figure: Figure, context: Context) -> Iterator[Draft]:
    """Yield the count of a figure that says how many it is now, after a count in the sentence before."""
    condition, number, verb = context.condition, figure.number, verb_above(figure.token)
    head = own_subject(verb) if verb is not None else None
    if condition is None or verb is None or head is None or not context.near(context.condition_at):
        return
    is_noun = number.unit is None or lemma(figure.token) in sentence.scene.words.nouns
    is_count = number.kind in ("cardinal", "measure") and is_noun and not number.currency
    points_back = {head.lower_, lemma(head)} & _SUBJECTS and all(c.dep_ not in _DESCRIBES for c in head.children)
    if not (is_count and points_back) or lemma(verb) not in words_in("up", "down", "level", "copula"):
        return
    clause = read_clause(sentence, verb, figure.token, context)
    if clause.modality not in (ASSERTED, EXPECTED) or clause.negated:
        return
    exact = number.bound == "=" or (number.bound == "<=" and lemma(verb) in words_in("up"))
    columns = clause.columns(
        condition.topic, None, INHERITED, **figure_columns(sentence.scene, figure),
        comparator=condition.comparator, threshold=condition.threshold,
        population=condition.topic.measure.population,
    ) | ({"low": number.value, "high": number.value} if exact else {}) | {"unit": None}  # fmt: skip
    shape = ("count", "counts.again", _WEIGHT_AGAIN)
    yield draft(shape, (figure, (head.idx, 0)), columns, takes=(figure,), doubts=("measure_inherited",))


def included_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield that each subject meets what members were just counted by ("Among them are Albania and Norway")."""
    condition = context.condition
    if condition is None or sentence.figures or not context.near(context.condition_at):
        return
    if tuple(t.lower_ for t in sentence.span[:2]) not in _OPENINGS:
        return
    clause = clause_in(sentence, None, period_of(sentence, sentence.span.root, sentence.span.root, context))
    subjects = {s.key: s for s in sentence.subjects.values() if s.is_country}
    for subject in subjects.values():
        columns = clause.columns(
            condition.topic, subject, INHERITED, comparator=condition.comparator, threshold=condition.threshold,
            unit=condition.topic.measure.unit, **side(condition.comparator, condition.threshold),
            modality=ASSERTED, negated=False,
        )  # fmt: skip
        first = sentence.span.start_char if len(subjects) == 1 else subject.start
        shape = ("value", "values.included", _WEIGHT_INCLUDED)
        yield draft(shape, ((first, subject.end),), columns, doubts=("measure_inherited",))


def before_drafts(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the count that a count is compared with ("up from three in 2014", "compared with nine in 2020")."""
    counted = next((d for d in drafts if d.condition is not None), None)
    for figure in sentence.figures if counted is not None else ():
        number, scene = figure.number, sentence.scene
        before = sentence.span.doc[max(0, scene.index(number.start) - 1)].lower_
        bare = scene.text[number.start : number.end].isalnum() or spelt(number.unit or "") in scene.words.nouns
        is_count = number.kind in ("cardinal", "percent") and not number.currency and bare
        behind = [t for t in sentence.times if t.start >= figure.end and t.type == "DATE" and t.timex[:4].isdigit()]
        if counted is None or figure.start < counted.end or not is_count or not behind:
            continue
        if before in ("from", "with", "than"):
            columns = {
                **counted.columns, **period_columns(StatedPeriod(behind[0].timex, "stated")),
                **figure_columns(scene, figure), "low": number.value, "high": number.value,
                "low_open": False, "high_open": False, "out_of": None, "unit": None, "arguments": None,
            }  # fmt: skip
            yield replace(
                counted, start=figure.start, end=figure.end, rule="counts.before", takes=(figure.id,), columns=columns,
                condition=None, doubts=("measure_inherited",),
            )  # fmt: skip


def with_changes(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, two values of one subject "from … to …" joined into a change."""
    roles = {f.id: f.number.change_role for f in sentence.figures}
    values = [d for d in drafts if d.kind == "value" and d.takes and d.columns.get("value") is not None]
    starts = [d for d in values if roles.get(d.takes[0]) == "from"]
    used: set[int] = set()
    for end in (d for d in values if roles.get(d.takes[0]) == "to"):
        same = (d for d in starts if all(d.columns.get(n) == end.columns.get(n) for n in ("key", "measure", "package")))
        start = next(same, None)
        if start is None:
            continue
        pair, first, last = span_of(sentence, None), start.columns["period"], end.columns["period"]
        if first == last and pair is not None:
            first, last = pair.first, pair.last
        if first != last or pair is not None:
            used |= {id(start), id(end)}
            yield _change(start, end, first, last)
    yield from (d for d in drafts if id(d) not in used)


def _change(start: Draft, end: Draft, first: str, last: str) -> Draft:
    known = {f"from_{name}": start.columns[name] for name in ("value", "low", "high")}
    arguments = {
        **{name: value for name, value in known.items() if value is not None},
        "from_period": first, "to_period": last,
        "direction": "up" if end.columns["value"] > start.columns["value"] else "down",
    }  # fmt: skip
    numbers = (*start.columns["number_ids"], *end.columns["number_ids"])
    return replace(
        end, kind="change", rule="changes.from_to", start=min(start.start, end.start), end=max(start.end, end.end),
        takes=(*start.takes, *end.takes), doubts=tuple(dict.fromkeys((*start.doubts, *end.doubts))),
        columns={**end.columns, "arguments": arguments, "period": last, "number_ids": numbers},
    )  # fmt: skip
