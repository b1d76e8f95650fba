"""The editor of corrections: what it offers, what it refuses, the file it writes, the way back through a run."""

import dataclasses
import itertools
import re

import pytest

from analysis import desk, display
from analysis.corpus import build_tables
from analysis.corrections import Correction, correct_tables, read_corrections, write_corrections
from analysis.desk.drafts import TABLES, CorrectionsDraft, own_file
from analysis.display.sources import with_file
from analysis.errors import CorrectionError

OTHER = Correction(2, "mentions", "ab" * 32, "reject", 0, 4, text="=Oslo", why="a street")
HOSTILE = "Mara Lindqvist said: “<script>alert(1)</script> & <b>40</b> houses.” Tomasz Wilk disagreed."


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working folder: the editor writes nowhere else but in the project."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def draft(seed_tables, here) -> CorrectionsDraft:
    return CorrectionsDraft(seed_tables, here / "corrections.csv", "R. T.")


@pytest.fixture(scope="module")
def seed(seed_tables) -> str:
    return seed_tables["articles"]["article_id"].iloc[0]


def key_of(draft: CorrectionsDraft, article: str, table: str, words: str) -> str:
    return next(key for label, key in draft.rows(article, table) if words in label)


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_everything_that_is_offered_can_be_added(draft, seed, table):
    """Each action on the first rows, with the first value offered: nothing that the menus hold is refused."""
    for (_, key), action in itertools.product(draft.rows(seed, table)[:3], draft.actions(table)):
        options, free = draft.values(seed, table, key, action)
        value = options[0][1] if options else "Q999999999" if free else ""
        fresh = CorrectionsDraft(draft._before, draft.path)
        assert fresh.add(seed, table, key, action, value).startswith(f"Added: {action} {table}")
        assert fresh.now.applied == 1 and len(fresh.corrections) == 1


def test_only_legal_actions_are_offered(draft):
    assert draft.actions("quotes") == ["accept", "reject", "relabel", "re-attribute", "add"]
    assert draft.actions("entities") == ["relabel", "merge", "rename", "link"]


def test_the_values_of_closed_labels_are_offered_and_no_others(draft, seed):
    key = key_of(draft, seed, "numbers", "2.1 percent")
    options, free = draft.values(seed, "numbers", key, "relabel")
    assert "age" in dict(options) and "percent" not in dict(options) and not free
    with pytest.raises(CorrectionError, match="'share' is no label of 'numbers'; choose cardinal"):
        draft.add(seed, "numbers", key, "relabel", "share")


def test_entities_of_the_article_are_offered_for_who_spoke(draft, seed):
    key = key_of(draft, seed, "quotes", "So far, however")
    options, free = draft.values(seed, "quotes", key, "re-attribute")
    assert ("Joe Biden (person)", "person/joe-biden") in options and not free
    assert "person/jens-stoltenberg" not in dict(options).values()


def test_a_row_is_shown_in_its_place_with_every_character_escaped(here):
    (here / "a.txt").write_text(HOSTILE, encoding="utf-8")
    tables = build_tables(here / "a.txt")
    draft = CorrectionsDraft(tables, here / "c.csv")
    (label, key), *_ = draft.rows("a.txt", "quotes")
    assert "<script>" in label  # a menu's labels are text
    shown = draft.context("a.txt", "quotes", key)
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;40" in shown and "<script" not in shown
    draft.add("a.txt", "quotes", key, "reject", why="<img src=x onerror=alert(2)>")
    assert "<img" not in draft.preview() and "&lt;img" in draft.preview()
    editor = desk.correct(tables, here / "c.csv", "<i>x")
    editor.table.value, editor.row.value = "quotes", key
    editor.why.value = "<img src=x>"
    editor.add.click()
    for text in (editor.message.value, editor.context.value, editor.preview.value):
        assert "<script" not in text and "<img" not in text and "<i>x" not in text


def test_what_contradicts_is_refused_at_once_and_changes_nothing(draft, seed):
    key = key_of(draft, seed, "dates", "October 1")
    draft.add(seed, "dates", key, "accept")
    before = draft.corrections
    with pytest.raises(CorrectionError, match="row 3: reject '' contradicts row 2"):
        draft.add(seed, "dates", key, "reject")
    with pytest.raises(CorrectionError, match="in the list already"):
        draft.add(seed, "dates", key, "accept")
    assert draft.corrections == before and draft.unsaved == 1


