"""NATO's workbook layout read into an edition: a workbook written here, and the real one where it is."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from analysis.errors import ReferenceDataError
from analysis.importers import import_nato, read_nato_workbook
from analysis.reference import load_reference

YEARS = (2019, 2020, "2021e")
ALLIES = ("Albania*", "Germany1", "Slovak Republic", "Türkiye 2", "United States")
CURRENCIES = {"Albania*": "Leks", "Germany1": "Euros", "Slovak Republic": "Euros", "Türkiye 2": "Liras"}
NAME = "270615-def-exp-2027-TABLES-en.xlsx"
SECTIONS = {
    "1": ("Current prices", "Constant 2015 prices "),
    "2": ("Current prices and exchange rates", "Constant 2015 prices and exchange rates"),
    "3": ("Share of real GDP (%)", "Annual real change (%)"),
    "5": ("Current prices and exchange rates", "Constant 2015 prices and exchange rates"),
    "6": ("GDP per capita (thousand US dollars)", "Defence expenditure per capita (US dollars)"),
    "7": ("Thousands",),
    "8a": ("Equipment (a)", "Personnel (b)"),
    "8b": ("Infrastructure (c)", "Other (d)"),
}
SHARES = {"Equipment (a)": 30.0, "Personnel (b)": 50.0, "Infrastructure (c)": 5.0, "Other (d)": 15.0}
Change = Callable[[openpyxl.Workbook], Any]


def figure(table: str, section: str, place: int, year: int) -> float:
    """Expenditure is 10, 20 … million of 500, 1,000 … million of GDP, so that every share is two percent."""
    if section in SHARES:
        return SHARES[section]
    if section.startswith("Share"):
        return 2.0
    size = (place + 1) * (year - 2018)
    return {"2": 10.0, "5": 500.0}.get(table, 1.23456789) * size


def write_workbook(path: Path, change: Change | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, sections in SECTIONS.items():
        sheet = book.create_sheet(f"TABLE{table}")
        sheet["B4"] = f"Table {table} : Something of defence"
        sheet.append([None] * 2)
        if table == "7":
            sheet.append([None, "Thousands"])
        sheet.append([None, None, None, *YEARS])
        for section in sections:
            if table != "7":
                sheet.append([None, section])
            for place, ally in enumerate(ALLIES):
                label = f"{ally}   ({CURRENCIES.get(ally, 'US dollars')})" if table == "1" else ally
                sheet.append([None, None, label, *(figure(table, section, place, 2019 + n) for n in range(len(YEARS)))])
            if table in ("2", "3"):
                sheet.append([None, "NATO Total", None, 1.0, 2.0, 3.0])
        sheet.append([None, None, "Notes: Figures for 2021 are estimates."])
        sheet.append([None, "-7-"])
    if change is not None:
        change(book)
    book.save(path)
    return path


def cell_of(book: openpyxl.Workbook, sheet: str, label: str, nth: int = 0) -> Any:
    """The cell of a row's first year."""
    rows = [row for row in book[sheet].iter_rows() if any(str(c.value or "").startswith(label) for c in row[:3])]
    return rows[nth][3]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("workbook") / NAME)


def test_names_marks_and_currencies_are_read(written: Path) -> None:
    read = read_nato_workbook(written)
    rows = read.rows.set_index(["country_iso3", "measure", "year"])
    assert (read.edition_row["edition"], read.edition_row["published_on"]) == ("nato-2027-06", "2027-06-15")
    assert [read.edition_row[f"{name}_year"] for name in ("first", "last")] == ["2019", "2021"]
    assert read.edition_row["estimate_years"] == "2021"
    assert set(read.rows["country_iso3"]) == {"ALB", "DEU", "SVK", "TUR", "USA", "NATO_TOTAL"}
    albania = rows.loc[("ALB", "expenditure_national_current", 2021)]
    assert albania["unit"] == "million national currency (Leks), current prices"
    assert albania["is_estimate"] and not rows.loc[("ALB", "share_of_gdp", 2020), "is_estimate"]
    assert rows.loc[("SVK", "share_of_gdp", 2021), "country"] == "Slovakia"
    assert rows.loc[("TUR", "military_personnel", 2020), "value"] == "9.877"
    assert len(read.rows) == 15 * 5 * 3 + 4 * 3
    assert read.remarks.empty


