"""The notebooks as programs: changed outputs are caught, other parameters give other tables."""

import base64
import io
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis.corpus import read_tables
from analysis.paths import project_root
from analysis.reference import load_reference
from analysis.runs.execute import run_notebook
from analysis.runs.parameters import NOTEBOOKS
from analysis.runs.record import Job
from chart_texts import downloads_of

pytestmark = pytest.mark.slow
FILES = {name: project_root() / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS}

# -- the comparison must catch what it is there for ------------------------------------------------------------------

MUTATIONS = {
    "chart": (8, re.compile(r'(?<=<path d="M )\d+|(?<= (?:cx|cy|x1|y1)=")\d+|(?<=translate\()\d+')),
    "verdict": (5, re.compile(r"\b(?:supported|refuted)\b")),
    "number": (7, re.compile(r"(?<=<td>)\d+|(?<=[> ])\d+(?=[.,]?\d* ?(?:percent|%|</td>|</b>|<))")),
}
OTHER = {"supported": "refuted", "refuted": "supported"}


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def html_of(cell) -> str:
    return "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)


def mutated(notebooks: dict, seed: int = 20240617) -> list[tuple[str, int, str]]:
    """Change one number, one coordinate of a chart or one verdict in each of twenty cells, and say which."""
    draw = random.Random(seed)
    free = {
        (name, number): cell
        for name, notebook in notebooks.items()
        for number, cell in enumerate(code(notebook))
        if html_of(cell) and "nbval-ignore-output" not in cell.metadata.get("tags", [])
    }
    changed = []
    for kind, (count, pattern) in MUTATIONS.items():
        fitting = [place for place, cell in free.items() if ("<svg" in html_of(cell)) == (kind == "chart")]
        fitting = [place for place in fitting if pattern.search(html_of(free[place]))]
        for place in draw.sample(fitting, count):
            output = next(o for o in free.pop(place).outputs if pattern.search(o.get("data", {}).get("text/html", "")))
            text = output.data["text/html"]
            found = draw.choice(list(pattern.finditer(text)))
            new = OTHER.get(found[0]) or str(int(found[0]) + 1)
            output.data["text/html"] = text[: found.start()] + new + text[found.end() :]
            changed.append((*place, f"{kind}: {found[0]} -> {new} in cell {place[1]} of {place[0]}"))
    return changed


REPLAY = """import json
from pathlib import Path

from IPython.display import display


def show(name, number):
    for data in json.loads(Path(f"{name}.json").read_text())[number]:
        display(data, raw=True)
"""


def replayed(notebooks: dict, folder: Path) -> None:
    """Let each cell show its committed outputs again: that they are what it gives, `make notebooks` has found out."""
    (folder / "replay.py").write_text(REPLAY)
    for name, notebook in notebooks.items():
        shown = [[output.data for output in cell.outputs] for cell in code(notebook)]
        (folder / f"{name}.json").write_text(json.dumps(shown))
        for number, cell in enumerate(code(notebook)):
            cell.source = f"import replay\n\nreplay.show({name!r}, {number})"


def test_twenty_seeded_changes_are_all_caught(tmp_path):
    notebooks = {name: nbformat.read(path, as_version=4) for name, path in FILES.items()}
    replayed(notebooks, tmp_path)
    changed = mutated(notebooks)
    assert len(changed) == 20 == len({(name, number) for name, number, _ in changed})
    places = [(name, number) for name, notebook in notebooks.items() for number, _ in enumerate(code(notebook))]
    whole = nbformat.v4.new_notebook(cells=[cell for notebook in notebooks.values() for cell in code(notebook)])
    for number, cell in enumerate(whole.cells):
        cell.id = f"cell{number}"
    nbformat.write(whole, tmp_path / "whole.ipynb")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "analysis.quickstart", "-p", "no:cacheprovider", "--nbval",
         "--nbval-current-env", "-q", "-rA", "--tb=no", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    told = re.findall(r"^(PASSED|FAILED) (?:\S*/)?whole\.ipynb::Cell (\d+)", run.stdout, re.M)
    verdicts = {places[int(number)]: verdict for verdict, number in told}
    missed = [what for name, number, what in changed if verdicts[name, number] != "FAILED"]
    assert not missed, f"{len(missed)} of 20 changes were not caught: {missed}"
    others = {place for place, verdict in verdicts.items() if verdict == "FAILED"} - {c[:2] for c in changed}
    assert not others, "cells that nobody changed must pass"


# -- other parameters -------------------------------------------------------------------------------------------------

