"""The indicator table of a package: its figures in long form, and the editions they belong to."""

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.reference import validate
from analysis.reference.columns import flag_column, optional_column, read_decimal, require_column, role_column
from analysis.reference.days import parse_days
from analysis.reference.descriptor import Resource
from analysis.reference.gazetteer import load_gazetteer
from analysis.reference.model import Edition

FIGURE_COLUMNS = (
    "edition", "published_on", "key", "name", "period", "measure", "unit", "value", "raw", "is_estimate", "source",
    "file", "line", "column",
)  # fmt: skip


def read_figures(resource: Resource, frame: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the indicator's cells in long form, whatever form the file has (a row a cell, or a column a measure)."""
    block = resource.block
    key, period = role_column(resource, frame, "entity"), role_column(resource, frame, "time")
    columns = dict(block.get("columns") or {})
    measure_column = (block.get("measure") or {}).get("column")
    base = pd.DataFrame(
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
    if measure_column:
        require_column(resource, frame, measure_column)
        validate.check_measures(resource, frame[measure_column], measures)
        value_column = next((m["value"] for m in block["measures"].values() if m and m.get("value")), "value")
        require_column(resource, frame, value_column)
        long = base.assign(measure=frame[measure_column], raw=frame[value_column], column=value_column)
    else:
        specs = {name: spec or {} for name, spec in block["measures"].items()}
        wide = {
            name: spec.get("value", name)
            for name, spec in specs.items()
            if spec.get("figures") != "none" and not spec.get("bases")
        }
        for name, column in wide.items():
            require_column(resource, frame, column, f"measure {name}")
        parts = [base.assign(measure=name, raw=frame[column], column=column) for name, column in wide.items()]
        long = pd.concat(parts, ignore_index=True)
    long = long.loc[long["raw"].str.strip() != ""].reset_index(drop=True)
    return long.assign(
        value=[float(read_decimal(resource, raw, n)) for raw, n in zip(long["raw"], long["line"], strict=True)]
    )


def _names(resource: Resource, frame: pd.DataFrame, key: str) -> "pd.Series[str]":
    """Return the entities' names: the table's own, else the gazetteer's for countries, else the keys."""
    entity = resource.block["entity"]
    if entity.get("name"):
        require_column(resource, frame, entity["name"])
        return frame[entity["name"]]
    if entity.get("gazetteer") != "countries":
        return frame[key]
    known = {e.iso3: e.name for e in load_gazetteer().entities.values() if e.iso3}
    return frame[key].map(lambda code: known.get(code, code))


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


def read_editions(resource: Resource, frame: pd.DataFrame, figures: pd.DataFrame) -> tuple[Edition, ...]:
    """Return the rows of an edition table, the earliest first."""
    columns = resource.columns("edition", "published")
    for column in columns.values():
        require_column(resource, frame, column)
    covers = resource.block.get("covers") or {}
    rows = []
    for row in frame.to_dict("records"):
        get = {role: str(row[column]).strip() for role, column in columns.items()}
        where = f"{resource.where}, line {row['_line']}"
        published = validate.publication_day(get["edition"], get["published"], where)
        given = covers.get(get["edition"])
        if given is not None and not (isinstance(given, list) and len(given) == 2):
            raise ReferenceDataError(f"{where}: covers of {get['edition']} is {given!r}; [first, last] is right")
        first, last = covers.get(get["edition"], (get.get("covers_from") or None, get.get("covers_to") or None))
        as_of = parse_days(get["as_of"], where).last if get.get("as_of") else published
        held = get.get("held") or "full"
        rows.append(
            Edition(
                get["edition"], get.get("title") or get["edition"], get.get("publisher", ""), published,
                _held(held), held, first and str(first), last and str(last), as_of,
            )
        )  # fmt: skip
    validate.check_editions(rows, resource.where)
    validate.check_edition_column(figures, {row.id: row for row in rows}, resource.where)
    return tuple(sorted(rows, key=lambda edition: edition.published_on))


def _held(text: str) -> str:
    if text.startswith("none"):
        return "none"
    return "full" if text.startswith("full") and "except" not in text else "partly"


def editions_of_figures(resource: Resource, figures: pd.DataFrame) -> tuple[Edition, ...]:
    """Return the editions of a package without an edition table: what its rows say."""
    rows = []
    publisher = str((resource.block.get("edition") or {}).get("publisher") or "")
    for name, group in figures.groupby("edition", sort=True):
        texts = sorted(set(group["published_text"]))
        if len(texts) > 1:
            raise ReferenceDataError(
                f"{resource.where}: edition {name!r} has {len(texts)} publication dates ({', '.join(texts)}); "
                "one edition has one"
            )
        published = validate.publication_day(str(name), texts[0], resource.where)
        rows.append(
            Edition(
                str(name),
                str(name),
                publisher,
                published,
                "full",
                "full",
                min(group["period"]),
                max(group["period"]),
                published,
            )
        )
    validate.check_editions(rows, resource.where)
    return tuple(sorted(rows, key=lambda edition: edition.published_on))
