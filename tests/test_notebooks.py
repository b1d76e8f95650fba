"""Conventions of notebooks."""

import ast
import re

import nbformat
import pytest

from analysis.paths import project_root
from analysis.runs.parameters import NOTEBOOKS

FOLDER = project_root() / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
START = "00_start"  # where JupyterLab opens: no report, so without parameters
BANNED = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda, ast.AsyncFunctionDef, ast.With)
FEWEST_CELLS = {
    START: 5, "01_article": 11, "02_quotes": 7, "03_numbers_and_claims": 8, "04_defence_spending": 10, "05_corpus": 8,
    "06_indicator": 7,
}  # fmt: skip


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def notebook(request):
    return request.param.stem, nbformat.read(request.param, as_version=4)


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def python_of(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("%"))


def test_there_are_at_most_seven_and_each_has_its_parameters():
    assert [path.stem for path in FILES] == [START, *sorted(NOTEBOOKS)] and len(FILES) <= 7
    assert all(re.fullmatch(r"\d\d_[a-z_]+", path.stem) for path in FILES)


def test_the_first_cell_asks_one_question_and_says_what_it_cannot_tell(notebook):
    first = notebook[1].cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# [^\n]+\?\n\nIn: .*Out: .*(annot tell|no outlet)", first.source, re.DOTALL)
    assert (
        sum(len(re.findall(r"^# ", cell.source, re.M)) for cell in notebook[1].cells if cell.cell_type == "markdown")
        == 1
    )


def test_the_second_cell_holds_the_declared_parameters(notebook):
    name, content = notebook
    cell = content.cells[1]
    if name == START:
        assert not [c for c in content.cells if "parameters" in c.metadata.get("tags", [])]
        return
    assert cell.metadata["tags"] == ["parameters"]
    expected = [(key, type(told.default).__name__, told.default, told.comment) for key, told in NOTEBOOKS[name].items()]
    found = []
    for node, line in zip(ast.parse(cell.source).body, cell.source.splitlines(), strict=True):
        assert isinstance(node, ast.AnnAssign)
        found.append((node.target.id, node.annotation.id, ast.literal_eval(node.value), line.split("  # ", 1)[1]))
    assert found == expected


def test_one_cell_holds_all_imports_the_first_after_the_parameters(notebook):
    name, content = notebook
    cells, place = code(content), 0 if name == START else 1
    assert name == START or cells[place].source.startswith("%matplotlib inline\n")
    for number, cell in enumerate(cells):
        imports = [
            n for n in ast.walk(ast.parse(python_of(cell.source))) if isinstance(n, (ast.Import, ast.ImportFrom))
        ]
        assert bool(imports) == (number == place), f"cell {number}"


def test_widgets_are_left_to_the_browser(notebook):
    shows_widgets = re.compile(r"explore\(|LongTable\(|an\.correct\(")
    for cell in code(notebook[1]):
        ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
        assert ignored == bool(shows_widgets.search(cell.source)), cell.source
        for output in cell.outputs:
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {}), "a dead widget"


def test_the_landing_notebook_leads_to_the_others_by_their_questions():
    first = nbformat.read(FOLDER / f"{START}.ipynb", as_version=4).cells[0].source
    for path in FILES[1:]:
        question = nbformat.read(path, as_version=4).cells[0].source.partition("\n")[0].removeprefix("# ")
        assert f"| [{path.stem}]({path.name}) | {question} |" in first
    whole = "\n".join(c.source for c in nbformat.read(FOLDER / f"{START}.ipynb", as_version=4).cells)
    places = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", whole)
    assert len(places) >= 8 and all((FOLDER / place).is_file() for place in places)


def test_cells_are_short_calls(notebook):
    for cell in code(notebook[1]):
        assert len(cell.source.splitlines()) <= 15
        banned = [type(n).__name__ for n in ast.walk(ast.parse(python_of(cell.source))) if isinstance(n, BANNED)]
        assert not banned, f"{banned} in: {cell.source}"


def test_every_result_is_preceded_by_a_sentence(notebook):
    for before, cell in zip(notebook[1].cells, notebook[1].cells[1:], strict=False):
        if cell.cell_type == "code" and cell.outputs:
            assert before.cell_type == "markdown" and len(before.source) > 40, cell.source


def test_it_is_committed_as_run_from_top_to_bottom(notebook):
    name, content = notebook
    cells = code(content)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert len(cells) >= FEWEST_CELLS[name]
    kinds = [output.output_type for cell in cells for output in cell.outputs]
    assert "error" not in kinds and "stream" not in kinds
    assert sum(bool(cell.outputs) for cell in cells) >= len(cells) - 4


def test_it_tells_no_time_no_place_and_no_machine(notebook):
    text = nbformat.writes(notebook[1])
    traces = (
        "papermill",
        "iopub",
        *(f"/{folder}/" for folder in ("home", "root", "tmp", "Users")),
        "0x7f",
        "site-packages",
        str(project_root()),
    )
    assert not [trace for trace in traces if trace in text]


def test_every_chart_has_words(notebook):
    for cell in code(notebook[1]):
        for output in cell.outputs:
            html = "".join(output.get("data", {}).get("text/html", ""))
            assert html.count("<svg") == html.count('role="img" aria-label="')
            assert 'aria-label=""' not in html
