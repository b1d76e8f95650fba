"""The sentences that lead pages, read over a grid of cases; claims beside their figures; what a page leaves out."""

import itertools
import json
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis import display
from analysis.display.findings import article_finding, corpus_finding, fared, frame_of, quotes_finding
from analysis.display.markup import places_of
from analysis.display.readings import published_words
from analysis.report import Page, notebook_page
from analysis.report.article import article_notebook
from analysis.report.index import claims_feed
from analysis.report.page import page_cells
from analysis.verdicts import difference_words, side_by_side

VERDICTS = ("supported", "refuted", "not_enough_info")
WRONG = (
    r"\b1 (?:claims|articles|quotes|speakers|figures)\b", r"\b(?:[02-9]|\d\d+) (?:claim|article|quote|figure)\b",
    r"\b1 (?:hold|are|were|do)\b", r"(?<!none of the )\b[2-9] (?:holds|is|was|does)\b", r"[Uu]ndated, on", r"  ",
    r"of the 1 held", r"\bnan\b",
    r"\bNone\b", r"<NA>", r"\.\.", r" ,", r"\d{4}-\d\d-\d\d", r"_",
)  # fmt: skip


def assert_reads_well(text: str) -> None:
    assert text and text[0] in "“" + text[0].upper() and text.rstrip()[-1] in ".”"
    assert not [pattern for pattern in WRONG if re.search(pattern, text)], text


def tables_with(seed_tables: dict, verdicts: tuple[str, ...], *, revised: str = "", articles: int = 1) -> dict:
    """The seed's tables with as many claims about Germany's share as there are verdicts, spread over some articles."""
    of = seed_tables["claims"]["subject"].eq("Germany")
    claim = seed_tables["claims"].loc[of].head(1)
    check = seed_tables["checks"].loc[seed_tables["checks"]["claim_id"].isin(claim["claim_id"])]
    ids = [f"a{n % articles}" for n in range(len(verdicts))]
    same = {"claim_id": [f"{i}#c{n:04d}" for n, i in enumerate(ids)], "article_id": ids}
    claims = claim.iloc[[0] * len(verdicts)].reset_index(drop=True).assign(**same)
    later = json.dumps([{"edition": "x", "published_on": "2025-08-28", "figure_text": "2.00 % of GDP",
                         "verdict": revised, "changed": True}]) if revised else None  # fmt: skip
    checks = check.iloc[[0] * len(verdicts)].reset_index(drop=True).assign(
        **same, verdict=list(verdicts), since_revised=later
    )  # fmt: skip
    rows = seed_tables["articles"].iloc[[0] * articles].reset_index(drop=True)
    return {**seed_tables, "articles": rows.assign(article_id=[f"a{n}" for n in range(articles)]),
            "claims": claims, "checks": checks}  # fmt: skip


GRID = [
    counts for size in range(5) for counts in itertools.combinations_with_replacement(VERDICTS, size)
]  # fmt: skip


@pytest.mark.parametrize("verdicts", GRID, ids=lambda v: "-".join(word[0] for word in v) or "none")
def test_every_finding_reads_well(seed_tables, verdicts):
    for revised, articles in itertools.product(("", "supported", "refuted"), (1, 2)):
        tables = tables_with(seed_tables, verdicts, revised=revised, articles=articles)
        assert_reads_well(corpus_finding(tables).text)
        assert_reads_well(article_finding(tables["claims"], tables["checks"]).text)


@pytest.mark.parametrize("count", [0, 1, 2, 16])
@pytest.mark.parametrize("named", [True, False])
def test_every_finding_about_quotes_reads_well(seed_tables, count, named):
    quotes = seed_tables["quotes"].head(count)
    quotes = quotes if named else quotes.assign(speaker=None, speaker_id=None, speaker_kind="group")
    for articles in (1, 3):
        rows = seed_tables["articles"].iloc[[0] * articles]
        assert_reads_well(quotes_finding({"quotes": quotes, "articles": rows}).text)


