"""What each notebook can be told (``parameters.yaml``), checked before a kernel starts; rows of it from a file."""

import csv
import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from analysis.articles.records import delimiter_of
from analysis.display.sources import check_corrections_file
from analysis.errors import CorrectionError, ParameterError, ReferenceDataError
from analysis.paths import project_root


@dataclass(frozen=True)
class Parameter:
    """A line of ``parameters.yaml``; the type is that of the default."""

    default: str | int | float
    comment: str
    low: float = -math.inf
    high: float = math.inf


_TOLD = yaml.safe_load(files("analysis.runs").joinpath("parameters.yaml").read_text(encoding="utf-8"))
NOTEBOOKS: Mapping[str, Mapping[str, Parameter]] = {
    notebook: {name: Parameter(*told) for name, told in parameters.items()} for notebook, parameters in _TOLD.items()
}
_PERIODS = {"year", "revised_year", "period"}  # an edition must have figures of them
_WORDS = {int: "a whole number", float: "a number", str: "a text"}


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
    its range, an edition, a country or a period that the reference package does not hold, corrections that cannot be
    read.

    >>> check_parameters("04_defence_spending", {"year": "2023"})["year"]
    2023
    """
    notebook_path(notebook)
    declared = NOTEBOOKS[notebook]
    for name in given:
        if name not in declared:
            said = f"no parameter {name!r}{nearest(name, declared)}; its parameters are {', '.join(declared)}"
            raise ParameterError(f"{notebook} has {said}")
    read = {name: _read(f"{notebook}: parameter {name!r}", declared[name], value) for name, value in given.items()}
    values = {name: parameter.default for name, parameter in declared.items()} | read
    try:
        check_corrections_file(values.get("corrections") or "none")
    except CorrectionError as error:
        raise ParameterError(f"{notebook}: parameter 'corrections': {error}") from None
    return _in_package(notebook, values) if "reference" in values else values


def _in_package(notebook: str, values: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is not held: package, measure, edition, period, country; a country's name becomes its key."""
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
    measures = [values["measure"]] if "measure" in values else package.measures
    held = sorted({p for edition in package.edition_by_id for m in measures for p in package.periods(edition, m)})
    for name in _PERIODS & values.keys():
        if str(values[name]) not in held:
            raise ParameterError(
                f"{notebook}: parameter {name!r} is {values[name]!r}, of which no edition of {package.name} has "
                f"figures (held: {' to '.join(held[:1] + held[-1:]) or 'none'})"
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


def _read(where: str, declared: Parameter, value: Any) -> Any:
    kind = type(declared.default)
    if kind is str and isinstance(value, str):
        return value
    try:
        number = math.nan if kind is str or isinstance(value, bool) else float(value)
    except (ValueError, TypeError):
        number = math.nan
    if not math.isfinite(number) or (kind is int and not number.is_integer()):
        raise ParameterError(f"{where} is {value!r}; give {_WORDS[kind]}, such as {declared.default!r}")
    if not declared.low <= number <= declared.high:
        ends = f"from {declared.low:g} to {declared.high:g}"
        raise ParameterError(f"{where} is {kind(number)!r}; give {_WORDS[kind]} {ends}")
    return kind(number)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint at the known name nearest to a wrong one, or nothing."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""


def read_rows(notebook: str, path: str | Path) -> list[dict[str, Any]]:
    """Return the rows of a parameter file, each checked; an empty cell of a CSV leaves the default.

    Raises `ParameterError` if the file cannot be read, holds no rows, or a row does not fit the notebook.
    """
    where = Path(path)
    try:
        text = where.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"{where.name}: cannot be read ({error}); give a CSV or YAML file in UTF-8") from error
    is_yaml = where.suffix.lower() in (".yaml", ".yml")
    rows = _yaml_rows(where.name, text) if is_yaml else _csv_rows(text, [*NOTEBOOKS.get(notebook, ())])
    if not rows:
        raise ParameterError(f"{where.name}: holds no rows; give one row of parameters a run")
    for place, row in rows.items():
        try:
            check_parameters(notebook, row)
        except ParameterError as error:
            raise ParameterError(f"{where.name}, {place}: {error}") from None
    return [*rows.values()]


def _csv_rows(text: str, known: list[str]) -> dict[str, dict[str, Any]]:
    lines = text.splitlines()
    rows = csv.DictReader(lines, delimiter=delimiter_of(lines[0], known) if lines else ",")
    return {
        f"row {rows.line_num} (the header is row 1)": {
            str(n): value for n, value in row.items() if value not in ("", None)
        }
        for row in rows
    }


def _yaml_rows(name: str, text: str) -> dict[str, dict[str, Any]]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ParameterError(f"{name}: no YAML ({error}); give a list of mappings, one a run") from error
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise ParameterError(f"{name}: give a list of mappings, one a run, such as '- year: 2023'")
    return {
        f"item {number}": {n: v.isoformat()[:10] if isinstance(v, date) else v for n, v in row.items()}
        for number, row in enumerate(content, start=1)
    }
