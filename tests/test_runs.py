"""The runner: parameters checked first, clean outputs, failures marked, unchanged runs skipped, warm equals cold."""

import json
import os
import shutil

import nbformat
import pandas as pd
import pytest

from analysis.corpus import Tables
from analysis.corpus.fingerprint import files_below, hash_of
from analysis.display.findings import corpus_finding
from analysis.display.markup import page_names
from analysis.errors import ArticleError, NotebookRunError, ParameterError
from analysis.runs.batch import route_parameters, row_jobs, run_reports
from analysis.runs.beside import Beside
from analysis.runs.execute import run_notebook, without_traces
from analysis.runs.forkserver import ForkServer
from analysis.runs.jobs import CORPUS, article_jobs, write_index
from analysis.runs.kernels import Kernels
from analysis.runs.pages import Publisher, published_source
from analysis.runs.parameters import check_parameters, read_rows
from analysis.runs.record import Job, Record, Run, read_record, write_if_changed, write_record

GOOD = [
    pytest.param("04_defence_spending", {"year": "2023"}, "year", 2023, id="text-to-int"),
    pytest.param("04_defence_spending", {"year": 2023.0}, "year", 2023, id="whole-float"),
    pytest.param("04_defence_spending", {"guideline": 3}, "guideline", 3.0, id="int-to-float"),
    pytest.param("02_quotes", {"articles": "007"}, "articles", "007", id="text-stays-text"),
    pytest.param("04_defence_spending", {"subject": "norway"}, "subject", "NOR", id="name-to-key"),
    pytest.param("04_defence_spending", {}, "edition", "nato-2026-07", id="default"),
    pytest.param("02_quotes", {"low_confidence": "0.5"}, "low_confidence", 0.5, id="share"),
]


@pytest.mark.parametrize(("notebook", "given", "name", "value"), GOOD)
def test_a_parameter_is_read_in_its_declared_type(notebook, given, name, value):
    found = check_parameters(notebook, given)[name]
    assert found == value and type(found) is type(value)


BAD = [
    pytest.param("04_defence_spending", {"yaer": 2023}, "did you mean 'year'", id="unknown"),
    pytest.param("04_defence_spending", {"zzz": 1}, "its parameters are reference, edition", id="unknown-far"),
    pytest.param("04_defence_spending", {"year": "x"}, "give a whole number, such as 2026", id="no-number"),
    pytest.param("04_defence_spending", {"year": 2023.5}, "give a whole number", id="no-whole-number"),
    pytest.param("04_defence_spending", {"year": True}, "give a whole number", id="bool-is-no-number"),
    pytest.param("04_defence_spending", {"year": 20240}, "from 1949 to 2035", id="out-of-range"),
    pytest.param("04_defence_spending", {"guideline": "2,0"}, "give a number, such as 2.0", id="decimal-comma"),
    pytest.param("04_defence_spending", {"guideline": float("nan")}, "give a number", id="nan"),
    pytest.param("04_defence_spending", {"subject": 276}, "give a text", id="no-text"),
    pytest.param("04_defence_spending", {"subject": "Narnia"}, "neither a key nor a name in nato", id="no-country"),
    pytest.param("04_defence_spending", {"subject": "Germny"}, "did you mean 'Germany'", id="country-misspelt"),
    pytest.param("04_defence_spending", {"edition": "nato-2024-6"}, "did you mean 'nato-2024-06'", id="no-edition"),
    pytest.param("04_defence_spending", {"year": 1950}, r"'year' is 1950, of .*held: 2011 to 2026", id="year-not-held"),
    pytest.param("04_defence_spending", {"reference": "nata"}, "no reference package 'nata'", id="no-package"),
    pytest.param("04_defense_spending", {}, "did you mean '04_defence_spending'", id="unknown-notebook"),
]


@pytest.mark.parametrize(("notebook", "given", "message"), BAD)
def test_a_wrong_parameter_is_refused_with_what_would_be_right(notebook, given, message):
    with pytest.raises(ParameterError, match=message.replace("(", r"\(")):
        check_parameters(notebook, given)


