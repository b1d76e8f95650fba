"""The formats: Our World in Data, World Bank, Eurostat and OECD (SDMX-CSV), IMF WEO, FRED; what a file says in any."""

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.importers.first_words import read_unit

_NO_DIMENSION = (
    "DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "TIME_PERIOD", "OBS_VALUE",
    "OBS_FLAG", "OBS_STATUS", "CONF_STATUS", "UNIT_MULT", "DECIMALS", "BASE_PER", "freq", "FREQ",
    "Reference area", "Time period", "Observation value", "Observation status", "Geopolitical entity (reporting)",
)  # fmt: skip
_FORMATS = "Our World in Data (CSV), World Bank (zip), Eurostat or OECD (SDMX-CSV), IMF WEO (tab-separated), FRED (CSV)"
_NUMERIC = 0.5  # share of numbers among the cells of a column of figures
LARGEST = 200_000_000  # bytes of a table, packed or not
ROWS = ("entity", "period", "measure", "value")
_PERIODS = {
    "year": re.compile(r"\d{4}"),
    "quarter": re.compile(r"\d{4}-?Q[1-4]"),
    "month": re.compile(r"\d{4}-?M?(?:0[1-9]|1[0-2])"),
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a file: its id in the package, title and unit as the file writes them."""

    id: str
    title: str
    unit: str = ""


@dataclass(frozen=True)
class Download:
    """A file as read. `rows` has the columns `ROWS`, all text; codes and periods are as the file writes them."""

    kind: str
    publisher: str
    series: tuple[Series, ...]
    rows: pd.DataFrame
    published_on: date | None = None
    licence: str = ""
    url: str = ""


def read_download(path: Path, *, entity: str = "USA") -> Download:
    """Read a downloaded file of any of the formats; `entity` is whose figures a FRED file holds.

    Raises `ReferenceDataError` if the file is none of them, too large, or broken.
    """
    check_size(path)
    if path.suffix.lower() != ".zip":
        beside = path.with_name(path.name.removesuffix(".csv") + ".metadata.json")
        metadata = beside.read_bytes() if beside.is_file() else b""
        return read_table(read_text(path.read_bytes(), path.name), path.name, metadata, entity)
    name, content = read_member(path, r"(?!Metadata_|readme).*\.csv")
    text = read_text(content, name)
    try:
        metadata = read_member(path, r".*\.metadata\.json")[1]
    except ReferenceDataError:
        metadata = b""
    return read_table(text, f"{path.name}/{name}", metadata)


def read_table(text: str, name: str, metadata: bytes = b"", entity: str = "USA") -> Download:
    """Read the text of a table by what its header says it is."""
    header = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    columns = [column.strip('" \r') for column in re.split(r"[,\t]", header)]
    lower = [column.lower() for column in columns]
    if lower[:2] == ["entity", "code"] and lower[3:] and lower[2] in ("year", "day"):
        return _owid(read_frame(text, name), name, metadata)
    if "OBS_VALUE" in columns and "TIME_PERIOD" in columns:
        return _sdmx(read_frame(text, name), name)
    if "WEO Subject Code" in columns:
        return _weo(read_frame(text, name, "\t"), name)
    if lower[0] in ("observation_date", "date") and len(columns) > 1:
        frame = read_frame(text, name).replace(".", "").assign(entity=entity)
        series = tuple(Series(slug(column), column) for column in columns[1:])
        rows = _long(frame, "entity", columns[0], {one.title: one.id for one in series})
        return Download("FRED", "FRED, Federal Reserve Bank of St. Louis", series, rows)
    if columns[0] == "Data Source":
        return _world_bank(text, name)
    raise ReferenceDataError(f"{name}: its header begins {header[:60]!r}; known are {_FORMATS}")


def _owid(frame: pd.DataFrame, name: str, metadata: bytes) -> Download:
    entity, code, time = frame.columns[:3]
    given = frame[frame.columns[3:]].apply(lambda column: column.str.strip()).replace("", None)
    numbers = given.apply(pd.to_numeric, errors="coerce").notna().sum() / given.notna().sum()
    values = numbers.index[numbers > _NUMERIC].tolist()
    if not values:
        raise ReferenceDataError(f"{name}: no column of figures after {', '.join(frame.columns[:3])}")
    try:
        told = json.loads(metadata or b"{}")
    except ValueError as error:
        raise ReferenceDataError(f"{name}: its metadata file is not JSON ({error}); download it again") from error
    about = told.get("columns") or {}
    said = [(column, about.get(column) or {}) for column in values]
    titles = [str(told.get("titleShort") or told.get("titleLong") or column) for column, told in said]
    series = tuple(map(Series, map(slug, values), titles, [str(told.get("unit") or "") for _, told in said]))
    named = frame.assign(**{code: frame[code].where(frame[code] != "", frame[entity])})
    rows = _long(named, code, time, dict(zip(values, (s.id for s in series), strict=True)))
    updated = [str(spec.get("lastUpdated") or "") for spec in about.values() if isinstance(spec, dict)]
    chart = told.get("chart") or {}
    return Download(
        "Our World in Data", "Our World in Data", series, rows, _day(max(updated, default="")), "CC BY 4.0",
        str(chart.get("originalChartUrl") or "https://ourworldindata.org"),
    )  # fmt: skip


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
    units = {title: re.search(r"\(([^()]*)\)", title) for title in ids}
    series = tuple(Series(ids[title], title, unit[1] if unit else "") for title, unit in units.items())
    return Download(
        "World Bank", "the World Bank", series,
        _rows(long["Country Code"], long["period"], long["Indicator Name"].map(ids), long["value"]),
        _day(updated[1]) if updated else None, "CC BY 4.0", "https://data.worldbank.org",
    )  # fmt: skip


def _sdmx(frame: pd.DataFrame, name: str) -> Download:
    area = next((column for column in ("geo", "REF_AREA", "LOCATION") if column in frame), None)
    if area is None:
        raise ReferenceDataError(f"{name}: no column geo or REF_AREA says whose the figures are")
    varying = [c for c in frame.columns if c not in (*_NO_DIMENSION, area) and frame[c].nunique() > 1]
    varying = [  # without labels of others, which differ only where those do
        c for n, c in enumerate(varying) if all(frame.groupby(before)[c].nunique().max() > 1 for before in varying[:n])
    ]
    flow = str(frame[next(c for c in ("DATAFLOW", "STRUCTURE_ID", area) if c in frame)].iloc[0])
    code = re.sub(r"^[A-Z.]+:|\(.*$", "", flow)
    base = str(frame["STRUCTURE_NAME"].iloc[0]) if "STRUCTURE_NAME" in frame else code
    found = [str(frame[c].iloc[0]) for c in ("unit", "UNIT_MEASURE", "Unit of measure") if c in frame]
    unit = next((u for u in found if read_unit(u)), found[-1] if found else "")
    ids = frame[varying].agg(" ".join, axis=1).map(slug) if varying else pd.Series(slug(code), index=frame.index)
    series = tuple(Series(i, f"{base} {i}" if varying else base, unit) for i in dict.fromkeys(ids))
    publisher = "Eurostat" if "LAST UPDATE" in frame else "OECD"
    updated = max(frame["LAST UPDATE"]) if "LAST UPDATE" in frame else ""
    rows = _rows(frame[area], frame["TIME_PERIOD"], ids, frame["OBS_VALUE"])
    return Download(f"{publisher} (SDMX-CSV)", publisher, series, rows, _day(updated))


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


def _long(frame: pd.DataFrame, entity: str, time: str, measures: dict[str, str]) -> pd.DataFrame:
    parts = [_rows(frame[entity], frame[time], pd.Series(id_, frame.index), frame[c]) for c, id_ in measures.items()]
    return pd.concat(parts, ignore_index=True)


def _rows(entity: Any, period: Any, measure: Any, value: Any) -> pd.DataFrame:
    frame = pd.DataFrame(dict(zip(ROWS, (entity, period, measure, value), strict=True))).astype(str)
    frame = frame.assign(value=frame["value"].str.strip())
    return frame.loc[~frame["value"].isin(["", ":", "..", "NaN", "nan"])].reset_index(drop=True)


def _day(text: str) -> date | None:
    """Return a day as 2024-06-27 or as Eurostat writes it, 27/06/24."""
    found = re.match(r"(\d{2})/(\d{2})/(\d{2})\b", text)
    try:
        return date.fromisoformat(f"20{found[3]}-{found[2]}-{found[1]}" if found else text[:10])
    except ValueError:
        return None


def slug(text: str) -> str:
    """Return a name for files and keys.

    >>> slug("Life expectancy - Sex: all")
    'life_expectancy_sex_all'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower().replace("₂", "2")).strip("_")[:60] or "value"


