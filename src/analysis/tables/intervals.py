"""The interval of values that a wording allows, and how it reads."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """The figures a wording allows; a missing end is infinite, an open one is itself left out."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, figure: Decimal) -> bool:
        """Say whether a figure lies inside."""
        if self.low is not None and (figure < self.low or (self.low_open and figure == self.low)):
            return False
        return self.high is None or figure < self.high or (not self.high_open and figure == self.high)

    def __str__(self) -> str:
        """Return the interval in words: ``2–2.2``, ``more than 20``, ``at least 2``, ``23``."""
        if self.low is None and self.high is None:
            return "any figure"
        if self.high is None:
            return f"{'more than' if self.low_open else 'at least'} {plain(self.low)}"
        if self.low is None:
            return f"{'less than' if self.high_open else 'at most'} {plain(self.high)}"
        if self.low == self.high:
            return plain(self.low)
        decimals = max(_places(self.low), _places(self.high))
        between = " to " if self.low < 0 else "–"
        ends = f"{self.low:,.{decimals}f}{between}{self.high:,.{decimals}f}".replace("-", "−")
        excluded = [plain(end) for end, is_open in ((self.low, self.low_open), (self.high, self.high_open)) if is_open]
        return f"{ends} without {' and '.join(excluded)}" if excluded else ends


def plain(number: Decimal | None) -> str:
    """Return a figure without needless zeros, thousands separated.

    >>> plain(Decimal("2.00")), plain(Decimal("97686"))
    ('2', '97,686')
    """
    if number is None:
        return "no figure"
    return f"{number:,.{_places(number)}f}"


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
