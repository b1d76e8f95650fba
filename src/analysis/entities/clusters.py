"""What a cluster is, and how names are compared."""

import unicodedata
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from functools import lru_cache

from analysis.entities.names import Name


@dataclass(slots=True)
class Cluster:
    """The names of one entity while its article is read."""

    label: str
    names: list[Name] = field(default_factory=list)
    entity_id: str | None = None
    how: dict[int, str] = field(default_factory=dict)  # the rule, by the name's start
    _starts: list[int] = field(default_factory=list)  # in order
    _full: Name | None = None

    @property
    def full(self) -> Name:
        """The fullest form: most words, then first."""
        if self._full is None:
            self._full = max(self.names, key=_fullness)
        return self._full

    def add(self, name: Name, how: str) -> None:
        """Take in a name; `how` says by which rule."""
        self.names.append(name)
        self.how[name.start] = how
        insort(self._starts, name.start)
        if self._full is not None and _fullness(name) > _fullness(self._full):
            self._full = name

    def drop(self, names: list[Name]) -> None:
        """Give names up that mean another entity."""
        gone = {name.start for name in names}
        self.names = [name for name in self.names if name.start not in gone]
        self._starts = sorted(name.start for name in self.names)
        self._full = None

    def last_before(self, position: int) -> int:
        """Return where the last name before a position starts, or -1."""
        place = bisect_left(self._starts, position)
        return self._starts[place - 1] if place else -1


def _fullness(name: Name) -> tuple[int, int]:
    return len(name.words), -name.start


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return a text without case, diacritics and full stops, for comparing names.

    >>> fold("Viktor Orbán Jr.")
    'viktor orban jr'
    """
    if text.isascii():
        return text.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("ł", "l"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "").casefold()
