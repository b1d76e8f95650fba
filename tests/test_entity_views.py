"""Who is who, who is named with whom, and which links are in doubt: for readers, safe, counted, ready to correct."""

import base64
import hashlib
import re

import pandas as pd
import pytest

from analysis import charts, display
from analysis.charts.chart import NARROW, WIDE
from analysis.corpus import build_tables
from analysis.corrections import apply_corrections, read_corrections
from analysis.display.doubts import alternatives, in_context
from analysis.display.entities import profiles
from analysis.errors import ParameterError
from analysis.tables import Article
from chart_texts import overlaps
from test_display import HOSTILE, Reader

FERRY = (
    "Port of Kalmia: no new ferries\n\n"
    "Ilse Brandvold, the harbour minister of Kalmia, met Tomasz Wilk in Oslo on Monday. “The ferries are old,” "
    "Brandvold said.\n\n"
    "“Brandvold promised two ferries,” Wilk told the Port Authority of Kalmia. Wilk left early.\n\n"
    "The Port Authority said it had no comment. Brandvold was in Oslo again."
)
BRIDGE = (
    "Ilse Brandvold opened a bridge in Oslo on Tuesday. “It is a good bridge,” Brandvold said, and thanked Norway.\n\n"
    "NATO uses the bridge. Norway spends 2.2 percent of its GDP on defence, according to NATO."
)


def tables_from(**texts: str) -> dict:
    return build_tables(
        Article(article_id=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), title=text[:20])
        for name, text in texts.items()
    )


@pytest.fixture(scope="module")
def corpus() -> dict:
    return tables_from(ferry=FERRY, bridge=BRIDGE)


@pytest.fixture(scope="module")
def seed_view(seed_tables) -> display.ArticleView:
    return display.ArticleView(seed_tables)


def block(page: str, name: str) -> str:
    return next(part for part in page.split('<details class="an-entity">') if part[:300].count(f"<strong>{name}<"))


# -- entity pages ----------------------------------------------------------------------------------------------------


def test_the_seeds_first_entity_has_all_its_forms_roles_and_words(seed_view):
    page = seed_view.entity_pages()
    assert [p.name for p in page.profiles[:3]] == ["Jens Stoltenberg", "NATO", "Russia"]
    told = block(page.to_html(), "Jens Stoltenberg")
    assert "Stoltenberg&nbsp;8, the Norwegian (noun phrase)&nbsp;2" in told
    assert "<dd>Norway</dd>" in told and "outgoing Secretary General" in told
    assert "Secretary General, NATO (2014-10-01 to 2024-10-01)" in told
    assert "Moscow (the government)&nbsp;1" in block(page.to_html(), "Russia")


def test_every_mention_is_counted_once(seed_view, seed_tables, corpus):
    for tables in (seed_tables, corpus):
        found = profiles(tables)
        assert sum(len(p.mentions) for p in found) == len(tables["mentions"])
        assert all(sum(n for _, n in p.forms) == len(p.mentions) for p in found)


def test_places_lead_into_the_marked_text_and_claims_to_their_cards(seed_view):
    page = seed_view._repr_html_() + seed_view.cards.to_html() + seed_view.entity_pages().to_html()
    found = Reader(page)
    assert not found.wrong
    doubled = [name for name in set(found.ids) if found.ids.count(name) > 1]
    assert not doubled
    entity_links = re.findall(r'href="#([^"]+)"', seed_view.entity_pages().to_html())
    assert len(entity_links) > 60 and not set(entity_links) - set(found.ids)


def test_a_mention_links_to_its_own_characters(seed_view):
    marked = seed_view.to_html()
    for mention in seed_view.mentions.to_dict("records"):
        name = mention["mention_id"].split("#")[1]
        opened = marked.split(f'id="t-{name}"', 1)[1].split(">", 1)[1]
        assert Reader(f"<p>{opened}").text.replace("\n", " ").lstrip().startswith(mention["text"].split()[0])


def test_what_one_says_and_what_others_say_are_told_apart(corpus):
    brandvold = next(p for p in profiles(corpus) if p.name == "Ilse Brandvold")
    assert [q["text"].strip(",") for q in brandvold.said] == ["The ferries are old", "It is a good bridge", "Norway"]
    assert [q["speaker"] for q in brandvold.told] == ["Tomasz Wilk"]
    norway = next(p for p in profiles(corpus) if p.name == "Norway")
    page = block(display.entity_pages(corpus).to_html(), "Norway")
    assert norway.claims and re.search(r"[✓✗?] (supported|refuted|not enough information)", page)