def read_text(content: bytes, name: str) -> str:
    """Return a table's text: UTF-8, UTF-16 with its mark, else Latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content[:1000]:
            raise ReferenceDataError(f"{name}: not a text table; save it as CSV or tab-separated text") from None
        return content.decode("latin-1")


def read_frame(text: str, name: str, separator: str = ",") -> pd.DataFrame:
    try:
        return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError) as error:
        raise ReferenceDataError(f"{name}: not a table that can be read ({error})") from error


def read_member(path: Path, wanted: str) -> tuple[str, bytes]:
    """Return name and content of the one file of a zip whose name matches; a zip that unpacks too large is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if re.fullmatch(wanted, Path(info.filename).name)]
            if len(found) != 1:
                names = ", ".join(info.filename for info in archive.infolist()[:5])
                raise ReferenceDataError(f"{path.name}: {len(found)} tables in it, one is right (it has {names})")
            if found[0].file_size > LARGEST:
                raise ReferenceDataError(f"{path.name}: {_megabytes(found[0].file_size)} unpacked; {_allowed()}")
            with archive.open(found[0]) as file:
                content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ReferenceDataError(f"{path.name}: not a zip that can be read ({error}); download it again") from error
    if len(content) > LARGEST:
        raise ReferenceDataError(f"{path.name}: more unpacked than it says; {_allowed()}")
    return Path(found[0].filename).name, content


