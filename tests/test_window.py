"""The publication window of an undated article: each bound with its reason, a wrong one never."""

from datetime import date

import pytest

from analysis.annotate import annotate
from analysis.dates import find_dates
from analysis.reference import load_reference
from analysis.tables import Claim
from analysis.window import Bound, Window, combine, infer_window


@pytest.fixture(scope="module")
def nato():
    return load_reference("nato")


def _infer(document, nato, claims=()) -> Window | None:
    return infer_window(document, lambda: claims, find_dates(document), (), (), (nato,))


def test_seed_text_and_tables(seed_document, nato):
    share = Claim(start=1654, end=1778, kind="count", package="nato", measure="share_of_gdp", rule="t")
    window = _infer(seed_document, nato, (share,))
    assert window is not None
    assert (window.first, window.last) == (date(2024, 6, 17), date(2024, 7, 2))
    assert any("Rutte" in reason for reason in window.reasons)
    assert any("first edition with 2024" in reason for reason in window.reasons)


def test_the_verdict_of_an_edition_is_not_used(seed_document, nato):
    window = _infer(seed_document, nato)
    assert window is not None
    assert window.first <= date(2024, 6, 17)
    assert window.last == date(2024, 7, 2)


SENTENCES = [
    pytest.param(
        "NATO Secretary General Jens Stoltenberg welcomed the plan.", "2014-10-01", "2024-10-01", id="office-held"
    ),
    pytest.param("Former Norwegian Prime Minister Jens Stoltenberg welcomed it.", "2013-10-16", None, id="office-left"),
    pytest.param("Mark Rutte will succeed Jens Stoltenberg as NATO Secretary General.", None, "2024-09-30", id="ahead"),
    pytest.param("Then-Secretary General Jens Stoltenberg welcomed the plan.", None, None, id="then-says-nothing"),
    pytest.param("NATO says that 23 of the 32 members meet the target.", "2024-03-07", None, id="members"),
    pytest.param(
        "Secretary General Jens Stoltenberg said on Monday that 11 of the 31 NATO allies spend enough.",
        "2023-04-04",
        "2024-03-06",
        id="allies-then",
    ),
    pytest.param("NATO has 30 members.", "2020-03-27", "2023-04-03", id="members-then"),
    pytest.param("NATO says 5 of the 28 allies spent enough in 2016.", "2016-01-01", None, id="members-of-a-past-year"),
    pytest.param("NATO says 23 of the 31 allies with armed forces pay.", "2023-04-04", None, id="part-of-the-members"),
    pytest.param("NATO hopes that 9 of the 15 members of the council agree.", "1955-05-06", None, id="another-body"),
    pytest.param("NATO met, and all 31 allies agreed.", "2023-04-04", None, id="all-old-members"),
    pytest.param(
        "Secretary General Jens Stoltenberg said on Monday that the plan of 2012 failed.",
        "2014-10-01",
        "2024-10-01",
        id="said-this-week",
    ),
    pytest.param(
        "Secretary General Jens Stoltenberg said on Monday, 3 May 2021 that it failed.",
        "2021-05-03",
        None,
        id="said-on-a-full-date",
    ),
    pytest.param("The bridge collapsed on 5 May 2021.", "2021-05-05", None, id="past-date"),
    pytest.param("The bridge will open on 5 May 2031.", None, "2031-05-05", id="date-ahead"),
    pytest.param("In 2015 the firm said it will open on 5 May 2016.", "2015-01-01", None, id="ahead-of-the-past"),
    pytest.param("Emissions fell more by 2050 in this model.", None, None, id="target-year"),
    pytest.param("The alliance NATO could have 32 members soon.", None, None, id="members-hoped-for"),
    pytest.param("Jens Stoltenberg, who had been at the head of the alliance, left.", None, None, id="had-been"),
    pytest.param("PARIS\n\nFriday, July 21, 2017\n\nA bridge fell.", "2017-07-21", "2017-07-21", id="dateline"),
    pytest.param("A bridge fell into the river.", None, None, id="nothing"),
    pytest.param("Prime Minister Mark Rutte took office.", "2010-01-01", "2024-07-02", id="partial-date-in-the-table"),
    pytest.param(
        "On 3 April 2019 Secretary General Jens Stoltenberg spoke in the city.", "2019-04-03", None, id="historical"
    ),
]


@pytest.mark.parametrize(("text", "first", "last"), SENTENCES)
def test_each_kind_of_fact(text, first, last, nato):
    window = _infer(annotate("a", text), nato)
    found = (window.first, window.last) if window else (None, None)
    assert found == tuple(day and date.fromisoformat(day) for day in (first, last))


def test_every_bound_has_a_reason(seed_document, nato):
    window = _infer(seed_document, nato)
    assert window is not None
    assert len(window.reasons) >= 2


def test_a_contradicting_fact_is_left_out():
    sure = Bound("held until May", last=date(2024, 5, 1))
    late = Bound("speaks of June", first=date(2024, 6, 1))
    assert combine([sure, late]) == Window(None, date(2024, 5, 1), ("held until May",))
