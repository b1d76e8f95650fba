"""Bounds on the day an article was written, and facts that give them: ages, editions named, dates past and ahead."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.annotate import Document
from analysis.dates.periods import add
from analysis.dates.tense import tense_of
from analysis.spacy_types import Span
from analysis.tables import Claim, Entity, Mention, TimeExpression

if TYPE_CHECKING:
    from analysis.reference import Edition, Reference


@dataclass(frozen=True, slots=True)
class Bound:
    """What one fact says: not before `first`, not after `last` (both included); `reason` is for a reader."""

    reason: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days an undated article may have been written on; an end nothing tells is None.

    `reasons` names the fact behind each end, the deciding ones first.
    """

    first: date | None
    last: date | None
    reasons: tuple[str, ...]


def combine(bounds: Iterable[Bound]) -> Window | None:
    """Intersect bounds, the most certain first; one that contradicts those before it is left out.

    >>> combine([Bound("held until May", None, date(2024, 5, 1)), Bound("in June", date(2024, 6, 1))])
    Window(first=None, last=datetime.date(2024, 5, 1), reasons=('held until May',))
    """
    first: date | None = None
    last: date | None = None
    kept: list[Bound] = []
    for bound in bounds:
        low = max((day for day in (first, bound.first) if day), default=None)
        high = min((day for day in (last, bound.last) if day), default=None)
        if low and high and low > high:
            continue
        first, last = low, high
        kept.append(bound)
    if first is None and last is None:
        return None
    deciding = [b for b in kept if (first and b.first == first) or (last and b.last == last)]
    others = [b for b in kept if b not in deciding]
    reasons = dict.fromkeys(bound.reason for bound in (*deciding, *others))
    return Window(first, last, tuple(reasons))


_AGE = re.compile(r"\b(\d{1,3})-year-old\b")
_AGE_AFTER = re.compile(r", (?:aged )?(\d{2,3})(?=,)")
_ABSOLUTE = frozenset({"full date", "date in figures", "month and year", "year"})
_LIMITS = frozenset({"by", "until", "till", "through", "to", "before", "for", "–", "-"})  # "by 2050" is no past
_SOURCE = re.compile(
    r"\b(?:current|latest|new|newest|most recent|recent|updated)\b[\w ]{0,30}?"
    r"\b(?:lists?|figures?|reports?|estimates?|data|statistics|numbers|overview)\b",
    re.IGNORECASE,
)


def age_bounds(
    document: Document, mentions: Iterable[Mention], entities: Iterable[Entity], reference: "Reference"
) -> Iterator[Bound]:
    """Yield the year in which a person of known birth has the age the text gives."""
    born = {term.holder: term.born for term in reference.terms if term.born is not None}
    names = {entity.entity_id: entity.name for entity in entities}
    for mention in mentions:
        birth = born.get(names.get(mention.entity_id, mention.name))
        if birth is None:
            continue
        text = document.text[mention.start : mention.end]
        found = _AGE.search(text) or _AGE_AFTER.match(document.text, mention.end)
        if found is None:
            continue
        age = int(found.group(1))
        first = add(birth.first, "year", age)
        last = add(birth.last, "year", age + 1) - timedelta(days=1)
        name = names.get(mention.entity_id, mention.name)
        yield Bound(f"{name}, born {birth}, is {age}", first=first, last=last)


def edition_bounds(
    document: Document, claims: Iterable[Claim], reference: "Reference", year: int | None
) -> Iterator[Bound]:
    """Yield when the edition appeared that first holds the year of which the text cites the latest figures.

    Whether a figure of that edition agrees with the text is never used.
    """
    starts = [sentence.start_char for sentence in document.sentences]
    places = {bisect_right(starts, claim.start) - 1 for claim in claims if _speaks_of(claim, reference)}
    cited = any(_SOURCE.search(document.sentences[place].text) for place in places)
    if not cited or year is None:
        return
    first = next((edition for edition in reference.editions if _may_hold(edition, year)), None)
    if first is not None:
        yield Bound(
            f"cites current figures; {first.title} is the first edition with {year}, published {first.published_on}",
            first=first.published_on,
        )


def _may_hold(edition: "Edition", year: int) -> bool:
    """Say whether an edition may hold a year; one of unknown coverage reaches the year it appeared in."""
    if edition.covers_to is None:
        return edition.published_on.year >= year
    return edition.covers_to >= str(year)


def _speaks_of(claim: Claim, reference: "Reference") -> bool:
    return claim.package == reference.name and claim.modality == "asserted" and claim.period_source != "stated"


def date_bounds(document: Document, times: Iterable[TimeExpression]) -> Iterator[Bound]:
    """Yield what full dates say: none spoken of as past is later than the day of writing, none ahead is earlier.

    A date ahead counts where it is the only one of its sentence: "promised in 2015 that it will open in May 2016" looks
    ahead from 2015.
    """
    dated = [t for t in times if t.type == "DATE" and t.rule in _ABSOLUTE and not t.mod and t.begin and t.end_date]
    for time in dated:
        span = document.doc.char_span(time.start, time.end, alignment_mode="expand")
        if span is None or (span.start and span.doc[span.start - 1].lower_ in _LIMITS):
            continue
        said = document.text[time.start : time.end]
        tense = tense_of(span)
        if tense == "past":
            yield Bound(f"speaks of {said} as past", first=date.fromisoformat(time.begin or ""))
        elif tense == "future" and time.rule != "year" and will(span) and not _has_other(span.sent, time, dated):
            yield Bound(f"speaks of {said} as ahead", last=date.fromisoformat(time.end_date or ""))


def _has_other(sentence: "Span", time: TimeExpression, dated: Iterable[TimeExpression]) -> bool:
    return any(t is not time and sentence.start_char <= t.start < sentence.end_char for t in dated)


def will(span: "Span", *others: str) -> bool:
    """Say whether the clause looks ahead in so many words."""
    token = span.root
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return any(child.lower_ in ("will", "'ll", *others) for child in token.children)
