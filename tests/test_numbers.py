"""Numbers: sentences with what must be read in them, the seed, invariants, bad input."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.annotate import annotate, annotate_many
from analysis.attribution import Scene
from analysis.attribution.described import describe_numbers
from analysis.dates import find_dates
from analysis.lexicons import read_lexicon
from analysis.numbers import find_numbers
from analysis.numbers.hedges import interval_of
from analysis.numbers.numerals import plain_figure, scan_numerals
from analysis.unit_names import unit_names
from number_notation import matches, read_sentences, said


def read_text(text):
    document = annotate("t", text)
    times = find_dates(document)
    return document, describe_numbers(Scene(document, find_numbers(document, times), times, (), {}, (), ()))


def values_of(text):
    return [(n.value, n.value_high) for n in read_text(text)[1]]


@pytest.fixture(scope="module")
def readings():
    sentences = read_sentences()
    documents = annotate_many((str(i), sentence, None) for i, (_, sentence, _) in enumerate(sentences))
    rows = []
    for (phenomenon, sentence, expected), document in zip(sentences, documents, strict=True):
        times = find_dates(document)
        numbers = describe_numbers(Scene(document, find_numbers(document, times), times, (), {}, (), ()))
        wanted = [] if expected == "none" else expected.split(" ; ")
        right = len(wanted) == len(numbers) and all(map(matches, wanted, numbers))
        rows.append((phenomenon, sentence, expected, [said(n) for n in numbers], right))
    return rows


def _numbered_sentences():
    return [
        pytest.param(
            place, id=f"{phenomenon}-{place}",
            marks=[pytest.mark.xfail(reason=KNOWN_WRONG[sentence])] if sentence in KNOWN_WRONG else [],
        )
        for place, (phenomenon, sentence, _) in enumerate(read_sentences())
    ]  # fmt: skip


KNOWN_WRONG = {
    "He wrote about 20 missions, including Apollo 13.": "the parse takes a topic's about for a hedge",
}


@pytest.mark.parametrize("place", _numbered_sentences())
def test_a_sentence_is_read_right(readings, place):
    _, sentence, expected, found, right = readings[place]
    assert right, (sentence, expected, found)


def test_seed_numbers_match_the_gold(seed_document, seed_gold):
    times = find_dates(seed_document)
    numbers = describe_numbers(Scene(seed_document, find_numbers(seed_document, times), times, (), {}, (), ()))
    found = {seed_document.original_text(n.start, n.end): n for n in numbers}
    gold = [g for g in seed_gold["numbers"] if not g.get("optional") and g["kind"] != "date"]
    assert {g["surface"] for g in gold} == set(found)
    for row in gold:
        number = found[row["surface"]]
        value = [number.value, number.ratio_total] if number.ratio_total else number.value
        assert (number.kind, value) == (row["kind"], row["value"])
        assert seed_document.to_original(number.start, number.end) == (row["start"], row["end"])
    german = found["2.1 percent"]
    assert (german.low, german.high, german.bound, german.bound_text) == (2.0, 2.2, "~", "around")
    assert (german.of_base, german.of_base_source) == ("GDP", "inherited")
    assert (found["two percent"].of_base, found["two percent"].bound) == ("GDP", "=")
    assert found["23 of the 32 member states"].exact


INTERVALS = [
    pytest.param("2.1", "0.1", "plain", (2.05, 2.15, False, False), id="bare"),
    pytest.param("2.1", "0.1", "double", (2.0, 2.2, False, False), id="around"),
    pytest.param("20", "10", "plain", (15, 25, False, False), id="rounded integer"),
    pytest.param("20", "0", "plain", (20, 20, False, False), id="counted"),
    pytest.param("20", "10", "above", (20, None, True, False), id="more than"),
    pytest.param("20", "10", "at_least", (20, None, False, False), id="at least"),
    pytest.param("20", "10", "below", (None, 20, False, True), id="less than"),
    pytest.param("20", "10", "at_most", (None, 20, False, False), id="up to"),
    pytest.param("20", "10", "just_below", (19, 20, False, True), id="nearly"),
    pytest.param("20", "10", "just_above", (20, 21, True, False), id="just over"),
    pytest.param("-20", "10", "just_below", (-21, -20, False, True), id="nearly, negative"),
]


@pytest.mark.parametrize(("value", "quantum", "rule", "expected"), INTERVALS)
def test_interval_of_a_wording(value, quantum, rule, expected):
    interval = interval_of(Decimal(value), Decimal(quantum), rule)
    ends = (interval.low, interval.high)
    assert tuple(None if e is None else float(e) for e in ends) == expected[:2]
    assert (interval.low_open, interval.high_open) == expected[2:]


@given(st.decimals(-(10**6), 10**6, places=2), st.sampled_from(sorted({r["rule"] for r in read_lexicon("hedges")})))
def test_an_interval_reaches_its_figure(value, rule):
    interval = interval_of(value, Decimal("0.01"), rule)
    assert interval.low is None or interval.low <= value
    assert interval.high is None or interval.high >= value


FIGURES = [
    ("1,234", "1234"), ("1,234,567.89", "1234567.89"), ("1.234.567", "1234567"), ("1.234,56", "1234.56"),
    ("1'234'567", "1234567"), ("12,34,567", "1234567"), ("2,1", "2.1"), ("3·5", "3.5"), (".5", "0.5"),
    ("1.2.3", None), ("1,23,4", None), ("1,2345", None), ("1.234,567.8", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "plain"), FIGURES, ids=[f[0] for f in FIGURES])
def test_grouping_and_decimal_signs(written, plain):
    assert plain_figure(written) == plain


ODD = [
    pytest.param("He owed 1" + "0" * 10_000 + " crowns.", [], id="ten thousand digits"),
    pytest.param("Release 1.2.3.4 came out.", [], id="version"),
    pytest.param("It has 1\u00a0500\u00a0000 needles.", [(1_500_000, None)], id="no-break spaces"),
    pytest.param("It has 10\u202f500 needles.", [(10_500, None)], id="narrow no-break space"),
    pytest.param("It weighs ١٢ kg.", [(12, None)], id="Arabic-Indic digits"),
    pytest.param("It weighs １２ kg.", [(12, None)], id="full-width digits"),
    pytest.param("It has 1\u00ad2 needles.", [(12, None)], id="soft hyphen"),
    pytest.param("The mass is 1.5e6 kg.", [(1.5e6, None)], id="exponent"),
    pytest.param("The mass is 1e999 kg.", [], id="infinite"),
    pytest.param("The mass is 2.5×10−3 kg.", [(0.0025, None)], id="power of ten"),
    pytest.param("It fell to −5 degrees.", [(-5, None)], id="minus sign"),
    pytest.param("", [], id="empty"),
    pytest.param("∞ and NaN and inf", [], id="no figures"),
]


@pytest.mark.parametrize(("text", "expected"), ODD)
def test_odd_input_is_read_right_or_left_alone(text, expected):
    assert values_of(text) == expected


WORDS = (
    "zero one two three seven ten eleven twenty thirty ninety hundred thousand million billion and a half third of "
    "point dozen"
)


@given(
    st.lists(st.sampled_from([*WORDS.split(" "), "12", "3.5", "%", "$", "1,000", "-", "to", "in", "bn"]), max_size=14)
)
@settings(max_examples=200)
def test_numerals_are_ordered_disjoint_and_finite(words):
    text = " ".join(words)
    numerals = scan_numerals(text)
    ends = [0, *(n.end for n in numerals)]
    assert all(end <= n.start < n.end for end, n in zip(ends, numerals, strict=False))
    assert all(n.value.is_finite() and n.quantum >= 0 for n in numerals)


PIECES = ["about 3 percent", "of GDP", "$4.5bn", "23 of the 32 states", "from 5 to 7", "(", ")", ",", "one",
          "half a", "million", "65-year-old", "1/2", "page 3", "\n\n", "…", "€", "rose", "by", "-", "2024", "ten",
          "°C"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_rows_fit_their_text_whatever_it_is(pieces):
    document, numbers = read_text(" ".join(pieces))
    for n in numbers:
        assert 0 <= n.start < n.end <= len(document.text)
        assert math.isfinite(n.value)
        assert n.low is None or n.high is None or n.low <= n.high
        assert n.hedge_start is None or document.text[n.hedge_start : n.hedge_end] == n.bound_text
        assert n.concept is None or document.text[n.concept_start : n.concept_end] == n.concept


def test_number_words_agree_with_text2num():
    text2num = pytest.importorskip("text_to_num").text2num
    phrases = [
        "two hundred and five",
        "twenty-one",
        "three thousand four hundred",
        "nineteen",
        "one million two hundred thousand",
    ]
    found = [int(scan_numerals(phrase)[0].value) for phrase in phrases]
    assert found == [text2num(phrase, "en") for phrase in phrases]


def test_units_are_known_to_pint():
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    ours = {"percent", "percentage_point", "basis_point", "part_per_billion", "night"}
    names = {name.unit for name in unit_names()} - ours
    assert {name for name in names if not known(registry, name)} == set()


def known(registry, name):
    try:
        registry.parse_units(name)
    except Exception:  # noqa: BLE001 - pint raises several types
        return False
    return True


def test_currencies_are_known_to_babel():
    from babel.numbers import list_currencies

    codes = {row["code"].rstrip("?") for row in read_lexicon("currencies")} - {"MINOR", "BTC", "ETH"}
    assert codes <= list_currencies()


def test_a_failing_rule_costs_one_number(monkeypatch, caplog):
    from analysis.numbers import find

    def fails(tokens, candidate):
        if candidate.value == 7:
            raise ValueError("seven")
        return row(tokens, candidate)

    row = find._row
    monkeypatch.setattr(find, "_row", fails)
    assert values_of("He has 7 goats and 12 hens.") == [(12, None)]
    assert "seven" in caplog.text
