"""Reference packages: what is read from them, and what is refused."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.errors import ReferenceDataError
from analysis.importers import record_checksums
from analysis.reference import Days, Reference, diff_editions, load_reference, load_references, parse_days


@pytest.fixture(scope="module")
def nato() -> Reference:
    return load_reference("nato")


DATES = [
    pytest.param("2024-10-01", date(2024, 10, 1), date(2024, 10, 1), id="day"),
    pytest.param("2009-08", date(2009, 8, 1), date(2009, 8, 31), id="month"),
    pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="leap month"),
    pytest.param("1994", date(1994, 1, 1), date(1994, 12, 31), id="year"),
]


@pytest.mark.parametrize(("text", "first", "last"), DATES)
def test_partial_dates_are_intervals(text: str, first: date, last: date) -> None:
    days = parse_days(text)
    assert days == Days(first, last)
    assert str(days) == text


@pytest.mark.parametrize("text", ["2024-13-01", "2024-02-30", "May 2024", "", "24-05-01", "2024-13"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ReferenceDataError, match="YYYY-MM-DD"):
        parse_days(text)


CURRENT = [
    pytest.param(date(2024, 6, 16), "nato-ar2023", id="the day before"),
    pytest.param(date(2024, 6, 17), "nato-2024-06", id="the day itself"),
    pytest.param(date(2025, 4, 23), "nato-2024-06", id="until the next one"),
    pytest.param(date(2018, 1, 1), "nato-2017-06", id="one that is not held"),
]


@pytest.mark.parametrize(("day", "edition"), CURRENT)
def test_current_edition(nato: Reference, day: date, edition: str) -> None:
    assert nato.current_editions(day)[0].id == edition


def test_no_edition_before_the_first(nato: Reference) -> None:
    assert nato.current_editions(date(2016, 1, 1)) == ()


FIGURES = [
    pytest.param("nato-2024-06", "share_of_gdp", "DEU", "2024", "2.12", id="germany"),
    pytest.param("nato-2025-08", "share_of_gdp", "DEU", "2023", "1.61", id="rounded once from 1.6149766"),
    pytest.param("nato-2024-06", "share_of_gdp", "SVK", "2024", "2.00", id="typed in"),
    pytest.param("nato-2024-06", "expenditure_usd_current", "DEU", "2024", "97686", id="no decimals"),
    pytest.param("nato-2024-06", "military_personnel", "TUR", "2024", "481.0", id="one decimal"),
    pytest.param("nato-2025-08", "share_of_gdp", "DEU", "2024", "2.00", id="revised"),
]


@pytest.mark.parametrize(("edition", "measure", "key", "period", "figure"), FIGURES)
def test_figures_at_published_decimals(
    nato: Reference, edition: str, measure: str, key: str, period: str, figure: str
) -> None:
    assert str(nato.figure(edition, measure, key, period)) == figure


def test_cells_can_be_found_again(nato: Reference) -> None:
    cell = nato.cell("nato-2024-06", "share_of_gdp", "DEU", "2024")
    assert cell is not None
    lines = (nato.folder / cell.file).read_text(encoding="utf-8").splitlines()
    assert cell.raw in lines[cell.line - 1] and "DEU" in lines[cell.line - 1]
    assert cell.is_estimate and cell.unit == "% of GDP"


MEMBERS = [
    pytest.param(date(1950, 1, 1), 12, id="founders"),
    pytest.param(date(2017, 6, 4), 28, id="before Montenegro"),
    pytest.param(date(2020, 3, 27), 30, id="North Macedonia"),
    pytest.param(date(2024, 3, 6), 31, id="before Sweden"),
    pytest.param(date(2024, 3, 7), 32, id="Sweden"),
]


@pytest.mark.parametrize(("day", "size"), MEMBERS)
def test_members_on_a_day(nato: Reference, day: date, size: int) -> None:
    assert len(nato.populations["members"].on(day)) == size


def test_members_without_figures_are_marked(nato: Reference) -> None:
    assert [m.key for m in nato.populations["members"].members if not m.listed] == ["ISL"]


GUIDELINES = [
    pytest.param("share_of_gdp", date(2010, 1, 1), "riga-2006", id="Riga"),
    pytest.param("share_of_gdp", date(2023, 7, 10), "wales-2014-gdp", id="Wales"),
    pytest.param("share_of_gdp", date(2023, 7, 11), "vilnius-2023-gdp", id="Vilnius"),
    pytest.param("share_of_gdp", date(2025, 7, 1), "hague-2025-core", id="The Hague"),
    pytest.param("equipment_share", date(2024, 1, 1), "wales-2014-equipment", id="equipment"),
]


@pytest.mark.parametrize(("measure", "day", "guideline"), GUIDELINES)
def test_guideline_in_force(nato: Reference, measure: str, day: date, guideline: str) -> None:
    found = nato.guideline_on(measure, day)
    assert found is not None and found.id == guideline


def test_office_words_lead_to_terms(nato: Reference) -> None:
    holders = [term.holder for term in nato.terms_of("head of the alliance")]
    assert holders[-2:] == ["Jens Stoltenberg", "Mark Rutte"]
    assert [term.holder for term in nato.terms_of("prime minister", "NOR")] == ["Jens Stoltenberg"]


def test_an_end_that_is_not_recorded_is_not_a_term_that_lasts(nato: Reference) -> None:
    ends = {(t.holder, t.office): t.end_known for t in nato.terms if t.end is None}
    assert ends == {("Mark Rutte", "Secretary General"): True, ("Dick Schoof", "Prime Minister"): False}


def test_all_packages_load_and_are_not_of_one_subject() -> None:
    assert {"nato", "eu"} <= {reference.name for reference in load_references()}


@pytest.mark.parametrize("name", ["nato", "eu"])
def test_every_file_has_its_checksum_recorded(root: Path, name: str, tmp_path: Path) -> None:
    copy = shutil.copytree(root / "data" / "reference" / name, tmp_path / name)
    before = (copy / "datapackage.yaml").read_text(encoding="utf-8")
    record_checksums(copy)
    assert (copy / "datapackage.yaml").read_text(encoding="utf-8") == before
    assert before.count('hash: "sha256:') == len(list(copy.glob("*.csv")))


def test_diff_names_who_changes_sides() -> None:
    rows = diff_editions("nato-2024-06", "nato-2025-08").query("measure == 'share_of_gdp'").set_index(["key", "period"])
    assert rows.loc[("DEU", "2024"), ["first", "second", "turns"]].tolist() == [2.12, 2.00, ""]
    assert rows.loc[("SVK", "2024"), "turns"] == "vilnius-2023-gdp: met → not met"


@pytest.mark.parametrize(
    ("second", "said"), [("nato-2099-01", "nato-2099-01: no package has"), ("nato-2019-11", "no figures of it")]
)
def test_diff_refuses_editions_without_figures(second: str, said: str) -> None:
    with pytest.raises(ReferenceDataError, match=said):
        diff_editions("nato-2024-06", second)


BASES = [
    pytest.param("nato-2024-06", "2024", "expenditure_usd_2015", "76943", id="2015 prices"),
    pytest.param("nato-2026-07", "2025", "expenditure_usd_2021", "97441", id="2021 prices"),
]


@pytest.mark.parametrize(("edition", "year", "measure", "figure"), BASES)
def test_constant_prices_are_those_of_the_edition(edition: str, year: str, measure: str, figure: str) -> None:
    nato = load_reference("nato")
    assert str(nato.figure(edition, "expenditure_usd_constant", "DEU", year)) == figure
    cell = nato.cell(edition, "expenditure_usd_constant", "DEU", year)
    assert cell is not None and cell.measure == measure


def test_the_currency_is_the_edition_s() -> None:
    nato = load_reference("nato")
    spent = nato.measures["expenditure_national_current"]
    days = {edition.id: edition.published_on for edition in nato.editions}
    assert [spent.unit_for("BGR", days[name]) for name in ("nato-2024-06", "nato-2026-07")] == ["BGN", "EUR"]
    assert spent.units_for("BGR") == {"BGN", "EUR"} and spent.units_for("POL") == {"PLN"}
    for name, words in (("nato-2024-06", "Leva"), ("nato-2026-07", "Euros")):
        cell = nato.cell(name, spent.id, "BGR", "2024")
        assert cell is not None and words in cell.unit


# A small package that is right; each case below makes one thing wrong.

DESCRIPTOR = """
name: rain
title: Rainy days
version: 1.0.0
resources:
  - name: days
    path: days.csv
    schema:
      primaryKey: [edition, country, year]
      fields: [{name: edition}, {name: published}, {name: country}, {name: year}, {name: share}]
    x-reference:
      kind: indicator
      entity: {column: country, gazetteer: countries}
      time: {column: year}
      edition: {column: edition, published: published}
      population: {table: members}
      measures:
        rainy: {value: share, unit: percent, decimals: 1, names: [rainy day]}
  - name: members
    path: members.csv
    x-reference:
      kind: population
      columns: {key: iso3, joined: since}
      gazetteer: countries
  - name: lines
    path: lines.csv
    x-reference:
      kind: guidelines
      columns: {measure: measure, comparator: comparator, threshold: line, unit: unit, agreed: agreed}
