"""The explorer and the long tables: what a choice leaves, what each option promises, what stands on paper."""

import contextlib
import html
import itertools
import json
import re
import threading

import pandas as pd
import pytest

from analysis import desk, display
from analysis.desk.explorer import ANY, MENUS, Rows

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</td><b>bold</b>",
    "&lt;i&gt;",
    "$x$",
    "=1+1",
)


@pytest.fixture(scope="module")
def two(seed_tables) -> dict[str, pd.DataFrame]:
    """The seed's tables twice, as if two articles had the same text."""
    return {
        name: pd.concat(
            [frame, frame.replace({"seeds/": "other/"}, regex=True).astype(frame.dtypes)], ignore_index=True
        )
        for name, frame in seed_tables.items()
    }


@pytest.fixture
def explorer(two) -> desk.Explorer:
    return desk.explore(two)


def counts(text: str) -> tuple[int, int]:
    """Return how many quotes and claims a sentence or an option speaks of."""
    found = {word: int(n.replace(",", "")) for n, word in re.findall(r"([\d,]+) (quote|claim)s?\b", text)}
    return found.get("quote", 0), found.get("claim", 0)


def shown(explorer: desk.Explorer) -> tuple[int, int]:
    return len(explorer.quotes.children[1].df), len(explorer.claims.children[1].df)


def test_all_is_shown_first(explorer, two):
    assert counts(explorer.told.value) == shown(explorer) == (len(two["quotes"]), len(two["claims"]))
    assert explorer.text.value == "" and set(explorer.choice.values()) == {ANY}


@pytest.mark.parametrize("menu", MENUS)
def test_every_option_leaves_what_it_says(explorer, menu):
    options = [(label, value) for label, value in explorer.menus[menu].options if value]
    assert options
    for label, value in options:
        explorer.menus[menu].value = value
        assert counts(label.rsplit("(", 1)[1]) == counts(explorer.told.value) == shown(explorer)
        assert sum(shown(explorer)) > 0


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(MENUS, 2)))
def test_a_second_choice_leaves_what_its_option_says(explorer, first, second):
    explorer.menus[first].value = explorer.menus[first].options[1][1]
    options = [(label, value) for label, value in explorer.menus[second].options if value]
    for label, value in (options[0], options[-1]):
        explorer.menus[second].value = value
        assert counts(label.rsplit("(", 1)[1]) == counts(explorer.told.value) == shown(explorer)


def test_a_choice_that_leaves_nothing_says_so_beforehand_and_how_to_go_on(explorer, two):
    first, second = two["articles"]["article_id"]
    quotes = two["quotes"].assign(speaker=lambda f: f["speaker"].where(f["article_id"].eq(first), "Ada Byron"))
    other = desk.explore({**two, "quotes": quotes})
    other.menus["speaker"].value = "Ada Byron"
    empty = [label for label, value in other.menus["article"].options if value == first]
    assert empty[0].endswith("(nothing left)") and other.menus["article"].options[1][1] == second
    other.menus["article"].value = first
    assert "Nothing fits article “" in other.told.value and "speaker “Ada Byron”" in other.told.value
    assert shown(other) == (0, 0) and other.quotes.layout.display == "none"
    other.reset.click()
    assert shown(other) == shown(explorer) and other.quotes.layout.display is None


def test_the_button_sets_all_menus_back(explorer, two):
    for menu in explorer.menus.values():
        menu.value = menu.options[1][1]
    explorer.reset.click()
    assert set(explorer.choice.values()) == {ANY} and shown(explorer) == (len(two["quotes"]), len(two["claims"]))


def test_what_two_threads_choose_at_once_is_shown(explorer, two, monkeypatch):
    (article, *_), (verdict, *_) = two["articles"]["article_id"], two["checks"]["verdict"]
    picked, both = explorer._rows.picked, threading.Barrier(2, timeout=0.2)

    def slowly(choice):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()  # passed at once where a second thread is let in
        return picked(choice)

    monkeypatch.setattr(explorer._rows, "picked", slowly)
    choosing = [
        threading.Thread(target=setattr, args=(explorer.menus[menu], "value", value))
        for menu, value in (("article", article), ("verdict", verdict))
    ]
    for thread in choosing:
        thread.start()
    for thread in choosing:
        thread.join()
    quotes, claims = picked({**dict.fromkeys(MENUS, ANY), "article": article, "verdict": verdict})
    assert counts(explorer.told.value) == (len(quotes), len(claims))


def test_a_chosen_article_is_marked_up_and_not_repeated_in_each_row(explorer, two):
    assert "article" in explorer.quotes.children[1].df.columns
    explorer.menus["article"].value = two["articles"]["article_id"].iloc[1]
    assert 'class="an-text"' in explorer.text.value
    assert "article" not in explorer.quotes.children[1].df.columns


def test_a_verdict_leaves_its_claims_and_the_quotes_they_stand_in(two):
    rows = Rows(two)
    claims = two["claims"].merge(two["checks"].loc[:, ["claim_id", "verdict"]], on="claim_id", validate="one_to_one")
    supported = claims.loc[claims["verdict"].eq("supported")]
    assert rows.fitting({"verdict": "supported"}) == {*supported["claim_id"], *supported["quote_id"].dropna()}


def test_a_name_leaves_what_mentions_it(two):
    rows, mentions = Rows(two), two["mentions"]
    named = mentions.loc[mentions["name"].eq("Ukraine")]
    left = rows.fitting({"entity": "Ukraine"})
    for quote in two["quotes"].to_dict("records"):
        inside = named.loc[
            named["article_id"].eq(quote["article_id"])
            & named["start"].ge(quote["start"])
            & named["end"].le(quote["end"])
        ]
        assert (quote["quote_id"] in left) == bool(len(inside))


def test_articles_stand_in_the_order_of_publication(two):
    days = pd.Series(["2024-06-20", "2024-06-19"], dtype=two["articles"]["published"].dtype)
    tables = {**two, "articles": two["articles"].assign(published=days)}
    options = desk.explore(tables).menus["article"].options
    assert [value for _, value in options] == [ANY, *two["articles"]["article_id"].iloc[::-1]]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_an_article_says_stays_text(text):
    frame = pd.DataFrame({"text": [text] * 20, text: range(20)})
    heading, table, _ = display.tables.widget(frame, text).children
    on_paper = display.LongTable(frame, text)._repr_mimebundle_()["text/html"]
    sent = json.loads(table._dt_args["data_json"])[0][0]
    for part in (heading.value, sent, table._dt_args["table_html"], on_paper):
        assert html.escape(text) in part or html.escape(text, quote=False) in part
        assert html.escape(text) == text or text not in part


def test_a_long_table_is_a_widget_in_lab_and_a_table_on_paper():
    bundle = display.LongTable(pd.DataFrame({"some_name": range(150)}), "Rows")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<th" in bundle["text/html"] and "some name" in bundle["text/html"]
    assert "50 more rows" in bundle["text/html"]


def test_values_are_written_as_in_all_other_tables():
    frame = pd.DataFrame({"n": [2.5, None], "day": pd.to_datetime(["2024-06-17", None]), "yes": [True, False]})
    sent = json.loads(display.tables.widget(frame, "Rows").children[1]._dt_args["data_json"])
    assert sent == [["2.5", "2024-06-17", "yes"], ["", "", "no"]]


def test_the_explorer_says_on_paper_that_it_needs_to_be_run(explorer):
    bundle = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "Run this cell in JupyterLab" in bundle["text/html"] and counts(bundle["text/plain"]) == shown(explorer)
