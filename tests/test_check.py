"""Verdicts: which edition decides, what the wording allows, what stays open and why."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from analysis.check import Verdict, judge, read_statement
from analysis.reference import Reference, load_references

S, R, N = "supported", "refuted", "not_enough_info"


@cache
def loaded() -> dict[str, Reference]:
    return {reference.name: reference for reference in load_references()}


@pytest.fixture(scope="module")
def references() -> dict[str, Reference]:
    return loaded()


def on(day: str | None, references: dict[str, Reference], until: str | None = None, **fields: Any) -> Verdict:
    first = date.fromisoformat(day) if day else None
    last = date.fromisoformat(until) if until else first
    statement = read_statement({"package": "nato", **fields})
    return judge(statement, (first, last), references)


def share(key: str, value: float, width: float = 0.05, **more: Any) -> dict[str, Any]:
    interval = {"low": round(value - width, 4), "high": round(value + width, 4)}
    return {
        "kind": "value",
        "measure": "share_of_gdp",
        "key": key,
        "value": value,
        "unit": "percent",
        **interval,
        **more,
    }


def stated(year: int | str) -> dict[str, str]:
    return {"period": str(year), "period_source": "stated"}


VALUES = [
    pytest.param("2024-06-27", share("DEU", 2.1, 0.1), S, "figure_in_interval", "nato-2024-06", id="around 2.1"),
    pytest.param("2024-06-27", share("DEU", 1.5), R, "figure_outside_interval", "nato-2024-06", id="false"),
    pytest.param("2024-03-20", share("DEU", 1.66, 0.005), S, "figure_in_interval", "nato-ar2023",
                 id="now is the last year of the edition"),
    pytest.param("2024-03-20", share("DEU", 2.12, 0.005), N, "period_open", "nato-ar2023",
                 id="may be about the year that has begun"),
    pytest.param("2025-10-15", share("DEU", 2.12, 0.005, **stated(2024)), R, "figure_outside_interval", "nato-2025-08",
                 id="revised before the article"),
    pytest.param("2024-07-01", share("USA", 4.4, **stated(2012)), S, "figure_in_interval", "nato-2019-06",
                 id="an older edition covers the year"),
    pytest.param("2018-03-01", share("DEU", 1.2), S, "figure_in_interval", "nato-2017-06", id="an early edition"),
    pytest.param("2020-01-15", share("DEU", 1.4), N, "edition_not_held", "nato-2019-11", id="edition not held"),
    pytest.param("2023-09-01", share("DEU", 1.5, **stated(2021)), N, "edition_not_held", "nato-2023-07",
                 id="partly held, not this cell"),
    pytest.param("2023-09-01", share("GBR", 2.3, **stated(2021)), S, "figure_in_interval", "nato-2023-07",
                 id="partly held, this series"),
    pytest.param("2024-02-01", share("DEU", 2.0, **stated(2024)), N, "no_edition_yet", None, id="too early"),
    pytest.param("2010-02-01", share("DEU", 2.0), N, "no_edition_yet", None, id="before the first edition"),
    pytest.param("2024-07-01", share("DEU", 3.2, **stated(1990)), N, "period_not_covered", None, id="too long ago"),
    pytest.param("2026-04-10", share("POL", 4.3, **stated(2025)), N, "edition_not_held", "nato-ar2025",
                 id="published, not read"),
    pytest.param("2026-07-20", share("DEU", 97.4, measure="expenditure_usd_constant", unit="USD", **stated(2025)), R,
                 "figure_outside_interval", "nato-2026-07", id="constant prices of 2021"),
    pytest.param("2024-07-01", share("IRL", 0.2), N, "entity_not_listed", None, id="no member"),
    pytest.param("2024-07-01", share("ISL", 0.1), N, "entity_without_figures", None, id="no armed forces"),
    pytest.param("2024-07-01", share("DEU", 2.1) | {"key": None}, N, "subject_missing", None, id="no subject"),
    pytest.param("2024-07-01", share("DEU", 2.1, modality="poll"), N, "not_judged_poll", None, id="poll"),
    pytest.param("2024-07-01", share("DEU", 2.1, modality="plan"), N, "not_judged_plan", None, id="plan"),
    pytest.param("2024-07-01", share("DEU", 2.1, modality="target"), N, "not_judged_target", None, id="target"),
    pytest.param("2024-07-01", share("DEU", 2.1, measure=None), N, "measure_missing", None, id="other measure"),
    pytest.param("2024-07-01", share("DEU", 2.1, measure="happiness"), N, "measure_missing", None,
                 id="unknown measure"),
    pytest.param("2024-07-01", share("DEU", 2.1, package=None), N, "measure_missing", None, id="no package"),
    pytest.param("2024-07-01", share("DEU", 2.1, package="un"), N, "package_missing", None, id="package not there"),
    pytest.param("2024-07-01", share("DEU", 1.5, negated=True), S, "figure_outside_interval", "nato-2024-06",
                 id="denied"),
    pytest.param("2025-09-10", share("DEU", 5.0, measure="total_investment_share"), N, "measure_without_figures",
                 None, id="a measure without figures"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "fields", "verdict", "reason", "edition"), VALUES)
def test_values(
    references: dict[str, Reference], day: str, fields: dict[str, Any], verdict: str, reason: str, edition: str | None
) -> None:
    found = on(day, references, **fields).finding
    assert (found.verdict, found.reason) == (verdict, reason)
    assert (found.edition.id if found.edition else None) == edition


INTERVALS = [
    pytest.param({"value": 2, "low": 2, "low_open": True}, "SVK", R, id="more than 2 is not 2.00"),
    pytest.param({"value": 2, "low": 2}, "SVK", S, id="at least 2 is 2.00"),
    pytest.param({"value": 3, "low": 2.85, "high": 3, "high_open": True}, "GRC", R, id="nearly 3 is not 3.08"),
    pytest.param({"value": 3.1, "value_text": "3.1 percent", "low": 3.1, "high": 3.1}, "GRC", S, id="rounds half-up"),
    pytest.param({"value": 3.0, "value_text": "3.0 percent", "low": 3.0, "high": 3.0}, "GRC", R, id="rounds elsewhere"),
    pytest.param({"value": 2, "value_text": "two percent"}, "SVK", S, id="words, exact"),
]


@pytest.mark.parametrize(("interval", "key", "verdict"), INTERVALS)
def test_open_ends_and_rounding(
    references: dict[str, Reference], interval: dict[str, Any], key: str, verdict: str
) -> None:
    fields = {"kind": "value", "measure": "share_of_gdp", "key": key, "unit": "percent", **interval}
    assert on("2024-07-01", references, **fields).finding.verdict == verdict


MONEY = [
    pytest.param("expenditure_usd_current", "USD", 97.7e9, "$97.7 billion", S, "figure_in_interval", id="dollars"),
    pytest.param(
        "expenditure_national_current", "EUR", 90.6e9, "90.6 billion euros", S, "figure_in_interval", id="euros"
    ),
    pytest.param(
        "expenditure_national_current", "USD", 90.6e9, "$90.6 billion", N, "unit_differs", id="wrong currency"
    ),
    pytest.param("military_personnel", "soldier", 185_600.0, "185,600", S, "figure_in_interval", id="people"),
    pytest.param("share_of_gdp", "EUR", 2.1, "2.1 euros", N, "unit_differs", id="money for percent"),
]


@pytest.mark.parametrize(("measure", "unit", "value", "text", "verdict", "reason"), MONEY)
def test_units_and_magnitudes(
    references: dict[str, Reference], measure: str, unit: str, value: float, text: str, verdict: str, reason: str
) -> None:
    fields = {"kind": "value", "key": "DEU", "measure": measure, "unit": unit, "value": value, "value_text": text}
    found = on("2024-10-01", references, **fields).finding
    assert (found.verdict, found.reason) == (verdict, reason)


def count(value: float | None, **more: Any) -> dict[str, Any]:
    fields = {"kind": "count", "measure": "share_of_gdp", "population": "members", "comparator": ">=", "threshold": 2}
    return {**fields, "value": value, "low": value, "high": value, "value_text": str(value), **more}


COUNTS = [
    pytest.param("2024-06-27", count(23, out_of=32), S, "count_matches", 23, id="23 of 32"),
    pytest.param("2024-06-27", count(18, out_of=32), R, "count_differs", 23, id="18 of 32"),
    pytest.param("2024-06-27", count(23, threshold=None, comparator=None), S, "count_matches", 23, id="the guideline"),
    pytest.param("2024-06-27", count(8, comparator="<"), S, "count_matches", 8, id="eight fall short"),
    pytest.param("2024-06-27", count(9, comparator="<"), N, "coverage_incomplete", 8, id="nine would need Iceland"),
    pytest.param("2024-06-27", count(10, comparator="<"), R, "count_differs", 8, id="ten fall short"),
    pytest.param("2024-06-27", count(23, out_of=30), R, "population_size_differs", 23, id="of 30"),
    pytest.param("2024-06-27", count(23, out_of=31), N, "population_listed_only", 23, id="of the 31 with figures"),
    pytest.param("2024-04-10", count(11, out_of=31), S, "count_matches", 11, id="31 on the edition's day"),
    pytest.param("2025-10-02", count(18, **stated(2024)), S, "count_matches", 18, id="revised"),
    pytest.param("2025-05-20", count(22, **stated(2024)), N, "coverage_incomplete", 22, id="one unread decides"),
    pytest.param("2025-05-20", count(23, **stated(2024)), N, "coverage_incomplete", 22, id="or would make 23"),
    pytest.param("2025-05-20", count(21, low=20, high=None, low_open=True, **stated(2024)), S, "count_matches", 22,
                 id="more than 20 whatever is missing"),
    pytest.param("2025-05-20", count(15, **stated(2024)), R, "count_differs", 22, id="15 whatever is missing"),
    pytest.param("2020-01-15", count(7), N, "edition_not_held", None, id="not held"),
    pytest.param("2018-08-01", count(5), N, "coverage_incomplete", 1, id="seven of 28 held"),
    pytest.param("2025-09-10", count(31, **stated(2025)), N, "coverage_incomplete", 30, id="Germany's cell is blank"),
    pytest.param("2017-06-20", count(5), S, "count_matches", 5, id="July 2016"),
    pytest.param("2026-07-20", count(17, **stated(2024)), S, "count_matches", 17, id="July 2026 of 2024"),
    pytest.param("2026-07-20", count(28, **stated(2025)), S, "count_matches", 28, id="July 2026 of 2025"),
    pytest.param("2026-07-20", count(30), S, "count_matches", 30, id="July 2026 of its year"),
    pytest.param("2026-07-20", count(5, threshold=3.5), S, "count_matches", 5, id="at the line of The Hague"),
    pytest.param("2024-12-01", count(3, **stated(2014)), S, "count_matches", 3, id="members of 2014"),
    pytest.param("2024-12-01", count(3, out_of=28, **stated(2014)), S, "count_matches", 3, id="of 28 then"),
    pytest.param("2024-06-27", count(72, low=67, high=77, unit="percent"), S, "count_matches", 23,
                 id="share of members"),
    pytest.param("2024-06-27", count(None, threshold=3.2,
                 arguments={"names": ["POL", "EST", "USA"]}), S, "count_matches", 3, id="only these three"),
    pytest.param("2024-06-27", count(None, threshold=3.0,
                 arguments={"names": ["POL", "EST", "USA"]}), R, "count_differs", 5, id="not only these"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "fields", "verdict", "reason", "figure"), COUNTS)
def test_counts(
    references: dict[str, Reference], day: str, fields: dict[str, Any], verdict: str, reason: str, figure: int | None
) -> None:
    found = on(day, references, **fields).finding
    assert (found.verdict, found.reason) == (verdict, reason)
    assert found.figure == figure


def arguments(kind: str, key: str, measure: str = "share_of_gdp", **given: Any) -> dict[str, Any]:
    return {"kind": kind, "key": key, "measure": measure, "arguments": given}


FROM_TO = {"direction": "up", "from_value": 2.2, "from_low": 2.15, "from_high": 2.25, "from_period": "2022"}
RELATIONS = [
    pytest.param(arguments("rank", "USA", rank=3), S, "rank_matches", id="third"),
    pytest.param(arguments("rank", "GRC", rank=2), R, "rank_differs", id="not second"),
    pytest.param(arguments("rank", "ESP", rank=1, order="asc"), S, "rank_matches", id="lowest"),
    pytest.param(arguments("rank", "DEU", "expenditure_usd_current", rank=1, excluding=["USA"]), S, "rank_matches",
                 id="first after the United States"),
    pytest.param(arguments("rank", "IRL", rank=1), N, "entity_not_listed", id="no member"),
    pytest.param(arguments("comparison", "EST", other_key="USA") | {"comparator": ">"}, S, "comparison_holds",
                 id="more"),
    pytest.param(arguments("comparison", "ITA", other_key="PRT") | {"comparator": ">"}, R, "comparison_fails",
                 id="not more"),
    pytest.param(arguments("change", "LTU", from_period="2014", by=3, by_low=3, by_unit="multiple"), S, "change_holds",
                 id="tripled"),
    pytest.param(arguments("comparison", "ITA"), N, "nothing_to_compare", id="with nothing"),
    pytest.param(arguments("change", "POL", **FROM_TO) | {"value": 4.1, "low": 4.05, "high": 4.15}, S, "change_holds",
                 id="from 2.2 to 4.1"),
    pytest.param(arguments("change", "POL", **FROM_TO | {"from_value": 1.2, "from_low": 1.15, "from_high": 1.25}), R,
                 "change_differs", id="wrong start"),
    pytest.param(arguments("change", "ITA", direction="up", from_period="2020"), R, "change_differs", id="wrong way"),
    pytest.param(arguments("change", "CZE", direction="up", by=0.7, by_low=0.6, by_high=0.8, by_unit="percentage_point",
                           from_period="2023"), S, "change_holds", id="percentage points"),
    pytest.param(arguments("change", "POL", by=84, by_low=83, by_high=86, by_unit="percent", from_period="2022"), S,
                 "change_holds", id="percent"),
    pytest.param(arguments("change", "POL", direction="up"), N, "period_missing", id="since when"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "verdict", "reason"), RELATIONS)
def test_ranks_comparisons_changes(
    references: dict[str, Reference], fields: dict[str, Any], verdict: str, reason: str
) -> None:
    found = on("2024-07-20", references, **fields).finding
    assert (found.verdict, found.reason) == (verdict, reason)


STOLTENBERG = {"office": "Secretary General", "organisation": "NATO", "holder": "Jens Stoltenberg"}
HANDOVER = STOLTENBERG | {"successor": "Mark Rutte", "event": "handover"}
PEOPLE = [
    pytest.param("2024-06-27", "role", STOLTENBERG, {}, S, "role_held", id="in office"),
    pytest.param("2024-11-01", "role", STOLTENBERG, {}, R, "role_not_held", id="no longer"),
    pytest.param("2020-02-13", "role", STOLTENBERG | {"from": "2014-10"}, {}, S, "date_matches",
                 id="since October 2014"),
    pytest.param("2020-02-13", "role", STOLTENBERG | {"from": "2013"}, {}, R, "date_differs", id="since 2013"),
    pytest.param("2010-01-01", "role", STOLTENBERG | {"holder": "Anders Fogh Rasmussen", "from": "2009-08-05"}, {}, N,
                 "table_less_precise", id="start known to the month"),
    pytest.param("2000-01-01", "role", STOLTENBERG, {}, N, "term_not_listed", id="a gap in the table"),
    pytest.param("2024-09-01", "role", {"office": "Prime Minister", "organisation": "country/NLD",
                 "holder": "Dick Schoof"}, {}, N, "term_end_not_listed", id="end not recorded"),
    pytest.param("2024-06-27", "role", STOLTENBERG | {"office": "Chair"}, {}, N, "office_not_listed",
                 id="other office"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "2024-10-01"}, {}, S, "date_matches", id="hand-over"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "XXXX-10-01"}, {}, S, "date_matches", id="open year"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "2024-11-01"}, {}, R, "date_differs", id="wrong month"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "2024-10-01", "successor": "Ada Vaher"}, {}, N,
                 "holder_not_listed", id="unknown successor"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "2024-10-01"}, {"modality": "plan"}, S, "date_matches",
                 id="a scheduled event is judged"),
    pytest.param("2024-06-27", "date", HANDOVER | {"date": "2024-10-01"}, {"modality": "conditional"}, N,
                 "not_judged_conditional", id="a condition is not"),
    pytest.param("2024-06-27", "term", STOLTENBERG, {"value": 10, "value_text": "ten years"}, S, "term_matches",
                 id="term"),
    pytest.param("2024-06-27", "term", STOLTENBERG, {"value": 12, "value_text": "twelve years"}, R, "term_differs",
                 id="not twelve"),
    pytest.param("2024-06-27", "age", {}, {"key": "Jens Stoltenberg", "value": 65}, S, "age_matches", id="age"),
    pytest.param("2024-03-15", "age", {}, {"key": "person/jens-stoltenberg", "value": 65}, R, "age_differs",
                 id="the day before the birthday"),
    pytest.param("2024-06-27", "age", {}, {"key": "Mark Rutte", "value": 57}, N, "birth_date_not_listed",
                 id="no birthday"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "kind", "given_arguments", "more", "verdict", "reason"), PEOPLE)
def test_people(
    references: dict[str, Reference], day: str, kind: str, given_arguments: dict[str, Any], more: dict[str, Any],
    verdict: str, reason: str,
) -> None:  # fmt: skip
    found = on(day, references, kind=kind, arguments=given_arguments, **more).finding
    assert (found.verdict, found.reason) == (verdict, reason)


PLANS = [
    pytest.param({"kind": "membership", "key": "SWE", "arguments": {"order": 32}}, S, id="dated by its order"),
    pytest.param({"kind": "membership", "key": "SWE", "arguments": {"date": "2024-03"}}, S, id="came out"),
    pytest.param({"kind": "membership", "key": "SWE", "arguments": {"date": "2025"}}, N, id="came out otherwise"),
    pytest.param({"kind": "membership", "key": "UKR"}, N, id="without a date"),
    pytest.param({"kind": "date", "arguments": HANDOVER | {"date": "2025"}}, N, id="another year"),
]


@pytest.mark.parametrize(("fields", "verdict"), PLANS)
def test_plans_are_never_refuted(references: dict[str, Reference], fields: dict[str, Any], verdict: str) -> None:
    assert on("2024-03-01", references, modality="plan", **fields).finding.verdict == verdict


def test_a_dated_event_ahead_is_marked_as_hindsight(references: dict[str, Reference]) -> None:
    fields = {"kind": "date", "arguments": HANDOVER | {"date": "2024-10-01"}}
    assert on("2024-06-27", references, **fields).finding.hindsight
    assert not on("2024-12-01", references, **fields).finding.hindsight


MEMBERSHIP = [
    pytest.param("2024-03-06", {"value": 32}, R, "count_differs", id="one day early"),
    pytest.param("2024-03-07", {"value": 32}, S, "count_matches", id="32"),
    pytest.param("2024-07-01", {"value": 28, **stated(2016)}, S, "count_matches", id="as of its own year"),
    pytest.param("2024-07-01", {"value": 29, **stated(2017)}, N, "window_spans_dates", id="a year with an accession"),
    pytest.param("2024-07-01", {"key": "FIN"}, S, "is_a_member", id="a member"),
    pytest.param("2022-07-01", {"key": "FIN"}, R, "not_a_member_then", id="not yet"),
    pytest.param("2024-07-01", {"key": "UKR", "negated": True}, S, "not_a_member", id="is not a member"),
    pytest.param("2024-07-01", {"key": "FIN", "arguments": {"date": "2023-04"}}, S, "date_matches", id="month"),
    pytest.param("2024-07-01", {"key": "HRV", "arguments": {"date": "2004"}}, R, "date_differs", id="wrong year"),
    pytest.param("2024-07-01", {"key": "NOR", "arguments": {"date": "1949-04-04"}}, S, "date_matches", id="signature"),
    pytest.param("2024-07-01", {"key": "DEU", "arguments": {"date": "1955-05-09"}}, N, "sources_disagree",
                 id="disputed"),
    pytest.param("2024-07-01", {"key": "SWE", "arguments": {"order": 32}}, S, "rank_matches", id="32nd"),
    pytest.param("2024-07-01", {"key": "FIN", "arguments": {"order": 32}}, R, "rank_differs", id="not 32nd"),
    pytest.param("2021-07-01", {"package": "eu", "value": 27}, S, "count_matches", id="another package"),
    pytest.param("2021-07-01", {"package": "eu", "key": "GBR"}, R, "not_a_member_then", id="a member that left"),
    pytest.param("2021-07-01", {"package": "eu", "key": "GBR", "arguments": {"date": "2020", "event": "end"}}, S,
                 "date_matches", id="the day it left"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "fields", "verdict", "reason"), MEMBERSHIP)
def test_membership(
    references: dict[str, Reference], day: str, fields: dict[str, Any], verdict: str, reason: str
) -> None:
    found = on(day, references, **{"kind": "membership", "population": "members", **fields}).finding
    assert (found.verdict, found.reason) == (verdict, reason)


LINES = [
    pytest.param("2024-06-27", 2.0, S, "guideline_in_force", id="two percent"),
    pytest.param("2025-01-10", 3.5, N, "guideline_not_listed", id="not agreed yet"),
    pytest.param("2025-07-10", 3.5, S, "guideline_in_force", id="agreed since"),
]


@pytest.mark.parametrize(("day", "line", "verdict", "reason"), LINES)
def test_guidelines(references: dict[str, Reference], day: str, line: float, verdict: str, reason: str) -> None:
    fields = {"kind": "guideline", "measure": "share_of_gdp", "threshold": line, "comparator": ">="}
    found = on(day, references, **fields).finding
    assert (found.verdict, found.reason) == (verdict, reason)


WINDOWS = [
    pytest.param("2024-06-17", "2024-07-02", S, "count_matches", id="one edition"),
    pytest.param("2024-06-17", "2025-05-01", N, "window_spans_editions", id="two that disagree"),
    pytest.param("2024-03-20", "2024-06-20", N, "window_spans_editions", id="and another year"),
    pytest.param(None, None, N, "undated", id="no date at all"),
]


@pytest.mark.parametrize(("first", "last", "verdict", "reason"), WINDOWS)
def test_undated_articles(
    references: dict[str, Reference], first: str | None, last: str | None, verdict: str, reason: str
) -> None:
    found = on(first, references, last, **count(23)).finding
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_window_in_which_all_editions_agree_decides(references: dict[str, Reference]) -> None:
    found = on("2024-06-17", references, "2025-05-01", **share("EST", 3.4)).finding
    assert (found.verdict, found.edition and found.edition.id) == (S, "nato-ar2024")


def test_an_age_that_changes_within_the_window_stays_open(references: dict[str, Reference]) -> None:
    fields = {"kind": "age", "key": "Jens Stoltenberg", "value": 65}
    assert on("2024-03-01", references, "2024-04-01", **fields).finding.reason == "window_spans_dates"
    assert on(None, references, **fields).finding.reason == "undated"


def test_later_editions_are_told_and_do_not_decide(references: dict[str, Reference]) -> None:
    verdict = on("2024-06-27", references, **count(23, out_of=32))
    later = {f.edition.id: (f.short, f.verdict) for f in verdict.later if f.edition}
    assert verdict.finding.verdict == S
    assert later == {"nato-ar2024": ("22 of the 30 held", N), "nato-2025-08": ("18", R), "nato-2026-07": ("17", R)}


def test_the_nearest_figure_stands_beside_an_edition_that_is_not_held(references: dict[str, Reference]) -> None:
    verdict = on("2020-01-15", references, **share("DEU", 1.2, **stated(2017)))
    assert verdict.nearest is not None and verdict.nearest.edition is not None
    assert (verdict.nearest.edition.id, verdict.nearest.short) == ("nato-2019-06", "1.23")