"""
DAYS = """edition,published,country,year,share
first,2021-03-01,DEU,2020,41.26
first,2021-03-01,FRA,2020,38.1
first,2021-03-01,ITA,2020,27.5
second,2022-03-01,DEU,2020,41.3
second,2022-03-01,DEU,2021,44.0
"""
FILES = {
    "datapackage.yaml": DESCRIPTOR,
    "days.csv": DAYS,
    "members.csv": "iso3,since\nDEU,2000\nFRA,2001-05\nITA,2002-01-01\n",
    "lines.csv": "measure,comparator,line,unit,agreed\nrainy,>=,40,% of days,2019\n",
}


def write_package(folder: Path, changes: dict[str, tuple[str, str]]) -> Path:
    folder = folder / "rain"
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        old, new = changes.get(name, ("", ""))
        assert old in content
        (folder / name).write_text(content.replace(old, new) if old else content, encoding="utf-8")
    return folder


def test_a_small_package_is_read(tmp_path: Path) -> None:
    rain = load_reference(write_package(tmp_path, {}))
    assert [e.id for e in rain.editions] == ["first", "second"]
    assert rain.figure("first", "rainy", "DEU", "2020") == Decimal("41.3")
    assert str(rain.populations["members"].by_key["FRA"].joined) == "2001-05"
    assert rain.guideline_on("rainy", date(2020, 1, 1)) is not None


T, M, L, D = "days.csv", "members.csv", "lines.csv", "datapackage.yaml"
BAD = [
    pytest.param(T, "first,2021-03-01,ITA", "first,,ITA", "2 publication dates", id="two dates of one edition"),
    pytest.param(T, "2022-03-01", "", "second.*no publication date", id="no publication date"),
    pytest.param(T, "2022-03-01", "2022", "whole day is needed", id="publication year only"),
    pytest.param(T, "2022-03-01", "2021-03-01", "same publication day", id="two editions of one day"),
    pytest.param(T, "second,2022-03-01,DEU,2021", "second,2022-03-01,DEU,2020", "lines 5 and 6", id="duplicate key"),
    pytest.param(T, "44.0", "44,0", "not a CSV", id="comma decimals"),
    pytest.param(T, "44.0", "many", "line 6: 'many' is not a number", id="no number"),
    pytest.param(T, "44.0", "nan", "not a number", id="nan"),
    pytest.param(T, "edition,published,country,year,share", "edition,published,country,year,part",
                 "column 'share' is missing", id="missing column"),
    pytest.param(M, "2000", "", "since is empty", id="no joining date"),
    pytest.param(M, "DEU,2000", "DEU", "Row #2: Expected 2 columns, got 1", id="short row"),
    pytest.param(M, "iso3,since", "", "column 'iso3' is missing", id="no header"),
    pytest.param(M, "2001-05", "May 2001", "column since: 'May 2001' is not a date", id="bad joining date"),
    pytest.param(M, "FRA", "FRX", "members.csv, line 3: 'FRX'", id="unknown member"),
    pytest.param(L, "% of days", "", "40 has no unit", id="threshold without unit"),
    pytest.param(L, "rainy", "sunny", "unknown measure 'sunny'", id="guideline on nothing"),
    pytest.param(L, ">=", "=>", "comparator '=>'", id="unknown comparator"),
    pytest.param(D, "share, unit", "portion, unit", "column 'portion'", id="descriptor names no column"),
    pytest.param(D, "decimals: 1, ", "", "no decimals", id="no decimals"),
    pytest.param(D, "unit: percent, ", "", "no unit", id="no unit"),
    pytest.param(D, "time: {column: year}", "times: {column: year}", "'times' is no key of a block", id="unknown key"),
    pytest.param(D, "time: {column: year}", "time: year", "time is 'year'; names with values", id="text for a map"),
    pytest.param(D, "time: {column: year}", "grain: x", "'grain' is no key", id="wrong key"),
    pytest.param(D, 'rainy: {value: share, unit: percent, decimals: 1, names: [rainy day]}', "rainy: share",
                 "measures: rainy is 'share'", id="text for a measure"),
    pytest.param(D, "decimals: 1", "decimals: one", "decimals is 'one'; a number", id="decimals in words"),
    pytest.param(D, "decimals: 1", "decimal: 1", "decimal is no key", id="misspelt key"),
    pytest.param(D, "kind: population", "kind: crowd", "'crowd'.*population", id="unknown kind"),
    pytest.param(D, "table: members", "table: allies", "'allies' is no resource", id="unknown population"),
    pytest.param(D, "path: days.csv", "path: day.csv", "file is missing", id="missing file"),
    pytest.param(D, "path: days.csv", "path: days.csv\n    hash: sha256:00ff", "says 00ff", id="checksum"),
    pytest.param(D, "resources:", "files:", "no list 'resources'", id="no resources"),
    pytest.param(D, "name: rain", "name: [rain", "not YAML", id="not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), BAD)
def test_bad_packages_are_refused_by_name(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = write_package(tmp_path, {file: (old, new)})
    with pytest.raises(ReferenceDataError, match=said) as refused:
        load_reference(folder)
    assert "rain" in str(refused.value)


def test_percentages_stored_as_fractions_are_refused(tmp_path: Path) -> None:
    folder = write_package(tmp_path, {})
    rows = ["edition,published,country,year,share", *(f"first,2021-03-01,{c},2020,0.3" for c in ("DEU", "FRA", "ITA"))]
    (folder / "days.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"stored as fractions.*multiply by 100"):
        load_reference(folder)
    text = (folder / "datapackage.yaml").read_text(encoding="utf-8")
    (folder / "datapackage.yaml").write_text(
        text.replace("decimals: 1,", "decimals: 1, fractions_are_real: true,"), encoding="utf-8"
    )
    assert len(load_reference(folder).figures) == 3


UNKNOWN_MEASURES = [
    pytest.param("wet,28", "measure 'wet' is not declared", id="in the table"),
    pytest.param("rainy,28", "unknown measure 'sunny'", id="in the descriptor"),
]


@pytest.mark.parametrize(("row", "said"), UNKNOWN_MEASURES)
def test_measures_of_table_and_descriptor_must_agree(tmp_path: Path, row: str, said: str) -> None:
    folder = write_package(tmp_path, {"datapackage.yaml": (
        'rainy: {value: share, unit: percent, decimals: 1, names: [rainy day]}',
        "rainy: {value: share, unit: percent, decimals: 1, names: [wet day]}\n"
        "        sunny: {value: share, unit: percent, decimals: 1, names: [sunny day]}",
    )})  # fmt: skip
    text = (folder / "datapackage.yaml").read_text(encoding="utf-8")
    long = text.replace("time: {column: year}", "time: {column: year}\n      measure: {column: measure}")
    (folder / "datapackage.yaml").write_text(long.replace("[edition, country, year]", "[]"), encoding="utf-8")
    (folder / "days.csv").write_text(
        f"edition,published,country,year,measure,share\nfirst,2021-03-01,DEU,2020,{row}\n", encoding="utf-8"
    )
    with pytest.raises(ReferenceDataError, match=said):
        load_reference(folder)


def test_an_unknown_package_names_the_known_ones() -> None:
    with pytest.raises(ReferenceDataError, match=r"'otan'.*nato"):
        load_reference("otan")


EDITION_ROWS = [
    pytest.param("editions.csv", "NATO,2024-06-17,", "NATO,,", "'nato-2024-06' has no publication date", id="no date"),
    pytest.param("editions.csv", "NATO,2025-04-24,", "NATO,2025-08-28,", "same publication day", id="two of one day"),
    pytest.param(
        "editions.csv", "NATO,2025-04-24,", "NATO,2025-04-25,", "is of 2025-04-25, its figures say", id="two dates"
    ),
    pytest.param(
        "editions.csv", "nato-ar2024,", "nato-ar2042,", "'nato-ar2024' has figures but no row", id="not listed"
    ),
    pytest.param("guidelines.csv", ",2.0,% of GDP,2006,", ",2.0,,2006,", "2.0 has no unit", id="no unit"),
    pytest.param("office_holders.csv", "NATO,Joseph Luns", "OTAN,Joseph Luns", "'OTAN' is no country code", id="body"),
    pytest.param("members.csv", "ALB,Albania", "ALX,Albania", "'ALX' is no country code", id="country"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), EDITION_ROWS)
def test_mistakes_in_the_tables_of_a_package_are_refused(
    root: Path, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    package = shutil.copytree(root / "data" / "reference" / "nato", tmp_path / "nato")
    text = (package / file).read_text(encoding="utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new), encoding="utf-8")
    record_checksums(package)
    with pytest.raises(ReferenceDataError, match=said):
        load_reference(package)
