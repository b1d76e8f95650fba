"""Read NATO's workbook "Defence Expenditure (or Investment) of NATO Countries" into the rows of a new edition.

The layout: one sheet a table, a title ("Table 1 : Defence expenditure"; "Core defence expenditure" since 2025), a row
of years ("2024e" marks an estimate), headings of sections, one row an ally with footnote marks and, in table 1, the
currency glued to its name. Constant prices are of one year a workbook: 2015 until 2024, 2021 since.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ReferenceDataError
from analysis.importers.editions import EDITIONS, append_rows, changed_copy, without_edition
from analysis.lexicons import read_lexicon
from analysis.reference.gazetteer import load_gazetteer
from analysis.reference.model import source_keys
from analysis.reference.resource import DESCRIPTOR

CATEGORIES = ("equipment_share", "personnel_share", "infrastructure_share", "other_share")
SUM_TOLERANCE = 0.05  # percentage points by which the four categories may miss 100
SHARE_TOLERANCE = 0.0005  # percentage points between a share as stated and expenditure over GDP
SIGNIFICANT = 10  # digits a figure keeps at most
_TITLE = re.compile(r"Table\s+(\d+[ab]?)\s*:\s*(.*)", re.IGNORECASE)
_SHEET = re.compile(r"table\s*(\d+[ab]?)\s*$", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)\s*(e?)\s*[*†‡]*$")
_BASE = re.compile(r"constant\s+((?:19|20)\d\d)\s+prices", re.IGNORECASE)
_NAMED = re.compile(r"defence (?:expenditure|investment) of nato countries", re.IGNORECASE)
_CORE = re.compile(r"[\s*†‡]*(?:core\s+)?", re.IGNORECASE)
_GLUED = re.compile(r"[\s*†‡\d¹²³⁴⁵⁶⁷⁸⁹⁰,]*(?:\((?P<currency>[^)]*)\))?[\s*†‡\d¹²³⁴⁵⁶⁷⁸⁹⁰,]*$")
_NAMED_DATE = re.compile(r"(\d\d)(\d\d)(\d\d)\D")
_EMPTY = frozenset({"", "..", "...", "-", "–", "n/a"})
_AGGREGATES = {
    "nato europe and canada": ("NATO_EUR_CAN", "NATO Europe and Canada"),
    "nato total": ("NATO_TOTAL", "NATO Total"),
}
FIGURES, REMARKS = "defence_expenditure.csv", "remarks.csv"
NOTES, SOURCES = "cell_notes.csv", "sources.csv"


@dataclass(frozen=True)
class NatoWorkbook:
    """What a workbook holds.

    Attributes
    ----------
    rows : one figure a row, with the columns of ``defence_expenditure.csv``.
    remarks : shares that differ from expenditure over GDP (typed in): ``country_iso3, year, stated, computed``.
    edition_row : the row for ``editions.csv``.
    """

    rows: pd.DataFrame
    remarks: pd.DataFrame
    edition_row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's table number, the publication it names, its years by column, its rows of (row number, label, cells)."""

    where: str
    table: str
    named: str
    years: Mapping[int, tuple[int, bool]]
    rows: Sequence[tuple[int, str, Sequence[Any]]]


def read_nato_workbook(path: Path, *, published_on: date | None = None, source: str | None = None) -> NatoWorkbook:
    """Read a workbook in NATO's layout.

    Parameters
    ----------
    published_on : by default the day that the file's name begins with (``240617-…`` is 17 June 2024).
    source : key for the column `source`; by default the file's name.

    Raises `ReferenceDataError` if a table, section or ally is missing or unreadable, or the four categories of an ally
    do not sum to 100.
    """
    path = Path(path)
    if not path.is_file():
        raise ReferenceDataError(f"{path}: no such file; give NATO's workbook (.xlsx)")
    dated = _NAMED_DATE.match(path.name)
    try:
        day = published_on or date.fromisoformat("20{}-{}-{}".format(*dated.groups() if dated else ("", "", "")))
    except ValueError as error:
        raise ReferenceDataError(
            f"{path.name}: the name does not begin with the day of publication; rename it as NATO does "
            "(240617-def-exp-2024-TABLES-en.xlsx is 17 June 2024), or give the day (--published)"
        ) from error
    edition = f"nato-{day:%Y-%m}"
    sheets = {sheet.table: sheet for sheet in _sheets(path)}
    figures = pd.DataFrame(_all_figures(sheets, _sections(sheets, path.name), path.name, source or path.stem))
    rows = figures.assign(edition=edition, published_on=day.isoformat())
    columns = [
        "edition", "published_on", "country_iso3", "country", "year", "measure", "unit", "value", "is_estimate",
        "source",
    ]  # fmt: skip
    _check_complete(figures, path.name)
    _check_categories(figures, path.name)
    named = next((sheet.named for sheet in sheets.values() if sheet.named), "")
    return NatoWorkbook(
        rows=rows[columns].sort_values(["country_iso3", "measure", "year"], ignore_index=True),
        remarks=_typed_in(figures),
        edition_row=_edition_row(
            figures, edition, day, "Investment" if "investment" in named.casefold() else "Expenditure"
        ),
    )