def test_a_circle_of_merges_is_refused_however_they_are_named(draft, seed):
    draft.add(seed, "entities", "person/joe-biden", "merge", "person/donald-trump")
    span = next(c for c in draft.corrections if c.action == "merge")
    assert (span.start, span.text) != (None, "")  # named by a mention, so that it survives another run
    back = dataclasses.replace(span, row=3, start=None, end=None, text="", entity="Donald Trump", value="Joe Biden")
    with pytest.raises(CorrectionError, match="merges in a circle"):
        correct_tables(draft._before, [span, back])


def test_an_entity_without_an_entry_is_linked_by_id_only(draft, seed):
    with pytest.raises(CorrectionError, match="'Norway' is no id; give a Wikidata id such as Q7184"):
        draft.add(seed, "entities", "person/mark-rutte", "link", "Norway")
    draft.add(seed, "mentions", key_of(draft, seed, "mentions", "Dutch"), "link", "country/BEL")
    entities = draft.now.tables["entities"].set_index("entity_id")
    assert entities.loc["country/BEL", ["name", "iso3", "mention_count"]].tolist() == ["Belgium", "BEL", 1]
    assert "country/NLD" not in entities.index  # nothing is left of it


def test_what_it_changes_is_shown_before_it_is_saved(draft, seed, here):
    draft.add(seed, "numbers", key_of(draft, seed, "numbers", "2.1 percent"), "reject", why="no share")
    shown = draft.preview()
    assert (
        "1 correction applied" in shown
        and "1 claim left out (“Germany with around 2.1 percent”)" in shown
        and "R. T.: no share" in shown
    )
    assert not (here / "corrections.csv").exists()


def test_saving_keeps_rows_for_other_articles_and_those_that_came_meanwhile(seed_tables, seed, here):
    path = here / "corrections.csv"
    write_corrections(path, [OTHER])
    draft = CorrectionsDraft(seed_tables, path)
    draft.add(seed, "dates", key_of(draft, seed, "dates", "October 1"), "accept")
    later = dataclasses.replace(OTHER, row=3, article_sha256="cd" * 32)
    write_corrections(path, [OTHER, later])  # somebody else, in a spreadsheet
    assert draft.save() == f"Saved: {draft.path} holds 3 corrections."
    assert [c.article_sha256[:2] for c in read_corrections(path)[:2]] == ["ab", "cd"]
    assert draft.unsaved == 0 and sorted(p.name for p in here.iterdir()) == ["corrections.csv"]


def test_what_is_removed_leaves_the_file(seed_tables, here):
    path = here / "corrections.csv"
    write_corrections(path, [OTHER])
    draft = CorrectionsDraft(seed_tables, path)
    assert draft.lines() == [("reject mentions “=Oslo” (does not fit here)", 0)]
    draft.remove(0)
    assert draft.unsaved == 1 and read_corrections(path) == (OTHER,)
    draft.save()
    assert read_corrections(path) == ()
    with pytest.raises(CorrectionError, match="pick one in the list"):
        draft.remove(0)


def test_a_missed_name_is_added_by_its_words(draft, seed, seed_text):
    words = next(word for word in seed_text.split() if word.isalpha() and len(word) > 6 and word.islower())
    assert ("a new one: body", "ORG") in draft.values(seed, "mentions", "", "add")[0]
    assert draft.add(seed, "mentions", "", "add", "ORG", words=words).startswith(
        f"Added: add mentions “{words}” → body"
    )
    assert any(label.startswith(f"“{words}” · {words}, body") for label, _ in draft.rows(seed, "mentions"))
    for wrong, said in (("", "no row is picked"), ("no such words here", "do not stand in the article")):
        with pytest.raises(CorrectionError, match=said):
            draft.add(seed, "mentions", "", "add", "ORG", words=wrong)