def test_a_share_that_is_typed_in_is_recorded(tmp_path: Path) -> None:
    def type_in(book: openpyxl.Workbook) -> None:
        cell_of(book, "TABLE3", "Slovak").value = 2.01

    remarks = read_nato_workbook(write_workbook(tmp_path / NAME, type_in)).remarks
    assert remarks.to_dict("records") == [{"country_iso3": "SVK", "year": 2019, "stated": 2.01, "computed": 2.0}]


def _set(sheet: str, label: str, value: Any, nth: int = 0) -> Change:
    return lambda book: setattr(cell_of(book, sheet, label, nth), "value", value)


def _clear_sheet(name: str) -> Change:
    return lambda book: book.remove(book[name])


def _rename(sheet: str, old: str, new: str | None) -> Change:
    def rename(book: openpyxl.Workbook) -> None:
        for row in book[sheet].iter_rows():
            for cell in row:
                if cell.value == old:
                    cell.value = new

    return rename


def _drop_row(sheet: str, label: str) -> Change:
    return lambda book: book[sheet].delete_rows(cell_of(book, sheet, label).row)


BROKEN = [
    pytest.param(_clear_sheet("TABLE8b"), "no sheet with 'Table 8b", id="sheet missing"),
    pytest.param(_rename("TABLE3", "Annual real change (%)", None), "stands twice under", id="heading missing"),
    pytest.param(_rename("TABLE2", "Current prices and exchange rates", "Prices"), "no section headed 'Current prices'",
                 id="first heading renamed"),
    pytest.param(_rename("TABLE1", "Constant 2015 prices ", "Constant 2021 prices"), "constant prices of 2015 and 2021",
                 id="prices of another year"),
    pytest.param(_rename("TABLE5", "Germany1", "Germania"), "'Germania' is no country", id="unknown ally"),
    pytest.param(_drop_row("TABLE7", "Germany"), "DEU has a share of GDP but no row of military_personnel",
                 id="ally missing"),
    pytest.param(_set("TABLE3", "Germany", "#REF!"), "Germany 2019: '#REF!' is not a number", id="broken formula"),
    pytest.param(_set("TABLE8a", "Germany", 31.0), "Germany 2019 sum to 101.00", id="category sum"),
    pytest.param(_rename("TABLE6", 2020, 2018), r"the years are \[2019, 2018, 2021\]", id="years out of order"),
    pytest.param(_rename("TABLE6", 2020, None), r"the years are \[2019, 2021\]", id="year missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BROKEN)
def test_broken_structure_is_refused(tmp_path: Path, change: Change, said: str) -> None:
    path = write_workbook(tmp_path / NAME, change)
    with pytest.raises(ReferenceDataError, match=said) as refused:
        read_nato_workbook(path)
    assert NAME in str(refused.value)


def _of_2026(book: openpyxl.Workbook) -> None:
    """Give a workbook the looks of 2025 and 2026: core expenditure, prices of 2021, stars, other marks of absence."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row[:3]:
                text = str(cell.value or "")
                if text.startswith("Table "):
                    cell.value = (
                        None if sheet.title == "TABLE7" else text.replace("Something", "Core defence expenditure")
                    )
                elif "2015" in text or text.startswith(("Share", "Annual", "Defence expenditure per")):
                    cell.value = text.replace("Defence", "Core defence").replace("2015", "2021").rstrip() + "*"
            if row[5].value == "2021e":
                row[5].value = "2021e*"
    book["TABLE1"]["A1"] = "Defence Investment of NATO Countries (2019-2021)"
    cell_of(book, "TABLE7", "Germany").value = "-"
    cell_of(book, "TABLE8b", "Germany").value = "..*"
    cell_of(book, "TABLE1", "Albania", 0).offset(0, -1).value = "Albania** (Euros)"


@pytest.mark.slow
def test_the_layout_of_2025_and_2026_is_read(tmp_path: Path, root: Path) -> None:
    path = write_workbook(tmp_path / "def-exp-2026-en.xlsx", _of_2026)
    read = read_nato_workbook(path, published_on=date(2027, 7, 10))
    rows = read.rows.set_index(["country_iso3", "measure", "year"])
    assert read.edition_row["title"] == "Defence Investment of NATO Countries (2019-2021)"
    assert read.edition_row["estimate_years"] == "2021"
    assert {m for m in read.rows["measure"] if m[-4:].isdigit()} == {
        "expenditure_usd_2021", "expenditure_national_2021", "gdp_usd_2021", "gdp_per_capita_usd_2021",
        "expenditure_per_capita_usd_2021",
    }  # fmt: skip
    assert rows.loc[("ALB", "expenditure_national_current", 2021), "unit"].endswith("(Euros), current prices")
    assert rows.loc[("ALB", "expenditure_usd_2021", 2021), "unit"] == "million USD, 2021 prices and exchange rates"
    assert ("DEU", "military_personnel", 2019) not in rows.index and ("DEU", "military_personnel", 2020) in rows.index
    assert len(read.rows) == 15 * 5 * 3 + 4 * 3 - 2 and read.remarks.empty
    package = shutil.copytree(root / "data" / "reference" / "nato", tmp_path / "nato")
    import_nato(path, package, published_on=date(2027, 7, 10), source="S21")
    nato = load_reference(package)
    assert str(nato.figure("nato-2027-07", "expenditure_usd_constant", "DEU", "2021")) == "60"


def test_figures_that_are_absent_are_left_out(tmp_path: Path) -> None:
    read = read_nato_workbook(write_workbook(tmp_path / NAME, _set("TABLE7", "Germany", "..")))
    years = read.rows.query("country_iso3 == 'DEU' and measure == 'military_personnel'")["year"]
    assert years.tolist() == [2020, 2021]


def test_other_files_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "270615-notes.xlsx"
    text.write_text("not a workbook", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="not an Excel workbook"):
        read_nato_workbook(text)
    with pytest.raises(ReferenceDataError, match="does not begin with the day of publication"):
        read_nato_workbook(write_workbook(tmp_path / "tables.xlsx"))
    assert (
        read_nato_workbook(tmp_path / "tables.xlsx", published_on=date(2027, 6, 1)).edition_row["edition"]
        == "nato-2027-06"
    )
    with pytest.raises(ReferenceDataError, match="no such file"):
        read_nato_workbook(tmp_path / "absent.xlsx")


def test_import_into_an_empty_folder(written: Path, tmp_path: Path) -> None:
    paths = import_nato(written, tmp_path / "new")
    assert [path.name for path in paths] == ["defence_expenditure.csv", "editions.csv", "remarks.csv"]
    assert pd.read_csv(paths[1]).loc[0, "allies_with_figures"] == 5


@pytest.mark.slow
def test_import_into_a_package_adds_an_edition(written: Path, tmp_path: Path, root: Path) -> None:
    package = shutil.copytree(root / "data" / "reference" / "nato", tmp_path / "nato")
    comments = (package / "datapackage.yaml").read_text(encoding="utf-8").count("#")
    import_nato(written, package)
    nato = load_reference(package)
    assert nato.editions[-1].id == "nato-2027-06"
    assert str(nato.figure("nato-2027-06", "share_of_gdp", "DEU", "2021")) == "2.00"
    assert (package / "datapackage.yaml").read_text(encoding="utf-8").count("#") == comments
    with pytest.raises(ReferenceDataError, match="'nato-2027-06' is already there"):
        import_nato(written, package)


def test_the_real_workbook_equals_its_edition_cell_for_cell(shared: Path, root: Path) -> None:
    workbook = next(iter((shared / "reference" / "xlsx").glob("*.xlsx")), None)
    if workbook is None:
        pytest.skip("no workbook of NATO's beside the project")
    read = read_nato_workbook(workbook, source="S1")
    keys = ["country_iso3", "measure", "year"]
    held = pd.read_csv(root / "data" / "reference" / "nato" / "defence_expenditure.csv", dtype=str)
    held = held.loc[held["edition"] == read.edition_row["edition"]].set_index(keys).sort_index()
    rows = read.rows.assign(is_estimate=read.rows["is_estimate"].map({True: "true", False: "false"}))
    rows = rows.astype(str).set_index(keys).sort_index()[held.columns]
    pd.testing.assert_frame_equal(rows, held, check_dtype=False)
    assert read.remarks[["country_iso3", "year"]].values.tolist() == [["FRA", 2020], ["LTU", 2019], ["SVK", 2024]]
