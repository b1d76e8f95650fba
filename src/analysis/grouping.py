"""Items by what they have in common."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


def grouped(found: Iterable[tuple[_Key, _Item]]) -> dict[_Key, tuple[_Item, ...]]:
    """Return items by their keys, in order.

    >>> grouped([("a", 1), ("b", 2), ("a", 3)])
    {'a': (1, 3), 'b': (2,)}
    """
    groups: dict[_Key, list[_Item]] = defaultdict(list)
    for key, item in found:
        groups[key].append(item)
    return {key: tuple(group) for key, group in groups.items()}
