"""Claims before they are chosen: finders propose, one resolver picks, and a draft becomes a row."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from analysis.attribution.context import Condition
from analysis.attribution.package_words import Topic
from analysis.attribution.periods import StatedPeriod
from analysis.attribution.scene import Figure, Scene
from analysis.tables import Claim

_INSIDE_NUMBER = re.compile(r"\d*(?:[.,]\d+)+|\d+")
_TRIM_LEFT = " ,;:–—-”“’‘)\n"
_TRIM_RIGHT = " ,;:–—-”“‘(.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposed claim.

    Attributes
    ----------
    weight : of drafts that take the same figure the heaviest is kept. takes : ids of the figures it takes.
    doubts : why it must not be refuted, the weightiest first; none for a plain statement on named evidence.
    """

    start: int
    end: int
    kind: str
    rule: str
    weight: int
    takes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    columns: dict[str, Any] = field(default_factory=dict)
    condition: Condition | None = None


def chosen(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts that stand: none of their figures is taken by a heavier one."""
    taken: dict[str, int] = {}
    ordered = sorted(drafts, key=lambda d: (-d.weight, d.start, d.end))
    for draft in ordered:
        if all(taken.get(figure, draft.weight) <= draft.weight for figure in draft.takes):
            for figure in draft.takes:
                taken[figure] = max(taken.get(figure, 0), draft.weight)
            yield draft


def as_claim(scene: Scene, draft: Draft) -> Claim:
    """Return a draft as a row: its range trimmed, with the quote it stands in and who says it."""
    start, end = trim(scene.text, min(scene.document.behind_dateline(draft.start), draft.end), draft.end)
    quote = scene.quote_at(start)
    columns = dict(draft.columns)
    arguments = columns.pop("arguments", None)
    return Claim(
        start=start, end=end, kind=draft.kind, rule=draft.rule,
        doubt=draft.doubts[0] if draft.doubts else None,
        arguments=json.dumps(arguments, ensure_ascii=False, sort_keys=True) if arguments else None,
        quote_id=quote[0] if quote else None, speaker_id=quote[1].speaker_id if quote else None, **columns,
    )  # fmt: skip


def topic_columns(topic: Topic | None, source: str | None = None) -> dict[str, Any]:
    """Return package and measure, and how the measure is known."""
    if topic is None:
        return {}
    return {"package": topic.reference.name, "measure": topic.measure.id, "measure_source": source}


def period_columns(period: StatedPeriod) -> dict[str, Any]:
    """Return when a claim is about."""
    return {"period": period.value, "period_source": period.source if period.source in _PERIODS else "inherited"}


_PERIODS = ("stated", "sentence", "inherited", "article")


def figure_columns(scene: Scene, figure: Figure, unit: str | None = None) -> dict[str, Any]:
    """Return the figure claimed and the interval its wording allows."""
    number = figure.number
    return {
        "value": number.value, "value_text": scene.text[figure.start : figure.end], "low": number.low,
        "high": number.high, "low_open": number.low_open, "high_open": number.high_open,
        "unit": unit or number.currency or number.unit, "number_ids": (figure.id,),
    }  # fmt: skip


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
