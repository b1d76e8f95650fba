"""Marked-up articles, tables, cards and evidence: properly nested, escaped, every link with its end."""

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import display, tables
from analysis.display.marked import Markup, initials, nest
from analysis.display.readings import interval
from analysis.errors import ArticleError, TableError

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg/onload=alert(1)>",
    "[here](javascript:alert(1))",
    "\"' onmouseover=alert(1) x='",
    "$\\href{javascript:alert(1)}{x}$ \\(x^2\\)",
    "</style><b>bold</b>",
    "# no heading\n| no | table |",
    "<!-- not closed",
    "&lt;script&gt;",
)
VOID = {"input", "img", "br", "meta"}


class Reader(HTMLParser):
    """Reads HTML as a browser would and keeps elements, links, text and what is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack, self.tags, self.links, self.ids, self.attributes = [], [], [], [], []
        self.wrong: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        self.attributes += list(found)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "a" and "a" in self.stack:
            self.wrong.append("a link in a link")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if not {"style", "script"} & set(self.stack):
            self.text += data


def assert_safe(page: str) -> Reader:
    found = Reader(page)
    assert not found.wrong and not found.stack
    assert not {"script", "img", "svg", "iframe", "object", "b"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not [link for link in found.links if not link.startswith(("#", "https://"))]
    return found


@st.composite
def marked_texts(draw):
    text = draw(st.text(alphabet="ab <>&\"'\n", min_size=1, max_size=40))
    marks = []
    for number in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        layer = draw(st.integers(0, 2))
        marks.append(Markup(start, end, layer, f'<i id="{number}">', "<i>", "i"))
    return text, marks


@given(marked_texts())
def test_any_overlap_is_nested_and_the_text_unchanged(case):
    text, marks = case
    found = Reader(nest(text, 0, len(text), marks))
    assert not found.wrong and not found.stack
    assert found.text == text.replace("\n", " ")
    assert sorted(found.ids) == [str(n) for n in range(len(marks))], "each mark is opened once with its anchor"


def test_the_asterisks_of_markdown_are_dimmed_and_stay(seed_tables):
    nothing = {name: frame.head(0) for name, frame in seed_tables.items()}
    marked = display.marked_up("**Oslo.** That 3 * 4 * 5 is *sixty*, they say.", nothing)
    assert '><span class="an-muted">**</span>Oslo.<span class="an-muted">**</span> That 3 * 4 * 5 is <' in marked
    assert "".join(Reader(marked).text) == "**Oslo.** That 3 * 4 * 5 is *sixty*, they say."


@given(st.lists(st.text(min_size=1, max_size=30), unique=True, max_size=12))
def test_short_forms_of_names_are_told_apart(names):
    found = initials(names)
    assert len(set(found.values())) == len(names)


@pytest.fixture(scope="module")
def view(seed_tables) -> display.ArticleView:
    return display.ArticleView(seed_tables)


def all_parts(view: display.ArticleView) -> str:
    shown = (view, view.cards, view.evidence)
    listed = (view.quote_table(), view.number_table(), view.date_table(), view.entity_table())
    return "".join(part.to_html() for part in (*shown, *listed))


@pytest.fixture(scope="module")
def page(view) -> str:
    return all_parts(view)


def test_the_seed_is_marked_up_safely_and_every_link_has_its_end(page):
    found = assert_safe(page)
    assert len(found.ids) == len(set(found.ids))
    dangling = {link for link in found.links if link.startswith("#") and link[1:] not in found.ids}
    assert not dangling


def test_every_quote_number_date_and_claim_has_its_anchor(page, view):
    ids = set(Reader(page).ids)
    for name, column in (
        ("quotes", "quote_id"),
        ("dates", "date_id"),
        ("claims", "claim_id"),
        ("numbers", "number_id"),
    ):
        wanted = {f"t-{value.rsplit('#')[-1]}" for value in view.tables[name][column]}
        assert wanted <= ids, name


def test_the_text_is_all_there(view):
    marked = display.marked_up(view.text, view.tables)
    shown = re.sub(r'<span class="an-tip".*?</span>|<a class="an-(?:who|v).*?</a>', "", marked)
    plain = html.unescape(re.sub(r"<[^>]+>", "", shown))
    assert "".join(plain.split()) == "".join(view.text.split())


def test_a_verdict_leads_to_the_cell_and_back(page, view):
    found = Reader(page)
    germany = view.claims.loc[view.claims["key"].eq("DEU"), "claim_id"].iloc[0].rsplit("#")[-1]
    cells = [i for i in found.ids if i.startswith("cell-nato-defence_expenditure")]
    assert len(cells) == 31 and f"#k-{germany}" in found.links
    assert "2.1235" in page or "2.12" in page


def test_colour_is_never_the_only_sign(page):
    for verdict, sign in (("supported", "✓"),):
        assert re.search(rf'class="an-v an-{verdict}"[^>]*>{sign}', page)
        assert re.search(rf'class="an-badge an-{verdict}">{sign} {verdict}', page)


def test_an_article_offers_its_tables_as_frames(view):
    assert isinstance(view.quotes, pd.DataFrame) and len(view.quotes) >= 15
    assert {"numbers", "claims"} <= set(view.tables) and len(view.claims)
    with pytest.raises(AttributeError, match="it has quotes"):
        _ = view.quote


def test_it_says_what_it_is_in_plain_text(view):
    assert repr(view).startswith("Stoltenberg: NATO does not expect")
    assert "✓ supported" in repr(view.cards)


def one_article(text: str) -> dict:
    """Tables of an article whose every column that can hold text holds it."""
    from dataclasses import asdict

    at = {"start": 0, "end": len(text), "rule": text, "confidence": 0.5}
    lead = {"article_id": "a", "text": text, "cue": text, "speaker_text": text, "bound_text": text}
    rows = {
        tables.ARTICLES: tables.Article(article_id="a", title=text, text=text, sha256="x", published_reason=text),
        tables.QUOTES: tables.Quote(kind="direct", speaker=text, resolution=text, **at),
        tables.MENTIONS: tables.Mention(label="ORG", kind="name", entity_id=text, name=text, **at),
        tables.ENTITIES: tables.Entity(entity_id=text, name=text, label="ORG", role=text),
        tables.NUMBERS: tables.Number(kind="cardinal", value=1.0, unit=text, concept=text, **at),
        tables.DATES: tables.TimeExpression(type="DATE", timex=text, **at),
        tables.CLAIMS: tables.Claim(kind="value", speaker_id=text, value_text=text, start=0, end=len(text), rule=text),
        tables.CHECKS: tables.Check(
            start=0, end=len(text), claim_id="a#c0001", verdict="refuted", reason=text, sentence=text, figure_text=text
        ),
    }
    own = {"number_ids": '["a#n0001"]', "forms": '["x"]', "quoted_spans": "[]"}
    return {
        table.name: table.frame([{**asdict(row), **lead, **own, table.id_column: f"a#{table.id_letter}0001"}])
        for table, row in rows.items()
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    view = display.ArticleView(one_article(text))
    assert_safe(all_parts(view))
    assert_safe(display.ShownTable(view.quotes, text).to_html())


def test_formulas_are_left_alone_by_the_notebook():
    shown = display.ArticleView(one_article("$x$ costs $y$"))._repr_html_()
    assert 'class="an tex2jax_ignore mathjax_ignore"' in shown


def test_a_table_counts_the_rows_it_leaves_out():
    shown = display.ShownTable(pd.DataFrame({"n": range(20)}), "Numbers", most=5).to_html()
    assert shown.count("<tr>") == 6 and "15 more rows" in shown


def test_an_empty_table_says_so():
    assert "Claims: none." in display.ShownTable(pd.DataFrame({"n": []}), "Claims").to_html()


def test_a_day_that_nothing_tells_is_said_to_be_unknown(seed_tables):
    undated = seed_tables["articles"].assign(published=None, published_from=None, published_to=None)
    view = display.ArticleView({**seed_tables, "articles": undated})
    assert "published on an unknown day" in repr(view) and "Published on an unknown day" in view.to_html()


def test_an_unknown_article_is_named_with_one_that_is_there(seed_tables):
    with pytest.raises(ArticleError, match="give one of seeds/"):
        display.ArticleView(seed_tables, "no-such.txt")


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(TableError, match="holds no tables"):
        display.read_article("a.txt", tables=str(tmp_path))


def test_the_review_list_holds_the_uncertain_and_the_speakerless(seed_tables):
    quotes = seed_tables["quotes"]
    everything = display.review_list(quotes, 1.01)
    assert len(everything) == len(quotes)
    assert everything["confidence"].is_monotonic_increasing
    nobody = display.review_list(quotes.assign(speaker=None), 0.0)
    assert len(nobody) == len(quotes)


def test_overviews_count_every_row_once(seed_tables):
    assert display.speaker_overview(seed_tables["quotes"])["quotes"].sum() == len(seed_tables["quotes"])
    assert display.number_overview(seed_tables["numbers"])["numbers"].sum() == len(seed_tables["numbers"])
    claims = display.claim_overview(seed_tables["claims"], seed_tables["checks"])
    assert claims["times"].sum() == len(seed_tables["claims"])
    counted = display.verdicts_by_article(seed_tables["articles"], seed_tables["checks"])
    assert counted["count"].sum() == len(seed_tables["checks"])


HINDSIGHT = [
    pytest.param("He left on 1 October 2024 (judged in hindsight): supported.", id="the-sentence-says-it"),
    pytest.param("He led it for ten years: supported.", id="the-card-says-it"),
]


@pytest.mark.parametrize("sentence", HINDSIGHT)
def test_hindsight_is_told_once(seed_tables, sentence):
    checks = seed_tables["checks"].head(1).assign(hindsight=True, sentence=sentence)
    assert display.Cards(seed_tables["claims"], checks).to_html().count("judged in hindsight") == 1


def test_headings_of_numbers_stand_over_them_and_one_row_is_one_row():
    shown = display.ShownTable(pd.DataFrame({"some_name": ["a"] * 3, "n": range(3)}), "Numbers", most=2).to_html()
    assert '<th scope="col" class="an-num">n</th>' in shown and "1 more row is in the tables." in shown


def test_claims_are_told_by_their_measures_titles(seed_tables):
    measures = display.claim_overview(seed_tables["claims"], seed_tables["checks"])["measure"]
    assert not measures.str.contains("_").any() and measures.str.contains("share of GDP").any()


def test_the_unnamed_get_no_badge_of_their_words(seed_tables):
    quotes = seed_tables["quotes"].head(2).assign(
        speaker=None, speaker_id=None, speaker_kind="group", speaker_text=["ministers", "they"]
    )  # fmt: skip
    view = display.ArticleView({**seed_tables, "quotes": quotes})
    page = view.to_html()
    assert re.findall(r'class="an-who"[^>]*>([^<]*)<', page) == ["?", "?"]
    assert "not named (“ministers”), " in page and "> not named</li>" in page
    assert display.speaker_overview(quotes)["speaker"].tolist() == ["(not named)"]


LATER = [
    pytest.param(True, "Since revised:", id="revised"),
    pytest.param(False, "Later editions:", id="place-unchanged"),
]


@pytest.mark.parametrize(("changed", "heading"), LATER)
def test_the_heading_of_later_editions_says_what_the_sentence_says(seed_tables, changed, heading):
    later = f'[{{"edition": "x", "figure_text": "4 %", "verdict": "supported", "changed": {str(changed).lower()}}}]'
    checks = seed_tables["checks"].head(1).assign(since_revised=later)
    shown = display.Cards(seed_tables["claims"], checks).to_html()
    assert f"<p>{heading}" in shown


INTERVALS = [
    pytest.param({"low": 2.0, "high": 2.2}, "2.0–2.2", id="both"),
    pytest.param({"low": 20.0, "high": None, "low_open": True}, "more than 20", id="open-low"),
    pytest.param({"low": None, "high": 5.0}, "at most 5", id="high"),
    pytest.param({"low": 23.0, "high": 23.0}, "23", id="point"),
    pytest.param({"low": float("nan"), "high": None}, "", id="none"),
]


@pytest.mark.parametrize(("row", "words"), INTERVALS)
def test_an_interval_is_written_as_in_the_sentences(row, words):
    assert interval(row) == words


def test_the_deciding_cell_stands_early_and_constant_columns_above(view):
    page = view.evidence.to_html()
    rows = re.findall(r"<tr id=.*?</tr>", page, re.DOTALL)
    places = [re.findall(r"<td[^>]*>(<mark>)?", row).index("<mark>") for row in rows]
    assert rows and max(places) <= 7
    assert "The same in all rows: " in page and 'data-name="decides"' in page
