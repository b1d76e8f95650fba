"""From numerals to quantities: magnitudes in short, currencies and units around each numeral."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
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
        """The first number of a ratio; of others the only one."""
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
Placed = tuple[int, int, Unit]  # a unit with its start and end


def quantities(tokens: Tokens, numerals: list[Numeral]) -> list[Candidate]:
    """Return one candidate a numeral, with what stands directly around it read."""
    found: list[Candidate] = []

    def read(numeral: Numeral) -> None:
        previous = found[-1] if found else None
        if previous is not None and previous.end > numeral.start:
            return  # "half a second": the second is the unit
        candidate = _quantity(tokens, numeral, previous)
        if previous is None or not _is_change_of(tokens.text, previous, candidate):
            found.append(candidate)

    surviving(numerals, read)
    return found


def _is_change_of(text: str, money: Candidate, minor: Candidate) -> bool:
    """Add cents to the money before them: "3 dollars 50 cents", "15 dollars and 50"."""
    if money.kind != "money" or money.unit is None or money.unit.name == "MINOR" or money.high is not None:
        return False
    named = minor.unit is not None and minor.unit.name == "MINOR"
    bare = minor.bare and minor.numeral.form == "digits" and minor.end - minor.start == 2 and money.unit_last
    bare = bare and _CLAUSE_END.match(text, minor.end) is not None
    joined = text[money.end : minor.start].strip(" ,") in ("", "and")
    whole = money.value == money.value.to_integral_value()
    if not (named or bare) or not joined or not whole or not 0 < minor.value < 100:
        return False
    money.numeral = replace(money.numeral, value=money.value + minor.value / 100, quantum=Decimal("0.01"))
    money.end = minor.end
    return True


def _quantity(tokens: Tokens, numeral: Numeral, previous: Candidate | None) -> Candidate:
    text = tokens.text
    candidate = Candidate(numeral.start, numeral.end, numeral, total=numeral.total, high=numeral.high)
    tail = _ORDINAL_TAIL.match(text, numeral.end)
    ones = tail is not None and not 10 < numeral.value % 100 < 20
    last = int(numeral.value % 10) if ones else 0  # 21st, 12th, not the 16st of a weight
    agrees = tail is not None and tail.group() == {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    if numeral.form == "ordinal" or (agrees and numeral.form == "digits"):
        candidate.kind, candidate.rule, candidate.end = "ordinal", "ordinal", tail.end() if tail else numeral.end
        return candidate
    if numeral.form == "fraction":
        candidate.kind, candidate.rule = "ratio", "fraction"
    money = currency_before(text, numeral.start)
    if money and (previous is None or money[0] >= previous.end):
        candidate.start = min(money[0], candidate.start)
        set_unit(candidate, money[1], (money[0], numeral.start), "money")
    _short_magnitude(tokens, candidate)
    if text[candidate.end : candidate.end + 1] == "k" and word_after(text, candidate.end + 1) in word_set("race_noun"):
        set_unit(candidate, Unit("kilometer", "measure", "kilometre"), (candidate.end, candidate.end + 1), "measure")
        candidate.end += 1
    elif candidate.kind == "money":
        _country_tail(text, candidate)
    else:
        _unit(text, candidate, previous)
    return candidate


def _country_tail(text: str, candidate: Candidate) -> None:  # "$75 U.S."
    tail = _NAME.match(text, candidate.end)
    named = tail and unit_after(f" {tail[1].replace('.', '').removesuffix('D')} dollars", 0)
    if tail and named and named[2].kind == "money" and candidate.unit and candidate.unit.name == "USD?":
        candidate.end = tail.end()
        candidate.unit = replace(candidate.unit, name=named[2].name, english=named[2].english)


def set_unit(candidate: Candidate, unit: Unit, span: tuple[int, int], rule: str) -> None:
    """Give a candidate its unit and the kind that comes with it; a fraction of a unit is a plain amount."""
    candidate.unit, candidate.unit_span, candidate.rule, candidate.kind = unit, span, rule, unit.kind
    if candidate.total is not None and candidate.numeral.form == "fraction":
        numeral = candidate.numeral
        candidate.numeral = replace(numeral, value=numeral.value / candidate.total, quantum=Decimal(0))
        candidate.total = None


def share_unit(candidate: Candidate, other: Candidate, rule: str | None = None) -> None:
    """Give a candidate the unit of another, or the noun that it counts."""
    if other.unit is not None:
        set_unit(candidate, other.unit, other.unit_span or (other.start, other.end), rule or other.rule)
    else:
        candidate.counted, candidate.lemma, candidate.rule = other.counted, other.lemma, rule or other.rule


_MAGNITUDES = {row["form"]: (Decimal(row["value"]), row["alone"]) for row in read_lexicon("magnitudes")}
_MAGNITUDE = re.compile(rf"( ?)({'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})(?![^\W_])(?!\.\w)")


def _short_magnitude(tokens: Tokens, candidate: Candidate) -> None:
    """Multiply out "bn", "m", "k" where they are magnitudes and not units."""
    money, is_figure = candidate.kind == "money", candidate.numeral.form in ("digits", "vague")
    found = _MAGNITUDE.match(tokens.text, candidate.end) if is_figure else None
    if found is None:
        return
    factor, alone = _MAGNITUDES[found[2]]
    apart = bool(found[1])
    names_things = alone == "noun" and not apart and _names_things(tokens, found.end(), found[2])
    if alone == "always" or names_things or (money and (not apart or found[2] in "mMbB")):
        candidate.numeral = scaled(candidate.numeral, factor, found.end())
        candidate.high = candidate.numeral.high
        candidate.end = found.end()
        candidate.rule = "magnitude"


def _names_things(tokens: Tokens, end: int, form: str) -> bool:
    """Say whether "35m", "25k", "4.3M" count things or money rather than metres and kilometres."""
    text = tokens.text
    if form in "kKm" and word_after(text, end) in word_set("race_noun"):
        return False
    small = form == "m" and "." in text[end - 3 : end]
    beside_large = small and _LARGE_FIGURE.search(tokens.at(end - 1).sent.text)  # "grew to 1.1m, from 900,000"
    if beside_large or form in "kK" or (form in "MB" and _LOWER_WORD.match(text, end)):
        return True
    return bool(phrase_after("counts_before", text, end) or _SIGN_AFTER.match(text, end) or _plural_next(tokens, end))


def _plural_next(tokens: Tokens, end: int) -> bool:
    """Say whether a plural that none runs or swims ends the noun phrase after a place."""
    first = tokens.index(end - 1) + 1
    if tokens.text[end : end + 1] == "-" and first + 1 < len(tokens.doc) and tokens.doc[first + 1].pos_ == "ADJ":
        return False  # "4m-wide"
    for token in tokens.doc[first : first + _LONGEST_NAME]:
        plural = token.tag_ in ("NNS", "NNPS")
        if plural or not (token.pos_ in ("NOUN", "PROPN", "ADJ", "CCONJ") or token.tag_ in ("VBN", "VBG", "HYPH")):
            return plural and token.lower_ not in word_set("race_noun")
    return False


def _unit(text: str, candidate: Candidate, previous: Candidate | None) -> None:
    numeral = candidate.numeral
    found = _scaled_code(text, candidate) or _inches(text, candidate, previous)
    if found is None:
        partitive = phrase_after({"fraction": "of_unit", "vague": "of_units"}.get(numeral.form, ""), text, numeral.end)
        end = candidate.end if partitive is None else partitive
        found = _named_unit(text, end, is_share=numeral.form == "fraction")
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


def _is_no_unit(text: str, candidate: Candidate, end: int, found: Placed) -> bool:
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


def _inches(text: str, candidate: Candidate, previous: Candidate | None) -> Placed | None:
    """Read the inches after feet: "6 ft 4 in", and bare below twelve ("five foot 10", "6-foot-4")."""
    end, inch = candidate.end, Unit("inch", "measure", "inch")
    if previous is None or previous.unit is None or previous.unit.name != "foot":
        return None
    if word_after(text, end) == "in":
        return end + 1, end + 3, inch
    joined = text[previous.end : candidate.start] in (" ", "-") and candidate.value < _INCHES
    return (candidate.start, end, inch) if joined and not _HEIGHT_GOES_ON.match(text, end) else None


def _named_unit(text: str, end: int, *, is_share: bool) -> Placed | None:
    """Read a unit, past its owner, past "more" and "consecutive"; the point of "half a point"."""
    owner, place = phrase_after("owner_of_unit", text, end), end
    while (word := _WORD.match(text, place)) and word[1].lower() in word_set("before_unit"):
        place = word.end()
    places = dict.fromkeys(at for at in (owner, end, place) if at)
    if found := next(filter(None, (unit_after(text, at) for at in places)), None):
        return found
    country = _NAME.match(text, end)
    coins = unit_after(text, country.end()) if country else None  # "12 Australian cents"
    if coins and coins[2].name == "MINOR" and not coins[2].symbol:
        return coins
    point = is_share and word_after(text, end) == "point"
    return (end + 1, end + 6, Unit("percentage_point", "percentage_point", "percentage point")) if point else None


def _scaled_code(text: str, candidate: Candidate) -> Placed | None:  # "48.5 MGBP"
    found = _SCALED_CODE.match(text, candidate.end)
    money = unit_after(text, found.start(2)) if found else None
    if found is None or money is None or money[2].kind != "money":
        return None
    candidate.numeral = scaled(candidate.numeral, _MAGNITUDES[found[1]][0], found.end())
    return found.start(1), found.end(), money[2]


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