def test_a_parameter_goes_to_every_notebook_that_has_it():
    routed = route_parameters({"year": "2023", "low_confidence": "0.9"})
    assert routed["04_defence_spending"] == {"year": "2023"} and routed["02_quotes"] == {"low_confidence": "0.9"}
    assert routed["05_corpus"] == {}


@pytest.mark.parametrize("name", ["yaer", "tables", "article"])
def test_a_parameter_that_no_notebook_takes_from_outside_is_refused(name):
    with pytest.raises(ParameterError, match="no notebook has a parameter"):
        route_parameters({name: "1"})


def test_parameters_are_checked_before_anything_is_read(tmp_path):
    with pytest.raises(ParameterError):
        run_reports(tmp_path / "missing", tmp_path / "out", {"yaer": 1})
    assert not (tmp_path / "out").exists()


def test_nothing_to_read_is_refused(tmp_path):
    with pytest.raises(ArticleError):
        run_reports(tmp_path / "missing", tmp_path / "out")
    assert not (tmp_path / "out").exists(), "where nothing was written no folder stays"


def test_ten_findings_are_told_and_the_rest_counted(tmp_path, capsys):
    jobs = [Job(f"a{n}", "01_article", {"article": f"a{n}"}, finding=f"{n} claims hold.") for n in range(12)]
    done = {job.name: Run(job.name, job.notebook, "key", "done", f"{job.name}.html") for job in jobs}
    (tmp_path / "notebooks").mkdir()
    for job in jobs:
        (tmp_path / published_source(job.name)).touch()
    Publisher(Tables({}), tmp_path, Beside()).publish(jobs, done, None)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 11 and told[9].endswith("a9.html: 9 claims hold.")
    assert told[10].startswith("and 2 more pages; their findings will stand in")


def test_an_entry_names_the_most_quoted_first_and_how_to_date_an_article(seed_tables, tmp_path):
    quotes = seed_tables["quotes"].head(6).assign(speaker=["Bo", "Zoe", "Zoe", None, "Ada", "Ada"])
    article = seed_tables["articles"].assign(published=None)
    (undated,) = article_jobs(Tables({**seed_tables, "quotes": quotes, "articles": article}), tmp_path, "")
    assert undated.summary.endswith("quoted: Zoe, Ada, Bo") and "--published YYYY-MM-DD" in undated.advice
    dated = article.assign(published="2024-06-27")
    assert article_jobs(Tables({**seed_tables, "articles": dated}), tmp_path, "")[0].advice == ""


def test_a_run_of_a_sheet_keeps_the_question_as_its_title():
    rows = [{"year": "2023", "guideline": "2.5", "next_line": "3"}, {}]
    question = "Who keeps the spending guideline, and what do later editions say?"
    titles = [job.title for job in row_jobs("04_defence_spending", rows)]
    assert titles == [f"{question} Year 2023, guideline 2.5, next line 3", f"{question} As the notebook has it"]


def test_the_index_tells_each_finding_once_and_no_advice_to_who_runs_it(seed_tables, tmp_path):
    two = pd.concat([seed_tables["articles"].assign(published=None)] * 2).assign(article_id=["a", "b"])
    tables = Tables({**seed_tables, "articles": two, "claims": seed_tables["claims"].assign(article_id="a")})
    over_all = corpus_finding(tables).text
    jobs = [
        Job("04", "04_defence_spending", {}, title="Who keeps it?", group=CORPUS),
        Job("05", "05_corpus", {}, title="Who says what?", group=CORPUS, finding=over_all),
        Job("a", "01_article", {"article": "a"}, title="One", finding="It holds.", advice="Give a day."),
    ]  # fmt: skip
    told = nbformat.v4.new_output(
        "display_data", data={"text/html": '<p class="an-finding">30 of 31</p>', "text/plain": "30 of 31 keep it."}
    )
    cell = nbformat.v4.new_code_cell("finding", outputs=[told], id="a")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "04.ipynb")
    runs = {job.name: Run(job.name, job.notebook, "k", "done", f"{job.name}.html", f"{job.name}.ipynb") for job in jobs}
    page = write_index(jobs, runs, tmp_path, tables=tables).read_text(encoding="utf-8")
    assert page.count(f">{over_all}<") == 1, "at its head"
    assert '<p dir="auto">30 of 31 keep it.</p>' in page and "It holds." in page
    assert "Give a day" not in page


