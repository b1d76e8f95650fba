"""Conventions of notebooks, and proof that the comparison of committed notebooks catches changes."""

import ast
import dataclasses
import json
import random
import re
import subprocess
import sys
import typing

import nbformat
import pytest

from analysis.paths import project_root
from analysis.runs.parameters import NOTEBOOKS

FOLDER = project_root() / "notebooks"
FILES = sorted(FOLDER.glob("*.ipynb"))
BANNED = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda, ast.AsyncFunctionDef, ast.With)
FEWEST_CELLS = {
    "01_article": 11, "02_quotes": 7, "03_numbers_and_claims": 8, "04_defence_spending": 9, "05_corpus": 8,
}  # fmt: skip


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def notebook(request):
    return request.param.stem, nbformat.read(request.param, as_version=4)


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def python_of(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("%"))


def test_there_are_at_most_six_and_each_has_its_parameters():
    assert [path.stem for path in FILES] == sorted(NOTEBOOKS) and len(FILES) <= 6
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
    assert cell.metadata["tags"] == ["parameters"]
    declared = NOTEBOOKS[name]
    types = typing.get_type_hints(declared)
    expected = [
        (f.name, types[f.name].__name__, f.default, f.metadata["comment"]) for f in dataclasses.fields(declared)
    ]
    found = []
    for node, line in zip(ast.parse(cell.source).body, cell.source.splitlines(), strict=True):
        assert isinstance(node, ast.AnnAssign)
        found.append((node.target.id, node.annotation.id, ast.literal_eval(node.value), line.split("  # ", 1)[1]))
    assert found == expected


def test_the_third_cell_holds_all_imports(notebook):
    cells = code(notebook[1])
    assert cells[1].source.startswith("%matplotlib inline\n")
    for number, cell in enumerate(cells):
        imports = [
            n for n in ast.walk(ast.parse(python_of(cell.source))) if isinstance(n, (ast.Import, ast.ImportFrom))
        ]
        assert bool(imports) == (number == 1), f"cell {number}"


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
        "/home/",
        "/root/",
        "/tmp/",
        "/Users/",
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


# -- the comparison must catch what it is there for ------------------------------------------------------------------

SOURCE = """%matplotlib inline
import pandas as pd
from analysis import charts, display"""
RESULTS = (
    'names = {"speaker": ["Ada", "Bo"], "kind": ["direct", "mixed"]}\n'
    'frame = pd.DataFrame({**names, "quotes": [3, 1], "words": [42, 17]})\nframe',
    'charts.plot_speaker_shares(frame, note="Words.")',
    'verdicts = pd.DataFrame({"title": ["One", "Two"], "verdict": ["supported", "refuted"], "count": [5, 2]})\n'
    "display.Table(verdicts, 'Verdicts')",
    'charts.plot_verdicts(verdicts, group="title", note="Verdicts.")',
    "print(frame['words'].sum())",
)
MUTATIONS = 20


def mutations(outputs: list[str], seed: int = 20240617) -> list[tuple[int, str, str]]:
    """Return changes to the text of outputs: a digit, a coordinate of a chart, a verdict, a name."""
    draw = random.Random(seed)
    places = []
    for number, text in enumerate(outputs):
        found = [
            (m.start(), m.end()) for m in re.finditer(r"(?<=[ >\"LM:])\d+(?=[ <.,)\"\\])|supported|refuted|Ada", text)
        ]
        places += [(number, start, end) for start, end in draw.sample(found, min(len(found), 12))]
    chosen = draw.sample(places, MUTATIONS)
    changed = []
    for number, start, end in chosen:
        text = outputs[number]
        old = text[start:end]
        new = {"supported": "refuted", "refuted": "supported", "Ada": "Eva"}.get(old) or str(int(old) + 1)
        changed.append((number, f"{old} -> {new} at {start}", text[:start] + new + text[end:]))
    return changed


@pytest.mark.slow
def test_twenty_seeded_changes_are_all_caught(tmp_path):
    from nbclient import NotebookClient

    base = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (SOURCE, *RESULTS)])
    base.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(base, record_timing=False).execute()
    text = json.dumps([cell.get("outputs") for cell in base.cells])
    assert "<svg" in text
    # one copy of the results for each change, so that one run compares them all
    cells = list(base.cells)
    outputs = [json.dumps(cell.outputs) for cell in base.cells]
    changed = mutations(outputs)
    for number, _, mutated in changed:
        source = base.cells[number]
        cells.append(nbformat.v4.new_code_cell(source.source, outputs=nbformat.from_dict(json.loads(mutated))))
    for count, cell in enumerate(cells, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = count
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=base.metadata), tmp_path / "changed.ipynb")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "analysis.quickstart", "-p", "no:cacheprovider", "--nbval",
         "--nbval-current-env", "-q", "-rA", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    verdict = {int(n): v for v, n in re.findall(r"^(PASSED|FAILED) \S+::Cell (\d+)", run.stdout, re.M)}
    assert len(verdict) == len(cells), run.stdout[-2000:]
    unchanged = [verdict[n] for n in range(len(base.cells))]
    missed = [what for n, (_, what, _) in enumerate(changed) if verdict[len(base.cells) + n] != "FAILED"]
    assert set(unchanged) == {"PASSED"}, "unchanged cells must pass"
    assert not missed, f"{len(missed)} of {MUTATIONS} changes were not caught: {missed}"
