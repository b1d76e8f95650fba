"""The editor of corrections in JupyterLab, by keyboard alone: from a row to the file."""

import nbformat
import pytest

from analysis.corrections import read_corrections
from browsing import BROWSER, serious_violations
from conftest import SEED_ID
from test_browser_lab import lab, ran, tab_to  # noqa: F401 - `lab` is a fixture

pytestmark = [BROWSER, pytest.mark.slow]
EDITOR = ".jp-OutputArea-output:has(.widget-select)"


@pytest.fixture(scope="module")
def editor(browser, lab):  # noqa: F811
    """A notebook with the editor alone, run; the file that it writes."""
    file = lab[1] / "corrections.csv"
    source = f'import analysis as an\nan.correct(an.read_article("{SEED_ID}"), {str(file)!r}, who="R. T.")'
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), lab[1] / "editor.ipynb")
    page, elsewhere, _ = ran(browser, lab, "editor")
    page.locator(f"{EDITOR} select").first.wait_for()
    page.set_default_timeout(30_000)
    yield page, elsewhere, file
    page.context.close()


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
    down(page, "Table", "option:text('PERSON, name')", "option:text('mentions')", "option:text('2.1 percent')")
    down(page, "Row", "mark:text('23 of the 32')", "mark:text('two percent')", "mark:text('2.1 percent')")
    down(page, "Action", "p:text('No corrections yet.')")
    tab_to(page, "Why")
    page.keyboard.type("no share")
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    page.locator(f"{EDITOR} p[role=status]", has_text="1 claim left out (c0003)").wait_for()
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
