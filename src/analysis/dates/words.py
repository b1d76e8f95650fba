"""The vocabulary of time expressions, read once from the lexicons, and a line of tokens to look it up in."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from operator import sub
from typing import Any

from analysis.dates.periods import HOLIDAY_RULES
from analysis.dates.scanner import full_year, scan
from analysis.lexicons import entries, pairs, read_lexicon
from analysis.number_words import NUMERAL_WORDS, read_words

Phrases = Mapping[str, list[tuple[list[str], Any]]]

MONTHS = {word: int(number) for word, number in pairs("months", "word", "number").items()}
WEEKDAYS = {word: int(number) for word, number in pairs("weekdays", "word", "number").items()}
SEASONS = pairs("seasons", "word", "first_month")
PARTS = pairs("day_parts", "word", "code")
UNITS = pairs("time_units", "word", "unit")
PLURALS = entries("time_units", "word", plural="yes")
NUMBERS = {
    row["word"]: (int(row["value"]), row["role"])
    for row in read_lexicon("number_words")
    if row["role"] in ("unit", "teen", "tens", "hundred")
}
ORDINALS = {word: int(value) for word, value in pairs("number_words", "word", "value", role="ordinal").items()}
WHICH = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "upcoming": 1}
_MODS = {"~": "APPROX", ">": "MORE_THAN", "<": "LESS_THAN", ">=": "EQUAL_OR_MORE", "<=": "EQUAL_OR_LESS"}


def phrases(listed: Iterable[tuple[str, Any]]) -> Phrases:
    """Index phrases by their first token, longest first."""
    index: dict[str, list[tuple[list[str], Any]]] = {}
    for phrase, value in listed:
        words = [word.lower() for word in scan(phrase).texts]
        index.setdefault(words[0], []).append((words, value))
    for known in index.values():
        known.sort(key=lambda entry: -len(entry[0]))
    return index


WORDS = phrases((row["phrase"], (row["type"], row["value"])) for row in read_lexicon("time_words"))
COUNTS = phrases(
    (row["phrase"], None if row["value"] == "X" else float(row["value"])) for row in read_lexicon("time_counts")
)
LAST_ORDINALS = phrases((row["phrase"], int(row["value"])) for row in read_lexicon("time_ordinals"))
HEDGES = phrases(
    (row["phrase"], "LESS_THAN" if row["rule"] == "just_below" else _MODS[row["bound"]])
    for row in read_lexicon("hedges")
    if row["side"] == "before" and row["phrase"][0].isalpha() and row["bound"] in _MODS
)
HOLIDAYS = phrases((name, name) for name in HOLIDAY_RULES)


class Line:
    """The tokens of a text with what the grammar asks of them. Positions past the end hold nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds, self.texts, self.ends, self._values = scan(text)
        self.low = [written.lower() for written in self.texts]
        if "’" in text:
            self.low = [written.replace("’", "'") for written in self.low]
        self.starts = [*map(sub, self.ends, map(len, self.texts))]
        self.size = len(self.texts)
        self.depth = 0  # of nested calendar phrases, kept by the grammar
        self.read: dict[Any, Any] = {}  # what was read where, kept by the grammar

    def word(self, i: int) -> str:
        """Return token `i` in lower case, empty outside the text."""
        return self.low[i] if 0 <= i < self.size else ""

    def kind(self, i: int) -> str:
        """Return the kind of token `i`, empty outside the text."""
        return self.kinds[i] if 0 <= i < self.size else ""

    def value(self, i: int) -> Any:
        """Return what token `i`, a figure, says."""
        return self._values[i]

    def glued(self, i: int) -> bool:
        """Say whether token `i` follows the one before without white space."""
        return 0 < i < self.size and self.starts[i] == self.ends[i - 1]

    def phrase(self, i: int, phrases: Phrases) -> tuple[Any, int] | None:
        """Return value and end of the longest phrase of a lexicon at token `i`."""
        for words, value in phrases.get(self.word(i), ()):
            if self.low[i : i + len(words)] == words:
                return value, i + len(words)
        return None

    def skip(self, i: int, *words: str) -> int:
        """Return the position after token `i` if it is one of the words, else `i`."""
        return i + 1 if self.word(i) in words else i

    def digits(self, i: int, low: int, high: int) -> int | None:
        """Return a plain whole number within bounds at token `i`."""
        plain = self.kind(i) == "number" and self.value(i).isdecimal() and len(self.value(i)) <= 4
        number = int(self.value(i)) if plain else None
        return number if number is not None and low <= number <= high else None

    def year(self, i: int) -> int | None:
        """Return a year written with four digits."""
        return self.digits(i, 1000, 2199)

    def short_year(self, i: int) -> int | None:
        """Return a year written with two digits."""
        two = self.digits(i, 0, 99) if len(self.word(i)) == 2 else None
        return None if two is None else full_year(two)

    def ordinal(self, i: int) -> tuple[int, int] | None:
        """Return an ordinal in figures or words ("3rd", "twenty-first") and the position after it."""
        if self.kind(i) == "ordinal":
            return self.value(i), i + 1
        word = self.word(i)
        if word in NUMBERS and NUMBERS[word][1] == "tens":
            after = self.skip(i + 1, "-")
            unit = ORDINALS.get(self.word(after), 0)
            return (NUMBERS[word][0] + unit, after + 1) if 1 <= unit <= 9 else None
        return (ORDINALS[word], i + 1) if word in ORDINALS else None

    def day_number(self, i: int) -> tuple[int, int] | None:
        """Return a day of the month, cardinal in figures or ordinal, and the position after it."""
        number = self.digits(i, 1, 31)
        if number is not None:
            return number, i + 1
        found = self.ordinal(i)
        return found if found and 1 <= found[0] <= 31 else None

    def count(self, i: int) -> tuple[float | None, int] | None:
        """Return an amount (None where the text leaves it open) and the position after it."""
        found = self.phrase(i, COUNTS)
        words = self._number_words(i)
        if words and (found is None or words[1] >= found[1]):
            found = words
        elif self.kind(i) == "number" and len(self.word(i)) <= 9:
            whole = float(self.word(i).replace(",", "") if self.word(i)[0].isdigit() else self.value(i))
            fraction = _FRACTIONS.get("".join(self.low[i + 1 : i + 4])) if not self.glued(i + 1) else None
            glyph = float(self.value(i + 1)) if self.word(i + 1) in ("½", "¼", "¾") else None  # "3½", "3 1/2"
            found = whole + (glyph or fraction or 0), i + (4 if fraction and not glyph else 2 if glyph else 1)
        for half in (["and", "a", "half"], ["-", "and", "-", "a", "-", "half"]):
            if found and found[0] is not None and self.low[found[1] : found[1] + len(half)] == half:
                return found[0] + 0.5, found[1] + len(half)
        return found

    def _number_words(self, i: int) -> tuple[float, int] | None:
        found = read_words(self.text, self.starts[i]) if self.word(i) in NUMERAL_WORDS else None
        if found is None or found.form == "vague":
            return None
        if found.form in ("fraction", "ordinal"):  # "one quarter" is a length too, "a third" is none
            return (float(NUMBERS[self.word(i)][0]), i + 1) if self.word(i) in NUMBERS else None
        return float(found.value), bisect_left(self.starts, found.end)


_FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}
