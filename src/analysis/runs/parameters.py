"""What each notebook can be told: one frozen dataclass a notebook, checked before a kernel starts."""

import dataclasses
import difflib
import math
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.display.sources import SAMPLES, check_corrections_file
from analysis.errors import CorrectionError, ParameterError, ReferenceDataError
from analysis.paths import project_root

CORRECTIONS = "table of corrections by hand (corrections.csv), applied after extraction; empty: none"
PAGES = "folder of the articles' pages, relative to this report, for links; empty: no links"
SEED = "seeds/000_a3d80e40c71e1304.txt"


def parameter(default: Any, comment: str, low: float | None = None, high: float | None = None) -> Any:
    """Declare a parameter: its default, the comment beside it in the notebook, its range."""
    return field(default=default, metadata={"comment": comment, "low": low, "high": high})


@dataclass(frozen=True, kw_only=True)
class ArticleParameters:
    """Parameters of ``01_article``."""

    article: str = parameter(SEED, "file to read, from the project root; with tables: the article's id in them")
    tables: str = parameter("", "folder of tables written before; empty: analyse the file now")
    published: str = parameter("", "day of publication (YYYY-MM-DD); empty: as the article says, else inferred")
    corrections: str = parameter("", CORRECTIONS)


@dataclass(frozen=True, kw_only=True)
class CorpusParameters:
    """Parameters of ``03_numbers_and_claims`` and ``05_corpus``."""

    articles: str = parameter(SAMPLES, "folder or file of articles, from the project root")
    tables: str = parameter("", "folder of tables written before; empty: analyse the articles now")
    corrections: str = parameter("", CORRECTIONS)
    pages: str = parameter("", PAGES)