PIER = (
    "Harbour council votes for a new pier\n\n“The pier will stand by spring,” said Ottilie Branscombe, who chairs the "
    "council. According to a list, 23 of the 32 member states of NATO spent two percent of GDP on defense in 2024.\n"
)
FERRY = (
    "Ferry fares rise\n\nFares will go up by 12 percent, Corwin Thistlewood told reporters. In 2023, Germany spent 1.2 "
    "percent of its GDP on defence, he said.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two articles with a date, and their tables."""
    from analysis.articles import read_articles
    from analysis.corpus import build_tables, write_tables

    place = tmp_path_factory.mktemp("articles")
    (place / "in").mkdir()
    (place / "in" / "pier.txt").write_text(PIER, encoding="utf-8")
    (place / "in" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (place / "in" / "articles.csv").write_text("path,published\npier.txt,2024-07-01\nferry.txt,2024-07-02\n")
    write_tables(build_tables(read_articles(place / "in")), place / "tables")
    return place


@pytest.fixture(scope="module")
def run(kernels, tmp_path_factory):
    """Run a notebook on a warm kernel, where the system can fork, and give what it shows."""

    def warm(name: str, **parameters: object) -> nbformat.NotebookNode:
        place = tmp_path_factory.mktemp(name)
        found = run_notebook(Job(name, name, parameters), place / "warm.ipynb", kernels, log=place / "warm.log")
        assert "kernel died" not in (place / "warm.log").read_text(encoding="utf-8")
        return nbformat.read(found, 4)

    return warm


def charts_of(notebook) -> dict[str, pd.DataFrame]:
    """Return the table that each chart offers as CSV, by the chart's name."""
    pairs = [
        pair
        for cell in code(notebook)
        for pair in re.findall(r'download="([^"]+)\.csv" href="data:text/csv;base64,([^"]+)"', html_of(cell))
    ]
    return {name: pd.read_csv(io.BytesIO(base64.b64decode(coded))) for name, coded in pairs}


def tables_of(notebook) -> list[pd.DataFrame]:
    """Return every table that is not behind a chart, in order."""
    html = map(html_of, code(notebook))
    return [t for text in html if "<table" in text and "<svg" not in text for t in pd.read_html(io.StringIO(text))]


def shown(notebook) -> str:
    """Return the words of all tables."""
    return "\n".join(table.to_string() for table in tables_of(notebook))


def test_one_article_of_two_is_shown(run, folder):
    found = run("01_article", article="ferry.txt", tables=str(folder / "tables"))
    assert charts_of(found)["speakers"]["speaker"].tolist() == ["Corwin Thistlewood"]
    claimed = next(table for table in tables_of(found) if "Verdict" in table)
    assert claimed["Verdict"].tolist() == ["✗ refuted"]
    assert "Corwin Thistlewood" in shown(found) and "Branscombe" not in shown(found)


@pytest.mark.parametrize("share", [0.6, 1.0])
def test_quotes_under_the_given_confidence_are_for_review(run, folder, share):
    found = run("02_quotes", tables=str(folder / "tables"), low_confidence=share)
    quotes = read_tables(folder / "tables").quotes
    review = tables_of(found)[-1]
    doubtful = quotes["confidence"].lt(share) | ~quotes["resolution"].isin({"name", "pronoun"})
    assert sorted(review["text"]) == sorted(quotes.loc[doubtful, "text"])
    assert charts_of(found)["speakers"]["words"].sum() == quotes["text"].str.split().str.len().sum()


def test_claims_of_the_given_articles_are_listed(run, folder):
    found = run("03_numbers_and_claims", tables=str(folder / "tables"))
    decided = read_tables(folder / "tables").checks.query("verdict != 'not_enough_info'")
    listed = next(table for table in tables_of(found) if "Verdict" in table)
    verdicts = listed["Verdict"].str.strip("✓✗? ")
    assert sorted(verdicts[verdicts.isin(["supported", "refuted"])]) == sorted(decided["verdict"])
    assert {"refuted", "supported"} == set(decided["verdict"])


def test_another_year_line_and_country_give_another_ranking(run):
    chosen = {"edition": "nato-2024-06", "year": 2023, "revised_year": 2023, "guideline": 2.5, "subject": "norway"}
    found = run("04_defence_spending", **chosen)
    ranking = charts_of(found)["compliance"].set_index("key")["exact"]
    figures = load_reference("nato").figures
    chosen = figures.query("edition == 'nato-2024-06' and measure == 'share_of_gdp' and period == '2023'")
    expected = chosen.set_index("key")["value"].astype(float)
    pd.testing.assert_series_equal(ranking, expected[ranking.index], check_names=False, check_dtype=False)
    meeting = int((expected[ranking.index].round(2) >= 2.5).sum())
    text = "".join(output.data["text/plain"] for cell in code(found) for output in cell.outputs)
    assert f"{meeting} of {len(ranking)} countries reach 2.5 percent in 2023, by estimates; Norway stands" in text
    downloads = downloads_of([html_of(cell) for cell in code(found)], len(ranking))
    assert {"compliance", "dumbbell", "small_multiples", "quadrants", "road"} <= set(downloads)


def test_the_corpus_is_the_folder_given(run, folder):
    found = run("05_corpus", articles=str(folder / "in"))
    assert read_tables(folder / "tables").articles["title"].map(lambda title: title in shown(found)).all()
    assert "Harbour council votes for a new pier" in charts_of(found)["verdicts"].to_string()
