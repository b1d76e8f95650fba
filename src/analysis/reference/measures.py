"""What a package measures, and the words by which an article speaks of it: the ``measures`` of an indicator's block."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from analysis.errors import ReferenceDataError

if TYPE_CHECKING:
    from analysis.reference.descriptor import Resource

LEVEL, CHANGE = "level", "change"
_NEEDED = {"unit": "percent", "decimals": "1"}
_OVER = ("month", "quarter", "year", "decision")


@dataclass(frozen=True, slots=True)
class DefaultSubject:
    """Whose figure is meant where the article names no other place but says one of the words `when`.

    Without words it is always meant: a table about one country or about the whole world.
    """

    key: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, in what unit, and which words point at it; ``docs/adding.md`` tells what each key means.

    Attributes
    ----------
    unit : ``percent``, ``percentage_point``, ``person``, an ISO 4217 code, ``national_currency``, a unit of measure by
        its pint name (``tonne``) or the lemma of what is counted; a claim's `unit` is compared with it.
    scale : a figure of the table times `scale` is in `unit`. label : the unit behind a figure ("% of GDP").
    names : a modifier before a name that is neither in it nor among `modifiers` nor neutral
        (``lexicons/neutral_modifiers.tsv``) makes it another measure; lemmas, the head last.
    predicates : ``verb``, ``verb noun`` (object) or ``verb on noun`` (preposition), as lemmas.
    currencies : for national currency, by entity key: ISO 4217 codes, each with the day from which editions use it.
    either : a claim by words for both holds if it does for one.
    """

    id: str
    title: str
    unit: str
    label: str
    decimals: int
    scale: Decimal = Decimal(1)
    base: str | None = None
    per: int | None = None
    names: tuple[str, ...] = ()
    negative_names: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    predicates_down: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    change_names: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    over: str | None = None
    default_subject: DefaultSubject | None = None
    summable: bool = False
    ranked_top: tuple[str, ...] = ()
    ranked_bottom: tuple[str, ...] = ()
    margin: Decimal | None = None
    near: Decimal = Decimal(0)
    step: Decimal | None = None
    phrases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    prices: str | None = None
    currencies: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    decimals_in: Mapping[str, int] = field(default_factory=dict)
    bases: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    population: str | None = None
    short: str = ""
    kind: str = LEVEL
    fractions_are_real: bool = False
    is_flow: bool = False
    needs_period: bool = False
    has_figures: bool = True

    def published(self, raw: Decimal, edition: str = "") -> Decimal:
        """Round a figure once, half-up, to the decimals the publisher prints (in that edition).

        >>> Measure("share", "Share", "percent", "% of GDP", 2).published(Decimal("1.6149766"))
        Decimal('1.61')
        """
        return raw.quantize(Decimal(1).scaleb(-self.decimals_in.get(edition, self.decimals)), ROUND_HALF_UP)

    def unit_for(self, key: str, day: date | None = None) -> str:
        """Return the unit of one entity's figures: for a national-currency measure what editions of a day use.

        >>> levs = (("2014-01-01", "BGN"), ("2026-07-10", "EUR"))
        >>> spent = Measure("spent", "Spent", "national_currency", "million", 0, currencies={"BGR": levs})
        >>> spent.unit_for("BGR", date(2024, 6, 17)), spent.unit_for("BGR")
        ('BGN', 'EUR')
        """
        codes = self.currencies.get(key) or (("", self.unit),)
        return next((code for since, code in reversed(codes) if day is None or since <= day.isoformat()), codes[0][1])

    def units_for(self, key: str) -> frozenset[str]:
        """Return every unit that editions use for one entity's figures."""
        return frozenset(code for _, code in self.currencies.get(key, ())) or frozenset({self.unit})


def read_measures(resource: "Resource", population: str | None) -> dict[str, Measure]:
    """Return the measures an indicator's block declares, those without figures included.

    Keys that stand in the block itself (``default_subject``, ``topics``, ``margin``) hold for all of them. Raises
    `ReferenceDataError` if a measure has no unit or decimals, no word that names it, or a key that means nothing here.
    """
    block = resource.block
    declared = block.get("measures") or {}
    where = f"{resource.package}/datapackage.yaml: resource {resource.name}"
    if not declared:
        raise ReferenceDataError(f"{where}: no measures; add 'measures: {{NAME: {{unit: percent, decimals: 1}}}}'")
    shared = {key: block[key] for key in ("default_subject", "topics", "margin") if block.get(key) is not None}
    return {
        str(name): _measure(str(name), {**shared, "population": population, **(spec or {})}, f"{where}: measure {name}")
        for name, spec in declared.items()
    }


