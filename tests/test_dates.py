"""Time expressions: type, value and extent as TIMEX3 (TimeML 1.2.1) has them."""

from datetime import date

import pytest

from analysis.annotate import Document, annotate
from analysis.dates import find_dates
from analysis.tables import TimeExpression

SEED_WINDOW = (date(2024, 6, 17), date(2024, 7, 2))


def _by_text(document: Document, rows: tuple[TimeExpression, ...]) -> dict[str, TimeExpression]:
    return {document.text[row.start : row.end]: row for row in rows}


SEED = [
    pytest.param("this spring", "DATE", "2024-SP", None, "2024-03-01", "2024-05-31", id="season"),
    pytest.param("summer", "DATE", "2024-SU", None, "2024-06-01", "2024-08-31", id="second-season"),
    pytest.param("early November", "DATE", "2024-11", "START", "2024-11-01", "2024-11-30", id="early-month"),
    pytest.param("October 1", "DATE", "2024-10-01", None, "2024-10-01", "2024-10-01", id="day"),
    pytest.param("ten years", "DURATION", "P10Y", None, None, None, id="duration"),
]


@pytest.mark.parametrize(("text", "kind", "timex", "mod", "begin", "end"), SEED)
def test_seed_within_its_window(seed_document, text, kind, timex, mod, begin, end):
    row = _by_text(seed_document, find_dates(seed_document, SEED_WINDOW))[text]
    assert (row.type, row.timex, row.mod, row.begin, row.end_date) == (kind, timex, mod, begin, end)


def test_seed_without_a_date_keeps_the_year_open(seed_document):
    rows = _by_text(seed_document, find_dates(seed_document))
    assert rows["October 1"].timex == "XXXX-10-01"
    assert rows["October 1"].begin is None
    assert rows["ten years"].timex == "P10Y"


def test_an_age_is_no_time(seed_document):
    assert not any("65" in seed_document.text[row.start : row.end] for row in find_dates(seed_document))


WRITTEN = date(2024, 6, 27)  # a Thursday

SENTENCES = [
    pytest.param("The council met on Tuesday.", [("Tuesday", "2024-06-25")], id="weekday-past"),
    pytest.param("The council will meet on Tuesday.", [("Tuesday", "2024-07-02")], id="weekday-future"),
    pytest.param("Sales fell last year.", [("last year", "2023")], id="last-year"),
    pytest.param("It opened two years ago.", [("two years ago", "2022")], id="ago"),
    pytest.param("Prices rose over the past three years.", [("the past three years", "P3Y")], id="past-years"),
    pytest.param("It is printed daily.", [("daily", "P1D")], id="set"),
    pytest.param("The bridge may reopen, and they march on.", [], id="may-and-march"),
    pytest.param("About 2,000 soldiers took flight 1990 home.", [], id="plain-numbers"),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES)
def test_value_and_extent(sentence, expected):
    document = annotate("a", sentence, WRITTEN)
    assert [(sentence[row.start : row.end], row.timex) for row in find_dates(document)] == expected