@pytest.mark.parametrize(
    "names",
    [["a.txt", "b.txt"], ["x/a.txt", "y/a.txt"], ["a b.txt", "a-b.txt", "A_B.txt"], ["ä.txt", "ö.txt"], ["<>.txt"]],
)
def test_pages_have_portable_names_of_their_own(names):
    found = page_names(names)
    assert len(set(found.values())) == len(names)
    assert all(name.isascii() and "/" not in name and name.startswith("article-") for name in found.values())


def test_the_manifest_is_read_as_written_and_a_broken_one_starts_anew(tmp_path):
    run = Run("a", "01_article", "key", "done", "a.html", "notebooks/a.ipynb", {"article": "a.txt"})
    write_record(tmp_path, Record({"a": run}, "x"))
    assert read_record(tmp_path) == Record({"a": run}, "x")
    (tmp_path / "manifest.json").write_text('{"runs": [{"nam', encoding="utf-8")
    assert read_record(tmp_path) == Record()


def test_a_file_is_touched_only_when_it_changes(tmp_path):
    path = tmp_path / "a.html"
    assert write_if_changed(path, "one") and not write_if_changed(path, "one") and write_if_changed(path, "two")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"], "no partial file stays behind"


def test_the_hash_of_a_folder_knows_names_and_bytes(tmp_path):
    (tmp_path / "a").write_text("1")
    first = hash_of(files_below(tmp_path))
    (tmp_path / "a").rename(tmp_path / "b")
    assert hash_of(files_below(tmp_path)) != first


CSV = "year,guideline\n2023,2\n2024,\n"
ROWS = [
    pytest.param("years.csv", CSV, [{"year": "2023", "guideline": "2"}, {"year": "2024"}], id="csv"),
    pytest.param("years.yaml", "- year: 2023\n- {}\n", [{"year": 2023}, {}], id="yaml"),
]


@pytest.mark.parametrize(("name", "text", "rows"), ROWS)
def test_parameters_come_from_a_file_one_row_a_run(tmp_path, name, text, rows):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_rows("04_defence_spending", tmp_path / name) == rows


BAD_ROWS = [
    pytest.param(
        "a.csv", "year\n2023\nsoon\n", r"a.csv, row 3 \(the header is row 1\): .*give a whole number", id="value"
    ),
    pytest.param("a.csv", "year\n2023\n\n\nsoon\n", "a.csv, row 5 .*give a whole number", id="behind-empty-rows"),
    pytest.param("a.yaml", "- year: 2023\n- year: soon\n", "a.yaml, item 2: .*give a whole number", id="item"),
    pytest.param("a.csv", "yaer\n2023\n", "a.csv, row 2 .*did you mean 'year'", id="name"),
    pytest.param("a.csv", "year\n", "holds no rows", id="empty"),
    pytest.param("a.yaml", "year: 2023\n", "give a list of mappings", id="no-list"),
    pytest.param("a.yaml", "- [\n", "no YAML", id="broken"),
]


@pytest.mark.parametrize(("name", "text", "message"), BAD_ROWS)
def test_a_wrong_row_is_named_before_anything_runs(tmp_path, name, text, message):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        read_rows("04_defence_spending", tmp_path / name)
    with pytest.raises(ParameterError, match="cannot be read"):
        read_rows("04_defence_spending", tmp_path / "missing.csv")


def tiny(path, *cells):
    """A notebook with the parameters of 01_article and some cells."""
    parameters = 'article: str = ""\ntables: str = ""\npublished: str = ""'
    sources = [parameters, *cells]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.cells[0].metadata["tags"] = ["parameters"]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


