"""Which of several like periods a reader would take: the last one, the coming one, the one a report speaks of."""

from typing import TYPE_CHECKING

from analysis.dates.periods import Period

if TYPE_CHECKING:
    from datetime import date

    from analysis.dates.meanings import DateContext

_NEARLY_A_YEAR, _NEAR = 320, 45  # days


def being_reported(candidates: list[Period], context: "DateContext") -> Period:
    """Return the quarter or half-year a report speaks of: the nearest, looking ahead the one that ended lately.

    Results come out within weeks after a period, so that "expects a fourth-quarter loss" in January is about the
    quarter that has ended.
    """
    today = context.reference
    assert today is not None
    weight = 2 if context.looks_ahead else 1

    def distance(period: Period) -> int:
        if period.first <= today <= period.last:
            return 0
        return weight * (today - period.last).days if period.last < today else (period.first - today).days

    return min(candidates, key=distance)


def choose(candidates: list[Period], context: "DateContext", which: int | None) -> Period:
    """Pick the period a reader would: the last one for a past, the coming one for a future, else the nearest.

    A date without a year lies within a few months; one that the tense would put nearly a year away is the near one.
    """
    today = context.reference
    assert today is not None
    before = [p for p in candidates if p.first <= today and not (context.tense == "past" and _barely_begun(p, today))]
    ended = [p for p in candidates if p.last < today]
    after = [p for p in candidates if p.last >= today and not (p.grain == "day" and p.first == today and which == 1)]
    if which == -1 and ended:
        return ended[-1]
    if which == 1 and after:
        return next((p for p in after if p.first > today), after[0])
    if context.request and after:
        return after[0]
    if context.tense == "past" and before:
        coming = next((p for p in after if p.first > today), None) if before[-1].grain == "day" else None
        return _unless_near(before[-1], coming, today)
    if context.looks_ahead and after:
        return _unless_near(after[0], ended[-1] if ended else None, today)
    return min(candidates, key=lambda p: min(abs((p.first - today).days), abs((p.last - today).days)))


def _barely_begun(period: Period, today: "date") -> bool:
    """Say whether most of a quarter or half-year is to come, so that what is told of it happened in another year."""
    lasting = period.grain in ("quarter", "half") and period.first <= today <= period.last
    return lasting and (today - period.first) * 3 < (period.last - period.first) * 2


def _unless_near(chosen: Period, other: Period | None, today: "date") -> Period:
    distance = abs((chosen.first - today).days)
    if other is not None and distance > _NEARLY_A_YEAR and abs((other.first - today).days) < _NEAR:
        return other
    return chosen
