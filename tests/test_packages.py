"""The packages at hand: each is right as a whole, and gives known figures of its subject."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.importers import record_checksums
from analysis.reference import Reference, load_reference, load_references

PACKAGES = [
    "bodies", "eu", "imf_weo", "nato", "owid", "parliaments", "persons", "policy_rates", "unhcr_refugees", "us_cpi",
    "us_employment", "us_politics", "world_bank",
]  # fmt: skip
LARGEST_CSV = 3_000_000


@pytest.fixture(scope="module", params=PACKAGES)
def package(request: pytest.FixtureRequest) -> Reference:
    return load_reference(request.param)


def test_every_package_is_named_here() -> None:
    assert {reference.name for reference in load_references()} >= set(PACKAGES)


@pytest.mark.slow
def test_it_is_right_as_a_whole(package: Reference) -> None:
    assert package.title and package.credit
    assert all(measure.names or measure.phrases or measure.change_names for measure in package.measures.values())
    assert (package.folder / "SOURCES.md").read_text(encoding="utf-8").startswith("#")


@pytest.fixture
def _yaml_in_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have PyYAML, which frictionless reads descriptors with as well, do the same in C where it was built with it."""
    for name in ("SafeLoader", "SafeDumper"):
        monkeypatch.setattr(yaml, name, getattr(yaml, f"C{name}", getattr(yaml, name)))


