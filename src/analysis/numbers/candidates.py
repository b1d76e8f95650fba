"""From numerals to quantities: magnitudes in short, currencies, units, ages and rates around each numeral."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from analysis.lexicons import read_lexicon
from analysis.numbers.numerals import Numeral, scaled
from analysis.numbers.units import Unit, currency_before, unit_after


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
    per: str | None = None
    hedge: tuple[int, int] | None = None
    bound: str = "="
    interval_rule: str = "plain"
    direction: str | None = None
    change_role: str | None = None
    verb: int | None = None
    of_base: str | None = None
    base_span: tuple[int, int] | None = None
    concept: tuple[int, int] | None = None
    subject: tuple[int, int] | None = None
    exact: bool = False
    negated: bool = False

    @property
    def value(self) -> Decimal:
        """The number, magnitudes multiplied out; the first number of a ratio."""
        return self.numeral.value

    @property
    def bare(self) -> bool:
        """Nothing but a numeral so far."""
        return self.unit is None and self.kind == "cardinal"


_MAGNITUDE = re.compile(r"( ?)(mn|mln|mio|mil|mm|MM|bn|Bn|BN|bln|tn|trn|tr|cr|Cr|[kKmMbBtT])(?![^\W_])(?!\.\w)")
_AGE_TAIL = re.compile(r"[ -]olds?(?![\w])|[ -]of[ -]age\b| - old(?!\w)", re.IGNORECASE)
_AGE_HEAD = re.compile(
    r"\b(?:aged?|aged between|age of|ages of|ages|ages from|aged from|aged about|aged around) $", re.IGNORECASE
)
_PER = re.compile(
    r"(?P<join> per | - per - |-per-| ?/ ?| an? | - an? - |-an?-| every | each | for every )(?P<unit>[^\W\d_]+(?:[ -][^\W\d_]+)?)"
    r"|(?P<adverb> (?:per annum|per capita|annually|yearly|monthly|weekly|daily|hourly|apiece|a head|p\.a\.))(?![\w])"
)
_ADVERBS = {
    "per annum": "year", "annually": "year", "yearly": "year", "p.a.": "year", "monthly": "month", "weekly": "week",
    "daily": "day", "hourly": "hour", "per capita": "person", "a head": "person", "apiece": "piece",
}  # fmt: skip
_RATE_NOUNS = frozenset(
    [
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "night",
        "quarter",
        "season",
        "decade",
        "share",
        "barrel",
        "ounce",
        "gallon",
        "litre",
        "liter",
        "pound",
        "kilo",
        "kilogram",
        "kilogramme",
        "gram",
        "tonne",
        "ton",
        "bushel",
        "head",
        "person",
        "piece",
        "unit",
        "pop",
        "game",
        "ticket",
        "acre",
        "hectare",
        "mile",
        "kilometre",
        "kilometer",
        "household",
        "vote",
        "metre",
        "meter",
        "time",
        "term",
        "semester",
        "bottle",
        "pint",
        "box",
        "pack",
        "can",
        "barrel-equivalent",
    ]
)
_COUNTRY_TAIL = re.compile(r" (?:US|U\.S\.|USD|Canadian|Australian)(?![\w])")
_LETTERS_KEPT = frozenset("mglpbWVFCsLR")
_MONEY_VERBS = re.compile(
    r"\b(?:cost|costs|pa(?:y|id|ys|ying)|price[sd]?|worth|spen[dt]|fined?|fee|tax|salary|budget)\b", re.I
)


def quantities(text: str, numerals: list[Numeral]) -> list[Candidate]:
    """Return one candidate a numeral, with what stands directly around it read."""
    limits = [n.start for n in numerals[1:]] + [len(text)] * bool(numerals)
    return [_quantity(text, numeral, limit) for numeral, limit in zip(numerals, limits, strict=True)]


def _quantity(text: str, numeral: Numeral, limit: int) -> Candidate:
    candidate = Candidate(numeral.start, numeral.end, numeral, total=numeral.total, high=numeral.high)
    if numeral.form == "ordinal":
        candidate.kind, candidate.rule = "ordinal", "ordinal"
        return candidate
    if re.match(r"(?:st|nd|rd|th)(?!\w)", text[numeral.end : numeral.end + 3]):
        candidate.kind, candidate.rule, candidate.end = "ordinal", "ordinal", numeral.end + 2
        return candidate
    if numeral.form == "fraction":
        candidate.kind, candidate.rule = "ratio", "fraction"
    money = currency_before(text, numeral.start)
    if money:
        candidate.start = min(money[0], candidate.start)
        set_unit(candidate, money[1], (money[0], numeral.start), "money")
    _short_magnitude(text, candidate, money is not None)
    if money:
        tail = _COUNTRY_TAIL.match(text, candidate.end)
        if tail:
            candidate.end = tail.end()
            if money[1].name == "USD?" and "US" in tail.group().replace(".", ""):
                candidate.unit = replace(money[1], name="USD")
    else:
        _unit(text, candidate, limit)
    read_rate(text, candidate, candidate.end)
    return candidate


def set_unit(candidate: Candidate, unit: Unit, span: tuple[int, int], rule: str) -> None:
    """Give a candidate its unit and the kind that comes with it."""
    candidate.unit, candidate.unit_span, candidate.rule = unit, span, rule
    if candidate.kind not in ("range",):
        candidate.kind = unit.kind
    if candidate.total is not None and candidate.numeral.form == "fraction":
        numeral = candidate.numeral
        candidate.numeral = replace(numeral, value=numeral.value / candidate.total, quantum=Decimal(0))
        candidate.total = None


@cache
def _magnitudes() -> dict[str, tuple[Decimal, str]]:
    return {row["form"]: (Decimal(row["value"]), row["alone"]) for row in read_lexicon("magnitudes")}


def _short_magnitude(text: str, candidate: Candidate, money: bool) -> None:
    """Multiply out "bn", "m", "k" where they are magnitudes and not units."""
    if candidate.numeral.form not in ("digits", "vague"):
        return
    found = _MAGNITUDE.match(text, candidate.end)
    if found is None:
        return
    factor, alone = _magnitudes()[found[2]]
    if found[1] and not (alone == "always" or (money and found[2] in "mMbB")):
        return
    if alone == "always" or money or (alone == "noun" and _names_things(text, found.end(), found[2])):
        candidate.numeral = scaled(candidate.numeral, factor, found.end())
        candidate.high = candidate.numeral.high
        candidate.end = found.end()
        candidate.rule = "magnitude"


_THINGS = re.compile(
    r" (?:of (?:its|the|their|his|her|our|these|those) |in (?=cash|revenue|sales|profit|losses))|[ -]?[€£%]"
)
_PLURAL_NEXT = re.compile(
    r"(?: (?:[a-z]+(?:-[a-z]+)?|[A-Z][a-z]+)){0,2}? (?!(?:is|was|has|his|this|its|as|us|across|towards|races|pools|sprints)\b)[a-z]{2,}[^su\W]s(?![\w])| (?:people|men|women|children|tonnes|euros|dollars)\b"
)


def _names_things(text: str, end: int, form: str) -> bool:
    """Say whether "35m", "25k", "4.3M" count things or money rather than metres and kilometres."""
    if form in "kK":
        return (
            re.match(r" (?:run|race|walk|track|course|distance|display|resolution|video|TV|TVs)\b", text[end:]) is None
        )
    if form in "MB" and re.match(r" [a-z]", text[end:]):
        return True
    return _THINGS.match(text, end) is not None or _PLURAL_NEXT.match(text, end) is not None


def _unit(text: str, candidate: Candidate, limit: int) -> None:
    found = unit_after(text, candidate.end)
    if found is None:
        return
    start, end, unit = found
    if start >= limit and limit < len(text) and end > limit:
        return
    if unit.symbol and start > candidate.end and not _stands_alone(text, start, end):
        return
    if unit.name == "pound" and _pounds_are_money(text, candidate):
        unit = Unit("GBP?", "money", "pound")
    if unit.name == "GBP?" and not _pounds_are_money(text, candidate):
        unit = Unit("pound", "measure", "pound")
    if unit.name == "second" and text[start:end] == "second" and candidate.value != 1 and text[candidate.end] == " ":
        return
    rule = "duration" if unit.kind == "duration" else unit.kind
    if candidate.numeral.form == "fraction" and unit.kind in ("percent", "multiple"):
        return
    set_unit(candidate, unit, (start, end), rule)
    candidate.end = end
    if unit.kind == "duration":
        _age(text, candidate)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a symbol a space away from its figure is a unit and not a word or an initial."""
    if end - start > 1:
        return text[start:end] not in ("in", "st", "bar", "kn", "pc", "pp", "in.")
    rest = text[end : end + 3].lstrip(" ")
    if text[start] in '"″%°€£₹$¥₽₪₩元':
        return True
    return (
        text[start] in _LETTERS_KEPT
        and not rest[:1].isupper()
        and not rest[:1].isdigit()
        and rest[:1] not in ("'", "-")
    )


