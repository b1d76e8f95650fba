"""Rows in the order of the text, asked for those at a place without going through all of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Placed(Generic[Row]):
    """Rows with the range of each, sorted by where they start.

    >>> placed = Placed([("a", (0, 9)), ("b", (2, 4)), ("c", (6, 12))])
    >>> placed.inside(2, 12), placed.around(7), [*placed.before(9)]
    (['b', 'c'], ['a', 'c'], ['c', 'b', 'a'])
    """

    def __init__(self, rows: Iterable[tuple[Row, tuple[int, int]]]) -> None:
        self._rows = list(rows)
        self._starts = [start for _, (start, _) in self._rows]
        self._ends = list(accumulate((end for _, (_, end) in self._rows), max))  # the last end so far

    def starting(self, start: int, end: int) -> list[Row]:
        """Return the rows that start inside a range."""
        return [row for row, _ in self._between(start, end)]

    def inside(self, start: int, end: int) -> list[Row]:
        """Return the rows that stand inside a range."""
        return [row for row, (_, last) in self._between(start, end + 1) if last <= end]

    def touching(self, start: int, end: int) -> list[Row]:
        """Return the rows that share a character with a range."""
        first = bisect_right(self._ends, start)
        return [row for row, (_, last) in self._rows[first : bisect_left(self._starts, end)] if last > start]

    def around(self, position: int) -> list[Row]:
        """Return the rows that cover a position."""
        return self.touching(position, position + 1)

    def before(self, position: int) -> Iterator[Row]:
        """Yield the rows that start before a position, the nearest first."""
        return (self._rows[i][0] for i in range(bisect_left(self._starts, position) - 1, -1, -1))

    def first_from(self, position: int) -> Row | None:
        """Return the first row that starts at a position or after it."""
        place = bisect_left(self._starts, position)
        return self._rows[place][0] if place < len(self._rows) else None

    def _between(self, start: int, end: int) -> list[tuple[Row, tuple[int, int]]]:
        return self._rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
