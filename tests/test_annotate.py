"""The one parse everything shares."""

import hashlib
import json

import pytest

from analysis.annotate import annotate, load_model, model_version
from analysis.corpus import build_tables
from analysis.errors import ModelError
from analysis.tables import Article

SENTENCES = (
    "The minister hopes that talks will resume on Monday.\n\nShe said “no one” had left, warned the 41-year-old."
)


def test_parse_covers_the_normal_form(seed_document):
    assert seed_document.doc.text == seed_document.text
    assert len(seed_document.paragraphs) == 8
    assert seed_document.title_span.text == "Stoltenberg: NATO does not expect major Russian breakthroughs"


def test_sentences_leave_paragraph_breaks_out(seed_document):
    assert all(not sentence.text.isspace() for sentence in seed_document.sentences)
    assert len(seed_document.sentences) == 20


def test_parse_is_the_one_the_rules_were_measured_on():
    """An upgrade of spaCy or of the model is a decision: it changes this fingerprint."""
    if model_version() != "en_core_web_md 3.7.1":
        pytest.skip(f"another pipeline is in use: {model_version()}")
    doc = annotate("a", SENTENCES).doc
    seen = " ".join(f"{t.text}/{t.tag_}/{t.dep_}/{t.head.i}/{t.lemma_}" for t in doc if not t.is_space)
    assert "hopes/VBZ/ROOT/2/hope" in seen
    assert hashlib.sha256(seen.encode()).hexdigest()[:16] == "396ca7a7c1f515cb"


def test_a_missing_pipeline_is_named():
    with pytest.raises(ModelError, match="no_such_model"):
        load_model("no_such_model")


def test_an_empty_text_is_an_empty_document():
    assert len(annotate("a", "").doc) == 0


def test_a_paragraph_longer_than_one_parse_is_joined_again():
    text = "The council met again on Monday. " * 700
    document = annotate("a", text)
    assert document.doc.text == document.text == text.strip()
    assert len(document.paragraphs) == 1


ODD = [",", "(", "$", '"', "“", "%", "-", "\u0301", "a,", "$5", "1,", "()", "x" * 30 + "/"]


@pytest.mark.parametrize("odd", ODD)
def test_a_long_run_of_marks_is_left_unparsed_and_what_stands_around_it_is_read(odd):
    text = f"Anna Berg spoke on Monday. {odd * 5000} She left.\n\n{odd * 5000}\n\nIt rained."
    document = annotate("a", text)
    assert document.doc.text == document.text and len(document.unparsed) == 2
    assert len(document.doc) < 60
    assert [token.text for token in document.doc if token.tag_ == "XX"] == [
        document.text[start:end] for start, end in document.unparsed
    ]
    assert {"Anna", "She", "rained"} <= {token.text for token in document.doc}


def test_what_is_left_unparsed_is_told():
    tables = build_tables([Article.of("a", f"Anna Berg spoke on Monday. {',' * 5000} She left on Tuesday.")])
    assert json.loads(tables["articles"]["notes"].iloc[0]) == [
        ["unparsed", f"{',' * 20}… (5,000 characters from 27 on)"]
    ]


def test_a_text_of_marks_alone_is_one_token():
    assert len(annotate("a", "$" * 5000).doc) == 1
    assert annotate("a", "-" * 80 + " end").unparsed == ()
