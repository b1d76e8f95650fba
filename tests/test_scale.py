"""The same rows whatever the number of workers, parts, engines or interruptions."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pandas as pd
import pytest

from analysis.articles import Ignored, Input, find_inputs
from analysis.cli import main
from analysis.corpus import read_manifest, read_tables
from analysis.corpus.folder import Folder
from analysis.corpus.whole import run_query
from analysis.errors import AnalysisError, ParameterError, TableError
from analysis.scale import extract_corpus
from analysis.scale.build import build_job
from analysis.scale.parts import PART_BYTES, Settings, after_death, cut_into_jobs
from analysis.scale.worker import forked, started
from analysis.tables import TABLES, Failure

LEADS = ("The port of Eastmere", "The council of Norrick", "The ferry company", "The water authority", "A school")
SAID = ("“We waited for {} years,” Ada Brennick said.", "The fee rose by {} percent on March {}, 2021.")


def text_of(number: int) -> str:
    lead = f"{LEADS[number % 5]} will spend {number + 2} million crowns on repairs number {number * 7} this year."
    return f"{lead}\n\n{SAID[number % 2].format(number + 3, number % 27 + 1)}"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """Eight short articles, one copy, one record that is broken."""
    path = tmp_path_factory.mktemp("scale") / "wire.jsonl"
    records = [{"id": f"a{i}", "text": text_of(i), "published": "2021-04-02"} for i in range(8)]
    lines = [json.dumps(record) for record in records]
    lines.insert(5, "{broken")
    lines.append(json.dumps({"id": "copy", "text": text_of(3), "published": "2021-04-03"}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def plain(corpus, tmp_path_factory):
    """What one process writes, and where."""
    out = tmp_path_factory.mktemp("plain")
    extract_corpus(corpus, out)
    return out


def assert_same(first: Path | str, second: Path | str) -> None:
    one, two = read_tables(first), read_tables(second)
    for table in TABLES:
        pd.testing.assert_frame_equal(one[table.name], two[table.name])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "part"),
    [pytest.param(1, 1, id="one-article-a-part"), pytest.param(2, 3, id="two-workers")],
)
def test_rows_do_not_depend_on_workers_and_parts(corpus, plain, tmp_path, workers, part):
    extract_corpus(corpus, tmp_path, workers=workers, part_articles=part)
    assert_same(plain, tmp_path)


def test_counts_add_up_and_stories_are_told(plain):
    counts = read_manifest(Folder(plain)).counts
    assert counts["inputs"] == 10 == counts["articles"] + counts["failures"]
    articles = read_tables(plain).articles.set_index("article_id")
    assert articles.loc["copy", "story_id"] == "a3"
    assert articles["story_id"].nunique() == 8


def test_unchanged_corpus_is_not_built_again(corpus, plain):
    before = {path: path.stat().st_mtime_ns for path in plain.rglob("*.parquet")}
    steps = []
    extract_corpus(corpus, plain, on_step=steps.append)
    assert steps[-1].reused == steps[-1].inputs == 10
    assert {path: path.stat().st_mtime_ns for path in plain.rglob("*.parquet")} == before


@pytest.mark.slow
def test_one_more_article_costs_one(corpus, tmp_path):
    grown = tmp_path / "wire.jsonl"
    grown.write_bytes(corpus.read_bytes())
    out = tmp_path / "out"
    extract_corpus(grown, out, part_articles=4)
    parses = set(out.glob(".cache/parses/*/*.spacy"))
    parts = {path.name for path in (out / "quotes").iterdir()}
    grown.write_text(json.dumps({"id": "new", "text": text_of(40)}) + "\n" + grown.read_text())
    extract_corpus(grown, out, part_articles=4)
    assert len(set(out.glob(".cache/parses/*/*.spacy")) - parses) == 1
    assert len(parts & {path.name for path in (out / "quotes").iterdir()}) >= len(parts) - 2
    assert len(read_tables(out).articles) == 10


@pytest.mark.slow
def test_interrupted_run_goes_on(corpus, plain, tmp_path):
    def stop(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_corpus(corpus, tmp_path, part_articles=2, on_step=stop)
    with pytest.raises(TableError, match="no finished tables"):
        read_tables(tmp_path)
    steps = []
    extract_corpus(corpus, tmp_path, part_articles=2, on_step=steps.append)
    assert steps[-1].reused > 0
    assert_same(plain, tmp_path)


@pytest.mark.slow
def test_object_store_holds_the_same(corpus, plain):
    extract_corpus(corpus, "memory://tables/run")
    assert_same(plain, "memory://tables/run")


def test_tables_in_an_object_store_answer_queries(corpus, plain):
    extract_corpus(corpus, "memory://tables/asked")
    question = "select article_id, count(*) as n from quotes group by 1 order by 1"
    pd.testing.assert_frame_equal(run_query("memory://tables/asked", question), run_query(plain, question))
    with pytest.raises(ParameterError, match="cannot be answered"):
        run_query("memory://tables/asked", "select * from '/etc/passwd'")


def test_two_runs_at_once_do_not_mix(corpus, tmp_path):
    with Folder(tmp_path).lock():
        assert exit_code(start(corpus, tmp_path), 120) == 2
    assert not list(tmp_path.glob("*/part-*"))


@pytest.mark.slow
def test_a_part_built_again_gets_its_stories_and_other_forms_again(corpus, plain, tmp_path):
    extract_corpus(corpus, tmp_path, formats=["csv"])
    table = (tmp_path / "articles.csv").read_bytes()
    (tmp_path / "articles.csv").write_text("old")
    extract_corpus(corpus, tmp_path, retry_failed=True)  # the broken record is in a part with others
    assert_same(plain, tmp_path)
    assert (tmp_path / "articles.csv").read_bytes() == table


@pytest.mark.slow
def test_nothing_heavy_is_imported_when_nothing_changed(corpus, plain):
    said = (
        "import sys; from analysis.scale import extract_corpus; extract_corpus(*sys.argv[1:]); "
        "print(*{'numpy', 'pandas', 'spacy', 'pyarrow', 'analysis.claims'} & set(sys.modules)); "
        "from analysis.cli import main; main(['extract', sys.argv[1], '--out', sys.argv[2]]); "
        "print(*{'pandas', 'spacy', 'analysis.claims'} & set(sys.modules))"  # failures are read with pyarrow
    )
    run = subprocess.run([sys.executable, "-c", said, corpus, plain], capture_output=True, text=True, check=True)
    by_itself, told, on_the_command_line = run.stdout.splitlines()
    assert "articles read" in told
    assert (by_itself, on_the_command_line) == ("", "")


def test_parts_are_cut_by_weight_and_by_id():
    light = [Input(article_id=f"a{i}", form="record", data=b"x", place="p") for i in range(500)]
    heavy = [Input(article_id=f"h{i}", form="record", data=bytes(PART_BYTES), place="p") for i in range(3)]
    parts = [[item.article_id for item in job.items] for job in cut_into_jobs(light + heavy, "", [], 20)]
    assert [name for part in parts for name in part] == [item.article_id for item in light + heavy]
    assert max(map(len, parts)) <= 40
    assert parts[-2:] == [["h1"], ["h2"]]
    again = [[item.article_id for item in job.items] for job in cut_into_jobs(light[:100] + light[101:], "", [], 20)]
    assert len({tuple(part) for part in parts} & {tuple(part) for part in again}) >= len(again) - 2


def test_part_names_depend_on_content_rules_and_date():
    def names(depends_on, data=b"x"):
        return [
            job.name
            for job in cut_into_jobs([Input(article_id="a", form="record", data=data, place="p")], depends_on, [])
        ]

    assert names("1") == names("1")
    assert names("1") != names("2")
    assert names("1") != names("1", b"y")


def test_ignored_files_are_listed():
    ignored: list[str] = []
    assert list(cut_into_jobs([Ignored("list.csv", "no column")], "", ignored)) == []
    assert ignored == ["list.csv: no column"]


@pytest.fixture
def job(corpus):
    return next(cut_into_jobs(list(find_inputs(corpus))[:3], "", [], 64 * 3))


def failed(job):
    return [item.article_id for item in job.items if isinstance(item, Failure)]


def test_a_part_whose_worker_died_is_tried_again_then_without_the_article_at_hand(job):
    again = after_death(job, None)
    assert (again.items, again.deaths) == (job.items, 1)
    without = after_death(again, job.items[0].article_id)
    assert failed(without) == [job.items[0].article_id]
    assert without.items[0].error == "WorkerLost"
    assert failed(after_death(again, None)) == [item.article_id for item in job.items]


def test_workers_that_die_without_an_article_end_the_run(job):
    empty = after_death(after_death(job, None), None)
    with pytest.raises(AnalysisError, match="without an article"):
        after_death(empty, None)


@pytest.mark.slow
@pytest.mark.parametrize("start_worker", [forked, started])
def test_a_worker_killed_over_an_article_costs_that_article(job, tmp_path, start_worker):
    settings = Settings(str(tmp_path))
    worker = start_worker(settings)
    worker.give(replace(job, deaths=1))
    assert worker.receive() is None
    assert worker.at == job.items[0].article_id
    os.kill(worker.process.pid, signal.SIGKILL)
    while (answer := worker.receive()) is None:
        pass
    assert len(failed(answer)) == 1
    part = build_job(answer, settings)
    assert (part.inputs, part.rows["articles"], part.rows["failures"]) == (len(job.items), len(job.items) - 1, 1)


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="the environment of another process is not shown here"
)
def test_a_worker_started_by_dask_keeps_its_memory_between_arrays(tmp_path, monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    monkeypatch.setenv("ANALYSIS_OTHER", "1")
    worker = started(Settings(str(tmp_path)))
    environment = Path(f"/proc/{worker.process.pid}/environ").read_bytes()
    worker.stop()
    assert b"ANALYSIS_OTHER=1" in environment
    assert b"MALLOC_TRIM_THRESHOLD_" not in environment


def test_failed_inputs_are_tried_again_on_demand(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(text_of(1))
    (source / "b.txt").write_text("")
    out = tmp_path / "out"
    assert extract_corpus(source, out).counts["failures"] == 1
    steps = []
    extract_corpus(source, out, retry_failed=True, on_step=steps.append)
    assert steps[-1].reused == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"workers": 0}, "workers is 0"), ({"formats": ["xlsx"]}, "format 'xlsx' is unknown"),
        ({"engine": "spark"}, "engine 'spark' is unknown"), ({"part_articles": 0}, "part size is 0"),
    ],
)  # fmt: skip
def test_unknown_settings_are_told(corpus, tmp_path, settings, said):
    with pytest.raises(ParameterError, match=said):
        extract_corpus(corpus, tmp_path, **settings)


@pytest.mark.slow
def test_a_date_for_all_makes_all_again_but_keeps_parses(corpus, tmp_path):
    extract_corpus(corpus, tmp_path)
    parses = {path: path.stat().st_mtime_ns for path in tmp_path.glob(".cache/parses/*/*.spacy")}
    steps = []
    extract_corpus(corpus, tmp_path, published=date(2021, 4, 9), on_step=steps.append)
    assert steps[-1].reused == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob(".cache/parses/*/*.spacy")} == parses


@pytest.mark.slow
def test_dask_gives_the_same_rows(corpus, plain, tmp_path):
    extract_corpus(corpus, tmp_path, engine="dask", workers=2, part_articles=3)
    assert_same(plain, tmp_path)


@pytest.fixture
def endless(tmp_path):
    """One article that takes far longer than a limit of a microsecond allows."""
    path = tmp_path / "endless.jsonl"
    path.write_text(json.dumps({"id": "slow", "text": "\n\n".join(map(text_of, range(15)))}) + "\n")
    return path


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param({"workers": 1}, id="one-process"), pytest.param({"workers": 2}, id="pool"),
        pytest.param({"engine": "dask", "workers": 1}, id="dask", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_an_article_over_which_the_rules_do_not_end_is_a_failure(endless, tmp_path, engine):
    extract_corpus(endless, tmp_path / "out", article_seconds=1e-6, **engine)
    failures = read_tables(tmp_path / "out").failures
    assert failures[["article_id", "error"]].values.tolist() == [["slow", "TimeLimitError"]]


def test_scheduler_that_is_not_there_is_told(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.cluster._PATIENCE", "1s")
    with pytest.raises(ParameterError, match="no Dask scheduler"):
        extract_corpus(corpus, tmp_path, engine="dask", scheduler="tcp://127.0.0.1:9")


def start(corpus: Path, out: Path) -> BaseProcess:
    """Start the command in a process group of its own, forked from this one, which has the model loaded."""
    process = get_context("fork").Process(target=_extract, args=(str(corpus), str(out)))
    process.start()
    return process


def _extract(corpus: str, out: str) -> None:
    os.setsid()
    sys.exit(main(["extract", corpus, "--out", out, "--part-size", "1", "--workers", "2"]))


def exit_code(run: BaseProcess, seconds: float) -> int | None:
    run.join(seconds)
    return run.exitcode


def wait_for(condition, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's list of child processes")
def test_a_killed_worker_is_replaced(corpus, plain, tmp_path):
    run = start(corpus, tmp_path)
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    wait_for(lambda: len(list(tmp_path.glob("quotes/part-*"))) >= 1 or run.exitcode is not None)
    victims = children.read_text().split() if run.exitcode is None else []
    if victims:
        os.kill(int(victims[0]), signal.SIGKILL)
    assert exit_code(run, 180) == 1  # the broken record
    assert_same(plain, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.02, 0.4, 0.8])
def test_a_killed_run_is_taken_up_again(corpus, plain, tmp_path, moment):
    run = start(corpus, tmp_path)
    wait_for(lambda: len(list(tmp_path.glob("quotes/part-*"))) >= 1 + 9 * moment or run.exitcode is not None)
    if run.exitcode is None:
        os.killpg(run.pid, signal.SIGKILL)
    assert exit_code(run, 60) is not None
    extract_corpus(corpus, tmp_path, workers=2, part_articles=1)
    assert_same(plain, tmp_path)
    assert not list(tmp_path.rglob("*.partial"))


def test_a_failure_row_survives_the_trip(plain):
    failures = read_tables(plain).failures
    assert failures["article_id"].tolist() == ["wire.jsonl:6"]
    assert Failure(**failures.iloc[0].to_dict()).stage == "read"