ENDS = ("published_from", "published_to")
DAYS = [
    pytest.param({"published": "2024-06-27"}, "27 June 2024", id="given"),
    pytest.param(dict.fromkeys(ENDS, "2019-10-08"), "8 October 2019, by its text", id="day"),
    pytest.param({"published_from": "2024-06-17"}, "undated; by its text not before 17 June 2024", id="from"),
    pytest.param({"published_to": "2024-06-17"}, "undated; by its text not after 17 June 2024", id="to"),
    pytest.param({}, "undated", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("article", "words"), DAYS)
def test_a_day_is_told_as_it_is_known(article, words):
    assert published_words(article) == words


def test_what_holds_is_told_before_what_was_revised(seed_tables):
    told = article_finding(seed_tables["claims"], seed_tables["checks"]).text
    assert told.startswith("6 claims can be checked against official figures: all 6 hold.")
    assert re.search(r"23 of 32 members to \d\d \(the claim would no longer hold\)", told)
    assert "Germany’s 2.12 % of GDP to 2.00" in told


def test_refuted_claims_come_first_and_then_those_with_a_figure(seed_tables):
    tables = tables_with(seed_tables, ("supported", "not_enough_info", "refuted"))
    beside = side_by_side(tables["claims"], tables["checks"])
    assert beside["verdict"].tolist() == ["refuted", "not_enough_info", "supported"]
    assert set(beside["difference"]) == {"−0.02 points"} and set(beside["by"]) == {"NATO, 17 June 2024"}


def test_a_count_over_some_figures_is_no_official_figure(seed_tables):
    tables = tables_with(seed_tables, ("not_enough_info",))
    checks = tables["checks"].assign(figure_text="1 of the 1 held", nearest=None)
    beside = side_by_side(tables["claims"], checks)
    assert beside["official"].isna().all() and beside["order"].tolist() == [3]


def test_large_differences_are_told_in_millions():
    claim = {"value": 60e9, "low": 57e9, "high": 63e9, "unit": "USD"}
    assert difference_words(claim, 60_376e6) == "−376 million"


def test_samples_say_that_they_are_invented_and_others_do_not(seed_tables):
    from hashlib import sha256

    from analysis.paths import project_root

    sample = next((project_root() / "data" / "samples").glob("*.txt"))
    own = seed_tables["articles"].assign(source_sha256=sha256(sample.read_bytes()).hexdigest())
    assert "This article was written for this project" in frame_of(own)
    assert "1 of these 2 articles was" in frame_of(pd.concat([own, seed_tables["articles"]]))
    assert frame_of(seed_tables["articles"]) == ""


# the published page


@pytest.fixture(scope="module")
def published(seed_tables) -> str:
    view = display.ArticleView(seed_tables)
    return notebook_page(article_notebook(view), Page(title=view.title, published=True, other="x.working.html"))


MACHINE = (
    "sha256", "defence_expenditure.csv", "<details class=\"code\"", "XXXX", "TIMEX", "figure_in_interval",
    "share_of_gdp", "published_on", "run this cell", "corrections.csv", "Run this", "gazetteer", "0.85",
)  # fmt: skip


@pytest.mark.slow
def test_a_published_page_holds_nothing_for_its_maker_alone(published):
    body = published.partition("<main")[2]
    shown = re.sub(r"<svg.*?</svg>|href=\"[^\"]*\"|id=\"[^\"]*\"|data-chart=\"[^\"]*\"", "", body, flags=re.DOTALL)
    assert not [word for word in MACHINE if word in shown]
    assert '<a href="x.working.html">How this page was made' in published


def test_every_link_of_a_published_page_has_its_end(published):
    ids = set(re.findall(r' id="([^"]+)"', published))
    links = set(re.findall(r'href="#([^"]+)"', published))
    assert links and links <= ids | {"main"}


def test_a_published_page_has_one_finding_and_no_empty_section(published):
    assert published.count('class="an-finding"') == 1 and "an-empty" not in published
    body = published.partition("<main")[2]
    assert body.index("an-finding") < body.index("an-claims") < body.index("an-text")


def cell(kind: str, source: str, html: str = "", *tags: str) -> dict:
    data = {"output_type": "display_data", "data": {"text/html": html}}
    return {"cell_type": kind, "source": source, "outputs": [data] if html else [], "metadata": {"tags": list(tags)}}


EMPTY = '<p class="an-muted an-empty">No quote was found.</p>'


def test_a_section_with_nothing_in_it_goes_with_its_explanation():
    cells = [
        cell("markdown", "## Quotes\n\nWho says what."), cell("code", "a", EMPTY),
        cell("markdown", "## Names\n\nWho is named."), cell("code", "b", EMPTY),
        cell("markdown", "More of it."), cell("code", "c", "<p>Ann</p>"),
    ]  # fmt: skip
    kept, gone = page_cells(cells, published=False)
    assert gone == ["Quotes"]
    assert [c["sources"][0] for c in kept] == ["## Names", "More of it.", "c"]


def test_working_cells_and_code_are_not_published():
    cells = [
        cell("markdown", "## One\n\nText."),
        cell("code", "secret", "<p>x</p>"),
        cell("code", "b", "<p>y</p>", "working"),
    ]
    kept, _ = page_cells(cells, published=True)
    assert len(kept) == 2 and not kept[1]["sources"]


def test_the_feed_holds_what_was_refuted_or_revised_and_leads_there(seed_tables):
    tables = tables_with(seed_tables, ("refuted", "supported", "supported"))
    feed = claims_feed(tables, places_of(tables["articles"], "."), "claims.atom")
    root = ElementTree.fromstring(feed.encode())
    entries = root.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 1 and entries[0][0].text.startswith("refuted: “Germany")
    assert 'href="article-a0.html#k-c0000"' in feed
    assert feed == claims_feed(tables, places_of(tables["articles"], "."), "claims.atom")


def test_rows_lead_to_their_articles_page_and_place(seed_tables):
    claims = seed_tables["checks"].loc[:, ["verdict", "text", "article_id", "claim_id"]]
    shown = display.linked_table(claims, seed_tables, "pages", "Decided").to_html()
    (page,) = places_of(seed_tables["articles"], "pages").pages.values()
    assert f'<a href="{page}#t-c0001"' in shown and f'<a href="{page}#k-c0001">' in shown and "claim_id" not in shown
    assert "<a " not in display.linked_table(claims, seed_tables, "", "Decided").to_html()


def test_a_count_of_no_claims_is_a_sentence():
    assert_reads_well(fared([]))


def test_a_day_claimed_stands_beside_the_official_day(seed_tables):
    rows = side_by_side(seed_tables["claims"], seed_tables["checks"])
    day = rows.loc[rows["kind"].eq("date")].iloc[0]
    assert (day["claimed"], day["official"], day["difference"]) == ("1 October 2024", "2024-10-01", "none")
    assert "10 years" in rows["official"].tolist()


def test_many_claims_are_folded_and_none_is_lost(seed_tables):
    many = {
        name: pd.concat(
            [seed_tables[name].assign(claim_id=lambda f, n=n: f["claim_id"] + f"-{n}") for n in range(8)],
            ignore_index=True,
        )
        for name in ("claims", "checks")
    }
    shown = display.Claimed(many["claims"], many["checks"]).to_html()
    before, _, after = shown.partition("<details>")
    assert (before.count('<tr class="an-'), after.count('<tr class="an-')) == (30, len(many["checks"]) - 30)


def test_what_stands_in_one_article_is_not_across_articles(seed_tables):
    quotes = seed_tables["quotes"]
    twice = pd.concat([quotes, quotes.assign(article_id="b.txt").loc[quotes["speaker"].eq("NATO")]], ignore_index=True)
    assert display.speakers_across(quotes).empty
    assert display.speakers_across(twice)["speaker"].tolist() == ["NATO"]
    assert display.claim_overview(seed_tables["claims"], seed_tables["checks"], least=2).empty
