"""The formats: Our World in Data, World Bank, Eurostat and OECD (SDMX-CSV), IMF World Economic Outlook, FRED."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.importers.first_words import read_unit
from analysis.importers.table import (
    ROWS,
    Download,
    Series,
    check_size,
    read_frame,
    read_member,
    read_text,
)

_NO_DIMENSION = (
    "DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "TIME_PERIOD", "OBS_VALUE",
    "OBS_FLAG", "OBS_STATUS", "CONF_STATUS", "UNIT_MULT", "DECIMALS", "BASE_PER", "freq", "FREQ",
    "Reference area", "Time period", "Observation value", "Observation status", "Geopolitical entity (reporting)",
)  # fmt: skip
_FORMATS = "Our World in Data (CSV), World Bank (zip), Eurostat or OECD (SDMX-CSV), IMF WEO (tab-separated), FRED (CSV)"


def read_download(path: Path, *, entity: str = "USA") -> Download:
    """Read a downloaded file of any of the formats; `entity` is whose figures a FRED file holds.

    Raises
    ------
    ReferenceDataError
        If the file is none of them, too large, or broken.
    """
    check_size(path)
    if path.suffix.lower() == ".zip":
        return _zip(path)
    text = read_text(path.read_bytes(), path.name)
    metadata = path.with_name(path.name.removesuffix(".csv") + ".metadata.json")
    return read_table(text, path.name, metadata.read_bytes() if metadata.is_file() else b"", entity)


def read_table(text: str, name: str, metadata: bytes = b"", entity: str = "USA") -> Download:
    """Read the text of a table by what its header says it is."""
    header = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    columns = [column.strip('" \r') for column in re.split(r"[,\t]", header)]
    lower = [column.lower() for column in columns]
    if lower[:2] == ["entity", "code"] and len(lower) > 3 and lower[2] in ("year", "day"):
        return _owid(read_frame(text, name), name, metadata)
    if "OBS_VALUE" in columns and "TIME_PERIOD" in columns:
        return _sdmx(read_frame(text, name), name)
    if "WEO Subject Code" in columns:
        return _weo(read_frame(text, name, "\t"), name)
    if lower[0] in ("observation_date", "date") and len(columns) > 1:
        return _fred(read_frame(text, name), entity)
    if columns[0] == "Data Source":
        return _world_bank(text, name)
    raise ReferenceDataError(f"{name}: its header begins {header[:60]!r}; known are {_FORMATS}")


def _zip(path: Path) -> Download:
    name, content = read_member(path, r"(?!Metadata_|readme).*\.csv")
    text = read_text(content, name)
    try:
        metadata = read_member(path, r".*\.metadata\.json")[1]
    except ReferenceDataError:
        metadata = b""
    return read_table(text, f"{path.name}/{name}", metadata)


def _owid(frame: pd.DataFrame, name: str, metadata: bytes) -> Download:
    entity, code, time = frame.columns[:3]
    values = [column for column in frame.columns[3:] if _numeric(frame[column])]
    if not values:
        raise ReferenceDataError(f"{name}: no column of figures after {', '.join(frame.columns[:3])}")
    try:
        told = json.loads(metadata or b"{}")
    except ValueError as error:
        raise ReferenceDataError(f"{name}: its metadata file is not JSON ({error}); download it again") from error
    about = told.get("columns") or {}
    series = tuple(_owid_series(column, about.get(column) or {}) for column in values)
    named = frame.assign(**{code: frame[code].where(frame[code] != "", frame[entity])})
    rows = _long(named, code, time, dict(zip(values, (s.id for s in series), strict=True)))
    updated = [str(spec.get("lastUpdated") or "") for spec in about.values() if isinstance(spec, dict)]
    chart = told.get("chart") or {}
    return Download(
        "Our World in Data", "Our World in Data", series, rows, _day(max(updated, default="")), "CC BY 4.0",
        str(chart.get("originalChartUrl") or "https://ourworldindata.org"),
    )  # fmt: skip


def _owid_series(column: str, about: dict[str, Any]) -> Series:
    title = str(about.get("titleShort") or about.get("titleLong") or column)
    return Series(slug(column), title, str(about.get("unit") or ""), str(about.get("descriptionShort") or ""))


def _world_bank(text: str, name: str) -> Download:
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines[:10]) if line.startswith(('"Country Name"', "Country Name"))), None)
    if start is None:
        raise ReferenceDataError(f"{name}: no header 'Country Name' in its first ten lines; download it again")
    updated = re.search(r'Last Updated Date"?,"?(\d{4}-\d{2}-\d{2})', "\n".join(lines[:start]))
    frame = read_frame("\n".join(lines[start:]), name)
    years = [column for column in frame.columns if re.fullmatch(r"\d{4}", column)]
    long = frame.melt(["Country Code", "Indicator Name"], years, "period", "value")
    ids = {title: slug(title.split("(")[0]) for title in frame["Indicator Name"]}
    return Download(
        "World Bank", "the World Bank", tuple(Series(id_, title, _in_brackets(title)) for title, id_ in ids.items()),
        _rows(long["Country Code"], long["period"], long["Indicator Name"].map(ids), long["value"]),
        _day(updated[1]) if updated else None, "CC BY 4.0", "https://data.worldbank.org",
    )  # fmt: skip


def _sdmx(frame: pd.DataFrame, name: str) -> Download:
    area = next((column for column in ("geo", "REF_AREA", "LOCATION") if column in frame), None)
    if area is None:
        raise ReferenceDataError(f"{name}: no column geo or REF_AREA says whose the figures are")
    varying = [c for c in frame.columns if c not in (*_NO_DIMENSION, area) and frame[c].nunique() > 1]
    varying = [c for n, c in enumerate(varying) if all(_says_more(frame, c, before) for before in varying[:n])]
    flow = str(frame[next(c for c in ("DATAFLOW", "STRUCTURE_ID", area) if c in frame)].iloc[0])
    code = re.sub(r"^[A-Z.]+:|\(.*$", "", flow)
    base = str(frame["STRUCTURE_NAME"].iloc[0]) if "STRUCTURE_NAME" in frame else code
    units = (str(frame[c].iloc[0]) for c in ("unit", "UNIT_MEASURE", "Unit of measure") if c in frame)
    found = list(units)
    unit = next((u for u in found if read_unit(u)), found[-1] if found else "")
    ids = frame[varying].agg(" ".join, axis=1).map(slug) if varying else pd.Series(slug(code), index=frame.index)
    series = tuple(Series(i, f"{base} {i}" if varying else base, unit) for i in dict.fromkeys(ids))
    publisher = "Eurostat" if "LAST UPDATE" in frame else "OECD"
    updated = max(frame["LAST UPDATE"]) if "LAST UPDATE" in frame else ""
    rows = _rows(frame[area], frame["TIME_PERIOD"], ids, frame["OBS_VALUE"])
    return Download(f"{publisher} (SDMX-CSV)", publisher, series, rows, _eurostat_day(updated))


def _says_more(frame: pd.DataFrame, column: str, before: str) -> bool:
    """Say whether a column is no label of another one: it differs where that one is the same."""
    return bool(frame.groupby(before)[column].nunique().max() > 1)


def _weo(frame: pd.DataFrame, name: str) -> Download:
    years = [column for column in frame.columns if re.fullmatch(r"\d{4}", column)]
    if "ISO" not in frame or not years:
        raise ReferenceDataError(f"{name}: no column ISO or no years; download the WEO database by countries")
    known = frame.loc[frame["WEO Subject Code"] != ""].assign(id=lambda f: f["WEO Subject Code"].map(slug))
    long = known.melt(["ISO", "id"], years, "period", "value")
    once = known.drop_duplicates("id")
    parts = (once[column] if column in once else pd.Series("", index=once.index) for column in ("Scale", "Units"))
    units = [" ".join(filter(None, (scale, unit))) for scale, unit in zip(*parts, strict=True)]
    series = tuple(map(Series, once["id"], once["Subject Descriptor"], units))
    cleaned = long["value"].str.replace(",", "").where(~long["value"].isin(["n/a", "--"]), "")
    return Download(
        "IMF World Economic Outlook", "the International Monetary Fund", series,
        _rows(long["ISO"], long["period"], long["id"], cleaned), None, "IMF terms: credit required",
        "https://www.imf.org/en/Publications/WEO",
    )  # fmt: skip


def _fred(frame: pd.DataFrame, entity: str) -> Download:
    time, *values = frame.columns
    known = frame.replace(".", "").assign(entity=entity)
    rows = _long(known, "entity", time, {column: slug(column) for column in values})
    series = tuple(Series(slug(column), column) for column in values)
    return Download("FRED", "FRED, Federal Reserve Bank of St. Louis", series, rows)


def _long(frame: pd.DataFrame, entity: str, time: str, measures: dict[str, str]) -> pd.DataFrame:
    parts = [_rows(frame[entity], frame[time], pd.Series(id_, frame.index), frame[c]) for c, id_ in measures.items()]
    return pd.concat(parts, ignore_index=True)


def _rows(entity: Any, period: Any, measure: Any, value: Any) -> pd.DataFrame:
    frame = pd.DataFrame(dict(zip(ROWS, (entity, period, measure, value), strict=True))).astype(str)
    frame = frame.assign(value=frame["value"].str.strip())
    return frame.loc[~frame["value"].isin(["", ":", "..", "NaN", "nan"])].reset_index(drop=True)


def _numeric(values: "pd.Series[str]") -> bool:
    given = values[values.str.strip() != ""]
    return len(given) > 0 and bool(pd.to_numeric(given, errors="coerce").notna().mean() > 0.5)


def _in_brackets(title: str) -> str:
    found = re.search(r"\(([^()]*)\)", title)
    return found[1] if found else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _eurostat_day(text: str) -> date | None:
    found = re.match(r"(\d{2})/(\d{2})/(\d{2})\b", text)
    return date(2000 + int(found[3]), int(found[2]), int(found[1])) if found else _day(text)


def slug(text: str) -> str:
    """Return a name for files and keys.

    >>> slug("Life expectancy - Sex: all")
    'life_expectancy_sex_all'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("₂", "2")).strip("_")[:60] or "value"
