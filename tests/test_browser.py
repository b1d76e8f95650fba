"""Reports and JupyterLab in a real browser. Skipped, and said so, where there is no chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from analysis.paths import project_root
from analysis.report import Entry, Page, index_page, notebook_page

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
NOTEBOOKS = ("01_article", "02_quotes", "03_numbers_and_claims", "04_defence_spending", "05_corpus")
SIZES = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser at {CHROMIUM}; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The committed notebooks as pages, and an index over them."""
    folder = tmp_path_factory.mktemp("pages")
    entries = []
    for name in NOTEBOOKS:
        notebook = nbformat.read(project_root() / "notebooks" / f"{name}.ipynb", as_version=4)
        page = notebook_page(notebook, Page(kicker="Notebook", home="index.html", credits=("Credit.",)))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        entries.append(Entry(name, f"{name}.html", "Notebooks", verdicts={"supported": 1}))
    entries.append(Entry("empty.txt", "", "Failed", "failed", message="holds no text"))
    (folder / "index.html").write_text(index_page(entries, Page(title="Reports")), encoding="utf-8")
    return folder


def opened(browser, path: Path, width: int, theme: str, **options):
    """A page with lists of what it said on the console and what it fetched from elsewhere."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
    page = context.new_page()
    said: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else fetched.append(r.url))
    page.goto(path.as_uri())
    return page, said, fetched


@pytest.mark.parametrize(("width", "theme"), SIZES)
@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_a_page_is_quiet_offline_and_fits(browser, pages, name, width, theme):
    page, said, fetched = opened(browser, pages / f"{name}.html", width, theme)
    assert not said and not fetched
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if theme == "light" else "rgb(21, 24, 27)")
    page.context.close()


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
    assert page.locator("#found").inner_text() == "1 of 6 shown" and not said
    page.context.close()


def test_wide_charts_on_wide_screens_narrow_ones_on_phones(browser, pages):
    for width, shown, hidden in ((1280, ".an-wide", ".an-narrow"), (390, ".an-narrow", ".an-wide")):
        page, _, _ = opened(browser, pages / "04_defence_spending.html", width, "light")
        assert page.locator(f".an-chart {shown}").first.is_visible()
        assert not page.locator(f".an-chart {hidden}").first.is_visible()
        page.context.close()


def axe() -> Path | None:
    """Where axe-core lies: named by AXE_CORE, or installed beside the project by npm."""
    named = os.environ.get("AXE_CORE")
    found = Path(named) if named else project_root() / "node_modules" / "axe-core" / "axe.min.js"
    return found if found.is_file() else None


@pytest.mark.skipif(axe() is None, reason="no axe-core; npm install --no-save axe-core")
@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_axe_finds_no_serious_violation(browser, pages, name, width, theme):
    page, _, _ = opened(browser, pages / f"{name}.html", width, theme, bypass_csp=True)
    page.evaluate(axe().read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
    page.context.close()


# -- JupyterLab ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path):
    """A JupyterLab with folders of its own over a copy of 01_article."""
    (tmp_path / "work").mkdir()
    shutil.copy(project_root() / "notebooks" / "01_article.ipynb", tmp_path / "work")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(tmp_path / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    settings = {"@jupyterlab/apputils-extension:announcements": True}
    folder = tmp_path / "jupyter_config_dir" / "labconfig"
    folder.mkdir(parents=True)
    (folder / "page_config.json").write_text(json.dumps({"disabledExtensions": settings}), encoding="utf-8")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
         f"--ServerApp.port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path / 'work'}",
         "--LabApp.expose_app_in_browser=True"],
        env={**os.environ, **own, "ANALYSIS_ROOT": str(project_root())}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address, tmp_path / "work" / "01_article.ipynb"
    finally:
        server.terminate()
        server.wait(timeout=20)


RUN_ALL = """async () => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute('docmanager:open', {path: '01_article.ipynb', kernel: {name: 'python3'}});
  await panel.revealed; await panel.context.ready; await panel.sessionContext.ready;
  while (!panel.sessionContext.session || panel.sessionContext.session.kernel.status !== 'idle') {
    await new Promise(done => setTimeout(done, 200));
  }
  await app.commands.execute('notebook:run-all-cells');
  await panel.context.save();
  return panel.content.widgets.length;
}"""


@pytest.mark.slow
def test_jupyterlab_runs_the_first_notebook(browser, lab):
    address, path = lab
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{address}/lab")
    page.wait_for_function("window.jupyterapp && window.jupyterapp.restored")
    page.evaluate("window.jupyterapp.restored.then(() => true)")
    assert page.evaluate(RUN_ALL) == len(notebook.cells)
    saved = nbformat.read(path, as_version=4)
    kinds = [output.output_type for cell in saved.cells for output in cell.get("outputs", [])]
    assert "error" not in kinds and len(kinds) >= 10
    assert any(
        "an-text" in "".join(o.get("data", {}).get("text/html", "")) for c in saved.cells for o in c.get("outputs", [])
    )
    page.context.close()
