"""What of a page is the story: marks made characters, lines set apart, lists told."""

import json

import pytest

from analysis.articles.html import read_html
from analysis.articles.page_parts import cleaned, kind_of_line
from analysis.articles.reading import read_article
from analysis.corpus import build_tables
from analysis.display.view import set_apart
from analysis.tables import Article

STORY = (
    "<h1>Eastmere shuts its pool</h1>"
    "<p>The town of Eastmere shut its pool on Monday after a pipe had burst under the main hall, the council said.</p>"
    "<p>Repairs will take until June and cost more than the council has, so a second vote is due in May.</p>"
)
MORE = "<p>The pool was built when the town was rich and the river still ran through the middle of the market.</p>"


def read(inside: str):
    return read_html(f"<html><body><article>{STORY}{inside}{MORE}</article></body></html>", "a.html")


POST = (
    '<blockquote class="twitter-tweet"><p>Proud of our town. We will build 12 roads!</p>'
    "&mdash; Dana Fox (@danafox) <a href='https://x.example/1'>March 12, 2024</a></blockquote>"
)
WRITTEN = [
    pytest.param(
        "<table><tr><th>Town<th>2014<th>2024</tr><tr><td>Eastmere<td>1.88<td><p>4.12</p><p>(est)</p></tr></table>",
        ["Town | 2014 | 2024", "Eastmere | 1.88 | 4.12 (est)"],
        id="cells-apart",
    ),
    pytest.param(
        "<p>Some 1,500<sup>3</sup> people, 2 percent<sup>12</sup>, gave £25<sup>[4]</sup> by 2021.<sup>2</sup></p>",
        ["Some 1,500 people, 2 percent, gave £25 by 2021."],
        id="footnote-marks",
    ),
    pytest.param(
        "<p>It has 30 km<sup>2</sup> and 10<sup>6</sup> fish on the 1<sup>st</sup> of May.<a href='#n'>[7]</a></p>",
        ["It has 30 km² and 10⁶ fish on the 1st of May."],
        id="powers-stay",
    ),
    pytest.param(
        POST,
        ["“Proud of our town. We will build 12 roads!” — Dana Fox (@danafox) March 12, 2024"],
        id="post-then-author",
    ),
    pytest.param(
        "<p>The mayor, Dana Fox, said <q>we have waited for ten years</q> at a meeting.</p>",
        ["The mayor, Dana Fox, said “we have waited for ten years” at a meeting."],
        id="inline-quotation",
    ),
    pytest.param(
        "<p>The mayor said:<blockquote><p>We have waited.</p></blockquote>",
        ["The mayor said:", "“We have waited.”"],
        id="block-quotation-in-its-place",
    ),
    pytest.param(
        "<p>The mayor wrote:</p><!-- embed --><blockquote><p>The pool is old.</p><p>It <b>leaks</b>.</p></blockquote>",
        ["The mayor wrote:", "“The pool is old.", "“It leaks.”"],
        id="block-quotation-of-two-paragraphs",
    ),
    pytest.param(
        "<p>The pool is shut.</p><blockquote><p>It leaks.</p></blockquote>",
        ["The pool is shut.", "It leaks."],
        id="block-without-reporting-words",
    ),
]


@pytest.mark.parametrize(("inside", "lines"), WRITTEN)
def test_marks_of_a_page_become_characters(inside, lines):
    page = read(inside)
    blocks = [page.text[start:end] for start, end, _ in page.blocks]
    assert blocks[3:-1] == lines


APART = [
    pytest.param("<p>Read more: Town opens second pool</p>", ["boilerplate"], id="read-more"),
    pytest.param("<p>941 comments</p>", ["boilerplate"], id="count-of-comments"),
    pytest.param("<p>Sign up for our morning newsletter</p>", ["newsletter"], id="newsletter"),
    pytest.param("<p>You have 2 free articles left. Subscribe for $4 every 4 weeks.</p>", ["paywall"], id="paywall"),
    pytest.param(
        "<p>Correction: An earlier version of this article said the pool was 20 metres long. It is 30.</p>",
        ["correction"],
        id="correction",
    ),
    pytest.param(
        "<p>This article was amended on 6 May 2024 to correct the number of pools, which is two and not five.</p>",
        ["correction"],
        id="amended",
    ),
    pytest.param("<p>Dana Fox is a reporter. Follow her on Twitter @danafox12.</p>", ["boilerplate"], id="reporter"),
    pytest.param("<p><s>The council said 500 had swum.</s> The council said 50 had swum.</p>", ["struck"], id="struck"),
    pytest.param(
        "<div class='photo-gallery'>"
        + "".join(f"<p><img src='{i}.jpg'>Picture {i} shows one of 40 halls that the county built.</p>" for i in "123")
        + "</div>",
        ["gallery"] * 3,
        id="gallery",
    ),
]


