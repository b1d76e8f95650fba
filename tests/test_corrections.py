"""Corrections by hand: read, refused by row, applied where they fit, reported where they do not."""

import pytest

from analysis.corpus import build_tables
from analysis.corrections import (
    ACTIONS,
    Correction,
    apply_corrections,
    check_corrections,
    read_corrections,
    write_corrections,
)
from analysis.errors import CorrectionError
from analysis.tables import CLAIMS, DATES, ENTITIES, MENTIONS, NUMBERS, QUOTES

TEXT = (
    "Mara Lindqvist visited Oslo on Tuesday. “We will build 40 houses,” Lindqvist said. "
    "Tomasz Wilk of Nordlicht Energy disagreed. M. Lindquist left early."
)
OTHER = "ab" * 32


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return build_tables(folder)


@pytest.fixture(scope="module")
def sha(tables):
    return tables["articles"]["sha256"].iloc[0]


def _span(words: str, after: int = 0) -> dict[str, int]:
    start = TEXT.index(words, after)
    return {"start": start, "end": start + len(words)}


def _mention(tables, words: str, after: int = 0):
    span = _span(words, after)
    frame = tables["mentions"]
    return frame[(frame["start"] == span["start"]) & (frame["end"] == span["end"])].iloc[0]


def test_every_action_is_applied_to_its_row(tables, sha):
    quote = tables["quotes"].iloc[0]
    number = tables["numbers"].iloc[0]
    span = {"start": int(quote["start"]), "end": int(quote["end"])}
    corrections = (
        Correction(2, "mentions", sha, "relabel", **_span("Nordlicht Energy"), value="PRODUCT"),
        Correction(3, "mentions", sha, "reject", **_span("Oslo")),
        Correction(4, "entities", sha, "rename", entity="Tomasz Wilk", value="Tomasz A. Wilk"),
        Correction(5, "entities", sha, "link", entity="Mara Lindqvist", value="Q999999999"),
        Correction(6, "quotes", sha, "re-attribute", **span, value="Tomasz A. Wilk", who="R. T."),
        Correction(7, "numbers", sha, "accept", start=int(number["start"]), end=int(number["end"])),
    )
    result = apply_corrections(tables, corrections)
    assert result.applied == len(corrections), result.log
    after = result.tables
    assert _mention(after, "Nordlicht Energy")["label"] == "PRODUCT"
    assert "Oslo" not in set(after["mentions"]["text"])
    assert _mention(after, "Tomasz Wilk")["name"] == "Tomasz A. Wilk"
    entities = after["entities"].set_index("name")
    assert entities.loc["Mara Lindqvist", "wikidata"] == "Q999999999"
    assert after["quotes"].iloc[0]["speaker"] == "Tomasz A. Wilk"
    assert after["quotes"].iloc[0]["resolution"] == "corrected by R. T."
    assert after["numbers"].iloc[0]["confidence"] == 1.0
    for table in (MENTIONS, ENTITIES, QUOTES, NUMBERS, DATES, CLAIMS):
        table.validate(after[table.name])
    assert "Oslo" in set(tables["mentions"]["text"])  # the given tables are left as they were


def test_merge_unites_two_entities(tables, sha):
    names = list(tables["entities"]["name"])
    source = next(n for n in names if n.endswith("Lindquist") or n == "Tomasz Wilk")
    merged = apply_corrections(
        tables, (Correction(2, "entities", sha, "merge", entity=source, value="Mara Lindqvist"),)
    )
    entities = merged.tables["entities"].set_index("name")
    assert source not in entities.index
    count = (merged.tables["mentions"]["name"] == "Mara Lindqvist").sum()
    assert entities.loc["Mara Lindqvist", "mention_count"] == count
    assert source not in set(merged.tables["mentions"]["name"])


def test_link_to_a_known_entity_moves_every_reference(tables, sha):
    linked = apply_corrections(
        tables, (Correction(2, "entities", sha, "link", entity="Mara Lindqvist", value="person/ml"),)
    )
    assert _mention(linked.tables, "Mara Lindqvist")["entity_id"] == "person/ml"
    assert "person/ml" in set(linked.tables["quotes"]["speaker_id"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"article_sha256": OTHER}, "no article with this sha256", id="text changed"),
        pytest.param({"start": 3, "end": 7}, "no row of mentions has the span 3:7", id="row gone"),
        pytest.param({"text": "Bergen"}, "the span reads 'Oslo', not 'Bergen'", id="other words"),
    ],
)
def test_what_does_not_fit_is_reported_and_changes_nothing(tables, sha, change, reason):
    values = {"row": 2, "table": "mentions", "article_sha256": sha, "action": "reject", **_span("Oslo"), **change}
    result = apply_corrections(tables, (Correction(**values),))
    assert result.applied == 0
    assert reason in result.log["reason"].iloc[0]
    assert list(result.tables["mentions"]["text"]) == list(tables["mentions"]["text"])


