"""The spending notebook's charts for every edition and year that the data allow: no headline of what is not held."""

import re
from collections import Counter
from functools import cache

import pytest

from analysis import charts
from analysis.reference import load_reference
from chart_texts import downloads_of, overlaps

COMMON = {"what": "Defence expenditure, percent of GDP", "note": "A note."}
NATO = load_reference("nato")
HELD = Counter((edition, int(period)) for edition, measure, _, period in NATO.cells if measure == "share_of_gdp")
PAIRS = sorted(HELD)


def cells(edition: str, year: int) -> list:
    members = charts.listed_members(NATO, "share_of_gdp", year)
    found = (NATO.cell(edition, "share_of_gdp", key, str(year)) for key in members)
    return [cell for cell in found if cell is not None]


def kind(edition: str, year: int) -> tuple[int, bool, bool, bool]:
    """Return what a headline depends on: how many are listed, and whether one, enough or all of them are held."""
    listed, held = len(charts.listed_members(NATO, "share_of_gdp", year)), len(cells(edition, year))
    return listed, held == 1, held >= 0.8 * listed, held == listed


DRAWN = {kind(*pair): pair for pair in PAIRS}  # one pair of each kind is drawn


@cache
def multiples(edition: str, keys: tuple[str, ...], held: charts.HeldShare) -> object:
    """Draw the small charts, which are the same for years with the same members."""
    series = charts.one_edition(NATO, "share_of_gdp", edition)
    return charts.plot_small_multiples(series, guideline=2.0, keys=keys, held=held, **COMMON)


def findings(edition: str, year: int) -> dict[str, tuple[object, charts.HeldShare]]:
    """Return what the notebook draws, each with how much of it is held."""
    ranking = charts.compliance(NATO, year=year, edition=edition, guideline=2.0)
    change = charts.two_years(NATO, first=2014, last=year, edition=edition)
    pairs = charts.two_measures(NATO, year=year, edition=edition)
    road = charts.road_to(NATO, year=year, edition=edition, line=3.5)
    series = charts.one_edition(NATO, "share_of_gdp", edition)
    keys = tuple(charts.listed_members(NATO, "share_of_gdp", year))
    held, both, two, ends = (
        charts.coverage(NATO, frame, year=year) for frame in (ranking, change, pairs, charts.last_year(series))
    )
    ahead = {"line": 3.5, "target": 2035, "pace_years": 3, "unit": "billion US dollars", "note": ""}
    lines = {"across_line": 2.0, "up_line": 20.0, "across": "share", "up": "equipment", "note": ""}
    return {
        "ranking": (charts.plot_compliance(ranking, guideline=2.0, year=year, held=held, **COMMON), held),
        "change": (charts.plot_dumbbell(change, first=2014, last=year, guideline=2.0, held=both, **COMMON), both),
        "pairs": (charts.plot_quadrants(pairs, year=year, held=two, **lines), two),
        "road": (charts.plot_road(road, year=year, held=held, **ahead), held),
        "multiples": (multiples(edition, keys, ends), ends),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "year"), sorted(DRAWN.values()))
def test_no_headline_counts_what_is_not_held(edition: str, year: int) -> None:
    listed = len(charts.listed_members(NATO, "share_of_gdp", year))
    for name, (chart, held) in findings(edition, year).items():
        if isinstance(chart, charts.Nothing):
            assert re.match(r"There is no chart|All |Partly held", chart.reason), (name, chart.reason)
            continue
        assert held.listed == listed and 0 < held.held <= listed
        if held.held < 0.8 * listed:
            assert chart.finding.startswith(f"Partly held: {held.held} of {listed} countries"), name
        else:
            whole = f"of {listed} countries" if held.held == listed else f"of the {held.held} countries held"
            assert whole in chart.finding, (name, chart.finding)


@pytest.mark.parametrize(("edition", "year"), PAIRS)
def test_a_count_in_a_headline_is_that_of_the_table(edition: str, year: int) -> None:
    ranking = charts.compliance(NATO, year=year, edition=edition, guideline=2.0)
    held = charts.coverage(NATO, ranking, year=year)
    exact = sum(
        cell.value.quantize(cell.value.__class__("0.01"), "ROUND_HALF_UP") >= 2 for cell in cells(edition, year)
    )
    assert ranking["meets"].sum() == exact
    assert held.enough == (len(cells(edition, year)) >= 0.8 * held.listed)


