"""What a package measures, and the words by which an article speaks of it: the ``measures`` of an indicator's block."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from analysis.errors import ReferenceDataError
from analysis.grouping import grouped

if TYPE_CHECKING:
    from analysis.reference.resource import Resource

LEVEL, CHANGE = "level", "change"
_NEEDED = {"unit": "percent", "decimals": "1"}
_PART, _PLACEHOLDER = "<part>", re.compile(r"<[^<>]*>")


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
    part : which part of a whole it is, by each of its words ("wind", "wind power"); ``<part>`` in a phrase stands for
        every one of them, and is spelt out here. family : the measures that have one in common are held against each
        other by the words of their parts.
    names : a modifier before a name that is neither in it nor among `modifiers` nor neutral
        (``lexicons/neutral_modifiers.tsv``) makes it another measure; lemmas, the head last.
    predicates : ``verb``, ``verb noun`` (object) or ``verb on noun`` (preposition), as lemmas.
    currencies : for national currency, by entity key: ISO 4217 codes, each with the day from which editions use it.
    either : a claim by words for both holds if it does for one.
    majority_of : the measure of which a side has the majority whose figure is more than half of it. rival : the measure
        of the other side, which loses where its figure is smaller. stood : by period, the person whose figure it is.
    contested : what is won by it, by noun phrase, with its key; ``named`` for what is named before ("the state").
    margins : the measures of how far the two sides are apart.
    part_of : the measure of which this one counts a part. states : what is said of those whom it counts, as lemmas.
    lacks : what is said of all others.
    """

    id: str
    title: str
    unit: str
    label: str
    decimals: int
    scale: Decimal = Decimal(1)
    base: str | None = None
    per: int | None = None
    part: tuple[str, ...] = ()
    family: str = ""
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
    part_of: str | None = None
    states: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    prices: str | None = None
    currencies: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    decimals_in: Mapping[str, int] = field(default_factory=dict)
    bases: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    majority_of: str | None = None
    rival: str | None = None
    stood: Mapping[str, str] = field(default_factory=dict)
    contested: Mapping[str, str] = field(default_factory=dict)
    margins: tuple[str, ...] = ()
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
    where = resource.in_descriptor
    if not declared:
        raise ReferenceDataError(f"{where}: no measures; add 'measures: {{NAME: {{unit: percent, decimals: 1}}}}'")
    shared = {key: block[key] for key in ("default_subject", "topics", "margin") if block.get(key) is not None}
    measures = {
        str(name): _measure(str(name), {**shared, "population": population, **(spec or {})}, f"{where}: measure {name}")
        for name, spec in declared.items()
    }
    units = grouped((m.family, (m.unit, m.scale, m.per, m.kind)) for m in measures.values() if m.family)
    for name, found in units.items():
        if len(set(found)) > 1:
            raise ReferenceDataError(
                f"{where}: the measures of family {name!r} have several units; they are held against each other, so "
                "one unit, scale and kind is right"
            )
    return measures


def _measure(name: str, spec: Mapping[str, Any], where: str) -> Measure:
    _check_keys(spec, where)
    part = _words(spec.get("part") or (), f"{where}: part")
    said = {key: _spelt_out(value, part, where) for key, value in spec.items() if value is not None}
    if part and _PART not in str(spec):
        raise ReferenceDataError(
            f"{where}: 'part' stands in no phrase; write '{_PART}' where its words belong, as in "
            f"'names: [share of {_PART}]', or leave it out"
        )
    if said.get("family") and not part:
        raise ReferenceDataError(
            f"{where}: 'family' lets the parts of several measures be compared; say of which 'part' this one is"
        )
    title = str(said.get("title") or name.replace("_", " "))
    base, unit = said.get("base"), str(said["unit"])
    ranked = _map(said.get("ranked", {}), ("top", "bottom"), f"{where}: ranked", _RANKED)
    said |= {f"ranked_{end}": words for end, words in ranked.items()} | {"has_figures": said.get("figures") != "none"}
    said |= {"title": title, "short": said.get("short") or title}
    said["label"] = said.get("label") or (f"% of {base}" if unit == "percent" and base else unit)
    written = {f: _CALLED.get(f.name, f.name) for f in fields(Measure) if f.name != "id"}
    given = {
        f.name: _READERS.get(f.name, _READERS.get(f.type))(said[key], f"{where}: {key}")  # type: ignore[misc]
        for f, key in written.items() if key in said
    }  # fmt: skip
    return Measure(id=name, **given)


_CALLED = {"summable": "sum", "is_flow": "flow"}  # keys of a block that have another name here
_RANKED = "{top: [most populous], bottom: [least populous]}"
_SUBJECT = "{key: USA, when: [Labor Department]}, or {key: WORLD}"
_OWN = {"id", "ranked_top", "ranked_bottom", "has_figures"}
_KEYS = {_CALLED.get(f.name, f.name) for f in fields(Measure)} - _OWN
_KEYS |= {"value", "figures", "ranked", "round_before_compare"}


