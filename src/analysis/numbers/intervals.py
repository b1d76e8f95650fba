"""The interval of values that a wording allows. Decimal arithmetic throughout; the table stands in docs/method.md."""

from decimal import ROUND_HALF_UP, Decimal

from analysis.tables.intervals import Interval

_MARGIN = Decimal("0.05")
_MOST = Decimal("0.1")
_HALF = Decimal("0.5")


def interval_of(
    value: Decimal, quantum: Decimal, rule: str, high: Decimal | None = None, written: Decimal | None = None
) -> Interval:
    """Return the interval of a figure under a hedge rule of ``hedges.tsv``.

    `quantum` is the unit of the last digit that is no trailing zero, zero for what is counted exactly; `high` the upper
    end of a range; `written` the unit of the last written digit, where zeros follow ("40 million": a million).

    >>> interval_of(Decimal("2.1"), Decimal("0.1"), "double")
    Interval(low=Decimal('2.0'), high=Decimal('2.2'), low_open=False, high_open=False)
    """
    top = value if high is None else high
    if rule == "above":
        return Interval(value, None, low_open=True)
    if rule == "at_least":
        return Interval(value, None)
    if rule == "below":
        return Interval(None, top, high_open=True)
    if rule == "at_most":
        return Interval(None, top)
    if rule == "just_below":
        return Interval(top - abs(top) * _MARGIN, top, high_open=True)
    if rule == "just_above":
        return Interval(value, value + abs(value) * _MARGIN, low_open=True)
    if high is not None and rule != "double":
        return Interval(min(value, top), max(value, top))
    unit = quantum if written is None else min(quantum, written)
    margin = _about(abs(value), unit) if rule == "double" else min(quantum * _HALF, _round(abs(value), unit))
    return Interval(min(value, top) - margin, max(value, top) + margin)


def _round(value: Decimal, unit: Decimal) -> Decimal:
    """Return how far a round figure may be off: five percent or half a written unit, the larger of both."""
    return max(value * _MARGIN, unit * _HALF)


def _about(value: Decimal, unit: Decimal) -> Decimal:
    """Return how far a hedged figure may be off: as a round one, but at most ten percent; in whole written units."""
    margin = min(_round(value, unit), value * _MOST)
    whole = (margin / unit).to_integral_value(ROUND_HALF_UP) * unit if unit else margin
    return whole if 0 < whole <= value * _MOST else margin
