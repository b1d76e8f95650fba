"""A statement about now against the last year published: refuted only where no year could have moved so far."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analysis.check import judge
from analysis.check.statement import Statement
from analysis.reference import load_references

REFERENCES = {reference.name: reference for reference in load_references()}


@pytest.mark.parametrize(
    ("millions", "verdict", "reason"),
    [
        pytest.param(111, "supported", "figure_in_interval", id="as published"),
        pytest.param(113, "not_enough_info", "period_open", id="what it may have become"),
        pytest.param(62, "refuted", "figure_outside_interval", id="half as many"),
    ],
)
def test_a_population_two_years_old(millions: int, verdict: str, reason: str) -> None:
    value, room = Decimal(millions) * 1_000_000, Decimal(500_000)
    said = Statement(
        "value", package="world_bank", measure="population", key="EGY", value=value, low=value - room,
        high=value + room, unit="person", value_text=f"{millions} million",
    )  # fmt: skip
    found = judge(said, (date(2024, 3, 1), date(2024, 3, 1)), REFERENCES).finding
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_denial_is_never_refuted_by_a_later_edition() -> None:
    said = Statement(
        "value", package="owid", measure="population", key="DEU", value=Decimal(83_000_000), low=Decimal(82_000_000),
        high=Decimal(84_000_000), unit="person", period="2018", period_source="stated",
    )  # fmt: skip
    window = (date(2019, 6, 1), date(2019, 6, 1))
    assert judge(said, window, REFERENCES).finding.verdict == "supported"
    denied = judge(replace(said, negated=True), window, REFERENCES).finding
    assert (denied.verdict, denied.reason) == ("not_enough_info", "within_margin")