def check_size(path: Path) -> None:
    """Refuse a file that is not there or too large."""
    if not path.is_file():
        raise ReferenceDataError(f"{path}: no such file; give the file as downloaded")
    if path.stat().st_size > LARGEST:
        raise ReferenceDataError(f"{path.name}: {_megabytes(path.stat().st_size)}; {_allowed()}")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def _allowed() -> str:
    return f"{_megabytes(LARGEST)} at most; download fewer series or years"


def one_grain(periods: "pd.Series[str]", name: str) -> tuple[str, "pd.Series[str]"]:
    """Return what the periods of a file are, and the periods as 2024, 2024-Q2, 2024-06 or 2024-06-30.

    Days that all begin a year, a quarter or a month stand for it. A mixture is refused.
    """
    found = {grain: periods.str.fullmatch(form) for grain, form in _PERIODS.items()}
    grains = [grain for grain, fits in found.items() if fits.any()]
    other = periods.loc[~pd.concat(found.values(), axis=1).any(axis=1)]
    if len(other):
        raise ReferenceDataError(
            f"{name}: {other.iloc[0]!r} is no period; 2024, 2024-Q2, 2024-06 or 2024-06-30 is right"
        )
    if len(grains) != 1:
        examples = " and ".join(periods.loc[found[grain]].iloc[0] for grain in grains)
        raise ReferenceDataError(f"{name}: periods of mixed length ({examples}); download one frequency")
    months = set(periods.str[5:7])
    if grains == ["day"] and periods.str.endswith("-01").all():
        if months == {"01"} and periods.nunique() > 1:
            return "year", periods.str[:4]
        if months <= {"01", "04", "07", "10"} and len(months) > 1:
            return "quarter", periods.str[:4] + "-Q" + ((periods.str[5:7].astype(int) + 2) // 3).astype(str)
        return "month", periods.str[:7]
    if grains == ["day"]:
        return "day", periods
    return grains[0], periods.str.replace(r"^(\d{4})-?(?:M?(\d{2})|(Q\d))$", r"\1-\2\3", regex=True)
