"""Build a claim row from its parts."""

import json
import re
from typing import Any

from analysis.claims.memory import Topic
from analysis.claims.periods import Period
from analysis.claims.scene import Found, Scene, Subject
from analysis.tables import Claim

_INSIDE_NUMBER = re.compile(r"\d*(?:[.,]\d+)+|\d+")
_TRIM_LEFT = " ,;:–—-”“’‘)\n"
_TRIM_RIGHT = " ,;:–—-”“‘(.\n"


def make_claim(scene: Scene, start: int, end: int, kind: str, *, rule: str, confidence: float, **columns: Any) -> Claim:
    """Return a claim over a range of the text, trimmed, with the quote it stands in and who says it."""
    start, end = trim(scene.text, min(scene.document.behind_dateline(start), end), end)
    quote = scene.quote_at(start)
    arguments = columns.pop("arguments", None)
    return Claim(
        start=start,
        end=end,
        kind=kind,
        rule=rule,
        confidence=confidence,
        arguments=json.dumps(arguments, ensure_ascii=False, sort_keys=True) if arguments else None,
        quote_id=quote[0] if quote else None,
        speaker_id=quote[1].speaker_id if quote else None,
        **columns,
    )


def topic_columns(topic: Topic | None) -> dict[str, Any]:
    """Return package and measure."""
    if topic is None:
        return {}
    return {"package": topic.reference.name, "measure": topic.measure.id}


def subject_columns(subject: Subject | None) -> dict[str, Any]:
    """Return whom a claim is about."""
    if subject is None:
        return {}
    return {
        "entity_id": subject.entity_id,
        "key": subject.key,
        "subject": subject.name,
        "subject_source": subject.source,
    }


def period_columns(period: Period) -> dict[str, Any]:
    """Return when a claim is about."""
    return {"period": period.value, "period_source": period.source}


def figure_columns(scene: Scene, found: Found, unit: str | None = None) -> dict[str, Any]:
    """Return the figure claimed and the interval its wording allows."""
    number = found.number
    return {
        "value": number.value,
        "value_text": scene.text[found.start : found.end],
        "low": number.low,
        "high": number.high,
        "low_open": number.low_open,
        "high_open": number.high_open,
        "unit": unit or number.currency or number.unit,
        "number_ids": (found.id,),
    }


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without marks and space at its ends; it ends after a number, never inside one.

    >>> trim("of 2.5 percent", 3, 5)
    (3, 6)
    """
    while start < end and text[start] in _TRIM_LEFT:
        start += 1
    while end > start and text[end - 1] in _TRIM_RIGHT:
        end -= 1
    cut = _INSIDE_NUMBER.match(text, end) if end > start and text[end - 1].isdigit() else None
    return start, cut.end() if cut else end
