"""Rows turned into the forms that the evaluators of the development data read."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.annotate import Document
from analysis.corpus.building import records_of
from analysis.numbers.units import unit_after
from analysis.tables import DATES, MENTIONS, QUOTES, Mention, Number, Quote, TimeExpression
from analysis.unit_names import unit_names

NUMBER_KINDS_OF_QUANTITIES = (
    "cardinal", "percent", "percentage_point", "money", "ratio", "range", "age", "duration", "multiple", "measure",
)  # fmt: skip
_STOP = frozenset({
    "of", "the", "a", "an", "and", "to", "in", "on", "for", "at", "by", "with", "from", "that", "which", "its", "his",
    "her", "their", "our", "this",
})  # fmt: skip


def numbers_for_evaluation(
    numbers: Sequence[Number], document: Document, kinds: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return numbers as the evaluator of quantities reads them.

    A ratio's value is its quotient, "from A to B" is one range, units are English words. `kinds` keeps those only; by
    default ordinals, references, scores and multiples in one word are left out, which no set of quantities labels.
    """
    kept = set(kinds or NUMBER_KINDS_OF_QUANTITIES)
    rows = [_joined(left, right) for left, right in _pairs(numbers, document.text)]
    return [
        _number(row, document)
        for row in rows
        if (row.kind in kept and row.rule != "multiple_word") or (row.rule == "generation" and not kinds)
    ]


def _pairs(numbers: Sequence[Number], text: str) -> list[tuple[Number, Number | None]]:
    """Pair each figure of a "from A to B" with the next one."""
    pairs: list[tuple[Number, Number | None]] = []
    skip = False
    for place, number in enumerate(numbers):
        if skip:
            skip = False
            continue
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        skip = following is not None and _from_to(number, following, text)
        pairs.append((number, following if skip else None))
    return pairs


def _from_to(number: Number, following: Number, text: str) -> bool:
    if (number.change_role, following.change_role) != ("from", "to") or number.value_high is not None:
        return False
    gap = text[number.end : following.start]
    return following.value_high is None and re.fullmatch(r"[^.;]{0,30}\bto\b[^.;]{0,20}", gap) is not None


def _joined(left: Number, right: Number | None) -> Number:
    if right is None:
        return left
    return dataclasses.replace(left, end=right.end, value_high=right.value)


def _number(number: Number, document: Document) -> dict[str, Any]:
    value, high = number.value, number.value_high
    if number.kind == "ratio" and number.ratio_total:
        value = value / number.ratio_total
    start, end = document.to_original(number.start, number.end)
    return {
        "start": start, "end": end, "value": value, "value_high": high, "unit": _unit(number, document),
        "kind": number.kind, "approx": number.bound, "change": _change(number, document),
        "concept": ", ".join(filter(None, (number.concept, number.subject))) or None,
    }  # fmt: skip


def _unit(number: Number, document: Document) -> str:
    if number.kind == "age":
        unit = f"{number.unit} of age"
    elif number.kind == "reference" and number.rule == "generation":
        unit = "generation wireless"
    elif number.kind == "cardinal" and number.unit == "time":
        unit = "count"
    elif number.kind in ("cardinal", "range", "ratio") and number.unit_text:
        unit = ("% " if number.kind == "ratio" else "") + _counted(number, document)
    elif number.kind == "money" and number.unit_text == "$":
        unit = "dollar"
    else:
        unit = _english(number)
    return f"{unit} per {number.per}" if number.per else unit


def _english(number: Number) -> str:
    """Return the English name of a unit, as written where that says more than its pint name (brake horsepower)."""
    found = unit_after(f" {number.unit_text}", 0)
    if found and found[2].name == number.unit:
        return found[2].english
    names = {name.unit: name.english for name in reversed(unit_names())}
    return names.get(number.unit or "", number.unit or "")


def _counted(number: Number, document: Document) -> str:
    """Return a counted noun phrase in lower case, its head as the lemma, without function words."""
    start = document.text.rfind(number.unit_text or "", 0, number.end) if number.unit_text else -1
    span = document.doc.char_span(start, start + len(number.unit_text or "")) if start >= 0 else None
    phrase = "".join((t.lemma_ if t.tag_ in ("JJS", "JJR") else t.text) + t.whitespace_ for t in span) if span else ""
    words = [w for w in (phrase or number.unit_text or "").split() if w.lower() not in _STOP and w.lower() != "most"]
    if words and number.unit:
        words[-1] = number.unit
    return " ".join(words)


def quotes_for_evaluation(quotes: Iterable[Quote], document: Document) -> list[dict[str, Any]]:
    """Return quotes with offsets in the record's text: content, type, group, cue, speaker as written and resolved."""
    names = ("start", "end", "group", "cue_start", "cue_end", "speaker_start", "speaker_end")
    rows = []
    for record in records_of(document, QUOTES, quotes):
        row = {name: record[name] for name in names}
        told = {"speaker": record["speaker_text"], "cue": record["cue"], "speaker_resolved": record["speaker"]}
        rows.append({**row, **told, "type": record["kind"]})
    return rows


def times_for_evaluation(
    times: Iterable[TimeExpression], document: Document, placed_only: bool = False
) -> list[dict[str, Any]]:
    """Return time expressions with offsets in the record's text: start, end, type, value, mod, begin, end_date.

    `placed_only` leaves out what has no place in the calendar ("now", "two hours", "daily"): TIMEX3 corpora tag it,
    sets that only mark resolvable dates (GUM) do not.
    """
    return [
        {name: row[name] for name in ("start", "end", "type", "mod", "begin", "end_date")} | {"value": row["timex"]}
        for row in records_of(document, DATES, times)
        if not placed_only or row["begin"] is not None
    ]


def _change(number: Number, document: Document) -> str | None:
    """Return the direction of a change *by* an amount that a verb states; the sets label no others."""
    before = document.text[max(0, number.start - 16) : number.start]
    return number.direction if number.change_role == "by" and not re.search(r"\bof [^.]{0,12}$", before) else None


def claims_for_evaluation(claims: pd.DataFrame, checks: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each claim's span with its verdict, reason, deciding figure and edition."""
    columns = ["verdict", "reason", "figure", "edition"]
    judged = claims[["claim_id", "start", "end"]].merge(checks[["claim_id", *columns]], on="claim_id", validate="1:1")
    rows = judged[["start", "end", *columns]].astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


def mentions_for_evaluation(mentions: Sequence[Mention], document: Document) -> list[dict[str, Any]]:
    """Return mentions with offsets in the text as read: label, kind, entity and its canonical name."""
    names = ("start", "end", "label", "kind", "entity_id", "name")
    return [{name: row[name] for name in names} for row in records_of(document, MENTIONS, mentions)]
