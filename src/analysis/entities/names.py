"""A name in an article, the cluster of the names of one entity, and how their finders go along the tokens."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from analysis.annotate import Document
from analysis.reference.gazetteer import Alias, KnownEntity
from analysis.spacy_types import Token


class Name(NamedTuple):
    """A name in the text: tokens ``[first, last)``, what the model and the gazetteer make of it.

    `label` is the OntoNotes type; `aliases` are the gazetteer's readings; `source` says who found it: ``model``,
    ``gazetteer``, ``both`` or ``repeat`` (an unlabelled repetition of a name found elsewhere).
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    label: str
    source: str
    aliases: tuple[Alias, ...] = ()

    @property
    def words(self) -> list[str]:
        return self.text.split()

    def overlaps(self, other: "Name") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Name") -> bool:
        """Say whether the other name lies within this one and is shorter."""
        return self.start <= other.start and other.end <= self.end and len(other.text) < len(self.text)


def name_at(
    document: Document, first: int, last: int, label: str, source: str = "repeat", aliases: tuple[Alias, ...] = ()
) -> Name:
    """Return the name that tokens ``[first, last)`` make."""
    start, end = document.characters(first, last)
    return Name(first, last, start, end, document.text[start:end], label, source, aliases)


def tokens_at(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """Return the tokens ``[first, last)`` of a range of characters; None where it cuts one of them."""
    first, last = document.tokens(start, end)
    return (first, last) if first < last and document.characters(first, last) == (start, end) else None


def is_name_word(document: Document, i: int) -> bool:
    return document.pos[i] == "PROPN" and document.words[i].istitle() and document.words[i].isalpha()


def is_only_name(document: Document, i: int) -> bool:
    """Say whether a word is known to the model's vectors at most with a capital: no ordinary word."""
    vocab = document.doc.vocab
    return bool(vocab.vectors_length) and bool(vocab[document.lower[i]].is_oov)


def root_of(document: Document, name: Name) -> Token:
    """Return the token that heads a name."""
    doc = document.doc
    return doc[name.first] if name.last - name.first == 1 else doc[name.first : name.last].root


def rebordered(document: Document, name: Name, first: int, last: int) -> Name:
    """Return a name with other borders, without the readings it had; itself where the borders are the same."""
    same = (first, last) == (name.first, name.last)
    return name if same else name_at(document, first, last, name.label, name.source)


def regrown(names: list[Name], grow: Callable[[Name, Name | None], Name]) -> list[Name]:
    """Return the names as `grow` makes them, each given with the one before it; what a name has grown over goes."""
    kept: list[Name] = []
    for name in names:
        before = kept[-1] if kept else None
        if before is None or name.first >= before.last:
            grown = grow(name, before)
            if before is not None and grown.first <= before.first:
                kept.pop()
            kept.append(grown)
    return kept


def taken_by(document: Document, names: list[Name]) -> bytearray:
    taken = bytearray(len(document.words))
    for name in names:
        taken[name.first : name.last] = b"\1" * (name.last - name.first)
    return taken


def run_end(document: Document, first: int, test: Callable[[int], bool], most: int = 1_000) -> int:
    """Return where the tokens from a place on that pass a test end, so many at most."""
    last, end = first, min(len(document.words), first + most)
    while last < end and test(last):
        last += 1
    return last


def run_start(last: int, test: Callable[[int], bool], most: int = 1_000) -> int:
    """Return where the tokens before a place that pass a test begin, so many at most."""
    first, end = last, max(0, last - most)
    while first > end and test(first - 1):
        first -= 1
    return first


def longest_known(
    places: Iterable[int], last: int, widest: Callable[[int], int], known: Callable[[int, int], Name | None]
) -> Iterator[Name]:
    """Yield the names that `known` makes of tokens from one of the places on, the longest at each, none in another."""
    behind = 0
    for i in places:
        ends = range(min(i + widest(i), last), i, -1) if i >= behind else ()
        found = next((name for end in ends if (name := known(i, end)) is not None), None)
        if found is not None:
            behind = found.last
            yield found


def words_beside(document: Document, name: Name) -> tuple[str, str]:
    """Return the words before and behind a name in small letters; empty at the ends of the text."""
    lower = document.lower
    return lower[name.first - 1] if name.first else "", lower[name.last] if name.last < len(lower) else ""


def free_of(names: list[Name], others: list[Name]) -> list[Name]:
    """Return the names that overlap none of the others."""
    return [name for name in names if not any(name.overlaps(other) for other in others)]


def in_order(names: Iterable[Name]) -> list[Name]:
    return sorted(names, key=lambda name: name.start)


def with_found(names: list[Name], found: list[Name]) -> list[Name]:
    """Return names and found ones in order; where they overlap, only a name that the gazetteer knows stays."""
    kept = [n for n in names if n.aliases or not any(n.overlaps(f) for f in found)] if found else names
    return in_order([*kept, *free_of(found, kept)])


@dataclass(frozen=True, slots=True)
class Role:
    """A role as written: tokens ``[first, last)`` and their text."""

    first: int
    last: int
    text: str


@dataclass(slots=True)
class Cluster:
    """The names of one entity while its article is read, with what the gazetteer (`known`) and the article say of it.

    `how` is the rule by which each name belongs to it, by the name's start.
    """

    label: str
    names: list[Name] = field(default_factory=list)
    entity_id: str | None = None
    how: dict[int, str] = field(default_factory=dict)
    known: KnownEntity | None = None
    roles: list[Role] = field(default_factory=list)  # written beside its names
    nationality: str | None = None
    gender: str | None = None
    _starts: list[int] = field(default_factory=list)  # in order
    _full: Name | None = None

    @property
    def born(self) -> int | None:
        return self.known.born_on.first.year if self.known and self.known.born_on else None

    @property
    def role(self) -> Role | None:
        """The longest role written beside a name; the first of equals."""
        return max(self.roles, key=lambda role: (min(role.last - role.first, 6), -role.first), default=None)

    @property
    def full(self) -> Name:
        """The fullest form: most words, then first."""
        if self._full is None:
            self._full = max(self.names, key=_fullness)
        return self._full

    def add(self, name: Name, how: str) -> None:
        self.names.append(name)
        self.how[name.start] = how
        insort(self._starts, name.start)
        if self._full is not None and _fullness(name) > _fullness(self._full):
            self._full = name

    def drop(self, names: list[Name]) -> None:
        if not names:
            return
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
