"""What each notebook can be told (``parameters.yaml``), checked before a kernel starts."""

import dataclasses
import difflib
import math
import typing
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from analysis.display.sources import check_corrections_file
from analysis.errors import CorrectionError, ParameterError, ReferenceDataError
from analysis.paths import project_root


def _declared() -> dict[str, type]:
    """Return the notebooks of ``parameters.yaml``, each with a dataclass of its parameters."""
    told = yaml.safe_load(files("analysis.runs").joinpath("parameters.yaml").read_text(encoding="utf-8"))
    kinds = {}
    for notebook, parameters in told.items():
        fields = []
        for name, (default, comment, *ends) in parameters.items():
            low, high = ends or (None, None)
            metadata = {"comment": comment, "low": low, "high": high}
            fields.append((name, type(default), dataclasses.field(default=default, metadata=metadata)))
        kinds[notebook] = dataclasses.make_dataclass("Parameters", fields, frozen=True, kw_only=True)
    return kinds


NOTEBOOKS: Mapping[str, type] = _declared()


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
    wrong = ParameterError(f"{where} is {value!r}; give {_WORDS[kind]}, such as {declared.default!r}")
    if kind is str or isinstance(value, bool):
        if kind is not str or not isinstance(value, str):
            raise wrong
        return value
    try:
        number = float(value)
    except (ValueError, TypeError):
        raise wrong from None
    if not math.isfinite(number) or (kind is int and not number.is_integer()):
        raise wrong
    low, high = declared.metadata["low"], declared.metadata["high"]
    if low is not None and not low <= number <= high:
        raise ParameterError(f"{where} is {kind(number)!r}; give {_WORDS[kind]} from {low:g} to {high:g}")
    return kind(number)


_WORDS = {int: "a whole number", float: "a number", str: "a text"}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint at the known name nearest to a wrong one, or nothing."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""
