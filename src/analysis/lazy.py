"""Properties that are worked out once."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

_Found = TypeVar("_Found")


class lazy(Generic[_Found]):  # noqa: N801 - stands where `property` would
    """A property worked out when first asked for, without the lock of `functools.cached_property`."""

    def __init__(self, work: Callable[[Any], _Found]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __get__(self, owner: Any, _: type) -> _Found:
        found = owner.__dict__[self._work.__name__] = self._work(owner)
        return found
