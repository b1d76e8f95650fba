"""From numerals to quantities: magnitudes in short, currencies and units around each numeral."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TypeVar

from analysis.lexicons import read_lexicon
from analysis.number_words import Numeral, read_words
from analysis.numbers.numerals import scaled
from analysis.numbers.units import STERLING, Unit, currency_before, unit_after
from analysis.numbers.vocabulary import Tokens, phrase_after, word_after, word_set


@dataclass(slots=True)
class Candidate:
    """A quantity in the making. The names mean what they mean in `Number`; spans are in the normal form."""

    start: int
    end: int
    numeral: Numeral
    kind: str = "cardinal"
    rule: str = "bare"
    high: Decimal | None = None
    total: Decimal | None = None
    unit: Unit | None = None
    unit_span: tuple[int, int] | None = None
    counted: tuple[int, int] | None = None
    lemma: str | None = None
    unit_from: "Candidate | None" = None
    upper: "Candidate | None" = None
    lower_end: int | None = None
    gapped: bool = False
    per: str | None = None
    hedge: tuple[int, int] | None = None
    bound: str = "="
    interval_rule: str = "plain"
    direction: str | None = None
    change_role: str | None = None
    of_base: str | None = None
    base_span: tuple[int, int] | None = None
    concept: tuple[int, int] | None = None
    subject: tuple[int, int] | None = None
    exact: bool = False

    @property
    def value(self) -> Decimal:
        """The number, magnitudes multiplied out; the first number of a ratio."""
        return self.numeral.value

    @property
    def bare(self) -> bool:
        """Nothing but a numeral so far."""
        return self.unit is None and self.kind == "cardinal"

    @property
    def begin(self) -> int:
        """Where it begins, a hedge before it included."""
        return min(self.start, self.hedge[0]) if self.hedge else self.start

    @property
    def unit_last(self) -> bool:
        """The unit stands behind the figure."""
        return self.unit_span is not None and self.unit_span[0] >= self.numeral.end


_ORDINAL_TAIL = re.compile(r"(?:st|nd|rd|th)(?!\w)")
_SCALED_CODE = re.compile(r" ?([kKMB])([A-Z]{3})(?!\w)")
_NAME = re.compile(r" ([A-Z][\w.]*)(?!\w)")
_CLAUSE_END = re.compile(r" ?(?:[.,;:!?)](?!\d)|$)")
_WORD = re.compile(r" ([^\W\d_]+)(?= )")
_LOWER_WORD = re.compile(r" [a-z]")
_SIGN_AFTER = re.compile(r"[ -]?[€£%]")
_LARGE_FIGURE = re.compile(r"(?<![$£€¥\d,.])\d{3},\d{3}(?![,\d])")
_SCREEN_LINES = frozenset({240, 360, 480, 720, 1080, 1440, 2160, 4320})
_HEIGHT_GOES_ON = re.compile(r"[\w,/-]|\.\d| [a-z]+s\b")
_SPACED_LETTERS = frozenset("mglptbWVFCLR")
_LONGEST_NAME = 6
_INCHES = 12  # in a foot


def quantities(tokens: Tokens, numerals: list[Numeral]) -> list[Candidate]:
    """Return one candidate a numeral, with what stands directly around it read."""
    text = tokens.text
    found: list[Candidate] = []

    def read(place: int) -> None:
        previous = found[-1] if found else None
        if previous is not None and previous.end > numerals[place].start:
            return  # "half a second": the second is the unit
        candidate = _quantity(tokens, numerals[place], previous)
        if previous is None or not _is_change_of(text, previous, candidate):
            found.append(candidate)

    surviving(range(len(numerals)), read)
    return found


def _is_change_of(text: str, money: Candidate, minor: Candidate) -> bool:
    """Add cents to the money before them: "3 dollars 50 cents", "15 dollars and 50"."""
    if money.kind != "money" or money.unit is None or money.unit.name == "MINOR" or money.high is not None:
        return False
    named = minor.unit is not None and minor.unit.name == "MINOR"
    bare = minor.bare and minor.numeral.form == "digits" and minor.end - minor.start == 2 and money.unit_last
    if not (named or bare) or not 0 < minor.value < 100 or money.value != money.value.to_integral_value():
        return False
    joined = text[money.end : minor.start].strip(" ,") in ("", "and")
    if not joined or (bare and _CLAUSE_END.match(text, minor.end) is None):
        return False
    money.numeral = replace(money.numeral, value=money.value + minor.value / 100, quantum=Decimal("0.01"))
    money.end = minor.end
    return True


def _quantity(tokens: Tokens, numeral: Numeral, previous: Candidate | None) -> Candidate:
    text = tokens.text
    candidate = Candidate(numeral.start, numeral.end, numeral, total=numeral.total, high=numeral.high)
    tail = _ORDINAL_TAIL.match(text, numeral.end)
    if numeral.form == "ordinal" or (tail and numeral.form == "digits" and _agrees(numeral, tail.group())):
        candidate.kind, candidate.rule, candidate.end = "ordinal", "ordinal", tail.end() if tail else numeral.end
        return candidate
    if numeral.form == "fraction":
        candidate.kind, candidate.rule = "ratio", "fraction"
    money = currency_before(text, numeral.start)
    if money and previous is not None and money[0] < previous.end:
        money = None
    if money:
        candidate.start = min(money[0], candidate.start)
        set_unit(candidate, money[1], (money[0], numeral.start), "money")
    _short_magnitude(tokens, candidate, money is not None)
    if text[candidate.end : candidate.end + 1] == "k" and word_after(text, candidate.end + 1) in word_set("race_noun"):
        set_unit(candidate, Unit("kilometer", "measure", "kilometre"), (candidate.end, candidate.end + 1), "measure")
        candidate.end += 1
    elif money:
        _country_tail(text, candidate)
    else:
        _unit(text, candidate, previous)
    return candidate


def _agrees(numeral: Numeral, tail: str) -> bool:
    """Say whether the ending is that of the ordinal: 21st, 12th, not the 16st of a weight."""
    last = 0 if 10 < numeral.value % 100 < 20 else int(numeral.value % 10)
    return tail == {1: "st", 2: "nd", 3: "rd"}.get(last, "th")


def _country_tail(text: str, candidate: Candidate) -> None:
    """Read the country after an amount: "$75 U.S."."""
    tail = _NAME.match(text, candidate.end)
    if tail is None or candidate.unit is None or candidate.unit.name != "USD?":
        return
    named = unit_after(f" {tail[1].replace('.', '').removesuffix('D')} dollars", 0)
    if named is not None and named[2].kind == "money":
        candidate.end = tail.end()
        candidate.unit = replace(candidate.unit, name=named[2].name, english=named[2].english)


def set_unit(candidate: Candidate, unit: Unit, span: tuple[int, int], rule: str) -> None:
    """Give a candidate its unit and the kind that comes with it; a fraction of a unit is a plain amount."""
    candidate.unit, candidate.unit_span, candidate.rule, candidate.kind = unit, span, rule, unit.kind
    if candidate.total is not None and candidate.numeral.form == "fraction":
        numeral = candidate.numeral
        candidate.numeral = replace(numeral, value=numeral.value / candidate.total, quantum=Decimal(0))
        candidate.total = None


@cache
def _magnitudes() -> dict[str, tuple[Decimal, str]]:
    return {row["form"]: (Decimal(row["value"]), row["alone"]) for row in read_lexicon("magnitudes")}


@cache
def _magnitude() -> re.Pattern[str]:
    forms = "|".join(sorted(_magnitudes(), key=len, reverse=True))
    return re.compile(rf"( ?)({forms})(?![^\W_])(?!\.\w)")


def _short_magnitude(tokens: Tokens, candidate: Candidate, money: bool) -> None:
    """Multiply out "bn", "m", "k" where they are magnitudes and not units."""
    if candidate.numeral.form not in ("digits", "vague"):
        return
    found = _magnitude().match(tokens.text, candidate.end)
    if found is None:
        return
    factor, alone = _magnitudes()[found[2]]
    if found[1] and not (alone == "always" or (money and found[2] in "mMbB")):
        return
    if alone == "always" or money or (alone == "noun" and _names_things(tokens, found.end(), found[2])):
        candidate.numeral = scaled(candidate.numeral, factor, found.end())
        candidate.high = candidate.numeral.high
        candidate.end = found.end()
        candidate.rule = "magnitude"


def _names_things(tokens: Tokens, end: int, form: str) -> bool:
    """Say whether "35m", "25k", "4.3M" count things or money rather than metres and kilometres."""
    text = tokens.text
    if form in "kKm" and word_after(text, end) in word_set("race_noun"):
        return False
    if form in "kK" or (form in "MB" and _LOWER_WORD.match(text, end)):
        return True
    if form == "m" and "." in text[end - 3 : end] and _LARGE_FIGURE.search(tokens.at(end - 1).sent.text):
        return True  # "grew to 1.1m, from 900,000"
    return bool(phrase_after("counts_before", text, end) or _SIGN_AFTER.match(text, end) or _plural_next(tokens, end))


def _plural_next(tokens: Tokens, end: int) -> bool:
    """Say whether a plural that does not run or swim ends the noun phrase after a place."""
    first = tokens.index(end - 1) + 1
    if tokens.text[end : end + 1] == "-" and first + 1 < len(tokens.doc) and tokens.doc[first + 1].pos_ == "ADJ":
        return False  # "4m-wide"
    for token in tokens.doc[first : first + _LONGEST_NAME]:
        if token.tag_ in ("NNS", "NNPS"):
            return token.lower_ not in word_set("race_noun")
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "PUNCT", "CCONJ") and token.tag_ not in ("VBN", "VBG"):
            return False
        if token.pos_ == "PUNCT" and token.tag_ != "HYPH":
            return False
    return False


def _unit(text: str, candidate: Candidate, previous: Candidate | None) -> None:
    end, numeral = candidate.end, candidate.numeral
    if _read_scaled_code(text, candidate):
        return
    inches = _inches(text, candidate, previous) if previous else None
    if inches:
        set_unit(candidate, Unit("inch", "measure", "inch"), inches, "measure")
        candidate.end = inches[1]
        return
    partitive = {"fraction": "of_unit", "vague": "of_units"}.get(numeral.form)
    end = (phrase_after(partitive, text, end) if partitive else None) or end
    owner = phrase_after("owner_of_unit", text, end)
    found = (unit_after(text, owner) if owner else None) or unit_after(text, end)
    found = found or unit_after(text, _past_adjectives(text, end)) or _coins_of(text, end)
    if found is None and numeral.form == "fraction" and word_after(text, end) == "point":
        found = (end + 1, end + 1 + len("point"), Unit("percentage_point", "percentage_point", "percentage point"))
    if found is None or _is_no_unit(text, candidate, end, found):
        return
    start, stop, unit = found
    if text[start:stop].lower() in ("pound", "pounds"):
        unit = STERLING if numeral.scale > 1000 else Unit("pound", "measure", "pound")
    set_unit(candidate, unit, (start, stop), unit.kind)
    candidate.end = stop
    half = phrase_after("and_half", text, stop) if unit.kind in ("duration", "measure") else None
    if half:
        numeral, candidate.end = candidate.numeral, half
        candidate.numeral = replace(numeral, value=numeral.value + Decimal("0.5"), quantum=Decimal("0.5"))
    scale = read_words(f"a {word_after(text, stop)}", 0) if unit.kind == "money" and unit.symbol else None
    if scale is not None and scale.value > 1000:
        candidate.end = stop + 1 + len(word_after(text, stop))
        candidate.numeral = scaled(candidate.numeral, scale.value, candidate.end)


def _is_no_unit(text: str, candidate: Candidate, end: int, found: tuple[int, int, Unit]) -> bool:
    """Say whether what looks like a unit is an initial, the sign of the next amount, an ordinal or part of a word."""
    start, stop, unit = found
    fraction = candidate.numeral.form == "fraction"
    whole = candidate.value != 1 and not fraction and text[candidate.end] == " "
    return (
        (unit.symbol and not _symbol_is_unit(text, candidate, start, stop))
        or (unit.kind == "money" and unit.symbol and text[start] in "$£€¥₹" and text[stop : stop + 1].isdigit())
        or (text[start:stop] == "second" and (whole or end == candidate.end))
        or (fraction and unit.kind in ("percent", "multiple"))
        or text[start - 1 : stop] == "-time"
    )


def _inches(text: str, candidate: Candidate, previous: Candidate) -> tuple[int, int] | None:
    """Return the unit of the inches after feet: "6 ft 4 in", and bare below twelve ("five foot 10", "6-foot-4")."""
    end = candidate.end
    if previous.unit is None or previous.unit.name != "foot":
        return None
    if word_after(text, end) == "in":
        return end + 1, end + 3
    joined = text[previous.end : candidate.start] in (" ", "-") and candidate.value < _INCHES
    return (candidate.start, end) if joined and not _HEIGHT_GOES_ON.match(text, end) else None


def _coins_of(text: str, end: int) -> tuple[int, int, Unit] | None:
    """Return the money behind a country's adjective: "12 Australian cents"."""
    country = _NAME.match(text, end)
    found = unit_after(text, country.end()) if country else None
    return found if found and found[2].name == "MINOR" and not found[2].symbol else None


