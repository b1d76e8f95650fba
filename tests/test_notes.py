"""An editor's notes are parsed apart from the sentence they stand in, and say whose figure is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotate import annotate
from analysis.notes import NOTE, find_notes

CASES = [
    pytest.param("Our economy [Germany's] grew by two percent.", ["[Germany's]"], id="behind-our"),
    pytest.param("We [in Chad] have few doctors.", ["[in Chad]"], id="behind-we"),
    pytest.param("[South Korea] We spend it all.", ["[South Korea]"], id="at-the-head"),
    pytest.param("[Spain] has many officers.", ["[", "]"], id="its-own-subject"),
    pytest.param("They told [Reuters] that it rained.", [], id="inside"),
    pytest.param("The U.S. told us. The US [President] spoke.", [], id="no-pronoun"),
]


@pytest.mark.parametrize(("text", "notes"), CASES)
def test_notes_stand_at_the_head_or_behind_a_speaker(text: str, notes: list[str]) -> None:
    assert [text[start:end] for start, end in find_notes(text)] == notes


def test_a_sentence_is_parsed_without_its_note() -> None:
    doc = annotate("a", "Our economy [Germany's] grew by two percent.").doc
    assert [token.text for token in doc if token.dep_ == NOTE] == ["Germany"]
    assert next(token for token in doc if token.text == "economy").head.text == "grew"


@given(st.lists(st.sampled_from(["We", "our", "[Chad]", "[in Chad's]", "“[Chad]", "grew.", "X", "["]), max_size=8))
def test_every_text_with_brackets_is_parsed_whole(words: list[str]) -> None:
    text = " ".join(words)
    document = annotate("a", text)
    assert document.doc.text == document.text