def test_an_unknown_entity_is_reported(tables, sha):
    result = apply_corrections(tables, (Correction(2, "entities", sha, "rename", entity="Nobody", value="X"),))
    assert "no entity with the id or name 'Nobody'" in result.log["reason"].iloc[0]


def test_corrections_survive_a_second_run(tables, sha, tmp_path):
    corrections = (
        Correction(2, "mentions", sha, "relabel", **_span("Nordlicht Energy"), value="PRODUCT", why="a brand"),
    )
    write_corrections(tmp_path / "corrections.csv", corrections)
    (tmp_path / "again.txt").write_text(TEXT, encoding="utf-8")
    second = build_tables(tmp_path / "again.txt")
    result = apply_corrections(second, read_corrections(tmp_path / "corrections.csv"))
    assert result.applied == 1


def test_a_span_outside_the_text_is_refused(tables, sha):
    with pytest.raises(CorrectionError, match=r"row 9: span 5:99999 lies outside the text of \d+ characters"):
        apply_corrections(tables, (Correction(9, "mentions", sha, "reject", 5, 99999),))


REFUSED = [
    pytest.param({"action": "delete"}, "unknown action 'delete'; the actions are accept", id="action"),
    pytest.param({"action": "re-attribute", "value": "x"}, "is for quotes, not for 'mentions'", id="table"),
    pytest.param({"article_sha256": "12"}, "copy the 64 digits", id="sha"),
    pytest.param({"end": None}, "only one of start and end", id="half a span"),
    pytest.param({"start": 4, "end": 4}, "is empty", id="empty span"),
    pytest.param({"start": None, "end": None}, "give start and end", id="no row"),
    pytest.param({"action": "relabel"}, "'relabel' needs a value", id="no value"),
    pytest.param(
        {"action": "relabel", "value": "HUMAN"}, "'HUMAN' is no label of 'mentions'; choose PERSON", id="label"
    ),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_a_wrong_row_is_refused_with_what_would_be_right(change, said):
    values = {
        "row": 7,
        "table": "mentions",
        "article_sha256": OTHER,
        "action": "reject",
        "start": 0,
        "end": 4,
        **change,
    }
    with pytest.raises(CorrectionError, match=r"the header is row 1\)\n.*row 7") as error:
        check_corrections((Correction(**values),))
    assert said in str(error.value)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(("accept", ""), id="accept and reject"),
        pytest.param(("relabel", "ORG"), id="relabel and reject"),
    ],
)
def test_contradictions_are_refused(second):
    action, value = second
    rows = (
        Correction(2, "mentions", OTHER, "reject", 0, 4),
        Correction(3, "mentions", OTHER, action, 0, 4, value=value),
    )
    with pytest.raises(CorrectionError, match=r"row 3: .* contradicts row 2"):
        check_corrections(rows)


def test_two_names_for_one_entity_contradict():
    rows = [Correction(i, "entities", OTHER, "rename", entity="e", value=f"name {i}") for i in (2, 3)]
    with pytest.raises(CorrectionError, match="row 3"):
        check_corrections(rows)


def test_a_merge_cycle_is_refused():
    pairs = (("A", "B"), ("B", "C"), ("C", "A"))
    rows = [Correction(i, "entities", OTHER, "merge", entity=a, value=b) for i, (a, b) in enumerate(pairs, start=2)]
    with pytest.raises(CorrectionError, match=r"merges in a circle .A → B → C → A"):
        check_corrections(rows)


def test_a_file_comes_back_as_written(tmp_path):
    rows = (
        Correction(2, "mentions", OTHER, "relabel", 0, 4, value="ORG", text="Ærø, “x”", who="é", why='a; b, "c"'),
        Correction(3, "entities", OTHER, "merge", entity="A", value="B"),
    )
    write_corrections(tmp_path / "c.csv", rows)
    assert read_corrections(tmp_path / "c.csv") == rows


def test_a_spreadsheets_semicolons_are_read(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(f"table;article_sha256;action;start;end\nmentions;{OTHER};reject;0;4\n;;;;\n", encoding="utf-8-sig")
    assert read_corrections(path) == (Correction(2, "mentions", OTHER, "reject", 0, 4),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("table,action\n", "lacks article_sha256", id="column missing"),
        pytest.param("table,article_sha256,action,note\n", "unknown column 'note'", id="column unknown"),
        pytest.param(
            f"table,article_sha256,action,start,end\nmentions,{OTHER},reject,x,4\n", "row 2: start is 'x'", id="offset"
        ),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, content, said):
    path = tmp_path / "c.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorrectionError, match=said):
        read_corrections(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CorrectionError, match=r"none\.csv: no such file"):
        read_corrections(tmp_path / "none.csv")


def test_no_corrections_change_nothing(tables):
    result = apply_corrections(tables, ())
    assert result.applied == 0
    assert all(result.tables[name] is tables[name] for name in tables)
    assert set(ACTIONS) == {"accept", "reject", "relabel", "merge", "rename", "link", "re-attribute", "add"}