@dataclass(frozen=True, kw_only=True)
class QuoteParameters(CorpusParameters):
    """Parameters of ``02_quotes``."""

    low_confidence: float = parameter(0.75, "quotes below this confidence are listed for review", 0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class SpendingParameters:
    """Parameters of ``04_defence_spending``."""

    reference: str = parameter("nato", "reference package: a folder in data/reference")
    edition: str = parameter("nato-2026-07", "edition of the table that the charts show")
    year: int = parameter(2026, "year that the charts compare", 1949, 2035)
    first_year: int = parameter(2014, "year that it is compared with", 1949, 2035)
    revised_year: int = parameter(2024, "year whose count is followed through all editions", 1949, 2035)
    guideline: float = parameter(2.0, "percent of GDP", 0.0, 20.0)
    next_line: float = parameter(3.5, "percent of GDP: the line ahead", 0.0, 20.0)
    target_year: int = parameter(2035, "year by which the next line is to be reached", 1949, 2100)
    pace_years: int = parameter(3, "years from which the present pace is taken", 1, 20)
    equipment_line: float = parameter(20.0, "percent of defence expenditure for equipment", 0.0, 100.0)
    fewest_held: float = parameter(0.8, "share of the members that must be held for a headline", 0.0, 1.0)
    subject: str = parameter("DEU", "country set in bold, as ISO 3166-1 alpha-3 code")


@dataclass(frozen=True, kw_only=True)
class IndicatorParameters:
    """Parameters of ``06_indicator``."""

    reference: str = parameter("imf_weo", "reference package: a folder in data/reference")
    measure: str = parameter("government_gross_debt", "measure of the package")
    edition: str = parameter("weo-2025-10", "edition whose order is shown")
    period: str = parameter("2024", "period that is ordered and followed through the editions")
    subject: str = parameter("FRA", "key that the charts follow: an ISO 3166-1 alpha-3 code, or a total of the package")
    articles: str = parameter(SAMPLES, "folder or file of articles, from the project root")
    tables: str = parameter("", "folder of tables written before; empty: analyse the articles now")


NOTEBOOKS: Mapping[str, type] = {
    "01_article": ArticleParameters,
    "02_quotes": QuoteParameters,
    "03_numbers_and_claims": CorpusParameters,
    "04_defence_spending": SpendingParameters,
    "05_corpus": CorpusParameters,
    "06_indicator": IndicatorParameters,
}


def notebook_path(name: str) -> Path:
    """Return the file of a notebook.

    Raises `ParameterError` if there is no notebook of that name; the message names the nearest one.
    """
    if name not in NOTEBOOKS:
        raise ParameterError(f"no notebook {name!r}{nearest(name, NOTEBOOKS)}; there are {', '.join(NOTEBOOKS)}")
    return project_root() / "notebooks" / f"{name}.ipynb"


def check_parameters(notebook: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return all parameters of a notebook, the given ones in their declared types, the others at their defaults.

    Text from a command line or a CSV file is read as the declared type: ``"2024"`` is a year, ``"2,0"`` is refused.
    Raises `ParameterError` for an unknown name (the nearest known one is named), a value of the wrong type or outside
    its range, an edition or a country that the reference package does not hold, corrections that cannot be read.

    >>> check_parameters("04_defence_spending", {"year": "2023"})["year"]
    2023
    """
    notebook_path(notebook)
    declared = NOTEBOOKS[notebook]
    fields = {f.name: f for f in dataclasses.fields(declared)}
    types = typing.get_type_hints(declared)
    for name in given:
        if name not in fields:
            raise ParameterError(
                f"{notebook} has no parameter {name!r}{nearest(name, fields)}; its parameters are {', '.join(fields)}"
            )
    read = {name: _read(notebook, fields[name], types[name], value) for name, value in given.items()}
    values = dataclasses.asdict(declared(**read))
    try:
        if values.get("corrections"):
            check_corrections_file(values["corrections"])
    except CorrectionError as error:
        raise ParameterError(f"{notebook}: parameter 'corrections': {error}") from None
    return _in_package(notebook, values) if "reference" in values else values


def _in_package(notebook: str, values: dict[str, Any]) -> dict[str, Any]:
    """Refuse a package, a measure, an edition or a country that is not held; a country's name becomes its key."""
    from analysis.reference.read import kept_reference

    try:
        package = kept_reference(values["reference"])
    except ReferenceDataError as error:
        raise ParameterError(f"{notebook}: parameter 'reference': {error}") from None
    for name, known in (("measure", package.measures), ("edition", package.edition_by_id)):
        if name in values and values[name] not in known:
            raise ParameterError(
                f"{notebook}: parameter {name!r} is {values[name]!r}, no {name} of {package.name}"
                f"{nearest(values[name], known)}; give one of {', '.join(known)}"
            )
    words = {word.casefold(): key for key, name in package.keys.items() for word in (name, key)}
    subject = words.get(values["subject"].strip().casefold())
    if subject is None:
        hint = nearest(values["subject"], [*package.keys, *package.keys.values()])
        raise ParameterError(
            f"{notebook}: parameter 'subject' is {values['subject']!r}, neither a key nor a name in "
            f"{package.name}{hint}; give one such as 'DEU' or 'Germany'"
        )
    return {**values, "subject": subject}


def _read(notebook: str, declared: dataclasses.Field, kind: type, value: Any) -> Any:
    where = f"{notebook}: parameter {declared.name!r}"
    try:
        read = _as(kind, value)
    except (ValueError, TypeError):
        raise ParameterError(f"{where} is {value!r}; give {_WORDS[kind]}, such as {declared.default!r}") from None
    low, high = declared.metadata["low"], declared.metadata["high"]
    if low is not None and not low <= read <= high:
        raise ParameterError(f"{where} is {read!r}; give {_WORDS[kind]} from {low:g} to {high:g}")
    return read


_WORDS = {int: "a whole number", float: "a number", str: "a text"}


def _as(kind: type, value: Any) -> Any:
    if kind is str:
        if not isinstance(value, str):
            raise TypeError
        return value
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number) or (kind is int and not number.is_integer()):
        raise ValueError
    return kind(number)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint at the known name nearest to a wrong one, or nothing."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""
