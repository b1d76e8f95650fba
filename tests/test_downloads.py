"""Downloaded files become packages: each format in small, a second edition, and files that are wrong."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import ReferenceDataError
from analysis.importers import Added, add_download, formats
from analysis.reference import Reference, load_reference

OWID = """Entity,Code,Year,Life expectancy
Norway,NOR,2020,83.2
Norway,NOR,2021,83.16
Kosovo,OWID_KOS,2021,76.81
World,OWID_WRL,2021,71.0
High-income countries,,2021,80.3
"""
OWID_META = {
    "chart": {"title": "Life expectancy", "originalChartUrl": "https://example.org/grapher/life"},
    "columns": {"Life expectancy": {"titleShort": "Life expectancy", "unit": "years", "lastUpdated": "2023-10-10"}},
}
WORLD_BANK = """"Data Source","World Development Indicators",

"Last Updated Date","2024-10-24",

"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",
"Chile","CHL","Unemployment, total (% of total labor force) (national estimate)","SL.UEM.TOTL.NE.ZS","9.3","8.2",
"World","WLD","Unemployment, total (% of total labor force) (national estimate)","SL.UEM.TOTL.NE.ZS","6.1","",
"IDA total","IDA","Unemployment, total (% of total labor force) (national estimate)","SL.UEM.TOTL.NE.ZS","5.5","5.4",
"""
EUROSTAT = """DATAFLOW,LAST UPDATE,freq,age,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:UNE_RT_M(1.0),03/06/24 23:00:00,M,TOTAL,PC_ACT,T,DE,2024-03,3.2,
ESTAT:UNE_RT_M(1.0),03/06/24 23:00:00,M,TOTAL,PC_ACT,T,EL,2024-03,10.2,p
ESTAT:UNE_RT_M(1.0),03/06/24 23:00:00,M,TOTAL,PC_ACT,T,EU27_2020,2024-03,6.0,
ESTAT:UNE_RT_M(1.0),03/06/24 23:00:00,M,TOTAL,PC_ACT,T,EU27_2020,2024-04,:,
"""
OECD = """STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,REF_AREA,MEASURE,Measure,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS
DATAFLOW,OECD.ELS:DF_HOURS(1.0),Hours,MEX,WORK,Hours of work,H,2022-Q1,540.5,A
DATAFLOW,OECD.ELS:DF_HOURS(1.0),Hours,MEX,REST,Hours of rest,H,2022-Q1,90,A
"""
WEO = (
    "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tUnits\tScale\t2023\t2024\tNotes\n"
    '512\tAFG\tNGDPD\tAfghanistan\tGross domestic product, current prices\tU.S. dollars\tBillions\t"1,017.1"\tn/a\t\n'
    "914\tALB\tNGDPD\tAlbania\tGross domestic product, current prices\tU.S. dollars\tBillions\t23.5\t26.1\t2022\n"
    "914\tALB\tLUR\tAlbania\tUnemployment rate\tPercent of total labor force\t\t10.7\t10.6\t2022\n"
    "\t\t\tInternational Monetary Fund, October 2024\t\t\t\t\t\t\n"
)
FRED = "observation_date,UNRATE\n2024-01-01,3.7\n2024-02-01,3.9\n2024-03-01,.\n"


@pytest.fixture
def add(tmp_path: Path) -> Callable[..., Added]:
    """Return a function that writes a file and adds it as a package of a folder of its own."""

    def write_and_add(content: str | bytes, file: str, name: str = "pkg", **options: object) -> Added:
        path = tmp_path / file
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return add_download(path, name, out=tmp_path / "reference", **options)  # type: ignore[arg-type]

    return write_and_add


def loaded(added: Added) -> Reference:
    return load_reference(added.folder)


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def test_our_world_in_data(add: Callable[..., Added], tmp_path: Path) -> None:
    (tmp_path / "life.metadata.json").write_text(json.dumps(OWID_META), encoding="utf-8")
    added = add(OWID, "life.csv")
    package = loaded(added)
    found = package.measures["life_expectancy"]
    assert (found.names, found.unit, found.decimals) == (("life expectancy",), "year", 2)
    assert package.editions[0].published_on == date(2023, 10, 10) and package.later_decides
    assert package.figure(added.edition, "life_expectancy", "XKX", "2021") == Decimal("76.81")
    assert package.aggregates["WORLD"] == ("world", "worldwide", "global")
    assert added.notes == ("1 figure of 1 area without a country code known here is left out (High-income countries)",)


def test_our_world_in_data_as_a_zip(add: Callable[..., Added]) -> None:
    content = zipped({"life.csv": OWID, "life.metadata.json": json.dumps(OWID_META), "readme.md": "Credit …"})
    assert add(content, "life.zip").figures == 4


def test_world_bank(add: Callable[..., Added]) -> None:
    beside = {"Metadata_Country_API_1.csv": "x", "Metadata_Indicator_1.csv": "y"}
    added = add(zipped({"API_SL.UEM_DS2_en_csv_v2_1.csv": WORLD_BANK, **beside}), "API_SL.UEM.zip")
    package = loaded(added)
    (found,) = package.measures.values()
    assert (found.names, found.unit, package.editions[0].published_on) == (
        ("unemployment",), "percent", date(2024, 10, 24),
    )  # fmt: skip
    assert package.figure(added.edition, found.id, "CHL", "2022") == Decimal("8.2")
    assert "2 figures of 1 area" in added.notes[0]


def test_eurostat(add: Callable[..., Added]) -> None:
    added = add(EUROSTAT, "une.csv")
    package = loaded(added)
    assert (package.grain, package.editions[0].published_on) == ("month", date(2024, 6, 3))
    assert package.figure(added.edition, "une_rt_m", "GRC", "2024-03") == Decimal("10.2")
    assert package.measures["une_rt_m"].base == "labour force" and package.keys["EU"]
    assert added.figures == 3


def test_oecd_with_two_series(add: Callable[..., Added]) -> None:
    added = add(OECD, "hours.csv", published_on=date(2023, 1, 5))
    package = loaded(added)
    assert set(package.measures) == {"work", "rest"} and package.grain == "quarter"
    assert package.figure(added.edition, "work", "MEX", "2022-Q1") == Decimal("540.5")
    assert package.measures["rest"].title == "Hours rest"
    assert "unit 'H' is not one known" in added.notes[-1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_imf(add: Callable[..., Added], encoding: str) -> None:
    added = add(WEO.encode(encoding), "WEOOct2024all.xls", published_on=date(2024, 10, 22))
    package = loaded(added)
    assert package.figure(added.edition, "ngdpd", "AFG", "2023") == Decimal("1017.1")
    assert package.cell(added.edition, "ngdpd", "AFG", "2024") is None
    found = package.measures["ngdpd"]
    assert (found.unit, found.scale, found.names, added.notes) == (
        "USD", 1_000_000_000, ("gross domestic product",), (),
    )  # fmt: skip
    assert (package.measures["lur"].unit, package.measures["lur"].base) == ("percent", "labour force")


def test_fred(add: Callable[..., Added]) -> None:
    added = add(FRED, "UNRATE.csv", published_on=date(2024, 4, 5))
    package = loaded(added)
    assert "only codes for names ('UNRATE')" in added.notes[-1]
    assert package.grain == "month" and package.keys == {"USA": "United States"}
    assert package.periods(package.editions[0].id, "unrate") == ("2024-01", "2024-02")


def test_a_second_file_is_a_second_edition(add: Callable[..., Added]) -> None:
    add(FRED, "UNRATE.csv", published_on=date(2024, 4, 5))
    package = loaded(add(FRED.replace("3.9", "3.8"), "UNRATE2.csv", published_on=date(2024, 5, 3)))
    first, second = (e.id for e in package.editions)
    assert [str(package.figure(e, "unrate", "USA", "2024-02")) for e in (first, second)] == ["3.9", "3.8"]


def test_the_package_says_where_it_is_from(add: Callable[..., Added]) -> None:
    folder = add(WORLD_BANK, "API.csv").folder
    assert "Credit: the World Bank" in (folder / "SOURCES.md").read_text(encoding="utf-8")
    assert load_reference(folder).credit == "Figures: the World Bank, CC BY 4.0"


WRONG = [
    pytest.param("a,b\n1,2\n", "x.csv", {}, "its header begins 'a,b'; known are", id="another table"),
    pytest.param(FRED, "x.csv", {}, "does not say when it was published", id="no day"),
    pytest.param(OWID.replace("2020,83.2", "2021,83.2"), "x.csv", {"published_on": date(2024, 1, 1)},
                 r"83.2 and 83.16 for life_expectancy of NOR, 2021", id="two values for a cell"),
    pytest.param(OWID.replace("2020,", "2020-03,"), "x.csv", {"published_on": date(2024, 1, 1)},
                 "periods of mixed length", id="mixed grain"),
    pytest.param(OWID.replace("2020,", "spring,"), "x.csv", {"published_on": date(2024, 1, 1)},
                 "'spring' is no period", id="no period"),
    pytest.param(OWID.replace("83.16", "many"), "x.csv", {"published_on": date(2024, 1, 1)},
                 r"'many' is not a number \(\w+ of [A-Z]{3}, \d{4}\)", id="no number"),
    pytest.param(b"PK\x03\x04 broken", "x.zip", {}, "not a zip that can be read", id="broken zip"),
    pytest.param(b"\x00\x01" * 50, "x.csv", {}, "x.csv: ", id="binary"),
    pytest.param("", "x.csv", {}, "its header begins ''", id="empty"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "file", "options", "said"), WRONG)
def test_wrong_files_are_refused_and_nothing_is_written(
    add: Callable[..., Added], tmp_path: Path, content: str, file: str, options: dict[str, date], said: str
) -> None:
    with pytest.raises(ReferenceDataError, match=said):
        add(content, file, **options)
    assert not (tmp_path / "reference").exists()


def test_too_large_files_are_refused(
    add: Callable[..., Added], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "LARGEST", 1000)
    with pytest.raises(ReferenceDataError, match="unpacked; 0 MB at most"):
        add(zipped({"API_1.csv": WORLD_BANK * 50}), "bomb.zip")
    with pytest.raises(ReferenceDataError, match="at most; download fewer"):
        add(WORLD_BANK * 50, "large.csv")
    assert not (tmp_path / "reference").exists()


def test_a_second_edition_that_is_wrong_leaves_the_first(add: Callable[..., Added]) -> None:
    added = add(FRED, "UNRATE.csv", published_on=date(2024, 4, 5))
    before = {path.name: path.read_bytes() for path in added.folder.iterdir()}
    with pytest.raises(ReferenceDataError, match="is already there"):
        add(FRED, "UNRATE.csv", published_on=date(2024, 4, 5))
    with pytest.raises(ReferenceDataError, match="it has no measure 'gdp'"):
        add(FRED.replace("UNRATE", "GDP"), "GDP.csv", published_on=date(2024, 6, 5))
    assert {path.name: path.read_bytes() for path in added.folder.iterdir()} == before


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "UNRATE.csv").write_text(FRED, encoding="utf-8")
    options = ["reference", "add", str(tmp_path / "UNRATE.csv"), "--as", "jobless", "--out", str(tmp_path)]
    assert main(options) != 0
    assert "--published 2024-10-22" in capsys.readouterr().err
    assert main([*options, "--published", "2024-04-05"]) == 0
    assert "edition jobless-2024-04-05, 2 figures" in capsys.readouterr().out