@pytest.fixture(scope="module")
def all_counts():
    """How many reach two percent, by year and edition."""
    return charts.counts_by_edition(NATO, guideline=2.0)


STORIES = [
    pytest.param(2016, ["5", "4", "5", "4", "4"], id="2016"),
    pytest.param(2019, ["7", "7", "6", "6"], id="2019"),
    pytest.param(2020, ["9", "8", "8"], id="2020"),
    pytest.param(2023, ["11", "11", "10", "10", "10"], id="2023"),
    pytest.param(2024, ["23", "22 of the 30 held", "18", "17"], id="2024"),
    pytest.param(2025, ["30 of the 30 held", "28"], id="2025"),
    pytest.param(2026, ["30"], id="2026"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("year", "told"), STORIES)
def test_the_story_of_a_year_counts_only_editions_that_hold_enough(all_counts, year: int, told: list[str]) -> None:
    counts = all_counts.loc[all_counts["period"].eq(year)]
    shares = charts.shares_by_edition(NATO, year=year)
    chart = charts.plot_revisions(counts, shares=shares, year=year, guideline=2.0, subject="DEU", **COMMON)
    assert chart.data.loc[chart.data["enough"], "told"].tolist() == told
    assert chart.finding.startswith(f"At 2 percent in {year}, by edition: {', '.join(told)} countries")
    assert [pair for width in (charts.NARROW, charts.WIDE) for pair in overlaps(chart.at(width))] == []


def test_a_year_that_no_edition_holds_enough_of_has_no_story(all_counts) -> None:
    counts = all_counts.loc[all_counts["period"].eq(2011)]
    shares = charts.shares_by_edition(NATO, year=2011)
    chart = charts.plot_revisions(counts, shares=shares, year=2011, guideline=2.0, **COMMON)
    assert isinstance(chart, charts.Nothing) and len(counts) == 1


FINDINGS = [
    pytest.param(2014, 3.5, r"1 of 27 countries is at 3.5 percent in 2014; the others lack .*, together", id="one"),
    pytest.param(2026, 1.7, r"30 of 31 countries are at .*; the other lacks 0.09 points, 0.1 billion .* 1 of them is",
                 id="all but one"),
]  # fmt: skip


@pytest.mark.parametrize(("year", "line", "told"), FINDINGS)
def test_a_headline_keeps_number_with_its_count(year: int, line: float, told: str) -> None:
    road = charts.road_to(NATO, year=year, edition="nato-2026-07", line=line)
    chart = charts.plot_road(road, year=year, line=line, target=2035, pace_years=3, unit="billion US dollars", note="")
    assert re.match(told, chart.finding), chart.finding


def test_one_denominator_is_said_once() -> None:
    ranking = charts.compliance(NATO, year=2026, edition="nato-2026-07", guideline=2.0)
    told = charts.denominator(NATO, charts.coverage(NATO, ranking, year=2026), year=2026, edition="nato-2026-07").text
    assert told.startswith("31 of the 32 members of NATO at the end of 2026 are listed (Iceland has no armed forces")
    assert "the 2026 figures of all 31 are held here" in told


# the first year, one compared with a year that is not held, one that its edition hardly holds; a year in between is
# run in test_notebook_runs.py, the last one by `make notebooks`
CASES = [("nato-2023-07", 2014), ("nato-2025-08", 2023), ("nato-2019-06", 2025)]


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "year"), CASES)
def test_the_notebook_runs_for_any_edition_and_year(tmp_path, kernels, edition: str, year: int) -> None:
    import nbformat

    from analysis.runs.execute import run_notebook
    from analysis.runs.record import Job

    first = 2010 if edition == "nato-2025-08" else 2014  # a year that this edition holds no figures of
    chosen = {"edition": edition, "year": year, "revised_year": year, "first_year": first}
    notebook = nbformat.read(run_notebook(Job("n", "04_defence_spending", chosen), tmp_path / "n.ipynb", kernels), 4)
    shown = ["".join(o.get("data", {}).get("text/html", "") for o in c.get("outputs", [])) for c in notebook.cells]
    downloads = downloads_of(shown, len(charts.listed_members(NATO, "share_of_gdp", year)))
    if first == 2010:
        assert {"compliance", "small_multiples", "quadrants", "road"} <= set(downloads)
        assert "dumbbell" not in downloads
        assert sum("holds no figures of this kind" in cell for cell in shown) == 1
