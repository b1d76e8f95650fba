"""All stages in order over one parsed article."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from analysis.annotate import Document
from analysis.attribution import Scene
from analysis.attribution.described import describe_numbers
from analysis.claims import find_claims
from analysis.dates import find_dates
from analysis.entities import find_entities
from analysis.garbage import no_collection
from analysis.numbers import find_numbers
from analysis.quotes import find_quotes
from analysis.reference import Reference, load_gazetteer, load_references
from analysis.reference.gazetteer import Gazetteer
from analysis.speakers import mark_quoted, resolve_speakers
from analysis.tables import Claim, Entity, Mention, Number, Quote, TimeExpression
from analysis.window import Window, infer_window

_Row = TypeVar("_Row", Quote, Number)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the stages look things up in: who is who, and the reference packages."""

    gazetteer: Gazetteer
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything found in one article; offsets are in the normal form of `document`."""

    document: Document
    times: tuple[TimeExpression, ...]
    numbers: tuple[Number, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]
    window: Window | None = None


@cache
def default_resources() -> Resources:
    """Return the bundled gazetteer and the reference packages that claims are found with, read once a process."""
    with no_collection():
        resources = Resources(load_gazetteer(), load_references())
    gc.freeze()  # what is kept to the end is not looked through for garbage again and again
    return resources


def analyse(document: Document, resources: Resources | None = None) -> Analysis:
    """Find everything in one article.

    An article without a date gets the publication window that its text tells; "in November" or "last year" is resolved
    against that. What a first reading claims is only asked for where the window may hang on it.
    """
    resources = resources or default_resources()
    base, times = _who_says_what(document, resources), find_dates(document)
    if document.published is not None:
        return _what_is_said(base, resources, times)
    window = infer_window(
        document, lambda: _what_is_said(base, resources, times).claims, times, base.mentions, base.entities,
        resources.references,
    )  # fmt: skip
    dated = times
    if window is not None and window.first is not None and window.last is not None:
        dated = find_dates(document, window=(window.first, window.last))
    return replace(_what_is_said(base, resources, dated), window=window)


def _who_says_what(document: Document, resources: Resources) -> Analysis:
    found = find_entities(document, resources.gazetteer)
    quotes = resolve_speakers(document, _of_story(document, find_quotes(document)), found.mentions, found.entities)
    return Analysis(
        document=document, times=(), numbers=(), mentions=mark_quoted(found.mentions, quotes),
        entities=found.entities, quotes=quotes, claims=(),
    )  # fmt: skip


def _what_is_said(base: Analysis, resources: Resources, times: tuple[TimeExpression, ...]) -> Analysis:
    scene = Scene(
        base.document, _of_story(base.document, find_numbers(base.document, times)), times, base.mentions,
        {entity.entity_id: entity for entity in base.entities}, base.quotes, resources.references,
    )  # fmt: skip
    scene = replace(scene, numbers=describe_numbers(scene))
    return replace(base, times=times, numbers=scene.numbers, claims=find_claims(scene))


def _of_story(document: Document, rows: "Sequence[_Row]") -> "tuple[_Row, ...]":
    """Return the rows outside the notes in which the paper corrects itself."""
    apart = document.corrections
    return tuple(row for row in rows if not any(start <= row.start < end for start, end in apart))


def rows_of(analysis: Analysis) -> dict[str, Sequence[Any]]:
    return {
        "quotes": analysis.quotes, "mentions": analysis.mentions, "entities": analysis.entities,
        "numbers": analysis.numbers, "dates": analysis.times, "claims": analysis.claims,
    }  # fmt: skip
