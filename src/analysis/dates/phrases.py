"""What the grammars share: their result, and the patterns that they are written in."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from analysis.dates.words import Line, Phrases

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
Opens = Mapping[str, Begins | None]  # the tokens that something can begin with, and what can follow each (None: all)
_UNKNOWN: Opens = MappingProxyType({})


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
    """What reads at a token, and what it can begin with.

    As a part of a pattern it reads a value and the position after it; as a rule that takes more than a pattern, a
    `Found`. `is_word` : it reads one token and no more.
    """

    read: Callable[[Line, int], Any]
    opens: Opens = _UNKNOWN
    is_word: bool = False


def opening(begins: Begins) -> Opens:
    """Return the openings of what begins with one of some tokens, or with "the" before it."""
    return {**dict.fromkeys(begins), "the": begins}


def phrase_openings(index: Phrases) -> Opens:
    """Return the openings of the phrases of a lexicon.

    >>> from analysis.dates.words import phrases
    >>> phrase_openings(phrases([("now", 1), ("right now", 2)]))
    {'now': None, 'right': frozenset({'now'})}
    """
    listed = ([words for words, _ in known] for known in index.values())
    return _merged([{words[0]: Begins(words[1:2]) or None} for known in listed for words in known])


def _merged(openings: Iterable[Opens]) -> Opens:
    """Return what one of several things can begin with."""
    merged: dict[str, Begins | None] = {}
    for opens in openings:
        for token, behind in opens.items():
            known = merged.get(token, Begins())
            merged[token] = None if known is None or behind is None else known | behind
    return merged


def one_of(table: Mapping[str, Any], *wanted: Any) -> Reader:
    """Return the reader of one word and its value in a table, of one of the wanted values where some are named."""
    known = {word: value for word, value in table.items() if not wanted or value in wanted}

    def read(line: Line, i: int) -> tuple[Any, int] | None:
        word = line.word(i)
        return (known[word], i + 1) if word in known else None

    return Reader(read, dict.fromkeys(known), is_word=True)


class _Part:
    """A part of a pattern: what reads it, whether that gives a value, what it can begin with."""

    def __init__(self, written: str, readers: Mapping[str, Reader]) -> None:
        kind = written[0] if written[0] in "^=!~" else ""
        self.optional, self.looks = written.endswith("?"), kind in ("^", "=", "!")
        named = written.removeprefix(kind).removesuffix("?")
        listed = named not in readers
        reader = one_of(dict.fromkeys(named.split("|"))) if listed else readers[named]
        self.gives = not listed and not self.looks
        self.opens, self.is_word = reader.opens, reader.is_word
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
        self.opens = _openings([part for part in self._parts[: self._own] if not part.looks]) or _UNKNOWN

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


def _openings(parts: list[_Part]) -> Opens | None:
    """Return what the parts of a pattern can begin with, None where that is anything."""
    if not parts or not parts[0].opens:
        return None
    first, rest = parts[0], _openings(parts[1:])
    behind = None if rest is None else Begins(rest)
    opens = dict.fromkeys(first.opens, behind) if first.is_word else first.opens
    if not first.optional:
        return opens
    return None if rest is None else _merged([opens, rest])


def _fits(opens: Opens, word: str, kind: str, next_word: str, next_kind: str) -> bool:
    """Say whether something can begin with two tokens, each given by its word and its kind."""
    behind = [opens[token] for token in (word, f"<{kind}>") if token in opens]
    return any(tokens is None or not tokens.isdisjoint((next_word, f"<{next_kind}>")) for tokens in behind)


Written = tuple[str | Callable[[Any], str], str, Callable[..., Any]]


class Grammar:
    """Rules in their order, tried by the words and the kinds of token they can begin with.

    Shapes are given as name, pattern and what makes the meaning. Naming a word too many costs time only, naming one too
    few loses readings.
    """

    def __init__(self, readers: Mapping[str, Reader], *rules: "Reader | Written") -> None:
        self.rules = tuple(rule if isinstance(rule, Reader) else Shape(readers, *rule) for rule in rules)
        self.opens = _merged(rule.opens for rule in self.rules)
        self.first = once(self._first)
        self.longest = once(self._longest)
        self._behind = Begins().union(*(behind for rule in self.rules for behind in rule.opens.values() if behind))
        self._known: dict[tuple[str, str, str, str], tuple[Reader | Shape, ...]] = {}

    def at(self, line: Line, i: int) -> tuple[Reader | Shape, ...]:
        """Return the rules that can begin with token `i` and go on with the next, in their order."""
        word, following = line.word(i), line.word(i + 1)
        word, following = word if word in self.opens else "", following if following in self._behind else ""
        key = word, line.kind(i), following, line.kind(i + 1)
        if key not in self._known:
            self._known[key] = tuple(rule for rule in self.rules if _fits(rule.opens, *key))
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
            self.opens,
        )  # fmt: skip