def _past_adjectives(text: str, end: int) -> int:
    """Return the place after "more", "consecutive" and their like, which stand between a figure and its unit."""
    place = end
    while (word := _WORD.match(text, place)) and word[1].lower() in word_set("before_unit"):
        place = word.end()
    return place


def _read_scaled_code(text: str, candidate: Candidate) -> bool:
    """Read a magnitude letter glued to a currency code: "48.5 MGBP"."""
    found = _SCALED_CODE.match(text, candidate.end)
    money = unit_after(text, found.start(2)) if found else None
    if found is None or money is None or money[2].kind != "money":
        return False
    candidate.numeral = scaled(candidate.numeral, _magnitudes()[found[1]][0], found.end())
    set_unit(candidate, money[2], (found.start(1), found.end()), "money")
    candidate.end = found.end()
    return True


def _symbol_is_unit(text: str, candidate: Candidate, start: int, end: int) -> bool:
    """Say whether a symbol is a unit and not a word, an initial or a plural s."""
    symbol, value, spaced = text[start:end], candidate.value, start > candidate.end
    if (
        (symbol == "s" and not (value < 1000 and ("." in text[candidate.start : start] or spaced)))
        or (symbol in '"″' and (value > 500 or text[candidate.start - 1 : candidate.start] in ('"', "“", "=")))
        or (symbol == "p" and value in _SCREEN_LINES)
        or (symbol == "K" and value < 10)
    ):
        return False
    if start == candidate.end:
        return True
    if end - start > 1:
        return symbol not in ("in", "bar", "kn", "pc", "pp", "in.")
    rest = text[end : end + 3].lstrip(" ")[:1]
    spaced_letter = symbol in _SPACED_LETTERS and not (rest.isupper() or rest.isdigit() or rest in ("'", "-"))
    return spaced_letter or symbol in '"″%°€£₹$¥₽₪₩元'


_LOG = logging.getLogger(__name__)
_OF_THE_TEXT = (ArithmeticError, ValueError)  # "²³", a power beyond all bounds; anything else is a fault of a rule

Item = TypeVar("Item")
Result = TypeVar("Result")


def surviving(items: Iterable[Item], rule: Callable[[Item], Result]) -> list[tuple[Item, Result]]:
    """Apply a rule to each item and return the items with its results; an item that is no number is dropped and logged.

    What only a mistake in a rule can raise is not caught: it becomes the failure of the article, named with its place
    in the code, and under test it fails.
    """
    survivors = []
    for item in items:
        try:
            survivors.append((item, rule(item)))
        except _OF_THE_TEXT as error:
            _LOG.warning("a rule for numbers failed on %r and the candidate was dropped: %s", item, error)
    return survivors
