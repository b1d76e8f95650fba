"""Corrections without a named file: saved where the user stands, found again there, told in full."""

import pytest

from analysis import desk, display
from analysis.cli import main
from analysis.corrections import Correction, usual_file, write_corrections
from analysis.corrections.records import VARIABLE
from analysis.desk.drafts import CorrectionsDraft
from analysis.errors import CorrectionError
from analysis.paths import from_root_text, given_path
from analysis.runs.by_hand import corrected_by_hand, read_by_hand

TEXT = "Anna Berg, the mayor, spoke on Monday.\n\n“It rains a lot here,” said Anna Berg of the weather in May.\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of the user's, with an article."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE)
    (tmp_path / "own.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_a_path_is_from_where_the_user_stands_and_shipped_data_from_the_project(here, root):
    assert given_path("own.txt") == here / "own.txt" and given_path("new.csv") == here / "new.csv"
    assert given_path("data/samples") == root / "data" / "samples"
    (here / "data" / "samples").mkdir(parents=True)
    assert given_path("data/samples") == here / "data" / "samples"
    assert from_root_text(root / "data" / "samples") == str(root / "data" / "samples"), "the short form leads elsewhere"
    assert from_root_text(root / "seeds") == "seeds"


def test_the_usual_file_is_the_users_and_inside_the_project_the_projects(here, root, monkeypatch):
    assert usual_file() == here / "corrections.csv"
    monkeypatch.chdir(root / "notebooks")
    assert usual_file() == root / "corrections.csv"
    monkeypatch.setenv(VARIABLE, "none")
    assert usual_file() is None
    monkeypatch.setenv(VARIABLE, str(here / "mine.csv"))
    assert usual_file() == here / "mine.csv"


def test_what_the_editor_saved_is_found_again(here, root):
    first = display.read_article("own.txt")
    draft = CorrectionsDraft(first.before, "corrections.csv", "R. T.")
    assert str(here / "corrections.csv") in desk.correct(first).message.value
    key = draft.rows(first.article_id, "quotes")[0][1]
    draft.add(first.article_id, "quotes", key, "reject")
    assert draft.save() == f"Saved: {here / 'corrections.csv'} holds 1 correction."
    assert not (root / "corrections.csv").exists()
    second = display.read_article("own.txt")
    assert len(second.quotes) == len(first.quotes) - 1
    assert repr(second.corrections) == "1 correction applied."
    assert len(display.read_article("own.txt", corrections="none").quotes) == len(first.quotes)


def test_a_quote_is_added_over_tables_read_from_a_folder(here, capsys):
    first = display.read_article("own.txt")
    draft = CorrectionsDraft(first.before, "corrections.csv", "R. T.")
    draft.add(first.article_id, "quotes", "", "add", words="spoke on Monday")
    told = draft.add(first.article_id, "mentions", "", "add", "ORG", words="Anna Berg, the mayor")
    assert told.endswith("2 mentions left out for it (“Anna Berg”, “the mayor”).")
    with pytest.raises(CorrectionError, match="which another correction decides"):
        draft.add(first.article_id, "quotes", "", "add", words="spoke on")
    with pytest.raises(CorrectionError, match="do not stand in the article"):
        draft.add(first.article_id, "mentions", "", "add", "ORG", words="ay spo")
    draft.save()
    (here / "news").mkdir()
    (here / "own.txt").rename(here / "news" / "own.txt")
    assert main(["extract", "news", "--out", "tables"]) == 0
    assert "corrections.csv: 2 corrections for these articles; 'correct' applies them" in capsys.readouterr().err
    stored = display.read_article("own.txt", tables="tables")
    assert repr(stored.corrections) == "2 corrections applied."
    assert len(stored.quotes) == len(display.read_article("own.txt", tables="tables", corrections="none").quotes) + 1


def test_a_run_takes_of_the_usual_file_what_is_about_its_articles(here, seed_tables):
    sha = seed_tables["articles"]["sha256"].iloc[0]
    quote = seed_tables["quotes"].iloc[0]
    own = Correction(2, "quotes", sha, "reject", int(quote["start"]), int(quote["end"]))
    other = Correction(3, "quotes", "ab" * 32, "reject", 0, 4)
    write_corrections(here / "corrections.csv", [own, other])
    tables, by_hand = corrected_by_hand(seed_tables, read_by_hand(None))
    assert len(tables["quotes"]) == len(seed_tables["quotes"]) - 1
    assert by_hand.told() == "1 correction applied" and by_hand.parameters(sha) == {"corrections": by_hand.path}
    tables, by_hand = corrected_by_hand(seed_tables, read_by_hand("none"))
    assert len(tables["quotes"]) == len(seed_tables["quotes"])
    assert by_hand.parameters(sha) == {"corrections": "none"} and by_hand.provenance == []
    write_corrections(here / "corrections.csv", [other])
    assert corrected_by_hand(seed_tables, read_by_hand(None))[1].path == ""