def _check_keys(spec: Mapping[str, Any], where: str) -> None:
    unknown = sorted(set(map(str, spec)) - _KEYS)
    if unknown:
        raise ReferenceDataError(
            f"{where}: {', '.join(unknown)} is no key of a measure; known are {', '.join(sorted(_KEYS))}"
        )
    for needed, example in _NEEDED.items():
        if needed not in spec:
            raise ReferenceDataError(f"{where} has no {needed}; write for example '{needed}: {example}'")
    if not any(spec.get(key) for key in ("names", "counted", "predicates", "change_names", "phrases")):
        raise ReferenceDataError(
            f"{where} has no noun phrase that names it, so no sentence can speak of it; write for example "
            "'names: [unemployment rate, jobless rate]'"
        )


def _spelt_out(value: Any, part: tuple[str, ...], where: str) -> Any:
    """Return a value with the lists in it flat, and each phrase with ``<part>`` once for every word of `part`."""
    if isinstance(value, dict):
        return {key: _spelt_out(one, part, where) for key, one in value.items()}
    if isinstance(value, list):
        return list(dict.fromkeys(phrase for one in value for phrase in _phrases(one, part, where)))
    if isinstance(value, str) and _PLACEHOLDER.search(value):
        raise ReferenceDataError(f"{where}: {value!r}: a phrase with '{_PART}' belongs in a list, as [{value}]")
    return value


def _phrases(value: Any, part: tuple[str, ...], where: str) -> Iterator[Any]:
    """Yield what a list holds, and the lists in it."""
    if isinstance(value, list):
        for one in value:
            yield from _phrases(one, part, where)
        return
    named = set(_PLACEHOLDER.findall(value)) if isinstance(value, str) else set()
    if named - {_PART} or (named and not part):
        raise ReferenceDataError(
            f"{where}: {value!r}: nothing says what {min(named - {_PART}, default=_PART)} stands for; '{_PART}' stands "
            "for every word of the measure's 'part', write for example 'part: [wind, wind power]'"
        )
    yield from [value.replace(_PART, word) for word in part] if named else [value]


def _number(value: Any, what: str) -> Decimal:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ReferenceDataError(f"{what} is {value!r}; a number is right")
    return Decimal(str(value))


def _one_of(*allowed: str) -> Callable[[Any, str], str]:
    def read(value: Any, what: str) -> str:
        if value not in allowed:
            raise ReferenceDataError(f"{what} is {value!r}; one of {', '.join(allowed)} is right")
        return str(value)

    return read


def _words(value: Any, what: str) -> tuple[str, ...]:
    words = (value,) if isinstance(value, str) else value
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ReferenceDataError(f"{what} is {value!r}; a list of words is right, each in quotes where it is no word")
    return tuple(words)


def _map(value: Any, keys: tuple[str, ...], what: str, right: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - set(keys):
        raise ReferenceDataError(f"{what} is {value!r}; write {right}")
    return {key: given for key, given in value.items() if given is not None}


def _subject(value: Any, what: str) -> DefaultSubject:
    said = _map(value, ("key", "when"), what, _SUBJECT)
    if not said.get("key"):
        raise ReferenceDataError(f"{what} is {value!r}; write {_SUBJECT}")
    return DefaultSubject(str(said["key"]), _words(said.get("when", ()), f"{what}: when"))


def _names(value: Any) -> dict[str, str]:
    return {str(key): str(name) for key, name in dict(value).items()}


def _currencies(value: Any, _: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return each entity's currencies, each with the day from which editions use it; one code is used always."""
    dated = {str(key): codes if isinstance(codes, dict) else {"": codes} for key, codes in dict(value).items()}
    return {key: tuple(sorted((str(day), str(code)) for day, code in codes.items())) for key, codes in dated.items()}


# how a key of a measure is read: by its own name, else by the type of the field
_READERS: Mapping[Any, Callable[[Any, str], Any]] = {
    "over": _one_of("month", "quarter", "year", "decision"), "kind": _one_of(LEVEL, CHANGE),
    "default_subject": _subject, "currencies": _currencies,
    "nouns": lambda value, what: tuple(word.casefold() for word in _words(value, what)),
    **dict.fromkeys(("stood", "contested"), lambda value, _: _names(value)),
    "decimals_in": lambda value, what: {str(edition): int(_number(n, what)) for edition, n in dict(value).items()},
    **dict.fromkeys((int, int | None), lambda value, what: int(_number(value, what))),
    **dict.fromkeys((Decimal, Decimal | None), _number), tuple[str, ...]: _words, bool: lambda value, _: bool(value),
    **dict.fromkeys((str, str | None), lambda value, _: str(value)),
}  # fmt: skip
