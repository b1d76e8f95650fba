"""The charts of any measure, on a package that is not about defence."""

import pandas as pd
import pytest

from analysis import charts
from analysis.reference import Reference, load_references
from analysis.runs.parameters import ParameterError, check_parameters
from chart_texts import overlaps

MEASURE = "government_gross_debt"


@pytest.fixture(scope="module")
def weo() -> Reference:
    return next(reference for reference in load_references() if reference.name == "imf_weo")


@pytest.fixture(scope="module")
def order(weo: Reference) -> pd.DataFrame:
    return charts.standing(weo, MEASURE, edition="weo-2025-10", period="2024")


def test_totals_have_no_place_and_the_highest_is_first(order: pd.DataFrame, weo: Reference) -> None:
    assert order["value"].is_monotonic_decreasing and order["place"].iloc[0] == 1
    assert not set(order["key"]) & set(weo.aggregates)
    assert order.loc[order["key"].eq("FRA"), "value"].tolist() == [113.1]


def test_a_figure_is_followed_through_the_editions(weo: Reference) -> None:
    seen = charts.over_editions(weo, MEASURE, "FRA", "2024")
    assert seen["published_on"].is_monotonic_increasing and seen["edition"].iloc[-1] == "weo-2025-10"
    assert seen["value"].iloc[[0, -1]].tolist() == [112.4, 113.1]


def test_each_period_is_of_the_last_edition_that_holds_it(weo: Reference) -> None:
    line = charts.over_periods(weo, MEASURE, "FRA")
    assert line["period"].is_unique and line["period"].is_monotonic_increasing
    assert line.set_index("period")["edition"]["2024"] == "weo-2025-10"


DRAWN = ["standing", "path", "revised"]


@pytest.fixture(scope="module")
def drawn(weo: Reference, order: pd.DataFrame) -> dict[str, charts.Chart]:
    what, note = weo.measures[MEASURE].title, weo.credit
    line, seen = charts.over_periods(weo, MEASURE, "FRA"), charts.over_editions(weo, MEASURE, "FRA", "2024")
    return {
        "standing": charts.plot_standing(order, what=what, period="2024", note=note, subject="ALB"),
        "path": charts.plot_path(line, name="France", what=what, note=note),
        "revised": charts.plot_revised(seen, name="France", period="2024", what=what, note=note),
    }


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("width", [charts.NARROW, charts.WIDE])
def test_no_label_stands_on_another(drawn: dict[str, charts.Chart], kind: str, width: float) -> None:
    assert overlaps(drawn[kind].at(width)) == []


def test_the_titles_say_what_the_figures_say(drawn: dict[str, charts.Chart]) -> None:
    assert drawn["standing"].finding.startswith("Sudan stands highest of 130 in 2024")
    assert "Albania is number" in drawn["standing"].finding
    assert drawn["revised"].finding == "France, 2024: 112.4e at first, 113.1 in the last of 6 editions"


def test_nothing_to_draw_is_said(order: pd.DataFrame) -> None:
    assert isinstance(charts.plot_standing(order.head(0), what="", period="1900", note=""), charts.Nothing)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"measure": "goverment_gross_debt"}, "did you mean 'government_gross_debt'"),
        ({"edition": "weo-2025-1"}, "no edition of imf_weo"),
        ({"subject": "Narnia"}, "neither a key nor a name in imf_weo"),
        ({"period": "1700"}, "no edition of imf_weo has figures"),
        ({"reference": "nato", "measure": "total_investment_share", "edition": "nato-2024-06"}, "held: none"),
    ],
)
def test_wrong_parameters_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        check_parameters("06_indicator", given)


def test_the_package_alone_decides_what_else_is_given() -> None:
    with pytest.raises(ParameterError, match="no measure of us_cpi"):
        check_parameters("06_indicator", {"reference": "us_cpi"})
