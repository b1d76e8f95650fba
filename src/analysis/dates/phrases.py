"""What the grammars share: their results and the words that relate a period to the day of writing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from analysis.dates.meanings import Calendar, Fixed, Relative, Weekday
from analysis.dates.periods import Period
from analysis.dates.values import Meaning
from analysis.dates.words import UNITS, WEEKDAYS, WHICH, Line


@dataclass(frozen=True, slots=True)
class Phrase:
    """A calendar meaning and the position after its last token."""

    meaning: Calendar
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression of the grammar: token positions ``[start, end)``, meaning and rule."""

    start: int
    end: int
    meaning: Meaning
    rule: str


FROM_TEXT = {"following": 1, "next": 1, "preceding": -1, "previous": -1, "prior": -1, "same": 0}


CLAUSE_ENDS = frozenset({
    ".", ",", ";", "", ")", "”", "and", "when", "in", "but", "at", "with", "to", "for", "\n\n",
})  # fmt: skip
_GRAINS = frozenset({"day", "week", "weekend", "month", "quarter", "half", "year", "decade", "century", "fortnight"})


def which_way(line: Line, i: int) -> tuple[int | None, int]:
    """Read "last", "this past", "the previous", "next" …: -1, 0 or 1, and the position after it."""
    j = line.skip(i, "the")
    if line.word(j) == "this" and line.word(j + 1) in ("past", "coming", "last", "next"):
        return WHICH[line.word(j + 1)], j + 2
    return (WHICH[line.word(j)], j + 1) if line.word(j) in WHICH else (None, i)


def relative_unit(line: Line, i: int) -> Phrase | None:
    """Read "last week", "this year", "the following month", "that day", "the same year"."""
    which, j = which_way(line, i)
    has_the = line.word(i) == "the"
    unit = UNITS.get(_singular(line, j))
    if which is not None and unit in _GRAINS:
        from_text = has_the and line.word(j - 1) in FROM_TEXT
        return Phrase(Relative(unit, which, from_text), j + 1, "relative period")
    j = line.skip(i, "the")
    if (has_the and line.word(j) in FROM_TEXT) or line.word(i) == "that":
        count = 1 if line.word(j) == "following" else 0 if line.word(i) == "that" else FROM_TEXT[line.word(j)]
        after = j + 1
        unit = UNITS.get(_singular(line, after))
        if unit in _GRAINS:
            return Phrase(Relative(unit, count, True), after + 1, "relative to the text")
        if line.word(after) in WEEKDAYS:
            return Phrase(Weekday(WEEKDAYS[line.word(after)], None, count), after + 1, "relative weekday")
    return _the_unit(line, i) if has_the else None


def _the_unit(line: Line, i: int) -> Phrase | None:
    """Read "the year", "the day" where the text speaks of the current or the last named one."""
    unit = UNITS.get(_singular(line, i + 1))
    if unit not in ("day", "week", "weekend", "month", "quarter", "year", "decade", "century"):
        return None
    if line.low[i + 2 : i + 4] == ["before", "last"]:
        return Phrase(Relative(unit, -2), i + 4, "relative period")
    if line.word(i + 2) in ("before", "after") and line.word(i + 3) in CLAUSE_ENDS:
        return Phrase(Relative(unit, -1 if line.word(i + 2) == "before" else 1, True), i + 3, "relative to the text")
    return Phrase(Relative(unit, 0, unit == "day"), i + 2, "the unit")


def _singular(line: Line, i: int) -> str:
    word = line.word(i)
    return word if word in UNITS and not (word.endswith("s") and len(word) > 3) else ""


def is_year(phrase: Phrase) -> bool:
    return isinstance(phrase.meaning, Relative) and phrase.meaning.grain == "year"


def year_of(number: int) -> Fixed:
    return Fixed(Period("year", date(number, 1, 1)))


def owner_year(line: Line, i: int) -> tuple[Calendar | None, int]:
    """Return the year that follows ("of 1989", "2013", "of last year", "this year") and the position after it."""
    j = line.skip(line.skip(i, ","), "of", "in")
    j = line.skip(line.skip(j, "fiscal"), "year") if line.word(j) == "fiscal" else j
    number = line.year(j)
    if number is not None:
        return year_of(number), j + 1
    relative = relative_unit(line, j)
    if relative and is_year(relative):
        return relative.meaning, relative.end
    return None, i


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