OUTSIDE = ["../c.csv", "/etc/c.csv", "corrections.txt", "sub/../../c.csv", "link/c.csv"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_it_writes_only_tables_in_the_project_or_the_working_folder(here, seed_tables, path):
    (here / "link").symlink_to(here.parent, target_is_directory=True)
    place = path if path.startswith("/") else str(here / path)
    with pytest.raises(CorrectionError, match=r"only \.csv files in the project or the working folder"):
        own_file(place)
    refused = desk.correct(seed_tables, place)
    assert refused.box.value.count('role="alert"') == 1 and str(here) not in refused.box.value
    assert "Run this cell in JupyterLab" in refused._repr_html_() and "alert" not in refused._repr_html_()


def test_another_table_is_never_overwritten(here, seed_tables):
    (here / "figures.csv").write_text("country,value\nDEU,2.12\n", encoding="utf-8")
    assert "figures.csv: lacks table" in desk.correct(seed_tables, here / "figures.csv").box.value
    assert (here / "figures.csv").read_text(encoding="utf-8") == "country,value\nDEU,2.12\n"


# -- the widgets ----------------------------------------------------------------------------------------------------


def test_the_widgets_lead_from_a_row_to_the_file(seed_tables, seed, here):
    editor = desk.correct(display.ArticleView(seed_tables), str(here / "corrections.csv"), who="R. T.")
    assert editor.row.value is None
    editor.add.click()
    assert 'role="alert">no row is picked; pick one' in editor.message.value
    editor.table.value = "numbers"
    editor.row.value = dict(editor.row.options)[next(o for o, _ in editor.row.options if "2.1 percent" in o)]
    assert "<mark>2.1 percent</mark>" in editor.context.value
    editor.action.value = "reject"
    assert editor.choice.layout.display == editor.typed.layout.display == "none"
    editor.why.value = "no share"
    editor.add.click()
    assert "1 claim left out (“Germany with around 2.1 percent”). Not saved yet: 1." in editor.message.value
    assert editor.row.value is None, "the next row must be picked, not fall under the same button"
    editor.save.click()
    (row,) = read_corrections(here / "corrections.csv")
    assert (row.text, row.action, row.who, row.why) == ("2.1 percent", "reject", "R. T.", "no share")
    editor.made.value = 0
    editor.remove.click()
    assert "Taken out: reject numbers" in editor.message.value and editor.made.options == ()


def test_an_action_passed_by_on_the_way_is_not_kept(seed_tables, here):
    editor = desk.correct(seed_tables, here / "corrections.csv")
    editor.table.value = "entities"
    assert editor.action.value == "relabel"
    editor.table.value = "numbers"
    assert editor.action.value == "accept" and editor.row.value is None


def test_a_written_value_goes_before_a_picked_one(seed_tables, here):
    editor = desk.correct(seed_tables, here / "corrections.csv")
    editor.table.value = "entities"
    editor.row.value = "person/mark-rutte"
    editor.action.value = "rename"
    assert editor.typed.layout.display is None
    editor.typed.value = "M. Rutte"
    editor.add.click()
    assert "M. Rutte" in set(editor.draft.now.tables["mentions"]["name"])


def test_a_report_shows_a_hint_in_its_place(seed_tables, here):
    editor = desk.correct(seed_tables, here / "corrections.csv")
    bundle = editor._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Run this cell in JupyterLab" in bundle["text/html"] and bundle["text/plain"].startswith("Run this cell")


# -- there and back -------------------------------------------------------------------------------------------------


def test_from_the_editor_through_the_file_into_a_second_reading(seed_tables, seed, here, root):
    draft = CorrectionsDraft(seed_tables, here / "corrections.csv", "R. T.")
    quote = key_of(draft, seed, "quotes", "So far, however")
    draft.add(seed, "quotes", quote, "re-attribute", "person/joe-biden", "a slip")
    draft.add(seed, "entities", "person/mark-rutte", "rename", "M. Rutte")
    draft.add(seed, "numbers", key_of(draft, seed, "numbers", "2.1 percent"), "reject")
    draft.save()
    view = display.read_article(seed, corrections=str(here / "corrections.csv"))
    start = int(quote.split(":")[0])
    assert view.quotes.set_index("start").loc[start, "speaker"] == "Joe Biden"
    assert "M. Rutte" in set(view.mentions["name"]) and "2.1 percent" not in set(view.numbers["text"])
    assert "DEU" not in set(view.claims["key"].dropna())
    shown = view.to_html()
    assert "By hand: 3 corrections applied." in shown and "R. T.: a slip" in shown
    again = desk.correct(view, here / "corrections.csv")  # over the tables as they were extracted
    assert again.draft.now.applied == 3 and not re.search("does not fit", str(again.draft.lines()))


def test_nothing_is_said_where_no_corrections_are_given(seed_tables):
    assert "By hand" not in display.ArticleView(with_file(seed_tables, "none")).to_html()
    assert display.corrections_made(with_file(seed_tables, "none")) is None


def test_tables_of_many_articles_tell_what_no_longer_fits(seed, seed_tables, here):
    sha = seed_tables["articles"]["sha256"].iloc[0]
    gone = Correction(3, "dates", sha, "accept", 0, 3)
    write_corrections(here / "c.csv", [OTHER, gone])
    found = display.tables_of(seed, corrections=str(here / "c.csv"))
    told = display.corrections_made(found)
    assert repr(told) == (
        "0 corrections applied, 1 no longer fits, 1 for articles that are not here or have another text."
    )
    assert "<details open>" in told.to_html() and "no row of dates has the span 0:3" in told.to_html()
    assert list(found.before["dates"]["text"]) == list(found["dates"]["text"])
