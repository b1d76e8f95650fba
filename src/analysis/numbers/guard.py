"""A rule that fails costs one candidate and is reported; the rest of the text is read."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

_LOG = logging.getLogger(__name__)
_FAILURES = (ArithmeticError, LookupError, ValueError, TypeError, AttributeError)

Item = TypeVar("Item")
Result = TypeVar("Result")


def surviving(items: Iterable[Item], rule: Callable[[Item], Result]) -> list[tuple[Item, Result]]:
    """Apply a rule to each item and return the items with its results; what makes it fail is dropped and logged."""
    survivors = []
    for item in items:
        try:
            survivors.append((item, rule(item)))
        except _FAILURES as error:
            _LOG.warning("a rule for numbers failed on %r and the candidate was dropped: %s", item, error)
    return survivors