def _edition_row(figures: pd.DataFrame, edition: str, day: date, subject: str) -> dict[str, str]:
    totals = [key for key, _ in _AGGREGATES.values()]
    shares = figures.loc[(figures["measure"] == "share_of_gdp") & ~figures["country_iso3"].isin(totals)]
    estimates = sorted(figures.loc[figures["is_estimate"], "year"].unique())
    first, last = figures["year"].min(), figures["year"].max()
    return {
        "edition": edition,
        "title": f"Defence {subject} of NATO Countries ({first}-{last})",
        "publisher": "NATO",
        "published_on": day.isoformat(),
        "date_basis": "file name or given on import",
        "first_year": str(first),
        "last_year": str(last),
        "estimate_years": ";".join(map(str, estimates)),
        "allies_with_figures": str(shares["country_iso3"].nunique()),
        "figures_held": "full (Tables 1-8b)",
    }


def _sections(sheets: Mapping[str, _Sheet], where: str) -> list[dict[str, str]]:
    found = {m[1] for sheet in sheets.values() for _, label, _ in sheet.rows if (m := _BASE.match(label))}
    if len(found) > 1:
        raise ReferenceDataError(f"{where}: constant prices of {' and '.join(sorted(found))}; of one year is right")
    base = next(iter(found), "2015")
    rows = read_lexicon("nato_workbook")
    return [{name: text.replace("{base}", base) for name, text in row.items()} for row in rows]


def _all_figures(
    sheets: Mapping[str, _Sheet], layout: Sequence[Mapping[str, str]], where: str, source: str
) -> Iterator[dict[str, Any]]:
    missing = [table for table in dict.fromkeys(row["table"] for row in layout) if table not in sheets]
    if missing:
        raise ReferenceDataError(
            f"{where}: no sheet with 'Table {missing[0]} : …'; one sheet a table, 1 to 8b, is NATO's layout"
        )
    countries = _country_codes()
    for sheet in sheets.values():
        sections = [row for row in layout if row["table"] == sheet.table]
        if sections:
            yield from _figures(sheet, sections, countries, source)


def _sheets(path: Path) -> Iterator[_Sheet]:
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises BadZipFile, KeyError, InvalidFileException, OSError …
        raise ReferenceDataError(f"{path.name}: not an Excel workbook (.xlsx) that can be read ({error})") from error
    for sheet in workbook.worksheets:
        rows = [
            (number, cells) for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1) if any(cells)
        ]
        texts = [str(cell) for _, cells in rows for cell in cells if cell is not None]
        title = next((found for text in texts if (found := _TITLE.match(text))), None) or _SHEET.match(sheet.title)
        if title is not None:
            named = next((text for text in texts if _NAMED.search(text)), "")
            yield _sheet(f"{path.name}, sheet {sheet.title}", title[1].lower(), named, rows)


def _sheet(where: str, table: str, publication: str, rows: Sequence[tuple[int, Sequence[Any]]]) -> _Sheet:
    for place, (_, cells) in enumerate(rows):  # noqa: B007  used after the loop
        texts = {n: str(cell).strip() for n, cell in enumerate(cells) if isinstance(cell, int | str)}
        years = {n: (int(found[1]), bool(found[2])) for n, text in texts.items() if (found := _YEAR.match(text))}
        if len(years) > 1:
            break
    else:
        raise ReferenceDataError(f"{where}: no row of years; a row with 2014, 2015 … 2024e is NATO's layout")
    named = [year for year, _ in years.values()]
    if table != "4" and named != list(range(named[0], named[0] + len(named))):
        raise ReferenceDataError(f"{where}: the years are {named}; one column a year, in order, is right")
    labelled = []
    for number, cells in [*rows[:place], *rows[place + 1 :]]:
        labels = (cell.strip() for cell in cells[: min(years)] if isinstance(cell, str))
        labelled.append((number, next(filter(None, labels), ""), cells))
    return _Sheet(where, table, publication, years, labelled)


