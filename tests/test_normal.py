"""The normal form: typing does not matter, and every character can be followed back."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.annotate import annotate
from analysis.normal import normalise

PIECES = [
    *"ab1. ,\"'“”‘’«»„`´-–\n\r\t\u00ad\u200b\u2028\x00\ud800１٣é",
    "\r\n",
    "\n\n",
    "``",
    "''",
    "s' ",
    "low-\nlevel",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(TEXTS)
def test_ranges_are_in_order_and_inside(text):
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert all(0 <= start <= end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))
    assert list(normal.starts) == sorted(normal.starts)
    assert list(normal.ends) == sorted(normal.ends)


@given(TEXTS)
def test_form_holds_what_it_promises(text):
    form = normalise(text).text
    assert form == form.strip()
    assert "  " not in form
    assert "\n\n\n" not in form
    assert not set(form) & set("\r\t\u00ad\u200b\u2028\x00\ud800１٣«»„`´")
    assert all(line == "" or line.strip() == line for line in form.split("\n"))
    assert form.replace("\n\n", "").count("\n") == 0


@given(TEXTS)
def test_paragraphs_cover_the_form(text):
    normal = normalise(text)
    assert "\n\n".join(normal.text[start:end] for start, end in normal.paragraphs) == normal.text


@given(TEXTS)
def test_windows_line_ends_change_nothing(text):
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    assert normalise(unix.replace("\n", "\r\n")).text == normalise(unix).text


@settings(max_examples=25)
@given(TEXTS)
def test_parse_covers_the_form(text):
    document = annotate("a", text)
    assert document.doc.text == document.normal.text


PLAIN = (
    "The port of Eastmere will raise its fees by 4 percent, the harbour master said on Monday, and nobody was asked. "
    "“We have waited for three years,” Ada Brennick told the council’s chair in a low-key "
    "meeting that went on past midnight."
)
TYPED = {
    "straight": PLAIN.translate(str.maketrans("“”’", '""\'')),
    "guillemets": PLAIN.replace("“", "«").replace("”", "»"),
    "wire": PLAIN.replace("“", "``").replace("”", "''").replace("’", "'"),
    "no-break-spaces": PLAIN.replace(" 4 percent", "\u00a04\u00a0percent"),
    "full-width": PLAIN.replace("4", "４"),
    "soft-hyphens": PLAIN.replace("harbour", "har\u00adbour").replace("council", "coun\u00adcil"),
    "zero-width": PLAIN.replace("fees", "fe\u200bes"),
    "indented": f"   {PLAIN}  \n",
    **{f"wrapped-{width}": textwrap.fill(PLAIN, width, break_on_hyphens=False) for width in (50, 60, 72, 80)},
}


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
def test_typing_does_not_matter(text):
    assert normalise(text).text == normalise(PLAIN).text


def test_empty_ranges_are_refused():
    with pytest.raises(ValueError, match="is empty or outside"):
        normalise("text").to_original(2, 2)


def test_a_list_without_an_end_is_cut_into_sentences():
    document = annotate("a", "ships, boats, ferries, barges, " * 400)
    assert max(len(sentence) for sentence in document.sentences) <= 300
    assert document.doc.text == document.text