def test_people_of_one_name_in_two_articles_are_one_and_said_to_be_joined_by_it(corpus):
    page = display.entity_pages(corpus).to_html()
    assert "in 2 articles" in block(page, "Ilse Brandvold")
    assert "one in 2 articles by the same name alone" in block(page, "Ilse Brandvold")
    assert "by the same name alone" not in block(page, "Norway")
    assert not re.findall(r'href="#', page)


def test_a_form_read_in_two_ways_in_one_article_is_in_doubt(corpus):
    tables = {**corpus, "mentions": corpus["mentions"].copy()}
    oslo = tables["mentions"].index[
        tables["mentions"]["text"].eq("Oslo") & tables["mentions"]["article_id"].eq("ferry")
    ]
    norway = tables["entities"].loc[tables["entities"]["name"].eq("Norway")].iloc[0]
    assert "elsewhere read" not in block(display.entity_pages(tables).to_html(), "Oslo")
    tables["mentions"].loc[oslo[0], ["entity_id", "name"]] = [norway["entity_id"], "Norway"]
    assert "“Oslo” is elsewhere read as Norway" in block(display.entity_pages(tables).to_html(), "Oslo")


@pytest.mark.parametrize(
    ("order", "first"),
    [("mentions", "Ilse Brandvold"), ("quotes", "Ilse Brandvold"), ("name", "Ilse Brandvold")],
)
def test_the_order_is_the_readers(corpus, order, first):
    names = [p.name for p in display.entity_pages(corpus, order=order).profiles]
    assert names[0] == first and (names == sorted(names, key=str.casefold)) == (order == "name")


def test_what_is_left_out_is_counted(corpus):
    pages = display.entity_pages(corpus, most=2)
    left = sum(len(p.mentions) for p in pages.profiles[2:])
    assert f"{len(pages.profiles) - 2} more entities with {left} mentions" in pages.to_html()
    assert pages.to_html().count('<details class="an-entity">') == 2


def test_an_unknown_order_is_refused_with_the_known_ones(corpus):
    with pytest.raises(ParameterError, match="mentions, quotes, name"):
        display.entity_pages(corpus, order="size")


def test_nobody_is_said_to_be_named():
    assert "Nobody" in display.entity_pages(tables_from(a="It rained all day and nothing else was seen.")).to_html()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_and_words_stay_text(text):
    tables = tables_from(a=f"“{text} is bad,” Ilse Brandvold said in Oslo. She met Tomasz Wilk of {text} there.")
    tables["entities"]["name"] = tables["entities"]["name"] + text
    tables["entities"]["role"] = text
    tables["mentions"]["confidence"] = 0.5
    for part in (display.entity_pages(tables), display.uncertain_links(tables)):
        found = Reader(part.to_html())
        assert not found.wrong and not found.stack
        assert not {"script", "img", "svg", "b", "iframe"} & set(found.tags)
        assert not [name for name in found.attributes if name.startswith("on")]
        assert not [link for link in found.links if not link.startswith("data:text/csv;base64,")]


# -- low-confidence links --------------------------------------------------------------------------------------------


def test_uncertain_links_come_least_certain_first_with_their_rule(corpus):
    links = display.uncertain_links(corpus, below=0.96)
    low = corpus["mentions"].loc[corpus["mentions"]["confidence"].lt(0.96)]
    assert links.frame["mentions"].sum() == len(low) > 3
    assert links.frame["confidence"].is_monotonic_increasing
    assert links.frame["decided_by"].str.contains("found by").all()


def test_no_uncertain_link_is_a_sentence(corpus):
    links = display.uncertain_links(corpus, below=0.0)
    assert "is to be decided" in links.to_html() and "is to be decided" in repr(links)


def test_a_copied_line_is_a_correction_that_fits(corpus, tmp_path):
    links = display.uncertain_links(corpus, below=0.96)
    header = re.search(r'<code class="an-line">(table,[^<]*)</code>', links.to_html())[1]
    (tmp_path / "corrections.csv").write_text(
        f"{header}\n{links.frame['correction'].iloc[0].splitlines()[0]}\n", encoding="utf-8"
    )
    (correction,) = read_corrections(tmp_path / "corrections.csv")
    assert correction.action == "accept" and correction.text == links.frame["text"].iloc[0]
    assert apply_corrections(corpus, [correction]).log["applied"].all()


def test_all_lines_as_a_file_are_corrections(corpus, tmp_path):
    links = display.uncertain_links(corpus, below=0.96)
    coded = re.search(r"data:text/csv;base64,([\w+/=]+)", links.to_html())[1]
    (tmp_path / "corrections.csv").write_bytes(base64.b64decode(coded))
    corrections = read_corrections(tmp_path / "corrections.csv")
    assert corrections == links.corrections and len(corrections) == links.frame["mentions"].sum()
    accepted = apply_corrections(corpus, corrections)
    assert accepted.log["applied"].all() and display.uncertain_links(accepted.tables, below=0.96).frame.empty