def _pounds_are_money(text: str, candidate: Candidate) -> bool:
    return candidate.numeral.scale > 1000 or bool(
        _MONEY_VERBS.search(text, max(0, candidate.start - 60), candidate.start)
    )


def _age(text: str, candidate: Candidate) -> None:
    tail = _AGE_TAIL.match(text, candidate.end)
    if tail:
        candidate.kind, candidate.rule, candidate.end = "age", "age", tail.end()


def read_rate(text: str, candidate: Candidate, end: int) -> None:
    """Read "per share", "a year", "an hour" after a quantity that ends at `end`."""
    if candidate.kind in ("ordinal", "age", "ratio", "reference"):
        return
    found = _PER.match(text, end)
    if found is None:
        return
    if found["adverb"]:
        candidate.per, candidate.end = _ADVERBS[found["adverb"].strip()], found.end("adverb")
        return
    unit, length = _rate_unit(text, found)
    if unit is None:
        return
    candidate.per, candidate.end = unit, found.start("unit") + length


def _rate_unit(text: str, found: re.Match[str]) -> tuple[str | None, int]:
    start = found.start("unit")
    join = found["join"].strip(" -")
    named = unit_after(" " + text[start : start + 30], 0)
    if named and named[2].kind in ("duration", "measure") and (len(join) != 1 or named[2].kind or join == "/"):
        length = named[1] - 1
        if join in ("a", "an", "every", "each") and named[2].english not in _RATE_NOUNS and named[2].kind != "measure":
            return None, 0
        if join == "each" or (join == "/" and named[2].symbol and length == 1 and named[2].name == "second"):
            return None, 0
        return named[2].english, length
    word = re.match(r"[^\W\d_]+", found["unit"])
    if word is None:
        return None, 0
    noun = word.group().lower()
    if join == "per" or noun in _RATE_NOUNS:
        return noun, len(noun)
    return None, 0
