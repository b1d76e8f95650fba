"""Time expressions: type, value and extent as TIMEX3 (TimeML 1.2.1) has them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.annotate import Document, annotate, annotate_many
from analysis.dates import dateline, find_dates
from analysis.dates.calendar_grammar import CALENDAR
from analysis.dates.grammar import EXPRESSIONS, expression
from analysis.dates.meanings import DateContext
from analysis.dates.periods import Period, add, containing, holiday, shift
from analysis.dates.words import Line
from analysis.lexicons import read_lexicon
from analysis.tables import TimeExpression

SEED_WINDOW = (date(2024, 6, 17), date(2024, 7, 2))
WRITTEN = date(2013, 3, 22)  # the day of all sentences in date_sentences.tsv, a Friday
SENTENCES = Path(__file__).with_name("date_sentences.tsv")


def _cases():
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for number, line in enumerate(lines[1:], start=1):
        phenomenon, sentence, expected, gap = line.split("\t")
        marks = [pytest.mark.xfail(reason=gap)] if gap else []
        yield pytest.param(number - 1, sentence, expected, id=f"{phenomenon}-{number}".replace(" ", "-"), marks=marks)


@pytest.fixture(scope="module")
def read_sentences():
    sentences = [case.values[1] for case in _cases()]
    return list(annotate_many((str(n), sentence, WRITTEN) for n, sentence in enumerate(sentences)))


@pytest.mark.parametrize(("number", "sentence", "expected"), _cases())
def test_sentences(read_sentences, number, sentence, expected):
    assert _written(read_sentences[number]) == expected, sentence


def _written(document: Document, **given) -> str:
    rows = (
        f"{document.text[row.start : row.end]} = {row.timex}" + (f" / {row.mod}" if row.mod else "")
        for row in find_dates(document, **given)
    )
    return " ; ".join(rows) or "none"


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


def test_without_a_date_the_year_stays_open(seed_document):
    rows = _by_text(seed_document, find_dates(seed_document))
    assert rows["October 1"].timex == "XXXX-10-01"
    assert rows["October 1"].begin is None
    assert rows["this spring"].timex == "XXXX-SP"
    assert rows["ten years"].timex == "P10Y"


def test_a_window_decides_only_what_both_its_ends_agree_on():
    document = annotate("a", "It fell last month and will rise in October.")
    rows = _by_text(document, find_dates(document, (date(2024, 6, 17), date(2024, 7, 2))))
    assert rows["last month"].timex == "XXXX-XX"
    assert (rows["October"].timex, rows["October"].anchor) == ("2024-10", "window")


def test_an_age_is_no_time(seed_document):
    assert not any("65" in seed_document.text[row.start : row.end] for row in find_dates(seed_document))


def test_a_dateline_is_nearer_than_the_day_of_publication():
    document = annotate("a", "A bridge fell\n\nFriday, July 21, 2017\n\nIt fell on Tuesday.", date(2017, 7, 30))
    assert dateline(document) == date(2017, 7, 21)
    row = _by_text(document, find_dates(document))["Tuesday"]
    assert (row.timex, row.anchor) == ("2017-07-18", "text")


def test_what_needs_no_anchor_names_none():
    document = annotate("a", "It opened on 3 May 2010 and closed last year.", WRITTEN)
    rows = _by_text(document, find_dates(document))
    assert rows["3 May 2010"].anchor is None
    assert rows["last year"].anchor == "published"


MOMENT = datetime(2013, 2, 12, 4, 30)
NOTES = [
    pytest.param("tomorrow at 5pm", "2013-02-13T17:00", id="day-and-hour"),
    pytest.param("quarter past three in the afternoon", "2013-02-12T15:15", id="spoken"),
    pytest.param("in two hours", "2013-02-12T06:30", id="in-hours"),
    pytest.param("8 tonight", "2013-02-12T20:00", id="bare-hour"),
    pytest.param("2/15", "2013-02-15", id="month-first"),
    pytest.param("upcoming two months", "2013-04", id="coming"),
    pytest.param("four fridays from now", "2013-03-08", id="weekdays"),
    pytest.param("thanksgiving 9 months from now", "2013-11-28", id="feast-counted"),
    pytest.param("the week of october 7th", "2013-W41", id="week-of"),
]


@pytest.mark.parametrize(("text", "timex"), NOTES)
def test_notes_with_their_moment_look_ahead(text, timex, benchmark_module):
    rows = find_dates(annotate("a", text), reference_time=MOMENT, notes=benchmark_module("notes").note)
    assert [row.timex for row in rows] == [timex]


def test_bare_figures_of_a_sentence_are_no_times(benchmark_module):
    document = annotate("a", "She bought 8 and sold 815 of them.")
    assert find_dates(document, reference_time=MOMENT, notes=benchmark_module("notes").note) == ()


def test_a_report_names_its_period_once():
    text = "Fourth-quarter rents fell. Fees rose from a year earlier."
    rows = _by_text(document := annotate("a", text, date(2013, 3, 22)), find_dates(document))
    row = rows["a year earlier"]
    assert (row.timex, row.anchor) == ("2011-Q4", "text")
    assert document.text[row.anchor_start : row.anchor_end] == "Fourth-quarter"


def test_a_moment_does_not_make_an_article_a_note():
    document = annotate("a", "The mayor left two years ago. Now the council, which met at 8 p.m., has no head.")
    rows = _by_text(document, find_dates(document, reference_time=MOMENT))
    assert rows["two years ago"].timex == "2011"
    assert rows["Now"].timex == "PRESENT_REF"
    assert rows["8 p.m."].timex == "2013-02-12T20:00"


DATELINES = [
    pytest.param("OSLO, May 3, 2019 – A bridge fell.", date(2019, 5, 3), id="place"),
    pytest.param("NEW YORK (Northline Wire), 3 May 2019 – A bridge fell.", date(2019, 5, 3), id="agency"),
    pytest.param("Friday, May 3, 2019", date(2019, 5, 3), id="alone"),
    pytest.param("By Ada Marsh | May 3, 2019", date(2019, 5, 3), id="byline"),
    pytest.param("The bridge fell on May 3, 2019.", None, id="no-byline"),
    pytest.param("On May 3, 2019 a bridge fell.", None, id="in-a-sentence"),
    pytest.param("A bridge fell on Friday, May 3, 2019 – the second one.", None, id="after-a-clause"),
]


@pytest.mark.parametrize(("head", "day"), DATELINES)
def test_datelines(head, day):
    assert dateline(annotate("a", f"A bridge fell\n\n{head}\n\nNobody was hurt.")) == day


HOLIDAYS = [
    ("easter", 2010, "2010-04-04"), ("orthodox easter", 2018, "2018-04-08"), ("thanksgiving", 2024, "2024-11-28"),
    ("black friday", 2013, "2013-11-29"), ("labor day", 2024, "2024-09-02"), ("memorial day", 2024, "2024-05-27"),
    ("king's day", 2014, "2014-04-26"), ("eid al-fitr", 2024, "2024-04-10"), ("eid al-adha", 2018, "2018-08-21"),
    ("lunar new year", 2024, "2024-02-10"), ("lunar new year", 2023, "2023-01-22"), ("diwali", 2023, "2023-11-12"),
    ("yom kippur", 2018, "2018-09-19"), ("passover", 2024, "2024-04-23"), ("hanukkah", 2023, "2023-12-08"),
    ("purim", 2024, "2024-03-24"), ("holi", 2024, "2024-03-25"), ("pentecost", 2013, "2013-05-19"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "year", "day"), HOLIDAYS)
def test_holidays(name, year, day):
    assert holiday(name, year) == date.fromisoformat(day)


@pytest.mark.parametrize("name", [row["name"] for row in read_lexicon("holidays")])
def test_every_holiday_has_a_day_within_three_years(name):
    assert any(holiday(name, year) for year in (2022, 2023, 2024))


DAYS = st.dates(date(1200, 1, 1), date(2800, 12, 31))
GRAINS = st.sampled_from(["day", "week", "weekend", "month", "quarter", "season", "half", "year", "decade", "century"])


@given(DAYS, GRAINS)
def test_a_period_holds_its_day_and_ends_before_the_next(day, grain):
    period = containing(grain, day)
    if grain != "weekend":
        assert period.first <= day <= period.last
    following = shift(period, 1)
    assert following.first > period.last
    if grain not in ("weekend",):
        assert following.first == period.last + timedelta(days=1)


@given(DAYS, st.integers(-600, 600))
def test_months_added_and_taken_away_stay_in_the_month(day, count):
    first = day.replace(day=1)
    assert add(add(first, "month", count), "month", -count) == first


def _vocabulary() -> list[str]:
    names = ("months", "weekdays", "seasons", "day_parts", "time_units", "time_counts", "time_words", "holidays")
    words = [next(iter(row.values())) for name in names for row in read_lexicon(name)]
    return [
        *words, "the", "of", "in", "on", "at", "last", "next", "this", "first", "end", "ago", "later", "before",
        "after", "from", "every", "a", "2", "31", "1990", "9999", "0", "3.5",
        "12:30", "8pm", "5/6/07", "2013-02-30", "1990s", "'80s", "Q3", "-", ",", ".", "/", "'", "99999999999999999999",
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from(_vocabulary()), min_size=1, max_size=10), DAYS, st.sampled_from(["past", "future", "none"])
)
@settings(max_examples=300, deadline=None)
def test_the_grammar_reads_any_order_of_its_words(words, day, tense):
    line = Line(" ".join(words))
    for i in range(line.size):
        found = expression(line, i)
        if found is None:
            continue
        assert 0 <= found.start <= i < found.end <= line.size
        for context in (DateContext(day, tense=tense), DateContext(tense=tense, last=Period("day", day))):
            try:
                resolved = found.meaning.resolve(context)
            except OverflowError:  # outside the calendar
                continue
            assert resolved.type in ("DATE", "TIME", "DURATION", "SET")
            assert resolved.value


@given(st.lists(st.sampled_from(_vocabulary()), min_size=1, max_size=10))
@settings(max_examples=300, deadline=None)
def test_a_rule_is_passed_over_only_where_it_reads_nothing(words):
    line = Line(" ".join(words))
    for grammar in (CALENDAR, EXPRESSIONS):
        for i in range(line.size):
            tried = grammar.at(line, i)
            assert not [rule for rule in grammar.rules if rule not in tried and rule.read(line, i)]


@given(st.lists(st.one_of(st.sampled_from(_vocabulary()), st.text(max_size=6)), max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gives_rows_in_order_that_do_not_overlap(words):
    document = annotate("a", " ".join(words), WRITTEN)
    rows = find_dates(document)
    assert all(0 <= row.start < row.end <= len(document.text) for row in rows)
    assert all(before.end <= row.start for before, row in zip(rows, rows[1:], strict=False))
    assert all((row.begin is None) == (row.end_date is None) for row in rows)
    assert all(row.begin <= row.end_date for row in rows if row.begin)


STRANGE = [
    pytest.param("", "none", id="empty"),
    pytest.param("9" * 10_000, "none", id="long-number"),
    pytest.param("Version 1.2.3.4 of 99/99/9999 and 0000-00-00.", "none", id="figures-that-are-no-dates"),
    pytest.param("It ended 9999 years ago.", "none", id="before-the-calendar"),
    pytest.param("In ٢٠١٩ and ２０２４ it rained.", "2019 = 2019 ; 2024 = 2024", id="other-digits"),
    pytest.param("In 19\u00ad99 it rained.", "1999 = 1999", id="soft-hyphen"),
    pytest.param("It rained on Feb. 30, 2012.", "2012 = 2012", id="no-such-day"),
]


@pytest.mark.parametrize(("text", "expected"), STRANGE)
def test_strange_input_is_read_right_or_left_alone(text, expected):
    assert _written(annotate("a", text, WRITTEN)) == expected


def test_a_dated_article_gives_the_same_rows_when_rewrapped(seed_text):
    words = " ".join(seed_text.split("\n\n")[2].split())
    wrapped = words.replace(". ", ".\r\n")
    documents = [annotate("a", text, date(2024, 6, 27)) for text in (words, wrapped)]
    values = [[(row.timex, row.mod) for row in find_dates(document)] for document in documents]
    assert values[0] == values[1]
