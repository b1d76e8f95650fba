"""What the rules missed and a reader adds: quotes, names, numbers; each stands in its place and nothing else moves."""

import hashlib

import pandas as pd
import pytest

from analysis.corpus import build_tables
from analysis.corrections import Correction, apply_corrections, correct_tables, read_corrections, write_corrections
from analysis.errors import CorrectionError
from analysis.tables import NUMBERS, Article

TEXT = (
    "Anna Berg, the mayor of Oslo, spoke on Monday.\n\nIt rains a lot here, she thinks, in May. “Bring boots.” The "
    "shop sold a good dozen pairs to Tomasz Wilk & Co, which makes tar."
)
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture(scope="module")
def tables():
    return build_tables([Article(article_id="a", text=TEXT, sha256=SHA)])


def adding(table: str, words: str, value: str = "", row: int = 2) -> Correction:
    start = TEXT.index(words)
    return Correction(row, table, SHA, "add", start, start + len(words), value=value, text=words, who="R. T.")


def added(tables, correction: Correction) -> tuple[dict, object]:
    done = apply_corrections(tables, [correction])
    assert done.log["reason"].tolist() == [""]
    frame = done.tables[correction.table]
    return frame.loc[frame["start"].eq(correction.start) & frame["end"].eq(correction.end)].iloc[0].to_dict(), done


@pytest.mark.parametrize(
    ("words", "kind", "spans"),
    [
        pytest.param("It rains a lot here", "indirect", "[]", id="reported"),
        pytest.param("spoke on Monday", "indirect", "[]", id="another"),
    ],
)
def test_a_quote_is_added_with_its_speaker(tables, words, kind, spans):
    row, done = added(tables, adding("quotes", words, "Anna Berg"))
    assert (row["kind"], row["quoted_spans"], row["speaker"], row["speaker_kind"]) == (
        kind,
        spans,
        "Anna Berg",
        "person",
    )
    assert row["confidence"] == 1.0 and row["rule"] == "by_hand" and row["resolution"] == "corrected by R. T."
    before = tables["quotes"]
    pd.testing.assert_frame_equal(
        done.tables["quotes"].loc[lambda f: f["quote_id"].isin(before["quote_id"])].reset_index(drop=True), before
    )
    assert done.tables["quotes"]["start"].is_monotonic_increasing and done.tables["quotes"]["quote_id"].is_unique


def test_words_inside_marks_are_a_direct_quote(tables):
    if tables["quotes"]["text"].eq("Bring boots.").any():
        reject = Correction(2, "quotes", SHA, "reject", TEXT.index("Bring"), TEXT.index("Bring") + 12)
        tables = apply_corrections(tables, [reject]).tables
    row, _ = added(tables, adding("quotes", "Bring boots."))
    assert row["kind"] == "direct" and row["quoted_spans"] == f"[[{row['start']},{row['end']}]]"
    assert pd.isna(row["speaker_id"]) and row["speaker_kind"] == "unknown"


def test_what_is_added_takes_the_place_of_what_it_overlaps(tables):
    longer = adding("mentions", "Anna Berg, the mayor", "PERSON")
    _, done = added(tables, longer)
    assert done.log["also"].tolist() == ["1 mention left out for it (“Anna Berg”)."]
    assert done.tables["mentions"]["text"].tolist() == ["Anna Berg, the mayor", "Oslo", "Tomasz Wilk & Co"]
    done = apply_corrections(tables, [longer, Correction(3, "mentions", SHA, "accept", 0, len("Anna Berg"))])
    assert done.log["reason"].tolist() == ["it overlaps 'Anna Berg', which another correction decides", ""]


def test_a_name_is_added_with_a_new_entity_or_a_known_one(tables):
    row, done = added(tables, adding("mentions", "& Co", "ORG"))
    entity = done.tables["entities"].set_index("entity_id").loc[row["entity_id"]]
    assert (entity["name"], entity["label"], entity["mention_count"], entity["forms"]) == ("& Co", "ORG", 1, '["& Co"]')
    assert row["entity_id"] not in set(tables["entities"]["entity_id"])
    row, done = added(tables, adding("mentions", "boots", "country/NOR"))
    assert (row["name"], row["label"]) == ("Norway", "GPE")
    assert done.tables["entities"]["entity_id"].eq("country/NOR").sum() == 1


def test_a_number_is_read_from_its_words_or_from_the_value(tables):
    row, done = added(tables, adding("numbers", "a lot", "2,000 litres"))
    assert (row["value"], row["unit"], row["text"]) == (2000, "liter", "a lot") or row["unit"] == "litre"
    NUMBERS.validate(done.tables["numbers"])
    done = apply_corrections(tables, [adding("numbers", "a lot")])
    assert "reads as 0 numbers" in done.log["reason"].iloc[0]


def test_what_the_rules_find_by_now_is_made_what_the_correction_says(tables):
    name = tables["mentions"].iloc[0]
    again = Correction(2, "mentions", SHA, "add", int(name["start"]), int(name["end"]), value="country/NOR")
    done = apply_corrections(tables, [again])
    assert done.applied == 1 and len(done.tables["mentions"]) == len(tables["mentions"])
    assert done.tables["mentions"].iloc[0]["entity_id"] == "country/NOR"
    same = Correction(2, "mentions", SHA, "add", int(name["start"]), int(name["end"]), value="PERSON")
    assert apply_corrections(tables, [same]).tables["mentions"].iloc[0]["confidence"] == 1.0


def test_an_added_row_is_found_again_from_the_file_and_judged(tables, tmp_path):
    write_corrections(tmp_path / "c.csv", [adding("quotes", "It rains a lot here", "Anna Berg")])
    done = correct_tables(tables, read_corrections(tmp_path / "c.csv"))
    assert done.applied == 1 and len(done.tables["quotes"]) == len(tables["quotes"]) + 1


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        pytest.param(adding("mentions", "boots"), "'add' needs a value", id="a name of nothing"),
        pytest.param(
            Correction(2, "dates", SHA, "add", 1, 2), "is for quotes, mentions, numbers, not for 'dates'", id="table"
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tables, correction, said):
    with pytest.raises(CorrectionError, match=said):
        apply_corrections(tables, [correction])


def test_a_span_of_spaces_and_an_unknown_speaker_are_told(tables):
    spaced = adding("quotes", " on Monday")
    nobody = adding("quotes", "on Monday", "Nobody Known", row=3)
    reasons = apply_corrections(tables, [spaced, nobody]).log["reason"].tolist()
    assert "must begin and end" in reasons[0] and "Nobody Known" in reasons[1]