@pytest.mark.parametrize(("inside", "kinds"), APART)
def test_what_is_no_part_of_the_story_is_set_apart(inside, kinds):
    page = read(inside)
    assert [kind for kind, _ in page.notes] == kinds
    assert not any(text in page.text for _, text in page.notes)
    assert "built when the town was rich" in page.text


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the mayor told the children.",
        "Comments are due by 4 May.",
        "Subscribe to the theory or not, 12 of 15 members did.",
        "“Sign up for the swim,” said Dana Fox",
        "More from the council is expected on Friday.",
        "An earlier version of this bill failed in 2014.",
        "Watch sales rose by 5 percent.",
    ],
)
def test_sentences_of_a_story_are_no_boilerplate(line):
    assert kind_of_line(line) is None


@pytest.mark.parametrize("around", ["{}", "<div class='card'>{}<a href='/x'>Read more</a></div>"])
def test_a_list_of_stories_is_told(around):
    teasers = "".join(
        around.format(
            f"<h2><a href='/{i}'>Town {i} opens a pool</a></h2><p>The town of {i} opened a pool on Monday.</p>"
        )
        for i in range(1, 6)
    )
    page = read_html(f"<html><body><main><h1>Region</h1>{teasers}</main></body></html>", "a.html")
    assert [kind for kind, _ in page.notes] == ["list_page"]
    assert "list of stories" in set_apart(json.dumps(page.notes))


def test_a_page_of_links_is_told():
    items = "".join(f"<li><a href='/{i}'>Town {i} opens a pool after years of trouble</a></li>" for i in range(1, 9))
    page = read_html(f"<html><body><main><h1>Region</h1><ul>{items}</ul></main></body></html>", "a.html")
    assert [kind for kind, _ in page.notes] == ["list_page"]


def test_links_below_a_story_make_no_list():
    items = "".join(f"<li><a href='/{i}'>Town {i} opens a pool</a></li>" for i in range(1, 4))
    page = read_html(f"<html><body><article>{STORY}{MORE}<ul>{items}</ul></article></body></html>", "a.html")
    assert "list_page" not in [kind for kind, _ in page.notes]


def test_notes_stand_in_the_table_and_are_shown_safely(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><body><article>{STORY}<p>Read more: &lt;b&gt;pools</p>{MORE}</article></body></html>", encoding="utf-8"
    )
    notes = read_article(path).notes
    assert json.loads(notes) == [["boilerplate", "Read more: <b>pools"]]
    assert "&lt;b&gt;pools" in set_apart(notes) and set_apart(None) == ""


@pytest.mark.parametrize(
    ("given", "site", "author"),
    [
        ("Ada Marsh; Staff Writer", None, "Ada Marsh"),
        ("ADA MARSH; Kelby Sports Writer", None, "ADA MARSH"),
        ("Ada Marsh Kelby Post", "Kelby Post", "Ada Marsh"),
        ("Ada Marsh; KELBY POST", "Kelby Post", "Ada Marsh"),
        ("Kelby; Post", "Kelby & Post", "Kelby & Post"),
        ("Kelby Post", "Kelby Post", "Kelby Post"),
    ],
)
def test_an_author_is_a_person_or_the_site_alone(given, site, author):
    assert cleaned(given, site) == author


def test_a_correction_in_plain_text_is_told_and_its_figures_are_not_the_storys():
    text = (
        "By Dana Fox, 4 May 2024\n\nFares will rise by 12 percent, said Ida Berg[^1].\n\n"
        "Correction: An earlier version of this article said 21 percent. “They will not,” said Tom Park."
    )
    tables = build_tables([Article.of("a", text)])
    assert tables["numbers"]["text"].tolist() == ["12 percent"]
    assert tables["quotes"]["speaker"].tolist() == ["Ida Berg"]
    row = tables["articles"].iloc[0]
    assert json.loads(row["notes"]) == [["correction", text[text.index("Correction") :]]]
    assert row["published_reason"] == "the dateline says 2024-05-04"
