"""Reports: self-contained, closed to scripts, failures never look like results, the same bytes every time."""

import html
import re

import nbformat
import pytest

from analysis.report import Entry, Page, content_security_policy, failure_page, index_page, notebook_page
from analysis.report.page import render_page

PAGE = Page(kicker="Notebook", home="index.html", credits=("Figures: somebody.",), facts=(("Notebook", "x"),))


def notebook(*outputs, prose: str = "## Part\n\nText."):
    cells = [
        nbformat.v4.new_markdown_cell("# What is it?\n\nAn introduction.", id="a"),
        nbformat.v4.new_code_cell("import os", id="b"),
        nbformat.v4.new_markdown_cell(prose, id="c"),
        nbformat.v4.new_code_cell("1 < 2", id="d", outputs=list(outputs)),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def shows(data: dict):
    return nbformat.v4.new_output("display_data", data=data)


def test_a_page_is_self_contained():
    page = notebook_page(notebook(shows({"text/html": "<p>hello</p>"})), PAGE)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", re.sub(r"<a [^>]*>", "", page)), "a link loads nothing"
    assert "@import" not in page and "url(" not in page
    assert "<script" not in page
    policy = html.unescape(page)
    assert "default-src 'none'" in policy and "base-uri 'none'" in policy


def test_headings_landmarks_and_language_are_there():
    page = notebook_page(notebook(), PAGE)
    for part in ('<html lang="en">', "<header>", '<main id="main">', "<footer>", 'class="skip" href="#main"', "<nav"):
        assert part in page
    assert page.count("<h1>") == 1 and "<h1>What is it?</h1>" in page
    assert '<h2 id="part">' in page and 'href="#part"' in page


def test_a_title_of_its_own_puts_the_question_below():
    page = notebook_page(notebook(), Page(title="An article"))
    assert "<h1>An article</h1>" in page and '<p class="question">What is it?</p>' in page


def test_a_title_that_begins_with_the_question_does_not_repeat_it():
    page = notebook_page(notebook(), Page(title="What is it? Year 2023"))
    assert "<h1>What is it? Year 2023</h1>" in page and 'class="question"' not in page


def test_code_is_hidden_and_reachable():
    page = notebook_page(notebook(), PAGE)
    assert page.count('<details class="code">') == 2
    assert "1 &lt; 2" in page


def test_the_same_notebook_gives_the_same_bytes():
    assert notebook_page(notebook(), PAGE) == notebook_page(notebook(), PAGE)


HOSTILE = [
    pytest.param(Page(title="<script>alert(1)</script>"), id="title"),
    pytest.param(Page(kicker="<img src=x onerror=alert(1)>"), id="kicker"),
    pytest.param(Page(credits=("</footer><script>alert(1)</script>",)), id="credits"),
    pytest.param(Page(facts=(("<b>", "<svg onload=alert(1)>"),)), id="facts"),
]


@pytest.mark.parametrize("page", HOSTILE)
def test_what_stands_around_a_report_is_escaped(page):
    shown = notebook_page(notebook(), page)
    assert not re.search(r"<script|<img|<svg|<b>", shown)


MARKDOWN = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<img onerror=alert(1) src=x>",
]


@pytest.mark.parametrize("prose", MARKDOWN)
def test_prose_cannot_carry_code(prose):
    page = notebook_page(notebook(prose=prose), PAGE)
    assert "<script" not in page and "javascript:" not in re.sub(
        r"&[a-z]+;|<code>.*?</code>", "", page.split("<main")[1].split("[x]")[0]
    )
    assert not re.search(r"<(?:img|a)[^>]+(?:onerror|javascript:)", page)


OUTPUTS = [
    pytest.param({"text/plain": "<script>alert(1)</script>"}, id="plain"),
    pytest.param({"text/markdown": "[x](javascript:alert(1))", "text/plain": "x"}, id="markdown"),
    pytest.param({"text/latex": "\\href{javascript:alert(1)}{x}", "text/plain": "x"}, id="latex"),
    pytest.param({"application/javascript": "alert(1)", "text/plain": "x"}, id="javascript"),
]


@pytest.mark.parametrize("data", OUTPUTS)
def test_outputs_that_could_run_are_shown_as_text(data):
    page = notebook_page(notebook(shows(data)), PAGE)
    assert (
        "<script" not in page
        and "javascript:" not in page
        and "alert(1)" not in page.replace("&lt;script&gt;alert(1)", "")
    )


def test_printed_text_loses_its_colours_and_keeps_its_words():
    stream = nbformat.v4.new_output("stream", name="stdout", text="\x1b[31mred <b>\x1b[0m")
    assert '<pre class="output">red &lt;b&gt;</pre>' in notebook_page(notebook(stream), PAGE)


def failed():
    return notebook(nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=["line"]))


def test_a_failed_notebook_is_refused_as_a_report():
    with pytest.raises(ValueError, match="no report"):
        notebook_page(failed(), PAGE)


def test_a_failure_page_says_so_first():
    page = failure_page(Page(title="An article"), "cell 3 failed with KeyError: <x>", failed())
    assert "<h1>Failed: An article</h1>" in page and 'data-status="failed"' in page
    assert "This report failed." in page and "&lt;x&gt;" in page
    assert page.index("This report failed.") < page.index("What ran before the failure")


def test_the_policy_lets_only_the_pages_own_script_run():
    script = "alert(1)"
    policy = content_security_policy(script)
    assert "script-src 'sha256-" in policy and "unsafe-inline'; img" in policy and "script-src 'unsafe" not in policy
    page = render_page(Page(title="x"), title="x", body="<p>y</p>", script=script)
    assert page.count("<script>") == 1 and policy.split("'sha256-")[1].split("'")[0].replace(
        "+", "&#43;"
    ) in page.replace("+", "&#43;")


ENTRIES = [
    Entry(
        title="One",
        link="one.html",
        group="Articles",
        facts={"quotes": 1, "claims": 2},
        verdicts={"supported": 2, "refuted": 0},
    ),
    Entry(title="Two <b>", link="two.html", group="Articles", status="failed", message="cell 2 failed"),
    Entry(title="empty.txt", link="", group="Failed", status="failed", message="empty.txt: holds no text"),
]


def test_the_index_tells_what_failed_first_and_why():
    page = index_page(ENTRIES, Page(title="Reports"))
    assert "1 report, 2 failed." in page
    assert page.index("empty.txt: holds no text") < page.index(">One<")
    assert (
        "1 quote<" in page and "✓ 2 supported" in page and "refuted" not in page.split("<main")[1].split("<script")[0]
    )
    assert "Two &lt;b&gt;" in page and "<b>" not in page


def test_the_index_leads_to_the_other_forms_of_a_report():
    entry = Entry(title='One "&"', link="one.html", group="Articles", forms={"PDF": "one.pdf", "Markdown": "one.md"})
    page = index_page([entry, ENTRIES[0]], Page(title="Reports"))
    assert '<a href="one.pdf" aria-label="PDF of One &quot;&amp;&quot;">PDF</a>' in page
    assert page.count('href="one.md"') == 1 and page.count(".pdf") == 1


def test_the_search_is_hidden_until_it_works():
    page = index_page(ENTRIES, Page(title="Reports"))
    assert (
        'id="searchbox" class="filters" hidden' in page
        and 'role="status"' in page
        and 'id="search" type="search"' in page
    )
