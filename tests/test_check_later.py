"""Verdicts with a margin or over several years: doubts, hedges, later editions, stretches, sums, ranks among some."""

from typing import Any

import pytest

from analysis.reference import Reference
from test_check import N, R, S, loaded, on, share, stated


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    return loaded()


def world(measure: str, key: str, low: float | None, high: float | None, **more: Any) -> dict[str, Any]:
    value = low if high is None else high if low is None else (low + high) / 2
    return {
        "package": "owid", "kind": "value", "measure": measure, "key": key, "value": value, "low": low, "high": high,
        "unit": None, **more,
    }  # fmt: skip


def through(first: int, **more: Any) -> dict[str, Any]:
    return {"arguments": {"from_period": str(first), **more}}


def grown(low: float, high: float) -> dict[str, Any]:
    size = {"by": (low + high) / 2, "by_low": low, "by_high": high, "by_unit": "percent"}
    return {"arguments": {"from_period": "2000", "direction": "up", **size}}


RANK = {"package": "owid", "kind": "rank", "measure": "obesity_share", "period": "2020", "period_source": "stated"}
MILK = {"package": "owid", "kind": "change", "measure": "milk_production", "key": "BRA", **stated(2010)}
AFRICANS = ["DZA", "EGY", "KEN", "LBY", "NGA", "ZAF"]
CASES = [
    pytest.param("2024-06-27", share("DEU", 1.5, doubt="expected"), N, "doubtful", id="doubted"),
    pytest.param("2024-06-27", share("DEU", 2.1, doubt="expected"), S, "figure_in_interval", id="doubted, holds"),
    pytest.param("2024-06-27", share("DEU", 2.1, doubt="measure_guessed"), N, "doubtful", id="guessed, holds"),
    pytest.param("2024-06-27", share("DEU", 2.0, 0.1, value_text="about 2.0 percent"), N, "hedge_borderline",
                 id="just outside a hedge"),
    pytest.param("2024-06-27", share("DEU", 1.9, 0.1, value_text="about 1.9 percent"), R, "figure_outside_interval",
                 id="twice outside a hedge"),
    pytest.param("2024-06-27", share("DEU", 2.1, **stated("2024-05")), N, "period_finer", id="a month of a year"),
    pytest.param("2020-06-01", world("access_to_electricity", "KEN", 70, 73), S, "figure_in_interval", id="later"),
    pytest.param("2020-06-01", world("access_to_electricity", "KEN", 72, 74), N, "within_margin", id="later, near"),
    pytest.param("2020-06-01", world("access_to_electricity", "KEN", 19, 21), R, "figure_outside_interval",
                 id="later, far"),
    pytest.param("2020-06-01", world("access_to_electricity", "KEN", 19, 21, negated=True), S,
                 "figure_outside_interval", id="later, denied"),
    pytest.param("2021-06-01", world("real_gdp_growth", "DEU", -4.35, -4.25, **stated(2020)), N, "within_margin",
                 id="later, near, below zero"),
    pytest.param("2021-06-01", world("real_gdp_growth", "DEU", -2.05, -1.95, **stated(2020)), R,
                 "figure_outside_interval", id="later, far, below zero"),
    pytest.param("2020-06-01", world("access_to_electricity", "KEN", 19, 21, **stated("2018-05")), N, "period_finer",
                 id="later, a month of a year"),
    pytest.param("2021-06-01", MILK | grown(58, 62), N, "within_margin", id="later, grew by nearly as much"),
    pytest.param("2021-06-01", MILK | grown(54, 56), S, "change_holds", id="later, grew by as much"),
    pytest.param("2021-06-01", MILK | grown(90, 110), R, "change_differs", id="later, grew by much less"),
    pytest.param("2021-06-01", MILK | {"arguments": {"from_period": "2000", "direction": "down"}}, R, "change_differs",
                 id="later, the other way"),
    pytest.param("2020-06-01", world("electricity_share_wind", "POL", None, 10, **stated(2019), **through(2015)), S,
                 "figure_in_interval", id="every year"),
    pytest.param("2020-06-01", world("electricity_share_wind", "POL", None, 8, **stated(2019), **through(2010)), N,
                 "holds_in_part", id="some years"),
    pytest.param("2020-06-01", world("electricity_share_wind", "POL", None, 1,
                                     **stated(2019), **through(2015, through=True, always=True)), R,
                 "figure_outside_interval", id="no year"),
    pytest.param("2023-06-01", world("deaths_cancer", "JPN", 1_100_000, 1_400_000, **stated(2017),
                                     **through(2015, total=True)), S, "figure_in_interval", id="total"),
    pytest.param("2023-06-01", world("deaths_cancer", "JPN", 400_000, 420_000, **stated(2017),
                                     **through(2015, total=True)), R, "figure_outside_interval",
                 id="not one year of it"),
    pytest.param("2022-06-01", world("electricity_share_wind", "POL", 9, 14, **stated(2020),
                                     arguments={"plus": ["electricity_share_solar"]}), S, "figure_in_interval",
                 id="sum"),
    pytest.param("2022-06-01", world("electricity_share_wind", "POL", 20, 30, **stated(2020),
                                     arguments={"plus": ["electricity_share_solar"]}), R, "figure_outside_interval",
                 id="not the sum"),
    pytest.param("2022-03-01", RANK | {"key": "EGY", "arguments": {"rank": 1, "among": AFRICANS}}, S, "rank_matches",
                 id="first among some"),
    pytest.param("2022-03-01", RANK | {"key": "KEN", "arguments": {"rank": 1, "among": AFRICANS}}, R, "rank_differs",
                 id="far from first"),
    pytest.param("2022-03-01", RANK | {"key": "FRA", "arguments": {"rank": 1, "among": AFRICANS}}, N,
                 "entity_not_in_population", id="not among them"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "fields", "verdict", "reason"), CASES)