def test_traces_of_a_run_are_taken_out():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    notebook.metadata["papermill"] = {"start_time": "now"}
    notebook.cells[0].metadata.update({"papermill": {"duration": 1}, "execution": {"iopub.status.busy": "now"}})
    clean = without_traces(notebook)
    assert "papermill" not in clean.metadata and not clean.cells[0].metadata


@pytest.mark.slow
def test_a_run_is_clean_and_the_same_twice(tmp_path):
    table = "import pandas as pd\nfrom analysis import display\ndisplay.LongTable(pd.DataFrame({'a': [1]}), 'One')"
    source = tiny(tmp_path / "n.ipynb", table, "print(article)")
    out = [
        run_notebook(Job("a", "01_article", {"article": "x"}), tmp_path / f"{n}.ipynb", source=source) for n in (1, 2)
    ]
    first, second = (path.read_text(encoding="utf-8") for path in out)
    assert first == second and str(tmp_path) not in first and "papermill" not in first
    *_, shown, printed = nbformat.reads(first, 4).cells
    assert printed.outputs[0].text == "x\n"
    assert set(shown.outputs[0].data) == {"text/html", "text/plain"}, "nobody is there for a widget"
    assert not list(tmp_path.glob("*.partial.ipynb"))


@pytest.mark.slow
def test_a_failed_run_leaves_no_report(tmp_path):
    source = tiny(tmp_path / "n.ipynb", "1 / 0", "print('after')")
    with pytest.raises(NotebookRunError, match=r"01_article for a: cell .* failed with ZeroDivisionError"):
        run_notebook(Job("a", "01_article", {}), tmp_path / "out.ipynb", source=source)
    assert not (tmp_path / "out.ipynb").exists() and (tmp_path / "out.failed.ipynb").exists()


@pytest.mark.slow
@pytest.mark.skipif(not ForkServer.available(), reason="this system cannot fork")
def test_a_warm_kernel_gives_what_the_default_kernel_gives(tmp_path, kernels):
    source = tiny(
        tmp_path / "n.ipynb",
        "%matplotlib inline\nimport sys, os, logging\nimport pandas as pd\nimport matplotlib.pyplot as plt",
        "pd.DataFrame({f'column {n}': ['some text'] * 3 for n in range(30)})",
        "_ = plt.plot([1, 2, 3])",
        "print(article, sys.path, os.getcwd(), sys.argv[0].endswith('.py'), os.environ.get('PYTHONHASHSEED'))\n"
        "logging.warning('a warning')\n__name__",
        "import analysis as an\nfrom analysis import charts\nnato = an.load_reference('nato')\n"
        "charts.plot_compliance(charts.compliance(nato, year=2024, edition='nato-2024-06', guideline=2.0),"
        " guideline=2.0, year=2024, what='share', note='note')",
    )
    job = Job("a", "01_article", {"article": "x"})
    cold = run_notebook(job, tmp_path / "cold.ipynb", source=source)
    warm = [run_notebook(job, tmp_path / f"warm{n}.ipynb", kernels, source) for n in (1, 2)]
    expected = [cell.get("outputs") for cell in nbformat.read(cold, 4).cells]
    assert any("image/png" in o.get("data", {}) for outputs in expected if outputs for o in outputs), "no figure drawn"
    for path in warm:
        assert [cell.get("outputs") for cell in nbformat.read(path, 4).cells] == expected


@pytest.mark.slow
@pytest.mark.parametrize("how", ["cannot-fork", "server-gone"])
def test_without_a_server_the_default_kernel_is_used(tmp_path, monkeypatch, how):
    if how == "cannot-fork":
        monkeypatch.setattr(ForkServer, "available", staticmethod(lambda: False))
    with Kernels() as kernels:
        assert (kernels.server is None) == (how == "cannot-fork")
        if kernels.server is not None:
            kernels.server.close()
        source = tiny(tmp_path / "n.ipynb", "import os\nprint(os.getppid())")
        out = run_notebook(Job("a", "01_article", {}), tmp_path / "o.ipynb", kernels, source)
    assert nbformat.read(out, 4).cells[-1].outputs[0].text == f"{os.getpid()}\n", "not forked by the server"


