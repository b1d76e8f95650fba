"""The indicator table of a package: its figures in long form, and the editions they belong to."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference import validate
from analysis.reference.gazetteer import country_names
from analysis.reference.model import Edition
from analysis.reference.resource import Resource, read_decimal, read_flag


def read_figures(resource: Resource, frame: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the cells of measures in long form, whatever form the file has (a row a cell, or a column a measure)."""
    column = measure_column(resource)
    if column:
        named = (m["value"] for m in resource.block["measures"].values() if m and m.get("value"))
        value = resource.require(next(named, "value"))
        wanted = frame.loc[frame[resource.require(column)].isin(measures)]
        long = _base(resource, wanted).assign(measure=wanted[column], raw=wanted[value], column=value)
    else:
        specs = {name: resource.block["measures"][name] or {} for name in measures}
        own = (name for name, spec in specs.items() if spec.get("figures") != "none" and not spec.get("bases"))
        wide = {name: resource.require(str(specs[name].get("value", name)), f"measure {name}") for name in own}
        base = _base(resource, frame)
        parts = [base.assign(measure=name, raw=frame[value], column=value) for name, value in wide.items()]
        long = pd.concat(parts, ignore_index=True) if parts else base.assign(measure="", raw="", column="").head(0)
    long = long.loc[long["raw"].str.strip() != ""].reset_index(drop=True)
    return long.assign(value=_values(resource, long))


def measure_column(resource: Resource) -> str | None:
    """Return the column that names the measure of a row, or None for a table with a column for each measure."""
    return (resource.block.get("measure") or {}).get("column")


def _base(resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    columns = resource.columns()
    return pd.DataFrame(
        {
            "edition": _edition_ids(resource, frame),
            "published_text": _published_texts(resource, frame),
            "key": frame[resource.role_column("entity")],
            "name": _names(resource, frame),
            "period": frame[resource.role_column("time")],
            "unit": _optional(resource, frame, columns.get("unit")),
            "is_estimate": _flags(resource, frame, columns.get("estimate")),
            "source": _optional(resource, frame, columns.get("source")),
            "file": resource.path,
            "line": frame["_line"],
        }
    )


def _optional(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[str] | str":
    return "" if column is None else frame[resource.require(column)]


def _flags(resource: Resource, frame: pd.DataFrame, column: str | None) -> "pd.Series[bool] | bool":
    if column is None:
        return False
    once = frame.drop_duplicates(resource.require(column))
    cells = zip(once[column], once["_line"], strict=True)
    said = {text: read_flag(text, f"{resource.where}, line {line}", column) for text, line in cells}
    return frame[column].map(said).astype(bool)


def _values(resource: Resource, long: pd.DataFrame) -> "pd.Series[float]":
    values = pd.to_numeric(long["raw"].str.strip(), errors="coerce").astype(float)
    for place in np.flatnonzero(~np.isfinite(values.to_numpy())):
        read_decimal(long["raw"].iloc[place], f"{resource.where}, line {long['line'].iloc[place]}")
    return values


def read_keys(resource: Resource, frame: pd.DataFrame) -> dict[str, str]:
    key = resource.role_column("entity")
    once = frame.drop_duplicates(key, keep="last")
    return dict(zip(once[key], _names(resource, once), strict=True))


def _names(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the entities' names: the table's own, else the gazetteer's for countries, else the keys."""
    entity = resource.block["entity"]
    if entity.get("name"):
        return frame[resource.require(entity["name"])]
    keys = frame[resource.role_column("entity")]
    known = country_names() if entity.get("gazetteer") == "countries" else {}
    return keys.map({code: known.get(code, code) for code in keys.unique()})


def _edition_ids(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    spec = resource.block.get("edition") or {}
    return frame[resource.role_column("edition")] if "column" in spec else _only_edition(resource)


def _only_edition(resource: Resource) -> str:
    return str((resource.block.get("edition") or {}).get("id") or resource.folder.name)


def _published_texts(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    """Return the publication days the indicator itself gives: a column, or one day for a table of one edition."""
    spec = resource.block.get("edition") or {}
    return frame[resource.require(spec["published"])] if spec.get("published") else str(spec.get("published_on") or "")


def editions_of_rows(resource: Resource) -> tuple[Edition, ...]:
    """Return the editions of a package without an edition table: the one its descriptor tells, else those of its rows.

    The table is read only where its rows say it.
    """
    spec = dict(resource.block.get("edition") or {})
    told: Any = [(_only_edition(resource), [str(spec.get("published_on"))], None, None)]
    if "column" in spec or not spec.get("published_on"):
        table = resource.frame()
        figures = pd.DataFrame(
            {
                "edition": _edition_ids(resource, table),
                "text": _published_texts(resource, table),
                "period": table[resource.role_column("time")],
            }
        )
        spans = figures.groupby("edition", sort=True).agg({"text": lambda s: sorted(set(s)), "period": ["min", "max"]})
        told = spans.itertuples(name=None)
    editions = []
    for name, texts, first, last in told:
        if len(texts) > 1:
            raise ReferenceDataError(
                f"{resource.where}: edition {name!r} has {len(texts)} publication dates ({', '.join(texts)}); "
                "one edition has one"
            )
        day, title = validate.publication_day(str(name), texts[0], resource.where), str(spec.get("title") or name)
        publisher = str(spec.get("publisher") or "")
        editions.append(Edition(str(name), title, publisher, day, "full", "full", first, last, day))
    return validate.in_order(editions, resource.where)
