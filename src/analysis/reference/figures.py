"""The indicator table of a package: its figures in long form, and the editions they belong to."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference import validate
from analysis.reference.descriptor import (
    Resource,
    flag_column,
    optional_column,
    read_decimal,
    require_column,
    role_column,
    rows_of,
)  # fmt: skip
from analysis.reference.gazetteer import country_names
from analysis.reference.model import Edition


def read_figures(resource: Resource, frame: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the cells of measures in long form, whatever form the file has (a row a cell, or a column a measure)."""
    column = measure_column(resource)
    if column:
        require_column(resource, frame, column)
        value = next((m["value"] for m in resource.block["measures"].values() if m and m.get("value")), "value")
        require_column(resource, frame, value)
        wanted = frame.loc[frame[column].isin(measures)]
        long = _base(resource, wanted).assign(measure=wanted[column], raw=wanted[value], column=value)
    else:
        specs = {name: resource.block["measures"][name] or {} for name in measures}
        own = (name for name, spec in specs.items() if spec.get("figures") != "none" and not spec.get("bases"))
        wide = {name: str(specs[name].get("value", name)) for name in own}
        for name, value in wide.items():
            require_column(resource, frame, value, f"measure {name}")
        base = _base(resource, frame)
        parts = [base.assign(measure=name, raw=frame[value], column=value) for name, value in wide.items()]
        long = pd.concat(parts, ignore_index=True) if parts else base.assign(measure="", raw="", column="").head(0)
    long = long.loc[long["raw"].str.strip() != ""].reset_index(drop=True)
    return long.assign(value=_values(resource, long))


def measure_column(resource: Resource) -> str | None:
    """Return the column that names the measure of a row, or None for a table with a column for each measure."""
    return (resource.block.get("measure") or {}).get("column")


def _base(resource: Resource, frame: pd.DataFrame) -> pd.DataFrame:
    key, period = role_column(resource, frame, "entity"), role_column(resource, frame, "time")
    columns = dict(resource.block.get("columns") or {})
    return pd.DataFrame(
        {
            "edition": _edition_ids(resource, frame),
            "published_text": _published_texts(resource, frame),
            "key": frame[key],
            "name": _names(resource, frame, key),
            "period": frame[period],
            "unit": optional_column(resource, frame, columns.get("unit")),
            "is_estimate": flag_column(resource, frame, columns.get("estimate")),
            "source": optional_column(resource, frame, columns.get("source")),
            "file": resource.path,
            "line": frame["_line"],
        }
    )


def _values(resource: Resource, long: pd.DataFrame) -> "pd.Series[float]":
    values = pd.to_numeric(long["raw"].str.strip(), errors="coerce").astype(float)
    for place in np.flatnonzero(~np.isfinite(values.to_numpy())):
        read_decimal(resource, long["raw"].iloc[place], long["line"].iloc[place])
    return values


def read_keys(resource: Resource, frame: pd.DataFrame) -> dict[str, str]:
    key = role_column(resource, frame, "entity")
    once = frame.drop_duplicates(key, keep="last")
    return dict(zip(once[key], _names(resource, once, key), strict=True))


def _names(resource: Resource, frame: pd.DataFrame, key: str) -> "pd.Series[str]":
    """Return the entities' names: the table's own, else the gazetteer's for countries, else the keys."""
    entity = resource.block["entity"]
    if entity.get("name"):
        require_column(resource, frame, entity["name"])
        return frame[entity["name"]]
    if entity.get("gazetteer") != "countries":
        return frame[key]
    known = country_names()
    return frame[key].map({code: known.get(code, code) for code in frame[key].unique()})


def _edition_ids(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    spec = resource.block.get("edition") or {}
    if "column" in spec:
        return frame[role_column(resource, frame, "edition")]
    return str(spec.get("id") or resource.package)


def _published_texts(resource: Resource, frame: pd.DataFrame) -> "pd.Series[str] | str":
    """Return the publication days the indicator itself gives: a column, or one day for a table of one edition."""
    spec = resource.block.get("edition") or {}
    if spec.get("published"):
        require_column(resource, frame, spec["published"])
        return frame[spec["published"]]
    return str(spec.get("published_on") or "")


def read_editions(resource: Resource, frame: pd.DataFrame, *, same_day: bool = False) -> tuple[Edition, ...]:
    """Return the rows of an edition table, the earliest first; `same_day` allows two of one day."""
    editions, covers = [], resource.block.get("covers") or {}
    for row in rows_of(resource, frame, "edition", "published"):
        name, held = row["edition"], row["held"] or "full"
        published = validate.publication_day(name, row["published"], row.where)
        given = covers.get(name, [row["covers_from"] or None, row["covers_to"] or None])
        if not (isinstance(given, list) and len(given) == 2):
            raise ReferenceDataError(f"{row.where}: covers of {name} is {given!r}; [first, last] is right")
        first, last = (end and str(end) for end in given)
        as_of, announced, counted_on = (row.days(role) for role in ("as_of", "announced", "counted_on"))
        whole = "full" if held.startswith("full") and "except" not in held else "partly"
        editions.append(Edition(
            name, row["title"] or name, row["publisher"], published, "none" if held.startswith("none") else whole, held,
            first, last, as_of.last if as_of else published, row["url"],
            announced.first if announced else None, counted_on.last if counted_on else None,
        ))  # fmt: skip
    validate.check_editions(editions, resource.where, same_day=same_day)
    return tuple(sorted(editions, key=lambda edition: edition.published_on))


def editions_of_rows(resource: Resource, frame: Callable[[], pd.DataFrame]) -> tuple[Edition, ...]:
    """Return the editions of a package without an edition table: the one its descriptor tells, else those of its rows.

    The table is asked for only where its rows say it.
    """
    spec = dict(resource.block.get("edition") or {})
    if "column" not in spec and spec.get("published_on"):
        told: Iterable[tuple[Any, ...]] = [
            (spec.get("id") or resource.package, [str(spec["published_on"])], None, None)
        ]
    else:
        table = frame()
        figures = pd.DataFrame(
            {
                "edition": _edition_ids(resource, table),
                "text": _published_texts(resource, table),
                "period": table[role_column(resource, table, "time")],
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
    validate.check_editions(editions, resource.where)
    return tuple(sorted(editions, key=lambda edition: edition.published_on))
