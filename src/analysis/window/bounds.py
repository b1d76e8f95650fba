"""Bounds on the day an article was written, and how they are put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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
