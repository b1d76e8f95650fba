"""Units as written: the base units of ``units.tsv`` with decimal prefixes, squares and cubes put before them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.grouping import grouped
from analysis.lexicons import read_lexicon

_POWERS = (("square", "sq", "squared", "2", "²"), ("cubic", "cu", "cubed", "3", "³"))


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit's pint name, the kind of number it makes, its English name, and its words and symbols."""

    unit: str
    kind: str
    english: str
    words: tuple[str, ...]
    symbols: tuple[str, ...]


@cache
def unit_names() -> tuple[UnitName, ...]:
    """Return every unit; where two share a form the earlier one has it.

    >>> {name.unit for name in unit_names()} >= {"kilowatt_hour", "kilometer ** 2", "cubic_foot"}
    True
    """
    simple: list[UnitName] = []
    powers: list[UnitName] = []
    for row in read_lexicon("units"):
        words = _split(row["words"])
        words = words if row["kind"] == "multiple" else tuple(form for word in words for form in _forms(word))
        base = UnitName(row["unit"], row["kind"], row["english"], words, _split(row["symbols"]))
        group = [base, *_prefixed(base, _split(row["prefixes"]))]
        simple += group
        powers += [power for name in group for power in _powers(name, _split(row["powers"]))]
    return (*simple, *powers)


def _forms(word: str) -> list[str]:
    """Return a name in the singular and plural, with "a" for "per", with hyphens for spaces.

    >>> _forms("mile per hour")[:4]
    ['mile per hour', 'miles per hour', 'mile a hour', 'miles a hour']
    """
    head, per, rest = word.partition(" per ")
    both = dict.fromkeys((head, _plural(head)))
    written = [f"{form}{join}{rest}" for join in ((per, " a ", " an ") if per else ("",)) for form in both]
    return list(dict.fromkeys((*written, *(form.replace(" ", "-") for form in written))))


def _plural(noun: str) -> str:
    """Return the regular plural; what ends in s or a stop has none of its own."""
    if noun.endswith(("s", ".", "ry")):
        return noun[:-1] + "ies" if noun.endswith("ry") else noun
    return noun + ("es" if noun.endswith(("ch", "x", "z")) else "s")


def _prefixed(base: UnitName, prefixes: tuple[str, ...]) -> Iterator[UnitName]:
    rows = (
        row for row in read_lexicon("unit_prefixes")
        if row["symbol"] in prefixes or (row["name"] == "micro" and "µ" in prefixes)
    )  # fmt: skip
    for name, symbols in grouped((row["name"], row["symbol"]) for row in rows).items():
        yield UnitName(
            name + base.unit, base.kind, name + base.english, tuple(name + word for word in base.words),
            tuple(symbol + written for symbol in symbols for written in base.symbols if written[0].isalpha()),
        )  # fmt: skip


def _powers(name: UnitName, pint_names: tuple[str, ...]) -> Iterator[UnitName]:
    for pint_name, (word, short, behind, figure, raised) in zip(pint_names, _POWERS, strict=False):
        before = (f"{word} ", f"{word}-", f"{short} ", f"{short}-", f"{short}. ")
        yield UnitName(
            pint_name.format(name.unit), name.kind, f"{word} {name.english}",
            (*(start + form for form in name.words for start in before), *(f"{form} {behind}" for form in name.words)),
            tuple(form for symbol in name.symbols if symbol[-1] not in "\"″′" for form in (
                symbol + figure, symbol + raised, f"{word} {symbol}",
                *(f"{short}{join}{symbol}" for join in (" ", "", ". ", "-")),
            )),
        )  # fmt: skip


def _split(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("|"))
