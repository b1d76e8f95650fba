"""What a cluster is, and how names are compared."""

import unicodedata
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

    @property
    def full(self) -> Name:
        """The fullest form: most words, then first."""
        return max(self.names, key=lambda name: (len(name.words), -name.start))

    def add(self, name: Name, how: str) -> None:
        """Take in a name; `how` says by which rule."""
        self.names.append(name)
        self.how[name.start] = how


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
