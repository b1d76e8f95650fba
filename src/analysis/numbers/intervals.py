"""The interval of values that a wording allows. Decimal arithmetic throughout; the table stands in docs/method.md."""

from decimal import Decimal

from analysis.tables.intervals import Interval

_MARGIN = Decimal("0.05")
_HALF = Decimal("0.5")


def interval_of(value: Decimal, quantum: Decimal, rule: str, high: Decimal | None = None) -> Interval:
    """Return the interval of a figure under a hedge rule of ``hedges.tsv``.

    `quantum` is the unit of the last written digit, zero for what is counted exactly; `high` the upper end of a range.

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
    margin = quantum if rule == "double" else quantum * _HALF
    if rule == "double" and quantum == 0:
        margin = abs(value) * _MARGIN
    if high is not None and rule != "double":
        margin = Decimal(0)
    return Interval(min(value, top) - margin, max(value, top) + margin)