@pytest.mark.slow
@pytest.mark.usefixtures("_yaml_in_c")
def test_frictionless_accepts_it(package: Reference, tmp_path: Path) -> None:
    """A parquet table is checked as CSV, each cell once: its reader is an extra of frictionless."""
    frictionless = pytest.importorskip("frictionless")
    descriptor = yaml.safe_load((package.folder / "datapackage.yaml").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        source = package.folder / resource["path"]
        target = tmp_path / source.with_suffix(".csv").name
        if source.suffix == ".parquet":
            frame, schema = pd.read_parquet(source), resource["schema"]
            assert not frame.duplicated(schema.pop("primaryKey")).any()
            distinct_cells(frame, schema["fields"]).to_csv(target, index=False)
            resource.pop("hash", None), resource.pop("bytes", None)
        else:
            target.write_bytes(source.read_bytes())
        resource.update(path=target.name, format="csv")
    (tmp_path / "datapackage.yaml").write_text(yaml.safe_dump(descriptor), encoding="utf-8")
    report = frictionless.Package(str(tmp_path / "datapackage.yaml")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def distinct_cells(frame: pd.DataFrame, fields: list[dict]) -> pd.DataFrame:
    """Rows of the distinct cells of each column; of words that need only be there, one and, if any, a missing one."""
    columns = {}
    for field in fields:
        cells = frame[field["name"]].fillna("")
        words = field["type"] == "string" and not field.get("constraints", {}).keys() - {"required"}
        columns[field["name"]] = cells[~(cells.eq("") if words else cells).duplicated()].reset_index(drop=True)
    assert columns.keys() == set(frame.columns)
    return pd.DataFrame(columns).ffill()


def test_its_checksums_are_recorded(package: Reference, tmp_path: Path) -> None:
    for path in package.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    record_checksums(tmp_path)
    recorded = (package.folder / "datapackage.yaml").read_text(encoding="utf-8")
    assert (tmp_path / "datapackage.yaml").read_text(encoding="utf-8") == recorded
    assert recorded.count('hash: "sha256:') == len(package.files) - len(package.populations) * (
        package.name == "bodies"
    )


def test_tables_are_small(package: Reference) -> None:
    assert all(path.stat().st_size < LARGEST_CSV for path in package.folder.glob("*.csv"))


KNOWN = [
    pytest.param("us_employment", "payroll_change", "USA", "2024-06", date(2024, 7, 10), "206", id="jobs"),
    pytest.param("us_employment", "unemployment_rate", "USA", "2020-04", date(2020, 5, 20), "14.7", id="jobless"),
    pytest.param("us_cpi", "cpi_change_12m_all_items", "USA", "2022-06", date(2022, 7, 20), "9.1", id="inflation"),
    pytest.param("us_cpi", "cpi_change_12m_core", "USA", "2024-06", date(2024, 7, 20), "3.3", id="core"),
    pytest.param("policy_rates", "policy_rate", "GBR", "2024-08-01", date(2024, 8, 2), "5.00", id="bank rate"),
    pytest.param("imf_weo", "real_gdp_growth", "WORLD", "2024", date(2024, 11, 1), "3.2", id="growth seen"),
    pytest.param("imf_weo", "real_gdp_growth", "WORLD", "2025", date(2025, 5, 1), "2.8", id="growth ahead"),
    pytest.param("world_bank", "population", "IND", "2023", date(2025, 3, 1), "1428627663", id="people"),
    pytest.param("unhcr_refugees", "refugees_hosted", "TUR", "2022", date(2023, 7, 1), "3568259", id="refugees"),
    pytest.param("us_politics", "margin_votes", "US-GA", "2020-11-03", date(2021, 1, 5), "11779", id="Georgia"),
    pytest.param("us_politics", "seats_republican", "US_SENATE", None, date(2025, 3, 1), "53", id="Senate"),
    pytest.param("parliaments", "seats", "DEU:SPD", "2021-09-26", date(2021, 10, 1), "206", id="Bundestag"),
    pytest.param("owid", "electricity_share_nuclear", "FRA", "2023", date(2026, 2, 1), "65.3", id="nuclear"),
]


@pytest.mark.parametrize(("name", "measure", "key", "period", "day", "figure"), KNOWN)
def test_known_figures(name: str, measure: str, key: str, period: str | None, day: date, figure: str) -> None:
    reference = load_references_by_name()[name]
    edition = reference.current_editions(day, measure, key)[0]
    period = period or reference.periods(edition.id, measure)[-1]
    assert str(reference.figure(edition.id, measure, key, period)) == figure


def load_references_by_name() -> dict[str, Reference]:
    return {reference.name: reference for reference in load_references()}


def test_an_edition_may_be_of_one_entity_only() -> None:
    """The Bank of England decides on days of its own: its rate is that of its latest decision."""
    rates = load_references_by_name()["policy_rates"]
    day = date(2024, 8, 15)
    assert rates.current_editions(day)[0].id != rates.current_editions(day, "policy_rate", "GBR")[0].id
    assert rates.current_editions(day, "policy_rate", "GBR")[0].id.startswith("boe-2024-08-01")
    assert {e.id[:3] for e in rates.editions_of("deposit_rate", "EURO_AREA")} == {"ecb"}


SIZES = [
    pytest.param("UN", date(2026, 1, 1), 193, id="UN"),
    pytest.param("G7", date(2026, 1, 1), 7, id="G7"),
    pytest.param("OECD", date(2026, 1, 1), 38, id="OECD"),
    pytest.param("EUROAREA", date(2022, 12, 31), 19, id="euro before Croatia"),
    pytest.param("EUROAREA", date(2023, 1, 1), 20, id="euro with Croatia"),
    pytest.param("AU", date(2026, 1, 1), 55, id="African Union"),
    pytest.param("NORDIC_COUNTRIES", date(2026, 1, 1), 5, id="part of the world"),
    pytest.param("IMF", date(2026, 1, 1), 191, id="members without a day of entry"),
]


@pytest.mark.parametrize(("body", "day", "size"), SIZES)
def test_sizes_of_bodies(body: str, day: date, size: int) -> None:
    population = load_references_by_name()["bodies"].populations[body]
    assert len(population.on(day)) == size
    assert population.countries and population.nouns and population.phrases


def test_members_without_a_day_are_not_certain_before_the_list_was_made() -> None:
    fund = load_references_by_name()["bodies"].populations["IMF"]
    assert len(fund.on(date(2000, 1, 1))) < len(fund.maybe_on(date(2000, 1, 1)))


def test_people_are_found_by_name_and_not_among_the_terms() -> None:
    persons = load_references_by_name()["persons"]
    assert persons.terms == ()
    terms = persons.people_named("Jacinda Ardern")
    assert {(t.office, t.organisation) for t in terms} >= {("Prime Minister", "NZL")}
    assert persons.people_named("Nobody of that Name") == ()


def test_an_empty_end_is_no_term_that_lasts() -> None:
    persons = load_references_by_name()["persons"]
    open_terms = [t for t in persons.people_named("Jacinda Ardern") if t.end is None]
    assert open_terms and not any(t.end_known or t.holds(date(2026, 1, 1)) for t in open_terms)
    assert all(t.as_of and t.holds(t.as_of) for t in open_terms)


def test_parties_are_named() -> None:
    parliaments = load_references_by_name()["parliaments"]
    assert "Social Democrats" in parliaments.subjects["DEU:SPD"]
    assert parliaments.subjects["GBR:Con"][0] == "Conservatives"


MARGINS = [
    pytest.param("owid", "population", "5", id="one snapshot: the package's own number"),
    pytest.param("world_bank", "population", None, id="computed"),
    pytest.param("nato", "share_of_gdp", None, id="computed for shares"),
]


@pytest.mark.parametrize(("name", "measure", "margin"), MARGINS)
def test_revision_margins(name: str, measure: str, margin: str | None) -> None:
    found = load_references_by_name()[name].margin_of(measure)
    assert found is not None
    assert str(found) == margin if margin else 0 < found < 25


def test_the_page_on_the_packages_names_each_with_its_terms(package: Reference, root: Path) -> None:
    page = (root / "docs" / "packages.md").read_text(encoding="utf-8")
    assert f"\n| `{package.name}` | [{package.credit}]({package.terms_url}) |\n" in page
    row = next(line for line in page.splitlines() if line.startswith(f"| `{package.name}` |"))
    assert not package.editions or f"{len(package.editions):,}" in row or len(package.editions) == 1
