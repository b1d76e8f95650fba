"""When an undated article was written: the days that dated facts in its text leave open, each end with its reason."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.dates import dateline
from analysis.tables import Claim, Entity, Mention, TimeExpression
from analysis.window.facts import Bound, Window, age_bounds, combine, date_bounds, edition_bounds
from analysis.window.members import member_bounds, member_ends
from analysis.window.offices import office_bounds

if TYPE_CHECKING:
    from analysis.reference import Reference

__all__ = ["Bound", "Window", "combine", "infer_window"]


def infer_window(
    document: Document,
    claims: Sequence[Claim],
    times: Sequence[TimeExpression],
    mentions: Iterable[Mention],
    entities: Iterable[Entity],
    references: "Sequence[Reference]",
) -> Window | None:
    """Return the days on which an article may have been written, None where its text tells nothing.

    Facts are taken in this order, and one that contradicts those before it is left out: a dateline; offices held, left
    and ahead; ages; numbers of members; full dates spoken of as past or as ahead; sizes of a membership that
    has changed since; an edition named as current, by the day it first holds the year, never by whether its figures
    agree.
    """
    line_date = dateline(document)
    if line_date is not None:
        return Window(line_date, line_date, (f"the dateline says {line_date.isoformat()}",))
    mentions, entities = tuple(mentions), tuple(entities)
    bounds: list[Bound] = []
    for reference in references:
        bounds += office_bounds(document, reference, tuple(times))
    for reference in references:
        bounds += age_bounds(document, mentions, entities, reference)
        bounds += member_bounds(document, reference)
    bounds += date_bounds(document, times)
    for reference in references:
        bounds += member_ends(document, reference, times)
    window = combine(bounds)
    year = window.first.year if window and window.first and window.last and _one_year(window) else None
    for reference in references:
        bounds += edition_bounds(document, claims, reference, year)
    return combine(bounds)


def _one_year(window: Window) -> bool:
    return window.first is not None and window.last is not None and window.first.year == window.last.year
