"""Other forms of a run's page: written when asked for, gone with the page they belong to, told when they fail."""

import nbformat

from analysis.runs.pages import write_forms, write_page
from analysis.runs.record import Job, Run

JOB = Job("one", "01_article", {}, title="One", group="Articles")


def notebook() -> nbformat.NotebookNode:
    """Return a notebook that shows one greeting."""
    shown = nbformat.v4.new_output("display_data", data={"text/html": "<p>hello</p>", "text/plain": "hello"})
    cells = [
        nbformat.v4.new_markdown_cell("# What is it?", id="a"),
        nbformat.v4.new_code_cell("show()", id="b", outputs=[shown]),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def prepared(folder, status="done"):
    (folder / "notebooks").mkdir(parents=True)
    nbformat.write(notebook(), folder / "notebooks" / "one.ipynb")
    return {"one": Run("one", "01_article", "key", status, "one.html", "notebooks/one.ipynb")}


def test_a_form_asked_for_later_is_written_without_running_again(tmp_path):
    told = []
    runs = write_forms([JOB], prepared(tmp_path), tmp_path, ["md"], lambda run, title: told.append(title))
    assert told == ["One as Markdown"] and runs["one"].forms == {"md": "one.md"}
    assert "hello" in (tmp_path / "one.md").read_text()
    again = write_forms([JOB], runs, tmp_path, ["md"], lambda run, title: told.append(title))
    assert again == runs and len(told) == 1
    assert write_forms([JOB], prepared(tmp_path / "other"), tmp_path, [], print)["one"].forms == {"md": "one.md"}


def test_a_failed_run_has_no_other_form(tmp_path):
    runs = write_forms([JOB], prepared(tmp_path, "failed"), tmp_path, ["md"], print)
    assert not runs["one"].forms and not (tmp_path / "one.md").exists()


def test_a_new_page_takes_the_forms_of_the_old_one_away(tmp_path):
    write_forms([JOB], prepared(tmp_path), tmp_path, ["md"], lambda *_: None)
    (tmp_path / "one.pdf").write_bytes(b"old")
    write_page(JOB, tmp_path, "one.html", "notebooks/one.ipynb", "cell 3 failed")
    assert sorted(path.name for path in tmp_path.glob("one.*")) == ["one.html"]
    assert "This report failed." in (tmp_path / "one.html").read_text()


def test_a_form_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    runs = prepared(tmp_path)
    (tmp_path / "notebooks" / "one.ipynb").write_text("{}")
    found = write_forms([JOB], runs, tmp_path, ["md"], lambda *_: None)["one"]
    assert found.status == "failed" and "cannot be written as md" in found.error
    assert not list(tmp_path.glob("one.*"))