def test_verdicts(
    references: dict[str, Reference], day: str, fields: dict[str, Any], verdict: str, reason: str
) -> None:
    if (fields.get("arguments") or {}).keys() == {"from_period"}:
        fields = {**fields, "arguments": {**fields["arguments"], "through": True}}
    finding = on(day, references, **fields).finding
    assert (finding.verdict, finding.reason) == (verdict, reason), finding.says


def test_a_later_edition_is_named(references: dict[str, Reference]) -> None:
    finding = on("2020-06-01", references, **world("access_to_electricity", "KEN", 70, 73)).finding
    assert "judged by Our World in Data's December 2025 edition, as none held is as old" in finding.says
    assert finding.edition is not None and finding.edition.id == "owid-2025" and len(finding.evidence) == 1


def test_a_stretch_rests_on_every_year(references: dict[str, Reference]) -> None:
    fields = world("electricity_share_wind", "POL", None, 10, **stated(2019), **through(2015, through=True))
    finding = on("2020-06-01", references, **fields).finding
    assert {cell.row["period"] for cell in finding.evidence} == {"2015", "2016", "2017", "2018", "2019"}


def test_a_change_that_does_not_say_over_what_holds_if_one_kind_does(references: dict[str, Reference]) -> None:
    rose = {
        "package": "us_cpi", "kind": "value", "measure": "cpi_change_1m_all_items", "key": "USA", "value": 9.1,
        "low": 9.05, "high": 9.15, "unit": "percent", "doubt": "kind_of_change_unsaid", **stated("2022-06"),
        "arguments": {"or": ["cpi_change_12m_all_items"]},
    }  # fmt: skip
    assert on("2022-07-14", references, **rose).finding.verdict == S
    guessed = on("2022-07-14", references, **(rose | {"doubt": "measure_guessed"}))
    assert guessed.finding.verdict == N, "another kind of change is no surer than the first"
    assert on("2022-07-14", references, **(rose | {"value": 5.0, "low": 4.95, "high": 5.05})).finding.verdict == N


ANNOUNCED = [("2023-09-21", R), ("2023-09-22", S), ("2024-07-15", S), ("2024-07-16", S)]


@pytest.mark.parametrize(("day", "verdict"), ANNOUNCED)
def test_what_was_decided_for_the_next_term_may_be_spoken_of(
    references: dict[str, Reference], day: str, verdict: str
) -> None:
    seats = {"package": "eu", "kind": "value", "measure": "seats", "key": "FRA", "value": 81, "low": 81, "high": 81}
    assert on(day, references, **seats, **stated(2024)).finding.verdict == verdict


@pytest.mark.parametrize(("times", "verdict"), [(2, S), (3, R)])
def test_so_many_times_as_much(references: dict[str, Reference], times: int, verdict: str) -> None:
    more = {"kind": "comparison", "measure": "share_of_gdp", "key": "POL", "comparator": None}
    found = on("2024-06-27", references, **more, arguments={"other_key": "DEU", "times": times})
    assert found.finding.verdict == verdict, found.finding.says