@pytest.fixture(scope="module")
def reports(tmp_path_factory, one_server):
    """Reports over one good article and one that cannot be read, then over one more, then over the same again."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "in").mkdir()
    (folder / "in" / "good.txt").write_text(
        "Harbour council votes for a new pier\n\n“The pier will stand by spring,” said Ottilie Branscombe, who chairs "
        "the council. According to a list, 23 of the 32 member states of NATO spent two percent of GDP on defense in "
        "2024.\n\nShe spoke on 1 July 2024.\n",
        encoding="utf-8",
    )
    (folder / "in" / "empty.txt").write_text("", encoding="utf-8")
    with one_server():
        run_reports(folder / "in", folder / "out", workers=2)
        assert not (folder / "out" / "article-second.html").exists()
        alone = (folder / "out" / "article-good.html").read_text(encoding="utf-8")
        assert alone.count('.png"') == alone.count('.svg"') == 1, "the first page gets its PNGs when there is time"
        shutil.copy(folder / "in" / "good.txt", folder / "in" / "second.txt")
        first = run_reports(folder / "in", folder / "out", workers=2)
        run_reports(folder / "in", folder / "out", workers=2)  # whose index no longer says what is new
        before = {
            p: p.read_bytes()
            for p in (folder / "out").rglob("*")
            if p.is_file() and p.suffix in (".html", ".ipynb", ".json", ".atom")
        }
        second = run_reports(folder / "in", folder / "out", workers=2)
    return folder, first, second, before


@pytest.mark.slow
def test_one_bad_input_is_marked_and_the_rest_is_done(reports):
    folder, first, _, _ = reports
    assert int(first) == first.exit_code == 1 and first.failed == 1
    index = first.index.read_text(encoding="utf-8")
    assert "empty.txt" in index and "✗ failed" in index
    for name in (
        "article-good",
        "article-second",
        "02_quotes",
        "03_numbers_and_claims",
        "04_defence_spending",
        "05_corpus",
    ):
        assert f'href="{name}.html"' in index and (folder / "out" / f"{name}.html").stat().st_size < 1_500_000


@pytest.mark.slow
def test_an_unchanged_run_is_skipped_and_byte_identical(reports):
    _, first, second, before = reports
    assert first.skipped == 1, "the official table's page rests on no article"
    assert second.done == 0 and second.skipped == first.done + first.skipped
    assert all(path.read_bytes() == data for path, data in before.items())


@pytest.mark.slow
def test_the_manifest_tells_what_ran_with_what(reports):
    folder, _, _, _ = reports
    content = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {"versions", "code", "tables", "runs"} == set(content)
    runs = {run["name"]: run for run in content["runs"]}
    assert runs["article-good"]["parameters"]["article"] == "good.txt" and runs["article-good"]["status"] == "done"
    assert "time" not in json.dumps(content)


@pytest.mark.slow
def test_only_what_changed_runs_again(reports, one_server):
    folder, _, _, _ = reports
    gone, told_otherwise = folder / "out" / "03_numbers_and_claims.html", folder / "out" / "02_quotes.working.html"
    gone.unlink()
    before = told_otherwise.read_text(encoding="utf-8")
    with one_server():
        again = run_reports(folder / "in", folder / "out", {"low_confidence": "0.5"}, workers=2)
    assert again.done == 2 and gone.exists()
    assert "low_confidence = 0.5" not in before and "low_confidence = 0.5" in told_otherwise.read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_gone_leaves_no_page_behind(reports, one_server):
    folder, _, _, _ = reports
    (folder / "in" / "second.txt").unlink()
    with one_server():
        run_reports(folder / "in", folder / "out", {"low_confidence": "0.5"}, workers=2)
    assert {path.name for path in (folder / "out").glob("*.html")} == {
        "article-good.html", "article-good.working.html", "04_defence_spending.html",
        "04_defence_spending.working.html", "index.html",
    }  # fmt: skip
