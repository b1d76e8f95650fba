"""The grammar of number words: "two hundred and five", "half a million", "two-thirds", "tens of thousands"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from analysis.lexicons import entries, read_lexicon

_JOINS = frozenset({" ", "-", "‑"})
_NEAR_BY = 24  # characters of "by" and the longest hedge after it
_WORD = re.compile(r"[^\W\d_]+(?![\d_])")
_SMALLEST_MAGNITUDE = 1000
_LARGE, _SMALL = ("hundred", "magnitude", "dozen"), ("unit", "teen", "tens")
ARTICLES = frozenset({"a", "an"})
_SMALL_WORDS = entries("function_words", "word") | {"in", "on", "at", "as", "after", "before", "since"}
_PLURAL_MAGNITUDES = frozenset({"dozens", "hundreds", "thousands", "millions", "billions", "trillions"})


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written, units aside."""

    start: int
    end: int
    value: Decimal
    quantum: Decimal  # the unit of the last written digit ("1.5 million": 100,000); zero for fractions
    scale: Decimal = Decimal(1)  # the magnitude multiplied out
    form: str = "digits"  # or words, fraction, vague, ordinal
    high: Decimal | None = None  # of vague plurals ("dozens": 12 to 120)
    total: Decimal | None = None  # the denominator of a fraction, whose numerator is then the value
    approximate: bool = False


def quantum_of(value: Decimal) -> Decimal:
    """Return the unit of the last written digit; trailing zeros of an integer above ten count as rounded.

    >>> [float(quantum_of(Decimal(v))) for v in ("2.1", "6650", "10", "23")]
    [0.1, 10.0, 1.0, 1.0]
    """
    exponent = int(value.as_tuple().exponent)
    if exponent < 0 and (value != value.to_integral_value() or abs(value) < 1000):
        return Decimal(1).scaleb(exponent)
    digits = str(int(abs(value)))
    zeros = len(digits) - len(digits.rstrip("0")) if abs(value) > 10 else 0
    return Decimal(1).scaleb(zeros)


_ROLES: dict[str, dict[str, int]] = {}
for _row in read_lexicon("number_words"):
    _ROLES.setdefault(_row["word"], {})[_row["role"]] = int(_row["value"])


def _with(*roles: str) -> frozenset[str]:
    return frozenset(word for word, known in _ROLES.items() if not known.keys().isdisjoint(roles))


BESIDE_ARTICLES = _with(*_LARGE, "fraction") | {"few", "couple", "half", "quarters"}


def _joined_words(text: str, start: int) -> Iterator[tuple[int, str]]:
    found = _WORD.match(text, start)
    while found is not None:
        yield found.end(), found.group().lower()
        joined = text[found.end() : found.end() + 1] in _JOINS
        found = _WORD.match(text, found.end() + 1) if joined else None


