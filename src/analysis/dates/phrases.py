"""What the grammars share: their result, and the patterns that they are written in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.dates.words import Line

_DEEPEST = 4  # phrases within phrases


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the grammar: token positions ``[start, end)``, meaning and rule.

    Calendar phrases mean a `Calendar`, whole expressions what has a TIMEX3 value (a class of `values`).
    """

    start: int
    end: int
    meaning: Any
    rule: str

    @property
    def inner(self) -> Any:
        """The calendar meaning of a day as an expression of its own, None of others."""
        return getattr(self.meaning, "inner", None)


class Reader(NamedTuple):
    """What reads a value at a token and returns it with the position after it; words and kinds it can begin with."""

    read: Callable[[Line, int], tuple[Any, int] | None]
    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def one_of(table: Mapping[str, Any], *wanted: Any) -> Reader:
    """Return the reader of one word and its value in a table, of one of the wanted values where some are named."""
    known = {word: value for word, value in table.items() if not wanted or value in wanted}
    return Reader(lambda line, i: (known[word], i + 1) if (word := line.word(i)) in known else None, frozenset(known))


class _Part:
    """A part of a pattern, and what it can begin with."""

    def __init__(self, written: str, readers: Mapping[str, Reader]) -> None:
        self.kind = written[0] if written[0] in "^=!~@" else ""
        self.optional = written.endswith("?")
        named = written.removeprefix(self.kind).removesuffix("?")
        self.gives = named in readers and self.kind not in ("^", "=", "!")
        reader = readers[named] if named in readers else one_of(dict.fromkeys(named.split("|")))
        self._read, self.words, self.kinds = reader

    def at(self, line: Line, i: int) -> tuple[Any, int] | None:
        found = self._read(line, i - (self.kind == "^"))
        if self.kind in ("^", "=", "!"):
            return (None, i) if (found is None) == (self.kind == "!") else None
        if self.kind == "~" and not line.glued(i):
            found = None
        return (None, i) if found is None and self.optional else found


class Shape:
    """A shape of an expression: its name, its pattern and what makes a meaning of the values in it (None: no match).

    The parts of a pattern stand between spaces and are read from left to right without going back: ``of|in`` is one of
    some words, ``MONTH`` what the reader of that name reads, ``part?`` may be missing, ``~part`` is written right
    behind the token before. ``=part`` and ``!part`` want or refuse what follows, ``^part`` wants the word before; ``@``
    marks the end of the expression where a pattern looks further. The values of the readers go to `make`, None for one
    that is missing. The name may be taken from the meaning.
    """

    def __init__(
        self, readers: Mapping[str, Reader], name: str | Callable[[Any], str], pattern: str, make: Callable[..., Any]
    ) -> None:
        self._name, self._make = name, make
        before, _, after = pattern.partition(" @ ")
        self._own = len(before.split())  # parts of the expression itself
        self._parts = [_Part(part, readers) for part in f"{before} {after}".split()]
        begins = [
            part for part in self._parts[: self._own] if part.kind not in ("^", "!", "=") and part.words != {"the"}
        ]
        last = next((number for number, part in enumerate(begins) if not part.optional), 0)
        self.words = frozenset[str]().union(*(part.words for part in begins[: last + 1]))
        self.kinds = frozenset[str]().union(*(part.kinds for part in begins[: last + 1]))

    def __call__(self, line: Line, i: int) -> Found | None:
        values: list[Any] = []
        place = end = i
        for number, part in enumerate(self._parts, 1):
            found = part.at(line, place)
            if found is None:
                return None
            place = found[1]
            if part.gives:
                values.append(found[0])
            if number == self._own:
                end = place
        meaning = self._make(*values)
        name = self._name if isinstance(self._name, str) else meaning and self._name(meaning)
        return None if meaning is None else Found(i, end, meaning, name)


class FreeRule(NamedTuple):
    """A rule of the grammar that takes more than a pattern, with the words and kinds of token it can begin with."""

    read: Callable[[Line, int], Found | None]
    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __call__(self, line: Line, i: int) -> Found | None:
        return self.read(line, i)


Written = tuple[str | Callable[[Any], str], str, Callable[..., Any]]


class Grammar:
    """Rules in their order, tried by the words and the kinds of token they can begin with.

    Shapes are given as name, pattern and what makes the meaning. "the" is taken as skipped: a rule is tried at "the"
    where it can begin with the token after it, or where it names "the" itself. Naming a word too many costs time only,
    naming one too few loses readings.
    """

    def __init__(self, readers: Mapping[str, Reader], *rules: "FreeRule | Written") -> None:
        self.rules = tuple(rule if isinstance(rule, FreeRule) else Shape(readers, *rule) for rule in rules)
        self.words = frozenset[str]().union(*(rule.words for rule in self.rules))
        self.kinds = frozenset[str]().union(*(rule.kinds for rule in self.rules))
        self._known: dict[tuple[str, str, bool], tuple[FreeRule | Shape, ...]] = {}

    def at(self, line: Line, i: int) -> tuple[FreeRule | Shape, ...]:
        """Return the rules that can begin at token `i`, in their order."""
        after_the = line.word(i) == "the"
        word, kind = line.word(i + after_the), line.kind(i + after_the)
        key = word if word in self.words else "", kind, after_the
        if key not in self._known:
            begin = (r for r in self.rules if word in r.words or kind in r.kinds or (after_the and "the" in r.words))
            self._known[key] = tuple(begin)
        return self._known[key]

    def _all(self, line: Line, i: int) -> Iterator[Found]:
        return (found for rule in self.at(line, i) if (found := rule(line, i)))

    def first(self, line: Line, i: int) -> Found | None:
        """Return the reading of the first rule that has one."""
        return next(self._all(line, i), None)

    def longest(self, line: Line, i: int) -> Found | None:
        """Return the longest reading; phrases nest at most a few levels deep."""
        if line.depth >= _DEEPEST or not self.at(line, i):
            return None
        line.depth += 1
        try:
            return max(self._all(line, i), key=lambda found: found.end, default=None)
        finally:
            line.depth -= 1

    def reader(self, wanted: Callable[[Found], bool] = bool) -> Reader:
        """Return the reader of the meaning of a first reading that is wanted."""
        first = self.first
        return Reader(
            lambda line, i: (found.meaning, found.end) if (found := first(line, i)) and wanted(found) else None,
            self.words, self.kinds,
        )  # fmt: skip
