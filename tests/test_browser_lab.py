"""JupyterLab in a real browser: the notebooks run; the landing notebook and the editor work by keyboard alone."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

import warm_kernels
from analysis.corrections import read_corrections
from analysis.paths import project_root
from browsing import BROWSER, serious_violations
from conftest import SEED_ID

pytestmark = [BROWSER, pytest.mark.slow]
HOSTILE = """import pandas as pd
from analysis import display

texts = ["<script>window.broken = 1</script>", "<img src=x onerror='window.broken = 1'>"] * 9
display.LongTable(pd.DataFrame({"text": texts, texts[0]: range(18)}), texts[1])"""
EDITOR = ".jp-OutputArea-output:has(.widget-select)"
EXPLORER = ".jp-OutputArea:has(.widget-dropdown)"
START = "import analysis.quickstart; from jupyterlab.labapp import main; main()"
SETTINGS = {
    "labconfig/page_config.json": {
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True},
        "buildCheck": False,  # asks Node several times whether the lab must be built again
    },
    "lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab with folders and settings of its own over copies of notebooks without their outputs."""
    place = tmp_path_factory.mktemp("lab")
    own = {f"JUPYTER_{name}_DIR": str(place / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own["JUPYTER_PATH"] = own["JUPYTER_DATA_DIR"]  # the kernels there come before those of the environment
    for name, settings in SETTINGS.items():
        (place / "config" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "config" / name).write_text(json.dumps(settings), encoding="utf-8")
    work = place / "work"
    work.mkdir()
    for name in ("00_start", "01_article"):
        shutil.copy(project_root() / "notebooks" / f"{name}.ipynb", work)
        without_outputs(work / f"{name}.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", START, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
         f"--ServerApp.port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={work}",
         "--LabApp.expose_app_in_browser=True"],
        env={**os.environ, **own, "ANALYSIS_ROOT": str(project_root())}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/api")
        with warm_kernels.kernelspec(place / "data"):
            yield f"http://127.0.0.1:{port}", work
    finally:
        server.terminate()
        server.wait(timeout=20)


def without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def wait_for(address: str) -> None:
    for _ in range(600):  # half seconds: a loaded machine is slow to start it
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"nothing answers at {address}")


RUN_ALL = """async (path) => {
  const app = window.jupyterapp;
  const panel = await app.commands.execute('docmanager:open', {path, kernel: {name: 'python3'}});
  await panel.revealed; await panel.context.ready; await panel.sessionContext.ready;
  while (!panel.sessionContext.session || panel.sessionContext.session.kernel.status !== 'idle') {
    await new Promise(done => setTimeout(done, 200));
  }
  await app.commands.execute('notebook:run-all-cells');
  await panel.context.save();
  return panel.content.widgets.length;
}"""


@pytest.fixture(scope="module")
def visits(browser):
    """One visitor for all notebooks: JupyterLab's scripts are fetched and compiled once."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, bypass_csp=True)
    yield context
    context.close()


def ran(visits, lab, name: str):
    """Open a notebook in JupyterLab and run it: its page, what it fetched from elsewhere, its cells as saved."""
    address, work = lab
    page = visits.new_page()
    page.set_default_timeout(180_000)
    elsewhere: list[str] = []
    here = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(here) else elsewhere.append(request.url))
    page.goto(f"{address}/lab/workspaces/{name}")
    page.wait_for_function("window.jupyterapp && window.jupyterapp.restored")
    page.evaluate("window.jupyterapp.restored.then(() => true)")
    page.on("console", lambda message: print("console:", message.text[:300]) if message.type == "error" else None)
    count = page.evaluate(RUN_ALL, f"{name}.ipynb")
    cells = nbformat.read(work / f"{name}.ipynb", as_version=4).cells
    assert count == len(cells)
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert "error" not in [output.output_type for output in outputs]
    page.set_default_timeout(60_000)
    return page, elsewhere, outputs


def test_jupyterlab_runs_the_first_notebook(visits, lab):
    page, elsewhere, outputs = ran(visits, lab, "01_article")
    assert len(outputs) >= 10 and not elsewhere
    assert any("an-text" in "".join(output.get("data", {}).get("text/html", "")) for output in outputs)
    page.close()


@pytest.fixture(scope="module")
def start(visits, lab):
    """The landing notebook, run."""
    page, elsewhere, outputs = ran(visits, lab, "00_start")
    page.locator(f"{EXPLORER} table.dataTable").first.wait_for()
    yield page, elsewhere, outputs
    page.close()


FOCUSED = "document.activeElement.closest('.jupyter-widgets')?.innerText.split('\\n')[0].trim() || ''"


def tab_to(page, word: str, most: int = 25) -> None:
    """Go on with Tab until the widget with this label or caption has the focus."""
    for _ in range(most):
        if page.evaluate(FOCUSED).startswith(word):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {word!r}")


def left(page) -> tuple[int, int]:
    """How many quotes and claims the explorer says are left."""
    found = re.search(r"([\d,]+) quotes? and ([\d,]+) claims?", page.locator(f"{EXPLORER} p[role=status]").inner_text())
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def first_row(page) -> str:
    return page.locator(f"{EXPLORER} table.dataTable tbody tr").first.inner_text()


def test_the_landing_notebook_runs_and_asks_no_other_host(start):
    page, elsewhere, outputs = start
    assert not elsewhere and len(outputs) == 4
    assert page.locator(".jp-OutputArea .an-text").first.is_visible()
    assert page.locator(f"{EXPLORER} select").count() >= 4


def press(page, key: str) -> None:
    """Press a key that changes what the explorer says is left, and wait until it says so."""
    before = page.locator(f"{EXPLORER} p[role=status]").inner_text()
    page.keyboard.press(key)
    page.wait_for_function("said => document.querySelector('p[role=status]').innerText !== said", arg=before)


def test_the_menus_work_by_keyboard_alone(start):
    page = start[0]
    everything, row = left(page), first_row(page)
    page.locator(f".jp-CodeCell:has({EXPLORER}) .jp-InputPrompt").click()
    page.keyboard.press("Escape")
    tab_to(page, "Article")
    press(page, "ArrowDown")
    press(page, "ArrowDown")
    page.locator(f"{EXPLORER} .an-text").wait_for()
    assert page.evaluate(FOCUSED).startswith("Article"), "the focus stays where it is"
    page.wait_for_function("row => !document.body.innerText.includes(row)", arg=row)
    chosen = left(page)
    assert 0 < sum(chosen) < sum(everything) and first_row(page) != row
    tab_to(page, "Verdict")
    press(page, "ArrowDown")
    assert sum(left(page)) < sum(chosen)
    tab_to(page, "Show everything")
    press(page, "Enter")
    page.locator(f"{EXPLORER} .an-text").wait_for(state="detached")
    assert left(page) == everything and first_row(page) == row


def test_a_long_table_is_searched_and_sorted_by_keyboard_alone(start):
    page = start[0]
    table = page.locator(".jp-OutputArea:has-text('Numbers in the sample articles') .dt-container")
    table.get_by_role("searchbox").focus()
    page.keyboard.type("troops")
    page.wait_for_function("document.body.innerText.includes('found among')")
    assert all("troops" in row for row in table.locator("tbody tr").all_inner_texts())
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    heading = table.get_by_role("button", name=re.compile("^value"))
    heading.focus()
    for order in ("ascending", "descending"):
        page.keyboard.press("Enter")
        table.locator(f"th[aria-sort={order}]").first.wait_for(state="attached")
    highest = table.locator("tbody tr").first.locator("td").nth(2)
    page.wait_for_function("cell => cell.innerText.endsWith(',000,000,000')", arg=highest.element_handle())


def test_axe_finds_no_serious_violation_in_the_widgets(start):
    assert serious_violations(start[0], EXPLORER) == []


# -- the editor of corrections, from a row to the file ----------------------------------------------------------------


@pytest.fixture(scope="module")
def editor(visits, lab):
    """A notebook with the editor and a hostile table, run; the file that the editor writes."""
    file = lab[1] / "corrections.csv"
    source = f'import analysis as an\nan.correct(an.read_article("{SEED_ID}"), {str(file)!r}, who="R. T.")'
    cells = [nbformat.v4.new_code_cell(cell) for cell in (source, HOSTILE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), lab[1] / "editor.ipynb")
    page, elsewhere, _ = ran(visits, lab, "editor")
    page.locator(f"{EDITOR} select").first.wait_for()
    page.locator("table.dataTable").wait_for()
    page.set_default_timeout(30_000)
    yield page, elsewhere, file
    page.close()


def down(page, word: str, *seen: str) -> None:
    """Go to a menu with Tab and down step by step; after each step something must be seen in the editor."""
    tab_to(page, word)
    for selector in seen:
        page.keyboard.press("ArrowDown")
        page.locator(f"{EDITOR} {selector}").first.wait_for(state="attached")


def test_axe_finds_no_serious_violation_in_it(editor):
    assert serious_violations(editor[0], EDITOR) == []


def test_a_row_is_corrected_by_keyboard_alone(editor):
    page, elsewhere, file = editor
    page.locator(".jp-CodeCell .jp-InputPrompt").first.click()
    page.keyboard.press("Escape")
    down(page, "Table", "option:text('person, name')", "option:text('mentions')", "option:text('2.1 percent')")
    down(page, "Row", "mark:text('23 of the 32')", "mark:text('two percent')", "mark:text('2.1 percent')")
    down(page, "Action", "p:text('No corrections yet.')")
    tab_to(page, "Why")
    page.keyboard.type("no share")
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    page.locator(f"{EDITOR} p[role=status]", has_text="1 claim left out (“Germany with around 2.1 percent”)").wait_for()
    assert not file.exists()
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    page.locator(f"{EDITOR} p[role=status]", has_text=f"Saved: {file} holds 1 correction.").wait_for()
    (row,) = read_corrections(file)
    assert (row.table, row.text, row.action, row.who, row.why) == (
        "numbers", "2.1 percent", "reject", "R. T.", "no share",
    )  # fmt: skip
    assert not elsewhere


def test_a_refusal_is_said_as_an_alert(editor):
    page = editor[0]
    tab_to(page, "Add", most=40)
    page.keyboard.press("Enter")
    alert = page.locator(f"{EDITOR} p[role=alert]")
    alert.wait_for()
    assert alert.inner_text().startswith("no row is picked; pick one")


def test_the_text_of_a_long_table_stays_text(editor):
    page = editor[0]
    output = page.locator(".jp-OutputArea:has(table.dataTable)")
    assert output.locator("tbody").inner_text().count("<script>window.broken = 1</script>") == 5
    assert output.locator("h3").inner_text() == "<img src=x onerror='window.broken = 1'>"
    assert page.locator(".jp-OutputArea img").count() == 0
    assert page.evaluate("window.broken === undefined")
