"""What the grammars share: their result, and the patterns that they are written in."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from analysis.dates.words import Line

_DEEPEST = 4  # phrases within phrases


class Found(NamedTuple):
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


Result = TypeVar("Result")
Begins = frozenset[str]  # words, and kinds of token in angle brackets


def once(read: Callable[[Line, int], Result]) -> Callable[[Line, int], Result]:
    """Keep what is read at each token of a line, for the several rules that ask for it."""

    def kept(line: Line, i: int) -> Result:
        key = read, i, line.depth
        if key in line.read:
            return line.read[key]
        found = line.read[key] = read(line, i)
        return found

    return kept


class Reader(NamedTuple):
    """What reads at a token, and what it can begin with, itself and behind "the" (None: the same).

    As a part of a pattern it reads a value and the position after it; as a rule that takes more than a pattern, a
    `Found`.
    """

    read: Callable[[Line, int], Any]
    begins: Begins = Begins()
    behind: Begins | None = None

    @property
    def behind_the(self) -> Begins:
        return self.begins if self.behind is None else self.behind


def one_of(table: Mapping[str, Any], *wanted: Any) -> Reader:
    """Return the reader of one word and its value in a table, of one of the wanted values where some are named."""
    known = {word: value for word, value in table.items() if not wanted or value in wanted}
    return Reader(lambda line, i: (known[word], i + 1) if (word := line.word(i)) in known else None, Begins(known))


class _Part:
    """A part of a pattern: what reads it, whether that gives a value, what it can begin with."""

    def __init__(self, written: str, readers: Mapping[str, Reader]) -> None:
        kind = written[0] if written[0] in "^=!~" else ""
        self.optional, self.looks = written.endswith("?"), kind in ("^", "=", "!")
        named = written.removeprefix(kind).removesuffix("?")
        listed = named not in readers
        reader = one_of(dict.fromkeys(named.split("|"))) if listed else readers[named]
        self.gives = not listed and not self.looks
        self.takes_the = listed and "the" in reader.begins
        self.begins = reader.begins - {"the"} if listed else reader.begins
        self.behind_the = Begins() if listed else reader.behind_the
        self.read = _step(reader.read, kind, self.optional)


def _step(read: Callable[[Line, int], Any], kind: str, optional: bool) -> Callable[[Line, int], Any]:
    if kind == "^":
        return lambda line, i: None if read(line, i - 1) is None else (None, i)
    if kind == "=":
        return lambda line, i: None if read(line, i) is None else (None, i)
    if kind == "!":
        return lambda line, i: (None, i) if read(line, i) is None else None
    if kind == "~":
        return lambda line, i: read(line, i) if line.glued(i) else None
    return (lambda line, i: read(line, i) or (None, i)) if optional else read


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
        own = [part for part in self._parts[: self._own] if not part.looks]
        opening = _opening(own)
        behind = [_opening(own[place:]) for place, part in enumerate(opening, 1) if part.takes_the]
        self.begins = Begins().union(*(part.begins for part in opening))
        self.behind_the = Begins().union(
            *(part.behind_the for part in opening), *(part.begins for parts in behind for part in parts)
        )

    def read(self, line: Line, i: int) -> Found | None:
        values: list[Any] = []
        place = end = i
        for number, part in enumerate(self._parts, 1):
            found = part.read(line, place)
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


def _opening(parts: list[_Part]) -> list[_Part]:  # those that may come first
    return parts[: next((place for place, part in enumerate(parts, 1) if not part.optional), len(parts))]


Written = tuple[str | Callable[[Any], str], str, Callable[..., Any]]


class Grammar:
    """Rules in their order, tried by the words and the kinds of token they can begin with.

    Shapes are given as name, pattern and what makes the meaning. At "the" a rule is tried by the token behind it.
    Naming a word too many costs time only, naming one too few loses readings.
    """

    def __init__(self, readers: Mapping[str, Reader], *rules: "Reader | Written") -> None:
        self.rules = tuple(rule if isinstance(rule, Reader) else Shape(readers, *rule) for rule in rules)
        self.begins = Begins().union(*(rule.begins for rule in self.rules))
        self.behind_the = Begins().union(*(rule.behind_the for rule in self.rules))
        self.first = once(self._first)
        self.longest = once(self._longest)
        self._known: dict[tuple[str, str, bool], tuple[Reader | Shape, ...]] = {}

    def at(self, line: Line, i: int) -> tuple[Reader | Shape, ...]:
        """Return the rules that can begin at token `i`, in their order."""
        word, is_the = line.word(i), line.word(i) == "the"
        word = line.word(i + 1) if is_the else word
        key = word if word in (self.behind_the if is_the else self.begins) else "", f"<{line.kind(i + is_the)}>", is_the
        if key not in self._known:
            fits = (not (r.behind_the if is_the else r.begins).isdisjoint(key[:2]) for r in self.rules)
            self._known[key] = tuple(
                r for r, fit in zip(self.rules, fits, strict=True) if fit or (is_the and "the" in r.begins)
            )
        return self._known[key]

    def _first(self, line: Line, i: int) -> Found | None:
        """Return the reading of the first rule that has one."""
        return next((found for rule in self.at(line, i) if (found := rule.read(line, i))), None)

    def _longest(self, line: Line, i: int) -> Found | None:
        """Return the longest reading, of equals the first; phrases nest at most a few levels deep."""
        longest: Found | None = None
        line.depth += 1
        for rule in self.at(line, i) if line.depth <= _DEEPEST else ():
            found = rule.read(line, i)
            if found is not None and (longest is None or found.end > longest.end):
                longest = found
        line.depth -= 1
        return longest

    def reader(self, wanted: Callable[[Found], bool] = bool) -> Reader:
        """Return the reader of the meaning of a first reading that is wanted."""
        first = self.first
        return Reader(
            lambda line, i: (found.meaning, found.end) if (found := first(line, i)) and wanted(found) else None,
            self.begins, self.behind_the,
        )  # fmt: skip
