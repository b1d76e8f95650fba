"""Which rules of a grammar can begin at a token, told from its word or kind, so that few are tried in vain."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from analysis.dates.words import Line

Result = TypeVar("Result")
Rule = Callable[[Line, int], Result | None]


class Starts(Generic[Result]):
    """The rules of a grammar in their order, each with the words and the kinds of token it can begin with.

    "the" is taken as skipped: a rule is tried at "the" where it can begin with the token after it, or where it names
    "the" itself. Naming a word too many costs time only, naming one too few loses readings.
    """

    def __init__(self, *rules: tuple[Rule[Result], Iterable[str], Iterable[str]]) -> None:
        self._entries = [(rule, frozenset(words), frozenset(kinds)) for rule, words, kinds in rules]
        self.rules = tuple(rule for rule, _, _ in self._entries)
        self.words = frozenset[str]().union(*(words for _, words, _ in self._entries))
        self.kinds = frozenset[str]().union(*(kinds for _, _, kinds in self._entries))
        self._known: dict[tuple[str, str, bool], tuple[Rule[Result], ...]] = {}

    def at(self, line: Line, i: int) -> tuple[Rule[Result], ...]:
        """Return the rules that can begin at token `i`, in their order."""
        after_the = line.word(i) == "the"
        word, kind = line.word(i + after_the), line.kind(i + after_the)
        key = word if word in self.words else "", kind, after_the
        rules = self._known.get(key)
        if rules is None:
            rules = self._known[key] = tuple(
                rule
                for rule, words, kinds in self._entries
                if word in words or kind in kinds or (after_the and "the" in words)
            )
        return rules
