"""What follows from a correction: in other tables, in verdicts, in which reports are run again."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Tables, build_tables
from analysis.corrections import Correction, apply_corrections, correct_tables, read_corrections, write_corrections
from analysis.corrections.records import ACTIONS, labels_of
from analysis.errors import CorrectionError, ParameterError
from analysis.runs.by_hand import corrected_by_hand, read_by_hand
from analysis.runs.jobs import all_jobs
from analysis.runs.parameters import check_parameters
from analysis.tables import TABLES

OTHER = "ab" * 32


@pytest.fixture(scope="module")
def sha(seed_tables) -> str:
    return seed_tables["articles"]["sha256"].iloc[0]


def at(tables, table: str, words: str) -> dict:
    """The span of the first row whose text begins so."""
    frame = tables[table]
    row = frame.loc[frame["text"].str.startswith(words)].iloc[0]
    return {"start": int(row["start"]), "end": int(row["end"]), "text": row["text"]}


def dangling(tables) -> list[str]:
    """References that lead nowhere."""
    ids = {name: set(tables[f"{name}s"][f"{name}_id"]) for name in ("quote", "number", "claim")}
    ids["entity"] = set(tables["entities"]["entity_id"])
    found = []
    for table, column, kind in (
        ("numbers", "quote_id", "quote"), ("claims", "quote_id", "quote"), ("checks", "claim_id", "claim"),
        ("mentions", "entity_id", "entity"), ("quotes", "speaker_id", "entity"), ("numbers", "entity_id", "entity"),
        ("claims", "entity_id", "entity"), ("claims", "speaker_id", "entity"),
    ):  # fmt: skip
        found += [f"{table}.{column} {value}" for value in set(tables[table][column].dropna()) - ids[kind]]
    numbers = {number for cell in tables["claims"]["number_ids"] for number in json.loads(cell)}
    return [*found, *(f"claims.number_ids {number}" for number in numbers - ids["number"])]


def test_a_rejected_number_takes_its_claims_and_verdicts_along(seed_tables, sha):
    after = correct_tables(
        seed_tables, [Correction(2, "numbers", sha, "reject", **at(seed_tables, "numbers", "2.1 percent"))]
    )
    assert not any("2.1 percent" in text for text in after.tables["claims"]["text"])
    assert list(after.tables["checks"]["claim_id"]) == list(after.tables["claims"]["claim_id"])
    assert len(after.tables["checks"]) == len(seed_tables["checks"]) - 1
    assert after.log["also"].iloc[0] == "1 claim left out (“Germany with around 2.1 percent”)." and not dangling(
        after.tables
    )


def test_a_claim_goes_with_the_number_of_its_line(seed_tables, sha):
    after = apply_corrections(
        seed_tables, [Correction(2, "numbers", sha, "reject", **at(seed_tables, "numbers", "two percent"))]
    )
    assert after.log["also"].iloc[0].startswith("1 claim left out (“23 of the 32 member states now meet …”")


def test_a_number_of_another_kind_carries_no_claim(seed_tables, sha):
    span = at(seed_tables, "numbers", "2.1 percent")
    same = Correction(2, "numbers", sha, "relabel", **span, value="percent")
    other = Correction(2, "numbers", sha, "relabel", **span, value="percentage_point")
    assert len(apply_corrections(seed_tables, [same]).tables["claims"]) == len(seed_tables["claims"])
    assert len(apply_corrections(seed_tables, [other]).tables["claims"]) == len(seed_tables["claims"]) - 1


def test_the_claims_in_a_quote_follow_its_speaker(seed_tables, sha):
    quotes = seed_tables["quotes"]
    quote = quotes.loc[quotes["quote_id"].isin(seed_tables["claims"]["quote_id"])].iloc[0]
    span = {"start": int(quote["start"]), "end": int(quote["end"])}
    after = correct_tables(seed_tables, [Correction(2, "quotes", sha, "re-attribute", **span, value="Joe Biden")])
    said = after.tables["claims"].loc[after.tables["claims"]["quote_id"].eq(quote["quote_id"]), "speaker_id"]
    assert set(said) == {"person/joe-biden"} and "of the new speaker" in after.log["also"].iloc[0]


def test_no_other_quote_is_changed_with_one(seed_tables, sha):
    quotes = seed_tables["quotes"]
    for quote in quotes.to_dict("records"):
        one = Correction(2, "quotes", sha, "re-attribute", quote["start"], quote["end"], value="Joe Biden")
        after = apply_corrections(seed_tables, [one])
        kept = quotes["quote_id"].ne(quote["quote_id"])
        pd.testing.assert_frame_equal(after.tables["quotes"].loc[kept], quotes.loc[kept])
    group = quotes["group"].mode().iloc[0]
    part = quotes.loc[quotes["group"].eq(group)].iloc[0]
    one = Correction(2, "quotes", sha, "re-attribute", int(part["start"]), int(part["end"]), value="Joe Biden")
    assert "left as before" in apply_corrections(seed_tables, [one]).log["also"].iloc[0]


def test_what_is_accepted_stays_whatever_follows_from_others(seed_tables, sha):
    claims = seed_tables["claims"]
    number = at(seed_tables, "numbers", "2.1 percent")
    claim = claims.loc[claims["start"].le(number["start"]) & claims["end"].ge(number["end"])].iloc[0]
    own = Correction(3, "claims", sha, "accept", int(claim["start"]), int(claim["end"]))
    for action, value in (("reject", ""), ("relabel", "percentage_point")):
        after = apply_corrections(seed_tables, [Correction(2, "numbers", sha, action, **number, value=value), own])
        assert list(after.tables["claims"]["claim_id"]) == list(claims["claim_id"])
        assert "decided by another correction" in after.log["reason"].iloc[0]


def test_an_accepted_quote_keeps_its_speaker_when_the_name_is_linked_anew(seed_tables, sha):
    quotes, mentions = seed_tables["quotes"], seed_tables["mentions"]
    named = quotes.merge(
        mentions, left_on=["speaker_start", "speaker_end", "speaker_id"], right_on=["start", "end", "entity_id"],
        suffixes=("", "_m"), validate="many_to_many",
    ).iloc[0]  # fmt: skip
    link = Correction(2, "mentions", sha, "link", int(named["start_m"]), int(named["end_m"]), value="country/NOR")
    accept = Correction(3, "quotes", sha, "accept", int(named["start"]), int(named["end"]))
    for todo, speaker in (([link], "country/NOR"), ([link, accept], named["speaker_id"])):
        done = apply_corrections(seed_tables, todo)
        after = done.tables["quotes"].set_index("quote_id")
        assert after.loc[named["quote_id"], "speaker_id"] == speaker and not dangling(done.tables)
        assert ("of the new entity" in done.log["also"].iloc[0]) == (len(todo) == 1)


def test_a_part_that_was_decided_itself_is_left(seed_tables, sha):
    quotes = seed_tables["quotes"]
    parts = quotes.loc[quotes["group"].eq(quotes["group"].mode().iloc[0])].head(2).to_dict("records")
    todo = [
        Correction(n, "quotes", sha, "re-attribute", int(q["start"]), int(q["end"]), value=who)
        for n, (q, who) in enumerate(zip(parts, ("Joe Biden", "Donald Trump"), strict=True), start=2)
    ]
    after = apply_corrections(seed_tables, todo).tables["quotes"].set_index("quote_id")
    assert [after.loc[q["quote_id"], "speaker"] for q in parts] == ["Joe Biden", "Donald Trump"]


def test_what_stood_in_a_rejected_quote_stands_in_none(seed_tables, sha):
    quotes = seed_tables["quotes"]
    gone = quotes.loc[quotes["quote_id"].isin(seed_tables["claims"]["quote_id"])].iloc[0]
    after = correct_tables(
        seed_tables, [Correction(2, "quotes", sha, "reject", int(gone["start"]), int(gone["end"]))]
    ).tables
    claims = after["claims"].loc[after["claims"]["start"].between(gone["start"], gone["end"])]
    assert len(claims) and claims["quote_id"].isna().all() and claims["speaker_id"].isna().all()
    assert not dangling(after)


def test_names_in_a_rejected_quote_stand_in_no_quotation_marks(seed_tables, sha):
    inside = seed_tables["mentions"].loc[seed_tables["mentions"]["in_quote"]].iloc[0]
    quotes = seed_tables["quotes"]
    around = quotes.loc[quotes["start"].le(inside["start"]) & quotes["end"].ge(inside["end"])].iloc[0]
    after = apply_corrections(
        seed_tables, [Correction(2, "quotes", sha, "reject", int(around["start"]), int(around["end"]))]
    ).tables["mentions"].set_index("mention_id")  # fmt: skip
    assert not after.loc[inside["mention_id"], "in_quote"]


def test_a_claim_is_judged_for_the_country_that_its_name_is_linked_to(seed_tables, sha):
    span = at(seed_tables, "mentions", "Germany")
    after = correct_tables(seed_tables, [Correction(2, "mentions", sha, "link", **span, value="country/CAN")]).tables
    claim = after["claims"].loc[after["claims"]["text"].str.contains("Germany")].iloc[0]
    assert claim[["entity_id", "key", "subject"]].tolist() == ["country/CAN", "CAN", "Canada"]
    check = after["checks"].set_index("claim_id").loc[claim["claim_id"]]
    assert check["verdict"] == "not_enough_info" and check["figure_text"].startswith("1.3")
    assert check["reason"] == "doubtful", "its measure is that of the sentence before: never refuted"
    assert not dangling(after) and "country/DEU" not in set(after["entities"]["entity_id"])


def test_an_entity_linked_to_one_that_is_there_is_united_with_it(seed_tables, sha):
    after = apply_corrections(
        seed_tables, [Correction(2, "entities", sha, "link", entity="Joe Biden", value="person/donald-trump")]
    ).tables
    assert (after["entities"]["entity_id"] == "person/donald-trump").sum() == 1 and not dangling(after)
    forms = after["entities"].set_index("entity_id").loc["person/donald-trump", "forms"]
    assert json.loads(forms) == ["Donald Trump", "Joe Biden", "Trump"]


@st.composite
def decisions(draw, tables):
    """Corrections of rows that are there, as they come: some contradict, some no longer fit after others."""
    sha = tables["articles"]["sha256"].iloc[0]
    names = [*tables["entities"]["entity_id"], "country/BEL", "Q31", "nobody"]
    todo = []
    for row in range(2, draw(st.integers(3, 8))):
        action = draw(st.sampled_from(list(ACTIONS)))
        table = draw(st.sampled_from(ACTIONS[action]))
        frame = tables["mentions" if table == "entities" else table]
        place = frame.iloc[draw(st.integers(0, len(frame) - 1))]
        value = draw(st.sampled_from(labels_of(table) if action == "relabel" else names))
        value = "" if action in ("accept", "reject") else value
        todo.append(Correction(row, table, sha, action, int(place["start"]), int(place["end"]), value=value))
    return todo


@pytest.mark.slow
@settings(max_examples=40)
@given(data=st.data())
def test_whatever_is_corrected_nothing_dangles(seed_tables, data):
    try:
        after = correct_tables(seed_tables, data.draw(decisions(seed_tables))).tables
    except CorrectionError:
        return
    assert dangling(after) == []
    for table in TABLES:
        table.validate(after[table.name])
        if table.id_column:
            assert after[table.name][table.id_column].is_unique
    text = after["articles"]["text"].iloc[0]
    assert all(text[r["start"] : r["end"]] == r["text"] for r in after["mentions"].to_dict("records"))


# -- many articles --------------------------------------------------------------------------------------------------

SAID = "Mara Lindqvist met Piotr Zelny in Oslo on Tuesday. “We will build 40 houses,” Lindqvist said."


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """Two copies of one text around another."""
    folder = tmp_path_factory.mktemp("copies")
    for name, text in (("a", SAID), ("b", "Tomasz Wilk left Bergen with 12 friends on Friday."), ("c", SAID)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return build_tables(folder)


def test_a_correction_goes_to_every_copy_of_its_text_and_to_no_other(copies):
    shas = copies["articles"].set_index("article_id")["sha256"]
    todo = [Correction(2, "mentions", shas["a.txt"], "link", SAID.index("Oslo"), SAID.index("Oslo") + 4, value="Q31")]
    after = apply_corrections(copies, todo)
    assert list(after.log["article_id"]) == ["a.txt", "c.txt"] and after.applied == 2
    assert list(after.tables["mentions"]["mention_id"]) == list(copies["mentions"]["mention_id"])
    entities = after.tables["entities"]
    assert list(entities.loc[entities["entity_id"].eq("country/BEL"), "article_id"]) == ["a.txt", "c.txt"]
    assert list(entities["article_id"]) == sorted(entities["article_id"])
    middle = [frame.loc[frame["article_id"].eq("b.txt")].reset_index(drop=True) for frame in
              (copies["mentions"], after.tables["mentions"])]  # fmt: skip
    assert middle[0].equals(middle[1])


def test_two_ways_to_name_one_entity_hide_no_contradiction(copies):
    sha = copies["articles"]["sha256"].iloc[0]
    todo = [
        Correction(2, "entities", sha, "rename", 0, len("Mara Lindqvist"), value="M. L."),
        Correction(3, "entities", sha, "rename", entity="Mara Lindqvist", value="Mara"),
    ]
    with pytest.raises(CorrectionError, match=r"row 3: rename 'Mara' contradicts row 2"):
        apply_corrections(copies, todo)


# -- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "-5 percent", "@home", "two\nlines", "a\u2028b", 'x;"y",z', "'quoted'"]
)
def test_words_come_back_and_no_spreadsheet_computes_them(tmp_path, text):
    row = Correction(2, "numbers", OTHER, "accept", 0, 4, text=text)
    write_corrections(tmp_path / "c.csv", [row])
    assert read_corrections(tmp_path / "c.csv") == (row,)
    assert not any(cell[:1] in "=+-@" for cell in (tmp_path / "c.csv").read_text("utf-8").split(",") if cell)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "c.csv").write_bytes("table,article_sha256,action,why\n,,,Ærø\n".encode("cp1252"))
    with pytest.raises(CorrectionError, match=r"c\.csv: cannot be read .* save it as CSV in UTF-8"):
        read_corrections(tmp_path / "c.csv")


# -- notebooks and reports ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("notebook", ["01_article", "02_quotes", "03_numbers_and_claims", "05_corpus"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, r"parameter 'corrections': c\.csv: no such file", id="missing"),
        pytest.param("table,action\n", "lacks article_sha256", id="no-table"),
        pytest.param(
            f"table,article_sha256,action,start,end\ndates,{OTHER},delete,0,4\n", "row 2: unknown action 'delete'",
            id="action",
        ),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_before_a_kernel_starts(tmp_path, notebook, content, said):
    if content is not None:
        (tmp_path / "c.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError, match=said):
        check_parameters(notebook, {"corrections": str(tmp_path / "c.csv")})


def jobs_of(tables: Tables, folder, corrections: list[Correction]) -> dict:
    path = folder / "c.csv"
    write_corrections(path, corrections)
    corrected, by_hand = corrected_by_hand(tables, read_by_hand(path))
    jobs = all_jobs(corrected, folder, "made", by_hand)
    return {job.name: job for job in jobs}


def test_an_edited_file_runs_again_only_what_it_concerns(copies, tmp_path):
    shas = copies["articles"].set_index("article_id")["sha256"]
    tables = Tables(copies)
    number = {"start": SAID.index("40"), "end": SAID.index("40 houses") + len("40 houses"), "text": "40 houses"}
    one = Correction(2, "numbers", shas["a.txt"], "reject", **number)
    before, after = jobs_of(tables, tmp_path, []), jobs_of(tables, tmp_path, [one])
    changed = {name for name in before if before[name].inputs != after[name].inputs}
    assert changed == {"article-a", "article-c", "02_quotes", "03_numbers_and_claims", "05_corpus"}
    assert after["article-a"].facts["corrections"] == 1
    assert "corrections" not in after["article-b"].parameters and "corrections" not in after["article-b"].facts
    assert after["article-a"].by_hand == "1 correction applied" and after["05_corpus"].facts["corrections"] == 2


def test_what_does_not_fit_is_told_by_row(copies, tmp_path):
    sha = copies["articles"]["sha256"].iloc[1]
    write_corrections(
        tmp_path / "c.csv", [Correction(2, "dates", sha, "accept", 0, 3), Correction(3, "dates", OTHER, "accept", 0, 3)]
    )
    _, by_hand = corrected_by_hand(Tables(copies), read_by_hand(tmp_path / "c.csv"))
    assert by_hand.unfitting == [
        "row 2 (dates, accept) no longer fits b.txt: no row of dates has the span 0:3 in this run"
    ]
    assert by_hand.facts("b.txt") == {"misfitting corrections": 1} and by_hand.facts("a.txt") == {}
    assert "c.csv: 0 corrections applied, 1 no longer fits" in by_hand.provenance[0][1]


@pytest.mark.slow
def test_a_report_tells_what_was_corrected(copies, one_server, tmp_path, capsys):
    from analysis.cli import main

    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    sha, quote = copies["articles"]["sha256"].iloc[0], at(copies, "quotes", "We will build")
    gone = Correction(3, "dates", sha, "accept", 0, 3)
    todo = [Correction(2, "quotes", sha, "re-attribute", **quote, value="Piotr Zelny", why="<b>a slip</b>"), gone]
    write_corrections(tmp_path / "c.csv", todo)
    out = tmp_path / "out"
    command = ["report", str(tmp_path / "a.txt"), "--out", str(out), "--corrections", str(tmp_path / "c.csv")]
    with one_server():
        assert main(command) == 1, "a correction that no longer fits is no success"
    assert "row 3 (dates, accept) no longer fits" in capsys.readouterr().err
    (page,) = out.glob("article-*.working.html")
    shown = page.read_text(encoding="utf-8")
    assert "By hand: 1 correction applied, 1 no longer fits." in shown and "&lt;b&gt;a slip&lt;/b&gt;" in shown
    assert "<dt>Corrections by hand</dt><dd>1 correction applied, 1 no longer fits</dd>" in shown
    assert "Run this cell in JupyterLab to correct rows by hand." in shown and "VBox(" not in shown
    index = (out / "index.html").read_text(encoding="utf-8")
    assert "c.csv: 1 correction applied, 1 no longer fits; row 3" in index and "1 misfitting correction" in index
    before = page.stat().st_mtime_ns
    write_corrections(tmp_path / "c.csv", todo[:1])
    with one_server():
        assert main(command) == 0
    assert page.stat().st_mtime_ns != before and "no longer fits" not in page.read_text(encoding="utf-8")
