"""Statements that take up the sentence before or the same one: "this includes Germany", "up from three in 2014"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from analysis.attribution.colours import ASSERTED
from analysis.attribution.context import Condition, Context
from analysis.attribution.marks import Sentence
from analysis.attribution.package_words import spelt
from analysis.attribution.periods import StatedPeriod, period_of
from analysis.attribution.spans import span_of
from analysis.claims.drafts import Draft, period_columns, topic_columns
from analysis.claims.values import side, subject_columns

_WEIGHT = 3
_OPENINGS = (("among", "them"), ("these", "include"), ("this", "includes"), ("they", "include"), ("those", "include"))


def included_drafts(sentence: Sentence, context: Context) -> Iterator[Draft]:
    """Yield that each subject meets what members were just counted by ("Among them are Albania and Norway")."""
    condition = context.condition
    if condition is None or sentence.figures or not context.near(context.condition_at):
        return
    if tuple(t.lower_ for t in sentence.span[:2]) not in _OPENINGS:
        return
    period = period_of(sentence, sentence.span.root, sentence.span.root, context)
    subjects = {s.key: s for s in sentence.subjects.values() if s.is_country}
    for subject in subjects.values():
        columns: dict[str, Any] = {
            **topic_columns(condition.topic, "inherited"), **subject_columns(subject, condition.topic),
            **period_columns(period),
            "comparator": condition.comparator, "threshold": condition.threshold,
            "unit": condition.topic.measure.unit, **side(condition.comparator, condition.threshold),
            "modality": ASSERTED,
        }  # fmt: skip
        yield Draft(
            start=sentence.span.start_char if len(subjects) == 1 else subject.start, end=subject.end, kind="value",
            rule="values.included", weight=_WEIGHT,
            doubts=("measure_inherited",), columns=columns,
        )  # fmt: skip


def before_drafts(sentence: Sentence, drafts: Sequence[Draft], context: Context) -> Iterator[Draft]:
    """Yield the count that a count is compared with ("up from three in 2014", "compared with nine in 2020")."""
    counted = next((d for d in drafts if d.condition is not None), None)
    if counted is None or counted.condition is None:
        return
    for figure in sentence.figures:
        before = sentence.span.doc[max(0, sentence.scene.index(figure.number.start) - 1)].lower_
        plain = figure.number.kind in ("cardinal", "percent") and not figure.number.currency
        text = sentence.scene.text[figure.number.start : figure.number.end]
        bare = text.isalnum() or spelt(figure.number.unit or "") in sentence.scene.words.nouns
        if figure.start < counted.end or not (plain and bare) or before not in ("from", "with", "than"):
            continue
        behind = [t for t in sentence.times if t.start >= figure.end and t.type == "DATE" and t.timex[:4].isdigit()]
        if behind:
            period = StatedPeriod(behind[0].timex, "stated")
            columns = {
                **counted.columns, **period_columns(period), "value": figure.number.value, "low": figure.number.value,
                "high": figure.number.value, "low_open": False, "high_open": False, "out_of": None, "unit": None,
                "arguments": None, "value_text": sentence.scene.text[figure.start : figure.end],
                "number_ids": (figure.id,),
            }  # fmt: skip
            yield replace(
                counted, start=figure.start, end=figure.end, rule="counts.before", takes=(figure.id,), columns=columns,
                condition=None, doubts=("measure_inherited",),
            )  # fmt: skip


def with_changes(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the drafts, two values of one subject "from … to …" joined into a change."""
    roles = {f.id: f.number.change_role for f in sentence.figures}
    values = [d for d in drafts if d.kind == "value" and d.takes and d.columns.get("value") is not None]
    used: set[int] = set()
    for end in (d for d in values if roles.get(d.takes[0]) == "to"):
        start = next((d for d in values if roles.get(d.takes[0]) == "from" and _is_same(d, end)), None)
        if start is not None:
            pair = span_of(sentence, None)
            if start.columns["period"] != end.columns["period"]:
                used |= {id(start), id(end)}
                yield _change(start, end, start.columns["period"], end.columns["period"])
            elif pair is not None:
                used |= {id(start), id(end)}
                yield _change(start, end, pair.first, pair.last)
    yield from (d for d in drafts if id(d) not in used)


def _is_same(first: Draft, second: Draft) -> bool:
    return all(first.columns.get(name) == second.columns.get(name) for name in ("key", "measure", "package"))


def _change(start: Draft, end: Draft, first: str, last: str) -> Draft:
    figures = {
        "from_value": start.columns["value"],
        "from_low": start.columns["low"],
        "from_high": start.columns["high"],
    }
    arguments = {
        **{name: value for name, value in figures.items() if value is not None},
        "from_period": first, "to_period": last,
        "direction": "up" if end.columns["value"] > start.columns["value"] else "down",
    }  # fmt: skip
    return replace(
        end, kind="change", rule="changes.from_to", start=min(start.start, end.start), end=max(start.end, end.end),
        takes=(*start.takes, *end.takes), doubts=tuple(dict.fromkeys((*start.doubts, *end.doubts))),
        columns={**end.columns, "arguments": arguments, "period": last,
                 "number_ids": (*start.columns["number_ids"], *end.columns["number_ids"])},
    )  # fmt: skip


def condition_of(drafts: Sequence[Draft]) -> Condition | None:
    """Return what the last count of a sentence counts by."""
    return next((d.condition for d in reversed(drafts) if d.condition is not None), None)