def _figures(
    sheet: _Sheet, sections: Sequence[Mapping[str, str]], countries: Mapping[str, tuple[str, str]], source: str
) -> Iterator[dict[str, Any]]:
    section: Mapping[str, str] | None = None
    seen: dict[str, set[str]] = {row["measure"]: set() for row in sections}
    for number, label, cells in sheet.rows:
        words = label[_CORE.match(label).end() :].casefold()  # type: ignore[union-attr]  # it matches every text
        heading = next((row for row in sections if words.startswith(row["section"].casefold())), None)
        numbers = [cells[n] for n in sheet.years if isinstance(cells[n], int | float)]
        if heading is not None and not numbers:
            section = heading
            continue
        if section is None or not label or label.startswith(("Note", "(", "*", "-")) or _TITLE.match(label):
            continue
        if all(cells[n] is None for n in sheet.years):
            known = " or ".join(repr(row["section"]) for row in sections)
            raise ReferenceDataError(
                f"{sheet.where}, row {number}: {label!r} is no heading known here; {known} is right"
            )
        key, name, currency = _ally(label, countries, f"{sheet.where}, row {number}")
        if key in seen[section["measure"]]:
            raise ReferenceDataError(f"{sheet.where}, row {number}: {name} stands twice under {section['section']!r}")
        seen[section["measure"]].add(key)
        for column, (year, is_estimate) in sheet.years.items():
            where = f"{sheet.where}, row {number}, {name} {year}"
            text = _figure(cells[column], int(section["kept"]), where)
            if text is not None:
                yield {
                    "country_iso3": key, "country": name, "year": year, "measure": section["measure"],
                    "unit": section["unit"].format(currency=currency), "value": text, "is_estimate": is_estimate,
                    "source": f"{source}:TABLE{sheet.table}",
                }  # fmt: skip
    for row in sections:
        if not seen[row["measure"]]:
            raise ReferenceDataError(f"{sheet.where}: no section headed {row['section']!r} with rows under it")


def _check_complete(figures: pd.DataFrame, where: str) -> None:
    """Refuse a table that lacks an ally of the table of shares (Iceland, without armed forces, is in neither)."""
    allies = figures.loc[~figures["country_iso3"].isin([key for key, _ in _AGGREGATES.values()])]
    keys = {str(measure): set(group) for measure, group in allies.groupby("measure")["country_iso3"]}
    for measure, found in keys.items():
        for key in sorted(keys["share_of_gdp"] - found):
            raise ReferenceDataError(
                f"{where}: {key} has a share of GDP but no row of {measure}; a row in every table is NATO's layout"
            )


def _ally(label: str, countries: Mapping[str, tuple[str, str]], where: str) -> tuple[str, str, str]:
    """Return code, name and currency of a row's label (``Czechia*   (Koruny)``, ``Germany1``)."""
    glued = _GLUED.search(label)
    bare = label[: glued.start()] if glued else label
    found = _AGGREGATES.get(bare.casefold()) or countries.get(bare.casefold())
    if found is None:
        raise ReferenceDataError(
            f"{where}: {label!r} is no country the gazetteer knows; correct the name or add it to aliases.csv"
        )
    return *found, (glued["currency"] or "") if glued else ""


def _country_codes() -> dict[str, tuple[str, str]]:
    gazetteer = load_gazetteer()
    named = {e.entity_id: (e.iso3, e.name) for e in gazetteer.entities.values() if e.iso3 and e.kind == "country"}
    codes = {name.casefold(): (code, name) for code, name in named.values()}
    for text, aliases in gazetteer.aliases.items():
        for alias in aliases:
            if alias.kind == "name" and alias.entity_id in named:
                codes.setdefault(text.casefold(), named[alias.entity_id])
    return codes


def _figure(cell: Any, decimals: int, where: str) -> str | None:
    """Return a figure at the decimals the package keeps, or None for a mark of absence."""
    if cell is None or (isinstance(cell, str) and cell.strip(" *†‡") in _EMPTY):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise ReferenceDataError(f"{where}: {cell!r} is not a number; a figure, or '..' for none, is right")
    return f"{Decimal(f'{round(cell, decimals):.{SIGNIFICANT}g}'):f}"


