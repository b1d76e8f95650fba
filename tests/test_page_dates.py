"""Publication days and authors of pages: declared, linked, in addresses, shown by the headline; or none."""

from datetime import date

import pytest

from analysis.articles.html import read_html
from analysis.articles.page_dates import day_in_address, day_of
from analysis.articles.reading import read_article

BODY = (
    "<p>The town of Eastmere shut its pool on Monday after a pipe had burst under the main hall, the council said.</p>"
    "<p>Repairs will take until June and cost more than the council has, so a second vote is due in May.</p>"
)
HEADLINE = "<h1>Eastmere shuts its pool</h1>"
PAGE = (
    "<html><head><title>Eastmere shuts its pool</title>{head}</head>"
    "<body><article>{top}{body}</article>{end}</body></html>"
)


def page(head: str = "", top: str = HEADLINE, end: str = "") -> str:
    return PAGE.format(head=head, top=top, body=BODY, end=end)


def linked(data: str) -> str:
    return page(f'<script type="application/ld+json">{data}</script>')


OTHER_STORY = '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2019-01-01"}]}'
DATED = [
    pytest.param(
        page('<meta property="article:published_time" content="2020-11-23T23:30:00-05:00">'),
        "article:published_time",
        id="own-zone",
    ),
    pytest.param(
        page(
            '<meta property="article:published_time" content="2020-11-24T02:54:29.000Z"><script>{"from":'
            '"Mon, 23 Nov 2020 23:00:00 -0500","to":"Tue, 24 Nov 2020 06:00:00 -0500"}</script>'
        ),
        "article:published_time",
        id="zone-of-the-page",
    ),
    pytest.param(page('<meta name="pubdate" content="20201123">'), "pubdate", id="basic-form"),
    pytest.param(
        page('<meta name="date" content="soon"><meta itemprop="datePublished" content="2020-11-23T16:55:44Z">'),
        "datepublished",
        id="unread-form-hides-none",
    ),
    pytest.param(
        page('<meta property="og:title" itemprop="datePublished" content="2020-11-23T09:00:00Z">'),
        "datepublished",
        id="itemprop-beside-property",
    ),
    pytest.param(
        linked(
            f'[{OTHER_STORY},{{"@type":"NewsArticle","headline":"Eastmere shuts its pool",'
            '"datePublished":"Mon, Nov 23 2020 10:01:41 EST"}]'
        ),
        "JSON-LD",
        id="this-story-of-two",
    ),
    pytest.param(
        linked('{"@type":"NewsArticle","datePublished":"20201123T11:02:35Z", broken'),
        "JSON-LD",
        id="broken-json",
    ),
    pytest.param(
        page('<link rel="canonical" href="https://post.example/2020/11/23/pool.html">'), "address", id="address"
    ),
    pytest.param(
        page(top=f"{HEADLINE}<p>Posted by Ada Marsh on 23 November 2020 at 11:02am</p>"), "byline", id="byline"
    ),
    pytest.param(page(top=f"{HEADLINE}<p>Nov. 23, 2020</p>"), "byline", id="lone-date"),
    pytest.param(
        page(top=f"<div class='clock-date'>8 December 2020</div>{HEADLINE}<span class='date'>23 Nov 2020</span>"),
        "byline",
        id="clock-above",
    ),
    pytest.param(
        page(top=f"{HEADLINE}<p>Updated 25 November 2020</p><p>Published 23 November 2020</p>"),
        "byline",
        id="updated-later",
    ),
    pytest.param(
        page('<meta property="og:image" content="https://post.example/img/2020/11/23/pool.jpg">'),
        "picture",
        id="picture",
    ),
]


@pytest.mark.parametrize(("source", "reason"), DATED)
def test_day_of_a_page_with_its_reason(source, reason):
    found = read_html(source, "a.html").published
    assert found is not None and found.day == date(2020, 11, 23)
    assert reason in found.reason


def test_day_shown_for_an_instant_is_the_publishers():
    source = page(top=f'{HEADLINE}<time datetime="2020-10-01T23:05:00Z">02/10/2020</time>')
    assert read_html(source, "a.html").published.day == date(2020, 10, 2)


UNDATED = [
    pytest.param(page(), id="nothing"),
    pytest.param(page(top=f"{HEADLINE}<p>03/04/2020</p>"), id="two-ways"),
    pytest.param(page(end="<footer><p>Copyright 2020. Last build 23 November 2020</p></footer>"), id="footer"),
    pytest.param(
        page(end="<aside><h3>Other news</h3><span class='date'>23 November 2020</span></aside>"), id="other-story"
    ),
    pytest.param(
        page(top=f"{HEADLINE}<p>The pool opened on 23 November 2020 with a swim of the whole council.</p>"),
        id="in-the-story",
    ),
    pytest.param(page(f'<script type="application/x">{OTHER_STORY}</script>'), id="no-linked-data"),
]


@pytest.mark.parametrize("source", UNDATED)
def test_a_page_that_tells_no_day_has_none(source):
    assert read_html(source, "a.html").published is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-11-23 09:00", date(2020, 11, 23)),
        ("23rd of November 2020", date(2020, 11, 23)),
        ("23.11.2020", date(2020, 11, 23)),
        ("11/11/2020", date(2020, 11, 11)),
        ("November 2020", None),
        ("99/99/2020", None),
        ("", None),
        (None, None),
    ],
)
def test_written_days(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://post.example/news/2020/nov/23/pool", date(2020, 11, 23)),
        ("https://post.example/pool-20201123", date(2020, 11, 23)),
        ("https://post.example/pool-2020-11", None),
        ("https://post.example/story/20201399", None),
        ("https://post.example/202011231122334455-pool", None),
        (None, None),
    ],
)
def test_days_in_addresses(address, day):
    assert day_in_address(address) == day


def test_name_of_a_file_dates_it_when_nothing_else_does(tmp_path):
    path = tmp_path / "2020-11-23_pool.txt"
    path.write_text(
        "Eastmere shuts its pool\n\nThe town shut its pool on Monday, the council said.\n", encoding="utf-8"
    )
    article = read_article(path)
    assert (article.published, article.published_reason) == (date(2020, 11, 23), "read in the name of its file")


AUTHORS = [
    pytest.param(page('<meta name="author" content="Ada Marsh">'), "Ada Marsh", id="meta"),
    pytest.param(
        linked(
            '{"@context":"https://schema.org","@type":"NewsArticle","author":[{"@type":"Person","name":"Ada Marsh"},'
            '{"@type":"Person","name":"Per Dahl"}]}'
        ),
        "Ada Marsh; Per Dahl",
        id="json-ld",
    ),
    pytest.param(page(top=f"{HEADLINE}<span class='byline'>By Ada Marsh</span>"), "Ada Marsh", id="byline"),
    pytest.param(page(), None, id="none"),
]


@pytest.mark.parametrize(("source", "author"), AUTHORS)
def test_author_of_a_page(source, author):
    assert read_html(source, "a.html").author == author


def test_author_of_a_text_is_in_its_byline(tmp_path):
    path = tmp_path / "pool.txt"
    path.write_text(
        f"Eastmere shuts its pool\n\nBy Ada Marsh and Per Dahl\n\n{'The council said so. ' * 5}", encoding="utf-8"
    )
    assert read_article(path).author == "Ada Marsh; Per Dahl"