_LISTS = tuple(f.name for f in fields(Measure) if f.type == tuple[str, ...] and not f.name.startswith("ranked"))
_AS_WRITTEN = {"summable": "sum", "is_flow": "flow"}  # keys of a block that have another name here
_READERS: Mapping[Any, Callable[[Any], Any]] = {
    int: int, int | None: int, bool: bool, str: str, str | None: str,
    Decimal: lambda value: Decimal(str(value)), Decimal | None: lambda value: Decimal(str(value)),
}  # fmt: skip
_KEYS = {_AS_WRITTEN.get(f.name, f.name) for f in fields(Measure)} - {
    "id",
    "ranked_top",
    "ranked_bottom",
    "has_figures",
}
_KEYS |= {"value", "figures", "ranked", "round_before_compare"}


def _measure(name: str, spec: Mapping[str, Any], where: str) -> Measure:
    _check_keys(spec, where)
    unit, base, title = str(spec["unit"]), spec.get("base"), str(spec.get("title") or name.replace("_", " "))
    subject, ranked = spec.get("default_subject"), spec.get("ranked") or {}
    if subject is not None and (
        not isinstance(subject, dict) or not subject.get("key") or set(subject) - {"key", "when"}
    ):
        raise ReferenceDataError(
            f"{where}: default_subject is {subject!r}; write {{key: USA, when: [Labor Department]}}, or {{key: WORLD}}"
        )
    if not isinstance(ranked, dict) or set(ranked) - {"top", "bottom"}:
        raise ReferenceDataError(
            f"{where}: ranked is {ranked!r}; write {{top: [most populous], bottom: [least populous]}}"
        )
    top, bottom = (_words(ranked.get(end), f"{where}: ranked: {end}") for end in ("top", "bottom"))
    lists = {key: _words(spec.get(key), f"{where}: {key}") for key in _LISTS}
    written = ((f, spec.get(_AS_WRITTEN.get(f.name, f.name))) for f in fields(Measure) if f.type in _READERS)
    given = {f.name: _READERS[f.type](value) for f, value in written if value is not None}
    own = {
        "id": name, "title": title, "short": str(spec.get("short") or title),
        "label": str(spec.get("label") or (f"% of {base}" if unit == "percent" and base else unit)),
        "over": _one_of(spec, "over", _OVER, where), "kind": _one_of(spec, "kind", (LEVEL, CHANGE), where) or LEVEL,
        "default_subject": subject and DefaultSubject(
            str(subject["key"]), _words(subject.get("when"), f"{where}: default_subject: when")
        ),
        "ranked_top": top, "ranked_bottom": bottom, "has_figures": spec.get("figures") != "none",
        "nouns": tuple(word.casefold() for word in lists["nouns"]), "currencies": _currencies(spec),
        "decimals_in": {str(edition): int(n) for edition, n in dict(spec.get("decimals_in") or {}).items()},
    }  # fmt: skip
    return Measure(**{**given, **lists, **own})


def _currencies(spec: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return each entity's currencies, each with the day from which editions use it; one code is used always."""
    return {
        str(key): tuple(
            sorted((str(day), str(code)) for day, code in (value if isinstance(value, dict) else {"": value}).items())
        )
        for key, value in dict(spec.get("currencies") or {}).items()
    }


def _check_keys(spec: Mapping[str, Any], where: str) -> None:
    unknown = sorted(set(map(str, spec)) - _KEYS)
    if unknown:
        raise ReferenceDataError(
            f"{where}: {', '.join(unknown)} is no key of a measure; known are {', '.join(sorted(_KEYS))}"
        )
    for needed, example in _NEEDED.items():
        if needed not in spec:
            raise ReferenceDataError(f"{where} has no {needed}; write for example '{needed}: {example}'")
    for number in ("decimals", "scale", "per", "margin"):
        value = spec.get(number)
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise ReferenceDataError(f"{where}: {number} is {value!r}; a number is right")
    if not any(spec.get(key) for key in ("names", "counted", "predicates", "change_names", "phrases")):
        raise ReferenceDataError(
            f"{where} has no noun phrase that names it, so no sentence can speak of it; write for example "
            "'names: [unemployment rate, jobless rate]'"
        )


def _one_of(spec: Mapping[str, Any], key: str, allowed: Sequence[str], where: str) -> str | None:
    value = spec.get(key)
    if value is not None and value not in allowed:
        raise ReferenceDataError(f"{where}: {key} is {value!r}; one of {', '.join(allowed)} is right")
    return value


def _words(value: str | Sequence[str] | None, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ReferenceDataError(f"{where} is {value!r}; a list of words is right, each in quotes where it is no word")
    return tuple(words)
