"""Reports in a real browser."""

from pathlib import Path

import nbformat
import pytest

from analysis.display import ArticleView
from analysis.paths import project_root
from analysis.report import Entry, Page, index_page, notebook_page
from analysis.report.article import article_notebook
from browsing import BROWSER, serious_violations

_PATIENCE = 120_000  # milliseconds: a loaded machine is slow to start

NOTEBOOKS = ("01_article", "02_quotes", "03_numbers_and_claims", "04_defence_spending", "05_corpus", "06_indicator")
SIZES = [(390, "light"), (1280, "dark")]  # as opened; then each in the other theme as well
PAGES = (*NOTEBOOKS, "index", "published")
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 27)"}
pytestmark = BROWSER


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The committed notebooks as pages, and an index over them."""
    folder = tmp_path_factory.mktemp("pages")
    entries = []
    for name in NOTEBOOKS:
        notebook = nbformat.read(project_root() / "notebooks" / f"{name}.ipynb", as_version=4)
        page = notebook_page(notebook, Page(kicker="Notebook", home="index.html", credits=("Credit.",)))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        entries.append(Entry(title=name, link=f"{name}.html", group="Notebooks", verdicts={"supported": 1}))
    entries.append(Entry(title="empty.txt", link="", group="Failed", status="failed", message="holds no text"))
    (folder / "index.html").write_text(index_page(entries, Page(title="Reports")), encoding="utf-8")
    return folder


def opened(browser, path: Path, width: int, theme: str, **options):
    """A page with lists of what it said on the console and what it fetched from elsewhere."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    said: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else fetched.append(r.url))
    page.goto(path.as_uri())
    return page, said, fetched


@pytest.fixture(scope="module")
def published(pages, seed_tables) -> Path:
    """The published page of the seed."""
    view = ArticleView(seed_tables)
    around = Page(title=view.title, published=True, home="index.html", other="01_article.html", credits=("Credit.",))
    path = pages / "published.html"
    path.write_text(notebook_page(article_notebook(view), around), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_first_screen_says_what_is_claimed_whether_it_holds_and_where_to_see_it(browser, published, width, height):
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(published.as_uri())
    first = page.locator(".an-claims tbody tr").first
    for seen in (page.locator(".an-finding"), first.locator(".an-badge"), first.locator(".an-c-words a"),
                 first.locator(".an-c-official"), first.locator(".an-c-by a")):  # fmt: skip
        box = seen.bounding_box()
        assert box is not None and box["y"] + box["height"] <= height, seen
    first.locator(".an-c-by a").click()
    assert "23 of the 32" in page.locator(".an-card:target").inner_text()
    page.locator(".an-card:target blockquote a").click()
    assert page.evaluate("location.hash").startswith("#t-c")
    context.close()


def test_no_column_of_counts_is_cut_beside_the_contents(browser, tmp_path):
    notebook = nbformat.read(project_root() / "notebooks" / "05_corpus.ipynb", as_version=4)
    (tmp_path / "corpus.html").write_text(notebook_page(notebook, Page(published=True)), encoding="utf-8")
    page, *_ = opened(browser, tmp_path / "corpus.html", 1280, "light")
    cut = "table => table.scrollWidth > table.parentElement.clientWidth"
    assert page.evaluate("document.querySelectorAll('.an-compare').length") > 1
    assert page.evaluate(f"[...document.querySelectorAll('.an-compare')].filter({cut}).length") == 0
    page.context.close()


@pytest.mark.parametrize("name", ["02_quotes", "03_numbers_and_claims", "05_corpus"])
def test_no_table_is_cut_on_a_phone_and_no_number_broken(browser, pages, name):
    page, *_ = opened(browser, pages / f"{name}.html", 390, "light")
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert page.evaluate("document.querySelectorAll('.an-table').length") > 0
    cut = "frame => frame.querySelector('.an-table') && frame.scrollWidth > frame.clientWidth"
    assert page.evaluate(f"[...document.querySelectorAll('.an-scroll')].filter({cut}).length") == 0
    broken = "cell => cell.clientHeight > 1.9 * parseFloat(getComputedStyle(cell).lineHeight)"
    assert page.evaluate(f"[...document.querySelectorAll('.an-table td.an-num')].filter({broken}).length") == 0
    page.context.close()


@pytest.fixture(scope="module", params=[(n, *s) for n in PAGES for s in SIZES], ids=lambda p: "-".join(map(str, p)))
def seen(request, browser, pages, published):
    """A page, opened once at one size: with width, theme and background as opened, what it said, what it fetched."""
    name, width, theme = request.param
    page, *heard = opened(browser, pages / f"{name}.html", width, theme)
    yield page, width, theme, page.evaluate(BACKGROUND), *heard
    page.context.close()


def test_a_page_is_quiet_offline_and_fits(seen):
    page, width, theme, as_opened, said, fetched = seen
    found = {}
    for chosen in BACKGROUNDS:
        page.emulate_media(color_scheme=chosen)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found[chosen] = page.evaluate(BACKGROUND)
    assert found == BACKGROUNDS and as_opened == BACKGROUNDS[theme]
    assert not said and not fetched


def test_axe_finds_no_serious_violation(seen):
    page, _, theme, *_ = seen
    page.emulate_media(color_scheme=theme)
    assert serious_violations(page) == []


def test_every_link_inside_a_report_leads_somewhere(browser, pages):
    page, _, _ = opened(browser, pages / "01_article.html", 1280, "light")
    dangling = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(id))"
    )
    assert dangling == []
    page.context.close()


def test_from_the_number_to_the_verdict_to_the_cell_and_back(browser, pages):
    page, _, _ = opened(browser, pages / "01_article.html", 1280, "light")
    number = page.locator(".an-text a.an-n", has_text="2.1 percent").first
    number.focus()
    assert "2.12" in number.locator(".an-tip").inner_text()
    page.keyboard.press("Enter")
    card = page.locator(".an-card:target")
    assert "✓ supported" in card.inner_text()
    card.locator("a[href^='#cell-']").first.click()
    row = page.locator("tr:target")
    assert "DEU" in row.inner_text() and row.locator("mark").inner_text() == "2.11897709"
    row.locator("a[href^='#k-']").first.click()
    page.locator(".an-card:target a", has_text="in the text").click()
    assert page.evaluate("location.hash").startswith("#t-c")
    page.context.close()


def test_marks_can_be_switched_off_without_a_script(browser, pages):
    page, _, _ = opened(browser, pages / "01_article.html", 1280, "light", java_script_enabled=False)
    quote = page.locator(".an-text .an-who").first
    assert quote.is_visible()
    page.locator(".an-t-q").focus()
    page.keyboard.press("Space")
    assert not quote.is_visible()
    page.context.close()


def test_the_index_is_searched_by_keyboard(browser, pages):
    page, said, _ = opened(browser, pages / "index.html", 390, "light")
    page.locator("#search").focus()
    page.keyboard.type("supported 04")
    assert page.locator("[data-words]:visible").count() == 1
    assert page.locator("#found").inner_text() == f"1 of {len(NOTEBOOKS) + 1} shown" and not said
    page.context.close()


def test_wide_charts_on_wide_screens_narrow_ones_on_phones(browser, pages):
    for width, shown, hidden in ((1280, ".an-wide", ".an-narrow"), (390, ".an-narrow", ".an-wide")):
        page, _, _ = opened(browser, pages / "04_defence_spending.html", width, "light")
        assert page.locator(f".an-chart {shown}").first.is_visible()
        assert not page.locator(f".an-chart {hidden}").first.is_visible()
        page.context.close()