def _check_categories(figures: pd.DataFrame, where: str) -> None:
    """Refuse an ally whose equipment, personnel, infrastructure and other shares do not sum to 100."""
    shares = figures.loc[figures["measure"].isin(CATEGORIES)].assign(value=lambda f: f["value"].astype(float))
    sums = shares.groupby(["country", "year"])["value"].agg(["sum", "count"])
    wrong = sums.loc[(sums["count"] == len(CATEGORIES)) & ((sums["sum"] - 100).abs() > SUM_TOLERANCE)]
    if len(wrong):
        country, year = wrong.index[0]
        raise ReferenceDataError(
            f"{where}: equipment, personnel, infrastructure and other of {country} {year} sum to "
            f"{wrong['sum'].iloc[0]:.2f}; 100 is right: one of the four is wrong ({len(wrong)} such sums)"
        )


def _typed_in(figures: pd.DataFrame) -> pd.DataFrame:
    plain = figures.assign(measure=figures["measure"].str.replace(r"_usd_\d{4}$", "_constant", regex=True))
    wanted = ["share_of_gdp", "expenditure_constant", "gdp_constant"]
    wide = (
        plain.loc[plain["measure"].isin(wanted)]
        .assign(value=lambda f: f["value"].astype(float))
        .pivot(index=["country_iso3", "year"], columns="measure", values="value")
        .dropna()
        .assign(computed=lambda f: f["expenditure_constant"] / f["gdp_constant"] * 100)
        .reset_index()
    )
    differ = wide.loc[(wide["share_of_gdp"] - wide["computed"]).abs() > SHARE_TOLERANCE]
    stated = differ.rename(columns={"share_of_gdp": "stated"}).rename_axis(columns=None)
    return stated[["country_iso3", "year", "stated", "computed"]].reset_index(drop=True)


def import_nato(
    workbook: Path, out: Path, *, published_on: date | None = None, source: str | None = None
) -> tuple[Path, ...]:
    """Read NATO's workbook into a folder and return the files written.

    In a new or empty folder: the edition's figures, its row for ``editions.csv``, and the shares that differ from
    expenditure over GDP. In a package folder (one with ``datapackage.yaml``): the same, added to its tables, with the
    checksums of the descriptor brought up to date. Raises `ReferenceDataError` if the workbook's structure is broken,
    or the package already has the edition.
    """
    read = read_nato_workbook(Path(workbook), published_on=published_on, source=source)
    out = Path(out)
    if (out / DESCRIPTOR).is_file():
        return _add_to_package(read, out)
    out.mkdir(parents=True, exist_ok=True)
    written = {FIGURES: read.rows, EDITIONS: pd.DataFrame([read.edition_row]), REMARKS: read.remarks}
    for name, frame in written.items():
        frame.to_csv(out / name, index=False, lineterminator="\n")
    return tuple(out / name for name in written)


def _add_to_package(read: NatoWorkbook, folder: Path) -> tuple[Path, ...]:
    edition = read.edition_row["edition"]
    without_edition(folder, edition)
    notes = read.remarks.assign(
        edition=edition, measure="share_of_gdp", mark="typed by hand",
        note=lambda f: [
            f"stored as {stated:.2f}; expenditure over GDP is {computed:.3f}"
            for stated, computed in zip(f["stated"], f["computed"], strict=True)
        ],
    )  # fmt: skip
    rows = {
        FIGURES: read.rows, EDITIONS: pd.DataFrame([read.edition_row]), NOTES: notes, SOURCES: _source(read, folder)
    }  # fmt: skip
    added = {name: frame for name, frame in rows.items() if (folder / name).is_file()}
    with changed_copy(folder) as copy:
        append_rows(copy, added)
    return tuple(folder / name for name in (*added, DESCRIPTOR))


def _source(read: NatoWorkbook, folder: Path) -> pd.DataFrame:
    """Return the row that says where the figures were read, unless the package has it."""
    key = source_keys(read.rows["source"].iloc[0])[0]
    known = folder / SOURCES
    if known.is_file() and key in set(pd.read_csv(known, dtype=str)["key"]):
        return pd.DataFrame()
    return pd.DataFrame([{"key": key, "read_in": f"NATO's workbook {key}"}])
