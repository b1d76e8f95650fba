"""Quotation marks and apostrophes: every style gives the same normal form, one odd mark costs one quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.marks import read_marks
from analysis.normal import normalise

CASES = [
    pytest.param('"It\'s on," she said.', "“It's on,” she said.", id="straight"),
    pytest.param("''It's on,'' she said.", "“It's on,” she said.", id="wire"),
    pytest.param("``It's on,'' she said.", "“It's on,” she said.", id="tex"),
    pytest.param("„It’s on,“ she said.", "“It's on,” she said.", id="german"),
    pytest.param("«It’s on,» she said.", "“It's on,” she said.", id="french"),
    pytest.param("‘It’s on,’ she said.", "‘It's on,’ she said.", id="single"),
    pytest.param("'It's on,' she said.", "‘It's on,’ she said.", id="straight-single"),
    pytest.param("He said \"so-called 'experts' err.\"", "He said “so-called ‘experts’ err.”", id="nested"),
    pytest.param('A 12" pipe and a "fine" one.', 'A 12" pipe and a “fine” one.', id="inch"),
    pytest.param("the '90s and rock 'n' roll", "the '90s and rock 'n' roll", id="elided"),
    pytest.param("the allies’ plan", "the allies' plan", id="plural-possessive"),
    pytest.param('<a href="x.html">A "fine" page</a>', '<a href="x.html">A “fine” page</a>', id="markup"),
    pytest.param("”This is why,” he said.", "“This is why,” he said.", id="closing-mark-opens"),
    pytest.param("„Sie sagte: ‚Nein‘ und ging.“", "“Sie sagte: ‘Nein’ und ging.”", id="german-nested"),
]


@pytest.mark.parametrize(("text", "normal"), CASES)
def test_normal_form(text, normal):
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    ("opening", "closing"), [('"', '"'), ("''", "''"), ("„", "“"), ("«", "»"), ("“", "”")],
    ids=["straight", "wire", "german", "french", "curly"],
)  # fmt: skip
def test_seed_in_other_marks(seed_text, opening, closing):
    other = seed_text.replace("“", opening).replace("”", closing)
    assert normalise(other).text == normalise(seed_text).text


def test_odd_mark_costs_one_quote():
    text = 'He said "one.\n\n"Two," she said.\n\nThey said "three."'
    assert normalise(text).text == "He said “one.\n\n“Two,” she said.\n\nThey said “three.”"


@given(st.text(alphabet="ab \"'“”‘’„«»`´<>=.,\n", max_size=80))
def test_marks_are_ordered_and_inside(text):
    end = 0
    for mark in read_marks(text):
        assert end <= mark.start < mark.end <= len(text)
        end = mark.end


@given(st.text(alphabet="ab \"'“”‘’„«»\n\u0000\u200f😀", max_size=80))
def test_normal_form_maps_back(text):
    normal = normalise(text)
    for i in range(len(normal.text)):
        start, end = normal.starts[i], normal.ends[i]
        assert 0 <= start <= end <= len(text)