def test_other_readings_are_named():
    entities = [
        {"entity_id": "a#e0001", "name": "Kalmian Port Authority"},
        {"entity_id": "a#e0002", "name": "Ilse Brandvold"},
        {"entity_id": "a#e0003", "name": "Port Authority"},
    ]
    mention = {"text": "Port Authority", "entity_id": "a#e0003"}
    assert alternatives(mention, entities) == ["Kalmian Port Authority (e0001)"]
    georgia = alternatives({"text": "Georgia", "entity_id": "a#e0009"}, entities)
    assert any("country/GEO" in reading for reading in georgia)


def test_context_is_cut_between_words_within_the_paragraph():
    text = "A headline\n\n" + "word " * 20 + "Brandvold " + "other " * 20
    start = text.index("Brandvold")
    before, words, after = in_context(text, start, start + 9)
    assert words == "Brandvold" and before.startswith("… word ") and after.endswith(" other …")
    assert set(before.split()) == {"…", "word"} and set(after.split()) == {"…", "other"}


# -- who is named with whom ------------------------------------------------------------------------------------------


def test_pairs_are_counted_by_paragraph_and_article():
    mentions = pd.DataFrame(
        [
            ("a", 0, "A", "PERSON"), ("a", 4, "B", "ORG"), ("a", 8, "A", "PERSON"), ("a", 13, "A", "PERSON"),
            ("a", 17, "C", "GPE"), ("b", 0, "A", "PERSON"), ("b", 4, "B", "ORG"),
        ],
        columns=["article_id", "start", "name", "label"],
    ).assign(entity_id=lambda f: f["article_id"] + "#" + f["name"])  # fmt: skip
    articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["A x B x A.\n\n A x C x x", "A x B."]})
    pairs = charts.co_mentions(mentions, articles)
    assert pairs.iloc[:, [0, 1, 4, 5]].to_numpy().tolist() == [["A", "B", 2, 2], ["A", "C", 1, 1]]


def test_two_entities_of_one_name_are_not_one_node():
    mentions = pd.DataFrame(
        {"article_id": "a", "start": [0, 9], "name": "Georgia", "label": "GPE", "entity_id": ["country/GEO", "a#e1"]}
    )
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Georgia, Georgia"]})
    pair = charts.co_mentions(mentions, articles).iloc[0]
    assert {pair["a"], pair["b"]} == {"Georgia (country GEO)", "Georgia (GPE)"}


@pytest.fixture(scope="module")
def pairs(seed_tables) -> charts.Chart:
    return charts.plot_pairs(charts.co_mentions(seed_tables["mentions"], seed_tables["articles"]), note="Seed.")


def test_pairs_tell_their_finding_their_rest_and_themselves(pairs):
    assert pairs.finding == "Jens Stoltenberg and NATO are named together most often: in 7 paragraphs"
    assert re.fullmatch(r"Seed\. Left out: \d+ pairs with as few or fewer paragraphs\.", pairs.note)
    assert "Jens Stoltenberg and NATO 7" in pairs.alt and 1 < len(pairs.data) <= 16


@pytest.mark.parametrize("width", [NARROW, 5.0, WIDE])
def test_no_name_of_a_pair_stands_on_another(pairs, width):
    assert overlaps(pairs.at(width)) == []


def test_pairs_are_the_same_every_time(pairs, seed_tables):
    shuffled = seed_tables["mentions"].sample(frac=1, random_state=3)
    again = charts.plot_pairs(charts.co_mentions(shuffled, seed_tables["articles"]), note="Seed.")
    assert again.to_svg() == pairs.to_svg()


def test_ties_are_said_and_long_names_cut():
    frame = pd.DataFrame(
        {
            "a": ["The Very Long Name of an Authority That Nobody Can Remember", "B"], "b": ["C", "C"],
            "a_label": "ORG", "b_label": "EVENT", "paragraphs": 2, "articles": 1,
        }
    )  # fmt: skip
    chart = charts.plot_pairs(frame, note="Names.")
    assert chart.finding.startswith("2 pairs are named together most often, in 2 paragraphs each")
    assert overlaps(chart.at(NARROW)) == []


def test_nobody_together_is_a_sentence():
    mentions = pd.DataFrame(columns=["article_id", "start", "name", "label", "entity_id"])
    articles = pd.DataFrame({"article_id": ["a"], "text": ["Nothing."]})
    assert "No paragraph" in repr(charts.plot_pairs(charts.co_mentions(mentions, articles), note=""))