class _Run:
    """The words from one place on, as long as nothing but a space or hyphen stands between them."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start = text, start
        self._found: list[tuple[int, str]] = []  # end and lower-case form of each word
        self._coming = _joined_words(text, start)

    def word(self, offset: int) -> str:
        self._found += islice(self._coming, max(0, offset + 1 - len(self._found)))
        return self._found[offset][1] if offset < len(self._found) else ""

    def role(self, offset: int, *names: str, ending: str = "") -> int | None:
        """Return what a word is worth in the first of some roles that it has, the ending of a plural left out."""
        roles = _ROLES.get(self.word(offset).removesuffix(ending), {})
        return next((roles[name] for name in names if name in roles), None)

    def end(self, count: int) -> int:
        return self._found[count - 1][0] if self.word(count - 1) else self.start


def read_words(text: str, start: int) -> Numeral | None:
    """Read the number words that begin at a place; None where there is no number.

    >>> read_words("a hundred and fifty", 0).value, read_words("two and a half million", 0).value
    (Decimal('150'), Decimal('2500000.0'))
    """
    hyphened = text[start - 1 : start] in ("-", "'") and not text.endswith(("-to-", "-foot-"), 0, start)
    if start and (text[start - 1].isalnum() or (hyphened and start > 1 and text[start - 2].isalnum())):
        return None
    run = _Run(text, start)
    if run.word(0) in ARTICLES and run.word(1) not in BESIDE_ARTICLES:
        return None
    readers = (read for read, words in _READERS.items() if run.word(0) in words)
    return next((found for read in readers if (found := read(run)) is not None), None)


def _made(run: _Run, count: int, value: Decimal | int, scale: Decimal | int = 1, form: str = "words") -> Numeral:
    value = Decimal(value)
    return Numeral(run.start, run.end(count), value, quantum_of(value), Decimal(scale), form)


def _some(run: _Run, count: int, value: int) -> Numeral:
    """Return a vague plural: from once to ten times what it names."""
    return replace(_made(run, count, value, value, "vague"), high=Decimal(value * 10))


def _share(run: _Run, count: int, over: Decimal | int, under: int) -> Numeral:
    return replace(_made(run, count, over, form="fraction"), quantum=Decimal(0), total=Decimal(under))


def read_magnitude(text: str, start: int) -> tuple[Decimal, int]:
    """Return what the magnitude words behind a figure multiply it with, 1 where there are none, and where they end.

    >>> read_magnitude("4 hundred million euros", 1), read_magnitude("2 lakh crore", 1)
    ((Decimal('100000000'), 17), (Decimal('1000000000000'), 12))
    """
    run = _Run(text, start + 1)
    scale, count, is_small = Decimal(1), 0, True
    while text[start : start + 1] in (" ", "-") and (value := run.role(count, *_LARGE, ending="s")) is not None:
        if not is_small and run.word(count) not in ("crore", "million", "billion"):
            break
        scale, is_small = scale * value, value < _SMALLEST_MAGNITUDE
        count += 1
    return scale, run.end(count) if count else start


def _vague(run: _Run) -> Numeral | None:  # "dozens", "tens of thousands"
    value, count = run.role(0, "vague"), 1
    while value and run.word(count) == "of" and (times := run.role(count + 1, "vague")) is not None:
        value, count = value * times, count + 2
    alone = run.word(0) in ("tens", "scores") and count == 1 and run.word(1) != "of"
    return None if value is None or alone else _some(run, count, value)


def _several(run: _Run) -> Numeral | None:
    """Read "several hundred", "a few thousand"; alone they are no number."""
    at = 2 if (run.word(0), run.word(1)) == ("a", "few") else int(run.word(0) in ("several", "few"))
    value, more = run.role(at, *_LARGE) if at else None, run.role(at + 1, "magnitude")
    return None if value is None else _some(run, at + 1 + (more is not None), value * (more or 1))


def _couple(run: _Run) -> Numeral | None:
    """Read "a couple of", alone and before a hundred, thousand or million."""
    at = int(run.word(0) == "a")
    has_of = run.word(at + 1) == "of"
    after = at + 1 + has_of
    value = run.role(after, *_LARGE)
    if run.word(at) != "couple" or (value is None and not (at and has_of)):
        return None
    made = _made(run, after, 2) if value is None else _made(run, after + 1, 2 * value, value)
    return replace(made, approximate=True)


def _half(run: _Run) -> Numeral | None:  # "half a million", "half a dozen", "half", "a half"
    at = int(run.word(0) in ARTICLES)
    if run.word(at) != "half":
        return None
    after = at + 1 + (run.word(at + 1) in ARTICLES)
    value = run.role(after, *_LARGE)
    return _share(run, at + 1, 1, 2) if value is None else _made(run, after + 1, Decimal(value) / 2, value)


def _quarters(run: _Run) -> Numeral | None:  # "a quarter million", "three quarters of a billion"
    parts = run.role(0, "unit")
    at = 1 if run.word(0) in ARTICLES or parts else 0
    after = at + (3 if run.word(at + 1) == "of" and run.word(at + 2) in ARTICLES else 1)
    value = run.role(after, "magnitude") if run.word(at) in ("quarter", "quarters") else None
    return None if value is None else _made(run, after + 1, Decimal(parts or 1) / 4 * value, value)


def _cardinal(run: _Run) -> Numeral | None:
    """Read a cardinal in words, with its decimals, fraction and magnitude."""
    value, count, scale = _whole(run)
    if count == 0:
        return None
    if run.word(count) == "point" and run.role(count + 1, *_SMALL) is not None:
        digits, count = "", count + 1
        while (found := run.role(count, *_SMALL)) is not None:
            digits, count = digits + str(found), count + 1
        value, count, scale = _magnitude(run, count, value + Decimal(int(digits)).scaleb(-len(digits)))
    elif run.word(count) == "and" and (part := _part(run, count + 1)) is not None:
        whole = scale if scale > 1 else run.role(count - 1, "dozen") or 1
        value, count = value + part * whole, count + 3
        value, count, scale = _magnitude(run, count, value)
    elif run.word(count) == "and" and run.word(count + 1) == "half" and run.word(count + 2) not in ("of", "the", ""):
        value, count = value + Decimal("0.5") * scale, count + 2
    elif (under := run.role(count, "fraction")) is not None and value < under and run.word(count) != "second":
        party = run.text[run.end(count)] == " " and run.word(count + 1) not in ("of", "the", "")  # "one third party"
        if value != 1 or not party:
            return _share(run, count + 1, value, under)
    elif (last := run.role(count, "ordinal")) is not None and (last >= 100 or (value >= 20 and value % 10 == 0)):
        return _made(run, count + 1, value * last if last >= 100 else value + last, form="ordinal")
    return _made(run, count, value, scale)


def _whole(run: _Run) -> tuple[Decimal, int, Decimal]:
    """Read the whole number a run begins with: its value, its number of words, the magnitude of its last group."""
    total, group, count = 0, -1, 0
    scale = smallest = 0
    while True:
        after_large = (group >= 100 and group % 100 == 0) or (group < 0 and total > 0)  # "and" goes on before less
        at = count + (after_large and run.word(count) == "and" and run.role(count + 1, *_SMALL) is not None)
        word = run.word(at)
        roles = _ROLES.get(word, {})
        if count == 0 and word in ARTICLES and run.role(1, *_LARGE):
            group, count = 1, 1
        elif ((value := roles.get("unit", roles.get("teen"))) is not None and _takes_small(group, value)) or (
            (value := roles.get("tens")) is not None and (group < 0 or (group >= 100 and group % 100 == 0))
        ):
            group, count = max(group, 0) + value, at + 1
        elif ((value := roles.get("hundred")) is not None and 0 < group < 100) or (
            (value := roles.get("dozen")) is not None and group > 0
        ):
            group, count = group * value, at + 1
        elif (value := roles.get("magnitude")) is not None and (group > 0 or (total and at == count)):
            if group <= 0:
                total, scale = total * value, scale * value
            elif smallest and value > smallest:
                break
            else:
                total, group, scale, smallest = total + group * value, -1, value, value
            count = at + 1
        elif (value := roles.get("vague")) is not None and group > 0 and word in _PLURAL_MAGNITUDES:
            group, count = group * value, at + 1
        else:
            break
    return Decimal(total + max(group, 0)), count, Decimal(scale if scale and group < 0 else 1)


def _takes_small(group: int, value: int) -> bool:
    after_hundred = group >= 100 and group % 100 == 0
    return group < 0 or after_hundred or (group % 10 == 0 and 20 <= group % 100 <= 90 and 0 < value < 10)


def _part(run: _Run, at: int) -> Decimal | None:  # "a half", "three quarters" after a whole number
    over, under = 1 if run.word(at) in ARTICLES else run.role(at, "unit"), run.role(at + 1, "fraction")
    return Decimal(over) / Decimal(under) if over and under is not None and over < under else None


def _magnitude(run: _Run, count: int, value: Decimal) -> tuple[Decimal, int, Decimal]:
    scale = Decimal(1)
    while (found := run.role(count, "magnitude") or run.role(count, "hundred")) is not None:
        scale *= found
        count += 1
    return value * scale, count, scale


def _fraction(run: _Run) -> Numeral | None:  # "a third of", "a quarter of"
    at = 1 if run.word(0) in ARTICLES else 0
    under = run.role(at, "fraction")
    if under is None or run.word(at).endswith("s"):
        return None
    measured = run.word(at) == "quarter" and run.word(at + 1) in entries("number_sets", "word", set="quartered")
    led = "by" in run.text[max(0, run.start - _NEAR_BY) : run.start].lower().split()[-3:]  # "by more than a third"
    ends = run.text[run.end(at + 1) : run.end(at + 1) + 1] != " " or run.word(2) in _SMALL_WORDS
    compared = run.word(2) in entries("number_sets", "word", set="compared_by") or run.word(3) == "than"
    if not measured and (at == 0 or not (run.word(2) == "of" or (led and ends) or compared)):
        return None
    return _share(run, at + 1, 1, under)


def _ordinal(run: _Run) -> Numeral | None:
    value = run.role(0, "ordinal")
    return None if value is None else _made(run, 1, value, form="ordinal")


_READERS = {  # and what they may begin with
    _vague: _with("vague"),
    _several: frozenset({"several", "few", "a"}),
    _couple: frozenset({"couple", "a"}),
    _half: ARTICLES | {"half"},
    _quarters: ARTICLES | _with("unit") | {"quarter", "quarters"},
    _cardinal: ARTICLES | _with("unit", "teen", "tens"),
    _fraction: ARTICLES | _with("fraction"),
    _ordinal: _with("ordinal"),
}
NUMERAL_WORDS = frozenset[str]().union(*_READERS.values())
