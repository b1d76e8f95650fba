"""A numeral that is no number costs one candidate and is reported; a fault of our own code goes through."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

_LOG = logging.getLogger(__name__)
_OF_THE_TEXT = (ArithmeticError, ValueError)  # "²³", a power beyond all bounds; anything else is a fault of a rule

Item = TypeVar("Item")
Result = TypeVar("Result")


def surviving(items: Iterable[Item], rule: Callable[[Item], Result]) -> list[tuple[Item, Result]]:
    """Apply a rule to each item and return the items with its results; an item that is no number is dropped and logged.

    What only a mistake in a rule can raise is not caught: it becomes the failure of the article, named with its place
    in the code, and under test it fails.
    """
    survivors = []
    for item in items:
        try:
            survivors.append((item, rule(item)))
        except _OF_THE_TEXT as error:
            _LOG.warning("a rule for numbers failed on %r and the candidate was dropped: %s", item, error)
    return survivors
